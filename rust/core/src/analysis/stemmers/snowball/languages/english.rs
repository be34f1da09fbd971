//! The algorithm `english`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct English<'w> {
    word: Word<'w>,
    y_found: bool,
    p2: i32,
    p1: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = English { word, y_found: false, p2: 0, p1: 0 };
    state.stem();
    state.word
}

impl English<'_> {
    fn r_prelude(&mut self) -> bool {
        self.y_found = false;
        let v_1 = self.word.cursor;
        'lab0: {
            self.word.bra = self.word.cursor;
            if !self.word.eq_s(letters!("'")) {
                break 'lab0;
            }
            self.word.ket = self.word.cursor;
            self.word.slice_del();
        }
        self.word.cursor = v_1;
        let v_2 = self.word.cursor;
        'lab1: {
            self.word.bra = self.word.cursor;
            if !self.word.eq_s(letters!("y")) {
                break 'lab1;
            }
            self.word.ket = self.word.cursor;
            self.word.slice_from(letters!("Y"));
            self.y_found = true;
        }
        self.word.cursor = v_2;
        let v_3 = self.word.cursor;
        {
            'loop1: loop {
                let v_4 = self.word.cursor;
                'lab3: {
                    'lab4: {
                        loop {
                            let v_5 = self.word.cursor;
                            'lab5: {
                                if !self.word.in_grouping(&G_V) {
                                    break 'lab5;
                                }
                                self.word.bra = self.word.cursor;
                                if !self.word.eq_s(letters!("y")) {
                                    break 'lab5;
                                }
                                self.word.ket = self.word.cursor;
                                self.word.cursor = v_5;
                                break 'lab4;
                            }
                            self.word.cursor = v_5;
                            if self.word.cursor >= self.word.limit {
                                break 'lab3;
                            }
                            self.word.cursor += 1;
                        }
                    }
                    self.word.slice_from(letters!("Y"));
                    self.y_found = true;
                    continue 'loop1;
                }
                self.word.cursor = v_4;
                break 'loop1;
            }
        }
        self.word.cursor = v_3;
        true
    }

    fn r_mark_regions(&mut self) -> bool {
        self.p1 = self.word.limit;
        self.p2 = self.word.limit;
        let v_1 = self.word.cursor;
        'lab0: {
            'lab1: {
                let v_2 = self.word.cursor;
                'lab2: {
                    if self.word.find_among(&A_0) == 0 {
                        break 'lab2;
                    }
                    break 'lab1;
                }
                self.word.cursor = v_2;
                if !self.word.go_out_grouping(&G_V) {
                    break 'lab0;
                }
                self.word.cursor += 1;
                if !self.word.go_in_grouping(&G_V) {
                    break 'lab0;
                }
                self.word.cursor += 1;
            }
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

    fn r_shortv(&mut self) -> bool {
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                if !self.word.out_grouping_b(&G_V_WXY) {
                    break 'lab1;
                }
                if !self.word.in_grouping_b(&G_V) {
                    break 'lab1;
                }
                if !self.word.out_grouping_b(&G_V) {
                    break 'lab1;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            'lab2: {
                if !self.word.out_grouping_b(&G_V) {
                    break 'lab2;
                }
                if !self.word.in_grouping_b(&G_V) {
                    break 'lab2;
                }
                if self.word.cursor > self.word.limit_backward {
                    break 'lab2;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            if !self.word.eq_s_b(letters!("past")) {
                return false;
            }
        }
        true
    }

    fn r_r1(&mut self) -> bool {
        self.p1 <= self.word.cursor
    }

    fn r_r2(&mut self) -> bool {
        self.p2 <= self.word.cursor
    }

    fn r_step_1a(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            if self.word.find_among_b(&A_1) == 0 {
                self.word.cursor = self.word.limit - v_1;
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_del();
        }
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_2);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_from(letters!("ss"));
            }
            2 => 'lab1: {
                let v_2 = self.word.limit - self.word.cursor;
                'lab2: {
                    let c = self.word.cursor - 2;
                    if c < self.word.limit_backward {
                        break 'lab2;
                    }
                    self.word.cursor = c;
                    self.word.slice_from(letters!("i"));
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_2;
                self.word.slice_from(letters!("ie"));
            }
            3 => {
                if self.word.cursor <= self.word.limit_backward {
                    return false;
                }
                self.word.cursor -= 1;
                if !self.word.go_out_grouping_b(&G_V) {
                    return false;
                }
                self.word.cursor -= 1;
                self.word.slice_del();
            }
            _ => {}
        }
        true
    }

    fn r_step_1b(&mut self) -> bool {
        let mut among_var;
        self.word.ket = self.word.cursor;
        among_var = self.word.find_among_b(&A_5);
        self.word.bra = self.word.cursor;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                match among_var {
                    1 => {
                        let v_2 = self.word.limit - self.word.cursor;
                        'lab2: {
                            'lab3: {
                                let v_3 = self.word.limit - self.word.cursor;
                                'lab4: {
                                    if self.word.find_among_b(&A_3) == 0 {
                                        break 'lab4;
                                    }
                                    if self.word.cursor > self.word.limit_backward {
                                        break 'lab4;
                                    }
                                    break 'lab3;
                                }
                                self.word.cursor = self.word.limit - v_3;
                                if !self.r_r1() {
                                    break 'lab2;
                                }
                                self.word.slice_from(letters!("ee"));
                            }
                        }
                        self.word.cursor = self.word.limit - v_2;
                    }
                    2 => {
                        break 'lab1;
                    }
                    3 => {
                        among_var = self.word.find_among_b(&A_4);
                        if among_var == 0 {
                            break 'lab1;
                        }
                        if among_var == 1 {
                            let v_4 = self.word.limit - self.word.cursor;
                            if !self.word.out_grouping_b(&G_V) {
                                break 'lab1;
                            }
                            if self.word.cursor > self.word.limit_backward {
                                break 'lab1;
                            }
                            self.word.cursor = self.word.limit - v_4;
                            self.word.bra = self.word.cursor;
                            self.word.slice_from(letters!("ie"));
                        } else if self.word.cursor > self.word.limit_backward {
                            break 'lab1;
                        }
                    }
                    _ => {}
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            let v_5 = self.word.limit - self.word.cursor;
            if !self.word.go_out_grouping_b(&G_V) {
                return false;
            }
            self.word.cursor -= 1;
            self.word.cursor = self.word.limit - v_5;
            self.word.slice_del();
            self.word.ket = self.word.cursor;
            self.word.bra = self.word.cursor;
            let v_6 = self.word.limit - self.word.cursor;
            among_var = self.word.find_among_b(&A_6);
            match among_var {
                1 => {
                    self.word.slice_from(letters!("e"));
                    return false;
                }
                2 => {
                    let v_7 = self.word.limit - self.word.cursor;
                    'lab5: {
                        if !self.word.in_grouping_b(&G_AEO) {
                            break 'lab5;
                        }
                        if self.word.cursor > self.word.limit_backward {
                            break 'lab5;
                        }
                        return false;
                    }
                    self.word.cursor = self.word.limit - v_7;
                }
                _ => {
                    if self.word.cursor != self.p1 {
                        return false;
                    }
                    let v_8 = self.word.limit - self.word.cursor;
                    if !self.r_shortv() {
                        return false;
                    }
                    self.word.cursor = self.word.limit - v_8;
                    self.word.slice_from(letters!("e"));
                    return false;
                }
            }
            self.word.cursor = self.word.limit - v_6;
            self.word.ket = self.word.cursor;
            if self.word.cursor <= self.word.limit_backward {
                return false;
            }
            self.word.cursor -= 1;
            self.word.bra = self.word.cursor;
            self.word.slice_del();
        }
        true
    }

    fn r_step_1c(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        'lab0: {
            let v_1 = self.word.limit - self.word.cursor;
            'lab1: {
                if !self.word.eq_s_b(letters!("y")) {
                    break 'lab1;
                }
                break 'lab0;
            }
            self.word.cursor = self.word.limit - v_1;
            if !self.word.eq_s_b(letters!("Y")) {
                return false;
            }
        }
        self.word.bra = self.word.cursor;
        if !self.word.out_grouping_b(&G_V) {
            return false;
        }
        'lab2: {
            if self.word.cursor > self.word.limit_backward {
                break 'lab2;
            }
            return false;
        }
        self.word.slice_from(letters!("i"));
        true
    }

    fn r_step_2(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_7);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        match among_var {
            1 => {
                self.word.slice_from(letters!("tion"));
            }
            2 => {
                self.word.slice_from(letters!("ence"));
            }
            3 => {
                self.word.slice_from(letters!("ance"));
            }
            4 => {
                self.word.slice_from(letters!("able"));
            }
            5 => {
                self.word.slice_from(letters!("ent"));
            }
            6 => {
                self.word.slice_from(letters!("ize"));
            }
            7 => {
                self.word.slice_from(letters!("ate"));
            }
            8 => {
                self.word.slice_from(letters!("al"));
            }
            9 => {
                self.word.slice_from(letters!("ful"));
            }
            10 => {
                self.word.slice_from(letters!("ous"));
            }
            11 => {
                self.word.slice_from(letters!("ive"));
            }
            12 => {
                self.word.slice_from(letters!("ble"));
            }
            13 => {
                self.word.slice_from(letters!("og"));
            }
            14 => {
                if !self.word.eq_s_b(letters!("l")) {
                    return false;
                }
                self.word.slice_from(letters!("og"));
            }
            15 => {
                self.word.slice_from(letters!("less"));
            }
            _ => {
                if !self.word.in_grouping_b(&G_VALID_LI) {
                    return false;
                }
                self.word.slice_del();
            }
        }
        true
    }

    fn r_step_3(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_8);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        match among_var {
            1 => {
                self.word.slice_from(letters!("tion"));
            }
            2 => {
                self.word.slice_from(letters!("ate"));
            }
            3 => {
                self.word.slice_from(letters!("al"));
            }
            4 => {
                self.word.slice_from(letters!("ic"));
            }
            5 => {
                self.word.slice_del();
            }
            _ => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_del();
            }
        }
        true
    }

    fn r_step_4(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_9);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r2() {
            return false;
        }
        if among_var == 1 {
            self.word.slice_del();
        } else {
            'lab0: {
                let v_1 = self.word.limit - self.word.cursor;
                'lab1: {
                    if !self.word.eq_s_b(letters!("s")) {
                        break 'lab1;
                    }
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                if !self.word.eq_s_b(letters!("t")) {
                    return false;
                }
            }
            self.word.slice_del();
        }
        true
    }

    fn r_step_5(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_10);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if among_var == 1 {
            'lab0: {
                'lab1: {
                    if !self.r_r2() {
                        break 'lab1;
                    }
                    break 'lab0;
                }
                if !self.r_r1() {
                    return false;
                }
                let v_2 = self.word.limit - self.word.cursor;
                'lab2: {
                    if !self.r_shortv() {
                        break 'lab2;
                    }
                    return false;
                }
                self.word.cursor = self.word.limit - v_2;
            }
            self.word.slice_del();
        } else {
            if !self.r_r2() {
                return false;
            }
            if !self.word.eq_s_b(letters!("l")) {
                return false;
            }
            self.word.slice_del();
        }
        true
    }

    fn r_exception1(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        let among_var = self.word.find_among(&A_11);
        if among_var == 0 {
            return false;
        }
        self.word.ket = self.word.cursor;
        if self.word.cursor < self.word.limit {
            return false;
        }
        match among_var {
            1 => {
                self.word.slice_from(letters!("sky"));
            }
            2 => {
                self.word.slice_from(letters!("idl"));
            }
            3 => {
                self.word.slice_from(letters!("gentl"));
            }
            4 => {
                self.word.slice_from(letters!("ugli"));
            }
            5 => {
                self.word.slice_from(letters!("earli"));
            }
            6 => {
                self.word.slice_from(letters!("onli"));
            }
            7 => {
                self.word.slice_from(letters!("singl"));
            }
            _ => {}
        }
        true
    }

    fn r_postlude(&mut self) -> bool {
        if !self.y_found {
            return false;
        }
        'loop1: loop {
            let v_1 = self.word.cursor;
            'lab0: {
                'lab1: {
                    loop {
                        let v_2 = self.word.cursor;
                        'lab2: {
                            self.word.bra = self.word.cursor;
                            if !self.word.eq_s(letters!("Y")) {
                                break 'lab2;
                            }
                            self.word.ket = self.word.cursor;
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
                self.word.slice_from(letters!("y"));
                continue 'loop1;
            }
            self.word.cursor = v_1;
            break 'loop1;
        }
        true
    }

    fn stem(&mut self) -> bool {
        'lab0: {
            let v_1 = self.word.cursor;
            'lab1: {
                if !self.r_exception1() {
                    break 'lab1;
                }
                break 'lab0;
            }
            self.word.cursor = v_1;
            'lab2: {
                let v_2 = self.word.cursor;
                'lab3: {
                    let c = self.word.cursor + 3;
                    if c > self.word.limit {
                        break 'lab3;
                    }
                    self.word.cursor = c;
                    break 'lab2;
                }
                self.word.cursor = v_2;
                break 'lab0;
            }
            self.word.cursor = v_1;
            self.r_prelude();
            self.r_mark_regions();
            self.word.limit_backward = self.word.cursor;
            self.word.cursor = self.word.limit;
            let v_5 = self.word.limit - self.word.cursor;
            self.r_step_1a();
            self.word.cursor = self.word.limit - v_5;
            let v_6 = self.word.limit - self.word.cursor;
            self.r_step_1b();
            self.word.cursor = self.word.limit - v_6;
            let v_7 = self.word.limit - self.word.cursor;
            self.r_step_1c();
            self.word.cursor = self.word.limit - v_7;
            let v_8 = self.word.limit - self.word.cursor;
            self.r_step_2();
            self.word.cursor = self.word.limit - v_8;
            let v_9 = self.word.limit - self.word.cursor;
            self.r_step_3();
            self.word.cursor = self.word.limit - v_9;
            let v_10 = self.word.limit - self.word.cursor;
            self.r_step_4();
            self.word.cursor = self.word.limit - v_10;
            let v_11 = self.word.limit - self.word.cursor;
            self.r_step_5();
            self.word.cursor = self.word.limit - v_11;
            self.word.cursor = self.word.limit_backward;
            let v_12 = self.word.cursor;
            self.r_postlude();
            self.word.cursor = v_12;
        }
        true
    }
}

