"""Jobs that write vectors: what they write, and that nothing half-written is left looking whole."""

import gzip
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import scipy.sparse

from elanus import corpus, errors, jobs
from elanus.cli import main
from elanus.sparse import BM25EmbeddingFunction
from interrupts import interrupted
from processes import run_forked


def new_model(**options):
    return BM25EmbeddingFunction("unicode:en", method="lucene", **options)


@pytest.fixture(scope="module")
def files(tmp_path_factory, library_texts):
    """A corpus in two files, one of them packed, with ids of all lengths."""
    folder = tmp_path_factory.mktemp("corpus")
    lines = [
        json.dumps({"_id": f"{'é' * (n % 5)}{n}", "text": text}) + "\n"
        for n, text in enumerate(library_texts[:3_000])
    ]
    (folder / "a.jsonl").write_text("".join(lines[:1_700]))
    (folder / "b.jsonl.gz").write_bytes(gzip.compress("".join(lines[1_700:]).encode()))
    return [folder / "a.jsonl", folder / "b.jsonl.gz"]


@pytest.fixture(scope="module")
def expected(files):
    """The naive twin: all texts in memory, fitted, then encoded."""
    ids, texts = [], []
    for file in files:
        for batch in corpus.read(file):
            ids += batch.ids
            texts += batch.texts
    model = new_model().fit(texts)
    return ids, texts, model, model.encode_documents(texts)


@pytest.fixture
def spool(tmp_path):
    """A folder in which a job must leave nothing."""
    folder = tmp_path / "spool"
    folder.mkdir()
    yield folder
    assert list(folder.iterdir()) == []


def assert_same(vectors, expected):
    ids, _, _, matrix = expected
    blocks = list(vectors)
    assert [identity for block in blocks for identity in block[0]] == ids
    found = scipy.sparse.vstack([block[1] for block in blocks], format="csr")
    assert found.shape == matrix.shape == (vectors.documents, vectors.columns)
    assert found.data.tobytes() == matrix.data.tobytes()
    assert np.array_equal(found.indices, matrix.indices)
    assert np.array_equal(found.indptr, matrix.indptr)
    assert (vectors.entries, len(vectors)) == (matrix.nnz, len(vectors.blocks))


def names(folder):
    return sorted(path.name for path in folder.iterdir())


