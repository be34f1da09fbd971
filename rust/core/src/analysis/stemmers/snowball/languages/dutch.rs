//! The algorithm `dutch`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Dutch<'w> {
    word: Word<'w>,
    ge_removed: bool,
    stemmed: bool,
    p2: i32,
    p1: i32,
    ch: u16,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Dutch { word, ge_removed: false, stemmed: false, p2: 0, p1: 0, ch: 0 };
    state.stem();
    state.word
}

impl Dutch<'_> {
    fn r_r1(&mut self) -> bool {
        self.p1 <= self.word.cursor
    }

    fn r_r2(&mut self) -> bool {
        self.p2 <= self.word.cursor
    }

    fn r_v(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            let v_2 = self.word.limit - self.word.cursor;
            'lab1: {
                if !self.word.in_grouping_b(&G_V) {
                    break 'lab1;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_2;
            if !self.word.eq_s_b(letters!("ij")) {
                return false;
            }
        }
        self.word.cursor = self.word.limit - v_1;
        true
    }

    fn r_vx(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        if self.word.cursor <= self.word.limit_backward {
            return false;
        }
        self.word.cursor -= 1;
        'lab0: {
            let v_2 = self.word.limit - self.word.cursor;
            'lab1: {
                if !self.word.in_grouping_b(&G_V) {
                    break 'lab1;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_2;
            if !self.word.eq_s_b(letters!("ij")) {
                return false;
            }
        }
        self.word.cursor = self.word.limit - v_1;
        true
    }

    fn r_c(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        let v_2 = self.word.limit - self.word.cursor;
        'lab0: {
            if !self.word.eq_s_b(letters!("ij")) {
                break 'lab0;
            }
            return false;
        }
        self.word.cursor = self.word.limit - v_2;
        if !self.word.out_grouping_b(&G_V) {
            return false;
        }
        self.word.cursor = self.word.limit - v_1;
        true
    }

    fn r_lengthen_v(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            if !self.word.out_grouping_b(&G_V_WX) {
                break 'lab0;
            }
            self.word.ket = self.word.cursor;
            let among_var = self.word.find_among_b(&A_0);
            if among_var == 0 {
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            match among_var {
                1 => {
                    let v_2 = self.word.limit - self.word.cursor;
                    'lab1: {
                        let v_3 = self.word.limit - self.word.cursor;
                        'lab2: {
                            if !self.word.out_grouping_b(&G_AEIOU) {
                                break 'lab2;
                            }
                            break 'lab1;
                        }
                        self.word.cursor = self.word.limit - v_3;
                        if self.word.cursor > self.word.limit_backward {
                            break 'lab0;
                        }
                    }
                    self.word.cursor = self.word.limit - v_2;
                    self.ch = self.word.slice_to();
                    if self.ch == 0 {
                        return false;
                    }
                    let c = self.word.cursor;
                    self.word.insert(self.word.cursor, self.word.cursor, &[self.ch]);
                    self.word.cursor = c;
                }
                2 => {
                    let v_4 = self.word.limit - self.word.cursor;
                    'lab3: {
                        let v_5 = self.word.limit - self.word.cursor;
                        'lab4: {
                            if !self.word.out_grouping_b(&G_AEIOU) {
                                break 'lab4;
                            }
                            break 'lab3;
                        }
                        self.word.cursor = self.word.limit - v_5;
                        if self.word.cursor > self.word.limit_backward {
                            break 'lab0;
                        }
                    }
                    let v_6 = self.word.limit - self.word.cursor;
                    'lab5: {
                        'lab6: {
                            let v_7 = self.word.limit - self.word.cursor;
                            'lab7: {
                                if !self.word.in_grouping_b(&G_AIOU) {
                                    break 'lab7;
                                }
                                break 'lab6;
                            }
                            self.word.cursor = self.word.limit - v_7;
                            if !self.word.in_grouping_b(&G_E) {
                                break 'lab5;
                            }
                            if self.word.cursor > self.word.limit_backward {
                                break 'lab5;
                            }
                        }
                        break 'lab0;
                    }
                    self.word.cursor = self.word.limit - v_6;
                    let v_8 = self.word.limit - self.word.cursor;
                    'lab8: {
                        if self.word.cursor <= self.word.limit_backward {
                            break 'lab8;
                        }
                        self.word.cursor -= 1;
                        if !self.word.in_grouping_b(&G_AIOU) {
                            break 'lab8;
                        }
                        if !self.word.out_grouping_b(&G_AEIOU) {
                            break 'lab8;
                        }
                        break 'lab0;
                    }
                    self.word.cursor = self.word.limit - v_8;
                    self.word.cursor = self.word.limit - v_4;
                    self.ch = self.word.slice_to();
                    if self.ch == 0 {
                        return false;
                    }
                    let c = self.word.cursor;
                    self.word.insert(self.word.cursor, self.word.cursor, &[self.ch]);
                    self.word.cursor = c;
                }
                3 => {
                    self.word.slice_from(letters!("eëe"));
                }
                _ => {
                    self.word.slice_from(letters!("iee"));
                }
            }
        }
        self.word.cursor = self.word.limit - v_1;
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
                self.word.slice_del();
            }
            2 => {
                if !self.r_r1() {
                    return false;
                }
                let v_1 = self.word.limit - self.word.cursor;
                'lab0: {
                    if !self.word.eq_s_b(letters!("t")) {
                        break 'lab0;
                    }
                    if !self.r_r1() {
                        break 'lab0;
                    }
                    return false;
                }
                self.word.cursor = self.word.limit - v_1;
                if !self.r_c() {
                    return false;
                }
                self.word.slice_del();
            }
            3 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_from(letters!("ie"));
            }
            4 => 'lab1: {
                let v_2 = self.word.limit - self.word.cursor;
                'lab2: {
                    let v_3 = self.word.limit - self.word.cursor;
                    if !self.word.eq_s_b(letters!("ar")) {
                        break 'lab2;
                    }
                    if !self.r_r1() {
                        break 'lab2;
                    }
                    if !self.r_c() {
                        break 'lab2;
                    }
                    self.word.cursor = self.word.limit - v_3;
                    self.word.slice_del();
                    self.r_lengthen_v();
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_2;
                'lab3: {
                    let v_4 = self.word.limit - self.word.cursor;
                    if !self.word.eq_s_b(letters!("er")) {
                        break 'lab3;
                    }
                    if !self.r_r1() {
                        break 'lab3;
                    }
                    if !self.r_c() {
                        break 'lab3;
                    }
                    self.word.cursor = self.word.limit - v_4;
                    self.word.slice_del();
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_2;
                if !self.r_r1() {
                    return false;
                }
                if !self.r_c() {
                    return false;
                }
                self.word.slice_from(letters!("e"));
            }
            5 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_from(letters!("é"));
            }
            6 => {
                if !self.r_r1() {
                    return false;
                }
                if !self.r_v() {
                    return false;
                }
                self.word.slice_from(letters!("au"));
            }
            7 => 'lab4: {
                let v_5 = self.word.limit - self.word.cursor;
                'lab5: {
                    if !self.word.eq_s_b(letters!("hed")) {
                        break 'lab5;
                    }
                    if !self.r_r1() {
                        break 'lab5;
                    }
                    self.word.bra = self.word.cursor;
                    self.word.slice_from(letters!("heid"));
                    break 'lab4;
                }
                self.word.cursor = self.word.limit - v_5;
                'lab6: {
                    if !self.word.eq_s_b(letters!("nd")) {
                        break 'lab6;
                    }
                    self.word.slice_del();
                    break 'lab4;
                }
                self.word.cursor = self.word.limit - v_5;
                'lab7: {
                    if !self.word.eq_s_b(letters!("d")) {
                        break 'lab7;
                    }
                    if !self.r_r1() {
                        break 'lab7;
                    }
                    if !self.r_c() {
                        break 'lab7;
                    }
                    self.word.bra = self.word.cursor;
                    self.word.slice_del();
                    break 'lab4;
                }
                self.word.cursor = self.word.limit - v_5;
                'lab8: {
                    'lab9: {
                        let v_6 = self.word.limit - self.word.cursor;
                        'lab10: {
                            if !self.word.eq_s_b(letters!("i")) {
                                break 'lab10;
                            }
                            break 'lab9;
                        }
                        self.word.cursor = self.word.limit - v_6;
                        if !self.word.eq_s_b(letters!("j")) {
                            break 'lab8;
                        }
                    }
                    if !self.r_v() {
                        break 'lab8;
                    }
                    self.word.slice_del();
                    break 'lab4;
                }
                self.word.cursor = self.word.limit - v_5;
                if !self.r_r1() {
                    return false;
                }
                if !self.r_c() {
                    return false;
                }
                self.word.slice_del();
                self.r_lengthen_v();
            }
            _ => {
                self.word.slice_from(letters!("nd"));
            }
        }
        true
    }

    fn r_step_2(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_2);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => 'lab0: {
                let v_1 = self.word.limit - self.word.cursor;
                'lab1: {
                    if !self.word.eq_s_b(letters!("'t")) {
                        break 'lab1;
                    }
                    self.word.bra = self.word.cursor;
                    self.word.slice_del();
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                'lab2: {
                    if !self.word.eq_s_b(letters!("et")) {
                        break 'lab2;
                    }
                    self.word.bra = self.word.cursor;
                    if !self.r_r1() {
                        break 'lab2;
                    }
                    if !self.r_c() {
                        break 'lab2;
                    }
                    self.word.slice_del();
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                'lab3: {
                    if !self.word.eq_s_b(letters!("rnt")) {
                        break 'lab3;
                    }
                    self.word.bra = self.word.cursor;
                    self.word.slice_from(letters!("rn"));
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                'lab4: {
                    if !self.word.eq_s_b(letters!("t")) {
                        break 'lab4;
                    }
                    self.word.bra = self.word.cursor;
                    if !self.r_r1() {
                        break 'lab4;
                    }
                    if !self.r_vx() {
                        break 'lab4;
                    }
                    self.word.slice_del();
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                'lab5: {
                    if !self.word.eq_s_b(letters!("ink")) {
                        break 'lab5;
                    }
                    self.word.bra = self.word.cursor;
                    self.word.slice_from(letters!("ing"));
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                'lab6: {
                    if !self.word.eq_s_b(letters!("mp")) {
                        break 'lab6;
                    }
                    self.word.bra = self.word.cursor;
                    self.word.slice_from(letters!("m"));
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                'lab7: {
                    if !self.word.eq_s_b(letters!("'")) {
                        break 'lab7;
                    }
                    self.word.bra = self.word.cursor;
                    if !self.r_r1() {
                        break 'lab7;
                    }
                    self.word.slice_del();
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                self.word.bra = self.word.cursor;
                if !self.r_r1() {
                    return false;
                }
                if !self.r_c() {
                    return false;
                }
                self.word.slice_del();
            }
            2 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_from(letters!("g"));
            }
            3 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_from(letters!("lijk"));
            }
            4 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_from(letters!("isch"));
            }
            5 => {
                if !self.r_r1() {
                    return false;
                }
                if !self.r_c() {
                    return false;
                }
                self.word.slice_del();
            }
            6 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_from(letters!("t"));
            }
            7 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_from(letters!("s"));
            }
            8 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_from(letters!("r"));
            }
            9 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_del();
                self.word.insert(self.word.cursor, self.word.cursor, letters!("l"));
                self.r_lengthen_v();
            }
            10 => {
                if !self.r_r1() {
                    return false;
                }
                if !self.r_c() {
                    return false;
                }
                self.word.slice_del();
                self.word.insert(self.word.cursor, self.word.cursor, letters!("en"));
                self.r_lengthen_v();
            }
            _ => {
                if !self.r_r1() {
                    return false;
                }
                if !self.r_c() {
                    return false;
                }
                self.word.slice_from(letters!("ief"));
            }
        }
        true
    }

    fn r_step_3(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_3);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_from(letters!("eer"));
            }
            2 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_del();
                self.r_lengthen_v();
            }
            3 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_del();
            }
            4 => {
                self.word.slice_from(letters!("r"));
            }
            5 => 'lab0: {
                let v_1 = self.word.limit - self.word.cursor;
                'lab1: {
                    if !self.word.eq_s_b(letters!("ild")) {
                        break 'lab1;
                    }
                    self.word.slice_from(letters!("er"));
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_del();
                self.r_lengthen_v();
            }
            6 => {
                if !self.r_r1() {
                    return false;
                }
                if !self.r_c() {
                    return false;
                }
                self.word.slice_from(letters!("aar"));
            }
            7 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_del();
                self.word.insert(self.word.cursor, self.word.cursor, letters!("f"));
                self.r_lengthen_v();
            }
            8 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_del();
                self.word.insert(self.word.cursor, self.word.cursor, letters!("g"));
                self.r_lengthen_v();
            }
            9 => {
                if !self.r_r1() {
                    return false;
                }
                if !self.r_c() {
                    return false;
                }
                self.word.slice_from(letters!("t"));
            }
            _ => {
                if !self.r_r1() {
                    return false;
                }
                if !self.r_c() {
                    return false;
                }
                self.word.slice_from(letters!("d"));
            }
        }
        true
    }

    fn r_step_4(&mut self) -> bool {
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                self.word.ket = self.word.cursor;
                let among_var = self.word.find_among_b(&A_4);
                if among_var == 0 {
                    break 'lab1;
                }
                self.word.bra = self.word.cursor;
                match among_var {
                    1 => {
                        if !self.r_r1() {
                            break 'lab1;
                        }
                        self.word.slice_from(letters!("ie"));
                    }
                    2 => {
                        if !self.r_r1() {
                            break 'lab1;
                        }
                        self.word.slice_from(letters!("eer"));
                    }
                    3 => {
                        if !self.r_r1() {
                            break 'lab1;
                        }
                        self.word.slice_del();
                    }
                    4 => {
                        if !self.r_r1() {
                            break 'lab1;
                        }
                        if !self.r_v() {
                            break 'lab1;
                        }
                        self.word.slice_from(letters!("n"));
                    }
                    5 => {
                        if !self.r_r1() {
                            break 'lab1;
                        }
                        if !self.r_v() {
                            break 'lab1;
                        }
                        self.word.slice_from(letters!("l"));
                    }
                    6 => {
                        if !self.r_r1() {
                            break 'lab1;
                        }
                        if !self.r_v() {
                            break 'lab1;
                        }
                        self.word.slice_from(letters!("r"));
                    }
                    7 => {
                        if !self.r_r1() {
                            break 'lab1;
                        }
                        self.word.slice_from(letters!("teer"));
                    }
                    8 => {
                        if !self.r_r1() {
                            break 'lab1;
                        }
                        self.word.slice_from(letters!("lijk"));
                    }
                    _ => {
                        if !self.r_r1() {
                            break 'lab1;
                        }
                        if !self.r_c() {
                            break 'lab1;
                        }
                        self.word.slice_del();
                        self.r_lengthen_v();
                    }
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            self.word.ket = self.word.cursor;
            if self.word.find_among_b(&A_5) == 0 {
                return false;
            }
            self.word.bra = self.word.cursor;
            if !self.r_r1() {
                return false;
            }
            let v_2 = self.word.limit - self.word.cursor;
            'lab2: {
                if !self.word.eq_s_b(letters!("inn")) {
                    break 'lab2;
                }
                if self.word.cursor > self.word.limit_backward {
                    break 'lab2;
                }
                return false;
            }
            self.word.cursor = self.word.limit - v_2;
            if !self.r_c() {
                return false;
            }
            self.word.slice_del();
            self.r_lengthen_v();
        }
        true
    }

    fn r_step_7(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_6);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_from(letters!("k"));
            }
            2 => {
                self.word.slice_from(letters!("f"));
            }
            _ => {
                self.word.slice_from(letters!("p"));
            }
        }
        true
    }

    fn r_step_6(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_7);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_from(letters!("b"));
            }
            2 => {
                self.word.slice_from(letters!("c"));
            }
            3 => {
                self.word.slice_from(letters!("d"));
            }
            4 => {
                self.word.slice_from(letters!("f"));
            }
            5 => {
                self.word.slice_from(letters!("g"));
            }
            6 => {
                self.word.slice_from(letters!("h"));
            }
            7 => {
                self.word.slice_from(letters!("j"));
            }
            8 => {
                self.word.slice_from(letters!("k"));
            }
            9 => {
                self.word.slice_from(letters!("l"));
            }
            10 => {
                self.word.slice_from(letters!("m"));
            }
            11 => {
                let v_1 = self.word.limit - self.word.cursor;
                'lab0: {
                    if !self.word.eq_s_b(letters!("i")) {
                        break 'lab0;
                    }
                    if self.word.cursor > self.word.limit_backward {
                        break 'lab0;
                    }
                    return false;
                }
                self.word.cursor = self.word.limit - v_1;
                self.word.slice_from(letters!("n"));
            }
            12 => {
                self.word.slice_from(letters!("p"));
            }
            13 => {
                self.word.slice_from(letters!("q"));
            }
            14 => {
                self.word.slice_from(letters!("r"));
            }
            15 => {
                self.word.slice_from(letters!("s"));
            }
            16 => {
                self.word.slice_from(letters!("t"));
            }
            17 => {
                self.word.slice_from(letters!("v"));
            }
            18 => {
                self.word.slice_from(letters!("w"));
            }
            19 => {
                self.word.slice_from(letters!("x"));
            }
            _ => {
                self.word.slice_from(letters!("z"));
            }
        }
        true
    }

    fn r_step_1c(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_8);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        if !self.r_c() {
            return false;
        }
        if among_var == 1 {
            let v_1 = self.word.limit - self.word.cursor;
            'lab0: {
                if !self.word.eq_s_b(letters!("n")) {
                    break 'lab0;
                }
                if !self.r_r1() {
                    break 'lab0;
                }
                return false;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab1: {
                let v_2 = self.word.limit - self.word.cursor;
                'lab2: {
                    if !self.word.eq_s_b(letters!("in")) {
                        break 'lab2;
                    }
                    if self.word.cursor > self.word.limit_backward {
                        break 'lab2;
                    }
                    self.word.slice_from(letters!("n"));
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_2;
                self.word.slice_del();
            }
        } else {
            let v_3 = self.word.limit - self.word.cursor;
            'lab3: {
                if !self.word.eq_s_b(letters!("h")) {
                    break 'lab3;
                }
                if !self.r_r1() {
                    break 'lab3;
                }
                return false;
            }
            self.word.cursor = self.word.limit - v_3;
            let v_4 = self.word.limit - self.word.cursor;
            'lab4: {
                if !self.word.eq_s_b(letters!("en")) {
                    break 'lab4;
                }
                if self.word.cursor > self.word.limit_backward {
                    break 'lab4;
                }
                return false;
            }
            self.word.cursor = self.word.limit - v_4;
            self.word.slice_del();
        }
        true
    }

    fn r_lose_prefix(&mut self) -> bool {
        let mut among_var;
        self.word.bra = self.word.cursor;
        if !self.word.eq_s(letters!("ge")) {
            return false;
        }
        self.word.ket = self.word.cursor;
        let v_1 = self.word.cursor;
        let c = self.word.cursor + 3;
        if c > self.word.limit {
            return false;
        }
        self.word.cursor = c;
        self.word.cursor = v_1;
        let v_2 = self.word.cursor;
        'lab0: {
            loop {
                let v_3 = self.word.cursor;
                'lab1: {
                    'lab2: {
                        let v_4 = self.word.cursor;
                        'lab3: {
                            if !self.word.eq_s(letters!("ij")) {
                                break 'lab3;
                            }
                            break 'lab2;
                        }
                        self.word.cursor = v_4;
                        if !self.word.in_grouping(&G_V) {
                            break 'lab1;
                        }
                    }
                    break 'lab0;
                }
                self.word.cursor = v_3;
                if self.word.cursor >= self.word.limit {
                    return false;
                }
                self.word.cursor += 1;
            }
        }
        'loop2: loop {
            let v_5 = self.word.cursor;
            'lab4: {
                'lab5: {
                    let v_6 = self.word.cursor;
                    'lab6: {
                        if !self.word.eq_s(letters!("ij")) {
                            break 'lab6;
                        }
                        break 'lab5;
                    }
                    self.word.cursor = v_6;
                    if !self.word.in_grouping(&G_V) {
                        break 'lab4;
                    }
                }
                continue 'loop2;
            }
            self.word.cursor = v_5;
            break 'loop2;
        }
        'lab7: {
            if self.word.cursor < self.word.limit {
                break 'lab7;
            }
            return false;
        }
        self.word.cursor = v_2;
        among_var = self.word.find_among(&A_9);
        if among_var == 1 {
            return false;
        }
        self.ge_removed = true;
        self.word.slice_del();
        let v_8 = self.word.cursor;
        'lab8: {
            self.word.bra = self.word.cursor;
            among_var = self.word.find_among(&A_10);
            if among_var == 0 {
                break 'lab8;
            }
            self.word.ket = self.word.cursor;
            if among_var == 1 {
                self.word.slice_from(letters!("e"));
            } else {
                self.word.slice_from(letters!("i"));
            }
        }
        self.word.cursor = v_8;
        true
    }

    fn r_lose_infix(&mut self) -> bool {
        if self.word.cursor >= self.word.limit {
            return false;
        }
        self.word.cursor += 1;
        'lab0: {
            loop {
                'lab1: {
                    self.word.bra = self.word.cursor;
                    if !self.word.eq_s(letters!("ge")) {
                        break 'lab1;
                    }
                    self.word.ket = self.word.cursor;
                    break 'lab0;
                }
                if self.word.cursor >= self.word.limit {
                    return false;
                }
                self.word.cursor += 1;
            }
        }
        let v_2 = self.word.cursor;
        let c = self.word.cursor + 3;
        if c > self.word.limit {
            return false;
        }
        self.word.cursor = c;
        self.word.cursor = v_2;
        let v_3 = self.word.cursor;
        'lab2: {
            loop {
                let v_4 = self.word.cursor;
                'lab3: {
                    'lab4: {
                        let v_5 = self.word.cursor;
                        'lab5: {
                            if !self.word.eq_s(letters!("ij")) {
                                break 'lab5;
                            }
                            break 'lab4;
                        }
                        self.word.cursor = v_5;
                        if !self.word.in_grouping(&G_V) {
                            break 'lab3;
                        }
                    }
                    break 'lab2;
                }
                self.word.cursor = v_4;
                if self.word.cursor >= self.word.limit {
                    return false;
                }
                self.word.cursor += 1;
            }
        }
        'loop3: loop {
            let v_6 = self.word.cursor;
            'lab6: {
                'lab7: {
                    let v_7 = self.word.cursor;
                    'lab8: {
                        if !self.word.eq_s(letters!("ij")) {
                            break 'lab8;
                        }
                        break 'lab7;
                    }
                    self.word.cursor = v_7;
                    if !self.word.in_grouping(&G_V) {
                        break 'lab6;
                    }
                }
                continue 'loop3;
            }
            self.word.cursor = v_6;
            break 'loop3;
        }
        'lab9: {
            if self.word.cursor < self.word.limit {
                break 'lab9;
            }
            return false;
        }
        self.word.cursor = v_3;
        self.ge_removed = true;
        self.word.slice_del();
        let v_9 = self.word.cursor;
        'lab10: {
            self.word.bra = self.word.cursor;
            let among_var = self.word.find_among(&A_11);
            if among_var == 0 {
                break 'lab10;
            }
            self.word.ket = self.word.cursor;
            if among_var == 1 {
                self.word.slice_from(letters!("e"));
            } else {
                self.word.slice_from(letters!("i"));
            }
        }
        self.word.cursor = v_9;
        true
    }

    fn r_measure(&mut self) -> bool {
        let mut v_3;
        let mut v_7;
        self.p1 = self.word.limit;
        self.p2 = self.word.limit;
        let v_1 = self.word.cursor;
        'lab0: {
            'loop1: loop {
                'lab1: {
                    if !self.word.out_grouping(&G_V) {
                        break 'lab1;
                    }
                    continue 'loop1;
                }
                break 'loop1;
            }
            v_3 = 1;
            'loop2: loop {
                let v_4 = self.word.cursor;
                'lab2: {
                    'lab3: {
                        let v_5 = self.word.cursor;
                        'lab4: {
                            if !self.word.eq_s(letters!("ij")) {
                                break 'lab4;
                            }
                            break 'lab3;
                        }
                        self.word.cursor = v_5;
                        if !self.word.in_grouping(&G_V) {
                            break 'lab2;
                        }
                    }
                    v_3 -= 1;
                    continue 'loop2;
                }
                self.word.cursor = v_4;
                break 'loop2;
            }
            if v_3 > 0 {
                break 'lab0;
            }
            if !self.word.out_grouping(&G_V) {
                break 'lab0;
            }
            self.p1 = self.word.cursor;
            'loop3: loop {
                'lab5: {
                    if !self.word.out_grouping(&G_V) {
                        break 'lab5;
                    }
                    continue 'loop3;
                }
                break 'loop3;
            }
            v_7 = 1;
            'loop4: loop {
                let v_8 = self.word.cursor;
                'lab6: {
                    'lab7: {
                        let v_9 = self.word.cursor;
                        'lab8: {
                            if !self.word.eq_s(letters!("ij")) {
                                break 'lab8;
                            }
                            break 'lab7;
                        }
                        self.word.cursor = v_9;
                        if !self.word.in_grouping(&G_V) {
                            break 'lab6;
                        }
                    }
                    v_7 -= 1;
                    continue 'loop4;
                }
                self.word.cursor = v_8;
                break 'loop4;
            }
            if v_7 > 0 {
                break 'lab0;
            }
            if !self.word.out_grouping(&G_V) {
                break 'lab0;
            }
            self.p2 = self.word.cursor;
        }
        self.word.cursor = v_1;
        true
    }

    fn stem(&mut self) -> bool {
        self.stemmed = false;
        self.r_measure();
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            if !self.r_step_1() {
                break 'lab0;
            }
            self.stemmed = true;
        }
        self.word.cursor = self.word.limit - v_1;
        let v_2 = self.word.limit - self.word.cursor;
        'lab1: {
            if !self.r_step_2() {
                break 'lab1;
            }
            self.stemmed = true;
        }
        self.word.cursor = self.word.limit - v_2;
        let v_3 = self.word.limit - self.word.cursor;
        'lab2: {
            if !self.r_step_3() {
                break 'lab2;
            }
            self.stemmed = true;
        }
        self.word.cursor = self.word.limit - v_3;
        let v_4 = self.word.limit - self.word.cursor;
        'lab3: {
            if !self.r_step_4() {
                break 'lab3;
            }
            self.stemmed = true;
        }
        self.word.cursor = self.word.limit - v_4;
        self.word.cursor = self.word.limit_backward;
        self.ge_removed = false;
        let v_5 = self.word.cursor;
        'lab4: {
            let v_6 = self.word.cursor;
            if !self.r_lose_prefix() {
                break 'lab4;
            }
            self.word.cursor = v_6;
            self.r_measure();
        }
        self.word.cursor = v_5;
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_7 = self.word.limit - self.word.cursor;
        'lab5: {
            if !self.ge_removed {
                break 'lab5;
            }
            self.stemmed = true;
            if !self.r_step_1c() {
                break 'lab5;
            }
        }
        self.word.cursor = self.word.limit - v_7;
        self.word.cursor = self.word.limit_backward;
        self.ge_removed = false;
        let v_8 = self.word.cursor;
        'lab6: {
            let v_9 = self.word.cursor;
            if !self.r_lose_infix() {
                break 'lab6;
            }
            self.word.cursor = v_9;
            self.r_measure();
        }
        self.word.cursor = v_8;
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_10 = self.word.limit - self.word.cursor;
        'lab7: {
            if !self.ge_removed {
                break 'lab7;
            }
            self.stemmed = true;
            if !self.r_step_1c() {
                break 'lab7;
            }
        }
        self.word.cursor = self.word.limit - v_10;
        self.word.cursor = self.word.limit_backward;
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_11 = self.word.limit - self.word.cursor;
        'lab8: {
            if !self.r_step_7() {
                break 'lab8;
            }
            self.stemmed = true;
        }
        self.word.cursor = self.word.limit - v_11;
        let v_12 = self.word.limit - self.word.cursor;
        'lab9: {
            if !self.stemmed {
                break 'lab9;
            }
            if !self.r_step_6() {
                break 'lab9;
            }
        }
        self.word.cursor = self.word.limit - v_12;
        self.word.cursor = self.word.limit_backward;
        true
    }
}

