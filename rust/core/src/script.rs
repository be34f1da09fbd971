//! The script that a letter belongs to.

/// The script of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Script {
    /// With its accented letters and ligatures, full-width ones too.
    Latin,
    /// Chinese characters, the kanji and hanja of Japanese and Korean among them.
    Han,
    /// Hiragana and katakana.
    Kana,
    /// Korean syllables and their parts.
    Hangul,
    /// Thai.
    Thai,
    /// Arabic, with the letters of Persian, Urdu and others.
    Arabic,
    /// Cyrillic.
    Cyrillic,
    /// Greek.
    Greek,
    /// The script of Hindi, Marathi and Nepali.
    Devanagari,
    /// Hebrew.
    Hebrew,
    /// Any other.
    Other,
}

impl Script {
    pub(crate) const ALL: [Self; 11] = [
        Self::Latin,
        Self::Han,
        Self::Kana,
        Self::Hangul,
        Self::Thai,
        Self::Arabic,
        Self::Cyrillic,
        Self::Greek,
        Self::Devanagari,
        Self::Hebrew,
        Self::Other,
    ];

    /// The name that Unicode has for it; `Kana` is Hiragana and Katakana.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Latin => "Latin",
            Self::Han => "Han",
            Self::Kana => "Kana",
            Self::Hangul => "Hangul",
            Self::Thai => "Thai",
            Self::Arabic => "Arabic",
            Self::Cyrillic => "Cyrillic",
            Self::Greek => "Greek",
            Self::Devanagari => "Devanagari",
            Self::Hebrew => "Hebrew",
            Self::Other => "other",
        }
    }

    /// The script of a letter, by its block; `None` for a character that is none.
    ///
    /// ```
    /// use elanus_core::script::Script;
    /// assert_eq!(Script::of('é'), Some(Script::Latin));
    /// assert_eq!(Script::of('鳶'), Some(Script::Han));
    /// assert_eq!(Script::of('7'), None);
    /// ```
    #[must_use]
    pub fn of(c: char) -> Option<Self> {
        if c.is_ascii() {
            return c.is_ascii_alphabetic().then_some(Self::Latin);
        }
        c.is_alphabetic().then_some(match c as u32 {
            0xAA..=0x2FF
            | 0x1D00..=0x1DBF
            | 0x1E00..=0x1EFF
            | 0x2C60..=0x2C7F
            | 0xA720..=0xA7FF
            | 0xAB30..=0xAB6F
            | 0xFB00..=0xFB06
            | 0xFF21..=0xFF5A => Self::Latin,
            0x370..=0x3FF | 0x1F00..=0x1FFF => Self::Greek,
            0x400..=0x52F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => Self::Cyrillic,
            0x590..=0x5FF | 0xFB1D..=0xFB4F => Self::Hebrew,
            0x600..=0x6FF | 0x750..=0x77F | 0x870..=0x8FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => Self::Arabic,
            0x900..=0x97F | 0xA8E0..=0xA8FF => Self::Devanagari,
            0xE00..=0xE7F => Self::Thai,
            0x1100..=0x11FF | 0x3130..=0x318F | 0xA960..=0xA97F | 0xAC00..=0xD7FF | 0xFFA0..=0xFFDC => {
                Self::Hangul
            }
            0x3041..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F | 0x1_AFF0..=0x1_B16F => Self::Kana,
            0x2E80..=0x2FDF
            | 0x3005..=0x3029
            | 0x3400..=0x4DBF
            | 0x4E00..=0x9FFF
            | 0xF900..=0xFAFF
            | 0x2_0000..=0x3_FFFF => Self::Han,
            _ => Self::Other,
        })
    }
}
