//! The program on the command line: what it says, and how it ends.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use crate::support::TestDatabase;
use crate::support::database::setting;
use crate::support::program::{self, Ended, Settings, settings_for};

/// Insists on one line on stderr that holds these words, and on a failure.
#[track_caller]
pub(super) fn refuses(ended: &Ended, words: &[&str]) {
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert_eq!(ended.stdout, "", "{ended:?}");
    assert_eq!(ended.stderr.trim_end().lines().count(), 1, "{ended:?}");
    assert!(ended.stderr.starts_with("microfluence: "), "{ended:?}");
    for word in words {
        assert!(ended.stderr.contains(word), "no `{word}` in {ended:?}");
    }
}

/// The server's settings, with one more.
fn with(name: &'static str, value: &str) -> Settings {
    let mut settings = vec![("LISTEN", "127.0.0.1:0".to_owned())];
    settings.push((name, value.to_owned()));
    settings
}

#[test]
fn a_wrong_setting_is_told_in_one_line() {
    for (name, value, word) in [
        ("DATABASE_URL", "mysql://localhost/x", "DATABASE_URL"),
        (
            "DATABASE_URL",
            "sqlite:///proc/nowhere/x.sqlite",
            "/proc/nowhere",
        ),
        ("DATABASE_URL", "postgres://not a url", "DATABASE_URL"),
        ("REDIS_URL", "localhost:6379", "REDIS_URL"),
        ("REDIS_URL", "redis://local host", "REDIS_URL"),
        ("LISTEN", "nonsense", "nonsense"),
        ("MICROFLUENCE_ENV", "production", "SIGNING_KEY_FILE"),
        ("SIGNING_KEY_FILE", "/nowhere/key.pem", "/nowhere/key.pem"),
        ("CLEARANCE_DAYS", "-1", "CLEARANCE_DAYS"),
        ("CLEARANCE_DAYS", "100000000", "from 0 to 365"),
    ] {
        refuses(&program::run(&["serve"], &with(name, value)), &[word]);
    }
}

#[test]
fn a_mistyped_setting_is_named_in_a_warning() {
    let mut settings = with("HOLIDAY", "2026-12-25");
    settings.push(("RATE_EVERYTHING", "1".to_owned()));
    settings.push(("PATH", "/bin".to_owned()));
    settings.push(("DATABASE_URL", "sqlite:///proc/nowhere/x.sqlite".to_owned()));
    let ended = program::run(&["serve"], &settings);
    for word in ["HOLIDAY (do you mean HOLIDAYS?)", "RATE_EVERYTHING"] {
        assert!(ended.stderr.contains(word), "no `{word}` in {ended:?}");
    }
    assert!(!ended.stderr.contains("PATH"), "{ended:?}");
}

#[test]
fn an_unreachable_server_is_told_in_one_line_without_its_password() {
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let start = Instant::now();
    let postgres = format!("postgres://me:secret@{nobody}/x");
    for command in ["serve", "worker", "migrate"] {
        let ended = program::run(&[command], &with("DATABASE_URL", &postgres));
        refuses(&ended, &["cannot reach the database", "me:***@"]);
    }
    let redis = format!("redis://me:secret@{nobody}/");
    let ended = program::run(&["serve"], &with("REDIS_URL", &redis));
    refuses(&ended, &["cannot reach Redis", "me:***@"]);
    assert!(!ended.stderr.contains("secret"));
    assert!(start.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_port_in_use_is_told_in_one_line() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = program::run(&["serve"], &[("LISTEN", address.clone())]);
    refuses(&ended, &["cannot listen on", &address]);
}

#[test]
fn the_schema_is_printed_without_a_database() {
    let ended = program::run(&["schema"], &with("DATABASE_URL", "mysql://localhost/x"));
    assert_eq!(ended.code, Some(0));
    let is_same = ended.stdout == include_str!("../../schema.graphql");
    assert!(is_same, "schema.graphql is stale");
    assert_eq!(ended.stderr, "");
}

#[test]
fn the_command_line_explains_itself() {
    let ended = program::run(&["--help"], &[]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.stdout.contains("Usage: microfluence"));
    let ended = program::run(&["sevre"], &[]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("sevre"));
}

#[tokio::test]
async fn a_server_tells_its_port_and_ends_when_told() {
    let database = TestDatabase::new().await;
    let mut server = program::start(&[], &settings_for(&database));
    let address = server.address();
    let host = address.strip_prefix("http://").unwrap();
    // Somebody who keeps the line open, as browsers do, must not hold it up.
    let mut line = TcpStream::connect(host).unwrap();
    line.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    let mut answer = [0; 512];
    let length = line.read(&mut answer).unwrap();
    assert!(answer[..length].starts_with(b"HTTP/1.1 200 OK"));

    let start = Instant::now();
    let ended = server.stops();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        start.elapsed() < Duration::from_secs(8),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn a_worker_ends_when_told() {
    let database = TestDatabase::new().await;
    let mut worker = program::start(&["worker"], &settings_for(&database));
    assert!(worker.line().starts_with("Clocks and outbox are running"));
    let ended = worker.stops();
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

#[tokio::test]
async fn postgres_is_migrated_on_command_and_sqlite_by_itself() {
    let database = TestDatabase::unmigrated().await;
    let settings = settings_for(&database);
    if setting("TEST_DATABASE_URL").is_some() {
        let ended = program::run(&["serve"], &settings);
        refuses(&ended, &["behind", "microfluence migrate"]);
        let ended = program::run(&["migrate"], &settings);
        assert_eq!(ended.code, Some(0), "{ended:?}");
    }
    let mut server = program::start(&["serve", "--no-worker"], &settings);
    server.address();
    assert_eq!(server.stops().code, Some(0));
    let ended = program::run(&["migrate"], &settings);
    assert!(ended.stdout.contains("newest"), "{ended:?}");
}
