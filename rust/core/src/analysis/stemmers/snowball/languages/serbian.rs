//! The algorithm `serbian`. Made by `tools/generate_snowball.py` from Snowball's: do not edit.

use super::super::tables::letters;
use super::super::tables::{Among, Grouping};
use super::super::word::Word;

/// A word on its way through the algorithm, with the algorithm's variables.
struct Serbian<'w> {
    word: Word<'w>,
    p1: i32,
    no_diacritics: bool,
}

/// Puts the stem in the word's place.
pub(super) fn stem(word: Word<'_>) -> Word<'_> {
    let mut state = Serbian { word, p1: 0, no_diacritics: false };
    state.stem();
    state.word
}

impl Serbian<'_> {
    fn r_cyr_to_lat(&mut self) -> bool {
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
                                        self.word.slice_from(letters!("a"));
                                    }
                                    2 => {
                                        self.word.slice_from(letters!("b"));
                                    }
                                    3 => {
                                        self.word.slice_from(letters!("v"));
                                    }
                                    4 => {
                                        self.word.slice_from(letters!("g"));
                                    }
                                    5 => {
                                        self.word.slice_from(letters!("d"));
                                    }
                                    6 => {
                                        self.word.slice_from(letters!("đ"));
                                    }
                                    7 => {
                                        self.word.slice_from(letters!("e"));
                                    }
                                    8 => {
                                        self.word.slice_from(letters!("ž"));
                                    }
                                    9 => {
                                        self.word.slice_from(letters!("z"));
                                    }
                                    10 => {
                                        self.word.slice_from(letters!("i"));
                                    }
                                    11 => {
                                        self.word.slice_from(letters!("j"));
                                    }
                                    12 => {
                                        self.word.slice_from(letters!("k"));
                                    }
                                    13 => {
                                        self.word.slice_from(letters!("l"));
                                    }
                                    14 => {
                                        self.word.slice_from(letters!("lj"));
                                    }
                                    15 => {
                                        self.word.slice_from(letters!("m"));
                                    }
                                    16 => {
                                        self.word.slice_from(letters!("n"));
                                    }
                                    17 => {
                                        self.word.slice_from(letters!("nj"));
                                    }
                                    18 => {
                                        self.word.slice_from(letters!("o"));
                                    }
                                    19 => {
                                        self.word.slice_from(letters!("p"));
                                    }
                                    20 => {
                                        self.word.slice_from(letters!("r"));
                                    }
                                    21 => {
                                        self.word.slice_from(letters!("s"));
                                    }
                                    22 => {
                                        self.word.slice_from(letters!("t"));
                                    }
                                    23 => {
                                        self.word.slice_from(letters!("ć"));
                                    }
                                    24 => {
                                        self.word.slice_from(letters!("u"));
                                    }
                                    25 => {
                                        self.word.slice_from(letters!("f"));
                                    }
                                    26 => {
                                        self.word.slice_from(letters!("h"));
                                    }
                                    27 => {
                                        self.word.slice_from(letters!("c"));
                                    }
                                    28 => {
                                        self.word.slice_from(letters!("č"));
                                    }
                                    29 => {
                                        self.word.slice_from(letters!("dž"));
                                    }
                                    _ => {
                                        self.word.slice_from(letters!("š"));
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
        true
    }

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
                                if !self.word.in_grouping(&G_CA) {
                                    break 'lab3;
                                }
                                self.word.bra = self.word.cursor;
                                if !self.word.eq_s(letters!("ije")) {
                                    break 'lab3;
                                }
                                self.word.ket = self.word.cursor;
                                if !self.word.in_grouping(&G_CA) {
                                    break 'lab3;
                                }
                                self.word.slice_from(letters!("e"));
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
        let v_4 = self.word.cursor;
        {
            'loop3: loop {
                let v_5 = self.word.cursor;
                'lab5: {
                    'lab6: {
                        loop {
                            let v_6 = self.word.cursor;
                            'lab7: {
                                if !self.word.in_grouping(&G_CA) {
                                    break 'lab7;
                                }
                                self.word.bra = self.word.cursor;
                                if !self.word.eq_s(letters!("je")) {
                                    break 'lab7;
                                }
                                self.word.ket = self.word.cursor;
                                if !self.word.in_grouping(&G_CA) {
                                    break 'lab7;
                                }
                                self.word.slice_from(letters!("e"));
                                self.word.cursor = v_6;
                                break 'lab6;
                            }
                            self.word.cursor = v_6;
                            if self.word.cursor >= self.word.limit {
                                break 'lab5;
                            }
                            self.word.cursor += 1;
                        }
                    }
                    continue 'loop3;
                }
                self.word.cursor = v_5;
                break 'loop3;
            }
        }
        self.word.cursor = v_4;
        let v_7 = self.word.cursor;
        {
            'loop5: loop {
                let v_8 = self.word.cursor;
                'lab9: {
                    'lab10: {
                        loop {
                            let v_9 = self.word.cursor;
                            'lab11: {
                                self.word.bra = self.word.cursor;
                                if !self.word.eq_s(letters!("dj")) {
                                    break 'lab11;
                                }
                                self.word.ket = self.word.cursor;
                                self.word.slice_from(letters!("đ"));
                                self.word.cursor = v_9;
                                break 'lab10;
                            }
                            self.word.cursor = v_9;
                            if self.word.cursor >= self.word.limit {
                                break 'lab9;
                            }
                            self.word.cursor += 1;
                        }
                    }
                    continue 'loop5;
                }
                self.word.cursor = v_8;
                break 'loop5;
            }
        }
        self.word.cursor = v_7;
        true
    }

    fn r_mark_regions(&mut self) -> bool {
        self.no_diacritics = true;
        let v_1 = self.word.cursor;
        'lab0: {
            if !self.word.go_out_grouping(&G_SA) {
                break 'lab0;
            }
            self.word.cursor += 1;
            self.no_diacritics = false;
        }
        self.word.cursor = v_1;
        self.p1 = self.word.limit;
        let v_2 = self.word.cursor;
        'lab1: {
            if !self.word.go_out_grouping(&G_V) {
                break 'lab1;
            }
            self.word.cursor += 1;
            self.p1 = self.word.cursor;
            if self.p1 >= 2 {
                break 'lab1;
            }
            if !self.word.go_in_grouping(&G_V) {
                break 'lab1;
            }
            self.word.cursor += 1;
            self.p1 = self.word.cursor;
        }
        self.word.cursor = v_2;
        let v_3 = self.word.cursor;
        'lab2: {
            'lab3: {
                loop {
                    'lab4: {
                        if !self.word.eq_s(letters!("r")) {
                            break 'lab4;
                        }
                        break 'lab3;
                    }
                    if self.word.cursor >= self.word.limit {
                        break 'lab2;
                    }
                    self.word.cursor += 1;
                }
            }
            'lab5: {
                let v_5 = self.word.cursor;
                'lab6: {
                    if self.word.cursor < 2 {
                        break 'lab6;
                    }
                    break 'lab5;
                }
                self.word.cursor = v_5;
                if !self.word.go_in_grouping(&G_RG) {
                    break 'lab2;
                }
                self.word.cursor += 1;
            }
            if self.p1 - self.word.cursor <= 1 {
                break 'lab2;
            }
            self.p1 = self.word.cursor;
        }
        self.word.cursor = v_3;
        true
    }

    fn r_r1(&mut self) -> bool {
        self.p1 <= self.word.cursor
    }

    fn r_step_1(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_1);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        match among_var {
            1 => {
                self.word.slice_from(letters!("loga"));
            }
            2 => {
                self.word.slice_from(letters!("peh"));
            }
            3 => {
                self.word.slice_from(letters!("vojka"));
            }
            4 => {
                self.word.slice_from(letters!("bojka"));
            }
            5 => {
                self.word.slice_from(letters!("jak"));
            }
            6 => {
                self.word.slice_from(letters!("čajni"));
            }
            7 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("cajni"));
            }
            8 => {
                self.word.slice_from(letters!("erni"));
            }
            9 => {
                self.word.slice_from(letters!("larni"));
            }
            10 => {
                self.word.slice_from(letters!("esni"));
            }
            11 => {
                self.word.slice_from(letters!("anjca"));
            }
            12 => {
                self.word.slice_from(letters!("ajca"));
            }
            13 => {
                self.word.slice_from(letters!("ljca"));
            }
            14 => {
                self.word.slice_from(letters!("ejca"));
            }
            15 => {
                self.word.slice_from(letters!("ojca"));
            }
            16 => {
                self.word.slice_from(letters!("ajka"));
            }
            17 => {
                self.word.slice_from(letters!("ojka"));
            }
            18 => {
                self.word.slice_from(letters!("šca"));
            }
            19 => {
                self.word.slice_from(letters!("ing"));
            }
            20 => {
                self.word.slice_from(letters!("tvenik"));
            }
            21 => {
                self.word.slice_from(letters!("tetika"));
            }
            22 => {
                self.word.slice_from(letters!("nstva"));
            }
            23 => {
                self.word.slice_from(letters!("nik"));
            }
            24 => {
                self.word.slice_from(letters!("tik"));
            }
            25 => {
                self.word.slice_from(letters!("zik"));
            }
            26 => {
                self.word.slice_from(letters!("snik"));
            }
            27 => {
                self.word.slice_from(letters!("kusi"));
            }
            28 => {
                self.word.slice_from(letters!("kusni"));
            }
            29 => {
                self.word.slice_from(letters!("kustva"));
            }
            30 => {
                self.word.slice_from(letters!("dušni"));
            }
            31 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("dusni"));
            }
            32 => {
                self.word.slice_from(letters!("antni"));
            }
            33 => {
                self.word.slice_from(letters!("bilni"));
            }
            34 => {
                self.word.slice_from(letters!("tilni"));
            }
            35 => {
                self.word.slice_from(letters!("avilni"));
            }
            36 => {
                self.word.slice_from(letters!("silni"));
            }
            37 => {
                self.word.slice_from(letters!("gilni"));
            }
            38 => {
                self.word.slice_from(letters!("rilni"));
            }
            39 => {
                self.word.slice_from(letters!("nilni"));
            }
            40 => {
                self.word.slice_from(letters!("alni"));
            }
            41 => {
                self.word.slice_from(letters!("ozni"));
            }
            42 => {
                self.word.slice_from(letters!("ravi"));
            }
            43 => {
                self.word.slice_from(letters!("stavni"));
            }
            44 => {
                self.word.slice_from(letters!("pravni"));
            }
            45 => {
                self.word.slice_from(letters!("tivni"));
            }
            46 => {
                self.word.slice_from(letters!("sivni"));
            }
            47 => {
                self.word.slice_from(letters!("atni"));
            }
            48 => {
                self.word.slice_from(letters!("enta"));
            }
            49 => {
                self.word.slice_from(letters!("tetni"));
            }
            50 => {
                self.word.slice_from(letters!("pletni"));
            }
            51 => {
                self.word.slice_from(letters!("šavi"));
            }
            52 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("savi"));
            }
            53 => {
                self.word.slice_from(letters!("anta"));
            }
            54 => {
                self.word.slice_from(letters!("ačka"));
            }
            55 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("acka"));
            }
            56 => {
                self.word.slice_from(letters!("uška"));
            }
            57 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("uska"));
            }
            58 => {
                self.word.slice_from(letters!("atka"));
            }
            59 => {
                self.word.slice_from(letters!("etka"));
            }
            60 => {
                self.word.slice_from(letters!("itka"));
            }
            61 => {
                self.word.slice_from(letters!("otka"));
            }
            62 => {
                self.word.slice_from(letters!("utka"));
            }
            63 => {
                self.word.slice_from(letters!("eskna"));
            }
            64 => {
                self.word.slice_from(letters!("tični"));
            }
            65 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("ticni"));
            }
            66 => {
                self.word.slice_from(letters!("ojska"));
            }
            67 => {
                self.word.slice_from(letters!("esma"));
            }
            68 => {
                self.word.slice_from(letters!("metra"));
            }
            69 => {
                self.word.slice_from(letters!("centra"));
            }
            70 => {
                self.word.slice_from(letters!("istra"));
            }
            71 => {
                self.word.slice_from(letters!("osti"));
            }
            72 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("osti"));
            }
            73 => {
                self.word.slice_from(letters!("dba"));
            }
            74 => {
                self.word.slice_from(letters!("čka"));
            }
            75 => {
                self.word.slice_from(letters!("mca"));
            }
            76 => {
                self.word.slice_from(letters!("nca"));
            }
            77 => {
                self.word.slice_from(letters!("voljni"));
            }
            78 => {
                self.word.slice_from(letters!("anki"));
            }
            79 => {
                self.word.slice_from(letters!("vca"));
            }
            80 => {
                self.word.slice_from(letters!("sca"));
            }
            81 => {
                self.word.slice_from(letters!("rca"));
            }
            82 => {
                self.word.slice_from(letters!("alca"));
            }
            83 => {
                self.word.slice_from(letters!("elca"));
            }
            84 => {
                self.word.slice_from(letters!("olca"));
            }
            85 => {
                self.word.slice_from(letters!("njca"));
            }
            86 => {
                self.word.slice_from(letters!("ekta"));
            }
            87 => {
                self.word.slice_from(letters!("izma"));
            }
            88 => {
                self.word.slice_from(letters!("jebi"));
            }
            89 => {
                self.word.slice_from(letters!("baci"));
            }
            90 => {
                self.word.slice_from(letters!("ašni"));
            }
            _ => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("asni"));
            }
        }
        true
    }

    fn r_step_2(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        let among_var = self.word.find_among_b(&A_2);
        if among_var == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        match among_var {
            1 => {
                self.word.slice_from(letters!("sk"));
            }
            2 => {
                self.word.slice_from(letters!("šk"));
            }
            3 => {
                self.word.slice_from(letters!("stv"));
            }
            4 => {
                self.word.slice_from(letters!("štv"));
            }
            5 => {
                self.word.slice_from(letters!("tanij"));
            }
            6 => {
                self.word.slice_from(letters!("manij"));
            }
            7 => {
                self.word.slice_from(letters!("panij"));
            }
            8 => {
                self.word.slice_from(letters!("ranij"));
            }
            9 => {
                self.word.slice_from(letters!("ganij"));
            }
            10 => {
                self.word.slice_from(letters!("an"));
            }
            11 => {
                self.word.slice_from(letters!("in"));
            }
            12 => {
                self.word.slice_from(letters!("on"));
            }
            13 => {
                self.word.slice_from(letters!("n"));
            }
            14 => {
                self.word.slice_from(letters!("ać"));
            }
            15 => {
                self.word.slice_from(letters!("eć"));
            }
            16 => {
                self.word.slice_from(letters!("uć"));
            }
            17 => {
                self.word.slice_from(letters!("ugov"));
            }
            18 => {
                self.word.slice_from(letters!("ug"));
            }
            19 => {
                self.word.slice_from(letters!("log"));
            }
            20 => {
                self.word.slice_from(letters!("g"));
            }
            21 => {
                self.word.slice_from(letters!("rari"));
            }
            22 => {
                self.word.slice_from(letters!("oti"));
            }
            23 => {
                self.word.slice_from(letters!("si"));
            }
            24 => {
                self.word.slice_from(letters!("li"));
            }
            25 => {
                self.word.slice_from(letters!("uj"));
            }
            26 => {
                self.word.slice_from(letters!("caj"));
            }
            27 => {
                self.word.slice_from(letters!("čaj"));
            }
            28 => {
                self.word.slice_from(letters!("ćaj"));
            }
            29 => {
                self.word.slice_from(letters!("đaj"));
            }
            30 => {
                self.word.slice_from(letters!("laj"));
            }
            31 => {
                self.word.slice_from(letters!("raj"));
            }
            32 => {
                self.word.slice_from(letters!("bij"));
            }
            33 => {
                self.word.slice_from(letters!("cij"));
            }
            34 => {
                self.word.slice_from(letters!("dij"));
            }
            35 => {
                self.word.slice_from(letters!("lij"));
            }
            36 => {
                self.word.slice_from(letters!("nij"));
            }
            37 => {
                self.word.slice_from(letters!("mij"));
            }
            38 => {
                self.word.slice_from(letters!("žij"));
            }
            39 => {
                self.word.slice_from(letters!("gij"));
            }
            40 => {
                self.word.slice_from(letters!("fij"));
            }
            41 => {
                self.word.slice_from(letters!("pij"));
            }
            42 => {
                self.word.slice_from(letters!("rij"));
            }
            43 => {
                self.word.slice_from(letters!("sij"));
            }
            44 => {
                self.word.slice_from(letters!("tij"));
            }
            45 => {
                self.word.slice_from(letters!("zij"));
            }
            46 => {
                self.word.slice_from(letters!("nal"));
            }
            47 => {
                self.word.slice_from(letters!("ijal"));
            }
            48 => {
                self.word.slice_from(letters!("ozil"));
            }
            49 => {
                self.word.slice_from(letters!("olov"));
            }
            50 => {
                self.word.slice_from(letters!("ol"));
            }
            51 => {
                self.word.slice_from(letters!("lem"));
            }
            52 => {
                self.word.slice_from(letters!("ram"));
            }
            53 => {
                self.word.slice_from(letters!("ar"));
            }
            54 => {
                self.word.slice_from(letters!("dr"));
            }
            55 => {
                self.word.slice_from(letters!("er"));
            }
            56 => {
                self.word.slice_from(letters!("or"));
            }
            57 => {
                self.word.slice_from(letters!("es"));
            }
            58 => {
                self.word.slice_from(letters!("is"));
            }
            59 => {
                self.word.slice_from(letters!("taš"));
            }
            60 => {
                self.word.slice_from(letters!("naš"));
            }
            61 => {
                self.word.slice_from(letters!("jaš"));
            }
            62 => {
                self.word.slice_from(letters!("kaš"));
            }
            63 => {
                self.word.slice_from(letters!("baš"));
            }
            64 => {
                self.word.slice_from(letters!("gaš"));
            }
            65 => {
                self.word.slice_from(letters!("vaš"));
            }
            66 => {
                self.word.slice_from(letters!("eš"));
            }
            67 => {
                self.word.slice_from(letters!("iš"));
            }
            68 => {
                self.word.slice_from(letters!("ikat"));
            }
            69 => {
                self.word.slice_from(letters!("lat"));
            }
            70 => {
                self.word.slice_from(letters!("et"));
            }
            71 => {
                self.word.slice_from(letters!("est"));
            }
            72 => {
                self.word.slice_from(letters!("ist"));
            }
            73 => {
                self.word.slice_from(letters!("kst"));
            }
            74 => {
                self.word.slice_from(letters!("ost"));
            }
            75 => {
                self.word.slice_from(letters!("išt"));
            }
            76 => {
                self.word.slice_from(letters!("ova"));
            }
            77 => {
                self.word.slice_from(letters!("av"));
            }
            78 => {
                self.word.slice_from(letters!("ev"));
            }
            79 => {
                self.word.slice_from(letters!("iv"));
            }
            80 => {
                self.word.slice_from(letters!("ov"));
            }
            81 => {
                self.word.slice_from(letters!("mov"));
            }
            82 => {
                self.word.slice_from(letters!("lov"));
            }
            83 => {
                self.word.slice_from(letters!("el"));
            }
            84 => {
                self.word.slice_from(letters!("anj"));
            }
            85 => {
                self.word.slice_from(letters!("enj"));
            }
            86 => {
                self.word.slice_from(letters!("šnj"));
            }
            87 => {
                self.word.slice_from(letters!("en"));
            }
            88 => {
                self.word.slice_from(letters!("šn"));
            }
            89 => {
                self.word.slice_from(letters!("čin"));
            }
            90 => {
                self.word.slice_from(letters!("roši"));
            }
            91 => {
                self.word.slice_from(letters!("oš"));
            }
            92 => {
                self.word.slice_from(letters!("evit"));
            }
            93 => {
                self.word.slice_from(letters!("ovit"));
            }
            94 => {
                self.word.slice_from(letters!("ast"));
            }
            95 => {
                self.word.slice_from(letters!("k"));
            }
            96 => {
                self.word.slice_from(letters!("eva"));
            }
            97 => {
                self.word.slice_from(letters!("ava"));
            }
            98 => {
                self.word.slice_from(letters!("iva"));
            }
            99 => {
                self.word.slice_from(letters!("uva"));
            }
            100 => {
                self.word.slice_from(letters!("ir"));
            }
            101 => {
                self.word.slice_from(letters!("ač"));
            }
            102 => {
                self.word.slice_from(letters!("ača"));
            }
            103 => {
                self.word.slice_from(letters!("ni"));
            }
            104 => {
                self.word.slice_from(letters!("a"));
            }
            105 => {
                self.word.slice_from(letters!("ur"));
            }
            106 => {
                self.word.slice_from(letters!("astaj"));
            }
            107 => {
                self.word.slice_from(letters!("istaj"));
            }
            108 => {
                self.word.slice_from(letters!("ostaj"));
            }
            109 => {
                self.word.slice_from(letters!("aj"));
            }
            110 => {
                self.word.slice_from(letters!("asta"));
            }
            111 => {
                self.word.slice_from(letters!("ista"));
            }
            112 => {
                self.word.slice_from(letters!("osta"));
            }
            113 => {
                self.word.slice_from(letters!("ta"));
            }
            114 => {
                self.word.slice_from(letters!("inj"));
            }
            115 => {
                self.word.slice_from(letters!("as"));
            }
            116 => {
                self.word.slice_from(letters!("i"));
            }
            117 => {
                self.word.slice_from(letters!("luč"));
            }
            118 => {
                self.word.slice_from(letters!("jeti"));
            }
            119 => {
                self.word.slice_from(letters!("e"));
            }
            120 => {
                self.word.slice_from(letters!("at"));
            }
            121 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("luc"));
            }
            122 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("snj"));
            }
            123 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("os"));
            }
            124 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("ac"));
            }
            125 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("ec"));
            }
            126 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("uc"));
            }
            127 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("rosi"));
            }
            128 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("aca"));
            }
            129 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("jas"));
            }
            130 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("tas"));
            }
            131 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("gas"));
            }
            132 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("nas"));
            }
            133 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("kas"));
            }
            134 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("vas"));
            }
            135 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("bas"));
            }
            136 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("as"));
            }
            137 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("cin"));
            }
            138 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("astaj"));
            }
            139 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("istaj"));
            }
            140 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("ostaj"));
            }
            141 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("asta"));
            }
            142 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("ista"));
            }
            143 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("osta"));
            }
            144 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("ava"));
            }
            145 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("eva"));
            }
            146 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("iva"));
            }
            147 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("uva"));
            }
            148 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("ova"));
            }
            149 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("jeti"));
            }
            150 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("inj"));
            }
            151 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("ist"));
            }
            152 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("es"));
            }
            153 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("et"));
            }
            154 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("is"));
            }
            155 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("ir"));
            }
            156 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("ur"));
            }
            157 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("uj"));
            }
            158 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("ni"));
            }
            159 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("sn"));
            }
            160 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("ta"));
            }
            161 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("a"));
            }
            162 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("i"));
            }
            163 => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("e"));
            }
            _ => {
                if !self.no_diacritics {
                    return false;
                }
                self.word.slice_from(letters!("n"));
            }
        }
        true
    }

    fn r_step_3(&mut self) -> bool {
        self.word.ket = self.word.cursor;
        if self.word.find_among_b(&A_3) == 0 {
            return false;
        }
        self.word.bra = self.word.cursor;
        if !self.r_r1() {
            return false;
        }
        self.word.slice_from(letters!(""));
        true
    }

    fn stem(&mut self) -> bool {
        self.r_cyr_to_lat();
        self.r_prelude();
        self.r_mark_regions();
        self.word.limit_backward = self.word.cursor;
        self.word.cursor = self.word.limit;
        let v_4 = self.word.limit - self.word.cursor;
        self.r_step_1();
        self.word.cursor = self.word.limit - v_4;
        let v_5 = self.word.limit - self.word.cursor;
        'lab0: {
            'lab1: {
                let v_6 = self.word.limit - self.word.cursor;
                'lab2: {
                    if !self.r_step_2() {
                        break 'lab2;
                    }
                    break 'lab1;
                }
                self.word.cursor = self.word.limit - v_6;
                if !self.r_step_3() {
                    break 'lab0;
                }
            }
        }
        self.word.cursor = self.word.limit - v_5;
        self.word.cursor = self.word.limit_backward;
        true
    }
}

