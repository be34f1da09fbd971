//! The algorithm `greek`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Greek<'w> {
    word: Word<'w>,
    test1: bool,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Greek { word, test1: false };
    state.stem();
    state.word
}

impl Greek<'_> {
    fn r_has_min_length(&mut self) -> bool {
        self.word.length >= 3
    }

    fn r_tolower(&mut self) -> bool {
        'loop1: loop {
            let v_1 = self.word.limit - self.word.cursor;
            'lab0: {
                self.word.ket = self.word.cursor;
                let among_var = self.word.find_among_b(&A_0);
                self.word.bra = self.word.cursor;
                match among_var {
                    1 => {
                        self.word.slice_from(letters!("α"));
                    }
                    2 => {
                        self.word.slice_from(letters!("β"));
                    }
                    3 => {
                        self.word.slice_from(letters!("γ"));
                    }
                    4 => {
                        self.word.slice_from(letters!("δ"));
                    }
                    5 => {
                        self.word.slice_from(letters!("ε"));
                    }
                    6 => {
                        self.word.slice_from(letters!("ζ"));
                    }
                    7 => {
                        self.word.slice_from(letters!("η"));
                    }
                    8 => {
                        self.word.slice_from(letters!("θ"));
                    }
                    9 => {
                        self.word.slice_from(letters!("ι"));
                    }
                    10 => {
                        self.word.slice_from(letters!("κ"));
                    }
                    11 => {
                        self.word.slice_from(letters!("λ"));
                    }
                    12 => {
                        self.word.slice_from(letters!("μ"));
                    }
                    13 => {
                        self.word.slice_from(letters!("ν"));
                    }
                    14 => {
                        self.word.slice_from(letters!("ξ"));
                    }
                    15 => {
                        self.word.slice_from(letters!("ο"));
                    }
                    16 => {
                        self.word.slice_from(letters!("π"));
                    }
                    17 => {
                        self.word.slice_from(letters!("ρ"));
                    }
                    18 => {
                        self.word.slice_from(letters!("σ"));
                    }
                    19 => {
                        self.word.slice_from(letters!("τ"));
                    }
                    20 => {
                        self.word.slice_from(letters!("υ"));
                    }
                    21 => {
                        self.word.slice_from(letters!("φ"));
                    }
                    22 => {
                        self.word.slice_from(letters!("χ"));
                    }
                    23 => {
                        self.word.slice_from(letters!("ψ"));
                    }
                    24 => {
                        self.word.slice_from(letters!("ω"));
                    }
                    _ => {
                        if self.word.cursor <= self.word.limit_backward {
                            break 'lab0;
                        }
                        self.word.cursor -= 1;
                    }
                }
                continue 'loop1;
            }
            self.word.cursor = self.word.limit - v_1;
            break 'loop1;
        }
        true
    }

    fn r_step_1(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_1);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_from(letters!("φα"));
            }
            2 => {
                self.word.slice_from(letters!("σκα"));
            }
            3 => {
                self.word.slice_from(letters!("ολο"));
            }
            4 => {
                self.word.slice_from(letters!("σο"));
            }
            5 => {
                self.word.slice_from(letters!("τατο"));
            }
            6 => {
                self.word.slice_from(letters!("κρε"));
            }
            7 => {
                self.word.slice_from(letters!("περ"));
            }
            8 => {
                self.word.slice_from(letters!("τερ"));
            }
            9 => {
                self.word.slice_from(letters!("φω"));
            }
            10 => {
                self.word.slice_from(letters!("καθεστ"));
            }
            _ => {
                self.word.slice_from(letters!("γεγον"));
            }
        }
        self.test1 = false;
        true
    }

    fn r_step_s1(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_3) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        let among_var = self.word.find_among_b(&A_2);
        if among_var == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        if among_var == 1 {
            self.word.slice_from(letters!("ι"));
        } else {
            self.word.slice_from(letters!("ιζ"));
        }
        true
    }

    fn r_step_s2(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_5) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_4) == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("ων"));
        true
    }

    fn r_step_s3(&mut self) -> bool {
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                self.word.ket = self.word.cursor;
                if !self.word.eq_s_b(letters!("ισα")) {
                    break 'lab1;
                }
                self.word.bra = self.word.cursor;
                if self.word.cursor > self.word.limit_backward {
                    break 'lab1;
                }
                self.word.slice_from(letters!("ισ"));
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            self.word.ket = self.word.cursor;
        }
        if self.word.find_among_b(&A_7) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        let among_var = self.word.find_among_b(&A_6);
        if among_var == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        if among_var == 1 {
            self.word.slice_from(letters!("ι"));
        } else {
            self.word.slice_from(letters!("ισ"));
        }
        true
    }

    fn r_step_s4(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_9) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_8) == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("ι"));
        true
    }

    fn r_step_s5(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_11) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        let among_var = self.word.find_among_b(&A_10);
        if among_var == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        if among_var == 1 {
            self.word.slice_from(letters!("ι"));
        } else {
            self.word.slice_from(letters!("ιστ"));
        }
        true
    }

    fn r_step_s6(&mut self) -> bool {
        let mut among_var;
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_14) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                self.word.ket = self.word.cursor;
                self.word.bra = self.word.cursor;
                among_var = self.word.find_among_b(&A_12);
                if among_var == 0 {
                    break 'lab1;
                }
                if self.word.cursor > self.word.limit_backward {
                    break 'lab1;
                }
                if among_var == 1 {
                    self.word.slice_from(letters!("ισμ"));
                } else {
                    self.word.slice_from(letters!("ι"));
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            self.word.ket = self.word.cursor;
            among_var = self.word.find_among_b(&A_13);
            if among_var == 0 {
                return false;
            }
            self.word.bra = self.word.cursor;
            match among_var {
                1 => {
                    self.word.slice_from(letters!("αγνωστ"));
                }
                2 => {
                    self.word.slice_from(letters!("ατομ"));
                }
                3 => {
                    self.word.slice_from(letters!("γνωστ"));
                }
                4 => {
                    self.word.slice_from(letters!("εθν"));
                }
                5 => {
                    self.word.slice_from(letters!("εκλεκτ"));
                }
                6 => {
                    self.word.slice_from(letters!("σκεπτ"));
                }
                7 => {
                    self.word.slice_from(letters!("τοπ"));
                }
                8 => {
                    self.word.slice_from(letters!("αλεξανδρ"));
                }
                9 => {
                    self.word.slice_from(letters!("βυζαντ"));
                }
                _ => {
                    self.word.slice_from(letters!("θεατρ"));
                }
            }
        }
        true
    }

    fn r_step_s7(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_16) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_15) == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("αρακ"));
        true
    }

    fn r_step_s8(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_18) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                self.word.ket = self.word.cursor;
                self.word.bra = self.word.cursor;
                let among_var = self.word.find_among_b(&A_17);
                if among_var == 0 {
                    break 'lab1;
                }
                if self.word.cursor > self.word.limit_backward {
                    break 'lab1;
                }
                if among_var == 1 {
                    self.word.slice_from(letters!("ακ"));
                } else {
                    self.word.slice_from(letters!("ιτσ"));
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            self.word.ket = self.word.cursor;
            self.word.bra = self.word.cursor;
            if !self.word.eq_s_b(letters!("κορ")) {
                return false;
            }
            self.word.slice_from(letters!("ιτσ"));
        }
        true
    }

    fn r_step_s9(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_21) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                self.word.ket = self.word.cursor;
                self.word.bra = self.word.cursor;
                if self.word.find_among_b(&A_19) == 0 {
                    break 'lab1;
                }
                if self.word.cursor > self.word.limit_backward {
                    break 'lab1;
                }
                self.word.slice_from(letters!("ιδ"));
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            self.word.ket = self.word.cursor;
            self.word.bra = self.word.cursor;
            if self.word.find_among_b(&A_20) == 0 {
                return false;
            }
            self.word.slice_from(letters!("ιδ"));
        }
        true
    }

    fn r_step_s10(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_23) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_22) == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("ισκ"));
        true
    }

    fn r_step_2a(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_24) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            if self.word.find_among_b(&A_25) == 0 {
                break 'lab0;
            }
            return false;
        }
        self.word.cursor = self.word.limit - v_1;
        let c = self.word.cursor;
        self.word.insert(self.word.cursor, self.word.cursor, letters!("αδ"));
        self.word.cursor = c;
        true
    }

    fn r_step_2b(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_26) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_27) == 0 {
            return false;
        }
        self.word.slice_from(letters!("εδ"));
        true
    }

    fn r_step_2c(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_28) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_29) == 0 {
            return false;
        }
        self.word.slice_from(letters!("ουδ"));
        true
    }

    fn r_step_2d(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_30) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_31) == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("ε"));
        true
    }

    fn r_step_3(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_32) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if !self.word.in_grouping_b(&G_V) {
            return false;
        }
        self.word.slice_from(letters!("ι"));
        true
    }

    fn r_step_4(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_33) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                self.word.ket = self.word.cursor;
                self.word.bra = self.word.cursor;
                if !self.word.in_grouping_b(&G_V) {
                    break 'lab1;
                }
                self.word.slice_from(letters!("ικ"));
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            self.word.ket = self.word.cursor;
        }
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_34) == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("ικ"));
        true
    }

    fn r_step_5a(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            if !self.word.eq_s_b(letters!("αγαμε")) {
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            if self.word.cursor > self.word.limit_backward {
                break 'lab0;
            }
            self.word.slice_from(letters!("αγαμ"));
        }
        self.word.cursor = self.word.limit - v_1;
        let v_2 = self.word.limit - self.word.cursor;
        'lab1: {
            self.word.ket = self.word.cursor;
            if self.word.find_among_b(&A_35) == 0 {
                break 'lab1;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_del();
            self.test1 = false;
        }
        self.word.cursor = self.word.limit - v_2;
        self.word.ket = self.word.cursor;
        if !self.word.eq_s_b(letters!("αμε")) {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_36) == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("αμ"));
        true
    }

    fn r_step_5b(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            if self.word.find_among_b(&A_38) == 0 {
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_del();
            self.test1 = false;
            self.word.ket = self.word.cursor;
            self.word.bra = self.word.cursor;
            if self.word.find_among_b(&A_37) == 0 {
                break 'lab0;
            }
            if self.word.cursor > self.word.limit_backward {
                break 'lab0;
            }
            self.word.slice_from(letters!("αγαν"));
        }
        self.word.cursor = self.word.limit - v_1;
        self.word.ket = self.word.cursor;
        if !self.word.eq_s_b(letters!("ανε")) {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        'lab1: {
            let v_2 = self.word.limit - self.word.cursor;
            'lab2: {
                self.word.ket = self.word.cursor;
                self.word.bra = self.word.cursor;
                if !self.word.in_grouping_b(&G_V2) {
                    break 'lab2;
                }
                self.word.slice_from(letters!("αν"));
                break 'lab1;
            }
            self.word.cursor = self.word.limit - v_2;
            self.word.ket = self.word.cursor;
        }
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_39) == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("αν"));
        true
    }

    fn r_step_5c(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            if self.word.find_among_b(&A_40) == 0 {
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_del();
            self.test1 = false;
        }
        self.word.cursor = self.word.limit - v_1;
        self.word.ket = self.word.cursor;
        if !self.word.eq_s_b(letters!("ετε")) {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        'lab1: {
            let v_2 = self.word.limit - self.word.cursor;
            'lab2: {
                self.word.ket = self.word.cursor;
                self.word.bra = self.word.cursor;
                if !self.word.in_grouping_b(&G_V2) {
                    break 'lab2;
                }
                self.word.slice_from(letters!("ετ"));
                break 'lab1;
            }
            self.word.cursor = self.word.limit - v_2;
            'lab3: {
                self.word.ket = self.word.cursor;
                self.word.bra = self.word.cursor;
                if self.word.find_among_b(&A_41) == 0 {
                    break 'lab3;
                }
                self.word.slice_from(letters!("ετ"));
                break 'lab1;
            }
            self.word.cursor = self.word.limit - v_2;
            self.word.ket = self.word.cursor;
        }
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_42) == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("ετ"));
        true
    }

    fn r_step_5d(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_43) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                self.word.ket = self.word.cursor;
                self.word.bra = self.word.cursor;
                if !self.word.eq_s_b(letters!("αρχ")) {
                    break 'lab1;
                }
                if self.word.cursor > self.word.limit_backward {
                    break 'lab1;
                }
                self.word.slice_from(letters!("οντ"));
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            self.word.ket = self.word.cursor;
            self.word.bra = self.word.cursor;
            if !self.word.eq_s_b(letters!("κρε")) {
                return false;
            }
            self.word.slice_from(letters!("ωντ"));
        }
        true
    }

    fn r_step_5e(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_44) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if !self.word.eq_s_b(letters!("ον")) {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("ομαστ"));
        true
    }

    fn r_step_5f(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            if !self.word.eq_s_b(letters!("ιεστε")) {
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_del();
            self.test1 = false;
            self.word.ket = self.word.cursor;
            self.word.bra = self.word.cursor;
            if self.word.find_among_b(&A_45) == 0 {
                break 'lab0;
            }
            if self.word.cursor > self.word.limit_backward {
                break 'lab0;
            }
            self.word.slice_from(letters!("ιεστ"));
        }
        self.word.cursor = self.word.limit - v_1;
        self.word.ket = self.word.cursor;
        if !self.word.eq_s_b(letters!("εστε")) {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_46) == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("ιεστ"));
        true
    }

    fn r_step_5g(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            if self.word.find_among_b(&A_47) == 0 {
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_del();
            self.test1 = false;
        }
        self.word.cursor = self.word.limit - v_1;
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_50) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        'lab1: {
            let v_2 = self.word.limit - self.word.cursor;
            'lab2: {
                self.word.ket = self.word.cursor;
                self.word.bra = self.word.cursor;
                if self.word.find_among_b(&A_48) == 0 {
                    break 'lab2;
                }
                self.word.slice_from(letters!("ηκ"));
                break 'lab1;
            }
            self.word.cursor = self.word.limit - v_2;
            self.word.ket = self.word.cursor;
            self.word.bra = self.word.cursor;
            if self.word.find_among_b(&A_49) == 0 {
                return false;
            }
            if self.word.cursor > self.word.limit_backward {
                return false;
            }
            self.word.slice_from(letters!("ηκ"));
        }
        true
    }

    fn r_step_5h(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_53) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                self.word.ket = self.word.cursor;
                self.word.bra = self.word.cursor;
                if self.word.find_among_b(&A_51) == 0 {
                    break 'lab1;
                }
                self.word.slice_from(letters!("ουσ"));
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            self.word.ket = self.word.cursor;
            self.word.bra = self.word.cursor;
            if self.word.find_among_b(&A_52) == 0 {
                return false;
            }
            if self.word.cursor > self.word.limit_backward {
                return false;
            }
            self.word.slice_from(letters!("ουσ"));
        }
        true
    }

    fn r_step_5i(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_56) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                self.word.ket = self.word.cursor;
                self.word.bra = self.word.cursor;
                if !self.word.eq_s_b(letters!("κολλ")) {
                    break 'lab1;
                }
                self.word.slice_from(letters!("αγ"));
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab2: {
                let v_2 = self.word.limit - self.word.cursor;
                'lab3: {
                    self.word.ket = self.word.cursor;
                    self.word.bra = self.word.cursor;
                    let among_var = self.word.find_among_b(&A_54);
                    if among_var == 0 {
                        break 'lab3;
                    }
                    if among_var == 1 {
                        self.word.slice_from(letters!("αγ"));
                    }
                    break 'lab2;
                }
                self.word.cursor = self.word.limit - v_2;
                self.word.ket = self.word.cursor;
                self.word.bra = self.word.cursor;
                if self.word.find_among_b(&A_55) == 0 {
                    return false;
                }
                if self.word.cursor > self.word.limit_backward {
                    return false;
                }
                self.word.slice_from(letters!("αγ"));
            }
        }
        true
    }

    fn r_step_5j(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_57) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_58) == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("ησ"));
        true
    }

    fn r_step_5k(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_59) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_60) == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("ηστ"));
        true
    }

    fn r_step_5l(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_61) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_62) == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("ουν"));
        true
    }

    fn r_step_5m(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_63) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.test1 = false;
        self.word.ket = self.word.cursor;
        self.word.bra = self.word.cursor;
        if self.word.find_among_b(&A_64) == 0 {
            return false;
        }
        if self.word.cursor > self.word.limit_backward {
            return false;
        }
        self.word.slice_from(letters!("ουμ"));
        true
    }

    fn r_step_6(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            if self.word.find_among_b(&A_65) == 0 {
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_from(letters!("μα"));
        }
        self.word.cursor = self.word.limit - v_1;
        if !self.test1 {
            return false;
        }
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_66) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn r_step_7(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_67) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn stem(&mut self) -> bool {
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_1 = self.word.limit - self.word.cursor;
        self.r_tolower();
        self.word.cursor = self.word.limit - v_1;
        if !self.r_has_min_length() {
            return false;
        }
        self.test1 = true;
        let v_2 = self.word.limit - self.word.cursor;
        self.r_step_1();
        self.word.cursor = self.word.limit - v_2;
        let v_3 = self.word.limit - self.word.cursor;
        self.r_step_s1();
        self.word.cursor = self.word.limit - v_3;
        let v_4 = self.word.limit - self.word.cursor;
        self.r_step_s2();
        self.word.cursor = self.word.limit - v_4;
        let v_5 = self.word.limit - self.word.cursor;
        self.r_step_s3();
        self.word.cursor = self.word.limit - v_5;
        let v_6 = self.word.limit - self.word.cursor;
        self.r_step_s4();
        self.word.cursor = self.word.limit - v_6;
        let v_7 = self.word.limit - self.word.cursor;
        self.r_step_s5();
        self.word.cursor = self.word.limit - v_7;
        let v_8 = self.word.limit - self.word.cursor;
        self.r_step_s6();
        self.word.cursor = self.word.limit - v_8;
        let v_9 = self.word.limit - self.word.cursor;
        self.r_step_s7();
        self.word.cursor = self.word.limit - v_9;
        let v_10 = self.word.limit - self.word.cursor;
        self.r_step_s8();
        self.word.cursor = self.word.limit - v_10;
        let v_11 = self.word.limit - self.word.cursor;
        self.r_step_s9();
        self.word.cursor = self.word.limit - v_11;
        let v_12 = self.word.limit - self.word.cursor;
        self.r_step_s10();
        self.word.cursor = self.word.limit - v_12;
        let v_13 = self.word.limit - self.word.cursor;
        self.r_step_2a();
        self.word.cursor = self.word.limit - v_13;
        let v_14 = self.word.limit - self.word.cursor;
        self.r_step_2b();
        self.word.cursor = self.word.limit - v_14;
        let v_15 = self.word.limit - self.word.cursor;
        self.r_step_2c();
        self.word.cursor = self.word.limit - v_15;
        let v_16 = self.word.limit - self.word.cursor;
        self.r_step_2d();
        self.word.cursor = self.word.limit - v_16;
        let v_17 = self.word.limit - self.word.cursor;
        self.r_step_3();
        self.word.cursor = self.word.limit - v_17;
        let v_18 = self.word.limit - self.word.cursor;
        self.r_step_4();
        self.word.cursor = self.word.limit - v_18;
        let v_19 = self.word.limit - self.word.cursor;
        self.r_step_5a();
        self.word.cursor = self.word.limit - v_19;
        let v_20 = self.word.limit - self.word.cursor;
        self.r_step_5b();
        self.word.cursor = self.word.limit - v_20;
        let v_21 = self.word.limit - self.word.cursor;
        self.r_step_5c();
        self.word.cursor = self.word.limit - v_21;
        let v_22 = self.word.limit - self.word.cursor;
        self.r_step_5d();
        self.word.cursor = self.word.limit - v_22;
        let v_23 = self.word.limit - self.word.cursor;
        self.r_step_5e();
        self.word.cursor = self.word.limit - v_23;
        let v_24 = self.word.limit - self.word.cursor;
        self.r_step_5f();
        self.word.cursor = self.word.limit - v_24;
        let v_25 = self.word.limit - self.word.cursor;
        self.r_step_5g();
        self.word.cursor = self.word.limit - v_25;
        let v_26 = self.word.limit - self.word.cursor;
        self.r_step_5h();
        self.word.cursor = self.word.limit - v_26;
        let v_27 = self.word.limit - self.word.cursor;
        self.r_step_5j();
        self.word.cursor = self.word.limit - v_27;
        let v_28 = self.word.limit - self.word.cursor;
        self.r_step_5i();
        self.word.cursor = self.word.limit - v_28;
        let v_29 = self.word.limit - self.word.cursor;
        self.r_step_5k();
        self.word.cursor = self.word.limit - v_29;
        let v_30 = self.word.limit - self.word.cursor;
        self.r_step_5l();
        self.word.cursor = self.word.limit - v_30;
        let v_31 = self.word.limit - self.word.cursor;
        self.r_step_5m();
        self.word.cursor = self.word.limit - v_31;
        let v_32 = self.word.limit - self.word.cursor;
        self.r_step_6();
        self.word.cursor = self.word.limit - v_32;
        let v_33 = self.word.limit - self.word.cursor;
        self.r_step_7();
        self.word.cursor = self.word.limit - v_33;
        self.word.cursor = self.word.limit_backward;
        true
    }
}

