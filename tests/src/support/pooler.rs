//! pgbouncer in transaction mode, as most put it before Postgres.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use url::Url;

use super::database::private_folder;

/// A pooler that runs; it is killed with the test.
pub struct Pooler {
    child: Child,
    /// The database, through it.
    pub url: String,
    _folder: TempDir,
}

impl Pooler {
    /// In front of a database, with so many connections to it.
    pub fn before(database_url: &str, connections: u32) -> Self {
        let folder = private_folder();
        let mut url = Url::parse(database_url).unwrap();
        let (port, name) = (free_port(), url.path().trim_start_matches('/').to_owned());
        let file = folder.path().join("pgbouncer.ini");
        let settings = format!(
            "[databases]\n{name} = host=127.0.0.1 port={} user={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = {connections}\n",
            url.port().unwrap_or(5432),
            url.username(),
        );
        std::fs::write(&file, settings).unwrap();
        let mut command = Command::new(program());
        if is_root() {
            // It refuses to serve as root, and reads its settings as whom it becomes.
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            std::fs::set_permissions(folder.path(), mode).unwrap();
            command.args(["-u", "postgres"]);
        }
        let child = command
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        url.set_port(Some(port)).unwrap();
        let pooler = Self {
            child: child.unwrap(),
            url: url.into(),
            _folder: folder,
        };
        let since = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                since.elapsed() < Duration::from_secs(20),
                "pgbouncer does not start"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        pooler
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Debian keeps it where only root looks.
fn program() -> &'static str {
    let debian = "/usr/sbin/pgbouncer";
    if std::path::Path::new(debian).exists() {
        debian
    } else {
        "pgbouncer"
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.starts_with(b"0")
}

fn free_port() -> u16 {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    taken.local_addr().unwrap().port()
}
