"""Nomic's embeddings, at its service Atlas.

Reference: https://docs.nomic.ai/reference/api/embed-text-v-1-embedding-text-post.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from elanus._http import Limits, Provider, Secret
from elanus._service import listed
from elanus.dense._service import ServiceEmbeddingFunction
from elanus.errors import InputError

if TYPE_CHECKING:
    from typing import Unpack

    from elanus._http import Reply, ServiceOptions
    from elanus.dense._service import Dimensions

__all__ = ["NomicEmbeddingFunction"]

_TASKS = {"queries": "search_query", "documents": "search_document"}


class NomicEmbeddingFunction(ServiceEmbeddingFunction):
    """Embeddings of Nomic.

    Parameters
    ----------
    model_name : str
        The model.
    task_type : str
        The task of ``__call__``; `encode_queries` and `encode_documents` use "search_query" and
        "search_document".
    dimensions : int or None
        The dimension of the vectors, which is asked for; an answer of another one is refused. None is the
        model's own.
    dimensionality : int, optional
        Another name of `dimensions`, which it replaces.
    long_text_mode : str, optional
        What becomes of a text beyond the model's context: "truncate", or "mean" of its parts.
    inference_mode : str
        "remote", the only one here; `SentenceTransformerEmbeddingFunction` runs Nomic's models locally.
    device : None
        Of local inference; there is nothing to choose.
    api_key : str, optional
        The key. Default: the environment variable ``NOMIC_API_KEY``, or what ``nomic login`` has written to
        ``~/.nomic/credentials``; a token there that has expired is renewed by ``nomic login``, not here.
    base_url : str, optional
        Another address than ``https://api-atlas.nomic.ai``. Default: the environment variable
        ``ATLAS_API_PATH``, if set.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`.

    Raises
    ------
    InputError
        If there is no key, or for a dimension that the model does not have.

    Examples
    --------
    >>> from elanus.dense import NomicEmbeddingFunction
    >>> ef = NomicEmbeddingFunction(dimensions=256, api_key="nk-0123456789")
    >>> ef.dim
    256
    >>> ef
    NomicEmbeddingFunction('nomic-embed-text-v1.5', at https://api-atlas.nomic.ai/v1/embedding/text)
    """

    # No limit is documented; these are the requests of Nomic's own client.
    provider = Provider(
        "Nomic",
        "/v1/embedding/text",
        Limits(texts=10),
        base_url="https://api-atlas.nomic.ai",
        base_url_variable="ATLAS_API_PATH",
        key_variables=("NOMIC_API_KEY",),
        key_file=("~/.nomic/credentials", "token"),
    )
    dimensions_of: ClassVar[Dimensions] = {
        "nomic-embed-text-v1.5": (768, (64, 128, 256, 512, 768)),
        "nomic-embed-text-v1": (768, (768,)),
        "gte-multilingual-base": (768, (768,)),
    }

    def __init__(
        self,
        model_name: str = "nomic-embed-text-v1.5",
        task_type: str = "search_document",
        dimensions: int | None = 768,
        *,
        dimensionality: int | None = None,
        long_text_mode: str | None = None,
        inference_mode: str = "remote",
        device: None = None,
        api_key: str | None = None,
        base_url: str | None = None,
        **options: Unpack[ServiceOptions],
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        dimensions = dimensions if dimensionality is None else dimensionality
        super().__init__(model_name, key, base_url, options, dimensions=dimensions)
        if inference_mode != "remote" or device is not None:
            raise InputError(
                "NomicEmbeddingFunction calls Nomic's service: for inference on this machine use "
                "SentenceTransformerEmbeddingFunction('nomic-ai/nomic-embed-text-v1.5', ...)"
            )
        self.task_type, self.long_text_mode = task_type, long_text_mode

    def _content(self, texts: list[str], role: str) -> dict[str, Any]:
        return {
            "model": self.model_name,
            "texts": texts,
            "task_type": _TASKS.get(role, self.task_type),
            "dimensionality": self._asked,
            "long_text_mode": self.long_text_mode,
        }

    def _items(self, reply: Reply, count: int) -> list[Any]:
        return listed(reply, "embeddings")
