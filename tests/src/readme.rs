//! What the README says is so.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::Duration;

use api::config::Config;
use serde_json::Value;

use crate::support::TestDatabase;
use crate::support::program::{self, settings_for};

const README: &str = include_str!("../../README.md");
/// A section, from its heading to the next of its level.
fn section(heading: &str) -> &'static str {
    let (_, rest) = README.split_once(&format!("\n## {heading}\n")).unwrap();
    rest.split_once("\n## ")
        .map_or(rest, |(section, _)| section)
}

/// What a reader pastes into a shell.
fn script(section: &str) -> String {
    let blocks = section.split("```bash\n").skip(1);
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
async fn the_first_collaboration_can_be_pasted() {
    let database = TestDatabase::new().await;
    let mut settings = settings_for(&database);
    settings.push(("CLEARANCE_DAYS", "0".to_owned()));
    settings.push(("SANDBOX_PAYOUT_SECONDS", "0".to_owned()));
    let mut server = program::start(&[], &settings);
    let script = script(section("Your first collaboration"));
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
    let violations = domain::payout::queries::check(db.reader()).await.unwrap();
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
    let first_cells = section("Configuration")
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
    let table = section("The program");
    for line in commands.lines() {
        let name = line.split_whitespace().next().unwrap();
        let is_known = name == "help" || table.contains(&format!("`microfluence {name}"));
        assert!(is_known, "{name} is not explained");
    }
}
