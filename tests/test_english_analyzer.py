"""The English analyzer against its oracle, token for token: NLTK on the data files that we ship.

By default a seeded sample of the installed packages' docstrings and of generated texts; all of the
docstrings and many more texts with ELANUS_TEST_ALL=1.
"""

import ast
import importlib.util
import itertools
import json
import os
import random
import re
import string
import sys
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "rust" / "core" / "data"
SHARED_DATA = ROOT.parent / "shared" / "nltk_data"
TABLES = ROOT / "rust" / "core" / "src" / "unicode" / "tables.rs"
ALL = bool(os.environ.get("ELANUS_TEST_ALL"))

STEMMER = {"type": "stemmer", "language": "english", "revision": "nltk"}
LOWERCASE = {"type": "lowercase", "revision": "python"}
FILTERS = [LOWERCASE, "punctuation", {"type": "stop", "stop_words": ["_nltk_english_"]}, STEMMER]

SPACES = [" "] * 12 + [
    "\n",
    "\n",
    "\t",
    "\r\n",
    "\r",
    "\v",
    "\f",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x1f",
    "\x85",
    "\xa0",
]
SPACES += ["\u2028", "\u2029", "\u3000", "\u2003", "\u1680", "\u202f", "  ", "\n\n", " \n", "\t "]
PIECES = [" "] * 4 + list(".'\"a,A`?!:;()[]{}<>-*@#$%&_1“”‘’«»„–—…\n\tsStTnNdDmM")
PIECES += [
    "''",
    "``",
    "..",
    "...",
    "--",
    "---",
    ". . .",
    "'s",
    "n't",
    "'ll",
    "'re",
    "'ve",
    "'t",
    "'tis",
    "'twas",
]
PIECES += [
    "é",
    "ß",
    "Σ",
    "İ",
    "ı",
    "ſ",
    "中",
    "١",
    "½",
    "\u200d",
    "\u0301",
    "\xa0",
    "\x1c",
    "can",
    "not",
    "cannot",
]
PIECES += ["gonna", "d'ye", "more'n", "wanna", "gımme", "lemme", "gotta", "GIMME"]
NUMBERS = ["3.14", "1,000", "-5.", "$3.88", "12:30", "1.", "2,", "٣.", "½.", "-.5", "1-2.", "3.,4"]
NAMES = ["http://a.b/c?d=e&f#g", "a@b.com", "www.x.org.", "C:\\x", "e.g.", "i.e.,", "U.S.", "U.S.A.", "Ph.D."]
CLITICS = [
    "don't",
    "'tis",
    "'Twas",
    "it's",
    "IT'S",
    "they'll",
    "we've",
    "wanna",
    "Gimme",
    "d'ye",
    "o'clock",
    "'em",
]
CLITICS += ["rock'n'roll", "dogs'", "N'T", "can't.", "cannot.", "ſ's", "'ſ", "gİmme", "'tıs", "'tiſ"]
SCRIPTS = ["привет", "Мир.", "مرحبا", "العالم.", "你好。", "世界", "नमस्ते", "สวัสดี", "ΟΔΟΣ", "Σ.", "İstanbul"]
SCRIPTS += ["straße.", "é", "naïve", "Ǆ.", "ǅ.", "ⅻ", "\u212a", "Ω."]
ENDINGS = [
    ".",
    "!",
    "?",
    ",",
    ";",
    ":",
    "...",
    "..",
    "?!",
    "!!!",
    ".)",
    '."',
    ".'",
    ".''",
    ".”",
    "’",
    "»",
    ")",
    '"',
]
ENDINGS += ["'", "''", ".]}", "--", "—", ".--", "*", ".’ ”"]
OPENINGS = ["(", "[", '"', "'", "``", "“", "‘", "«", "{", "<", "''", "`", '("', "--", "\"'"]
CLOSINGS = [
    ")",
    "]",
    '"',
    "'",
    "''",
    "”",
    "’",
    "»",
    "}",
    ">",
    '."',
    ").",
    " )",
    " '",
    ' "',
    " ''",
    " ”",
    " >",
]


