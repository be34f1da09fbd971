"""Analyzers in model files: what comes back has the same tokens, or is refused."""

import base64
import json
import pickle
import re
import warnings
from functools import partial
from operator import methodcaller

import pytest
import regex

from code_lines import ROOT
from elanus.errors import ElanusWarning, InputError
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import build_default_analyzer, inspect_model
from elanus.sparse.bm25._description import (
    _describe_parts,
    _upgraded,
    analyzer_of_file,
    describe,
    rebuild,
    same_analyzer,
)
from elanus.sparse.bm25.tokenizers import (
    Analyzer,
    CharacterfilterPreprocessor,
    LowercaseFilter,
    PunctuationFilter,
    ReplacePreprocessor,
    StandardTokenizer,
    StemmingFilter,
    StopwordFilter,
    TextFilter,
    Tokenizer,
    build_analyzer_from_yaml,
    register_class,
    registered_classes,
)
from test_vectors import rows

TEXT = "The aab, a_b & abc: kites' nests weren't hovering; über-kites!"


def through_json(description):
    # Sorted, as a JSON object may come back from anywhere.
    return json.loads(json.dumps(description, sort_keys=True))


def with_filters(*filters, preprocessors=()):
    return Analyzer("test", StandardTokenizer(), list(preprocessors), list(filters))


def changed(part, change):
    change(part)
    return part


@pytest.mark.parametrize(
    "analyzer",
    [
        build_default_analyzer("en"),
        build_default_analyzer("de"),
        build_default_analyzer("sp"),
        with_filters(),
        with_filters(StopwordFilter("german", ["kites"]), PunctuationFilter("¡"), StemmingFilter("german")),
        with_filters(preprocessors=[ReplacePreprocessor({"abc": "1", "ab": "2", "a": "3"})]),
        with_filters(preprocessors=[CharacterfilterPreprocessor("_-")]),
        with_filters(preprocessors=[ReplacePreprocessor({"": "-"})]),
        with_filters(
            preprocessors=[ReplacePreprocessor({" ": "=>", "b": "\\\n>"}), ReplacePreprocessor({"=>": ""})]
        ),
        with_filters(
            changed(StopwordFilter(), lambda part: part.stopwords.add("kites")),
            preprocessors=[ReplacePreprocessor({})],
        ),
    ],
)
def test_what_is_described_comes_back(analyzer):
    description = through_json(describe(analyzer))
    assert "callable" not in description
    twin = rebuild(description, "here")
    assert twin(TEXT) == analyzer(TEXT)
    assert describe(twin) == describe(analyzer)


def test_a_description_from_before_rust_ran_all_parts_still_holds():
    analyzer = build_default_analyzer("de")
    old = _describe_parts(analyzer)
    assert "analyzer" in describe(analyzer)
    assert describe(rebuild(old, "here")) == describe(analyzer)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert analyzer_of_file(json.dumps(old), "here", analyzer, True) is analyzer
    other = json.loads(json.dumps(old))
    other["filters"][1]["digest"] = "0" * 32
    with pytest.raises(InputError, match="used other word lists"):
        rebuild(other, "here")


class Shout(TextFilter):
    def apply(self, tokens):
        return [token.upper() for token in tokens]


@pytest.mark.parametrize(
    "analyzer",
    [
        str.split,
        Shout(),
        with_filters(Shout()),
        with_filters(changed(PunctuationFilter(), lambda part: part.punctuation.discard(","))),
        with_filters(changed(PunctuationFilter(), lambda part: part.punctuation.add("..."))),
        with_filters(changed(StopwordFilter(), lambda part: part.stopwords.discard("the"))),
        with_filters(changed(StopwordFilter(), lambda part: setattr(part, "stopwords", ["the"]))),
        with_filters(changed(StopwordFilter(), lambda part: part.stopwords.add("\ud800"))),
        with_filters(changed(StemmingFilter(), lambda part: setattr(part, "stemmer", Shout()))),
        with_filters(changed(LowercaseFilter(), lambda part: setattr(part, "apply", list))),
        with_filters(
            preprocessors=[
                changed(
                    CharacterfilterPreprocessor("_"), lambda part: part.replacement_table.update({95: None})
                )
            ]
        ),
    ],
)
def test_what_cannot_be_rebuilt_is_only_named(analyzer):
    assert list(describe(analyzer)) == ["callable"]


