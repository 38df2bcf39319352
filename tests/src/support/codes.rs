//! The codes that a mutation says it can answer, beside those that it does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde_json::Value;

use super::Answer;
use super::schema::Published;

/// What any field can answer, as `docs/api.md` says.
const GENERAL: [&str; 8] = [
    "ANSWER_TOO_LARGE",
    "FORBIDDEN",
    "INTERNAL_SERVER_ERROR",
    "NOT_FOUND",
    "RATE_LIMITED",
    "TIMEOUT",
    "UNAUTHENTICATED",
    "UNAVAILABLE",
];

/// Mutations with the codes their descriptions name.
fn documented() -> &'static BTreeMap<String, BTreeSet<String>> {
    static DOCUMENTED: OnceLock<BTreeMap<String, BTreeSet<String>>> = OnceLock::new();
    DOCUMENTED.get_or_init(|| {
        let schema = Published::read();
        let mutations = schema.fields("Mutation").into_iter().map(|field| {
            let description = field.description.as_ref();
            let description = description.map_or("", |text| text.node.as_str());
            let (_, codes) = description.split_once("Codes:").unwrap_or_default();
            assert!(!codes.contains("Codes:"), "{} says it twice", field.name);
            let codes = codes.split(|letter: char| !letter.is_ascii_uppercase() && letter != '_');
            let codes = codes.filter(|code| code.len() > 1).map(str::to_owned);
            (field.name.node.to_string(), codes.collect())
        });
        mutations.collect()
    })
}

/// Insists that each code in an answer is one that its mutation names.
pub(super) fn are_documented(answer: &Answer) {
    let no_fields = serde_json::Map::new();
    let fields = answer.0["data"].as_object().unwrap_or(&no_fields);
    for (name, field) in fields {
        let Some(named) = documented().get(name) else {
            continue;
        };
        let own = field["userErrors"].as_array().into_iter().flatten();
        let own = own.map(|error| &error["code"]);
        let errors = answer.0["errors"].as_array().into_iter().flatten();
        let of_field = errors.filter(|error| error["path"] == serde_json::json!([name]));
        let codes = own.chain(of_field.map(|error| &error["extensions"]["code"]));
        for code in codes.filter_map(Value::as_str) {
            let is_known = named.contains(code) || GENERAL.contains(&code);
            assert!(is_known, "{name} does not say that it can answer {code}");
        }
    }
}
