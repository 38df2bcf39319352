//! How many statements a request takes depends on its document, never on how much there is.

use serde_json::{Value, json};

use crate::support::deal::photo;
use crate::support::market::{eur, key};
use crate::support::{Brand, Creator, TestApp};

/// What people look at, by who does.
const BY_BRAND: [&str; 4] = [
    "query($brand: ID!) { brand(id: $brand) { offers(first: 12) { totalCount nodes {
        id state budget { amount } brand { name viewerRole } viewerApplication { id } brief { goal requirements { text } } } } } }",
    "query($offer: ID!) { offer(id: $offer) { applications(first: 12) { nodes { id state proposals { pay { amount } }
        creator { displayName niches rates { price { amount } } socialAccounts { handle } } collaboration { id } } } } }",
    "query($brand: ID!) { brand(id: $brand) { collaborations(first: 12) { nodes { state offer { title } creator { displayName }
        terms { hash } signatures { side } deliverables { state } } } } }",
    "query($brand: ID!) { brand(id: $brand) { collaborations(first: 5) { nodes {
        deliverables { submissions { number } changeRequests { round } publication { url } } } } } }",
];
const BY_GUEST: [&str; 3] = [
    "{ offers(first: 12) { totalCount nodes { title budget { amount } brand { name viewerRole } brief { goal } } } }",
    "{ creators(first: 12) { nodes { displayName niches rates { format } socialAccounts { handle } } } }",
    "query($creator: ID!) { creator(id: $creator) { socialAccounts { posts { id } audience { bucket } creator { displayName } } } }",
];

pub(crate) struct Market {
    pub(crate) app: TestApp,
    pub(crate) brand: Brand,
    offer: String,
    pub(crate) creators: Vec<Creator>,
}

impl Market {
    pub(crate) async fn new() -> Self {
        let app = TestApp::start().await;
        let brand = app.rich_brand("Acme").await;
        let content = json!({ "slots": 50, "budget": eur("5000.00"), "deliverables": [photo()],
            "compensation": { "pay": eur("20.00"), "isNegotiable": true } });
        let offer = brand.publishes(content).await;
        Self {
            app,
            brand,
            offer,
            creators: Vec::new(),
        }
    }

    /// One more creator applies, negotiates, is accepted, and hands in; there is one more offer, and the first creator has
    /// one more account.
    pub(crate) async fn grows(&mut self) {
        let creator = self
            .app
            .micro(&format!("Zoe {}", self.creators.len()))
            .await;
        let application = creator.applies_to(&self.offer).await;
        let pay = json!({ "applicationId": application, "pay": eur("25.00") });
        let made = creator
            .does("proposalCreate", pay, "proposal { id }")
            .await
            .good();
        let proposal = made.text("proposalCreate.proposal.id");
        let accept = json!({ "proposalId": proposal, "idempotencyKey": key() });
        self.brand
            .does("proposalAccept", accept, "proposal { id }")
            .await
            .good();
        let owed = "query($id: ID!) { creator(id: $id) { collaborations { nodes { deliverables { id } } } } }";
        let owed = creator.asks(owed, json!({ "id": creator.id })).await.good();
        let deliverable = owed.text("creator.collaborations.nodes.0.deliverables.0.id");
        let submit = json!({ "deliverableId": deliverable, "caption": "Tea!" });
        creator
            .does("deliverableSubmit", submit, "deliverable { id }")
            .await
            .good();
        self.brand.publishes_offer().await;
        self.creators.push(creator);
        let first = &self.creators[0];
        let handle = format!("zoe{}", self.creators.len());
        let account = json!({ "creatorId": first.id, "platform": "TIKTOK", "handle": handle, "followers": 5_000 });
        let added = first
            .does("socialAccountAdd", account, "socialAccount { id }")
            .await;
        added.good();
    }

    /// Statements of each document.
    async fn counts(&self) -> Vec<(&'static str, u64)> {
        let mut counts = Vec::new();
        for document in BY_BRAND {
            let mut variables = json!({});
            if document.contains("$brand") {
                variables["brand"] = json!(self.brand.id);
            } else {
                variables["offer"] = json!(self.offer);
            }
            counts.push((
                document,
                self.count(Some(&self.brand), document, variables).await,
            ));
        }
        for document in BY_GUEST {
            let variables = json!({ "creator": self.creators[0].id });
            counts.push((document, self.count(None, document, variables).await));
        }
        counts
    }

    async fn count(&self, who: Option<&Brand>, document: &str, variables: Value) -> u64 {
        let token = who.map(|brand| brand.founder.access_token.as_str());
        // Once before, so that what is remembered of a session is.
        self.app
            .asks_as(token, document, variables.clone())
            .await
            .good();
        let before = self.app.env().db.statements();
        self.app.asks_as(token, document, variables).await.good();
        self.app.env().db.statements() - before
    }
}

#[tokio::test]
async fn ten_times_as_much_takes_no_statement_more() {
    let mut market = Market::new().await;
    market.grows().await;
    let few = market.counts().await;
    for _ in 0..9 {
        market.grows().await;
    }
    let many = market.counts().await;
    for ((document, one), (_, ten)) in few.iter().zip(&many) {
        eprintln!("{one} statements: {document}");
        // Fields of different levels may ask for the same together, or one after the other. One for each row would be four
        // more at least.
        assert!(ten.abs_diff(*one) <= 2, "{one}, then {ten}: {document}");
        assert!(*one > 1, "{document}");
    }
}
