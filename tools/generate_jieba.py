"""Writes rust/core/data/jieba/*.bin from the package jieba 0.42.1, whose dictionary jieba-rs has too.

Run it with a Python that has that package::

    /path/to/oracle/bin/python tools/generate_jieba.py rust/core/data/jieba

Both files are streams of zlib. Numbers are LEB128 where nothing else is said.

``dictionary.bin``: the number of characters in words and of all, of different frequencies, of nodes, and
what the sum of the frequencies has too much because words stand in the dictionary twice. Then the
characters (two bytes each; the first one has code 1), the frequencies, and the trie of the words level by
level, from the root on: of each node the number of its children; of each child the distance of its code
from that of the sibling before it, less 1, first all low bytes and then all high ones; of each node but the
root 0, or 1 + the place of its frequency.

``hmm.bin``: the number of different probabilities, these (eight bytes each), then the places of the four to
begin with (states B, E, M, S), of the 4 x 4 from one state to another, and for each state those of all
characters by code: 0, or 1 + the place.
"""

from __future__ import annotations

import struct
import sys
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import jieba
from jieba import finalseg

STATES = "BEMS"
MIN_FLOAT = -3.14e100


def number(value: int) -> bytes:
    """Return it in LEB128."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def numbers(values: Iterable[int]) -> bytes:
    """Return them one after the other."""
    return b"".join(map(number, values))


def read_words() -> tuple[dict[str, int], int]:
    """Return the words with their frequencies, and how much of `jieba`'s total is counted twice."""
    words: dict[str, int] = {}
    total = 0
    for line in jieba.dt.get_dict_file().read().decode().splitlines():
        word, frequency = line.split(" ")[:2]
        words[word] = int(frequency)
        total += int(frequency)
    return words, total - sum(words.values())


def levels(words: dict[str, int]) -> tuple[list[str], dict[str, list[str]], dict[str, int]]:
    """Return all prefixes of the words, shorter ones first, the children of each, and characters' codes."""
    children: dict[str, set[str]] = {}
    for word in words:
        for end in range(len(word), 0, -1):
            children.setdefault(word[: end - 1], set()).add(word[:end])
    uses = Counter(child[-1] for siblings in children.values() for child in siblings)
    by_use = sorted(uses, key=lambda char: (-uses[char], char))
    codes = {char: code for code, char in enumerate(by_use, 1)}
    ordered = {
        node: sorted(siblings, key=lambda child: codes[child[-1]]) for node, siblings in children.items()
    }
    nodes = [""]
    for node in nodes:
        nodes.extend(ordered.get(node, ()))
    return nodes, ordered, codes


def main(directory: Path) -> None:
    """Write both files."""
    assert jieba.__version__ == "0.42.1"
    words, twice = read_words()
    nodes, children, codes = levels(words)
    in_words = len(codes)
    for char in sorted(set().union(*finalseg.emit_P.values()) - codes.keys()):
        codes[char] = len(codes) + 1

    used = Counter(words.values())
    frequencies = sorted(used, key=lambda frequency: (-used[frequency], frequency))
    places = {frequency: place for place, frequency in enumerate(frequencies, 1)}
    distances = []
    for node in nodes:
        before = 0
        for child in children.get(node, ()):
            distances.append(codes[child[-1]] - before - 1)
            before = codes[child[-1]]
    dictionary = b"".join(
        [
            numbers([in_words, len(codes), len(frequencies), len(nodes), twice]),
            struct.pack(f"<{len(codes)}H", *map(ord, codes)),
            numbers(frequencies),
            numbers(len(children.get(node, ())) for node in nodes),
            bytes(distance & 0xFF for distance in distances),
            bytes(distance >> 8 for distance in distances),
            numbers(places[words[node]] if node in words else 0 for node in nodes[1:]),
        ]
    )

    emitted = [finalseg.emit_P[state] for state in STATES]
    begin = [finalseg.start_P[state] for state in STATES]
    step = [finalseg.trans_P[a].get(b, MIN_FLOAT) for a in STATES for b in STATES]
    used = Counter([*begin, *step, *(p for table in emitted for p in table.values())])
    values = sorted(used, key=lambda value: (-used[value], value))
    places = {value: place for place, value in enumerate(values, 1)}
    # jieba-rs has them with six digits: its tables are made of these when they are needed.
    assert all(round(p, 6) == round(p * 1e6) / 1e6 for table in emitted for p in table.values())
    hmm = b"".join(
        [
            number(len(values)),
            struct.pack(f"<{len(values)}d", *values),
            numbers(places[value] for value in [*begin, *step]),
            *(numbers(places.get(table.get(char), 0) for char in codes) for table in emitted),
        ]
    )

    for name, data in [("dictionary", dictionary), ("hmm", hmm)]:
        packed = zlib.compress(data, 9)
        (directory / f"{name}.bin").write_bytes(packed)
        print(f"{name}.bin: {len(packed):,} bytes of {len(data):,}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
