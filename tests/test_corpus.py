"""Files of documents: every format, and what is said about every line that is wrong."""

import gzip
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from elanus import corpus
from elanus.corpus import Batch, read, read_lines
from elanus.errors import ElanusError, InputError, InputTypeError
from elanus.index import Index


def documents(path, **options):
    batches = list(read(path, **options))
    return [document for batch in batches for document in zip(batch.ids, batch.texts, strict=True)]


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return write


JSONL = '{"_id": "a", "heading": "T", "text": "one"}\n{"_id": "b", "text": "two", "x": [1]}\n'
TSV = "id\ttext\na\tone\nb\ttwo\n"


@pytest.mark.parametrize("gz", ["", ".gz"])
@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("x.jsonl", JSONL, [("a", "one"), ("b", "two")]),
        ("x.ndjson", JSONL, [("a", "one"), ("b", "two")]),
        ("X.JSONL", JSONL, [("a", "one"), ("b", "two")]),
        ("x.jsonl", '{"text": "one"}\n\n{"text": "two"}', [("1", "one"), ("3", "two")]),
        ("x.jsonl", '{"id": 7, "text": ""}\r\n', [("7", "")]),
        ("x.jsonl", '\ufeff{"text": "one"}\n', [("1", "one")]),
        ("x.jsonl", '{"text": "one\u2028two\x85three"}\n', [("1", "one\u2028two\x85three")]),
        ("x.jsonl", r'{"text": "a\ud800b\ud83e\udd85"}', [("1", "a\ufffdb🦅")]),
        ("x.tsv", TSV, [("a", "one"), ("b", "two")]),
        ("x.tsv", "text\tother\none\t1\n", [("2", "one")]),
        ("x.tsv", 'a\t"one"\nb\ttwo\n', [("a", '"one"'), ("b", "two")]),
        ("x.tsv", "one\ntwo\n", [("1", "one"), ("2", "two")]),
        ("x.txt", "one\n\n  \ntwo\r\n", [("1", "one"), ("4", "two")]),
        ("x", '{"text": "not JSON here"}', [("1", '{"text": "not JSON here"}')]),
    ],
)
def test_formats(write, name, content, expected, gz):
    assert documents(write(name + gz, content)) == expected


