//! The algorithm `finnish`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Finnish<'w> {
    word: Word<'w>,
    ending_removed: bool,
    x: u16,
    p2: i32,
    p1: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Finnish { word, ending_removed: false, x: 0, p2: 0, p1: 0 };
    state.stem();
    state.word
}

impl Finnish<'_> {
    fn r_mark_regions(&mut self) -> bool {
        self.p1 = self.word.limit;
        self.p2 = self.word.limit;
        if !self.word.go_out_grouping(&G_V1) {
            return false;
        }
        self.word.cursor += 1;
        if !self.word.go_in_grouping(&G_V1) {
            return false;
        }
        self.word.cursor += 1;
        self.p1 = self.word.cursor;
        if !self.word.go_out_grouping(&G_V1) {
            return false;
        }
        self.word.cursor += 1;
        if !self.word.go_in_grouping(&G_V1) {
            return false;
        }
        self.word.cursor += 1;
        self.p2 = self.word.cursor;
        true
    }

    fn r_r2(&mut self) -> bool {
        self.p2 <= self.word.cursor
    }

    fn r_particle_etc(&mut self) -> bool {
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
            if !self.word.in_grouping_b(&G_PARTICLE_END) {
                return false;
            }
        } else if !self.r_r2() {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn r_possessive(&mut self) -> bool {
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_4);
        if among_var == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        match among_var {
            1 => {
                let v_3 = self.word.limit - self.word.cursor;
                'lab0: {
                    if !self.word.eq_s_b(letters!("k")) {
                        break 'lab0;
                    }
                    return false;
                }
                self.word.cursor = self.word.limit - v_3;
                self.word.slice_del();
            }
            2 => {
                self.word.slice_del();
                self.word.ket = self.word.cursor;
                if !self.word.eq_s_b(letters!("kse")) {
                    return false;
                }
                self.word.bra = self.word.cursor;
                self.word.slice_from(letters!("ksi"));
            }
            3 => {
                self.word.slice_del();
            }
            4 => {
                if self.word.find_among_b(&A_1) == 0 {
                    return false;
                }
                self.word.slice_del();
            }
            5 => {
                if self.word.find_among_b(&A_2) == 0 {
                    return false;
                }
                self.word.slice_del();
            }
            _ => {
                if self.word.find_among_b(&A_3) == 0 {
                    return false;
                }
                self.word.slice_del();
            }
        }
        true
    }

    fn r_long(&mut self) -> bool {
        if self.word.find_among_b(&A_5) == 0 {
            return false;
        }
        true
    }

    fn r_vi(&mut self) -> bool {
        if !self.word.eq_s_b(letters!("i")) {
            return false;
        }
        if !self.word.in_grouping_b(&G_V2) {
            return false;
        }
        true
    }

    fn r_case_ending(&mut self) -> bool {
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        let among_var = self.a_6();
        if among_var == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        match among_var {
            1 => {
                if !self.word.eq_s_b(letters!("a")) {
                    return false;
                }
            }
            2 => {
                if !self.word.eq_s_b(letters!("e")) {
                    return false;
                }
            }
            3 => {
                if !self.word.eq_s_b(letters!("i")) {
                    return false;
                }
            }
            4 => {
                if !self.word.eq_s_b(letters!("o")) {
                    return false;
                }
            }
            5 => {
                if !self.word.eq_s_b(letters!("ä")) {
                    return false;
                }
            }
            6 => {
                if !self.word.eq_s_b(letters!("ö")) {
                    return false;
                }
            }
            7 => {
                let v_3 = self.word.limit - self.word.cursor;
                'lab0: {
                    let v_4 = self.word.limit - self.word.cursor;
                    'lab1: {
                        let v_5 = self.word.limit - self.word.cursor;
                        'lab2: {
                            if !self.r_long() {
                                break 'lab2;
                            }
                            break 'lab1;
                        }
                        self.word.cursor = self.word.limit - v_5;
                        if !self.word.eq_s_b(letters!("ie")) {
                            self.word.cursor = self.word.limit - v_3;
                            break 'lab0;
                        }
                    }
                    self.word.cursor = self.word.limit - v_4;
                    if self.word.cursor <= self.word.limit_backward {
                        self.word.cursor = self.word.limit - v_3;
                        break 'lab0;
                    }
                    self.word.cursor -= 1;
                    self.word.bra = self.word.cursor;
                }
            }
            8 => {
                if !self.word.in_grouping_b(&G_V1) {
                    return false;
                }
                if !self.word.in_grouping_b(&G_C) {
                    return false;
                }
            }
            _ => {}
        }
        self.word.slice_del();
        self.ending_removed = true;
        true
    }

    fn r_other_endings(&mut self) -> bool {
        if self.word.cursor < self.p2 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p2;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_7);
        if among_var == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        if among_var == 1 {
            let v_3 = self.word.limit - self.word.cursor;
            'lab0: {
                if !self.word.eq_s_b(letters!("po")) {
                    break 'lab0;
                }
                return false;
            }
            self.word.cursor = self.word.limit - v_3;
        }
        self.word.slice_del();
        true
    }

    fn r_i_plural(&mut self) -> bool {
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_8) == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        self.word.slice_del();
        true
    }

    fn r_t_plural(&mut self) -> bool {
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        if !self.word.eq_s_b(letters!("t")) {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        let v_3 = self.word.limit - self.word.cursor;
        if !self.word.in_grouping_b(&G_V1) {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.cursor = self.word.limit - v_3;
        self.word.slice_del();
        self.word.limit_backward = v_2;
        if self.word.cursor < self.p2 {
            return false;
        }
        let v_5 = self.word.limit_backward;
        self.word.limit_backward = self.p2;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_9);
        if among_var == 0 {
            self.word.limit_backward = v_5;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_5;
        if among_var == 1 {
            let v_6 = self.word.limit - self.word.cursor;
            'lab0: {
                if !self.word.eq_s_b(letters!("po")) {
                    break 'lab0;
                }
                return false;
            }
            self.word.cursor = self.word.limit - v_6;
        }
        self.word.slice_del();
        true
    }

    fn r_tidy(&mut self) -> bool {
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        let v_3 = self.word.limit - self.word.cursor;
        'lab0: {
            let v_4 = self.word.limit - self.word.cursor;
            if !self.r_long() {
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_4;
            self.word.ket = self.word.cursor;
            if self.word.cursor <= self.word.limit_backward {
                break 'lab0;
            }
            self.word.cursor -= 1;
            self.word.bra = self.word.cursor;
            self.word.slice_del();
        }
        self.word.cursor = self.word.limit - v_3;
        let v_5 = self.word.limit - self.word.cursor;
        'lab1: {
            self.word.ket = self.word.cursor;
            if !self.word.in_grouping_b(&G_AEI) {
                break 'lab1;
            }
            self.word.bra = self.word.cursor;
            if !self.word.in_grouping_b(&G_C) {
                break 'lab1;
            }
            self.word.slice_del();
        }
        self.word.cursor = self.word.limit - v_5;
        let v_6 = self.word.limit - self.word.cursor;
        'lab2: {
            self.word.ket = self.word.cursor;
            if !self.word.eq_s_b(letters!("j")) {
                break 'lab2;
            }
            self.word.bra = self.word.cursor;
            'lab3: {
                let v_7 = self.word.limit - self.word.cursor;
                'lab4: {
                    if !self.word.eq_s_b(letters!("o")) {
                        break 'lab4;
                    }
                    break 'lab3;
                }
                self.word.cursor = self.word.limit - v_7;
                if !self.word.eq_s_b(letters!("u")) {
                    break 'lab2;
                }
            }
            self.word.slice_del();
        }
        self.word.cursor = self.word.limit - v_6;
        let v_8 = self.word.limit - self.word.cursor;
        'lab5: {
            self.word.ket = self.word.cursor;
            if !self.word.eq_s_b(letters!("o")) {
                break 'lab5;
            }
            self.word.bra = self.word.cursor;
            if !self.word.eq_s_b(letters!("j")) {
                break 'lab5;
            }
            self.word.slice_del();
        }
        self.word.cursor = self.word.limit - v_8;
        self.word.limit_backward = v_2;
        if !self.word.go_in_grouping_b(&G_V1) {
            return false;
        }
        self.word.ket = self.word.cursor;
        if !self.word.in_grouping_b(&G_C) {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.x = self.word.slice_to();
        if self.x == 0 {
            return false;
        }
        if !self.word.eq_s_b(&[self.x]) {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn stem(&mut self) -> bool {
        let v_1 = self.word.cursor;
        self.r_mark_regions();
        self.word.cursor = v_1;
        self.ending_removed = false;
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_2 = self.word.limit - self.word.cursor;
        self.r_particle_etc();
        self.word.cursor = self.word.limit - v_2;
        let v_3 = self.word.limit - self.word.cursor;
        self.r_possessive();
        self.word.cursor = self.word.limit - v_3;
        let v_4 = self.word.limit - self.word.cursor;
        self.r_case_ending();
        self.word.cursor = self.word.limit - v_4;
        let v_5 = self.word.limit - self.word.cursor;
        self.r_other_endings();
        self.word.cursor = self.word.limit - v_5;
        'lab0: {
            'lab1: {
                if !self.ending_removed {
                    break 'lab1;
                }
                let v_7 = self.word.limit - self.word.cursor;
                self.r_i_plural();
                self.word.cursor = self.word.limit - v_7;
                break 'lab0;
            }
            let v_8 = self.word.limit - self.word.cursor;
            self.r_t_plural();
            self.word.cursor = self.word.limit - v_8;
        }
        let v_9 = self.word.limit - self.word.cursor;
        self.r_tidy();
        self.word.cursor = self.word.limit - v_9;
        self.word.cursor = self.word.limit_backward;
        true
    }

    fn a_6(&mut self) -> u8 {
        let c = self.word.cursor;
        let mut next = self.word.ending(&A_6);
        while let Some(found) = next {
            self.word.cursor = c - found.length();
            let holds = match found.condition {
                1 => self.r_vi(),
                2 => self.r_long(),
                _ => true,
            };
            self.word.cursor = c - found.length();
            if holds {
                return found.result;
            }
            next = A_6.shorter(found);
        }
        0
    }
}

