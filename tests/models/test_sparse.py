"""SpladeEmbeddingFunction on tiny models, against the plain arithmetic."""

import numpy as np
import pytest
import torch
import transformers

from conftest import save_tiny, tiny_tokenizer
from elanus.errors import InputError, ModelFileError, TruncationWarning
from elanus.sparse import SpladeEmbeddingFunction


@pytest.fixture(scope="module")
def splade(tmp_path_factory):
    return save_tiny(tmp_path_factory.mktemp("splade"), transformers.BertForMaskedLM)


def directly(folder, text, k=None):
    """max over the text's tokens of log(1 + ReLU(logit)), by transformers alone; the k largest."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForMaskedLM.from_pretrained(folder).eval()
    inputs = tokenizer(text, truncation=True, max_length=24, return_tensors="pt")
    with torch.inference_mode():
        row = model(**inputs).logits[0].relu().log1p().max(dim=0).values.numpy()
    if k is not None:
        row[np.argsort(-row, kind="stable")[k:]] = 0
    return row


@pytest.mark.parametrize("batch_size", [1, 3, 32])
def test_a_vector_does_not_depend_on_its_batch(splade, texts, batch_size):
    ef = SpladeEmbeddingFunction(
        str(splade), batch_size, query_instruction="query : ", doc_instruction="the "
    )
    for prefix, matrix in (
        ("", ef(texts)),
        ("query : ", ef.encode_queries(texts)),
        ("the ", ef.encode_documents(texts)),
    ):
        expected = np.array([directly(splade, prefix + text) for text in texts])
        np.testing.assert_allclose(matrix.toarray(), expected, atol=1e-5)
        assert matrix.format == "csr"
        assert matrix.dtype == np.float32
        assert matrix.indices.dtype == matrix.indptr.dtype == np.int32
        assert matrix.has_canonical_format
    assert ef.dim == len(tiny_tokenizer())


def test_only_the_heaviest_terms_are_kept(splade, texts):
    ef = SpladeEmbeddingFunction(str(splade), k_tokens_query=4, k_tokens_document=1_000_000)
    expected = np.array([directly(splade, text, 4) for text in texts])
    queries = ef.encode_queries(texts)
    np.testing.assert_allclose(queries.toarray(), expected, atol=1e-5)
    assert np.diff(queries.indptr).max() == 4
    expected = np.array([directly(splade, text) for text in texts])
    np.testing.assert_allclose(ef.encode_documents(texts).toarray(), expected, atol=1e-5)
    with pytest.raises(InputError, match="k_tokens_query must be at least 1, not 0"):
        SpladeEmbeddingFunction(k_tokens_query=0)


def test_inference_free_query_encoder(tmp_path, splade, texts):
    from sentence_transformers import SparseEncoder
    from sentence_transformers.base.modules import Router
    from sentence_transformers.sparse_encoder.modules import (
        MLMTransformer,
        SparseStaticEmbedding,
        SpladePooling,
    )

    tokenizer = tiny_tokenizer()
    weights = torch.rand(len(tokenizer))
    router = Router.for_query_document(
        query_modules=[SparseStaticEmbedding(tokenizer=tokenizer, weight=weights, frozen=True)],
        document_modules=[MLMTransformer(str(splade), max_seq_length=24), SpladePooling("max")],
    )
    SparseEncoder(modules=[router]).save(str(tmp_path))
    ef = SpladeEmbeddingFunction(str(tmp_path))
    expected = np.zeros((len(texts), len(tokenizer)), dtype=np.float32)
    for row, text in enumerate(texts):
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        expected[row, ids] = weights[ids]
    expected[:, tokenizer.all_special_ids] = 0
    queries = ef.encode_queries(texts).toarray()
    queries[:, tokenizer.all_special_ids] = 0
    np.testing.assert_allclose(queries, expected, atol=1e-5)
    documents = np.array([directly(splade, text) for text in texts])
    np.testing.assert_allclose(ef.encode_documents(texts).toarray(), documents, atol=1e-5)


def test_edges(splade, tmp_path):
    ef = SpladeEmbeddingFunction(str(splade))
    assert ef([]).shape == (0, ef.dim)
    with pytest.warns(TruncationWarning, match="^1 of 2 texts exceeded the 24 tokens") as caught:
        ef.encode_documents(["kite " * 30, "kite"])
    assert len(caught) == 1
    with pytest.raises(ModelFileError, match=r"lacks config\.json"):
        SpladeEmbeddingFunction(str(tmp_path))(["kite"])
