//! The algorithm `portuguese`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Portuguese<'w> {
    word: Word<'w>,
    p2: i32,
    p1: i32,
    pv: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Portuguese { word, p2: 0, p1: 0, pv: 0 };
    state.stem();
    state.word
}

impl Portuguese<'_> {
    fn r_prelude(&mut self) -> bool {
        'loop1: loop {
            let v_1 = self.word.cursor;
            'lab0: {
                self.word.bra = self.word.cursor;
                let among_var = self.word.find_among(&A_0);
                self.word.ket = self.word.cursor;
                match among_var {
                    1 => {
                        self.word.slice_from(letters!("a~"));
                    }
                    2 => {
                        self.word.slice_from(letters!("o~"));
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

    fn r_mark_regions(&mut self) -> bool {
        self.pv = self.word.limit;
        self.p1 = self.word.limit;
        self.p2 = self.word.limit;
        let v_1 = self.word.cursor;
        'lab0: {
            'lab1: {
                let v_2 = self.word.cursor;
                'lab2: {
                    if !self.word.in_grouping(&G_V) {
                        break 'lab2;
                    }
                    'lab3: {
                        let v_3 = self.word.cursor;
                        'lab4: {
                            if !self.word.out_grouping(&G_V) {
                                break 'lab4;
                            }
                            if !self.word.go_out_grouping(&G_V) {
                                break 'lab4;
                            }
                            self.word.cursor += 1;
                            break 'lab3;
                        }
                        self.word.cursor = v_3;
                        if !self.word.in_grouping(&G_V) {
                            break 'lab2;
                        }
                        if !self.word.go_in_grouping(&G_V) {
                            break 'lab2;
                        }
                        self.word.cursor += 1;
                    }
                    break 'lab1;
                }
                self.word.cursor = v_2;
                if !self.word.out_grouping(&G_V) {
                    break 'lab0;
                }
                'lab5: {
                    let v_4 = self.word.cursor;
                    'lab6: {
                        if !self.word.out_grouping(&G_V) {
                            break 'lab6;
                        }
                        if !self.word.go_out_grouping(&G_V) {
                            break 'lab6;
                        }
                        self.word.cursor += 1;
                        break 'lab5;
                    }
                    self.word.cursor = v_4;
                    if !self.word.in_grouping(&G_V) {
                        break 'lab0;
                    }
                    if self.word.cursor >= self.word.limit {
                        break 'lab0;
                    }
                    self.word.cursor += 1;
                }
            }
            self.pv = self.word.cursor;
        }
        self.word.cursor = v_1;
        let v_5 = self.word.cursor;
        'lab7: {
            if !self.word.go_out_grouping(&G_V) {
                break 'lab7;
            }
            self.word.cursor += 1;
            if !self.word.go_in_grouping(&G_V) {
                break 'lab7;
            }
            self.word.cursor += 1;
            self.p1 = self.word.cursor;
            if !self.word.go_out_grouping(&G_V) {
                break 'lab7;
            }
            self.word.cursor += 1;
            if !self.word.go_in_grouping(&G_V) {
                break 'lab7;
            }
            self.word.cursor += 1;
            self.p2 = self.word.cursor;
        }
        self.word.cursor = v_5;
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
                        self.word.slice_from(letters!("ã"));
                    }
                    2 => {
                        self.word.slice_from(letters!("õ"));
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

    fn r_rv(&mut self) -> bool {
        self.pv <= self.word.cursor
    }

    fn r_r1(&mut self) -> bool {
        self.p1 <= self.word.cursor
    }

    fn r_r2(&mut self) -> bool {
        self.p2 <= self.word.cursor
    }

    fn r_standard_suffix(&mut self) -> bool {
        let mut among_var;
        self.word.ket = self.word.cursor;
        among_var = self.word.find_among_b(&A_5);
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
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_from(letters!("log"));
            }
            3 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_from(letters!("u"));
            }
            4 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_from(letters!("ente"));
            }
            5 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_del();
                let v_1 = self.word.limit - self.word.cursor;
                'lab0: {
                    self.word.ket = self.word.cursor;
                    among_var = self.word.find_among_b(&A_2);
                    if among_var == 0 {
                        self.word.cursor = self.word.limit - v_1;
                        break 'lab0;
                    }
                    self.word.bra = self.word.cursor;
                    if !self.r_r2() {
                        self.word.cursor = self.word.limit - v_1;
                        break 'lab0;
                    }
                    self.word.slice_del();
                    if among_var == 1 {
                        self.word.ket = self.word.cursor;
                        if !self.word.eq_s_b(letters!("at")) {
                            self.word.cursor = self.word.limit - v_1;
                            break 'lab0;
                        }
                        self.word.bra = self.word.cursor;
                        if !self.r_r2() {
                            self.word.cursor = self.word.limit - v_1;
                            break 'lab0;
                        }
                        self.word.slice_del();
                    }
                }
            }
            6 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_del();
                let v_2 = self.word.limit - self.word.cursor;
                'lab1: {
                    self.word.ket = self.word.cursor;
                    if self.word.find_among_b(&A_3) == 0 {
                        self.word.cursor = self.word.limit - v_2;
                        break 'lab1;
                    }
                    self.word.bra = self.word.cursor;
                    if !self.r_r2() {
                        self.word.cursor = self.word.limit - v_2;
                        break 'lab1;
                    }
                    self.word.slice_del();
                }
            }
            7 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_del();
                let v_3 = self.word.limit - self.word.cursor;
                'lab2: {
                    self.word.ket = self.word.cursor;
                    if self.word.find_among_b(&A_4) == 0 {
                        self.word.cursor = self.word.limit - v_3;
                        break 'lab2;
                    }
                    self.word.bra = self.word.cursor;
                    if !self.r_r2() {
                        self.word.cursor = self.word.limit - v_3;
                        break 'lab2;
                    }
                    self.word.slice_del();
                }
            }
            8 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_del();
                let v_4 = self.word.limit - self.word.cursor;
                'lab3: {
                    self.word.ket = self.word.cursor;
                    if !self.word.eq_s_b(letters!("at")) {
                        self.word.cursor = self.word.limit - v_4;
                        break 'lab3;
                    }
                    self.word.bra = self.word.cursor;
                    if !self.r_r2() {
                        self.word.cursor = self.word.limit - v_4;
                        break 'lab3;
                    }
                    self.word.slice_del();
                }
            }
            _ => {
                if !self.r_rv() {
                    return false;
                }
                if !self.word.eq_s_b(letters!("e")) {
                    return false;
                }
                self.word.slice_from(letters!("ir"));
            }
        }
        true
    }

    fn r_verb_suffix(&mut self) -> bool {
        if self.word.cursor < self.pv {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.pv;
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_6) == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.word.limit_backward = v_2;
        true
    }

    fn r_residual_suffix(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_7) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_rv() {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn r_residual_form(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_8);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if among_var == 1 {
            if !self.r_rv() {
                return false;
            }
            self.word.slice_del();
            self.word.ket = self.word.cursor;
            'lab0: {
                let v_1 = self.word.limit - self.word.cursor;
                'lab1: {
                    if !self.word.eq_s_b(letters!("u")) {
                        break 'lab1;
                    }
                    self.word.bra = self.word.cursor;
                    let v_2 = self.word.limit - self.word.cursor;
                    if !self.word.eq_s_b(letters!("g")) {
                        break 'lab1;
                    }
                    self.word.cursor = self.word.limit - v_2;
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                if !self.word.eq_s_b(letters!("i")) {
                    return false;
                }
                self.word.bra = self.word.cursor;
                let v_3 = self.word.limit - self.word.cursor;
                if !self.word.eq_s_b(letters!("c")) {
                    return false;
                }
                self.word.cursor = self.word.limit - v_3;
            }
            if !self.r_rv() {
                return false;
            }
            self.word.slice_del();
        } else {
            self.word.slice_from(letters!("c"));
        }
        true
    }

    fn stem(&mut self) -> bool {
        let v_1 = self.word.cursor;
        self.r_prelude();
        self.word.cursor = v_1;
        self.r_mark_regions();
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_3 = self.word.limit - self.word.cursor;
        'lab0: {
            'lab1: {
                let v_4 = self.word.limit - self.word.cursor;
                'lab2: {
                    let v_5 = self.word.limit - self.word.cursor;
                    'lab3: {
                        let v_6 = self.word.limit - self.word.cursor;
                        'lab4: {
                            if !self.r_standard_suffix() {
                                break 'lab4;
                            }
                            break 'lab3;
                        }
                        self.word.cursor = self.word.limit - v_6;
                        if !self.r_verb_suffix() {
                            break 'lab2;
                        }
                    }
                    self.word.cursor = self.word.limit - v_5;
                    let v_7 = self.word.limit - self.word.cursor;
                    'lab5: {
                        self.word.ket = self.word.cursor;
                        if !self.word.eq_s_b(letters!("i")) {
                            break 'lab5;
                        }
                        self.word.bra = self.word.cursor;
                        let v_8 = self.word.limit - self.word.cursor;
                        if !self.word.eq_s_b(letters!("c")) {
                            break 'lab5;
                        }
                        self.word.cursor = self.word.limit - v_8;
                        if !self.r_rv() {
                            break 'lab5;
                        }
                        self.word.slice_del();
                    }
                    self.word.cursor = self.word.limit - v_7;
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_4;
                if !self.r_residual_suffix() {
                    break 'lab0;
                }
            }
        }
        self.word.cursor = self.word.limit - v_3;
        let v_9 = self.word.limit - self.word.cursor;
        self.r_residual_form();
        self.word.cursor = self.word.limit - v_9;
        self.word.cursor = self.word.limit_backward;
        let v_10 = self.word.cursor;
        self.r_postlude();
        self.word.cursor = v_10;
        true
    }
}

