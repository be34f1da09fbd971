//! The algorithm `norwegian`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Norwegian<'w> {
    word: Word<'w>,
    x: i32,
    p1: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Norwegian { word, x: 0, p1: 0 };
    state.stem();
    state.word
}

impl Norwegian<'_> {
    fn r_mark_regions(&mut self) -> bool {
        self.p1 = self.word.limit;
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
        true
    }

    fn r_main_suffix(&mut self) -> bool {
        let mut among_var;
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        among_var = self.word.find_among_b(&A_1);
        if among_var == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        match among_var {
            1 => {
                self.word.slice_del();
            }
            2 => {
                among_var = self.word.find_among_b(&A_0);
                if among_var == 1 {
                    self.word.slice_del();
                }
            }
            3 => {
                'lab0: {
                    let v_3 = self.word.limit - self.word.cursor;
                    'lab1: {
                        if !self.word.in_grouping_b(&G_S_ENDING) {
                            break 'lab1;
                        }
                        break 'lab0;
                    }
                    self.word.cursor = self.word.limit - v_3;
                    'lab2: {
                        if !self.word.eq_s_b(letters!("r")) {
                            break 'lab2;
                        }
                        let v_4 = self.word.limit - self.word.cursor;
                        'lab3: {
                            if !self.word.eq_s_b(letters!("e")) {
                                break 'lab3;
                            }
                            break 'lab2;
                        }
                        self.word.cursor = self.word.limit - v_4;
                        break 'lab0;
                    }
                    self.word.cursor = self.word.limit - v_3;
                    if !self.word.eq_s_b(letters!("k")) {
                        return false;
                    }
                    if !self.word.out_grouping_b(&G_V) {
                        return false;
                    }
                }
                self.word.slice_del();
            }
            _ => {
                self.word.slice_from(letters!("er"));
            }
        }
        true
    }

    fn r_consonant_pair(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_3 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_2) == 0 {
            self.word.limit_backward = v_3;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_3;
        self.word.cursor = self.word.limit - v_1;
        if self.word.cursor <= self.word.limit_backward {
            return false;
        }
        self.word.cursor -= 1;
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn r_other_suffix(&mut self) -> bool {
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_3) == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        self.word.slice_del();
        true
    }

    fn stem(&mut self) -> bool {
        let v_1 = self.word.cursor;
        self.r_mark_regions();
        self.word.cursor = v_1;
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_2 = self.word.limit - self.word.cursor;
        self.r_main_suffix();
        self.word.cursor = self.word.limit - v_2;
        let v_3 = self.word.limit - self.word.cursor;
        self.r_consonant_pair();
        self.word.cursor = self.word.limit - v_3;
        let v_4 = self.word.limit - self.word.cursor;
        self.r_other_suffix();
        self.word.cursor = self.word.limit - v_4;
        self.word.cursor = self.word.limit_backward;
        true
    }
}

static A_0: Among<15, 0> = Among::ending("=1 ind kk nk amm omm kap skap=1 pp lt ast øst v hav=1 giv=1");
static A_1: Among<29, 10> = Among::ending(
    "a=1 e=1 ede=1 ande=1 ende=1 ane=1 ene=1 hetene=1 erte=4 en=1 heten=1 ar=1 er=1 heter=1 s=3 as=1 es=1 \
     edes=1 endes=1 enes=1 hetenes=1 ens=1 hetens=1 ers=2 ets=1 et=1 het=1 ert=4 ast=1",
);
static A_2: Among<2, 0> = Among::ending("dt vt");
static A_3: Among<11, 3> =
    Among::ending("leg=1 eleg=1 ig=1 eig=1 lig=1 elig=1 els=1 lov=1 elov=1 slov=1 hetslov=1");
static G_V: Grouping<3> = Grouping::of("aeiouyåæêòóôø");
static G_S_ENDING: Grouping<1> = Grouping::of("bcdfghjlmnoptvyz");
