"""Documents into a collection of Milvus: ``elanus index --uri``."""

import argparse
import time
from pathlib import Path
from typing import Any

from elanus import milvus
from elanus.cli import _indexing, _model
from elanus.cli._analyzer import by_texts, given, show_analyzer
from elanus.cli._index import batches
from elanus.cli._output import check_documents
from elanus.cli._terminal import count, note, quiet, step
from elanus.cli.fit import DEFAULT_METHOD
from elanus.errors import InputError
from elanus.sparse.bm25._files import is_model_file


def insert(arguments: argparse.Namespace, file: Path) -> None:
    """Fit a model on a file, or use one that exists, and insert the documents."""
    milvus.check_uri(arguments.uri)
    named = arguments.model is not None
    model_path = arguments.model or _model.default_path(arguments.uri, arguments.collection)
    # What cannot be at all, before what is there is looked at.
    milvus.IndexJob(arguments.uri, arguments.collection, model_path, replace=True).check()
    check_documents([file], model_path)
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
        limits = {"max_text_bytes": milvus.TEXT_BYTES, "max_id_bytes": milvus.ID_BYTES}
        for batch in batches([file], arguments, named=False, **limits):
            ids += batch.ids
            texts += batch.texts
        step("read", f"{count(len(ids), 'document')} from {file}", time.monotonic() - start)
        if using is None:
            choice = choice or by_texts(texts)[0]
            show_analyzer(choice)
            using = choice.analyzer
        with quiet(debug=arguments.debug):
            _indexing.build(ids, texts, arguments.method or DEFAULT_METHOD, job, arguments.token or "", using)