def cyclic():
    arguments = []
    arguments.append(arguments)
    return partial(len, arguments)


@pytest.mark.parametrize(
    ("analyzer", "name"),
    [
        (str.split, "builtins.str.split"),
        (Shout(), "test_description.Shout"),
        (
            partial(str.split, sep=",", maxsplit=2),
            "functools.partial(builtins.str.split, maxsplit=2, sep=',')",
        ),
        (
            partial(Shout, None, [b"a", (1.5, True)]),
            "functools.partial(test_description.Shout, None, [b'a', [1.5, True]])",
        ),
        (
            partial(len, {"b", "a"}, by={1: Shout}),
            "functools.partial(builtins.len, {'a', 'b'}, by={1: test_description.Shout})",
        ),
        (methodcaller("split", "\ud800"), r"operator.methodcaller('split', '\ud800')"),
        (methodcaller("split", sep=","), "operator.methodcaller('split', sep=',')"),
        (methodcaller("split", ",", maxsplit=1), "operator.methodcaller('split', ',', maxsplit=1)"),
        (partial(len, b=1, a=2), "functools.partial(builtins.len, a=2, b=1)"),
        (re.compile(r"\w+").findall, r"re.compile('\\w+', 32).findall"),
        (re.compile(b"x", re.ASCII | re.DOTALL).split, "re.compile(b'x', 272).split"),
        (partial(re.split, re.compile("-")), "functools.partial(re.split, re.compile('-', 32))"),
        (regex.compile(r"\w+").findall, r"regex.compile('\\w+', 8224).findall"),
        ("red kite".split, "'red kite'.split"),
        (cyclic(), "functools.partial"),
    ],
)
def test_a_callable_is_named_with_its_arguments(analyzer, name):
    assert through_json(describe(analyzer)) == {"callable": name}


def test_long_arguments_are_told_apart_by_a_digest():
    names = [describe(partial(len, [f"word{at}" for at in range(end)]))["callable"] for end in (99, 100, 100)]
    assert names[0] != names[1] == names[2]
    assert max(map(len, names)) < 120


def test_the_analyzer_of_a_file_comes_back(tmp_path):
    plain = Analyzer("plain", StandardTokenizer(), filters=[LowercaseFilter()])
    BM25EmbeddingFunction(plain).fit(["red kite"]).save(tmp_path / "plain.json")
    loaded = BM25EmbeddingFunction().load(tmp_path / "plain.json")
    assert loaded.analyzer.spec == plain.spec
    assert loaded.analyzer("Red Kites") == ["red", "kites"]
    with pytest.warns(ElanusWarning, match="not the one given"):
        loaded = BM25EmbeddingFunction(build_default_analyzer()).load(tmp_path / "plain.json")
    assert loaded.analyzer.spec == plain.spec
    BM25EmbeddingFunction(plain).load(tmp_path / "plain.json")


def test_a_file_names_a_callable(tmp_path):
    BM25EmbeddingFunction(str.split).fit(["red kite"]).save(tmp_path / "split.json")
    assert (
        json.loads((tmp_path / "split.json").read_text())["elanus"]["analyzer"]["callable"]
        == "builtins.str.split"
    )
    with pytest.raises(InputError, match=r"callable builtins\.str\.split"):
        BM25EmbeddingFunction().load(tmp_path / "split.json")
    loaded = BM25EmbeddingFunction(str.split).load(tmp_path / "split.json")
    assert loaded.analyzer == str.split
    with pytest.warns(ElanusWarning, match=r"str\.split"):
        BM25EmbeddingFunction(lambda text: text.split()).load(tmp_path / "split.json")


