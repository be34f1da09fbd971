//! The algorithm `nepali`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::Among;
use super::super::tables::letters;
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Nepali<'w> {
    word: Word<'w>,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Nepali { word };
    state.stem();
    state.word
}

impl Nepali<'_> {
    fn r_remove_category_1(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_0);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if among_var == 1 {
            self.word.slice_del();
        } else {
            'lab0: {
                let v_1 = self.word.limit - self.word.cursor;
                'lab1: {
                    if !self.word.eq_s_b(letters!("ए")) {
                        break 'lab1;
                    }
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                'lab2: {
                    if !self.word.eq_s_b(letters!("\u{947}")) {
                        break 'lab2;
                    }
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                self.word.slice_del();
            }
        }
        true
    }

    fn r_remove_category_2(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_1);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if among_var == 1 {
            'lab0: {
                let v_1 = self.word.limit - self.word.cursor;
                'lab1: {
                    if !self.word.eq_s_b(letters!("य\u{94c}")) {
                        break 'lab1;
                    }
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                'lab2: {
                    if !self.word.eq_s_b(letters!("छ\u{94c}")) {
                        break 'lab2;
                    }
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                'lab3: {
                    if !self.word.eq_s_b(letters!("न\u{94c}")) {
                        break 'lab3;
                    }
                    break 'lab0;
                }
                self.word.cursor = self.word.limit - v_1;
                if !self.word.eq_s_b(letters!("थ\u{947}")) {
                    return false;
                }
            }
            self.word.slice_del();
        } else {
            if !self.word.eq_s_b(letters!("त\u{94d}र")) {
                return false;
            }
            self.word.slice_del();
        }
        true
    }

    fn r_remove_category_3(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_2) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn stem(&mut self) -> bool {
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_1 = self.word.limit - self.word.cursor;
        self.r_remove_category_1();
        self.word.cursor = self.word.limit - v_1;
        'loop1: loop {
            let v_2 = self.word.limit - self.word.cursor;
            'lab0: {
                let v_3 = self.word.limit - self.word.cursor;
                self.r_remove_category_2();
                self.word.cursor = self.word.limit - v_3;
                if !self.r_remove_category_3() {
                    break 'lab0;
                }
                continue 'loop1;
            }
            self.word.cursor = self.word.limit - v_2;
            break 'loop1;
        }
        self.word.cursor = self.word.limit_backward;
        true
    }
}

static A_0: Among<17, 4> = Among::ending(
    "ल\u{93e}इ=1 ल\u{93e}ई=1 स\u{901}ग=1 स\u{902}ग=1 म\u{93e}र\u{94d}फत=1 रत=1 क\u{93e}=2 म\u{93e}=1 \
     द\u{94d}व\u{93e}र\u{93e}=1 क\u{93f}=2 पछ\u{93f}=1 क\u{940}=2 ल\u{947}=1 क\u{948}=2 \
     स\u{901}ग\u{948}=1 म\u{948}=1 क\u{94b}=2",
);
static A_1: Among<3, 0> = Among::ending("\u{901}=1 \u{902}=1 \u{948}=2");
static A_2: Among<91, 5> = Among::ending(
    "थ\u{93f}ए=1 छ=1 इछ=1 एछ=1 \u{93f}छ=1 \u{947}छ=1 न\u{947}छ=1 ह\u{941}न\u{947}छ=1 इन\u{94d}छ=1 \
     \u{93f}न\u{94d}छ=1 ह\u{941}न\u{94d}छ=1 एक\u{93e}=1 इएक\u{93e}=1 \u{93f}एक\u{93e}=1 \u{947}क\u{93e}=1 \
     न\u{947}क\u{93e}=1 द\u{93e}=1 इद\u{93e}=1 \u{93f}द\u{93e}=1 द\u{947}ख\u{93f}=1 म\u{93e}थ\u{93f}=1 \
     एक\u{940}=1 इएक\u{940}=1 \u{93f}एक\u{940}=1 \u{947}क\u{940}=1 द\u{947}ख\u{940}=1 थ\u{940}=1 \
     द\u{940}=1 छ\u{941}=1 एछ\u{941}=1 \u{947}छ\u{941}=1 न\u{947}छ\u{941}=1 न\u{941}=1 हर\u{941}=1 \
     हर\u{942}=1 छ\u{947}=1 थ\u{947}=1 न\u{947}=1 एक\u{948}=1 \u{947}क\u{948}=1 न\u{947}क\u{948}=1 \
     द\u{948}=1 इद\u{948}=1 \u{93f}द\u{948}=1 एक\u{94b}=1 इएक\u{94b}=1 \u{93f}एक\u{94b}=1 \
     \u{947}क\u{94b}=1 न\u{947}क\u{94b}=1 द\u{94b}=1 इद\u{94b}=1 \u{93f}द\u{94b}=1 य\u{94b}=1 इय\u{94b}=1 \
     भय\u{94b}=1 \u{93f}य\u{94b}=1 थ\u{93f}य\u{94b}=1 द\u{93f}य\u{94b}=1 थ\u{94d}य\u{94b}=1 छ\u{94c}=1 \
     इछ\u{94c}=1 एछ\u{94c}=1 \u{93f}छ\u{94c}=1 \u{947}छ\u{94c}=1 न\u{947}छ\u{94c}=1 य\u{94c}=1 \
     थ\u{93f}य\u{94c}=1 छ\u{94d}य\u{94c}=1 थ\u{94d}य\u{94c}=1 छन\u{94d}=1 इछन\u{94d}=1 एछन\u{94d}=1 \
     \u{93f}छन\u{94d}=1 \u{947}छन\u{94d}=1 न\u{947}छन\u{94d}=1 ल\u{93e}न\u{94d}=1 छ\u{93f}न\u{94d}=1 \
     थ\u{93f}न\u{94d}=1 पर\u{94d}=1 इस\u{94d}=1 थ\u{93f}इस\u{94d}=1 छस\u{94d}=1 इछस\u{94d}=1 एछस\u{94d}=1 \
     \u{93f}छस\u{94d}=1 \u{947}छस\u{94d}=1 न\u{947}छस\u{94d}=1 \u{93f}स\u{94d}=1 थ\u{93f}स\u{94d}=1 \
     छ\u{947}स\u{94d}=1 ह\u{94b}स\u{94d}=1",
);
