//! The price of an operation, by the formula `docs/api.md` publishes. Sums stop at their type's end.

use async_graphql_value::{ConstValue, Variables};

use super::cost_plan::{Count, Step, Times};

/// Points of a mutation.
pub(super) const MUTATION: u64 = 10;
/// Points of a log-in or a sign-up: they hash a password.
pub(super) const LOG_IN: u64 = 50;
/// Points of counting a whole list.
pub(super) const TOTAL_COUNT: u64 = 10;
/// Plain values in a list that cost as much as one would elsewhere.
pub(super) const PLAIN_FOR_ONE: u64 = 10;
/// Entries of a page when nobody says how many.
const PAGE: u64 = 20;
/// Entries of a page at most; who asks for more is refused by the field.
const PAGE_MAX: u64 = 100;

/// Points at most, before anything is executed.
pub(super) fn requested(steps: &[Step], variables: &Variables) -> u64 {
    steps.iter().fold(0, |sum: u64, step| {
        let one = step.each.saturating_add(requested(&step.inside, variables));
        let all = times(&step.times, variables).saturating_mul(one);
        sum.saturating_add(step.once)
            .saturating_add(all.div_ceil(for_one(&step.times)))
    })
}

/// Entries of lists at most that stand in the answer.
pub(super) fn entries(steps: &[Step], variables: &Variables) -> u64 {
    steps.iter().fold(0, |sum: u64, step| {
        let itself = u64::from(!matches!(step.times, Times::One));
        let one = itself.saturating_add(entries(&step.inside, variables));
        sum.saturating_add(times(&step.times, variables).saturating_mul(one))
    })
}

fn for_one(times: &Times) -> u64 {
    match times {
        Times::List { for_one, .. } => *for_one,
        Times::One | Times::Page { .. } | Times::Given(_) => 1,
    }
}

/// Points by what was answered: lists count the entries they have, nothing costs no more than its field.
pub(super) fn actual(steps: &[Step], data: &ConstValue) -> u64 {
    let ConstValue::Object(members) = data else {
        return 0;
    };
    steps.iter().fold(0, |sum: u64, step| {
        let objects = match members.get(step.key.as_str()) {
            Some(ConstValue::List(items)) => match step.times {
                // Mistakes count once, as they were priced.
                Times::One => items.first().map_or(0, |first| object(step, first)),
                Times::List { .. } | Times::Page { .. } | Times::Given(_) => {
                    let sum: u64 = items.iter().map(|item| object(step, item)).sum();
                    sum.div_ceil(for_one(&step.times))
                }
            },
            Some(value) => object(step, value),
            None => return sum,
        };
        sum.saturating_add(step.once).saturating_add(objects)
    })
}

fn object(step: &Step, value: &ConstValue) -> u64 {
    match value {
        ConstValue::Object(_) => step.each.saturating_add(actual(&step.inside, value)),
        _ => 0,
    }
}

fn times(times: &Times, variables: &Variables) -> u64 {
    match times {
        Times::One => 1,
        Times::List { most, .. } => *most,
        Times::Page { first, last } => count(first, variables)
            .or_else(|| count(last, variables))
            .unwrap_or(PAGE)
            .min(PAGE_MAX),
        Times::Given(ids) => count(ids, variables).unwrap_or(0),
    }
}

fn count(count: &Count, variables: &Variables) -> Option<u64> {
    match count {
        Count::Absent => None,
        Count::Fixed(number) => Some(*number),
        Count::Variable { name, default } => match variables.get(name.as_str()) {
            Some(value) => number(value),
            None => *default,
        },
    }
}

