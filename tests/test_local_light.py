"""The local classes without their packages: laziness, what a missing package makes them say."""

import ast
import importlib
import importlib.util
import inspect
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from elanus._csr import CsrBuilder
from elanus._lengths import by_length
from elanus._model_files import is_directory_name
from elanus._progress import Progress
from elanus._texts import check_texts, check_top_k, report_truncation
from elanus.dense import (
    DefaultEmbeddingFunction,
    InstructorEmbeddingFunction,
    Model2VecEmbeddingFunction,
    OnnxEmbeddingFunction,
    SentenceTransformerEmbeddingFunction,
)
from elanus.errors import (
    ElanusWarning,
    InputError,
    InputTypeError,
    MissingPackageError,
    ModelFileError,
    TruncationWarning,
)
from elanus.hybrid import BGEM3EmbeddingFunction, MGTEEmbeddingFunction
from elanus.reranker import BGERerankFunction, CrossEncoderRerankFunction
from elanus.sparse import SpladeEmbeddingFunction
from provider_answers import KEY_VARIABLES

EMBEDDERS = [
    DefaultEmbeddingFunction,
    OnnxEmbeddingFunction,
    SentenceTransformerEmbeddingFunction,
    InstructorEmbeddingFunction,
    Model2VecEmbeddingFunction,
    SpladeEmbeddingFunction,
    BGEM3EmbeddingFunction,
    MGTEEmbeddingFunction,
]
RERANKERS = [BGERerankFunction, CrossEncoderRerankFunction]

# The constructors of pymilvus.model 0.3.4: names, order and defaults.
ORIGINAL = {
    OnnxEmbeddingFunction: {
        "model_name": "GPTCache/paraphrase-albert-onnx",
        "tokenizer_name": "GPTCache/paraphrase-albert-small-v2",
    },
    SentenceTransformerEmbeddingFunction: {
        "model_name": "all-MiniLM-L6-v2",
        "batch_size": 32,
        "query_instruction": "",
        "doc_instruction": "",
        "device": "cpu",
        "normalize_embeddings": True,
    },
    InstructorEmbeddingFunction: {
        "model_name": "hkunlp/instructor-xl",
        "batch_size": 32,
        "query_instruction": "Represent the question for retrieval:",
        "doc_instruction": "Represent the document for retrieval:",
        "device": "cpu",
        "normalize_embeddings": True,
    },
    Model2VecEmbeddingFunction: {"model_source": "minishlab/potion-base-8M"},
    SpladeEmbeddingFunction: {
        "model_name": "naver/splade-cocondenser-ensembledistil",
        "batch_size": 32,
        "query_instruction": "",
        "doc_instruction": "",
        "device": "cpu",
        "k_tokens_query": None,
        "k_tokens_document": None,
    },
    BGEM3EmbeddingFunction: {
        "model_name": "BAAI/bge-m3",
        "batch_size": 16,
        "device": None,
        "normalize_embeddings": True,
        "use_fp16": False,
        "return_dense": True,
        "return_sparse": True,
        "return_colbert_vecs": False,
    },
    MGTEEmbeddingFunction: {
        "model_name": "Alibaba-NLP/gte-multilingual-base",
        "batch_size": 16,
        "device": "",
        "normalize_embeddings": True,
        "dimensions": None,
        "use_fp16": False,
        "return_dense": True,
        "return_sparse": True,
    },
    BGERerankFunction: {
        "model_name": "BAAI/bge-reranker-v2-m3",
        "use_fp16": True,
        "batch_size": 32,
        "normalize": True,
        "device": None,
        "query_max_length": 256,
        "max_length": 512,
    },
    CrossEncoderRerankFunction: {
        "model_name": "",
        "device": "",
        "batch_size": 32,
        "activation_fct": None,
    },
}


@pytest.mark.parametrize("kind", ORIGINAL, ids=lambda kind: kind.__name__)
def test_constructors_are_the_originals(kind):
    parameters = inspect.signature(kind).parameters.values()
    positional = {p.name: p.default for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD}
    assert list(positional.items()) == list(ORIGINAL[kind].items())


