"""Texts and terms made to be slow, beside ordinary ones, and how soon an interrupt ends each.

    python benches/hostile.py [--megabytes 100] [--rounds 3] [--only PART ...] [--analyzer NAME ...]

`make measure-hostile` runs it. Every shape is one document, in a process of its own: the time of `fit` and
of `encode_documents` at that size and at twice of it, beside one document of prose whose words are all
distinct. Then an interrupt after 0.1 s; then the memory of a document of a gigabyte; then a million terms
chosen against the hash table. Exits with 1 if a measure misses what was asked.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import core_examples
import numpy as np

from elanus.sparse import BM25EmbeddingFunction

# What a shape's document repeats.
SHAPES = {
    "one token": "a",
    "one token, upper case": "A",
    "dotted letters": "a.b.c.",
    "only punctuation": "!?;,:.#$%&*()[]{}<>-@_/\\|~^+=",
    "double quotes": '"',
    "apostrophes": "'",
    "two apostrophes, spaced": "'' ",
    "backticks": "`",
    "clitics": "'ll",
    "words with clitics": "don't'll",
    "sentence ends": ". ",
    "spaced ellipses": ". . . ",
    "full stops": ".",
    "question marks": "?!",
    "commas": ",",
    "digits with commas": "1,234,",
    "dashes": "-",
    "brackets": "([{<>}])",
    "quotes in brackets": "(\"'`)",
    "alternating scripts": "aб中1é",
    "capital sigmas": "Σ.",
    "combining marks": "e\u0301\u0300",
    "no-break spaces": "\xa0",
    "line ends": "\n",
    "NULs": "\0",
    "abbreviations": "U.S. Mr. e.g. ",
    "initials": "J. ",
    "curly quotes": "“a”’",
    "apostrophes and letters": "a'b",
    "file separators": "a\x1c",
    "Han": "鸢在空中盘旋",
    "Kana and Han": "鳶が空を飛ぶ",
    "Hangul": "솔개가",
    "Thai": "เหยี่ยว",
    "joiners": "\u200d",
    "flags": "🇩🇪",
}
#: What the process' models cut texts with; a process that is started inherits it.
ANALYZER = "ELANUS_HOSTILE_ANALYZER"
# What was asked.
MOST_FOR_TWICE, MOST_TO_PROSE = 2.3, 4.0
MOST_FOR_INTERRUPT = 0.2
MOST_MEMORY = 256 << 20
# Seconds that a shape is measured for, if it is not slower.
SHORTEST = 5.0


def document(shape: str, size: int) -> str:
    """A document of this many bytes."""
    if shape == "prose":
        return prose(size)
    pattern = SHAPES[shape]
    return pattern * (size // len(pattern.encode()))


def prose(size: int, seed: int = 1) -> str:
    """Sentences of a dozen words of two to eight letters, all different, of about `size` bytes."""
    count = size // 9 + 1
    # Four syllables out of a hundred: a multiplication walks through all of them in a mixed order.
    numbers = (np.arange(count, dtype=np.uint64) * 61_803_399 + seed * 7_919) % 100_000_000
    text = np.full((count, 10), ord(" "), dtype=np.uint8)
    for at in range(4):
        syllable = numbers // 100**at % 100
        text[:, 2 * at] = np.frombuffer(b"bcdfghjklmnpqrstvwxz", dtype=np.uint8)[syllable // 5]
        text[:, 2 * at + 1] = np.frombuffer(b"aeiou", dtype=np.uint8)[syllable % 5]
    kept = np.ones((count, 10), dtype=bool)
    kept[:, 9] = False
    text[11::12, 8], text[11::12, 9], kept[11::12, 9] = ord("."), ord(" "), True
    text[::12, 0] -= 32
    return text[kept].tobytes().decode()[:size]


def new_model() -> BM25EmbeddingFunction:
    """A model with the analyzer that is measured."""
    return BM25EmbeddingFunction(os.environ.get(ANALYZER) or None)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, on all threads together.

    Without the system's own time: the faults of a few hundred huge pages take a virtual machine between 30 ms
    and 1.2 s, by chance.
    """

    def used() -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_utime

    before = used()
    work()
    return used() - before


def measure_shape(shape: str, size: int, rounds: int) -> dict[str, list[float]]:
    """The medians of `fit` and of `encode_documents` at this size and at twice of it.

    Of so many rounds, and up to five times as many of a fast shape: the clock goes by ticks of milliseconds.
    """
    texts = [document(shape, size * factor) for factor in (1, 2)]
    fits: list[list[float]] = [[], []]
    encodes: list[list[float]] = [[], []]
    new_model().fit(["some words"]).encode_documents(["imports what it needs"])
    while len(fits[0]) < rounds or (len(fits[0]) < 5 * rounds and sum(fits[1]) + sum(encodes[1]) < SHORTEST):
        # By turns: whatever slows the machine for a while slows both.
        for at, text in enumerate(texts):
            model = new_model()
            fits[at].append(seconds(lambda model=model, text=text: model.fit(["some words", text])))
            encodes[at].append(seconds(lambda model=model, text=text: model.encode_documents([text])))
            del model
    return {
        "fit": [statistics.median(each) for each in fits],
        "encode": [statistics.median(each) for each in encodes],
    }


