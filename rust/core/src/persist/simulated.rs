//! A file system in memory that fails or dies at the step that a test names, and the test that a save
//! leaves the old file or the new one at every step. It has one directory.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::Permissions;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::atomic::write_on;
use super::file_bytes::FileBytes;
use super::file_system::FileSystem;

/// The directory.
pub(crate) const DIRECTORY: &str = "/models";

/// The names and contents of all files.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The fault at the chosen step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fate {
    /// The operation fails with this error.
    Fails(ErrorKind),
    /// A write takes one byte; the next one fails.
    FillsUp,
    /// The process is killed: the operation is half done, and nothing follows.
    Dies,
}

impl Fate {
    /// All that there are.
    pub(crate) const ALL: [Self; 5] = [
        Self::Fails(ErrorKind::StorageFull),
        Self::Fails(ErrorKind::Other), // EIO
        Self::Fails(ErrorKind::Interrupted),
        Self::FillsUp,
        Self::Dies,
    ];
}

/// The bytes that one call of write takes.
const WRITE: usize = 4_000;

pub(crate) struct Simulated {
    disk: RefCell<Disk>,
    step: usize,
    fate: Fate,
}

#[derive(Default)]
struct Disk {
    /// Content, and how much of it survives a power failure.
    files: Vec<(Vec<u8>, usize)>,
    names: BTreeMap<PathBuf, usize>,
    /// The names that survive a power failure, and those before each later change.
    durable: BTreeMap<PathBuf, usize>,
    pending: Vec<BTreeMap<PathBuf, usize>>,
    steps: usize,
    /// Since which step.
    full: Option<usize>,
    dead: bool,
}

impl Simulated {
    /// One that holds these files.
    pub(crate) fn new(files: &Files, step: usize, fate: Fate) -> Self {
        let mut disk = Disk::default();
        for (path, content) in files {
            disk.names.insert(path.clone(), disk.files.len());
            disk.files.push((content.clone(), content.len()));
        }
        disk.durable = disk.names.clone();
        Self { disk: RefCell::new(disk), step, fate }
    }

    /// One that never fails.
    pub(crate) fn sound(files: &Files) -> Self {
        Self::new(files, usize::MAX, Fate::Dies)
    }

    /// The files as they are now.
    pub(crate) fn files(&self) -> Files {
        let disk = self.disk.borrow();
        disk.names.iter().map(|(path, &file)| (path.clone(), disk.files[file].0.clone())).collect()
    }

    /// What the files may be after a power failure now.
    pub(crate) fn after_power_failure(&self) -> Vec<Files> {
        let disk = self.disk.borrow();
        let names = std::iter::once(&disk.durable).chain(&disk.pending);
        let states = names.flat_map(|names| {
            let files = |content: fn(&[u8], usize) -> Vec<u8>| {
                let of = |(path, &file): (&PathBuf, &usize)| {
                    let (bytes, synced) = &disk.files[file];
                    (path.clone(), content(bytes, *synced))
                };
                names.iter().map(of).collect::<Files>()
            };
            // Of content that was not synced, any part may survive, or zeros in its place.
            [
                files(|bytes, synced| bytes[..synced].to_vec()),
                files(|bytes, _| bytes.to_vec()),
                files(|bytes, synced| [&bytes[..synced], &vec![0; bytes.len() - synced]].concat()),
            ]
        });
        states.collect()
    }

    /// How many steps there were, and whether the process was killed.
    pub(crate) fn steps(&self) -> (usize, bool) {
        let disk = self.disk.borrow();
        (disk.steps, disk.dead)
    }

    /// Counts a step; `half` is done when the process dies in it, `whole` when nothing happens.
    fn step<T>(
        &self,
        half: impl FnOnce(&mut Disk),
        whole: impl FnOnce(&mut Disk) -> io::Result<T>,
    ) -> io::Result<T> {
        let disk = &mut *self.disk.borrow_mut();
        let step = disk.steps;
        disk.steps += 1;
        if disk.dead {
            return Err(ErrorKind::Other.into());
        }
        match self.fate {
            Fate::Fails(kind) if step == self.step => Err(kind.into()),
            Fate::FillsUp if step == self.step => {
                disk.full = Some(step);
                whole(disk)
            }
            Fate::Dies if step == self.step => {
                disk.dead = true;
                half(disk);
                Err(ErrorKind::Other.into())
            }
            _ => whole(disk),
        }
    }

