//! NLTK's `SnowballStemmer("portuguese")`, ported rule by rule from `nltk/stem/snowball.py`.
//!
//! A nasal vowel is written as the vowel and a tilde, as the rules want it. In the end all of these become
//! nasal vowels, those that the word had at first among them.

use super::letters::{self, Letters, LettersScratch, Letterset, Suffixes, suffixes, watched};
use crate::parallel::Cancel;
use crate::short::Short;

const VOWELS: Letterset = Letterset::new(b"aeiou\xe1\xe9\xed\xf3\xfa\xe2\xea\xf4");

/// What step 1 does with a suffix that lies in R2.
#[derive(Clone, Copy)]
enum Action {
    Cut,
    /// Puts another one in its place.
    By(&'static [u8]),
    /// `amente`, which has to lie in R1 only.
    Amente,
    Mente,
    Idade,
    Ivo,
    /// `ira` and `iras`: in RV, after an `e`, they are a verb's.
    Ira,
}

static STEP_1: Suffixes<Action, 47> = {
    use Action::{Amente, By, Cut, Idade, Ira, Ivo, Mente};
    suffixes![
        b"amentos" Cut, b"imentos" Cut, b"u\xe7o~es" By(b"u"), b"amento" Cut, b"imento" Cut, b"adoras" Cut,
        b"adores" Cut, b"a\xe7o~es" Cut, b"logias" By(b"log"), b"\xeancias" By(b"ente"), b"amente" Amente,
        b"idades" Idade, b"an\xe7as" Cut, b"ismos" Cut, b"istas" Cut, b"adora" Cut, b"a\xe7a~o" Cut,
        b"antes" Cut, b"\xe2ncia" Cut, b"logia" By(b"log"), b"u\xe7a~o" By(b"u"), b"\xeancia" By(b"ente"),
        b"mente" Mente, b"idade" Idade, b"an\xe7a" Cut, b"ezas" Cut, b"icos" Cut, b"icas" Cut, b"ismo" Cut,
        b"\xe1vel" Cut, b"\xedvel" Cut, b"ista" Cut, b"osos" Cut, b"osas" Cut, b"ador" Cut, b"ante" Cut,
        b"ivas" Ivo, b"ivos" Ivo, b"iras" Ira, b"eza" Cut, b"ico" Cut, b"ica" Cut, b"oso" Cut, b"osa" Cut,
        b"iva" Ivo, b"ivo" Ivo, b"ira" Ira,
    ]
};

/// Verb suffixes.
static STEP_2: Suffixes<(), 120> = suffixes![();
    b"ar\xedamos",
    b"er\xedamos",
    b"ir\xedamos",
    b"\xe1ssemos",
    b"\xeassemos",
    b"\xedssemos",
    b"ar\xedeis",
    b"er\xedeis",
    b"ir\xedeis",
    b"\xe1sseis",
    b"\xe9sseis",
    b"\xedsseis",
    b"\xe1ramos",
    b"\xe9ramos",
    b"\xedramos",
    b"\xe1vamos",
    b"aremos",
    b"eremos",
    b"iremos",
    b"ariam",
    b"eriam",
    b"iriam",
    b"assem",
    b"essem",
    b"issem",
    b"ara~o",
    b"era~o",
    b"ira~o",
    b"arias",
    b"erias",
    b"irias",
    b"ardes",
    b"erdes",
    b"irdes",
    b"asses",
    b"esses",
    b"isses",
    b"astes",
    b"estes",
    b"istes",
    b"\xe1reis",
    b"areis",
    b"\xe9reis",
    b"ereis",
    b"\xedreis",
    b"ireis",
    b"\xe1veis",
    b"\xedamos",
    b"armos",
    b"ermos",
    b"irmos",
    b"aria",
    b"eria",
    b"iria",
    b"asse",
    b"esse",
    b"isse",
    b"aste",
    b"este",
    b"iste",
    b"arei",
    b"erei",
    b"irei",
    b"aram",
    b"eram",
    b"iram",
    b"avam",
    b"arem",
    b"erem",
    b"irem",
    b"ando",
    b"endo",
    b"indo",
    b"adas",
    b"idas",
    b"ar\xe1s",
    b"aras",
    b"er\xe1s",
    b"eras",
    b"ir\xe1s",
    b"avas",
    b"ares",
    b"eres",
    b"ires",
    b"\xedeis",
    b"ados",
    b"idos",
    b"\xe1mos",
    b"amos",
    b"emos",
    b"imos",
    b"iras",
    b"ada",
    b"ida",
    b"ar\xe1",
    b"ara",
    b"er\xe1",
    b"era",
    b"ir\xe1",
    b"ava",
    b"iam",
    b"ado",
    b"ido",
    b"ias",
    b"ais",
    b"eis",
    b"ira",
    b"ia",
    b"ei",
    b"am",
    b"em",
    b"ar",
    b"er",
    b"ir",
    b"as",
    b"es",
    b"is",
    b"eu",
    b"iu",
    b"ou",
];

/// Residual suffixes.
static STEP_4: Suffixes<(), 7> = suffixes![();b"os", b"a", b"i", b"o", b"\xe1", b"\xed", b"\xf3"];

/// Replaces `text[start..]` by its stem; by anything when it is cancelled.
pub(super) fn stem(text: &mut String, start: usize, cancel: &Cancel, scratch: &mut LettersScratch) {
    scratch.replace(
        text,
        start,
        cancel,
        |letter| match letter {
            b'\xe3' => Some(b"a~"),
            b'\xf5' => Some(b"o~"),
            _ => None,
        },
        stem_letters,
    );
}

/// The stem of a token of ASCII, if it is one, too.
pub(super) fn stem_short(token: Short) -> Option<Short> {
    letters::stem_short(token, stem_letters)
}

#[inline(never)]
fn stem_letters(word: &mut Letters<'_>, cancel: &Cancel) {
    for at in watched(1..word.len(), cancel) {
        if let [b'q' | b'g', u @ b'\xfc'] = &mut word.word_mut()[at - 1..=at] {
            *u = b'u';
        }
    }
    let (r1, r2) = word.r1_r2(&VOWELS, cancel);
    let rv = word.rv(&VOWELS, cancel);
    if step_1(word, r1, r2, rv) || step_2(word, rv) {
        if word.ends(rv, b"i") && word.back(2) == b'c' {
            word.cut(1);
        }
    } else if let Some(suffix) = word.first(rv, &STEP_4) {
        word.cut(suffix.length);
    }
    step_5(word, rv);
    join_tildes(word, cancel);
}

/// Removes a standard suffix; whether there was one.
fn step_1(word: &mut Letters<'_>, r1: usize, r2: usize, rv: usize) -> bool {
    let Some(suffix) = word.first(0, &STEP_1) else { return false };
    let reaches = |region: usize| word.region(region).len() >= suffix.length;
    let (action, is_in_region) = match suffix.action {
        Action::Amente => (Action::Amente, reaches(r1)),
        Action::Ira if reaches(rv) && word.back(suffix.length + 1) == b'e' => (Action::By(b"ir"), true),
        action => (action, reaches(r2)),
    };
    if !is_in_region {
        return false;
    }
    if let Action::By(other) = action {
        word.replace(suffix.length, other);
        return true;
    }
    word.cut(suffix.length);
    let before: &[&[u8]] = match action {
        Action::Cut | Action::By(_) | Action::Ira => &[],
        Action::Amente if word.ends(r2, b"iv") => {
            word.cut(2);
            &[b"at"]
        }
        Action::Amente => &[b"os", b"ic", b"ad"],
        Action::Mente => &[b"ante", b"avel", b"ivel"],
        Action::Idade => &[b"ic", b"iv", b"abil"],
        Action::Ivo => &[b"at"],
    };
    if let Some(ending) = before.iter().find(|ending| word.ends(r2, ending)) {
        word.cut(ending.len());
    }
    true
}

/// Removes a verb suffix; whether there was one.
fn step_2(word: &mut Letters<'_>, rv: usize) -> bool {
    let suffix = word.first(rv, &STEP_2);
    if let Some(suffix) = suffix {
        word.cut(suffix.length);
    }
    suffix.is_some()
}

fn step_5(word: &mut Letters<'_>, rv: usize) {
    if let [.., b'e' | b'\xe9' | b'\xea'] = word.region(rv) {
        word.cut(1);
        let is_gu = word.ends(0, b"gu") && word.ends(rv, b"u");
        if is_gu || (word.ends(0, b"ci") && word.ends(rv, b"i")) {
            word.cut(1);
        }
    } else if let [.., last @ b'\xe7'] = word.word_mut() {
        *last = b'c';
    }
}

/// Makes vowels with a tilde nasal ones.
fn join_tildes(word: &mut Letters<'_>, cancel: &Cancel) {
    let mut length = 0;
    for at in watched(0..word.len(), cancel) {
        let letters = word.word_mut();
        if letters[at] == b'~' && length > 0 && matches!(letters[length - 1], b'a' | b'o') {
            letters[length - 1] = if letters[length - 1] == b'a' { b'\xe3' } else { b'\xf5' };
        } else {
            letters[length] = letters[at];
            length += 1;
        }
    }
    word.cut(word.len() - length);
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::super::tests::check_stems;

    #[test]
    fn golden_words() {
        check_stems(
            Language::Portuguese,
            "Claramente clar, ativamente ativ, educativamente educ, generosamente gener, \
            felizmente feliz, elegantemente eleg, amavelmente amavel, constantemente constant, \
            atividades ativ, possibilidade possibil, publicidade public, comunicação comunic, \
            comunicações comunic, revolução revolu, resoluções resolu, antropologia antropolog, \
            violência violênc, importantes import, criativos criativ, biologias biolog, \
            madeira madeir, madeiras madeir, mentiras ment, cantaríamos cant, coração coraçã, \
            corações coraçõ, irmãos irmã, lingüística linguíst, qüinquagésimo quinquagésim, \
            pague pag, segue seg, distingue disting, lance lanc, vence venc, comece comec, \
            força forc, forças forc, ã ã, õ õ, a~ ã, A~o ão, abamente ab, maçã maçã, avó avó, \
            café caf, você voc, nasci nasc, 中文amente 中文ament, ÓRGÃO órgã, é é, eira eir, \
            cadeiras cadeir, saci sac, venci venc",
        );
    }
}
