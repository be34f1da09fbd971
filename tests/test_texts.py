"""What the encoders and rerankers take as texts: a mapping's keys and a table's columns are none."""

import types
from collections import Counter, OrderedDict, UserDict

import numpy as np
import pandas as pd
import pytest

from elanus._texts import check_texts
from elanus.dense import OnnxEmbeddingFunction
from elanus.errors import InputTypeError
from elanus.reranker import CrossEncoderRerankFunction
from elanus.sparse import SpladeEmbeddingFunction

TEXTS = {"d1": "Red kites dive.", "d2": "Owls hoot."}


class DatasetDict(dict):
    """As that of the package datasets."""


@pytest.mark.parametrize(
    "container",
    [
        TEXTS,
        OrderedDict(TEXTS),
        UserDict(TEXTS),
        DatasetDict(TEXTS),
        Counter(TEXTS),
        types.MappingProxyType(TEXTS),
    ],
    ids=lambda container: type(container).__name__,
)
def test_a_mapping_is_not_read_as_its_keys(container):
    words = (
        rf"^documents is {type(container).__name__}, a mapping; expected a list of str, such as "
        r"list\(documents.values\(\)\); list\(documents\) gives their ids in the same order$"
    )
    with pytest.raises(InputTypeError, match=words):
        check_texts(container, "documents")


@pytest.mark.parametrize(
    "container", [TEXTS.keys(), TEXTS.values(), TEXTS.items()], ids=lambda c: type(c).__name__
)
def test_a_view_of_a_mapping_is_made_a_list_by_the_caller(container):
    with pytest.raises(InputTypeError, match="a view of a mapping; expected a list of str, such as list"):
        check_texts(container, "documents")


@pytest.mark.parametrize("container", [{"a"}, frozenset({"a"})], ids=lambda c: type(c).__name__)
def test_a_set_has_no_order(container):
    with pytest.raises(
        InputTypeError, match=r"has no order; expected a list of str, such as sorted\(documents\)"
    ):
        check_texts(container, "documents")


@pytest.mark.parametrize("container", [pd.DataFrame({"a": ["b"]}), np.array([["a"]]), np.array("a")])
def test_a_table_is_not_read_as_the_names_of_its_columns(container):
    with pytest.raises(InputTypeError, match=r"dimensions; expected a single column of text"):
        check_texts(container, "documents")


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
        with pytest.raises(InputTypeError, match=r"is dict, a mapping; expected a list of str"):
            call(TEXTS)
