"""Jina AI's embeddings.

Reference: https://api.jina.ai/redoc (operation *Create embeddings*).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from elanus._batching import Plan
from elanus._http import Limits, Secret
from elanus.dense._service import ServiceEmbeddingFunction
from elanus.errors import InputError
from elanus.reranker.jinaai import JinaRerankFunction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from elanus._http import ServiceOptions
    from elanus.dense._service import Dimensions

__all__ = ["JinaEmbeddingFunction"]

_DIMENSIONS: Dimensions = {
    "jina-embeddings-v2-small-en": 512,
    "jina-embeddings-v2-base-en": 768,
    "jina-embeddings-v2-base-de": 768,
    "jina-embeddings-v2-base-es": 768,
    "jina-embeddings-v2-base-zh": 768,
    "jina-embeddings-v2-base-code": 768,
    "jina-embeddings-v3": (1024, range(1, 1025)),
    "jina-embeddings-v4": (2048, range(1, 2049)),
    "jina-embeddings-v5-text-small": (1024, range(32, 1025)),
    "jina-embeddings-v5-text-nano": (768, range(32, 769)),
    "jina-clip-v1": 768,
    "jina-clip-v2": 1024,
}
# The adapters of jina-embeddings-v3; `encode_queries` and `encode_documents` choose theirs.
_TASKS = {"queries": "retrieval.query", "documents": "retrieval.passage"}


class JinaEmbeddingFunction(ServiceEmbeddingFunction):
    """Embeddings of Jina AI.

    Parameters
    ----------
    model_name : str
        The model.
    api_key : str, optional
        The key. Default: the environment variable ``JINAAI_API_KEY``.
    task : str
        The task of ``__call__``; `encode_queries` and `encode_documents` use "retrieval.query" and
        "retrieval.passage".
    dimensions : int, optional
        A smaller dimension than the model's own; an answer of another one is refused.
    late_chunking : bool
        Embed each text as a part of one document, all of them joined. They are then sent in one
        request, which the model's context (8,192 tokens) bounds.
    base_url : str, optional
        Another address than ``https://api.jina.ai/v1``.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`.

    Raises
    ------
    InputError
        If there is no key.

    Examples
    --------
    >>> from elanus.dense import JinaEmbeddingFunction
    >>> ef = JinaEmbeddingFunction("jina-embeddings-v3", "jina_0123456789")
    >>> ef.dim
    1024
    >>> ef
    JinaEmbeddingFunction('jina-embeddings-v3', at https://api.jina.ai/v1/embeddings)
    """

    # 512 is the smallest maximum among the models (v4's; v3 takes 2,048). There is no documented sum of
    # tokens; ours keeps a request below what one answer can carry and a free key's rate allows.
    provider = replace(
        JinaRerankFunction.provider, path="/embeddings", limits=Limits(texts=512, tokens=300_000)
    )
    dimensions_of: ClassVar[Dimensions] = _DIMENSIONS

    def __init__(
        self,
        model_name: str = "jina-embeddings-v3",
        api_key: str | None = None,
        task: str = "retrieval.passage",
        dimensions: int | None = None,
        late_chunking: bool | None = False,
        *,
        base_url: str | None = None,
        **options: Unpack[ServiceOptions],
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        super().__init__(model_name, key, base_url, options, dimensions=dimensions)
        self.task, self.late_chunking = task, bool(late_chunking)

    def _content(self, texts: list[str], role: str) -> dict[str, Any]:
        return {
            "model": self.model_name,
            "input": texts,
            "task": _TASKS.get(role, self.task),
            "late_chunking": self.late_chunking or None,
            "dimensions": self._asked,
        }

    def _plan(self, texts: list[str], spans: Sequence[tuple[int, int]], query: str) -> Plan:
        if not self.late_chunking:
            return super()._plan(texts, spans, query)
        most = self._service.options.batch_size or self.provider.limits.texts
        if len(texts) > most:
            raise InputError(
                f"late_chunking embeds all texts in one request, of at most {most}, not {len(texts)}: "
                "call once per document, with its chunks"
            )
        return Plan(texts, self._limits(), spans, whole=True)
