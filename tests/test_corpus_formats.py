"""Files of documents of every format and packing, against a reader by hand."""

import csv
import io
import itertools
import json
import lzma
import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import elanus
import naive_corpus
from conftest import DEEP
from elanus import corpus
from elanus.errors import InputError
from elanus.sparse import BM25EmbeddingFunction
from naive_corpus import PACKINGS, pack

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
    if by_hand.mixed is not None:
        assert message.startswith(f"{by_hand.mixed.file}: line {by_hand.mixed.line} lacks an id")
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
WORDS = st.text(CHARACTERS, max_size=12) | st.sampled_from(
    ["", '"', '""', '"a"', "kite", "the kites", "Milan é"]
)
# With what only a cell in quotes, or an escape, can hold.
TEXTS = st.lists(WORDS | st.sampled_from(["\n", "\r\n", "\t", "\r"]), max_size=4).map("".join)
SURROGATES = st.sampled_from([r"\ud800", r"\udc00x", r"\ud83e\udd85", r"\ud83e\ud83e\udd85", r"\u00e9\n"])
IDS = st.integers(-(10**30), 10**30).map(lambda number: number or 1) | WORDS


def json_line(draw, record):
    """A JSON object with the fields of a record, as various programs write it."""
    if draw(st.booleans()):
        record["score"] = draw(
            st.sampled_from([1.5, float("nan"), float("inf"), -float("inf"), [{}], None, 10**40])
        )
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
            if with_ids and draw(st.integers(0, 30)):
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
    "jsonl": [
        b"{",
        b"[1]",
        b'{"text": null}',
        b'{"text": "\xff"}',
        b'{"id": null, "text": ""}',
        b"\0",
        b"{}",
    ],
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
        # Of a table without a header the first record says how many columns there are.
        if (options["header"] or not is_table) and draw(st.integers(0, 3)) == 0:
            lines = data.split(b"\n")
            at = draw(st.integers(min(1, len(lines)), len(lines)))
            lines.insert(at, draw(st.sampled_from(ODD[format])))
            data = b"\n".join(lines)
        cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=2)))
        parts = [data[start:end] for start, end in itertools.pairwise([0, *cuts, len(data)])]
        files.append(b"".join(pack(part, packing) for part in parts))
    return Made((files, packing, options))


class Made(tuple):
    """A corpus that is shown in short: a record may be 256 KiB long."""

    def __repr__(self):
        return re.sub("x{100,}", lambda run: f"…{len(run[0])} x…", tuple.__repr__(self))


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
        if checked.mixed is None and (options["skips"] or not checked.wrong):
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


def cut_contents(format):
    """Records of which the last kilobyte has everything, and which no packing shortens much."""
    random = Random(format)
    noise = "".join(random.choices("abcdefghijklmnop qrstuvwxyzé", k=1_500))
    texts = [
        noise,
        'a "quoted", cell',
        "é🦅\u2028",
        "tail\tof it",
        "",
        " ".join(random.choices(noise, k=300)),
        "end",
    ]
    if format == "jsonl":
        return "\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in texts)
    if format == "csv":
        texts[3] = "lines\nin\r\na cell"
        rows = [csv_row([text, "x"], ",", csv.QUOTE_ALL) for text in texts]
        return "\r\n".join(["text,other", *rows])
    if format == "tsv":
        texts[3] = 'a ""doubled"" quote'
        return "\n".join(["text\tother", *(f'"{text}"\tx' for text in texts)])
    return "\n".join(texts)


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("format", FORMATS)
def test_a_corpus_cut_anywhere_is_read_whole_or_refused(tmp_path, format, packing, end):
    """At each byte of the last kilobyte; what is whole says the reader by hand."""
    content = (cut_contents(format) + end).encode()
    half = len(content) - 120
    data = pack(content[:half], packing) + pack(content[half:], packing)
    path = tmp_path / "x"
    last = len(data) - 1_024
    assert last > 10
    for size in range(last, len(data) + 1):
        path.write_bytes(data[:size])
        try:
            naive_corpus.unpack(data[:size], packing)
        except (OSError, EOFError, ValueError, lzma.LZMAError):
            message, _ = problem(corpus.open(path, format=format))
            kind = {".gz": "gzip", ".zst": "Zstandard", ".bz2": "bzip2", ".xz": "xz"}[packing]
            assert re.match(rf"{path}: the {kind} data is damaged after line \d+ \(", message), size
        else:
            agrees([path], packing, format=format)


