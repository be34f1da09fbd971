"""SentenceTransformer, Instructor and Model2VecEmbeddingFunction on tiny models against plain arithmetic."""

import numpy as np
import pytest
import torch
import transformers
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from elanus.dense import (
    InstructorEmbeddingFunction,
    Model2VecEmbeddingFunction,
    SentenceTransformerEmbeddingFunction,
)
from elanus.errors import InputTypeError, ModelFileError, TruncationWarning


def hidden(folder, text, limit=24, **options):
    """The last hidden state of one text, by transformers alone."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModel.from_pretrained(folder, **options).eval()
    inputs = tokenizer(text, truncation=True, max_length=limit, return_tensors="pt")
    with torch.inference_mode():
        return inputs["input_ids"][0], model(**inputs).last_hidden_state[0]


def unit(vector):
    return (vector / vector.norm()).numpy()


@pytest.mark.parametrize("batch_size", [1, 3, 32])
def test_mean_pooling_and_instructions(tiny_bert, texts, batch_size):
    ef = SentenceTransformerEmbeddingFunction(
        str(tiny_bert), batch_size, query_instruction="query : ", doc_instruction="the "
    )
    for prefix, vectors in (
        ("", ef(texts)),
        ("query : ", ef.encode_queries(texts)),
        ("the ", ef.encode_documents(iter(texts))),
    ):
        expected = [unit(hidden(tiny_bert, prefix + text)[1].mean(dim=0)) for text in texts]
        np.testing.assert_allclose(vectors.array, expected, atol=1e-5)
    assert ef.dim == 32


def test_vectors_need_not_be_normalised(tiny_bert, texts):
    vectors = SentenceTransformerEmbeddingFunction(str(tiny_bert), normalize_embeddings=False)(texts)
    expected = [hidden(tiny_bert, text)[1].mean(dim=0).numpy() for text in texts]
    np.testing.assert_allclose(vectors.array, expected, atol=1e-5)


def test_long_texts_are_counted_once(tiny_bert):
    ef = SentenceTransformerEmbeddingFunction(str(tiny_bert), batch_size=1)
    with pytest.warns(TruncationWarning, match="^2 of 3 texts exceeded the 24 tokens") as caught:
        ef(["kite " * 50, "kite", "lake " * 23])
    assert len(caught) == 1
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    "make", [SentenceTransformerEmbeddingFunction, InstructorEmbeddingFunction], ids=["plain", "instructor"]
)
def test_empty_and_wrong_input(tiny_bert, make):
    ef = make(str(tiny_bert))
    assert ef([]).array.shape == (0, 32)
    with pytest.raises(InputTypeError, match=r"documents\[1\] is None; expected a str"):
        ef.encode_documents(["kite", None])
    with pytest.raises(InputTypeError, match="is a bare str; expected a list of str"):
        ef.encode_queries("kite")


def test_missing_files_and_wrong_names(tmp_path):
    with pytest.raises(ModelFileError, match=r"lacks config.json or modules.json, weights .*, a tokenizer"):
        SentenceTransformerEmbeddingFunction(str(tmp_path))(["kite"])
    with pytest.raises(ModelFileError, match="there is no model directory"):
        SentenceTransformerEmbeddingFunction(str(tmp_path / "none"))(["kite"])
    with pytest.raises(ModelFileError, match="cannot load the model 'no-such/model': We couldn't connect"):
        SentenceTransformerEmbeddingFunction("no-such/model")(["kite"])


@pytest.fixture(scope="module")
def instructor(tmp_path_factory):
    """A tiny T5 encoder with INSTRUCTOR's modules: mean, projection, length 1."""
    from sentence_transformers.base.modules import Dense, Normalize, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling

    from conftest import tiny_tokenizer

    base = tmp_path_factory.mktemp("t5")
    torch.manual_seed(7)
    tokenizer = tiny_tokenizer()
    tokenizer.model_input_names = ["input_ids", "attention_mask"]
    config = transformers.T5Config(
        vocab_size=len(tokenizer), d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4
    )
    transformers.T5EncoderModel(config).save_pretrained(base)
    tokenizer.save_pretrained(base)
    encoder = Transformer(str(base), max_seq_length=24)
    dense = Dense(32, 16, bias=False, activation_function=torch.nn.Identity())
    folder = tmp_path_factory.mktemp("instructor")
    SentenceTransformer(modules=[encoder, Pooling(32), dense, Normalize()]).save(str(folder))
    return folder, base, dense.linear.weight.detach()


@pytest.mark.parametrize("batch_size", [1, 32])
def test_instructor_means_the_text_and_not_the_instruction(instructor, texts, batch_size):
    folder, base, projection = instructor
    ef = InstructorEmbeddingFunction(
        str(folder), batch_size, query_instruction="query the lake:", doc_instruction=" the hills: "
    )
    tokenizer = transformers.AutoTokenizer.from_pretrained(base)
    model = transformers.T5EncoderModel.from_pretrained(base).eval()
    for instruction, vectors in (
        ("query the lake:", ef.encode_queries(texts)),
        ("the hills:", ef.encode_documents(texts)),
        ("the hills:", ef(texts)),
    ):
        skipped = len(tokenizer(instruction)["input_ids"]) - 1  # [CLS] and the instruction, but not its [SEP]
        for text, vector in zip(texts, vectors, strict=True):
            inputs = tokenizer(instruction + text, truncation=True, max_length=24, return_tensors="pt")
            with torch.inference_mode():
                states = model(**inputs).last_hidden_state[0]
            np.testing.assert_allclose(vector, unit(projection @ states[skipped:].mean(dim=0)), atol=1e-5)
    assert ef.dim == 16


@pytest.fixture(scope="module")
def static(tmp_path_factory):
    """A tiny table of vectors."""
    from model2vec import StaticModel

    from conftest import tiny_tokenizer

    engine = Tokenizer.from_str(tiny_tokenizer().backend_tokenizer.to_str())
    table = np.random.default_rng(3).normal(size=(engine.get_vocab_size(), 8)).astype(np.float32)
    folder = tmp_path_factory.mktemp("static")
    StaticModel(table, engine, normalize=True, max_length=20).save_pretrained(folder)
    return folder, engine, table


@pytest.mark.parametrize("batch_size", [1, 3, 1024])
def test_model2vec_is_the_mean_of_rows(static, texts, batch_size):
    folder, engine, table = static
    ef = Model2VecEmbeddingFunction(str(folder), batch_size=batch_size)
    vectors = ef.encode_documents(texts)
    for text, vector in zip(texts, vectors, strict=True):
        ids = [i for i in engine.encode(text, add_special_tokens=False).ids if i != 1]
        mean = table[ids].mean(axis=0) if ids else np.zeros(8)
        np.testing.assert_allclose(vector, mean / max(np.linalg.norm(mean), 1e-30), atol=1e-5)
    assert ef.dim == 8
    assert ef([]).array.shape == (0, 8)
    np.testing.assert_array_equal(ef.encode_queries(texts).array, vectors.array)


def test_model2vec_counts_what_it_cuts(static):
    ef = Model2VecEmbeddingFunction(static[0])
    with pytest.warns(TruncationWarning, match="^1 of 2 texts exceeded the 20 tokens") as caught:
        ef(["kite " * 30, "kite"])
    assert len(caught) == 1


def test_model2vec_says_what_is_missing(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelFileError, match=r"lacks model.safetensors, tokenizer.json"):
        Model2VecEmbeddingFunction(tmp_path)(["kite"])
