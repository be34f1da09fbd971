//! Files that are written whole or not at all.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use super::file_system::{Disk, FileSystem};
use crate::error::{Error, Result};

/// What a temporary file's name has of the target's, in bytes: file systems take 255 with all the rest.
const LONGEST_NAME: usize = 200;

/// Writes `bytes` to `path`: to a temporary file in the same directory, flushed to the disk, renamed, the
/// directory flushed. If any step fails, `path` still holds its old content or the new one. A link is
/// followed, also to a file that does not exist yet.
///
/// # Errors
///
/// [`Error::File`], also where `path` names a directory, a pipe, a device or anything else that must not be
/// replaced by a file; the temporary file is removed.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    write_on(&Disk, path, bytes)
}

/// [`write`] on any file system.
pub(crate) fn write_on<F: FileSystem>(system: &F, path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |source| Error::File { path: path.to_owned(), action: "write", source };
    // The file that a link names is replaced, not the link.
    let target = system.resolve(path).map_err(failed)?;
    system.check_replaceable(&target).map_err(failed)?;
    let directory = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let (temporary, file) = create_temporary(system, directory, &target).map_err(failed)?;
    let written =
        write_and_sync(system, file, &target, bytes).and_then(|()| system.rename(&temporary, &target));
    if let Err(error) = written {
        // The first error is the one that is reported.
        drop(system.remove(&temporary));
        return Err(failed(error));
    }
    // The new name must survive a power failure too. Some file systems cannot sync a directory.
    match system.sync_directory(directory) {
        Err(error) if error.kind() != ErrorKind::InvalidInput => Err(failed(error)),
        _ => Ok(()),
    }
}

fn create_temporary<F: FileSystem>(
    system: &F,
    directory: &Path,
    target: &Path,
) -> io::Result<(PathBuf, F::File)> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let name = target.file_name().ok_or(ErrorKind::InvalidInput)?.to_string_lossy();
    let name = &name[..name.floor_char_boundary(LONGEST_NAME)];
    loop {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let temporary = directory.join(format!(".{name}.{}.{number}.tmp", process::id()));
        match system.create(&temporary) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            file => return Ok((temporary, file?)),
        }
    }
}

fn write_and_sync<F: FileSystem>(
    system: &F,
    mut file: F::File,
    target: &Path,
    mut bytes: &[u8],
) -> io::Result<()> {
    // The new file has the permissions of the old one.
    if let Some(permissions) = system.permissions(target) {
        system.set_permissions(&mut file, permissions)?;
    }
    while !bytes.is_empty() {
        match system.write(&mut file, bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    system.sync(&mut file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

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
            assert_eq!(fs::read(&path).unwrap(), content.as_bytes());
        }
        assert_eq!(fs::read_dir(&directory).unwrap().count(), 1);
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_name_as_long_as_a_file_may_have_is_written() {
        let directory = directory("long");
        for name in ["m".repeat(255), "ü".repeat(127)] {
            write(&directory.join(&name), b"model").unwrap();
            assert_eq!(fs::read(directory.join(name)).unwrap(), b"model");
        }
        assert_eq!(fs::read_dir(&directory).unwrap().count(), 2);
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_failure_leaves_the_old_file() {
        let directory = directory("failure");
        assert!(matches!(write(&directory.join("missing/model"), b""), Err(Error::File { .. })));
        assert!(matches!(write(&directory, b""), Err(Error::File { .. })));
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
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        // A chain of links, some relative, whose end does not exist yet.
        let (missing, first, second) =
            (directory.join("missing"), directory.join("first"), directory.join("second"));
        std::os::unix::fs::symlink("missing", &second).unwrap();
        std::os::unix::fs::symlink(&second, &first).unwrap();
        write(&first, b"made").unwrap();
        assert_eq!(fs::read(&missing).unwrap(), b"made");
        assert!([&first, &second].iter().all(|link| fs::symlink_metadata(link).unwrap().is_symlink()));
        let circle = directory.join("circle");
        std::os::unix::fs::symlink(&circle, &circle).unwrap();
        assert!(matches!(write(&circle, b""), Err(Error::File { .. })));
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    #[cfg(unix)]
    fn what_is_no_file_is_not_replaced() {
        let directory = directory("socket");
        let (path, link) = (directory.join("socket"), directory.join("link"));
        let _socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        for path in [&path, &link] {
            let refusal = write(path, b"new").unwrap_err().to_string();
            assert!(refusal.ends_with("it is not a regular file"), "{refusal}");
        }
        assert!(!fs::metadata(&path).unwrap().is_file());
        assert_eq!(fs::read_dir(&directory).unwrap().count(), 2);
        fs::remove_dir_all(directory).unwrap();
    }
}
