//! The algorithm `french`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct French<'w> {
    word: Word<'w>,
    p2: i32,
    p1: i32,
    pv: i32,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = French { word, p2: 0, p1: 0, pv: 0 };
    state.stem();
    state.word
}

impl French<'_> {
    fn r_elisions(&mut self) -> bool {
        self.word.bra = self.word.cursor;
        'lab0: {
            let v_1 = self.word.cursor;
            'lab1: {
                if !self.word.in_grouping(&G_ELISION_CHAR) {
                    break 'lab1;
                }
                break 'lab0;
            }
            self.word.cursor = v_1;
            if !self.word.eq_s(letters!("qu")) {
                return false;
            }
        }
        if !self.word.eq_s(letters!("'")) {
            return false;
        }
        self.word.ket = self.word.cursor;
        'lab2: {
            if self.word.cursor < self.word.limit {
                break 'lab2;
            }
            return false;
        }
        self.word.slice_del();
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
                            'lab3: {
                                let v_3 = self.word.cursor;
                                'lab4: {
                                    if !self.word.in_grouping(&G_V) {
                                        break 'lab4;
                                    }
                                    self.word.bra = self.word.cursor;
                                    'lab5: {
                                        let v_4 = self.word.cursor;
                                        'lab6: {
                                            if !self.word.eq_s(letters!("u")) {
                                                break 'lab6;
                                            }
                                            self.word.ket = self.word.cursor;
                                            if !self.word.in_grouping(&G_V) {
                                                break 'lab6;
                                            }
                                            self.word.slice_from(letters!("U"));
                                            break 'lab5;
                                        }
                                        self.word.cursor = v_4;
                                        'lab7: {
                                            if !self.word.eq_s(letters!("i")) {
                                                break 'lab7;
                                            }
                                            self.word.ket = self.word.cursor;
                                            if !self.word.in_grouping(&G_V) {
                                                break 'lab7;
                                            }
                                            self.word.slice_from(letters!("I"));
                                            break 'lab5;
                                        }
                                        self.word.cursor = v_4;
                                        if !self.word.eq_s(letters!("y")) {
                                            break 'lab4;
                                        }
                                        self.word.ket = self.word.cursor;
                                        self.word.slice_from(letters!("Y"));
                                    }
                                    break 'lab3;
                                }
                                self.word.cursor = v_3;
                                'lab8: {
                                    self.word.bra = self.word.cursor;
                                    if !self.word.eq_s(letters!("ë")) {
                                        break 'lab8;
                                    }
                                    self.word.ket = self.word.cursor;
                                    self.word.slice_from(letters!("He"));
                                    break 'lab3;
                                }
                                self.word.cursor = v_3;
                                'lab9: {
                                    self.word.bra = self.word.cursor;
                                    if !self.word.eq_s(letters!("ï")) {
                                        break 'lab9;
                                    }
                                    self.word.ket = self.word.cursor;
                                    self.word.slice_from(letters!("Hi"));
                                    break 'lab3;
                                }
                                self.word.cursor = v_3;
                                'lab10: {
                                    self.word.bra = self.word.cursor;
                                    if !self.word.eq_s(letters!("y")) {
                                        break 'lab10;
                                    }
                                    self.word.ket = self.word.cursor;
                                    if !self.word.in_grouping(&G_V) {
                                        break 'lab10;
                                    }
                                    self.word.slice_from(letters!("Y"));
                                    break 'lab3;
                                }
                                self.word.cursor = v_3;
                                if !self.word.eq_s(letters!("q")) {
                                    break 'lab2;
                                }
                                self.word.bra = self.word.cursor;
                                if !self.word.eq_s(letters!("u")) {
                                    break 'lab2;
                                }
                                self.word.ket = self.word.cursor;
                                self.word.slice_from(letters!("U"));
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
                    if !self.word.in_grouping(&G_V) {
                        break 'lab2;
                    }
                    if self.word.cursor >= self.word.limit {
                        break 'lab2;
                    }
                    self.word.cursor += 1;
                    break 'lab1;
                }
                self.word.cursor = v_2;
                'lab3: {
                    let among_var = self.word.find_among(&A_0);
                    if among_var == 0 {
                        break 'lab3;
                    }
                    if among_var == 1 {
                        if !self.word.in_grouping(&G_V) {
                            break 'lab3;
                        }
                    }
                    break 'lab1;
                }
                self.word.cursor = v_2;
                if self.word.cursor >= self.word.limit {
                    break 'lab0;
                }
                self.word.cursor += 1;
                if !self.word.go_out_grouping(&G_V) {
                    break 'lab0;
                }
                self.word.cursor += 1;
            }
            self.pv = self.word.cursor;
        }
        self.word.cursor = v_1;
        let v_3 = self.word.cursor;
        'lab4: {
            if !self.word.go_out_grouping(&G_V) {
                break 'lab4;
            }
            self.word.cursor += 1;
            if !self.word.go_in_grouping(&G_V) {
                break 'lab4;
            }
            self.word.cursor += 1;
            self.p1 = self.word.cursor;
            if !self.word.go_out_grouping(&G_V) {
                break 'lab4;
            }
            self.word.cursor += 1;
            if !self.word.go_in_grouping(&G_V) {
                break 'lab4;
            }
            self.word.cursor += 1;
            self.p2 = self.word.cursor;
        }
        self.word.cursor = v_3;
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
                    3 => {
                        self.word.slice_from(letters!("y"));
                    }
                    4 => {
                        self.word.slice_from(letters!("ë"));
                    }
                    5 => {
                        self.word.slice_from(letters!("ï"));
                    }
                    6 => {
                        self.word.slice_del();
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

    fn r_standard_suffix(&mut self) -> bool {
        let mut among_var;
        self.word.ket = self.word.cursor;
        among_var = self.word.find_among_b(&A_4);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_del();
            }
            2 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_del();
                let v_1 = self.word.limit - self.word.cursor;
                'lab0: {
                    self.word.ket = self.word.cursor;
                    if !self.word.eq_s_b(letters!("ic")) {
                        self.word.cursor = self.word.limit - v_1;
                        break 'lab0;
                    }
                    self.word.bra = self.word.cursor;
                    'lab1: {
                        let v_2 = self.word.limit - self.word.cursor;
                        'lab2: {
                            if !self.r_r2() {
                                break 'lab2;
                            }
                            self.word.slice_del();
                            break 'lab1;
                        }
                        self.word.cursor = self.word.limit - v_2;
                        self.word.slice_from(letters!("iqU"));
                    }
                }
            }
            3 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_from(letters!("log"));
            }
            4 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_from(letters!("u"));
            }
            5 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_from(letters!("ent"));
            }
            6 => {
                if !self.r_rv() {
                    return false;
                }
                self.word.slice_del();
                let v_3 = self.word.limit - self.word.cursor;
                'lab3: {
                    self.word.ket = self.word.cursor;
                    among_var = self.word.find_among_b(&A_2);
                    if among_var == 0 {
                        self.word.cursor = self.word.limit - v_3;
                        break 'lab3;
                    }
                    self.word.bra = self.word.cursor;
                    match among_var {
                        1 => {
                            if !self.r_r2() {
                                self.word.cursor = self.word.limit - v_3;
                                break 'lab3;
                            }
                            self.word.slice_del();
                            self.word.ket = self.word.cursor;
                            if !self.word.eq_s_b(letters!("at")) {
                                self.word.cursor = self.word.limit - v_3;
                                break 'lab3;
                            }
                            self.word.bra = self.word.cursor;
                            if !self.r_r2() {
                                self.word.cursor = self.word.limit - v_3;
                                break 'lab3;
                            }
                            self.word.slice_del();
                        }
                        2 => 'lab4: {
                            let v_4 = self.word.limit - self.word.cursor;
                            'lab5: {
                                if !self.r_r2() {
                                    break 'lab5;
                                }
                                self.word.slice_del();
                                break 'lab4;
                            }
                            self.word.cursor = self.word.limit - v_4;
                            if !self.r_r1() {
                                self.word.cursor = self.word.limit - v_3;
                                break 'lab3;
                            }
                            self.word.slice_from(letters!("eux"));
                        }
                        3 => {
                            if !self.r_r2() {
                                self.word.cursor = self.word.limit - v_3;
                                break 'lab3;
                            }
                            self.word.slice_del();
                        }
                        _ => {
                            if !self.r_rv() {
                                self.word.cursor = self.word.limit - v_3;
                                break 'lab3;
                            }
                            self.word.slice_from(letters!("i"));
                        }
                    }
                }
            }
            7 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_del();
                let v_5 = self.word.limit - self.word.cursor;
                'lab6: {
                    self.word.ket = self.word.cursor;
                    among_var = self.word.find_among_b(&A_3);
                    if among_var == 0 {
                        self.word.cursor = self.word.limit - v_5;
                        break 'lab6;
                    }
                    self.word.bra = self.word.cursor;
                    match among_var {
                        1 => 'lab7: {
                            let v_6 = self.word.limit - self.word.cursor;
                            'lab8: {
                                if !self.r_r2() {
                                    break 'lab8;
                                }
                                self.word.slice_del();
                                break 'lab7;
                            }
                            self.word.cursor = self.word.limit - v_6;
                            self.word.slice_from(letters!("abl"));
                        }
                        2 => 'lab9: {
                            let v_7 = self.word.limit - self.word.cursor;
                            'lab10: {
                                if !self.r_r2() {
                                    break 'lab10;
                                }
                                self.word.slice_del();
                                break 'lab9;
                            }
                            self.word.cursor = self.word.limit - v_7;
                            self.word.slice_from(letters!("iqU"));
                        }
                        _ => {
                            if !self.r_r2() {
                                self.word.cursor = self.word.limit - v_5;
                                break 'lab6;
                            }
                            self.word.slice_del();
                        }
                    }
                }
            }
            8 => {
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_del();
                let v_8 = self.word.limit - self.word.cursor;
                'lab11: {
                    self.word.ket = self.word.cursor;
                    if !self.word.eq_s_b(letters!("at")) {
                        self.word.cursor = self.word.limit - v_8;
                        break 'lab11;
                    }
                    self.word.bra = self.word.cursor;
                    if !self.r_r2() {
                        self.word.cursor = self.word.limit - v_8;
                        break 'lab11;
                    }
                    self.word.slice_del();
                    self.word.ket = self.word.cursor;
                    if !self.word.eq_s_b(letters!("ic")) {
                        self.word.cursor = self.word.limit - v_8;
                        break 'lab11;
                    }
                    self.word.bra = self.word.cursor;
                    'lab12: {
                        let v_9 = self.word.limit - self.word.cursor;
                        'lab13: {
                            if !self.r_r2() {
                                break 'lab13;
                            }
                            self.word.slice_del();
                            break 'lab12;
                        }
                        self.word.cursor = self.word.limit - v_9;
                        self.word.slice_from(letters!("iqU"));
                    }
                }
            }
            9 => {
                self.word.slice_from(letters!("eau"));
            }
            10 => {
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_from(letters!("al"));
            }
            11 => {
                if !self.word.in_grouping_b(&G_OUX_ENDING) {
                    return false;
                }
                self.word.slice_from(letters!("ou"));
            }
            12 => 'lab14: {
                let v_10 = self.word.limit - self.word.cursor;
                'lab15: {
                    if !self.r_r2() {
                        break 'lab15;
                    }
                    self.word.slice_del();
                    break 'lab14;
                }
                self.word.cursor = self.word.limit - v_10;
                if !self.r_r1() {
                    return false;
                }
                self.word.slice_from(letters!("eux"));
            }
            13 => {
                if !self.r_r1() {
                    return false;
                }
                if !self.word.out_grouping_b(&G_V) {
                    return false;
                }
                self.word.slice_del();
            }
            14 => {
                if !self.r_rv() {
                    return false;
                }
                self.word.slice_from(letters!("ant"));
                return false;
            }
            15 => {
                if !self.r_rv() {
                    return false;
                }
                self.word.slice_from(letters!("ent"));
                return false;
            }
            _ => {
                let v_11 = self.word.limit - self.word.cursor;
                if !self.word.in_grouping_b(&G_V) {
                    return false;
                }
                if !self.r_rv() {
                    return false;
                }
                self.word.cursor = self.word.limit - v_11;
                self.word.slice_del();
                return false;
            }
        }
        true
    }

    fn r_i_verb_suffix(&mut self) -> bool {
        if self.word.cursor < self.pv {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.pv;
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_5) == 0 {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.bra = self.word.cursor;
        let v_3 = self.word.limit - self.word.cursor;
        'lab0: {
            if !self.word.eq_s_b(letters!("H")) {
                break 'lab0;
            }
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.cursor = self.word.limit - v_3;
        if !self.word.out_grouping_b(&G_V) {
            self.word.limit_backward = v_2;
            return false;
        }
        self.word.slice_del();
        self.word.limit_backward = v_2;
        true
    }

    fn r_verb_suffix(&mut self) -> bool {
        let mut among_var;
        if self.word.cursor < self.pv {
            return false;
        }
        let v_2 = self.word.limit_backward;
        self.word.limit_backward = self.pv;
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
                if !self.r_r2() {
                    return false;
                }
                self.word.slice_del();
            }
            2 => {
                self.word.slice_del();
            }
            3 => {
                let v_3 = self.word.limit - self.word.cursor;
                'lab0: {
                    if !self.word.eq_s_b(letters!("e")) {
                        self.word.cursor = self.word.limit - v_3;
                        break 'lab0;
                    }
                    if !self.r_rv() {
                        self.word.cursor = self.word.limit - v_3;
                        break 'lab0;
                    }
                    self.word.bra = self.word.cursor;
                }
                self.word.slice_del();
            }
            _ => {
                let v_4 = self.word.limit - self.word.cursor;
                'lab1: {
                    among_var = self.word.find_among_b(&A_6);
                    if among_var == 0 {
                        break 'lab1;
                    }
                    if among_var == 1 {
                        if self.word.cursor <= self.word.limit_backward {
                            break 'lab1;
                        }
                        self.word.cursor -= 1;
                        if self.word.cursor > self.word.limit_backward {
                            break 'lab1;
                        }
                    }
                    return false;
                }
                self.word.cursor = self.word.limit - v_4;
                self.word.slice_del();
            }
        }
        true
    }

    fn r_residual_suffix(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        'lab0: {
            self.word.ket = self.word.cursor;
            if !self.word.eq_s_b(letters!("s")) {
                self.word.cursor = self.word.limit - v_1;
                break 'lab0;
            }
            self.word.bra = self.word.cursor;
            let v_2 = self.word.limit - self.word.cursor;
            'lab1: {
                let v_3 = self.word.limit - self.word.cursor;
                'lab2: {
                    if !self.word.eq_s_b(letters!("Hi")) {
                        break 'lab2;
                    }
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_3;
                if !self.word.out_grouping_b(&G_KEEP_WITH_S) {
                    self.word.cursor = self.word.limit - v_1;
                    break 'lab0;
                }
            }
            self.word.cursor = self.word.limit - v_2;
            self.word.slice_del();
        }
        if self.word.cursor < self.pv {
            return false;
        }
        let v_5 = self.word.limit_backward;
        self.word.limit_backward = self.pv;
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_8);
        if among_var == 0 {
            self.word.limit_backward = v_5;
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                if !self.r_r2() {
                    self.word.limit_backward = v_5;
                    return false;
                }
                'lab3: {
                    let v_6 = self.word.limit - self.word.cursor;
                    'lab4: {
                        if !self.word.eq_s_b(letters!("s")) {
                            break 'lab4;
                        }
                        break 'lab3;
                    }
                    self.word.cursor = self.word.limit - v_6;
                    if !self.word.eq_s_b(letters!("t")) {
                        self.word.limit_backward = v_5;
                        return false;
                    }
                }
                self.word.slice_del();
            }
            2 => {
                self.word.slice_from(letters!("i"));
            }
            _ => {
                self.word.slice_del();
            }
        }
        self.word.limit_backward = v_5;
        true
    }

    fn r_un_double(&mut self) -> bool {
        let v_1 = self.word.limit - self.word.cursor;
        if self.word.find_among_b(&A_9) == 0 {
            return false;
        }
        self.word.cursor = self.word.limit - v_1;
        self.word.ket = self.word.cursor;
        if self.word.cursor <= self.word.limit_backward {
            return false;
        }
        self.word.cursor -= 1;
        self.word.bra = self.word.cursor;
        self.word.slice_del();
        true
    }

    fn r_un_accent(&mut self) -> bool {
        let mut v_1;
        v_1 = 1;
        'loop1: loop {
            'lab0: {
                if !self.word.out_grouping_b(&G_V) {
                    break 'lab0;
                }
                v_1 -= 1;
                continue 'loop1;
            }
            break 'loop1;
        }
        if v_1 > 0 {
            return false;
        }
        self.word.ket = self.word.cursor;
        'lab1: {
            let v_3 = self.word.limit - self.word.cursor;
            'lab2: {
                if !self.word.eq_s_b(letters!("é")) {
                    break 'lab2;
                }
                break 'lab1;
            }
            self.word.cursor = self.word.limit - v_3;
            if !self.word.eq_s_b(letters!("è")) {
                return false;
            }
        }
        self.word.bra = self.word.cursor;
        self.word.slice_from(letters!("e"));
        true
    }

    fn stem(&mut self) -> bool {
        let v_1 = self.word.cursor;
        self.r_elisions();
        self.word.cursor = v_1;
        let v_2 = self.word.cursor;
        self.r_prelude();
        self.word.cursor = v_2;
        self.r_mark_regions();
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_4 = self.word.limit - self.word.cursor;
        'lab0: {
            'lab1: {
                let v_5 = self.word.limit - self.word.cursor;
                'lab2: {
                    let v_6 = self.word.limit - self.word.cursor;
                    'lab3: {
                        let v_7 = self.word.limit - self.word.cursor;
                        'lab4: {
                            if !self.r_standard_suffix() {
                                break 'lab4;
                            }
                            break 'lab3;
                        }
                        self.word.cursor = self.word.limit - v_7;
                        'lab5: {
                            if !self.r_i_verb_suffix() {
                                break 'lab5;
                            }
                            break 'lab3;
                        }
                        self.word.cursor = self.word.limit - v_7;
                        if !self.r_verb_suffix() {
                            break 'lab2;
                        }
                    }
                    self.word.cursor = self.word.limit - v_6;
                    let v_8 = self.word.limit - self.word.cursor;
                    'lab6: {
                        self.word.ket = self.word.cursor;
                        'lab7: {
                            let v_9 = self.word.limit - self.word.cursor;
                            'lab8: {
                                if !self.word.eq_s_b(letters!("Y")) {
                                    break 'lab8;
                                }
                                self.word.bra = self.word.cursor;
                                self.word.slice_from(letters!("i"));
                                break 'lab7;
                            }
                            self.word.cursor = self.word.limit - v_9;
                            if !self.word.eq_s_b(letters!("ç")) {
                                self.word.cursor = self.word.limit - v_8;
                                break 'lab6;
                            }
                            self.word.bra = self.word.cursor;
                            self.word.slice_from(letters!("c"));
                        }
                    }
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_5;
                if !self.r_residual_suffix() {
                    break 'lab0;
                }
            }
        }
        self.word.cursor = self.word.limit - v_4;
        let v_10 = self.word.limit - self.word.cursor;
        self.r_un_double();
        self.word.cursor = self.word.limit - v_10;
        let v_11 = self.word.limit - self.word.cursor;
        self.r_un_accent();
        self.word.cursor = self.word.limit - v_11;
        self.word.cursor = self.word.limit_backward;
        let v_12 = self.word.cursor;
        self.r_postlude();
        self.word.cursor = v_12;
        true
    }
}

