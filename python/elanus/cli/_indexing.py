"""From documents to a collection and its model: what ``elanus index`` and ``elanus demo`` share."""

import time

from elanus import milvus
from elanus._progress import Progress
from elanus.cli._terminal import count, step


class Job(milvus.IndexJob):
    """An `IndexJob` whose errors name the command's option."""

    _REPLACING = "--replace"


def build(ids: list[str], texts: list[str], method: str, job: Job, token: str) -> None:
    """Fit a model on the texts and insert them, printing what was done.

    Raises
    ------
    ElanusError
        With everything as it was before.
    """
    from elanus.sparse import BM25EmbeddingFunction

    with milvus.connect(job.uri, token=token) as client:
        job.prepare(client)
        start = time.monotonic()
        model = BM25EmbeddingFunction(method=method).fit(texts)
        step("fitted", f"BM25 ({method}), {count(model.dim, 'term')}", time.monotonic() - start)
        start = time.monotonic()
        with Progress(len(ids), "inserting", delay=0, keep=False) as progress:
            inserted = job.run(client, model, ids, texts, progress=progress.update)
        step(
            "inserted",
            f"{count(inserted.rows, 'document')} into {job.collection} in {job.uri}",
            time.monotonic() - start,
        )
    if inserted.skipped:
        step("skipped", f"{count(inserted.skipped, 'document')} without a token that survives the analyzer")
    step("saved", f"the model in {job.model_path}")
