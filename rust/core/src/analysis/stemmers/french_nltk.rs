//! NLTK's `SnowballStemmer("french")`, ported rule by rule from `nltk/stem/snowball.py`.
//!
//! NLTK looks for a suffix anywhere in a region, and R1 and R2 stay as they were when the word becomes
//! shorter. Here it is looked for at the end of the word, as it is now. That is the same: the word ends in
//! the suffix, and so does a region that is long enough; what was removed before contains nothing that is
//! looked for later. A remark says where that is not so.

use super::letters::{self, Letters, LettersScratch, Letterset, Suffix, Suffixes, suffixes, watched};
use crate::parallel::Cancel;
use crate::short::Short;

const VOWELS: Letterset = Letterset::new(b"aeiouy\xe2\xe0\xeb\xe9\xea\xe8\xef\xee\xf4\xfb\xf9");

/// What step 1 does with a suffix: where it lies in R2 it is cut off.
#[derive(Clone, Copy)]
enum Standard {
    Cut,
    /// Wherever it lies, its last letter is.
    Eaux,
    /// Where it lies in R1 only, `eux` takes its place.
    Euse,
    /// Where it lies in RV; so is what often stands before it.
    Ement,
    /// Where it lies in RV, `ant` takes its place.
    Amment,
    /// Where it lies in RV, `ent` takes its place.
    Emment,
    /// Where a vowel of RV stands before it.
    Ment,
    /// Where it lies in R1, `al` takes its place.
    Aux,
    /// Where it lies in R1 and no vowel stands before it.
    Issement,
    /// So is an `ic` before it, or becomes `iqU`.
    WithIc,
    /// So is an `ic` before it.
    Atrice,
    /// But for `log`.
    Log,
    /// But for the `u`.
    Usion,
    /// `ent` takes its place.
    Ence,
    /// So is an `abil`, `ic` or `iv` before it, or becomes `abl` or `iqU`.
    Ite,
    /// So is an `at` before it, and an `ic` before that, or becomes `iqU`.
    If,
}

static STEP_1: Suffixes<Standard, 43> = {
    use Standard::{
        Amment, Atrice, Aux, Cut, Eaux, Ement, Emment, Ence, Euse, If, Issement, Ite, Log, Ment, Usion,
        WithIc,
    };
    suffixes![
        b"issements" Issement, b"issement" Issement, b"atrices" Atrice, b"atrice" Atrice, b"ateurs" WithIc,
        b"ations" WithIc, b"logies" Log, b"usions" Usion, b"utions" Usion, b"ements" Ement, b"amment" Amment,
        b"emment" Emment, b"ances" Cut, b"iqUes" Cut, b"ismes" Cut, b"ables" Cut, b"istes" Cut,
        b"ateur" WithIc, b"ation" WithIc, b"logie" Log, b"usion" Usion, b"ution" Usion, b"ences" Ence,
        b"ement" Ement, b"euses" Euse, b"ments" Ment, b"ance" Cut, b"iqUe" Cut, b"isme" Cut, b"able" Cut,
        b"iste" Cut, b"ence" Ence, b"it\xe9s" Ite, b"ives" If, b"eaux" Eaux, b"euse" Euse, b"ment" Ment,
        b"eux" Cut, b"it\xe9" Ite, b"ive" If, b"ifs" If, b"aux" Aux, b"if" If,
    ]
};

static STEP_2A: Suffixes<(), 35> = suffixes![
    ();
    b"issaIent", b"issantes", b"iraIent", b"issante", b"issants", b"issions", b"irions", b"issais",
    b"issait", b"issant", b"issent", b"issiez", b"issons", b"irais", b"irait", b"irent", b"iriez", b"irons",
    b"iront", b"isses", b"issez", b"\xeemes", b"\xeetes", b"irai", b"iras", b"irez", b"isse", b"ies",
    b"ira", b"\xeet", b"ie", b"ir", b"is", b"it", b"i",
];

/// What step 2b does with a suffix of RV: it is cut off.
#[derive(Clone, Copy)]
enum Verb {
    Cut,
    /// Where it lies in R2.
    InR2,
    /// So is an `e` of RV before it.
    WithE,
}

