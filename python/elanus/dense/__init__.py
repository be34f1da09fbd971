"""Dense embedding functions, one module per provider; each is loaded at first use.

Examples
--------
>>> from elanus import dense
>>> dense.__all__[-2:]
['SentenceTransformerEmbeddingFunction', 'TEIEmbeddingFunction']
>>> dense.TEIEmbeddingFunction("http://localhost:8080")
TEIEmbeddingFunction(None, at http://localhost:8080/v1/embeddings)
"""

from elanus._lazy import attach

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from elanus.dense.default import DefaultEmbeddingFunction
    from elanus.dense.instructor import InstructorEmbeddingFunction
    from elanus.dense.jinaai import JinaEmbeddingFunction
    from elanus.dense.model2vec_embed import Model2VecEmbeddingFunction
    from elanus.dense.onnx import OnnxEmbeddingFunction
    from elanus.dense.openai import OpenAIEmbeddingFunction
    from elanus.dense.sentence_transformer import SentenceTransformerEmbeddingFunction
    from elanus.dense.tei import TEIEmbeddingFunction

__all__ = [
    "DefaultEmbeddingFunction",
    "InstructorEmbeddingFunction",
    "JinaEmbeddingFunction",
    "Model2VecEmbeddingFunction",
    "OnnxEmbeddingFunction",
    "OpenAIEmbeddingFunction",
    "SentenceTransformerEmbeddingFunction",
    "TEIEmbeddingFunction",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        "DefaultEmbeddingFunction": "elanus.dense.default",
        "InstructorEmbeddingFunction": "elanus.dense.instructor",
        "JinaEmbeddingFunction": "elanus.dense.jinaai",
        "Model2VecEmbeddingFunction": "elanus.dense.model2vec_embed",
        "OnnxEmbeddingFunction": "elanus.dense.onnx",
        "OpenAIEmbeddingFunction": "elanus.dense.openai",
        "SentenceTransformerEmbeddingFunction": "elanus.dense.sentence_transformer",
        "TEIEmbeddingFunction": "elanus.dense.tei",
    },
    submodules=(
        "default",
        "instructor",
        "jinaai",
        "model2vec_embed",
        "onnx",
        "openai",
        "sentence_transformer",
        "tei",
    ),
    planned=(
        "CohereEmbeddingFunction",
        "GeminiEmbeddingFunction",
        "MistralAIEmbeddingFunction",
        "NomicEmbeddingFunction",
        "VoyageEmbeddingFunction",
    ),
)
