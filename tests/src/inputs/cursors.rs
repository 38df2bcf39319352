//! Cursors are opaque, and not believed.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn a_forged_cursor_is_no_cursor() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    brand.publishes_offer().await;
    brand
        .publishes(json!({ "title": "Winter tea at home" }))
        .await;
    let list = |order: &str, after: &str| {
        format!(
            "{{ offers(first: 1, orderBy: {{field: {order}, direction: DESC}}, filter: {{currency: EUR}}, after: {after}) {{ edges {{ cursor }} }} }}"
        )
    };
    for order in ["PUBLISHED_AT", "CLOSES_AT", "PAY"] {
        let page = app.asks(&list(order, "null"), Value::Null).await.good();
        let cursor = BASE64.decode(page.text("offers.edges.0.cursor")).unwrap();
        let next = list(order, &format!("\"{}\"", BASE64.encode(&cursor)));
        assert!(
            app.asks(&next, Value::Null)
                .await
                .good()
                .at("offers.edges.0.cursor")
                .is_string()
        );
        let numbers = [i64::MIN, -1, 253_370_764_800_000_000, i64::MAX];
        for number in numbers {
            let mut forged = cursor.clone();
            let number_at = forged.len() - 24;
            forged[number_at..number_at + 8].copy_from_slice(&number.to_be_bytes());
            let document = list(order, &format!("\"{}\"", BASE64.encode(&forged)));
            let codes = app.asks(&document, Value::Null).await.codes();
            // Any amount of pay is a place in that list.
            let expected: &[&str] = if order == "PAY" {
                &[]
            } else {
                &["INVALID_PAGINATION"]
            };
            assert_eq!(codes, expected, "{order} after {number}");
        }
    }
}
