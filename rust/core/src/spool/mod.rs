//! What does not fit into memory, in a file that has no name: it is gone when its last user is, however that ends.

mod ids;
pub(crate) mod numbers;

pub use ids::{IdLog, Repeated};

use crate::error::{Error, Result};
use crate::hash::Seed;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

/// A file that threads append to and read from at the same time.
///
/// ```
/// use elanus_core::spool::Spool;
/// let spool = Spool::new(&std::env::temp_dir())?;
/// let piece = spool.append(b"black kite")?;
/// assert_eq!(spool.read(piece)?, b"black kite");
/// # Ok::<(), elanus_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Spool {
    file: File,
    folder: PathBuf,
    end: AtomicU64,
    seed: Seed,
}

/// What was appended at once: where it lies, and a hash by which a disk that returns something else is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    offset: u64,
    length: usize,
    hash: u64,
}

impl Spool {
    /// An empty file in a folder.
    ///
    /// # Errors
    ///
    /// [`Error::Spool`], also for all other methods.
    pub fn new(folder: &Path) -> Result<Self> {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let failed = |source| Error::Spool { folder: folder.to_owned(), source };
        let (file, path) = loop {
            let number = COUNTER.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!(".elanus-spool.{}.{number}.tmp", process::id()));
            match OpenOptions::new().read(true).write(true).create_new(true).open(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                file => break (file.map_err(failed)?, path),
            }
        };
        fs::remove_file(&path).map_err(failed)?;
        Ok(Self { file, folder: folder.to_owned(), end: AtomicU64::new(0), seed: Seed::random() })
    }

    /// The bytes appended so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.end.load(Ordering::Relaxed)
    }

    /// Appends bytes.
    ///
    /// # Errors
    ///
    /// As for [`Self::new`], as on a full disk.
    pub fn append(&self, bytes: &[u8]) -> Result<Piece> {
        let offset = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        write_all_at(&self.file, bytes, offset).map_err(|source| self.failed(source))?;
        Ok(Piece { offset, length: bytes.len(), hash: self.seed.hash(bytes) })
    }

    /// The bytes that were appended as a piece.
    ///
    /// # Errors
    ///
    /// As for [`Self::new`], and where they are not what they were.
    pub fn read(&self, piece: Piece) -> Result<Vec<u8>> {
        let mut bytes = crate::memory::filled(0, piece.length);
        self.read_at(piece.offset, &mut bytes)?;
        if self.seed.hash(&bytes) != piece.hash {
            return Err(self.damaged());
        }
        Ok(bytes)
    }

    /// Reads as many bytes as there is room for.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
        read_exact_at(&self.file, into, offset).map_err(|source| self.failed(source))
    }

    /// The error where bytes are not what was written.
    pub(crate) fn damaged(&self) -> Error {
        self.failed(io::Error::other("the disk returns other bytes than were written"))
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Spool { folder: self.folder.clone(), source }
    }
}

impl Piece {
    /// How many bytes it has.
    #[must_use]
    pub fn len(self) -> usize {
        self.length
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.length == 0
    }
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(unix)]
fn read_exact_at(file: &File, into: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, into, offset)
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, offset)?;
        (bytes, offset) = (&bytes[written..], offset + written as u64);
    }
    Ok(())
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut into: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !into.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, into, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => (into, offset) = (&mut into[read..], offset + read as u64),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::thread;

    #[test]
    fn what_threads_append_is_read_again() {
        let spool = &Spool::new(&std::env::temp_dir()).unwrap();
        let pieces = thread::scope(|scope| {
            let append = |seed| {
                move || {
                    let mut random = Random::new(seed);
                    let mut piece = || {
                        let length = random.below(5_000);
                        let bytes: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
                        (spool.append(&bytes).unwrap(), bytes)
                    };
                    (0..100).map(|_| piece()).collect::<Vec<_>>()
                }
            };
            let threads: Vec<_> = (0..4).map(|seed| scope.spawn(append(seed))).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(spool.size(), pieces.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>());
        for (piece, bytes) in pieces {
            assert_eq!(spool.read(piece).unwrap(), bytes);
        }
        assert_eq!(spool.read(spool.append(b"").unwrap()).unwrap(), b"");
    }

    #[test]
    fn other_bytes_and_none_are_errors() {
        let spool = Spool::new(&std::env::temp_dir()).unwrap();
        let piece = spool.append(b"black kite").unwrap();
        write_all_at(&spool.file, b"K", 6).unwrap();
        assert!(spool.read(piece).unwrap_err().to_string().contains("other bytes"));
        spool.file.set_len(3).unwrap();
        assert!(matches!(spool.read(piece), Err(Error::Spool { .. })));
        let missing = Spool::new(Path::new("/no/such/folder")).unwrap_err().to_string();
        assert!(missing.contains("/no/such/folder"), "{missing}");
    }
}
