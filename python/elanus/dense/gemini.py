"""Google's Gemini embeddings, by the developer API.

Reference: https://ai.google.dev/api/embeddings (``models.batchEmbedContents``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from elanus._http import Limits, Options, Provider, Secret
from elanus._service import listed
from elanus.dense._service import ServiceEmbeddingFunction
from elanus.errors import InputError, InputTypeError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from elanus._http import Reply, ServiceOptions
    from elanus.dense._service import Dimensions

__all__ = ["GeminiEmbeddingFunction"]

# Tasks of queries whose documents have RETRIEVAL_DOCUMENT; the others are the same for both sides.
_QUERY_TASKS = {"RETRIEVAL_QUERY", "QUESTION_ANSWERING", "FACT_VERIFICATION", "CODE_RETRIEVAL_QUERY"}
_DOCUMENT_TASK = "RETRIEVAL_DOCUMENT"
_CONFIG = ("task_type", "title", "output_dimensionality")
_FULL = 3072  # the dimension whose vectors come normalised


class GeminiEmbeddingFunction(ServiceEmbeddingFunction):
    """Embeddings of Google's Gemini.

    Parameters
    ----------
    model_name : str
        The model, with or without ``models/`` before it. The original's default is shut down; this one
        follows it.
    api_key : str, optional
        The key. Default: the environment variable ``GOOGLE_API_KEY`` or ``GEMINI_API_KEY``.
    config : mapping or google.genai.types.EmbedContentConfig, optional
        `task_type`, `title` and `output_dimensionality`. A task of queries is that of `encode_queries` and
        ``__call__``, "RETRIEVAL_DOCUMENT" that of `encode_documents` and ``__call__``; any other, such as
        "SEMANTIC_SIMILARITY", is that of all three. Without one, queries are "RETRIEVAL_QUERY" and documents
        "RETRIEVAL_DOCUMENT".
    query_prompt, document_prompt : str, optional
        What is put before each query and each document. Default: nothing, but for gemini-embedding-2, which
        knows no task types, ``task: search result | query:`` and ``title: none | text:``.
    base_url : str, optional
        Another address than ``https://generativelanguage.googleapis.com/v1beta``.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`. The fields of `extra_body` are added to each text's
        request, ``EmbedContentRequest``.

    Raises
    ------
    InputError
        If there is no key, for a dimension out of the model's range, or an unknown field of `config`.

    Notes
    -----
    Vectors shorter than 3,072 numbers, which do not come normalised, are normalised here.

    Examples
    --------
    >>> from elanus.dense import GeminiEmbeddingFunction
    >>> ef = GeminiEmbeddingFunction(api_key="AIza0123456789", config={"output_dimensionality": 768})
    >>> ef.dim
    768
    >>> ef  # doctest: +NORMALIZE_WHITESPACE
    GeminiEmbeddingFunction('gemini-embedding-001', at
    https://generativelanguage.googleapis.com/v1beta/models/gemini-embedding-001:batchEmbedContents)
    """

    provider = Provider(
        "Gemini",
        "/models/{model}:batchEmbedContents",
        Limits(texts=100),
        base_url="https://generativelanguage.googleapis.com/v1beta",
        key_variables=("GOOGLE_API_KEY", "GEMINI_API_KEY"),
        key_header="x-goog-api-key",
        key_prefix="",
        prompt_tokens=("usageMetadata", "promptTokenCount"),
        total_tokens=("usageMetadata", "totalTokenCount"),
        refuses_empty=True,
    )
    dimensions_of: ClassVar[Dimensions] = {
        "gemini-embedding-001": (_FULL, range(128, _FULL + 1)),
        "gemini-embedding-2": (_FULL, range(128, _FULL + 1)),
    }

    def __init__(
        self,
        model_name: str = "gemini-embedding-001",
        api_key: str | None = None,
        config: object = None,
        *,
        query_prompt: str | None = None,
        document_prompt: str | None = None,
        base_url: str | None = None,
        **options: Unpack[ServiceOptions],
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        checked = Options.of(options)
        given = _config(config)
        if isinstance(model_name, str):
            model_name = model_name.removeprefix("models/")
            self._has_tasks = not model_name.startswith("gemini-embedding-2")
            if not self._has_tasks:
                query_prompt = "task: search result | query: " if query_prompt is None else query_prompt
                document_prompt = "title: none | text: " if document_prompt is None else document_prompt
        super().__init__(
            model_name,
            key,
            base_url,
            checked,
            dimensions=given.get("output_dimensionality"),
            query_prompt=query_prompt,
            document_prompt=document_prompt,
        )
        self.config = config
        self._task, self._title = given.get("task_type"), given.get("title")
        self.normalises = self._dimensions is not None and self._dimensions < _FULL

    def _content(self, texts: list[str], role: str) -> dict[str, Any]:
        task = self._task_of(role) if self._has_tasks else None
        shared = {
            "model": f"models/{self.model_name}",
            "taskType": task,
            "title": self._title if task == _DOCUMENT_TASK else None,
            "outputDimensionality": self._asked,
        }
        return {"requests": [{"content": {"parts": [{"text": text}]}, **shared} for text in texts]}

    def _json(self, content: Mapping[str, Any], fields: Mapping[str, Any] | None = None) -> dict[str, Any]:
        # All that is said of the texts is said of each of them.
        complete = super()._json
        return {"requests": [complete(item, fields) for item in content["requests"]]}

    def _task_of(self, role: str) -> str | None:
        if role == "queries" and self._task in (None, _DOCUMENT_TASK):
            return "RETRIEVAL_QUERY"
        if role == "documents" and (self._task is None or self._task in _QUERY_TASKS):
            return _DOCUMENT_TASK
        return self._task

    def _items(self, reply: Reply, count: int) -> list[Any]:
        return [
            item.get("values") if isinstance(item, dict) else None for item in listed(reply, "embeddings")
        ]


def _config(config: object) -> dict[str, Any]:
    if config is None:
        return {}
    dump = getattr(config, "model_dump", None)  # of google-genai's EmbedContentConfig
    given = config if dump is None else dump(exclude_none=True)
    if not isinstance(given, dict):
        raise InputTypeError(f"config is a mapping or an EmbedContentConfig, not {type(config).__name__}")
    unknown = sorted(set(map(str, given)) - set(_CONFIG))
    if unknown:
        raise InputError(f"config has {', '.join(unknown)}: it takes {', '.join(_CONFIG)}; see extra_body")
    return given
