"""Files of documents of every format and packing, against a reader by hand."""

import csv
import io
import itertools
import json
import os
import tempfile
from pathlib import Path

import naive_corpus
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from naive_corpus import PACKINGS, pack

import elanus
from elanus import Index, corpus
from elanus.errors import InputError
from elanus.sparse import BM25EmbeddingFunction

# Of which threads get whole records: rust/corpus/src/files/cut.rs.
PIECE = 128 << 10
FORMATS = ("jsonl", "csv", "tsv", "lines")


def pairs(source):
    """The ids and texts of a corpus, in a list."""
    return [pair for batch in source.batches() for pair in zip(batch.ids, batch.texts, strict=True)]


def problem(source):
    """What is said of a corpus that cannot be read, and the documents before that; None if it can."""
    found = []
    try:
        for batch in source.batches(1):
            found += zip(batch.ids, batch.texts, strict=True)
    except InputError as error:
        return str(error), found
    return None, found


def agrees(files, packing="", **options):
    """Whether a corpus is read as by hand: the same documents, or the same record is told to be wrong."""
    skips = options.get("skips", False)
    by_hand = naive_corpus.read(files, packing=packing, **options)
    ours = {name: value for name, value in options.items() if name not in ("skips", "header", "delimiter")}
    if options["format"] == "csv":
        ours["delimiter"] = options.get("delimiter")
    ours["header"] = options.get("header", True) if options["format"] in ("csv", "tsv") else None
    source = corpus.open(files, on_error="skip" if skips else "raise", **ours)
    message, found = problem(source)
    if not by_hand.documents and not by_hand.wrong:
        assert message.endswith(("holds no document", "hold no document"))
        return None
    if not by_hand.wrong or (skips and by_hand.documents):
        assert message is None
        assert found == by_hand.documents
        number, examples = source.skipped
        assert number == len(by_hand.wrong)
        for wrong, example in zip(by_hand.wrong[:10], examples, strict=True):
            assert example.startswith(f"{wrong.file}: line {wrong.line} ")
        return source
    if not skips:
        wrong = by_hand.wrong[0]
        assert message.startswith(f"{wrong.file}: line {wrong.line} ")
        assert found == by_hand.documents[: len(found)]
    return None


CHARACTERS = st.characters(
    exclude_categories=["Cs"], exclude_characters="\0\n\r\t\x1c\x1d\x1e\x1f"
) | st.sampled_from('",;| \\{}[]:é🦅\u2028\ufeff\u3000')
WORDS = st.text(CHARACTERS, max_size=12) | st.sampled_from(["", '"', '""', '"a"', "kite", "the kites", "Milan é"])
# With what only a cell in quotes, or an escape, can hold.
TEXTS = st.lists(WORDS | st.sampled_from(["\n", "\r\n", "\t", "\r"]), max_size=4).map("".join)
SURROGATES = st.sampled_from([r"\ud800", r"\udc00x", r"\ud83e\udd85", r"\ud83e\ud83e\udd85", r"\u00e9\n"])
IDS = st.integers(-(10**30), 10**30).map(lambda number: number or 1) | WORDS


def json_line(draw, record):
    """A JSON object with the fields of a record, as various programs write it."""
    if draw(st.booleans()):
        record["score"] = draw(st.sampled_from([1.5, float("nan"), float("inf"), -float("inf"), [{}], None, 10**40]))
    record = dict(draw(st.permutations(list(record.items()))))
    line = json.dumps(record, ensure_ascii=draw(st.booleans()))
    if draw(st.booleans()):
        line = line.replace("kite", draw(SURROGATES))
    return draw(st.sampled_from(["", " ", "\t"])) + line + draw(st.sampled_from(["", " "]))


def csv_row(cells, delimiter, quoting):
    row = io.StringIO()
    csv.writer(row, delimiter=delimiter, quoting=quoting).writerow(cells)
    return row.getvalue().removesuffix("\r\n")


