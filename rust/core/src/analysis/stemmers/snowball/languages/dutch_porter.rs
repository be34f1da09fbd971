//! The algorithm `dutch_porter`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct DutchPorter<'w> {
    word: Word<'w>,
    x: i32,
    p2: i32,
    p1: i32,
    e_found: bool,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = DutchPorter { word, x: 0, p2: 0, p1: 0, e_found: false };
    state.stem();
    state.word
}

impl DutchPorter<'_> {
    fn r_prelude(&mut self) -> bool {
        let v_1 = self.word.cursor;
        'loop1: loop {
            let v_2 = self.word.cursor;
            'lab0: {
                self.word.bra = self.word.cursor;
                let among_var = self.word.find_among(&A_0);
                self.word.ket = self.word.cursor;
                match among_var {
                    1 => {
                        self.word.slice_from(letters!("a"));
                    }
                    2 => {
                        self.word.slice_from(letters!("e"));
                    }
                    3 => {
                        self.word.slice_from(letters!("i"));
                    }
                    4 => {
                        self.word.slice_from(letters!("o"));
                    }
                    5 => {
                        self.word.slice_from(letters!("u"));
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
            self.word.cursor = v_2;
            break 'loop1;
        }
        self.word.cursor = v_1;
        let v_3 = self.word.cursor;
        'lab1: {
            self.word.bra = self.word.cursor;
            if !self.word.eq_s(letters!("y")) {
                self.word.cursor = v_3;
                break 'lab1;
            }
            self.word.ket = self.word.cursor;
            self.word.slice_from(letters!("Y"));
        }
        'loop2: loop {
            let v_4 = self.word.cursor;
            'lab2: {
                if !self.word.go_out_grouping(&G_V) {
                    break 'lab2;
                }
                self.word.cursor += 1;
                let v_5 = self.word.cursor;
                'lab3: {
                    self.word.bra = self.word.cursor;
                    'lab4: {
                        let v_6 = self.word.cursor;
                        'lab5: {
                            if !self.word.eq_s(letters!("i")) {
                                break 'lab5;
                            }
                            self.word.ket = self.word.cursor;
                            let v_7 = self.word.cursor;
                            'lab6: {
                                if !self.word.in_grouping(&G_V) {
                                    break 'lab6;
                                }
                                self.word.slice_from(letters!("I"));
                            }
                            self.word.cursor = v_7;
                            break 'lab4;
                        }
                        self.word.cursor = v_6;
                        if !self.word.eq_s(letters!("y")) {
                            self.word.cursor = v_5;
                            break 'lab3;
                        }
                        self.word.ket = self.word.cursor;
                        self.word.slice_from(letters!("Y"));
                    }
                }
                continue 'loop2;
            }
            self.word.cursor = v_4;
            break 'loop2;
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
                        self.word.slice_from(letters!("i"));
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

    fn r_undouble(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        if self.word.find_among_b(&A_2) == 0 {
            return false;
        }
        self.word.cursor = self.word.limit - v_1;
        self.word.ket = self.word.cursor;
        if self.word.cursor <= self.word.limit_backward {
            return false;
        }
        self.word.cursor -= 1;
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn r_e_ending(&mut self) -> bool {
        self.e_found = false;
        self.word.ket = self.word.cursor;
        if !self.word.eq_s_b(letters!("e")) {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        let v_1 = self.word.limit - self.word.cursor;
        if !self.word.out_grouping_b(&G_V) {
            return false;
        }
        self.word.cursor = self.word.limit - v_1;
        self.word.slice_del();
        self.e_found = true;
        if !self.r_undouble() {
            return false;
        }
        true
    }

    fn r_en_ending(&mut self) -> bool {
        if !self.r_r1() {
            return false;
        }
        let v_1 = self.word.limit - self.word.cursor;
        if !self.word.out_grouping_b(&G_V) {
            return false;
        }
        self.word.cursor = self.word.limit - v_1;
        let v_2 = self.word.limit - self.word.cursor;
        'lab0: {
            if !self.word.eq_s_b(letters!("gem")) {
                break 'lab0;
            }
            return false;
        }
        self.word.cursor = self.word.limit - v_2;
        self.word.slice_del();
        if !self.r_undouble() {
            return false;
        }
        true
    }

    fn r_standard_suffix(&mut self) -> bool {
        let mut among_var;
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            among_var = self.word.find_among_b(&A_3);
            if among_var == 0 {
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            match among_var {
                1 => {
                    if !self.r_r1() {
                        break 'lab0;
                    }
                    self.word.slice_from(letters!("heid"));
                }
                2 => {
                    if !self.r_en_ending() {
                        break 'lab0;
                    }
                }
                _ => {
                    if !self.r_r1() {
                        break 'lab0;
                    }
                    if !self.word.out_grouping_b(&G_V_J) {
                        break 'lab0;
                    }
                    self.word.slice_del();
                }
            }
        }
        self.word.cursor = self.word.limit - v_1;
        let v_2 = self.word.limit - self.word.cursor;
        self.r_e_ending();
        self.word.cursor = self.word.limit - v_2;
        let v_3 = self.word.limit - self.word.cursor;
        'lab1: {
            self.word.ket = self.word.cursor;
            if !self.word.eq_s_b(letters!("heid")) {
                break 'lab1;
            }
            self.word.bra = self.word.cursor;
            if !self.r_r2() {
                break 'lab1;
            }
            let v_4 = self.word.limit - self.word.cursor;
            'lab2: {
                if !self.word.eq_s_b(letters!("c")) {
                    break 'lab2;
                }
                break 'lab1;
            }
            self.word.cursor = self.word.limit - v_4;
            self.word.slice_del();
            self.word.ket = self.word.cursor;
            if !self.word.eq_s_b(letters!("en")) {
                break 'lab1;
            }
            self.word.bra = self.word.cursor;
            if !self.r_en_ending() {
                break 'lab1;
            }
        }
        self.word.cursor = self.word.limit - v_3;
        let v_5 = self.word.limit - self.word.cursor;
        'lab3: {
            self.word.ket = self.word.cursor;
            among_var = self.word.find_among_b(&A_4);
            if among_var == 0 {
                break 'lab3;
            }
            self.word.bra = self.word.cursor;
            match among_var {
                1 => {
                    if !self.r_r2() {
                        break 'lab3;
                    }
                    self.word.slice_del();
                    'lab4: {
                        let v_6 = self.word.limit - self.word.cursor;
                        'lab5: {
                            self.word.ket = self.word.cursor;
                            if !self.word.eq_s_b(letters!("ig")) {
                                break 'lab5;
                            }
                            self.word.bra = self.word.cursor;
                            if !self.r_r2() {
                                break 'lab5;
                            }
                            let v_7 = self.word.limit - self.word.cursor;
                            'lab6: {
                                if !self.word.eq_s_b(letters!("e")) {
                                    break 'lab6;
                                }
                                break 'lab5;
                            }
                            self.word.cursor = self.word.limit - v_7;
                            self.word.slice_del();
                            break 'lab4;
                        }
                        self.word.cursor = self.word.limit - v_6;
                        if !self.r_undouble() {
                            break 'lab3;
                        }
                    }
                }
                2 => {
                    if !self.r_r2() {
                        break 'lab3;
                    }
                    let v_8 = self.word.limit - self.word.cursor;
                    'lab7: {
                        if !self.word.eq_s_b(letters!("e")) {
                            break 'lab7;
                        }
                        break 'lab3;
                    }
                    self.word.cursor = self.word.limit - v_8;
                    self.word.slice_del();
                }
                3 => {
                    if !self.r_r2() {
                        break 'lab3;
                    }
                    self.word.slice_del();
                    if !self.r_e_ending() {
                        break 'lab3;
                    }
                }
                4 => {
                    if !self.r_r2() {
                        break 'lab3;
                    }
                    self.word.slice_del();
                }
                _ => {
                    if !self.r_r2() {
                        break 'lab3;
                    }
                    if !self.e_found {
                        break 'lab3;
                    }
                    self.word.slice_del();
                }
            }
        }
        self.word.cursor = self.word.limit - v_5;
        let v_9 = self.word.limit - self.word.cursor;
        'lab8: {
            if !self.word.out_grouping_b(&G_V_I) {
                break 'lab8;
            }
            let v_10 = self.word.limit - self.word.cursor;
            if self.word.find_among_b(&A_5) == 0 {
                break 'lab8;
            }
            if !self.word.out_grouping_b(&G_V) {
                break 'lab8;
            }
            self.word.cursor = self.word.limit - v_10;
            self.word.ket = self.word.cursor;
            if self.word.cursor <= self.word.limit_backward {
                break 'lab8;
            }
            self.word.cursor -= 1;
            self.word.bra = self.word.cursor;
            self.word.slice_del();
        }
        self.word.cursor = self.word.limit - v_9;
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

static A_0: Among<11, 0> = Among::beginning("=6 á=1 ä=1 é=2 ë=2 í=3 ï=3 ó=4 ö=4 ú=5 ü=5");
static A_1: Among<3, 0> = Among::beginning("=3 I=2 Y=1");
static A_2: Among<3, 0> = Among::ending("dd kk tt");
static A_3: Among<5, 1> = Among::ending("ene=2 se=3 en=2 heden=1 s=3");
static A_4: Among<6, 0> = Among::ending("end=1 ig=2 ing=1 lijk=3 baar=4 bar=5");
static A_5: Among<4, 0> = Among::ending("aa ee oo uu");
static G_V: Grouping<3> = Grouping::of("aeiouyè");
static G_V_I: Grouping<3> = Grouping::of("Iaeiouyè");
static G_V_J: Grouping<3> = Grouping::of("aeijouyè");