static STEP_2B: Suffixes<Verb, 38> = {
    use Verb::{Cut, InR2, WithE};
    suffixes![
        b"eraIent" Cut, b"assions" WithE, b"erions" Cut, b"assent" WithE, b"assiez" WithE, b"\xe8rent" Cut,
        b"erais" Cut, b"erait" Cut, b"eriez" Cut, b"erons" Cut, b"eront" Cut, b"aIent" WithE,
        b"antes" WithE, b"asses" WithE, b"ions" InR2, b"erai" Cut, b"eras" Cut, b"erez" Cut,
        b"\xe2mes" WithE, b"\xe2tes" WithE, b"ante" WithE, b"ants" WithE, b"asse" WithE, b"\xe9es" Cut,
        b"era" Cut, b"iez" Cut, b"ais" WithE, b"ait" WithE, b"ant" WithE, b"\xe9e" Cut, b"\xe9s" Cut,
        b"er" Cut, b"ez" Cut, b"\xe2t" WithE, b"ai" WithE, b"as" WithE, b"\xe9" Cut, b"a" WithE,
    ]
};

/// What step 4 does with a suffix of RV.
#[derive(Clone, Copy)]
enum Residual {
    Cut,
    /// `i` takes its place.
    I,
    /// It is cut off where it lies in R2 and an `s` or `t` of RV stands before it.
    Ion,
    /// It is cut off where `gu` stands before it.
    AfterGu,
}

static STEP_4: Suffixes<Residual, 7> = {
    use Residual::{AfterGu, Cut, I, Ion};
    suffixes![b"i\xe8re" I, b"I\xe8re" I, b"ion" Ion, b"ier" I, b"Ier" I, b"e" Cut, b"\xeb" AfterGu]
};

/// What step 1 did.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Nothing,
    Removed,
    /// It left what may end in a verb's suffix.
    Verb,
    /// So too, but NLTK's RV still ends in `emment`.
    Emment,
}

/// Replaces `text[start..]` by its stem; by anything when it is cancelled.
pub(super) fn stem(text: &mut String, start: usize, cancel: &Cancel, scratch: &mut LettersScratch) {
    scratch.replace(text, start, cancel, |_| None, stem_letters);
}

/// The stem of a token of ASCII, if it is one, too.
pub(super) fn stem_short(token: Short) -> Option<Short> {
    letters::stem_short(token, stem_letters)
}

#[inline(never)]
fn stem_letters(word: &mut Letters<'_>, cancel: &Cancel) {
    mark_consonants(word.word_mut(), cancel);
    let (r1, r2) = word.r1_r2(&VOWELS, cancel);
    let rv = start_of_rv(word.word(), cancel);
    let has_changed = match step_1(word, r1, r2, rv) {
        Outcome::Removed => true,
        Outcome::Emment => step_2a_after_emment(word, rv, cancel),
        Outcome::Nothing | Outcome::Verb => step_2a(word, rv) || step_2b(word, r2, rv),
    };
    if !has_changed {
        step_4(word, r2, rv);
    } else if let Some(last) = word.word_mut().last_mut() {
        *last = match *last {
            b'Y' => b'i',
            b'\xe7' => b'c',
            other => other,
        };
    }
    if [&b"enn"[..], b"onn", b"ett", b"ell", b"eill"].iter().any(|double| word.ends(0, double)) {
        word.cut(1);
    }
    let letters = word.word_mut();
    // The first letter does not count as a vowel here.
    let last_vowel = watched(1..letters.len(), cancel).filter(|&at| VOWELS.has(letters[at])).last();
    if let Some(at) = last_vowel
        && at + 1 < letters.len()
        && matches!(letters[at], b'\xe9' | b'\xe8')
    {
        letters[at] = b'e';
    }
    for at in watched(0..letters.len(), cancel) {
        if matches!(letters[at], b'I' | b'U' | b'Y') {
            letters[at].make_ascii_lowercase();
        }
    }
}

/// Puts vowels that stand for consonants into upper case.
fn mark_consonants(letters: &mut [u8], cancel: &Cancel) {
    for at in watched(1..letters.len(), cancel) {
        let before = letters[at - 1];
        let is_vowel_before = VOWELS.has(before);
        let after = letters.get(at + 1).map(|&after| VOWELS.has(after));
        let marked = match (letters[at], after) {
            (b'u', _) if before == b'q' => true,
            (b'u' | b'i', Some(is_vowel_after)) => is_vowel_before && is_vowel_after,
            (b'y', Some(is_vowel_after)) => is_vowel_before || is_vowel_after,
            _ => false,
        };
        if marked {
            letters[at].make_ascii_uppercase();
        }
    }
}

