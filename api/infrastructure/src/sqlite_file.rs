//! The file of an embedded database: private to its user, and one program's at a time.
//!
//! SQLite gives what it puts beside the file (`-wal`, `-shm`) the file's own permissions, so it is enough that the file
//! is private before it is opened.

use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, bail};
use sea_orm::sqlx::sqlite::SqliteConnectOptions;

/// What stands beside a SQLite file while it is used.
pub const COMPANIONS: [&str; 3] = ["", "-wal", "-shm"];
/// For the user alone.
const PRIVATE_FILE: u32 = 0o600;
const PRIVATE_FOLDER: u32 = 0o700;

/// A file is this program's until it is dropped, or the program ends in whatever way.
pub struct Claim {
    _lock: Option<File>,
}

impl Claim {
    /// On what no other program can reach.
    pub fn none() -> Self {
        Self { _lock: None }
    }

    /// Takes the file of a URL; refuses while another program has it. The lock is on a file of its own, which stays:
    /// were it removed, two programs could each lock one of that name.
    pub fn on(url: &str) -> anyhow::Result<Self> {
        let Some(file) = of(url)? else {
            return Ok(Self::none());
        };
        make_room(&file)?;
        let file = resolved(&file)?;
        let lock_file = beside(&file, ".lock");
        let lock = open_private(&lock_file, OpenOptions::new().read(true).create(true))?;
        match lock.try_lock() {
            Ok(()) => sign(&lock, &lock_file),
            Err(TryLockError::WouldBlock) => bail!(
                "{} is in use by another microfluence ({}): stop that one first, or give this one another DATABASE_URL or DATA_DIR",
                file.display(),
                holder(lock)
            ),
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", lock_file.display()));
            }
        }
        Ok(Self { _lock: Some(lock) })
    }
}

/// The file a URL names; none for a database in memory, or of another kind.
pub fn of(url: &str) -> anyhow::Result<Option<PathBuf>> {
    if !url.starts_with("sqlite:") {
        return Ok(None);
    }
    let options = SqliteConnectOptions::from_str(url);
    let options = options.with_context(|| format!("{url} names no SQLite file"))?;
    let file = options.get_filename();
    let is_in_memory = file.to_string_lossy().starts_with("file:") || file == ":memory:";
    Ok((!is_in_memory).then(|| file.to_owned()))
}

/// Makes the file of a URL, and its folder, where they are not there; keeps both from others.
pub fn prepare(url: &str) -> anyhow::Result<()> {
    let Some(file) = of(url)? else {
        return Ok(());
    };
    make_room(&file)?;
    if !file.exists() {
        open_private(&file, OpenOptions::new().create(true))?;
    }
    for companion in COMPANIONS {
        tighten(&beside(&file, companion));
    }
    Ok(())
}

/// Refuses where there is no file yet: for commands that make none.
pub fn require(url: &str) -> anyhow::Result<()> {
    match of(url)? {
        Some(file) if !file.exists() => bail!("there is no database at {}", file.display()),
        Some(_) | None => Ok(()),
    }
}

/// Makes a folder that only this user may enter. One that is there stays as it is: others may have business in it.
pub fn make_folder(folder: &Path) -> anyhow::Result<()> {
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    if let Ok(found) = folder.metadata() {
        let mode = found.permissions().mode() & 0o7777;
        // A folder of everybody's, such as /tmp, keeps their files apart by itself.
        if found.is_dir() && mode & 0o077 != 0 && mode & 0o1000 == 0 {
            let folder = folder.display();
            tracing::warn!("others may look into the folder {folder} ({mode:o}): chmod 700 it");
        }
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(PRIVATE_FOLDER);
    let made = builder.create(folder);
    made.with_context(|| format!("cannot make the folder {}", folder.display()))
}

/// Keeps others from a file that is there. Some file systems know no permissions, so it only complains.
pub fn tighten(file: &Path) {
    let Ok(found) = file.metadata() else {
        return;
    };
    if found.permissions().mode() & 0o077 == 0 {
        return;
    }
    if let Err(error) = std::fs::set_permissions(file, Permissions::from_mode(PRIVATE_FILE)) {
        tracing::warn!(%error, "others may read {}: it cannot be made private", file.display());
    }
}

/// The path with something behind its name.
pub fn beside(file: &Path, end: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(end);
    path.into()
}

/// Opens a file for writing; one that it makes is private from the first byte on.
pub fn open_private(file: &Path, options: &mut OpenOptions) -> anyhow::Result<File> {
    let opened = options.write(true).mode(PRIVATE_FILE).open(file);
    opened.with_context(|| format!("cannot write {}", file.display()))
}

fn make_room(file: &Path) -> anyhow::Result<()> {
    file.parent().map_or(Ok(()), make_folder)
}

/// One file has one lock, by whatever name it is called.
fn resolved(file: &Path) -> anyhow::Result<PathBuf> {
    match file.canonicalize() {
        Ok(file) => Ok(file),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(file.to_owned()),
        Err(error) => Err(error).with_context(|| format!("cannot open {}", file.display())),
    }
}

/// Says who has it. The lock holds without that, also where the disk is full.
fn sign(mut lock: &File, lock_file: &Path) {
    let signed = lock
        .set_len(0)
        .and_then(|()| writeln!(lock, "{}", std::process::id()));
    if let Err(error) = signed {
        tracing::warn!(%error, "{} does not say whose it is", lock_file.display());
    }
}

fn holder(mut lock: File) -> String {
    let mut text = String::new();
    match lock.read_to_string(&mut text) {
        Ok(_) if !text.trim().is_empty() => format!("process {}", text.trim()),
        Ok(_) | Err(_) => "of an unknown process".to_owned(),
    }
}
