//! The bytes of a file that never changes, where the system has mapped it into memory, or read.
#![expect(unsafe_code, reason = "a file is mapped, words are bytes")]

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::slice;

use memmap2::Mmap;

/// The bytes of a file. They begin at a multiple of 8, so that numbers can be read where they lie.
#[derive(Debug)]
pub(crate) enum FileBytes {
    /// In the system's cache of the file. Whoever cuts the file short meanwhile ends the process.
    Mapped(Mmap),
    /// In memory, filled up with zeros.
    Read { words: Vec<u64>, len: usize },
}

/// The bytes that are read at a time.
const PIECE: usize = 128 << 10;

impl FileBytes {
    /// The content of a file as it is now.
    pub(crate) fn of(file: &File, mapped: bool) -> io::Result<Self> {
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(ErrorKind::IsADirectory.into());
        }
        let size = usize::try_from(metadata.len()).map_err(|_| ErrorKind::FileTooLarge)?;
        if mapped && size > 0 {
            // SAFETY: files of an index are never written again; a writer makes new ones.
            return Ok(Self::Mapped(unsafe { Mmap::map(file)? }));
        }
        Self::read(file, size)
    }

    /// All bytes of a reader, about as many as `size`.
    fn read(mut reader: impl Read, size: usize) -> io::Result<Self> {
        let (mut words, mut len) = (Vec::new(), 0);
        words.try_reserve_exact(size.div_ceil(8)).map_err(|_| ErrorKind::OutOfMemory)?;
        let mut piece = vec![0; PIECE.min(size.next_multiple_of(8) + 8)];
        loop {
            // Whole words, but for the last piece.
            let mut filled = 0;
            while filled < piece.len() {
                match reader.read(&mut piece[filled..]) {
                    Ok(0) => break,
                    Ok(read) => filled += read,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            len += filled;
            let is_last = filled < piece.len();
            piece[filled..].fill(0);
            let (whole, _) = piece[..filled.next_multiple_of(8)].as_chunks();
            words.try_reserve(whole.len()).map_err(|_| ErrorKind::OutOfMemory)?;
            words.extend(whole.iter().map(|&bytes| u64::from_ne_bytes(bytes)));
            if is_last {
                return Ok(Self::Read { words, len });
            }
        }
    }
}

impl From<&[u8]> for FileBytes {
    fn from(bytes: &[u8]) -> Self {
        let empty = || Self::Read { words: Vec::new(), len: 0 };
        Self::read(bytes, bytes.len()).unwrap_or_else(|_| empty())
    }
}

impl AsRef<[u8]> for FileBytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Mapped(bytes) => bytes,
            // SAFETY: as many words hold at least as many bytes; any byte may be read.
            Self::Read { words, len } => unsafe {
                slice::from_raw_parts(words.as_ptr().cast(), (*len).min(words.len() * 8))
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A reader that gives a few bytes at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let taken = self.0.len().min(buffer.len()).min(777);
            buffer[..taken].copy_from_slice(&self.0[..taken]);
            self.0 = &self.0[taken..];
            Ok(taken)
        }
    }

    #[test]
    fn mapped_and_read_bytes_are_those_of_the_file() {
        let path = std::env::temp_dir().join(format!("elanus-bytes-{}", std::process::id()));
        for len in [0, 1, 7, 8, 9, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5] {
            let content: Vec<u8> = (0..len).map(|at| (at * 7 % 251) as u8).collect();
            fs::write(&path, &content).unwrap();
            let file = || File::open(&path).unwrap();
            for bytes in [
                FileBytes::of(&file(), true).unwrap(),
                FileBytes::of(&file(), false).unwrap(),
                FileBytes::read(Slow(&content), len).unwrap(),
                // A file that has grown since it was looked at.
                FileBytes::read(&content[..], len / 2).unwrap(),
                FileBytes::from(&content[..]),
            ] {
                assert_eq!(bytes.as_ref(), content);
                assert!(len == 0 || (bytes.as_ref().as_ptr() as usize).is_multiple_of(8));
            }
        }
        fs::remove_file(path).unwrap();
        assert!(FileBytes::of(&File::open(std::env::temp_dir()).unwrap(), true).is_err());
    }
}
