//! Thousands of clients hang up at random moments. Afterwards everything is as it was.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{FUND, LOG_IN, Server, settings};
use crate::support::database::setting;
use crate::support::dice::Dice;
use crate::support::{Socket, TestDatabase};

/// Requests that are cut by default; `STORM_REQUESTS` says otherwise.
const REQUESTS: usize = 1_500;
/// Clients at once.
const CLIENTS: usize = 24;

/// Who storms, and at what.
struct Storm {
    server: Server,
    bea: String,
    brand: String,
}

impl Storm {
    /// A request of some kind, as clients of all kinds send it.
    fn request(&self, number: usize, dice: &mut Dice) -> Vec<u8> {
        let (query, variables) = self.asks(number, dice);
        let accept = if dice.below(4) == 0 {
            "text/event-stream"
        } else {
            "application/json"
        };
        let head = format!(
            "HTTP/1.1\r\nhost: {}\r\naccept: {accept}\r\naccept-encoding: br\r\nauthorization: Bearer {}\r\n",
            self.server.address, self.bea
        );
        if query.starts_with('{') && dice.below(3) == 0 {
            let hex: String = query.bytes().map(|byte| format!("%{byte:02x}")).collect();
            return format!("GET /graphql?query={hex} {head}\r\n").into_bytes();
        }
        let body = json!({ "query": query, "variables": variables }).to_string();
        let length = body.len();
        format!("POST /graphql {head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
    }

    /// What somebody asks for: of every kind of work the server has, reading, writing, hashing, money, streams.
    fn asks(&self, number: usize, dice: &mut Dice) -> (&'static str, Value) {
        let brand = &self.brand;
        match dice.below(10) {
            0 => (LOG_IN, json!({ "email": "cara@example.com" })),
            1 => (
                FUND,
                json!({ "brand": brand, "key": format!("storm {number}") }),
            ),
            2 => (
                "mutation($brand: ID!, $name: String!) { brandUpdate(input: { brandId: $brand, name: $name }) { brand { id } userErrors { code } } }",
                json!({ "brand": brand, "name": format!("Tea {number}") }),
            ),
            3 => ("{ viewer { id } offers { totalCount } }", Value::Null),
            4 => (
                "query($brand: ID!) { brand(id: $brand) { wallets { available { amount } } } }",
                json!({ "brand": brand }),
            ),
            5 => (
                "mutation($email: EmailAddress!) { accountCreate(input: { email: $email, password: \"correct horse battery\", displayName: \"Dan\" }) { user { id } userErrors { code } } }",
                json!({ "email": format!("dan{}@example.com", number % 20) }),
            ),
            6 => (
                "mutation($brand: ID!, $key: String!) { offerCreate(input: { brandId: $brand, content: { title: \"Tea\" }, idempotencyKey: $key }) { offer { id } userErrors { code } } }",
                json!({ "brand": brand, "key": format!("storm {}", number % 90) }),
            ),
            7 => (
                "mutation { sessionRefresh(input: { refreshToken: \"nobody's\" }) { userErrors { code } } }",
                Value::Null,
            ),
            8 => (
                "subscription { offerChanged { action offer { id } } }",
                Value::Null,
            ),
            _ => (
                "{ creators(first: 50) { nodes { id socialAccounts { handle } } totalCount } }",
                Value::Null,
            ),
        }
    }

    /// Sends it, waits a moment, hangs up.
    async fn cuts(&self, number: usize) {
        let mut dice = Dice::new(number as u64);
        let request = self.request(number, &mut dice);
        let line = TcpStream::connect(&self.server.address).await;
        let Ok(mut line) = line else { return };
        // The server may close first, in which case there is nothing to cut.
        drop(line.write_all(&request).await);
        let moment = Duration::from_micros(dice.below(40_000) as u64);
        drop(timeout(moment, line.readable()).await);
        tokio::time::sleep(Duration::from_micros(dice.below(3_000) as u64)).await;
    }

    /// A socket on which several operations run when it breaks.
    async fn breaks_socket(&self, number: usize) {
        let mut dice = Dice::new(0x0005_0000 + number as u64);
        let address = self.server.address.parse().unwrap();
        let mut socket = Socket::greeted(address, Some(&self.bea)).await;
        let fund = FUND
            .replace("($brand: ID!, $key: String!)", "")
            .replace("$brand", &format!("\"{}\"", self.brand))
            .replace("$key", &format!("\"socket {number}\""));
        socket.runs("1", &fund).await;
        socket.runs("2", "{ offers { totalCount } }").await;
        socket
            .runs("3", "subscription { offerChanged { offer { id } } }")
            .await;
        tokio::time::sleep(Duration::from_micros(dice.below(20_000) as u64)).await;
    }

    async fn rages(&self, requests: usize) {
        let numbers: Vec<usize> = (0..requests).collect();
        for chunk in numbers.chunks(CLIENTS) {
            let clients = chunk.iter().map(|number| self.cuts(*number));
            join_all(clients).await;
            if chunk[0] % (CLIENTS * 8) == 0 {
                let sockets = (0..4).map(|socket| self.breaks_socket(chunk[0] + socket));
                join_all(sockets).await;
            }
        }
    }

    /// Every kind of request succeeds, many at once.
    async fn is_over(&self) {
        let email = json!({ "email": "cara@example.com" });
        for _ in 0..4 {
            self.logs_in(&email).await;
        }
        let fundings = (0..64).map(|number| {
            let variables = json!({ "brand": self.brand, "key": format!("after {number}") });
            self.server.asks(Some(&self.bea), FUND, variables)
        });
        for answer in join_all(fundings).await {
            answer.good();
        }
        let reads = (0..64).map(|_| {
            let asks = "{ viewer { id } offers { totalCount } creators { totalCount } }";
            self.server.asks(Some(&self.bea), asks, Value::Null)
        });
        for answer in join_all(reads).await {
            answer.good();
        }
        // As many sockets as one person may have: none of the broken ones still has a permit.
        let address = self.server.address.parse().unwrap();
        let sockets = (0..10).map(|_| Socket::greeted(address, Some(&self.bea)));
        drop(join_all(sockets).await);
        assert_eq!(self.server.readiness().await.0, 200);
    }

    /// Passwords are hashed one after the other: on a loaded machine some who wait are asked to come back.
    async fn logs_in(&self, email: &Value) {
        for _ in 0..20 {
            let answer = self.server.asks(None, LOG_IN, email.clone()).await;
            if answer.codes() != ["UNAVAILABLE"] {
                answer.good();
                return;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        panic!("nobody can log in any more");
    }

    /// What the process keeps in memory, in kB.
    fn memory(&self) -> u64 {
        self.server.memory_of("VmRSS:")
    }
}

#[tokio::test]
async fn after_a_storm_of_cut_requests_everything_is_as_before() {
    let database = TestDatabase::new().await;
    let mut settings = settings(&database);
    // Else the C library keeps a block of freed hashing memory for each of many threads, and that is all one sees.
    settings.push(("MALLOC_ARENA_MAX", "2".into()));
    settings.push(("MALLOC_MMAP_THRESHOLD_", "1048576".into()));
    let server = Server::start(&settings);
    let bea = server.person("bea@example.com").await;
    // Whose many sessions end each other.
    server.person("cara@example.com").await;
    let brand = server.brand(&bea).await;
    let storm = Storm { server, bea, brand };
    let requests = setting("STORM_REQUESTS").map_or(REQUESTS, |count| count.parse().unwrap());

    // Once before, so that what is only made once is not counted.
    storm.rages(requests / 3).await;
    settled(&storm).await;
    let before = storm.memory();
    storm.rages(requests).await;
    settled(&storm).await;
    let after = storm.memory();
    eprintln!("{requests} requests cut; memory {before} kB before, {after} kB after");
    assert!(
        after < before + 64 * 1024,
        "memory: {before} kB, then {after} kB"
    );
    nothing_is_left_open(&database).await;
    let held = api::check(&database.url).await;
    let held = held.unwrap_or_else(|error| panic!("{error:#}"));
    assert!(held.contains("invariants hold"), "{held}");
}

/// What still ran has ended, and all is well.
async fn settled(storm: &Storm) {
    tokio::time::sleep(Duration::from_secs(1)).await;
    storm.is_over().await;
}

/// No connection of the database was given back with a transaction.
async fn nothing_is_left_open(database: &TestDatabase) {
    use sea_orm::{ConnectionTrait, Statement};
    if setting("TEST_DATABASE_URL").is_none() {
        return;
    }
    let db = database.connect().await;
    let reader = db.reader();
    let sql = "SELECT CAST(COUNT(*) AS bigint) AS open FROM pg_stat_activity
        WHERE datname = current_database() AND state LIKE 'idle in transaction%' AND state_change < now() - interval '1 second'";
    let statement = Statement::from_string(reader.get_database_backend(), sql);
    let row = reader.query_one_raw(statement).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "open").unwrap(), 0);
}