class TestVectors:
    @pytest.mark.parametrize("kind", ["parquet", "npz"])
    @pytest.mark.parametrize("rows", [1_000, 701, 10**9])
    def test_they_are_those_of_fit_and_encode_documents(self, files, expected, tmp_path, spool, kind, rows):
        model = new_model()
        options = {"kind": kind, "rows_per_block": rows, "spool": spool}
        fitted = jobs.fit_encode_files(
            files, model, tmp_path / "one", save_model=tmp_path / "one.bm25", **options
        )
        assert_same(fitted, expected)
        assert all(block["rows"] <= rows for block in fitted.blocks)
        expected[2].save(tmp_path / "two.bm25")
        assert (tmp_path / "one.bm25").read_bytes() == (tmp_path / "two.bm25").read_bytes()
        assert fitted.model == tmp_path / "one.bm25"
        encoded = jobs.encode_files(files, tmp_path / "two.bm25", tmp_path / "two", **options)
        assert_same(encoded, expected)
        assert encoded.blocks == fitted.blocks
        assert model.encode_queries(["a red kite"]).shape[1] == fitted.columns

    @pytest.mark.parametrize("kind", ["parquet", "npz"])
    def test_whatever_the_parts_of_blocks(self, files, expected, tmp_path, monkeypatch, kind):
        monkeypatch.setattr("elanus.jobs._encode._MOST_ENTRIES", 30_000)
        monkeypatch.setattr("elanus.jobs._encode._PART_ROWS", 90)
        monkeypatch.setattr("elanus.jobs._encode._PART_ENTRIES", 2_500)
        vectors = jobs.fit_encode_files(files, new_model(), tmp_path / "v", kind=kind, rows_per_block=500)
        assert_same(vectors, expected)
        assert all(block["rows"] == 500 or block["entries"] >= 30_000 for block in vectors.blocks[:-1])

    @pytest.mark.parametrize("threads", [1, 4])
    def test_whatever_the_threads(self, files, expected, tmp_path, monkeypatch, threads):
        monkeypatch.setenv("ELANUS_NUM_THREADS", str(threads))
        assert_same(jobs.fit_encode_files(files, new_model(), tmp_path / "v"), expected)
        assert_same(jobs.encode_files(files, expected[2], tmp_path / "w"), expected)
        assert names(tmp_path / "v") == ["block-00000.parquet", "manifest.json", "model.bm25"]
        assert BM25EmbeddingFunction("unicode:en").load(tmp_path / "v" / "model.bm25").dim == expected[2].dim

    def test_files_are_what_others_read(self, files, expected, tmp_path):
        parquet = jobs.encode_files(files, expected[2], tmp_path / "p", kind="parquet", rows_per_block=900)
        table = pq.read_table(tmp_path / "p" / "block-00003.parquet")
        assert str(table.schema.field("id").type) == "string"
        assert str(table.schema.field("vector").type) == (
            "struct<indices: list<element: uint32>, values: list<element: float>>"
        )
        row, matrix = table["vector"][7].as_py(), expected[3][[2_707]]
        assert row == {"indices": matrix.indices.tolist(), "values": matrix.data.tolist()}
        npz = jobs.encode_files(files, expected[2], tmp_path / "n", kind="npz", rows_per_block=900)
        block = scipy.sparse.load_npz(tmp_path / "n" / "block-00003.npz")
        assert (block != expected[3][2_700:]).nnz == 0
        for vectors in (parquet, npz):
            for block in vectors.blocks:
                data = (vectors.folder / block["file"]).read_bytes()
                assert hashlib.sha256(data).hexdigest() == block["sha256"]
                assert len(data) == block["bytes"]

    def test_terms_that_are_left_out(self, files, expected, tmp_path):
        ids, texts, *_ = expected
        options = {"min_df": 3, "max_df": 0.4, "max_terms": 900}
        twin = new_model(**options).fit(texts)
        vectors = jobs.fit_encode_files(files, new_model(**options), tmp_path / "v")
        assert_same(vectors, (ids, texts, twin, twin.encode_documents(texts)))
        assert vectors.entries < expected[3].nnz

    def test_an_analyzer_in_python(self, files, expected, tmp_path, spool):
        def words(text):
            return text.lower().split()

        ids, texts, *_ = expected
        model = BM25EmbeddingFunction(words).fit(texts)
        naive = ids, texts, model, model.encode_documents(texts)
        one = jobs.fit_encode_files(files, BM25EmbeddingFunction(words), tmp_path / "one", spool=spool)
        assert_same(one, naive)
        assert_same(jobs.encode_files(files, model, tmp_path / "two", spool=spool), naive)

    def test_an_analyzer_that_the_texts_choose(self, files, expected, tmp_path):
        model = BM25EmbeddingFunction("auto", method="lucene")
        jobs.fit_encode_files(files, model, tmp_path / "v")
        twin = BM25EmbeddingFunction("auto", method="lucene").fit(expected[1])
        assert model.analyzer == twin.analyzer
        assert model.dim == twin.dim

    def test_a_pipe_is_read_once(self, files, expected, tmp_path):
        data = files[0].read_bytes() + gzip.decompress(files[1].read_bytes())
        command = [sys.executable, "-m", "elanus", "encode", "-", "--fit", "--analyzer", "unicode:en"]
        done = subprocess.run(
            [*command, "--method", "lucene", "-o", tmp_path / "v"],
            input=data,
            capture_output=True,
            check=True,
        )
        assert b"3,000 vectors in 1 block" in done.stdout
        assert_same(jobs.VectorFiles(tmp_path / "v"), expected)

    def test_lines_without_ids_and_tables(self, tmp_path):
        (tmp_path / "a.txt").write_text("red kite\n\nblack kite\n")
        (tmp_path / "b.csv").write_text('id,text\nx,"kite, ""blue"""\ny,swift\n')
        lines = jobs.fit_encode_files(tmp_path / "a.txt", new_model(), tmp_path / "v")
        table = jobs.encode_files(tmp_path / "b.csv", lines.model, tmp_path / "w")
        assert [ids for ids, _ in lines] == [["1", "3"]]
        assert [ids for ids, _ in table] == [["x", "y"]]
        assert [matrix.nnz for _, matrix in table] == [1]