@pytest.fixture(scope="module")
def nltk_tokens():
    """NLTK's ``word_tokenize`` on our data files."""
    nltk = pytest.importorskip("nltk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NLTK_DATA", str(DATA))
        patch.setattr(nltk.data, "path", [str(DATA)])
        nltk.tokenize._get_punkt_tokenizer.cache_clear()
        nltk.word_tokenize("Loads the parameters. Once.")
        yield nltk.word_tokenize


@pytest.fixture(scope="module")
def stem(nltk_tokens):
    from nltk.stem.snowball import SnowballStemmer

    return lru_cache(1_000_000)(SnowballStemmer("english").stem)


@pytest.fixture(scope="module")
def analyze():
    """Our tokens, without filters and with the English preset's."""
    core = pytest.importorskip("elanus._core")
    words = core.Analyzer(json.dumps({"tokenizer": "nltk", "filter": []}), None)
    english = core.Analyzer(json.dumps({"tokenizer": "nltk", "filter": FILTERS}), None)
    return lambda text: (words.tokens(text), english.tokens(text))


@pytest.fixture(scope="module")
def check(nltk_tokens, stem, analyze):
    """Compares both token lists of one text with NLTK's."""
    stop_words = set((DATA / "corpora/stopwords/english").read_text("utf-8").split("\n"))
    dropped = stop_words | set(string.punctuation)

    def check(text):
        expected = nltk_tokens(text)
        words, english = analyze(text)
        assert words == expected, repr(text[:2000])
        lowered = (token.lower() for token in expected)
        assert english == [stem(token) for token in lowered if token not in dropped], repr(text[:2000])

    return check


def package_files():
    """Every Python file of the large packages that the oracles install."""
    for name in ("numpy", "pandas", "scipy", "sklearn"):
        spec = importlib.util.find_spec(name)
        for folder in (spec.submodule_search_locations if spec else None) or []:
            yield from sorted(Path(folder).rglob("*.py"))


def docstrings(path):
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            text = ast.get_docstring(node, clean=False)
            if text:
                yield text


def model_words(name):
    lines = (DATA / "tokenizers/punkt_tab/english" / name).read_text("utf-8").split("\n")
    return [line.split("\t")[0] for line in lines]


