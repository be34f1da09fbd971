//! The algorithm `yiddish`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Yiddish<'w> {
    word: Word<'w>,
    x: i32,
    p1: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Yiddish { word, x: 0, p1: 0 };
    state.stem();
    state.word
}

impl Yiddish<'_> {
    fn r_prelude(&mut self) -> bool {
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
                                match among_var {
                                    1 => {
                                        let v_4 = self.word.cursor;
                                        'lab4: {
                                            if !self.word.eq_s(letters!("\u{5bc}")) {
                                                break 'lab4;
                                            }
                                            break 'lab3;
                                        }
                                        self.word.cursor = v_4;
                                        self.word.slice_from(letters!("װ"));
                                    }
                                    2 => {
                                        let v_5 = self.word.cursor;
                                        'lab5: {
                                            if !self.word.eq_s(letters!("\u{5b4}")) {
                                                break 'lab5;
                                            }
                                            break 'lab3;
                                        }
                                        self.word.cursor = v_5;
                                        self.word.slice_from(letters!("ױ"));
                                    }
                                    3 => {
                                        let v_6 = self.word.cursor;
                                        'lab6: {
                                            if !self.word.eq_s(letters!("\u{5b4}")) {
                                                break 'lab6;
                                            }
                                            break 'lab3;
                                        }
                                        self.word.cursor = v_6;
                                        self.word.slice_from(letters!("ײ"));
                                    }
                                    4 => {
                                        self.word.slice_from(letters!("כ"));
                                    }
                                    5 => {
                                        self.word.slice_from(letters!("מ"));
                                    }
                                    6 => {
                                        self.word.slice_from(letters!("נ"));
                                    }
                                    7 => {
                                        self.word.slice_from(letters!("פ"));
                                    }
                                    _ => {
                                        self.word.slice_from(letters!("צ"));
                                    }
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
        let v_7 = self.word.cursor;
        {
            'loop3: loop {
                let v_8 = self.word.cursor;
                'lab8: {
                    'lab9: {
                        loop {
                            let v_9 = self.word.cursor;
                            'lab10: {
                                self.word.bra = self.word.cursor;
                                if !self.word.in_grouping(&G_NIKED) {
                                    break 'lab10;
                                }
                                self.word.ket = self.word.cursor;
                                self.word.slice_del();
                                self.word.cursor = v_9;
                                break 'lab9;
                            }
                            self.word.cursor = v_9;
                            if self.word.cursor >= self.word.limit {
                                break 'lab8;
                            }
                            self.word.cursor += 1;
                        }
                    }
                    continue 'loop3;
                }
                self.word.cursor = v_8;
                break 'loop3;
            }
        }
        self.word.cursor = v_7;
        true
    }

    fn r_mark_regions(&mut self) -> bool {
        self.p1 = self.word.limit;
        let v_1 = self.word.cursor;
        'lab0: {
            self.word.bra = self.word.cursor;
            if !self.word.eq_s(letters!("גע")) {
                self.word.cursor = v_1;
                break 'lab0;
            }
            self.word.ket = self.word.cursor;
            let v_2 = self.word.cursor;
            'lab1: {
                'lab2: {
                    let v_3 = self.word.cursor;
                    'lab3: {
                        if !self.word.eq_s(letters!("לט")) {
                            break 'lab3;
                        }
                        break 'lab2;
                    }
                    self.word.cursor = v_3;
                    'lab4: {
                        if !self.word.eq_s(letters!("בנ")) {
                            break 'lab4;
                        }
                        break 'lab2;
                    }
                    self.word.cursor = v_3;
                    if self.word.cursor < self.word.limit {
                        break 'lab1;
                    }
                }
                self.word.cursor = v_1;
                break 'lab0;
            }
            self.word.cursor = v_2;
            self.word.slice_from(letters!("GE"));
        }
        let v_4 = self.word.cursor;
        'lab5: {
            if self.word.find_among(&A_1) == 0 {
                self.word.cursor = v_4;
                break 'lab5;
            }
            'lab6: {
                let v_5 = self.word.cursor;
                'lab7: {
                    let v_6 = self.word.cursor;
                    'lab8: {
                        let v_7 = self.word.cursor;
                        'lab9: {
                            if !self.word.eq_s(letters!("צוגנ")) {
                                break 'lab9;
                            }
                            break 'lab8;
                        }
                        self.word.cursor = v_7;
                        'lab10: {
                            if !self.word.eq_s(letters!("צוקט")) {
                                break 'lab10;
                            }
                            break 'lab8;
                        }
                        self.word.cursor = v_7;
                        if !self.word.eq_s(letters!("צוקנ")) {
                            break 'lab7;
                        }
                    }
                    if self.word.cursor < self.word.limit {
                        break 'lab7;
                    }
                    self.word.cursor = v_6;
                    break 'lab6;
                }
                self.word.cursor = v_5;
                'lab11: {
                    let v_8 = self.word.cursor;
                    if !self.word.eq_s(letters!("געבנ")) {
                        break 'lab11;
                    }
                    self.word.cursor = v_8;
                    break 'lab6;
                }
                self.word.cursor = v_5;
                'lab12: {
                    self.word.bra = self.word.cursor;
                    if !self.word.eq_s(letters!("גע")) {
                        break 'lab12;
                    }
                    self.word.ket = self.word.cursor;
                    self.word.slice_from(letters!("GE"));
                    break 'lab6;
                }
                self.word.cursor = v_5;
                self.word.bra = self.word.cursor;
                if !self.word.eq_s(letters!("צו")) {
                    self.word.cursor = v_4;
                    break 'lab5;
                }
                self.word.ket = self.word.cursor;
                self.word.slice_from(letters!("TSU"));
            }
        }
        let v_9 = self.word.cursor;
        let c = self.word.cursor + 3;
        if c > self.word.limit {
            return false;
        }
        self.word.cursor = c;
        self.x = self.word.cursor;
        self.word.cursor = v_9;
        let v_10 = self.word.cursor;
        'lab13: {
            if self.word.find_among(&A_2) == 0 {
                self.word.cursor = v_10;
                break 'lab13;
            }
        }
        let v_11 = self.word.cursor;
        'lab14: {
            if !self.word.in_grouping(&G_CONSONANT) {
                break 'lab14;
            }
            if !self.word.in_grouping(&G_CONSONANT) {
                break 'lab14;
            }
            if !self.word.in_grouping(&G_CONSONANT) {
                break 'lab14;
            }
            self.p1 = self.word.cursor;
            return false;
        }
        self.word.cursor = v_11;
        if !self.word.go_out_grouping(&G_VOWEL) {
            return false;
        }
        self.word.cursor += 1;
        if !self.word.go_in_grouping(&G_VOWEL) {
            return false;
        }
        self.p1 = self.word.cursor;
        'lab15: {
            if self.p1 >= self.x {
                break 'lab15;
            }
            self.p1 = self.x;
        }
        true
    }

    fn r_r1(&mut self) -> bool {
        self.p1 <= self.word.cursor
    }

    fn r_r1plus3(&mut self) -> bool {
        self.p1 <= self.word.cursor + 3
    }

    fn r_standard_suffix(&mut self) -> bool {
        let mut among_var;
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            among_var = self.word.find_among_b(&A_4);
            if among_var == 0 {
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            match among_var {
                1 => {
                    if !self.r_r1() {
                        break 'lab0;
                    }
                    self.word.slice_del();
                }
                2 => {
                    if !self.r_r1() {
                        break 'lab0;
                    }
                    self.word.slice_from(letters!("יע"));
                }
                3 => {
                    if !self.r_r1() {
                        break 'lab0;
                    }
                    self.word.slice_del();
                    self.word.ket = self.word.cursor;
                    among_var = self.word.find_among_b(&A_3);
                    if among_var == 0 {
                        break 'lab0;
                    }
                    self.word.bra = self.word.cursor;
                    match among_var {
                        1 => {
                            self.word.slice_from(letters!("גײ"));
                        }
                        2 => {
                            self.word.slice_from(letters!("נעמ"));
                        }
                        3 => {
                            self.word.slice_from(letters!("מײד"));
                        }
                        4 => {
                            self.word.slice_from(letters!("בײט"));
                        }
                        5 => {
                            self.word.slice_from(letters!("בײס"));
                        }
                        6 => {
                            self.word.slice_from(letters!("װײז"));
                        }
                        7 => {
                            self.word.slice_from(letters!("טרײב"));
                        }
                        8 => {
                            self.word.slice_from(letters!("לײט"));
                        }
                        9 => {
                            self.word.slice_from(letters!("קלײב"));
                        }
                        10 => {
                            self.word.slice_from(letters!("רײב"));
                        }
                        11 => {
                            self.word.slice_from(letters!("רײס"));
                        }
                        12 => {
                            self.word.slice_from(letters!("שװײג"));
                        }
                        13 => {
                            self.word.slice_from(letters!("שמײס"));
                        }
                        14 => {
                            self.word.slice_from(letters!("שנײד"));
                        }
                        15 => {
                            self.word.slice_from(letters!("שרײב"));
                        }
                        16 => {
                            self.word.slice_from(letters!("בינד"));
                        }
                        17 => {
                            self.word.slice_from(letters!("װיטש"));
                        }
                        18 => {
                            self.word.slice_from(letters!("זינג"));
                        }
                        19 => {
                            self.word.slice_from(letters!("טרינק"));
                        }
                        20 => {
                            self.word.slice_from(letters!("צװינג"));
                        }
                        21 => {
                            self.word.slice_from(letters!("שלינג"));
                        }
                        22 => {
                            self.word.slice_from(letters!("בײג"));
                        }
                        23 => {
                            self.word.slice_from(letters!("הײב"));
                        }
                        24 => {
                            self.word.slice_from(letters!("פארליר"));
                        }
                        25 => {
                            self.word.slice_from(letters!("שטײ"));
                        }
                        _ => {
                            self.word.slice_from(letters!("שװער"));
                        }
                    }
                }
                4 => {
                    'lab1: {
                        let v_2 = self.word.limit - self.word.cursor;
                        'lab2: {
                            if !self.r_r1() {
                                break 'lab2;
                            }
                            self.word.slice_del();
                            break 'lab1;
                        }
                        self.word.cursor = self.word.limit - v_2;
                        self.word.slice_from(letters!("ט"));
                    }
                    self.word.ket = self.word.cursor;
                    if !self.word.eq_s_b(letters!("בראכ")) {
                        break 'lab0;
                    }
                    let v_3 = self.word.limit - self.word.cursor;
                    'lab3: {
                        if !self.word.eq_s_b(letters!("גע")) {
                            self.word.cursor = self.word.limit - v_3;
                            break 'lab3;
                        }
                    }
                    self.word.bra = self.word.cursor;
                    self.word.slice_from(letters!("ברענג"));
                }
                5 => {
                    self.word.slice_from(letters!("גײ"));
                }
                6 => {
                    self.word.slice_from(letters!("נעמ"));
                }
                7 => {
                    self.word.slice_from(letters!("שרײב"));
                }
                8 => {
                    self.word.slice_from(letters!("מײד"));
                }
                9 => {
                    self.word.slice_from(letters!("בײט"));
                }
                10 => {
                    self.word.slice_from(letters!("בײס"));
                }
                11 => {
                    self.word.slice_from(letters!("װײז"));
                }
                12 => {
                    self.word.slice_from(letters!("טרײב"));
                }
                13 => {
                    self.word.slice_from(letters!("לײט"));
                }
                14 => {
                    self.word.slice_from(letters!("קלײב"));
                }
                15 => {
                    self.word.slice_from(letters!("רײב"));
                }
                16 => {
                    self.word.slice_from(letters!("רײס"));
                }
                17 => {
                    self.word.slice_from(letters!("שװײג"));
                }
                18 => {
                    self.word.slice_from(letters!("שמײס"));
                }
                19 => {
                    self.word.slice_from(letters!("שנײד"));
                }
                20 => {
                    self.word.slice_from(letters!("בינד"));
                }
                21 => {
                    self.word.slice_from(letters!("װיטש"));
                }
                22 => {
                    self.word.slice_from(letters!("זינג"));
                }
                23 => {
                    self.word.slice_from(letters!("טרינק"));
                }
                24 => {
                    self.word.slice_from(letters!("צװינג"));
                }
                25 => {
                    self.word.slice_from(letters!("שלינג"));
                }
                26 => {
                    self.word.slice_from(letters!("בײג"));
                }
                27 => {
                    self.word.slice_from(letters!("הײב"));
                }
                28 => {
                    self.word.slice_from(letters!("פארליר"));
                }
                29 => {
                    self.word.slice_from(letters!("שטײ"));
                }
                30 => {
                    self.word.slice_from(letters!("שװער"));
                }
                31 => {
                    self.word.slice_from(letters!("ברענג"));
                }
                32 => {
                    if !self.r_r1() {
                        break 'lab0;
                    }
                    self.word.slice_from(letters!("ה"));
                }
                33 => 'lab4: {
                    let v_4 = self.word.limit - self.word.cursor;
                    'lab5: {
                        'lab6: {
                            let v_5 = self.word.limit - self.word.cursor;
                            'lab7: {
                                if !self.word.eq_s_b(letters!("ג")) {
                                    break 'lab7;
                                }
                                break 'lab6;
                            }
                            self.word.cursor = self.word.limit - v_5;
                            if !self.word.eq_s_b(letters!("ש")) {
                                break 'lab5;
                            }
                        }
                        let v_6 = self.word.limit - self.word.cursor;
                        'lab8: {
                            if !self.r_r1plus3() {
                                self.word.cursor = self.word.limit - v_6;
                                break 'lab8;
                            }
                            self.word.slice_from(letters!("יס"));
                        }
                        break 'lab4;
                    }
                    self.word.cursor = self.word.limit - v_4;
                    if !self.r_r1() {
                        break 'lab0;
                    }
                    self.word.slice_del();
                }
                _ => {}
            }
        }
        self.word.cursor = self.word.limit - v_1;
        let v_7 = self.word.limit - self.word.cursor;
        'lab9: {
            self.word.ket = self.word.cursor;
            among_var = self.word.find_among_b(&A_5);
            if among_var == 0 {
                break 'lab9;
            }
            self.word.bra = self.word.cursor;
            if among_var == 1 {
                if !self.r_r1() {
                    break 'lab9;
                }
                self.word.slice_del();
            } else {
                if !self.r_r1() {
                    break 'lab9;
                }
                if !self.word.in_grouping_b(&G_CONSONANT) {
                    break 'lab9;
                }
                self.word.slice_del();
            }
        }
        self.word.cursor = self.word.limit - v_7;
        let v_8 = self.word.limit - self.word.cursor;
        'lab10: {
            self.word.ket = self.word.cursor;
            among_var = self.word.find_among_b(&A_6);
            if among_var == 0 {
                break 'lab10;
            }
            self.word.bra = self.word.cursor;
            if among_var == 1 {
                if !self.r_r1() {
                    break 'lab10;
                }
                self.word.slice_del();
            }
        }
        self.word.cursor = self.word.limit - v_8;
        let v_9 = self.word.limit - self.word.cursor;
        {
            'loop1: loop {
                let v_10 = self.word.limit - self.word.cursor;
                'lab12: {
                    'lab13: {
                        loop {
                            let v_11 = self.word.limit - self.word.cursor;
                            'lab14: {
                                self.word.ket = self.word.cursor;
                                'lab15: {
                                    let v_12 = self.word.limit - self.word.cursor;
                                    'lab16: {
                                        if !self.word.eq_s_b(letters!("GE")) {
                                            break 'lab16;
                                        }
                                        break 'lab15;
                                    }
                                    self.word.cursor = self.word.limit - v_12;
                                    if !self.word.eq_s_b(letters!("TSU")) {
                                        break 'lab14;
                                    }
                                }
                                self.word.bra = self.word.cursor;
                                self.word.slice_del();
                                self.word.cursor = self.word.limit - v_11;
                                break 'lab13;
                            }
                            self.word.cursor = self.word.limit - v_11;
                            if self.word.cursor <= self.word.limit_backward {
                                break 'lab12;
                            }
                            self.word.cursor -= 1;
                        }
                    }
                    continue 'loop1;
                }
                self.word.cursor = self.word.limit - v_10;
                break 'loop1;
            }
        }
        self.word.cursor = self.word.limit - v_9;
        true
    }

    fn stem(&mut self) -> bool {
        self.r_prelude();
        let v_2 = self.word.cursor;
        self.r_mark_regions();
        self.word.cursor = v_2;
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        self.r_standard_suffix();
        self.word.cursor = self.word.limit_backward;
        true
    }
}

