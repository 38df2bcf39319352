//! Where queries begin.

use std::borrow::Cow;

use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{
    Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value,
};
use domain::error::Form;
use domain::input;
use domain::payments::rules::breakdown;

use crate::account::types::{USER, VIEWER};
use crate::application::types::{APPLICATION, PROPOSAL};
use crate::brand::types::{BRAND, BRAND_MEMBER, DIRECTORY};
use crate::collaboration::types::COLLABORATION;
use crate::context::Around;
use crate::creator::social_account::types::{SOCIAL_ACCOUNT, SOCIAL_POST};
use crate::creator::types::{CREATOR, CREATOR_ARGUMENTS, CREATOR_KEY, CREATORS};
use crate::deliverable::types::DELIVERABLE;
use crate::ledger::statement::STATEMENT_LINE;
use crate::object;
use crate::offer::types::{OFFER, OPEN_OFFERS};
use crate::payments::breakdown::Breakdown;
use crate::payments::types::{CREATOR_BALANCE, EARNING, PAYOUT};
use crate::payments::wallet::{FUNDING, WALLET};
use crate::rate_limit::RateLimit;
use crate::reading::argument::Argument;
use crate::reading::model::{Interface, Key, Leaf};
use crate::reading::shapes::{find, made, node, nodes, object, page, viewer};
use crate::reading::shown::Made;
use crate::reading::{Facts, describe};
use crate::scalars::{MoneyInput, read_amount};

object! {
    /// What can be asked.
    pub QUERY: "Query" => {
        /// The object with this id; null when there is none that you may see. INVALID_ID when it is not one of our ids.
        node = node(&NODE, &NODE_ID);
        /// The objects with these ids, in the same order, null where there is none that you may see.
        nodes = nodes(&NODE, &NODE_IDS);
        /// You, and what is yours; null for guests.
        viewer = viewer(&VIEWER);
        /// An offer; null when there is none that you may see. INVALID_ID when it is not the id of an offer.
        offer = find(&OFFER, Key::Id, &WHICH);
        /// Offers that take applications now.
        offers = page(&OPEN_OFFERS);
        /// A brand; null when there is none.
        brand = find(&BRAND, Key::Id, &WHICH);
        /// The brands of the marketplace.
        brands = page(&DIRECTORY);
        /// A creator; null when there is none.
        creator = find(&CREATOR, CREATOR_KEY, &CREATOR_ARGUMENTS);
        /// Creators to look through. VALUE_OUT_OF_RANGE or VALUE_INVALID for a filter that makes no sense.
        creators = page(&CREATORS);
        /// An application; null when there is none that you may see.
        application = find(&APPLICATION, Key::Id, &WHICH);
        /// A collaboration; null when there is none that you may see.
        collaboration = find(&COLLABORATION, Key::Id, &WHICH);
        /// A deliverable; null when there is none that you may see.
        deliverable = find(&DELIVERABLE, Key::Id, &WHICH);
        /// What a pay comes to under today's fees, for both sides: for forms, before anything is agreed. Codes:
        /// AMOUNT_INVALID, LIST_TOO_LONG, VALUE_OUT_OF_RANGE.
        moneyBreakdown = made(&[], &Made(|asked| would_cost(asked).map(Some))).taking(&PAY_AND_WEIGHTS);
        /// What this request costs, and what you may still ask.
        rateLimit = made(&[], &Made(|asked| Ok(Some(RateLimit(asked.around::<Around>().standing)))));
        /// Where you stand among all changes when this request begins: ask for it together with what you show, and give it to
        /// your subscriptions as `since`. Then nothing falls between the two; what happened meanwhile may be told although
        /// you have it already.
        feedCursor = made(&[], &Made(|asked| Ok(Some(asked.around::<Around>().reached.encode()))));
    }
}

/// An object with an id.
static NODE: Interface = Interface {
    name: "Node",
    doc: &["An object with an id."],
    types: &[
        &USER,
        &VIEWER,
        &OFFER,
        &APPLICATION,
        &PROPOSAL,
        &COLLABORATION,
        &DELIVERABLE,
        &WALLET,
        &FUNDING,
        &CREATOR_BALANCE,
        &EARNING,
        &PAYOUT,
        &STATEMENT_LINE,
        &BRAND,
        &BRAND_MEMBER,
        &CREATOR,
        &SOCIAL_ACCOUNT,
        &SOCIAL_POST,
    ],
};

/// At most so many objects at once.
const NODES_MAX: usize = 100;

static NODE_ID: [Argument; 1] = [id("Any id this API has given.")];
static WHICH: [Argument; 1] = [id("Which.")];
static NODE_IDS: [Argument; 1] = [Argument {
    name: "ids",
    doc: "Ids this API has given, at most 100.",
    leaf: Leaf::of::<async_graphql::ID>(),
    written: "[{}!]!",
    most: Some(NODES_MAX),
}];

const fn id(doc: &'static str) -> Argument {
    Argument {
        name: "id",
        doc,
        leaf: Leaf::of::<async_graphql::ID>(),
        written: "{}!",
        most: None,
    }
}

/// Deliverables in one breakdown at most.
const PARTS_MAX: usize = 20;
/// The largest weight of a deliverable.
const WEIGHT_MAX: i64 = 1_000_000;

static PAY_AND_WEIGHTS: [Argument; 2] = [
    Argument {
        name: "pay",
        doc: "The pay for all deliverables together.",
        leaf: Leaf::input::<MoneyInput>(),
        written: "{}!",
        most: None,
    },
    Argument {
        name: "weights",
        doc: "The weight of each deliverable, 0 to 1,000,000; at most 20. Equal parts when all are 0.",
        leaf: Leaf::of::<i32>(),
        written: "[{}!]!",
        most: Some(PARTS_MAX),
    },
];

fn would_cost(asked: &Facts<'_>) -> domain::Result<Breakdown> {
    let mut form = Form::default();
    let pay = asked
        .argument("pay")
        .and_then(|pay| read_amount(pay, "pay", &mut form));
    let mut weights = Vec::new();
    for (at, weight) in numbers(asked.argument("weights")).into_iter().enumerate() {
        let weight = input::number(weight, 0..=WEIGHT_MAX);
        weights.extend(form.take(format!("weights.{at}"), weight));
    }
    let (Some(pay), true) = (pay, form.is_clean()) else {
        return Err(form.refuse());
    };
    let policy = &asked.asking.env.policy.agreement;
    Ok(Breakdown(breakdown(pay, &weights, policy)))
}

fn numbers(value: Option<&Value>) -> Vec<i64> {
    let number = |value: &Value| match value {
        Value::Number(number) => number.as_i64(),
        _ => None,
    };
    match value {
        Some(Value::List(items)) => items.iter().filter_map(number).collect(),
        Some(one) => number(one).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The root as the engine knows it. Queries are answered from their plans; the engine comes here for documents that ask for
/// the schema as well.
pub struct Query;

impl OutputType for Query {
    fn type_name() -> Cow<'static, str> {
        QUERY.name.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        describe(registry, &QUERY);
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl ContainerType for Query {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let field = Selection::Field(ctx.item.clone());
        let items = vec![Positioned::new(field, ctx.item.pos)];
        Ok(Some(
            object::root_field(ctx, &QUERY, &SelectionSet { items }).await,
        ))
    }
}

impl ObjectType for Query {}
