"""``elanus update``: add documents to a model and take others away."""

import argparse
import time
import warnings
from pathlib import Path

from elanus.cli._output import add_output, alone, check_output, note_other_scores
from elanus.cli._terminal import count, step
from elanus.cli.fit import add_text_field, document_file, texts

DESCRIPTION = """\
Add the documents of some files to a model and take those of others away, exactly. Every term keeps
its id, so stored vectors keep their meaning."""

EPILOG = """\
What is added is counted before what is removed. Documents that were never counted are refused where
a count would fall below zero, and the model stays as it was. A file without any document is an
error here as everywhere: mostly something went wrong where it was written. Of several commands that
change a model at the same time, each waits for the one before.

examples:
  elanus update corpus.bm25 --add today.jsonl --remove retracted.jsonl"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus update``."""
    parser.add_argument("model", metavar="MODEL", type=Path, help="the model")
    for option, what in (("--add", "documents to add"), ("--remove", "documents to take away")):
        parser.add_argument(
            option, metavar="FILE", nargs="+", type=document_file, action="extend", default=[], help=what
        )
    add_output(parser, required=False)
    add_text_field(parser)


def run(arguments: argparse.Namespace) -> int:
    """Update and save."""
    from elanus.cli._model import load
    from elanus.errors import ElanusWarning, InputError

    if not arguments.add and not arguments.remove:
        raise InputError("there is nothing to update: --add and --remove name files of documents")
    documents = [*arguments.add, *arguments.remove]
    output, force = arguments.output or arguments.model, arguments.force
    in_place = output == arguments.model  # it is loaded, and so found to be a model
    check_output(output, documents, force=force or in_place)
    with alone(output, arguments.wait):
        model = load(arguments.model)
        for verb, files, change in (
            ("added", arguments.add, model.partial_fit),
            ("removed", arguments.remove, model.forget),
        ):
            start, before = time.monotonic(), model.corpus_size
            if files:
                change(texts(files, arguments.text_field))
                step(verb, count(abs(model.corpus_size - before), "document"), time.monotonic() - start)
        replaced = check_output(output, documents, force=force or in_place)
        with warnings.catch_warnings():
            if arguments.output is None:  # what the file is for, whoever made it knows
                warnings.filterwarnings("ignore", ".* has no analyzer that makes these tokens", ElanusWarning)
            model.save(output)
    where = f"{output}{'' if in_place else replaced}"
    step("saved", f"the model in {where}: {count(model.corpus_size, 'document')}, {count(model.dim, 'term')}")
    if arguments.output is not None:
        note_other_scores(output, model)
    return 0
