//! The algorithm `romanian`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Romanian<'w> {
    word: Word<'w>,
    standard_suffix_removed: bool,
    p2: i32,
    p1: i32,
    pv: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Romanian { word, standard_suffix_removed: false, p2: 0, p1: 0, pv: 0 };
    state.stem();
    state.word
}

impl Romanian<'_> {
    fn r_norm(&mut self) -> bool {
        let v_1 = self.word.cursor;
        {
            'loop1: loop {
                let v_2 = self.word.cursor;
                'lab1: {
                    'lab2: {
                        loop {
                            let v_3 = self.word.cursor;
                            'lab3: {
                                self.word.bra = self.word.cursor;
                                let among_var = self.word.find_among(&A_0);
                                if among_var == 0 {
                                    break 'lab3;
                                }
                                self.word.ket = self.word.cursor;
                                if among_var == 1 {
                                    self.word.slice_from(letters!("ș"));
                                } else {
                                    self.word.slice_from(letters!("ț"));
                                }
                                self.word.cursor = v_3;
                                break 'lab2;
                            }
                            self.word.cursor = v_3;
                            if self.word.cursor >= self.word.limit {
                                break 'lab1;
                            }
                            self.word.cursor += 1;
                        }
                    }
                    continue 'loop1;
                }
                self.word.cursor = v_2;
                break 'loop1;
            }
        }
        self.word.cursor = v_1;
        true
    }

    fn r_prelude(&mut self) -> bool {
        'loop1: loop {
            let v_1 = self.word.cursor;
            'lab0: {
                'lab1: {
                    loop {
                        let v_2 = self.word.cursor;
                        'lab2: {
                            if !self.word.in_grouping(&G_V) {
                                break 'lab2;
                            }
                            self.word.bra = self.word.cursor;
                            'lab3: {
                                let v_3 = self.word.cursor;
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
                                self.word.cursor = v_3;
                                if !self.word.eq_s(letters!("i")) {
                                    break 'lab2;
                                }
                                self.word.ket = self.word.cursor;
                                if !self.word.in_grouping(&G_V) {
                                    break 'lab2;
                                }
                                self.word.slice_from(letters!("I"));
                            }
                            self.word.cursor = v_2;
                            break 'lab1;
                        }
                        self.word.cursor = v_2;
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

    fn r_step_0(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_2);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        match among_var {
            1 => {
                self.word.slice_del();
            }
            2 => {
                self.word.slice_from(letters!("a"));
            }
            3 => {
                self.word.slice_from(letters!("e"));
            }
            4 => {
                self.word.slice_from(letters!("i"));
            }
            5 => {
                let v_1 = self.word.limit - self.word.cursor;
                'lab0: {
                    if !self.word.eq_s_b(letters!("ab")) {
                        break 'lab0;
                    }
                    return false;
                }
                self.word.cursor = self.word.limit - v_1;
                self.word.slice_from(letters!("i"));
            }
            6 => {
                self.word.slice_from(letters!("at"));
            }
            _ => {
                self.word.slice_from(letters!("ați"));
            }
        }
        true
    }

    fn r_combo_suffix(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_3);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        match among_var {
            1 => {
                self.word.slice_from(letters!("abil"));
            }
            2 => {
                self.word.slice_from(letters!("ibil"));
            }
            3 => {
                self.word.slice_from(letters!("iv"));
            }
            4 => {
                self.word.slice_from(letters!("ic"));
            }
            5 => {
                self.word.slice_from(letters!("at"));
            }
            _ => {
                self.word.slice_from(letters!("it"));
            }
        }
        self.standard_suffix_removed = true;
        self.word.cursor = self.word.limit - v_1;
        true
    }

    fn r_standard_suffix(&mut self) -> bool {
        self.standard_suffix_removed = false;
        'loop1: loop {
            let v_1 = self.word.limit - self.word.cursor;
            'lab0: {
                if !self.r_combo_suffix() {
                    break 'lab0;
                }
                continue 'loop1;
            }
            self.word.cursor = self.word.limit - v_1;
            break 'loop1;
        }
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_4);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r2() {
            return false;
        }
        match among_var {
            1 => {
                self.word.slice_del();
            }
            2 => {
                if !self.word.eq_s_b(letters!("ț")) {
                    return false;
                }
                self.word.bra = self.word.cursor;
                self.word.slice_from(letters!("t"));
            }
            _ => {
                self.word.slice_from(letters!("ist"));
            }
        }
        self.standard_suffix_removed = true;
        true
    }

    fn r_verb_suffix(&mut self) -> bool {
        if self.word.cursor < self.pv {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.pv;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_5);
        if among_var == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        if among_var == 1 {
            'lab0: {
                let v_3 = self.word.limit - self.word.cursor;
                'lab1: {
                    if !self.word.out_grouping_b(&G_V) {
                        break 'lab1;
                    }
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_3;
                if !self.word.eq_s_b(letters!("u")) {
                    self.word.limit_backward = v_2;
                    return false;
                }
            }
            self.word.slice_del();
        } else {
            self.word.slice_del();
        }
        self.word.limit_backward = v_2;
        true
    }

    fn r_vowel_suffix(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_6) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_rv() {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn stem(&mut self) -> bool {
        self.r_norm();
        let v_2 = self.word.cursor;
        self.r_prelude();
        self.word.cursor = v_2;
        self.r_mark_regions();
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_4 = self.word.limit - self.word.cursor;
        self.r_step_0();
        self.word.cursor = self.word.limit - v_4;
        let v_5 = self.word.limit - self.word.cursor;
        self.r_standard_suffix();
        self.word.cursor = self.word.limit - v_5;
        let v_6 = self.word.limit - self.word.cursor;
        'lab0: {
            'lab1: {
                let v_7 = self.word.limit - self.word.cursor;
                'lab2: {
                    if !self.standard_suffix_removed {
                        break 'lab2;
                    }
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_7;
                if !self.r_verb_suffix() {
                    break 'lab0;
                }
            }
        }
        self.word.cursor = self.word.limit - v_6;
        let v_8 = self.word.limit - self.word.cursor;
        self.r_vowel_suffix();
        self.word.cursor = self.word.limit - v_8;
        self.word.cursor = self.word.limit_backward;
        let v_9 = self.word.cursor;
        self.r_postlude();
        self.word.cursor = v_9;
        true
    }
}