AUDIT = """
import sys
seen = []
def hook(event, arguments):
    name = event.partition(".")[0]
    if name in ("socket", "subprocess") or event in ("os.system", "os.exec", "os.fork", "os.posix_spawn"):
        seen.append((event, str(arguments)))
    writes = event == "open" and (
        (isinstance(arguments[1], str) and set(arguments[1]) & set("wxa+"))
        or (isinstance(arguments[2], int) and arguments[2] & 0o3)
    )
    if writes or event in ("os.mkdir", "os.rename", "os.remove", "shutil.rmtree", "tempfile.mkstemp"):
        seen.append((event, str(arguments)))
sys.dont_write_bytecode = True
sys.addaudithook(hook)
import elanus.dense, elanus.hybrid, elanus.reranker, elanus.sparse
for package, names in (
    (elanus.dense, %r), (elanus.hybrid, elanus.hybrid.__all__),
    (elanus.reranker, ["BGERerankFunction", "CrossEncoderRerankFunction"]),
    (elanus.sparse, ["SpladeEmbeddingFunction"]),
):
    for name in names:
        repr(getattr(package, name)())
assert not seen, seen
heavy = {"torch", "transformers", "sentence_transformers", "onnxruntime", "tokenizers", "huggingface_hub",
         "model2vec", "FlagEmbedding", "scipy"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
import os
os.environ.update(dict.fromkeys(%r, "k-12345"))
made = 0
for package in (elanus.dense, elanus.hybrid, elanus.reranker, elanus.sparse):  # every class there is
    for name in package.__all__:
        given = {"TEI": ["http://127.0.0.1:9"], "Mis": [None], "Com": ["http://127.0.0.1:9", "m"]}
        repr(getattr(package, name)(*given.get(name[:3], [])))
        made += 1
assert not seen, seen
heavy.remove("scipy")  # BM25's matrices
assert not heavy & set(sys.modules), heavy & set(sys.modules)
print(made)
"""


