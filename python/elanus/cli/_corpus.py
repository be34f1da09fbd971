"""The options that say how files of documents are read, and the files that they open."""

import argparse
import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from elanus.cli._terminal import note, step

if TYPE_CHECKING:
    from elanus._table_corpus import TableCorpus
    from elanus.corpus import Corpus

#: What each kind of file is, for the help of the commands that read some.
FILES = """\
files, each plain or packed by gzip, Zstandard, bzip2 or xz:
  .jsonl    one JSON object a line
  .csv      a header naming the columns
  .tsv      the same; without a header: text, or id and text
  .parquet  and .arrow: with pyarrow, pip install "elanus[arrow]"
  others    one document a line
  -         standard input: .jsonl where the first line begins with {, else one document a line
A directory is all its files, and a quoted pattern such as 'part-*.jsonl' those that match."""

_FORMATS = ("jsonl", "csv", "tsv", "lines", "parquet", "arrow")


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how files are read."""
    group = parser.add_argument_group("reading files")
    group.add_argument("--format", choices=_FORMATS, help="what the files are (default: as their names say)")
    group.add_argument(
        "--delimiter",
        metavar="CHARACTER",
        type=_delimiter,
        help="what stands between the cells of CSV, as in ';' or '\\t' (default: a comma)",
    )
    group.add_argument(
        "--no-header",
        dest="header",
        action="store_const",
        const=False,
        help="the first record of a table is a document",
    )
    group.add_argument(
        "--on-error",
        choices=("raise", "skip"),
        default="raise",
        help="whether a record that cannot be used ends the command, or is left out and counted",
    )
    group.add_argument(
        "--skipped",
        metavar="FILE",
        type=Path,
        help="with --on-error skip: write all that is left out into FILE, with what is wrong",
    )


def _delimiter(text: str) -> str:
    r"""Return the character that an option names; ``\t`` is a tab.

    Examples
    --------
    >>> from elanus.cli._corpus import _delimiter
    >>> _delimiter(";"), _delimiter("\\t")
    (';', '\t')
    """
    text = {"\\t": "\t", "tab": "\t"}.get(text, text)
    if len(text) != 1 or not text.isascii():
        raise argparse.ArgumentTypeError(f"{text!r} is no single ASCII character")
    return text


def reading(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return what `elanus.corpus.open` takes of the options."""
    from elanus.errors import InputError

    if arguments.skipped is not None and arguments.on_error != "skip":
        raise InputError("--skipped is for --on-error skip: nothing is left out otherwise")
    if arguments.skipped is not None and arguments.skipped == getattr(arguments, "output", None):
        raise InputError(f"--skipped and -o both name {arguments.skipped}: name two files")
    return {
        "text_field": arguments.text_field,
        "format": arguments.format,
        "delimiter": arguments.delimiter,
        "header": arguments.header,
        "on_error": arguments.on_error,
        "skipped_list": arguments.skipped,
    }


@contextlib.contextmanager
def opened(files: Sequence[Path], **options: Any) -> "Iterator[Corpus | TableCorpus]":  # noqa: ANN401
    """Open files for a command, which shows how much of them is read and then what was left out.

    Parameters
    ----------
    files : sequence of path
        What the command was given.
    **options
        What `elanus.corpus.open` takes.
    """
    from elanus import corpus
    from elanus._progress import reading as shown
    from elanus.corpus import Corpus

    found = corpus.open(list(files), **options)
    names = found.files[0].name if len(found.files) == 1 else f"{len(found.files)} files"
    with shown(f"reading {names}", found.size, lambda: found.bytes_read):
        yield found
    if isinstance(found, Corpus) and found.joins_titles:
        step("fields", "title and text, joined; --text-field text leaves the titles out")
    tell_skipped(found.skipped)


def tell_skipped(skipped: tuple[int, list[str]]) -> None:
    """Say how many records were left out, and why the first ten."""
    from elanus.cli._terminal import count

    number, examples = skipped
    if not number:
        return
    note(f"{count(number, 'record')} left out:")
    for example in examples:
        note(f"  {example}")
    if number > len(examples):
        note(f"  … and {number - len(examples):,} more; --skipped FILE lists them all")
