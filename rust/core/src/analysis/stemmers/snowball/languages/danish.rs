//! The algorithm `danish`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Danish<'w> {
    word: Word<'w>,
    x: i32,
    p1: i32,
    ch: u16,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Danish { word, x: 0, p1: 0, ch: 0 };
    state.stem();
    state.word
}

impl Danish<'_> {
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
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_0);
        if among_var == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        if among_var == 1 {
            self.word.slice_del();
        } else {
            if !self.word.in_grouping_b(&G_S_ENDING) {
                return false;
            }
            self.word.slice_del();
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
        if self.word.find_among_b(&A_1) == 0 {
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
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            if !self.word.eq_s_b(letters!("st")) {
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            if !self.word.eq_s_b(letters!("ig")) {
                break 'lab0;
            }
            self.word.slice_del();
        }
        self.word.cursor = self.word.limit - v_1;
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_3 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_2);
        if among_var == 0 {
            self.word.limit_backward = v_3;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_3;
        if among_var == 1 {
            self.word.slice_del();
            let v_4 = self.word.limit - self.word.cursor;
            self.r_consonant_pair();
            self.word.cursor = self.word.limit - v_4;
        } else {
            self.word.slice_from(letters!("løs"));
        }
        true
    }

    fn r_undouble(&mut self) -> bool {
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        if !self.word.in_grouping_b(&G_C) {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.ch = self.word.slice_to();
        if self.ch == 0 {
            return false;
        }
        self.word.limit_backward = v_2;
        if !self.word.eq_s_b(&[self.ch]) {
            return false;
        }
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
        let v_5 = self.word.limit - self.word.cursor;
        self.r_undouble();
        self.word.cursor = self.word.limit - v_5;
        self.word.cursor = self.word.limit_backward;
        true
    }
}

static A_0: Among<32, 15> = Among::ending(
    "hed=1 ethed=1 ered=1 e=1 erede=1 ende=1 erende=1 ene=1 erne=1 ere=1 en=1 heden=1 eren=1 er=1 heder=1 \
     erer=1 s=2 heds=1 es=1 endes=1 erendes=1 enes=1 ernes=1 eres=1 ens=1 hedens=1 erens=1 ers=1 ets=1 \
     erets=1 et=1 eret=1",
);
static A_1: Among<4, 0> = Among::ending("gd dt gt kt");
static A_2: Among<5, 0> = Among::ending("ig=1 lig=1 elig=1 els=1 løst=2");
static G_C: Grouping<1> = Grouping::of("bcdfghjklmnpqrstvwxz");
static G_V: Grouping<3> = Grouping::of("aeiouyåæø");
static G_S_ENDING: Grouping<3> = Grouping::of("abcdfghjklmnoprtvyzå");
