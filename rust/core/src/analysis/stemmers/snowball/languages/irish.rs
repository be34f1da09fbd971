//! The algorithm `irish`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Irish<'w> {
    word: Word<'w>,
    p2: i32,
    p1: i32,
    pv: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Irish { word, p2: 0, p1: 0, pv: 0 };
    state.stem();
    state.word
}

impl Irish<'_> {
    fn r_mark_regions(&mut self) -> bool {
        self.pv = self.word.limit;
        self.p1 = self.word.limit;
        self.p2 = self.word.limit;
        let v_1 = self.word.cursor;
        'lab0: {
            if !self.word.go_out_grouping(&G_V) {
                break 'lab0;
            }
            self.word.cursor += 1;
            self.pv = self.word.cursor;
            if !self.word.go_in_grouping(&G_V) {
                break 'lab0;
            }
            self.word.cursor += 1;
            self.p1 = self.word.cursor;
            if !self.word.go_out_grouping(&G_V) {
                break 'lab0;
            }
            self.word.cursor += 1;
            if !self.word.go_in_grouping(&G_V) {
                break 'lab0;
            }
            self.word.cursor += 1;
            self.p2 = self.word.cursor;
        }
        self.word.cursor = v_1;
        true
    }

    fn r_initial_morph(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        let among_var = self.word.find_among(&A_0);
        if among_var == 0 {
            return false;
        }
        self.word.ket = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_del();
            }
            2 => {
                self.word.slice_from(letters!("f"));
            }
            3 => {
                self.word.slice_from(letters!("s"));
            }
            4 => {
                self.word.slice_from(letters!("b"));
            }
            5 => {
                self.word.slice_from(letters!("c"));
            }
            6 => {
                self.word.slice_from(letters!("d"));
            }
            7 => {
                self.word.slice_from(letters!("g"));
            }
            8 => {
                self.word.slice_from(letters!("p"));
            }
            9 => {
                self.word.slice_from(letters!("t"));
            }
            _ => {
                self.word.slice_from(letters!("m"));
            }
        }
        true
    }

    fn r_rv(&mut self) -> bool {
        self.pv <= self.word.cursor
    }

    fn r_r1(&mut self) -> bool {
        self.p1 <= self.word.cursor
    }

    fn r_r2(&mut self) -> bool {
        self.p2 <= self.word.cursor
    }

    fn r_noun_sfx(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_1);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if among_var == 1 {
            if !self.r_r1() {
                return false;
            }
            self.word.slice_del();
        } else {
            if !self.r_r2() {
                return false;
            }
            self.word.slice_del();
        }
        true
    }

    fn r_deriv(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_2);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_del();
            }
            2 => {
                self.word.slice_from(letters!("arc"));
            }
            3 => {
                self.word.slice_from(letters!("gin"));
            }
            4 => {
                self.word.slice_from(letters!("graf"));
            }
            5 => {
                self.word.slice_from(letters!("paite"));
            }
            _ => {
                self.word.slice_from(letters!("óid"));
            }
        }
        true
    }

    fn r_verb_sfx(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_3);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if among_var == 1 {
            if !self.r_rv() {
                return false;
            }
            self.word.slice_del();
        } else {
            if !self.r_r1() {
                return false;
            }
            self.word.slice_del();
        }
        true
    }

    fn stem(&mut self) -> bool {
        let v_1 = self.word.cursor;
        self.r_initial_morph();
        self.word.cursor = v_1;
        self.r_mark_regions();
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_3 = self.word.limit - self.word.cursor;
        self.r_noun_sfx();
        self.word.cursor = self.word.limit - v_3;
        let v_4 = self.word.limit - self.word.cursor;
        self.r_deriv();
        self.word.cursor = self.word.limit - v_4;
        let v_5 = self.word.limit - self.word.cursor;
        self.r_verb_sfx();
        self.word.cursor = self.word.limit - v_5;
        self.word.cursor = self.word.limit_backward;
        true
    }
}

static A_0: Among<24, 0> = Among::beginning(
    "b'=1 bh=4 bhf=2 bp=8 ch=5 d'=1 d'fh=2 dh=6 dt=9 fh=2 gc=5 gh=7 h-=1 m'=1 mb=4 mh=10 n-=1 nd=6 ng=7 \
     ph=8 sh=3 t-=1 th=9 ts=3",
);
static A_1: Among<16, 8> = Among::ending(
    "íochta=1 aíochta=1 ire=2 aire=2 abh=1 eabh=1 ibh=1 aibh=1 amh=1 eamh=1 imh=1 aimh=1 íocht=1 aíocht=1 \
     irí=2 airí=2",
);
static A_2: Among<25, 73> = Among::ending(
    "óideacha=6 patacha=5 achta=1 arcachta=2 eachta=1 grafaíochta=4 paite=5 ach=1 each=1 óideach=6 \
     gineach=3 patach=5 grafaíoch=4 pataigh=5 óidigh=6 achtúil=1 eachtúil=1 gineas=3 ginis=3 acht=1 \
     arcacht=2 eacht=1 grafaíocht=4 arcachtaí=2 grafaíochtaí=4",
);
static A_3: Among<12, 3> =
    Among::ending("imid=1 aimid=1 ímid=1 aímid=1 adh=2 eadh=2 faidh=1 fidh=1 áil=2 ain=2 tear=2 tar=2");
static G_V: Grouping<3> = Grouping::of("aeiouáéíóú");