def test_load_warns_of_another_pattern(tmp_path):
    path = tmp_path / "model"
    BM25EmbeddingFunction(re.compile(r"\w+").findall).fit(["red kite"]).save(path)
    BM25EmbeddingFunction(re.compile(r"\w+").findall).load(path)
    with pytest.warns(ElanusWarning, match="findall"):
        BM25EmbeddingFunction(re.compile(r"\S+").findall).load(path)


def test_load_warns_of_another_partial(tmp_path):
    path = tmp_path / "model"
    BM25EmbeddingFunction(partial(str.split, sep=",")).fit(["red,kite"]).save(path)
    BM25EmbeddingFunction(partial(str.split, sep=",")).load(path)
    with pytest.warns(ElanusWarning, match="sep=','"):
        BM25EmbeddingFunction(partial(str.split, sep=" ")).load(path)


@pytest.mark.parametrize(
    "description",
    [
        {},
        {"name": "x", "spec": {"tokenizer": "none"}},
        {"name": "x", "tokenizer": {"class": "exit", "params": {}}, "preprocessors": [], "filters": []},
        {"name": "x", "tokenizer": {"class": "StandardTokenizer"}, "preprocessors": [], "filters": []},
        {**describe(build_default_analyzer("en")), "data": "0" * 32},
    ],
)
def test_what_cannot_be_read_is_refused(description):
    with pytest.raises(InputError, match=r"here|tokenizer"):
        rebuild(description, "here")


OLD = json.loads((ROOT / "tests" / "vectors" / "old_models.json").read_text("utf-8"))


@pytest.mark.parametrize("old", OLD["models"], ids=lambda old: old["file"])
def test_a_model_from_before_specs_were_milvus_s_is_the_same(tmp_path, old):
    """Its "lowercase" is Python's, its stop words and stems are NLTK's. Commit f34ae5a has written it."""
    path = tmp_path / old["file"]
    path.write_bytes(base64.b64decode(old["bytes"]))
    assert inspect_model(path)["analyzer"] == old["description"]
    model = BM25EmbeddingFunction(method="lucene").load(path)
    assert type(model.analyzer) is Analyzer
    assert model.analyzer.name == old["description"]["name"]
    assert list(model.vocabulary) == old["terms"]
    # A capital sigma at the end of a word is what Milvus' "lowercase" has otherwise.
    assert "\N{GREEK SMALL LETTER FINAL SIGMA}" in old["terms"][0]
    assert rows(model.encode_documents(OLD["documents"])) == old["documents"]
    assert rows(model.encode_queries(OLD["queries"])) == old["queries"]
    # Given the same again, it says nothing, and what it writes now is read as ever.
    again = BM25EmbeddingFunction(model.analyzer).load(path)
    again.save(path)
    assert "analyzer" in inspect_model(path)["analyzer"]
    assert BM25EmbeddingFunction(model.analyzer).load(path).merge(model).corpus_size == 6
    other = {**old["description"], "data": "0" * 32}
    with pytest.raises(InputError, match="used other word lists"):
        rebuild(other, "here")


def test_the_parts_of_an_old_spec_keep_their_meaning():
    old = {
        "name": "x",
        "spec": {"tokenizer": "nltk", "filter": ["lowercase", "stop", "stemmer"]},
        "data": "0",
    }
    upgraded = [
        {"type": "lowercase", "revision": "python"},
        "stop",
        {"type": "stemmer", "revision": "nltk"},
    ]
    assert _upgraded(old)["analyzer"]["filter"] == upgraded
    assert _upgraded(_upgraded(old)) == _upgraded(old)
    for odd in ({}, {"spec": None}, {"spec": {"filter": 3}}, {"spec": {"filter": [3, [], {"type": []}]}}):
        with pytest.raises(InputError, match="here"):
            rebuild(odd, "here")


