"""A reader of model files that also encodes, written from docs/model-file.md and docs/methods.md alone."""

import ctypes
import json
import math
import struct
from array import array
from collections import Counter

from blake3 import blake3

SECTIONS = ["model", "analyzer", "ends", "text", "idf", "df"]
METHODS = ["okapi", "lucene", "robertson", "atire", "bm25l", "bm25+", "tfidf"]
ORIGINALS = ["version", "corpus_size", "avgdl", "idf_word", "idf_value", "k1", "b", "epsilon"]
BOUNDS = ["min_df", "max_df", "max_terms"]
FURTHER = [
    "format",
    "method",
    "delta",
    *BOUNDS,
    "average_idf",
    "total_length",
    "document_frequency",
    "analyzer",
]


def check(condition, reason):
    if not condition:
        raise ValueError(reason)


def read_model(data):
    """The model in the bytes of a file of either format, as a dictionary."""
    model = read_native(data) if data[:8] == b"\x89ELANUS\n" else read_json(data)
    check_numbers(model)
    check(model["analyzer"] is None or isinstance(model["analyzer"], dict), "analyzer")
    return model


def read_native(data):
    check(len(data) >= 12, "cut short")
    (version,) = struct.unpack_from("<I", data, 8)
    check(version <= 2, "newer")
    check(version >= 1 and len(data) >= 336, "cut short")
    check(blake3(data[:304]).digest() == data[304:336], "header")
    check(struct.unpack_from("<I", data, 12) == (6,), "number of sections")
    sections, at = {}, 336
    for index, expected in enumerate(SECTIONS):
        name, length, digest = struct.unpack_from("<8sQ32s", data, 16 + 48 * index)
        check(name == expected.encode().ljust(8, b"\0"), "name")
        check(length <= len(data) - at, "length")
        sections[expected] = data[at : at + length]
        check(blake3(sections[expected]).digest() == digest, expected)
        at += length
    check(at == len(data), "size")

    length = 72 if version == 1 else 112
    check(len(sections["model"]) >= length, "model")
    names = ["documents", "tokens", "avgdl", "average_idf", "k1", "b", "epsilon", "delta"]
    *numbers, counted = struct.unpack_from("<QQ6dQ", sections["model"])
    model = dict(zip(names, numbers, strict=True), method=sections["model"][length:].decode("ascii"))
    check(counted in (0, 1) and len(sections["ends"]) % 8 == 0, "terms")
    terms = len(sections["ends"]) // 8
    check(len(sections["idf"]) == 8 * terms and len(sections["df"]) == 4 * terms * counted, "terms")
    check(counted or (model["tokens"] == 0 and bits(model["average_idf"]) == 0), "document frequencies")
    words, start = [], 0
    for end in array("Q", sections["ends"]):
        check(start <= end <= len(sections["text"]), "ends")
        words.append(sections["text"][start:end].decode())
        start = end
    check(start == len(sections["text"]), "ends")
    analyzer = sections["analyzer"].decode()
    check(not analyzer or analyzer.lstrip().startswith("{"), "analyzer")
    bounds = None
    if version == 2:
        *numbers, max_terms = struct.unpack_from("<QdQdQ", sections["model"], 72)
        pairs = [numbers[:2], numbers[2:]]
        check(all(count == 0 or bits(share) == 0 for count, share in pairs), "bounds")
        check(all(count or bits(share) < 2**63 for count, share in pairs), "bounds")
        bounds = [*(count or share for count, share in pairs), max_terms or None]
    return model | {
        "bounds": bounds, "terms": words, "idf": list(array("d", sections["idf"])),
        "df": list(array("I", sections["df"])) if counted else None,
        "analyzer": json.loads(analyzer) if analyzer else None,
    }  # fmt: skip


