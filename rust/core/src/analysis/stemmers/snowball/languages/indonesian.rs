//! The algorithm `indonesian`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Indonesian<'w> {
    word: Word<'w>,
    prefix: i32,
    measure: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Indonesian { word, prefix: 0, measure: 0 };
    state.stem();
    state.word
}

impl Indonesian<'_> {
    fn r_remove_particle(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_0) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.measure -= 1;
        true
    }

    fn r_remove_possessive_pronoun(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_1) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.measure -= 1;
        true
    }

    fn r_suffix_kan_ok(&mut self) -> bool {
        if self.prefix == 3 {
            return false;
        }
        if self.prefix == 2 {
            return false;
        }
        true
    }

    fn r_suffix_an_ok(&mut self) -> bool {
        self.prefix != 1
    }

    fn r_suffix_i_ok(&mut self) -> bool {
        if self.prefix > 2 {
            return false;
        }
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            if !self.word.eq_s_b(letters!("s")) {
                break 'lab0;
            }
            return false;
        }
        self.word.cursor = self.word.limit - v_1;
        true
    }

    fn r_remove_suffix(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.a_2() == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.measure -= 1;
        true
    }

    fn r_vowel(&mut self) -> bool {
        if !self.word.in_grouping(&G_VOWEL) {
            return false;
        }
        true
    }

    fn r_ker(&mut self) -> bool {
        if !self.word.out_grouping(&G_VOWEL) {
            return false;
        }
        if !self.word.eq_s(letters!("er")) {
            return false;
        }
        true
    }

    fn r_remove_first_order_prefix(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        let among_var = self.a_3();
        if among_var == 0 {
            return false;
        }
        self.word.ket = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_del();
                self.prefix = 1;
                self.measure -= 1;
            }
            2 => {
                self.word.slice_del();
                self.prefix = 3;
                self.measure -= 1;
            }
            3 => {
                self.prefix = 1;
                self.word.slice_from(letters!("s"));
                self.measure -= 1;
            }
            4 => {
                self.prefix = 3;
                self.word.slice_from(letters!("s"));
                self.measure -= 1;
            }
            5 => {
                self.prefix = 1;
                self.measure -= 1;
                'lab0: {
                    let v_1 = self.word.cursor;
                    'lab1: {
                        let v_2 = self.word.cursor;
                        if !self.word.in_grouping(&G_VOWEL) {
                            break 'lab1;
                        }
                        self.word.cursor = v_2;
                        self.word.slice_from(letters!("p"));
                        break 'lab0;
                    }
                    self.word.cursor = v_1;
                    self.word.slice_del();
                }
            }
            _ => {
                self.prefix = 3;
                self.measure -= 1;
                'lab2: {
                    let v_3 = self.word.cursor;
                    'lab3: {
                        let v_4 = self.word.cursor;
                        if !self.word.in_grouping(&G_VOWEL) {
                            break 'lab3;
                        }
                        self.word.cursor = v_4;
                        self.word.slice_from(letters!("p"));
                        break 'lab2;
                    }
                    self.word.cursor = v_3;
                    self.word.slice_del();
                }
            }
        }
        true
    }

    fn r_remove_second_order_prefix(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        let among_var = self.a_4();
        if among_var == 0 {
            return false;
        }
        self.word.ket = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_del();
                self.prefix = 2;
                self.measure -= 1;
            }
            2 => {
                self.word.slice_from(letters!("ajar"));
                self.measure -= 1;
            }
            3 => {
                self.word.slice_del();
                self.prefix = 4;
                self.measure -= 1;
            }
            _ => {
                self.word.slice_from(letters!("ajar"));
                self.prefix = 4;
                self.measure -= 1;
            }
        }
        true
    }

    fn stem(&mut self) -> bool {
        self.measure = 0;
        let v_1 = self.word.cursor;
        {
            'loop1: loop {
                'lab1: {
                    if !self.word.go_out_grouping(&G_VOWEL) {
                        break 'lab1;
                    }
                    self.word.cursor += 1;
                    self.measure += 1;
                    continue 'loop1;
                }
                break 'loop1;
            }
        }
        self.word.cursor = v_1;
        if self.measure <= 2 {
            return false;
        }
        self.prefix = 0;
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_3 = self.word.limit - self.word.cursor;
        self.r_remove_particle();
        self.word.cursor = self.word.limit - v_3;
        if self.measure <= 2 {
            return false;
        }
        let v_4 = self.word.limit - self.word.cursor;
        self.r_remove_possessive_pronoun();
        self.word.cursor = self.word.limit - v_4;
        self.word.cursor = self.word.limit_backward;
        if self.measure <= 2 {
            return false;
        }
        'lab2: {
            let v_5 = self.word.cursor;
            'lab3: {
                let v_6 = self.word.cursor;
                if !self.r_remove_first_order_prefix() {
                    break 'lab3;
                }
                let v_7 = self.word.cursor;
                'lab4: {
                    let v_8 = self.word.cursor;
                    if self.measure <= 2 {
                        break 'lab4;
                    }
                    self.word.limit_backward = self.word.cursor;
                    self.word.cursor = self.word.limit;
                    if !self.r_remove_suffix() {
                        break 'lab4;
                    }
                    self.word.cursor = self.word.limit_backward;
                    self.word.cursor = v_8;
                    if self.measure <= 2 {
                        break 'lab4;
                    }
                    if !self.r_remove_second_order_prefix() {
                        break 'lab4;
                    }
                }
                self.word.cursor = v_7;
                self.word.cursor = v_6;
                break 'lab2;
            }
            self.word.cursor = v_5;
            let v_9 = self.word.cursor;
            self.r_remove_second_order_prefix();
            self.word.cursor = v_9;
            let v_10 = self.word.cursor;
            'lab5: {
                if self.measure <= 2 {
                    break 'lab5;
                }
                self.word.limit_backward = self.word.cursor;
                self.word.cursor = self.word.limit;
                if !self.r_remove_suffix() {
                    break 'lab5;
                }
                self.word.cursor = self.word.limit_backward;
            }
            self.word.cursor = v_10;
        }
        true
    }

    fn a_2(&mut self) -> u8 {
        let c = self.word.cursor;
        let mut next = self.word.ending(&A_2);
        while let Some(found) = next {
            self.word.cursor = c - found.length();
            let holds = match found.condition {
                1 => self.r_suffix_i_ok(),
                2 => self.r_suffix_an_ok(),
                3 => self.r_suffix_kan_ok(),
                _ => true,
            };
            self.word.cursor = c - found.length();
            if holds {
                return found.result;
            }
            next = A_2.shorter(found);
        }
        0
    }

    fn a_3(&mut self) -> u8 {
        let c = self.word.cursor;
        let mut next = self.word.beginning(&A_3);
        while let Some(found) = next {
            self.word.cursor = c + found.length();
            let holds = match found.condition {
                1 => self.r_vowel(),
                _ => true,
            };
            self.word.cursor = c + found.length();
            if holds {
                return found.result;
            }
            next = A_3.shorter(found);
        }
        0
    }

    fn a_4(&mut self) -> u8 {
        let c = self.word.cursor;
        let mut next = self.word.beginning(&A_4);
        while let Some(found) = next {
            self.word.cursor = c + found.length();
            let holds = match found.condition {
                1 => self.r_ker(),
                _ => true,
            };
            self.word.cursor = c + found.length();
            if holds {
                return found.result;
            }
            next = A_4.shorter(found);
        }
        0
    }
}

static A_0: Among<3, 0> = Among::ending("kah=1 lah=1 pun=1");
static A_1: Among<3, 0> = Among::ending("nya=1 ku=1 mu=1");
static A_2: Among<3, 0> = Among::ending("i=1?1 an=1?2 kan=1?3");
static A_3: Among<12, 0> =
    Among::beginning("di=1 ke=2 me=1 mem=5 men=1 meng=1 meny=3?1 pem=6 pen=2 peng=2 peny=4?1 ter=1");
static A_4: Among<6, 6> = Among::beginning("be=3?1 belajar=4 ber=3 pe=1 pelajar=2 per=1");
static G_VOWEL: Grouping<1> = Grouping::of("aeiou");
