"""One rule for texts wherever they are given: what iterates over something else than texts is refused."""

import types
from collections import ChainMap, Counter, OrderedDict, UserDict

import numpy as np
import pandas as pd
import pytest

from elanus._texts import check_texts
from elanus.dense import OnnxEmbeddingFunction
from elanus.errors import InputTypeError
from elanus.reranker import CrossEncoderRerankFunction
from elanus.sparse import BM25EmbeddingFunction, SpladeEmbeddingFunction

TEXTS = {"d1": "Red kites dive.", "d2": "Owls hoot."}
FITTED = BM25EmbeddingFunction().fit(["Red kites dive."])

# Two read columns in the core; one makes a list of Python strings for local models and services.
DOORS = {
    "BM25": BM25EmbeddingFunction().fit,
    "BM25 blocks": lambda documents: list(FITTED.encode_iter(documents)),
    "dense, SPLADE, rerankers": lambda documents: check_texts(documents, "documents"),
}


class DatasetDict(dict):
    """As that of the package datasets."""


class Dataset:
    """As that of the package datasets."""

    column_names = ("id", "text")

    def __iter__(self):
        raise AssertionError


class Unreadable(UserDict):
    """A mapping whose own code fails."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def __iter__(self):
        raise self.error


def of_module(module, make):
    return lambda: make(pytest.importorskip(module))


PLAIN = r"such as list\(documents\.values\(\)\)$"
OF_STRINGS = r"such as list\(documents\.values\(\)\), whose ids are list\(documents\)$"
KEYS = r"^documents is {}, which iterates over its keys; expected a list of str, "
TABLE = r"^documents is {} with the columns \"id\", \"text\"; .* such as documents\[\"text\"\]$"
COLUMNS = {"id": ["d1"], "text": ["Red kites dive."]}

REFUSED = {
    "a str": (lambda: "kite", r"is a bare str; expected a list of str, such as \[documents\]$"),
    "bytes": (lambda: b"kite", "is a bare bytes; "),
    "a bytearray": (lambda: bytearray(b"kite"), "is a bare bytearray; "),
    **{
        kind.__name__: (lambda kind=kind: kind(TEXTS), KEYS.format(kind.__name__) + OF_STRINGS)
        for kind in (dict, OrderedDict, UserDict, DatasetDict, ChainMap)
    },
    "a proxy": (lambda: types.MappingProxyType(TEXTS), KEYS.format("mappingproxy") + OF_STRINGS),
    "an empty mapping": (dict, KEYS.format("dict") + PLAIN),
    "a mapping that fails": (lambda: Unreadable(LookupError("its own")), PLAIN),
    "a Counter": (lambda: Counter(TEXTS.values()), KEYS.format("Counter") + PLAIN),
    "a mapping to numbers": (lambda: {"a": 3}, PLAIN),
    "a mapping to None": (lambda: {"d": None}, PLAIN),
    "a mapping to lists": (lambda: {"d": ["a", "b"]}, PLAIN),
    "a mapping to empty lists": (lambda: {"d": []}, PLAIN),
    "relevance judgements": (lambda: {"q1": {"d1": 1}}, PLAIN),
    "records": (
        lambda: {"d1": {"title": "", "text": "Red kites dive."}},
        r'such as \[record\["text"\] for record in documents\.values\(\)\], whose ids are list\(documents\)$',
    ),
    "splits": (lambda: DatasetDict(train=Dataset()), r"""such as documents\['train'\]\["text"\]$"""),
    "tables by name": (lambda: {"a": pd.DataFrame(COLUMNS)}, r"""such as documents\['a'\]\["text"\]$"""),
    "lists of records": (
        lambda: {"train": [{"text": "Red kites dive."}]},
        r"""such as \[record\["text"\] for record in documents\['train'\]\]$""",
    ),
    "a long key": (lambda: {"k" * 39: Dataset()}, r"""such as documents\[key\]\["text"\]$"""),
    "a key as long as can be": (
        lambda: {"k" * 38: Dataset()},
        r"""such as documents\['k{38}'\]\["text"\]$""",
    ),
    "keys": (
        TEXTS.keys,
        r"is dict_keys, which iterates over keys; .*: take the values, or list\(documents\) if the keys",
    ),
    "items": (TEXTS.items, "is (dict|odict)_items, which iterates over pairs; .*: take the values alone$"),
    "the keys of a UserDict": (lambda: UserDict(TEXTS).keys(), "is KeysView, which iterates over keys; "),
    "a set": (lambda: {"a"}, r"is set, which has no order; .*, such as sorted\(documents\)$"),
    "a frozenset": (lambda: frozenset({"a"}), "is frozenset, which has no order; "),
    "a pandas DataFrame": (lambda: pd.DataFrame(COLUMNS), TABLE.format("DataFrame")),
    "a Polars DataFrame": (of_module("polars", lambda pl: pl.DataFrame(COLUMNS)), TABLE.format("DataFrame")),
    "a Polars LazyFrame": (
        of_module("polars", lambda pl: pl.LazyFrame(COLUMNS)),
        r'is LazyFrame, which holds no data yet; .* such as documents\.collect\(\)\["text"\]$',
    ),
    "a pyarrow Table": (of_module("pyarrow", lambda pa: pa.table(COLUMNS)), TABLE.format("Table")),
    "a pyarrow RecordBatch": (
        of_module("pyarrow", lambda pa: pa.RecordBatch.from_pydict(COLUMNS)),
        TABLE.format("RecordBatch"),
    ),
    "an array of two dimensions": (lambda: np.array([["a"]]), "is an array of 2 dimensions; expected one"),
    "an array of none": (lambda: np.array("a"), "is an array of 0 dimensions; expected one"),
}


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("door", DOORS)
def test_what_iterates_over_something_else_than_texts_is_refused_everywhere(door, kind):
    make, message = REFUSED[kind]
    with pytest.raises(InputTypeError, match=message):
        DOORS[door](make())


@pytest.mark.parametrize("door", DOORS)
def test_a_key_of_any_length_leaves_the_message_short(door):
    with pytest.raises(InputTypeError) as caught:
        DOORS[door]({"k" * 1_000_000: Dataset()})
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("door", DOORS)
def test_an_interrupt_in_the_code_of_a_mapping_is_raised(door):
    with pytest.raises(KeyboardInterrupt):
        DOORS[door](Unreadable(KeyboardInterrupt()))


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", [dict, OrderedDict, UserDict], ids=lambda kind: kind.__name__)
def test_the_values_of_a_mapping_are_texts_everywhere(door, kind):
    DOORS[door](kind(TEXTS).values())
    assert check_texts(kind(TEXTS).values()) == list(TEXTS.values())


def test_the_message_calls_the_argument_by_its_name_throughout():
    for call in (FITTED.encode_queries, OnnxEmbeddingFunction("none").encode_queries):
        words = r"^queries is dict, .* such as list\(queries\.values\(\)\), whose ids are list\(queries\)$"
        with pytest.raises(InputTypeError, match=words):
            call(TEXTS)
        with pytest.raises(InputTypeError, match=r"^queries is dict_keys, .* list\(queries\)"):
            call(TEXTS.keys())


def test_lists_iterators_and_columns_are_texts():
    for texts in (
        ["a", "b"],
        ("a", "b"),
        iter("ab"),
        np.array(["a", "b"]),
        pd.Series(["a", "b"]),
        list(TEXTS),
    ):
        assert len(check_texts(texts)) == 2


def test_every_door_refuses_a_mapping_before_a_model_is_loaded():
    for call in (
        OnnxEmbeddingFunction("none").encode_documents,
        OnnxEmbeddingFunction("none").encode_queries,
        SpladeEmbeddingFunction("none").encode_documents,
        lambda documents: CrossEncoderRerankFunction("none")("query", documents),
    ):
        with pytest.raises(
            InputTypeError, match=r"is dict, which iterates over its keys; expected a list of str"
        ):
            call(TEXTS)
