"""elanus.Analyzer: a configuration in, tokens out, and every class that takes one."""

import copy
import json
import pickle
import re
import subprocess
import sys
import threading
import warnings
import zlib
from types import MappingProxyType

import numpy as np
import pytest

import elanus
from conftest import ROOT
from elanus import Analyzer, _core
from elanus.analysis import SAMPLE, as_analyzer, language_of, sampled
from elanus.errors import ElanusWarning, InputError, InputTypeError
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import build_default_analyzer
from elanus.sparse.bm25._description import describe, rebuild, same_analyzer

TEXT = 'The "Élans" weren\'t 3.5 kites: \U0001f985 Ärger, кони!'
STANDARD = {"tokenizer": "standard", "filter": ["lowercase"]}
DOCUMENTS = ["Black kites soar.", "A RED kite dives.", "Swifts scream; the kites don't."]


def test_importing_the_package_does_not_import_the_analyzer():
    code = "import sys, elanus; print('elanus.analysis' in sys.modules, elanus.Analyzer.__module__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "elanus.analysis"]
    assert elanus.analysis.Analyzer is Analyzer


@pytest.mark.parametrize(
    "spec",
    [
        STANDARD,
        json.dumps(STANDARD),
        MappingProxyType(STANDARD),
        {"type": "standard"},
        {"filter": [{"type": "lowercase"}], "tokenizer": {"type": "standard"}},
    ],
)
def test_a_spec_is_json_or_a_mapping(spec):
    analyzer = Analyzer(spec)
    assert analyzer.spec == STANDARD
    assert analyzer.json == '{"tokenizer":"standard","filter":["lowercase"]}'
    assert analyzer("The KITE's 3.5") == analyzer.tokens("The KITE's 3.5") == ["the", "kite", "s", "3", "5"]
    assert analyzer == Analyzer(STANDARD)
    assert hash(analyzer) == hash(Analyzer(STANDARD))
    # What is returned is the caller's own.
    analyzer.spec["filter"].clear()
    assert analyzer.spec == STANDARD


@pytest.mark.parametrize(
    ("spec", "error", "message"),
    [
        (None, InputTypeError, "is NoneType; expected a dict"),
        (b"{}", InputTypeError, "is bytes"),
        ([STANDARD], InputTypeError, "is list"),
        ({"tokenizer": {"standard"}}, InputTypeError, "not JSON serializable"),
        ({("a",): 1}, InputTypeError, "keys must be"),
        ({"tokenizer": float("nan")}, InputError, "not JSON"),
        ({"tokenizer": "\ud800"}, InputError, "surrogate|hex escape"),
        ('{"tokenizer": "\ud800"}', InputError, "surrogate|hex escape"),
        ("", InputError, '"" is not JSON'),
        ("standard", InputError, "is not JSON"),
        ({}, InputError, 'needs a "tokenizer"'),
        ({"tokenizer": "standart"}, InputError, 'did you mean "standard"'),
        ({"tokenizer": "standard", "filters": []}, InputError, 'did you mean "filter"'),
        ({"tokenizer": "standard", "filter": ["lower"]}, InputError, r"filter\[0\]: .*did you mean"),
    ],
)
def test_a_wrong_spec_is_refused(spec, error, message):
    with pytest.raises(error, match=message):
        Analyzer(spec)


def test_a_spec_that_contains_itself_is_refused():
    spec = {"tokenizer": "standard"}
    spec["filter"] = [spec]
    with pytest.raises(InputError, match="Circular"):
        Analyzer(spec)


@pytest.mark.parametrize("language", ["en", "de", "fr", "ru", "sp", "it", "pt"])
def test_a_preset_is_the_original_s(language):
    preset, original = Analyzer.preset(language), build_default_analyzer(language)
    assert preset.json == original.compiled.spec
    assert preset(TEXT) == original(TEXT)
    assert same_analyzer(preset, original)
    assert same_analyzer(original, preset)


