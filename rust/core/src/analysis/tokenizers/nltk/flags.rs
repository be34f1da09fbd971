//! What an analyzer may know about a chunk besides its characters.

/// The surroundings of a chunk, as far as they can change its tokens.
///
/// Equal chunks with equal flags have equal tokens: a memo from (chunk, flags) to tokens is exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags(u8);

impl Flags {
    /// Nothing is known, or the analyzer does not care.
    pub const NONE: Self = Self(0);
    /// A sentence begins exactly at the chunk's first character.
    pub const SENTENCE_START: Self = Self(1);
    /// The character before the chunk is a plain space (U+0020).
    pub const SPACE_BEFORE: Self = Self(1 << 1);
    /// The character after the chunk is a plain space (U+0020).
    pub const SPACE_AFTER: Self = Self(1 << 2);
    /// Only closing brackets, quotes and plain spaces stand between the chunk and the sentence's end.
    pub const CLOSERS_FOLLOW: Self = Self(1 << 3);
    /// The chunk is a token, of a tokenizer that would cut it differently by itself. Its bit is another's of
    /// NLTK's: there are four, and an analyzer has one tokenizer.
    pub const TOKEN: Self = Self(1);

    /// Both sets of flags.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Only those flags that both have.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether all of `other`'s flags are set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The flags as bits, for a hash key.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }
}

/// Drops the flags that cannot change this chunk's tokens.
pub(super) fn relevant_flags(chunk: &str, flags: Flags) -> Flags {
    let bytes = chunk.as_bytes();
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else { return Flags::NONE };
    let mut kept = Flags::NONE;
    if first == b'"' {
        kept = kept.with(flags.and(Flags::SENTENCE_START.with(Flags::SPACE_BEFORE)));
    } else if bytes.starts_with(b"''") {
        kept = kept.with(flags.and(Flags::SPACE_BEFORE));
    }
    if last == b'\'' {
        kept = kept.with(flags.and(Flags::SPACE_AFTER));
    }
    if flags.has(Flags::CLOSERS_FOLLOW) && !last.is_ascii_alphanumeric() && ends_in_final_stop(chunk) {
        kept = kept.with(Flags::CLOSERS_FOLLOW);
        if first == b'.' {
            // A full stop that begins the sentence is no final one.
            kept = kept.with(flags.and(Flags::SENTENCE_START));
        }
    }
    kept
}

/// A character of `[\]\)}>"'»”’ ]`, which may stand between the final full stop and the sentence's end.
pub(super) fn is_closer(c: char) -> bool {
    matches!(c, ']' | ')' | '}' | '>' | '"' | '\'' | '»' | '”' | '’' | ' ')
}

fn ends_in_final_stop(chunk: &str) -> bool {
    let rest = chunk.trim_end_matches(is_closer);
    rest.ends_with('.') && !rest.ends_with("..")
}
