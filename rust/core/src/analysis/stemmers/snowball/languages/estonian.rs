//! The algorithm `estonian`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Estonian<'w> {
    word: Word<'w>,
    p1: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Estonian { word, p1: 0 };
    state.stem();
    state.word
}

impl Estonian<'_> {
    fn r_mark_regions(&mut self) -> bool {
        self.p1 = self.word.limit;
        if !self.word.go_out_grouping(&G_V1) {
            return false;
        }
        self.word.cursor += 1;
        if !self.word.go_in_grouping(&G_V1) {
            return false;
        }
        self.word.cursor += 1;
        self.p1 = self.word.cursor;
        true
    }

    fn r_emphasis(&mut self) -> bool {
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
        let v_3 = self.word.limit - self.word.cursor;
        let c = self.word.cursor - 4;
        if c < self.word.limit_backward {
            return false;
        }
        self.word.cursor = c;
        self.word.cursor = self.word.limit - v_3;
        if among_var == 1 {
            let v_4 = self.word.limit - self.word.cursor;
            if !self.word.in_grouping_b(&G_GI) {
                return false;
            }
            self.word.cursor = self.word.limit - v_4;
            let v_5 = self.word.limit - self.word.cursor;
            'lab0: {
                if !self.r_longv() {
                    break 'lab0;
                }
                return false;
            }
            self.word.cursor = self.word.limit - v_5;
            self.word.slice_del();
        } else {
            if !self.word.in_grouping_b(&G_KI) {
                return false;
            }
            self.word.slice_del();
        }
        true
    }

    fn r_verb(&mut self) -> bool {
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_1);
        if among_var == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        match among_var {
            1 => {
                self.word.slice_del();
            }
            2 => {
                self.word.slice_from(letters!("a"));
            }
            _ => {
                if !self.word.in_grouping_b(&G_V1) {
                    return false;
                }
                self.word.slice_del();
            }
        }
        true
    }

    fn r_longv(&mut self) -> bool {
        if self.word.find_among_b(&A_2) == 0 {
            return false;
        }
        true
    }

    fn r_i_plural(&mut self) -> bool {
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_3) == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        if !self.word.in_grouping_b(&G_RV) {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn r_special_noun_endings(&mut self) -> bool {
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
                self.word.slice_from(letters!("lase"));
            }
            2 => {
                self.word.slice_from(letters!("mise"));
            }
            _ => {
                self.word.slice_from(letters!("lise"));
            }
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
        let among_var = self.word.find_among_b(&A_5);
        if among_var == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        if among_var == 1 {
            'lab0: {
                let v_3 = self.word.limit - self.word.cursor;
                'lab1: {
                    if !self.word.in_grouping_b(&G_RV) {
                        break 'lab1;
                    }
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_3;
                if !self.r_longv() {
                    return false;
                }
            }
        } else {
            let v_4 = self.word.limit - self.word.cursor;
            let c = self.word.cursor - 4;
            if c < self.word.limit_backward {
                return false;
            }
            self.word.cursor = c;
            self.word.cursor = self.word.limit - v_4;
        }
        self.word.slice_del();
        true
    }

    fn r_plural_three_first_cases(&mut self) -> bool {
        let mut among_var;
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        among_var = self.word.find_among_b(&A_7);
        if among_var == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        match among_var {
            1 => {
                self.word.slice_from(letters!("iku"));
            }
            2 => {
                let v_3 = self.word.limit - self.word.cursor;
                'lab0: {
                    if !self.r_longv() {
                        break 'lab0;
                    }
                    return false;
                }
                self.word.cursor = self.word.limit - v_3;
                self.word.slice_del();
            }
            3 => 'lab1: {
                let v_4 = self.word.limit - self.word.cursor;
                'lab2: {
                    let v_5 = self.word.limit - self.word.cursor;
                    let c = self.word.cursor - 4;
                    if c < self.word.limit_backward {
                        break 'lab2;
                    }
                    self.word.cursor = c;
                    self.word.cursor = self.word.limit - v_5;
                    among_var = self.word.find_among_b(&A_6);
                    match among_var {
                        1 => {
                            self.word.slice_from(letters!("e"));
                        }
                        2 => {
                            self.word.slice_del();
                        }
                        _ => {}
                    }
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_4;
                self.word.slice_from(letters!("t"));
            }
            _ => {
                'lab3: {
                    let v_6 = self.word.limit - self.word.cursor;
                    'lab4: {
                        if !self.word.in_grouping_b(&G_RV) {
                            break 'lab4;
                        }
                        break 'lab3;
                    }
                    self.word.cursor = self.word.limit - v_6;
                    if !self.r_longv() {
                        return false;
                    }
                }
                self.word.slice_del();
            }
        }
        true
    }

    fn r_nu(&mut self) -> bool {
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

    fn r_undouble_kpt(&mut self) -> bool {
        if !self.word.in_grouping_b(&G_V1) {
            return false;
        }
        if self.p1 > self.word.cursor {
            return false;
        }
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_9);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_from(letters!("k"));
            }
            2 => {
                self.word.slice_from(letters!("p"));
            }
            _ => {
                self.word.slice_from(letters!("t"));
            }
        }
        true
    }

    fn r_degrees(&mut self) -> bool {
        if self.word.cursor < self.p1 {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.p1;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_10);
        if among_var == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.limit_backward = v_2;
        if among_var == 1 {
            if !self.word.in_grouping_b(&G_RV) {
                return false;
            }
            self.word.slice_del();
        } else {
            self.word.slice_del();
        }
        true
    }

    fn r_substantive(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        self.r_special_noun_endings();
        self.word.cursor = self.word.limit - v_1;
        let v_2 = self.word.limit - self.word.cursor;
        self.r_case_ending();
        self.word.cursor = self.word.limit - v_2;
        let v_3 = self.word.limit - self.word.cursor;
        self.r_plural_three_first_cases();
        self.word.cursor = self.word.limit - v_3;
        let v_4 = self.word.limit - self.word.cursor;
        self.r_degrees();
        self.word.cursor = self.word.limit - v_4;
        let v_5 = self.word.limit - self.word.cursor;
        self.r_i_plural();
        self.word.cursor = self.word.limit - v_5;
        let v_6 = self.word.limit - self.word.cursor;
        self.r_nu();
        self.word.cursor = self.word.limit - v_6;
        true
    }

    fn r_verb_exceptions(&mut self) -> bool {
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
                self.word.slice_from(letters!("joo"));
            }
            2 => {
                self.word.slice_from(letters!("saa"));
            }
            3 => {
                self.word.slice_from(letters!("viima"));
            }
            4 => {
                self.word.slice_from(letters!("keesi"));
            }
            5 => {
                self.word.slice_from(letters!("löö"));
            }
            6 => {
                self.word.slice_from(letters!("lõi"));
            }
            7 => {
                self.word.slice_from(letters!("loo"));
            }
            8 => {
                self.word.slice_from(letters!("käisi"));
            }
            9 => {
                self.word.slice_from(letters!("söö"));
            }
            10 => {
                self.word.slice_from(letters!("too"));
            }
            11 => {
                self.word.slice_from(letters!("võisi"));
            }
            12 => {
                self.word.slice_from(letters!("jääma"));
            }
            13 => {
                self.word.slice_from(letters!("müüsi"));
            }
            14 => {
                self.word.slice_from(letters!("luge"));
            }
            15 => {
                self.word.slice_from(letters!("põde"));
            }
            16 => {
                self.word.slice_from(letters!("ladu"));
            }
            17 => {
                self.word.slice_from(letters!("tegi"));
            }
            _ => {
                self.word.slice_from(letters!("nägi"));
            }
        }
        true
    }

    fn stem(&mut self) -> bool {
        let v_1 = self.word.cursor;
        'lab0: {
            if !self.r_verb_exceptions() {
                break 'lab0;
            }
            return false;
        }
        self.word.cursor = v_1;
        let v_2 = self.word.cursor;
        self.r_mark_regions();
        self.word.cursor = v_2;
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_3 = self.word.limit - self.word.cursor;
        self.r_emphasis();
        self.word.cursor = self.word.limit - v_3;
        let v_4 = self.word.limit - self.word.cursor;
        {
            'lab2: {
                let v_5 = self.word.limit - self.word.cursor;
                'lab3: {
                    if !self.r_verb() {
                        break 'lab3;
                    }
                    break 'lab2;
                }
                self.word.cursor = self.word.limit - v_5;
                self.r_substantive();
            }
        }
        self.word.cursor = self.word.limit - v_4;
        let v_6 = self.word.limit - self.word.cursor;
        self.r_undouble_kpt();
        self.word.cursor = self.word.limit - v_6;
        self.word.cursor = self.word.limit_backward;
        true
    }
}