def test_presets_have_names():
    assert [Analyzer.preset(name).name for name in ("de", "sp", "standard")] == ["de", "es", "standard"]
    assert Analyzer({"tokenizer": "standard"}).name is None
    assert Analyzer.preset("es") == Analyzer.preset("sp") != Analyzer.preset("it")
    several = {"sp": "es", "auto": "cjk_bigram"}
    several |= {
        f"{kind}:{code}": "cjk_bigram" for kind in ("unicode", "auto") for code in ("ja", "ko", "th", "zh")
    }
    several |= {"unicode:vi": "unicode", "auto:vi": "cjk_bigram"}  # nothing is done to its words
    named = {name: Analyzer.preset(name).name for name in _core.presets()}
    assert {name: first for name, first in named.items() if first != name} == {
        name: first for name, first in several.items() if first != name
    }
    for name in ("standart", "Standard"):
        with pytest.raises(InputError, match=r'did you mean "standard"\?\); there are: en, de'):
            Analyzer.preset(name)
    for name in ("", "klingon", "\ud800"):
        with pytest.raises(InputError, match=r"no preset .*; there are: en, de"):
            Analyzer.preset(name)
    with pytest.raises(InputTypeError, match="NoneType"):
        Analyzer.preset(None)


@pytest.mark.parametrize("name", _core.presets())
def test_details_are_of_the_same_tokens(name):
    analyzer = Analyzer.preset(name)
    details = analyzer.tokens(TEXT, detail=True)
    assert [token["token"] for token in details] == analyzer.tokens(TEXT)
    data = TEXT.encode()
    for token in details:
        place = TEXT[token["start_char"] : token["end_char"]]
        assert data[token["start_offset"] : token["end_offset"]].decode() == place
        assert token["hash"] == zlib.crc32(token["token"].encode()[:100]) % (2**32 - 1)
        assert token["position_length"] == (len(place) if "jieba" in analyzer.json else 1)
    assert [token["position"] for token in details] == sorted(token["position"] for token in details)


def test_details_are_those_of_run_analyzer_and_ours():
    first, second = Analyzer({"type": "standard"}).tokens("\ud800Élan 42", detail=True)
    assert first._asdict() == {
        "token": "élan",
        "start_offset": 3,
        "end_offset": 8,
        "position": 0,
        "position_length": 1,
        "hash": zlib.crc32("élan".encode()),
        "start_char": 1,
        "end_char": 5,
        "type": "word",
    }
    assert (second.type, second.position, second["start_char"], second[0]) == ("number", 1, 6, "42")
    assert [*second][:2] == ["42", 9]
    assert pickle.loads(pickle.dumps(second)) == second


def test_jieba_s_positions_are_characters_as_on_the_server():
    details = Analyzer({"tokenizer": "jieba"}).tokens("万共和国", detail=True)
    assert [(token.token, token.position, token.position_length) for token in details] == [
        ("万", 0, 1),
        ("共和", 1, 2),
        ("共和国", 1, 3),
    ]


def test_the_names_are_pymilvus_s():
    types = pytest.importorskip("pymilvus.client.types")

    class Given:
        token, start_offset, end_offset, position, position_length, hash = "élan", 0, 5, 0, 1, 7

    theirs = types.AnalyzeToken(Given, with_hash=True, with_detail=True).dict
    ours = Analyzer({"type": "standard"}).tokens("Élan", detail=True)[0]
    assert theirs.keys() <= ours._asdict().keys()


def test_a_long_text_has_details():
    text = "Red kites. " * 100_000
    details = Analyzer.preset("en").tokens(text, detail=True)
    assert len(details) == 200_000
    assert details[-1]["end_char"] == len(text) - 2


def test_only_a_string_has_tokens():
    for detail in (False, True):
        for text in (None, b"kite", ["kite"]):
            with pytest.raises(InputTypeError, match="an analyzer expects a str"):
                Analyzer(STANDARD).tokens(text, detail=detail)


def test_an_analyzer_is_a_value():
    analyzer = Analyzer.preset("de")
    for twin in (pickle.loads(pickle.dumps(analyzer)), copy.copy(analyzer), copy.deepcopy(analyzer)):
        assert twin == analyzer
        assert twin("Die Häuser") == analyzer("Die Häuser") == ["haus"]
    assert analyzer != Analyzer(STANDARD)
    assert analyzer != analyzer.json
    assert {analyzer, Analyzer.preset("de")} == {analyzer}
    with pytest.raises(AttributeError):
        analyzer.spec = {}
    assert repr(Analyzer(STANDARD)) == f"<elanus.Analyzer {Analyzer(STANDARD).json}>"
    words = [f"word{number}" for number in range(1000)]
    assert len(repr(Analyzer({"tokenizer": "nltk", "filter": [{"type": "stop", "stop_words": words}]}))) < 250


