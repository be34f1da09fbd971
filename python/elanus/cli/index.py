"""``elanus index``: fit BM25 on a file of documents and insert them."""

import argparse
import time
from typing import Any

from elanus._progress import Progress
from elanus.cli._analyzer import PARTS, add_analyzer, by_texts, given, show_analyzer
from elanus.cli._output import check_documents, model_file
from elanus.cli._terminal import count, note, quiet, step
from elanus.cli.fit import DEFAULT_METHOD, add_method, document_file

DESCRIPTION = """\
Fit BM25 on a file of documents, insert them into a new collection of Milvus, and save the model
that searches it. A model that --model names and that exists is used as it is: no new one is fitted."""

EPILOG = f"""\
files, each plain or gzipped:
  .jsonl   one JSON object a line
  .tsv     a header naming the columns; without one: text, or id and text
  others   one document a line
  -        standard input: .jsonl where the first line begins with {{, else one document a line

The whole file is checked before anything is created, and nothing that exists is replaced before
everything new is complete. --replace replaces a collection and the model that was saved with it; a
model from elsewhere is overwritten with --refit only, and a file that is no model with --force.

{PARTS}

examples:
  elanus index corpus.jsonl.gz --uri ./x.db --collection docs
  elanus index notes.tsv --uri http://localhost:19530 --token root:Milvus --collection notes \\
      --text-field body --id-field key
  elanus index articles.jsonl --uri ./x.db --collection articles --language fr
  elanus index today.jsonl --uri ./x.db --collection today --model corpus.bm25"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus index``."""
    parser.add_argument("file", metavar="FILE", type=document_file, help="the documents")
    add_target(parser)
    parser.add_argument("--text-field", metavar="NAME", help="the field of the text (default: text)")
    parser.add_argument(
        "--id-field", metavar="NAME", help="the field of the id (default: _id or id, else the line's number)"
    )
    parser.add_argument(
        "--replace",
        action="store_true",
        help="replace a collection that exists already, and the model that was saved with it",
    )
    parser.add_argument(
        "--refit",
        action="store_true",
        help="fit a new model on FILE and overwrite the model file that exists",
    )
    parser.add_argument(
        "--force", action="store_true", help="overwrite a file that is no model with the new model"
    )
    add_analyzer(parser)
    add_method(parser)
    parser.set_defaults(method=None)  # whether it was given counts where a model exists


def add_target(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a collection and its model."""
    parser.add_argument(
        "--uri",
        required=True,
        type=address,
        help="a path ending in .db for Milvus Lite, or the address of a server, http://host:19530",
    )
    parser.add_argument("--collection", required=True, metavar="NAME", help="the collection")
    parser.add_argument(
        "--model",
        type=model_file,
        metavar="PATH",
        help="the model file (default: x.docs.bm25.json beside x.db for the collection docs, docs.bm25.json "
        "in the working directory for a server)",
    )
    parser.add_argument("--token", default="", help="user:password or an API key, for a server")


def address(text: str) -> str:
    """Return an address without the slash with which a shell completes a directory's name, as Milvus Lite's.

    Examples
    --------
    >>> from elanus.cli.index import address
    >>> address("./x.db/"), address("http://localhost:19530/")
    ('./x.db', 'http://localhost:19530/')
    """
    path = text.rstrip("/")
    return path if path.endswith(".db") and "://" not in text else text


def run(arguments: argparse.Namespace) -> int:
    """Index the file."""
    from elanus import milvus
    from elanus.cli import _indexing, _model
    from elanus.corpus import read
    from elanus.errors import InputError
    from elanus.sparse.bm25._files import is_model_file

    milvus.check_uri(arguments.uri)
    named = arguments.model is not None
    model_path = arguments.model or _model.default_path(arguments.uri, arguments.collection)
    # What cannot be at all, before what is there is looked at.
    milvus.IndexJob(arguments.uri, arguments.collection, model_path, replace=True).check()
    check_documents([arguments.file], model_path)
    job = _indexing.Job(
        arguments.uri,
        arguments.collection,
        model_path,
        replace=arguments.replace,
        owns_model=arguments.refit or arguments.force or (not named and milvus.is_local(arguments.uri)),
        note=note,
        keep_model=named and not arguments.refit and is_model_file(model_path),
        refit=arguments.refit,
        force=arguments.force,
        is_named=named,
    )
    job.check()
    using: Any = None
    if job.keep_model:
        using = model = _model.load(model_path)
        for option in ("analyzer", "language"):
            if getattr(arguments, option) is not None:
                raise InputError(
                    f"--{option} is for a new model, and {model_path} has its analyzer: leave it out, or "
                    "overwrite the model with --refit by one that is fitted on the documents"
                )
        if arguments.method not in (None, model.method):
            raise InputError(
                f"--method {arguments.method} is not the method of the model {model_path}, {model.method}: "
                "leave it out, or overwrite the model with --refit by one that is fitted on the documents"
            )
        known = f"{count(model.corpus_size, 'document')}, {count(model.dim, 'term')} ({model.method})"
        step("using", f"the model {model_path}, {known}")
    # What is wrong with it is said before a large file is read.
    choice = None if job.keep_model else given(arguments.analyzer, arguments.language)
    with job.alone():
        start = time.monotonic()
        ids: list[str] = []
        texts: list[str] = []
        with Progress(None, f"reading {arguments.file.name}", delay=0, keep=False) as progress:
            for batch in read(
                arguments.file,
                text_field=arguments.text_field,
                id_field=arguments.id_field,
                max_text_bytes=milvus.TEXT_BYTES,
                max_id_bytes=milvus.ID_BYTES,
            ):
                ids += batch.ids
                texts += batch.texts
                progress.update(len(ids))
        step("read", f"{count(len(ids), 'document')} from {arguments.file}", time.monotonic() - start)
        if using is None:
            choice = choice or by_texts(texts)[0]
            show_analyzer(choice)
            using = choice.analyzer
        with quiet(debug=arguments.debug):
            _indexing.build(ids, texts, arguments.method or DEFAULT_METHOD, job, arguments.token, using)
    return 0
