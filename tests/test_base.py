"""The base classes and helpers that mirror `pymilvus.model.base` and `.sparse.utils`."""

import copy
import pickle
import warnings

import numpy as np
import pytest
from scipy.sparse import coo_array, csr_array, csr_matrix

from elanus.base import BaseEmbeddingFunction, BaseRerankFunction, RerankResult
from elanus.errors import ElanusError, InputError, InputTypeError
from elanus.sparse.utils import stack_sparse_embeddings


@pytest.fixture(scope="module")
def oracle():
    try:
        with warnings.catch_warnings(action="ignore"):
            from pymilvus.model import base
    except ImportError as error:
        pytest.skip(f"the original cannot be imported: {error}")
    return base


RESULTS = [
    ("Black kite", 0.5, 2),
    ('it\'s a "quoted"\nline \\ \x00 鳶', -1e-30, 0),
    ("", np.float32(0.1), np.int64(3)),
    ("one", 3, 1),
    ("inf", float("inf"), 1),
    (None, None, None),
]


@pytest.mark.parametrize("values", RESULTS)
def test_a_result_reads_as_the_originals(oracle, values):
    ours, theirs = RerankResult(*values), oracle.RerankResult(*values)
    assert repr(ours) == repr(theirs)
    assert str(ours) == str(theirs)
    assert f"{ours}" == f"{theirs}"
    assert ours.to_dict() == theirs.to_dict()
    assert list(ours.to_dict()) == list(theirs.to_dict())
    assert (ours.text, ours.score, ours.index) == (theirs.text, theirs.score, theirs.index)


def test_a_result_takes_the_originals_argument_names():
    assert RerankResult(text="a", score=1.0, index=0) == RerankResult("a", 1.0, 0)


def test_results_are_equal_by_value_and_can_stand_in_a_set():
    result = RerankResult("a", 1.0, 0)
    assert result == RerankResult("a", 1.0, 0)
    others = [
        RerankResult("b", 1.0, 0),
        RerankResult("a", 2.0, 0),
        RerankResult("a", 1.0, 1),
        ("a", 1.0, 0),
        None,
    ]
    for other in others:
        assert result != other
    assert {result, RerankResult("a", 1.0, 0)} == {result}


def test_a_result_is_slotted_but_may_be_changed():
    result = RerankResult("a", 1.0, 0)
    result.score = 2.0
    assert result.score == 2.0
    with pytest.raises(AttributeError):
        result.rank = 1
    assert not hasattr(result, "__dict__")


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_result_can_be_pickled_and_copied(protocol):
    result = RerankResult("鳶", 1.5, 7)
    assert pickle.loads(pickle.dumps(result, protocol)) == result
    assert copy.copy(result) == result
    assert copy.deepcopy([result]) == [result]


def test_the_bases_can_be_subclassed_in_part():
    class Half(BaseEmbeddingFunction):
        def __call__(self, texts):
            return [len(text) for text in texts]

    assert Half()(["abc"]) == [3]
    with pytest.raises(NotImplementedError, match=r"Half does not implement 'encode_queries'"):
        Half().encode_queries(["abc"])
    with pytest.raises(NotImplementedError, match="__call__"):
        BaseEmbeddingFunction()(["abc"])
    with pytest.raises(NotImplementedError, match="__call__"):
        BaseRerankFunction()("query", ["document"], 1)


ROWS = [
    [csr_array(np.array([[0, 2, 0]], dtype=np.float32)), csr_array(np.array([[1, 0, 3]], dtype=np.float32))],
    [csr_array(np.array([0, 2, 0], dtype=np.float32)), csr_array(np.zeros(3, dtype=np.float32))],
    [coo_array(np.array([[0.0, 2.0]])), csr_array(np.array([[1.0, 0.0]]))],
    [csr_matrix(np.array([[0.0, 2.0]])), csr_matrix(np.array([[1.0, 0.0]]))],
    [csr_array((1, 5), dtype=np.float32)],
]


@pytest.mark.parametrize("rows", ROWS)
def test_stacking_gives_the_originals_matrix(oracle, rows):
    theirs = pytest.importorskip("pymilvus.model.sparse.utils").stack_sparse_embeddings(rows)
    ours = stack_sparse_embeddings(iter(rows))
    assert ours.format == "csr"
    assert type(ours) is type(theirs.tocsr())
    assert ours.dtype == theirs.dtype
    assert ours.shape == theirs.shape
    assert ours.toarray().tolist() == theirs.toarray().tolist()


def test_stacking_nothing_gives_an_empty_matrix():
    stacked = stack_sparse_embeddings([])
    assert isinstance(stacked, csr_array)
    assert stacked.shape == (0, 0)


def test_stacking_names_the_row_that_does_not_fit():
    row = csr_array((1, 3), dtype=np.float32)
    with pytest.raises(InputError, match="sparse embedding 2 has 4 columns, those before it 3"):
        stack_sparse_embeddings([row, row, csr_array((1, 4), dtype=np.float32)])
    with pytest.raises(InputTypeError, match="sparse embedding 1 is of type list") as caught:
        stack_sparse_embeddings([row, [0.0, 1.0, 0.0]])
    assert isinstance(caught.value, ElanusError)
