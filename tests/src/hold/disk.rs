//! A full disk, as it is: a small file system of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{FUND, Server, settings};
use crate::support::TestDatabase;

/// A small file system.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn new(size: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder.path())
            .output()
            .unwrap();
        assert!(mount.status.success(), "{mount:?}");
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Takes what room there is, but for some bytes.
    fn fill(&self, but: usize) -> PathBuf {
        let ballast = self.path().join("ballast");
        let mut size = 64 << 20;
        while size > 4_096 {
            let longer = std::fs::metadata(&ballast).map_or(0, |file| file.len()) + size;
            let grown = Command::new("fallocate")
                .args(["-l", &longer.to_string()])
                .arg(&ballast)
                .output();
            if !grown.unwrap().status.success() {
                size /= 2;
            }
        }
        let all = std::fs::metadata(&ballast).unwrap().len();
        let file = std::fs::OpenOptions::new().write(true).open(&ballast);
        let less = all.saturating_sub(but as u64);
        file.unwrap().set_len(less).unwrap();
        ballast
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Also while a process still has a file open on it.
        drop(Command::new("umount").arg("-l").arg(self.path()).output());
    }
}

#[derive(Default)]
struct Funded {
    acknowledged: Vec<String>,
    unavailable: usize,
}

impl Funded {
    async fn funds(&mut self, server: &Server, bearer: &str, brand: &str, key: String) -> bool {
        let variables = json!({ "brand": brand, "key": key });
        let answer = server.asks(Some(bearer), FUND, variables).await;
        match answer.codes().first().map(String::as_str) {
            None => {
                let funded = answer.good();
                assert_eq!(funded.text("walletFund.funding.state"), "CAPTURED");
                self.acknowledged.push(funded.text("walletFund.funding.id"));
                true
            }
            Some("UNAVAILABLE") => {
                self.unavailable += 1;
                false
            }
            Some(other) => panic!("{other}: {:#}", answer.0),
        }
    }
}

/// Whatever was acknowledged is there: after the disk was full, and after the process was killed.
#[tokio::test]
#[ignore = "mounts a file system: tests/run does, where it may"]
async fn on_sqlite_what_was_acknowledged_on_a_full_disk_is_there_after_the_process_was_killed() {
    let disk = SmallDisk::new("24m");
    let mut settings = settings(&TestDatabase::unmigrated().await);
    let file = disk.path().join("market.sqlite");
    settings.retain(|(name, _)| *name != "DATABASE_URL");
    settings.push(("DATABASE_URL", format!("sqlite://{}", file.display())));
    let server = Server::start(&settings);
    let bea = server.person("bea@example.com").await;
    let brand = server.brand(&bea).await;

    let mut funded = Funded::default();
    for round in 0..3 {
        let ballast = disk.fill(300_000);
        // Until it is full for good: now and then a checkpoint makes room once more.
        let mut refused_in_a_row = 0;
        let mut turn = 0;
        while refused_in_a_row < 20 || server.readiness().await.0 == 200 {
            let key = format!("{round} {turn}");
            let is_done = funded.funds(&server, &bea, &brand, key).await;
            refused_in_a_row = if is_done { 0 } else { refused_in_a_row + 1 };
            turn += 1;
            assert!(turn < 5_000, "the disk does not get full");
        }
        let (status, database) = server.readiness().await;
        assert_eq!((status, &*database), (503, "cannot be written"));
        let reads = "{ offers { totalCount } viewer { id } }";
        server.asks(Some(&bea), reads, Value::Null).await.good();

        std::fs::remove_file(ballast).unwrap();
        let since = Instant::now();
        while server.readiness().await.0 != 200 {
            assert!(since.elapsed() < Duration::from_secs(20), "not well again");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for turn in 0..20 {
            let key = format!("{round} after {turn}");
            assert!(funded.funds(&server, &bea, &brand, key).await);
        }
    }
    assert!(funded.unavailable >= 60);

    // Dropped, it is killed.
    drop(server);
    let url = format!("sqlite://{}", file.display());
    let kept = kept_fundings(&url).await;
    for id in &funded.acknowledged {
        assert!(kept.contains(id), "{id} was acknowledged, and is not there");
    }
    eprintln!(
        "{} fundings acknowledged, {} refused, {} kept",
        funded.acknowledged.len(),
        funded.unavailable,
        kept.len()
    );
    let held = api::check(&url).await.unwrap();
    assert!(held.contains("invariants hold"), "{held}");
}

async fn kept_fundings(url: &str) -> Vec<String> {
    let durability = domain::db::Durability::Relaxed;
    let db = domain::db::Db::connect(url, durability).await.unwrap();
    let reader = db.reader();
    let sql = "SELECT id FROM funding WHERE state = 'captured'";
    let statement = Statement::from_string(reader.get_database_backend(), sql);
    let rows = reader.query_all_raw(statement).await.unwrap();
    let ids = rows.iter().map(|row| row.try_get("", "id").unwrap());
    ids.map(crate::support::money::public::<domain::id::FundingId>)
        .collect()
}

/// A database that was made read-only under the program, or that does not answer: told, and over when it is over.
#[tokio::test]
async fn on_sqlite_a_database_with_no_room_answers_unavailable_and_recovers() {
    let app = crate::support::TestApp::start().await;
    let server = crate::support::TestServer::start(&app).await;
    let bea = app.person("Bea").await;
    let create = "mutation { brandCreate(input: { name: \"Tea\", country: \"DE\" }) { brand { id } userErrors { code } } }";
    let brand = bea.asks(create, Value::Null).await.good();
    let brand = brand.text("brandCreate.brand.id");
    let owner = app.env().db.owner();
    for pragma in ["max_page_count = 1", "query_only = ON"] {
        let set = format!("PRAGMA {pragma}");
        let mut refused = 0;
        // Some room is left in the pages that are there; and a connection that met the end is replaced.
        for turn in 0..400 {
            // Again and again: the connection of the last failure may be replaced by one that knows nothing of it.
            owner.execute_unprepared(&set).await.unwrap();
            let variables = json!({ "brand": brand, "key": format!("{pragma} {turn}") });
            let answer = server.posts(Some(&bea.access_token), FUND, variables).await;
            match answer.codes().first().map(String::as_str) {
                None => drop(answer.good()),
                Some("UNAVAILABLE") => refused += 1,
                Some(other) => panic!("{other}: {:#}", answer.0),
            }
            if refused == 1 {
                break;
            }
        }
        assert_eq!(refused, 1, "{pragma}");
        let variables = json!({ "brand": brand, "key": format!("{pragma} after") });
        let after = server.posts(Some(&bea.access_token), FUND, variables).await;
        after.good();
    }
}
