//! The algorithm `lithuanian`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Lithuanian<'w> {
    word: Word<'w>,
    p1: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Lithuanian { word, p1: 0 };
    state.stem();
    state.word
}

impl Lithuanian<'_> {
    fn r_step1(&mut self) -> bool {
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_0) == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        self.word.slice_del();
        true
    }

    fn r_step2(&mut self) -> bool {
        'loop1: loop {
            let v_1 = self.word.limit - self.word.cursor;
            'lab0: {
                if self.word.cursor < self.p1 {
                    break 'lab0;
                }
                let v_3 = self.word.limit_backward;
                self.word.limit_backward = self.p1;
                self.word.ket = self.word.cursor;
                if self.word.find_among_b(&A_1) == 0 {
                    self.word.limit_backward = v_3;
                    break 'lab0;
                }
                self.word.bra = self.word.cursor;
                self.word.limit_backward = v_3;
                self.word.slice_del();
                continue 'loop1;
            }
            self.word.cursor = self.word.limit - v_1;
            break 'loop1;
        }
        true
    }

    fn r_fix_conflicts(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_2);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_from(letters!("aitė"));
            }
            2 => {
                self.word.slice_from(letters!("uotė"));
            }
            3 => {
                self.word.slice_from(letters!("ėjimas"));
            }
            4 => {
                self.word.slice_from(letters!("esys"));
            }
            5 => {
                self.word.slice_from(letters!("asys"));
            }
            6 => {
                self.word.slice_from(letters!("avimas"));
            }
            7 => {
                self.word.slice_from(letters!("ojimas"));
            }
            _ => {
                self.word.slice_from(letters!("okatė"));
            }
        }
        true
    }

    fn r_fix_chdz(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_3);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if among_var == 1 {
            self.word.slice_from(letters!("t"));
        } else {
            self.word.slice_from(letters!("d"));
        }
        true
    }

    fn r_fix_gd(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_4) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_from(letters!("g"));
        true
    }

    fn stem(&mut self) -> bool {
        self.p1 = self.word.limit;
        let v_1 = self.word.cursor;
        'lab0: {
            let v_2 = self.word.cursor;
            'lab1: {
                let v_3 = self.word.cursor;
                if !self.word.eq_s(letters!("a")) {
                    self.word.cursor = v_2;
                    break 'lab1;
                }
                self.word.cursor = v_3;
                if self.word.length <= 6 {
                    self.word.cursor = v_2;
                    break 'lab1;
                }
                if self.word.cursor >= self.word.limit {
                    self.word.cursor = v_2;
                    break 'lab1;
                }
                self.word.cursor += 1;
            }
            if !self.word.go_out_grouping(&G_V) {
                break 'lab0;
            }
            self.word.cursor += 1;
            if !self.word.go_in_grouping(&G_V) {
                break 'lab0;
            }
            self.word.cursor += 1;
            self.p1 = self.word.cursor;
        }
        self.word.cursor = v_1;
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_4 = self.word.limit - self.word.cursor;
        self.r_fix_conflicts();
        self.word.cursor = self.word.limit - v_4;
        let v_5 = self.word.limit - self.word.cursor;
        self.r_step1();
        self.word.cursor = self.word.limit - v_5;
        let v_6 = self.word.limit - self.word.cursor;
        self.r_fix_chdz();
        self.word.cursor = self.word.limit - v_6;
        let v_7 = self.word.limit - self.word.cursor;
        self.r_step2();
        self.word.cursor = self.word.limit - v_7;
        let v_8 = self.word.limit - self.word.cursor;
        self.r_fix_chdz();
        self.word.cursor = self.word.limit - v_8;
        let v_9 = self.word.limit - self.word.cursor;
        self.r_fix_gd();
        self.word.cursor = self.word.limit - v_9;
        self.word.cursor = self.word.limit_backward;
        true
    }
}

static A_0: Among<204, 54> = Among::ending(
    "a ia eria osna iosna uosna iuosna ysna ėsna e ie enie erie oje ioje uje iuje yje enyje eryje ėje ame \
     iame sime ome ėme tumėme ose iose uose iuose yse enyse eryse ėse ate iate ite kite site ote tute ėte \
     tumėte i ai iai eriai ei tumei ki imi erimi umi iumi si asi iasi esi iesi siesi isi aisi eisi \
     tumeisi uisi osi ėjosi uosi iuosi siuosi usi ausi čiausi ąsi ėsi ųsi tųsi ti enti inti oti ioti uoti \
     iuoti auti iauti yti ėti telėti inėti terėti ui iui eniui oj ėj k am iam iem im sim om tum ėm tumėm \
     an on ion un iun ėn o io enio ėjo uo s as ias es ies is ais iais tumeis imis enimis omis iomis umis \
     ėmis enis asis ysis ams iams iems ims enims erims oms ioms ums ėms ens os ios uos iuos ers us aus \
     iaus ius ys enys erys ąs iąs ės amės iamės imės kimės simės omės ėmės tumėmės atės iatės sitės otės \
     ėtės tumėtės įs ūs tųs at iat it sit ot ėt tumėt u au iau čiau iu eniu siu y ą ią ė ę į enį erį ų ių \
     erų",
);
static A_1: Among<62, 5> = Among::ending(
    "ing aj iaj iej oj ioj uoj iuoj auj ąj iąj ėj ųj iųj ok iok iuk uliuk učiuk išk iul yl ėl am dam jam \
     zgan ain esn op iop ias ies ais iais os ios uos iuos aus iaus ąs iąs ęs utėait ant iant siant int ot \
     uot iuot yt ėt ykšt iau dav sv šv ykšč ę ėję",
);
static A_2: Among<11, 9> =
    Among::ending("ojime=7 ėjime=3 avime=6 okate=8 aite=1 uote=2 asius=5 okatės=8 aitės=1 uotės=2 esiu=4");
static A_3: Among<2, 0> = Among::ending("č=1 dž=2");
static A_4: Among<1, 0> = Among::ending("gd=1");
static G_V: Grouping<5> = Grouping::of("aeiouyąėęįūų");
