//! The algorithm `hindi`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Hindi<'w> {
    word: Word<'w>,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Hindi { word };
    state.stem();
    state.word
}

impl Hindi<'_> {
    fn r_consonant(&mut self) -> bool {
        if !self.word.in_grouping_b(&G_CONSONANT) {
            return false;
        }
        true
    }

    fn stem(&mut self) -> bool {
        if self.word.cursor >= self.word.limit {
            return false;
        }
        self.word.cursor += 1;
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        self.word.ket = self.word.cursor;
        if self.a_0() == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        self.word.cursor = self.word.limit_backward;
        true
    }

    fn a_0(&mut self) -> u8 {
        let c = self.word.cursor;
        let mut next = self.word.ending(&A_0);
        while let Some(found) = next {
            self.word.cursor = c - found.length();
            let holds = match found.condition {
                1 => self.r_consonant(),
                _ => true,
            };
            self.word.cursor = c - found.length();
            if holds {
                return found.result;
            }
            next = A_0.shorter(found);
        }
        0
    }
}

static A_0: Among<132, 18> = Among::ending(
    "आ\u{901} \u{93e}\u{901} इय\u{93e}\u{901} आइय\u{93e}\u{901} \u{93e}इय\u{93e}\u{901} \
     \u{93f}य\u{93e}\u{901} आ\u{902} उआ\u{902} \u{941}आ\u{902} ई\u{902} आई\u{902} \u{93e}ई\u{902} \
     ए\u{902} आए\u{902} उए\u{902} \u{93e}ए\u{902} त\u{93e}ए\u{902}?1 अत\u{93e}ए\u{902} न\u{93e}ए\u{902}?1 \
     अन\u{93e}ए\u{902} \u{941}ए\u{902} ओ\u{902} आओ\u{902} उओ\u{902} \u{93e}ओ\u{902} त\u{93e}ओ\u{902}?1 \
     अत\u{93e}ओ\u{902} न\u{93e}ओ\u{902}?1 अन\u{93e}ओ\u{902} \u{941}ओ\u{902} \u{93e}\u{902} \
     इय\u{93e}\u{902} आइय\u{93e}\u{902} \u{93e}इय\u{93e}\u{902} \u{93f}य\u{93e}\u{902} \u{940}\u{902} \
     त\u{940}\u{902}?1 अत\u{940}\u{902} आत\u{940}\u{902} \u{93e}त\u{940}\u{902} \u{947}\u{902} \
     \u{94b}\u{902} इय\u{94b}\u{902} आइय\u{94b}\u{902} \u{93e}इय\u{94b}\u{902} \u{93f}य\u{94b}\u{902} अ आ \
     इ ई आई \u{93e}ई उ ऊ ए आए इए आइए \u{93e}इए \u{93e}ए \u{93f}ए ओ आओ \u{93e}ओ कर?1 अकर आकर \u{93e}कर \
     \u{93e} ऊ\u{902}ग\u{93e} आऊ\u{902}ग\u{93e} \u{93e}ऊ\u{902}ग\u{93e} \u{942}\u{902}ग\u{93e} एग\u{93e} \
     आएग\u{93e} \u{93e}एग\u{93e} \u{947}ग\u{93e} त\u{93e}?1 अत\u{93e} आत\u{93e} \u{93e}त\u{93e} \
     न\u{93e}?1 अन\u{93e} आन\u{93e} \u{93e}न\u{93e} आय\u{93e} \u{93e}य\u{93e} \u{93f} \u{940} \
     ऊ\u{902}ग\u{940} आऊ\u{902}ग\u{940} \u{93e}ऊ\u{902}ग\u{940} ए\u{902}ग\u{940} आए\u{902}ग\u{940} \
     \u{93e}ए\u{902}ग\u{940} \u{942}\u{902}ग\u{940} \u{947}\u{902}ग\u{940} एग\u{940} आएग\u{940} \
     \u{93e}एग\u{940} ओग\u{940} आओग\u{940} \u{93e}ओग\u{940} \u{947}ग\u{940} \u{94b}ग\u{940} त\u{940}?1 \
     अत\u{940} आत\u{940} \u{93e}त\u{940} न\u{940}?1 अन\u{940} \u{941} \u{942} \u{947} ए\u{902}ग\u{947} \
     आए\u{902}ग\u{947} \u{93e}ए\u{902}ग\u{947} \u{947}\u{902}ग\u{947} ओग\u{947} आओग\u{947} \
     \u{93e}ओग\u{947} \u{94b}ग\u{947} त\u{947}?1 अत\u{947} आत\u{947} \u{93e}त\u{947} न\u{947}?1 अन\u{947} \
     आन\u{947} \u{93e}न\u{947} \u{94b} \u{94d}",
);
static G_CONSONANT: Grouping<2> = Grouping::of("कखगघङचछजझञटठडढणतथदधनऩपफबभमयरऱलळऴवशषसह\u{93c}क़ख़ग़ज़ड़ढ़फ़य़");
