//! The algorithm `tamil`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::Among;
use super::super::tables::letters;
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Tamil<'w> {
    word: Word<'w>,
    found_vetrumai_urupu: bool,
    found_a_match: bool,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Tamil { word, found_vetrumai_urupu: false, found_a_match: false };
    state.stem();
    state.word
}

impl Tamil<'_> {
    fn r_has_min_length(&mut self) -> bool {
        self.word.length > 4
    }

    fn r_fix_va_start(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        let among_var = self.word.find_among(&A_0);
        if among_var == 0 {
            return false;
        }
        self.word.ket = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_from(letters!("ஓ"));
            }
            2 => {
                self.word.slice_from(letters!("ஒ"));
            }
            3 => {
                self.word.slice_from(letters!("உ"));
            }
            _ => {
                self.word.slice_from(letters!("ஊ"));
            }
        }
        true
    }

    fn r_fix_endings(&mut self) -> bool {
        let v_1 = self.word.cursor;
        {
            'loop1: loop {
                let v_2 = self.word.cursor;
                'lab1: {
                    if !self.r_fix_ending() {
                        break 'lab1;
                    }
                    continue 'loop1;
                }
                self.word.cursor = v_2;
                break 'loop1;
            }
        }
        self.word.cursor = v_1;
        true
    }

    fn r_remove_question_prefixes(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        if !self.word.eq_s(letters!("எ")) {
            return false;
        }
        if self.word.find_among(&A_1) == 0 {
            return false;
        }
        if !self.word.eq_s(letters!("\u{bcd}")) {
            return false;
        }
        self.word.ket = self.word.cursor;
        self.word.slice_del();
        let v_1 = self.word.cursor;
        self.r_fix_va_start();
        self.word.cursor = v_1;
        true
    }

    fn r_fix_ending(&mut self) -> bool {
        let mut among_var;
        if self.word.length <= 3 {
            return false;
        }
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                self.word.ket = self.word.cursor;
                among_var = self.word.find_among_b(&A_5);
                if among_var == 0 {
                    break 'lab1;
                }
                self.word.bra = self.word.cursor;
                match among_var {
                    1 => {
                        self.word.slice_del();
                    }
                    2 => {
                        let v_2 = self.word.limit - self.word.cursor;
                        if self.word.find_among_b(&A_2) == 0 {
                            break 'lab1;
                        }
                        self.word.cursor = self.word.limit - v_2;
                        self.word.slice_del();
                    }
                    3 => {
                        self.word.slice_from(letters!("ள\u{bcd}"));
                    }
                    4 => {
                        self.word.slice_from(letters!("ல\u{bcd}"));
                    }
                    5 => {
                        self.word.slice_from(letters!("ட\u{bc1}"));
                    }
                    6 => {
                        if !self.found_vetrumai_urupu {
                            break 'lab1;
                        }
                        let v_3 = self.word.limit - self.word.cursor;
                        'lab2: {
                            if !self.word.eq_s_b(letters!("\u{bc8}")) {
                                break 'lab2;
                            }
                            break 'lab1;
                        }
                        self.word.cursor = self.word.limit - v_3;
                        self.word.slice_from(letters!("ம\u{bcd}"));
                    }
                    7 => {
                        self.word.slice_from(letters!("\u{bcd}"));
                    }
                    8 => {
                        let v_4 = self.word.limit - self.word.cursor;
                        'lab3: {
                            if self.word.find_among_b(&A_3) == 0 {
                                break 'lab3;
                            }
                            break 'lab1;
                        }
                        self.word.cursor = self.word.limit - v_4;
                        self.word.slice_del();
                    }
                    _ => {
                        among_var = self.word.find_among_b(&A_4);
                        if among_var == 1 {
                            self.word.slice_del();
                        } else {
                            self.word.slice_from(letters!("ம\u{bcd}"));
                        }
                    }
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            self.word.ket = self.word.cursor;
            if !self.word.eq_s_b(letters!("\u{bcd}")) {
                return false;
            }
            'lab4: {
                let v_5 = self.word.limit - self.word.cursor;
                'lab5: {
                    if self.word.find_among_b(&A_6) == 0 {
                        break 'lab5;
                    }
                    let v_6 = self.word.limit - self.word.cursor;
                    'lab6: {
                        if !self.word.eq_s_b(letters!("\u{bcd}")) {
                            self.word.cursor = self.word.limit - v_6;
                            break 'lab6;
                        }
                        if self.word.find_among_b(&A_7) == 0 {
                            self.word.cursor = self.word.limit - v_6;
                            break 'lab6;
                        }
                    }
                    self.word.bra = self.word.cursor;
                    self.word.slice_del();
                    break 'lab4;
                }
                self.word.cursor = self.word.limit - v_5;
                'lab7: {
                    if self.word.find_among_b(&A_8) == 0 {
                        break 'lab7;
                    }
                    self.word.bra = self.word.cursor;
                    if !self.word.eq_s_b(letters!("\u{bcd}")) {
                        break 'lab7;
                    }
                    self.word.slice_del();
                    break 'lab4;
                }
                self.word.cursor = self.word.limit - v_5;
                let v_7 = self.word.limit - self.word.cursor;
                if self.word.find_among_b(&A_9) == 0 {
                    return false;
                }
                self.word.cursor = self.word.limit - v_7;
                self.word.bra = self.word.cursor;
                self.word.slice_del();
            }
        }
        self.word.cursor = self.word.limit_backward;
        true
    }

    fn r_remove_pronoun_prefixes(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        if self.word.find_among(&A_10) == 0 {
            return false;
        }
        if self.word.find_among(&A_11) == 0 {
            return false;
        }
        if !self.word.eq_s(letters!("\u{bcd}")) {
            return false;
        }
        self.word.ket = self.word.cursor;
        self.word.slice_del();
        let v_1 = self.word.cursor;
        self.r_fix_va_start();
        self.word.cursor = v_1;
        true
    }

    fn r_remove_plural_suffix(&mut self) -> bool {
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_13);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => 'lab0: {
                let v_1 = self.word.limit - self.word.cursor;
                'lab1: {
                    if self.word.find_among_b(&A_12) == 0 {
                        break 'lab1;
                    }
                    self.word.slice_from(letters!("\u{bc1}ங\u{bcd}"));
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                self.word.slice_from(letters!("\u{bcd}"));
            }
            2 => {
                self.word.slice_from(letters!("ல\u{bcd}"));
            }
            3 => {
                self.word.slice_from(letters!("ள\u{bcd}"));
            }
            _ => {
                self.word.slice_del();
            }
        }
        self.word.cursor = self.word.limit_backward;
        true
    }

    fn r_remove_question_suffixes(&mut self) -> bool {
        if !self.r_has_min_length() {
            return false;
        }
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            if self.word.find_among_b(&A_14) == 0 {
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_from(letters!("\u{bcd}"));
        }
        self.word.cursor = self.word.limit - v_1;
        self.word.cursor = self.word.limit_backward;
        self.r_fix_endings();
        true
    }

    fn r_remove_command_suffixes(&mut self) -> bool {
        if !self.r_has_min_length() {
            return false;
        }
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_15) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.word.cursor = self.word.limit_backward;
        true
    }

    fn r_remove_um(&mut self) -> bool {
        if !self.r_has_min_length() {
            return false;
        }
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        self.word.ket = self.word.cursor;
        if !self.word.eq_s_b(letters!("\u{bc1}ம\u{bcd}")) {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_from(letters!("\u{bcd}"));
        self.word.cursor = self.word.limit_backward;
        let v_1 = self.word.cursor;
        self.r_fix_ending();
        self.word.cursor = v_1;
        true
    }

    fn r_remove_common_word_endings(&mut self) -> bool {
        if !self.r_has_min_length() {
            return false;
        }
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_17);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_from(letters!("\u{bcd}"));
            }
            2 => {
                let v_1 = self.word.limit - self.word.cursor;
                'lab0: {
                    if self.word.find_among_b(&A_16) == 0 {
                        break 'lab0;
                    }
                    return false;
                }
                self.word.cursor = self.word.limit - v_1;
                self.word.slice_from(letters!("\u{bcd}"));
            }
            _ => {
                self.word.slice_del();
            }
        }
        self.word.cursor = self.word.limit_backward;
        self.r_fix_endings();
        true
    }

    fn r_remove_vetrumai_urupukal(&mut self) -> bool {
        self.found_vetrumai_urupu = false;
        if !self.r_has_min_length() {
            return false;
        }
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                let v_2 = self.word.limit - self.word.cursor;
                self.word.ket = self.word.cursor;
                let among_var = self.word.find_among_b(&A_20);
                if among_var == 0 {
                    break 'lab1;
                }
                self.word.bra = self.word.cursor;
                match among_var {
                    1 => {
                        self.word.slice_del();
                    }
                    2 => {
                        self.word.slice_from(letters!("\u{bcd}"));
                    }
                    3 => {
                        let v_3 = self.word.limit - self.word.cursor;
                        'lab2: {
                            if !self.word.eq_s_b(letters!("ம")) {
                                break 'lab2;
                            }
                            break 'lab1;
                        }
                        self.word.cursor = self.word.limit - v_3;
                        self.word.slice_from(letters!("\u{bcd}"));
                    }
                    4 => {
                        if self.word.length < 7 {
                            break 'lab1;
                        }
                        self.word.slice_from(letters!("\u{bcd}"));
                    }
                    5 => {
                        let v_4 = self.word.limit - self.word.cursor;
                        'lab3: {
                            if self.word.find_among_b(&A_18) == 0 {
                                break 'lab3;
                            }
                            break 'lab1;
                        }
                        self.word.cursor = self.word.limit - v_4;
                        self.word.slice_from(letters!("\u{bcd}"));
                    }
                    6 => {
                        let v_5 = self.word.limit - self.word.cursor;
                        'lab4: {
                            if self.word.find_among_b(&A_19) == 0 {
                                break 'lab4;
                            }
                            break 'lab1;
                        }
                        self.word.cursor = self.word.limit - v_5;
                        self.word.slice_del();
                    }
                    _ => {
                        self.word.slice_from(letters!("\u{bbf}"));
                    }
                }
                self.word.cursor = self.word.limit - v_2;
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            let v_6 = self.word.limit - self.word.cursor;
            self.word.ket = self.word.cursor;
            if !self.word.eq_s_b(letters!("\u{bc8}")) {
                return false;
            }
            'lab5: {
                let v_7 = self.word.limit - self.word.cursor;
                'lab6: {
                    let v_8 = self.word.limit - self.word.cursor;
                    'lab7: {
                        if self.word.find_among_b(&A_21) == 0 {
                            break 'lab7;
                        }
                        break 'lab6;
                    }
                    self.word.cursor = self.word.limit - v_8;
                    break 'lab5;
                }
                self.word.cursor = self.word.limit - v_7;
                let v_9 = self.word.limit - self.word.cursor;
                if self.word.find_among_b(&A_22) == 0 {
                    return false;
                }
                if !self.word.eq_s_b(letters!("\u{bcd}")) {
                    return false;
                }
                self.word.cursor = self.word.limit - v_9;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_from(letters!("\u{bcd}"));
            self.word.cursor = self.word.limit - v_6;
        }
        self.found_vetrumai_urupu = true;
        let v_10 = self.word.limit - self.word.cursor;
        'lab8: {
            self.word.ket = self.word.cursor;
            if !self.word.eq_s_b(letters!("\u{bbf}ன\u{bcd}")) {
                break 'lab8;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_from(letters!("\u{bcd}"));
        }
        self.word.cursor = self.word.limit - v_10;
        self.word.cursor = self.word.limit_backward;
        self.r_fix_endings();
        true
    }

    fn r_remove_tense_suffixes(&mut self) -> bool {
        'loop1: loop {
            let v_1 = self.word.cursor;
            'lab0: {
                if !self.r_remove_tense_suffix() {
                    break 'lab0;
                }
                continue 'loop1;
            }
            self.word.cursor = v_1;
            break 'loop1;
        }
        true
    }

    fn r_remove_tense_suffix(&mut self) -> bool {
        self.found_a_match = false;
        if !self.r_has_min_length() {
            return false;
        }
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            let v_2 = self.word.limit - self.word.cursor;
            self.word.ket = self.word.cursor;
            let among_var = self.word.find_among_b(&A_25);
            if among_var == 0 {
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            match among_var {
                1 => {
                    self.word.slice_del();
                }
                2 => {
                    let v_3 = self.word.limit - self.word.cursor;
                    'lab1: {
                        if self.word.find_among_b(&A_23) == 0 {
                            break 'lab1;
                        }
                        break 'lab0;
                    }
                    self.word.cursor = self.word.limit - v_3;
                    self.word.slice_del();
                }
                3 => {
                    let v_4 = self.word.limit - self.word.cursor;
                    'lab2: {
                        if self.word.find_among_b(&A_24) == 0 {
                            break 'lab2;
                        }
                        break 'lab0;
                    }
                    self.word.cursor = self.word.limit - v_4;
                    self.word.slice_del();
                }
                4 => {
                    let v_5 = self.word.limit - self.word.cursor;
                    'lab3: {
                        if !self.word.eq_s_b(letters!("ச")) {
                            break 'lab3;
                        }
                        break 'lab0;
                    }
                    self.word.cursor = self.word.limit - v_5;
                    self.word.slice_from(letters!("\u{bcd}"));
                }
                5 => {
                    self.word.slice_from(letters!("\u{bcd}"));
                }
                _ => {
                    let v_6 = self.word.limit - self.word.cursor;
                    if !self.word.eq_s_b(letters!("\u{bcd}")) {
                        break 'lab0;
                    }
                    self.word.cursor = self.word.limit - v_6;
                    self.word.slice_del();
                }
            }
            self.found_a_match = true;
            self.word.cursor = self.word.limit - v_2;
        }
        self.word.cursor = self.word.limit - v_1;
        let v_7 = self.word.limit - self.word.cursor;
        'lab4: {
            self.word.ket = self.word.cursor;
            if self.word.find_among_b(&A_26) == 0 {
                break 'lab4;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_del();
            self.found_a_match = true;
        }
        self.word.cursor = self.word.limit - v_7;
        self.word.cursor = self.word.limit_backward;
        self.r_fix_endings();
        if !self.found_a_match {
            return false;
        }
        true
    }

    fn stem(&mut self) -> bool {
        self.found_vetrumai_urupu = false;
        let v_1 = self.word.cursor;
        self.r_fix_ending();
        self.word.cursor = v_1;
        if !self.r_has_min_length() {
            return false;
        }
        let v_2 = self.word.cursor;
        self.r_remove_question_prefixes();
        self.word.cursor = v_2;
        let v_3 = self.word.cursor;
        self.r_remove_pronoun_prefixes();
        self.word.cursor = v_3;
        let v_4 = self.word.cursor;
        self.r_remove_question_suffixes();
        self.word.cursor = v_4;
        let v_5 = self.word.cursor;
        self.r_remove_um();
        self.word.cursor = v_5;
        let v_6 = self.word.cursor;
        self.r_remove_common_word_endings();
        self.word.cursor = v_6;
        let v_7 = self.word.cursor;
        self.r_remove_vetrumai_urupukal();
        self.word.cursor = v_7;
        let v_8 = self.word.cursor;
        self.r_remove_plural_suffix();
        self.word.cursor = v_8;
        let v_9 = self.word.cursor;
        self.r_remove_command_suffixes();
        self.word.cursor = v_9;
        let v_10 = self.word.cursor;
        self.r_remove_tense_suffixes();
        self.word.cursor = v_10;
        true
    }
}

