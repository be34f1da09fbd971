"""``elanus encode``: write the vectors of files of documents into a folder."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from elanus.cli._analyzer import PARTS, Choice, add_analyzer, chosen, given, show_analyzer
from elanus.cli._corpus import FILES, add_reading, reading, tell_skipped
from elanus.cli._output import model_file, note_other_scores
from elanus.cli._parameters import PARAMETERS, add_bounds
from elanus.cli._terminal import count, step
from elanus.cli.fit import DEFAULT_METHOD, add_method, add_text_field, document_file

if TYPE_CHECKING:
    from elanus.analysis import Analyzer
    from elanus.sparse import BM25EmbeddingFunction

DESCRIPTION = """\
Write the BM25 vectors of files of documents into files, for any number of documents: with a model, or with
one that is fitted on the same documents, which are read and analysed once."""

EPILOG = f"""\
{FILES}

The folder gets block-00000.parquet and so on, with the columns id and vector, and at the end manifest.json,
which names the blocks, their rows and digests, and the model. Without pyarrow (pip install "elanus[arrow]")
blocks are .npz, which scipy.sparse.load_npz reads. Each document has an id of its own.

A command that was ended goes on with --resume where it was: blocks that are there are not made again.

{PARTS}

examples:
  elanus encode corpus.jsonl.gz --model corpus.bm25 -o vectors
  elanus encode 'part-*.jsonl.zst' --fit --save-model corpus.bm25 -o vectors
  elanus encode 'part-*.jsonl.zst' --fit --save-model corpus.bm25 -o vectors --resume"""

_FITTING = ("analyzer", "language", "method", *PARAMETERS)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus encode``."""
    parser.add_argument("files", metavar="FILE", nargs="+", type=document_file, help="the documents")
    parser.add_argument(
        "-o", "--output", metavar="DIR", type=Path, required=True, help="the folder of the vectors"
    )
    models = parser.add_mutually_exclusive_group(required=True)
    models.add_argument("--model", metavar="MODEL", type=Path, help="the model, as elanus fit saves it")
    models.add_argument("--fit", action="store_true", help="fit a model on the same documents")
    parser.add_argument(
        "--save-model",
        metavar="MODEL",
        type=model_file,
        help="with --fit: where the model is saved (default: model.bm25 in the folder)",
    )
    job = parser.add_argument_group("the job")
    job.add_argument("--resume", action="store_true", help="go on where the same command was ended")
    job.add_argument("--overwrite", action="store_true", help="replace what another command has written")
    job.add_argument(
        "--kind",
        choices=("parquet", "npz"),
        help="what the blocks are (default: parquet where pyarrow is installed)",
    )
    job.add_argument(
        "--block-rows",
        metavar="N",
        type=int,
        default=100_000,
        help="documents of a block, at most (default: %(default)d)",
    )
    job.add_argument(
        "--spool",
        metavar="DIR",
        type=Path,
        help="where what does not fit into memory waits (default: TMPDIR)",
    )
    add_text_field(parser)
    parser.add_argument(
        "--id-field",
        metavar="NAME",
        help="the field of the id (default: _id or id, else the line's number)",
    )
    add_reading(parser)
    fitting = parser.add_argument_group("fitting, with --fit")
    add_analyzer(fitting)
    add_method(fitting, default=False)
    fitting.add_argument("--k1", type=float, help="how late repetitions stop counting (default: 1.5)")
    fitting.add_argument("--b", type=float, help="how much length counts, 0 to 1 (default: 0.75)")
    fitting.add_argument("--epsilon", type=float, help="okapi's floor of negative idfs (default: 0.25)")
    fitting.add_argument("--delta", type=float, help="what bm25l (0.5) and bm25+ (1.0) add")
    add_bounds(fitting)


def run(arguments: argparse.Namespace) -> int:
    """Encode, and fit before that if it is asked for."""
    from elanus import corpus, jobs
    from elanus.errors import InputError

    options = {name: value for name in _FITTING if (value := getattr(arguments, name)) is not None}
    if not arguments.fit and (options or arguments.save_model is not None):
        name = next(iter(options), "save_model").replace("_", "-")
        raise InputError(f"--{name} is for --fit: {arguments.model} is fitted already")
    opened = corpus.open(list(arguments.files), id_field=arguments.id_field, **reading(arguments))
    job: dict[str, Any] = {
        "kind": arguments.kind,
        "rows_per_block": arguments.block_rows,
        "resume": arguments.resume,
        "overwrite": arguments.overwrite,
        "spool": arguments.spool,
    }
    start = time.monotonic()
    if arguments.fit:
        model, choice = _model(options)
        found = jobs.fit_encode_files(opened, model, arguments.output, save_model=arguments.save_model, **job)
        show_analyzer(choice or chosen(cast("Analyzer", model.analyzer)))
        step("fitted", f"{count(model.corpus_size, 'document')}, {count(model.dim, 'term')} ({model.method})")
        step("saved", f"the model in {found.model}")
        note_other_scores(found.model, model)
    else:
        found = jobs.encode_files(opened, arguments.model, arguments.output, **job)
    if isinstance(opened, corpus.Corpus) and opened.joins_titles:
        step("fields", "title and text, joined; --text-field text leaves the titles out")
    tell_skipped(opened.skipped)
    what = f"{count(found.documents, 'vector')} in {count(len(found), 'block')} in {arguments.output}"
    step("written", what, time.monotonic() - start)
    return 0


def _model(options: dict[str, Any]) -> "tuple[BM25EmbeddingFunction, Choice | None]":
    """Return a model to fit, and its analyzer unless the texts choose it."""
    from elanus.sparse import BM25EmbeddingFunction

    choice = given(options.pop("analyzer", None), options.pop("language", None))
    analyzer = "auto" if choice is None else choice.analyzer
    return BM25EmbeddingFunction(analyzer, **({"method": DEFAULT_METHOD} | options)), choice
