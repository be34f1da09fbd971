//! The algorithm `turkish`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Turkish<'w> {
    word: Word<'w>,
    continue_stemming_noun_suffixes: bool,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Turkish { word, continue_stemming_noun_suffixes: false };
    state.stem();
    state.word
}

impl Turkish<'_> {
    fn r_check_vowel_harmony(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        if !self.word.go_out_grouping_b(&G_VOWEL) {
            return false;
        }
        'lab0: {
            let v_2 = self.word.limit - self.word.cursor;
            'lab1: {
                if !self.word.eq_s_b(letters!("a")) {
                    break 'lab1;
                }
                if !self.word.go_out_grouping_b(&G_VOWEL1) {
                    break 'lab1;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_2;
            'lab2: {
                if !self.word.eq_s_b(letters!("e")) {
                    break 'lab2;
                }
                if !self.word.go_out_grouping_b(&G_VOWEL2) {
                    break 'lab2;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_2;
            'lab3: {
                if !self.word.eq_s_b(letters!("ı")) {
                    break 'lab3;
                }
                if !self.word.go_out_grouping_b(&G_VOWEL3) {
                    break 'lab3;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_2;
            'lab4: {
                if !self.word.eq_s_b(letters!("i")) {
                    break 'lab4;
                }
                if !self.word.go_out_grouping_b(&G_VOWEL4) {
                    break 'lab4;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_2;
            'lab5: {
                if !self.word.eq_s_b(letters!("o")) {
                    break 'lab5;
                }
                if !self.word.go_out_grouping_b(&G_VOWEL5) {
                    break 'lab5;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_2;
            'lab6: {
                if !self.word.eq_s_b(letters!("ö")) {
                    break 'lab6;
                }
                if !self.word.go_out_grouping_b(&G_VOWEL6) {
                    break 'lab6;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_2;
            'lab7: {
                if !self.word.eq_s_b(letters!("u")) {
                    break 'lab7;
                }
                if !self.word.go_out_grouping_b(&G_VOWEL5) {
                    break 'lab7;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_2;
            if !self.word.eq_s_b(letters!("ü")) {
                return false;
            }
            if !self.word.go_out_grouping_b(&G_VOWEL6) {
                return false;
            }
        }
        self.word.cursor = self.word.limit - v_1;
        true
    }

    fn r_mark_suffix_with_optional_n_consonant(&mut self) -> bool {
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                if !self.word.eq_s_b(letters!("n")) {
                    break 'lab1;
                }
                let v_2 = self.word.limit - self.word.cursor;
                if !self.word.in_grouping_b(&G_VOWEL) {
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_2;
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            let v_3 = self.word.limit - self.word.cursor;
            'lab2: {
                let v_4 = self.word.limit - self.word.cursor;
                if !self.word.eq_s_b(letters!("n")) {
                    break 'lab2;
                }
                self.word.cursor = self.word.limit - v_4;
                return false;
            }
            self.word.cursor = self.word.limit - v_3;
            let v_5 = self.word.limit - self.word.cursor;
            if self.word.cursor <= self.word.limit_backward {
                return false;
            }
            self.word.cursor -= 1;
            if !self.word.in_grouping_b(&G_VOWEL) {
                return false;
            }
            self.word.cursor = self.word.limit - v_5;
        }
        true
    }

    fn r_mark_suffix_with_optional_s_consonant(&mut self) -> bool {
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                if !self.word.eq_s_b(letters!("s")) {
                    break 'lab1;
                }
                let v_2 = self.word.limit - self.word.cursor;
                if !self.word.in_grouping_b(&G_VOWEL) {
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_2;
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            let v_3 = self.word.limit - self.word.cursor;
            'lab2: {
                let v_4 = self.word.limit - self.word.cursor;
                if !self.word.eq_s_b(letters!("s")) {
                    break 'lab2;
                }
                self.word.cursor = self.word.limit - v_4;
                return false;
            }
            self.word.cursor = self.word.limit - v_3;
            let v_5 = self.word.limit - self.word.cursor;
            if self.word.cursor <= self.word.limit_backward {
                return false;
            }
            self.word.cursor -= 1;
            if !self.word.in_grouping_b(&G_VOWEL) {
                return false;
            }
            self.word.cursor = self.word.limit - v_5;
        }
        true
    }

    fn r_mark_suffix_with_optional_y_consonant(&mut self) -> bool {
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                if !self.word.eq_s_b(letters!("y")) {
                    break 'lab1;
                }
                let v_2 = self.word.limit - self.word.cursor;
                if !self.word.in_grouping_b(&G_VOWEL) {
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_2;
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            let v_3 = self.word.limit - self.word.cursor;
            'lab2: {
                let v_4 = self.word.limit - self.word.cursor;
                if !self.word.eq_s_b(letters!("y")) {
                    break 'lab2;
                }
                self.word.cursor = self.word.limit - v_4;
                return false;
            }
            self.word.cursor = self.word.limit - v_3;
            let v_5 = self.word.limit - self.word.cursor;
            if self.word.cursor <= self.word.limit_backward {
                return false;
            }
            self.word.cursor -= 1;
            if !self.word.in_grouping_b(&G_VOWEL) {
                return false;
            }
            self.word.cursor = self.word.limit - v_5;
        }
        true
    }

    fn r_mark_suffix_with_optional_u_vowel(&mut self) -> bool {
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                if !self.word.in_grouping_b(&G_U) {
                    break 'lab1;
                }
                let v_2 = self.word.limit - self.word.cursor;
                if !self.word.out_grouping_b(&G_VOWEL) {
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_2;
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            let v_3 = self.word.limit - self.word.cursor;
            'lab2: {
                let v_4 = self.word.limit - self.word.cursor;
                if !self.word.in_grouping_b(&G_U) {
                    break 'lab2;
                }
                self.word.cursor = self.word.limit - v_4;
                return false;
            }
            self.word.cursor = self.word.limit - v_3;
            let v_5 = self.word.limit - self.word.cursor;
            if self.word.cursor <= self.word.limit_backward {
                return false;
            }
            self.word.cursor -= 1;
            if !self.word.out_grouping_b(&G_VOWEL) {
                return false;
            }
            self.word.cursor = self.word.limit - v_5;
        }
        true
    }

    fn r_mark_possessives(&mut self) -> bool {
        if self.word.find_among_b(&A_0) == 0 {
            return false;
        }
        if !self.r_mark_suffix_with_optional_u_vowel() {
            return false;
        }
        true
    }

    fn r_mark_su(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if !self.word.in_grouping_b(&G_U) {
            return false;
        }
        if !self.r_mark_suffix_with_optional_s_consonant() {
            return false;
        }
        true
    }

    fn r_mark_lari(&mut self) -> bool {
        if self.word.find_among_b(&A_1) == 0 {
            return false;
        }
        true
    }

    fn r_mark_yu(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if !self.word.in_grouping_b(&G_U) {
            return false;
        }
        if !self.r_mark_suffix_with_optional_y_consonant() {
            return false;
        }
        true
    }

    fn r_mark_nu(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_2) == 0 {
            return false;
        }
        true
    }

    fn r_mark_nun(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_3) == 0 {
            return false;
        }
        if !self.r_mark_suffix_with_optional_n_consonant() {
            return false;
        }
        true
    }

    fn r_mark_ya(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_4) == 0 {
            return false;
        }
        if !self.r_mark_suffix_with_optional_y_consonant() {
            return false;
        }
        true
    }

    fn r_mark_na(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_5) == 0 {
            return false;
        }
        true
    }

    fn r_mark_da(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_6) == 0 {
            return false;
        }
        true
    }

    fn r_mark_nda(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_7) == 0 {
            return false;
        }
        true
    }

    fn r_mark_dan(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_8) == 0 {
            return false;
        }
        true
    }

    fn r_mark_ndan(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_9) == 0 {
            return false;
        }
        true
    }

    fn r_mark_yla(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_10) == 0 {
            return false;
        }
        if !self.r_mark_suffix_with_optional_y_consonant() {
            return false;
        }
        true
    }

    fn r_mark_ki(&mut self) -> bool {
        if !self.word.eq_s_b(letters!("ki")) {
            return false;
        }
        true
    }

    fn r_mark_nca(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_11) == 0 {
            return false;
        }
        if !self.r_mark_suffix_with_optional_n_consonant() {
            return false;
        }
        true
    }

    fn r_mark_yum(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_12) == 0 {
            return false;
        }
        if !self.r_mark_suffix_with_optional_y_consonant() {
            return false;
        }
        true
    }

    fn r_mark_sun(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_13) == 0 {
            return false;
        }
        true
    }

    fn r_mark_yuz(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_14) == 0 {
            return false;
        }
        if !self.r_mark_suffix_with_optional_y_consonant() {
            return false;
        }
        true
    }

    fn r_mark_sunuz(&mut self) -> bool {
        if self.word.find_among_b(&A_15) == 0 {
            return false;
        }
        true
    }

    fn r_mark_lar(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_16) == 0 {
            return false;
        }
        true
    }

    fn r_mark_nuz(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_17) == 0 {
            return false;
        }
        true
    }

    fn r_mark_dur(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_18) == 0 {
            return false;
        }
        true
    }

    fn r_mark_casina(&mut self) -> bool {
        if self.word.find_among_b(&A_19) == 0 {
            return false;
        }
        true
    }

    fn r_mark_ydu(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_20) == 0 {
            return false;
        }
        if !self.r_mark_suffix_with_optional_y_consonant() {
            return false;
        }
        true
    }

    fn r_mark_ysa(&mut self) -> bool {
        if self.word.find_among_b(&A_21) == 0 {
            return false;
        }
        if !self.r_mark_suffix_with_optional_y_consonant() {
            return false;
        }
        true
    }

    fn r_mark_ymus_(&mut self) -> bool {
        if !self.r_check_vowel_harmony() {
            return false;
        }
        if self.word.find_among_b(&A_22) == 0 {
            return false;
        }
        if !self.r_mark_suffix_with_optional_y_consonant() {
            return false;
        }
        true
    }

    fn r_mark_yken(&mut self) -> bool {
        if !self.word.eq_s_b(letters!("ken")) {
            return false;
        }
        if !self.r_mark_suffix_with_optional_y_consonant() {
            return false;
        }
        true
    }

    fn r_stem_nominal_verb_suffixes(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        self.continue_stemming_noun_suffixes = true;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                'lab2: {
                    let v_2 = self.word.limit - self.word.cursor;
                    'lab3: {
                        if !self.r_mark_ymus_() {
                            break 'lab3;
                        }
                        break 'lab2;
                    }
                    self.word.cursor = self.word.limit - v_2;
                    'lab4: {
                        if !self.r_mark_ydu() {
                            break 'lab4;
                        }
                        break 'lab2;
                    }
                    self.word.cursor = self.word.limit - v_2;
                    'lab5: {
                        if !self.r_mark_ysa() {
                            break 'lab5;
                        }
                        break 'lab2;
                    }
                    self.word.cursor = self.word.limit - v_2;
                    if !self.r_mark_yken() {
                        break 'lab1;
                    }
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab6: {
                if !self.r_mark_casina() {
                    break 'lab6;
                }
                'lab7: {
                    let v_3 = self.word.limit - self.word.cursor;
                    'lab8: {
                        if !self.r_mark_sunuz() {
                            break 'lab8;
                        }
                        break 'lab7;
                    }
                    self.word.cursor = self.word.limit - v_3;
                    'lab9: {
                        if !self.r_mark_lar() {
                            break 'lab9;
                        }
                        break 'lab7;
                    }
                    self.word.cursor = self.word.limit - v_3;
                    'lab10: {
                        if !self.r_mark_yum() {
                            break 'lab10;
                        }
                        break 'lab7;
                    }
                    self.word.cursor = self.word.limit - v_3;
                    'lab11: {
                        if !self.r_mark_sun() {
                            break 'lab11;
                        }
                        break 'lab7;
                    }
                    self.word.cursor = self.word.limit - v_3;
                    'lab12: {
                        if !self.r_mark_yuz() {
                            break 'lab12;
                        }
                        break 'lab7;
                    }
                    self.word.cursor = self.word.limit - v_3;
                }
                if !self.r_mark_ymus_() {
                    break 'lab6;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab13: {
                if !self.r_mark_lar() {
                    break 'lab13;
                }
                self.word.bra = self.word.cursor;
                self.word.slice_del();
                let v_4 = self.word.limit - self.word.cursor;
                'lab14: {
                    self.word.ket = self.word.cursor;
                    'lab15: {
                        let v_5 = self.word.limit - self.word.cursor;
                        'lab16: {
                            if !self.r_mark_dur() {
                                break 'lab16;
                            }
                            break 'lab15;
                        }
                        self.word.cursor = self.word.limit - v_5;
                        'lab17: {
                            if !self.r_mark_ydu() {
                                break 'lab17;
                            }
                            break 'lab15;
                        }
                        self.word.cursor = self.word.limit - v_5;
                        'lab18: {
                            if !self.r_mark_ysa() {
                                break 'lab18;
                            }
                            break 'lab15;
                        }
                        self.word.cursor = self.word.limit - v_5;
                        if !self.r_mark_ymus_() {
                            self.word.cursor = self.word.limit - v_4;
                            break 'lab14;
                        }
                    }
                }
                self.continue_stemming_noun_suffixes = false;
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab19: {
                if !self.r_mark_nuz() {
                    break 'lab19;
                }
                'lab20: {
                    let v_6 = self.word.limit - self.word.cursor;
                    'lab21: {
                        if !self.r_mark_ydu() {
                            break 'lab21;
                        }
                        break 'lab20;
                    }
                    self.word.cursor = self.word.limit - v_6;
                    if !self.r_mark_ysa() {
                        break 'lab19;
                    }
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab22: {
                'lab23: {
                    let v_7 = self.word.limit - self.word.cursor;
                    'lab24: {
                        if !self.r_mark_sunuz() {
                            break 'lab24;
                        }
                        break 'lab23;
                    }
                    self.word.cursor = self.word.limit - v_7;
                    'lab25: {
                        if !self.r_mark_yuz() {
                            break 'lab25;
                        }
                        break 'lab23;
                    }
                    self.word.cursor = self.word.limit - v_7;
                    'lab26: {
                        if !self.r_mark_sun() {
                            break 'lab26;
                        }
                        break 'lab23;
                    }
                    self.word.cursor = self.word.limit - v_7;
                    if !self.r_mark_yum() {
                        break 'lab22;
                    }
                }
                self.word.bra = self.word.cursor;
                self.word.slice_del();
                let v_8 = self.word.limit - self.word.cursor;
                'lab27: {
                    self.word.ket = self.word.cursor;
                    if !self.r_mark_ymus_() {
                        self.word.cursor = self.word.limit - v_8;
                        break 'lab27;
                    }
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            if !self.r_mark_dur() {
                return false;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_del();
            let v_9 = self.word.limit - self.word.cursor;
            'lab28: {
                self.word.ket = self.word.cursor;
                'lab29: {
                    let v_10 = self.word.limit - self.word.cursor;
                    'lab30: {
                        if !self.r_mark_sunuz() {
                            break 'lab30;
                        }
                        break 'lab29;
                    }
                    self.word.cursor = self.word.limit - v_10;
                    'lab31: {
                        if !self.r_mark_lar() {
                            break 'lab31;
                        }
                        break 'lab29;
                    }
                    self.word.cursor = self.word.limit - v_10;
                    'lab32: {
                        if !self.r_mark_yum() {
                            break 'lab32;
                        }
                        break 'lab29;
                    }
                    self.word.cursor = self.word.limit - v_10;
                    'lab33: {
                        if !self.r_mark_sun() {
                            break 'lab33;
                        }
                        break 'lab29;
                    }
                    self.word.cursor = self.word.limit - v_10;
                    'lab34: {
                        if !self.r_mark_yuz() {
                            break 'lab34;
                        }
                        break 'lab29;
                    }
                    self.word.cursor = self.word.limit - v_10;
                }
                if !self.r_mark_ymus_() {
                    self.word.cursor = self.word.limit - v_9;
                    break 'lab28;
                }
            }
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn r_stem_suffix_chain_before_ki(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if !self.r_mark_ki() {
            return false;
        }
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                if !self.r_mark_da() {
                    break 'lab1;
                }
                self.word.bra = self.word.cursor;
                self.word.slice_del();
                let v_2 = self.word.limit - self.word.cursor;
                'lab2: {
                    self.word.ket = self.word.cursor;
                    'lab3: {
                        let v_3 = self.word.limit - self.word.cursor;
                        'lab4: {
                            if !self.r_mark_lar() {
                                break 'lab4;
                            }
                            self.word.bra = self.word.cursor;
                            self.word.slice_del();
                            let v_4 = self.word.limit - self.word.cursor;
                            'lab5: {
                                if !self.r_stem_suffix_chain_before_ki() {
                                    self.word.cursor = self.word.limit - v_4;
                                    break 'lab5;
                                }
                            }
                            break 'lab3;
                        }
                        self.word.cursor = self.word.limit - v_3;
                        if !self.r_mark_possessives() {
                            self.word.cursor = self.word.limit - v_2;
                            break 'lab2;
                        }
                        self.word.bra = self.word.cursor;
                        self.word.slice_del();
                        let v_5 = self.word.limit - self.word.cursor;
                        'lab6: {
                            self.word.ket = self.word.cursor;
                            if !self.r_mark_lar() {
                                self.word.cursor = self.word.limit - v_5;
                                break 'lab6;
                            }
                            self.word.bra = self.word.cursor;
                            self.word.slice_del();
                            if !self.r_stem_suffix_chain_before_ki() {
                                self.word.cursor = self.word.limit - v_5;
                                break 'lab6;
                            }
                        }
                    }
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab7: {
                if !self.r_mark_nun() {
                    break 'lab7;
                }
                self.word.bra = self.word.cursor;
                self.word.slice_del();
                let v_6 = self.word.limit - self.word.cursor;
                'lab8: {
                    self.word.ket = self.word.cursor;
                    'lab9: {
                        let v_7 = self.word.limit - self.word.cursor;
                        'lab10: {
                            if !self.r_mark_lari() {
                                break 'lab10;
                            }
                            self.word.bra = self.word.cursor;
                            self.word.slice_del();
                            break 'lab9;
                        }
                        self.word.cursor = self.word.limit - v_7;
                        'lab11: {
                            self.word.ket = self.word.cursor;
                            'lab12: {
                                let v_8 = self.word.limit - self.word.cursor;
                                'lab13: {
                                    if !self.r_mark_possessives() {
                                        break 'lab13;
                                    }
                                    break 'lab12;
                                }
                                self.word.cursor = self.word.limit - v_8;
                                if !self.r_mark_su() {
                                    break 'lab11;
                                }
                            }
                            self.word.bra = self.word.cursor;
                            self.word.slice_del();
                            let v_9 = self.word.limit - self.word.cursor;
                            'lab14: {
                                self.word.ket = self.word.cursor;
                                if !self.r_mark_lar() {
                                    self.word.cursor = self.word.limit - v_9;
                                    break 'lab14;
                                }
                                self.word.bra = self.word.cursor;
                                self.word.slice_del();
                                if !self.r_stem_suffix_chain_before_ki() {
                                    self.word.cursor = self.word.limit - v_9;
                                    break 'lab14;
                                }
                            }
                            break 'lab9;
                        }
                        self.word.cursor = self.word.limit - v_7;
                        if !self.r_stem_suffix_chain_before_ki() {
                            self.word.cursor = self.word.limit - v_6;
                            break 'lab8;
                        }
                    }
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            if !self.r_mark_nda() {
                return false;
            }
            'lab15: {
                let v_10 = self.word.limit - self.word.cursor;
                'lab16: {
                    if !self.r_mark_lari() {
                        break 'lab16;
                    }
                    self.word.bra = self.word.cursor;
                    self.word.slice_del();
                    break 'lab15;
                }
                self.word.cursor = self.word.limit - v_10;
                'lab17: {
                    if !self.r_mark_su() {
                        break 'lab17;
                    }
                    self.word.bra = self.word.cursor;
                    self.word.slice_del();
                    let v_11 = self.word.limit - self.word.cursor;
                    'lab18: {
                        self.word.ket = self.word.cursor;
                        if !self.r_mark_lar() {
                            self.word.cursor = self.word.limit - v_11;
                            break 'lab18;
                        }
                        self.word.bra = self.word.cursor;
                        self.word.slice_del();
                        if !self.r_stem_suffix_chain_before_ki() {
                            self.word.cursor = self.word.limit - v_11;
                            break 'lab18;
                        }
                    }
                    break 'lab15;
                }
                self.word.cursor = self.word.limit - v_10;
                if !self.r_stem_suffix_chain_before_ki() {
                    return false;
                }
            }
        }
        true
    }

    fn r_stem_noun_suffixes(&mut self) -> bool {
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                self.word.ket = self.word.cursor;
                if !self.r_mark_lar() {
                    break 'lab1;
                }
                self.word.bra = self.word.cursor;
                self.word.slice_del();
                let v_2 = self.word.limit - self.word.cursor;
                'lab2: {
                    if !self.r_stem_suffix_chain_before_ki() {
                        self.word.cursor = self.word.limit - v_2;
                        break 'lab2;
                    }
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab3: {
                self.word.ket = self.word.cursor;
                if !self.r_mark_nca() {
                    break 'lab3;
                }
                self.word.bra = self.word.cursor;
                self.word.slice_del();
                let v_3 = self.word.limit - self.word.cursor;
                'lab4: {
                    'lab5: {
                        let v_4 = self.word.limit - self.word.cursor;
                        'lab6: {
                            self.word.ket = self.word.cursor;
                            if !self.r_mark_lari() {
                                break 'lab6;
                            }
                            self.word.bra = self.word.cursor;
                            self.word.slice_del();
                            break 'lab5;
                        }
                        self.word.cursor = self.word.limit - v_4;
                        'lab7: {
                            self.word.ket = self.word.cursor;
                            'lab8: {
                                let v_5 = self.word.limit - self.word.cursor;
                                'lab9: {
                                    if !self.r_mark_possessives() {
                                        break 'lab9;
                                    }
                                    break 'lab8;
                                }
                                self.word.cursor = self.word.limit - v_5;
                                if !self.r_mark_su() {
                                    break 'lab7;
                                }
                            }
                            self.word.bra = self.word.cursor;
                            self.word.slice_del();
                            let v_6 = self.word.limit - self.word.cursor;
                            'lab10: {
                                self.word.ket = self.word.cursor;
                                if !self.r_mark_lar() {
                                    self.word.cursor = self.word.limit - v_6;
                                    break 'lab10;
                                }
                                self.word.bra = self.word.cursor;
                                self.word.slice_del();
                                if !self.r_stem_suffix_chain_before_ki() {
                                    self.word.cursor = self.word.limit - v_6;
                                    break 'lab10;
                                }
                            }
                            break 'lab5;
                        }
                        self.word.cursor = self.word.limit - v_4;
                        self.word.ket = self.word.cursor;
                        if !self.r_mark_lar() {
                            self.word.cursor = self.word.limit - v_3;
                            break 'lab4;
                        }
                        self.word.bra = self.word.cursor;
                        self.word.slice_del();
                        if !self.r_stem_suffix_chain_before_ki() {
                            self.word.cursor = self.word.limit - v_3;
                            break 'lab4;
                        }
                    }
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab11: {
                self.word.ket = self.word.cursor;
                'lab12: {
                    let v_7 = self.word.limit - self.word.cursor;
                    'lab13: {
                        if !self.r_mark_nda() {
                            break 'lab13;
                        }
                        break 'lab12;
                    }
                    self.word.cursor = self.word.limit - v_7;
                    if !self.r_mark_na() {
                        break 'lab11;
                    }
                }
                'lab14: {
                    let v_8 = self.word.limit - self.word.cursor;
                    'lab15: {
                        if !self.r_mark_lari() {
                            break 'lab15;
                        }
                        self.word.bra = self.word.cursor;
                        self.word.slice_del();
                        break 'lab14;
                    }
                    self.word.cursor = self.word.limit - v_8;
                    'lab16: {
                        if !self.r_mark_su() {
                            break 'lab16;
                        }
                        self.word.bra = self.word.cursor;
                        self.word.slice_del();
                        let v_9 = self.word.limit - self.word.cursor;
                        'lab17: {
                            self.word.ket = self.word.cursor;
                            if !self.r_mark_lar() {
                                self.word.cursor = self.word.limit - v_9;
                                break 'lab17;
                            }
                            self.word.bra = self.word.cursor;
                            self.word.slice_del();
                            if !self.r_stem_suffix_chain_before_ki() {
                                self.word.cursor = self.word.limit - v_9;
                                break 'lab17;
                            }
                        }
                        break 'lab14;
                    }
                    self.word.cursor = self.word.limit - v_8;
                    if !self.r_stem_suffix_chain_before_ki() {
                        break 'lab11;
                    }
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab18: {
                self.word.ket = self.word.cursor;
                'lab19: {
                    let v_10 = self.word.limit - self.word.cursor;
                    'lab20: {
                        if !self.r_mark_ndan() {
                            break 'lab20;
                        }
                        break 'lab19;
                    }
                    self.word.cursor = self.word.limit - v_10;
                    if !self.r_mark_nu() {
                        break 'lab18;
                    }
                }
                'lab21: {
                    let v_11 = self.word.limit - self.word.cursor;
                    'lab22: {
                        if !self.r_mark_su() {
                            break 'lab22;
                        }
                        self.word.bra = self.word.cursor;
                        self.word.slice_del();
                        let v_12 = self.word.limit - self.word.cursor;
                        'lab23: {
                            self.word.ket = self.word.cursor;
                            if !self.r_mark_lar() {
                                self.word.cursor = self.word.limit - v_12;
                                break 'lab23;
                            }
                            self.word.bra = self.word.cursor;
                            self.word.slice_del();
                            if !self.r_stem_suffix_chain_before_ki() {
                                self.word.cursor = self.word.limit - v_12;
                                break 'lab23;
                            }
                        }
                        break 'lab21;
                    }
                    self.word.cursor = self.word.limit - v_11;
                    if !self.r_mark_lari() {
                        break 'lab18;
                    }
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab24: {
                self.word.ket = self.word.cursor;
                if !self.r_mark_dan() {
                    break 'lab24;
                }
                self.word.bra = self.word.cursor;
                self.word.slice_del();
                let v_13 = self.word.limit - self.word.cursor;
                'lab25: {
                    self.word.ket = self.word.cursor;
                    'lab26: {
                        let v_14 = self.word.limit - self.word.cursor;
                        'lab27: {
                            if !self.r_mark_possessives() {
                                break 'lab27;
                            }
                            self.word.bra = self.word.cursor;
                            self.word.slice_del();
                            let v_15 = self.word.limit - self.word.cursor;
                            'lab28: {
                                self.word.ket = self.word.cursor;
                                if !self.r_mark_lar() {
                                    self.word.cursor = self.word.limit - v_15;
                                    break 'lab28;
                                }
                                self.word.bra = self.word.cursor;
                                self.word.slice_del();
                                if !self.r_stem_suffix_chain_before_ki() {
                                    self.word.cursor = self.word.limit - v_15;
                                    break 'lab28;
                                }
                            }
                            break 'lab26;
                        }
                        self.word.cursor = self.word.limit - v_14;
                        'lab29: {
                            if !self.r_mark_lar() {
                                break 'lab29;
                            }
                            self.word.bra = self.word.cursor;
                            self.word.slice_del();
                            let v_16 = self.word.limit - self.word.cursor;
                            'lab30: {
                                if !self.r_stem_suffix_chain_before_ki() {
                                    self.word.cursor = self.word.limit - v_16;
                                    break 'lab30;
                                }
                            }
                            break 'lab26;
                        }
                        self.word.cursor = self.word.limit - v_14;
                        if !self.r_stem_suffix_chain_before_ki() {
                            self.word.cursor = self.word.limit - v_13;
                            break 'lab25;
                        }
                    }
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab31: {
                self.word.ket = self.word.cursor;
                'lab32: {
                    let v_17 = self.word.limit - self.word.cursor;
                    'lab33: {
                        if !self.r_mark_nun() {
                            break 'lab33;
                        }
                        break 'lab32;
                    }
                    self.word.cursor = self.word.limit - v_17;
                    if !self.r_mark_yla() {
                        break 'lab31;
                    }
                }
                self.word.bra = self.word.cursor;
                self.word.slice_del();
                let v_18 = self.word.limit - self.word.cursor;
                'lab34: {
                    'lab35: {
                        let v_19 = self.word.limit - self.word.cursor;
                        'lab36: {
                            self.word.ket = self.word.cursor;
                            if !self.r_mark_lar() {
                                break 'lab36;
                            }
                            self.word.bra = self.word.cursor;
                            self.word.slice_del();
                            if !self.r_stem_suffix_chain_before_ki() {
                                break 'lab36;
                            }
                            break 'lab35;
                        }
                        self.word.cursor = self.word.limit - v_19;
                        'lab37: {
                            self.word.ket = self.word.cursor;
                            'lab38: {
                                let v_20 = self.word.limit - self.word.cursor;
                                'lab39: {
                                    if !self.r_mark_possessives() {
                                        break 'lab39;
                                    }
                                    break 'lab38;
                                }
                                self.word.cursor = self.word.limit - v_20;
                                if !self.r_mark_su() {
                                    break 'lab37;
                                }
                            }
                            self.word.bra = self.word.cursor;
                            self.word.slice_del();
                            let v_21 = self.word.limit - self.word.cursor;
                            'lab40: {
                                self.word.ket = self.word.cursor;
                                if !self.r_mark_lar() {
                                    self.word.cursor = self.word.limit - v_21;
                                    break 'lab40;
                                }
                                self.word.bra = self.word.cursor;
                                self.word.slice_del();
                                if !self.r_stem_suffix_chain_before_ki() {
                                    self.word.cursor = self.word.limit - v_21;
                                    break 'lab40;
                                }
                            }
                            break 'lab35;
                        }
                        self.word.cursor = self.word.limit - v_19;
                        if !self.r_stem_suffix_chain_before_ki() {
                            self.word.cursor = self.word.limit - v_18;
                            break 'lab34;
                        }
                    }
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab41: {
                self.word.ket = self.word.cursor;
                if !self.r_mark_lari() {
                    break 'lab41;
                }
                self.word.bra = self.word.cursor;
                self.word.slice_del();
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab42: {
                if !self.r_stem_suffix_chain_before_ki() {
                    break 'lab42;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab43: {
                self.word.ket = self.word.cursor;
                'lab44: {
                    let v_22 = self.word.limit - self.word.cursor;
                    'lab45: {
                        if !self.r_mark_da() {
                            break 'lab45;
                        }
                        break 'lab44;
                    }
                    self.word.cursor = self.word.limit - v_22;
                    'lab46: {
                        if !self.r_mark_yu() {
                            break 'lab46;
                        }
                        break 'lab44;
                    }
                    self.word.cursor = self.word.limit - v_22;
                    if !self.r_mark_ya() {
                        break 'lab43;
                    }
                }
                self.word.bra = self.word.cursor;
                self.word.slice_del();
                let v_23 = self.word.limit - self.word.cursor;
                'lab47: {
                    self.word.ket = self.word.cursor;
                    'lab48: {
                        let v_24 = self.word.limit - self.word.cursor;
                        'lab49: {
                            if !self.r_mark_possessives() {
                                break 'lab49;
                            }
                            self.word.bra = self.word.cursor;
                            self.word.slice_del();
                            let v_25 = self.word.limit - self.word.cursor;
                            'lab50: {
                                self.word.ket = self.word.cursor;
                                if !self.r_mark_lar() {
                                    self.word.cursor = self.word.limit - v_25;
                                    break 'lab50;
                                }
                            }
                            break 'lab48;
                        }
                        self.word.cursor = self.word.limit - v_24;
                        if !self.r_mark_lar() {
                            self.word.cursor = self.word.limit - v_23;
                            break 'lab47;
                        }
                    }
                    self.word.bra = self.word.cursor;
                    self.word.slice_del();
                    self.word.ket = self.word.cursor;
                    if !self.r_stem_suffix_chain_before_ki() {
                        self.word.cursor = self.word.limit - v_23;
                        break 'lab47;
                    }
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            self.word.ket = self.word.cursor;
            'lab51: {
                let v_26 = self.word.limit - self.word.cursor;
                'lab52: {
                    if !self.r_mark_possessives() {
                        break 'lab52;
                    }
                    break 'lab51;
                }
                self.word.cursor = self.word.limit - v_26;
                if !self.r_mark_su() {
                    return false;
                }
            }
            self.word.bra = self.word.cursor;
            self.word.slice_del();
            let v_27 = self.word.limit - self.word.cursor;
            'lab53: {
                self.word.ket = self.word.cursor;
                if !self.r_mark_lar() {
                    self.word.cursor = self.word.limit - v_27;
                    break 'lab53;
                }
                self.word.bra = self.word.cursor;
                self.word.slice_del();
                if !self.r_stem_suffix_chain_before_ki() {
                    self.word.cursor = self.word.limit - v_27;
                    break 'lab53;
                }
            }
        }
        true
    }

    fn r_post_process_last_consonants(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_23);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_from(letters!("p"));
            }
            2 => {
                self.word.slice_from(letters!("ç"));
            }
            3 => {
                self.word.slice_from(letters!("t"));
            }
            _ => {
                self.word.slice_from(letters!("k"));
            }
        }
        true
    }

    fn r_append_u_to_stems_ending_with_d_or_g(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                if !self.word.eq_s_b(letters!("d")) {
                    break 'lab1;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            if !self.word.eq_s_b(letters!("g")) {
                return false;
            }
        }
        if !self.word.go_out_grouping_b(&G_VOWEL) {
            return false;
        }
        'lab2: {
            let v_2 = self.word.limit - self.word.cursor;
            'lab3: {
                'lab4: {
                    let v_3 = self.word.limit - self.word.cursor;
                    'lab5: {
                        if !self.word.eq_s_b(letters!("a")) {
                            break 'lab5;
                        }
                        break 'lab4;
                    }
                    self.word.cursor = self.word.limit - v_3;
                    if !self.word.eq_s_b(letters!("ı")) {
                        break 'lab3;
                    }
                }
                self.word.slice_from(letters!("ı"));
                break 'lab2;
            }
            self.word.cursor = self.word.limit - v_2;
            'lab6: {
                'lab7: {
                    let v_4 = self.word.limit - self.word.cursor;
                    'lab8: {
                        if !self.word.eq_s_b(letters!("e")) {
                            break 'lab8;
                        }
                        break 'lab7;
                    }
                    self.word.cursor = self.word.limit - v_4;
                    if !self.word.eq_s_b(letters!("i")) {
                        break 'lab6;
                    }
                }
                self.word.slice_from(letters!("i"));
                break 'lab2;
            }
            self.word.cursor = self.word.limit - v_2;
            'lab9: {
                'lab10: {
                    let v_5 = self.word.limit - self.word.cursor;
                    'lab11: {
                        if !self.word.eq_s_b(letters!("o")) {
                            break 'lab11;
                        }
                        break 'lab10;
                    }
                    self.word.cursor = self.word.limit - v_5;
                    if !self.word.eq_s_b(letters!("u")) {
                        break 'lab9;
                    }
                }
                self.word.slice_from(letters!("u"));
                break 'lab2;
            }
            self.word.cursor = self.word.limit - v_2;
            'lab12: {
                let v_6 = self.word.limit - self.word.cursor;
                'lab13: {
                    if !self.word.eq_s_b(letters!("ö")) {
                        break 'lab13;
                    }
                    break 'lab12;
                }
                self.word.cursor = self.word.limit - v_6;
                if !self.word.eq_s_b(letters!("ü")) {
                    return false;
                }
            }
            self.word.slice_from(letters!("ü"));
        }
        true
    }

    fn r_is_reserved_word(&mut self) -> bool {
        if !self.word.eq_s_b(letters!("ad")) {
            return false;
        }
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            if !self.word.eq_s_b(letters!("soy")) {
                self.word.cursor = self.word.limit - v_1;
                break 'lab0;
            }
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        true
    }

    fn r_remove_proper_noun_suffix(&mut self) -> bool {
        let v_1 = self.word.cursor;
        'lab0: {
            self.word.bra = self.word.cursor;
            'lab1: {
                loop {
                    let v_2 = self.word.cursor;
                    'lab2: {
                        let v_3 = self.word.cursor;
                        'lab3: {
                            if !self.word.eq_s(letters!("'")) {
                                break 'lab3;
                            }
                            break 'lab2;
                        }
                        self.word.cursor = v_3;
                        self.word.cursor = v_2;
                        break 'lab1;
                    }
                    self.word.cursor = v_2;
                    if self.word.cursor >= self.word.limit {
                        break 'lab0;
                    }
                    self.word.cursor += 1;
                }
            }
            self.word.ket = self.word.cursor;
            self.word.slice_del();
        }
        self.word.cursor = v_1;
        let v_4 = self.word.cursor;
        'lab4: {
            let c = self.word.cursor + 2;
            if c > self.word.limit {
                break 'lab4;
            }
            self.word.cursor = c;
            'lab5: {
                loop {
                    let v_5 = self.word.cursor;
                    'lab6: {
                        if !self.word.eq_s(letters!("'")) {
                            break 'lab6;
                        }
                        self.word.cursor = v_5;
                        break 'lab5;
                    }
                    self.word.cursor = v_5;
                    if self.word.cursor >= self.word.limit {
                        break 'lab4;
                    }
                    self.word.cursor += 1;
                }
            }
            self.word.bra = self.word.cursor;
            self.word.cursor = self.word.limit;
            self.word.ket = self.word.cursor;
            self.word.slice_del();
        }
        self.word.cursor = v_4;
        true
    }

    fn r_more_than_one_syllable_word(&mut self) -> bool {
        let v_1 = self.word.cursor;
        for _ in 0..2 {
            if !self.word.go_out_grouping(&G_VOWEL) {
                return false;
            }
            self.word.cursor += 1;
        }
        self.word.cursor = v_1;
        true
    }

    fn r_postlude(&mut self) -> bool {
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            if !self.r_is_reserved_word() {
                break 'lab0;
            }
            return false;
        }
        self.word.cursor = self.word.limit - v_1;
        let v_2 = self.word.limit - self.word.cursor;
        self.r_append_u_to_stems_ending_with_d_or_g();
        self.word.cursor = self.word.limit - v_2;
        let v_3 = self.word.limit - self.word.cursor;
        self.r_post_process_last_consonants();
        self.word.cursor = self.word.limit - v_3;
        self.word.cursor = self.word.limit_backward;
        true
    }

    fn stem(&mut self) -> bool {
        self.r_remove_proper_noun_suffix();
        if !self.r_more_than_one_syllable_word() {
            return false;
        }
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_2 = self.word.limit - self.word.cursor;
        self.r_stem_nominal_verb_suffixes();
        self.word.cursor = self.word.limit - v_2;
        if !self.continue_stemming_noun_suffixes {
            return false;
        }
        let v_3 = self.word.limit - self.word.cursor;
        self.r_stem_noun_suffixes();
        self.word.cursor = self.word.limit - v_3;
        self.word.cursor = self.word.limit_backward;
        if !self.r_postlude() {
            return false;
        }
        true
    }
}