static A_0: Among<46, 0> = Among::ending(
    "=25 Ά=1 Έ=5 Ή=7 Ί=9 Ό=15 Ύ=20 Ώ=24 ΐ=7 Α=1 Β=2 Γ=3 Δ=4 Ε=5 Ζ=6 Η=7 Θ=8 Ι=9 Κ=10 Λ=11 Μ=12 Ν=13 Ξ=14 \
     Ο=15 Π=16 Ρ=17 Σ=18 Τ=19 Υ=20 Φ=21 Χ=22 Ψ=23 Ω=24 Ϊ=9 Ϋ=20 ά=1 έ=5 ή=7 ί=9 ΰ=20 ς=18 ϊ=7 ϋ=20 ό=15 \
     ύ=20 ώ=24",
);
static A_1: Among<40, 106> = Among::ending(
    "σκαγια=2 φαγια=1 ολογια=3 σογια=4 τατογια=5 κρεατα=6 περατα=7 τερατα=8 γεγονοτα=11 καθεστωτα=10 \
     φωτα=9 περατη=7 σκαγιων=2 φαγιων=1 ολογιων=3 σογιων=4 τατογιων=5 κρεατων=6 περατων=7 τερατων=8 \
     γεγονοτων=11 καθεστωτων=10 φωτων=9 κρεασ=6 περασ=7 τερασ=8 γεγονοσ=11 κρεατοσ=6 περατοσ=7 τερατοσ=8 \
     γεγονοτοσ=11 καθεστωτοσ=10 φωτοσ=9 καθεστωσ=10 φωσ=9 σκαγιου=2 φαγιου=1 ολογιου=3 σογιου=4 \
     τατογιου=5",
);
static A_2: Among<31, 22> = Among::ending(
    "πα=1 ξαναπα=1 επα=1 περιπα=1 αναμπα=1 εμπα=1 β=2 δανε=1 βαθυρι=2 βαρκ=2 μαρκ=2 λ=2 μ=2 κορν=2 αθρο=1 \
     συναθρο=1 π=2 ιμπ=2 ρ=2 μαρ=2 αμπαρ=2 γκρ=2 βολβορ=2 γλυκορ=2 πιπερορ=2 πρ=2 μπρ=2 αρρ=2 γλυκυρ=2 \
     πολυρ=2 λου=2",
);
static A_3: Among<14, 10> = Among::ending(
    "ιζα=1 ιζε=1 ιζαμε=1 ιζουμε=1 ιζανε=1 ιζουνε=1 ιζατε=1 ιζετε=1 ιζει=1 ιζαν=1 ιζουν=1 ιζεσ=1 ιζεισ=1 \
     ιζω=1",
);
static A_4: Among<8, 0> = Among::ending("βι=1 λι=1 αλ=1 εν=1 σ=1 χ=1 υψ=1 ζω=1");
static A_5: Among<7, 15> = Among::ending("ωθηκα=1 ωθηκε=1 ωθηκαμε=1 ωθηκανε=1 ωθηκατε=1 ωθηκαν=1 ωθηκεσ=1");
static A_6: Among<32, 33> = Among::ending(
    "ξαναπα=1 επα=1 περιπα=1 αναμπα=1 εμπα=1 χαρτοπα=1 εξαρχα=1 γε=2 γκε=2 κλε=1 εκλε=1 απεκλε=1 αποκλε=1 \
     εσωκλε=1 δανε=1 πε=1 επε=1 μετεπε=1 εσε=1 γκ=2 μ=2 πουκαμ=2 κομ=2 αν=2 ολο=2 αθρο=1 συναθρο=1 π=2 \
     λαρ=2 δημοκρατ=2 αφ=2 γιγαντοαφ=2",
);
static A_7: Among<7, 3> = Among::ending("ισα=1 ισαμε=1 ισανε=1 ισε=1 ισατε=1 ισαν=1 ισεσ=1");
static A_8: Among<19, 22> = Among::ending(
    "ξαναπα=1 επα=1 περιπα=1 αναμπα=1 εμπα=1 χαρτοπα=1 εξαρχα=1 κλε=1 εκλε=1 απεκλε=1 αποκλε=1 εσωκλε=1 \
     δανε=1 πε=1 επε=1 μετεπε=1 εσε=1 αθρο=1 συναθρο=1",
);
static A_9: Among<7, 7> = Among::ending("ισουμε=1 ισουνε=1 ισετε=1 ισει=1 ισουν=1 ισεισ=1 ισω=1");
static A_10: Among<40, 5> = Among::ending(
    "ατα=2 φα=2 ηφα=2 μεγ=2 λυγ=2 ηδ=2 κλε=1 εσωκλε=1 πλε=1 δανε=1 σε=1 ασε=1 καθ=2 εχθ=2 κακ=2 μακ=2 \
     σκ=2 φιλ=2 κυλ=2 μ=2 γεμ=2 αχν=2 συναθρο=1 π=2 απ=2 εμπ=2 ευπ=2 αρ=2 αορ=2 γυρ=2 χρ=2 χωρ=2 κτ=2 \
     ακτ=2 χτ=2 αχτ=2 ταχ=2 σχ=2 ασχ=2 υψ=2",
);
static A_11: Among<11, 8> =
    Among::ending("ιστα=1 ιστε=1 ιστη=1 ιστοι=1 ιστων=1 ιστο=1 ιστεσ=1 ιστησ=1 ιστοσ=1 ιστουσ=1 ιστου=1");