def test_nothing_happens_at_import_or_construction():
    """No socket, process or written file, and none of the heavy packages loaded."""
    dense = [kind.__name__ for kind in EMBEDDERS[:5]]
    done = subprocess.run(
        [sys.executable, "-c", AUDIT % (dense, KEY_VARIABLES)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == 23 + 3


def original_names(package):
    """The names of a package of pymilvus.model, read from its source: importing it needs every provider."""
    folder = importlib.util.find_spec("pymilvus.model").submodule_search_locations[0]
    tree = ast.parse(Path(folder, package, "__init__.py").read_text())
    for node in tree.body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__":
            return set(ast.literal_eval(node.value))
    raise AssertionError(package)


# What pymilvus.model has no like of.
OURS = {
    "dense": {"DefaultEmbeddingFunction"},
    "reranker": {"CompatibleRerankFunction", "DeepInfraRerankFunction"},
    "hybrid": set(),
    "sparse": set(),
}


@pytest.mark.parametrize("package", OURS)
def test_names_are_those_of_the_original(package):
    module = importlib.import_module(f"elanus.{package}")
    assert set(module.__all__) - original_names(package) == OURS[package]
    assert original_names(package) <= set(module.__all__) <= set(dir(module))


def test_all_23_names_are_imported_from_the_originals_paths():
    """The modules too: `from pymilvus.model.dense.cohere import ...` is `from elanus.dense.cohere ...`."""
    found = []
    for package in OURS:
        folder = importlib.util.find_spec("pymilvus.model").submodule_search_locations[0]
        for node in ast.parse(Path(folder, package, "__init__.py").read_text()).body:
            if not isinstance(node, ast.ImportFrom):
                continue
            path = node.module.replace("pymilvus.model", "elanus")
            names = [alias.name for alias in node.names if alias.name in original_names(package)]
            ours = importlib.import_module(f"elanus.{package}")
            found += [
                name for name in names if getattr(importlib.import_module(path), name) is getattr(ours, name)
            ]
    assert len(found) == len(set(found)) == 23


def test_listing_all_packages_imports_no_class():
    script = (
        "import sys, elanus; from elanus import dense, hybrid, reranker, sparse\n"
        "assert 'DefaultEmbeddingFunction' in dir(elanus)\n"
        "for p in (dense, hybrid, reranker, sparse): assert set(p.__all__) <= set(dir(p))\n"
        "ours = [m for m in sys.modules if m.startswith('elanus.') and m.count('.') > 1]\n"
        "away = {'numpy', 'scipy', 'httpx2', 'torch', 'pymilvus'} & set(sys.modules)\n"
        "assert not ours and not away, (ours, away)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_packages_list_their_classes_without_importing_them():
    script = (
        "import sys, elanus.hybrid as h; assert 'BGEM3EmbeddingFunction' in dir(h); "
        "assert 'elanus.hybrid.bge_m3' not in sys.modules; h.BGEM3EmbeddingFunction; "
        "assert 'elanus.hybrid.bge_m3' in sys.modules; assert 'numpy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize(
    ("kind", "package", "extra"),
    [
        (OnnxEmbeddingFunction, "onnxruntime", "default"),
        (DefaultEmbeddingFunction, "onnxruntime", "default"),
        (SentenceTransformerEmbeddingFunction, "sentence_transformers", "sentence-transformers"),
        (InstructorEmbeddingFunction, "sentence_transformers", "sentence-transformers"),
        (SpladeEmbeddingFunction, "sentence_transformers", "sentence-transformers"),
        (Model2VecEmbeddingFunction, "model2vec", "model2vec"),
        (BGEM3EmbeddingFunction, "transformers", "flag"),
        (MGTEEmbeddingFunction, "transformers", "flag"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_missing_package_is_named_with_its_extra(monkeypatch, tmp_path, kind, package, extra):
    monkeypatch.setitem(sys.modules, package, None)  # what an import finds then is an ImportError
    ef = kind(str(tmp_path), **({"tokenizer_name": str(tmp_path)} if kind is OnnxEmbeddingFunction else {}))
    with pytest.raises(
        MissingPackageError, match=rf'{kind.__name__} needs .*pip install "elanus\[{extra}\]"'
    ):
        ef.encode_documents(["kite"])


@pytest.mark.parametrize("kind", RERANKERS, ids=lambda kind: kind.__name__)
def test_rerankers_name_the_missing_package_too(monkeypatch, tmp_path, kind):
    monkeypatch.setitem(sys.modules, "transformers", None)
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    extra = "flag" if kind is BGERerankFunction else "sentence-transformers"
    with pytest.raises(MissingPackageError, match=rf'pip install "elanus\[{extra}\]"'):
        kind(str(tmp_path))("query", ["kite"])


@pytest.mark.parametrize("kind", EMBEDDERS, ids=lambda kind: kind.__name__)
def test_wrong_input_is_refused_before_anything_is_loaded(kind):
    ef = kind()
    for method in (ef.encode_queries, ef.encode_documents, ef):
        with pytest.raises(InputTypeError, match="is a bare str; expected a list of str"):
            method("kite")
        with pytest.raises(InputTypeError, match=r"\[1\] is None; expected a str"):
            method(["kite", None])
        with pytest.raises(InputTypeError, match="is int; expected a list of str"):
            method(3)
    for batch_size, error in (
        (0, InputError),
        (-1, InputError),
        (1.5, InputTypeError),
        (True, InputTypeError),
    ):
        with pytest.raises(error, match="batch_size must be"):
            kind(batch_size=batch_size)


@pytest.mark.parametrize("kind", RERANKERS, ids=lambda kind: kind.__name__)
def test_rerankers_refuse_wrong_input_before_anything_is_loaded(kind):
    rank = kind()
    with pytest.raises(InputTypeError, match="query is int; expected a str"):
        rank(3, ["kite"])
    with pytest.raises(InputTypeError, match=r"documents\[0\] is float; expected a str"):
        rank("query", [float("nan")])
    with pytest.raises(InputError, match="top_k must be at least 1, not 0"):
        rank("query", ["kite"], top_k=0)
    with pytest.raises(InputTypeError, match="top_k must be an int"):
        rank("query", ["kite"], top_k=2.5)
    assert rank("query", []) == []


def test_columns_of_other_libraries_are_texts():
    expected = ["kite", "falcon"]
    assert check_texts(np.array(expected)) == expected
    assert check_texts(np.array(expected, dtype=object)) == expected
    assert check_texts(iter(expected)) == expected
    assert check_texts(["\ud800 kite \udfff"]) == ["\ufffd kite \ufffd"]
    with pytest.raises(InputTypeError, match="is a bare bytes; expected a list of str"):
        check_texts(b"kite")


def test_top_k():
    assert check_top_k(np.int64(2), 3) == 2
    with pytest.raises(InputTypeError, match="not bool"):
        check_top_k(True, 3)


def test_truncation_is_reported_where_the_user_called():
    with pytest.warns(TruncationWarning, match="^2 of 9 texts exceeded the 5 tokens") as caught:
        report_truncation(2, 9, 5)
    assert caught[0].filename == __file__
    assert issubclass(TruncationWarning, ElanusWarning)
    report_truncation(0, 9, 5)


@pytest.mark.parametrize("seed", range(20))
def test_csr_builder_equals_a_dense_matrix(seed):
    chance = random.Random(seed)
    rows, columns = chance.randrange(12), chance.randrange(12)
    dense = np.zeros((rows, columns), np.float32)
    for place in chance.sample(range(dense.size), dense.size // 3):
        dense.flat[place] = chance.random()
    builder = CsrBuilder(rows, columns)
    order = chance.sample(range(rows), rows)
    for batch in np.array_split(np.array(order, np.intp), 3):
        local_rows, local_columns = np.nonzero(dense[batch])
        builder.add(batch, local_rows, local_columns, dense[batch][local_rows, local_columns])
    matrix = builder.build()
    np.testing.assert_array_equal(matrix.toarray(), dense)
    assert (matrix.dtype, matrix.indices.dtype, matrix.indptr.dtype) == (np.float32, np.int32, np.int32)
    assert matrix.has_canonical_format


@pytest.mark.parametrize("seed", range(20))
def test_batches_hold_every_text_once_longest_first(seed):
    lengths = random.Random(seed).choices(range(50), k=40)
    found = list(by_length(lengths, 7, 100))
    assert sorted(i for batch in found for i in batch) == list(range(40))
    assert all(len(batch) <= 7 for batch in found)
    assert all(len(batch) == 1 or len(batch) * lengths[batch[0]] <= 100 for batch in found)
    in_order = [lengths[i] for batch in found for i in batch]
    assert in_order == sorted(lengths, reverse=True)


def test_progress_is_silent_without_a_terminal(capsys):
    with Progress(3, "Encoding") as progress:
        progress.advance(3)
    assert capsys.readouterr() == ("", "")
    with Progress(3, "Encoding", show=True) as progress:
        progress.advance(1)
        progress.advance(2)
    assert capsys.readouterr().err.endswith("3/3\n")


def test_directories_and_repositories(tmp_path):
    assert is_directory_name(str(tmp_path))
    assert is_directory_name(tmp_path / "none")
    assert is_directory_name("/none/at/all")
    assert not is_directory_name("all-MiniLM-L6-v2")
    with pytest.raises(ModelFileError, match="there is no model directory"):
        _ = OnnxEmbeddingFunction("a", tmp_path / "none").dim
    with pytest.raises(ModelFileError, match=r"lacks config\.json"):
        _ = OnnxEmbeddingFunction("a", tmp_path).dim
