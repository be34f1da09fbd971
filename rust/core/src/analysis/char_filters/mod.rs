//! What happens to a text before the tokenizer. A file for each char filter.
//!
//! A new char filter is a file with its spec, its code and its tests, its `mod` and `use` lines here and a
//! line in the list below.

mod mapping;
mod offsets;

pub use mapping::MappingSpec;
pub(in crate::analysis) use offsets::Changes;
pub use offsets::Offsets;

use mapping::Mapping;

use super::data::Data;
use super::parts::{Build, part_specs};
use crate::error::Result;
use crate::parallel::Cancel;

part_specs! {
    /// A char filter of an [`AnalyzerSpec`](super::AnalyzerSpec).
    "char filter" CharFilterSpec;
    /// Replaces strings by others.
    "mapping" => Mapping(MappingSpec),
}

impl Build for CharFilterSpec {
    type Part = AnyCharFilter;

    fn build(&mut self, data: &mut Data<'_>) -> Result<AnyCharFilter> {
        match self {
            Self::Mapping(spec) => spec.build(data).map(AnyCharFilter::Mapping),
        }
    }
}

/// What a char filter does.
pub(in crate::analysis) trait CharFilter {
    /// Writes the changed text to `out`, which is empty; if nothing changes, writes nothing and returns
    /// `false`. Each change is noted in `changes`. Anything when it is cancelled.
    fn apply(&self, text: &str, cancel: &Cancel, out: &mut String, changes: &mut impl Changes) -> bool;
}

/// One char filter, ready to run.
#[derive(Clone, Debug)]
pub(in crate::analysis) enum AnyCharFilter {
    /// Replaces strings by others.
    Mapping(Mapping),
}

impl CharFilter for AnyCharFilter {
    fn apply(&self, text: &str, cancel: &Cancel, out: &mut String, changes: &mut impl Changes) -> bool {
        match self {
            Self::Mapping(mapping) => mapping.apply(text, cancel, out, changes),
        }
    }
}

/// Room for a text between two char filters and after the last one, reused from text to text.
///
/// See [`Analyzer::filtered`](super::Analyzer::filtered).
#[derive(Clone, Debug, Default)]
pub struct FilteredText {
    stages: [String; 2],
}

impl FilteredText {
    /// Gives back the room that a text of more bytes took.
    pub(crate) fn shrink(&mut self, longest: usize) {
        if self.stages.iter().any(|stage| stage.capacity() > longest) {
            *self = Self::default();
        }
    }
}

/// The text after all filters: `text` itself where none of them changes it. Anything when it is cancelled.
pub(in crate::analysis) fn apply<'t>(
    filters: &[AnyCharFilter],
    text: &'t str,
    cancel: &Cancel,
    scratch: &'t mut FilteredText,
) -> &'t str {
    run(filters, text, cancel, scratch, &mut ())
}

/// As [`apply`], with the places in `text` of what stands in the result.
pub(in crate::analysis) fn apply_with_offsets<'t>(
    filters: &[AnyCharFilter],
    text: &'t str,
    cancel: &Cancel,
    scratch: &'t mut FilteredText,
) -> (&'t str, Offsets) {
    let mut offsets = Offsets::default();
    (run(filters, text, cancel, scratch, &mut offsets), offsets)
}

fn run<'t>(
    filters: &[AnyCharFilter],
    text: &'t str,
    cancel: &Cancel,
    scratch: &'t mut FilteredText,
    changes: &mut impl Changes,
) -> &'t str {
    let [mut given, mut made] = scratch.stages.each_mut();
    let mut is_changed = false;
    for filter in filters {
        let text = if is_changed { given.as_str() } else { text };
        changes.begin();
        made.clear();
        if filter.apply(text, cancel, made, changes) {
            is_changed = true;
            std::mem::swap(&mut given, &mut made);
        }
    }
    if is_changed { given } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A filter by its JSON, with its canonical spec.
    fn build(filter: &str) -> Result<(AnyCharFilter, CharFilterSpec)> {
        let json = serde_json::from_str(filter).unwrap_or_else(|_| filter.into());
        let mut spec = CharFilterSpec::read(json).map_err(crate::Error::AnalyzerSpec)?;
        Ok((spec.build(&mut Data::new(None))?, spec))
    }

    pub(super) fn canonical(filter: &str) -> String {
        serde_json::to_string(&build(filter).unwrap().1).unwrap()
    }

    pub(super) fn fails(filter: &str) -> String {
        build(filter).unwrap_err().to_string()
    }

    /// The text after the filters, and the places it came from.
    pub(super) fn run_with_offsets(filters: &[&str], text: &str) -> (String, Offsets) {
        let filters: Vec<AnyCharFilter> = filters.iter().map(|filter| build(filter).unwrap().0).collect();
        let (mut scratch, cancel) = (FilteredText::default(), Cancel::new());
        let alone = apply(&filters, text, &cancel, &mut scratch).to_owned();
        let (result, offsets) = apply_with_offsets(&filters, text, &cancel, &mut scratch);
        assert_eq!(result, alone);
        (alone, offsets)
    }

    #[test]
    fn filters_run_in_their_order_each_on_what_the_last_one_made() {
        let [and, space, none] = [
            r#"{"type":"mapping","mappings":["& => -and-"]}"#,
            r#"{"type":"mapping","mappings":["- => \\u0020"]}"#,
            r#"{"type":"mapping","mappings":["zzz => y"]}"#,
        ];
        let run = |filters: &[&str]| run_with_offsets(filters, "a&b-c").0;
        assert_eq!(run(&[and, space]), "a and b c");
        assert_eq!(run(&[space, none, and]), "a-and-b c");
        assert_eq!((run(&[]), run(&[none, none])), ("a&b-c".to_owned(), "a&b-c".to_owned()));
        let (_, offsets) = run_with_offsets(&[and, none, space], "a&b-c");
        // The word "and", and what follows it.
        assert_eq!((offsets.original(2..5), offsets.original(6..9)), (1..2, 2..5));
    }

    #[test]
    fn a_text_that_nothing_changes_is_not_copied() {
        let (filter, _) = build(r#"{"type":"mapping","mappings":["- => \\u0020"]}"#).unwrap();
        let (text, mut scratch) = ("kite", FilteredText::default());
        let result = apply(&[filter], text, &Cancel::new(), &mut scratch);
        assert_eq!(result.as_ptr(), text.as_ptr());
    }

    #[test]
    fn every_spec_survives_its_json() {
        let (_, spec) = build(r#"{"type":"mapping","mappings":["b=>x","a=>\\u0020"]}"#).unwrap();
        let mut again = CharFilterSpec::read(serde_json::to_value(&spec).unwrap()).unwrap();
        assert_eq!(again, spec);
        again.build(&mut Data::new(None)).unwrap();
        assert_eq!(again, spec);
    }

    #[test]
    fn errors_name_what_there_is() {
        for (filter, message) in [
            ("maping", "no char filter \"maping\" (did you mean \"mapping\"?); there is: mapping"),
            ("mapping", "mapping: missing field `mappings`"),
            (r#"{"type":"mapping","rules":[]}"#, "unknown field `rules`, expected `mappings`"),
            (r#"{"type":"mapping","mappings":["a=>b",1]}"#, "mapping: invalid type: integer `1`"),
        ] {
            let error = fails(filter);
            assert!(error.contains(message), "{error}");
        }
    }
}
