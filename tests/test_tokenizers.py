"""`elanus.sparse.bm25.tokenizers` against the original: each part, each language, each way to go wrong."""

import copy
import functools
import gzip
import importlib
import importlib.util
import inspect
import itertools
import json
import os
import pickle
import random
import shutil
import string
import subprocess
import sys
import threading
import types
import warnings
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from elanus import _core
from elanus._optional import require
from elanus.errors import ElanusError, InputError, InputTypeError, MissingPackageError
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import tokenizers as ours
from elanus.sparse.bm25._yaml import read_languages

DATA = Path(__file__).parent.parent / "rust" / "core" / "data"
SHARED = Path(__file__).parents[2] / "shared"
LANG_YAML = Path(ours.__file__).with_name("lang.yaml")
LANGUAGES = read_languages()

# What a language or tokenizer needs beside NLTK and PyYAML.
NEEDS = {
    "zh": ["jieba"],
    "jp": ["MeCab", "unidic_lite"],
    "kr": ["konlpy"],
    "JiebaTokenizer": ["jieba"],
    "MecabTokenizer": ["MeCab", "unidic_lite"],
    "KonlpyTokenizer": ["konlpy"],
    "KiwiTokenizer": ["kiwipiepy"],
}

TEXTS = {
    "en": [
        "The black kites weren't hunting; they'd been circling above Mr. Harper's barn since 7 a.m.",
        'She wrote: "Don\'t feed the birds!" (twice), then left... Why? Nobody can tell -- yet.',
        "Wings: 1.5–1.8 m, price $3.88, 50% off at https://example.org/kites?id=7&x=y.",
        "I'm gonna see U.S. kites.",
    ],
    "de": [
        "Der Rotmilan kreiste über den Feldern, während die Kinder „Schau!“ riefen – z. B. am 3. März.",
        "Häuser, Straßen und Bäume lagen im Nebel; wir hätten nichts Schöneres erwarten können.",
        "Ob die größeren Vögel wiederkommen? Das weiß niemand. Dr. Meier glaubt's nicht!",
    ],
    "fr": [
        "L'épervier s'est posé sur l'arbre d'à côté, n'est-ce pas ? « Regardez ! » dit-elle.",
        "Les enfants avaient été émerveillés par les oiseaux qui tournaient lentement au-dessus du village.",
        "Aujourd'hui, quelques chasseurs continuent malheureusement leurs activités jusqu'à 18 h 30.",
    ],
    "ru": [
        "Чёрные коршуны медленно кружили над рекой, пока рыбаки собирали сети.",
        "«Посмотрите!» — воскликнула девочка; её брат ничего не увидел…",
        "В 1998 году учёные насчитали более 3,5 тысяч гнёзд. Это хорошая новость?",
    ],
    "sp": [
        "¿Has visto los milanos negros? ¡Volaban lentamente sobre los campos de Castilla!",
        "Los niños corrían por las calles mientras sus abuelos hablaban de los años pasados.",
        "El Sr. García dijo que no habría más noticias hasta el 5 de mayo; nadie le creyó.",
    ],
    "it": [
        "Nell'aria limpida i nibbi volavano dolcemente; c'era anche un falco, forse due.",
        "«Guardate!» gridarono i ragazzi, che avevano corso per tutta la città.",
        "Perché non sono tornati? Il dott. Rossi l'ha spiegato nell'ultima conferenza.",
    ],
    "pt": [
        "Os milhafres-pretos voavam lentamente sobre os campos, e as crianças corriam atrás deles.",
        "Não sabíamos que as aves voltariam tão cedo; já não havia ninguém à espera!",
        "O Sr. Almeida perguntou: «Quantos são?» — cerca de 3,5 mil, respondeu-lhe a bióloga.",
    ],
    "zh": [
        "黑鸢在空中盘旋，寻找它的猎物。孩子们都说：“快看！”",
        "今年春天，科学家们在长江边上发现了三百多个鸟巢（比去年多）。",
        "这是什么？我不知道，但是Python和BM25都可以用。",
    ],
    "jp": [
        "黒い鳶が空を飛んでいる。子供たちは「見て！」と叫んだ。",
        "昨日、東京で新しい図書館が開かれました（入場は無料です）。",
        "これは何ですか？ラーメン・寿司：どちらも美味しい…and PythonとBM25 [the end]",
    ],
    "kr": ["검은 솔개가 하늘을 날고 있다. 아이들이 소리쳤다!", "서울의 새 도서관은 the 무료이다."],
}

# One analyzer must not be confused by another's language.
MIXED = [
    "",
    " \t\n\r\x0b\x0c\x1c\x85\u2028 ",
    "…",
    "«»“”‘’„‚ ¿¡ ... .. . -- – — ''  `` \"",
    "İSTANBUL straße ΣΊΣΥΦΟΣ ﬁne Ǆ ÀÉ x\u0301 \u00a0nbsp\u200bzwsp 🪁 kites",
    "नमस्ते दुनिया, สวัสดีชาวโลก; مرحبا بالعالم — שלום 你好世界。こんにちは",
    "a\x00b can't CANNOT gimme 'tis o'clock e.g. (i.e.) [x] {y} <z> 1,000.50 3/4 rock'n'roll",
]


def skip_without(name):
    for package in NEEDS.get(name, []):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"the package {package} is not installed")
    if "konlpy" in NEEDS.get(name, []) and shutil.which("java") is None:
        pytest.skip("KoNLPy needs a Java runtime, and there is none")


@pytest.fixture(scope="module", autouse=True)
def no_handler_of_java():
    """Keep SIGINT Python's: KoNLPy starts Java with a handler that ends the process at Ctrl-C."""
    if importlib.util.find_spec("jpype") is None:
        yield
        return
    import jpype

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jpype, "startJVM", functools.partial(jpype.startJVM, interrupt=False))
        yield