def test_other_word_lists_make_another_analyzer(tmp_path, monkeypatch):
    stop = {"type": "stop", "stop_words": ["_nltk_english_"]}
    spec = {"tokenizer": "standard", "filter": ["lowercase", stop]}
    ours = Analyzer(spec)
    folder = tmp_path / "corpora" / "stopwords"
    folder.mkdir(parents=True)
    (folder / "english").write_text("kite\n")
    monkeypatch.setenv("ELANUS_NLTK_DATA", str(tmp_path))
    theirs = Analyzer(spec)
    assert ours.spec == theirs.spec
    assert ours != theirs
    assert ours("the kite") == ["kite"]
    assert theirs("the kite") == ["the"]
    assert not same_analyzer(ours, theirs)
    assert theirs.as_milvus()["filter"][1] == {"type": "stop", "stop_words": ["kite"]}
    assert pickle.loads(pickle.dumps(theirs)) == theirs
    with pytest.raises(InputError, match="other word lists"):
        rebuild(describe(ours), "here")
    assert rebuild(describe(theirs), "here") == theirs


def test_a_server_is_given_what_it_has():
    assert Analyzer({"type": "standard"}).as_milvus() == STANDARD
    assert Analyzer({"tokenizer": "whitespace"}).as_milvus() == {"tokenizer": "whitespace", "filter": []}
    spec = {
        "tokenizer": {"type": "jieba", "mode": "exact"},
        "filter": [
            {"type": "stop", "stop_words": ["kite", "_english_", "_nltk_tajik_"]},
            {"type": "stemmer", "language": "french"},
        ],
    }
    assert Analyzer(spec).as_milvus() == {
        "tokenizer": {"type": "jieba", "dict": ["_default_"], "mode": "exact", "hmm": True},
        "filter": [
            {"type": "stop", "stop_words": ["_english_", *_core.stop_words("tajik"), "kite"]},
            {"type": "stemmer", "language": "french"},
        ],
    }
    assert Analyzer(Analyzer(spec).as_milvus())("Les kites 鸢飞") == Analyzer(spec)("Les kites 鸢飞")
    for spec, part in [
        (Analyzer.preset("en").spec, "tokenizer: nltk: "),
        ({"tokenizer": {"type": "jieba", "revision": "0.42.1"}}, "tokenizer: jieba: "),
        ({"tokenizer": "standard", "filter": ["punctuation"]}, r"filter\[0\]: punctuation: "),
        (
            {"tokenizer": "standard", "filter": [{"type": "lowercase", "revision": "python"}]},
            r"filter\[0\]: lowercase: ",
        ),
    ]:
        with pytest.raises(InputError, match=part):
            Analyzer(spec).as_milvus()


GIVEN = [
    Analyzer(STANDARD),
    STANDARD,
    json.dumps(STANDARD),
    "  " + json.dumps({"type": "standard"}),
    "standard",
    MappingProxyType({"type": "standard"}),
]


