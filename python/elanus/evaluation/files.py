"""Files of queries, judgments and runs, in the formats of BEIR and TREC."""

from __future__ import annotations

import contextlib
import math
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from elanus.corpus import read, read_lines
from elanus.errors import InputError
from elanus.evaluation.run import Run

__all__ = ["read_qrels", "read_queries", "read_run", "replaced", "run_lines", "write_run"]

_BEIR = ("query-id", "corpus-id", "score")
_QRELS = (
    "BEIR's (a first line with the columns query-id, corpus-id and score) or TREC's (query, iteration, "
    "document and relevance in each line)"
)
_RUN = "TREC's (query, Q0, document, rank, score and the run's name in each line)"


def read_queries(
    path: str | os.PathLike[str],
    *,
    text_field: str | Sequence[str] | None = None,
    id_field: str | None = None,
) -> dict[str, str]:
    r"""Read a file of queries: BEIR's ``queries.jsonl``, TSV of id and text, or a query a line.

    Parameters
    ----------
    path : str or path
        Whatever `elanus.corpus.read` reads, gzip and standard input too.
    text_field : str or sequence of str, optional
        The field of the text, by default ``text``; or several, whose texts are joined.
    id_field : str, optional
        The field of the id; by default ``_id``, ``id`` or the line's number.

    Returns
    -------
    dict of str to str
        Ids and texts, in the order of the file.

    Raises
    ------
    InputError
        The file cannot be read, or a line is not what it should be.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from elanus.evaluation import read_queries
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "topics.tsv")
    ...     _ = path.write_text("1\tWhere do kites soar?\n2\tWho screams?\n")
    ...     read_queries(path)
    {'1': 'Where do kites soar?', '2': 'Who screams?'}
    """
    queries: dict[str, str] = {}
    for batch in read(path, text_field=text_field, id_field=id_field, titles=False):
        queries.update(zip(batch.ids, batch.texts, strict=True))
    # Read as plain lines, ids would be numbers, which may happen to be those of other queries' judgments.
    is_table = all(text.count("\t") == 1 for text in queries.values())
    if is_table and not Path(path).name.removesuffix(".gz").endswith(("json", "jsonl", "ndjson")):
        raise InputError(
            f"{path} has two columns, but is read as a query a line; a name that ends in .tsv says that the "
            "first is the id"
        )
    return queries


def read_qrels(path: str | os.PathLike[str]) -> dict[str, dict[str, int]]:
    r"""Read a file of relevance judgments: BEIR's with a header, or TREC's qrels; gzipped or not.

    Parameters
    ----------
    path : str or path
        The file; its first line says which of the two it is.

    Returns
    -------
    dict of str to dict of str to int
        For each query the judged documents and how relevant each is; 0 and less is not relevant.

    Raises
    ------
    InputError
        The file cannot be read, a line is not what it should be, or a document is judged twice and
        differently.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from elanus.evaluation import read_qrels
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "qrels")
    ...     _ = path.write_text("1 0 kite 2\n1 0 swift 0\n")
    ...     read_qrels(path)
    {'1': {'kite': 2, 'swift': 0}}
    """
    qrels: dict[str, dict[str, int]] = {}
    places: tuple[int, ...] | None = None
    width = 0
    for number, line in _filled(path):
        # BEIR's ids may hold spaces, TREC's columns are any white space.
        cells = line.split("\t") if "\t" in line else line.split()
        if places is None:
            places, is_header = _columns(path, line, cells)
            width = len(cells)
            if is_header:
                continue
        if len(cells) != width:
            raise _wrong(path, number, f"has {len(cells)} columns, not {width} as the first", _QRELS)
        query, document, relevance = (cells[place].strip() for place in places)
        try:
            judged = int(relevance)
        except ValueError:
            raise _wrong(path, number, f"has the relevance {relevance!r}, no whole number", _QRELS) from None
        of_query = qrels.setdefault(query, {})
        if of_query.setdefault(document, judged) != judged:
            raise InputError(
                f"{path}: line {number} judges document {document!r} for query {query!r} as {judged}, "
                f"an earlier one as {of_query[document]}"
            )
    if not qrels:
        raise InputError(f"{path} holds no judgment; expected {_QRELS}")
    return qrels