static A_0: Among<8, 0> = Among::beginning("וו=1 וי=2 יי=3 ך=4 ם=5 ן=6 ף=7 ץ=8");
static A_1: Among<40, 26> = Among::beginning(
    "אדורכ=1 אהינ=1 אהער=1 אהײמ=1 אומ=1 אונטער=1 איבער=1 אנ=1 אנט=1 אנטקעגנ=1 אנידער=1 אפ=1 אפיר=1 \
     אקעגנ=1 אראפ=1 ארומ=1 ארונטער=1 אריבער=1 ארױס=1 ארױפ=1 ארײנ=1 אװעק=1 אױס=1 אױפ=1 אײנ=1 בא=1 בײ=1 \
     דורכ=1 דער=1 מיט=1 נאכ=1 פאר=1 פארבײ=1 פארױס=1 פונאנדער=1 צו=1 צוזאמענ=1 צונױפ=1 צוריק=1 צע=1",
);
static A_2: Among<4, 0> = Among::beginning("דזש שטר שטש שפר");
static A_3: Among<26, 5> = Among::ending(
    "קליב=9 ריב=10 טריב=7 שריב=15 הױב=23 שװיג=12 גאנג=1 זונג=18 שלונג=21 צװונג=20 בױג=22 בונד=16 װיז=6 \
     ביט=4 ליט=8 מיט=3 שניט=14 נומ=2 שטאנ=25 ביס=5 שמיס=13 ריס=11 טרונק=19 פארלױר=24 שװױר=26 װוטש=17",
);
static A_4: Among<79, 39> = Among::ending(
    "ונג=1 סטו=1 ט=1 בראכט=31 סט=1 יסט=33 עט=1 שאפט=1 הײט=1 קײט=1 יקײט=1 לעכ=1 עלעכ=1 יזמ=1 ימ=1 עמ=1 \
     ענעמ=3 טענעמ=4 נ=1 קליבנ=14 ריבנ=15 טריבנ=12 שריבנ=7 הױבנ=27 שװיגנ=17 זונגנ=22 שלונגנ=25 צװונגנ=24 \
     בױגנ=26 בונדנ=20 װיזנ=11 טנ=4 GEביטנ=9 GEליטנ=13 GEמיטנ=8 שניטנ=19 סטנ=1 יסטנ=1 עטנ=1 GEביסנ=10 \
     שמיסנ=18 GEריסנ=16 ענ=1 גאנגענ=5 עלענ=1 נומענ=6 יזמענ=1 שטאנענ=29 טרונקנ=23 פארלױרנ=28 שװױרנ=30 \
     װוטשנ=21 גײנ=5 ס=1 טס=4 עטס=1 נס=1 טנס=4 ענס=3 עס=1 יעס=2 עלעס=1 ערס=1 ענערס=1 ע=1 טע=4 סטע=1 עטע=1 \
     יע עלע=1 ענע=3 טענע=4 ער=1 טער=4 סטער=1 עטער=1 ענער=3 טענער=4 ות=32",
);
static A_5: Among<6, 0> = Among::ending("ונג=1 שאפט=1 הײט=1 קײט=1 יקײט=1 ל=2");
static A_6: Among<9, 1> = Among::ending("יג=1 יק=1 דיק=1 נדיק=1 ענדיק=1 בליק גליק ניק=1 יש=1");
static G_NIKED: Grouping<1> = Grouping::of(
    "\u{5b0}\u{5b1}\u{5b2}\u{5b3}\u{5b4}\u{5b5}\u{5b6}\u{5b7}\u{5b8}\u{5b9}\u{5bb}\u{5bc}\u{5bf}\u{5c1}\u{5c2}",
);
static G_VOWEL: Grouping<1> = Grouping::of("אויעױײ");
static G_CONSONANT: Grouping<1> = Grouping::of("בגדהזחטךכלםמןנסףפץצקרשתװ");
