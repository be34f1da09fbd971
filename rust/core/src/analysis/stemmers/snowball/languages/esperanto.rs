//! The algorithm `esperanto`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Esperanto<'w> {
    word: Word<'w>,
    foreign: bool,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Esperanto { word, foreign: false };
    state.stem();
    state.word
}

impl Esperanto<'_> {
    fn r_canonical_form(&mut self) -> bool {
        self.foreign = false;
        'loop1: loop {
            let v_1 = self.word.cursor;
            'lab0: {
                self.word.bra = self.word.cursor;
                let among_var = self.word.find_among(&A_0);
                self.word.ket = self.word.cursor;
                match among_var {
                    1 => {
                        self.word.slice_from(letters!("ĉ"));
                    }
                    2 => {
                        self.word.slice_from(letters!("ĝ"));
                    }
                    3 => {
                        self.word.slice_from(letters!("ĥ"));
                    }
                    4 => {
                        self.word.slice_from(letters!("ĵ"));
                    }
                    5 => {
                        self.word.slice_from(letters!("ŝ"));
                    }
                    6 => {
                        self.word.slice_from(letters!("ŭ"));
                    }
                    7 => {
                        self.word.slice_from(letters!("a"));
                        self.foreign = true;
                    }
                    8 => {
                        self.word.slice_from(letters!("e"));
                        self.foreign = true;
                    }
                    9 => {
                        self.word.slice_from(letters!("i"));
                        self.foreign = true;
                    }
                    10 => {
                        self.word.slice_from(letters!("o"));
                        self.foreign = true;
                    }
                    11 => {
                        self.word.slice_from(letters!("u"));
                        self.foreign = true;
                    }
                    12 => {
                        self.foreign = true;
                    }
                    13 => {
                        self.foreign = false;
                    }
                    _ => {
                        if self.word.cursor >= self.word.limit {
                            break 'lab0;
                        }
                        self.word.cursor += 1;
                    }
                }
                continue 'loop1;
            }
            self.word.cursor = v_1;
            break 'loop1;
        }
        'lab1: {
            if !self.foreign {
                break 'lab1;
            }
            return false;
        }
        true
    }

    fn r_initial_apostrophe(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        if !self.word.eq_s(letters!("'")) {
            return false;
        }
        self.word.ket = self.word.cursor;
        if !self.word.eq_s(letters!("st")) {
            return false;
        }
        if self.word.find_among(&A_1) == 0 {
            return false;
        }
        if self.word.cursor < self.word.limit {
            return false;
        }
        self.word.slice_from(letters!("e"));
        true
    }

    fn r_pronoun(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            if !self.word.eq_s_b(letters!("n")) {
                self.word.cursor = self.word.limit - v_1;
                break 'lab0;
            }
        }
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_2) == 0 {
            return false;
        }
        'lab1: {
            let v_2 = self.word.limit - self.word.cursor;
            'lab2: {
                if self.word.cursor > self.word.limit_backward {
                    break 'lab2;
                }
                break 'lab1;
            }
            self.word.cursor = self.word.limit - v_2;
            if !self.word.eq_s_b(letters!("-")) {
                return false;
            }
        }
        self.word.slice_del();
        true
    }

    fn r_final_apostrophe(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if !self.word.eq_s_b(letters!("'")) {
            return false;
        }
        self.word.bra = self.word.cursor;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                if !self.word.eq_s_b(letters!("l")) {
                    break 'lab1;
                }
                if self.word.cursor > self.word.limit_backward {
                    break 'lab1;
                }
                self.word.slice_from(letters!("a"));
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab2: {
                if !self.word.eq_s_b(letters!("un")) {
                    break 'lab2;
                }
                if self.word.cursor > self.word.limit_backward {
                    break 'lab2;
                }
                self.word.slice_from(letters!("u"));
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab3: {
                if self.word.find_among_b(&A_3) == 0 {
                    break 'lab3;
                }
                'lab4: {
                    let v_2 = self.word.limit - self.word.cursor;
                    'lab5: {
                        if self.word.cursor > self.word.limit_backward {
                            break 'lab5;
                        }
                        break 'lab4;
                    }
                    self.word.cursor = self.word.limit - v_2;
                    if !self.word.eq_s_b(letters!("-")) {
                        break 'lab3;
                    }
                }
                self.word.slice_from(letters!("aŭ"));
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            self.word.slice_from(letters!("o"));
        }
        true
    }

    fn r_ujn_suffix(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            if !self.word.eq_s_b(letters!("n")) {
                self.word.cursor = self.word.limit - v_1;
                break 'lab0;
            }
        }
        let v_2 = self.word.limit - self.word.cursor;
        'lab1: {
            if !self.word.eq_s_b(letters!("j")) {
                self.word.cursor = self.word.limit - v_2;
                break 'lab1;
            }
        }
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_4) == 0 {
            return false;
        }
        'lab2: {
            let v_3 = self.word.limit - self.word.cursor;
            'lab3: {
                if self.word.cursor > self.word.limit_backward {
                    break 'lab3;
                }
                break 'lab2;
            }
            self.word.cursor = self.word.limit - v_3;
            if !self.word.eq_s_b(letters!("-")) {
                return false;
            }
        }
        self.word.slice_del();
        true
    }

    fn r_uninflected(&mut self) -> bool {
        if self.word.find_among_b(&A_5) == 0 {
            return false;
        }
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                if self.word.cursor > self.word.limit_backward {
                    break 'lab1;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            if !self.word.eq_s_b(letters!("-")) {
                return false;
            }
        }
        true
    }

    fn r_merged_numeral(&mut self) -> bool {
        if self.word.find_among_b(&A_6) == 0 {
            return false;
        }
        if self.word.find_among_b(&A_7) == 0 {
            return false;
        }
        true
    }

    fn r_correlative(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            let v_2 = self.word.limit - self.word.cursor;
            'lab1: {
                let v_3 = self.word.limit - self.word.cursor;
                'lab2: {
                    if !self.word.eq_s_b(letters!("n")) {
                        self.word.cursor = self.word.limit - v_3;
                        break 'lab2;
                    }
                }
                self.word.bra = self.word.cursor;
                if !self.word.eq_s_b(letters!("e")) {
                    break 'lab1;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_2;
            let v_4 = self.word.limit - self.word.cursor;
            'lab3: {
                if !self.word.eq_s_b(letters!("n")) {
                    self.word.cursor = self.word.limit - v_4;
                    break 'lab3;
                }
            }
            let v_5 = self.word.limit - self.word.cursor;
            'lab4: {
                if !self.word.eq_s_b(letters!("j")) {
                    self.word.cursor = self.word.limit - v_5;
                    break 'lab4;
                }
            }
            self.word.bra = self.word.cursor;
            if !self.word.in_grouping_b(&G_AOU) {
                return false;
            }
        }
        if !self.word.eq_s_b(letters!("i")) {
            return false;
        }
        let v_6 = self.word.limit - self.word.cursor;
        'lab5: {
            if self.word.find_among_b(&A_8) == 0 {
                self.word.cursor = self.word.limit - v_6;
                break 'lab5;
            }
        }
        'lab6: {
            let v_7 = self.word.limit - self.word.cursor;
            'lab7: {
                if self.word.cursor > self.word.limit_backward {
                    break 'lab7;
                }
                break 'lab6;
            }
            self.word.cursor = self.word.limit - v_7;
            if !self.word.eq_s_b(letters!("-")) {
                return false;
            }
        }
        self.word.cursor = self.word.limit - v_1;
        self.word.slice_del();
        true
    }

    fn r_long_word(&mut self) -> bool {
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                for _ in 0..2 {
                    if !self.word.go_out_grouping_b(&G_VOWEL) {
                        break 'lab1;
                    }
                    self.word.cursor -= 1;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab2: {
                'lab3: {
                    loop {
                        'lab4: {
                            if !self.word.eq_s_b(letters!("-")) {
                                break 'lab4;
                            }
                            break 'lab3;
                        }
                        if self.word.cursor <= self.word.limit_backward {
                            break 'lab2;
                        }
                        self.word.cursor -= 1;
                    }
                }
                if self.word.cursor <= self.word.limit_backward {
                    break 'lab2;
                }
                self.word.cursor -= 1;
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            if !self.word.go_out_grouping_b(&G_DIGIT) {
                return false;
            }
            self.word.cursor -= 1;
        }
        true
    }

    fn r_not_after_letter(&mut self) -> bool {
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                if !self.word.eq_s_b(letters!("-")) {
                    break 'lab1;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            if !self.word.in_grouping_b(&G_DIGIT) {
                return false;
            }
        }
        true
    }

    fn r_standard_suffix(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.a_9() == 0 {
            return false;
        }
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            if !self.word.eq_s_b(letters!("-")) {
                self.word.cursor = self.word.limit - v_1;
                break 'lab0;
            }
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn stem(&mut self) -> bool {
        let v_1 = self.word.cursor;
        if !self.r_canonical_form() {
            return false;
        }
        self.word.cursor = v_1;
        let v_2 = self.word.cursor;
        self.r_initial_apostrophe();
        self.word.cursor = v_2;
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_3 = self.word.limit - self.word.cursor;
        'lab0: {
            if !self.r_pronoun() {
                break 'lab0;
            }
            return false;
        }
        self.word.cursor = self.word.limit - v_3;
        let v_4 = self.word.limit - self.word.cursor;
        self.r_final_apostrophe();
        self.word.cursor = self.word.limit - v_4;
        let v_5 = self.word.limit - self.word.cursor;
        'lab1: {
            if !self.r_correlative() {
                break 'lab1;
            }
            return false;
        }
        self.word.cursor = self.word.limit - v_5;
        let v_6 = self.word.limit - self.word.cursor;
        'lab2: {
            if !self.r_uninflected() {
                break 'lab2;
            }
            return false;
        }
        self.word.cursor = self.word.limit - v_6;
        let v_7 = self.word.limit - self.word.cursor;
        'lab3: {
            if !self.r_merged_numeral() {
                break 'lab3;
            }
            return false;
        }
        self.word.cursor = self.word.limit - v_7;
        let v_8 = self.word.limit - self.word.cursor;
        'lab4: {
            if !self.r_ujn_suffix() {
                break 'lab4;
            }
            return false;
        }
        self.word.cursor = self.word.limit - v_8;
        let v_9 = self.word.limit - self.word.cursor;
        if !self.r_long_word() {
            return false;
        }
        self.word.cursor = self.word.limit - v_9;
        if !self.r_standard_suffix() {
            return false;
        }
        self.word.cursor = self.word.limit_backward;
        true
    }

    fn a_9(&mut self) -> u8 {
        let c = self.word.cursor;
        let mut next = self.word.ending(&A_9);
        while let Some(found) = next {
            self.word.cursor = c - found.length();
            let holds = match found.condition {
                1 => self.r_not_after_letter(),
                _ => true,
            };
            self.word.cursor = c - found.length();
            if holds {
                return found.result;
            }
            next = A_9.shorter(found);
        }
        0
    }
}