static A_0: Among<10, 0> = Among::ending("m n miz niz muz nuz müz nüz mız nız");
static A_1: Among<2, 0> = Among::ending("leri ları");
static A_2: Among<4, 0> = Among::ending("ni nu nü nı");
static A_3: Among<4, 0> = Among::ending("in un ün ın");
static A_4: Among<2, 0> = Among::ending("a e");
static A_5: Among<2, 0> = Among::ending("na ne");
static A_6: Among<4, 0> = Among::ending("da ta de te");
static A_7: Among<2, 0> = Among::ending("nda nde");
static A_8: Among<4, 0> = Among::ending("dan tan den ten");
static A_9: Among<2, 0> = Among::ending("ndan nden");
static A_10: Among<2, 0> = Among::ending("la le");
static A_11: Among<2, 0> = Among::ending("ca ce");
static A_12: Among<4, 0> = Among::ending("im um üm ım");
static A_13: Among<4, 0> = Among::ending("sin sun sün sın");
static A_14: Among<4, 0> = Among::ending("iz uz üz ız");
static A_15: Among<4, 4> = Among::ending("siniz sunuz sünüz sınız");
static A_16: Among<2, 0> = Among::ending("lar ler");
static A_17: Among<4, 0> = Among::ending("niz nuz nüz nız");
static A_18: Among<8, 0> = Among::ending("dir tir dur tur dür tür dır tır");
static A_19: Among<2, 4> = Among::ending("casına cesine");
static A_20: Among<32, 0> = Among::ending(
    "di ti dik tik duk tuk dük tük dık tık dim tim dum tum düm tüm dım tım din tin dun tun dün tün dın \
     tın du tu dü tü dı tı",
);
static A_21: Among<8, 0> = Among::ending("sa se sak sek sam sem san sen");
static A_22: Among<4, 0> = Among::ending("miş muş müş mış");
static A_23: Among<4, 0> = Among::ending("b=1 c=2 d=3 ğ=4");
static G_VOWEL: Grouping<4> = Grouping::of("aeiouöüı");
static G_U: Grouping<4> = Grouping::of("iuüı");
static G_VOWEL1: Grouping<4> = Grouping::of("aouı");
static G_VOWEL2: Grouping<3> = Grouping::of("eiöü");
static G_VOWEL3: Grouping<4> = Grouping::of("aı");
static G_VOWEL4: Grouping<1> = Grouping::of("ei");
static G_VOWEL5: Grouping<1> = Grouping::of("ou");
static G_VOWEL6: Grouping<1> = Grouping::of("öü");
