//! Databases, Redis and payments, as they are named: nothing secret is shown, and nothing weak goes unsaid.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use sea_orm::ConnectionTrait;

use super::{logs_in, status};
use crate::cli::refuses;
use crate::support::TestDatabase;
use crate::support::database::private_folder;
use crate::support::program::{self, settings_for};

#[tokio::test]
async fn no_password_reaches_a_log_or_an_error() {
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for (name, value) in [
        (
            "DATABASE_URL",
            "postgres://app:s3cret#t@127.0.0.1/x".to_owned(),
        ),
        (
            "DATABASE_URL",
            "postgres://app:1#s3cret@127.0.0.1/x".to_owned(),
        ),
        (
            "DATABASE_URL",
            "postgres://app:s3cret/t@127.0.0.1/x".to_owned(),
        ),
        (
            "DATABASE_URL",
            "postgres://app:s3cret@127.0.0.1:x/x".to_owned(),
        ),
        (
            "DATABASE_URL",
            format!("postgres://app:s3cret@{nobody}/x?pasword=s3cret"),
        ),
        (
            "DATABASE_URL",
            format!("postgres://{nobody}/x?password=s3cret&sslmode=none"),
        ),
        ("DATABASE_URL", "mysql://app:s3cret@127.0.0.1/x".to_owned()),
        ("REDIS_URL", format!("redis://:s3@s3cret@{nobody}/")),
        ("REDIS_URL", format!("redis://s3cret@{nobody}/")),
        ("REDIS_URL", format!("rediss://:s3cret@{nobody}/")),
        ("REDIS_URL", format!("redis://:s3cret@{nobody}/nonsense")),
        ("REDIS_URL", "redis://:s3cret/t@127.0.0.1/".to_owned()),
        ("ALLOWED_ORIGINS", "https://app:s3cret@127.0.0.1".to_owned()),
    ] {
        let settings = [
            (name, value.clone()),
            ("LISTEN", "127.0.0.1:0".to_owned()),
            ("RUST_LOG", "info".to_owned()),
        ];
        let ended = program::run(&["serve"], &settings);
        assert_eq!(ended.code, Some(1), "{value}: {ended:?}");
        assert!(
            !format!("{ended:?}").contains("s3cret"),
            "{value}: {ended:?}"
        );
    }
}

#[test]
fn in_production_somebody_must_be_named_to_move_money() {
    let mut settings = vec![
        ("MICROFLUENCE_ENV", "production".to_owned()),
        ("SIGNING_KEY_FILE", "/nowhere/key.pem".to_owned()),
        ("LISTEN", "127.0.0.1:0".to_owned()),
    ];
    for command in ["serve", "worker"] {
        refuses(
            &program::run(&[command], &settings),
            &["PAYMENTS", "sandbox"],
        );
    }
    settings.push(("PAYMENTS", "sandbox".to_owned()));
    let ended = program::run(&["serve"], &settings);
    assert!(
        ended.stderr.contains("PAYMENTS=sandbox: no money moves"),
        "{ended:?}"
    );
    assert!(ended.stderr.contains("/nowhere/key.pem"), "{ended:?}");
}

#[tokio::test]
async fn an_older_program_says_that_the_schema_is_newer() {
    let database = TestDatabase::new().await;
    let db = database.connect().await;
    let later =
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_later', 0)";
    db.owner().execute_unprepared(later).await.unwrap();
    db.close().await.unwrap();
    let settings = settings_for(&database);
    for command in ["serve", "worker", "migrate", "check"] {
        let words = ["schema is 1 steps ahead of this program", "newer"];
        refuses(&program::run(&[command], &settings), &words);
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn postgres_is_asked_for_tls_as_its_url_says() {
    // The tests' own server has no TLS.
    let mut database = TestDatabase::new().await;
    let url = database.url.clone();
    for (mode, code) in [
        ("disable", 0),
        ("prefer", 0),
        ("require", 1),
        ("verify-full", 1),
    ] {
        database.url = format!("{url}?sslmode={mode}");
        let ended = program::run(&["migrate"], &settings_for(&database));
        assert_eq!(ended.code, Some(code), "{mode}: {ended:?}");
        assert!(
            code == 0 || ended.stderr.contains("TLS"),
            "{mode}: {ended:?}"
        );
    }
}

/// A Redis that speaks nothing but TLS, with a password; it ends with the test.
struct SecureRedis {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl SecureRedis {
    fn start() -> Self {
        let folder = private_folder();
        let authority_key = KeyPair::generate().unwrap();
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = authority.self_signed(&authority_key).unwrap();
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate().unwrap();
        let server = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let server = server.signed_by(&key, &issuer).unwrap();
        for (name, text) in [
            ("authority.pem", certificate.pem()),
            ("server.pem", server.pem()),
            ("server.key", key.serialize_pem()),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let child = Command::new("redis-server")
            .args(["--port", "0", "--tls-port", &port.to_string()])
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .args([
                "--tls-cert-file",
                "server.pem",
                "--tls-key-file",
                "server.key",
            ])
            .args([
                "--tls-ca-cert-file",
                "authority.pem",
                "--tls-auth-clients",
                "no",
            ])
            .args(["--requirepass", "s3cret"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self {
            child,
            port,
            folder,
        }
    }

    fn url(&self) -> String {
        format!("rediss://:s3cret@localhost:{}/", self.port)
    }

    async fn answers(&self) {
        for _ in 0..200 {
            if tokio::net::TcpStream::connect(("127.0.0.1", self.port))
                .await
                .is_ok()
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("redis-server does not start");
    }
}

impl Drop for SecureRedis {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn sessions_are_kept_in_a_redis_behind_tls_whose_authority_is_known() {
    let redis = SecureRedis::start();
    redis.answers().await;
    let database = TestDatabase::new().await;
    let mut settings = settings_for(&database);
    settings.retain(|(name, _)| *name != "REDIS_URL");
    settings.push(("REDIS_URL", redis.url()));

    // Nobody vouches for its certificate.
    let ended = program::run(&["serve"], &settings);
    refuses(&ended, &["cannot reach Redis", "localhost"]);
    assert!(!ended.stderr.contains("s3cret"), "{ended:?}");

    let authority = redis.folder.path().join("authority.pem");
    settings.push(("SSL_CERT_FILE", authority.display().to_string()));
    let mut server = program::start(&["serve"], &settings);
    let address = server.address();
    logs_in(&address, "zoe").await;
    let ready = reqwest::get(format!("{address}/readyz")).await.unwrap();
    let ready: serde_json::Value = ready.json().await.unwrap();
    assert_eq!(ready["sessions"], "ok", "{ready}");
    assert_eq!(status(&address, "/healthz").await, Some(200));
    assert_eq!(server.stops().code, Some(0));
}