static A_12: Among<7, 12> = Among::ending("εγκλε=1 αποκλε=1 δανε=2 αντιδανε=2 σε=1 μετασε=1 μικροσε=1");
static A_13: Among<10, 31> = Among::ending(
    "ατομικ=2 εθνικ=4 τοπικ=7 εκλεκτικ=5 σκεπτικ=6 γνωστικ=3 αγνωστικ=1 αλεξανδριν=8 θεατριν=10 \
     βυζαντιν=9",
);
static A_14: Among<6, 6> = Among::ending("ισμοι=1 ισμων=1 ισμο=1 ισμοσ=1 ισμουσ=1 ισμου=1");
static A_15: Among<2, 0> = Among::ending("σ=1 χ=1");
static A_16: Among<4, 8> = Among::ending("ουδακια=1 αρακια=1 ουδακι=1 αρακι=1");
static A_17: Among<46, 20> = Among::ending(
    "β=2 βαμβ=1 σλοβ=1 τσεχοσλοβ=1 καρδ=2 ζ=2 τζ=1 κ=1 καπακ=1 σοκ=1 σκ=1 βαλ=2 μαλ=1 γλ=2 τριπολ=2 πλ=1 \
     λουλ=1 φυλ=1 καιμ=1 κλιμ=1 φαρμ=1 γιαν=2 σπαν=1 ηγουμεν=2 κον=1 μακρυν=2 π=2 κατραπ=1 ρ=1 βρ=1 \
     λαβρ=1 αμβρ=1 μερ=1 πατερ=2 ανθρ=1 κορ=1 σ=1 ναγκασ=1 τοσ=2 μουστ=1 ρυ=1 φ=1 σφ=1 αλισφ=1 νυφ=2 χ=1",
);
static A_18: Among<8, 6> = Among::ending("ακια=1 αρακια=1 ιτσα=1 ακι=1 αρακι=1 ιτσων=1 ιτσασ=1 ιτσεσ=1");
static A_19: Among<4, 0> = Among::ending("ψαλ=1 αιφν=1 ολο=1 ιρ=1");
static A_20: Among<2, 1> = Among::ending("ε=1 παιχν=1");
static A_21: Among<3, 1> = Among::ending("ιδια=1 ιδιων=1 ιδιο=1");
static A_22: Among<7, 1> = Among::ending("ιβ=1 δ=1 φραγκ=1 λυκ=1 οβελ=1 μην=1 ρ=1");
static A_23: Among<4, 2> = Among::ending("ισκε=1 ισκο=1 ισκοσ=1 ισκου=1");
static A_24: Among<2, 0> = Among::ending("αδων=1 αδεσ=1");
static A_25: Among<10, 5> = Among::ending("γιαγι θει οκ μαμ μαν μπαμπ πεθερ πατερ κυρ νταντ");
static A_26: Among<2, 0> = Among::ending("εδων=1 εδεσ=1");
static A_27: Among<8, 1> = Among::ending("μιλ=1 δαπ=1 γηπ=1 ιπ=1 εμπ=1 οπ=1 κρασπ=1 υπ=1");
static A_28: Among<2, 2> = Among::ending("ουδων=1 ουδεσ=1");
static A_29: Among<15, 3> = Among::ending(
    "τραγ=1 φε=1 καλιακ=1 αρκ=1 σκ=1 πεταλ=1 βελ=1 λουλ=1 φλ=1 χν=1 πλεξ=1 σπ=1 φρ=1 σ=1 λιχ=1",
);
static A_30: Among<2, 0> = Among::ending("εων=1 εωσ=1");
static A_31: Among<8, 0> = Among::ending("δ=1 ιδ=1 θ=1 γαλ=1 ελ=1 ν=1 π=1 παρ=1");
static A_32: Among<3, 0> = Among::ending("ια=1 ιων=1 ιου=1");
static A_33: Among<4, 0> = Among::ending("ικα=1 ικων=1 ικο=1 ικου=1");
static A_34: Among<36, 25> = Among::ending(
    "αδ=1 συναδ=1 καταδ=1 αντιδ=1 ενδ=1 φυλοδ=1 υποδ=1 πρωτοδ=1 εξωδ=1 ηθ=1 ανηθ=1 ξικ=1 αλ=1 αμμοχαλ=1 \
     συνομηλ=1 μπολ=1 μουλ=1 τσαμ=1 βρωμ=1 αμαν=1 μπαν=1 καλλιν=1 ποστελν=1 φιλον=1 καλπ=1 γερ=1 χασ=1 \
     μποσ=1 πλιατσ=1 πετσ=1 πιτσ=1 φυσ=1 μπαγιατ=1 νιτ=1 πικαντ=1 σερτ=1",
);
static A_35: Among<5, 8> = Among::ending("αγαμε=1 ηκαμε=1 ηθηκαμε=1 ησαμε=1 ουσαμε=1");
static A_36: Among<12, 1> =
    Among::ending("βουβ=1 ξεθ=1 πεθ=1 αποθ=1 αποκ=1 ουλ=1 αναπ=1 πικρ=1 ποτ=1 αποστ=1 χ=1 σιχ=1");