static A_0: Among<2, 0> = Among::ending("gi=1 ki=2");
static A_1: Among<21, 14> = Among::ending(
    "da=3 mata=1 b=3 ksid=1 nuksid=1 me=3 sime=1 ksime=1 nuksime=1 akse=2 dakse=1 takse=1 site=1 ksite=1 \
     nuksite=1 n=3 sin=1 ksin=1 nuksin=1 daks=1 taks=1",
);
static A_2: Among<9, 0> = Among::ending("aa ee ii oo uu ää õõ öö üü");
static A_3: Among<1, 0> = Among::ending("i=1");
static A_4: Among<12, 3> =
    Among::ending("lane=1 line=3 mine=2 lasse=1 lisse=3 misse=2 lasi=1 lisi=3 misi=2 last=1 list=3 mist=2");
static A_5: Among<10, 0> = Among::ending("ga=1 ta=1 le=1 sse=1 l=1 s=1 ks=1 t=2 lt=1 st=1");
static A_6: Among<5, 0> = Among::ending("=2 las=1 lis=1 mis=1 t");
static A_7: Among<7, 2> = Among::ending("d=4 sid=2 de=4 ikkude=1 ike=1 ikke=1 te=3");
static A_8: Among<4, 0> = Among::ending("va du nu tu");
static A_9: Among<3, 0> = Among::ending("kk=1 pp=2 tt=3");
static A_10: Among<3, 0> = Among::ending("ma=2 mai=1 m=1");
static A_11: Among<290, 462> = Among::beginning(
    "joob=1 jood=1 joodakse=1 jooma=1 joomata=1 joome=1 joon=1 joote=1 joovad=1 juua=1 juuakse=1 jäi=12 \
     jäid=12 jäime=12 jäin=12 jäite=12 jääb=12 jääd=12 jääda=12 jäädakse=12 jäädi=12 jääks=12 jääksid=12 \
     jääksime=12 jääksin=12 jääksite=12 jääma=12 jäämata=12 jääme=12 jään=12 jääte=12 jäävad=12 jõi=1 \
     jõid=1 jõime=1 jõin=1 jõite=1 keeb=4 keed=4 keedakse=4 keeks=4 keeksid=4 keeksime=4 keeksin=4 \
     keeksite=4 keema=4 keemata=4 keeme=4 keen=4 kees=4 keeta=4 keete=4 keevad=4 käia=8 käiakse=8 käib=8 \
     käid=8 käidi=8 käiks=8 käiksid=8 käiksime=8 käiksin=8 käiksite=8 käima=8 käimata=8 käime=8 käin=8 \
     käis=8 käite=8 käivad=8 laob=16 laod=16 laoks=16 laoksid=16 laoksime=16 laoksin=16 laoksite=16 \
     laome=16 laon=16 laote=16 laovad=16 loeb=14 loed=14 loeks=14 loeksid=14 loeksime=14 loeksin=14 \
     loeksite=14 loeme=14 loen=14 loete=14 loevad=14 loob=7 lood=7 loodi=7 looks=7 looksid=7 looksime=7 \
     looksin=7 looksite=7 looma=7 loomata=7 loome=7 loon=7 loote=7 loovad=7 luua=7 luuakse=7 lõi=6 lõid=6 \
     lõime=6 lõin=6 lõite=6 lööb=5 lööd=5 löödakse=5 löödi=5 lööks=5 lööksid=5 lööksime=5 lööksin=5 \
     lööksite=5 lööma=5 löömata=5 lööme=5 löön=5 lööte=5 löövad=5 lüüa=5 lüüakse=5 müüa=13 müüakse=13 \
     müüb=13 müüd=13 müüdi=13 müüks=13 müüksid=13 müüksime=13 müüksin=13 müüksite=13 müüma=13 müümata=13 \
     müüme=13 müün=13 müüs=13 müüte=13 müüvad=13 näeb=18 näed=18 näeks=18 näeksid=18 näeksime=18 \
     näeksin=18 näeksite=18 näeme=18 näen=18 näete=18 näevad=18 nägema=18 nägemata=18 näha=18 nähakse=18 \
     nähti=18 põeb=15 põed=15 põeks=15 põeksid=15 põeksime=15 põeksin=15 põeksite=15 põeme=15 põen=15 \
     põete=15 põevad=15 saab=2 saad=2 saada=2 saadakse=2 saadi=2 saaks=2 saaksid=2 saaksime=2 saaksin=2 \
     saaksite=2 saama=2 saamata=2 saame=2 saan=2 saate=2 saavad=2 sai=2 said=2 saime=2 sain=2 saite=2 \
     sõi=9 sõid=9 sõime=9 sõin=9 sõite=9 sööb=9 sööd=9 söödakse=9 söödi=9 sööks=9 sööksid=9 sööksime=9 \
     sööksin=9 sööksite=9 sööma=9 söömata=9 sööme=9 söön=9 sööte=9 söövad=9 süüa=9 süüakse=9 teeb=17 \
     teed=17 teeks=17 teeksid=17 teeksime=17 teeksin=17 teeksite=17 teeme=17 teen=17 teete=17 teevad=17 \
     tegema=17 tegemata=17 teha=17 tehakse=17 tehti=17 toob=10 tood=10 toodi=10 tooks=10 tooksid=10 \
     tooksime=10 tooksin=10 tooksite=10 tooma=10 toomata=10 toome=10 toon=10 toote=10 toovad=10 tuua=10 \
     tuuakse=10 tõi=10 tõid=10 tõime=10 tõin=10 tõite=10 viia=3 viiakse=3 viib=3 viid=3 viidi=3 viiks=3 \
     viiksid=3 viiksime=3 viiksin=3 viiksite=3 viima=3 viimata=3 viime=3 viin=3 viisime=3 viisin=3 \
     viisite=3 viite=3 viivad=3 võib=11 võid=11 võida=11 võidakse=11 võidi=11 võiks=11 võiksid=11 \
     võiksime=11 võiksin=11 võiksite=11 võima=11 võimata=11 võime=11 võin=11 võis=11 võite=11 võivad=11",
);
static G_V1: Grouping<3> = Grouping::of("aeiouäõöü");
static G_RV: Grouping<1> = Grouping::of("aeiou");
static G_KI: Grouping<5> = Grouping::of("bdfghkpstzšž");
static G_GI: Grouping<3> = Grouping::of("aceijlmnoqruvwxäõöü");
