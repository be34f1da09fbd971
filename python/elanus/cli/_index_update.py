"""Documents of an index added, replaced and taken away: ``elanus update INDEX``."""

import argparse
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from elanus._terminal import cut
from elanus.cli._index import alone, batches, open_index, parameters, show_saved
from elanus.cli._parameters import given_parameters
from elanus.cli._terminal import count, step
from elanus.errors import InputError

if TYPE_CHECKING:
    from elanus.index import Index

_Ids = list[str] | list[int]


def update(arguments: argparse.Namespace) -> None:
    """Take documents away, add documents and set parameters, and save the index when all is done."""
    path: Path = arguments.model
    given = given_parameters(arguments)
    weighs = given or arguments.method is not None
    if not (arguments.add or arguments.remove_ids or weighs or arguments.compact):
        raise InputError(
            "there is nothing to update: --add names files of documents, --remove-ids documents to take "
            "away, --method, --k1 and --b set how terms are weighed, and --compact makes the index smaller"
        )
    with alone(path, arguments.wait):
        index = open_index(path)
        removed = _remove(index, path, _listed(arguments.remove_ids)) if arguments.remove_ids else 0
        if not (removed or arguments.add or weighs or arguments.compact):
            return  # the files named no id
        if arguments.add:
            _add(index, path, arguments)
        if weighs:
            index.set_parameters(method=arguments.method, **given)
            step("weighed", parameters(index))
        if arguments.compact:
            start = time.monotonic()
            index.compact()
            step("compacted", count(index.nnz, "posting"), time.monotonic() - start)
        start = time.monotonic()
        index._save(str(path))
        show_saved(path, index, time.monotonic() - start)


def _remove(index: "Index", path: Path, named: list[str]) -> int:
    """Take documents away, and return how many."""
    start = time.monotonic()
    ids = _as_ids(index, path, named)
    unknown = [name for name, identity in zip(named, ids, strict=True) if identity not in index]
    if unknown:
        file = next((name for name in unknown if os.path.isfile(name)), None)  # noqa: PTH113 - any text
        hint = f"; @{file} reads ids from the file {file}" if file is not None else ""
        raise InputError(f"no document of {path} has the id {_and_more(unknown)}{hint}")
    once = [*dict.fromkeys(ids)]  # 7 and 07 are one number
    index.delete(once)
    step("removed", count(len(once), "document"), time.monotonic() - start)
    return len(once)


def _add(index: "Index", path: Path, arguments: argparse.Namespace) -> None:
    if index.method is None:
        raise InputError(f"{path} is an index of vectors, and takes no texts: Index.add takes vectors")
    start = time.monotonic()
    names: list[str] = []
    texts: list[str] = []
    # Numbers of lines alone would be those of the files that the index was made of.
    for batch in batches(arguments.add, arguments, named=True):
        names += batch.ids
        texts += batch.texts
    ids = _as_ids(index, path, names)
    existing = [identity for identity in ids if identity in index]
    if existing and not arguments.replace_existing:
        raise InputError(
            f"{path} has a document with the id {_and_more(existing)} already; --replace-existing puts the "
            "new documents in the place of the old"
        )
    if existing:
        index.delete(existing)
    index.add(texts, ids)
    older = "an older one" if len(existing) == 1 else "older ones"
    replaced = f", {len(existing):,} of them in place of {older}" if existing else ""
    step("added", f"{count(len(ids), 'document')}{replaced}", time.monotonic() - start)


def _listed(given: Sequence[str]) -> list[str]:
    """Return the ids of the option, and those in the files that it names with an @; each once."""
    from elanus.cli.fit import document_file
    from elanus.corpus import read_lines

    ids: dict[str, None] = {}
    for name in given:
        if name.startswith("@"):
            ids.update((line.strip(), None) for _, line in read_lines(document_file(name[1:])))
        else:
            ids[os.fsencode(name).decode("utf-8", "replace")] = None
    return list(ids)


def _as_ids(index: "Index", path: Path, names: list[str]) -> _Ids:
    """Return ids as the index has them: text, or numbers where a program has made it so."""
    # Not by `ids`, which would make an array of all.
    if index._core.snapshot().has_text_ids:
        return names
    numbers = []
    for name in names:
        try:
            numbers.append(int(name))
        except ValueError:  # or one of thousands of digits
            raise InputError(
                f"the ids of {path} are whole numbers, and {cut(name, 40)!r} is none of them"
            ) from None
    return numbers


def _and_more(ids: Sequence[str | int]) -> str:
    """Write the first of some ids, and how many more there are."""
    return f"{ids[0]!r}" + (f" (and {len(ids) - 1:,} more)" if len(ids) > 1 else "")
