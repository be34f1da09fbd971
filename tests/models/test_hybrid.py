"""BGEM3- and MGTEEmbeddingFunction on tiny models, against the plain arithmetic."""

import json
import sys

import numpy as np
import pytest
import torch
import transformers

from conftest import save_tiny, tiny_tokenizer
from elanus.errors import InputError, ModelFileError, TruncationWarning
from elanus.hybrid import BGEM3EmbeddingFunction, MGTEEmbeddingFunction


@pytest.fixture(scope="module")
def bge(tmp_path_factory):
    """BGE-M3's layout: an encoder, and two heads beside it."""
    folder = save_tiny(tmp_path_factory.mktemp("bge"), transformers.BertModel)
    torch.manual_seed(11)
    for name, size in (("sparse", 1), ("colbert", 16)):
        torch.save(torch.nn.Linear(32, size).state_dict(), folder / f"{name}_linear.pt")
    return folder


def terms(tokenizer, ids, weights):
    """The largest weight of each term: the loop that the original has."""
    row = np.zeros(len(tokenizer), dtype=np.float32)
    unused = {tokenizer.cls_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id, tokenizer.unk_token_id}
    for term, weight in zip(ids.tolist(), weights.tolist(), strict=True):
        if term not in unused:
            row[term] = max(row[term], weight)
    return row


def directly(folder, text, limit=24):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModel.from_pretrained(folder).eval()
    inputs = tokenizer(text, truncation=True, max_length=limit, return_tensors="pt")
    heads = {name: torch.load(folder / f"{name}_linear.pt") for name in ("sparse", "colbert")}
    with torch.inference_mode():
        states = model(**inputs).last_hidden_state[0]
        weights = (states @ heads["sparse"]["weight"].T + heads["sparse"]["bias"]).relu()[:, 0]
        colbert = states[1:] @ heads["colbert"]["weight"].T + heads["colbert"]["bias"]
    dense = states[0] / states[0].norm()
    colbert = colbert / colbert.norm(dim=-1, keepdim=True)
    return dense.numpy(), terms(tokenizer, inputs["input_ids"][0], weights), colbert.numpy()


@pytest.mark.parametrize("batch_size", [1, 3, 16])
def test_bge_m3_equals_transformers(bge, texts, batch_size):
    ef = BGEM3EmbeddingFunction(str(bge), batch_size, device="cpu", return_colbert_vecs=True, max_length=24)
    expected = [directly(bge, text) for text in texts]
    for result in (ef(texts), ef.encode_queries(texts), ef.encode_documents(texts)):
        assert list(result) == ["dense", "sparse", "colbert_vecs"]
        np.testing.assert_allclose(result["dense"].array, [dense for dense, _, _ in expected], atol=1e-5)
        sparse = result["sparse"]
        np.testing.assert_allclose(sparse.toarray(), [row for _, row, _ in expected], atol=1e-5)
        assert sparse.dtype == np.float32
        assert sparse.has_canonical_format
        assert not (sparse.data <= 0).any()
        for vectors, (_, _, colbert) in zip(result["colbert_vecs"], expected, strict=True):
            np.testing.assert_allclose(vectors, colbert, atol=1e-5)
    assert ef.dim == {"dense": 32, "colbert_vecs": 16, "sparse": len(tiny_tokenizer())}


def test_bge_m3_returns_what_is_asked_for(bge, texts):
    assert list(BGEM3EmbeddingFunction(str(bge), device="cpu", return_sparse=False)(texts)) == ["dense"]
    result = BGEM3EmbeddingFunction(str(bge), devices="cpu", return_dense=False, passage_max_length=24)([])
    assert list(result) == ["sparse"]
    assert result["sparse"].shape == (0, len(tiny_tokenizer()))
    with pytest.raises(InputError, match="nothing is to be returned"):
        BGEM3EmbeddingFunction(return_dense=False, return_sparse=False)


