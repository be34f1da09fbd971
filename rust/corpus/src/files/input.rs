//! The bytes of a file: opened once, read from beginning to end, decompressed as their first bytes say.

use super::error::{Error, Result};
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Chain, Cursor, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What one read asks the system for.
const READ: usize = 256 << 10;

/// The logarithm of the longest window of Zstandard: what `zstd --ultra --long=31` writes, as of large dumps.
const LONGEST_WINDOW: u32 = 31;

/// Where documents are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file, or what has a path otherwise: a pipe, a device.
    Path(PathBuf),
    /// Standard input, which is not opened by a name: a socket cannot be, nor what belongs to another user.
    StandardInput,
}

impl Place {
    /// What messages call it.
    #[must_use]
    pub fn name(&self) -> Arc<str> {
        match self {
            Self::Path(path) => path.to_string_lossy().into(),
            Self::StandardInput => "/dev/stdin".into(),
        }
    }
}

/// Called many times a second while a pipe has nothing to read; its error ends the reading.
pub type Wait = Arc<dyn Fn() -> io::Result<()> + Send + Sync>;

/// How the bytes of a file are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstandard,
    Bzip2,
    Xz,
}

/// First bytes, and what they say.
const PACKINGS: [(&[u8], Packing); 5] = [
    (b"\x1F\x8B", Packing::Gzip),
    (b"\x28\xB5\x2F\xFD", Packing::Zstandard),
    // A frame to skip, as parallel compressors write first.
    (b"\x50\x2A\x4D\x18", Packing::Zstandard),
    (b"BZh", Packing::Bzip2),
    (b"\xFD7zXZ\0", Packing::Xz),
];

/// First bytes of files that are not read here, with what is said of them.
const OTHERS: [(&[u8], &str); 9] = [
    (b"PAR1", "is a Parquet file, which is read with pyarrow: pip install elanus[arrow]"),
    (b"ARROW1", "is an Arrow file, which is read with pyarrow: pip install elanus[arrow]"),
    (b"\xFF\xFE", "is UTF-16 (it begins with FF FE), not UTF-8; try: iconv -f UTF-16 -t UTF-8"),
    (b"\xFE\xFF", "is UTF-16 (it begins with FE FF), not UTF-8; try: iconv -f UTF-16 -t UTF-8"),
    (b"PK\x03\x04", "is a ZIP archive; try: unzip -p"),
    (b"7z\xBC\xAF\x27\x1C", "is a 7z archive; unpack it first"),
    (b"\x04\x22\x4D\x18", "is packed by LZ4; try: lz4 -dc"),
    (b"SQLite format 3\0", "is an SQLite database, not a file of documents"),
    (b"%PDF-", "is a PDF file, not a file of documents"),
];

impl Packing {
    /// What its data is called, and how files of it are named.
    pub(super) fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Plain => ("plain", ""),
            Self::Gzip => ("gzip", ".gz"),
            Self::Zstandard => ("Zstandard", ".zst"),
            Self::Bzip2 => ("bzip2", ".bz2"),
            Self::Xz => ("xz", ".xz"),
        }
    }

    /// The packing that a file's name promises.
    pub(super) fn promised(name: &str) -> Self {
        let ends = |packing: &Self| name.ends_with(packing.name().1);
        [Self::Gzip, Self::Zstandard, Self::Bzip2, Self::Xz].into_iter().find(ends).unwrap_or(Self::Plain)
    }
}

/// An open file.
pub(super) struct Input {
    bytes: Box<dyn Read + Send>,
    pub(super) packing: Packing,
    /// Whether its name says what it is: not of a pipe, nor of a number under /dev/fd.
    pub(super) is_named: bool,
    /// The size of a regular file.
    size: Option<u64>,
    file: Arc<str>,
    taken: Arc<AtomicU64>,
    before: u64,
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input")
            .field("file", &self.file)
            .field("packing", &self.packing)
            .finish_non_exhaustive()
    }
}