static A_37: Among<2, 0> = Among::ending("τρ=1 τσ=1");
static A_38: Among<11, 23> = Among::ending(
    "αγανε=1 ηκανε=1 ηθηκανε=1 ησανε=1 ουσανε=1 οντανε=1 ιοντανε=1 ουντανε=1 ιουντανε=1 οτανε=1 ιοτανε=1",
);
static A_39: Among<95, 121> = Among::ending(
    "ταβ=1 νταβ=1 ψηλοταβ=1 λιβ=1 κλιβ=1 ξηροκλιβ=1 γ=1 αγ=1 τραγ=1 τσαγ=1 αθιγγ=1 τσιγγ=1 ατσιγγ=1 \
     στεγ=1 απηγ=1 σιγ=1 ανοργ=1 ενοργ=1 καλπουζ=1 θ=1 μωαμεθ=1 πιθ=1 απιθ=1 δεκ=1 πελεκ=1 ικ=1 ανικ=1 \
     βουλκ=1 βασκ=1 βραχυκ=1 γαλ=1 καταγαλ=1 ολογαλ=1 βαθυγαλ=1 μελ=1 καστελ=1 πορτολ=1 πλ=1 διπλ=1 \
     λαοπλ=1 ψυχοπλ=1 ουλ=1 μ=1 ολιγοδαμ=1 μουσουλμ=1 δραδουμ=1 βραχμ=1 ν=1 αμερικαν=1 π=1 αδαπ=1 \
     χαμηλοδαπ=1 πολυδαπ=1 κοπ=1 υποκοπ=1 τσοπ=1 σπ=1 ερ=1 γερ=1 βετερ=1 λουθηρ=1 κορμορ=1 περιτρ=1 ουρ=1 \
     σ=1 βασ=1 πολισ=1 σαρακατσ=1 θυσ=1 διατ=1 πλατ=1 τσαρλατ=1 τετ=1 πουριτ=1 σουλτ=1 μαιντ=1 ζωντ=1 \
     καστ=1 φ=1 διαφ=1 στεφ=1 φωτοστεφ=1 περηφ=1 υπερηφ=1 κοιλαρφ=1 πενταρφ=1 ορφ=1 χ=1 αμηχ=1 βιομηχ=1 \
     μεγλοβιομηχ=1 καπνοβιομηχ=1 μικροβιομηχ=1 πολυμηχ=1 λιχ=1",
);
static A_40: Among<1, 1> = Among::ending("ησετε=1");
static A_41: Among<31, 1> = Among::ending(
    "ενδ=1 συνδ=1 οδ=1 διαθ=1 καθ=1 ραθ=1 ταθ=1 τιθ=1 εκθ=1 ενθ=1 συνθ=1 ροθ=1 υπερθ=1 σθ=1 ευθ=1 αρκ=1 \
     ωφελ=1 βολ=1 αιν=1 πον=1 ρον=1 συν=1 βαρ=1 βρ=1 αιρ=1 φορ=1 ευρ=1 πυρ=1 χωρ=1 νετ=1 σχ=1",
);
static A_42: Among<25, 4> = Among::ending(
    "παγ=1 δ=1 αδ=1 θ=1 αθ=1 τοκ=1 σκ=1 παρακαλ=1 σκελ=1 απλ=1 εμ=1 αν=1 βεν=1 βαρον=1 κοπ=1 σερπ=1 \
     αβαρ=1 εναρ=1 αβρ=1 μπορ=1 θαρρ=1 ντρ=1 υ=1 νιφ=1 συρφ=1",
);
static A_43: Among<2, 2> = Among::ending("οντασ=1 ωντασ=1");
static A_44: Among<2, 5> = Among::ending("ομαστε=1 ιομαστε=1");
static A_45: Among<6, 6> = Among::ending("π=1 απ=1 ακαταπ=1 συμπ=1 ασυμπ=1 αμεταμφ=1");
static A_46: Among<9, 4> = Among::ending("ζ=1 αλ=1 παρακαλ=1 εκτελ=1 μ=1 ξ=1 προ=1 αρ=1 νισ=1");
static A_47: Among<3, 4> = Among::ending("ηθηκα=1 ηθηκε=1 ηθηκεσ=1");
static A_48: Among<6, 1> = Among::ending("πιθ=1 οθ=1 ναρθ=1 σκουλ=1 σκωλ=1 σφ=1");
static A_49: Among<5, 6> = Among::ending("θ=1 διαθ=1 παρακαταθ=1 συνθ=1 προσθ=1");
static A_50: Among<3, 0> = Among::ending("ηκα=1 ηκε=1 ηκεσ=1");
static A_51: Among<12, 6> =
    Among::ending("φαγ=1 ληγ=1 φρυδ=1 μαντιλ=1 μαλλ=1 ομ=1 βλεπ=1 ποδαρ=1 κυματ=1 πρωτ=1 λαχ=1 πανταχ=1");
