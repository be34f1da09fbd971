//! The algorithm `armenian`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Armenian<'w> {
    word: Word<'w>,
    p2: i32,
    pv: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Armenian { word, p2: 0, pv: 0 };
    state.stem();
    state.word
}

impl Armenian<'_> {
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

    fn r_adjective(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_0) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn r_verb(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_1) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn r_noun(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_2) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn r_ending(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_3) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r2() {
            return false;
        }
        self.word.slice_del();
        true
    }

    fn stem(&mut self) -> bool {
        self.r_mark_regions();
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        if self.word.cursor < self.pv {
            return false;
        }
        let v_3 = self.word.limit_backward;
        self.word.limit_backward = self.pv;
        let v_4 = self.word.limit - self.word.cursor;
        self.r_ending();
        self.word.cursor = self.word.limit - v_4;
        let v_5 = self.word.limit - self.word.cursor;
        self.r_verb();
        self.word.cursor = self.word.limit - v_5;
        let v_6 = self.word.limit - self.word.cursor;
        self.r_adjective();
        self.word.cursor = self.word.limit - v_6;
        let v_7 = self.word.limit - self.word.cursor;
        self.r_noun();
        self.word.cursor = self.word.limit - v_7;
        self.word.limit_backward = v_3;
        self.word.cursor = self.word.limit_backward;
        true
    }
}

static A_0: Among<23, 1> = Among::ending(
    "րորդ=1 երորդ=1 ալի=1 ակի=1 որակ=1 եղ=1 ական=1 արան=1 են=1 եկեն=1 երեն=1 որէն=1 ին=1 գին=1 ովին=1 \
     լայն=1 վուն=1 պես=1 իվ=1 ատ=1 ավետ=1 կոտ=1 բար=1",
);
static A_1: Among<71, 21> = Among::ending(
    "ա=1 ացա=1 եցա=1 վե=1 ացրի=1 ացի=1 եցի=1 վեցի=1 ալ=1 ըալ=1 անալ=1 ենալ=1 ացնալ=1 ել=1 ըել=1 նել=1 \
     ցնել=1 եցնել=1 չել=1 վել=1 ացվել=1 եցվել=1 տել=1 ատել=1 ոտել=1 կոտել=1 ված=1 ում=1 վում=1 ան=1 ցան=1 \
     ացան=1 ացրին=1 ացին=1 եցին=1 վեցին=1 ալիս=1 ելիս=1 ավ=1 ացավ=1 եցավ=1 ալով=1 ելով=1 ար=1 ացար=1 \
     եցար=1 ացրիր=1 ացիր=1 եցիր=1 վեցիր=1 աց=1 եց=1 ացրեց=1 ալուց=1 ելուց=1 ալու=1 ելու=1 աք=1 ցաք=1 \
     ացաք=1 ացրիք=1 ացիք=1 եցիք=1 վեցիք=1 անք=1 ցանք=1 ացանք=1 ացրինք=1 ացինք=1 եցինք=1 վեցինք=1",
);
static A_2: Among<40, 4> = Among::ending(
    "որդ=1 ույթ=1 ուհի=1 ցի=1 իլ=1 ակ=1 յակ=1 անակ=1 իկ=1 ուկ=1 ան=1 պան=1 ստան=1 արան=1 եղէն=1 յուն=1 \
     ություն=1 ածո=1 իչ=1 ուս=1 ուստ=1 գար=1 վոր=1 ավոր=1 ոց=1 անօց=1 ու=1 ք=1 չեք=1 իք=1 ալիք=1 անիք=1 \
     վածք=1 ույք=1 ենք=1 ոնք=1 ունք=1 մունք=1 իչք=1 արք=1",
);
static A_3: Among<57, 22> = Among::ending(
    "սա=1 վա=1 ամբ=1 դ=1 անդ=1 ությանդ=1 վանդ=1 ոջդ=1 երդ=1 ներդ=1 ուդ=1 ը=1 անը=1 ությանը=1 վանը=1 ոջը=1 \
     երը=1 ները=1 ի=1 վի=1 երի=1 ների=1 անում=1 երում=1 ներում=1 ն=1 ան=1 ության=1 վան=1 ին=1 երին=1 \
     ներին=1 ությանն=1 երն=1 ներն=1 ուն=1 ոջ=1 ությանս=1 վանս=1 ոջս=1 ով=1 անով=1 վով=1 երով=1 ներով=1 \
     եր=1 ներ=1 ց=1 ից=1 վանից=1 ոջից=1 վից=1 երից=1 ներից=1 ցից=1 ոց=1 ուց=1",
);
static G_V: Grouping<1> = Grouping::of("աեէըիուօ");