static A_0: Among<4, 0> = Among::beginning("வ\u{bc1}=3 வ\u{bc2}=4 வ\u{bca}=2 வ\u{bcb}=1");
static A_1: Among<10, 0> = Among::beginning("க ங ச ஞ த ந ப ம ய வ");
static A_2: Among<3, 0> = Among::ending("\u{bbf} \u{bc0} \u{bc8}");
static A_3: Among<8, 0> = Among::ending("\u{bbe} \u{bbf} \u{bc0} \u{bc1} \u{bc2} \u{bc6} \u{bc7} \u{bc8}");
static A_4: Among<3, 0> = Among::ending("=2 \u{bc8}=1 \u{bcd}=1");
static A_5: Among<17, 1> = Among::ending(
    "ந\u{bcd}த=1 ய=1 வ=1 ன\u{bc1}=8 \u{bc1}க\u{bcd}=7 \u{bc1}க\u{bcd}க\u{bcd}=7 ட\u{bcd}க\u{bcd}=3 \
     ற\u{bcd}க\u{bcd}=4 ங\u{bcd}=9 ட\u{bcd}ட\u{bcd}=5 த\u{bcd}த\u{bcd}=6 ந\u{bcd}த\u{bcd}=1 ந\u{bcd}=1 \
     ட\u{bcd}ப\u{bcd}=3 ய\u{bcd}=2 ன\u{bcd}ற\u{bcd}=4 வ\u{bcd}=1",
);
static A_6: Among<6, 0> = Among::ending("க ச ட த ப ற");
static A_7: Among<6, 0> = Among::ending("க ச ட த ப ற");
static A_8: Among<11, 0> = Among::ending("ஞ ண ந ன ம ய ர ல ள ழ வ");
static A_9: Among<9, 0> =
    Among::ending("\u{bbe} \u{bbf} \u{bc0} \u{bc1} \u{bc2} \u{bc6} \u{bc7} \u{bc8} \u{bcd}");
