"""``elanus fit``: count files of documents and save the model."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from elanus.cli._analyzer import PARTS, add_analyzer, analyzer_of, show_analyzer
from elanus.cli._corpus import FILES, add_reading, opened, reading
from elanus.cli._output import add_output, alone, check_output, note_other_scores
from elanus.cli._parameters import add_bounds, given_parameters
from elanus.cli._terminal import count, step

DESCRIPTION = """\
Fit BM25 on files of documents and save the model."""

EPILOG = f"""\
{FILES}

A model whose name ends in .json is one that pymilvus.model reads too, which scores as okapi whatever
the method, and only with an analyzer that it has: give it --method okapi --analyzer en. Any other name
gets the native format, which is smaller and loads faster.

{PARTS}

examples:
  elanus fit corpus.jsonl.gz -o corpus.bm25
  elanus fit 'part-*.jsonl.zst' -o corpus.bm25
  curl -s https://example.org/corpus.jsonl | elanus fit - -o corpus.bm25
  elanus fit artikel.jsonl --language de -o artikel.bm25
  elanus fit corpus.jsonl --min-df 2 --max-df 0.5 -o corpus.bm25
  elanus fit monday.tsv tuesday.tsv --text-field body --method okapi --analyzer en -o week.json"""

#: The command's; the library's is okapi, the original's. With lucene no term is too common to count.
DEFAULT_METHOD = "lucene"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus fit``."""
    parser.add_argument("files", metavar="FILE", nargs="+", type=document_file, help="the documents")
    add_output(parser)
    add_text_field(parser)
    add_reading(parser)
    add_analyzer(parser)
    add_method(parser)
    parser.add_argument("--k1", type=float, help="how late repetitions stop counting (default: 1.5)")
    parser.add_argument("--b", type=float, help="how much length counts, 0 to 1 (default: 0.75)")
    parser.add_argument("--epsilon", type=float, help="okapi's floor of negative idfs (default: 0.25)")
    parser.add_argument("--delta", type=float, help="what bm25l (0.5) and bm25+ (1.0) add")
    add_bounds(parser)


def document_file(text: str) -> Path:
    """Return the path of a file of documents; ``-`` is standard input.

    Raises
    ------
    argparse.ArgumentTypeError
        It is empty: to `Path` that is the working directory.

    Examples
    --------
    >>> from elanus.cli.fit import document_file
    >>> str(document_file("-")), str(document_file("./-"))
    ('/dev/stdin', '-')
    """
    from elanus.corpus import STANDARD_INPUT

    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    return STANDARD_INPUT if text == "-" else Path(text)


def add_method(parser: argparse._ActionsContainer, *, default: bool = True) -> None:
    """Add the option that names the method of weighing terms, and in its help the default if there is one."""
    from elanus.sparse.bm25 import METHODS

    lucene = "default: lucene, where" if default else "lucene: there"
    parser.add_argument(
        "--method",
        choices=METHODS,
        default=DEFAULT_METHOD if default else None,
        help=f"how terms are weighed ({lucene} no term of a question counts against a document; okapi does "
        "it as pymilvus.model, with its numbers)",
    )


def add_query_fields(parser: argparse.ArgumentParser, query: str) -> None:
    """Add the options that name the fields of a file of queries, which the help calls so."""
    _add_text_field(parser, f"the field of a {query}'s text, in the file (default: text)")
    parser.add_argument(
        "--id-field",
        metavar="NAME",
        help=f"the field of a {query}'s id, in the file (default: _id or id, else the line's number)",
    )


def add_text_field(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the fields of the text."""
    _add_text_field(
        parser,
        "the field of the text, or several to join, as in title,text (default: text, after the title of a "
        "document that has one)",
    )


def _add_text_field(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--text-field", metavar="NAME", type=_names, action="extend", help=what)


def _names(text: str) -> list[str]:
    """Return the names of fields with commas between them."""
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise argparse.ArgumentTypeError(f"{text!r} leaves the name of a field empty")
    return names


def title_teller() -> Callable[[], None]:
    """Return what says, when it is called first, that titles stand before texts."""
    told: list[bool] = []

    def tell() -> None:
        if not told:
            told.append(True)
            step("fields", "title and text, joined; --text-field text leaves the titles out")

    return tell


def run(arguments: argparse.Namespace) -> int:
    """Fit and save."""
    from elanus.sparse import BM25EmbeddingFunction

    output, files, force = arguments.output, arguments.files, arguments.force
    check_output(output, files, force=force)
    given = given_parameters(arguments)
    with alone(output, arguments.wait):
        start = time.monotonic()
        with opened(files, **reading(arguments)) as corpus:
            choice, documents = analyzer_of(arguments.analyzer, arguments.language, corpus)
            show_analyzer(choice)
            model = BM25EmbeddingFunction(choice.analyzer, method=arguments.method, **given).fit(documents)
        encoded = len(model.vocabulary)
        left_out = f", {encoded:,} of them encoded" if encoded < model.dim else ""
        terms = f"{count(model.dim, 'term')}{left_out}"
        fitted = f"{count(model.corpus_size, 'document')}, {terms} ({arguments.method})"
        step("fitted", fitted, time.monotonic() - start)
        replaced = check_output(output, files, force=force)
        model.save(output)
    step("saved", f"the model in {output}{replaced}")
    note_other_scores(output, model)
    return 0
