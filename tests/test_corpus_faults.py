"""Files that are not what they should be: what is said, by the library and by the command line."""

import gzip
import json
import os
import re
import subprocess
import sys
import threading
import time

import pandas as pd
import polars
import pyarrow as pa
import pyarrow.parquet
import pytest

from elanus import Index, corpus
from elanus.errors import InputError, InputTypeError
from elanus.sparse import BM25EmbeddingFunction
from interrupts import interrupt
from naive_corpus import pack

LINES = "".join(f'{{"id": {number}, "text": "kite {number} soars"}}\n' for number in range(1, 31))
MAIN = "import sys; from elanus.cli import main; sys.exit(main(sys.argv[1:]))"


def pairs(source):
    return [pair for batch in source.batches() for pair in zip(batch.ids, batch.texts, strict=True)]


def said(source, **options):
    """What is said of a corpus that cannot be read."""
    with pytest.raises(InputError) as caught:
        pairs(corpus.open(source, **options))
    return str(caught.value)


@pytest.fixture
def run(tmp_path):
    """The command line in a folder of its own: what it prints, and whether it was done."""

    def run(*arguments, stdin=None):
        command = [sys.executable, "-c", MAIN, *map(str, arguments)]
        done = subprocess.run(command, input=stdin, capture_output=True, cwd=tmp_path)
        printed = (done.stdout + done.stderr).decode()
        assert "Traceback" not in printed
        return printed, done.returncode == 0

    return run


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_a_stream_is_what_its_content_says(run, write, tmp_path):
    """Standard input by either name, packed or not, and a pipe, give the model of the file."""
    write("a.jsonl", LINES)
    assert run("fit", "a.jsonl", "-o", "named")[1]
    expected = (tmp_path / "named").read_bytes()
    streams = [("/dev/stdin", LINES.encode())]
    streams += [("-", pack(LINES.encode(), packing)) for packing in ("", ".gz", ".zst", ".bz2", ".xz")]
    for number, (name, data) in enumerate(streams):
        printed, done = run("fit", name, "-o", f"m{number}", stdin=data)
        assert done, printed
        assert (tmp_path / f"m{number}").read_bytes() == expected
    os.mkfifo(tmp_path / "pipe")
    feeder = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(gzip.compress(LINES.encode()),))
    feeder.start()
    assert run("fit", "pipe", "-o", "piped")[1]
    feeder.join()
    assert (tmp_path / "piped").read_bytes() == expected
    table = "".join(f"{number},kite {number} soars\n" for number in range(1, 31))
    assert run("fit", "-", "-o", "csv", "--format", "csv", stdin=f"id,text\n{table}".encode())[1]
    assert (tmp_path / "csv").read_bytes() == expected
    printed, done = run("index", "-o", "idx", "-", stdin=LINES.encode())
    assert done, printed
    assert Index.open(tmp_path / "idx").get(["7"]) == ["kite 7 soars"]


def test_a_null_is_no_id_and_no_text(run, write):
    path = write("x.jsonl", '{"id": null, "text": "a"}\n{"id": "2", "text": "b"}\n{"id": 3, "text": null}\n')
    assert said(path, id_field="id").endswith(
        'line 1 holds null in the id field "id", not a string or a whole number'
    )
    assert said(path) == said(path, id_field="id")
    skipping = corpus.open(path, id_field="id", on_error="skip")
    assert pairs(skipping) == [("2", "b")]
    assert skipping.skipped[0] == 2
    printed, done = run("index", "-o", "idx", path)
    assert not done
    assert 'x.jsonl: line 1 holds null in the id field "id"' in printed
    printed, done = run("index", "-o", "idx", path, "--on-error", "skip", "--skipped", "bad")
    assert done
    assert "2 records left out:" in printed
    assert 'line 3 holds null in the field "text", not a string' in printed
    assert len((path.parent / "bad").read_text().splitlines()) == 2
    for wrong, what in (("false", "a boolean"), ("1.5", "a number (1.5)"), ("[1]", "an array ([1])")):
        path = write("x.jsonl", f'{{"text": "no id"}}\n{{"id": {wrong}, "text": "b"}}\n')
        assert f'line 2 holds {what} in the id field "id"' in said(path)