static A_10: Among<3, 0> = Among::beginning("அ இ உ");
static A_11: Among<10, 0> = Among::beginning("க ங ச ஞ த ந ப ம ய வ");
static A_12: Among<6, 0> = Among::ending("க ச ட த ப ற");
static A_13: Among<4, 4> =
    Among::ending("கள\u{bcd}=4 \u{bc1}ங\u{bcd}கள\u{bcd}=1 ட\u{bcd}கள\u{bcd}=3 ற\u{bcd}கள\u{bcd}=2");
static A_14: Among<3, 0> = Among::ending("\u{bbe} \u{bc7} \u{bcb}");
static A_15: Among<2, 0> = Among::ending("ப\u{bbf} வ\u{bbf}");
static A_16: Among<8, 0> = Among::ending("\u{bbe} \u{bbf} \u{bc0} \u{bc1} \u{bc2} \u{bc6} \u{bc7} \u{bc8}");
static A_17: Among<26, 17> = Among::ending(
    "பட\u{bcd}ட=3 பட\u{bcd}டண=3 த\u{bbe}ன=3 பட\u{bbf}த\u{bbe}ன=3 \u{bc6}ன=1 \u{bbe}க\u{bbf}ய=1 \
     க\u{bc1}ர\u{bbf}ய=3 \u{bc1}ட\u{bc8}ய=1 ல\u{bcd}ல=2 \u{bc1}ள\u{bcd}ள=1 \u{bbe}க\u{bbf}=1 பட\u{bbf}=3 \
     \u{bbf}ன\u{bcd}ற\u{bbf}=1 பற\u{bcd}ற\u{bbf}=3 பட\u{bc1}=3 வ\u{bbf}ட\u{bc1}=3 பட\u{bcd}ட\u{bc1}=3 \
     வ\u{bbf}ட\u{bcd}ட\u{bc1}=3 பட\u{bcd}டத\u{bc1}=3 \u{bc6}ன\u{bcd}ற\u{bc1}=1 \u{bc1}ட\u{bc8}=1 \
     \u{bbf}ல\u{bcd}ல\u{bc8}=1 \u{bc1}டன\u{bcd}=1 \u{bbf}டம\u{bcd}=1 \u{bc6}ல\u{bcd}ல\u{bbe}ம\u{bcd}=3 \
     \u{bc6}ன\u{bc1}ம\u{bcd}=1",
);
static A_18: Among<8, 0> = Among::ending("\u{bbe} \u{bbf} \u{bc0} \u{bc1} \u{bc2} \u{bc6} \u{bc7} \u{bc8}");
static A_19: Among<8, 0> = Among::ending("\u{bbe} \u{bbf} \u{bc0} \u{bc1} \u{bc2} \u{bc6} \u{bc7} \u{bc8}");
static A_20: Among<22, 4> = Among::ending(
    "வ\u{bbf}ட=2 \u{bc0}=7 \u{bca}ட\u{bc1}=2 \u{bcb}ட\u{bc1}=2 த\u{bc1}=6 \
     \u{bbf}ர\u{bc1}ந\u{bcd}த\u{bc1}=2 \u{bbf}ன\u{bcd}ற\u{bc1}=2 \u{bc1}ட\u{bc8}=2 ன\u{bc8}=1 கண\u{bcd}=1 \
     \u{bbf}ன\u{bcd}=3 ம\u{bc1}ன\u{bcd}=1 \u{bbf}டம\u{bcd}=4 \u{bbf}ற\u{bcd}=2 ம\u{bc7}ற\u{bcd}=1 \
     ல\u{bcd}=5 \u{bbe}மல\u{bcd}=2 \u{bbe}ல\u{bcd}=2 \u{bbf}ல\u{bcd}=2 ம\u{bc7}ல\u{bcd}=1 \
     \u{bc1}ள\u{bcd}=2 க\u{bc0}ழ\u{bcd}=1",
);
static A_21: Among<6, 0> = Among::ending("க ச ட த ப ற");
static A_22: Among<6, 0> = Among::ending("க ச ட த ப ற");
static A_23: Among<12, 0> = Among::ending("அ ஆ இ ஈ உ ஊ எ ஏ ஐ ஒ ஓ ஔ");
static A_24: Among<8, 0> = Among::ending("\u{bbe} \u{bbf} \u{bc0} \u{bc1} \u{bc2} \u{bc6} \u{bc7} \u{bc8}");
static A_25: Among<46, 5> = Among::ending(
    "க=1 த=1 ன=1 ப=1 ய=1 \u{bbe}=5 க\u{bc1}=6 பட\u{bc1}=1 த\u{bc1}=3 \u{bbf}ற\u{bcd}ற\u{bc1}=1 ன\u{bc8}=1 \
     வ\u{bc8}=1 னன\u{bcd}=1 பன\u{bcd}=1 வன\u{bcd}=2 \u{bbe}ன\u{bcd}=4 ன\u{bbe}ன\u{bcd}=1 \
     ம\u{bbf}ன\u{bcd}=1 ன\u{bc6}ன\u{bcd}=1 \u{bc7}ன\u{bcd}=5 னம\u{bcd}=1 பம\u{bcd}=1 \u{bbe}ம\u{bcd}=5 \
     க\u{bc1}ம\u{bcd}=1 ட\u{bc1}ம\u{bcd}=5 த\u{bc1}ம\u{bcd}=1 ற\u{bc1}ம\u{bcd}=1 \u{bc6}ம\u{bcd}=5 \
     \u{bc7}ம\u{bcd}=5 \u{bcb}ம\u{bcd}=5 \u{bbe}ய\u{bcd}=5 னர\u{bcd}=1 பர\u{bcd}=1 \u{bc0}யர\u{bcd}=5 \
     வர\u{bcd}=1 \u{bbe}ர\u{bcd}=5 ன\u{bbe}ர\u{bcd}=1 ம\u{bbe}ர\u{bcd}=1 \
     க\u{bca}ண\u{bcd}ட\u{bbf}ர\u{bcd}=1 ன\u{bbf}ர\u{bcd}=5 \u{bc0}ர\u{bcd}=5 னள\u{bcd}=1 பள\u{bcd}=1 \
     வள\u{bcd}=1 \u{bbe}ள\u{bcd}=5 ன\u{bbe}ள\u{bcd}=1",
);
static A_26: Among<6, 8> = Among::ending(
    "க\u{bbf}ற க\u{bbf}ன\u{bcd}ற \u{bbe}ந\u{bbf}ன\u{bcd}ற க\u{bbf}ற\u{bcd} க\u{bbf}ன\u{bcd}ற\u{bcd} \
     \u{bbe}ந\u{bbf}ன\u{bcd}ற\u{bcd}",
);
