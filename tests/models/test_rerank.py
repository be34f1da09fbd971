"""CrossEncoder- and BGERerankFunction on tiny models, against the plain arithmetic."""

import numpy as np
import pytest
import torch
import transformers

from conftest import WORDS, save_tiny
from elanus.errors import InputError, InputTypeError, ModelFileError, TruncationWarning
from elanus.reranker import BGERerankFunction, CrossEncoderRerankFunction

QUERY = "falcon hunts at dawn"


@pytest.fixture(scope="module")
def ranker(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ranker")
    return save_tiny(folder, transformers.BertForSequenceClassification, num_labels=1)


def logit(folder, query, text, **cut):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    inputs = tokenizer([query], [text], return_tensors="pt", **cut)  # without the lists "" is no pair
    with torch.inference_mode():
        return model(**inputs).logits[0, 0].item()


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def make(kind, folder, **options):
    if kind == "cross":
        return CrossEncoderRerankFunction(str(folder), "cpu", **options)
    return BGERerankFunction(str(folder), device="cpu", max_length=24, query_max_length=12, **options)


@pytest.mark.parametrize("kind", ["cross", "bge"])
@pytest.mark.parametrize("batch_size", [1, 3, 32])
def test_scores_equal_transformers_best_first(ranker, texts, kind, batch_size):
    results = make(kind, ranker, batch_size=batch_size)(QUERY, texts, top_k=100)
    assert sorted(result.index for result in results) == list(range(len(texts)))
    scores = [result.score for result in results]
    assert scores == sorted(scores, reverse=True)
    for result in results:
        cut = {"truncation": "only_second", "max_length": 24}
        assert result.text == texts[result.index]
        assert isinstance(result.score, float)
        assert result.score == pytest.approx(sigmoid(logit(ranker, QUERY, result.text, **cut)), abs=1e-5)
        assert result.to_dict() == {"text": result.text, "score": result.score, "index": result.index}


@pytest.mark.parametrize("kind", ["cross", "bge"])
def test_top_k_and_edges(ranker, texts, kind):
    rank = make(kind, ranker)
    everything = rank(QUERY, texts, top_k=None)
    assert len(everything) == len(texts)
    assert rank(QUERY, texts) == everything[:5]
    assert rank(QUERY, iter(texts), top_k=2) == everything[:2]
    assert rank(QUERY, []) == []
    for top_k in (0, -1):
        with pytest.raises(InputError, match=f"top_k must be at least 1, not {top_k}"):
            rank(QUERY, texts, top_k=top_k)
    with pytest.raises(InputTypeError, match=r"documents\[1\] is int; expected a str"):
        rank(QUERY, ["kite", 3])
    with pytest.raises(InputTypeError, match="query is None; expected a str"):
        rank(None, texts)
    with pytest.raises(InputTypeError, match="is a bare str; expected a list of str"):
        rank(QUERY, "kite")


@pytest.mark.parametrize("kind", ["cross", "bge"])
def test_long_pairs_are_counted_once(ranker, kind):
    with pytest.warns(
        TruncationWarning, match="^1 of 2 pairs of query and document exceeded the 24"
    ) as caught:
        make(kind, ranker, batch_size=1)(QUERY, ["kite " * 40, "kite"])
    assert len(caught) == 1


def test_activations(ranker, texts):
    raw = CrossEncoderRerankFunction(str(ranker), "cpu", activation_fct=torch.nn.Identity())(QUERY, texts[:3])
    for result in raw:
        assert result.score == pytest.approx(logit(ranker, QUERY, result.text), abs=1e-5)
    assert make("bge", ranker, normalize=False)(QUERY, texts[:3]) == raw


def test_bge_cuts_the_query_first_and_then_the_document(ranker):
    words = WORDS[:18]
    query, text = " ".join(words), " ".join(reversed(words * 2))
    with pytest.warns(TruncationWarning, match="^1 of 1 pairs"):
        (result,) = make("bge", ranker)(query, [text])
    cut = {"truncation": "only_second", "max_length": 24}
    expected = sigmoid(logit(ranker, " ".join(words[:12]), text, **cut))
    assert result.score == pytest.approx(expected, abs=1e-5)
    with pytest.raises(InputError, match="query_max_length must be"):
        BGERerankFunction(query_max_length=512)


def test_models_that_are_no_rerankers(tmp_path, tmp_path_factory):
    with pytest.raises(InputError, match="needs a model"):
        CrossEncoderRerankFunction()("query", ["kite"])
    folder = tmp_path_factory.mktemp("three")
    save_tiny(folder, transformers.BertForSequenceClassification, num_labels=3)
    for kind in ("cross", "bge"):
        with pytest.raises(ModelFileError, match="gives 3 scores a pair, not one"):
            make(kind, folder)("query", ["kite"])
        with pytest.raises(ModelFileError, match=r"lacks config\.json"):
            make(kind, tmp_path)("query", ["kite"])
    headless = save_tiny(tmp_path_factory.mktemp("headless"), transformers.BertModel)
    config = transformers.AutoConfig.from_pretrained(headless)
    config.num_labels = 1
    config.save_pretrained(headless)
    with pytest.raises(
        ModelFileError, match="has no trained weights for BertForSequenceClassification: class"
    ):
        make("bge", headless)("query", ["kite"])
    with pytest.raises(InputError, match="one device is used"):
        BGERerankFunction(device=["cuda:0", "cuda:1"])
