//! The file of an embedded database: private, one program's at a time, and copied whole.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;

use super::{asks, logs_in};
use crate::cli::refuses;
use crate::support::TestDatabase;
use crate::support::database::private_folder;
use crate::support::program::{self, Settings, settings_for};

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

/// Settings that lead to the program's own file in a folder.
fn in_folder(folder: &Path) -> Settings {
    vec![
        ("DATA_DIR", folder.display().to_string()),
        ("LISTEN", "127.0.0.1:0".to_owned()),
    ]
}

#[tokio::test]
async fn whatever_is_kept_is_private_to_the_user() {
    let folder = private_folder();
    let kept = folder.path().join("deep/data");
    let mut server = program::start(&["serve"], &in_folder(&kept));
    let address = server.address();
    logs_in(&address, "zoe").await;
    assert_eq!(mode(&kept), 0o700);
    assert_eq!(mode(kept.parent().unwrap()), 0o700);
    let private = |names: &[&str]| {
        for name in names {
            assert_eq!(mode(&kept.join(name)), 0o600, "{name}");
        }
    };
    private(&[
        "microfluence.sqlite",
        "microfluence.sqlite-wal",
        "microfluence.sqlite-shm",
    ]);
    private(&["microfluence.sqlite.lock", "signing-key.pem"]);
    server.stops();

    // What an older program left open is closed.
    for name in ["microfluence.sqlite", "signing-key.pem"] {
        std::fs::set_permissions(kept.join(name), PermissionsExt::from_mode(0o644)).unwrap();
    }
    std::fs::set_permissions(&kept, PermissionsExt::from_mode(0o755)).unwrap();
    let mut server = program::start(&["serve"], &in_folder(&kept));
    server.address();
    private(&[
        "microfluence.sqlite",
        "microfluence.sqlite-wal",
        "signing-key.pem",
    ]);
    let ended = server.stops();
    assert!(ended.stderr.contains("chmod 700"), "{ended:?}");
}

#[tokio::test]
async fn a_second_program_on_one_file_says_so_and_stops() {
    let folder = private_folder();
    let kept = folder.path().join("data");
    let settings = in_folder(&kept);
    let mut server = program::start(&["serve"], &settings);
    let address = server.address();
    logs_in(&address, "ann").await;

    let document = folder.path().join("document.graphql");
    std::fs::write(&document, "{ viewer { id } }").unwrap();
    let link = folder.path().join("link.sqlite");
    std::os::unix::fs::symlink(kept.join("microfluence.sqlite"), &link).unwrap();
    let by_link = vec![("DATABASE_URL", format!("sqlite://{}", link.display()))];
    let pid = format!("process {}", server.id());
    for (settings, arguments) in [
        (&settings, vec!["serve"]),
        (&settings, vec!["worker"]),
        (&settings, vec!["migrate"]),
        (
            &settings,
            vec!["documents", "add", document.to_str().unwrap()],
        ),
        (&settings, vec!["operator", "grant", "ann@example.com"]),
        (&by_link, vec!["serve"]),
        (&by_link, vec!["demo"]),
    ] {
        refuses(
            &program::run(&arguments, settings),
            &["in use by another microfluence", &pid],
        );
    }
    for arguments in [vec!["check"], vec!["operator", "list"], vec!["schema"]] {
        let ended = program::run(&arguments, &settings);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {ended:?}");
        assert_eq!(ended.stderr, "", "{arguments:?}");
    }

    // However it ends, the file is free again.
    drop(server);
    let mut server = program::start(&["serve"], &settings);
    server.address();
}

#[tokio::test]
async fn a_backup_is_whole_while_a_server_writes_and_overwrites_nothing() {
    let folder = private_folder();
    let settings = in_folder(&folder.path().join("data"));
    let mut server = program::start(&["serve"], &settings);
    let address = server.address();
    let token = logs_in(&address, "zoe").await;
    let writing = tokio::spawn({
        let address = address.clone();
        async move {
            for number in 0..200 {
                let document = format!(
                    "mutation {{ brandCreate(input: {{ name: \"Brand {number}\", country: \"DE\" }}) {{ brand {{ id }} }} }}"
                );
                asks(&address, Some(&token), &document, Value::Null).await;
            }
        }
    });

    let copy = folder.path().join("copy.sqlite");
    let name = copy.to_str().unwrap();
    let ended = program::run(&["backup", name], &settings);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.contains("was copied to"), "{ended:?}");
    assert_eq!(ended.stderr, "");
    assert_eq!(mode(&copy), 0o600);
    refuses(
        &program::run(&["backup", name], &settings),
        &["is there already"],
    );
    writing.abort();
    drop(writing.await);
    server.stops();

    let of_copy = vec![
        ("DATABASE_URL", format!("sqlite://{name}")),
        ("LISTEN", "127.0.0.1:0".to_owned()),
    ];
    let ended = program::run(&["check"], &of_copy);
    assert!(ended.stdout.contains("invariants hold"), "{ended:?}");
    // Who signed up before is in it: a copy of the file alone would miss what its log holds.
    let mut server = program::start(&["serve"], &of_copy);
    logs_in(&server.address(), "zoe").await;
}

#[tokio::test]
async fn what_needs_a_database_makes_none() {
    let folder = private_folder();
    let settings = in_folder(folder.path());
    let copy = folder.path().join("copy.sqlite");
    for arguments in [
        vec!["check"],
        vec!["operator", "list"],
        vec!["backup", copy.to_str().unwrap()],
    ] {
        refuses(
            &program::run(&arguments, &settings),
            &["there is no database at"],
        );
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn of_postgres_a_backup_is_somebody_elses() {
    let database = TestDatabase::new().await;
    let ended = program::run(&["backup", "copy"], &settings_for(&database));
    refuses(&ended, &["pg_dump"]);
}
