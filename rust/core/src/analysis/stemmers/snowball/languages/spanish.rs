//! The algorithm `spanish`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Spanish<'w> {
    word: Word<'w>,
    p2: i32,
    p1: i32,
    pv: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Spanish { word, p2: 0, p1: 0, pv: 0 };
    state.stem();
    state.word
}

impl Spanish<'_> {
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

    fn r_attached_pronoun(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_1) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        let among_var = self.word.find_among_b(&A_2);
        if among_var == 0 {
            return false;
        }
        if !self.r_rv() {
            return false;
        }
        match among_var {
            1 => {
                self.word.bra = self.word.cursor;
                self.word.slice_from(letters!("iendo"));
            }
            2 => {
                self.word.bra = self.word.cursor;
                self.word.slice_from(letters!("ando"));
            }
            3 => {
                self.word.bra = self.word.cursor;
                self.word.slice_from(letters!("ar"));
            }
            4 => {
                self.word.bra = self.word.cursor;
                self.word.slice_from(letters!("er"));
            }
            5 => {
                self.word.bra = self.word.cursor;
                self.word.slice_from(letters!("ir"));
            }
            6 => {
                self.word.slice_del();
            }
            _ => {
                if !self.word.eq_s_b(letters!("u")) {
                    return false;
                }
                self.word.slice_del();
            }
        }
        true
    }

    fn r_standard_suffix(&mut self) -> bool {
        let mut among_var;
        self.word.ket = self.word.cursor;
        among_var = self.word.find_among_b(&A_6);
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
                self.word.slice_del();
                let v_1 = self.word.limit - self.word.cursor;
                'lab0: {
                    self.word.ket = self.word.cursor;
                    if !self.word.eq_s_b(letters!("ic")) {
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
            3 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_from(letters!("log"));
            }
            4 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_from(letters!("u"));
            }
            5 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_from(letters!("ente"));
            }
            6 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_del();
                let v_2 = self.word.limit - self.word.cursor;
                'lab1: {
                    self.word.ket = self.word.cursor;
                    among_var = self.word.find_among_b(&A_3);
                    if among_var == 0 {
                        self.word.cursor = self.word.limit - v_2;
                        break 'lab1;
                    }
                    self.word.bra = self.word.cursor;
                    if !self.r_r2() {
                        self.word.cursor = self.word.limit - v_2;
                        break 'lab1;
                    }
                    self.word.slice_del();
                    if among_var == 1 {
                        self.word.ket = self.word.cursor;
                        if !self.word.eq_s_b(letters!("at")) {
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
                    if self.word.find_among_b(&A_5) == 0 {
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
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_del();
                let v_5 = self.word.limit - self.word.cursor;
                'lab4: {
                    self.word.ket = self.word.cursor;
                    if !self.word.eq_s_b(letters!("at")) {
                        self.word.cursor = self.word.limit - v_5;
                        break 'lab4;
                    }
                    self.word.bra = self.word.cursor;
                    if !self.r_r2() {
                        self.word.cursor = self.word.limit - v_5;
                        break 'lab4;
                    }
                    self.word.slice_del();
                }
            }
        }
        true
    }

    fn r_y_verb_suffix(&mut self) -> bool {
        if self.word.cursor < self.pv {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.pv;
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_7) == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        if !self.word.eq_s_b(letters!("u")) {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn r_verb_suffix(&mut self) -> bool {
        if self.word.cursor < self.pv {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.pv;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_8);
        if among_var == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        if among_var == 1 {
            let v_3 = self.word.limit - self.word.cursor;
            'lab0: {
                if !self.word.eq_s_b(letters!("u")) {
                    self.word.cursor = self.word.limit - v_3;
                    break 'lab0;
                }
                let v_4 = self.word.limit - self.word.cursor;
                if !self.word.eq_s_b(letters!("g")) {
                    self.word.cursor = self.word.limit - v_3;
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_4;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_del();
        } else {
            self.word.slice_del();
        }
        true
    }

    fn r_residual_suffix(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_9);
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
            if !self.r_rv() {
                return false;
            }
            self.word.slice_del();
            let v_1 = self.word.limit - self.word.cursor;
            'lab0: {
                self.word.ket = self.word.cursor;
                if !self.word.eq_s_b(letters!("u")) {
                    self.word.cursor = self.word.limit - v_1;
                    break 'lab0;
                }
                self.word.bra = self.word.cursor;
                let v_2 = self.word.limit - self.word.cursor;
                if !self.word.eq_s_b(letters!("g")) {
                    self.word.cursor = self.word.limit - v_1;
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_2;
                if !self.r_rv() {
                    self.word.cursor = self.word.limit - v_1;
                    break 'lab0;
                }
                self.word.slice_del();
            }
        }
        true
    }

    fn stem(&mut self) -> bool {
        self.r_mark_regions();
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_2 = self.word.limit - self.word.cursor;
        self.r_attached_pronoun();
        self.word.cursor = self.word.limit - v_2;
        let v_3 = self.word.limit - self.word.cursor;
        'lab0: {
            'lab1: {
                let v_4 = self.word.limit - self.word.cursor;
                'lab2: {
                    if !self.r_standard_suffix() {
                        break 'lab2;
                    }
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_4;
                'lab3: {
                    if !self.r_y_verb_suffix() {
                        break 'lab3;
                    }
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_4;
                if !self.r_verb_suffix() {
                    break 'lab0;
                }
            }
        }
        self.word.cursor = self.word.limit - v_3;
        let v_5 = self.word.limit - self.word.cursor;
        self.r_residual_suffix();
        self.word.cursor = self.word.limit - v_5;
        self.word.cursor = self.word.limit_backward;
        let v_6 = self.word.cursor;
        self.r_postlude();
        self.word.cursor = v_6;
        true
    }
}

