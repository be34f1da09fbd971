//! NLTK's `SnowballStemmer("italian")`, ported rule by rule from `nltk/stem/snowball.py`.

use super::letters::{self, Letters, LettersScratch, Letterset, Suffix, Suffixes, suffixes, watched};
use crate::parallel::Cancel;
use crate::short::Short;

const VOWELS: Letterset = Letterset::new(b"aeiou\xe0\xe8\xec\xf2\xf9");

/// What step 3 cuts off.
const ENDS: Letterset = Letterset::new(b"aeio\xe0\xe8\xec\xf2");

static STEP_0: Suffixes<(), 37> = suffixes![
    ();
    b"gliela", b"gliele", b"glieli", b"glielo", b"gliene", b"sene", b"mela", b"mele", b"meli", b"melo",
    b"mene", b"tela", b"tele", b"teli", b"telo", b"tene", b"cela", b"cele", b"celi", b"celo", b"cene",
    b"vela", b"vele", b"veli", b"velo", b"vene", b"gli", b"ci", b"la", b"le", b"li", b"lo", b"mi", b"ne",
    b"si", b"ti", b"vi",
];

/// What step 1 does with a suffix: where it lies in R2 it is cut off.
#[derive(Clone, Copy)]
enum Action {
    Cut,
    /// Where it lies in R1; then what stands before it in R2, too.
    Amente,
    /// Where it lies in RV.
    Mento,
    /// So is an `ic` before it.
    WithIc,
    /// But for `log`.
    Logia,
    /// But for its `u`.
    Uzione,
    /// `te` takes its place.
    Enza,
    /// So is an `ic`, `iv` or `abil` before it.
    Ita,
    /// So is an `at` before it, and an `ic` before that.
    Ivo,
}

static STEP_1: Suffixes<Action, 51> = {
    use Action::{Amente, Cut, Enza, Ita, Ivo, Logia, Mento, Uzione, WithIc};
    suffixes![
        b"atrice" Cut, b"atrici" Cut, b"azione" WithIc, b"azioni" WithIc, b"uzione" Uzione, b"uzioni" Uzione,
        b"usione" Uzione, b"usioni" Uzione, b"amento" Mento, b"amenti" Mento, b"imento" Mento,
        b"imenti" Mento, b"amente" Amente, b"abile" Cut, b"abili" Cut, b"ibile" Cut, b"ibili" Cut,
        b"mente" Cut, b"atore" WithIc, b"atori" WithIc, b"logia" Logia, b"logie" Logia, b"anza" Cut,
        b"anze" Cut, b"iche" Cut, b"ichi" Cut, b"ismo" Cut, b"ismi" Cut, b"ista" Cut, b"iste" Cut,
        b"isti" Cut, b"ist\xe0" Cut, b"ist\xe8" Cut, b"ist\xec" Cut, b"ante" Cut, b"anti" Cut, b"enza" Enza,
        b"enze" Enza, b"ico" Cut, b"ici" Cut, b"ica" Cut, b"ice" Cut, b"oso" Cut, b"osi" Cut, b"osa" Cut,
        b"ose" Cut, b"it\xe0" Ita, b"ivo" Ivo, b"ivi" Ivo, b"iva" Ivo, b"ive" Ivo,
    ]
};

static STEP_2: Suffixes<(), 87> = suffixes![
    ();
    b"erebbero", b"irebbero", b"assero", b"assimo", b"eranno", b"erebbe", b"eremmo", b"ereste", b"eresti",
    b"essero", b"iranno", b"irebbe", b"iremmo", b"ireste", b"iresti", b"iscano", b"iscono", b"issero",
    b"arono", b"avamo", b"avano", b"avate", b"eremo", b"erete", b"erono", b"evamo", b"evano", b"evate",
    b"iremo", b"irete", b"irono", b"ivamo", b"ivano", b"ivate", b"ammo", b"ando", b"asse", b"assi", b"emmo",
    b"enda", b"ende", b"endi", b"endo", b"erai", b"erei", b"Yamo", b"iamo", b"immo", b"irai", b"irei",
    b"isca", b"isce", b"isci", b"isco", b"ano", b"are", b"ata", b"ate", b"ati", b"ato", b"ava", b"avi",
    b"avo", b"er\xe0", b"ere", b"er\xf2", b"ete", b"eva", b"evi", b"evo", b"ir\xe0", b"ire", b"ir\xf2",
    b"ita", b"ite", b"iti", b"ito", b"iva", b"ivi", b"ivo", b"ono", b"uta", b"ute", b"uti", b"uto", b"ar",
    b"ir",
];

/// Replaces `text[start..]` by its stem; by anything when it is cancelled.
pub(super) fn stem(text: &mut String, start: usize, cancel: &Cancel, scratch: &mut LettersScratch) {
    scratch.replace(text, start, cancel, grave, stem_letters);
}

