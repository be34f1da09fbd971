"""Answers of the providers' documented protocols, for the tests of the services."""

import asyncio
import base64
import random
import struct

import numpy as np

from elanus._vectors import DenseVectors
from http_server import Answer

DIM = 4


def vector(text, dim=DIM):
    """Numbers that a text always gets, all of them exact in float32."""
    return [float(np.float32(random.Random(text).random())) for _ in range(dim)]


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