def test_a_first_document_without_an_id_does_not_decide(write):
    path = write("x.jsonl", '{"text": "a"}\n{"id": "k", "text": "b"}\n')
    assert said(path).endswith('line 1 lacks an id, in the field "_id" or "id", which line 2 has')
    assert said(path, id_field="id").endswith('line 1 lacks the field "id"; it has "text"')
    assert pairs(corpus.open(path, id_field="id", on_error="skip")) == [("k", "b")]
    assert said(path, on_error="skip").endswith(": name the id's field, and such documents are left out")


def test_what_pandas_writes(run, write, tmp_path):
    frame = pd.DataFrame({"id": [1, 2, 3], "text": ['say "kite"', "plain, comma", '"']})
    frame.to_csv(tmp_path / "x.tsv", sep="\t", index=False)
    expected = list(zip(["1", "2", "3"], frame["text"], strict=True))
    assert pairs(corpus.open(tmp_path / "x.tsv")) == expected
    frame.to_csv(tmp_path / "x.csv")
    assert pairs(corpus.open(tmp_path / "x.csv")) == expected
    frame.loc[1, "text"] = "two\nlines"
    expected[1] = ("2", "two\nlines")
    for columns in (["id", "text"], ["text", "id"]):
        path = tmp_path / "y.tsv"
        frame[columns].to_csv(path, sep="\t", index=False)
        assert re.search(
            r"line [34] has 1 columns, not 2 as the first line: .*; where cells in quotes hold", said(path)
        )
        assert pairs(corpus.open(path, format="csv", delimiter="\t")) == expected
    assert run("index", "-o", "idx", "y.tsv", "--format", "csv", "--delimiter", r"\t")[1]
    frame.to_json(tmp_path / "x.json", orient="records")
    assert "line 1 is an array" in said(tmp_path / "x.json")
    frame.to_json(tmp_path / "x.json")
    assert 'line 1 holds an object ({"0":"say' in said(tmp_path / "x.json")
    frame.to_json(tmp_path / "x.json", orient="records", lines=True)
    assert pairs(corpus.open(tmp_path / "x.json")) == expected


def test_a_header_of_other_names(write):
    assert pairs(corpus.open(write("x.tsv", "id\tcontents\n1\tkites\n2\tswifts\n"))) == [
        ("1", "kites"),
        ("2", "swifts"),
    ]
    path = write("x.tsv", "docid\ttitle\tcontents\n1\t\tkites\n")
    assert said(path).endswith('line 1 lacks the column "text"; it has "docid", "title", "contents"')
    assert pairs(corpus.open(path, text_field="title,contents", id_field="docid")) == [("1", "kites")]
    assert pairs(corpus.open(write("y.tsv", "id\ttext\n"), header=False)) == [("id", "text")]
    for bad in (b"id,te\xffxt,text\n1,,a\n", b"i\0d,text\n1,a\n"):
        assert re.search("line 1 (is not UTF-8: byte 0xff|holds a NUL byte)", said(write("x.csv", bad)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[\n  {\n    "text": "a"\n  }\n]\n', r"line 1 is not JSON .*: \[; .*try: jq -c '\.\[\]'"),
        ('[{"text": "a"},\n {"text": "b"}]\n', "line 1 is not JSON"),
        ('[{"text": "a"}, {"text": "b"}]', r"line 1 is an array .*try: jq -c '\.\[\]'"),
        (
            '{\n  "text": "a"\n}\n',
            r"line 1 is not JSON \(EOF while parsing an object at column 1\): {; .*jq -c \.",
        ),
    ],
)
def test_json_over_several_lines_is_explained(run, write, content, message):
    path = write("x.json", content)
    assert re.search(message, said(path))
    printed, done = run("fit", "-", "-o", "m", stdin=content.encode())
    assert not done
    assert re.search(message, printed)
    assert not (path.parent / "m").exists()