class Object(dict):
    """An object of JSON, and its keys that stand twice."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.twice = {key for key, times in Counter(key for key, _ in pairs).items() if times > 1}


def finite(digits):
    check(math.isfinite(float(digits)), "beyond the range")
    return float(digits)


def read_json(data):
    begin, digits, end = data[:-66], data[-66:-2], data[-2:]
    sealed = begin.endswith(b', "checksum": "') and end == b'"}'
    check(not sealed or blake3(begin + end).hexdigest().encode() == digits, "checksum")
    whole = (int, float)
    file = json.loads(
        data.decode(),
        object_pairs_hook=Object,
        parse_float=finite,
        parse_int=lambda digits: -0.0 if digits == "-0" else int(digits),
    )
    check(isinstance(file, Object) and not file.twice & {*ORIGINALS, "elanus"}, "keys")
    check(all(key in file for key in ORIGINALS) and (sealed or len(file) == len(ORIGINALS)), "keys")
    check(file["version"] == "v1" and is_count(file["corpus_size"]), "version")
    terms, idf = file["idf_word"], file["idf_value"]
    check(isinstance(terms, list) and all(isinstance(term, str) for term in terms), "idf_word")
    check(isinstance(idf, list) and len(idf) == len(terms), "idf_value")
    numbers = [file["avgdl"], file["k1"], file["b"], file["epsilon"], *idf]
    check(all(isinstance(number, whole) for number in numbers), "numbers")
    avgdl, k1, b, epsilon, *idf = map(float, numbers)
    df, tokens, average_idf, delta, method, analyzer, bounds = None, 0, 0.0, 0.0, "okapi", None, None
    if "elanus" in file:
        further = file["elanus"]
        check(isinstance(further, Object) and not further.twice & {*FURTHER}, "elanus")
        check(is_count(further.get("format")) and further["format"] <= 2, "newer")
        check(further["format"] >= 1 and "method" in further, "format")
        bounds = [further.get(key) for key in BOUNDS] if further["format"] == 2 else None
        method, analyzer, df = further["method"], further.get("analyzer"), further.get("document_frequency")
        delta, average_idf = (further.get(key, 0.0) for key in ("delta", "average_idf"))
        check(
            all(type(number) in whole and math.isfinite(number) for number in (delta, average_idf)), "numbers"
        )
        tokens = further.get("total_length")
        check(tokens is None or is_count(tokens), "total_length")
        if df is not None:
            check(isinstance(df, list) and len(df) == len(terms), "document_frequency")
            check(tokens is not None and all(is_count(count) for count in df), "document_frequency")
        else:
            tokens, average_idf = 0, 0.0
    return {
        "documents": file["corpus_size"], "tokens": tokens, "avgdl": avgdl, "average_idf": float(average_idf),
        "bounds": bounds, "method": method, "k1": k1, "b": b, "epsilon": epsilon, "delta": float(delta),
        "terms": ["".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in term) for term in terms],
        "idf": idf, "df": df, "analyzer": analyzer,
    }  # fmt: skip


def is_count(value):
    return type(value) is int and 0 <= value < 2**64


def bits(number):
    return struct.unpack("<Q", struct.pack("<d", number))[0]


def check_numbers(model):
    """Refuse numbers that no model has."""
    avgdl, documents, tokens, df = (model[key] for key in ("avgdl", "documents", "tokens", "df"))
    check(model["method"] in METHODS and len(set(model["terms"])) == len(model["terms"]), "method or terms")
    if model["bounds"] is not None:
        check_bounds(*model["bounds"])
        check(df is not None, "document frequencies")
    if df is None:
        check(model["method"] == "okapi", "document frequencies")
        check(math.isfinite(avgdl) and (avgdl > 0 or (avgdl == 0 and not model["terms"])), "average length")
        return
    k1, b, epsilon, delta = (model[key] for key in ("k1", "b", "epsilon", "delta"))
    check(all(map(math.isfinite, [*model["idf"], avgdl, model["average_idf"]])), "finite")
    check(0 <= k1 <= 1e30 and 0 <= delta <= 1e30 and 0 <= b <= 1 and abs(epsilon) <= 1e30, "parameters")
    check(documents < 2**32 and sum(df) <= tokens <= 2**53 and (any(df) or not tokens), "counts")
    check(bits(avgdl) == bits(tokens / documents if documents else 0.0), "average length")
    check(all(count <= documents for count in df), "document frequency")
    check(all(count or bits(idf) == 0 for idf, count in zip(model["idf"], df, strict=True)), "idf")


def check_bounds(min_df, max_df, max_terms):
    """Refuse bounds that no model has, and those that leave nothing out: they are not written."""
    for bound in (min_df, max_df):
        check(type(bound) in (int, float), "bounds")
        is_count = type(bound) is int and 1 <= bound < 2**32
        check(is_count or (type(bound) is float and 0 <= bound <= 1 and bits(bound) < 2**63), "bounds")
    check(max_terms is None or (type(max_terms) is int and 1 <= max_terms < 2**32), "max_terms")
    check(type(min_df) is not type(max_df) or min_df <= max_df, "min_df is above max_df")
    check(repr((min_df, max_df, max_terms)) != "(1, 1.0, None)", "no bounds")


def known_terms(model):
    """The terms that are encoded, with their ids."""
    terms, df = model["terms"], model["df"]
    if df is None:
        return {term: id for id, term in enumerate(terms)}
    known = [id for id in range(len(terms)) if df[id] > 0]
    if model["bounds"] is not None:
        min_df, max_df, max_terms = model["bounds"]
        least, most = (
            bound if type(bound) is int else bound * model["documents"] for bound in (min_df, max_df)
        )
        known = [id for id in known if least <= df[id] <= most]
        known = sorted(known, key=lambda id: (-df[id], id))[:max_terms]
    return {terms[id]: id for id in known}


def encode(model, tokens, *, as_query=False):
    """The row of a text with these tokens: pairs of an id and a float32, by ascending id."""
    known = known_terms(model)
    counts = sorted(Counter(known[token] for token in tokens if token in known).items())
    idf, method, k1, b, delta = (model[key] for key in ("idf", "method", "k1", "b", "delta"))
    if method == "tfidf":
        weights = [tf * idf[id] for id, tf in counts]
        norm = 0.0
        for weight in weights:
            norm += weight * weight
        weights = [weight / math.sqrt(norm) for weight in weights]
    elif as_query:
        weights = [tf * idf[id] for id, tf in counts]
        if method == "okapi":
            weights = [idf[id] for id, _ in counts]
            for at, (id, tf) in enumerate(counts):
                for _ in range(tf - 1):
                    weights[at] += idf[id]
    else:
        r = (1 - b) + ((b * len(tokens)) / model["avgdl"]) if counts else 1.0
        weights = [saturation(method, tf, r, k1, delta) for _, tf in counts]
    return [(id, ctypes.c_float(weight).value) for (id, _), weight in zip(counts, weights, strict=True)]


def saturation(method, tf, r, k1, delta):
    if method in ("lucene", "robertson"):
        return tf / (tf + (k1 * r))
    if method == "bm25l":
        s = (tf / r) + delta
        return ((k1 + 1) * s) / (k1 + s)
    weight = (tf * (k1 + 1)) / (tf + (k1 * r))
    return weight + delta if method == "bm25+" else weight