/// NLTK's `__rv_french`.
fn start_of_rv(word: &[u8], cancel: &Cancel) -> usize {
    let after_third = match word {
        [b'p', b'a', b'r', ..] | [b'c', b'o', b'l', ..] | [b't', b'a', b'p', ..] => true,
        [first, second, ..] => VOWELS.has(*first) && VOWELS.has(*second),
        _ => false,
    };
    if after_third {
        return word.len().min(3);
    }
    watched(1..word.len(), cancel).find(|&at| VOWELS.has(word[at])).map_or(word.len(), |at| at + 1)
}

fn step_1(word: &mut Letters<'_>, r1: usize, r2: usize, rv: usize) -> Outcome {
    let Some(Suffix { length, action, .. }) = word.first(0, &STEP_1) else { return Outcome::Nothing };
    let is_in = |region| word.region(region).len() >= length;
    let has = |region, suffix: &[u8]| word.ends_before(region, length, suffix);
    let is_after_vowel = VOWELS.has(word.back(length + 1));
    // How many letters are removed, and what takes their place.
    let (count, by): (usize, &[u8]) = match action {
        Standard::Eaux => (1, b""),
        Standard::Euse if is_in(r2) => (length, b""),
        Standard::Euse if is_in(r1) => (length, b"eux"),
        Standard::Ement if is_in(rv) && has(r2, b"ativ") => (length + 4, b""),
        Standard::Ement if is_in(rv) && has(r2, b"iv") => (length + 2, b""),
        Standard::Ement if is_in(rv) && (has(r2, b"eus") || has(r2, b"abl") || has(r2, b"iqU")) => {
            (length + 3, b"")
        }
        Standard::Ement if is_in(rv) && has(r1, b"eus") => (length + 1, b"x"),
        Standard::Ement if has(rv, b"i\xe8r") || has(rv, b"I\xe8r") => (length + 3, b"i"),
        Standard::Ement if is_in(rv) => (length, b""),
        Standard::Amment if is_in(rv) => (length, b"ant"),
        Standard::Emment if is_in(rv) => (length, b"ent"),
        Standard::Ment if may_be_ment(word.region(rv), length) && is_after_vowel => (length, b""),
        Standard::Aux if is_in(r1) => (2, b"l"),
        Standard::Issement if is_in(r1) && !is_after_vowel => (length, b""),
        Standard::Euse
        | Standard::Ement
        | Standard::Amment
        | Standard::Emment
        | Standard::Ment
        | Standard::Aux
        | Standard::Issement => return Outcome::Nothing,
        _ if !is_in(r2) => return Outcome::Nothing,
        Standard::WithIc | Standard::Ite if has(r2, b"ic") => (length + 2, b""),
        Standard::WithIc | Standard::Ite if has(0, b"ic") => (length + 2, b"iqU"),
        // It contains an `ic` itself: NLTK finds one in R2 wherever the other stands.
        Standard::Atrice if has(0, b"ic") => (length + 2, b""),
        Standard::Log => (length - 3, b""),
        Standard::Usion => (length - 1, b""),
        Standard::Ence => (length, b"ent"),
        Standard::Ite if has(r2, b"abil") => (length + 4, b""),
        Standard::Ite if has(0, b"abil") => (length + 2, b"l"),
        Standard::Ite if has(r2, b"iv") => (length + 2, b""),
        Standard::If if has(r2, b"icat") => (length + 4, b""),
        Standard::If if has(r2, b"at") && has(0, b"icat") => (length + 4, b"iqU"),
        Standard::If if has(r2, b"at") => (length + 2, b""),
        _ => (length, b""),
    };
    word.replace(count, by);
    match action {
        Standard::Amment | Standard::Ment => Outcome::Verb,
        Standard::Emment => Outcome::Emment,
        _ => Outcome::Removed,
    }
}

/// Whether RV is longer than this suffix of it, and does not begin with it, too.
fn may_be_ment(rv: &[u8], length: usize) -> bool {
    rv.len() > length && rv[..length] != rv[rv.len() - length..]
}

/// Removes a verb's suffix that begins with `i`; whether there was one.
fn step_2a(word: &mut Letters<'_>, rv: usize) -> bool {
    let Some(Suffix { length, .. }) = word.first(0, &STEP_2A) else { return false };
    let is_verb = word.region(rv).len() > length && !VOWELS.has(word.back(length + 1));
    if is_verb {
        word.cut(length);
    }
    is_verb
}

