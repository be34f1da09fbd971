//! Which fields of a record make up its text, and which its id.

use super::json::Node;

/// The id's fields where none is named, in this order: BEIR's first.
pub(super) const ID_FIELDS: [&str; 2] = ["_id", "id"];
pub(super) const TEXT_FIELD: &str = "text";
/// What stands before the text where none is named, as in BEIR.
pub(super) const TITLE_FIELD: &str = "title";

/// The fields of a document's text and id.
///
/// ```
/// use elanus_corpus::files::Fields;
/// let fields = Fields::new(Some(vec!["title".into(), "body".into()]), Some("key".into()), true);
/// assert_eq!(fields.text(), ["title", "body"]);
/// assert!(!fields.joins_titles());
/// ```
#[derive(Clone, Debug)]
pub struct Fields {
    text: Vec<String>,
    are_named: bool,
    id: Option<String>,
    titles: bool,
}

/// Where in [`Fields::tree`] a value belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A part of the text.
    Text(usize),
    Title,
    /// The id, of several fields that it may be.
    Id(usize),
}

impl Fields {
    /// The text is the fields named, or `text`, before which stands a `title` if `titles` count; the id is the
    /// field named, or `_id` or `id`.
    #[must_use]
    pub fn new(text: Option<Vec<String>>, id: Option<String>, titles: bool) -> Self {
        let are_named = text.is_some();
        let text = text.unwrap_or_else(|| vec![TEXT_FIELD.to_owned()]);
        Self { text, are_named, id, titles: titles && !are_named }
    }

    /// The names of the fields of the text.
    #[must_use]
    pub fn text(&self) -> &[String] {
        &self.text
    }

    /// Whether the caller has named the fields of the text.
    pub(super) fn are_named(&self) -> bool {
        self.are_named
    }

    /// Whether the caller has named any.
    pub(super) fn is_any_named(&self) -> bool {
        self.are_named || self.id.is_some()
    }

    /// Whether a title stands before its text.
    #[must_use]
    pub fn joins_titles(&self) -> bool {
        self.titles
    }

    /// The fields that the id may be in.
    pub(super) fn ids(&self) -> Vec<&str> {
        self.id.as_deref().map_or_else(|| ID_FIELDS.to_vec(), |id| vec![id])
    }

    /// Whether the caller has named the id's field.
    pub(super) fn is_id_named(&self) -> bool {
        self.id.is_some()
    }

    /// The fields to look for in an object, by their paths; ids only if they are wanted.
    pub(super) fn tree(&self, with_ids: bool) -> Node {
        let mut root = Node::default();
        for (number, path) in self.text.iter().enumerate() {
            root.add(path, Slot::Text(number));
        }
        if self.titles {
            root.add(TITLE_FIELD, Slot::Title);
        }
        if with_ids {
            for (number, path) in self.ids().into_iter().enumerate() {
                root.add(path, Slot::Id(number));
            }
        }
        root
    }
}