/// The stem of a token of ASCII, if it is one, too.
pub(super) fn stem_short(token: Short) -> Option<Short> {
    letters::stem_short(token, stem_letters)
}

#[inline(never)]
fn stem_letters(word: &mut Letters<'_>, cancel: &Cancel) {
    let letters = word.word_mut();
    for at in watched(1..letters.len(), cancel) {
        let (before, after) = (letters[at - 1], letters.get(at + 1).copied().unwrap_or(0));
        let between_vowels = VOWELS.has(before) && VOWELS.has(after);
        match letters[at] {
            b'u' if before == b'q' || between_vowels => letters[at] = b'U',
            b'i' if between_vowels => letters[at] = b'I',
            _ => {}
        }
    }
    let (mut r1, mut r2) = word.r1_r2(&VOWELS, cancel);
    let mut rv = word.rv(&VOWELS, cancel);
    if let Some(Suffix { length, .. }) = word.first(rv, &STEP_0) {
        let has = |suffix: &[u8]| word.ends_before(rv, length, suffix);
        if has(b"ando") || has(b"endo") {
            word.cut(length);
        } else if has(b"ar") || has(b"er") || has(b"ir") {
            let end = word.replace(length, b"e");
            (r1, r2, rv) = (r1.min(end), r2.min(end), rv.min(end));
        }
    }
    if !step_1(word, r1, r2, rv)
        && let Some(Suffix { length, .. }) = word.first(rv, &STEP_2)
    {
        word.cut(length);
    }
    // After `logia` NLTK's RV is not the end of the word. Neither ends in one of these then.
    if word.region(rv).last().is_some_and(|&last| ENDS.has(last)) {
        word.cut(1);
        word.cut_if(rv, b"i");
    }
    if word.ends(rv, b"ch") || word.ends(rv, b"gh") {
        word.cut(1);
    }
    for at in watched(0..word.len(), cancel) {
        let letter = &mut word.word_mut()[at];
        if matches!(letter, b'I' | b'U') {
            letter.make_ascii_lowercase();
        }
    }
}

/// Acute accents become grave ones.
fn grave(letter: u8) -> Option<&'static [u8]> {
    match letter {
        b'\xe1' => Some(b"\xe0"),
        b'\xe9' => Some(b"\xe8"),
        b'\xed' => Some(b"\xec"),
        b'\xf3' => Some(b"\xf2"),
        b'\xfa' => Some(b"\xf9"),
        _ => None,
    }
}

/// Removes a standard suffix; whether there was one.
fn step_1(word: &mut Letters<'_>, r1: usize, r2: usize, rv: usize) -> bool {
    let Some(Suffix { length, action, .. }) = word.first(0, &STEP_1) else { return false };
    let region = match action {
        Action::Amente => r1,
        Action::Mento => rv,
        _ => r2,
    };
    if word.region(region).len() < length {
        return false;
    }
    match action {
        Action::Logia => word.cut(2),
        Action::Uzione => word.cut(5),
        Action::Enza => {
            word.replace(length, b"te");
        }
        _ => word.cut(length),
    }
    match action {
        Action::Amente if word.cut_if(r2, b"iv") => word.cut_if(r2, b"at"),
        Action::Amente => word.cut_if(r2, b"os") || word.cut_if(r2, b"ic") || word.cut_if(r2, b"abil"),
        Action::WithIc => word.cut_if(r2, b"ic"),
        Action::Ita => word.cut_if(r2, b"ic") || word.cut_if(r2, b"iv") || word.cut_if(r2, b"abil"),
        Action::Ivo => word.cut_if(r2, b"at") && word.cut_if(r2, b"ic"),
        _ => false,
    };
    true
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::super::tests::check_stems;

    #[test]
    fn golden_words() {
        check_stems(
            Language::Italian,
            "a a, è è, Città citt, università univers, perché perc, PERCHÉ perc, più più, aiuole aiuol, \
            guidare guid, quadro quadr, portandolo port, guardandogliela guard, prenderlo prend, \
            darglielo dargliel, arlo arlo, finirne fin, rapidamente rapid, attivamente attiv, \
            relativamente relat, famosamente famos, praticamente pratic, amabilmente amabil, \
            abilamente abil, pagamento pag, sentimenti sent, amento ament, situazione situazion, \
            fabbricazioni fabbric, indicatore indic, ciliegia cilieg, psicologia psicolog, \
            teologie teolog, soluzione soluzion, confusioni confusion, frequenza frequenz, \
            conoscenze conosct, pubblicità pubblic, attività attiv, probabilità probabil, nativo nat, \
            comunicativa comun, indicativi indic, attrice attric, artisti artist, abitabile abit, \
            parlerebbero parl, finivano fin, cantando cant, capisco cap, abbiamo abbiam, credere cred, \
            vado vad, principio princip, studii stud, amiche amic, laghi lagh, dialoghi dialog, \
            ghe ghe, l'albero l'alber, 数azione 数azion, tribù tribù",
        );
    }
}
