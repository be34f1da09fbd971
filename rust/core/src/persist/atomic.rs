//! Files that are written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, Result};

/// Writes `bytes` to `path`: to a temporary file in the same directory, flushed to the disk, renamed,
/// the directory flushed. Whatever fails, `path` holds its old content or the new one.
///
/// # Errors
///
/// [`Error::File`]; the temporary file is removed.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |source| Error::File { path: path.to_owned(), action: "write", source };
    // A link is followed: the file it names is replaced, not the link.
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(failed(error)),
    };
    let directory = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let (temporary, file) = create_temporary(directory, &target).map_err(failed)?;
    let written = write_and_sync(file, &target, bytes).and_then(|()| fs::rename(&temporary, &target));
    if let Err(error) = written {
        // The first error is the one to tell.
        drop(fs::remove_file(&temporary));
        return Err(failed(error));
    }
    // The new name must survive a power failure too. Some file systems cannot sync a directory.
    match File::open(directory).and_then(|directory| directory.sync_all()) {
        Err(error) if error.kind() != ErrorKind::InvalidInput => Err(failed(error)),
        _ => Ok(()),
    }
}

/// Everything in the file at `path`.
///
/// # Errors
///
/// [`Error::File`].
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|source| Error::File { path: path.to_owned(), action: "read", source })
}

fn create_temporary(directory: &Path, target: &Path) -> io::Result<(PathBuf, File)> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    if target.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    let name = target.file_name().ok_or(ErrorKind::InvalidInput)?;
    loop {
        let mut temporary = std::ffi::OsString::from(".");
        temporary.push(name);
        temporary.push(format!(".{}.{}.tmp", process::id(), COUNTER.fetch_add(1, Ordering::Relaxed)));
        let temporary = directory.join(temporary);
        match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            file => return Ok((temporary, file?)),
        }
    }
}

fn write_and_sync(mut file: File, target: &Path, bytes: &[u8]) -> io::Result<()> {
    // Whoever could read the old file can read the new one.
    if let Ok(old) = fs::metadata(target) {
        file.set_permissions(old.permissions())?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(name: &str) -> PathBuf {
        let directory = std::env::temp_dir().join(format!("elanus-{name}-{}", process::id()));
        drop(fs::remove_dir_all(&directory));
        fs::create_dir_all(&directory).unwrap();
        directory
    }

    #[test]
    fn replaces_a_file_and_leaves_nothing_else() {
        let directory = directory("replace");
        let path = directory.join("model");
        for content in ["old", "a longer new one", ""] {
            write(&path, content.as_bytes()).unwrap();
            assert_eq!(read(&path).unwrap(), content.as_bytes());
        }
        assert_eq!(fs::read_dir(&directory).unwrap().count(), 1);
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_failure_leaves_the_old_file() {
        let directory = directory("failure");
        assert!(matches!(write(&directory.join("missing/model"), b""), Err(Error::File { .. })));
        assert!(matches!(write(&directory, b""), Err(Error::File { .. })));
        assert!(matches!(read(&directory.join("model")), Err(Error::File { .. })));
        assert_eq!(fs::read_dir(&directory).unwrap().count(), 0);
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    #[cfg(unix)]
    fn a_link_stays_a_link() {
        let directory = directory("link");
        let (path, link) = (directory.join("model"), directory.join("link"));
        write(&path, b"old").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write(&link, b"new").unwrap();
        assert_eq!(read(&path).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        fs::remove_dir_all(directory).unwrap();
    }
}