impl Input {
    /// Opens a place; `taken` counts the bytes that are read of it, as they lie there.
    pub(super) fn open(place: &Place, wait: Option<Wait>, taken: &Arc<AtomicU64>) -> Result<Self> {
        let file = place.name();
        let unreadable = |error| Error::Unreadable { file: Arc::clone(&file), error };
        let opened = match place {
            Place::Path(path) => open_file(path, wait.is_some()),
            Place::StandardInput => standard_input(),
        };
        let opened = opened.map_err(unreadable)?;
        let about = opened.metadata().map_err(unreadable)?;
        if about.is_dir() {
            return Err(unreadable(io::Error::other("Is a directory")));
        }
        let is_regular = about.is_file();
        let is_number = matches!(place, Place::Path(path) if is_descriptor(path));
        let before = taken.load(Ordering::Relaxed);
        let mut raw =
            Raw { file: opened, wait: if is_regular { None } else { wait }, taken: Arc::clone(taken) };
        let first = beginning(&mut raw).map_err(|error| stopped(error, &file))?;
        let first_matching = |known: &[u8]| first.starts_with(known);
        if let Some((_, what)) = OTHERS.iter().find(|(known, _)| first_matching(known)) {
            return Err(Error::kind(&file, *what));
        }
        let is_bzip2 = first.get(3).is_some_and(u8::is_ascii_digit);
        let found = PACKINGS
            .iter()
            .find(|(known, packing)| first_matching(known) && (*packing != Packing::Bzip2 || is_bzip2));
        let packing = found.map_or(Packing::Plain, |&(_, packing)| packing);
        let promised = Packing::promised(&file);
        if promised != packing && promised != Packing::Plain && !first.is_empty() {
            let (kind, ending) = promised.name();
            return Err(Error::kind(&file, format!("is named {ending} but is not {kind} data")));
        }
        let raw = Cursor::new(first).chain(raw);
        let is_named = is_regular && !is_number && *place != Place::StandardInput;
        let size = is_regular.then_some(about.len()).filter(|&size| size > 0);
        Ok(Self {
            bytes: unpacked(raw, packing).map_err(unreadable)?,
            packing,
            is_named,
            size: size.filter(|_| is_named),
            file,
            taken: Arc::clone(taken),
            before,
        })
    }

    /// Reads the next bytes into `buffer`; how many there were, 0 at the end. `line` is the last one read.
    pub(super) fn read(&mut self, buffer: &mut [u8], line: u64) -> Result<usize> {
        let read = loop {
            match self.bytes.read(buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        match read {
            Ok(0) => self.check_size().map(|()| 0),
            Ok(read) => Ok(read),
            Err(error) if self.packing != Packing::Plain && !is_of_system(&error) => {
                let kind = self.packing.name().0;
                Err(Error::Damaged { file: Arc::clone(&self.file), kind, line, error })
            }
            Err(error) => Err(stopped(error, &self.file)),
        }
    }

    /// Refuses a file that another program has written to meanwhile.
    fn check_size(&self) -> Result<()> {
        let taken = self.taken.load(Ordering::Relaxed) - self.before;
        match self.size {
            Some(size) if size != taken => {
                let what =
                    format!("has changed while it was read: it had {size} bytes, and {taken} were read");
                Err(Error::kind(&self.file, what))
            }
            _ => Ok(()),
        }
    }
}

/// Whether an error is the system's, or that of who waits, and not one of a decoder.
fn is_of_system(error: &io::Error) -> bool {
    error.raw_os_error().is_some()
        || error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Stop>)
}

/// What [`Wait`] has answered, on its way through the decoders.
#[derive(Debug)]
struct Stop(io::Error);

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Stop {}

/// The error of a read.
fn stopped(error: io::Error, file: &Arc<str>) -> Error {
    match error.downcast::<Stop>() {
        Ok(Stop(error)) => Error::Stopped(error.into_inner().unwrap_or_else(|| "reading was stopped".into())),
        Err(error) => Error::Unreadable { file: Arc::clone(file), error },
    }
}

/// The first bytes: as many as tell what the file is, also where a pipe gives one at a time.
fn beginning(raw: &mut Raw) -> io::Result<Vec<u8>> {
    let known = || PACKINGS.iter().map(|&(known, _)| known).chain(OTHERS.iter().map(|&(known, _)| known));
    let mut first = vec![0; READ];
    let mut length = 0;
    loop {
        let read = raw.read(&mut first[length..])?;
        length += read;
        let bytes = &first[..length];
        let is_open = known().any(|known| known.len() > length && known.starts_with(bytes));
        if read == 0 || !(is_open || bytes == b"BZh") {
            first.truncate(length);
            return Ok(first);
        }
    }
}

type Bytes = Chain<Cursor<Vec<u8>>, Raw>;

fn unpacked(raw: Bytes, packing: Packing) -> io::Result<Box<dyn Read + Send>> {
    let buffered = |raw| BufReader::with_capacity(READ, raw);
    Ok(match packing {
        Packing::Plain => Box::new(raw),
        Packing::Gzip => Box::new(Gzip::Between(Some(buffered(raw)))),
        Packing::Zstandard => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(buffered(raw))?;
            decoder.window_log_max(LONGEST_WINDOW)?;
            Box::new(decoder)
        }
        Packing::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(buffered(raw))),
        Packing::Xz => Box::new(lzma_rust2::XzReader::new(buffered(raw), true)),
    })
}

