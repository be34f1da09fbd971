//! A save leaves the index that was there or the new one, whatever fails and wherever the process dies.

use super::tests::{add, delete, facts, open_from, save_to, texts};
use super::{Opened, Saved};
use crate::index::SharedIndex;
use crate::index::folder::tests::Ids;
use crate::parallel::Unhosted;
use crate::persist::simulated::{DIRECTORY, Fate, Files, Simulated};
use std::path::Path;

fn of(files: &Files) -> Option<String> {
    if files.is_empty() {
        return None;
    }
    let Opened { state, .. } = open_from(&Simulated::sound(files)).ok()?;
    Some(facts(&state).unwrap())
}

/// Saves `index` at every fault over `files`, where `before` was.
fn at_every_step(files: &Files, saved: Option<&Saved>, index: &SharedIndex) -> usize {
    let (before, after) = (of(files), facts(&index.snapshot()).unwrap());
    let manifest = Path::new(DIRECTORY).join("manifest");
    let sound = |files: &Files| {
        let now = of(files);
        // Without a manifest there was nothing, and still is nothing.
        now == before || now.as_ref() == Some(&after)
    };
    let mut cases = 0;
    for fate in Fate::ALL {
        for step in 0.. {
            let system = Simulated::new(files, step, fate);
            let result = save_to(&system, index, saved);
            let (steps, dead) = system.steps();
            let case = format!("{fate:?} at step {step} of {steps}");
            let now = system.files();
            assert!(sound(&now), "{case}");
            for files in system.after_power_failure() {
                assert!(sound(&files), "{case}, then a power failure");
                assert!(result.is_err() || of(&files).as_ref() == Some(&after), "{case}: lost");
            }
            if result.is_err() && !dead && now.get(&manifest) == files.get(&manifest) {
                // What a failed save has written is removed.
                let more = now.keys().filter(|path| !files.contains_key(*path)).count();
                assert_eq!(more, 0, "{case}: litter");
            }
            // The next save of whoever opens the folder goes well and leaves no litter.
            let next = Simulated::sound(&now);
            let opened = open_from(&next).ok();
            save_to(&next, index, opened.as_ref().map(|opened| &opened.saved)).unwrap();
            assert_eq!(of(&next.files()).as_ref(), Some(&after), "{case}: the next save");
            let names = next.files().len();
            let clean = Simulated::sound(&next.files());
            let reopened = open_from(&clean).unwrap();
            save_to(&clean, &SharedIndex::of(reopened.state), Some(&reopened.saved)).unwrap();
            assert_eq!(clean.files().len(), names, "{case}: litter after the next save");
            if step >= steps {
                assert!(result.is_ok(), "{case}");
                break;
            }
            cases += 1;
        }
    }
    cases
}

#[test]
fn a_save_leaves_the_old_index_or_the_new_one_at_every_step() {
    let index = texts();
    let mut cases = at_every_step(&Files::new(), None, &index);
    let system = Simulated::sound(&Files::new());
    let saved = save_to(&system, &index, None).unwrap();
    let files = system.files();
    // Replaced by another that is not known to be there.
    cases += at_every_step(&files, None, &index);
    // A document more, and one less.
    add(&index, 30..31, Ids::Consecutive, true);
    delete(&index, &[0]);
    cases += at_every_step(&files, Some(&saved), &index);
    // All files are others.
    index.compact(&Unhosted).unwrap();
    cases += at_every_step(&files, Some(&saved), &index);
    assert!(cases > 300, "{cases}");
}
