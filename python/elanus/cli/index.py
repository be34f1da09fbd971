"""``elanus index``: an index of the documents of some files, or a collection of Milvus."""

import argparse

from elanus.cli._analyzer import PARTS, add_analyzer
from elanus.cli._corpus import FILES, add_reading
from elanus.cli._index import add_wait
from elanus.cli._parameters import PARAMETERS, add_parameters
from elanus.cli._target import MILVUS_OPTIONS, add_target, check_options, index_folder
from elanus.cli.fit import add_method, add_text_field, document_file

DESCRIPTION = """\
Index the documents of some files for `elanus search`: in a folder on disk, with -o, or with --uri in
a new collection of Milvus, whose model is fitted on them and saved."""

EPILOG = f"""\
{FILES}

The title of a document is put before its text, as BEIR does; --text-field says otherwise.

Every line is checked before anything is saved, and nothing that exists is replaced before everything
new is complete. --replace replaces an index; a folder that is none is never replaced. Without an id
field, the id is the number of the line, and with several files NAME:NUMBER.

In Milvus, --replace replaces a collection and the model that was saved with it; a model from elsewhere
is overwritten with --refit only, and a file that is no model with --force. A model that --model names
and that exists is used as it is: no new one is fitted.

{PARTS}

examples:
  elanus index corpus.jsonl.gz -o corpus.elanus
  elanus index artikel.jsonl mehr.tsv --language de -o artikel.elanus
  elanus index 'part-*.jsonl.zst' -o corpus.elanus --no-text --k1 0.9 --b 0.4
  elanus index corpus.jsonl.gz --uri ./x.db --collection docs
  elanus index notes.tsv --uri http://localhost:19530 --token root:Milvus --collection notes \\
      --text-field body --id-field key
  elanus index today.jsonl --uri ./x.db --collection today --model corpus.bm25"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus index``."""
    parser.add_argument("files", metavar="FILE", nargs="+", type=document_file, help="the documents")
    parser.add_argument(
        "-o",
        "--output",
        metavar="INDEX",
        type=index_folder,
        help="the folder to save the index in, such as corpus.elanus",
    )
    add_text_field(parser)
    add_reading(parser)
    parser.add_argument(
        "--id-field", metavar="NAME", help="the field of the id (default: _id or id, else the line's number)"
    )
    parser.add_argument(
        "--replace", action="store_true", help="replace an index, or a collection, that exists already"
    )
    parser.add_argument(
        "--no-text",
        action="store_true",
        help="leave the texts out of the index: it is smaller, and a search shows ids only",
    )
    add_analyzer(parser)
    add_method(parser)
    parser.set_defaults(method=None)  # whether it was given counts where a model exists
    add_parameters(parser, default=True)
    add_wait(parser)
    add_target(
        parser,
        "the model file (default: x.docs.bm25.json beside x.db for the collection docs, docs.bm25.json in "
        "the working directory for a server); with -o, a model whose statistics weigh the documents",
    )
    parser.add_argument(
        "--refit",
        action="store_true",
        help="with --uri: fit a new model on FILE and overwrite the model file that exists",
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="with --uri: overwrite a file that is no model with the new model",
    )


def run(arguments: argparse.Namespace) -> int:
    """Index the files."""
    if arguments.uri is None:
        if arguments.output is None:
            arguments.wrong_usage(
                "-o names the folder of an index, or --uri and --collection a collection of Milvus"
            )
        check_options(arguments, MILVUS_OPTIONS, "a collection of Milvus, which --uri names")
        from elanus.cli._index_build import build_files

        build_files(arguments)
        return 0
    check_options(
        arguments,
        ("output", "no_text", "wait", *PARAMETERS),
        "an index on disk; --uri names a collection of Milvus",
    )
    if arguments.collection is None:
        arguments.wrong_usage("--collection names the collection of Milvus")
    if len(arguments.files) > 1:
        arguments.wrong_usage("a collection of Milvus is made of one file")
    from elanus.cli._milvus_index import insert

    insert(arguments, arguments.files[0])
    return 0
