"""Files of documents to files of vectors."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import elanus._core as _core
from elanus import corpus
from elanus._locks import locked
from elanus._progress import Progress, reading
from elanus._threads import get_num_threads
from elanus.errors import InputError, InputTypeError, NotFittedError, OutputError
from elanus.jobs._blocks import Kind, Part, as_kind
from elanus.jobs._folder import MODEL, Folder, file_digest, inputs_of
from elanus.jobs._vectors import VectorFiles
from elanus.jobs._writer import BlockWriter
from elanus.sparse.bm25 import BM25EmbeddingFunction
from elanus.sparse.bm25._description import describe, engine_of
from elanus.sparse.bm25._scripts import warning_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from elanus._table_corpus import TableCorpus

    #: What `elanus.corpus.open` takes or returns.
    Source: TypeAlias = corpus.Corpus | TableCorpus | str | PathLike[str] | Sequence[str | PathLike[str]]

__all__ = ["encode_files", "fit_encode_files"]

#: Entries at which a block ends whatever its rows: as `.npz` they take 32 MB.
_MOST_ENTRIES = 1 << 22
#: What is handed over at once: its arrays are small enough for the allocator to use the same memory again.
_PART_ROWS, _PART_ENTRIES = 1 << 13, 1 << 16
_ROWS = 100_000


def encode_files(
    source: Source,
    model: BM25EmbeddingFunction | str | PathLike[str],
    output: str | PathLike[str],
    *,
    kind: str | None = None,
    rows_per_block: int = _ROWS,
    resume: bool = False,
    overwrite: bool = False,
    spool: str | PathLike[str] | None = None,
    progress: bool = True,
) -> VectorFiles:
    """Write the vectors of the documents of files, as `BM25EmbeddingFunction.encode_documents` gives them.

    Parameters
    ----------
    source : Corpus, str, path or sequence of them
        The files, as `elanus.corpus.open` takes them, or what it returns. Their ids must be unique.
    model : BM25EmbeddingFunction, str or path
        A fitted model, which is saved in the folder too; or the file of one.
    output : str or path
        The folder: ``block-00000.parquet`` and so on, and ``manifest.json``, which is written last. A block
        has the columns ``id`` (string) and ``vector`` (struct of ``indices``, a list of uint32, and
        ``values``, a list of float32).
    kind : {"parquet", "npz"}, optional
        What the files are; by default Parquet where pyarrow is installed (``pip install elanus[arrow]``). The
        others are read by ``scipy.sparse.load_npz`` too, without the ids.
    rows_per_block : int
        Documents of a block; of long ones it has fewer, so that it fits into memory.
    resume : bool
        Whether a job on the same files with the same model goes on where it was ended. It reads all files
        again, but analyses only documents whose blocks are not there.
    overwrite : bool
        Whether vectors that another job has written there are replaced.
    spool : str or path, optional
        The directory of what does not fit into memory, by default that of temporary files (``TMPDIR``).
    progress : bool
        Whether a bar is shown on standard error, where that is a terminal and the work takes a while.

    Returns
    -------
    VectorFiles
        What was written.

    Raises
    ------
    InputError
        The files cannot be read or hold something wrong, or an id stands twice; or the folder holds another
        job. The blocks that were written stay for `resume`, and there is no manifest.
    OutputError
        The folder or the spool cannot be written, as on a full disk.
    NotFittedError
        The model has no statistics.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from elanus.jobs import encode_files
    >>> from elanus.sparse import BM25EmbeddingFunction
    >>> model = BM25EmbeddingFunction(method="lucene").fit(["A red kite", "A hawk"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "birds.jsonl")
    ...     _ = path.write_text('{"_id": "k", "text": "A kite"}')
    ...     vectors = encode_files(path, model, pathlib.Path(folder, "vectors"), kind="npz")
    ...     [(ids, matrix)] = vectors
    >>> ids, matrix.shape, matrix.indices.tolist()
    (['k'], (1, 3), [1])
    """
    job = _Job(source, output, kind, rows_per_block, spool, progress)
    if isinstance(model, BM25EmbeddingFunction):
        if not model.corpus_size:
            raise NotFittedError("the model has no statistics: fit or load it first")
        fitted, file, digest = model, MODEL, _digest(model, job.spool)
    else:
        path = Path(model).resolve()
        fitted, file, digest = BM25EmbeddingFunction().load(path), str(path), file_digest(path)
    with job.begun({"sha256": digest}, resume=resume, overwrite=overwrite) as folder:
        if folder is None:
            return VectorFiles(output)
        if folder.model is None:
            if file == MODEL:
                fitted.save(folder.path / MODEL)
            folder.take_model(file)
        job.encode(folder, fitted)
    return VectorFiles(output)


def fit_encode_files(
    source: Source,
    model: BM25EmbeddingFunction,
    output: str | PathLike[str],
    *,
    save_model: str | PathLike[str] | None = None,
    kind: str | None = None,
    rows_per_block: int = _ROWS,
    resume: bool = False,
    overwrite: bool = False,
    spool: str | PathLike[str] | None = None,
    progress: bool = True,
) -> VectorFiles:
    r"""Fit a model on the documents of files and write their vectors, analysing each text once.

    The model and the vectors are those of `BM25EmbeddingFunction.fit` and `encode_files`. Until the
    statistics are known, what was counted waits in the spool, two to three bytes for each term of a document.

    Parameters
    ----------
    source : Corpus, str, path or sequence of them
        As for `encode_files`. It is read once, so that it may be a pipe.
    model : BM25EmbeddingFunction
        The model to fit, which forgets what it knew.
    output : str or path
        As for `encode_files`.
    save_model : str or path, optional
        Where the model is saved, before the first vector is written; by default ``model.bm25`` in the folder.
    kind, rows_per_block, resume, overwrite, spool, progress
        As for `encode_files`. A job that was ended while it counted begins anew; later, it goes on with the
        model that it had saved.

    Returns
    -------
    VectorFiles
        What was written.

    Raises
    ------
    InputError, OutputError
        As for `encode_files`; what is wrong with the files is known before the first vector is written.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from elanus.jobs import fit_encode_files
    >>> from elanus.sparse import BM25EmbeddingFunction
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "birds.txt")
    ...     _ = path.write_text("A red kite\nA hawk\n")
    ...     model = BM25EmbeddingFunction(method="lucene")
    ...     vectors = fit_encode_files(path, model, pathlib.Path(folder, "vectors"))
    ...     vectors.documents, vectors.entries, vectors.model.name
    (2, 3, 'model.bm25')
    """
    if not isinstance(model, BM25EmbeddingFunction):
        raise InputTypeError(f"model is {type(model).__name__}; expected a BM25EmbeddingFunction to fit")
    job = _Job(source, output, kind, rows_per_block, spool, progress)
    file = MODEL if save_model is None else str(Path(save_model).resolve())
    analyzer = "auto" if model._is_auto else describe(model.analyzer)
    parameters = [*model._state[0].parameters, *model._state[0].pruning]
    fingerprint = {"file": file, "fit": parameters, "analyzer": json.loads(json.dumps(analyzer))}
    with job.begun(fingerprint, resume=resume, overwrite=overwrite) as folder:
        if folder is None:
            model.load(VectorFiles(output).model)
        elif folder.model is None:
            job.fit_encode(folder, model, file)
        else:
            model.load(folder.known_model())
            job.encode(folder, model)
    return VectorFiles(output)


class _Job:
    """What both kinds of jobs do."""

    def __init__(
        self,
        source: Source,
        output: str | PathLike[str],
        kind: str | None,
        rows: int,
        spool: str | PathLike[str] | None,
        progress: bool,
    ) -> None:
        opened = source if isinstance(source, corpus.Corpus) else corpus.open(source)
        if not isinstance(opened, corpus.Corpus):
            raise InputError(
                "a job reads JSON Lines, CSV, TSV and lines; the column of a table of Arrow is for "
                "encode_documents"
            )
        if isinstance(rows, bool) or not isinstance(rows, int) or rows < 1:
            raise InputError(f"rows_per_block is {rows!r}; expected an int of at least 1")
        self.corpus = opened
        self.output = Path(output)
        self.kind: Kind = as_kind(kind)
        self.limits = (rows, _MOST_ENTRIES, _PART_ROWS, _PART_ENTRIES)
        self.spool = Path(tempfile.gettempdir() if spool is None else spool)
        if not self.spool.is_dir():
            raise InputError(f"spool is {str(self.spool)!r}; expected a directory")
        self._progress = progress
        self._files: _core.Files | None = None

    @contextlib.contextmanager
    def begun(self, model: dict[str, Any], *, resume: bool, overwrite: bool) -> Iterator[Folder | None]:
        """Begin in the folder, which no other process uses meanwhile; `None` if the job is done already."""
        inputs = inputs_of(self.corpus.files)
        if inputs is None and resume:
            raise InputError("a pipe cannot be read again: resume is for files")
        job = {
            "inputs": inputs,
            "reading": {
                name: value for name, value in self.corpus._options.items() if name != "skipped_list"
            },
            "model": model,
            "kind": self.kind,
            "limits": list(self.limits[:2]),
        }
        if not self.output.resolve().parent.is_dir():
            raise OutputError(f"{self.output} cannot be written: there is no directory {self.output.parent}")
        with locked(self.output, f"the folder {self.output}", wait=0):
            folder = Folder(self.output)
            yield folder if folder.begin(job, resume=resume, overwrite=overwrite) else None

    def encode(self, folder: Folder, model: BM25EmbeddingFunction) -> None:
        """Write the vectors of a fitted model."""
        core, analyzer = model._state
        files = self._open()
        with self._reading(files), BlockWriter(folder, self.kind, lambda: core.dim) as writer:
            core.encode_blocks(
                files,
                engine_of(analyzer),
                get_num_threads(),
                self.spool,
                self.limits,
                folder.rows,
                writer.write,
            )
        self._finish(folder, core.dim, files)

    def fit_encode(self, folder: Folder, model: BM25EmbeddingFunction, file: str) -> None:
        """Fit, and write the vectors."""
        files = self._open()
        core, analyzer, _ = model._chosen(files)
        engine = engine_of(analyzer)
        with contextlib.ExitStack() as stack:
            shown = stack.enter_context(contextlib.ExitStack())
            shown.enter_context(self._reading(files))

            def fitted() -> None:
                shown.close()
                model._take(core, analyzer)
                model._warned = False
                model.save(folder.path / file)
                folder.take_model(file)

            def write(arrays: tuple[Any, ...], is_end: bool) -> None:
                bar.total = files.documents
                writer.write(arrays, is_end)
                bar.advance(Part(*arrays).rows)

            bar = stack.enter_context(
                Progress(None, "writing vectors", None if self._progress else False, keep=False)
            )
            writer = stack.enter_context(BlockWriter(folder, self.kind, lambda: core.dim))
            core.fit_encode_blocks(
                files, engine, get_num_threads(), self.spool, self.limits, fitted, write, warning_for(engine)
            )
        self._finish(folder, core.dim, files)

    def _open(self) -> _core.Files:
        return self.corpus.__elanus_files__(ids="")

    def _reading(self, files: _core.Files) -> contextlib.AbstractContextManager[None]:
        if not self._progress:
            return contextlib.nullcontext()
        names = (
            self.corpus.files[0].name if len(self.corpus.files) == 1 else f"{len(self.corpus.files)} files"
        )
        return reading(f"reading {names}", self.corpus.size, lambda: files.bytes_read)

    def _finish(self, folder: Folder, columns: int, files: _core.Files) -> None:
        if folder.rows != files.documents:
            raise InputError(
                f"{folder.path} has blocks of {folder.rows:,} documents, but the files hold "
                f"{files.documents:,}: they have changed meanwhile"
            )
        folder.finish(columns, self.kind)


def _digest(model: BM25EmbeddingFunction, folder: Path) -> str:
    """Return the digest of the file that a model would be saved as."""
    with tempfile.TemporaryDirectory(prefix="elanus-", dir=folder) as temporary:
        path = Path(temporary, MODEL)
        model.save(path)
        return file_digest(path)