@st.composite
def contents(draw, format, *, header, delimiter, with_ids):
    """The bytes of a file; sometimes a record lies across the end of a piece."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    records = draw(st.lists(st.tuples(IDS, WORDS, TEXTS), min_size=0, max_size=6))
    if draw(st.booleans()):
        length = PIECE * draw(st.integers(1, 2)) - draw(st.integers(-200, 200))
        records.insert(draw(st.integers(0, 1)) if records else 0, ("padding", "", "x" * length))
    lines = []
    if header:
        lines.append(csv_row(["id", "title", "text"] if with_ids else ["title", "text"], delimiter, quoting))
    for identity, title, text in records:
        if format == "jsonl":
            record = {"text": text}
            if with_ids:
                record[draw(st.sampled_from(["_id", "id"]))] = identity
            if title and draw(st.booleans()):
                record["title"] = title
            lines.append(json_line(draw, record))
        elif format == "csv":
            cells = [title, text] if with_ids is False and header else [identity, title, text]
            cells = cells if header else ([identity, text] if with_ids else [text])
            lines.append(csv_row(cells, delimiter, quoting))
        elif format == "tsv":
            cells = [str(identity), title, text] if with_ids else [title, text]
            cells = cells if header else ([str(identity), text] if with_ids else [text])
            lines.append("\t".join(cell.translate(str.maketrans("\t\n\r", "   ")) for cell in cells))
        else:
            lines.append(text)
        if draw(st.integers(0, 5)) == 0:
            lines.append(draw(st.sampled_from(["", " ", "\u3000"])))
    whole = end.join(lines) + (end if draw(st.booleans()) else "")
    return draw(st.sampled_from([b"", "\ufeff".encode()])) + whole.encode()


ODD = {
    "jsonl": [b"{", b"[1]", b'{"text": null}', b'{"text": "\xff"}', b'{"id": null, "text": ""}', b"\0", b"{}"],
    "csv": [b"1,2,3,4,5", b"a\xffb", b'"never closed'],
    "tsv": [b"1\t2\t3\t4\t5", b"a\xffb", b"a\0b"],
    "lines": [b"\xc3", b"a\0b"],
}


@st.composite
def corpora(draw):
    """The files of a corpus, how they are packed, and how they are to be read."""
    format = draw(st.sampled_from(FORMATS))
    is_table = format in ("csv", "tsv")
    with_ids = format != "lines" and draw(st.booleans())
    options = {
        "format": format,
        "header": is_table and draw(st.booleans()),
        "delimiter": draw(st.sampled_from(",;|\t")) if format == "csv" else ",",
    }
    options["skips"] = draw(st.booleans())
    packing = draw(st.sampled_from(PACKINGS))
    files = []
    for _ in range(draw(st.integers(1, 3))):
        how = {name: options[name] for name in ("header", "delimiter")}
        how["delimiter"] = "\t" if format == "tsv" else how["delimiter"]
        data = draw(contents(format, **how, with_ids=with_ids))
        if draw(st.integers(0, 3)) == 0:
            lines = data.split(b"\n")
            at = draw(st.integers(min(1, len(lines)), len(lines)))
            lines.insert(at, draw(st.sampled_from(ODD[format])))
            data = b"\n".join(lines)
        cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=2)))
        parts = [data[start:end] for start, end in itertools.pairwise([0, *cuts, len(data)])]
        files.append(b"".join(pack(part, packing) for part in parts))
    return files, packing, options


@given(corpora(), st.integers(1, 3))
@settings(suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
def test_a_corpus_is_read_as_by_hand(made, threads):
    files, packing, options = made
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.x") for number in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        source = agrees(paths, packing, **options)
        if source is None:
            return
        checked = naive_corpus.read(paths, packing=packing, **options, ids="checked")
        if options["skips"] or not checked.wrong:
            ids, texts = zip(*checked.documents, strict=True)
            assert pa.table(source).to_pydict() == {"id": list(ids), "text": list(texts)}
        texts = [text for _, text in naive_corpus.read(paths, packing=packing, **options, ids=None).documents]
        assert list(source) == texts
        before = elanus.get_num_threads()
        elanus.set_num_threads(threads)
        try:
            same_model(source, texts, Path(folder))
        finally:
            elanus.set_num_threads(before)


def same_model(source, texts, folder):
    """Compare the files of the models of a corpus and of the list of its texts."""
    saved = []
    for name, documents in (("a", source), ("b", texts)):
        try:
            BM25EmbeddingFunction("unicode").fit(documents).save(folder / name)
        except InputError as error:
            saved.append(str(error))
        else:
            saved.append((folder / name).read_bytes())
    assert saved[0] == saved[1]