class TestBadInput:
    def test_a_doubled_id_is_named_with_both_places(self, tmp_path, spool):
        (tmp_path / "a.jsonl").write_text("".join(f'{{"id": {n}, "text": "kite"}}\n' for n in range(2_000)))
        (tmp_path / "b.jsonl").write_text('{"id": "b", "text": "x"}\n{"id": 1999, "text": "kite"}\n')
        message = r"b\.jsonl: line 2 has an id that stands in .*a\.jsonl, line 2000, already"
        files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
        model = new_model()
        with pytest.raises(errors.InputError, match=message):
            jobs.fit_encode_files(files, model, tmp_path / "v", spool=spool)
        assert not model.corpus_size
        assert names(tmp_path / "v") == ["journal.jsonl"]
        model.fit(["kite"])
        with pytest.raises(errors.InputError, match=message):
            jobs.encode_files(files, model, tmp_path / "w", spool=spool, rows_per_block=500)
        assert "manifest.json" not in names(tmp_path / "w")
        with pytest.raises(errors.InputError, match="not done"):
            jobs.VectorFiles(tmp_path / "w")

    @pytest.mark.parametrize("line", ['{"id": 1}', "no JSON", '{"id": null, "text": "x"}'])
    def test_a_wrong_line(self, files, expected, tmp_path, spool, line):
        path = tmp_path / "a.jsonl"
        path.write_bytes(files[0].read_bytes() + f"{line}\n".encode() + files[0].read_bytes())
        for run, model in [(jobs.fit_encode_files, new_model()), (jobs.encode_files, expected[2])]:
            output = tmp_path / run.__name__
            with pytest.raises(errors.InputError, match=r"a\.jsonl: line 1701 "):
                run(path, model, output, spool=spool, rows_per_block=100)
            assert "manifest.json" not in names(output)

    def test_what_is_left_out_has_no_vector(self, files, tmp_path):
        path = tmp_path / "a.jsonl"
        path.write_text('{"id": 1, "text": "red kite"}\nno JSON\n{"id": 2, "text": "kite"}\n')
        source = corpus.open(path, on_error="skip")
        vectors = jobs.fit_encode_files(source, new_model(), tmp_path / "v")
        assert (vectors.documents, source.skipped[0]) == (2, 1)

    def test_a_full_disk(self, files, expected, tmp_path):
        """A limit on the size of files fails writes midway, as a full disk does."""
        ids, _, model, _ = expected
        spool = tmp_path / "spool"
        spool.mkdir()
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        options = {"spool": spool, "overwrite": True, "rows_per_block": 1_000}
        for limit in (0, 30, 4_096, 20_000, 60_000):
            for run in (
                lambda: jobs.fit_encode_files(files, new_model(), tmp_path / "v", **options),
                lambda: jobs.encode_files(files, model, tmp_path / "v", **options),
            ):
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
                try:
                    with pytest.raises((errors.OutputError, errors.ModelFileError)):
                        run()
                finally:
                    resource.setrlimit(resource.RLIMIT_FSIZE, before)
                left = names(tmp_path / "v") if (tmp_path / "v").exists() else []
                assert "manifest.json" not in left
                assert not [name for name in left if name.endswith(".tmp")]
                assert names(spool) == []
        vectors = jobs.encode_files(files, model, tmp_path / "v", overwrite=True)
        assert vectors.documents == len(ids)

    def test_a_folder_of_something_else(self, files, expected, tmp_path):
        model = expected[2]
        (tmp_path / "notes").mkdir()
        (tmp_path / "notes" / "birds.txt").write_text("kites")
        with pytest.raises(errors.InputError, match=r"notes holds birds\.txt, which no job wrote"):
            jobs.encode_files(files, model, tmp_path / "notes", overwrite=True)
        with pytest.raises(errors.OutputError, match=r"missing/v cannot be written"):
            jobs.encode_files(files, model, tmp_path / "missing" / "v")
        jobs.encode_files(files, model, tmp_path / "v")
        with pytest.raises(errors.InputError, match=r"holds the vectors of another job"):
            jobs.encode_files(files, model, tmp_path / "v")
        with pytest.raises(errors.InputError, match=r"spool is .*; expected a directory"):
            jobs.encode_files(files, model, tmp_path / "w", spool=tmp_path / "missing")
        with pytest.raises(errors.InputError, match=r"rows_per_block is 0"):
            jobs.encode_files(files, model, tmp_path / "w", rows_per_block=0)
        with pytest.raises(errors.NotFittedError):
            jobs.encode_files(files, new_model(), tmp_path / "w")
        with pytest.raises(errors.InputError, match=r"none\.jsonl cannot be read: No such file"):
            jobs.encode_files([*files, tmp_path / "none.jsonl"], model, tmp_path / "w")
        assert not (tmp_path / "w").exists()

    def test_a_changed_block_is_noticed(self, files, expected, tmp_path):
        vectors = jobs.encode_files(files, expected[2], tmp_path / "v", rows_per_block=1_000)
        path = vectors.folder / "block-00001.parquet"
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        with pytest.raises(
            errors.InputError, match=r"block-00001\.parquet is not the block that was written"
        ):
            list(vectors)

    def test_ctrl_c(self, files, expected, tmp_path, spool):
        path = tmp_path / "a.jsonl"
        lines = files[0].read_text().splitlines()
        records = [json.loads(line)["text"] for line in lines]
        path.write_text(
            "".join(json.dumps({"id": n, "text": records[n % 1_700]}) + "\n" for n in range(60_000))
        )
        model = new_model()
        for run in (
            lambda: jobs.fit_encode_files(path, model, tmp_path / "v", spool=spool, overwrite=True),
            lambda: jobs.encode_files(path, expected[2], tmp_path / "v", spool=spool, overwrite=True),
        ):
            if interrupted(run, after=0.1) is not None:
                assert "manifest.json" not in names(tmp_path / "v")
            assert not [name for name in names(tmp_path / "v") if name.endswith(".tmp")]