    /// A step that cannot fail by itself; a killed process does not begin it.
    fn change(&self, whole: impl FnOnce(&mut Disk)) -> io::Result<()> {
        self.step(
            |_| (),
            |disk| {
                whole(disk);
                Ok(())
            },
        )
    }
}

impl Disk {
    fn rename(&mut self, change: impl FnOnce(&mut BTreeMap<PathBuf, usize>)) {
        change(&mut self.names);
        self.pending.push(self.names.clone());
    }
}

impl FileSystem for Simulated {
    type File = usize;

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }

    fn check_replaceable(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn permissions(&self, _: &Path) -> Option<Permissions> {
        None
    }

    fn create(&self, path: &Path) -> io::Result<usize> {
        self.step(
            |_| (),
            |disk| {
                disk.files.push((Vec::new(), 0));
                let file = disk.files.len() - 1;
                disk.rename(|names| assert_eq!(names.insert(path.to_owned(), file), None));
                Ok(file)
            },
        )
    }

    fn set_permissions(&self, _: &mut usize, _: Permissions) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, file: &mut usize, bytes: &[u8]) -> io::Result<usize> {
        let half = &bytes[..bytes.len().min(WRITE) / 2];
        self.step(
            |disk| disk.files[*file].0.extend(half),
            |disk| {
                let room = match disk.full {
                    Some(step) if step + 1 < disk.steps => return Err(ErrorKind::StorageFull.into()),
                    Some(_) => 1,
                    None => WRITE,
                };
                let taken = &bytes[..bytes.len().min(room)];
                disk.files[*file].0.extend(taken);
                Ok(taken.len())
            },
        )
    }

    fn sync(&self, file: &mut usize) -> io::Result<()> {
        self.change(|disk| disk.files[*file].1 = disk.files[*file].0.len())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let rename = |disk: &mut Disk| {
            let file = disk.names[from];
            disk.rename(|names| {
                names.remove(from);
                names.insert(to.to_owned(), file);
            });
        };
        self.step(rename, |disk| {
            rename(disk);
            Ok(())
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.change(|disk| {
            disk.rename(|names| {
                names.remove(path);
            });
        })
    }

    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        assert_eq!(path, Path::new(DIRECTORY));
        self.change(|disk| {
            disk.durable = disk.names.clone();
            disk.pending.clear();
        })
    }

    fn create_directory(&self, path: &Path) -> io::Result<()> {
        assert_eq!(path, Path::new(DIRECTORY));
        Err(ErrorKind::AlreadyExists.into())
    }

    fn names(&self, path: &Path) -> io::Result<Vec<OsString>> {
        assert_eq!(path, Path::new(DIRECTORY));
        self.step(
            |_| (),
            |disk| Ok(disk.names.keys().filter_map(|path| path.file_name()).map(OsString::from).collect()),
        )
    }

    fn bytes(&self, path: &Path, _: bool) -> io::Result<FileBytes> {
        self.step(
            |_| (),
            |disk| {
                let file = *disk.names.get(path).ok_or(ErrorKind::NotFound)?;
                Ok(FileBytes::from(&disk.files[file].0[..]))
            },
        )
    }
}

#[test]
fn a_save_leaves_the_old_file_or_the_new_one_at_every_step() {
    let path = Path::new("/models/model");
    let new: Vec<u8> = (0..65_536u32).map(|number| (number % 251) as u8).collect();
    let mut cases = 0;
    for old in [None, Some(&b"an older model"[..])] {
        let is_sound = |content: Option<&[u8]>| content == old || content == Some(&new);
        let files: Files = old.iter().map(|old| (path.to_owned(), old.to_vec())).collect();
        for fate in Fate::ALL {
            for step in 0.. {
                let system = Simulated::new(&files, step, fate);
                let result = write_on(&system, path, &new);
                let (steps, dead) = system.steps();
                let case = format!("{fate:?} at step {step} of {steps}");
                let now = system.files();
                let content = now.get(path).map(Vec::as_slice);
                assert!(is_sound(content), "{case}");
                for files in system.after_power_failure() {
                    let content = files.get(path).map(Vec::as_slice);
                    assert!(is_sound(content), "{case}, then a power failure");
                    assert!(result.is_err() || content == Some(&new), "{case}: lost");
                }
                if !dead {
                    assert_eq!(now.len(), usize::from(content.is_some()), "{case}: litter");
                }
                if step >= steps {
                    assert!(result.is_ok());
                    break;
                }
                cases += 1;
            }
        }
    }
    assert!(cases > 200, "{cases}");
}
