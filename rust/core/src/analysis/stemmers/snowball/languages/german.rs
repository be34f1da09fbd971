//! The algorithm `german`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct German<'w> {
    word: Word<'w>,
    x: i32,
    p2: i32,
    p1: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = German { word, x: 0, p2: 0, p1: 0 };
    state.stem();
    state.word
}

impl German<'_> {
    fn r_prelude(&mut self) -> bool {
        let v_1 = self.word.cursor;
        'loop1: loop {
            let v_2 = self.word.cursor;
            'lab0: {
                'lab1: {
                    loop {
                        let v_3 = self.word.cursor;
                        'lab2: {
                            if !self.word.in_grouping(&G_V) {
                                break 'lab2;
                            }
                            self.word.bra = self.word.cursor;
                            'lab3: {
                                let v_4 = self.word.cursor;
                                'lab4: {
                                    if !self.word.eq_s(letters!("u")) {
                                        break 'lab4;
                                    }
                                    self.word.ket = self.word.cursor;
                                    if !self.word.in_grouping(&G_V) {
                                        break 'lab4;
                                    }
                                    self.word.slice_from(letters!("U"));
                                    break 'lab3;
                                }
                                self.word.cursor = v_4;
                                if !self.word.eq_s(letters!("y")) {
                                    break 'lab2;
                                }
                                self.word.ket = self.word.cursor;
                                if !self.word.in_grouping(&G_V) {
                                    break 'lab2;
                                }
                                self.word.slice_from(letters!("Y"));
                            }
                            self.word.cursor = v_3;
                            break 'lab1;
                        }
                        self.word.cursor = v_3;
                        if self.word.cursor >= self.word.limit {
                            break 'lab0;
                        }
                        self.word.cursor += 1;
                    }
                }
                continue 'loop1;
            }
            self.word.cursor = v_2;
            break 'loop1;
        }
        self.word.cursor = v_1;
        'loop3: loop {
            let v_5 = self.word.cursor;
            'lab5: {
                self.word.bra = self.word.cursor;
                let among_var = self.word.find_among(&A_0);
                self.word.ket = self.word.cursor;
                match among_var {
                    1 => {
                        self.word.slice_from(letters!("ss"));
                    }
                    2 => {
                        self.word.slice_from(letters!("ä"));
                    }
                    3 => {
                        self.word.slice_from(letters!("ö"));
                    }
                    4 => {
                        self.word.slice_from(letters!("ü"));
                    }
                    5 => {
                        if self.word.cursor >= self.word.limit {
                            break 'lab5;
                        }
                        self.word.cursor += 1;
                    }
                    _ => {}
                }
                continue 'loop3;
            }
            self.word.cursor = v_5;
            break 'loop3;
        }
        true
    }

    fn r_mark_regions(&mut self) -> bool {
        self.p1 = self.word.limit;
        self.p2 = self.word.limit;
        let v_1 = self.word.cursor;
        let c = self.word.cursor + 3;
        if c > self.word.limit {
            return false;
        }
        self.word.cursor = c;
        self.x = self.word.cursor;
        self.word.cursor = v_1;
        if !self.word.go_out_grouping(&G_V) {
            return false;
        }
        self.word.cursor += 1;
        if !self.word.go_in_grouping(&G_V) {
            return false;
        }
        self.word.cursor += 1;
        self.p1 = self.word.cursor;
        'lab0: {
            if self.p1 >= self.x {
                break 'lab0;
            }
            self.p1 = self.x;
        }
        if !self.word.go_out_grouping(&G_V) {
            return false;
        }
        self.word.cursor += 1;
        if !self.word.go_in_grouping(&G_V) {
            return false;
        }
        self.word.cursor += 1;
        self.p2 = self.word.cursor;
        true
    }

    fn r_postlude(&mut self) -> bool {
        'loop1: loop {
            let v_1 = self.word.cursor;
            'lab0: {
                self.word.bra = self.word.cursor;
                let among_var = self.word.find_among(&A_1);
                self.word.ket = self.word.cursor;
                match among_var {
                    1 => {
                        self.word.slice_from(letters!("y"));
                    }
                    2 => {
                        self.word.slice_from(letters!("u"));
                    }
                    3 => {
                        self.word.slice_from(letters!("a"));
                    }
                    4 => {
                        self.word.slice_from(letters!("o"));
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
        true
    }

    fn r_r1(&mut self) -> bool {
        self.p1 <= self.word.cursor
    }

    fn r_r2(&mut self) -> bool {
        self.p2 <= self.word.cursor
    }

    fn r_standard_suffix(&mut self) -> bool {
        let mut among_var;
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            among_var = self.word.find_among_b(&A_2);
            if among_var == 0 {
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            if !self.r_r1() {
                break 'lab0;
            }
            match among_var {
                1 => {
                    let v_2 = self.word.limit - self.word.cursor;
                    'lab1: {
                        if !self.word.eq_s_b(letters!("syst")) {
                            break 'lab1;
                        }
                        break 'lab0;
                    }
                    self.word.cursor = self.word.limit - v_2;
                    self.word.slice_del();
                }
                2 => {
                    self.word.slice_del();
                }
                3 => {
                    self.word.slice_del();
                    let v_3 = self.word.limit - self.word.cursor;
                    'lab2: {
                        self.word.ket = self.word.cursor;
                        if !self.word.eq_s_b(letters!("s")) {
                            self.word.cursor = self.word.limit - v_3;
                            break 'lab2;
                        }
                        self.word.bra = self.word.cursor;
                        if !self.word.eq_s_b(letters!("nis")) {
                            self.word.cursor = self.word.limit - v_3;
                            break 'lab2;
                        }
                        self.word.slice_del();
                    }
                }
                4 => {
                    if !self.word.in_grouping_b(&G_S_ENDING) {
                        break 'lab0;
                    }
                    self.word.slice_del();
                }
                _ => {
                    self.word.slice_from(letters!("l"));
                }
            }
        }
        self.word.cursor = self.word.limit - v_1;
        let v_4 = self.word.limit - self.word.cursor;
        'lab3: {
            self.word.ket = self.word.cursor;
            among_var = self.word.find_among_b(&A_4);
            if among_var == 0 {
                break 'lab3;
            }
            self.word.bra = self.word.cursor;
            if !self.r_r1() {
                break 'lab3;
            }
            match among_var {
                1 => {
                    self.word.slice_del();
                }
                2 => {
                    if !self.word.in_grouping_b(&G_ST_ENDING) {
                        break 'lab3;
                    }
                    let c = self.word.cursor - 3;
                    if c < self.word.limit_backward {
                        break 'lab3;
                    }
                    self.word.cursor = c;
                    self.word.slice_del();
                }
                _ => {
                    let v_5 = self.word.limit - self.word.cursor;
                    if !self.word.in_grouping_b(&G_ET_ENDING) {
                        break 'lab3;
                    }
                    self.word.cursor = self.word.limit - v_5;
                    let v_6 = self.word.limit - self.word.cursor;
                    'lab4: {
                        if self.word.find_among_b(&A_3) == 0 {
                            break 'lab4;
                        }
                        break 'lab3;
                    }
                    self.word.cursor = self.word.limit - v_6;
                    self.word.slice_del();
                }
            }
        }
        self.word.cursor = self.word.limit - v_4;
        let v_7 = self.word.limit - self.word.cursor;
        'lab5: {
            self.word.ket = self.word.cursor;
            among_var = self.word.find_among_b(&A_6);
            if among_var == 0 {
                break 'lab5;
            }
            self.word.bra = self.word.cursor;
            if !self.r_r2() {
                break 'lab5;
            }
            match among_var {
                1 => {
                    self.word.slice_del();
                    let v_8 = self.word.limit - self.word.cursor;
                    'lab6: {
                        self.word.ket = self.word.cursor;
                        if !self.word.eq_s_b(letters!("ig")) {
                            self.word.cursor = self.word.limit - v_8;
                            break 'lab6;
                        }
                        self.word.bra = self.word.cursor;
                        let v_9 = self.word.limit - self.word.cursor;
                        'lab7: {
                            if !self.word.eq_s_b(letters!("e")) {
                                break 'lab7;
                            }
                            self.word.cursor = self.word.limit - v_8;
                            break 'lab6;
                        }
                        self.word.cursor = self.word.limit - v_9;
                        if !self.r_r2() {
                            self.word.cursor = self.word.limit - v_8;
                            break 'lab6;
                        }
                        self.word.slice_del();
                    }
                }
                2 => {
                    let v_10 = self.word.limit - self.word.cursor;
                    'lab8: {
                        if !self.word.eq_s_b(letters!("e")) {
                            break 'lab8;
                        }
                        break 'lab5;
                    }
                    self.word.cursor = self.word.limit - v_10;
                    self.word.slice_del();
                }
                3 => {
                    self.word.slice_del();
                    let v_11 = self.word.limit - self.word.cursor;
                    'lab9: {
                        self.word.ket = self.word.cursor;
                        'lab10: {
                            let v_12 = self.word.limit - self.word.cursor;
                            'lab11: {
                                if !self.word.eq_s_b(letters!("er")) {
                                    break 'lab11;
                                }
                                break 'lab10;
                            }
                            self.word.cursor = self.word.limit - v_12;
                            if !self.word.eq_s_b(letters!("en")) {
                                self.word.cursor = self.word.limit - v_11;
                                break 'lab9;
                            }
                        }
                        self.word.bra = self.word.cursor;
                        if !self.r_r1() {
                            self.word.cursor = self.word.limit - v_11;
                            break 'lab9;
                        }
                        self.word.slice_del();
                    }
                }
                _ => {
                    self.word.slice_del();
                    let v_13 = self.word.limit - self.word.cursor;
                    'lab12: {
                        self.word.ket = self.word.cursor;
                        if self.word.find_among_b(&A_5) == 0 {
                            self.word.cursor = self.word.limit - v_13;
                            break 'lab12;
                        }
                        self.word.bra = self.word.cursor;
                        if !self.r_r2() {
                            self.word.cursor = self.word.limit - v_13;
                            break 'lab12;
                        }
                        self.word.slice_del();
                    }
                }
            }
        }
        self.word.cursor = self.word.limit - v_7;
        true
    }

    fn stem(&mut self) -> bool {
        let v_1 = self.word.cursor;
        self.r_prelude();
        self.word.cursor = v_1;
        let v_2 = self.word.cursor;
        self.r_mark_regions();
        self.word.cursor = v_2;
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        self.r_standard_suffix();
        self.word.cursor = self.word.limit_backward;
        let v_4 = self.word.cursor;
        self.r_postlude();
        self.word.cursor = v_4;
        true
    }
}

static A_0: Among<6, 0> = Among::beginning("=5 ae=2 oe=3 qu ue=4 ß=1");
static A_1: Among<6, 0> = Among::beginning("=5 U=2 Y=1 ä=3 ö=4 ü=2");
static A_2: Among<11, 3> = Among::ending("e=3 em=1 en=3 erinnen=2 erin=2 ln=5 ern=2 er=2 s=4 es=3 lns=5");
static A_3: Among<5, 4> = Among::ending("tick plan geordn intern tr");
static A_4: Among<5, 0> = Among::ending("en=1 er=1 et=3 st=2 est=1");
static A_5: Among<2, 0> = Among::ending("ig=1 lich=1");
static A_6: Among<8, 0> = Among::ending("end=1 ig=2 ung=1 lich=3 isch=2 ik=2 heit=3 keit=4");
static G_V: Grouping<3> = Grouping::of("aeiouyäöü");
static G_ET_ENDING: Grouping<3> = Grouping::of("Udfgklmnrstzä");
static G_S_ENDING: Grouping<1> = Grouping::of("bdfghklmnrt");
static G_ST_ENDING: Grouping<1> = Grouping::of("bdfghklmnt");