def test_an_empty_corpus_and_its_first_bytes(tmp_path):
    path = tmp_path / "x.jsonl"
    for packing in PACKINGS[1:]:
        data = pack(b'{"text": "one"}\n', packing)
        for size in range(len(data)):
            path.write_bytes(data[:size])
            message, found = problem(corpus.open(path))
            assert message.startswith(str(path))
            # What stands before the sum that is cut off is read.
            assert found in ([], [("1", "one")])
        path.write_bytes(pack(b"", packing))
        assert problem(corpus.open(path))[0] == f"{path} holds no document"


@pytest.mark.parametrize("packing", PACKINGS[1:])
def test_damaged_data_is_noticed(tmp_path, packing):
    """Each byte of a small file is flipped: a sum fails, or nothing of the text depends on it."""
    content = b"".join(b"%d kites, %d swifts\n" % (number, number % 7) for number in range(40))
    data, path = pack(content, packing), tmp_path / "x"
    texts = content.decode().splitlines()
    noticed, has_sum = 0, packing != ".zst"  # as pyarrow writes it
    for at in range(8, len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        message, found = problem(corpus.open(path, format="lines"))
        if message is None:
            assert not has_sum or [text for _, text in found] == texts
        else:
            assert message.startswith(f"{path}: ")
            noticed += 1
    assert noticed > (len(data) / 2 if has_sum else 5)


def test_records_before_damaged_data_are_told_of_first(tmp_path):
    path = tmp_path / "x.jsonl.gz"
    data = pack(b'{"text": "one"}\n[2]\n' + b'{"text": "x"}\n' * 99, ".gz")
    path.write_bytes(data[:-8])
    assert (
        problem(corpus.open(path))[0]
        == f"{path}: line 2 is an array ([2]), not a JSON object; for one array, try: jq -c '.[]'"
    )
    skipping = corpus.open(path, on_error="skip")
    message, found = problem(skipping)
    assert "the gzip data is damaged after line 101 (" in message
    assert len(found) == 100
    assert skipping.skipped[0] == 1


@pytest.mark.parametrize("threads", range(1, 9))
def test_the_first_wrong_record_is_told_whatever_the_threads(tmp_path, threads):
    """Many are wrong, in many pieces, and the data is damaged after them."""
    lines = [json.dumps({"text": f"text {number} " + "x" * 200}).encode() for number in range(6_000)]
    for at in range(2_345, 6_000, 10):
        lines[at] = b'{"text": %d}' % at
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(pack(b"\n".join(lines) + b"\n", ".gz")[:-8])
    second = tmp_path / "y.jsonl"
    second.write_bytes(b"[]\n" * 1_000)
    before = elanus.get_num_threads()
    elanus.set_num_threads(threads)
    try:
        for _ in range(5):
            with pytest.raises(InputError) as caught:
                BM25EmbeddingFunction("unicode").fit(corpus.open([path, second]))
            assert str(caught.value).startswith(f"{path}: line 2346 holds a number (2345) in the field")
        # A file that does not exist comes after the records of the one before it.
        with pytest.raises(InputError, match="line 2346 holds a number"):
            BM25EmbeddingFunction("unicode").fit(corpus.open([path, tmp_path / "none"]))
        lines = [line for line in lines if b" " in line[9:]]
        path.write_bytes(pack(b"\n".join(lines) + b"\n", ".gz"))
        with pytest.raises(InputError, match=f"{second}: line 1 is an array"):
            BM25EmbeddingFunction("unicode").fit(corpus.open([path, second, tmp_path / "none"]))
        listed = tmp_path / "skipped"
        some = corpus.open([path, second], on_error="skip", skipped_list=listed)
        model = BM25EmbeddingFunction("unicode").fit(some)
        assert model.corpus_size == len(lines)
        number, examples = some.skipped
        assert number == 1_000
        told = listed.read_text().splitlines()
        assert told[:10] == examples
        assert [int(line.split()[2]) for line in told] == list(range(1, 1_001))
    finally:
        elanus.set_num_threads(before)


def test_what_is_left_out_is_listed_in_the_order_of_the_files(tmp_path):
    path, listed = tmp_path / "x.jsonl", tmp_path / "skipped"
    good = [json.dumps({"id": number, "text": "x" * 300}) for number in range(4_000)]
    odd = {7: '{"id": 7.5, "text": ""}', 900: good[3], 901: "{", 2_000: '{"id": 1}', 3_999: good[902]}
    for at, line in odd.items():
        good[at] = line
    path.write_text("\n".join(good))
    source = corpus.open(path, on_error="skip", skipped_list=listed)
    assert len(pairs(source)) == 4_000 - 5
    assert source.skipped[0] == 5
    told = listed.read_text().splitlines()
    # Doubled ids are seen once their piece was read.
    assert sorted(told, key=lambda line: int(line.split()[2])) == sorted(
        source.skipped[1], key=lambda line: int(line.split()[2])
    )
    assert {int(line.split()[2]) for line in told} == {at + 1 for at in odd}
    assert f"{path}: line 901 has the id '3', which line 4 has already" in told
    assert pairs(source), "a corpus is read anew"
    assert len(listed.read_text().splitlines()) == 5


def test_a_corpus_is_used_twice_and_by_two_threads(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text(
        "".join(json.dumps({"id": number, "text": f"kite {number} " * 20}) + "\n" for number in range(5_000))
    )
    source = corpus.open(path)
    expected = pairs(source)
    assert pairs(source) == expected
    found = {}

    def work(name):
        model = BM25EmbeddingFunction("unicode").fit(source)
        found[name] = (model.corpus_size, pairs(source))

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(found.values()) == [(5_000, expected)] * 4
    files = source.__elanus_files__(ids="")
    outcomes = set()

    def take():
        try:
            while files.next() is not None:
                outcomes.add("read")
        except RuntimeError as error:
            outcomes.add(str(error))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes <= {"read", "another call is reading these files"}
    assert "read" in outcomes


def test_the_first_texts_are_looked_at_and_read_again(tmp_path):
    path = tmp_path / "x.jsonl"
    texts = [f"der Milan und die Schwalbe {number}" for number in range(3_000)]
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    files = corpus.open(path).__elanus_files__()
    for least in (1, 5, 2_999, 3_000, 4_000):
        assert files.peek(least) == texts[:least]
    block = files.next()
    assert block[1] == texts[: len(block[1])]
    auto = [BM25EmbeddingFunction("auto").fit(one) for one in (corpus.open(path), texts)]
    assert auto[0].analyzer.spec == auto[1].analyzer.spec
    assert dict(auto[0].vocabulary) == dict(auto[1].vocabulary)


@pytest.mark.parametrize(
    "line", [5_000_000, pytest.param(100_000_000, marks=pytest.mark.skipif(not DEEP, reason="long"))]
)
@pytest.mark.parametrize("format", FORMATS)
def test_a_long_line(tmp_path, format, line):
    """The last line is wrong, to see that its number is told."""
    text = "kites and swifts, " * (line // 18)
    path = tmp_path / "x.gz"
    rows = {
        "jsonl": ['{"text": "one"}', json.dumps({"text": text}), '{"text": "two"}', "["],
        "csv": ["id,text", "1,one", f'2,"{text}\n"', "3,two", "4"],
        "tsv": ["text", "one", text, "two", "a\tb"],
        "lines": ["one", text, "two", "\0"],
    }[format]
    whole = text + "\n" if format == "csv" else text
    for packing in ("", ".gz"):
        path = tmp_path / f"x{packing}"
        path.write_bytes(pack("\n".join(rows[:-1]).encode(), packing))
        assert list(corpus.open(path, format=format)) == ["one", whole, "two"]
        path.write_bytes(pack("\n".join(rows).encode(), packing))
        wrong = len(rows) + (format == "csv")
        assert problem(corpus.open(path, format=format))[0].startswith(f"{path}: line {wrong} ")


@pytest.mark.skipif(not DEEP, reason="a file of 4 GB is for the long form")
@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz"])
def test_a_large_file_is_fitted_in_bounded_memory(tmp_path, ending):
    """The most memory that a process has had is a bound, not a time."""
    texts = (" ".join(f"word{number * at % 5_003}" for at in range(1, 60)) for number in range(20_000))
    piece = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    part = pack(piece, ".gz") if ending.endswith("gz") else piece
    times = (4 << 30) // len(piece) + 1
    most = {}
    for many in (times // 40, times):
        path = tmp_path / f"{many}.{ending}"
        with path.open("wb") as file:
            for _ in range(many):
                file.write(part)
        command = [sys.executable, "-c", MOST_MEMORY, path]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        most[many], documents = map(int, done.stdout.split())
        assert documents == many * 20_000
        path.unlink()
    # The lengths of the documents are kept: four bytes each, twice while they are put together.
    assert most[times] - most[times // 40] < (8 * times * 20_000 >> 10) + (64 << 10)


MOST_MEMORY = """
import re, sys
from elanus import corpus
from elanus.sparse import BM25EmbeddingFunction
model = BM25EmbeddingFunction("unicode").fit(corpus.open(sys.argv[1]))
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1], model.corpus_size)
"""
