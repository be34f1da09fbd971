"""Documents into a new index on disk: ``elanus index -o``."""

import argparse
import contextlib
import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from elanus.cli._analyzer import Choice, by_texts, given, show_analyzer
from elanus.cli._index import alone, batches, is_left_over, parameters, show_saved
from elanus.cli._parameters import PARAMETERS, given_parameters
from elanus.cli._terminal import count, step
from elanus.cli.fit import DEFAULT_METHOD
from elanus.corpus import Batch
from elanus.errors import InputError


def build_files(arguments: argparse.Namespace) -> None:
    """Build an index of the documents of the files, and save it."""
    output: Path = arguments.output
    check_output(output, replace=arguments.replace)
    weighing = _weighing(arguments)
    # What is wrong with it is said before a large file is read.
    choice = None if weighing else given(arguments.analyzer, arguments.language)
    with alone(output, arguments.wait):
        replaced = check_output(output, replace=arguments.replace)
        start = time.monotonic()
        found = batches(arguments.files, arguments, named=False)
        if not weighing:
            if choice is None:
                choice, found = _chosen(found)
            show_analyzer(choice)
            weighing = {
                "analyzer": choice.analyzer,
                "method": arguments.method or DEFAULT_METHOD,
                **given_parameters(arguments),
            }
        build(output, found, store_text=not arguments.no_text, start=start, replaced=replaced, **weighing)


def build(
    output: Path,
    found: Iterator[Batch],
    *,
    start: float | None = None,
    replaced: str = "",
    **options: Any,  # noqa: ANN401 - those of Index.build
) -> None:
    """Build an index and save it, printing what was done; the caller is `alone` with the path.

    Parameters
    ----------
    output : path
    found : iterator of Batch
        The documents.
    start : float, optional
        When the work began, by `time.monotonic`; now by default.
    replaced : str
        What `check_output` returned.
    **options
        What `Index.build` takes.

    Raises
    ------
    ElanusError
        With everything as it was before.
    """
    from elanus.index import Index

    start = time.monotonic() if start is None else start
    first = next(found)  # a file without a document is an error
    # The list grows while the texts are read: `build` looks at the ids when it has them all.
    ids = list(first.ids)
    texts = itertools.chain(first.texts, itertools.chain.from_iterable(_texts(found, ids)))
    index = Index.build(texts, ids, **options)
    what = f"{count(len(index), 'document')}, {count(index.dim, 'term')}, {count(index.nnz, 'posting')}"
    step("indexed", what, time.monotonic() - start)
    step("weighed", parameters(index))
    start = time.monotonic()
    existed = output.exists()
    try:
        index._save(str(output), replace=True)  # `check_output` has looked
    except BaseException:
        if not existed:
            with contextlib.suppress(OSError):
                output.rmdir()  # the folder is made first
        raise
    show_saved(output, index, time.monotonic() - start, replaced)


def check_output(path: Path, *, replace: bool) -> str:
    """Refuse a path that no index can be saved to.

    Returns
    -------
    str
        What a summary says after the path of what was there before.

    Raises
    ------
    InputError
        It is a file, a folder that holds something else, or an index that is not to be replaced; or there
        is no directory for it.
    """
    from elanus._index_files import is_index

    if not path.parent.is_dir():
        raise InputError(f"the index cannot be saved: there is no directory {path.parent}")
    try:
        path.stat()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise InputError(f"the index cannot be saved: {path}: {error.strerror or error}") from error
    if not path.is_dir():
        raise InputError(f"{path} is a file, and an index is a folder; name another path")
    if not is_index(path) and is_left_over(path):
        return ""
    if not is_index(path):
        raise InputError(f"{path} is a folder that holds no index, and is not replaced; name another path")
    if not replace:
        raise InputError(f"the index {path} exists; --replace puts a new one in its place")
    return ", in place of an older one"


def _weighing(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return what a model that was fitted before decides: all of it, or nothing."""
    if arguments.model is None:
        return {}
    for option in ("analyzer", "language", "method", *PARAMETERS):
        if getattr(arguments, option) is not None:
            name = option.replace("_", "-")
            raise InputError(
                f"--{name} is not for the model {arguments.model}, which has its own: leave one of them out"
            )
    from elanus.cli._model import load

    model = load(arguments.model)
    step("using", f"the model {arguments.model}, {count(model.corpus_size, 'document')}")
    return {"bm25": model}


def _chosen(found: Iterator[Batch]) -> tuple[Choice, Iterator[Batch]]:
    """Return what ``auto`` chooses for the first documents, and all batches."""
    from elanus.analysis import SAMPLE

    sampled: list[Batch] = []
    texts: list[str] = []
    while len(texts) < SAMPLE and (batch := next(found, None)):
        sampled.append(batch)
        texts += batch.texts
    return by_texts(texts)[0], itertools.chain(sampled, found)


def _texts(found: Iterator[Batch], ids: list[str]) -> Iterator[list[str]]:
    """Give the texts, a batch at a time, and keep the ids."""
    for batch in found:
        ids += batch.ids
        yield batch.texts
