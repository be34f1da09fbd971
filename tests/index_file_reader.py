"""A reader of index folders, written from docs/index-file.md and docs/model-file.md alone."""

import json
import re
import struct
from array import array
from itertools import pairwise

from blake3 import blake3

from model_file_reader import BOUNDS, check, check_bounds, read_model

MANIFEST = b"\x89ELINDX\n"
WINDOW = 1 << 14
ABSENT = 1 << 31
DELTA = ["df.ids", "df.changed", "terms.ends", "terms.text", "terms.df"]


def read_sections(data, magic):
    """The sections of a manifest or a segment, and its digest."""
    check(data[:8] == magic and len(data) >= 12, "magic")
    (version,) = struct.unpack_from("<I", data, 8)
    check(version <= (2 if magic == MANIFEST else 1), "newer")
    check(version >= 1 and len(data) >= 128 and len(data) % 64 == 0, "cut short")
    count, size = struct.unpack_from("<QQ", data, len(data) - 64)
    table = len(data) - 64 - 64 * count
    check(size == len(data) and table >= 64, "size")
    digest = blake3(data[:64] + data[table:-32]).digest()
    check(digest == data[-32:], "digest")
    check(not any(data[12:64]) and not any(data[-48:-32]), "zeros")
    sections, unproven, at = {}, [], 64
    for entry in range(table, len(data) - 64, 64):
        name, start, length, expected = struct.unpack_from("<16sQQ32s", data, entry)
        name = name.rstrip(b"\0").decode("ascii")
        check(start == at + -at % 64 and start + length <= table and not any(data[at:start]), name)
        check(name not in sections, "twice")
        sections[name] = data[start : start + length]
        if expected == bytes(32):
            unproven.append(name)
        else:
            check(blake3(sections[name]).digest() == expected, name)
        at = start + length
    check(at + -at % 64 == table and not any(data[at:table]), "end")
    check(unproven in ([], ["texts"]), "unproven")
    return sections, digest


def numbers(kind, data):
    check(len(data) % array(kind).itemsize == 0, "length")
    return array(kind, data)


def strings(ends, text):
    """The strings that end there."""
    ends = list(ends)
    check(ends == sorted(ends) and (ends[-1] if ends else 0) == len(text), "ends")
    return [text[start:end].decode() for start, end in pairwise([0, *ends])]