def test_gzip_is_noticed_whatever_the_name(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(gzip.compress(JSONL.encode()))
    assert documents(path) == [("a", "one"), ("b", "two")]


def test_fields_can_be_named(write):
    path = write("x.jsonl", '{"key": "k", "body": "b", "text": "t"}\n')
    assert documents(path, text_field="body", id_field="key") == [("k", "b")]
    path = write("x.tsv", "key\tbody\nk\tb\n")
    assert documents(path, text_field="body", id_field="key") == [("k", "b")]


TITLED = (
    '{"_id": "a", "text": "one"}\n{"_id": "b", "title": "Two", "text": "two"}\n'
    '{"_id": "c", "title": "", "text": "three"}\n{"_id": "d", "title": "Four", "text": ""}\n'
    '{"_id": "e", "title": null, "text": "five"}\n'
)
TITLED_TSV = "id\ttext\ttitle\na\tone\t\nb\ttwo\tTwo\n"


@pytest.mark.parametrize("limit", [None, 1_000])
def test_titles_stand_before_texts_as_in_beir(write, limit):
    """With a limit each line is looked at by itself."""

    def texts(path, **options):
        return [text for _, text in documents(path, max_text_bytes=limit, **options)]

    path, table = write("x.jsonl", TITLED), write("x.tsv", TITLED_TSV)
    told = []
    joined = ["one", "Two two", "three", "Four", "five"]
    assert texts(path, on_title=lambda: told.append(True)) == joined
    assert told
    assert texts(table) == ["one", "Two two"]
    alone = ["one", "two", "three", "", "five"]
    for options in ({"text_field": "text"}, {"titles": False}):
        told.clear()
        assert texts(path, on_title=lambda: told.append(True), **options) == alone
        assert texts(table, **options) == ["one", "two"]
        assert not told
    for wrong, what in (("1984", "a number (1984)"), ("0", "a number (0)"), ('["x"]', 'an array (["x"])')):
        path = write("y.jsonl", f'{{"text": "one"}}\n{{"title": {wrong}, "text": "two"}}\n')
        with pytest.raises(InputError, match=re.escape(f'line 2 holds {what} in the field "title", not a')):
            texts(path)
        assert texts(path, titles=False) == ["one", "two"]


@pytest.mark.parametrize("limit", [None, 1_000])
def test_several_fields_are_one_text(write, limit):
    path = write(
        "x.jsonl",
        '{"a": "1", "b": "2", "c,d": "3"}\n{"a": "", "b": "2", "c,d": ""}\n{"a": null, "b": "2", "c,d": "3"}',
    )

    def texts(path, fields):
        return [text for _, text in documents(path, text_field=fields, max_text_bytes=limit)]

    assert texts(path, "a,b") == ["1 2", "2", "2"]
    assert texts(path, " b , a ") == ["2 1", "2", "2"]
    assert texts(path, ["b", "c,d"]) == texts(path, ("b", "c,d")) == ["2 3", "2", "2 3"]
    assert texts(write("x.tsv", "a\tb\tc\n1\t2\t3\n\t2\t\n"), "c,a") == ["3 1", ""]
    assert texts(write("y.jsonl", '{"a": "1", "b": "2"}\n{"a": "1"}\n{"b": "2"}\n'), "b,a") == [
        "2 1",
        "1",
        "2",
    ]
    with pytest.raises(InputError, match='line 2 lacks the field "a" or "b"; it has "c"'):
        texts(write("y.jsonl", '{"a": "1", "b": "2"}\n{"c": "1"}'), "a,b")
    with pytest.raises(InputError, match="line 2 is an array"):
        texts(write("y.jsonl", '{"a": "1"}\n["a"]'), "a,b")
    with pytest.raises(InputError, match='line 1 lacks the column "b"; it has "a"'):
        texts(write("y.tsv", "a\tc\n1\t2\n"), "a,b")
    with pytest.raises(InputError, match=r'line 1 holds a number \(1\) in the field "b", not a string'):
        texts(write("y.jsonl", '{"a": "1", "b": 1}'), "a,b")
    with pytest.raises(InputError, match="the text's field 'a' is named twice"):
        texts(path, "a,b,a")
    for none in ("", "a,", [], [""]):
        with pytest.raises(InputError, match="expected the name of a field, or several"):
            texts(path, none)
    for wrong in (7, {"a"}, ["a", 7]):
        with pytest.raises(InputTypeError, match="expected a str or a list of str"):
            texts(path, wrong)


def test_batches(write):
    path = write("x.txt", "a\nb\nc\n")
    assert list(read(path, batch_size=2)) == [Batch(["1", "2"], ["a", "b"]), Batch(["3"], ["c"])]
    with pytest.raises(InputError, match="batch_size"):
        list(read(path, batch_size=0))


ODD = [
    '{"_id": "é\\ud83e\\udd85", "text": "\\ud83e\\udd85 and \\u00e9"}',
    '{"_id": "\\udc00", "text": "a\\ud800b"}',
    '  {"_id": "s", "text": "spaces"}  \r',
    "",
    '{"_id": 12, "text": "a number"}',
    '{"_id": "c", "text": "one"}, {"_id": "d"}',
    '{"_id": "e", "text": "begun"',
    '"_id": "f", "text": "ended"}',
    '{"_id": "g"}',
    '["h"]',
    '{"_id": "i", "text": null}',
    '{"_id": "j", "title": "A title", "text": "and a text"}',
    '{"_id": "k", "title": "\\ud800", "text": "\\ud83e\\udd85"}',
    '{"_id": "l", "title": "A title", "text": 5}',
    '{"_id": "7", "text": "once more"}',
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("at", [0, 3, 5_999])
def test_many_lines_are_parsed_at_once_as_if_one_by_one(write, odd, at):
    """With a limit each line is looked at by itself."""
    lines = [
        json.dumps({"_id": str(number), "text": f"text {number} " + "x" * 60}) for number in range(6_000)
    ]
    lines[at] = odd

    def outcome(path, **options):
        try:
            return list(read(path, batch_size=999, **options))
        except InputError as error:
            return str(error)

    for path in (write("x.jsonl", "\n".join(lines)), write("x.jsonl.gz", "\n".join([*lines, ""]))):
        assert outcome(path) == outcome(path, max_text_bytes=1_000)


def test_ids_of_lines(write):
    lines = "".join(json.dumps({"text": "x" * 200}) + "\n" for _ in range(3_000))
    for content in (lines, f"\n{lines}"):
        path = write("x.jsonl", content)
        numbers = [str(number) for number in range(1, 3_000 + 2)][content.startswith("\n") :][:3_000]
        assert [key for key, _ in documents(path)] == numbers
        assert [key for key, _ in documents(path, line_prefix="x:")] == [f"x:{number}" for number in numbers]


def test_lines_of_any_file(write):
    many = [f"{number} \u2028 x" for number in range(40_000)]
    for name in ("x.jsonl", "x.csv.gz"):
        path = write(name, "\ufeff" + "\r\n".join(["", *many]))
        assert list(read_lines(path)) == list(enumerate(many, 2))
    assert list(read_lines(write("empty", ""))) == []
    with pytest.raises(InputError, match="x: line 3 is not UTF-8: byte 0xff at position 2"):
        list(read_lines(write("x", b"one\n\nx\xff\n")))
    with pytest.raises(InputError, match="none cannot be read: No such file"):
        list(read_lines(path.with_name("none")))
    with pytest.raises(InputTypeError, match="path is list"):
        list(read_lines([path]))


def test_eager_reading_gives_what_is_there(tmp_path):
    """The second piece is written when the first one is read."""
    os.mkfifo(tmp_path / "x")
    got = threading.Event()

    def feed():
        with (tmp_path / "x").open("wb", buffering=0) as pipe:
            pipe.write(b"one\ntwo\nthr")
            assert got.wait(60)
            pipe.write(b"ee\n")

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    batches = read(tmp_path / "x", eager=True)
    assert next(batches).texts == ["one", "two"]
    got.set()
    assert [batch.texts for batch in batches] == [["three"]]
    feeder.join()


GOOD = '{"_id": "a", "text": "one"}\n'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.jsonl", GOOD + "{text}\n", "x.jsonl: line 2 is not JSON"),
        (
            "x.jsonl",
            GOOD + '{"text": "o',
            'line 2 is not JSON (EOF while parsing a string at column 11): {"text"',
        ),
        ("x.jsonl", GOOD + "[" * 100_000, "line 2 is not JSON"),
        ("x.jsonl", GOOD + '{"_id": ' + "9" * 5000 + ', "text": ""}', "line 2 is not JSON that can be read"),
        ("x.jsonl", GOOD + "[1, 2]\n", "line 2 is an array ([1, 2]), not a JSON object"),
        ("x.jsonl", "null\n", "line 1 is null, not a JSON object"),
        ("x.jsonl", GOOD + '"text"\n', 'line 2 is a string ("text"), not a JSON object'),
        ("x.jsonl", GOOD + "12\n", "line 2 is a number (12), not a JSON object"),
        ("x.jsonl", GOOD + '{"_id": "b", "txt": "x"}', 'line 2 lacks the field "text"; it has "_id", "txt"'),
        (
            "x.jsonl",
            GOOD + '{"text": "x"}',
            'line 2 lacks an id, in the field "_id" or "id", which line 1 has',
        ),
        (
            "x.jsonl",
            '{"text": "x"}\n' + GOOD,
            'line 1 lacks an id, in the field "_id" or "id", which line 2 has',
        ),
        ("x.jsonl", GOOD + "{}", 'line 2 lacks the field "text"; it has nothing'),
        ("x.jsonl", '{"text": null}', 'line 1 holds null in the field "text", not a string'),
        ("x.jsonl", '{"text": ["a"]}', 'line 1 holds an array (["a"]) in the field "text"'),
        ("x.jsonl", '{"text": 1.5}', 'line 1 holds a number (1.5) in the field "text"'),
        ("x.jsonl", '{"_id": true, "text": ""}', 'line 1 holds a boolean in the id field "_id"'),
        ("x.jsonl", '{"_id": 1.0, "text": ""}', 'line 1 holds a number (1.0) in the id field "_id"'),
        ("x.jsonl", GOOD + GOOD, "line 2 has the id 'a', which line 1 has already"),
        ("x.jsonl", '{"id": 1, "text": ""}\n{"id": "1", "text": ""}', "line 2 has the id '1', which line 1"),
        ("x.jsonl", GOOD.encode() + b'{"text": "\xff"}', "line 2 is not UTF-8: byte 0xff at position 11"),
        ("x.txt", "one".encode("utf-16"), "is UTF-16 (it begins with FF FE), not UTF-8"),
        ("x.jsonl", '{"text": "äää"}', "line 1 holds a text of 6 bytes; a collection takes at most 5"),
        ("x.jsonl", '{"_id": "abcdefg", "text": ""}', "line 1 has an id of 7 bytes, more than 5"),
        ("x.jsonl", '{"_id": "", "text": ""}', "line 1 has an empty id"),
        ("x.tsv", "a\tb\tc\n", 'line 1 has 3 columns, none of them named "text"'),
        ("x.tsv", TSV + "c\n", "line 4 has 1 columns, not 2"),
        ("x.txt", "", "holds no document"),
        ("x.txt", "\n \n", "holds no document"),
        ("x.tsv", "id\ttext\n", "holds no document"),
        ("x.csv", "id,text\n", "holds no document"),
    ],
)
def test_a_wrong_line_is_named(write, name, content, message):
    path = write(name, content)
    with pytest.raises(InputError) as caught:
        documents(path, max_text_bytes=5, max_id_bytes=5)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)
    assert isinstance(caught.value, ElanusError)