def test_fields_of_the_command_line(run, write, tmp_path):
    write(
        "x.jsonl",
        '{"_id": "a", "title": "Kites", "text": "soar", "doc": {"text": "inner", "n": {"x": "deep"}}}\n',
    )
    for number, (options, text) in enumerate(
        [
            ([], "Kites soar"),
            (["--text-field", "title", "--text-field", "text"], "Kites soar"),
            (["--text-field", "text,title"], "soar Kites"),
            (["--text-field", "text"], "soar"),
            (["--text-field", "doc.text"], "inner"),
            (["--text-field", "doc.n.x", "--text-field", "doc.text,title"], "deep inner Kites"),
        ]
    ):
        printed, done = run("index", "-o", f"i{number}", "x.jsonl", *options)
        assert done, printed
        assert Index.open(tmp_path / f"i{number}").get(["a"]) == [text]
    printed, done = run("fit", "x.jsonl", "-o", "m", "--text-field", "doc.none")
    assert not done
    assert 'line 1 lacks the field "doc.none"; it has "_id", "title", "text", "doc"' in printed


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.jsonl", b"PAR1rest", "x.jsonl is a Parquet file, which is read with pyarrow"),
        ("x", "text".encode("utf-16"), "x is UTF-16 (it begins with FF FE), not UTF-8; try: iconv"),
        ("x.txt", "text\n".encode("utf-16-le"), "line 1 holds a NUL byte; is the file UTF-16, or no text?"),
        ("x.csv", "id,text\n1,a\n".encode("utf-16-le"), "line 1 holds a NUL byte; is the file UTF-16"),
        ("x.jsonl", b'{"text": "a\0"}', "line 1 holds a NUL byte"),
        ("x.csv", "id,text\n1,a\n2,b,c\n", "line 3 has 3 columns, not 2 as the first line: 2,b,c"),
        ("x.csv", 'id,text\n1,"a\n\nb"\n2\n', "line 5 has 1 columns, not 2"),
        ("x.csv", 'id,text\n1,a\n2,"b\n', "line 3 opens a quote that is never closed"),
        ("x.gz", b"no gzip", "x.gz is named .gz but is not gzip data"),
        ("x.jsonl", pack(b'{"text": "a"}\n', ".gz")[:-3], "the gzip data is damaged after line 1 ("),
        ("x.zst", pack(b"a\nb\n", ".zst")[:-1], "the Zstandard data is damaged after line 1 ("),
        (
            "x.jsonl",
            '{"id": 1, "text": "a"}\n{"id": "1", "text": "b"}',
            "line 2 has the id '1', which line 1 has",
        ),
    ],
)
def test_bad_input_is_named(run, write, name, content, message):
    path = write(name, content)
    assert message in said(path)
    assert str(path) in said(path)
    printed, done = run("index", "-o", "idx", path)
    assert not done
    assert message in printed
    assert not (path.parent / "idx").exists()


def test_packed_frames_to_skip_and_long_windows(write):
    """Parallel compressors write the first; the second is `zstd --long=31`."""
    frame = b"\x50\x2a\x4d\x18\x04\0\0\0\1\2\3\4" + pack(b"one\n", ".zst")
    assert pairs(corpus.open(write("x.zst", frame * 2))) == [("1", "one"), ("2", "one")]


def rest_of(files):
    while files.next():
        pass


def test_a_file_that_changes_or_vanishes(write, tmp_path):
    path = write("x.jsonl", LINES * 40_000)
    batches = corpus.open(path, id_field="text").__elanus_files__()
    assert batches.next()
    with path.open("a") as file:
        file.write(LINES)
    with pytest.raises(
        InputError, match=r"x\.jsonl has changed while it was read: it had \d+ bytes, and \d+ "
    ):
        rest_of(batches)
    batches = corpus.open(path).__elanus_files__()
    assert batches.next()
    os.truncate(path, 5_000_000)
    with pytest.raises(InputError, match=r"x\.jsonl(: line \d+ is not JSON| has changed while it was read)"):
        rest_of(batches)
    whole = corpus.open([path, write("y.jsonl", LINES)])
    path.unlink()
    with pytest.raises(InputError, match=r"x\.jsonl cannot be read: No such file or directory"):
        list(whole)


def test_what_is_left_out_is_never_listed_over_what_is_read(run, write, tmp_path):
    path = write("x.jsonl", LINES)
    (tmp_path / "link").symlink_to(path)
    for other in ("x.jsonl", "link"):
        printed, done = run("fit", "x.jsonl", "-o", "m", "--on-error", "skip", "--skipped", other)
        assert not done
        assert "what is left out cannot be listed in x.jsonl, which is read: name another file" in printed
    assert path.read_text() == LINES
    printed, done = run("fit", "x.jsonl", "-o", "m", "--on-error", "skip", "--skipped", "none/bad")
    assert not done
    assert "none/bad, the list of what is left out, cannot be written: No such file or directory" in printed
    printed, done = run("fit", "x.jsonl", "-o", "m", "--on-error", "skip", "--skipped", "m")
    assert not done
    assert "--skipped and -o both name m" in printed
    printed, done = run("fit", "x.jsonl", "-o", "m", "--skipped", "bad")
    assert not done
    assert "--skipped is for --on-error skip" in printed
    with pytest.raises(InputError, match=r'skipped_list is for on_error="skip"'):
        corpus.open(path, skipped_list="bad")
    table = pa.table({"text": ["a"]})
    with pytest.raises(InputError, match="on_error is 'ignore'; expected"):
        corpus.open(table, on_error="ignore")
    bad = write("y.jsonl", "[]\n" * 9 + LINES)
    full = corpus.open(bad, on_error="skip", skipped_list="/dev/full")
    with pytest.raises(InputError, match="the list of what is left out, cannot be written: No space left"):
        list(full)


