//! Long lists cost nothing but their refusal.

use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn a_long_list_is_refused_before_any_work_wherever_it_comes_from() {
    let app = TestApp::start().await;
    let many = vec!["TIKTOK"; 12];
    let in_filter = "query($f: OfferFilter) { offers(filter: $f) { nodes { id } } }";
    let in_variable = "query($p: [Platform!]) { ...F } fragment F on Query { offers(filter: { platformIn: $p }) { nodes { id } } }";
    let written = format!(
        "{{ offers(filter: {{ platformIn: [{}] }}) {{ nodes {{ id }} }} }}",
        many.join(" ")
    );
    let by_default = format!(
        "query($p: [Platform!] = [{}]) {{ offers(filter: {{ platformIn: $p }}) {{ nodes {{ id }} }} }}",
        many.join(" ")
    );
    let forty_thousand = vec!["TIKTOK"; 40_000];
    for (document, variables, path) in [
        (
            in_filter,
            json!({ "f": { "platformIn": forty_thousand } }),
            json!(["f", "platformIn"]),
        ),
        (in_variable, json!({ "p": many }), json!(["p"])),
        (&written, Value::Null, json!(["filter", "platformIn"])),
        (&by_default, Value::Null, json!(["p"])),
    ] {
        let answer = app.asks(document, variables).await.0;
        let error = &answer["errors"][0]["extensions"];
        assert_eq!(answer["data"], Value::Null, "{answer}");
        assert_eq!(error["code"], "LIST_TOO_LONG", "{answer}");
        assert_eq!(error["path"], path, "{answer}");
        assert_eq!(
            error["parameters"],
            json!([{ "name": "max", "value": "11" }]),
            "{answer}"
        );
    }
    let fits = json!({ "f": { "platformIn": &many[1..] } });
    app.asks(in_filter, fits).await.good();
    app.asks(in_variable, json!({ "p": &many[1..] }))
        .await
        .good();
}
