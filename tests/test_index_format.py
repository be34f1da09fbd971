"""The indexes of tests/vectors, by a reader that was written from docs/index-file.md alone."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

import elanus
from index_file_reader import decompressed, read_index, read_sections

VECTORS = Path(__file__).parent / "vectors"
INDEX = VECTORS / "index"
EXPECTED = json.loads((VECTORS / "index.json").read_text("utf-8"))


def test_texts_ids_and_statistics_are_read():
    head, documents, model = read_index(INDEX / "texts")
    added = EXPECTED["texts"]["first"] + EXPECTED["texts"]["later"]
    alive = [document for document in added if document["id"] not in EXPECTED["texts"]["deleted"]]
    assert [(document["id"], document["text"]) for document in documents] == [
        (document["id"], document["text"]) for document in alive
    ]
    tokens = [document.get("tokens") or document["text"].split() for document in alive]
    for document, of_text in zip(documents, tokens, strict=True):
        assert document["length"] == len(of_text)
        counted = {model["terms"][term]: pair for term, pair in document["terms"].items()}
        assert counted == {term: (times, len(of_text)) for term, times in Counter(of_text).items()}
    holding = Counter(term for of_text in tokens for term in set(of_text))
    assert dict(zip(model["terms"], model["df"], strict=True)) == {
        term: holding[term]
        for document in added
        for term in (document.get("tokens") or document["text"].split())
    }
    assert (model["documents"], model["tokens"]) == (len(alive), sum(map(len, tokens)))
    weighing = head["weighing"]
    assert (head["generation"], head["store_text"], weighing["kind"], weighing["follows"]) == (
        2,
        True,
        "bm25",
        True,
    )
    assert head["analyzer"] == {"callable": "split"}
    # It has a base, and a part that came later.
    assert {path.name for path in (INDEX / "texts").iterdir()} >= {"manifest", "model-1", "segment-1-0"}


def test_vectors_are_read():
    head, documents, model = read_index(INDEX / "vectors")
    rows = EXPECTED["vectors"]["rows"]
    assert [(document["id"], document["terms"], document["text"]) for document in documents] == [
        (row["id"], dict(zip(row["columns"], row["weights"], strict=True)), None) for row in rows
    ]
    assert model is None
    assert head["weighing"] == {"kind": "vectors", "width": EXPECTED["vectors"]["width"]}


def test_documents_of_many_windows_are_read():
    head, documents, model = read_index(INDEX / "windows")
    windows = EXPECTED["windows"]
    assert [document["id"] for document in documents] == list(range(windows["documents"]))
    held = {
        term: [document["id"] for document in documents if number in document["terms"]]
        for number, term in enumerate(model["terms"])
    }
    often = list(range(0, windows["documents"], windows["often_every"]))
    assert held == {"often": often, "rare": windows["rare"]}
    assert dict(zip(model["terms"], model["df"], strict=True)) == {
        "often": len(often),
        "rare": len(windows["rare"]),
    }
    assert head["next_id"] == windows["documents"]


def test_what_an_index_saves_is_what_is_in_it(tmp_path):
    path = tmp_path / "birds.elanus"
    texts = [
        f"kite {number % 50} only{number} " + "soar over the hill " * (number % 7) for number in range(20_000)
    ]
    index = elanus.Index.build(texts, analyzer="standard")
    index.save(path)
    index.delete([5, 16_384])
    index.add(["a tern", "Löffler und Brachvögel"], ids=[40_000, 30_000])
    index.save()
    index.set_parameters(method="okapi", k1=1.7)
    index.save()
    assert (path / "manifest").read_bytes()[8] == 1
    index.set_parameters(min_df=2, max_terms=50)
    index.save()
    head, documents, model = read_index(path)
    assert head["weighing"]["pruning"] == {"min_df": 2, "max_df": 1.0, "max_terms": 50}
    assert model["bounds"] is None
    index.set_parameters(min_df=1, max_terms=None)
    index.save()
    head, documents, model = read_index(path)
    assert ((path / "manifest").read_bytes()[8], head["weighing"].get("pruning")) == (1, None)
    ids = [document["id"] for document in documents]
    assert ids == list(index.ids)
    assert [document["text"] for document in documents] == index.get(ids)
    assert (head["generation"], head["weighing"]["method"], head["weighing"]["k1"]) == (5, "okapi", 1.7)
    fitted = index.bm25
    assert (model["documents"], model["tokens"]) == (
        fitted.corpus_size,
        sum(document["length"] for document in documents),
    )
    matrix = fitted.encode_documents(index.get(ids))
    assert [sorted(document["terms"]) for document in documents] == [
        sorted(matrix.indices[start:end].tolist()) for start, end in pairwise(matrix.indptr)
    ]


def test_vectors_that_an_index_saves_are_its_rows(tmp_path):
    generator = np.random.default_rng(3)
    # Too many weights for a table of them.
    dense = generator.random((600, 700), dtype=np.float32) * (generator.random((600, 700)) < 0.8)
    index = elanus.Index.from_vectors(csr_array(dense), ids=[f"ü{row}" for row in range(600)])
    index.save(tmp_path / "vectors.elanus")
    assert b"posted.weights" in (tmp_path / "vectors.elanus" / "segment-1-0").read_bytes()
    _, documents, _ = read_index(tmp_path / "vectors.elanus")
    assert [document["id"] for document in documents] == list(index.ids)
    for document, row in zip(documents, dense, strict=True):
        assert document["terms"] == {int(column): float(row[column]) for column in row.nonzero()[0]}


def test_a_flipped_bit_is_noticed_by_the_reader_too():
    data = (INDEX / "texts" / "segment-1-0").read_bytes()
    sections, _ = read_sections(data, b"\x89ELSEGM\n")
    texts = data.index(sections["texts"])
    for at in range(0, len(data), 3):
        flipped = bytearray(data)
        flipped[at] ^= 1 << at % 8
        if at in range(texts, texts + len(sections["texts"])):
            continue
        with pytest.raises(ValueError, match=r"."):
            read_sections(bytes(flipped), b"\x89ELSEGM\n")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x30abc", b"abc"),
        (b"\x11a\x01\x00\x00", b"aaaaaa"),
        (b"\x2fab\x02\x00\xff\x02\x10c", b"ab" * 139 + b"c"),
    ],
)
def test_the_readers_blocks_are_lz4(data, expected):
    assert decompressed(data) == expected