@pytest.mark.parametrize("given", GIVEN)
def test_a_model_takes_an_analyzer_a_spec_or_a_name(given):
    model = BM25EmbeddingFunction(given, method="lucene").fit(DOCUMENTS)
    assert model.analyzer == Analyzer(STANDARD)
    # As any callable with these tokens, but in Rust.
    twin = BM25EmbeddingFunction(lambda text: Analyzer(STANDARD)(text), method="lucene").fit(DOCUMENTS)
    assert dict(model.vocabulary) == dict(twin.vocabulary)
    for encode in ("encode_documents", "encode_queries"):
        matrices = [getattr(one, encode)(["the RED kites kites"]) for one in (model, twin)]
        assert np.array_equal(matrices[0].toarray(), matrices[1].toarray())
    assert model.explain("kites", "Kites! kites").score > 0
    other = BM25EmbeddingFunction("standard", method="lucene").fit(["more kites"])
    assert model.merge(other).corpus_size == 4
    model.analyzer = "de"
    assert model.analyzer == Analyzer.preset("de")
    with pytest.raises(InputError, match="differ in their analyzers"):
        model.merge(other)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ("standart", InputError, "did you mean"),
        ("", InputError, "no preset"),
        ("{", InputError, "is not JSON"),
        ({}, InputError, "tokenizer"),
        (5, InputTypeError, "the analyzer is int"),
        (["lowercase"], InputTypeError, "the analyzer is list"),
    ],
)
def test_a_model_refuses_what_is_no_analyzer(given, error, message):
    with pytest.raises(error, match=message):
        BM25EmbeddingFunction(given)
    model = BM25EmbeddingFunction()
    before = model.analyzer
    with pytest.raises(error, match=message):
        model.analyzer = given
    assert model.analyzer is before


def test_a_subclass_may_do_anything():
    class Twice(Analyzer):
        def __call__(self, text):
            return super().__call__(text) * 2

    model = BM25EmbeddingFunction(Twice(STANDARD), method="lucene").fit(["red kite"])
    assert model.avgdl == 4
    assert "callable" in describe(model.analyzer)


def test_columns_make_no_strings():
    column = np.array(DOCUMENTS, dtype="U40")
    model = BM25EmbeddingFunction(STANDARD, method="lucene").fit(column)
    assert model.dim == BM25EmbeddingFunction(STANDARD, method="lucene").fit(DOCUMENTS).dim


def test_the_warning_is_for_english_alone():
    text = ["Чёрный коршун парит над озером."]
    with pytest.warns(ElanusWarning, match="Cyrillic"):
        BM25EmbeddingFunction("en").fit(text)
    BM25EmbeddingFunction("ru").fit(text)
    BM25EmbeddingFunction("standard").fit(text)


