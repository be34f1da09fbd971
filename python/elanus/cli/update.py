"""``elanus update``: add documents to an index or a model and take others away."""

import argparse
import time
import warnings

from elanus.cli._corpus import add_reading, opened, reading
from elanus.cli._output import add_output, alone, check_output, note_other_scores
from elanus.cli._parameters import PARAMETERS, add_parameters
from elanus.cli._target import check_options, index_folder
from elanus.cli._terminal import count, step
from elanus.cli.fit import add_method, add_text_field, document_file

DESCRIPTION = """\
Add the documents of some files to an index, which is a folder, or to a model, which is a file, and take
others away, exactly: what is left scores as if nothing else had ever been there."""

EPILOG = """\
An index: documents are taken away by their ids, before others are added. A document whose id the index
has is an error, unless --replace-existing puts the new one in the place of the old. Without an id field,
the id is NAME:NUMBER, the name of the file and the number of the line. A change of --method, --k1 or
--b reads no text again.

A model: --remove names files with the texts of the documents. What is added is counted before what is
removed. Documents that were never counted are refused where a count would fall below zero, and the
model stays as it was. Every term keeps its id, so stored vectors keep their meaning.

A file without any document is an error here as everywhere: mostly something went wrong where it was
written. Of several commands that change an index or a model at the same time, each waits for the one
before. Whoever searches meanwhile finds what was there before.

examples:
  elanus update birds.elanus --add today.jsonl --remove-ids kite-17 kite-18
  elanus update birds.elanus --add corrected.jsonl --replace-existing
  elanus update birds.elanus --remove-ids @retracted.txt --compact
  elanus update birds.elanus --k1 0.9 --b 0.4
  elanus update corpus.bm25 --add today.jsonl --remove retracted.jsonl"""

#: Options of an index, and of a model.
_INDEX_OPTIONS = ("remove_ids", "replace_existing", "id_field", "method", *PARAMETERS, "compact")
_MODEL_OPTIONS = ("remove", "output", "force")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus update``."""
    parser.add_argument("model", metavar="INDEX|MODEL", type=index_folder, help="the index or the model")
    parser.add_argument(
        "--add",
        metavar="FILE",
        nargs="+",
        type=document_file,
        action="extend",
        default=[],
        help="documents to add",
    )
    add_text_field(parser)
    add_reading(parser)
    index = parser.add_argument_group("an index")
    index.add_argument(
        "--remove-ids",
        metavar="ID",
        nargs="+",
        action="extend",
        default=[],
        help="documents to take away; @FILE has an id a line, @- is standard input",
    )
    index.add_argument(
        "--replace-existing",
        action="store_true",
        help="let documents that --add names take the place of those with the same ids",
    )
    index.add_argument(
        "--id-field", metavar="NAME", help="the field of the id (default: _id or id, else NAME:NUMBER)"
    )
    add_method(index, default=False)
    add_parameters(index, default=False)
    index.add_argument(
        "--compact", action="store_true", help="leave out of the files what has been taken away"
    )
    model = parser.add_argument_group("a model")
    model.add_argument(
        "--remove",
        metavar="FILE",
        nargs="+",
        type=document_file,
        action="extend",
        default=[],
        help="documents to take away",
    )
    add_output(model, required=False)
    parser.set_defaults(wrong_usage=parser.error)


def run(arguments: argparse.Namespace) -> int:
    """Update and save."""
    if arguments.model.is_dir():
        check_options(
            arguments, _MODEL_OPTIONS, f"a model, and {arguments.model} is a folder, as an index is"
        )
        from elanus.cli._index_update import update

        update(arguments)
    else:
        what = "no folder" if arguments.model.exists() else "not there"
        check_options(arguments, _INDEX_OPTIONS, f"an index, and {arguments.model} is {what}")
        _update_model(arguments)
    return 0


def _update_model(arguments: argparse.Namespace) -> None:
    from elanus.cli._model import load
    from elanus.errors import ElanusWarning, InputError

    if not arguments.add and not arguments.remove:
        raise InputError("there is nothing to update: --add and --remove name files of documents")
    documents = [*arguments.add, *arguments.remove]
    output, force = arguments.output or arguments.model, arguments.force
    in_place = output == arguments.model  # it is loaded, and so found to be a model
    check_output(output, documents, force=force or in_place)
    with alone(output, arguments.wait):
        model = load(arguments.model, "`elanus fit` makes one, `elanus index` an index")
        for verb, files, change in (
            ("added", arguments.add, model.partial_fit),
            ("removed", arguments.remove, model.forget),
        ):
            start, before = time.monotonic(), model.corpus_size
            if files:
                with opened(files, **reading(arguments)) as corpus:
                    change(corpus)
                step(verb, count(abs(model.corpus_size - before), "document"), time.monotonic() - start)
        replaced = check_output(output, documents, force=force or in_place)
        with warnings.catch_warnings():
            if arguments.output is None:  # what the file is for, whoever made it knows
                for known in (".* has no analyzer that makes these tokens", ".* knows nothing of "):
                    warnings.filterwarnings("ignore", known, ElanusWarning)
            model.save(output)
    where = f"{output}{'' if in_place else replaced}"
    step("saved", f"the model in {where}: {count(model.corpus_size, 'document')}, {count(model.dim, 'term')}")
    if arguments.output is not None:
        note_other_scores(output, model)
