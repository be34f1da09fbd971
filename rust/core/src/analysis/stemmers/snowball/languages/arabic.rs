//! The algorithm `arabic`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::Among;
use super::super::tables::letters;
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Arabic<'w> {
    word: Word<'w>,
    is_defined: bool,
    is_verb: bool,
    is_noun: bool,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Arabic { word, is_defined: false, is_verb: false, is_noun: false };
    state.stem();
    state.word
}

impl Arabic<'_> {
    fn r_normalize_pre(&mut self) -> bool {
        let v_1 = self.word.cursor;
        {
            'loop1: loop {
                let v_2 = self.word.cursor;
                'lab1: {
                    'lab2: {
                        let v_3 = self.word.cursor;
                        'lab3: {
                            self.word.bra = self.word.cursor;
                            let among_var = self.word.find_among(&A_0);
                            if among_var == 0 {
                                break 'lab3;
                            }
                            self.word.ket = self.word.cursor;
                            match among_var {
                                1 => {
                                    self.word.slice_del();
                                }
                                2 => {
                                    self.word.slice_from(letters!("0"));
                                }
                                3 => {
                                    self.word.slice_from(letters!("1"));
                                }
                                4 => {
                                    self.word.slice_from(letters!("2"));
                                }
                                5 => {
                                    self.word.slice_from(letters!("3"));
                                }
                                6 => {
                                    self.word.slice_from(letters!("4"));
                                }
                                7 => {
                                    self.word.slice_from(letters!("5"));
                                }
                                8 => {
                                    self.word.slice_from(letters!("6"));
                                }
                                9 => {
                                    self.word.slice_from(letters!("7"));
                                }
                                10 => {
                                    self.word.slice_from(letters!("8"));
                                }
                                11 => {
                                    self.word.slice_from(letters!("9"));
                                }
                                12 => {
                                    self.word.slice_from(letters!("ء"));
                                }
                                13 => {
                                    self.word.slice_from(letters!("أ"));
                                }
                                14 => {
                                    self.word.slice_from(letters!("إ"));
                                }
                                15 => {
                                    self.word.slice_from(letters!("ئ"));
                                }
                                16 => {
                                    self.word.slice_from(letters!("آ"));
                                }
                                17 => {
                                    self.word.slice_from(letters!("ؤ"));
                                }
                                18 => {
                                    self.word.slice_from(letters!("ا"));
                                }
                                19 => {
                                    self.word.slice_from(letters!("ب"));
                                }
                                20 => {
                                    self.word.slice_from(letters!("ة"));
                                }
                                21 => {
                                    self.word.slice_from(letters!("ت"));
                                }
                                22 => {
                                    self.word.slice_from(letters!("ث"));
                                }
                                23 => {
                                    self.word.slice_from(letters!("ج"));
                                }
                                24 => {
                                    self.word.slice_from(letters!("ح"));
                                }
                                25 => {
                                    self.word.slice_from(letters!("خ"));
                                }
                                26 => {
                                    self.word.slice_from(letters!("د"));
                                }
                                27 => {
                                    self.word.slice_from(letters!("ذ"));
                                }
                                28 => {
                                    self.word.slice_from(letters!("ر"));
                                }
                                29 => {
                                    self.word.slice_from(letters!("ز"));
                                }
                                30 => {
                                    self.word.slice_from(letters!("س"));
                                }
                                31 => {
                                    self.word.slice_from(letters!("ش"));
                                }
                                32 => {
                                    self.word.slice_from(letters!("ص"));
                                }
                                33 => {
                                    self.word.slice_from(letters!("ض"));
                                }
                                34 => {
                                    self.word.slice_from(letters!("ط"));
                                }
                                35 => {
                                    self.word.slice_from(letters!("ظ"));
                                }
                                36 => {
                                    self.word.slice_from(letters!("ع"));
                                }
                                37 => {
                                    self.word.slice_from(letters!("غ"));
                                }
                                38 => {
                                    self.word.slice_from(letters!("ف"));
                                }
                                39 => {
                                    self.word.slice_from(letters!("ق"));
                                }
                                40 => {
                                    self.word.slice_from(letters!("ك"));
                                }
                                41 => {
                                    self.word.slice_from(letters!("ل"));
                                }
                                42 => {
                                    self.word.slice_from(letters!("م"));
                                }
                                43 => {
                                    self.word.slice_from(letters!("ن"));
                                }
                                44 => {
                                    self.word.slice_from(letters!("ه"));
                                }
                                45 => {
                                    self.word.slice_from(letters!("و"));
                                }
                                46 => {
                                    self.word.slice_from(letters!("ى"));
                                }
                                47 => {
                                    self.word.slice_from(letters!("ي"));
                                }
                                48 => {
                                    self.word.slice_from(letters!("لا"));
                                }
                                49 => {
                                    self.word.slice_from(letters!("لأ"));
                                }
                                50 => {
                                    self.word.slice_from(letters!("لإ"));
                                }
                                _ => {
                                    self.word.slice_from(letters!("لآ"));
                                }
                            }
                            break 'lab2;
                        }
                        self.word.cursor = v_3;
                        if self.word.cursor >= self.word.limit {
                            break 'lab1;
                        }
                        self.word.cursor += 1;
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

    fn r_normalize_post(&mut self) -> bool {
        let v_1 = self.word.cursor;
        'lab0: {
            self.word.limit_backward = self.word.cursor;
            self.word.cursor = self.word.limit;
            self.word.ket = self.word.cursor;
            if self.word.find_among_b(&A_1) == 0 {
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_from(letters!("ء"));
            self.word.cursor = self.word.limit_backward;
        }
        self.word.cursor = v_1;
        let v_2 = self.word.cursor;
        {
            'loop1: loop {
                let v_3 = self.word.cursor;
                'lab2: {
                    'lab3: {
                        let v_4 = self.word.cursor;
                        'lab4: {
                            self.word.bra = self.word.cursor;
                            let among_var = self.word.find_among(&A_2);
                            if among_var == 0 {
                                break 'lab4;
                            }
                            self.word.ket = self.word.cursor;
                            match among_var {
                                1 => {
                                    self.word.slice_from(letters!("ا"));
                                }
                                2 => {
                                    self.word.slice_from(letters!("و"));
                                }
                                _ => {
                                    self.word.slice_from(letters!("ي"));
                                }
                            }
                            break 'lab3;
                        }
                        self.word.cursor = v_4;
                        if self.word.cursor >= self.word.limit {
                            break 'lab2;
                        }
                        self.word.cursor += 1;
                    }
                    continue 'loop1;
                }
                self.word.cursor = v_3;
                break 'loop1;
            }
        }
        self.word.cursor = v_2;
        true
    }

    fn r_checks1(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        let among_var = self.word.find_among(&A_3);
        if among_var == 0 {
            return false;
        }
        self.word.ket = self.word.cursor;
        if among_var == 1 {
            if self.word.length <= 4 {
                return false;
            }
            self.is_noun = true;
            self.is_verb = false;
            self.is_defined = true;
        } else {
            if self.word.length <= 3 {
                return false;
            }
            self.is_noun = true;
            self.is_verb = false;
            self.is_defined = true;
        }
        true
    }

    fn r_prefix_step1(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        let among_var = self.word.find_among(&A_4);
        if among_var == 0 {
            return false;
        }
        self.word.ket = self.word.cursor;
        match among_var {
            1 => {
                if self.word.length <= 3 {
                    return false;
                }
                self.word.slice_from(letters!("أ"));
            }
            2 => {
                if self.word.length <= 3 {
                    return false;
                }
                self.word.slice_from(letters!("آ"));
            }
            3 => {
                if self.word.length <= 3 {
                    return false;
                }
                self.word.slice_from(letters!("ا"));
            }
            _ => {
                if self.word.length <= 3 {
                    return false;
                }
                self.word.slice_from(letters!("إ"));
            }
        }
        true
    }

    fn r_prefix_step2(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        if self.word.find_among(&A_5) == 0 {
            return false;
        }
        self.word.ket = self.word.cursor;
        if self.word.length <= 3 {
            return false;
        }
        let v_1 = self.word.cursor;
        'lab0: {
            if !self.word.eq_s(letters!("ا")) {
                break 'lab0;
            }
            return false;
        }
        self.word.cursor = v_1;
        self.word.slice_del();
        true
    }

    fn r_prefix_step3a_noun(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        let among_var = self.word.find_among(&A_6);
        if among_var == 0 {
            return false;
        }
        self.word.ket = self.word.cursor;
        if among_var == 1 {
            if self.word.length <= 5 {
                return false;
            }
            self.word.slice_del();
        } else {
            if self.word.length <= 4 {
                return false;
            }
            self.word.slice_del();
        }
        true
    }

    fn r_prefix_step3b_noun(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        let among_var = self.word.find_among(&A_7);
        if among_var == 0 {
            return false;
        }
        self.word.ket = self.word.cursor;
        match among_var {
            1 => {
                if self.word.length <= 3 {
                    return false;
                }
                self.word.slice_del();
            }
            2 => {
                if self.word.length <= 3 {
                    return false;
                }
                self.word.slice_from(letters!("ب"));
            }
            3 => {
                if self.word.length <= 3 {
                    return false;
                }
                self.word.slice_from(letters!("ك"));
            }
            _ => {}
        }
        true
    }

    fn r_prefix_step3_verb(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        let among_var = self.word.find_among(&A_8);
        if among_var == 0 {
            return false;
        }
        self.word.ket = self.word.cursor;
        match among_var {
            1 => {
                if self.word.length <= 4 {
                    return false;
                }
                self.word.slice_from(letters!("ي"));
            }
            2 => {
                if self.word.length <= 4 {
                    return false;
                }
                self.word.slice_from(letters!("ت"));
            }
            3 => {
                if self.word.length <= 4 {
                    return false;
                }
                self.word.slice_from(letters!("ن"));
            }
            _ => {
                if self.word.length <= 4 {
                    return false;
                }
                self.word.slice_from(letters!("أ"));
            }
        }
        true
    }

    fn r_prefix_step4_verb(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        if self.word.find_among(&A_9) == 0 {
            return false;
        }
        self.word.ket = self.word.cursor;
        if self.word.length <= 4 {
            return false;
        }
        self.is_verb = true;
        self.is_noun = false;
        self.word.slice_from(letters!("است"));
        true
    }

    fn r_suffix_noun_step1a(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_10);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                if self.word.length < 4 {
                    return false;
                }
                self.word.slice_del();
            }
            2 => {
                if self.word.length < 5 {
                    return false;
                }
                self.word.slice_del();
            }
            _ => {
                if self.word.length < 6 {
                    return false;
                }
                self.word.slice_del();
            }
        }
        true
    }

    fn r_suffix_noun_step1b(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_11) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if self.word.length <= 5 {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn r_suffix_noun_step2a(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_12) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if self.word.length <= 4 {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn r_suffix_noun_step2b(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_13) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if self.word.length < 5 {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn r_suffix_noun_step2c1(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_14) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if self.word.length < 4 {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn r_suffix_noun_step2c2(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_15) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if self.word.length < 4 {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn r_suffix_noun_step3(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_16) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if self.word.length < 3 {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn r_suffix_verb_step1(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_17);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                if self.word.length < 4 {
                    return false;
                }
                self.word.slice_del();
            }
            2 => {
                if self.word.length < 5 {
                    return false;
                }
                self.word.slice_del();
            }
            _ => {
                if self.word.length < 6 {
                    return false;
                }
                self.word.slice_del();
            }
        }
        true
    }

    fn r_suffix_verb_step2a(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_18);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                if self.word.length < 4 {
                    return false;
                }
                self.word.slice_del();
            }
            2 => {
                if self.word.length < 5 {
                    return false;
                }
                self.word.slice_del();
            }
            3 => {
                if self.word.length <= 5 {
                    return false;
                }
                self.word.slice_del();
            }
            _ => {
                if self.word.length < 6 {
                    return false;
                }
                self.word.slice_del();
            }
        }
        true
    }

    fn r_suffix_verb_step2b(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_19) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if self.word.length < 5 {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn r_suffix_verb_step2c(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_20);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if among_var == 1 {
            if self.word.length < 4 {
                return false;
            }
            self.word.slice_del();
        } else {
            if self.word.length < 6 {
                return false;
            }
            self.word.slice_del();
        }
        true
    }

    fn r_suffix_all_alef_maqsura(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_21) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_from(letters!("ي"));
        true
    }

    fn stem(&mut self) -> bool {
        let mut v_6;
        self.is_noun = true;
        self.is_verb = true;
        self.is_defined = false;
        let v_1 = self.word.cursor;
        self.r_checks1();
        self.word.cursor = v_1;
        self.r_normalize_pre();
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_3 = self.word.limit - self.word.cursor;
        'lab0: {
            'lab1: {
                let v_4 = self.word.limit - self.word.cursor;
                'lab2: {
                    if !self.is_verb {
                        break 'lab2;
                    }
                    'lab3: {
                        let v_5 = self.word.limit - self.word.cursor;
                        'lab4: {
                            v_6 = 1;
                            'loop1: loop {
                                let v_7 = self.word.limit - self.word.cursor;
                                'lab5: {
                                    if !self.r_suffix_verb_step1() {
                                        break 'lab5;
                                    }
                                    v_6 -= 1;
                                    continue 'loop1;
                                }
                                self.word.cursor = self.word.limit - v_7;
                                break 'loop1;
                            }
                            if v_6 > 0 {
                                break 'lab4;
                            }
                            'lab6: {
                                let v_8 = self.word.limit - self.word.cursor;
                                'lab7: {
                                    if !self.r_suffix_verb_step2a() {
                                        break 'lab7;
                                    }
                                    break 'lab6;
                                }
                                self.word.cursor = self.word.limit - v_8;
                                'lab8: {
                                    if !self.r_suffix_verb_step2c() {
                                        break 'lab8;
                                    }
                                    break 'lab6;
                                }
                                self.word.cursor = self.word.limit - v_8;
                                if self.word.cursor <= self.word.limit_backward {
                                    break 'lab4;
                                }
                                self.word.cursor -= 1;
                            }
                            break 'lab3;
                        }
                        self.word.cursor = self.word.limit - v_5;
                        'lab9: {
                            if !self.r_suffix_verb_step2b() {
                                break 'lab9;
                            }
                            break 'lab3;
                        }
                        self.word.cursor = self.word.limit - v_5;
                        if !self.r_suffix_verb_step2a() {
                            break 'lab2;
                        }
                    }
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_4;
                'lab10: {
                    if !self.is_noun {
                        break 'lab10;
                    }
                    let v_9 = self.word.limit - self.word.cursor;
                    'lab11: {
                        'lab12: {
                            let v_10 = self.word.limit - self.word.cursor;
                            'lab13: {
                                if !self.r_suffix_noun_step2c2() {
                                    break 'lab13;
                                }
                                break 'lab12;
                            }
                            self.word.cursor = self.word.limit - v_10;
                            'lab14: {
                                'lab15: {
                                    if !self.is_defined {
                                        break 'lab15;
                                    }
                                    break 'lab14;
                                }
                                if !self.r_suffix_noun_step1a() {
                                    break 'lab14;
                                }
                                'lab16: {
                                    let v_12 = self.word.limit - self.word.cursor;
                                    'lab17: {
                                        if !self.r_suffix_noun_step2a() {
                                            break 'lab17;
                                        }
                                        break 'lab16;
                                    }
                                    self.word.cursor = self.word.limit - v_12;
                                    'lab18: {
                                        if !self.r_suffix_noun_step2b() {
                                            break 'lab18;
                                        }
                                        break 'lab16;
                                    }
                                    self.word.cursor = self.word.limit - v_12;
                                    'lab19: {
                                        if !self.r_suffix_noun_step2c1() {
                                            break 'lab19;
                                        }
                                        break 'lab16;
                                    }
                                    self.word.cursor = self.word.limit - v_12;
                                    if self.word.cursor <= self.word.limit_backward {
                                        break 'lab14;
                                    }
                                    self.word.cursor -= 1;
                                }
                                break 'lab12;
                            }
                            self.word.cursor = self.word.limit - v_10;
                            'lab20: {
                                if !self.r_suffix_noun_step1b() {
                                    break 'lab20;
                                }
                                'lab21: {
                                    let v_13 = self.word.limit - self.word.cursor;
                                    'lab22: {
                                        if !self.r_suffix_noun_step2a() {
                                            break 'lab22;
                                        }
                                        break 'lab21;
                                    }
                                    self.word.cursor = self.word.limit - v_13;
                                    'lab23: {
                                        if !self.r_suffix_noun_step2b() {
                                            break 'lab23;
                                        }
                                        break 'lab21;
                                    }
                                    self.word.cursor = self.word.limit - v_13;
                                    if !self.r_suffix_noun_step2c1() {
                                        break 'lab20;
                                    }
                                }
                                break 'lab12;
                            }
                            self.word.cursor = self.word.limit - v_10;
                            'lab24: {
                                'lab25: {
                                    if !self.is_defined {
                                        break 'lab25;
                                    }
                                    break 'lab24;
                                }
                                if !self.r_suffix_noun_step2a() {
                                    break 'lab24;
                                }
                                break 'lab12;
                            }
                            self.word.cursor = self.word.limit - v_10;
                            if !self.r_suffix_noun_step2b() {
                                self.word.cursor = self.word.limit - v_9;
                                break 'lab11;
                            }
                        }
                    }
                    if !self.r_suffix_noun_step3() {
                        break 'lab10;
                    }
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_4;
                if !self.r_suffix_all_alef_maqsura() {
                    break 'lab0;
                }
            }
        }
        self.word.cursor = self.word.limit - v_3;
        self.word.cursor = self.word.limit_backward;
        let v_15 = self.word.cursor;
        'lab26: {
            let v_16 = self.word.cursor;
            'lab27: {
                if !self.r_prefix_step1() {
                    self.word.cursor = v_16;
                    break 'lab27;
                }
            }
            let v_17 = self.word.cursor;
            'lab28: {
                if !self.r_prefix_step2() {
                    self.word.cursor = v_17;
                    break 'lab28;
                }
            }
            'lab29: {
                let v_18 = self.word.cursor;
                'lab30: {
                    if !self.r_prefix_step3a_noun() {
                        break 'lab30;
                    }
                    break 'lab29;
                }
                self.word.cursor = v_18;
                'lab31: {
                    if !self.is_noun {
                        break 'lab31;
                    }
                    if !self.r_prefix_step3b_noun() {
                        break 'lab31;
                    }
                    break 'lab29;
                }
                self.word.cursor = v_18;
                if !self.is_verb {
                    break 'lab26;
                }
                let v_19 = self.word.cursor;
                'lab32: {
                    if !self.r_prefix_step3_verb() {
                        self.word.cursor = v_19;
                        break 'lab32;
                    }
                }
                if !self.r_prefix_step4_verb() {
                    break 'lab26;
                }
            }
        }
        self.word.cursor = v_15;
        self.r_normalize_post();
        true
    }
}