def test_a_named_field_must_be_there(write):
    with pytest.raises(InputError, match='line 1 lacks the column "body"; it has "a", "b"'):
        documents(write("x.tsv", "a\tb\n"), text_field="body")
    with pytest.raises(InputError, match="plain lines, which have no fields"):
        documents(write("x.txt", "a\n"), text_field="body")


def test_files_that_cannot_be_read(write, tmp_path):
    with pytest.raises(InputError, match="cannot be read: No such file"):
        documents(tmp_path / "missing.jsonl")
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        documents(tmp_path)
    (tmp_path / "x.txt.gz").write_bytes(b"plain")
    with pytest.raises(InputError, match="is not gzip"):
        documents(tmp_path / "x.txt.gz")
    whole = gzip.compress("".join(f"{json.dumps({'text': str(i)})}\n" for i in range(10_000)).encode())
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[:-10_000])
    with pytest.raises(InputError, match=r"cut.jsonl.gz: the gzip data is damaged after line \d+"):
        documents(tmp_path / "cut.jsonl.gz")
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0xFF
    (tmp_path / "bad.jsonl.gz").write_bytes(flipped)
    with pytest.raises(InputError, match=r"bad.jsonl.gz"):
        documents(tmp_path / "bad.jsonl.gz")


def test_members_of_a_gzip_file(tmp_path):
    path = tmp_path / "x"
    for rest in (b"", bytes(1), bytes(1_000), bytes(70_000)):
        path.write_bytes(LINES + rest + MORE + rest)
        assert [text for _, text in documents(path)] == ["one", "two", "three"]
    # A megabyte at a time, however small its data is.
    path.write_bytes(gzip.compress(b"x" * 5_000_000 + b"\n" + b"y\n"))
    assert [len(text) for _, text in documents(path)] == [5_000_000, 1]
    for rest in (b"garbage", b"\x1f", MORE[:-1], MORE[:5]):
        path.write_bytes(LINES + rest)
        with pytest.raises(InputError, match=r"x: the gzip data is damaged after line [13] "):
            documents(path)


