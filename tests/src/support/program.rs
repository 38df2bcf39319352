//! The built program, as a stranger runs it: in an empty folder, with the settings given and no others.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::database::{TestDatabase, private_folder, setting};

/// How long a command may take until it ends.
const PATIENCE: Duration = Duration::from_secs(30);

/// Settings by name.
pub type Settings = Vec<(&'static str, String)>;

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// A command that is running; it is killed with the test.
pub struct Running {
    child: Child,
    output: Option<BufReader<ChildStdout>>,
    /// Read all the time: a program stands still when nobody takes what it has to say.
    complaints: Option<JoinHandle<String>>,
    _folder: TempDir,
}

/// Settings that lead to a test's database, and to Redis where the run has one.
pub fn settings_for(database: &TestDatabase) -> Settings {
    let mut settings = vec![
        ("DATABASE_URL", database.url.clone()),
        ("LISTEN", "127.0.0.1:0".to_owned()),
        // All programs of a test run share the budgets of one address.
        ("RATE_SIGN_UPS_PER_HOUR", "0".to_owned()),
        ("RATE_LOG_INS_PER_MINUTE", "0".to_owned()),
    ];
    if let Some(redis) = setting("TEST_REDIS_URL") {
        settings.push(("REDIS_URL", redis));
    }
    settings
}

/// Runs a command to its end.
pub fn run(arguments: &[&str], settings: &[(&str, String)]) -> Ended {
    start(arguments, settings).ends()
}

/// Starts a command that goes on.
pub fn start(arguments: &[&str], settings: &[(&str, String)]) -> Running {
    let folder = private_folder();
    let mut child = Command::new(program())
        .args(arguments)
        .env_clear()
        .envs(settings.iter().map(|(name, value)| (name, value)))
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stderr = child.stderr.take().unwrap();
    Running {
        output: child.stdout.take().map(BufReader::new),
        complaints: Some(read_apart(stderr)),
        child,
        _folder: folder,
    }
}

impl Running {
    /// The next line on stdout; empty when there is none any more.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        let output = self.output.as_mut().unwrap();
        output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Where the server says that it listens.
    pub fn address(&mut self) -> String {
        let line = self.line();
        match line.split_once("listens on ") {
            Some((_, address)) => address.to_owned(),
            None => panic!("no address in `{line}`; stderr: {}", self.complaints()),
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end.
    pub fn told(&self) {
        let pid = self.child.id().to_string();
        let told = Command::new("kill").args(["-s", "TERM", &pid]).status();
        assert!(told.unwrap().success());
    }

    /// Asks it to end, and waits for that.
    pub fn stops(self) -> Ended {
        self.told();
        self.ends()
    }

    /// Waits until it has ended.
    pub fn ends(mut self) -> Ended {
        // Read meanwhile: a full pipe would hold it up.
        let rest = read_apart(self.output.take().unwrap());
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status,
                None if Instant::now() > deadline => panic!("the program does not end"),
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        Ended {
            code: status.code(),
            stdout: rest.join().unwrap(),
            stderr: self.complaints(),
        }
    }

    /// What it wrote to stderr until it ended.
    fn complaints(&mut self) -> String {
        let read = self.complaints.take().map(JoinHandle::join);
        read.map(Result::unwrap).unwrap_or_default()
    }
}

/// Reads to the end on a thread of its own.
fn read_apart(mut from: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Cargo puts it beside the folder of the tests, when it builds the whole workspace.
fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.ancestors().nth(2).unwrap().join("microfluence");
    assert!(program.exists(), "please run `cargo test --workspace`");
    program
}