static A_0: Among<10, 0> = Among::ending("pa=1 sti=2 kaan=1 han=1 kin=1 hän=1 kään=1 ko=1 pä=1 kö=1");
static A_1: Among<6, 0> = Among::ending("lla na ssa ta lta sta");
static A_2: Among<6, 0> = Among::ending("llä nä ssä tä ltä stä");
static A_3: Among<2, 0> = Among::ending("lle ine");
static A_4: Among<9, 0> = Among::ending("nsa=3 mme=3 nne=3 ni=2 si=1 an=4 en=6 än=5 nsä=3");
static A_5: Among<7, 0> = Among::ending("aa ee ii oo uu ää öö");
static A_6: Among<30, 0> = Among::ending(
    "a=8 lla na ssa ta lta sta tta=2 lle ine ksi n=7 han=1 den?1 seen?2 hen=2 tten?1 hin=3 siin?1 hon=4 \
     hän=5 hön=6 ä=8 llä nä ssä tä ltä stä ttä=2",
);
static A_7: Among<14, 0> =
    Among::ending("eja mma=1 imma mpa=1 impa mmi=1 immi mpi=1 impi ejä mmä=1 immä mpä=1 impä");
static A_8: Among<2, 0> = Among::ending("i j");
static A_9: Among<2, 0> = Among::ending("mma=1 imma");
static G_AEI: Grouping<3> = Grouping::of("aeiä");
static G_C: Grouping<1> = Grouping::of("bcdfghjklmnpqrstvwxz");
static G_V1: Grouping<3> = Grouping::of("aeiouyäö");
static G_V2: Grouping<3> = Grouping::of("aeiouäö");
static G_PARTICLE_END: Grouping<3> = Grouping::of("aeinotuyäö");
