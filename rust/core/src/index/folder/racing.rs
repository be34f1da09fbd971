//! A reader that is overtaken by writers.

use std::cell::{Cell, RefCell};
use std::ffi::OsString;
use std::fs::Permissions;
use std::io;

use super::tests::{Ids, add, facts, open_from, save_to};
use super::*;
use crate::index::SharedIndex;
use crate::parallel::Unhosted;
use crate::persist::simulated::{Files, Simulated};
use crate::weighting::Parameters;

/// A system in which another process saves between the reading of a manifest and that of the files.
struct Racing {
    before: RefCell<Vec<Files>>,
    now: RefCell<Files>,
    /// How many files are read before the next save.
    reads: Cell<usize>,
}

impl FileSystem for Racing {
    type File = ();

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }

    fn check_replaceable(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn permissions(&self, _: &Path) -> Option<Permissions> {
        None
    }

    fn create(&self, _: &Path) -> io::Result<()> {
        Err(ErrorKind::ReadOnlyFilesystem.into())
    }

    fn set_permissions(&self, (): &mut (), _: Permissions) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, (): &mut (), _: &[u8]) -> io::Result<usize> {
        Err(ErrorKind::ReadOnlyFilesystem.into())
    }

    fn sync(&self, (): &mut ()) -> io::Result<()> {
        Ok(())
    }

    fn rename(&self, _: &Path, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn remove(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn sync_directory(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn create_directory(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn names(&self, _: &Path) -> io::Result<Vec<OsString>> {
        Ok(Vec::new())
    }

    fn bytes(&self, path: &Path, _: bool) -> io::Result<FileBytes> {
        let content = self.now.borrow().get(path).map(|content| FileBytes::from(&content[..]));
        self.reads.set(self.reads.get().saturating_sub(1));
        if self.reads.get() == 0 {
            if let Some(next) = self.before.borrow_mut().pop() {
                *self.now.borrow_mut() = next;
            }
            self.reads.set(2);
        }
        content.ok_or_else(|| ErrorKind::NotFound.into())
    }
}

#[test]
fn a_reader_that_comes_between_two_saves_gets_the_later_one() {
    let system = Simulated::sound(&Files::new());
    let index = SharedIndex::new(Parameters::default()).unwrap();
    let (mut states, mut saved) = (Vec::new(), None);
    for number in 0..5 {
        add(&index, number * 50..number * 50 + 50, Ids::Consecutive, true);
        index.compact(&Unhosted).unwrap();
        saved = Some(save_to(&system, &index, saved.as_ref()).unwrap());
        states.push(system.files());
    }
    for reads in 1..6 {
        let mut before = states.clone();
        before.reverse();
        let now = RefCell::new(before.pop().unwrap());
        let racing = Racing { before: RefCell::new(before), now, reads: Cell::new(reads) };
        let opened = open_from(&racing).unwrap();
        facts(&opened.state).unwrap();
        assert!(opened.state.len().is_multiple_of(50));
        // What is truly gone is said to be so.
        racing.now.borrow_mut().retain(|path, _| path.ends_with("manifest"));
        racing.before.borrow_mut().clear();
        let refusal = open_from(&racing).unwrap_err().to_string();
        assert!(refusal.contains("missing"), "{refusal}");
    }
}