def measure_interrupt(shape: str, size: int) -> dict[str, float | None]:
    """How long after the signal each call ends, or nothing if it was over before."""
    # A shell's background jobs begin with the signal ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    text = document(shape, size)
    model = new_model().fit(["some words"])
    times: dict[str, float | None] = {}
    for name, work in {"fit": model.fit, "encode": model.encode_documents}.items():
        sent = []

        def interrupt(sent: list[float] = sent) -> None:
            time.sleep(0.1)
            sent.append(time.perf_counter())
            os.kill(os.getpid(), signal.SIGINT)

        thread = threading.Thread(target=interrupt)
        thread.start()
        try:
            work([text])
            ended = None
            thread.join()
            time.sleep(1)
        except KeyboardInterrupt:
            ended = time.perf_counter()
        thread.join()
        times[name] = ended and ended - sent[0]
    return times


def measure_memory(size: int) -> dict[str, float]:
    """What a document of repeated prose adds to the peak of resident memory, in each call."""
    sentences = prose(1 << 20)
    text = sentences * (size // len(sentences))
    model = new_model().fit([sentences])
    model.encode_documents([sentences])
    added = {}
    for name, work in {"fit": model.fit, "encode": model.encode_documents}.items():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        work([text])
        added[name] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    return added


def in_process(*arguments: object) -> dict:
    """What this script prints for these arguments."""
    command = [sys.executable, __file__, "--child", json.dumps(arguments)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def shapes_table(size: int, rounds: int, only: list[str]) -> bool:
    """Prints the shapes' speeds; whether all are as asked."""
    base = in_process("shape", "prose", size, rounds)
    fine = True
    print(
        f"{'one document of ' + str(size >> 20) + ' MB':28} {'fit MB/s':>9} {'2x':>5} {'prose/':>7}"
        f" {'encode':>9} {'2x':>5} {'prose/':>7}"
    )
    for shape in ["prose", *(only or SHAPES)]:
        times = base if shape == "prose" else in_process("shape", shape, size, rounds)
        row = f"{shape:28}"
        for name in ("fit", "encode"):
            (once, twice), reference = times[name], base[name]
            slower = max(once / reference[0], twice / reference[1])
            # Below some milliseconds a ratio tells of the clock.
            missed = slower > MOST_TO_PROSE or (twice / once > MOST_FOR_TWICE and twice > 0.02 * reference[1])
            fine &= shape == "prose" or not missed
            mark = "!" if missed and shape != "prose" else " "
            row += f" {size / once / 1e6:9.0f} {twice / once:5.2f} {slower:6.2f}{mark}"
        print(row, flush=True)
    return fine


def interrupt_table(size: int, only: list[str]) -> bool:
    """Prints how soon an interrupt ends each shape; whether all are as asked."""
    fine = True
    print(f"{'interrupted after 0.1 s':28} {'fit ms':>9} {'encode ms':>9}")
    for shape in ["prose", *(only or SHAPES)]:
        times = in_process("interrupt", shape, size)
        cells = ["done" if value is None else f"{value * 1e3:.0f}" for value in times.values()]
        fine &= all(value is None or value <= MOST_FOR_INTERRUPT for value in times.values())
        print(f"{shape:28} {cells[0]:>9} {cells[1]:>9}", flush=True)
    return fine


def memory_table(size: int) -> bool:
    """Prints the memory of one large document, above itself; whether it is as asked."""
    added = in_process("memory", size)
    print(
        f"{str(size >> 20) + ' MB of repeated prose, peak above it':42}"
        f" fit {added['fit'] / 2**20:.0f} MB, encode {added['encode'] / 2**20:.0f} MB",
        flush=True,
    )
    return max(added.values()) <= MOST_MEMORY


def flood_table() -> bool:
    """Runs the core's measurement of chosen terms."""
    return subprocess.run(core_examples.command("flood"), check=False).returncode == 0


def child(arguments: list) -> object:
    """One measurement, in this process."""
    kind, *rest = arguments
    parts = {"shape": measure_shape, "interrupt": measure_interrupt, "memory": measure_memory}
    return parts[kind](*rest)


def main() -> int:
    """Measure, print, and say by the exit code whether all is as asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--parts", nargs="*", default=["shapes", "interrupts", "memory", "flood"])
    parser.add_argument("--only", nargs="*", default=[], help="these shapes only")
    parser.add_argument("--analyzer", nargs="*", default=["en"], help="presets, or JSON")
    parser.add_argument("--smoke", action="store_true", help="one shape, no flood: does it run")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(child(json.loads(options.child))))
        return 0
    size = options.megabytes << 20
    if options.smoke:
        options.parts, options.only = ["shapes", "interrupts", "memory"], ["double quotes"]
    fine = True
    for analyzer in options.analyzer:
        os.environ[ANALYZER] = analyzer
        print(f"analyzer {analyzer}")
        if "shapes" in options.parts:
            fine &= shapes_table(size, options.rounds, options.only)
        if "interrupts" in options.parts:
            fine &= interrupt_table(size, options.only)
    if "memory" in options.parts:
        fine &= memory_table(size if options.smoke else 1 << 30)
    if "flood" in options.parts:
        fine &= flood_table()
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
