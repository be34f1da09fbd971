"""The indexes of tests/vectors, by a reader that was written from docs/index-file.md alone."""

import json
from collections import Counter
from pathlib import Path

import pytest

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
