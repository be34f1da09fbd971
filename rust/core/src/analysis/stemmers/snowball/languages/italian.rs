//! The algorithm `italian`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Italian<'w> {
    word: Word<'w>,
    p2: i32,
    p1: i32,
    pv: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Italian { word, p2: 0, p1: 0, pv: 0 };
    state.stem();
    state.word
}

impl Italian<'_> {
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
                        self.word.slice_from(letters!("à"));
                    }
                    2 => {
                        self.word.slice_from(letters!("è"));
                    }
                    3 => {
                        self.word.slice_from(letters!("ì"));
                    }
                    4 => {
                        self.word.slice_from(letters!("ò"));
                    }
                    5 => {
                        self.word.slice_from(letters!("ù"));
                    }
                    6 => {
                        self.word.slice_from(letters!("qU"));
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
        'loop2: loop {
            let v_3 = self.word.cursor;
            'lab1: {
                'lab2: {
                    loop {
                        let v_4 = self.word.cursor;
                        'lab3: {
                            if !self.word.in_grouping(&G_V) {
                                break 'lab3;
                            }
                            self.word.bra = self.word.cursor;
                            'lab4: {
                                let v_5 = self.word.cursor;
                                'lab5: {
                                    if !self.word.eq_s(letters!("u")) {
                                        break 'lab5;
                                    }
                                    self.word.ket = self.word.cursor;
                                    if !self.word.in_grouping(&G_V) {
                                        break 'lab5;
                                    }
                                    self.word.slice_from(letters!("U"));
                                    break 'lab4;
                                }
                                self.word.cursor = v_5;
                                if !self.word.eq_s(letters!("i")) {
                                    break 'lab3;
                                }
                                self.word.ket = self.word.cursor;
                                if !self.word.in_grouping(&G_V) {
                                    break 'lab3;
                                }
                                self.word.slice_from(letters!("I"));
                            }
                            self.word.cursor = v_4;
                            break 'lab2;
                        }
                        self.word.cursor = v_4;
                        if self.word.cursor >= self.word.limit {
                            break 'lab1;
                        }
                        self.word.cursor += 1;
                    }
                }
                continue 'loop2;
            }
            self.word.cursor = v_3;
            break 'loop2;
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
                'lab5: {
                    if !self.word.eq_s(letters!("divan")) {
                        break 'lab5;
                    }
                    break 'lab1;
                }
                self.word.cursor = v_2;
                if !self.word.out_grouping(&G_V) {
                    break 'lab0;
                }
                'lab6: {
                    let v_4 = self.word.cursor;
                    'lab7: {
                        if !self.word.out_grouping(&G_V) {
                            break 'lab7;
                        }
                        if !self.word.go_out_grouping(&G_V) {
                            break 'lab7;
                        }
                        self.word.cursor += 1;
                        break 'lab6;
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
        'lab8: {
            if !self.word.go_out_grouping(&G_V) {
                break 'lab8;
            }
            self.word.cursor += 1;
            if !self.word.go_in_grouping(&G_V) {
                break 'lab8;
            }
            self.word.cursor += 1;
            self.p1 = self.word.cursor;
            if !self.word.go_out_grouping(&G_V) {
                break 'lab8;
            }
            self.word.cursor += 1;
            if !self.word.go_in_grouping(&G_V) {
                break 'lab8;
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
                        self.word.slice_from(letters!("i"));
                    }
                    2 => {
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
        if self.word.find_among_b(&A_2) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        let among_var = self.word.find_among_b(&A_3);
        if among_var == 0 {
            return false;
        }
        if !self.r_rv() {
            return false;
        }
        if among_var == 1 {
            self.word.slice_del();
        } else {
            self.word.slice_from(letters!("e"));
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
                if !self.r_rv() {
                    return false;
                }
                self.word.slice_del();
            }
            7 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_del();
                let v_2 = self.word.limit - self.word.cursor;
                'lab1: {
                    self.word.ket = self.word.cursor;
                    among_var = self.word.find_among_b(&A_4);
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
            8 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_del();
                let v_3 = self.word.limit - self.word.cursor;
                'lab2: {
                    self.word.ket = self.word.cursor;
                    if self.word.find_among_b(&A_5) == 0 {
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
            _ => {
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
                    self.word.ket = self.word.cursor;
                    if !self.word.eq_s_b(letters!("ic")) {
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
        if self.word.find_among_b(&A_7) == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.word.limit_backward = v_2;
        true
    }

    fn r_vowel_suffix(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            if !self.word.in_grouping_b(&G_AEIO) {
                self.word.cursor = self.word.limit - v_1;
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            if !self.r_rv() {
                self.word.cursor = self.word.limit - v_1;
                break 'lab0;
            }
            self.word.slice_del();
            self.word.ket = self.word.cursor;
            if !self.word.eq_s_b(letters!("i")) {
                self.word.cursor = self.word.limit - v_1;
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            if !self.r_rv() {
                self.word.cursor = self.word.limit - v_1;
                break 'lab0;
            }
            self.word.slice_del();
        }
        let v_2 = self.word.limit - self.word.cursor;
        'lab1: {
            self.word.ket = self.word.cursor;
            if !self.word.eq_s_b(letters!("h")) {
                self.word.cursor = self.word.limit - v_2;
                break 'lab1;
            }
            self.word.bra = self.word.cursor;
            if !self.word.in_grouping_b(&G_CG) {
                self.word.cursor = self.word.limit - v_2;
                break 'lab1;
            }
            if !self.r_rv() {
                self.word.cursor = self.word.limit - v_2;
                break 'lab1;
            }
            self.word.slice_del();
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
        self.r_attached_pronoun();
        self.word.cursor = self.word.limit - v_3;
        let v_4 = self.word.limit - self.word.cursor;
        'lab0: {
            'lab1: {
                let v_5 = self.word.limit - self.word.cursor;
                'lab2: {
                    if !self.r_standard_suffix() {
                        break 'lab2;
                    }
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_5;
                if !self.r_verb_suffix() {
                    break 'lab0;
                }
            }
        }
        self.word.cursor = self.word.limit - v_4;
        let v_6 = self.word.limit - self.word.cursor;
        self.r_vowel_suffix();
        self.word.cursor = self.word.limit - v_6;
        self.word.cursor = self.word.limit_backward;
        let v_7 = self.word.cursor;
        self.r_postlude();
        self.word.cursor = v_7;
        true
    }
}

static A_0: Among<7, 0> = Among::beginning("=7 qu=6 á=1 é=2 í=3 ó=4 ú=5");
static A_1: Among<3, 0> = Among::beginning("=3 I=1 U=2");
static A_2: Among<37, 10> = Among::ending(
    "la cela gliela mela tela vela le cele gliele mele tele vele ne cene gliene mene sene tene vene ci li \
     celi glieli meli teli veli gli mi si ti vi lo celo glielo melo telo velo",
);
static A_3: Among<5, 0> = Among::ending("ando=1 endo=1 ar=2 er=2 ir=2");
static A_4: Among<4, 0> = Among::ending("ic abil os iv=1");
static A_5: Among<3, 0> = Among::ending("ic=1 abil=1 iv=1");
static A_6: Among<51, 35> = Among::ending(
    "ica=1 logia=3 osa=1 ista=1 iva=9 anza=1 enza=5 ice=1 atrice=1 iche=1 logie=3 abile=1 ibile=1 \
     usione=4 azione=2 uzione=4 atore=2 ose=1 ante=1 mente=1 amente=7 iste=1 ive=9 anze=1 enze=5 ici=1 \
     atrici=1 ichi=1 abili=1 ibili=1 ismi=1 usioni=4 azioni=2 uzioni=4 atori=2 osi=1 anti=1 amenti=6 \
     imenti=6 isti=1 ivi=9 ico=1 ismo=1 oso=1 amento=6 imento=6 ivo=9 ità=8 istà=1 istè=1 istì=1",
);
static A_7: Among<87, 56> = Among::ending(
    "isca=1 enda=1 ata=1 ita=1 uta=1 ava=1 eva=1 iva=1 erebbe=1 irebbe=1 isce=1 ende=1 are=1 ere=1 ire=1 \
     asse=1 ate=1 avate=1 evate=1 ivate=1 ete=1 erete=1 irete=1 ite=1 ereste=1 ireste=1 ute=1 erai=1 \
     irai=1 isci=1 endi=1 erei=1 irei=1 assi=1 ati=1 iti=1 eresti=1 iresti=1 uti=1 avi=1 evi=1 ivi=1 \
     isco=1 ando=1 endo=1 Yamo=1 iamo=1 avamo=1 evamo=1 ivamo=1 eremo=1 iremo=1 assimo=1 ammo=1 emmo=1 \
     eremmo=1 iremmo=1 immo=1 ano=1 iscano=1 avano=1 evano=1 ivano=1 eranno=1 iranno=1 ono=1 iscono=1 \
     arono=1 erono=1 irono=1 erebbero=1 irebbero=1 assero=1 essero=1 issero=1 ato=1 ito=1 uto=1 avo=1 \
     evo=1 ivo=1 ar=1 ir=1 erà=1 irà=1 erò=1 irò=1",
);
static G_V: Grouping<3> = Grouping::of("aeiouàèìòù");
static G_AEIO: Grouping<3> = Grouping::of("aeioàèìò");
static G_CG: Grouping<1> = Grouping::of("cg");