/// So too for a word whose `emment` has become `ent`. NLTK looks for the suffix in an RV that has not, so
/// that one further to the left decides, if there is one; and step 2b finds nothing there.
fn step_2a_after_emment(word: &mut Letters<'_>, rv: usize, cancel: &Cancel) -> bool {
    let Some(Suffix { length, .. }) = word.first(0, &STEP_2A) else { return false };
    let region = &word.region(rv)[..word.region(rv).len() - b"ent".len()];
    let suffix = word.region(word.len() - length);
    let starts = watched(0..(region.len() + 1).saturating_sub(length), cancel);
    let found = starts.filter(|&at| region[at..].starts_with(suffix)).last();
    // Before its beginning Python finds its last letter, a `t`.
    let is_verb = found.is_some_and(|at| at == 0 || !VOWELS.has(region[at - 1]));
    if is_verb {
        word.cut(length);
    }
    is_verb
}

/// Removes another verb's suffix; whether there was one.
fn step_2b(word: &mut Letters<'_>, r2: usize, rv: usize) -> bool {
    let Some(Suffix { length, action, .. }) = word.first(rv, &STEP_2B) else { return false };
    if matches!(action, Verb::InR2) && word.region(r2).len() < length {
        return false;
    }
    word.cut(length);
    if matches!(action, Verb::WithE) {
        word.cut_if(rv, b"e");
    }
    true
}

/// Removes a residual suffix.
fn step_4(word: &mut Letters<'_>, r2: usize, rv: usize) {
    let removes_s = word.len() >= 2
        && word.back(1) == b's'
        && !matches!(word.back(2), b'a' | b'i' | b'o' | b'u' | b'\xe8' | b's');
    if removes_s {
        word.cut(1);
    }
    let Some(Suffix { length, action, .. }) = word.first(rv, &STEP_4) else { return };
    match action {
        Residual::Cut => word.cut(length),
        Residual::I => {
            word.replace(length, b"i");
        }
        Residual::Ion => {
            // NLTK's RV still has the `s` that was removed: no `s` or `t` is where it is looked for.
            let is_after = word.ends(rv, b"sion") || word.ends(rv, b"tion");
            if is_after && !removes_s && word.region(r2).len() >= length {
                word.cut(length);
            }
        }
        Residual::AfterGu => {
            if word.ends_before(0, length, b"gu") {
                word.cut(length);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::super::tests::check_stems;

    #[test]
    fn golden_words() {
        check_stems(
            Language::French,
            "a a, y y, Continuellement continuel, majestueusement majestu, heureusement heureux, \
            heureuses heureux, creuse creus, activement activ, relativement relat, \
            probablement probabl, iquement iquement, pratiquement pratiqu, premièrement premi, \
            constamment const, évidemment évident, récemment récent, bissemment bissent, \
            bissentissemment bissentissent, barissentissemment barissent, baissentissemment baissent, \
            parirentiremment parirent, rapidement rapid, doucement douc, serments serment, \
            absolument absolu, mentament ment, chevaux cheval, aux aux, eaux eau, gâteaux gâteau, \
            issement issement, aboutissement about, bissements bissement, avertissements avert, \
            importance import, logique logiqu, publiques publiqu, cabale cabal, nation nation, \
            explication expliqu, communications commun, application appliqu, idication idiqu, \
            créatrice créatric, dédicatrices ded, théologie théolog, psychologies psycholog, \
            solution solut, infusions infus, patience patienc, expériences expérient, habilité habl, \
            probabilité probabl, unicité uniqu, publicité publiqu, activité activ, agressif agress, \
            relative relat, indicatives indiqu, icative icat, finissaient fin, finira fin, \
            haïssait haïss, obéir obéir, parlions parlion, rations ration, ambitions ambit, \
            passionnions passion, mangeaient mang, mangea mang, parlé parl, aimées aim, payez pai, \
            essayais essai, perçait perc, essuyer essui, quelques quelqu, jouer jou, ions ion, \
            confusion confus, opinions opin, religion religion, bière bier, rentière renti, \
            dernier derni, aiguë aigu, ciguë cigu, ambiguës ambigu, maisons maison, gens gen, bus bus, \
            bras bras, parisienne parisien, cruelle cruel, appareille appareil, complète complet, \
            règle regl, éventuel éventuel, père per, tapisser tapiss, collait coll, parler parl, \
            l'Église l'églis, ŒUVRE œuvr, Noël noël, 数ement 数ement",
        );
    }
}