/// The members of a gzip file, which may be several, with zeros after them.
enum Gzip<R> {
    Between(Option<R>),
    Member(Box<flate2::bufread::GzDecoder<R>>),
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self {
                Self::Between(rest) => {
                    let Some(raw) = rest else { return Ok(0) };
                    let bytes = raw.fill_buf()?;
                    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
                    match (bytes.len(), zeros) {
                        (0, _) => return Ok(0),
                        (_, 0) => {
                            if let Some(raw) = rest.take() {
                                *self = Self::Member(Box::new(flate2::bufread::GzDecoder::new(raw)));
                            }
                        }
                        _ => raw.consume(zeros),
                    }
                }
                Self::Member(member) => match member.read(buffer)? {
                    0 if !buffer.is_empty() => {
                        let ended = std::mem::replace(self, Self::Between(None));
                        if let Self::Member(member) = ended {
                            *self = Self::Between(Some(member.into_inner()));
                        }
                    }
                    read => return Ok(read),
                },
            }
        }
    }
}

/// The bytes of a file as they lie there.
struct Raw {
    file: File,
    /// Asked while there is nothing to read.
    wait: Option<Wait>,
    taken: Arc<AtomicU64>,
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(wait) = &self.wait {
                await_input(&self.file, wait)?;
            }
            match self.file.read(buffer) {
                // Whoever shares this standard input has made it not wait.
                Err(error) if error.kind() == ErrorKind::WouldBlock && self.wait.is_some() => {}
                Ok(read) => {
                    self.taken.fetch_add(read as u64, Ordering::Relaxed);
                    return Ok(read);
                }
                error => return error,
            }
        }
    }
}

/// Waits until a pipe has something to read, or has ended.
#[cfg(unix)]
#[expect(unsafe_code, reason = "poll is a call of the system")]
fn await_input(file: &File, wait: &Wait) -> io::Result<()> {
    use std::os::fd::AsRawFd;
    const PAUSE_MS: i32 = 50;
    loop {
        let mut asked = libc::pollfd { fd: file.as_raw_fd(), events: libc::POLLIN, revents: 0 };
        // SAFETY: one descriptor is asked about, which is open.
        match unsafe { libc::poll(&raw mut asked, 1, PAUSE_MS) } {
            0 => {}
            1 => return Ok(()),
            _ => match io::Error::last_os_error() {
                error if error.kind() == ErrorKind::Interrupted => {}
                error => return Err(error),
            },
        }
        wait().map_err(|error| io::Error::other(Stop(error)))?;
    }
}

#[cfg(not(unix))]
fn await_input(_: &File, _: &Wait) -> io::Result<()> {
    Ok(())
}

/// Opens a file. A pipe that nobody writes to yet is not waited for here, where nothing could stop that, but when it
/// is read: until then poll says neither that there is something to read nor that the pipe has ended.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn open_file(path: &Path, waits: bool) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = if waits { libc::O_NONBLOCK } else { 0 };
    File::options().read(true).custom_flags(flags).open(path)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn open_file(path: &Path, _: bool) -> io::Result<File> {
    File::open(path)
}

/// Standard input, by a descriptor of its own.
#[cfg(unix)]
fn standard_input() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
}

#[cfg(not(unix))]
fn standard_input() -> io::Result<File> {
    File::open("CONIN$")
}

/// Whether a path is the number of an open file.
fn is_descriptor(path: &Path) -> bool {
    let parents = ["/dev", "/dev/fd", "/proc/self/fd"];
    path.parent().is_some_and(|parent| parents.iter().any(|known| parent == Path::new(known)))
}
