//! NLTK's `SnowballStemmer("spanish")`, ported rule by rule from `nltk/stem/snowball.py`.

use super::letters::{self, Letters, LettersScratch, Letterset, Suffixes, suffixes};
use crate::parallel::Cancel;
use crate::short::Short;

const VOWELS: Letterset = Letterset::new(b"aeiou\xe1\xe9\xed\xf3\xfa\xfc");

/// Attached pronouns.
static STEP_0: Suffixes<(), 13> = suffixes![();
    b"selas", b"selos", b"sela", b"selo", b"las", b"les", b"los", b"nos", b"me", b"se", b"la", b"le", b"lo",
];

/// What stands before an attached pronoun.
const BEFORE_PRONOUN: [&[u8]; 10] =
    [b"ando", b"\xe1ndo", b"ar", b"\xe1r", b"er", b"\xe9r", b"iendo", b"i\xe9ndo", b"ir", b"\xedr"];

/// What step 1 does with a suffix that lies in R2.
#[derive(Clone, Copy)]
enum Action {
    Cut,
    /// Puts another one in its place.
    By(&'static [u8]),
    /// Removes an `ic` before it, too.
    CutIc,
    /// `amente`, which has to lie in R1 only.
    Amente,
    Mente,
    Idad,
    Ivo,
}

static STEP_1: Suffixes<Action, 48> = {
    use Action::{Amente, By, Cut, CutIc, Idad, Ivo, Mente};
    suffixes![
        b"amientos" Cut, b"imientos" Cut, b"amiento" Cut, b"imiento" Cut, b"acion" CutIc, b"aciones" CutIc,
        b"uciones" By(b"u"), b"ucion" By(b"u"), b"adoras" CutIc, b"adores" CutIc, b"ancias" CutIc,
        b"log\xedas" By(b"log"), b"encias" By(b"ente"), b"amente" Amente, b"idades" Idad, b"anzas" Cut,
        b"ismos" Cut, b"ables" Cut, b"ibles" Cut, b"istas" Cut, b"adora" CutIc, b"aci\xf3n" CutIc,
        b"antes" CutIc, b"ancia" CutIc, b"log\xeda" By(b"log"), b"uci\xf3n" By(b"u"), b"encia" By(b"ente"),
        b"mente" Mente, b"anza" Cut, b"icos" Cut, b"icas" Cut, b"ismo" Cut, b"able" Cut, b"ible" Cut,
        b"ista" Cut, b"osos" Cut, b"osas" Cut, b"ador" CutIc, b"ante" CutIc, b"idad" Idad, b"ivas" Ivo,
        b"ivos" Ivo, b"ico" Cut, b"ica" Cut, b"oso" Cut, b"osa" Cut, b"iva" Ivo, b"ivo" Ivo,
    ]
};

/// Verb suffixes beginning with `y`.
static STEP_2A: Suffixes<(), 12> = suffixes![();
    b"yeron", b"yendo", b"yamos", b"yais", b"yan", b"yen", b"yas", b"yes", b"ya", b"ye", b"yo", b"y\xf3",
];

/// Other verb suffixes.
static STEP_2B: Suffixes<(), 96> = suffixes![();
    b"ar\xedamos",
    b"er\xedamos",
    b"ir\xedamos",
    b"i\xe9ramos",
    b"i\xe9semos",
    b"ar\xedais",
    b"aremos",
    b"er\xedais",
    b"eremos",
    b"ir\xedais",
    b"iremos",
    b"ierais",
    b"ieseis",
    b"asteis",
    b"isteis",
    b"\xe1bamos",
    b"\xe1ramos",
    b"\xe1semos",
    b"ar\xedan",
    b"ar\xedas",
    b"ar\xe9is",
    b"er\xedan",
    b"er\xedas",
    b"er\xe9is",
    b"ir\xedan",
    b"ir\xedas",
    b"ir\xe9is",
    b"ieran",
    b"iesen",
    b"ieron",
    b"iendo",
    b"ieras",
    b"ieses",
    b"abais",
    b"arais",
    b"aseis",
    b"\xe9amos",
    b"ar\xe1n",
    b"ar\xe1s",
    b"ar\xeda",
    b"er\xe1n",
    b"er\xe1s",
    b"er\xeda",
    b"ir\xe1n",
    b"ir\xe1s",
    b"ir\xeda",
    b"iera",
    b"iese",
    b"aste",
    b"iste",
    b"aban",
    b"aran",
    b"asen",
    b"aron",
    b"ando",
    b"abas",
    b"adas",
    b"idas",
    b"aras",
    b"ases",
    b"\xedais",
    b"ados",
    b"idos",
    b"amos",
    b"imos",
    b"emos",
    b"ar\xe1",
    b"ar\xe9",
    b"er\xe1",
    b"er\xe9",
    b"ir\xe1",
    b"ir\xe9",
    b"aba",
    b"ada",
    b"ida",
    b"ara",
    b"ase",
    b"\xedan",
    b"ado",
    b"ido",
    b"\xedas",
    b"\xe1is",
    b"\xe9is",
    b"\xeda",
    b"ad",
    b"ed",
    b"id",
    b"an",
    b"i\xf3",
    b"ar",
    b"er",
    b"ir",
    b"as",
    b"\xeds",
    b"en",
    b"es",
];

/// Those of them after which the `u` of a `gu` is removed, too.
const AFTER_GU: [&[u8]; 4] = [b"en", b"es", b"\xe9is", b"emos"];

/// Residual suffixes.
static STEP_3: Suffixes<(), 8> = suffixes![();b"os", b"a", b"e", b"o", b"\xe1", b"\xe9", b"\xed", b"\xf3"];

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
    let (r1, r2) = word.r1_r2(&VOWELS, cancel);
    let rv = word.rv(&VOWELS, cancel);
    step_0(word, rv);
    if !step_1(word, r1, r2) {
        step_2(word, rv);
    }
    step_3(word, rv);
    remove_accents(word);
}