static A_0: Among<4, 0> = Among::beginning("col ni=1 par tap");
static A_1: Among<7, 0> = Among::beginning("=7 H=6 He=4 Hi=5 I=1 U=2 Y=3");
static A_2: Among<6, 0> = Among::ending("iqU=3 abl=3 Ièr=4 ièr=4 eus=2 iv=1");
static A_3: Among<3, 0> = Among::ending("ic=2 abil=1 iv=3");
static A_4: Among<44, 44> = Among::ending(
    "iqUe=1 atrice=2 ance=1 ence=5 logie=3 able=1 isme=1 euse=12 iste=1 ive=8 if=8 usion=4 ation=2 \
     ution=4 ateur=2 iqUes=1 atrices=2 ances=1 ences=5 logies=3 ables=1 ismes=1 euses=12 istes=1 ives=8 \
     ifs=8 usions=4 ations=2 utions=4 ateurs=2 ments=16 ements=6 issements=13 ités=7 ment=16 ement=6 \
     issement=13 amment=14 emment=15 aux=10 eaux=9 eux=1 oux=11 ité=7",
);
static A_5: Among<35, 42> = Among::ending(
    "ira=1 ie=1 isse=1 issante=1 i=1 irai=1 ir=1 iras=1 ies=1 îmes=1 isses=1 issantes=1 îtes=1 is=1 \
     irais=1 issais=1 irions=1 issions=1 irons=1 issons=1 issants=1 it=1 irait=1 issait=1 issant=1 \
     iraIent=1 issaIent=1 irent=1 issent=1 iront=1 ît=1 iriez=1 issiez=1 irez=1 issez=1",
);
static A_6: Among<3, 0> = Among::ending("al=1 épl auv");
static A_7: Among<41, 22> = Among::ending(
    "a=3 era=2 aise=4 asse=3 ante=3 ée=2 ai=3 erai=2 er=2 as=3 eras=2 âmes=3 aises=4 asses=3 antes=3 \
     âtes=3 ées=2 ais=4 eais=2 erais=2 ions=1 erions=2 assions=3 erons=2 ants=3 és=2 ait=3 erait=2 ant=3 \
     aIent=3 eraIent=2 èrent=2 assent=3 eront=2 ât=3 ez=2 iez=2 eriez=2 assiez=3 erez=2 é=2",
);
static A_8: Among<6, 0> = Among::ending("e=3 Ière=2 ière=2 ion=1 Ier=2 ier=2");
static A_9: Among<5, 0> = Among::ending("ell eill enn onn ett");
static G_V: Grouping<3> = Grouping::of("aeiouyàâèéêëîïôùû");
static G_OUX_ENDING: Grouping<1> = Grouping::of("bhjlnp");
static G_ELISION_CHAR: Grouping<1> = Grouping::of("cdjlmnst");
static G_KEEP_WITH_S: Grouping<3> = Grouping::of("aiosuè");
