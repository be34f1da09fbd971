//! The algorithm `porter`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Porter<'w> {
    word: Word<'w>,
    y_found: bool,
    p2: i32,
    p1: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Porter { word, y_found: false, p2: 0, p1: 0 };
    state.stem();
    state.word
}

impl Porter<'_> {
    fn r_shortv(&mut self) -> bool {
        if !self.word.out_grouping_b(&G_V_WXY) {
            return false;
        }
        if !self.word.in_grouping_b(&G_V) {
            return false;
        }
        if !self.word.out_grouping_b(&G_V) {
            return false;
        }
        true
    }

    fn r_r1(&mut self) -> bool {
        self.p1 <= self.word.cursor
    }

    fn r_r2(&mut self) -> bool {
        self.p2 <= self.word.cursor
    }

    fn r_step_1a(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_0);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_from(letters!("ss"));
            }
            2 => {
                self.word.slice_from(letters!("i"));
            }
            3 => {
                self.word.slice_del();
            }
            _ => {}
        }
        true
    }

    fn r_step_1b(&mut self) -> bool {
        let mut among_var;
        self.word.ket = self.word.cursor;
        among_var = self.word.find_among_b(&A_2);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if among_var == 1 {
            if !self.r_r1() {
                return false;
            }
            self.word.slice_from(letters!("ee"));
        } else {
            let v_1 = self.word.limit - self.word.cursor;
            if !self.word.go_out_grouping_b(&G_V) {
                return false;
            }
            self.word.cursor -= 1;
            self.word.cursor = self.word.limit - v_1;
            self.word.slice_del();
            let v_2 = self.word.limit - self.word.cursor;
            among_var = self.word.find_among_b(&A_1);
            self.word.cursor = self.word.limit - v_2;
            match among_var {
                1 => {
                    let c = self.word.cursor;
                    self.word.insert(self.word.cursor, self.word.cursor, letters!("e"));
                    self.word.cursor = c;
                }
                2 => {
                    self.word.ket = self.word.cursor;
                    if self.word.cursor <= self.word.limit_backward {
                        return false;
                    }
                    self.word.cursor -= 1;
                    self.word.bra = self.word.cursor;
                    self.word.slice_del();
                }
                _ => {
                    if self.word.cursor != self.p1 {
                        return false;
                    }
                    let v_3 = self.word.limit - self.word.cursor;
                    if !self.r_shortv() {
                        return false;
                    }
                    self.word.cursor = self.word.limit - v_3;
                    let c = self.word.cursor;
                    self.word.insert(self.word.cursor, self.word.cursor, letters!("e"));
                    self.word.cursor = c;
                }
            }
        }
        true
    }

    fn r_step_1c(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                if !self.word.eq_s_b(letters!("y")) {
                    break 'lab1;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            if !self.word.eq_s_b(letters!("Y")) {
                return false;
            }
        }
        self.word.bra = self.word.cursor;
        if !self.word.go_out_grouping_b(&G_V) {
            return false;
        }
        self.word.cursor -= 1;
        self.word.slice_from(letters!("i"));
        true
    }

    fn r_step_2(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_3);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        match among_var {
            1 => {
                self.word.slice_from(letters!("tion"));
            }
            2 => {
                self.word.slice_from(letters!("ence"));
            }
            3 => {
                self.word.slice_from(letters!("ance"));
            }
            4 => {
                self.word.slice_from(letters!("able"));
            }
            5 => {
                self.word.slice_from(letters!("ent"));
            }
            6 => {
                self.word.slice_from(letters!("e"));
            }
            7 => {
                self.word.slice_from(letters!("ize"));
            }
            8 => {
                self.word.slice_from(letters!("ate"));
            }
            9 => {
                self.word.slice_from(letters!("al"));
            }
            10 => {
                self.word.slice_from(letters!("ful"));
            }
            11 => {
                self.word.slice_from(letters!("ous"));
            }
            12 => {
                self.word.slice_from(letters!("ive"));
            }
            _ => {
                self.word.slice_from(letters!("ble"));
            }
        }
        true
    }

    fn r_step_3(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_4);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        match among_var {
            1 => {
                self.word.slice_from(letters!("al"));
            }
            2 => {
                self.word.slice_from(letters!("ic"));
            }
            _ => {
                self.word.slice_del();
            }
        }
        true
    }

    fn r_step_4(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_5);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r2() {
            return false;
        }
        if among_var == 1 {
            self.word.slice_del();
        } else {
            'lab0: {
                let v_1 = self.word.limit - self.word.cursor;
                'lab1: {
                    if !self.word.eq_s_b(letters!("s")) {
                        break 'lab1;
                    }
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                if !self.word.eq_s_b(letters!("t")) {
                    return false;
                }
            }
            self.word.slice_del();
        }
        true
    }

    fn r_step_5a(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if !self.word.eq_s_b(letters!("e")) {
            return false;
        }
        self.word.bra = self.word.cursor;
        'lab0: {
            'lab1: {
                if !self.r_r2() {
                    break 'lab1;
                }
                break 'lab0;
            }
            if !self.r_r1() {
                return false;
            }
            let v_2 = self.word.limit - self.word.cursor;
            'lab2: {
                if !self.r_shortv() {
                    break 'lab2;
                }
                return false;
            }
            self.word.cursor = self.word.limit - v_2;
        }
        self.word.slice_del();
        true
    }

    fn r_step_5b(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if !self.word.eq_s_b(letters!("l")) {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r2() {
            return false;
        }
        if !self.word.eq_s_b(letters!("l")) {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn stem(&mut self) -> bool {
        self.y_found = false;
        let v_1 = self.word.cursor;
        'lab0: {
            self.word.bra = self.word.cursor;
            if !self.word.eq_s(letters!("y")) {
                break 'lab0;
            }
            self.word.ket = self.word.cursor;
            self.word.slice_from(letters!("Y"));
            self.y_found = true;
        }
        self.word.cursor = v_1;
        let v_2 = self.word.cursor;
        {
            'loop1: loop {
                let v_3 = self.word.cursor;
                'lab2: {
                    'lab3: {
                        loop {
                            let v_4 = self.word.cursor;
                            'lab4: {
                                if !self.word.in_grouping(&G_V) {
                                    break 'lab4;
                                }
                                self.word.bra = self.word.cursor;
                                if !self.word.eq_s(letters!("y")) {
                                    break 'lab4;
                                }
                                self.word.ket = self.word.cursor;
                                self.word.cursor = v_4;
                                break 'lab3;
                            }
                            self.word.cursor = v_4;
                            if self.word.cursor >= self.word.limit {
                                break 'lab2;
                            }
                            self.word.cursor += 1;
                        }
                    }
                    self.word.slice_from(letters!("Y"));
                    self.y_found = true;
                    continue 'loop1;
                }
                self.word.cursor = v_3;
                break 'loop1;
            }
        }
        self.word.cursor = v_2;
        self.p1 = self.word.limit;
        self.p2 = self.word.limit;
        let v_5 = self.word.cursor;
        'lab5: {
            if !self.word.go_out_grouping(&G_V) {
                break 'lab5;
            }
            self.word.cursor += 1;
            if !self.word.go_in_grouping(&G_V) {
                break 'lab5;
            }
            self.word.cursor += 1;
            self.p1 = self.word.cursor;
            if !self.word.go_out_grouping(&G_V) {
                break 'lab5;
            }
            self.word.cursor += 1;
            if !self.word.go_in_grouping(&G_V) {
                break 'lab5;
            }
            self.word.cursor += 1;
            self.p2 = self.word.cursor;
        }
        self.word.cursor = v_5;
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_6 = self.word.limit - self.word.cursor;
        self.r_step_1a();
        self.word.cursor = self.word.limit - v_6;
        let v_7 = self.word.limit - self.word.cursor;
        self.r_step_1b();
        self.word.cursor = self.word.limit - v_7;
        let v_8 = self.word.limit - self.word.cursor;
        self.r_step_1c();
        self.word.cursor = self.word.limit - v_8;
        let v_9 = self.word.limit - self.word.cursor;
        self.r_step_2();
        self.word.cursor = self.word.limit - v_9;
        let v_10 = self.word.limit - self.word.cursor;
        self.r_step_3();
        self.word.cursor = self.word.limit - v_10;
        let v_11 = self.word.limit - self.word.cursor;
        self.r_step_4();
        self.word.cursor = self.word.limit - v_11;
        let v_12 = self.word.limit - self.word.cursor;
        self.r_step_5a();
        self.word.cursor = self.word.limit - v_12;
        let v_13 = self.word.limit - self.word.cursor;
        self.r_step_5b();
        self.word.cursor = self.word.limit - v_13;
        self.word.cursor = self.word.limit_backward;
        let v_14 = self.word.cursor;
        'lab6: {
            if !self.y_found {
                break 'lab6;
            }
            'loop3: loop {
                let v_15 = self.word.cursor;
                'lab7: {
                    'lab8: {
                        loop {
                            let v_16 = self.word.cursor;
                            'lab9: {
                                self.word.bra = self.word.cursor;
                                if !self.word.eq_s(letters!("Y")) {
                                    break 'lab9;
                                }
                                self.word.ket = self.word.cursor;
                                self.word.cursor = v_16;
                                break 'lab8;
                            }
                            self.word.cursor = v_16;
                            if self.word.cursor >= self.word.limit {
                                break 'lab7;
                            }
                            self.word.cursor += 1;
                        }
                    }
                    self.word.slice_from(letters!("y"));
                    continue 'loop3;
                }
                self.word.cursor = v_15;
                break 'loop3;
            }
        }
        self.word.cursor = v_14;
        true
    }
}