def _columns(path: str | os.PathLike[str], line: str, first: list[str]) -> tuple[tuple[int, ...], bool]:
    """Return where query, document and relevance stand, and whether the first line is a header."""
    names = [cell.strip().lower() for cell in first]
    if set(_BEIR) <= set(names):
        return tuple(map(names.index, _BEIR)), True
    if len(first) in (3, 4):  # three: BEIR's without its header
        with contextlib.suppress(ValueError):
            int(first[-1])
            return (0, len(first) - 2, len(first) - 1), False
    shown = line if len(line) <= 60 else f"{line[:59]}…"
    raise InputError(f"{path} holds no judgments: its first line is {shown!r}; expected {_QRELS}")


def read_run(path: str | os.PathLike[str]) -> Run:
    r"""Read a run file of TREC; gzipped or not.

    Documents are ranked by their scores, as trec_eval does it; the column of ranks is not looked at.

    Parameters
    ----------
    path : str or path
        The file.

    Returns
    -------
    Run

    Raises
    ------
    InputError
        The file cannot be read, a line is not what it should be, or a document is found twice for a query.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from elanus.evaluation import read_run
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "run.txt")
    ...     _ = path.write_text("1 Q0 swift 2 0.5 elanus\n1 Q0 kite 1 2.5 elanus\n")
    ...     read_run(path)["1"]
    {'kite': 2.5, 'swift': 0.5}
    """
    answers: dict[str, dict[str, float]] = {}
    for number, line in _filled(path):
        cells = line.split()
        if len(cells) != 6:
            raise _wrong(path, number, f"has {len(cells)} columns, not 6", _RUN)
        query, _, document, _, score, _ = cells
        try:
            value = float(score)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise _wrong(path, number, f"has the score {score!r}, no finite number", _RUN)
        found = answers.setdefault(query, {})
        if document in found:
            raise InputError(f"{path}: line {number} has document {document!r} once more for query {query!r}")
        found[document] = value
    if not answers:
        raise InputError(f"{path} holds no answer; expected {_RUN}")
    return Run(answers)


def write_run(
    path: str | os.PathLike[str], run: Mapping[str, Mapping[str, float]], *, tag: str = "elanus"
) -> None:
    """Write a run as a file of TREC, which trec_eval and ir-measures read.

    Parameters
    ----------
    path : str or path
        The file; one that is there is replaced when the new one is complete.
    run : mapping of str to mapping of str to float
        Queries, and the scores of the documents found for each.
    tag : str
        The run's name, its last column.

    Raises
    ------
    InputError
        An id or the tag is no single word, or a score is not finite.
    OSError
        The file cannot be written.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from elanus.evaluation import write_run
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "run.txt")
    ...     write_run(path, {"1": {"kite": 2.5, "swift": 0.5}})
    ...     print(path.read_text(), end="")
    1 Q0 kite 1 2.5 elanus
    1 Q0 swift 2 0.5 elanus
    """
    lines = run_lines(run, tag)
    with replaced(Path(path)) as file:
        file.writelines(line.encode("utf-8", "replace") for line in lines)


def run_lines(run: Mapping[str, Mapping[str, float]], tag: str = "elanus") -> Iterator[str]:
    """Yield the lines of a run file."""
    if not isinstance(run, Run):
        run = Run(run)
    _word(tag, "the run's name")
    for query, found in run.items():
        _word(query, "the query's id")
        for rank, (document, score) in enumerate(found.items(), 1):
            yield f"{query} Q0 {_word(document, 'the document')} {rank} {_shown(score)} {tag}\n"


def _shown(score: float) -> str:
    """Return a score in the digits that tell it from its neighbours: an index's scores are float32."""
    return f"{score:.9g}" if float(np.float32(score)) == score else repr(score)


def _word(identity: str, what: str) -> str:
    if identity.split() != [identity]:
        raise InputError(f"{what} {identity!r} is no single word, as a run file of TREC needs")
    return identity


def _filled(path: str | os.PathLike[str]) -> Iterator[tuple[int, str]]:
    return read_lines(path)


def _wrong(path: str | os.PathLike[str], number: int, what: str, expected: str) -> InputError:
    return InputError(f"{path}: line {number} {what}; expected {expected}")


@contextlib.contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of another when the block has ended well; a pipe is just written."""
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        is_file = True
    if not is_file:
        with path.open("wb") as stream:
            yield stream
        return
    target = path.resolve()  # a link stays, and what it leads to is replaced
    new = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with new.open("wb") as stream:
            yield stream
            stream.flush()
            if target.exists():
                new.chmod(stat.S_IMODE(target.stat().st_mode))
            os.fsync(stream.fileno())
        new.replace(target)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
