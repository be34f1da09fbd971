//! A file system in memory that fails or dies at the step that a test names, and the test that a save
//! leaves the old file or the new one at every step.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::Permissions;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::atomic::write_on;
use super::file_system::FileSystem;

/// The fault at the chosen step.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    /// The operation fails with this error.
    Fails(ErrorKind),
    /// A write takes one byte; the next one fails.
    FillsUp,
    /// The process is killed: the operation is half done, and nothing follows.
    Dies,
}

/// The bytes that one call of write takes.
const WRITE: usize = 4_000;

struct Simulated {
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
    fn new(old: Option<&[u8]>, step: usize, fate: Fate) -> Self {
        let mut disk = Disk::default();
        if let Some(old) = old {
            disk.files.push((old.to_vec(), old.len()));
            disk.names.insert("/models/model".into(), 0);
            disk.durable = disk.names.clone();
        }
        Self { disk: RefCell::new(disk), step, fate }
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

    /// Everything that `path` may hold after a power failure now.
    fn after_power_failure(&self, path: &Path) -> Vec<Option<Vec<u8>>> {
        let names = std::iter::once(&self.durable).chain(&self.pending);
        let files = names.map(|names| names.get(path).map(|&file| &self.files[file]));
        let contents = files.flat_map(|file| match file {
            None => vec![None],
            Some((content, synced)) => {
                // Of content that was not synced, any part may survive, or zeros in its place.
                let lost = vec![0; content.len() - synced];
                let zeros = [&content[..*synced], &lost].concat();
                vec![Some(content[..*synced].to_vec()), Some(content.clone()), Some(zeros)]
            }
        });
        contents.collect()
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
        assert_eq!(path, Path::new("/models"));
        self.change(|disk| {
            disk.durable = disk.names.clone();
            disk.pending.clear();
        })
    }
}

#[test]
fn a_save_leaves_the_old_file_or_the_new_one_at_every_step() {
    let path = Path::new("/models/model");
    let new: Vec<u8> = (0..65_536u32).map(|number| (number % 251) as u8).collect();
    let mut cases = 0;
    for old in [None, Some(&b"an older model"[..])] {
        let is_sound = |content: Option<&[u8]>| content == old || content == Some(&new);
        let fates = [
            Fate::Fails(ErrorKind::StorageFull),
            Fate::Fails(ErrorKind::Other), // EIO
            Fate::Fails(ErrorKind::Interrupted),
            Fate::FillsUp,
            Fate::Dies,
        ];
        for fate in fates {
            for step in 0.. {
                let system = Simulated::new(old, step, fate);
                let result = write_on(&system, path, &new);
                let disk = system.disk.into_inner();
                let case = format!("{fate:?} at step {step} of {}", disk.steps);
                let content = disk.names.get(path).map(|&file| &disk.files[file].0[..]);
                assert!(is_sound(content), "{case}");
                for content in disk.after_power_failure(path) {
                    assert!(is_sound(content.as_deref()), "{case}, then a power failure");
                    assert!(result.is_err() || content.as_deref() == Some(&new), "{case}: lost");
                }
                if !disk.dead {
                    assert_eq!(disk.names.len(), usize::from(content.is_some()), "{case}: litter");
                }
                if step >= disk.steps {
                    assert!(result.is_ok());
                    break;
                }
                cases += 1;
            }
        }
    }
    assert!(cases > 200, "{cases}");
}