class Texts:
    """Generated texts that aim at every rule: a seed gives the same texts everywhere."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.words = model_words("ortho_context.tab")
        self.abbreviations = model_words("abbrev_types.txt")
        self.starters = model_words("sent_starters.txt")
        lines = (DATA / "tokenizers/punkt_tab/english/collocations.tab").read_text("utf-8").split("\n")
        self.collocations = [line.replace("##number##", "12").split("\t") for line in lines]

    def cased(self, word):
        chance = self.random.random()
        return word.upper() if chance < 0.1 else word.capitalize() if chance < 0.4 else word

    def word(self):
        pick, chance = self.random.choice, self.random.random()
        if chance < 0.25:
            return self.cased(pick(self.words))
        if chance < 0.35:
            return self.cased(pick(self.abbreviations)) + "."
        if chance < 0.4:
            return self.cased(pick(self.starters))
        if chance < 0.45:
            first, second = pick(self.collocations)
            return self.cased(first) + "." + pick(SPACES) + self.cased(second)
        if chance < 0.5:
            return pick("ABCÉZaЖz") + "."
        if chance < 0.74:
            return pick(pick([NUMBERS, NAMES, CLITICS, SCRIPTS]))
        if chance < 0.85:
            return "".join(pick(PIECES) for _ in range(self.random.randint(1, 6)))
        return self.cased(pick(self.words)) + pick(ENDINGS)

    def pieces(self):
        alphabet = PIECES
        if self.random.random() < 0.5:
            alphabet = [self.random.choice(PIECES) for _ in range(self.random.randint(2, 5))]
            alphabet += [self.random.choice(SPACES), "."]
        return "".join(self.random.choice(alphabet) for _ in range(self.random.randint(1, 60)))

    def sentences(self, longest):
        spaces = SPACES if self.random.random() < 0.5 else [" "]
        parts = [self.random.choice(SPACES)] if self.random.random() < 0.2 else []
        for _ in range(self.random.randint(1, longest)):
            if self.random.random() < 0.15:
                parts.append(self.random.choice(OPENINGS))
            parts.append(self.word())
            if self.random.random() < 0.15:
                parts.append(self.random.choice(CLOSINGS))
            if self.random.random() < 0.93:
                parts.append(self.random.choice(spaces))
        return "".join(parts)[:20_000]


def test_docstrings(check):
    files = list(package_files())
    if not files:
        pytest.skip("none of numpy, pandas, scipy and sklearn is installed")
    if not ALL:
        files = random.Random(2).sample(files, max(1, len(files) // 12))
    count = 0
    for path in files:
        for text in docstrings(path):
            check(text)
            count += 1
    assert count > 200


@pytest.mark.parametrize("seed", range(40 if ALL else 4))
def test_generated_texts(check, seed):
    texts = Texts(seed)
    for _ in range(800):
        check(texts.pieces())
        check(texts.sentences(30))
    for _ in range(5):
        check(texts.sentences(2_000))


@pytest.mark.parametrize(
    "alphabet",
    [" .'\"a", " A.,:", ".? \n)", "'\"` (", ".a \xa0\n", "'stn ", "-. a1", '\x1c. "a', "w.”’ )"],
    ids=ascii,
)
def test_every_short_text(check, alphabet):
    for length in range(1, 7 if ALL else 5):
        for text in itertools.product(alphabet, repeat=length):
            check("".join(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We met Mr. ' >", ["We", "met", "Mr", ".", "'", ">"]),
        ("We met Mr. Smith )", ["We", "met", "Mr.", "Smith", ")"]),
        ("wanna!", ["wan", "na", "!"]),
        (",,a", [",", ",a"]),
        ("", []),
        (" \x1c\n", []),
    ],
)
def test_golden(check, analyze, text, expected):
    check(text)
    assert analyze(text)[0] == expected


def test_stems(stem, analyze):
    from nltk.stem.snowball import EnglishStemmer

    chars = "aeiouybltsgndc"
    suffixes = [
        "ization",
        "ational",
        "fulness",
        "ousness",
        "iveness",
        "biliti",
        "lessli",
        "entli",
        "ogi",
        "li",
    ]
    suffixes += ["ative", "ement", "ion", "ed", "ing", "ly", "eed", "y", "ies", "ied", "sses", "us", "s", "e"]
    suffixes += [
        "l",
        "at",
        "bl",
        "iz",
        "bb",
        "tt",
        "‛s",
        "‛",
        "ingly",
        "edly",
        "eedly",
        "er",
        "al",
        "ic",
        *[""] * 10,
    ]
    starts = ["gener", "commun", "arsen", "y", "‛", "é", "", "", "", ""]
    choose = random.Random(3)
    words = set()
    while len(words) < 20_000:
        word = choose.choice(starts) + "".join(choose.choice(chars) for _ in range(choose.randint(0, 6)))
        words.add(word + choose.choice(suffixes) + choose.choice(suffixes))
    words -= {"", "cannot"}
    words.update(EnglishStemmer._EnglishStemmer__special_words)
    core = pytest.importorskip("elanus._core")
    stems = core.Analyzer(json.dumps({"tokenizer": "nltk", "filter": [STEMMER]}), None)
    for batch in itertools.batched(sorted(words), 500) if sys.version_info >= (3, 12) else [sorted(words)]:
        assert stems.tokens(" ".join(batch)) == [stem(word) for word in batch]


def test_unicode_tables_are_the_oracles():
    """Another Python's or regex's tables may differ in code points assigned after Unicode 14 only."""
    pytest.importorskip("regex")
    spec = importlib.util.spec_from_file_location("generate_unicode", ROOT / "tools" / "generate_unicode.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    source = TABLES.read_text("utf-8")

    def array(name):
        return [
            int(value, 16)
            for value in re.findall(r"0x([0-9a-f_]+)", source.split(f" {name}: ")[1].split("];")[0])
        ]

    index, blocks, unassigned = array("INDEX"), array("BLOCKS"), array("UNASSIGNED")
    size = generate.BLOCK
    ours = bytearray(b"".join(bytes(blocks[size * block : size * (block + 1)]) for block in index))
    ours += bytes(0x110000 - len(ours))
    newer = {
        point
        for first, last in zip(unassigned[::2], unassigned[1::2], strict=True)
        for point in range(first, last + 1)
    }
    theirs = generate.properties()
    different = [point for point in generate.scalars() if ours[point] != theirs[point] and point not in newer]
    assert [hex(point) for point in different] == []


def test_the_data_files_are_those_of_the_oracle():
    if not SHARED_DATA.is_dir():
        pytest.skip(f"NLTK's files are not at {SHARED_DATA}")
    folders = [DATA / "corpora", DATA / "tokenizers"]
    files = [path.relative_to(DATA) for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert (DATA / path).read_bytes() == (SHARED_DATA / path).read_bytes(), path


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ({"tokenizer": "nltk"}, '{"tokenizer":"nltk","filter":[]}'),
        (
            {"filter": FILTERS, "tokenizer": {"type": "nltk"}},
            '{"tokenizer":"nltk","filter":[{"type":"lowercase","revision":"python"},{"type":"punctuation","extras":""},'
            '{"type":"stop","stop_words":["_nltk_english_"]},'
            '{"type":"stemmer","language":"english","revision":"nltk"}]}',
        ),
        (
            {
                "tokenizer": "nltk",
                "filter": [
                    {"stop_words": ["straße", "the", "kite", "_nltk_english_", "kite"], "type": "stop"},
                    {"extras": "¿!¡…¡", "type": "punctuation"},
                    LOWERCASE,
                ],
            },
            '{"tokenizer":"nltk","filter":[{"type":"stop","stop_words":["_nltk_english_","kite","straße"]},'
            '{"type":"punctuation","extras":"¡¿…"},{"type":"lowercase","revision":"python"}]}',
        ),
    ],
)
def test_the_spec_is_canonical_whatever_was_given(given, canonical):
    from elanus import _core
    from elanus.sparse.bm25.tokenizers import Analyzer

    analyzer = _core.Analyzer(json.dumps(given))
    assert analyzer.spec == canonical
    assert _core.Analyzer(canonical).spec == canonical
    assert Analyzer.from_spec("python", canonical).spec == canonical


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ('{"tokenizer":"nltk"', "is not JSON"),
        (
            '{"tokenizer":"nltk","filters":[]}',
            r'unknown key "filters" \(did you mean "filter"\?\); there are: char_filter, tokenizer',
        ),
        (
            '{"tokenizer":"standart"}',
            r'tokenizer: no tokenizer "standart" \(did you mean "standard"\?\); there are',
        ),
        (
            '{"tokenizer":"nltk","filter":["stemmer","upper"]}',
            r'filter\[1\]: no filter "upper"; there are: lowercase, punctuation, stop, stemmer,',
        ),
        (
            '{"tokenizer":"nltk","filter":[{"type":"stop","lang":"german"}]}',
            r"filter\[0\]: stop: unknown field `lang`",
        ),
        ('{"tokenizer":"nltk","filter":[{"type":"stop","stop_words":["_klingon_"]}]}', "klingon.*english"),
    ],
)
def test_a_wrong_spec_says_where_and_what_there_is(spec, message):
    from elanus import _core
    from elanus.errors import InputError

    with pytest.raises(InputError, match=message):
        _core.Analyzer(spec)