static A_52: Among<25, 23> = Among::ending(
    "τσα=1 χαδ=1 μεδ=1 λαμπιδ=1 δε=1 πλε=1 μεσαζ=1 δεσποζ=1 αιθ=1 φαρμακ=1 αγκ=1 ανηκ=1 λ=1 μ=1 αμ=1 \
     βρομ=1 υποτειν=1 εκλιπ=1 ρ=1 ενδιαφερ=1 αναρρ=1 πατ=1 καθαρευ=1 δευτερευ=1 λεχ=1",
);
static A_53: Among<3, 1> = Among::ending("ουσα=1 ουσε=1 ουσεσ=1");
static A_54: Among<12, 2> =
    Among::ending("πελ=1 λλ=1 σμην=1 ρπ=1 πρ=1 φρ=1 χορτ=1 οφ=1 ψοφ σφ=1 λοχ=1 ναυλοχ");
static A_55: Among<44, 27> = Among::ending(
    "αμαλλι=1 λ=1 αμαλ=1 μ=1 ουλαμ=1 εν=1 δερβεν=1 π=1 αειπ=1 αρτιπ=1 συμπ=1 νεοπ=1 κροκαλοπ=1 ολοπ=1 \
     προσωποπ=1 σιδηροπ=1 δροσοπ=1 ασπ=1 ανυπ=1 ρ=1 ασπαρ=1 χαρ=1 αχαρ=1 απερ=1 τρ=1 ουρ=1 τ=1 διατ=1 \
     επιτ=1 συντ=1 ομοτ=1 νομοτ=1 αποτ=1 υποτ=1 αβαστ=1 αιμοστ=1 προστ=1 ανυστ=1 ναυ=1 αφ=1 ξεφ=1 αδηφ=1 \
     παμφ=1 πολυφ=1",
);
static A_56: Among<3, 0> = Among::ending("αγα=1 αγε=1 αγεσ=1");
static A_57: Among<3, 0> = Among::ending("ησα=1 ησε=1 ησου=1");
static A_58: Among<6, 11> = Among::ending("ν=1 δωδεκαν=1 επταν=1 μεγαλον=1 ερημον=1 χερσον=1");
static A_59: Among<1, 0> = Among::ending("ηστε=1");
static A_60: Among<10, 7> =
    Among::ending("σβ=1 ασβ=1 απλ=1 αειμν=1 χρ=1 αχρ=1 κοινοχρ=1 δυσχρ=1 ευχρ=1 παλιμψ=1");