@register_class("OverLength")
class OverLength(TextFilter):
    def __init__(self, minimum, marks=None):
        self._at_least = minimum
        self.marks = marks

    def apply(self, tokens):
        return [token for token in tokens if len(token) >= self._at_least]


@register_class("Spaces")
class Spaces(Tokenizer):
    def __init__(self, separator=" "):
        self.separator = separator

    def tokenize(self, text):
        return text.split(self.separator)


YAML = """
long:
  tokenizer: {class: Spaces, params: {}}
  preprocessors: [{class: CharacterfilterPreprocessor, params: {chars_to_replace: "-"}}]
  filters: [{class: LowercaseFilter, params: {}}, {class: OverLength, params: {minimum: 4}}]
"""


@pytest.fixture
def long_words(tmp_path):
    pytest.importorskip("yaml")
    (tmp_path / "analyzers.yaml").write_text(YAML)
    return build_analyzer_from_yaml(tmp_path / "analyzers.yaml", "long")


def test_registered_classes_are_described_by_name(long_words):
    description = through_json(describe(long_words))
    assert description["tokenizer"] == {"registered": "Spaces", "params": {}}
    assert description["filters"][1] == {"registered": "OverLength", "params": {"minimum": 4}}
    twin = rebuild(description, "here")
    assert twin("Red-tailed HAWK kite") == long_words("Red-tailed HAWK kite") == ["tailed", "hawk", "kite"]
    assert describe(twin) == describe(long_words)
    assert same_analyzer(twin, long_words)
    assert describe(pickle.loads(pickle.dumps(long_words))) == describe(long_words)
    # One whose attributes tell its arguments needs no configuration.
    spaces = Analyzer("spaces", Spaces(","))
    assert describe(spaces)["tokenizer"] == {"registered": "Spaces", "params": {"separator": ","}}
    assert rebuild(describe(spaces), "here")("a,b") == ["a", "b"]


@pytest.mark.parametrize(
    "change",
    [
        lambda part: setattr(part, "_at_least", 5),
        lambda part: setattr(part, "marks", {1}),
        lambda part: setattr(part, "apply", list),
    ],
)
def test_a_registered_part_that_was_changed_is_only_named(long_words, change):
    change(long_words.filters[1])
    assert describe(long_words) == {"callable": "elanus.sparse.bm25.tokenizers.Analyzer"}


def test_a_class_that_is_not_registered_is_named(long_words, tmp_path, monkeypatch):
    path = tmp_path / "long.bm25"
    BM25EmbeddingFunction(long_words, method="lucene").fit(["Red-tailed hawk"]).save(path)
    loaded = BM25EmbeddingFunction(method="lucene").load(path)
    assert loaded.analyzer("black-eared kite") == ["black", "eared", "kite"]
    assert BM25EmbeddingFunction(long_words).load(path).analyzer is long_words
    monkeypatch.delitem(registered_classes(), "OverLength")
    with pytest.raises(InputError, match=r"long\.bm25.*'OverLength'.*register_class\('OverLength'\)"):
        BM25EmbeddingFunction().load(path)


def test_a_registered_class_that_changed_is_refused(long_words, monkeypatch):
    description = describe(long_words)

    class Other(TextFilter):
        def __init__(self, maximum):
            self.maximum = maximum

    monkeypatch.setitem(registered_classes(), "OverLength", Other)
    with pytest.raises(InputError, match=r"here cannot be read.*minimum"):
        rebuild(description, "here")


def test_a_file_that_only_named_an_analyzer_is_still_of_it(long_words):
    old = json.dumps({"callable": "elanus.sparse.bm25.tokenizers.Analyzer"})
    assert analyzer_of_file(old, "here", long_words, True) is long_words
