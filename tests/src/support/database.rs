//! A database for each test, copied from a template that is migrated once.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::db::{Db, Durability};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;
use tokio::sync::OnceCell;

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
static NUMBER: AtomicU32 = AtomicU32::new(0);

enum Template {
    Sqlite { file: PathBuf, _folder: TempDir },
    Postgres { admin_url: String, name: String },
}

/// A fresh database. Its file goes with it; a private Postgres goes as a whole.
pub struct TestDatabase {
    pub url: String,
    _folder: Option<TempDir>,
}

impl TestDatabase {
    /// With the newest schema and nothing in it.
    pub async fn new() -> Self {
        match TEMPLATE.get_or_init(prepare).await {
            Template::Sqlite { file, .. } => {
                let folder = private_folder();
                let copy = folder.path().join("test.sqlite");
                std::fs::copy(file, &copy).unwrap();
                Self {
                    url: format!("sqlite://{}", copy.display()),
                    _folder: Some(folder),
                }
            }
            Template::Postgres { admin_url, name } => {
                let copy = format!(
                    "t_{}_{}",
                    std::process::id(),
                    NUMBER.fetch_add(1, Ordering::Relaxed)
                );
                run(
                    admin_url,
                    &format!("CREATE DATABASE {copy} TEMPLATE {name} STRATEGY file_copy"),
                )
                .await;
                Self {
                    url: database_url(admin_url, &copy),
                    _folder: None,
                }
            }
        }
    }

    /// Without any schema.
    pub async fn unmigrated() -> Self {
        let Some(admin_url) = setting("TEST_DATABASE_URL") else {
            let folder = private_folder();
            let file = folder.path().join("test.sqlite");
            return Self {
                url: format!("sqlite://{}", file.display()),
                _folder: Some(folder),
            };
        };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("u_{}_{number}", std::process::id());
        run(&admin_url, &format!("CREATE DATABASE {name}")).await;
        Self {
            url: database_url(&admin_url, &name),
            _folder: None,
        }
    }

    pub async fn connect(&self) -> Db {
        Db::connect(&self.url, Durability::Relaxed).await.unwrap()
    }
}

async fn prepare() -> Template {
    let Some(admin_url) = setting("TEST_DATABASE_URL") else {
        let folder = private_folder();
        let file = folder.path().join("template.sqlite");
        migrate(&format!("sqlite://{}", file.display())).await;
        return Template::Sqlite {
            file,
            _folder: folder,
        };
    };
    let name = format!("template_{}", std::process::id());
    run(&admin_url, &format!("CREATE DATABASE {name}")).await;
    migrate(&database_url(&admin_url, &name)).await;
    Template::Postgres { admin_url, name }
}

async fn migrate(url: &str) {
    let db = Db::connect(url, Durability::Relaxed).await.unwrap();
    infrastructure::database::migrate(&db).await.unwrap();
    // Leaves one file, without a journal beside it.
    if db.is_sqlite() {
        db.owner()
            .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
            .await
            .unwrap();
    }
    db.close().await.unwrap();
}

async fn run(url: &str, statement: &str) {
    let db = Db::connect(url, Durability::Relaxed).await.unwrap();
    db.owner().execute_unprepared(statement).await.unwrap();
    db.close().await.unwrap();
}

fn database_url(admin_url: &str, name: &str) -> String {
    let (server, _) = admin_url.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

/// A folder nobody else looks into, as an operator would make it.
pub fn private_folder() -> TempDir {
    use std::os::unix::fs::PermissionsExt;
    let private = std::fs::Permissions::from_mode(0o700);
    let folder = tempfile::Builder::new().permissions(private).tempdir();
    folder.unwrap()
}

/// A setting of the test run.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are configured by their environment"
)]
pub fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The same, where a test that was asked for cannot do without.
pub fn required(name: &str) -> String {
    setting(name).unwrap_or_else(|| panic!("{name} is not set: run this beside tests/servers"))
}
