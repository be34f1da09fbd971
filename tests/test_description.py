"""Analyzers in model files: what comes back has the same tokens, or is refused."""

import json

import pytest

from elanus.errors import InputError
from elanus.sparse.bm25 import build_default_analyzer
from elanus.sparse.bm25._description import describe, rebuild
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
)

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
                    CharacterfilterPreprocessor("_"), lambda part: part.replacement_table.update({95: "-"})
                )
            ]
        ),
    ],
)
def test_what_cannot_be_rebuilt_is_only_named(analyzer):
    assert list(describe(analyzer)) == ["callable"]


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