static A_0: Among<3, 0> = Among::beginning("=3 ã=1 õ=2");
static A_1: Among<3, 0> = Among::beginning("=3 a~=1 o~=2");
static A_2: Among<4, 0> = Among::ending("ic ad os iv=1");
static A_3: Among<3, 0> = Among::ending("ante=1 avel=1 ível=1");
static A_4: Among<3, 0> = Among::ending("ic=1 abil=1 iv=1");
static A_5: Among<45, 37> = Among::ending(
    "ica=1 ância=1 ência=4 logia=2 ira=9 adora=1 osa=1 ista=1 iva=8 eza=1 idade=7 ante=1 mente=6 amente=5 \
     ável=1 ível=1 ico=1 ismo=1 oso=1 amento=1 imento=1 ivo=8 aça~o=1 uça~o=3 ador=1 icas=1 ências=4 \
     logias=2 iras=9 adoras=1 osas=1 istas=1 ivas=8 ezas=1 idades=7 adores=1 antes=1 aço~es=1 uço~es=3 \
     icos=1 ismos=1 osos=1 amentos=1 imentos=1 ivos=8",
);
static A_6: Among<120, 76> = Among::ending(
    "ada=1 ida=1 ia=1 aria=1 eria=1 iria=1 ara=1 era=1 ira=1 ava=1 asse=1 esse=1 isse=1 aste=1 este=1 \
     iste=1 ei=1 arei=1 erei=1 irei=1 am=1 iam=1 ariam=1 eriam=1 iriam=1 aram=1 eram=1 iram=1 avam=1 em=1 \
     arem=1 erem=1 irem=1 assem=1 essem=1 issem=1 ado=1 ido=1 ando=1 endo=1 indo=1 ara~o=1 era~o=1 \
     ira~o=1 ar=1 er=1 ir=1 as=1 adas=1 idas=1 ias=1 arias=1 erias=1 irias=1 aras=1 eras=1 iras=1 avas=1 \
     es=1 ardes=1 erdes=1 irdes=1 ares=1 eres=1 ires=1 asses=1 esses=1 isses=1 astes=1 estes=1 istes=1 \
     is=1 ais=1 eis=1 areis=1 ereis=1 ireis=1 áreis=1 éreis=1 íreis=1 ásseis=1 ésseis=1 ísseis=1 áveis=1 \
     íeis=1 aríeis=1 eríeis=1 iríeis=1 ados=1 idos=1 amos=1 áramos=1 éramos=1 íramos=1 ávamos=1 íamos=1 \
     aríamos=1 eríamos=1 iríamos=1 emos=1 aremos=1 eremos=1 iremos=1 ássemos=1 êssemos=1 íssemos=1 imos=1 \
     armos=1 ermos=1 irmos=1 ámos=1 arás=1 erás=1 irás=1 eu=1 iu=1 ou=1 ará=1 erá=1 irá=1",
);
static A_7: Among<7, 0> = Among::ending("a=1 i=1 o=1 os=1 á=1 í=1 ó=1");
static A_8: Among<4, 0> = Among::ending("e=1 ç=2 é=1 ê=1");
static G_V: Grouping<3> = Grouping::of("aeiouáâéêíóôú");
