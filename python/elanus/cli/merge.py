"""``elanus merge``: one model of the documents of several."""

import argparse
import time
from pathlib import Path

from elanus.cli._output import add_output, alone, check_output, note_other_scores
from elanus.cli._terminal import count, step

DESCRIPTION = """\
Add the documents of several models up, exactly: the result is the model that one fit on all the
documents makes, in the order of the models."""

EPILOG = """\
The models must have the same analyzer, method and parameters, and document frequencies, which the
files of pymilvus.model have not.

examples:
  elanus merge monday.bm25 tuesday.bm25 -o week.bm25"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus merge``."""
    parser.add_argument("models", metavar="MODEL", nargs="+", type=Path, help="the models")
    add_output(parser)


def run(arguments: argparse.Namespace) -> int:
    """Merge and save."""
    from elanus.cli._model import load
    from elanus.sparse import BM25EmbeddingFunction

    output, force = arguments.output, arguments.force
    check_output(output, force=force)
    with alone(output, arguments.wait):
        start = time.monotonic()
        model = BM25EmbeddingFunction.merged(load(path) for path in arguments.models)
        merged = f"{count(len(arguments.models), 'model')}, {count(model.corpus_size, 'document')}"
        step("merged", f"{merged}, {count(model.dim, 'term')}", time.monotonic() - start)
        replaced = check_output(output, force=force)
        model.save(output)
    step("saved", f"the model in {output}{replaced}")
    note_other_scores(output, model)
    return 0
