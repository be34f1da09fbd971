//! NLTK's `SnowballStemmer("german")`, ported rule by rule from `nltk/stem/snowball.py`.

use super::letters::{self, Letters, LettersScratch, Letterset, Suffix, Suffixes, suffixes, watched};
use crate::parallel::Cancel;
use crate::short::Short;

const VOWELS: Letterset = Letterset::new(b"aeiouy\xe4\xf6\xfc");

/// What may stand before an `s`, and before an `st`, that is removed.
const BEFORE_S: Letterset = Letterset::new(b"bdfghklmnrt");
const BEFORE_ST: Letterset = Letterset::new(b"bdfghklmnt");

/// What a step does with a suffix: it is cut off.
#[derive(Clone, Copy)]
enum Action {
    Cut,
    /// So is the last letter of a `niss` before it.
    WithNiss,
    /// If one of [`BEFORE_S`] stands before it.
    AfterS,
    /// If one of [`BEFORE_ST`] and three more letters stand before it.
    AfterSt,
    /// So is an `ig` before it that has no `e` before.
    WithIg,
    /// Unless an `e` stands before it.
    NotAfterE,
    /// So is an `er` or `en` before it.
    WithErEn,
    /// So is a `lich` or `ig` before it.
    WithLichIg,
}

static STEP_1: Suffixes<Action, 7> = {
    use Action::{AfterS, Cut, WithNiss};
    suffixes![
        b"ern" Cut, b"em" Cut, b"er" Cut, b"en" WithNiss, b"es" WithNiss, b"e" WithNiss, b"s" AfterS,
    ]
};

static STEP_2: Suffixes<Action, 4> = {
    use Action::{AfterSt, Cut};
    suffixes![b"est" Cut, b"en" Cut, b"er" Cut, b"st" AfterSt]
};

static STEP_3: Suffixes<Action, 8> = {
    use Action::{NotAfterE, WithErEn, WithIg, WithLichIg};
    suffixes![
        b"isch" NotAfterE, b"lich" WithErEn, b"heit" WithErEn, b"keit" WithLichIg,
        b"end" WithIg, b"ung" WithIg, b"ig" NotAfterE, b"ik" NotAfterE,
    ]
};

/// Replaces `text[start..]` by its stem; by anything when it is cancelled.
pub(super) fn stem(text: &mut String, start: usize, cancel: &Cancel, scratch: &mut LettersScratch) {
    scratch.replace(text, start, cancel, |letter| (letter == b'\xdf').then_some(&b"ss"[..]), stem_letters);
}

/// The stem of a token of ASCII, if it is one, too.
pub(super) fn stem_short(token: Short) -> Option<Short> {
    letters::stem_short(token, stem_letters)
}

#[inline(never)]
fn stem_letters(word: &mut Letters<'_>, cancel: &Cancel) {
    let letters = word.word_mut();
    for at in watched(1..letters.len().saturating_sub(1), cancel) {
        if matches!(letters[at], b'u' | b'y') && VOWELS.has(letters[at - 1]) && VOWELS.has(letters[at + 1]) {
            letters[at].make_ascii_uppercase();
        }
    }
    let (r1, r2) = word.r1_r2(&VOWELS, cancel);
    let r1 = r1.max(3);
    step(word, r1, &STEP_1, r1, r2);
    step(word, r1, &STEP_2, r1, r2);
    step(word, r2, &STEP_3, r1, r2);
    for at in watched(0..word.len(), cancel) {
        let letter = &mut word.word_mut()[at];
        *letter = match *letter {
            b'\xe4' => b'a',
            b'\xf6' => b'o',
            b'\xfc' | b'U' => b'u',
            b'Y' => b'y',
            other => other,
        };
    }
}

/// Cuts off what a step finds in its region.
fn step<const N: usize>(
    word: &mut Letters<'_>,
    region: usize,
    step: &Suffixes<Action, N>,
    r1: usize,
    r2: usize,
) {
    if let Some(Suffix { length, action, .. }) = word.first(region, step) {
        word.cut(count(word, length, action, r1, r2));
    }
}

/// How many letters are cut off with a suffix of `length` letters.
fn count(word: &Letters<'_>, length: usize, action: Action, r1: usize, r2: usize) -> usize {
    let has = |region, suffix: &[u8]| word.ends_before(region, length, suffix);
    match action {
        Action::WithNiss if has(0, b"niss") => length + 1,
        Action::AfterS if !BEFORE_S.has(word.back(2)) => 0,
        Action::AfterSt if !BEFORE_ST.has(word.back(3)) || word.len() < 6 => 0,
        Action::WithIg if has(r2, b"ig") && !word.ends_before(r2, length + 2, b"e") => length + 2,
        Action::NotAfterE if has(r2, b"e") => 0,
        Action::WithErEn if has(r1, b"er") || has(r1, b"en") => length + 2,
        Action::WithLichIg if has(r2, b"lich") => length + 4,
        Action::WithLichIg if has(r2, b"ig") => length + 2,
        _ => length,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::super::tests::check_stems;

    #[test]
    fn golden_words() {
        check_stems(
            Language::German,
            "a a, Es es, und und, Häuser haus, Straßen strass, GRÖẞE gross, Autobahnen autobahn, \
            Kenntnisse kenntnis, Ereignissen ereignis, Abends abend, Kinds kind, \
            glücklichsten glucklich, bestes best, dienst dien, kleinst klein, Bayern bay, Bauer bau, \
            freuen freu, Mayer may, Bedeutung bedeut, Reinigung reinig, Einigungen einig, \
            Beleidigend beleid, neidisch neidisch, steig steig, einig einig, Feierlichkeit feierlich, \
            Möglichkeit moglich, Wichtigkeit wichtig, Traurigkeiten traurig, Menschheit menschheit, \
            Seltenheit selt, freundlich freundlich, öffentlich offent, Musik musik, \
            aufeinanderfolgenden aufeinanderfolg, l'Église l'églis, 数ungen 数ung, e-mails e-mail, \
            Übergrößenträgerinnen ubergrossentragerinn",
        );
    }
}
