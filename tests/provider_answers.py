"""Answers of the providers' documented protocols, for the tests of the services."""

import asyncio
import base64
import random
import struct

import numpy as np

from elanus import dense, reranker
from elanus._service import ServiceFunction
from elanus._vectors import DenseVectors
from http_server import Answer

DIM = 4


def vector(text, dim=DIM):
    """Numbers that a text always gets, all of them exact in float32."""
    chance = random.Random(text)
    return np.array([chance.random() for _ in range(dim)], np.float32).tolist()


def openai_shape(request, dim=DIM, **extra):
    content = request.json
    numbers = [vector(text, content.get("dimensions", dim)) for text in content["input"]]
    if content.get("encoding_format") == "base64":
        numbers = [base64.b64encode(struct.pack(f"<{len(row)}f", *row)).decode() for row in numbers]
    tokens = sum(len(text.split()) for text in content["input"])
    return {
        "object": "list",
        "data": [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(numbers)],
        "model": content.get("model", "served"),
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        **extra,
    }


def speaks_openai(request):
    return Answer(openai_shape(request))


def score(query, text):
    return len(set(query.lower().split()) & set(text.lower().split())) / (1 + len(text.split()))


def speaks_tei_rerank(request):
    content = request.json
    ranks = [{"index": n, "score": score(content["query"], text)} for n, text in enumerate(content["texts"])]
    return Answer(sorted(ranks, key=lambda rank: -rank["score"]))


def assert_one_shape(vectors, texts, dim=DIM):
    assert isinstance(vectors, DenseVectors)
    assert isinstance(vectors, list)
    assert len(vectors) == len(texts)
    assert vectors.array.shape == (len(texts), dim)
    assert vectors.array.dtype == np.float32
    assert vectors.array.flags.c_contiguous
    for row, text in zip(vectors, texts, strict=True):
        assert row.shape == (dim,)
        assert np.shares_memory(row, vectors.array)
        assert row.tolist() == vector(text, dim)


def all_calls(function, texts):
    """The three plain calls and the three awaited ones, in pairs."""

    async def awaited():
        return [
            await function.aencode_documents(texts),
            await function.aencode_queries(texts),
            await function.acall(texts),
        ]

    plain = [function.encode_documents(texts), function.encode_queries(texts), function(texts)]
    return plain + asyncio.run(awaited())


TEXTS = ["red kite", "black kite", "brahminy kite"]


# All classes of services, from the packages' own registry, and how each provider speaks.


def of_services(package):
    classes = (getattr(package, name) for name in package.__all__)
    return [cls for cls in classes if issubclass(cls, ServiceFunction)]


DENSE, RERANKERS = of_services(dense), of_services(reranker)
CLASSES = [*DENSE, *RERANKERS]
KEY_VARIABLES = sorted({name for cls in CLASSES for name in cls.provider.key_variables})
ADDRESS_VARIABLES = sorted({cls.provider.base_url_variable for cls in CLASSES} - {None})


def construct(cls, url, **options):
    """A function at an address, whatever its constructor; its vectors have the dimension of the answers."""
    if cls is reranker.CompatibleRerankFunction:
        options.setdefault("model_name", "served")
    if cls.provider.name in ("TEI", "Rerank API"):
        return cls(url, **options)
    if cls is dense.NomicEmbeddingFunction:
        options.setdefault("dimensions", None)
    if cls is dense.MistralAIEmbeddingFunction:
        return cls(options.pop("api_key", None), base_url=url, **options)
    return cls(base_url=url, **options)


def call(function, texts=("red kite",), **options):
    """Embed texts, or rank them."""
    return function("kite", texts, **options) if type(function) in RERANKERS else function(texts, **options)


def texts_in(request):
    """The texts of a request to whichever provider."""
    content = request.json
    if "requests" in content:
        return [item["content"]["parts"][0]["text"] for item in content["requests"]]
    if "questions" in content:
        return [item["instructions"] for item in content["questions"].values()]
    return next(content[name] for name in ("input", "texts", "documents") if name in content)


def openai_rows(rows):
    data = [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(rows)]
    return {"object": "list", "model": "m", "data": data, "usage": {"prompt_tokens": 6, "total_tokens": 6}}


def cohere_rows(rows, kind="float"):
    meta = {"api_version": {"version": "2"}, "billed_units": {"input_tokens": 6}}
    return {
        "id": "c-1",
        "embeddings": {kind: rows},
        "texts": [],
        "meta": meta,
        "response_type": "embeddings_by_type",
    }


def nomic_rows(rows):
    return {"embeddings": rows, "usage": {"prompt_tokens": 6, "total_tokens": 6}, "model": "m"}


def gemini_rows(rows):
    return {"embeddings": [{"values": row} for row in rows], "usageMetadata": {"promptTokenCount": 6}}


def rows_of(cls):
    """What makes an answer of rows, in the shape of the class's provider."""
    shapes = {"Cohere": cohere_rows, "Nomic": nomic_rows, "Gemini": gemini_rows}
    return shapes.get(cls.provider.name, openai_rows)


def jev_ranks(items):
    answers = {
        f"d{item['index']}": {name: value for name, value in item.items() if name != "index"}
        for item in items
    }
    return {"answers": answers, "usage": {"input_tokens": 6, "output_tokens": 0}}


def bare_scores(items):
    """In the order of documents."""
    if not all(isinstance(item, dict) for item in items):
        return {"scores": items}
    items = sorted(items, key=lambda item: item["index"])
    return {"scores": [item.get("relevance_score") for item in items], "input_tokens": 6}


def ranks_of(cls):
    """What makes an answer of scored documents, in the shape of the class's provider."""
    shapes = {
        "TEI": lambda items: items,
        "Voyage AI": lambda items: {"object": "list", "data": items, "usage": {"total_tokens": 6}},
        "TypeSafe": jev_ranks,
        "DeepInfra": bare_scores,
    }
    return shapes.get(cls.provider.name, lambda items: {"results": items, "usage": {"total_tokens": 6}})


def speaks(cls):
    """A server's part in the protocol of a class's provider."""

    def respond(request):
        texts = texts_in(request)
        if cls in DENSE:
            return Answer(rows_of(cls)([vector(text) for text in texts]))
        content = request.json
        query = content.get("query") or next(iter(content.get("queries", [""])))
        items = [{"index": n, cls.score_name: score(query, text)} for n, text in enumerate(texts)]
        items.sort(key=lambda item: -item[cls.score_name])
        most = content.get("top_n", content.get("top_k", len(items)))
        return Answer(ranks_of(cls)(items[:most]))

    return respond