#: Runs a job, and kills the process at the so manyth call that changes a disk.
KILLED = """
import os, signal, sys
from pathlib import Path
from elanus import jobs
from elanus.sparse import BM25EmbeddingFunction

output, at, model, *files = sys.argv[1:]
left = [int(at)]

def counted(call):
    def counting(*arguments, **options):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **options)
    return counting

os.fsync, Path.replace, Path.unlink = counted(os.fsync), counted(Path.replace), counted(Path.unlink)
options = {"rows_per_block": 700, "overwrite": True}
if model == "fit":
    jobs.fit_encode_files(files, BM25EmbeddingFunction("unicode:en", method="lucene"), output, **options)
else:
    jobs.encode_files(files, model, output, **options)
"""


class TestResume:
    @pytest.mark.parametrize("fits", [False, True])
    def test_killed_at_every_step(self, files, expected, tmp_path, fits):
        model = tmp_path / "model.bm25"
        expected[2].save(model)
        whole, moments = tmp_path / "v", 0
        while True:
            moments += 1
            arguments = [str(whole), str(moments), "fit" if fits else str(model), *map(str, files)]
            done = run_forked(KILLED, arguments)
            is_whole = "manifest.json" in names(whole)
            if is_whole:
                # Even where the process died later, all blocks are there.
                assert_same(jobs.VectorFiles(whole), expected)
            if done.returncode == 0:
                break
            assert done.returncode == -signal.SIGKILL, done.stderr
            blocks = {path.name: path.stat().st_mtime_ns for path in whole.glob("block-*")}
            journal = whole / "journal.jsonl"
            noted = journal.read_text().count('"block":') if journal.exists() else 0
            noted = len(blocks) if is_whole else noted
            options = {"rows_per_block": 700, "resume": True}
            if fits:
                vectors = jobs.fit_encode_files(files, new_model(), whole, **options)
            else:
                vectors = jobs.encode_files(files, model, whole, **options)
            assert_same(vectors, expected)
            kept = sorted(blocks)[:noted]
            assert all((whole / name).stat().st_mtime_ns == blocks[name] for name in kept)
            assert names(whole) == sorted(
                [f"block-{n:05}.parquet" for n in range(5)]
                + ["manifest.json"]
                + (["model.bm25"] if fits else [])
            )
        assert moments > 20

    def test_of_a_job_that_is_done(self, files, expected, tmp_path):
        vectors = jobs.encode_files(files, expected[2], tmp_path / "v")
        before = {path: path.stat().st_mtime_ns for path in vectors.folder.iterdir()}
        jobs.encode_files(files, expected[2], tmp_path / "v", resume=True)
        assert {path: path.stat().st_mtime_ns for path in vectors.folder.iterdir()} == before

    def test_only_of_the_same_job(self, files, expected, tmp_path):
        file = tmp_path / "a.jsonl"
        file.write_bytes(files[0].read_bytes())
        model = expected[2]
        jobs.encode_files(file, model, tmp_path / "v")
        options = {"output": tmp_path / "v", "resume": True}
        with pytest.raises(errors.InputError, match=r"another job, with 1 inputs instead of 2"):
            jobs.encode_files([file, files[1]], model, **options)
        with pytest.raises(errors.InputError, match=r"with another limits"):
            jobs.encode_files(file, model, rows_per_block=5, **options)
        with pytest.raises(errors.InputError, match=r"with another model"):
            jobs.encode_files(file, new_model().fit(["kites"]), **options)
        with pytest.raises(errors.InputError, match=r"with another reading"):
            jobs.encode_files(corpus.open(file, text_field="text"), model, **options)
        os.utime(file, ns=(1, 1))
        with pytest.raises(errors.InputError, match=r"an input .*a\.jsonl that has changed since"):
            jobs.encode_files(file, model, **options)

    def test_a_pipe_cannot_be_read_again(self, tmp_path, expected):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(errors.InputError, match="a pipe cannot be read again"):
            jobs.encode_files(tmp_path / "pipe", expected[2], tmp_path / "v", resume=True)