static A_0: Among<4, 0> = Among::ending("s=3 ies=2 sses=1 ss");
static A_1: Among<13, 0> = Among::ending("=3 bb=2 dd=2 ff=2 gg=2 bl=1 mm=2 nn=2 pp=2 rr=2 at=1 tt=2 iz=1");
static A_2: Among<3, 0> = Among::ending("ed=2 eed=1 ing=2");
static A_3: Among<20, 25> = Among::ending(
    "anci=3 enci=2 abli=4 eli=6 alli=9 ousli=11 entli=5 aliti=9 biliti=13 iviti=12 tional=1 ational=8 \
     alism=9 ation=8 ization=7 izer=7 ator=8 iveness=12 fulness=10 ousness=11",
);
static A_4: Among<7, 4> = Among::ending("icate=2 ative=3 alize=1 iciti=2 ical=2 ful=3 ness=3");
static A_5: Among<19, 1> = Among::ending(
    "ic=1 ance=1 ence=1 able=1 ible=1 ate=1 ive=1 ize=1 iti=1 al=1 ism=1 ion=2 er=1 ous=1 ant=1 ent=1 \
     ment=1 ement=1 ou=1",
);
static G_V: Grouping<1> = Grouping::of("aeiouy");
static G_V_WXY: Grouping<1> = Grouping::of("Yaeiouwxy");