@pytest.mark.parametrize("path", [{"a": "x.txt"}, ["x.txt"], {"x.txt"}, None, b"x.txt"])
def test_one_path_is_read_at_a_time(path):
    with pytest.raises(InputTypeError, match=f"path is {type(path).__name__}; expected a str or a path"):
        documents(path)


SHOW = "import sys; from elanus.corpus import read; print([batch.texts for batch in read(sys.argv[1])])"
LINES = gzip.compress(b"one\n")
MORE = gzip.compress(b"two\nthree\n")


def read_pieces(path, pieces, **options):
    """Write the pieces to a pipe, each when the one before it is taken out; return the texts read."""
    os.mkfifo(path)

    def feed():
        with Path(path).open("wb", buffering=0) as pipe:
            for piece in pieces:
                pipe.write(piece)
                while _unread(pipe):
                    pass

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    found = documents(path, **options)
    feeder.join()
    return [text for _, text in found]


def _unread(pipe):
    import fcntl
    import struct
    import termios

    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"1234"))[0]


@pytest.mark.parametrize(
    ("name", "pieces", "expected"),
    [
        ("x.txt", [b"one\n", b"two\nthree\n"], ["one", "two", "three"]),
        ("x.gz", [LINES, MORE], ["one", "two", "three"]),
        ("x", [LINES[:1], LINES[1:2], LINES[2:9], LINES[9:] + MORE[:1], MORE[1:]], ["one", "two", "three"]),
        ("x", [b"\x1f", b" is a separator\n"], ["\x1f is a separator"]),
        ("x", [b"o"], ["o"]),
        ("x", [b"\n \n", b' {"text": "one"}\n'], ["one"]),
        ("x", [gzip.compress(JSONL.encode())], ["one", "two"]),
        ("x.txt", [b'{"text": "one"}\n'], ["one"]),
        ("x.tsv", [b"text\n", b"{one\n"], ["{one"]),
    ],
)
def test_pipes_are_opened_once(tmp_path, name, pieces, expected):
    assert read_pieces(tmp_path / name, pieces) == expected