fn remove_accents(word: &mut Letters<'_>) {
    for letter in word.word_mut() {
        *letter = match letter {
            b'\xe1' => b'a',
            b'\xe9' => b'e',
            b'\xed' => b'i',
            b'\xf3' => b'o',
            b'\xfa' => b'u',
            _ => continue,
        };
    }
}

fn step_0(word: &mut Letters<'_>, rv: usize) {
    let Some(suffix) = word.first(rv, &STEP_0) else { return };
    let ends = |start, ending: &[u8]| word.ends_before(start, suffix.length, ending);
    let follows = BEFORE_PRONOUN.iter().any(|ending| ends(rv, ending));
    if follows || (ends(rv, b"yendo") && ends(0, b"uyendo")) {
        word.cut(suffix.length);
        remove_accents(word);
    }
}

/// Removes a standard suffix; whether there was one.
fn step_1(word: &mut Letters<'_>, r1: usize, r2: usize) -> bool {
    let Some(suffix) = word.first(0, &STEP_1) else { return false };
    let region = if matches!(suffix.action, Action::Amente) { r1 } else { r2 };
    if word.region(region).len() < suffix.length {
        return false;
    }
    if let Action::By(other) = suffix.action {
        word.replace(suffix.length, other);
        return true;
    }
    word.cut(suffix.length);
    let before: &[&[u8]] = match suffix.action {
        Action::Cut | Action::By(_) => &[],
        Action::CutIc => &[b"ic"],
        Action::Amente if word.ends(r2, b"iv") => {
            word.cut(2);
            &[b"at"]
        }
        Action::Amente => &[b"os", b"ic", b"ad"],
        Action::Mente => &[b"ante", b"able", b"ible"],
        Action::Idad => &[b"abil", b"ic", b"iv"],
        Action::Ivo => &[b"at"],
    };
    if let Some(ending) = before.iter().find(|ending| word.ends(r2, ending)) {
        word.cut(ending.len());
    }
    true
}

fn step_2(word: &mut Letters<'_>, rv: usize) {
    if let Some(suffix) = word.first(rv, &STEP_2A)
        && word.back(suffix.length + 1) == b'u'
    {
        word.cut(suffix.length);
    }
    if let Some(suffix) = word.first(rv, &STEP_2B) {
        let after_gu = AFTER_GU.contains(&&word.word()[word.len() - suffix.length..]);
        word.cut(suffix.length);
        // NLTK's RV may keep the `u`, which no rule sees any more.
        if after_gu && word.ends(0, b"gu") {
            word.cut(1);
        }
    }
}

fn step_3(word: &mut Letters<'_>, rv: usize) {
    let Some(suffix) = word.first(rv, &STEP_3) else { return };
    let is_e = matches!(word.back(1), b'e' | b'\xe9');
    word.cut(suffix.length);
    if is_e && word.ends(0, b"gu") && word.ends(rv, b"u") {
        word.cut(1);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::super::tests::check_stems;

    #[test]
    fn golden_words() {
        check_stems(
            Language::Spanish,
            "Cheques chequ, torneados torn, chicas chic, háblame hablam, Diciéndoselo dic, \
            cantándolas cant, comprarlos compr, dándose dandos, huyéndole huyendol, \
            construyendo constru, contribuyó contribu, oyeron oyeron, claramente clar, \
            activamente activ, educativamente educ, generosamente gener, felizmente feliz, \
            elegantemente eleg, amablemente amabl, actividades activ, posibilidad posibil, \
            publicidad public, comunicación comun, comunicaciones comun, comunicacion comun, \
            revolución revolu, revoluciones revolu, antropología antropolog, violencia violenci, \
            importantes import, indicadores indic, creativos creativ, biología biolog, paguemos pag, \
            lleguen lleg, averigüéis averigü, pagues pag, seguéis seg, distingue disting, aguen ag, \
            agües agü, cantaríamos cant, leéis leeis, mañana mañan, pingüino pingüin, ÁRBOL arbol, \
            él el, a a, y y, aamente aament, 中文lógica 中文logic, ABAMENTE ab, lo lo, selo sel, \
            unamente un, abguen abg",
        );
    }
}
