//! What the README and the folder `docs` say is so.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use server::config::Config;

use crate::support::TestDatabase;
use crate::support::program::{self, settings_for};
use crate::tidy::{product, sources};

const README: &str = include_str!("../../README.md");
const TUTORIAL: &str = include_str!("../../docs/tutorial.md");
const API: &str = include_str!("../../docs/api.md");
const CONFIGURATION: &str = include_str!("../../docs/configuration.md");
const OPERATIONS: &str = include_str!("../../docs/operations.md");
/// What a reader pastes into a shell.
fn script(page: &str) -> String {
    let blocks = page.split("```bash\n").skip(1);
    blocks
        .map(|block| block.split_once("```").unwrap().0)
        .collect()
}

/// Runs a script as one reader's shell would; gives the answers it prints.
async fn answers(script: String, host: &str) -> Vec<Value> {
    let host = host.to_owned();
    let run = tokio::task::spawn_blocking(move || {
        std::process::Command::new("bash")
            .args(["-euo", "pipefail", "-c", &script])
            .env("HOST", host)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    });
    let output = tokio::time::timeout(Duration::from_secs(120), run);
    let output = output.await.unwrap().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{stderr}\n{stdout}");
    let answers = serde_json::Deserializer::from_str(&stdout).into_iter();
    answers.collect::<Result<_, _>>().unwrap()
}

#[tokio::test]
async fn what_is_asked_first_is_answered_as_it_says() {
    let database = TestDatabase::new().await;
    let mut server = program::start(&[], &settings_for(&database));
    let asked = script(README).replace("http://127.0.0.1:8080", "$HOST");
    let answers = answers(asked, &server.address()).await;
    let (_, said) = README.split_once("```json\n").unwrap();
    let (said, _) = said.split_once("```").unwrap();
    let said: Value = serde_json::from_str(said).unwrap();
    assert_eq!(answers[0]["data"], said);
    assert_eq!(server.stops().code, Some(0));
}

#[test]
fn the_readme_is_short_and_its_links_lead_somewhere() {
    assert!(README.lines().count() <= 150);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut pages = vec![
        root.join("README.md"),
        root.join("CONTRIBUTING.md"),
        root.join("SECURITY.md"),
    ];
    for folder in ["docs", "docs/upstream"] {
        let docs = std::fs::read_dir(root.join(folder)).unwrap();
        pages.extend(docs.map(|entry| entry.unwrap().path()));
    }
    pages.retain(|page| page.is_file());
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1) {
            let link = link.split_once(')').unwrap().0;
            let file = link.split('#').next().unwrap();
            let is_elsewhere = file.starts_with("https://") || file.is_empty();
            let target = page.parent().unwrap().join(file);
            assert!(
                is_elsewhere || target.exists(),
                "{}: {link}",
                page.display()
            );
        }
    }
}

/// What looks like a code in a text: words in capitals, joined by lines, in quotes.
fn codes(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').filter(|word| {
        let is_capital = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
        word.contains('_') && word.bytes().all(is_capital) && !word.ends_with('_')
    })
}

#[test]
fn every_code_of_an_error_is_explained() {
    let mut found = BTreeSet::from(
        ["FORBIDDEN", "TIMEOUT", "UNAUTHENTICATED", "UNAVAILABLE"].map(str::to_owned),
    );
    for folder in [
        "gateway/src",
        "infrastructure/src/change_feed",
        "schema/src",
        "server/src/http",
    ] {
        for (_, text) in sources(&format!("api/{folder}")) {
            found.extend(codes(&product(&text)).map(str::to_owned));
        }
    }
    assert!(found.len() > 20, "{found:?}");
    // Fields that lists are ordered by are no codes.
    let schema = include_str!("../../schema.graphql");
    let is_value = |code: &str| code.ends_with("_AT") && schema.contains(&format!("\n  {code}\n"));
    let unknown: Vec<_> = found
        .iter()
        .filter(|code| !API.contains(&format!("`{code}`")) && !is_value(code))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[tokio::test]
async fn the_first_collaboration_can_be_pasted() {
    let database = TestDatabase::new().await;
    let mut settings = settings_for(&database);
    settings.push(("CLEARANCE_DAYS", "0".to_owned()));
    settings.push(("SANDBOX_PAYOUT_SECONDS", "0".to_owned()));
    let mut server = program::start(&[], &settings);
    let script = script(TUTORIAL);
    let answers = answers(script.clone(), &server.address()).await;

    assert!(answers.len() >= script.matches("gql \"").count());
    for answer in &answers {
        assert!(answer["errors"].is_null(), "{answer:#}");
        let fields = answer["data"].as_object().unwrap().values();
        for field in fields {
            let errors = field["userErrors"].as_array();
            assert!(errors.is_none_or(Vec::is_empty), "{answer:#}");
        }
    }
    let wallet = &answers.last().unwrap()["data"]["brand"]["wallets"][0];
    assert_eq!(wallet["available"]["amount"], "80.00");
    assert_eq!(wallet["reserved"]["amount"], "0.00");
    assert_eq!(wallet["held"]["amount"], "0.00");
    let db = database.connect().await;
    let violations = domain::payments::queries::check(db.reader()).await.unwrap();
    assert!(violations.is_empty(), "{violations:?}");
    assert_eq!(server.stops().code, Some(0));
}

/// Every name that the program asks its environment for.
fn settings() -> BTreeSet<String> {
    let asked = RefCell::new(BTreeSet::new());
    let config = Config::from(|name| {
        asked.borrow_mut().insert(name.to_owned());
        None
    });
    config.unwrap();
    asked.into_inner()
}

#[test]
fn every_setting_is_explained_and_nothing_else_is() {
    let first_cells = CONFIGURATION
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once(" |"));
    let explained: BTreeSet<String> = first_cells
        .flat_map(|(names, _)| names.split(", "))
        .map(|name| name.trim_matches('`').to_owned())
        .collect();
    assert_eq!(explained, settings());
}

#[test]
fn every_command_is_explained() {
    let help = program::run(&["--help"], &[]).stdout;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let (commands, _) = commands.split_once("\n\n").unwrap();
    for line in commands.lines() {
        let name = line.split_whitespace().next().unwrap();
        let is_known = name == "help" || OPERATIONS.contains(&format!("`microfluence {name}"));
        assert!(is_known, "{name} is not explained");
    }
}