static A_0: Among<2, 0> = Among::beginning("ş=1 ţ=2");
static A_1: Among<3, 0> = Among::beginning("=3 I=1 U=2");
static A_2: Among<16, 1> = Among::ending(
    "ea=3 ația=7 aua=2 iua=4 ație=7 ele=3 ile=5 iile=4 iei=4 atei=6 ii=4 ului=1 ul=1 elor=3 ilor=4 \
     iilor=4",
);
static A_3: Among<46, 80> = Among::ending(
    "icala=4 iciva=4 ativa=5 itiva=6 icale=4 ațiune=5 ițiune=6 atoare=5 itoare=6 ătoare=5 icitate=4 \
     abilitate=1 ibilitate=2 ivitate=3 icive=4 ative=5 itive=6 icali=4 atori=5 icatori=4 itori=6 ători=5 \
     icitati=4 abilitati=1 ivitati=3 icivi=4 ativi=5 itivi=6 icităi=4 abilităi=1 ivităi=3 icități=4 \
     abilități=1 ivități=3 ical=4 ator=5 icator=4 itor=6 ător=5 iciv=4 ativ=5 itiv=6 icală=4 icivă=4 \
     ativă=5 itivă=6",
);
static A_4: Among<62, 12> = Among::ending(
    "ica=1 abila=1 ibila=1 oasa=1 ata=1 ita=1 anta=1 ista=3 uta=1 iva=1 ic=1 ice=1 abile=1 ibile=1 isme=3 \
     iune=2 oase=1 ate=1 itate=1 ite=1 ante=1 iste=3 ute=1 ive=1 ici=1 abili=1 ibili=1 iuni=2 atori=1 \
     osi=1 ati=1 itati=1 iti=1 anti=1 isti=3 uti=1 iști=3 ivi=1 ităi=1 oși=1 ități=1 abil=1 ibil=1 ism=3 \
     ator=1 os=1 at=1 it=1 ant=1 ist=3 ut=1 iv=1 ică=1 abilă=1 ibilă=1 oasă=1 ată=1 ită=1 antă=1 istă=3 \
     ută=1 ivă=1",
);
static A_5: Among<94, 48> = Among::ending(
    "ea=1 ia=1 esc=1 ăsc=1 ind=1 ând=1 are=1 ere=1 ire=1 âre=1 se=2 ase=1 sese=2 ise=1 use=1 âse=1 ește=1 \
     ăște=1 eze=1 ai=1 eai=1 iai=1 sei=2 ești=1 ăști=1 ui=1 ezi=1 âi=1 ași=1 seși=2 aseși=1 seseși=2 \
     iseși=1 useși=1 âseși=1 iși=1 uși=1 âși=1 ați=2 eați=1 iați=1 eți=2 iți=2 âți=2 arăți=1 serăți=2 \
     aserăți=1 seserăți=2 iserăți=1 userăți=1 âserăți=1 irăți=1 urăți=1 ârăți=1 am=1 eam=1 iam=1 em=2 \
     asem=1 sesem=2 isem=1 usem=1 âsem=1 im=2 âm=2 ăm=2 arăm=1 serăm=2 aserăm=1 seserăm=2 iserăm=1 \
     userăm=1 âserăm=1 irăm=1 urăm=1 ârăm=1 au=1 eau=1 iau=1 indu=1 ându=1 ez=1 ească=1 ară=1 seră=2 \
     aseră=1 seseră=2 iseră=1 useră=1 âseră=1 iră=1 ură=1 âră=1 ează=1",
);
static A_6: Among<5, 0> = Among::ending("a=1 e=1 ie=1 i=1 ă=1");
static G_V: Grouping<3> = Grouping::of("aeiouâîă");