def test_bge_m3_counts_what_it_cuts(bge):
    ef = BGEM3EmbeddingFunction(str(bge), device="cpu", max_length=10)
    with pytest.warns(TruncationWarning, match="^1 of 2 texts exceeded the 10 tokens") as caught:
        result = ef(["kite " * 30, "kite"])
    assert len(caught) == 1
    np.testing.assert_allclose(result["dense"][0], directly(bge, "kite " * 30, 10)[0], atol=1e-5)


def test_bge_m3_names_the_head_that_is_missing(tiny_bert, texts):
    with pytest.raises(ModelFileError, match=r"lacks sparse_linear\.pt, colbert_linear.pt"):
        BGEM3EmbeddingFunction(str(tiny_bert), device="cpu", return_colbert_vecs=True)(texts)


CODE = """
from dataclasses import dataclass

import torch
from transformers import BertConfig, BertModel, PreTrainedModel
from transformers.utils import ModelOutput


class TinyConfig(BertConfig):
    model_type = "tiny-new"


@dataclass
class TinyOutput(ModelOutput):
    logits: torch.Tensor | None = None
    last_hidden_state: torch.Tensor | None = None


class TinyForTokenClassification(PreTrainedModel):
    config_class = TinyConfig
    base_model_prefix = "new"

    def __init__(self, config):
        super().__init__(config)
        self.new = BertModel(config, add_pooling_layer=False)
        self.classifier = torch.nn.Linear(config.hidden_size, 1)
        self.post_init()

    def forward(self, return_dict=True, **inputs):
        states = self.new(**inputs).last_hidden_state
        return TinyOutput(logits=self.classifier(states), last_hidden_state=states)
"""


@pytest.fixture(scope="module")
def gte(tmp_path_factory):
    """mGTE's layout: the repository brings the code of its model."""
    import importlib.util

    folder = tmp_path_factory.mktemp("gte")
    (folder / "modeling.py").write_text(CODE)
    spec = importlib.util.spec_from_file_location("tiny_modeling", folder / "modeling.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["tiny_modeling"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    save_tiny(folder, module.TinyForTokenClassification)
    config = json.loads((folder / "config.json").read_text())
    config["model_type"] = "tiny-new"
    config["auto_map"] = {
        "AutoConfig": "modeling.TinyConfig",
        "AutoModelForTokenClassification": "modeling.TinyForTokenClassification",
    }
    (folder / "config.json").write_text(json.dumps(config))
    return folder, module.TinyForTokenClassification.from_pretrained(folder).eval()


@pytest.mark.parametrize("batch_size", [1, 3, 16])
@pytest.mark.parametrize("dimensions", [None, 8])
def test_mgte_equals_transformers(gte, texts, batch_size, dimensions):
    folder, model = gte
    ef = MGTEEmbeddingFunction(
        str(folder), batch_size, "cpu", dimensions=dimensions, trust_remote_code=True, max_length=24
    )
    tokenizer = tiny_tokenizer()
    result = ef.encode_documents(texts)
    for row, text in enumerate(texts):
        inputs = tokenizer(text, truncation=True, max_length=24, return_tensors="pt")
        with torch.inference_mode():
            output = model(**inputs)
        dense = output.last_hidden_state[0, 0, :dimensions]
        np.testing.assert_allclose(result["dense"][row], (dense / dense.norm()).numpy(), atol=1e-5)
        expected = terms(tokenizer, inputs["input_ids"][0], output.logits[0, :, 0].relu())
        np.testing.assert_allclose(result["sparse"].toarray()[row], expected, atol=1e-5)
    assert ef.dim == {"dense": dimensions or 32, "sparse": len(tokenizer)}
    empty = ef([])
    assert empty["dense"].array.shape == (0, dimensions or 32)


def test_mgte_runs_no_code_of_a_repository_unasked(gte, tmp_path, texts):
    folder, _ = gte
    with pytest.raises(ModelFileError, match="trust_remote_code"):
        MGTEEmbeddingFunction(str(folder), device="cpu")(texts)
