//! The algorithm `hungarian`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Hungarian<'w> {
    word: Word<'w>,
    p1: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Hungarian { word, p1: 0 };
    state.stem();
    state.word
}

impl Hungarian<'_> {
    fn r_mark_regions(&mut self) -> bool {
        self.p1 = self.word.limit;
        'lab0: {
            let v_1 = self.word.cursor;
            'lab1: {
                if !self.word.in_grouping(&G_V) {
                    break 'lab1;
                }
                let v_2 = self.word.cursor;
                'lab2: {
                    if !self.word.go_in_grouping(&G_V) {
                        break 'lab2;
                    }
                    self.word.cursor += 1;
                    self.p1 = self.word.cursor;
                }
                self.word.cursor = v_2;
                break 'lab0;
            }
            self.word.cursor = v_1;
            if !self.word.go_out_grouping(&G_V) {
                return false;
            }
            self.word.cursor += 1;
            self.p1 = self.word.cursor;
        }
        true
    }

    fn r_r1(&mut self) -> bool {
        self.p1 <= self.word.cursor
    }

    fn r_v_ending(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_0);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        if among_var == 1 {
            self.word.slice_from(letters!("a"));
        } else {
            self.word.slice_from(letters!("e"));
        }
        true
    }

    fn r_double(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        if self.word.find_among_b(&A_1) == 0 {
            return false;
        }
        self.word.cursor = self.word.limit - v_1;
        true
    }

    fn r_undouble(&mut self) -> bool {
        if self.word.cursor <= self.word.limit_backward {
            return false;
        }
        self.word.cursor -= 1;
        self.word.ket = self.word.cursor;
        if self.word.cursor <= self.word.limit_backward {
            return false;
        }
        self.word.cursor -= 1;
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn r_instrum(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_2) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        if !self.r_double() {
            return false;
        }
        self.word.slice_del();
        if !self.r_undouble() {
            return false;
        }
        true
    }

    fn r_case(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_3) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        self.word.slice_del();
        if !self.r_v_ending() {
            return false;
        }
        true
    }

    fn r_case_special(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_4);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        if among_var == 1 {
            self.word.slice_from(letters!("e"));
        } else {
            self.word.slice_from(letters!("a"));
        }
        true
    }

    fn r_case_other(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_5);
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
            _ => {
                self.word.slice_from(letters!("e"));
            }
        }
        true
    }

    fn r_factive(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_6) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        if !self.r_double() {
            return false;
        }
        self.word.slice_del();
        if !self.r_undouble() {
            return false;
        }
        true
    }

    fn r_plural(&mut self) -> bool {
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
                self.word.slice_from(letters!("a"));
            }
            2 => {
                self.word.slice_from(letters!("e"));
            }
            _ => {
                self.word.slice_del();
            }
        }
        true
    }

    fn r_owned(&mut self) -> bool {
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
                self.word.slice_del();
            }
            2 => {
                self.word.slice_from(letters!("e"));
            }
            _ => {
                self.word.slice_from(letters!("a"));
            }
        }
        true
    }

    fn r_sing_owner(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_9);
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
            _ => {
                self.word.slice_from(letters!("e"));
            }
        }
        true
    }

    fn r_plur_owner(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_10);
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
            _ => {
                self.word.slice_from(letters!("e"));
            }
        }
        true
    }

    fn stem(&mut self) -> bool {
        let v_1 = self.word.cursor;
        self.r_mark_regions();
        self.word.cursor = v_1;
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_2 = self.word.limit - self.word.cursor;
        self.r_instrum();
        self.word.cursor = self.word.limit - v_2;
        let v_3 = self.word.limit - self.word.cursor;
        self.r_case();
        self.word.cursor = self.word.limit - v_3;
        let v_4 = self.word.limit - self.word.cursor;
        self.r_case_special();
        self.word.cursor = self.word.limit - v_4;
        let v_5 = self.word.limit - self.word.cursor;
        self.r_case_other();
        self.word.cursor = self.word.limit - v_5;
        let v_6 = self.word.limit - self.word.cursor;
        self.r_factive();
        self.word.cursor = self.word.limit - v_6;
        let v_7 = self.word.limit - self.word.cursor;
        self.r_owned();
        self.word.cursor = self.word.limit - v_7;
        let v_8 = self.word.limit - self.word.cursor;
        self.r_sing_owner();
        self.word.cursor = self.word.limit - v_8;
        let v_9 = self.word.limit - self.word.cursor;
        self.r_plur_owner();
        self.word.cursor = self.word.limit - v_9;
        let v_10 = self.word.limit - self.word.cursor;
        self.r_plural();
        self.word.cursor = self.word.limit - v_10;
        self.word.cursor = self.word.limit_backward;
        true
    }
}

static A_0: Among<2, 0> = Among::ending("á=1 é=2");
static A_1: Among<23, 0> =
    Among::ending("bb cc dd ff gg jj kk ll mm nn pp rr ccs ss zzs tt vv ggy lly nny tty ssz zz");
static A_2: Among<2, 0> = Among::ending("al=1 el=1");
static A_3: Among<44, 8> = Among::ending(
    "ba ra be re ig nak nek val vel ul nál nél ból ról tól ül ből ről től n an ban en ben képpen on ön \
     képp kor t at et ként anként enként onként ot ért öt hez hoz höz vá vé",
);
static A_4: Among<3, 2> = Among::ending("án=2 én=1 ánként=2");
static A_5: Among<6, 4> = Among::ending("stul=1 astul=1 ástul=2 stül=1 estül=1 éstül=3");
static A_6: Among<2, 0> = Among::ending("á=1 é=1");
static A_7: Among<7, 0> = Among::ending("k=3 ak=3 ek=3 ok=3 ák=1 ék=2 ök=3");
static A_8: Among<12, 0> =
    Among::ending("éi=1 áéi=3 ééi=2 é=1 ké=1 aké=1 eké=1 oké=1 áké=3 éké=2 öké=1 éé=2");
static A_9: Among<31, 0> = Among::ending(
    "a=1 ja=1 d=1 ad=1 ed=1 od=1 ád=2 éd=3 öd=1 e=1 je=1 nk=1 unk=1 ánk=2 énk=3 ünk=1 uk=1 juk=1 ájuk=2 \
     ük=1 jük=1 éjük=3 m=1 am=1 em=1 om=1 ám=2 ém=3 o=1 á=2 é=3",
);
static A_10: Among<42, 10> = Among::ending(
    "id=1 aid=1 jaid=1 eid=1 jeid=1 áid=2 éid=3 i=1 ai=1 jai=1 ei=1 jei=1 ái=2 éi=3 itek=1 eitek=1 \
     jeitek=1 éitek=3 ik=1 aik=1 jaik=1 eik=1 jeik=1 áik=2 éik=3 ink=1 aink=1 jaink=1 eink=1 jeink=1 \
     áink=2 éink=3 aitok=1 jaitok=1 áitok=2 im=1 aim=1 jaim=1 eim=1 jeim=1 áim=2 éim=3",
);
static G_V: Grouping<5> = Grouping::of("aeiouáéíóöúüőű");
