"""Dense vectors from an INSTRUCTOR model, by sentence-transformers' own support."""

from __future__ import annotations

from collections.abc import Iterable

from elanus._foreign import Foreign
from elanus._texts import check_texts
from elanus._vectors import DenseVectors
from elanus.dense.sentence_transformer import SentenceTransformerEmbeddingFunction

__all__ = ["InstructorEmbeddingFunction"]


class InstructorEmbeddingFunction(SentenceTransformerEmbeddingFunction):
    """Vectors of a text as an instruction says to read it: the model sees both, the mean only the text.

    Parameters
    ----------
    model_name : str
        A directory or a repository of the Hugging Face hub.
    batch_size : int
        At most so many texts in one run.
    query_instruction, doc_instruction : str
        What the queries, the documents are to be represented for.
    device : str
        ``"cpu"``, ``"cuda"``, ``"cuda:1"``, ``"mps"``.
    normalize_embeddings : bool
        Whether vectors get length 1.
    show_progress : bool, optional
        ``False`` never shows a progress bar, ``True`` always; by default work of more than a second shows
        one on a terminal.
    **kwargs
        For `sentence_transformers.SentenceTransformer`.

    Notes
    -----
    Instruction and text are stripped of surrounding white space and joined without a space, as in the
    original. The model: Su et al., "One Embedder, Any Task", https://arxiv.org/abs/2212.09741.

    Examples
    --------
    >>> from elanus.dense import InstructorEmbeddingFunction
    >>> InstructorEmbeddingFunction().doc_instruction
    'Represent the document for retrieval:'
    """

    def __init__(
        self,
        model_name: str = "hkunlp/instructor-xl",
        batch_size: int = 32,
        query_instruction: str = "Represent the question for retrieval:",
        doc_instruction: str = "Represent the document for retrieval:",
        device: str = "cpu",
        normalize_embeddings: bool = True,
        *,
        show_progress: bool | None = None,
        **kwargs: Foreign,
    ) -> None:
        super().__init__(
            model_name,
            batch_size,
            query_instruction,
            doc_instruction,
            device,
            normalize_embeddings,
            show_progress=show_progress,
            **kwargs,
        )

    def _open(self) -> Foreign:
        model = super()._open()
        # sentence-transformers knows the published names; a directory or a fine-tuned model has another.
        model.set_pooling_include_prompt(False)
        return model

    def __call__(self, texts: Iterable[str]) -> DenseVectors:
        """Return the vectors of the texts, as `encode_documents` does."""
        return self._instructed(self.doc_instruction, check_texts(texts))

    def encode_queries(self, queries: Iterable[str]) -> DenseVectors:
        """Return one vector for each query, read after `query_instruction`."""
        return self._instructed(self.query_instruction, check_texts(queries, "queries"))

    def encode_documents(self, documents: Iterable[str]) -> DenseVectors:
        """Return one vector for each document, read after `doc_instruction`."""
        return self._instructed(self.doc_instruction, check_texts(documents, "documents"))

    def _instructed(self, instruction: str, texts: list[str]) -> DenseVectors:
        return self._encode([text.strip() for text in texts], instruction.strip())
