//! What a save asks of a file system: the real one here, a simulated one in the tests.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::file_bytes::FileBytes;

/// The operations of a save, each of which can fail, and between any two of which the process can die.
pub(crate) trait FileSystem {
    /// An open file.
    type File;

    /// The file that `path` names after following links; it need not exist.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf>;

    /// An error if there is something at `path` that is not a regular file.
    fn check_replaceable(&self, path: &Path) -> io::Result<()>;

    /// The permissions of `path`, if it exists.
    fn permissions(&self, path: &Path) -> Option<Permissions>;

    /// A new file; an error if there is one of that name.
    fn create(&self, path: &Path) -> io::Result<Self::File>;

    /// Sets the permissions of a file.
    fn set_permissions(&self, file: &mut Self::File, permissions: Permissions) -> io::Result<()>;

    /// Appends some of `bytes` and returns how many.
    fn write(&self, file: &mut Self::File, bytes: &[u8]) -> io::Result<usize>;

    /// Waits until the file's content survives a power failure.
    fn sync(&self, file: &mut Self::File) -> io::Result<()>;

    /// Gives a file another name, in place of the file that has it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Waits until the names in a directory survive a power failure.
    fn sync_directory(&self, path: &Path) -> io::Result<()>;

    /// A new directory; an error if there is something of that name.
    fn create_directory(&self, path: &Path) -> io::Result<()>;

    /// The names in a directory.
    fn names(&self, path: &Path) -> io::Result<Vec<OsString>>;

    /// The content of a file, mapped into memory if that is wanted and possible.
    fn bytes(&self, path: &Path, mapped: bool) -> io::Result<FileBytes>;
}

/// The file system of the operating system.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disk;

impl FileSystem for Disk {
    type File = File;

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        let mut path = path.to_owned();
        loop {
            match fs::canonicalize(&path) {
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                resolved => return resolved,
            }
            // A link that leads nowhere names the file to make. A circle of links is another error.
            match fs::read_link(&path) {
                Ok(named) => path = path.parent().unwrap_or(Path::new("")).join(named),
                Err(_) => return Ok(path),
            }
        }
    }

    fn check_replaceable(&self, path: &Path) -> io::Result<()> {
        match fs::metadata(path) {
            Ok(there) if there.is_dir() => Err(ErrorKind::IsADirectory.into()),
            Ok(there) if !there.is_file() => Err(io::Error::other("it is not a regular file")),
            _ => Ok(()),
        }
    }

    fn permissions(&self, path: &Path) -> Option<Permissions> {
        Some(fs::metadata(path).ok()?.permissions())
    }

    fn create(&self, path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(path)
    }

    fn set_permissions(&self, file: &mut File, permissions: Permissions) -> io::Result<()> {
        file.set_permissions(permissions)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<usize> {
        file.write(bytes)
    }

    fn sync(&self, file: &mut File) -> io::Result<()> {
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn create_directory(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn names(&self, path: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.file_name())).collect()
    }

    fn bytes(&self, path: &Path, mapped: bool) -> io::Result<FileBytes> {
        FileBytes::of(&File::open(path)?, mapped)
    }
}
