"""A reader of native model files, written from docs/model-file.md and nothing else."""

import json
import math
import struct
from array import array

from blake3 import blake3

NAMES = ["model", "analyzer", "ends", "text", "idf", "df"]


def check(condition, reason):
    if not condition:
        raise ValueError(reason)


def read_model(data):
    """The model in the bytes of a file, as a dictionary."""
    check(data[:8] == b"\x89ELANUS\n", "another kind of file")
    check(len(data) >= 12, "cut short")
    (version,) = struct.unpack_from("<I", data, 8)
    check(version <= 1, "newer")
    check(version == 1 and len(data) >= 336, "cut short")
    check(blake3(data[:304]).digest() == data[304:336], "header")
    check(struct.unpack_from("<I", data, 12) == (6,), "number of sections")
    sections, at = {}, 336
    for index, expected in enumerate(NAMES):
        name, length, digest = struct.unpack_from("<8sQ32s", data, 16 + 48 * index)
        check(name == expected.encode().ljust(8, b"\0"), "name")
        check(length <= len(data) - at, "length")
        sections[expected] = data[at : at + length]
        check(blake3(sections[expected]).digest() == digest, expected)
        at += length
    check(at == len(data), "size")

    check(len(sections["model"]) >= 72, "model")
    documents, tokens, avgdl, average_idf, k1, b, epsilon, delta, counted = struct.unpack_from(
        "<QQ6dQ", sections["model"]
    )
    method = sections["model"][72:].decode("ascii")
    check(method in {"okapi", "lucene", "robertson", "atire", "bm25l", "bm25+", "tfidf"}, "method")
    check(counted in (0, 1) and len(sections["ends"]) % 8 == 0, "terms")
    terms = len(sections["ends"]) // 8
    check(len(sections["idf"]) == 8 * terms and len(sections["df"]) == 4 * terms * counted, "terms")
    idf, df = array("d", sections["idf"]), array("I", sections["df"])
    if counted:
        check(all(map(math.isfinite, [*idf, avgdl, average_idf, k1, b, epsilon, delta])), "finite")
        check(0 <= k1 <= 1e30 and 0 <= delta <= 1e30 and 0 <= b <= 1 and abs(epsilon) <= 1e30, "parameters")
        check(documents < 2**32 and sum(df) <= tokens <= 2**53 and (any(df) or not tokens), "counts")
        check(avgdl == (tokens / documents if documents else 0), "average length")
        check(all(count <= documents for count in df), "document frequency")
        check(
            all(value.hex() == "0x0.0p+0" for value, count in zip(idf, df, strict=True) if not count), "idf"
        )
    else:
        check(method == "okapi" and tokens == 0 and average_idf == 0, "document frequencies")
        check(math.isfinite(avgdl) and (avgdl > 0 or (avgdl == 0 and not terms)), "average length")

    words, start = [], 0
    for end in array("Q", sections["ends"]):
        check(start <= end <= len(sections["text"]), "ends")
        words.append(sections["text"][start:end].decode())
        start = end
    check(start == len(sections["text"]) and len(set(words)) == terms, "terms")
    analyzer = json.loads(sections["analyzer"]) if sections["analyzer"] else None
    check(isinstance(analyzer, dict) or not sections["analyzer"], "analyzer")
    return {
        "documents": documents, "tokens": tokens, "avgdl": avgdl, "average_idf": average_idf,
        "method": method, "k1": k1, "b": b, "epsilon": epsilon, "delta": delta, "terms": words,
        "idf": list(idf), "df": list(df) if counted else None, "analyzer": analyzer,
    }  # fmt: skip
