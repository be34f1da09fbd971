"""From documents to a collection and its model: what ``elanus index`` and ``elanus demo`` share."""

import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from elanus import milvus
from elanus._locks import WAIT
from elanus._progress import Progress
from elanus.cli._output import alone
from elanus.cli._terminal import count, step
from elanus.errors import ModelFileError
from elanus.sparse.bm25._files import is_model_file

if TYPE_CHECKING:
    from pymilvus import MilvusClient

    from elanus.analysis import Analyzer
    from elanus.sparse import BM25EmbeddingFunction

_TIMEOUT = 60.0


@dataclass(frozen=True)
class Job(milvus.IndexJob):
    """An `IndexJob` whose errors name the command's options, and which overwrites only what they say.

    Parameters
    ----------
    refit : bool
        Whether a model that exists is overwritten, whatever it was fitted on; without it, only the
        collection's own, and that with `replace`.
    force : bool
        Whether a file is overwritten that is no model.
    is_named : bool
        Whether the user has named the model's file: with the name that a command gives it, nobody has asked
        for a file that pymilvus.model understands.
    """

    refit: bool = False
    force: bool = False
    is_named: bool = False

    _REPLACING = "--replace"
    #: What an error proposes instead of overwriting another's model, and a file that is none.
    _INSTEAD_OF_MODEL: ClassVar[str] = (
        "--model with its name inserts the documents with this model, --refit overwrites it with a new one"
    )
    _INSTEAD_OF_FILE: ClassVar[str] = "name another file, or --force overwrites this one"

    def check(self) -> None:
        """Refuse what cannot work, and a file that is not to be lost."""
        path = self._model
        if not self.keep_model and path.is_file():
            if not is_model_file(path) and not self.force:
                raise ModelFileError(
                    f"{path} is not a model, and would be overwritten by one: {self._INSTEAD_OF_FILE}"
                )
            if is_model_file(path) and not (self.replace or self.owns_model):
                raise self._another_model()
        super().check()

    def prepare(self, client: "MilvusClient") -> None:
        """Clear away what a killed run has left, and refuse what must not be replaced."""
        super().prepare(client)
        if self.keep_model or self.refit or not is_model_file(self._model):
            return
        with milvus.reported(f"the collection {self.collection} cannot be read"):
            exists = client.has_collection(self.collection, timeout=_TIMEOUT)
            ours = exists and self._fits(client, self.collection, self._model)
        if not ours:
            raise self._another_model()

    def _warn_of_model(self, model: "BM25EmbeddingFunction") -> None:
        if self.is_named:
            super()._warn_of_model(model)

    def alone(self) -> contextlib.AbstractContextManager[None]:
        """Keep other commands from changing the model meanwhile, and find out whether that can be done."""
        # A model that is only read may change: its file is always a whole one.
        return contextlib.nullcontext() if self.keep_model else alone(self._model, WAIT)

    def _another_model(self) -> ModelFileError:
        return ModelFileError(
            f"the model file {self.model_path} exists, and is not that of a collection {self.collection} in "
            f"{self.uri}: {self._INSTEAD_OF_MODEL}"
        )


def build(
    ids: list[str],
    texts: list[str],
    method: str,
    job: Job,
    token: str,
    using: "Analyzer | BM25EmbeddingFunction",
) -> None:
    """Insert texts with a model, or with one that is fitted on them with an analyzer, printing what was done.

    The caller is `Job.alone` with the model.

    Raises
    ------
    ElanusError
        With everything as it was before.
    """
    from elanus.analysis import Analyzer
    from elanus.sparse import BM25EmbeddingFunction

    with milvus.connect(job.uri, token=token) as client:
        job.prepare(client)
        if isinstance(using, Analyzer):
            start = time.monotonic()
            model = BM25EmbeddingFunction(using, method=method).fit(texts)
            step("fitted", f"BM25 ({method}), {count(model.dim, 'term')}", time.monotonic() - start)
        else:
            model = using
        start = time.monotonic()
        with Progress(len(ids), "inserting", delay=0, keep=False) as progress:
            inserted = job.run(client, model, ids, texts, progress=progress.update)
        step(
            "inserted",
            f"{count(inserted.rows, 'document')} into {job.collection} in {job.uri}",
            time.monotonic() - start,
        )
    if inserted.skipped:
        survives = "is a term of the model" if job.keep_model else "survives the analyzer"
        step("skipped", f"{count(inserted.skipped, 'document')} without a token that {survives}")
    if not job.keep_model:
        step("saved", f"the model in {job.model_path}")