class TestCommand:
    def test_fit_and_encode(self, files, expected, tmp_path, capsys):
        corpora = list(map(str, files))
        fit = ["--fit", "--analyzer", "unicode:en", "--save-model", str(tmp_path / "m.bm25")]
        assert main(["encode", *corpora, *fit, "-o", str(tmp_path / "v"), "--block-rows", "2000"]) == 0
        out = capsys.readouterr().out
        assert "fitted    3,000 documents" in out
        assert "3,000 vectors in 2 blocks" in out
        assert_same(jobs.VectorFiles(tmp_path / "v"), expected)
        encode = ["encode", *corpora, "--model", str(tmp_path / "m.bm25"), "--kind", "npz"]
        assert main([*encode, "-o", str(tmp_path / "w"), "--spool", str(tmp_path)]) == 0
        assert_same(jobs.VectorFiles(tmp_path / "w"), expected)
        assert main([*encode, "-o", str(tmp_path / "w")]) == 1
        assert "holds the vectors of another job" in capsys.readouterr().err
        assert main([*encode, "-o", str(tmp_path / "w"), "--resume"]) == 0
        assert main([*encode, "-o", str(tmp_path / "w"), "--k1", "2"]) == 1
        assert "--k1 is for --fit" in capsys.readouterr().err

    def test_help_names_both_ways(self, capsys):
        with pytest.raises(SystemExit):
            main(["encode", "x.jsonl", "-o", tempfile.gettempdir()])
        assert "--model --fit" in capsys.readouterr().err


def test_without_pyarrow_blocks_are_npz(files, expected, tmp_path, monkeypatch):
    monkeypatch.setattr("elanus.jobs._blocks.find_spec", lambda _: None)
    vectors = jobs.encode_files(files, expected[2], tmp_path / "v")
    assert (vectors.kind, Path(vectors.blocks[0]["file"]).suffix) == ("npz", ".npz")
    assert_same(vectors, expected)