static A_0: Among<8, 10> = Among::beginning("arsen commun emerg gener later organ past univers");
static A_1: Among<3, 0> = Among::ending("'=1 's'=1 's=1");
static A_2: Among<6, 0> = Among::ending("ied=2 s=3 ies=2 sses=1 ss us");
static A_3: Among<3, 0> = Among::ending("succ=1 proc=1 exc=1");
static A_4: Among<7, 0> = Among::ending("even=2 cann=2 inn=2 earr=2 herr=2 out=2 y=1");
static A_5: Among<7, 2> = Among::ending(" ed=2 eed=1 ing=3 edly=2 eedly=1 ingly=2");
static A_6: Among<13, 0> = Among::ending("=3 bb=2 dd=2 ff=2 gg=2 bl=1 mm=2 nn=2 pp=2 rr=2 at=1 tt=2 iz=1");
static A_7: Among<25, 29> = Among::ending(
    "anci=3 enci=2 ogi=14 li=16 bli=12 abli=4 alli=8 fulli=9 lessli=15 ousli=10 entli=5 aliti=8 biliti=12 \
     iviti=11 tional=1 ational=7 alism=8 ation=7 ization=6 izer=6 ator=7 iveness=11 fulness=9 ousness=10 \
     ogist=13",
);
static A_8: Among<9, 9> =
    Among::ending("icate=4 ative=6 alize=3 iciti=4 ical=4 tional=1 ational=2 ful=5 ness=5");
static A_9: Among<18, 1> = Among::ending(
    "ic=1 ance=1 ence=1 able=1 ible=1 ate=1 ive=1 ize=1 iti=1 al=1 ism=1 ion=2 er=1 ous=1 ant=1 ent=1 \
     ment=1 ement=1",
);
static A_10: Among<2, 0> = Among::ending("e=1 l=2");
static A_11: Among<14, 10> = Among::beginning(
    "andes atlas bias cosmos early=5 gently=3 howe idly=2 news only=6 singly=7 skies=1 sky ugly=4",
);
static G_AEO: Grouping<1> = Grouping::of("aeo");
static G_V: Grouping<1> = Grouping::of("aeiouy");
static G_V_WXY: Grouping<1> = Grouping::of("Yaeiouwxy");
static G_VALID_LI: Grouping<1> = Grouping::of("cdeghkmnrt");