def standard_input(data, path="/dev/stdin", **options):
    command = [sys.executable, "-c", SHOW, path]
    done = subprocess.run(command, input=data, capture_output=True, **options)
    return done.stdout.decode().strip() or done.stderr.decode().splitlines()[-1]


def test_standard_input(write):
    for path in ("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"):
        assert standard_input(LINES + MORE, path) == "[['one', 'two', 'three']]"
        assert standard_input(JSONL.encode(), path) == "[['one', 'two']]"
    with write("x.txt", '{"text": "one"}\n').open("rb") as file:
        done = subprocess.run([sys.executable, "-c", SHOW, "/dev/stdin"], stdin=file, capture_output=True)
    assert done.stdout == b"[['one']]\n", "its name is not known"
    assert standard_input(b"").endswith("InputError: /dev/stdin holds no document")
    closed = subprocess.run(
        ["sh", "-c", f"{sys.executable} -c '{SHOW}' /dev/stdin <&-"], capture_output=True, text=True
    )
    assert closed.stderr.endswith("InputError: /dev/stdin cannot be read: standard input is closed\n")


def test_a_standard_input_that_does_not_wait():
    """A parent may share it so."""
    read_end, write_end = os.pipe()
    os.set_blocking(read_end, False)
    command = [sys.executable, "-c", SHOW, "/dev/stdin"]
    with subprocess.Popen(command, stdin=read_end, stdout=subprocess.PIPE, text=True) as process:
        os.close(read_end)
        with os.fdopen(write_end, "wb", buffering=0) as pipe:
            for piece in (b"o", b"ne\n", b"two\n"):
                pipe.write(piece)
                while _unread(pipe):  # then the reader asks in vain
                    pass
        assert process.stdout.read().splitlines()[-1] == "[['one', 'two']]"


def test_an_index_takes_the_ids_of_a_corpus(write):
    first = corpus.open(write("x.jsonl", JSONL))
    second = corpus.open(write("y.csv", "id,text\nc,three\n"))
    for analyzer in ("unicode:en", "auto"):
        index = Index.build(first, analyzer=analyzer).add(second)
        assert index.ids.tolist() == ["a", "b", "c"]
        assert [hit.id for hit in index.search("three")[0]] == ["c"]
    assert Index.build(first, ids=[7, 8], analyzer="unicode:en").ids.tolist() == [7, 8]
    with pytest.raises(InputError, match="line 3 has the id 'a', which line 1 has already"):
        Index.build(corpus.open(write("z.jsonl", JSONL + JSONL)), analyzer="unicode:en")