def read_index(folder):
    """The documents of an index that are not deleted, and the statistics that they are weighed by."""
    manifest = (folder / "manifest").read_bytes()
    sections, _ = read_sections(manifest, MANIFEST)
    head = json.loads(sections["index"])
    pruning = head["weighing"].get("pruning")
    check((pruning is not None) == (manifest[8] == 2), "format")
    if pruning is not None:
        check(sorted(pruning) == sorted(BOUNDS), "pruning")
        check_bounds(*(pruning[name] for name in BOUNDS))
    documents, expected = [], {"index"}
    for number, entry in enumerate(head["segments"]):
        check(re.fullmatch("segment-[0-9-]+", entry["file"]), "name")
        data = (folder / entry["file"]).read_bytes()
        parts, digest = read_sections(data, b"\x89ELSEGM\n")
        check(len(data) == entry["size"] and digest.hex() == entry["digest"], "another file")
        of_segment = read_segment(parts)
        check(len(of_segment) == entry["documents"], "documents")
        bits = sections.get(f"live.{number}")
        if bits is not None:
            expected.add(f"live.{number}")
            check(len(bits) == 8 * -(-len(of_segment) // 64), "live")
            live = int.from_bytes(bits, "little")
            check(live >> len(of_segment) == 0, "live")
            of_segment = [document for at, document in enumerate(of_segment) if live >> at & 1]
        documents += of_segment
    model = None
    if head["weighing"].get("model"):
        expected.update(DELTA)
        model = read_statistics(folder, head["weighing"]["model"], sections)
    check(sections.keys() == expected, "sections")
    ids = [document["id"] for document in documents]
    check(len(set(ids)) == len(ids) and len(set(map(type, ids))) <= 1, "ids")
    return head, documents, model


def read_statistics(folder, head, sections):
    base = head["base"]
    check(re.fullmatch("model-[0-9-]+", base["file"]), "name")
    data = (folder / base["file"]).read_bytes()
    check(len(data) == base["size"] and data[304:336].hex() == base["digest"], "another file")
    model = read_model(data)
    changed = zip(numbers("I", sections["df.ids"]), numbers("I", sections["df.changed"]), strict=True)
    for term, frequency in changed:
        model["df"][term] = frequency
    model["terms"] += strings(numbers("Q", sections["terms.ends"]), sections["terms.text"])
    model["df"] = (model["df"] or []) + list(numbers("I", sections["terms.df"]))
    return model | {"documents": head["documents"], "tokens": head["total_length"]}


def read_segment(sections):
    """The documents of a segment: of each its id, its text, its length and its terms."""
    sections = dict(sections)
    (count,) = numbers("Q", sections.pop("segment"))
    windows = -(-count // WINDOW)
    starts = numbers("I", sections.pop("lists.starts"))
    terms = sections.pop("lists.terms", None)
    terms = range(len(starts) - 1) if terms is None else numbers("I", terms)
    check(len(terms) == len(starts) - 1 and list(terms) == sorted(set(terms)), "terms")
    places, ends = numbers("I", sections.pop("lists.places")), numbers("I", sections.pop("lists.ends"))
    of_posting = numbers("H", sections.pop("lists.windows"))
    if "facts.pairs" in sections:
        pairs = numbers("I", sections.pop("facts.pairs"))
        facts = list(zip(pairs[::2], pairs[1::2], strict=True))
    else:
        facts = numbers("f", sections.pop("facts.weights"))
    if "postings" in sections:
        packed = numbers("I", sections.pop("postings"))
        postings = [(posting % WINDOW, facts[posting // WINDOW]) for posting in packed]
    else:
        posted = numbers("H", sections.pop("posted.documents"))
        postings = list(zip(posted, numbers("f", sections.pop("posted.weights")), strict=True))
        check(len(facts) == 0, "facts")
    lengths = numbers("I", sections.pop("lengths"))
    documents = [{"id": name, "terms": {}} for name in read_ids(sections, count)]
    check(len(lengths) in (0, count), "lengths")
    for document, length in zip(documents, lengths, strict=False):
        document["length"] = length
    for number, (term, (start, end)) in enumerate(zip(terms, pairwise(starts), strict=True)):
        if windows <= 1:
            window = [0] * (end - start)
        elif end - start >= 2 * windows:
            of_list = [start, *ends[places[number] :][:windows]]
            check(of_list[-1] == end, "ends")
            window = [at for at, (first, last) in enumerate(pairwise(of_list)) for _ in range(first, last)]
        else:
            window = of_posting[places[number] :][: end - start]
        found = [
            at * WINDOW + document for at, (document, _) in zip(window, postings[start:end], strict=True)
        ]
        check(found == sorted(set(found)), "documents")
        for document, (_, fact) in zip(found, postings[start:end], strict=True):
            documents[document]["terms"][term] = fact
    texts = read_texts(sections, count)
    for document, text in zip(documents, texts, strict=True):
        document["text"] = text
    check(not sections, "sections")
    return documents


def read_ids(sections, count):
    if "ids.first" in sections:
        (first,) = numbers("q", sections.pop("ids.first"))
        return list(range(first, first + count))
    if "ids.numbers" in sections:
        ids = list(numbers("q", sections.pop("ids.numbers")))
    else:
        ids = strings(numbers("Q", sections.pop("ids.ends")), sections.pop("ids.text"))
    check(len(ids) == count, "ids")
    return ids


def read_texts(sections, count):
    if "texts" not in sections:
        return [None] * count
    ends, data = numbers("I", sections.pop("texts.ends")), sections.pop("texts")
    blocks = list(struct.iter_unpack("<IIII16s", sections.pop("texts.blocks")))
    check(len(ends) == count and [block[0] for block in blocks[:1]] == [0][: len(ends)], "texts")
    texts, at = [], 0
    for (first, raw, stored, zero, digest), last in zip(
        blocks, [*(block[0] for block in blocks[1:]), count], strict=True
    ):
        piece = data[at : at + stored]
        check(zero == 0 and first < last and stored <= raw <= 255 * stored, "block")
        check(blake3(piece).digest()[:16] == digest, "digest of a block")
        block = piece if stored == raw else decompressed(piece)
        check(len(block) == raw, "length of a block")
        at, start = at + stored, 0
        for end in ends[first:last]:
            texts.append(None if end & ABSENT else block[start:end].decode())
            check(start <= end % ABSENT <= raw and (not end & ABSENT or end % ABSENT == start), "ends")
            start = end % ABSENT
        check(start == raw, "ends")
    check(at == len(data), "texts")
    return texts


def decompressed(data):
    """What a block of LZ4 holds."""
    out, at = bytearray(), 0

    def length(of_token):
        nonlocal at
        total, more = of_token, of_token == 15
        while more:
            total, more = total + data[at], data[at] == 255
            at += 1
        return total

    while True:
        token = data[at]
        at += 1
        literals = length(token >> 4)
        out += data[at : at + literals]
        at += literals
        if at >= len(data):
            return bytes(out)
        (back,) = struct.unpack_from("<H", data, at)
        at += 2
        for _ in range(length(token & 15) + 4):
            out.append(out[-back])
