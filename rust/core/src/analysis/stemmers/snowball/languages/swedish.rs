//! The algorithm `swedish`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Swedish<'w> {
    word: Word<'w>,
    x: i32,
    p1: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Swedish { word, x: 0, p1: 0 };
    state.stem();
    state.word
}

impl Swedish<'_> {
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

    fn r_et_condition(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        if !self.word.out_grouping_b(&G_V) {
            return false;
        }
        if !self.word.in_grouping_b(&G_V) {
            return false;
        }
        'lab0: {
            if self.word.cursor > self.word.limit_backward {
                break 'lab0;
            }
            return false;
        }
        self.word.cursor = self.word.limit - v_1;
        let v_3 = self.word.limit - self.word.cursor;
        'lab1: {
            if self.word.find_among_b(&A_0) == 0 {
                break 'lab1;
            }
            return false;
        }
        self.word.cursor = self.word.limit - v_3;
        true
    }

    fn r_main_suffix(&mut self) -> bool {
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_1);
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
                'lab0: {
                    let v_3 = self.word.limit - self.word.cursor;
                    'lab1: {
                        if !self.word.eq_s_b(letters!("et")) {
                            break 'lab1;
                        }
                        if !self.r_et_condition() {
                            break 'lab1;
                        }
                        self.word.bra = self.word.cursor;
                        break 'lab0;
                    }
                    self.word.cursor = self.word.limit - v_3;
                    if !self.word.in_grouping_b(&G_S_ENDING) {
                        return false;
                    }
                }
                self.word.slice_del();
            }
            _ => {
                if !self.r_et_condition() {
                    return false;
                }
                self.word.slice_del();
            }
        }
        true
    }

    fn r_consonant_pair(&mut self) -> bool {
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        let v_3 = self.word.limit - self.word.cursor;
        if self.word.find_among_b(&A_2) == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.cursor = self.word.limit - v_3;
        self.word.ket = self.word.cursor;
        if self.word.cursor <= self.word.limit_backward {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.cursor -= 1;
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.word.limit_backward = v_2;
        true
    }

    fn r_other_suffix(&mut self) -> bool {
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_3);
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
                if !self.word.in_grouping_b(&G_OST_ENDING) {
                    return false;
                }
                self.word.slice_from(letters!("ös"));
            }
            _ => {
                self.word.slice_from(letters!("full"));
            }
        }
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

static A_0: Among<21, 0> =
    Among::ending("fab h pak rak stak kom iet cit dit alit ilit mit nit pit rit sit tit uit ivit kvit xit");
static A_1: Among<38, 14> = Among::ending(
    "a=1 arna=1 erna=1 heterna=1 orna=1 ad=1 e=1 ade=1 ande=1 arne=1 are=1 aste=1 en=1 anden=1 aren=1 \
     heten=1 ern=1 ar=1 er=1 heter=1 or=1 s=2 as=1 arnas=1 ernas=1 ornas=1 es=1 ades=1 andes=1 ens=1 \
     arens=1 hetens=1 erns=1 at=1 et=3 andet=1 het=1 ast=1",
);
static A_2: Among<7, 0> = Among::ending("dd gd nn dt gt kt tt");
static A_3: Among<5, 1> = Among::ending("ig=1 lig=1 els=1 fullt=3 öst=2");
static G_V: Grouping<3> = Grouping::of("aeiouyäåö");
static G_S_ENDING: Grouping<1> = Grouping::of("bcdfghjklmnoprtvy");
static G_OST_ENDING: Grouping<1> = Grouping::of("iklnprtuv");