static A_0: Among<30, 0> = Among::beginning(
    "а=1 б=2 в=3 г=4 д=5 е=7 ж=8 з=9 и=10 к=12 л=13 м=15 н=16 о=18 п=19 р=20 с=21 т=22 у=24 ф=25 х=26 \
     ц=27 ч=28 ш=30 ђ=6 ј=11 љ=14 њ=17 ћ=23 џ=29",
);
static A_1: Among<130, 100> = Among::ending(
    "daba=73 ajaca=12 ejaca=14 ljaca=13 njaca=85 ojaca=15 alaca=82 elaca=83 olaca=84 maca=75 naca=76 \
     raca=81 saca=80 vaca=79 šaca=18 aoca=82 acaka=55 ajaka=16 ojaka=17 anaka=78 ataka=58 etaka=59 \
     itaka=60 otaka=61 utaka=62 ačaka=54 esama=67 izama=87 jacima=5 nicima=23 ticima=24 teticima=21 \
     zicima=25 atcima=58 utcima=62 čcima=74 pesima=2 inzima=19 lozima=1 metara=68 centara=69 istara=70 \
     ekata=86 anata=53 nstava=22 kustava=29 ajac=12 ejac=14 ljac=13 njac=85 anjac=11 ojac=15 alac=82 \
     elac=83 olac=84 mac=75 nac=76 rac=81 sac=80 vac=79 šac=18 jebe=88 olce=84 kuse=27 rave=42 save=52 \
     šave=51 baci=89 jaci=5 tvenici=20 snici=26 tetici=21 bojci=4 vojci=3 ojsci=66 atci=58 itci=60 \
     utci=62 čci=74 pesi=2 inzi=19 lozi=1 acak=55 usak=57 atak=58 etak=59 itak=60 otak=61 utak=62 ačak=54 \
     ušak=56 izam=87 tican=65 cajan=7 čajan=6 voljan=77 eskan=63 alan=40 bilan=33 gilan=37 nilan=39 \
     rilan=38 silan=36 tilan=34 avilan=35 laran=9 eran=8 asan=91 esan=10 dusan=31 kusan=28 atan=47 \
     pletan=50 tetan=49 antan=32 pravan=44 stavan=43 sivan=46 tivan=45 ozan=41 tičan=64 ašan=90 dušan=30 \
     metar=68 centar=69 istar=70 ekat=86 enat=48 oscu=72 ošću=71",
);
static A_2: Among<2035, 2425> = Among::ending(
    "aca=124 eca=125 uca=126 ga=20 acega=124 ecega=125 ucega=126 anjijega=84 enjijega=85 snjijega=122 \
     šnjijega=86 kijega=95 skijega=1 škijega=2 elijega=83 nijega=13 osijega=123 atijega=120 evitijega=92 \
     ovitijega=93 astijega=94 avijega=77 evijega=78 ivijega=79 ovijega=80 ošijega=91 anjega=84 enjega=85 \
     snjega=122 šnjega=86 kega=95 skega=1 škega=2 elega=83 nega=13 anega=10 enega=87 snega=159 šnega=88 \
     osega=123 atega=120 evitega=92 ovitega=93 astega=94 avega=77 evega=78 ivega=79 ovega=80 aćega=14 \
     ećega=15 ućega=16 ošega=91 acoga=124 ecoga=125 ucoga=126 anjoga=84 enjoga=85 snjoga=122 šnjoga=86 \
     koga=95 skoga=1 škoga=2 loga=19 eloga=83 noga=13 cinoga=137 činoga=89 osoga=123 atoga=120 evitoga=92 \
     ovitoga=93 astoga=94 avoga=77 evoga=78 ivoga=79 ovoga=80 aćoga=14 ećoga=15 ućoga=16 ošoga=91 uga=18 \
     aja=109 caja=26 laja=30 raja=31 ćaja=28 čaja=27 đaja=29 bija=32 cija=33 dija=34 fija=40 gija=39 \
     anjija=84 enjija=85 snjija=122 šnjija=86 kija=95 skija=1 škija=2 lija=24 elija=83 mija=37 nija=13 \
     ganija=9 manija=6 panija=7 ranija=8 tanija=5 pija=41 rija=42 rarija=21 sija=23 osija=123 tija=44 \
     atija=120 evitija=92 ovitija=93 otija=22 astija=94 avija=77 evija=78 ivija=79 ovija=80 zija=45 \
     ošija=91 žija=38 anja=84 enja=85 snja=122 šnja=86 ka=95 ska=1 ška=2 ala=104 acala=128 astajala=106 \
     istajala=107 ostajala=108 ijala=47 injala=114 nala=46 irala=100 urala=105 tala=113 astala=110 \
     istala=111 ostala=112 avala=97 evala=96 ivala=98 ovala=76 uvala=99 ačala=102 ela=83 ila=116 \
     acila=124 lucila=121 nila=103 astanila=110 istanila=111 ostanila=112 rosila=127 jetila=118 ozila=48 \
     ačila=101 lučila=117 rošila=90 ola=50 asla=115 nula=13 gama=20 logama=19 ugama=18 ajama=109 \
     cajama=26 lajama=30 rajama=31 ćajama=28 čajama=27 đajama=29 bijama=32 cijama=33 dijama=34 fijama=40 \
     gijama=39 lijama=35 mijama=37 nijama=36 ganijama=9 manijama=6 panijama=7 ranijama=8 tanijama=5 \
     pijama=41 rijama=42 sijama=43 tijama=44 zijama=45 žijama=38 alama=104 ijalama=47 nalama=46 elama=119 \
     ilama=116 ramama=52 lemama=51 inama=11 cinama=137 činama=89 rama=52 arama=53 drama=54 erama=55 \
     orama=56 basama=135 gasama=131 jasama=129 kasama=133 nasama=132 tasama=130 vasama=134 esama=152 \
     isama=154 etama=70 estama=71 istama=72 kstama=73 ostama=74 avama=77 evama=78 ivama=79 bašama=63 \
     gašama=64 jašama=61 kašama=62 našama=60 tašama=59 vašama=65 ešama=66 išama=67 lema=51 acima=124 \
     ecima=125 ucima=126 ajima=109 cajima=26 lajima=30 rajima=31 ćajima=28 čajima=27 đajima=29 bijima=32 \
     cijima=33 dijima=34 fijima=40 gijima=39 anjijima=84 enjijima=85 snjijima=122 šnjijima=86 kijima=95 \
     skijima=1 škijima=2 lijima=35 elijima=83 mijima=37 nijima=13 ganijima=9 manijima=6 panijima=7 \
     ranijima=8 tanijima=5 pijima=41 rijima=42 sijima=43 osijima=123 tijima=44 atijima=120 evitijima=92 \
     ovitijima=93 astijima=94 avijima=77 evijima=78 ivijima=79 ovijima=80 zijima=45 ošijima=91 žijima=38 \
     anjima=84 enjima=85 snjima=122 šnjima=86 kima=95 skima=1 škima=2 alima=104 ijalima=47 nalima=46 \
     elima=83 ilima=116 ozilima=48 olima=50 lemima=51 nima=13 anima=10 inima=11 cinima=137 činima=89 \
     onima=12 arima=53 drima=54 erima=55 orima=56 basima=135 gasima=131 jasima=129 kasima=133 nasima=132 \
     tasima=130 vasima=134 esima=57 isima=58 osima=123 atima=120 ikatima=68 latima=69 etima=70 evitima=92 \
     ovitima=93 astima=94 estima=71 istima=72 kstima=73 ostima=74 ištima=75 avima=77 evima=78 ajevima=109 \
     cajevima=26 lajevima=30 rajevima=31 ćajevima=28 čajevima=27 đajevima=29 ivima=79 ovima=80 govima=20 \
     ugovima=17 lovima=82 olovima=49 movima=81 onovima=12 stvima=3 štvima=4 aćima=14 ećima=15 ućima=16 \
     bašima=63 gašima=64 jašima=61 kašima=62 našima=60 tašima=59 vašima=65 ešima=66 išima=67 ošima=91 \
     na=13 ana=10 acana=128 urana=105 tana=113 avana=97 evana=96 ivana=98 uvana=99 ačana=102 acena=124 \
     lucena=121 ačena=101 lučena=117 ina=11 cina=137 anina=10 čina=89 ona=12 ara=53 dra=54 era=55 ora=56 \
     basa=135 gasa=131 jasa=129 kasa=133 nasa=132 tasa=130 vasa=134 esa=57 isa=58 osa=123 ata=120 \
     ikata=68 lata=69 eta=70 evita=92 ovita=93 asta=94 esta=71 ista=72 ksta=73 osta=74 nuta=13 išta=75 \
     ava=77 eva=78 ajeva=109 cajeva=26 lajeva=30 rajeva=31 ćajeva=28 čajeva=27 đajeva=29 iva=79 ova=80 \
     gova=20 ugova=17 lova=82 olova=49 mova=81 onova=12 stva=3 štva=4 aća=14 eća=15 uća=16 baša=63 \
     gaša=64 jaša=61 kaša=62 naša=60 taša=59 vaša=65 eša=66 iša=67 oša=91 ace=124 ece=125 uce=126 \
     luce=121 astade=110 istade=111 ostade=112 ge=20 loge=19 uge=18 aje=104 caje=26 laje=30 raje=31 \
     astaje=106 istaje=107 ostaje=108 ćaje=28 čaje=27 đaje=29 ije=116 bije=32 cije=33 dije=34 fije=40 \
     gije=39 anjije=84 enjije=85 snjije=122 šnjije=86 kije=95 skije=1 škije=2 lije=35 elije=83 mije=37 \
     nije=13 ganije=9 manije=6 panije=7 ranije=8 tanije=5 pije=41 rije=42 sije=43 osije=123 tije=44 \
     atije=120 evitije=92 ovitije=93 astije=94 avije=77 evije=78 ivije=79 ovije=80 zije=45 ošije=91 \
     žije=38 anje=84 enje=85 snje=122 šnje=86 uje=25 lucuje=121 iruje=100 lučuje=117 ke=95 ske=1 ške=2 \
     ale=104 acale=128 astajale=106 istajale=107 ostajale=108 ijale=47 injale=114 nale=46 irale=100 \
     urale=105 tale=113 astale=110 istale=111 ostale=112 avale=97 evale=96 ivale=98 ovale=76 uvale=99 \
     ačale=102 ele=83 ile=116 acile=124 lucile=121 nile=103 rosile=127 jetile=118 ozile=48 ačile=101 \
     lučile=117 rošile=90 ole=50 asle=115 nule=13 rame=52 leme=51 acome=124 ecome=125 ucome=126 anjome=84 \
     enjome=85 snjome=122 šnjome=86 kome=95 skome=1 škome=2 elome=83 nome=13 cinome=137 činome=89 \
     osome=123 atome=120 evitome=92 ovitome=93 astome=94 avome=77 evome=78 ivome=79 ovome=80 aćome=14 \
     ećome=15 ućome=16 ošome=91 ne=13 ane=10 acane=128 urane=105 tane=113 astane=110 istane=111 \
     ostane=112 avane=97 evane=96 ivane=98 uvane=99 ačane=102 acene=124 lucene=121 ačene=101 lučene=117 \
     ine=11 cine=137 anine=10 čine=89 one=12 are=53 dre=54 ere=55 ore=56 ase=161 base=135 acase=128 \
     gase=131 jase=129 astajase=138 istajase=139 ostajase=140 injase=150 kase=133 nase=132 irase=155 \
     urase=156 tase=130 vase=134 avase=144 evase=145 ivase=146 ovase=148 uvase=147 ese=57 ise=58 \
     acise=124 lucise=121 rosise=127 jetise=149 ose=123 astadose=141 istadose=142 ostadose=143 ate=104 \
     acate=128 ikate=68 late=69 irate=100 urate=105 tate=113 avate=97 evate=96 ivate=98 uvate=99 \
     ačate=102 ete=70 astadete=110 istadete=111 ostadete=112 astajete=106 istajete=107 ostajete=108 \
     ijete=116 injete=114 ujete=25 lucujete=121 irujete=100 lučujete=117 nete=13 astanete=110 \
     istanete=111 ostanete=112 astete=115 ite=116 acite=124 lucite=121 nite=13 astanite=110 istanite=111 \
     ostanite=112 rosite=127 jetite=118 astite=115 evite=92 ovite=93 ačite=101 lučite=117 rošite=90 \
     ajte=104 urajte=105 tajte=113 astajte=106 istajte=107 ostajte=108 avajte=97 evajte=96 ivajte=98 \
     uvajte=99 ijte=116 lucujte=121 irujte=100 lučujte=117 aste=94 acaste=128 astajaste=106 istajaste=107 \
     ostajaste=108 injaste=114 iraste=100 uraste=105 taste=113 avaste=97 evaste=96 ivaste=98 ovaste=76 \
     uvaste=99 ačaste=102 este=71 iste=72 aciste=124 luciste=121 niste=103 rosiste=127 jetiste=118 \
     ačiste=101 lučiste=117 rošiste=90 kste=73 oste=74 astadoste=110 istadoste=111 ostadoste=112 nuste=13 \
     ište=75 ave=77 eve=78 ajeve=109 cajeve=26 lajeve=30 rajeve=31 ćajeve=28 čajeve=27 đajeve=29 ive=79 \
     ove=80 gove=20 ugove=17 love=82 olove=49 move=81 onove=12 aće=14 eće=15 uće=16 ače=101 luče=117 \
     aše=104 baše=63 gaše=64 jaše=61 astajaše=106 istajaše=107 ostajaše=108 injaše=114 kaše=62 naše=60 \
     iraše=100 uraše=105 taše=59 vaše=65 avaše=97 evaše=96 ivaše=98 ovaše=76 uvaše=99 ačaše=102 eše=66 \
     iše=67 jetiše=118 ačiše=101 lučiše=117 rošiše=90 oše=91 astadoše=110 istadoše=111 ostadoše=112 \
     aceg=124 eceg=125 uceg=126 anjijeg=84 enjijeg=85 snjijeg=122 šnjijeg=86 kijeg=95 skijeg=1 škijeg=2 \
     elijeg=83 nijeg=13 osijeg=123 atijeg=120 evitijeg=92 ovitijeg=93 astijeg=94 avijeg=77 evijeg=78 \
     ivijeg=79 ovijeg=80 ošijeg=91 anjeg=84 enjeg=85 snjeg=122 šnjeg=86 keg=95 eleg=83 neg=13 aneg=10 \
     eneg=87 sneg=159 šneg=88 oseg=123 ateg=120 aveg=77 eveg=78 iveg=79 oveg=80 aćeg=14 ećeg=15 ućeg=16 \
     ošeg=91 acog=124 ecog=125 ucog=126 anjog=84 enjog=85 snjog=122 šnjog=86 kog=95 skog=1 škog=2 elog=83 \
     nog=13 cinog=137 činog=89 osog=123 atog=120 evitog=92 ovitog=93 astog=94 avog=77 evog=78 ivog=79 \
     ovog=80 aćog=14 ećog=15 ućog=16 ošog=91 ah=104 acah=128 astajah=106 istajah=107 ostajah=108 \
     injah=114 irah=100 urah=105 tah=113 avah=97 evah=96 ivah=98 ovah=76 uvah=99 ačah=102 ih=116 acih=124 \
     ecih=125 ucih=126 lucih=121 anjijih=84 enjijih=85 snjijih=122 šnjijih=86 kijih=95 skijih=1 škijih=2 \
     elijih=83 nijih=13 osijih=123 atijih=120 evitijih=92 ovitijih=93 astijih=94 avijih=77 evijih=78 \
     ivijih=79 ovijih=80 ošijih=91 anjih=84 enjih=85 snjih=122 šnjih=86 kih=95 skih=1 ških=2 elih=83 \
     nih=13 cinih=137 činih=89 osih=123 rosih=127 atih=120 jetih=118 evitih=92 ovitih=93 astih=94 avih=77 \
     evih=78 ivih=79 ovih=80 aćih=14 ećih=15 ućih=16 ačih=101 lučih=117 oših=91 roših=90 astadoh=110 \
     istadoh=111 ostadoh=112 acuh=124 ecuh=125 ucuh=126 aćuh=14 ećuh=15 ućuh=16 aci=124 aceci=124 \
     ieci=162 ajuci=161 irajuci=155 urajuci=156 astajuci=138 istajuci=139 ostajuci=140 avajuci=144 \
     evajuci=145 ivajuci=146 uvajuci=147 ujuci=157 lucujuci=121 irujuci=155 luci=121 nuci=164 etuci=153 \
     astuci=136 gi=20 ugi=18 aji=109 caji=26 laji=30 raji=31 ćaji=28 čaji=27 đaji=29 biji=32 ciji=33 \
     diji=34 fiji=40 giji=39 anjiji=84 enjiji=85 snjiji=122 šnjiji=86 kiji=95 skiji=1 škiji=2 liji=35 \
     eliji=83 miji=37 niji=13 ganiji=9 maniji=6 paniji=7 raniji=8 taniji=5 piji=41 riji=42 siji=43 \
     osiji=123 tiji=44 atiji=120 evitiji=92 ovitiji=93 astiji=94 aviji=77 eviji=78 iviji=79 oviji=80 \
     ziji=45 ošiji=91 žiji=38 anji=84 enji=85 snji=122 šnji=86 ki=95 ski=1 ški=2 ali=104 acali=128 \
     astajali=106 istajali=107 ostajali=108 ijali=47 injali=114 nali=46 irali=100 urali=105 tali=113 \
     astali=110 istali=111 ostali=112 avali=97 evali=96 ivali=98 ovali=76 uvali=99 ačali=102 eli=83 \
     ili=116 acili=124 lucili=121 nili=103 rosili=127 jetili=118 ozili=48 ačili=101 lučili=117 rošili=90 \
     oli=50 asli=115 nuli=13 rami=52 lemi=51 ni=13 ani=10 acani=128 urani=105 tani=113 avani=97 evani=96 \
     ivani=98 uvani=99 ačani=102 aceni=124 luceni=121 ačeni=101 lučeni=117 ini=11 cini=137 čini=89 oni=12 \
     ari=53 dri=54 eri=55 ori=56 basi=135 gasi=131 jasi=129 kasi=133 nasi=132 tasi=130 vasi=134 esi=152 \
     isi=154 osi=123 avsi=161 acavsi=128 iravsi=155 tavsi=160 etavsi=153 astavsi=141 istavsi=142 \
     ostavsi=143 ivsi=162 nivsi=158 rosivsi=127 nuvsi=164 ati=104 acati=128 astajati=106 istajati=107 \
     ostajati=108 injati=114 ikati=68 lati=69 irati=100 urati=105 tati=113 astati=110 istati=111 \
     ostati=112 avati=97 evati=96 ivati=98 ovati=76 uvati=99 ačati=102 eti=70 iti=116 aciti=124 \
     luciti=121 niti=103 rositi=127 jetiti=118 eviti=92 oviti=93 ačiti=101 lučiti=117 rošiti=90 asti=94 \
     esti=71 isti=72 ksti=73 osti=74 nuti=13 avi=77 evi=78 ajevi=109 cajevi=26 lajevi=30 rajevi=31 \
     ćajevi=28 čajevi=27 đajevi=29 ivi=79 ovi=80 govi=20 ugovi=17 lovi=82 olovi=49 movi=81 onovi=12 \
     ieći=116 ačeći=101 ajući=104 irajući=100 urajući=105 astajući=106 istajući=107 ostajući=108 \
     avajući=97 evajući=96 ivajući=98 uvajući=99 ujući=25 irujući=100 lučujući=117 nući=13 etući=70 \
     astući=115 ači=101 luči=117 baši=63 gaši=64 jaši=61 kaši=62 naši=60 taši=59 vaši=65 eši=66 iši=67 \
     oši=91 avši=104 iravši=100 tavši=113 etavši=70 astavši=110 istavši=111 ostavši=112 ačavši=102 \
     ivši=116 nivši=103 rošivši=90 nuvši=13 aj=104 uraj=105 taj=113 avaj=97 evaj=96 ivaj=98 uvaj=99 \
     ij=116 acoj=124 ecoj=125 ucoj=126 anjijoj=84 enjijoj=85 snjijoj=122 šnjijoj=86 kijoj=95 skijoj=1 \
     škijoj=2 elijoj=83 nijoj=13 osijoj=123 evitijoj=92 ovitijoj=93 astijoj=94 avijoj=77 evijoj=78 \
     ivijoj=79 ovijoj=80 ošijoj=91 anjoj=84 enjoj=85 snjoj=122 šnjoj=86 koj=95 skoj=1 škoj=2 aloj=104 \
     eloj=83 noj=13 cinoj=137 činoj=89 osoj=123 atoj=120 evitoj=92 ovitoj=93 astoj=94 avoj=77 evoj=78 \
     ivoj=79 ovoj=80 aćoj=14 ećoj=15 ućoj=16 ošoj=91 lucuj=121 iruj=100 lučuj=117 al=104 iral=100 \
     ural=105 el=119 il=116 am=104 acam=128 iram=100 uram=105 tam=113 avam=97 evam=96 ivam=98 uvam=99 \
     ačam=102 em=119 acem=124 ecem=125 ucem=126 astadem=110 istadem=111 ostadem=112 ajem=104 cajem=26 \
     lajem=30 rajem=31 astajem=106 istajem=107 ostajem=108 ćajem=28 čajem=27 đajem=29 ijem=116 anjijem=84 \
     enjijem=85 snjijem=123 šnjijem=86 kijem=95 skijem=1 škijem=2 lijem=24 elijem=83 nijem=13 rarijem=21 \
     sijem=23 osijem=123 atijem=120 evitijem=92 ovitijem=93 otijem=22 astijem=94 avijem=77 evijem=78 \
     ivijem=79 ovijem=80 ošijem=91 anjem=84 enjem=85 injem=114 snjem=122 šnjem=86 ujem=25 lucujem=121 \
     irujem=100 lučujem=117 kem=95 skem=1 škem=2 elem=83 nem=13 anem=10 astanem=110 istanem=111 \
     ostanem=112 enem=87 snem=159 šnem=88 basem=135 gasem=131 jasem=129 kasem=133 nasem=132 tasem=130 \
     vasem=134 esem=152 isem=154 osem=123 atem=120 etem=70 evitem=92 ovitem=93 astem=94 istem=151 \
     ištem=75 avem=77 evem=78 ivem=79 aćem=14 ećem=15 ućem=16 bašem=63 gašem=64 jašem=61 kašem=62 \
     našem=60 tašem=59 vašem=65 ešem=66 išem=67 ošem=91 im=116 acim=124 ecim=125 ucim=126 lucim=121 \
     anjijim=84 enjijim=85 snjijim=122 šnjijim=86 kijim=95 skijim=1 škijim=2 elijim=83 nijim=13 \
     osijim=123 atijim=120 evitijim=92 ovitijim=93 astijim=94 avijim=77 evijim=78 ivijim=79 ovijim=80 \
     ošijim=91 anjim=84 enjim=85 snjim=122 šnjim=86 kim=95 skim=1 škim=2 elim=83 nim=13 cinim=137 \
     činim=89 osim=123 rosim=127 atim=120 jetim=118 evitim=92 ovitim=93 astim=94 avim=77 evim=78 ivim=79 \
     ovim=80 aćim=14 ećim=15 ućim=16 ačim=101 lučim=117 ošim=91 rošim=90 acom=124 ecom=125 ucom=126 \
     gom=20 logom=19 ugom=18 bijom=32 cijom=33 dijom=34 fijom=40 gijom=39 lijom=35 mijom=37 nijom=36 \
     ganijom=9 manijom=6 panijom=7 ranijom=8 tanijom=5 pijom=41 rijom=42 sijom=43 tijom=44 zijom=45 \
     žijom=38 anjom=84 enjom=85 snjom=122 šnjom=86 kom=95 skom=1 škom=2 alom=104 ijalom=47 nalom=46 \
     elom=83 ilom=116 ozilom=48 olom=50 ramom=52 lemom=51 nom=13 anom=10 inom=11 cinom=137 aninom=10 \
     činom=89 onom=12 arom=53 drom=54 erom=55 orom=56 basom=135 gasom=131 jasom=129 kasom=133 nasom=132 \
     tasom=130 vasom=134 esom=57 isom=58 osom=123 atom=120 ikatom=68 latom=69 etom=70 evitom=92 ovitom=93 \
     astom=94 estom=71 istom=72 kstom=73 ostom=74 avom=77 evom=78 ivom=79 ovom=80 lovom=82 movom=81 \
     stvom=3 štvom=4 aćom=14 ećom=15 ućom=16 bašom=63 gašom=64 jašom=61 kašom=62 našom=60 tašom=59 \
     vašom=65 ešom=66 išom=67 ošom=91 an=104 acan=128 iran=100 uran=105 tan=113 avan=97 evan=96 ivan=98 \
     uvan=99 ačan=102 acen=124 lucen=121 ačen=101 lučen=117 anin=10 ao=104 acao=128 astajao=106 \
     istajao=107 ostajao=108 injao=114 irao=100 urao=105 tao=113 astao=110 istao=111 ostao=112 avao=97 \
     evao=96 ivao=98 ovao=76 uvao=99 ačao=102 go=20 ugo=18 io=116 acio=124 lucio=121 lio=24 nio=103 \
     rario=21 sio=23 rosio=127 jetio=118 otio=22 ačio=101 lučio=117 rošio=90 bijo=32 cijo=33 dijo=34 \
     fijo=40 gijo=39 lijo=35 mijo=37 nijo=36 pijo=41 rijo=42 sijo=43 tijo=44 zijo=45 žijo=38 anjo=84 \
     enjo=85 snjo=122 šnjo=86 ko=95 sko=1 ško=2 alo=104 acalo=128 astajalo=106 istajalo=107 ostajalo=108 \
     ijalo=47 injalo=114 nalo=46 iralo=100 uralo=105 talo=113 astalo=110 istalo=111 ostalo=112 avalo=97 \
     evalo=96 ivalo=98 ovalo=76 uvalo=99 ačalo=102 elo=83 ilo=116 acilo=124 lucilo=121 nilo=103 \
     rosilo=127 jetilo=118 ačilo=101 lučilo=117 rošilo=90 aslo=115 nulo=13 amo=104 acamo=128 ramo=52 \
     iramo=100 uramo=105 tamo=113 avamo=97 evamo=96 ivamo=98 uvamo=99 ačamo=102 emo=119 astademo=110 \
     istademo=111 ostademo=112 astajemo=106 istajemo=107 ostajemo=108 ijemo=116 injemo=114 ujemo=25 \
     lucujemo=121 irujemo=100 lučujemo=117 lemo=51 nemo=13 astanemo=110 istanemo=111 ostanemo=112 \
     etemo=70 astemo=115 imo=116 acimo=124 lucimo=121 nimo=13 astanimo=110 istanimo=111 ostanimo=112 \
     rosimo=127 etimo=70 jetimo=118 astimo=115 ačimo=101 lučimo=117 rošimo=90 ajmo=104 urajmo=105 \
     tajmo=113 astajmo=106 istajmo=107 ostajmo=108 avajmo=97 evajmo=96 ivajmo=98 uvajmo=99 ijmo=116 \
     ujmo=25 lucujmo=121 irujmo=100 lučujmo=117 asmo=104 acasmo=128 astajasmo=106 istajasmo=107 \
     ostajasmo=108 injasmo=114 irasmo=100 urasmo=105 tasmo=113 avasmo=97 evasmo=96 ivasmo=98 ovasmo=76 \
     uvasmo=99 ačasmo=102 ismo=116 acismo=124 lucismo=121 nismo=103 rosismo=127 jetismo=118 ačismo=101 \
     lučismo=117 rošismo=90 astadosmo=110 istadosmo=111 ostadosmo=112 nusmo=13 no=13 ano=104 acano=128 \
     urano=105 tano=113 avano=97 evano=96 ivano=98 uvano=99 ačano=102 aceno=124 luceno=121 ačeno=101 \
     lučeno=117 ino=11 cino=137 čino=89 ato=120 ikato=68 lato=69 eto=70 evito=92 ovito=93 asto=94 esto=71 \
     isto=72 ksto=73 osto=74 nuto=13 nuo=13 avo=77 evo=78 ivo=79 ovo=80 stvo=3 štvo=4 as=161 acas=128 \
     iras=155 uras=156 tas=160 avas=144 evas=145 ivas=146 uvas=147 es=163 astades=141 istades=142 \
     ostades=143 astajes=138 istajes=139 ostajes=140 ijes=162 injes=150 ujes=157 lucujes=121 irujes=155 \
     nes=164 astanes=141 istanes=142 ostanes=143 etes=153 astes=136 is=162 acis=124 lucis=121 nis=158 \
     rosis=127 jetis=149 at=104 acat=128 astajat=106 istajat=107 ostajat=108 injat=114 irat=100 urat=105 \
     tat=113 astat=110 istat=111 ostat=112 avat=97 evat=96 ivat=98 irivat=100 ovat=76 uvat=99 ačat=102 \
     it=116 acit=124 lucit=121 rosit=127 jetit=118 ačit=101 lučit=117 rošit=90 nut=13 astadu=110 \
     istadu=111 ostadu=112 gu=20 logu=19 ugu=18 ahu=104 acahu=128 astajahu=106 istajahu=107 ostajahu=108 \
     injahu=114 irahu=100 urahu=105 avahu=97 evahu=96 ivahu=98 ovahu=76 uvahu=99 ačahu=102 aju=104 \
     caju=26 acaju=128 laju=30 raju=31 iraju=100 uraju=105 taju=113 astaju=106 istaju=107 ostaju=108 \
     avaju=97 evaju=96 ivaju=98 uvaju=99 ćaju=28 čaju=27 ačaju=102 đaju=29 iju=116 biju=32 ciju=33 \
     diju=34 fiju=40 giju=39 anjiju=84 enjiju=85 snjiju=122 šnjiju=86 kiju=95 liju=24 eliju=83 miju=37 \
     niju=13 ganiju=9 maniju=6 paniju=7 raniju=8 taniju=5 piju=41 riju=42 rariju=21 siju=23 osiju=123 \
     tiju=44 atiju=120 otiju=22 aviju=77 eviju=78 iviju=79 oviju=80 ziju=45 ošiju=91 žiju=38 anju=84 \
     enju=85 snju=122 šnju=86 uju=25 lucuju=121 iruju=100 lučuju=117 ku=95 sku=1 šku=2 alu=104 ijalu=47 \
     nalu=46 elu=83 ilu=116 ozilu=48 olu=50 ramu=52 acemu=124 ecemu=125 ucemu=126 anjijemu=84 enjijemu=85 \
     snjijemu=122 šnjijemu=86 kijemu=95 skijemu=1 škijemu=2 elijemu=83 nijemu=13 osijemu=123 atijemu=120 \
     evitijemu=92 ovitijemu=93 astijemu=94 avijemu=77 evijemu=78 ivijemu=79 ovijemu=80 ošijemu=91 \
     anjemu=84 enjemu=85 snjemu=122 šnjemu=86 kemu=95 skemu=1 škemu=2 lemu=51 elemu=83 nemu=13 anemu=10 \
     enemu=87 snemu=159 šnemu=88 osemu=123 atemu=120 evitemu=92 ovitemu=93 astemu=94 avemu=77 evemu=78 \
     ivemu=79 ovemu=80 aćemu=14 ećemu=15 ućemu=16 ošemu=91 acomu=124 ecomu=125 ucomu=126 anjomu=84 \
     enjomu=85 snjomu=122 šnjomu=86 komu=95 skomu=1 škomu=2 elomu=83 nomu=13 cinomu=137 činomu=89 \
     osomu=123 atomu=120 evitomu=92 ovitomu=93 astomu=94 avomu=77 evomu=78 ivomu=79 ovomu=80 aćomu=14 \
     ećomu=15 ućomu=16 ošomu=91 nu=13 anu=10 astanu=110 istanu=111 ostanu=112 inu=11 cinu=137 aninu=10 \
     činu=89 onu=12 aru=53 dru=54 eru=55 oru=56 basu=135 gasu=131 jasu=129 kasu=133 nasu=132 tasu=130 \
     vasu=134 esu=57 isu=58 osu=123 atu=120 ikatu=68 latu=69 etu=70 evitu=92 ovitu=93 astu=94 estu=71 \
     istu=72 kstu=73 ostu=74 ištu=75 avu=77 evu=78 ivu=79 ovu=80 lovu=82 movu=81 stvu=3 štvu=4 bašu=63 \
     gašu=64 jašu=61 kašu=62 našu=60 tašu=59 vašu=65 ešu=66 išu=67 ošu=91 avav=97 evav=96 ivav=98 uvav=99 \
     kov=95 aš=104 iraš=100 uraš=105 taš=113 avaš=97 evaš=96 ivaš=98 uvaš=99 ačaš=102 eš=119 astadeš=110 \
     istadeš=111 ostadeš=112 astaješ=106 istaješ=107 ostaješ=108 iješ=116 inješ=114 uješ=25 iruješ=100 \
     lučuješ=117 neš=13 astaneš=110 istaneš=111 ostaneš=112 eteš=70 asteš=115 iš=116 niš=103 jetiš=118 \
     ačiš=101 lučiš=117 rošiš=90",
);
static A_3: Among<26, 0> = Among::ending(
    "a=1 oga=1 ama=1 ima=1 ena=1 e=1 og=1 anog=1 enog=1 anih=1 enih=1 i=1 ani=1 eni=1 anoj=1 enoj=1 \
     anim=1 enim=1 om=1 enom=1 o=1 ano=1 eno=1 ost=1 u=1 enu=1",
);
static G_V: Grouping<1> = Grouping::of("aeiou");
static G_SA: Grouping<2> = Grouping::of("ćčđšž");
static G_CA: Grouping<5> = Grouping::of("bcdfghjklmnprstvzćčđšž");
static G_RG: Grouping<1> = Grouping::of("r");