/// A number, or how long a list is, for which a single text may stand; none when it is neither, or negative.
pub(super) fn number(value: &ConstValue) -> Option<u64> {
    match value {
        ConstValue::Number(number) => number.as_u64(),
        ConstValue::List(items) => Some(items.len() as u64),
        ConstValue::String(_) => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use async_graphql::value;

    use super::super::cost_plan::{Demand, plan};
    use super::super::{SchemaIndex, only};
    use super::*;

    fn planned(document: &str) -> (Vec<Step>, Demand) {
        let document = parse_query(document).unwrap();
        let index = SchemaIndex::published();
        plan(only(&document), &document, index).unwrap()
    }

    fn price(document: &str, variables: serde_json::Value) -> u64 {
        requested(&planned(document).0, &Variables::from_json(variables))
    }

    #[test]
    fn the_formula_is_that_of_the_readme() {
        let none = serde_json::Value::Null;
        for (points, document) in [
            (0, "{ __typename __schema { types { name } } }"),
            (1, "{ viewer { id } }"),
            (2, "{ a: viewer { id } b: viewer { id email } }"),
            (1 + 20, "{ offers { nodes { id title } } }"),
            (
                1 + 20,
                "{ offers { edges { cursor node { id } } pageInfo { hasNextPage } } }",
            ),
            (
                1 + 20 + 20,
                "{ offers { nodes { id } edges { node { id } } } }",
            ),
            (
                1 + 10,
                "{ offers(first: 100) { totalCount pageInfo { endCursor } } }",
            ),
            (
                1 + 5 * (1 + 1),
                "{ offers(first: 5) { nodes { id brand { id } pay { amount } } } }",
            ),
            (1 + 3, "{ offers(last: 3) { nodes { id } } }"),
            (1 + 20, "{ offers { edges { cursor } } }"),
            // Lists cost their maximum times what stands in them; plain values a tenth.
            (
                1 + 20,
                "{ creator(id: \"x\") { socialAccounts { handle } } }",
            ),
            (
                1 + 20 * (1 + 20),
                "{ creator(id: \"x\") { socialAccounts { audience { share } } } }",
            ),
            (
                1 + 50 / 10,
                "{ creator(id: \"x\") { rates { price { amount } } } }",
            ),
            (
                1 + 20 * (1 + 1 + 20 * (1 + 1 + 20)),
                "{ creator(id: \"x\") { socialAccounts { creator { socialAccounts { creator { socialAccounts { handle } } } } } } }",
            ),
            (
                1 + 20 * (1 + 5 * (1 + 2)),
                "{ collaboration(id: \"x\") { deliverables { changeRequests { items { note } } } } }",
            ),
            (1 + 100, "{ offers(first: 1000) { nodes { id } } }"),
            (3, "{ nodes(ids: [\"a\", \"b\", \"c\"]) { id } }"),
            (1, "{ nodes(ids: \"a\") { id } }"),
            (2, "query($a: ID!, $b: ID!) { nodes(ids: [$a, $b]) { id } }"),
            (
                1 + 2 * 2,
                "{ offers(first: 2) { ...F } } fragment F on OfferConnection { nodes { ...G } } fragment G on Offer { brand { name } }",
            ),
            (
                10 + 1,
                "mutation { brandUpdate(input: {}) { brand { id } } }",
            ),
        ] {
            assert_eq!(price(document, none.clone()), points, "{document}");
        }
    }

    #[test]
    fn pages_are_as_large_as_the_variables_say() {
        let document = "query($n: Int = 7, $ids: [ID!]!) { offers(first: $n) { nodes { id } } nodes(ids: $ids) { id } }";
        assert_eq!(
            price(document, serde_json::json!({ "ids": ["a", "b"] })),
            1 + 7 + 2
        );
        assert_eq!(
            price(document, serde_json::json!({ "n": 50, "ids": [] })),
            1 + 50
        );
        assert_eq!(
            price(document, serde_json::json!({ "n": null, "ids": ["a"] })),
            1 + 20 + 1
        );
        assert_eq!(
            price(document, serde_json::json!({ "n": 1, "ids": "a" })),
            1 + 1 + 1
        );
    }

    #[test]
    fn an_answer_costs_what_it_has() {
        let (steps, _) = planned(
            "{ a: offers(first: 50) { nodes { id brand { id } } totalCount } viewer { id } }",
        );
        let asked = requested(&steps, &Variables::default());
        assert_eq!(asked, 1 + 50 * 2 + 10 + 1);
        let data = value!({ "a": { "nodes": [{ "id": "x", "brand": { "id": "b" } }, { "id": "y", "brand": null }], "totalCount": 2 }, "viewer": null });
        assert_eq!(actual(&steps, &data), 1 + 2 + 1 + 10);
        assert_eq!(actual(&steps, &ConstValue::Null), 0);
    }

    #[test]
    fn entries_are_those_of_all_lists() {
        for (count, document) in [
            (0, "{ viewer { id } }"),
            (20 + 20, "{ offers { nodes { id } edges { cursor } } }"),
            (
                5 * (1 + 20 * (1 + 200)),
                "{ creators(first: 5) { nodes { socialAccounts { audience { share } } } } }",
            ),
        ] {
            let steps = planned(document).0;
            assert_eq!(entries(&steps, &Variables::default()), count, "{document}");
        }
    }

    #[test]
    fn what_is_worth_guessing_is_counted() {
        let log_in = planned("mutation { sessionCreate(input: {}) { session { accessToken } } }");
        assert_eq!(
            log_in.1,
            Demand {
                mutations: 1,
                log_ins: 1,
                ..Demand::default()
            }
        );
        let money = planned(
            "mutation { brandUpdate(input: {}) { brand { id } } p: payoutRequest(input: {}) { payout { id } } }",
        );
        assert_eq!(
            money.1,
            Demand {
                mutations: 2,
                money: 1,
                ..Demand::default()
            }
        );
        assert_eq!(planned("{ viewer { id } }").1, Demand::default());
    }
}