static A_0: Among<21, 0> =
    Among::ending("a=1 e=2 o=1 u=1 à=1 á=1 â=1 ä=1 è=2 é=2 ê=2 eë=3 ië=4 ò=1 ó=1 ô=1 ö=1 ù=1 ú=1 û=1 ü=1");
static A_1: Among<8, 0> = Among::ending("nde=8 en=7 s=2 's=1 es=4 ies=3 aus=6 és=5");
static A_2: Among<11, 2> = Among::ending("de=5 ge=2 ische=4 je=1 lijke=3 le=9 ene=10 re=8 se=7 te=6 ieve=11");
static A_3: Among<14, 1> = Among::ending(
    "heid=3 fie=7 gie=8 atie=1 isme=5 ing=5 arij=6 erij=5 sel=3 rder=4 ster=3 iteit=2 dst=10 tst=9",
);
static A_4: Among<16, 21> = Among::ending(
    "end=9 atief=2 erig=9 achtig=3 ioneel=1 baar=3 laar=5 naar=4 raar=6 eriger=9 achtiger=3 lijker=8 \
     tant=7 erigst=9 achtigst=3 lijkst=8",
);
static A_5: Among<3, 0> = Among::ending("ig=1 iger=1 igst=1");
static A_6: Among<3, 0> = Among::ending("ft=2 kt=1 pt=3");
static A_7: Among<22, 0> = Among::ending(
    "bb=1 cc=2 dd=3 ff=4 gg=5 hh=6 jj=7 kk=8 ll=9 mm=10 nn=11 pp=12 qq=13 rr=14 ss=15 tt=16 v=4 vv=17 \
     ww=18 xx=19 z=15 zz=20",
);
static A_8: Among<2, 0> = Among::ending("d=1 t=2");
static A_9: Among<6, 0> = Among::beginning(" eft=1 vaa=1 val=1 vali vare=1");
static A_10: Among<2, 0> = Among::beginning("ë=1 ï=2");
static A_11: Among<2, 0> = Among::beginning("ë=1 ï=2");
static G_E: Grouping<3> = Grouping::of("eèéêë");
static G_AIOU: Grouping<3> = Grouping::of("aiouàáâäìíîïòóôöùúûü");
static G_AEIOU: Grouping<3> = Grouping::of("aeiouàáâäèéêëìíîïòóôöùúûü");
static G_V: Grouping<3> = Grouping::of("aeiouyàáâäèéêëìíîïòóôöùúûü");
static G_V_WX: Grouping<3> = Grouping::of("aeiouwxyàáâäèéêëìíîïòóôöùúûü");