static A_0: Among<144, 0> = Among::beginning(
    "ـ=1 \u{64b}=1 \u{64c}=1 \u{64d}=1 \u{64e}=1 \u{64f}=1 \u{650}=1 \u{651}=1 \u{652}=1 ٠=2 ١=3 ٢=4 ٣=5 \
     ٤=6 ٥=7 ٦=8 ٧=9 ٨=10 ٩=11 ﺀ=12 ﺁ=16 ﺂ=16 ﺃ=13 ﺄ=13 ﺅ=17 ﺆ=17 ﺇ=14 ﺈ=14 ﺉ=15 ﺊ=15 ﺋ=15 ﺌ=15 ﺍ=18 ﺎ=18 \
     ﺏ=19 ﺐ=19 ﺑ=19 ﺒ=19 ﺓ=20 ﺔ=20 ﺕ=21 ﺖ=21 ﺗ=21 ﺘ=21 ﺙ=22 ﺚ=22 ﺛ=22 ﺜ=22 ﺝ=23 ﺞ=23 ﺟ=23 ﺠ=23 ﺡ=24 ﺢ=24 \
     ﺣ=24 ﺤ=24 ﺥ=25 ﺦ=25 ﺧ=25 ﺨ=25 ﺩ=26 ﺪ=26 ﺫ=27 ﺬ=27 ﺭ=28 ﺮ=28 ﺯ=29 ﺰ=29 ﺱ=30 ﺲ=30 ﺳ=30 ﺴ=30 ﺵ=31 ﺶ=31 \
     ﺷ=31 ﺸ=31 ﺹ=32 ﺺ=32 ﺻ=32 ﺼ=32 ﺽ=33 ﺾ=33 ﺿ=33 ﻀ=33 ﻁ=34 ﻂ=34 ﻃ=34 ﻄ=34 ﻅ=35 ﻆ=35 ﻇ=35 ﻈ=35 ﻉ=36 ﻊ=36 \
     ﻋ=36 ﻌ=36 ﻍ=37 ﻎ=37 ﻏ=37 ﻐ=37 ﻑ=38 ﻒ=38 ﻓ=38 ﻔ=38 ﻕ=39 ﻖ=39 ﻗ=39 ﻘ=39 ﻙ=40 ﻚ=40 ﻛ=40 ﻜ=40 ﻝ=41 ﻞ=41 \
     ﻟ=41 ﻠ=41 ﻡ=42 ﻢ=42 ﻣ=42 ﻤ=42 ﻥ=43 ﻦ=43 ﻧ=43 ﻨ=43 ﻩ=44 ﻪ=44 ﻫ=44 ﻬ=44 ﻭ=45 ﻮ=45 ﻯ=46 ﻰ=46 ﻱ=47 ﻲ=47 \
     ﻳ=47 ﻴ=47 ﻵ=51 ﻶ=51 ﻷ=49 ﻸ=49 ﻹ=50 ﻺ=50 ﻻ=48 ﻼ=48",
);
static A_1: Among<5, 0> = Among::ending("آ=1 أ=1 ؤ=1 إ=1 ئ=1");
static A_2: Among<5, 0> = Among::beginning("آ=1 أ=1 ؤ=2 إ=1 ئ=3");
static A_3: Among<4, 0> = Among::beginning("ال=2 بال=1 كال=1 لل=2");
static A_4: Among<5, 0> = Among::beginning("أآ=2 أأ=1 أؤ=1 أإ=4 أا=3");
static A_5: Among<2, 0> = Among::beginning("ف=1 و=1");
static A_6: Among<4, 0> = Among::beginning("ال=2 بال=1 كال=1 لل=2");
static A_7: Among<4, 0> = Among::beginning("ب=1 با بب=2 كك=3");
static A_8: Among<4, 0> = Among::beginning("سأ=4 ست=2 سن=3 سي=1");
static A_9: Among<3, 0> = Among::beginning("تست=1 نست=1 يست=1");
static A_10: Among<10, 0> = Among::ending("كما=3 هما=3 نا=2 ها=2 ك=1 كم=2 هم=2 هن=2 ه=1 ي=1");
static A_11: Among<1, 0> = Among::ending("ن=1");
static A_12: Among<3, 0> = Among::ending("ا=1 و=1 ي=1");
static A_13: Among<1, 0> = Among::ending("ات=1");
static A_14: Among<1, 0> = Among::ending("ت=1");
static A_15: Among<1, 0> = Among::ending("ة=1");
static A_16: Among<1, 0> = Among::ending("ي=1");
static A_17: Among<12, 0> = Among::ending("كما=3 هما=3 نا=2 ها=2 ك=1 كم=2 هم=2 كن=2 هن=2 ه=1 كمو=3 ني=2");
static A_18: Among<11, 0> = Among::ending("ا=1 تا=2 تما=4 نا=2 ت=1 ن=1 ان=3 تن=2 ون=3 ين=3 ي=1");
static A_19: Among<2, 0> = Among::ending("وا=1 تم=1");
static A_20: Among<2, 0> = Among::ending("و=1 تمو=2");
static A_21: Among<1, 0> = Among::ending("ى=1");