static A_0: Among<6, 0> = Among::beginning("=6 á=1 é=2 í=3 ó=4 ú=5");
static A_1: Among<13, 2> = Among::ending("la sela le me se lo selo las selas les los selos nos");
static A_2: Among<11, 3> =
    Among::ending("ando=6 iendo=6 yendo=7 ándo=2 iéndo=1 ar=6 er=6 ir=6 ár=3 ér=4 ír=5");
static A_3: Among<4, 0> = Among::ending("ic ad os iv=1");
static A_4: Among<3, 0> = Among::ending("able=1 ible=1 ante=1");
static A_5: Among<3, 0> = Among::ending("ic=1 abil=1 iv=1");
static A_6: Among<48, 49> = Among::ending(
    "ica=1 ancia=2 encia=5 adora=2 osa=1 ista=1 iva=9 anza=1 logía=3 idad=8 able=1 ible=1 ante=2 mente=7 \
     amente=6 acion=2 ucion=4 ación=2 ución=4 ico=1 ismo=1 oso=1 amiento=1 imiento=1 ivo=9 ador=2 icas=1 \
     ancias=2 encias=5 adoras=2 osas=1 istas=1 ivas=9 anzas=1 logías=3 idades=8 ables=1 ibles=1 aciones=2 \
     uciones=4 adores=2 antes=2 icos=1 ismos=1 osos=1 amientos=1 imientos=1 ivos=9",
);
static A_7: Among<12, 3> =
    Among::ending("ya=1 ye=1 yan=1 yen=1 yeron=1 yendo=1 yo=1 yas=1 yes=1 yais=1 yamos=1 yó=1");
static A_8: Among<96, 60> = Among::ending(
    "aba=2 ada=2 ida=2 ara=2 iera=2 ía=2 aría=2 ería=2 iría=2 ad=2 ed=2 id=2 ase=2 iese=2 aste=2 iste=2 \
     an=2 aban=2 aran=2 ieran=2 ían=2 arían=2 erían=2 irían=2 en=1 asen=2 iesen=2 aron=2 ieron=2 arán=2 \
     erán=2 irán=2 ado=2 ido=2 ando=2 iendo=2 ar=2 er=2 ir=2 as=2 abas=2 adas=2 idas=2 aras=2 ieras=2 \
     ías=2 arías=2 erías=2 irías=2 es=1 ases=2 ieses=2 abais=2 arais=2 ierais=2 íais=2 aríais=2 eríais=2 \
     iríais=2 aseis=2 ieseis=2 asteis=2 isteis=2 áis=2 éis=1 aréis=2 eréis=2 iréis=2 ados=2 idos=2 amos=2 \
     ábamos=2 áramos=2 iéramos=2 íamos=2 aríamos=2 eríamos=2 iríamos=2 emos=1 aremos=2 eremos=2 iremos=2 \
     ásemos=2 iésemos=2 imos=2 arás=2 erás=2 irás=2 ís=2 ará=2 erá=2 irá=2 aré=2 eré=2 iré=2 ió=2",
);
static A_9: Among<8, 0> = Among::ending("a=1 e=2 o=1 os=1 á=1 é=2 í=1 ó=1");
static G_V: Grouping<3> = Grouping::of("aeiouáéíóúü");