# The packages below warn when they are imported.
others_warn = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def oracle():
    """The original's module on our data, its installations and downloads turned off."""
    try:
        with warnings.catch_warnings(action="ignore"):
            import nltk
            import pymilvus.model.sparse.bm25.tokenizers as module
    except ImportError as error:
        pytest.skip(f"the original cannot be imported: {error}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nltk.data, "path", [str(DATA), *nltk.data.path])
        for name in [name for name in vars(module) if name.startswith("import_")]:
            patch.setattr(module, name, lambda: None)
        patch.setattr(nltk, "download", lambda *_, **__: pytest.fail("the original tried to download"))
        yield module


@pytest.fixture(autouse=True)
def clean_registry(monkeypatch):
    monkeypatch.setattr(ours, "_class_registry", dict(ours._class_registry))


# --- names ---


def test_every_name_of_the_original_is_here(oracle):
    own = {
        name: value
        for name, value in vars(oracle).items()
        if getattr(value, "__module__", "") == oracle.__name__
    }
    assert len(own) == 18
    for name, theirs in own.items():
        expected = [(p.name, p.default, p.kind) for p in inspect.signature(theirs).parameters.values()]
        mine = inspect.signature(getattr(ours, name)).parameters.values()
        assert [(p.name, p.default, p.kind) for p in mine] == expected, name
    for name in oracle._class_registry:
        assert ours._class_registry[name] is getattr(ours, name)


def test_packages_offer_their_names_lazily():
    sparse = importlib.import_module("elanus.sparse")
    bm25 = importlib.import_module("elanus.sparse.bm25")
    assert bm25.Analyzer is ours.Analyzer
    assert bm25.build_default_analyzer is ours.build_default_analyzer
    assert bm25.build_analyzer_from_yaml is ours.build_analyzer_from_yaml
    assert bm25.tokenizers is ours
    assert sparse.bm25 is bm25
    assert sparse.utils.__name__ == "elanus.sparse.utils"
    for package in (sparse, bm25):
        assert set(package.__all__) <= set(dir(package))
        with pytest.raises(AttributeError, match=r"module 'elanus\.sparse.*' has no attribute 'nothing'"):
            package.nothing  # noqa: B018


def test_the_import_is_light():
    code = (
        "import sys; before = set(sys.modules); import elanus.sparse.bm25.tokenizers as t; "
        "heavy = {'numpy', 'scipy', 'yaml', 'nltk', 'logging', 're', 'typing', 'json', 'string', 'pathlib'}; "
        "print(sorted(heavy & (set(sys.modules) - before))); "
        "t.build_default_analyzer('en')('The kites.'); "
        "heavy = {'numpy', 'scipy', 'yaml', 'nltk', 'logging', 'socket', 'ssl'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split("\n") == ["[]", "[]", ""]


# --- presets ---


def test_the_shipped_file_is_yaml_and_holds_the_originals_languages(oracle):
    yaml = pytest.importorskip("yaml", reason="the package PyYAML is not installed")
    theirs = yaml.safe_load(Path(oracle.__file__).with_name("lang.yaml").read_text("utf-8"))
    assert yaml.safe_load(LANG_YAML.read_text("utf-8")) == LANGUAGES
    assert {language: LANGUAGES[language] for language in theirs} == theirs


@others_warn
@pytest.mark.parametrize("language", ["de", "en", "fr", "it", "jp", "kr", "pt", "ru", "sp", "zh"])
def test_a_language_gives_the_originals_tokens(oracle, language):
    skip_without(language)
    mine, theirs = ours.build_default_analyzer(language), oracle.build_default_analyzer(language)
    from_yaml = ours.build_analyzer_from_yaml(LANG_YAML, language)
    assert mine.name == theirs.name == language
    assert [type(part).__name__ for part in mine.filters] == [type(part).__name__ for part in theirs.filters]
    # Kkma needs seconds for each text of other scripts.
    texts = (
        TEXTS[language] if language == "kr" else [text for many in TEXTS.values() for text in many] + MIXED
    )
    for text in texts:
        expected = theirs(text)
        assert mine(text) == expected, text
        assert from_yaml(text) == expected, text
    assert any(mine(text) for text in TEXTS[language])


def test_english_is_compiled_and_says_what_it_is():
    analyzer = ours.build_default_analyzer()
    assert analyzer.name == "en"
    assert analyzer.spec == (
        '{"tokenizer":"nltk","filter":[{"type":"lowercase","revision":"python"},{"type":"punctuation","extras":""},'
        '{"type":"stop","stop_words":["_nltk_english_"]},'
        '{"type":"stemmer","language":"english","revision":"nltk"}]}'
    )
    assert isinstance(analyzer.compiled, _core.Analyzer)
    assert analyzer.compiled is analyzer.compiled


def test_english_needs_neither_nltk_nor_yaml(monkeypatch):
    monkeypatch.setitem(sys.modules, "nltk", None)
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert ours.build_default_analyzer("en")("The kites were flying.") == ["kite", "fli"]


def test_chinese_needs_no_jieba_and_keeps_to_the_default_dictionary(monkeypatch):
    monkeypatch.setitem(sys.modules, "jieba", None)
    analyzer = ours.build_default_analyzer("zh")
    assert isinstance(analyzer.compiled, _core.Analyzer)
    assert ours.Analyzer.from_spec("zh", analyzer.spec).spec == analyzer.spec
    assert analyzer("黑鸢在空中盘旋，寻找猎物。") == ["黑鸢", "空中", "盘旋", "寻找", "猎物"]
    model = BM25EmbeddingFunction(analyzer).fit(["黑鸢在空中盘旋。", "红隼寻找猎物，黑鸢也是。"])
    assert model.corpus_size == 2
    assert "黑鸢" in model.idf


@others_warn
def test_chinese_is_jiebas_on_hostile_texts_and_whatever_its_dictionary_became():
    jieba = pytest.importorskip("jieba", reason="the package jieba is not installed")
    tokenizer = ours.JiebaTokenizer()
    random_ = random.Random(11)
    kinds = "的一是中国人民研究生命起源京都大學龘靐鸢㐀\u9fd5\u9fd6𠀀aBc15.%+#&-_ \r\n\x1c\u3000，。é👪\u0378"
    texts = ["".join(random_.choices(random_.sample(kinds, 8), k=random_.randrange(30))) for _ in range(3000)]
    every = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    texts += ["".join(every[at : at + 5000]) for at in range(0, len(every), 5000)]
    for text in texts:
        assert tokenizer.tokenize(text) == jieba.lcut(text), text
    assert pickle.loads(pickle.dumps(tokenizer)).tokenize("黑鸢") == ["黑鸢"]
    # A dictionary of another's: the package's own, which all of this process shares, stays as it is.
    changed = jieba.Tokenizer()
    changed.add_word("鸢在空")
    assert changed.lcut("黑鸢在空中") == ["黑", "鸢在空", "中"]
    assert tokenizer.tokenize("黑鸢在空中") == ["黑鸢", "在", "空中"]


@others_warn
@pytest.mark.parametrize(
    ("name", "documents"), [("xquad_zh", None), ("drcd_zh", None), ("zh_wiki_20k", 2000)]
)
def test_chinese_is_jiebas_on_the_collections(name, documents):
    jieba = pytest.importorskip("jieba", reason="the package jieba is not installed")
    directory = SHARED / "data" / name
    if not directory.is_dir():
        pytest.skip(f"the collection {name} is not there")
    tokenizer = ours.JiebaTokenizer()
    with gzip.open(directory / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = list(itertools.islice(file, documents))
    queries = directory / "queries.jsonl"
    if queries.exists():
        lines += queries.read_text("utf-8").splitlines()
    for line in lines:
        for text in json.loads(line).values():
            if isinstance(text, str):
                assert tokenizer.tokenize(text) == jieba.lcut(text), text


def test_an_unknown_language_names_those_there_are():
    with pytest.raises(InputError, match=rf"'klingon'.*{', '.join(sorted(LANGUAGES))}") as caught:
        ours.build_default_analyzer("klingon")
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("language", "module", "extra"),
    [
        ("jp", "MeCab", "mecab"),
        ("kr", "konlpy", "konlpy"),
    ],
)
def test_a_language_without_its_package_names_the_extra(monkeypatch, language, module, extra):
    for name in [name for name in sys.modules if name.split(".")[0] == module]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingPackageError, match=rf'pip install "elanus\[{extra}\]"') as caught:
        ours.build_default_analyzer(language)
    assert isinstance(caught.value, ImportError)
    assert caught.value.name == module


# --- tokenizers ---


@others_warn
@pytest.mark.parametrize(
    "name", ["StandardTokenizer", "JiebaTokenizer", "MecabTokenizer", "KonlpyTokenizer", "KiwiTokenizer"]
)
def test_a_tokenizer_gives_the_originals_tokens(oracle, name, monkeypatch):
    skip_without(name)
    if name == "KiwiTokenizer":
        # The original starts it, which takes two seconds, anew for each text.
        monkeypatch.setattr("kiwipiepy.Kiwi", functools.cache(importlib.import_module("kiwipiepy").Kiwi))
    mine, theirs = getattr(ours, name)(), getattr(oracle, name)()
    chosen = {"KonlpyTokenizer": TEXTS["kr"], "KiwiTokenizer": TEXTS["kr"] + TEXTS["en"][:1]}
    for text in chosen.get(name, [text for many in TEXTS.values() for text in many] + MIXED):
        assert mine.tokenize(text) == theirs.tokenize(text), text
    assert pickle.loads(pickle.dumps(mine)).tokenize(text) == mine.tokenize(text)


@others_warn
def test_kiwi_is_given_a_corpus_in_batches(monkeypatch):
    skip_without("KiwiTokenizer")
    monkeypatch.setattr("kiwipiepy.Kiwi", functools.cache(importlib.import_module("kiwipiepy").Kiwi))
    analyzer = ours.Analyzer("kiwi", ours.KiwiTokenizer(), [], [ours.StopwordFilter(), InPython()])
    given = []
    batch = ours.KiwiTokenizer.tokenize_batch
    monkeypatch.setattr(
        ours.KiwiTokenizer,
        "tokenize_batch",
        lambda self, texts: given.append(len(texts)) or batch(self, texts),
    )
    texts = TEXTS["kr"] * 200
    model, twin = (BM25EmbeddingFunction(made).fit(texts) for made in (analyzer, lambda text: analyzer(text)))
    assert sum(given) == len(texts)
    assert len(given) < len(texts) / 50
    assert (model.encode_documents(texts[:5]) != twin.encode_documents(texts[:5])).nnz == 0
    assert model.idf == twin.idf


class Halves(ours.Tokenizer):
    """A tokenizer of the caller's that takes texts in batches."""

    def tokenize(self, text):
        return [text[: len(text) // 2], text[len(text) // 2 :]]

    def tokenize_batch(self, texts):
        return [self.tokenize(text) for text in texts]


class ByItself(Halves):
    """It overrides one of two methods, and does not mean the other."""

    def tokenize(self, text):
        return [text]


def test_a_tokenizer_may_take_batches():
    halves = ours.Analyzer("halves", Halves())
    assert halves.in_batches(["abcd", "xy"]) == [["ab", "cd"], ["x", "y"]]
    assert ours.Analyzer("plain", ByItself()).in_batches is None
    assert BM25EmbeddingFunction(ours.Analyzer("plain", ByItself())).fit(["abcd"]).dim == 1
    halves.tokenizer.tokenize = str.split
    assert halves.in_batches is None
    texts = [f"{number:04}" for number in range(3_000)]
    model = BM25EmbeddingFunction(ours.Analyzer("halves", Halves())).fit(iter(texts))
    assert (model.corpus_size, model.dim) == (3_000, 100)


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        (lambda self, texts: [["a"]], "tokens of 1 texts for 3"),
        (lambda self, texts: [["a"], "b", ["c"]], r"returned a bare str for documents\[1\]"),
        (lambda self, texts: [["a"], ["b"], [3]], r"a token of type int for documents\[2\]"),
        (lambda self, texts: None, "list"),
    ],
)
def test_wrong_tokens_of_a_batch_are_one_clear_error(batch, message):
    tokenizer = type("Wrong", (Halves,), {"tokenize_batch": batch})()
    with pytest.raises((InputTypeError, TypeError), match=message):
        BM25EmbeddingFunction(ours.Analyzer("wrong", tokenizer)).fit(["ab", "cd", "ef"])


@others_warn
def test_mecab_makes_one_tagger_for_each_object_and_thread(monkeypatch):
    skip_without("MecabTokenizer")
    made, real = [], importlib.import_module("MeCab").Tagger
    fake = types.SimpleNamespace(Tagger=lambda options: made.append(options) or real(options))
    monkeypatch.setattr(ours, "require", lambda *_: fake)
    tokenizer = ours.MecabTokenizer()
    assert made == []
    for text in TEXTS["jp"]:
        tokenizer.tokenize(text)
    assert made == ["-Owakati"]
    thread = threading.Thread(target=tokenizer.tokenize, args=("空",))
    thread.start()
    thread.join()
    assert len(made) == 2
    assert "_engines" not in copy.copy(tokenizer).__dict__


@others_warn
def test_mecab_without_a_dictionary_is_one_clear_error(monkeypatch):
    skip_without("MecabTokenizer")

    def fail(_):
        raise RuntimeError("no mecabrc")

    monkeypatch.setattr(importlib.import_module("MeCab"), "Tagger", fail)
    with pytest.raises(MissingPackageError, match=r"no dictionary.*unidic-lite.*elanus\[mecab\]"):
        ours.MecabTokenizer().tokenize("空")


def test_lone_surrogates_become_replacement_characters():
    assert ours.StandardTokenizer().tokenize("kite \ud800 hawk") == ["kite", "\ufffd", "hawk"]


# --- preprocessors ---


@pytest.mark.parametrize("chars", ["-/", ["、", "。", "ー"], "", "aab", "\ud800😀"])
def test_character_filter(oracle, chars):
    mine, theirs = ours.CharacterfilterPreprocessor(chars), oracle.CharacterfilterPreprocessor(chars)
    assert mine.replacement_table == theirs.replacement_table
    for text in [*TEXTS["jp"], *MIXED, "a-b/c aa \ud800😀"]:
        assert mine.apply(text) == theirs.apply(text)


@pytest.mark.parametrize("chars", [["ab"], [""], [1], [None]])
def test_character_filter_takes_single_characters(chars):
    with pytest.raises(InputError, match="single characters"):
        ours.CharacterfilterPreprocessor(chars)


@pytest.mark.parametrize(
    "mapping",
    [
        {"colour": "color", "&": "and"},
        {"a": "1", "ab": "2"},
        {"ab": "2", "a": "1"},
        {".": r"\1", "(": "[", "*": ""},
        {"": "-"},
        {"x": "y", "": "-"},
    ],
)
def test_replacement(oracle, mapping):
    mine, theirs = ours.ReplacePreprocessor(mapping), oracle.ReplacePreprocessor(mapping)
    assert mine.replacement_mapping == theirs.replacement_mapping
    assert mine.pattern == theirs.pattern
    for text in ["colour & ab.aab(x)*", "", *MIXED]:
        assert mine.apply(text) == theirs.apply(text)


def test_an_empty_replacement_changes_nothing():
    assert ours.ReplacePreprocessor({}).apply("kites") == "kites"


def test_replacement_takes_strings():
    with pytest.raises(InputTypeError, match="'a' to 1"):
        ours.ReplacePreprocessor({"a": 1})


SIDES = st.text(st.sampled_from("ab=>\\\n\t\x00 u0041é😀"), max_size=4)


@given(
    st.dictionaries(SIDES.filter(bool), SIDES, max_size=6),
    st.text(st.sampled_from("ab=>\\\n\t\x00 u041é😀\ud800")),
    st.text(max_size=3),
)
def test_preprocessors_run_in_rust_as_in_python(mapping, text, chars):
    preprocessors = [ours.ReplacePreprocessor(mapping)]
    if not any(map(unencodable, chars)):
        preprocessors.append(ours.CharacterfilterPreprocessor(chars))
    analyzer = ours.Analyzer("rust", ours.StandardTokenizer(), preprocessors)
    changed = text
    for preprocessor in preprocessors:
        changed = preprocessor.apply(changed)
    assert analyzer.compiled is not None
    assert analyzer.compiled.spec == analyzer.spec
    assert analyzer(text) == ours.StandardTokenizer().tokenize(changed)
    # And so do those that its JSON describes.
    twin = ours.Analyzer.from_spec("twin", analyzer.spec)
    assert twin.spec == analyzer.spec
    again = text
    for preprocessor in twin.preprocessors:
        again = preprocessor.apply(again)
    assert again == changed


def unencodable(char):
    return char == "\ufffd" or "\ud800" <= char <= "\udfff"


def test_of_two_strings_at_one_place_the_first_is_replaced():
    for mapping in ({"a": "1", "ab": "2"}, {"ab": "2", "a": "1"}, {"ab": "3", "a": "1", "abc": "2"}):
        analyzer = ours.Analyzer("a", ours.StandardTokenizer(), [ours.ReplacePreprocessor(mapping)])
        assert analyzer.compiled is not None
        assert analyzer("ab abc a") == ours.ReplacePreprocessor(mapping).apply("ab abc a").split()


def test_a_changed_preprocessor_is_compiled_again():
    replace, drop = ours.ReplacePreprocessor({"-": " ", "&": "and"}), ours.CharacterfilterPreprocessor("/")
    analyzer = ours.Analyzer("a", ours.StandardTokenizer(), [replace, drop])

    def expected(text):
        return ours.StandardTokenizer().tokenize(drop.apply(replace.apply(text)))

    def check(is_compiled):
        assert (analyzer.compiled is not None) is is_compiled
        assert analyzer("a-b&c/d_e") == expected("a-b&c/d_e")

    check(True)
    replace.replacement_mapping["-"] = "x"
    check(True)
    drop.replacement_table[ord("_")] = " "
    check(True)
    drop.replacement_table[ord("_")] = None
    check(False)
    del drop.replacement_table[ord("_")]
    check(True)
    # A key that is added is not found; the pattern is what it was.
    replace.replacement_mapping["c"] = "z"
    check(False)
    replace.pattern = ours.ReplacePreprocessor(replace.replacement_mapping).pattern
    check(True)
    replace.replacement_mapping = {**replace.replacement_mapping, "-": "y"}
    check(True)
    replace.apply = str.upper
    analyzer.preprocessors = [replace]
    assert analyzer("a-b") == ["A-B"]


# --- filters ---

TOKENS = [
    "The",
    "THE",
    "the",
    "...",
    ".",
    ",",
    "¿",
    "i",
    "don't",
    "",
    "Straße",
    "ΣΟΦΟΣ",
    "İ",
    "kite",
    "und",
    "``",
]


def test_lowercase(oracle):
    assert ours.LowercaseFilter().apply(TOKENS) == oracle.LowercaseFilter().apply(TOKENS)


@pytest.mark.parametrize("extras", ["", "¿¡", "ab", ".", " 、＂"])
def test_punctuation(oracle, extras):
    mine, theirs = ours.PunctuationFilter(extras), oracle.PunctuationFilter(extras)
    assert mine.punctuation == theirs.punctuation
    assert mine.apply(TOKENS) == theirs.apply(TOKENS)


def test_punctuation_is_pythons():
    assert string.punctuation == ours._PUNCTUATION


def test_stop_words_of_every_language(oracle):
    from nltk.corpus import stopwords

    # NLTK 3.10 has one list that is code, not data.
    languages = [name for name in stopwords.fileids() if not name.endswith("-extended")]
    assert len(languages) >= 29
    for language in languages:
        mine, theirs = ours.StopwordFilter(language), oracle.StopwordFilter(language)
        assert mine.stopwords == theirs.stopwords, language
        assert mine.apply(TOKENS) == theirs.apply(TOKENS)


def test_stop_words_need_no_nltk(monkeypatch):
    monkeypatch.setitem(sys.modules, "nltk", None)
    assert ours.StopwordFilter("german").apply(["der", "Milan"]) == ["Milan"]


def test_further_stop_words(oracle):
    mine = ours.StopwordFilter(stopword_list=["kite", "THE"])
    assert mine.stopwords == oracle.StopwordFilter(stopword_list=["kite", "THE"]).stopwords
    assert ours.StopwordFilter("german", ("kite",)).apply(["kite", "hawk"]) == ["hawk"]


def test_stop_words_refuse_what_they_cannot_use():
    with pytest.raises(InputError, match=r"klingon.*english"):
        ours.StopwordFilter("klingon")
    with pytest.raises(InputError):
        ours.StopwordFilter("../stopwords/english")
    with pytest.raises(InputTypeError, match="bare string"):
        ours.StopwordFilter("english", "kite")
    with pytest.raises(InputTypeError, match="None of type NoneType"):
        ours.StopwordFilter("english", ["kite", None])
    with pytest.raises(InputTypeError, match="NoneType"):
        ours.StopwordFilter(None)


def test_elanus_nltk_data_replaces_the_lists(monkeypatch, tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    words = tmp_path / "data" / "corpora" / "stopwords" / "english"
    words.write_text("kite\n\n  \nred \n", encoding="utf-8")
    monkeypatch.setenv("ELANUS_NLTK_DATA", str(tmp_path / "data"))
    # As NLTK reads it: blank lines are no words, other lines are taken as they are.
    assert ours.StopwordFilter().stopwords == {"kite", "red "}
    analyzer = ours.build_default_analyzer("en")
    assert analyzer("the kite flies") == ["the", "fli"]
    # The lists may change under an analyzer's feet: the words once read are what counts.
    monkeypatch.delenv("ELANUS_NLTK_DATA")
    again = pickle.loads(pickle.dumps(analyzer))
    assert again("the kite flies") == ["the", "fli"]


def test_stemmers(oracle):
    from nltk.stem.snowball import SnowballStemmer

    assert SnowballStemmer.languages == ours._STEMMERS
    words = sorted({word for many in TEXTS.values() for text in many for word in text.split()} | set(TOKENS))
    for language in ours._STEMMERS:
        mine, theirs = ours.StemmingFilter(language), oracle.StemmingFilter(language)
        assert mine.apply(words) == theirs.apply(words), language
        assert [mine.stemmer.stem(word) for word in words] == theirs.apply(words)
        assert pickle.loads(pickle.dumps(mine)).apply(words) == theirs.apply(words)


# Letters beside ASCII's; then what often stands before a suffix or at the beginning, where rules look.
SPELLINGS = {
    "english": "é’ gener commun arsen y at bl iz eed 's",
    "french": (
        "âàëéêèïîôûùçœ par col tap qu gu iv ativ icat abil iqu ièr eus abl enn eill ett ç y s e st iss "
        "issent irent raient emment"
    ),
    "german": "äöüß niss ig lich er en e ei auer ayer st s",
    "italian": "àèìòùáéíóú qu ando endo ar er ir iv ativ icat os ic abil ch gh ia",
    "portuguese": "áéíóúâêôãõàüç~ qü gü a~ iv ativ os ic ad ante avel ivel abil eira gu ci ç e é ê i",
    # Of this one many, beside ASCII's: few words have letters of both, and they are stemmed in their own way.
    "russian": 4 * "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    + " а я уя нн ость ейш ующаиа вш ем и A U E e` t^shch кh ''",
    "spanish": "áéíóúüñ ando ándo ar ár er ér iendo iéndo yendo uyendo ir ír iv at os ic ad able abil u gu",
}


def made_up_words(language, number):
    """Return words of random letters and a stemmer's suffixes, in every case, some with other characters."""
    stemmer = importlib.import_module("nltk.stem.snowball").SnowballStemmer(language).stemmer
    tables = [value for name, value in vars(type(stemmer)).items() if "suffixes" in name]
    spelled = getattr(stemmer, "_RussianStemmer__roman_to_cyrillic", str.lower)
    suffixes = [spelled(suffix) for table in tables for suffix in table]
    accented, *joints = SPELLINGS[language].split()
    letters = "aeiouy" * 3 + string.ascii_lowercase + accented
    chosen = random.Random(f"stems of {language}")
    words = []
    for _ in range(number):
        usual = chosen.random() < 0.7
        alphabet = letters if usual else letters + "'-.I1中İΣſ\x80\0"
        parts = ["".join(chosen.choices(alphabet, k=chosen.choice((0, 1, 2, 2, 3, 3, 4, 6))))]
        for _ in range(chosen.choice((0, 1, 1, 2, 3))):
            parts.append(chosen.choice(chosen.choice((joints, suffixes, suffixes, letters))))
        word = "".join(parts)
        words.append(chosen.choice((word,) * 8 + (word.upper(), word.title())))
    return words


@pytest.mark.parametrize("language", _core.STEMMERS)
def test_rust_gives_nltks_stems(oracle, language):
    theirs = oracle.StemmingFilter(language)
    words = made_up_words(language, 1_000_000 if os.environ.get("ELANUS_TEST_ALL") else 15_000)
    words += (DATA / "corpora" / "stopwords" / language).read_text("utf-8").split()
    expected = theirs.apply(words)
    found = ours.StemmingFilter(language).apply(words)
    assert [case for case in zip(words, found, expected, strict=True) if case[1] != case[2]] == []
    assert sum(map(str.__ne__, words, expected)) > len(words) / 3
    with pytest.raises(InputError, match=r'"klingon"; there are: english'):
        _core.stem("klingon", "word", "nltk")


@pytest.mark.parametrize(
    ("language", "texts", "tokens"),
    [
        ("de", "Die Häuser der Straßen!", ["haus", "strass"]),
        ("fr", "Les chevaux mangeaient.", ["cheval", "mang"]),
        ("it", "Le università aiutano.", ["univers", "aiut"]),
        ("pt", "As corações cantavam.", ["coraçõ", "cant"]),
        ("ru", "Чайки летают над Домами.", ["чайк", "лета", "дом"]),
        ("sp", "Las ciudades crecieron.", ["ciudad", "crec"]),
    ],
)
def test_a_language_with_a_stemmer_in_rust_is_compiled_and_needs_no_nltk(
    monkeypatch, language, texts, tokens
):
    monkeypatch.setitem(sys.modules, "nltk", None)
    analyzer = ours.build_default_analyzer(language)
    assert isinstance(analyzer.compiled, _core.Analyzer)
    stemmer = {"type": "stemmer", "language": analyzer.filters[-1].language, "revision": "nltk"}
    assert json.dumps(stemmer, separators=(",", ":")) in analyzer.spec
    assert analyzer(texts) == tokens
    for token in tokens:
        assert analyzer.filters[-1].apply([token.upper()]) == analyzer.filters[-1].apply([token])


def test_the_russian_stemmer_leaves_words_of_latin_1_as_they_are(oracle):
    words = ["Moscow", "NAÏVE", "ÿ", "Āpple", "КОТЫ", "Мoscow", "щA", "Ё", ""]
    stems = ["Moscow", "NAÏVE", "ÿ", "Āппле", "кот", "мосcоw", "щA", "е", ""]
    assert (
        ours.StemmingFilter("russian").apply(words) == oracle.StemmingFilter("russian").apply(words) == stems
    )
    # Tokens that differ in case are told apart, also after the short ways of an analyzer in Rust.
    spec = '{"tokenizer":"nltk","filter":[{"type":"stemmer","language":"russian","revision":"nltk"}]}'
    analyzer = ours.Analyzer.from_spec("cased", spec)
    assert analyzer("KITE kite Kite Don't КОТЫ") == ["KITE", "kite", "Kite", "Do", "n't", "кот"]


def test_a_stemmer_without_its_package_names_the_extra(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "nltk"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "nltk", None)
    with pytest.raises(MissingPackageError, match=r'pip install "elanus\[nltk\]"'):
        ours.StemmingFilter("dutch")


@pytest.mark.parametrize("language", ["klingon", "", None, "English"])
def test_an_unknown_stemmer_names_those_there_are(language):
    with pytest.raises(InputError, match=r"arabic, danish.*swedish"):
        ours.StemmingFilter(language)


def test_the_bases_say_what_is_missing(oracle):
    for name, method, argument in [
        ("Tokenizer", "tokenize", ""),
        ("Preprocessor", "apply", ""),
        ("TextFilter", "apply", []),
    ]:
        messages = []
        for module in (ours, oracle):
            with pytest.raises(NotImplementedError) as caught:
                getattr(getattr(module, name)(), method)(argument)
            messages.append(str(caught.value))
        assert messages[0] == messages[1]


# --- the analyzer ---


class Spaces(ours.Tokenizer):
    def tokenize(self, text):
        return text.split()


class Shout(ours.LowercaseFilter):
    def apply(self, tokens):
        return [token.upper() for token in tokens]


class InPython(ours.LowercaseFilter):
    """The same tokens, but not the exact type: keeps an analyzer from being compiled."""


class Slotted(ours.TextFilter):
    __slots__ = ()

    def apply(self, tokens):
        return tokens


def rust_filters():
    return [
        ours.LowercaseFilter(),
        ours.PunctuationFilter("¿¡…"),
        ours.StopwordFilter("english", ["kite", "straße"]),
        ours.StemmingFilter("english"),
    ]


def test_none_means_no_parts():
    analyzer = ours.Analyzer("spaces", Spaces())
    assert analyzer("red kite") == ["red", "kite"]
    assert ours.Analyzer("spaces", Spaces(), None, None)("red kite") == ["red", "kite"]
    analyzer.filters = analyzer.preprocessors = None
    assert analyzer("red kite") == ["red", "kite"]


@pytest.mark.parametrize("text", [None, 1, b"kite", ["kite"]])
def test_a_text_is_a_str(text):
    for analyzer in (ours.Analyzer("spaces", Spaces()), ours.build_default_analyzer("en")):
        with pytest.raises(InputTypeError, match=type(text).__name__):
            analyzer(text)


def test_parts_run_in_order():
    analyzer = ours.Analyzer(
        "mine",
        Spaces(),
        preprocessors=[ours.ReplacePreprocessor({"&": "-"}), ours.CharacterfilterPreprocessor("-")],
        filters=[ours.LowercaseFilter(), Shout()],
    )
    assert analyzer("red&Kite") == ["RED", "KITE"]
    assert analyzer.spec is None
    assert analyzer.compiled is None


def test_parts_need_no_base_class():
    class Bare:
        __slots__ = ()

        def tokenize(self, text):
            return [text]

        def apply(self, value):
            return value

    analyzer = ours.Analyzer("bare", Bare(), [Bare()], [Bare()])
    assert analyzer("Red kite") == ["Red kite"]
    assert analyzer.spec is None
    slotted = ours.Analyzer("slotted", ours.StandardTokenizer(), [], [Slotted()])
    assert slotted("Red kite") == ["Red", "kite"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: ours.Analyzer("a", Spaces(), filters=rust_filters()),
        lambda: ours.Analyzer("a", type("Mine", (ours.StandardTokenizer,), {})(), filters=rust_filters()),
        lambda: ours.Analyzer("a", ours.StandardTokenizer(), filters=[Shout()]),
        lambda: ours.Analyzer("a", ours.StandardTokenizer(), [ours.Preprocessor()]),
        # An empty string is found everywhere, a lone surrogate is U+FFFD in Rust.
        lambda: ours.Analyzer("a", ours.StandardTokenizer(), [ours.ReplacePreprocessor({"a": "b", "": "-"})]),
        lambda: ours.Analyzer("a", ours.StandardTokenizer(), [ours.CharacterfilterPreprocessor("-\ufffd")]),
        lambda: ours.Analyzer("a", ours.StandardTokenizer(), [ours.ReplacePreprocessor({"a": "\udfff"})]),
        lambda: type("Mine", (ours.Analyzer,), {"__call__": lambda self, text: []})(
            "a", ours.StandardTokenizer()
        ),
    ],
)
def test_only_our_exact_parts_compile(make):
    assert make().spec is None
    assert make().compiled is None


def test_a_method_put_on_a_part_is_used():
    part = ours.LowercaseFilter()
    part.apply = lambda tokens: ["mine"]
    assert ours.Analyzer("a", ours.StandardTokenizer(), [], [part])("Red kite") == ["mine"]


@given(
    st.text()
    | st.lists(st.sampled_from(["The", "kites", "can't", "U.S.", "...", "¿", "straße", " ", "\n", '"']))
)
def test_the_compiled_analyzer_equals_its_parts(text):
    text = text if isinstance(text, str) else " ".join(text)
    compiled = ours.Analyzer("rust", ours.StandardTokenizer(), filters=rust_filters())
    naive = ours.Analyzer("python", ours.StandardTokenizer(), filters=[InPython(), *rust_filters()])
    assert compiled.compiled is not None
    assert naive.compiled is None
    assert compiled(text) == naive(text)


def test_the_spec_holds_what_was_added():
    analyzer = ours.Analyzer("a", ours.StandardTokenizer(), [], rust_filters())
    assert analyzer.spec == (
        '{"tokenizer":"nltk","filter":[{"type":"lowercase","revision":"python"},{"type":"punctuation","extras":"¡¿…"},'
        '{"type":"stop","stop_words":["_nltk_english_","kite","straße"]},'
        '{"type":"stemmer","language":"english","revision":"nltk"}]}'
    )
    again = ours.Analyzer.from_spec("b", analyzer.spec)
    assert again.name == "b"
    assert again.spec == analyzer.spec
    assert again("¿ The kite flies …") == analyzer("¿ The kite flies …") == ["fli"]


def test_replaced_and_changed_parts_are_noticed():
    analyzer = ours.Analyzer(
        "a", ours.StandardTokenizer(), [], [ours.LowercaseFilter(), ours.StopwordFilter()]
    )
    assert analyzer("The Kites , 5") == ["kites", ",", "5"]
    first = analyzer.compiled
    analyzer.filters.append(ours.PunctuationFilter())
    assert analyzer("The Kites , 5") == ["kites", "5"]
    assert analyzer.compiled is not first
    analyzer.filters[1].stopwords.add("5")
    assert analyzer("The Kites , 5") == ["kites"]
    analyzer.filters[1].stopwords.discard("the")
    assert analyzer("The Kites , 5") == ["the", "kites"]
    assert analyzer.spec is None
    analyzer.filters[1].stopwords = ["kites"]
    assert analyzer("The Kites , 5") == ["the", "5"]
    analyzer.filters[1] = ours.StopwordFilter()
    analyzer.filters[2].punctuation.discard(",")
    assert analyzer("The Kites , 5") == ["kites", ",", "5"]
    analyzer.filters = [ours.LowercaseFilter()]
    assert analyzer("The Kites , 5") == ["the", "kites", ",", "5"]
    analyzer.tokenizer = Spaces()
    assert analyzer("The.Kites") == ["the.kites"]
    assert analyzer.compiled is None


def test_a_stop_word_like_the_name_of_a_list_stays_a_word():
    stop = ours.StopwordFilter("english", ["_german_"])
    analyzer = ours.Analyzer("a", ours.StandardTokenizer(), [], [stop])
    assert analyzer.compiled is None
    assert analyzer("the _german_ und kite _ __") == ["und", "kite", "_", "__"]


def test_a_replaced_stemmer_is_used():
    class First:
        def stem(self, token):
            return token[:1]

    analyzer = ours.Analyzer("a", ours.StandardTokenizer(), [], [ours.StemmingFilter()])
    assert analyzer("flying kites") == ["fli", "kite"]
    analyzer.filters[0].stemmer = First()
    assert analyzer("flying kites") == ["f", "k"]


def test_a_stop_word_without_utf8_is_left_to_python():
    analyzer = ours.Analyzer("a", ours.StandardTokenizer(), [], [ours.StopwordFilter("english", ["\ud800"])])
    assert analyzer.spec is None
    assert analyzer("the kite") == ["kite"]


@others_warn
@pytest.mark.parametrize("language", ["en", "de", "zh", "jp"])
def test_analyzers_can_be_pickled_and_copied(language):
    skip_without(language)
    analyzer = ours.build_default_analyzer(language)
    for text in TEXTS[language]:
        expected = analyzer(text)
        for twin in (pickle.loads(pickle.dumps(analyzer)), copy.copy(analyzer), copy.deepcopy(analyzer)):
            assert twin(text) == expected
            assert twin.name == language
            assert twin.spec == analyzer.spec
    parts = [analyzer.tokenizer, *analyzer.preprocessors, *analyzer.filters]
    for part in [*parts, ours.ReplacePreprocessor({"a": "b"}), ours.CharacterfilterPreprocessor("-")]:
        assert type(pickle.loads(pickle.dumps(part))) is type(copy.deepcopy(part)) is type(part)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("", "EOF"),
        ('{"tokenizer":"nltk"', "EOF"),
        ("[" * 100_000, "analyzer: "),
        ("[]", "analyzer: "),
        ('{"tokenizer":"nltk","filters":[]}', 'filters.*did you mean "filter"'),
        ('{"filter":[]}', "tokenizer"),
        ('{"tokenizer":"standrad"}', "standrad.*nltk"),
        ('{"tokenizer":"nltk","filter":"lowercase"}', "lowercase"),
        ('{"tokenizer":"nltk","filter":[1]}', "analyzer: "),
        ('{"tokenizer":"nltk","filter":["upper"]}', "upper.*lowercase"),
        ('{"tokenizer":"nltk","filter":[{"language":"english"}]}', "type"),
        ('{"tokenizer":"nltk","filter":[{"type":["stop"]}]}', "analyzer: "),
        ('{"tokenizer":"nltk","filter":[{"type":"stop","stop_wrods":[]}]}', "stop_wrods"),
        ('{"tokenizer":"nltk","filter":["stop"]}', "stop_words"),
        ('{"tokenizer":"nltk","filter":[{"type":"stop","stop_words":["_klingon_"]}]}', "klingon.*_english_"),
        ('{"tokenizer":"nltk","filter":[{"type":"stop","stop_words":5}]}', "integer `5`"),
        ('{"tokenizer":"nltk","filter":[{"type":"punctuation","extras":5}]}', "integer `5`"),
        ('{"tokenizer":"nltk","filter":[{"type":"stemmer","language":7}]}', "integer `7`"),
    ],
)
def test_a_wrong_spec_is_one_clear_error(spec, message):
    with pytest.raises(ElanusError, match=message):
        ours.Analyzer.from_spec("a", spec)


def test_a_short_spec_takes_the_defaults():
    analyzer = ours.Analyzer.from_spec(
        "a", '{"tokenizer":"nltk","filter":["punctuation",{"type":"stemmer","revision":"nltk"}]}'
    )
    assert analyzer("The kites.") == ["the", "kite"]
    assert ours.Analyzer.from_spec("a", '{"tokenizer":"nltk"}').filters == []


def test_a_spec_may_write_a_part_as_a_name_or_as_an_object():
    english, german = ["_nltk_english_"], ["kite", "_nltk_german_"]
    stops = [{"type": "stop", "stop_words": words} for words in (english, german)]
    given = [{"type": "lowercase", "revision": "python"}, *stops]
    text = json.dumps({"tokenizer": "nltk", "filter": given})
    assert [type(part) for part in ours.Analyzer.from_spec("a", text).filters] == [
        *(ours.LowercaseFilter, ours.StopwordFilter, ours.StopwordFilter)
    ]
    assert ours.Analyzer.from_spec("a", text)("The red kite und Milan") == ["red", "milan"]
    assert type(ours._part_from_spec({"type": "nltk"})) is ours.StandardTokenizer


def test_what_rust_knows_and_this_module_does_not_is_one_clear_error():
    for entry in (
        "asciifolding",
        "lowercase",
        {"type": "lowercase", "locale": "tr"},
        {"type": "stop", "stop_words": ["_english_"]},
        {"type": "stop", "stop_words": ["_nltk_english_", "_nltk_german_"]},
        {"type": "stop", "stop_words": []},
        {"type": "stemmer", "language": "english", "revision": "3.0"},
    ):
        with pytest.raises(InputError, match=r"no class of .*tokenizers is .*there are: nltk, lowercase"):
            ours._part_from_spec(entry)


# --- YAML ---


def test_registered_classes_can_be_named(tmp_path):
    pytest.importorskip("yaml", reason="the package PyYAML is not installed")

    @ours.register_class("Shortener")
    class Shortener(ours.TextFilter):
        def __init__(self, length):
            self.length = length

        def apply(self, tokens):
            return [token[: self.length] for token in tokens]

    assert ours._class_registry["Shortener"] is Shortener
    path = tmp_path / "mine.yaml"
    path.write_text(
        "mine:\n  tokenizer: {class: StandardTokenizer, params: {}}\n"
        "  preprocessors:\n  filters: [{class: Shortener, params: {length: 3}}]\n",
        encoding="utf-8",
    )
    for file in (path, str(path)):
        assert ours.build_analyzer_from_yaml(file, "mine")("Red kites") == ["Red", "kit"]
    with pytest.raises(
        InputError, match=r"No configuration found for 'yours' in .*mine\.yaml; there are: mine"
    ):
        ours.build_analyzer_from_yaml(path, "yours")


def test_a_class_registered_anew_takes_the_old_ones_place():
    ours.register_class("LowercaseFilter")(Shout)
    analyzer = ours.build_default_analyzer("en")
    assert type(analyzer.filters[0]) is Shout
    assert analyzer.spec is None


STANDARD = "a:\n  tokenizer: {class: StandardTokenizer, params: {}}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no analyzers"),
        ("- a\n- b\n", "holds no analyzers"),
        ("a: [", "not valid YAML"),
        ("a: !!python/object:os.system {}", "not valid YAML"),
        ("a: 2020-99-99", "not valid YAML"),
        ("[" * 20_000, "not valid YAML"),
        (b"a: \xff\xfe", "not valid YAML"),
        ("a:\n", "No configuration found for 'a'"),
        ("1: {}\nb: {}\n", "No configuration found for 'a'.*1, b"),
        ("a: text", "has no tokenizer"),
        ("a:\n  filters: []\n", "has no tokenizer"),
        ("a:\n  tokenizer: StandardTokenizer\n", "expected 'class' and 'params'"),
        ("a:\n  tokenizer: {class: StandardTokenizer}\n", "expected 'class' and 'params'"),
        ("a:\n  tokenizer: {class: StandardTokenizer, params: }\n", "expected 'class' and 'params'"),
        ("a:\n  tokenizer: {params: {}}\n", "expected 'class' and 'params'"),
        (
            "a:\n  tokenizer: {class: Nothing, params: {}}\n",
            "unknown class 'Nothing'.*StandardTokenizer.*register_class",
        ),
        ("a:\n  tokenizer: {class: [x], params: {}}\n", "unknown class"),
        ("a:\n  tokenizer: {class: LowercaseFilter, params: {}}\n", "no method 'tokenize'"),
        (
            "a:\n  tokenizer: {class: StandardTokenizer, params: {x: 1}}\n",
            "StandardTokenizer refuses {'x': 1}",
        ),
        (STANDARD + "  filters: {class: LowercaseFilter, params: {}}\n", "expected a list"),
        (STANDARD + "  filters: [{class: StandardTokenizer, params: {}}]\n", "no method 'apply'"),
        (
            STANDARD + "  filters: [{class: LowercaseFilter}]\n",
            "filters: found .*expected 'class' and 'params'",
        ),
        (STANDARD + "  filters: [{class: StopwordFilter, params: {language: }}]\n", "NoneType"),
        (STANDARD + "  filters: [{class: StopwordFilter, params: {1: 2}}]\n", "StopwordFilter refuses"),
        (STANDARD + "  filters: [{class: StemmingFilter, params: {language: xx}}]\n", "no stemmer"),
        (
            STANDARD + "  preprocessors: [{class: ReplacePreprocessor, params: {}}]\n",
            "ReplacePreprocessor refuses",
        ),
    ],
)
def test_a_wrong_yaml_file_is_one_clear_error(tmp_path, text, message):
    pytest.importorskip("yaml", reason="the package PyYAML is not installed")
    path = tmp_path / "analyzers.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ElanusError, match=message):
        ours.build_analyzer_from_yaml(path, "a")


def test_a_file_that_cannot_be_read_is_one_clear_error(tmp_path):
    pytest.importorskip("yaml", reason="the package PyYAML is not installed")
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(InputError, match="cannot read the analyzer file"):
            ours.build_analyzer_from_yaml(path, "a")


def test_yaml_without_pyyaml_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(MissingPackageError, match=r'needs the package PyYAML.*pip install "elanus\[yaml\]"'):
        ours.build_analyzer_from_yaml(LANG_YAML, "en")


# --- optional packages ---


def test_a_package_that_is_there_but_broken_says_so(monkeypatch, tmp_path):
    (tmp_path / "elanus_broken.py").write_text("import elanus_no_such_module\n")
    (tmp_path / "elanus_halved.py").write_text("from os import no_such_name\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(
        MissingPackageError, match=r"elanus_broken, which cannot be imported.*elanus_no_such_module"
    ):
        require("elanus_broken", "things", "The test")
    with pytest.raises(MissingPackageError, match=r"elanus_halved, which cannot be imported.*no_such_name"):
        require("elanus_halved", "things", "The test")
    with pytest.raises(MissingPackageError, match=r'The test needs .*not installed.*"elanus\[things\]"'):
        require("elanus_nothing.inner", "things", "The test")


@pytest.mark.parametrize(
    "change",
    [
        lambda words: words.add("kites"),
        lambda words: words.update(["kites"]),
        lambda words: words.__ior__({"kites"}),
        lambda words: words.symmetric_difference_update({"kites"}),
        lambda words: (words.discard("the"), words.add("kites")),
        lambda words: (words.remove("the"), words.update({"kites"})),
        lambda words: (words.clear(), words.update({"kites"})),
        lambda words: (words.pop(), words.add("kites")),
        lambda words: (words.difference_update({"the"}), words.add("kites")),
        lambda words: (words.intersection_update({"the"}), words.add("kites")),
        lambda words: (words.__iand__({"the"}), words.add("kites")),
        lambda words: (words.__isub__({"the"}), words.__ixor__({"kites"})),
    ],
)
@pytest.mark.parametrize("copied", [False, True])
def test_any_change_of_the_stop_words_counts_at_once(change, copied):
    analyzer = ours.Analyzer(
        "changing", ours.StandardTokenizer(), filters=[ours.LowercaseFilter(), ours.StopwordFilter()]
    )
    if copied:
        analyzer = pickle.loads(pickle.dumps(analyzer))
    assert "kites" in analyzer("Red kites")
    words = analyzer.filters[1].stopwords
    before = set(words)
    change(words)
    assert words != before
    assert analyzer("Red kites") == ["red"]
    analyzer.filters[1].stopwords = {"red"}
    assert analyzer("Red kites") == ["kites"]


def test_a_change_that_is_still_going_on_is_noticed_when_it_is_over():
    analyzer = ours.Analyzer("changing", ours.StandardTokenizer(), filters=[ours.StopwordFilter()])

    def words():
        yield "aaa"
        assert analyzer("red kite aaa") == ["red", "kite"]
        yield "kite"

    analyzer.filters[0].stopwords.update(words())
    assert analyzer("red kite aaa") == ["red"]