static A_61: Among<3, 4> = Among::ending("ουνε=1 ηθουνε=1 ησουνε=1");
static A_62: Among<6, 12> = Among::ending("σπι=1 ν=1 εξων=1 ρ=1 στραβομουτσ=1 κακομουτσ=1");
static A_63: Among<3, 4> = Among::ending("ουμε=1 ηθουμε=1 ησουμε=1");
static A_64: Among<7, 11> = Among::ending("αζ=1 ωριοπλ=1 ασουσ=1 παρασουσ=1 αλλοσουσ=1 φ=1 χ=1");
static A_65: Among<3, 2> = Among::ending("ματα=1 ματων=1 ματοσ=1");
static A_66: Among<84, 93> = Among::ending(
    "α=1 ιουμα=1 ομουνα=1 ιομουνα=1 οσουνα=1 ιοσουνα=1 ε=1 αγατε=1 ηκατε=1 ηθηκατε=1 ησατε=1 ουσατε=1 \
     ειτε=1 ηθειτε=1 ιεμαστε=1 ουμαστε=1 ιουμαστε=1 ιεσαστε=1 οσαστε=1 ιοσαστε=1 η=1 ι=1 αμαι=1 ιεμαι=1 \
     ομαι=1 ουμαι=1 ασαι=1 εσαι=1 ιεσαι=1 αται=1 εται=1 ιεται=1 ονται=1 ουνται=1 ιουνται=1 ει=1 αει=1 \
     ηθει=1 ησει=1 οι=1 αν=1 αγαν=1 ηκαν=1 ηθηκαν=1 ησαν=1 ουσαν=1 οντουσαν=1 ιοντουσαν=1 ονταν=1 \
     ιονταν=1 ουνταν=1 ιουνταν=1 οταν=1 ιοταν=1 ομασταν=1 ιομασταν=1 οσασταν=1 ιοσασταν=1 ουν=1 ηθουν=1 \
     ομουν=1 ιομουν=1 ησουν=1 οσουν=1 ιοσουν=1 ων=1 ηδων=1 ο=1 ασ=1 εσ=1 ηδεσ=1 ησεσ=1 ησ=1 εισ=1 ηθεισ=1 \
     οσ=1 υσ=1 ουσ=1 υ=1 ου=1 ω=1 αω=1 ηθω=1 ησω=1",
);
static A_67: Among<8, 2> = Among::ending("οτερ=1 εστερ=1 υτερ=1 ωτερ=1 οτατ=1 εστατ=1 υτατ=1 ωτατ=1");
static G_V: Grouping<1> = Grouping::of("αεηιουω");
static G_V2: Grouping<1> = Grouping::of("αεηιοω");