@pytest.mark.parametrize("suffix", ["bm25", "json"])
@pytest.mark.parametrize("given", ["standard", "en", "es", {"tokenizer": "nltk", "filter": ["lowercase"]}])
def test_a_model_brings_its_analyzer(tmp_path, given, suffix):
    path = tmp_path / f"kites.{suffix}"
    model = BM25EmbeddingFunction(given, method="lucene").fit(DOCUMENTS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore" if suffix == "json" else "error")
        model.save(path)
    loaded = BM25EmbeddingFunction().load(path)
    assert type(loaded.analyzer) is Analyzer
    assert loaded.analyzer == model.analyzer
    assert (loaded.encode_queries(DOCUMENTS) != model.encode_queries(DOCUMENTS)).nnz == 0
    assert BM25EmbeddingFunction(given).load(path).analyzer == model.analyzer
    with pytest.warns(ElanusWarning, match="not the one given"):
        assert BM25EmbeddingFunction("it").load(path).analyzer == model.analyzer


def test_the_same_tokens_by_another_class_are_no_other_analyzer(tmp_path):
    path = tmp_path / "kites.bm25"
    BM25EmbeddingFunction().fit(DOCUMENTS).save(path)
    preset = Analyzer.preset("en")
    assert BM25EmbeddingFunction(preset).load(path).analyzer is preset


def test_a_file_for_the_original_warns_of_what_it_cannot_do(tmp_path):
    for path in ("a.json", "b.JSON"):
        with pytest.warns(ElanusWarning, match="no analyzer that makes these tokens"):
            BM25EmbeddingFunction("standard").fit(DOCUMENTS).save(tmp_path / path)
    BM25EmbeddingFunction("standard").fit(DOCUMENTS).save(tmp_path / "a.bm25")
    BM25EmbeddingFunction("standard").fit(DOCUMENTS).save(tmp_path / ".json")
    for given in (None, "en", "sp", str.split):
        BM25EmbeddingFunction(given).fit(DOCUMENTS).save(tmp_path / "c.json")


def test_what_is_an_analyzer_stays_what_it_is():
    original = build_default_analyzer("en")
    for given in (original, str.split, Analyzer(STANDARD)):
        assert as_analyzer(given) is given


GERMAN = [
    "Der Schwarzmilan ist ein Greifvogel, der auch an Seen und in der Nähe von Städten zu sehen ist. Sein "
    "Nest wird nicht selten über dem Wasser gebaut, und die Jungen werden mit Fischen gefüttert.",
    "Die Häuser am See.",
]
FRENCH = [
    "Le milan noir est un rapace que l'on voit aussi près des lacs et dans les villes. Son nid n'est pas sur "
    "le sol, mais il est souvent au bord de l'eau, et les petits sont nourris par leurs parents avec des "
    "poissons."
]
JAPANESE = ["黒い鳶が湖の上を飛んでいる。" * 3]


def arrow(texts):
    return pytest.importorskip("pyarrow").array(texts)


def series(library):
    return lambda texts: pytest.importorskip(library).Series(texts)


@pytest.mark.parametrize(
    "made",
    [
        list,
        tuple,
        iter,
        lambda texts: dict(enumerate(texts)).values(),
        np.array,
        lambda texts: np.array(texts, dtype=object),
        arrow,
        lambda texts: arrow(texts).dictionary_encode(),
        series("pandas"),
        series("polars"),
    ],
)
@pytest.mark.parametrize("method", ["fit", "fit_encode", "partial_fit", "the constructor"])
def test_auto_is_chosen_by_any_corpus_and_counts_all_of_it(made, method):
    corpus = made(GERMAN * 600)
    if method == "the constructor":
        model = BM25EmbeddingFunction("auto", corpus)
    else:
        model = BM25EmbeddingFunction("auto")
        getattr(model, method)(corpus)
    assert model.analyzer == Analyzer.preset("auto:de")
    assert model.corpus_size == 1_200
    assert "haus" in model.vocabulary


def test_auto_is_chosen_once_until_the_next_fit():
    model = BM25EmbeddingFunction("auto", method="lucene").partial_fit(GERMAN).partial_fit(FRENCH)
    assert (model.analyzer.name, model.corpus_size) == ("auto:de", 3)
    twin = pickle.loads(pickle.dumps(model))
    for one in (twin, copy.copy(model), copy.deepcopy(model)):
        assert one.fit(FRENCH).analyzer.name == "auto:fr"
    assert model.analyzer.name == "auto:de"
    other = BM25EmbeddingFunction("auto:de", method="lucene").fit(GERMAN)
    assert model.merge(other).corpus_size == 5
    with pytest.raises(InputError, match="analyzers, auto:de and auto:fr: they cannot be merged"):
        model.merge(twin)
    model.analyzer = "auto"
    assert model.fit(JAPANESE).analyzer == Analyzer.preset("auto:ja")


def test_a_model_of_auto_is_stored_with_what_was_chosen(tmp_path):
    path = tmp_path / "milane.bm25"
    BM25EmbeddingFunction("auto").fit(GERMAN).save(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for given in (None, "auto", "auto:de", Analyzer.preset("auto:de").spec):
            loaded = BM25EmbeddingFunction(given).load(path)
            assert loaded.analyzer == Analyzer.preset("auto:de")
            assert loaded.partial_fit(FRENCH).analyzer == Analyzer.preset("auto:de")
    # What was asked for is asked for again; what a file has is kept.
    assert BM25EmbeddingFunction("auto").load(path).fit(FRENCH).analyzer.name == "auto:fr"
    assert BM25EmbeddingFunction().load(path).fit(FRENCH).analyzer.name == "auto:de"


@pytest.mark.parametrize(
    "wrong",
    ["a text", b"a text", {"a": "b"}, {"a"}, None, 5, [], ["a", None], [b"a"], ["!?"], np.array([GERMAN])],
)
@pytest.mark.parametrize("method", ["fit", "fit_encode", "partial_fit"])
def test_auto_refuses_what_a_preset_refuses_and_stays_as_it_was(method, wrong):
    if method == "partial_fit" and isinstance(wrong, list) and not wrong:
        pytest.skip("no document can be added to nothing")
    messages = set()
    for name in ("auto", "standard"):
        model = BM25EmbeddingFunction(name)
        before = model.analyzer
        with pytest.raises((InputError, InputTypeError)) as caught:
            getattr(model, method)(wrong)
        messages.add(str(caught.value))
        assert model.analyzer is before
        fitted = BM25EmbeddingFunction(name).fit(GERMAN)
        state = pickle.dumps(fitted)
        with pytest.raises((InputError, InputTypeError)):
            fitted.fit(wrong)
        assert pickle.dumps(fitted) == state
    assert len(messages) == 1


def test_an_error_of_the_corpus_itself_comes_through():
    def broken():
        yield from GERMAN
        raise KeyError("mine")

    model = BM25EmbeddingFunction("auto")
    for corpus in (broken(), (1 / 0 for _ in "a")):
        with pytest.raises((KeyError, ZeroDivisionError)):
            model.fit(corpus)
    assert "not fitted" in repr(model)


@pytest.mark.parametrize(("other", "is_same"), [(GERMAN, True), (FRENCH, False)])
def test_two_first_partial_fits_at_once_lose_nothing(other, is_same):
    model = BM25EmbeddingFunction("auto", method="lucene")

    def meanwhile():
        yield from GERMAN
        thread = threading.Thread(target=model.partial_fit, args=(other,))
        thread.start()
        thread.join()

    if is_same:
        model.partial_fit(meanwhile())
        assert (model.corpus_size, model.analyzer.name) == (4, "auto:de")
    else:
        with pytest.raises(InputError, match=r"another thread .* auto:fr, and auto:de suits these documents"):
            model.partial_fit(meanwhile())
        assert (model.corpus_size, model.analyzer.name) == (1, "auto:fr")


def test_threads_see_a_model_and_its_own_analyzer():
    model = BM25EmbeddingFunction("auto", method="lucene").fit(GERMAN)
    wrong = []

    def fit(texts):
        for _ in range(30):
            model.fit(texts)

    def read():
        for _ in range(200):
            # Either of the two finds one of these by its own stems.
            if not model.encode_queries(["Häuser", "poissons"]).nnz:
                wrong.append(list(model.vocabulary))

    threads = [threading.Thread(target=fit, args=(texts,)) for texts in (GERMAN, FRENCH)]
    threads.append(threading.Thread(target=read))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert model.analyzer.name in ("auto:de", "auto:fr")


def test_sampled_gives_the_beginning_and_leaves_the_whole():
    texts = [str(number) for number in range(SAMPLE + 5)]
    assert sampled(texts) == (texts[:SAMPLE], texts)
    sample, rest = sampled(iter(texts))
    assert (sample, list(rest)) == (texts[:SAMPLE], texts)
    column = arrow(texts)
    sample, rest = sampled(column)
    assert sample == texts[:SAMPLE]
    assert rest is column
    mixed = ["a", None, 5, "b"]
    assert sampled(mixed) == (["a", "b"], mixed)
    for nothing in ("text", b"text", None, 5):
        assert sampled(nothing) == ([], nothing)


@pytest.mark.parametrize("made", [list, iter, arrow, series("pandas"), series("polars"), np.array])
def test_auto_looks_at_the_first_documents(made):
    assert Analyzer.auto(made(GERMAN)).name == "auto:de"
    assert language_of(made(FRENCH)) == "fr"
    assert language_of(made(JAPANESE)) == "ja"
    assert language_of(made(["Milvus"] * SAMPLE + GERMAN * 100)) is None
    assert Analyzer.auto(made(["Milvus"])) == Analyzer.preset("auto")


def test_auto_takes_the_language_that_is_named():
    assert Analyzer.auto(FRENCH, language="de").name == "auto:de"
    for other, code in (("sp", "es"), ("jp", "ja"), ("kr", "ko"), ("nb", "no")):
        assert Analyzer.auto((), language=other) == Analyzer.preset(f"auto:{code}")
        assert Analyzer.preset(f"unicode:{other}") == Analyzer.preset(f"unicode:{code}")
    for other, code in (("ja", "jp"), ("es", "sp")):
        if code == "jp":
            pytest.importorskip("MeCab")
        assert build_default_analyzer(other).name == code
    for given, message in [
        ("german", r'no language "german" \(did you mean "de"\?\); auto is there with one of ar, '),
        ("xx", 'no language "xx"; auto'),
        ("", 'no language ""; auto'),
    ]:
        with pytest.raises(InputError, match=message):
            Analyzer.auto((), language=given)
    with pytest.raises(InputTypeError, match="language is int"):
        Analyzer.auto((), language=5)
    for texts, message in [
        ("kite", "bare str"),
        (None, "texts is NoneType"),
        (5, "texts is int"),
        ({"a": "b"}, "iterates over its keys"),
        (["kite", None], r"texts\[1\] is None"),
        ([b"kite"], r"texts\[0\] is bytes"),
    ]:
        with pytest.raises(InputTypeError, match=message):
            Analyzer.auto(texts)


def test_diacritics_are_folded_or_kept():
    text = "Crème Việt Häuser"
    for name in ("unicode", "unicode:de", "unicode:vi", "cjk_bigram", "auto", "auto:de", "auto:ja"):
        folded, kept = (Analyzer.preset(name, diacritics=what) for what in ("fold", "keep"))
        assert all(token.isascii() for token in folded(text)), name
        assert "việt" in kept(text)
        assert Analyzer.preset(name) in (folded, kept)
        assert Analyzer.preset(name, diacritics=None) == Analyzer.preset(name)
    # Stemmers know words by their marks.
    assert Analyzer.preset("unicode:de", diacritics="keep")("Häuser") == ["haus"]
    assert Analyzer.preset("cjk_bigram", diacritics="fold")("が") == ["が"]
    for name in ("en", "standard", "chinese", "zh"):
        with pytest.raises(InputError, match=f"diacritics is for the presets for new work.*'{name}'"):
            Analyzer.preset(name, diacritics="fold")
    for wrong in ("folded", 5, True):
        with pytest.raises(InputError, match='expected "fold" or "keep"'):
            Analyzer.preset("unicode", diacritics=wrong)


def test_a_long_preset_is_shown_by_its_name():
    assert repr(Analyzer.preset("unicode:de")) == "<elanus.Analyzer unicode:de>"
    assert repr(Analyzer.preset("standard")) == f"<elanus.Analyzer {Analyzer(STANDARD).json}>"


@pytest.mark.parametrize("name", ["ja", "jp", "ko", "kr", "thai"])
def test_a_preset_that_is_not_there_is_answered_by_what_is(name):
    with pytest.raises(InputError, match="cjk_bigram finds"):
        BM25EmbeddingFunction(name)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"tokenizer": "icu"}, 'tokenizer: the tokenizer "icu" of Milvus is not here: .*; unicode'),
        ({"tokenizer": {"type": "grpc"}}, "of Milvus is not here: "),
        ({"tokenizer": "lindera"}, "bigrams"),
        ({"tokenizer": "language_identifier"}, "an analyzer of its own"),
        ({"tokenizer": "standard", "filter": ["pinyin"]}, r'filter\[0\]: the filter "pinyin" of Milvus is'),
        ({"type": "unicode:de"}, '"unicode:de" is the name of a preset'),
    ],
)
def test_what_only_a_server_has_is_refused_with_the_reason(spec, message):
    with pytest.raises(InputError, match=message):
        Analyzer(spec)


def test_the_docs_list_every_language_and_part():
    page, _, _ = (ROOT / "docs" / "analyzers.md").read_text("utf-8").partition("## What it costs")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    listed = [name for row in rows for name in re.findall(r"`([^`]*)`", row)]
    names = set(_core.presets())
    languages = {name.removeprefix("auto:") for name in names if name.startswith("auto:")}
    expected = languages | {name for name in names if ":" not in name}
    for spec in (
        {"tokenizer": "none"},
        {"tokenizer": "standard", "filter": ["none"]},
        {"tokenizer": "standard", "char_filter": ["none"]},
    ):
        with pytest.raises(InputError) as caught:
            Analyzer(spec)
        expected |= set(re.split(r"there (?:are|is): ", str(caught.value))[1].split(", "))
    assert expected - {"nltk"} <= set(listed)
    assert set(listed) <= expected | {"unicode:LANGUAGE", "auto:LANGUAGE"}