def test_one_wrong_document_does_not_end_a_long_run(write, tmp_path):
    lines = [json.dumps({"id": number, "text": f"kite {number}"}) for number in range(50_000)]
    lines[777] = '{"id": 777, "text": null}'
    lines[40_000] = '{"id": 40000}'
    lines[40_001] = json.dumps({"id": 40_001, "text": "x" * 70_000})
    path = write("x.jsonl", "\n".join(lines))
    source = corpus.open(path, on_error="skip", max_text_bytes=65_535)
    assert BM25EmbeddingFunction("unicode").fit(source).corpus_size == 49_997
    number, examples = source.skipped
    assert number == 3
    assert [re.search(r"line (\d+)", one)[1] for one in examples] == ["778", "40001", "40002"]


def test_directories_and_patterns(write, tmp_path):
    folder = tmp_path / "folder"
    (folder / "b" / "_tmp").mkdir(parents=True)
    for name in ("b/2.jsonl", "a.jsonl.gz", "c.csv", "b/1.jsonl"):
        content = f'text,x\n"{name}",\n' if name.endswith("csv") else json.dumps({"text": name})
        data = content.encode()
        (folder / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    for name in (".hidden", "_SUCCESS", "b/_tmp/part"):
        (folder / name).write_text("[")
    names = ["a.jsonl.gz", "b/1.jsonl", "b/2.jsonl", "c.csv"]
    assert list(corpus.open(folder)) == names
    assert [key for key, _ in pairs(corpus.open(folder))][:2] == [
        f"{folder}/a.jsonl.gz:1",
        f"{folder}/b/1.jsonl:1",
    ]
    assert list(corpus.open(f"{folder}/b/*.jsonl")) == ["b/1.jsonl", "b/2.jsonl"]
    assert list(corpus.open(f"{folder}/**/*.jsonl")) == ["b/1.jsonl", "b/2.jsonl"]
    assert list(corpus.open([folder / "c.csv", folder / "b"])) == ["c.csv", "b/1.jsonl", "b/2.jsonl"]
    (folder / "loop").symlink_to(folder)
    assert list(corpus.open(folder)) == names, "a link back into itself is not followed"
    (tmp_path / "empty").mkdir()
    for source, message in (
        (tmp_path / "empty", "holds no file"),
        (f"{tmp_path}/*.none", "no file matches"),
        ([folder, folder / "c.csv"], "c.csv is named more than once"),
        (["-", "-"], "standard input is named more than once"),
        ([], "source is empty"),
    ):
        with pytest.raises(InputError, match=message):
            corpus.open(source)


@pytest.mark.parametrize("is_written", [False, True])
def test_waiting_for_a_pipe_can_be_interrupted(tmp_path, is_written):
    """Before somebody writes to it, and after."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    descriptor = None
    if is_written:
        descriptor = os.open(path, os.O_RDWR)
        os.write(descriptor, b"one\ntw")
    before = time.monotonic()
    interrupt(lambda: BM25EmbeddingFunction("unicode").fit(corpus.open(path)), after=0.3)
    assert time.monotonic() - before < 30, "it would have waited for ever"
    interrupt(lambda: list(corpus.open(path).batches()), after=0.3)
    if descriptor is not None:
        os.close(descriptor)


def test_a_pipe_whose_writer_comes_late(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    found = []
    reader = threading.Thread(target=lambda: found.extend(corpus.open(path)))
    reader.start()
    time.sleep(0.2)
    assert reader.is_alive()
    path.write_bytes(LINES.encode() * 5_000)
    reader.join(60)
    assert len(found) == 150_000


def test_tables(run, tmp_path):
    table = pa.table(
        {"_id": [1, 2, 3], "text": ["a", None, "c"], "doc": [{"x": "d"}, {"x": "e"}, {"x": "f"}]}
    )
    path = tmp_path / "x.parquet"
    pyarrow.parquet.write_table(table, path)
    assert said(path) == f'{path}: row 2 holds null in the column "text"'
    listed = tmp_path / "bad"
    source = corpus.open(path, on_error="skip", skipped_list=listed)
    assert pairs(source) == [("1", "a"), ("3", "c")]
    assert source.skipped == (1, [f'{path}: row 2 holds null in the column "text"'])
    assert listed.read_text() == f'{path}: row 2 holds null in the column "text"\n'
    assert pairs(corpus.open(path, text_field="doc.x")) == [("1", "d"), ("2", "e"), ("3", "f")]
    assert said(path, text_field="body") == f'{path} lacks the column "body"; it has "_id", "text", "doc"'
    assert said(path, id_field="key") == f'{path} lacks the column "key"; it has "_id", "text", "doc"'
    assert "is of type struct" in said(path, text_field="doc")
    for name in ("x.arrow", "y.arrow"):
        write_to = pa.ipc.new_file if name[0] == "x" else pa.ipc.new_stream
        with write_to(str(tmp_path / name), table.schema) as writer:
            writer.write_table(table)
        assert pairs(corpus.open(tmp_path / name, on_error="skip")) == [("1", "a"), ("3", "c")]
    printed, done = run("fit", "x.parquet", "-o", "m")
    assert not done
    assert 'x.parquet: row 2 holds null in the column "text"' in printed
    printed, done = run("index", "-o", "idx", "x.parquet", "--on-error", "skip", "--skipped", "bad2")
    assert done, printed
    assert "1 record left out" in printed
    assert (tmp_path / "bad2").read_text().count("row 2") == 1
    whole = path.read_bytes()
    for data, message in (
        (whole[:-9], "cannot be read"),
        (b"", "cannot be read"),
        (b"text", "cannot be read"),
    ):
        path.write_bytes(data)
        assert message in said(path)
    doubled = pa.table({"id": ["a", "b", "a"], "text": ["1", "2", "3"]})
    assert said(doubled) == "the table: row 3 has the id 'a', which the table: row 1 has already"
    assert pairs(corpus.open(doubled, on_error="skip")) == [("a", "1"), ("b", "2")]
    limited = corpus.open(doubled.slice(0, 2), max_text_bytes=0, on_error="skip")
    with pytest.raises(InputError, match="holds no document"):
        pairs(limited)
    assert limited.skipped[1][0] == (
        "the table: row 1 holds a text of 1 bytes; a collection takes at most 0: cut it into passages"
    )


class Exported:
    """A data set of somebody else's, which exports a stream of Arrow."""

    def __init__(self, table):
        self._table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self._table.__arrow_c_stream__(requested_schema)


class DataSet:
    """What a data set of Hugging Face has."""

    features = None

    def __init__(self, table):
        self._table = table

    def with_format(self, name):
        assert name == "arrow"
        return self

    def iter(self, batch_size):
        for start in range(0, len(self._table), 2):
            yield self._table.slice(start, 2)


class DataSets(dict):
    """Several of them, by their names."""

    def with_format(self, name):
        raise AssertionError(name)


def test_tables_of_others():
    with pytest.raises(
        InputTypeError, match=r"source is DataSets, several data sets; give one, as source\['test'\]"
    ):
        corpus.open(DataSets(test=DataSet(None)))
    columns = {"id": ["a", "b", "c"], "title": ["T", None, ""], "text": ["kites soar", "swifts", "a kite"]}
    table = pa.table(columns)
    expected = [("a", "T kites soar"), ("b", "swifts"), ("c", "a kite")]
    frames = [
        table,
        Exported(table),
        DataSet(table),
        polars.DataFrame(columns),
        pd.DataFrame(columns),
        pa.table({**columns, "id": pa.array(columns["id"]).dictionary_encode()}),
    ]
    reference = BM25EmbeddingFunction("unicode").fit([text for _, text in expected])
    for frame in frames:
        source = corpus.open(frame)
        assert pairs(source) == pairs(source) == expected
        assert list(source) == [text for _, text in expected]
        assert dict(BM25EmbeddingFunction("unicode").fit(source).vocabulary) == dict(reference.vocabulary)
        assert pa.table(source).column_names == ["id", "text"]