static A_0: Among<17, 0> =
    Among::beginning("=14 -=13 cx=1 gx=2 hx=3 jx=4 q=12 sx=5 ux=6 w=12 x=12 y=12 á=7 é=8 í=9 ó=10 ú=11");
static A_1: Among<6, 0> = Among::beginning("as i is os u us");
static A_2: Among<17, 1> = Among::ending("ci gi hi li ili ŝli mi ni oni ri si vi ivi ĝi ŝi iŝi malŝi");
static A_3: Among<20, 22> = Among::ending(
    "amb bald malbald morg postmorg adi hodi ank ĉirk tutĉirk presk almen apen hier antaŭhier malgr ankor \
     kontr anstat kvaz",
);
static A_4: Among<2, 0> = Among::ending("aliu unu");
static A_5: Among<24, 25> = Among::ending(
    "aha haha haleluja hola hosana maltra hura ĥaĥa ekde elde disde ehe maltre dirlididi malpli malĉi \
     malkaj amen tamen oho maltro minus uhu muu",
);
static A_6: Among<3, 0> = Among::ending("tri du unu");
static A_7: Among<2, 0> = Among::ending("dek cent");
static A_8: Among<7, 0> = Among::ending("k kelk nen t mult samt ĉ");
static A_9: Among<19, 0> = Among::ending("a e i j?1 aj oj n?1 an en jn?1 ajn ojn on o as is os us u");
static G_VOWEL: Grouping<1> = Grouping::of("aeiou");
static G_AOU: Grouping<1> = Grouping::of("aou");
static G_DIGIT: Grouping<1> = Grouping::of("0123456789");
