"""``elanus fit``: count files of documents and save the model."""

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from elanus._progress import Progress
from elanus.cli._terminal import count, note, step

DESCRIPTION = """\
Fit BM25 on files of documents and save the model."""

EPILOG = """\
files, each plain or gzipped:
  .jsonl   one JSON object a line
  .tsv     a header naming the columns; without one: text, or id and text
  others   one document a line

A model whose name ends in .json is one that pymilvus.model reads too, which scores as okapi whatever
the method: give it --method okapi. Any other name gets the native format, which is smaller and loads
faster.

examples:
  elanus fit corpus.jsonl.gz -o corpus.bm25
  elanus fit monday.tsv tuesday.tsv --text-field body --method okapi -o week.json"""

#: The command's; the library's is okapi, the original's. With lucene no term is too common to count.
DEFAULT_METHOD = "lucene"
_PARAMETERS = ("k1", "b", "epsilon", "delta")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus fit``."""
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="the documents")
    add_output(parser)
    add_text_field(parser)
    add_method(parser)
    parser.add_argument("--k1", type=float, help="how late repetitions stop counting (default: 1.5)")
    parser.add_argument("--b", type=float, help="how much length counts, 0 to 1 (default: 0.75)")
    parser.add_argument("--epsilon", type=float, help="okapi's floor of negative idfs (default: 0.25)")
    parser.add_argument("--delta", type=float, help="what bm25l (0.5) and bm25+ (1.0) add")


def add_method(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the method of weighing terms."""
    from elanus.sparse.bm25 import METHODS

    parser.add_argument(
        "--method",
        choices=METHODS,
        default=DEFAULT_METHOD,
        help="how terms are weighed (default: lucene, where no term of a question counts against a "
        "document; okapi does it as pymilvus.model, with its numbers)",
    )


def add_output(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add the option that names the model to write."""
    default = "" if required else " (default: the model itself)"
    parser.add_argument(
        "-o",
        "--output",
        metavar="MODEL",
        type=model_file,
        required=required,
        help=f"where to save it{default}",
    )


def model_file(text: str) -> Path:
    """Return the path of a model file, unless it can only be a directory's: `Path` drops the last slash.

    Raises
    ------
    argparse.ArgumentTypeError
        It ends in a slash, or is empty: to `Path` that is the working directory.
    """
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    if text.endswith(("/", "/.")):
        raise argparse.ArgumentTypeError(f"{text!r} names a directory; a model is a file")
    return Path(text)


def add_text_field(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the field of the text."""
    parser.add_argument("--text-field", metavar="NAME", help="the field of the text (default: text)")


def run(arguments: argparse.Namespace) -> int:
    """Fit and save."""
    from elanus.sparse import BM25EmbeddingFunction

    check_output(arguments.output, arguments.files)
    given = {name: value for name in _PARAMETERS if (value := getattr(arguments, name)) is not None}
    model = BM25EmbeddingFunction(method=arguments.method, **given)
    start = time.monotonic()
    model.fit(texts(arguments.files, arguments.text_field))
    fitted = f"{count(model.corpus_size, 'document')}, {count(model.dim, 'term')} ({arguments.method})"
    step("fitted", fitted, time.monotonic() - start)
    model.save(arguments.output)
    step("saved", f"the model in {arguments.output}")
    note_other_scores(arguments.output, model.method)
    return 0


def note_other_scores(path: Path, method: str) -> None:
    """Say that pymilvus.model, which reads this file, will not score by the model's method."""
    if path.name.endswith(".json") and method != "okapi":
        note(
            f"pymilvus.model reads {path} too, but scores as okapi, not as {method}; a model fitted with "
            "--method okapi suits both"
        )


def check_output(path: Path, documents: Sequence[Path] = ()) -> None:
    """Refuse a path that no model can be saved to, before any document is read.

    Raises
    ------
    InputError
        It is one of the files of documents.
    ModelFileError
        There is something else than a file, or no directory for it.
    """
    from elanus.errors import InputError
    from elanus.milvus.job import check_model_path

    check_model_path(path)
    for file in documents:
        if path.exists() and file.exists() and path.samefile(file):
            raise InputError(f"{file} is a file of documents and cannot be the model's as well")


def texts(files: Sequence[Path], text_field: str | None) -> Iterator[str]:
    """Read the texts of files, one after the other."""
    from elanus.corpus import read

    done = 0
    for file in files:
        with Progress(None, f"reading {file.name}", delay=0, keep=False) as progress:
            for batch in read(file, text_field=text_field):
                yield from batch.texts
                done += len(batch.texts)
                progress.update(done)
