//! The algorithm `russian`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Russian<'w> {
    word: Word<'w>,
    p2: i32,
    pv: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Russian { word, p2: 0, pv: 0 };
    state.stem();
    state.word
}

impl Russian<'_> {
    fn r_mark_regions(&mut self) -> bool {
        self.pv = self.word.limit;
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

    fn r_r2(&mut self) -> bool {
        self.p2 <= self.word.cursor
    }

    fn r_perfective_gerund(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_0);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if among_var == 1 {
            'lab0: {
                let v_1 = self.word.limit - self.word.cursor;
                'lab1: {
                    if !self.word.eq_s_b(letters!("а")) {
                        break 'lab1;
                    }
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                if !self.word.eq_s_b(letters!("я")) {
                    return false;
                }
            }
            self.word.slice_del();
        } else {
            self.word.slice_del();
        }
        true
    }

    fn r_adjective(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_1) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn r_adjectival(&mut self) -> bool {
        if !self.r_adjective() {
            return false;
        }
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            let among_var = self.word.find_among_b(&A_2);
            if among_var == 0 {
                self.word.cursor = self.word.limit - v_1;
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            if among_var == 1 {
                'lab1: {
                    let v_2 = self.word.limit - self.word.cursor;
                    'lab2: {
                        if !self.word.eq_s_b(letters!("а")) {
                            break 'lab2;
                        }
                        break 'lab1;
                    }
                    self.word.cursor = self.word.limit - v_2;
                    if !self.word.eq_s_b(letters!("я")) {
                        self.word.cursor = self.word.limit - v_1;
                        break 'lab0;
                    }
                }
                self.word.slice_del();
            } else {
                self.word.slice_del();
            }
        }
        true
    }

    fn r_reflexive(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_3) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn r_verb(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_4);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if among_var == 1 {
            'lab0: {
                let v_1 = self.word.limit - self.word.cursor;
                'lab1: {
                    if !self.word.eq_s_b(letters!("а")) {
                        break 'lab1;
                    }
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                if !self.word.eq_s_b(letters!("я")) {
                    return false;
                }
            }
            self.word.slice_del();
        } else {
            self.word.slice_del();
        }
        true
    }

    fn r_noun(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_5) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn r_derivational(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_6) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r2() {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn r_tidy_up(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_7);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_del();
                self.word.ket = self.word.cursor;
                if !self.word.eq_s_b(letters!("н")) {
                    return false;
                }
                self.word.bra = self.word.cursor;
                if !self.word.eq_s_b(letters!("н")) {
                    return false;
                }
                self.word.slice_del();
            }
            2 => {
                if !self.word.eq_s_b(letters!("н")) {
                    return false;
                }
                self.word.slice_del();
            }
            _ => {
                self.word.slice_del();
            }
        }
        true
    }

    fn stem(&mut self) -> bool {
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
                                if !self.word.eq_s(letters!("ё")) {
                                    break 'lab3;
                                }
                                self.word.ket = self.word.cursor;
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
                    self.word.slice_from(letters!("е"));
                    continue 'loop1;
                }
                self.word.cursor = v_2;
                break 'loop1;
            }
        }
        self.word.cursor = v_1;
        self.r_mark_regions();
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        if self.word.cursor < self.pv {
            return false;
        }
        let v_6 = self.word.limit_backward;
        self.word.limit_backward = self.pv;
        let v_7 = self.word.limit - self.word.cursor;
        'lab4: {
            'lab5: {
                let v_8 = self.word.limit - self.word.cursor;
                'lab6: {
                    if !self.r_perfective_gerund() {
                        break 'lab6;
                    }
                    break 'lab5;
                }
                self.word.cursor = self.word.limit - v_8;
                let v_9 = self.word.limit - self.word.cursor;
                'lab7: {
                    if !self.r_reflexive() {
                        self.word.cursor = self.word.limit - v_9;
                        break 'lab7;
                    }
                }
                'lab8: {
                    let v_10 = self.word.limit - self.word.cursor;
                    'lab9: {
                        if !self.r_adjectival() {
                            break 'lab9;
                        }
                        break 'lab8;
                    }
                    self.word.cursor = self.word.limit - v_10;
                    'lab10: {
                        if !self.r_verb() {
                            break 'lab10;
                        }
                        break 'lab8;
                    }
                    self.word.cursor = self.word.limit - v_10;
                    if !self.r_noun() {
                        break 'lab4;
                    }
                }
            }
        }
        self.word.cursor = self.word.limit - v_7;
        let v_11 = self.word.limit - self.word.cursor;
        'lab11: {
            self.word.ket = self.word.cursor;
            if !self.word.eq_s_b(letters!("и")) {
                self.word.cursor = self.word.limit - v_11;
                break 'lab11;
            }
            self.word.bra = self.word.cursor;
            self.word.slice_del();
        }
        let v_12 = self.word.limit - self.word.cursor;
        self.r_derivational();
        self.word.cursor = self.word.limit - v_12;
        let v_13 = self.word.limit - self.word.cursor;
        self.r_tidy_up();
        self.word.cursor = self.word.limit - v_13;
        self.word.limit_backward = v_6;
        self.word.cursor = self.word.limit_backward;
        true
    }
}

static A_0: Among<9, 5> = Among::ending("в=1 ив=2 ыв=2 вши=1 ивши=2 ывши=2 вшись=1 ившись=2 ывшись=2");
static A_1: Among<26, 0> = Among::ending(
    "ее=1 ие=1 ое=1 ые=1 ими=1 ыми=1 ей=1 ий=1 ой=1 ый=1 ем=1 им=1 ом=1 ым=1 его=1 ого=1 ему=1 ому=1 их=1 \
     ых=1 ею=1 ою=1 ую=1 юю=1 ая=1 яя=1",
);
static A_2: Among<8, 0> = Among::ending("ем=1 нн=1 вш=1 ивш=2 ывш=2 щ=1 ющ=1 ующ=2");
static A_3: Among<2, 0> = Among::ending("сь=1 ся=1");
static A_4: Among<46, 0> = Among::ending(
    "ла=1 ила=2 ыла=2 на=1 ена=2 ете=1 ите=2 йте=1 ейте=2 уйте=2 ли=1 или=2 ыли=2 й=1 ей=2 уй=2 л=1 ил=2 \
     ыл=2 ем=1 им=2 ым=2 н=1 ен=2 ло=1 ило=2 ыло=2 но=1 ено=2 нно=1 ет=1 ует=2 ит=2 ыт=2 ют=1 уют=2 ят=2 \
     ны=1 ены=2 ть=1 ить=2 ыть=2 ешь=1 ишь=2 ю=2 ую=2",
);
static A_5: Among<36, 0> = Among::ending(
    "а=1 ев=1 ов=1 е=1 ие=1 ье=1 и=1 еи=1 ии=1 ами=1 ями=1 иями=1 й=1 ей=1 ией=1 ий=1 ой=1 ам=1 ем=1 \
     ием=1 ом=1 ям=1 иям=1 о=1 у=1 ах=1 ях=1 иях=1 ы=1 ь=1 ю=1 ию=1 ью=1 я=1 ия=1 ья=1",
);
static A_6: Among<2, 0> = Among::ending("ост=1 ость=1");
static A_7: Among<4, 0> = Among::ending("ейше=1 н=2 ейш=1 ь=3");
static G_V: Grouping<1> = Grouping::of("аеиоуыэюя");
