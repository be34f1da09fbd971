"""OnnxEmbeddingFunction against pymilvus.model 0.3.4's, on the same ONNX file with as many threads.

    python benches/bench_onnx.py --model DIRECTORY --corpus corpus.jsonl.gz [--texts 1000] [--at-least 6]

DIRECTORY holds onnx/model.onnx or model.onnx (tests/models/export_onnx.py makes it), tokenizer.json and
config.json. Line i of the corpus is cut to 5 + i % 196 words. The vectors are compared before anything is
reported. Both sides run in turns of 250 texts, so that a busy machine slows both.

The original takes a repository's name, not a directory: only where its file comes from is replaced here, its
encoding is untouched. --original names a directory with pymilvus.model 0.3.4, if it is not installed.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import platform
import sys
import time
import types
from pathlib import Path
from unittest import mock

import numpy as np


def read_texts(corpus: Path, count: int) -> list[str]:
    opener = gzip.open if corpus.suffix == ".gz" else open
    texts = []
    with opener(corpus, "rt", encoding="utf-8") as lines:
        for i, line in zip(range(count), lines, strict=False):
            texts.append(" ".join(json.loads(line)["text"].split()[: 5 + i % 196]))
    return texts


def open_original(folder: Path, model: Path, threads: int, root: str | None):
    """Return 0.3.4's OnnxEmbeddingFunction on local files, with `threads` threads."""
    if root is None:
        root = Path(importlib.util.find_spec("pymilvus").origin).parents[1]
    # That one module without its package, which imports every other provider.
    for name in ("pymilvus", "pymilvus.model", "pymilvus.model.dense"):
        package = types.ModuleType(name)
        package.__path__ = [str(Path(root, *name.split(".")))]
        sys.modules[name] = package
    module = importlib.import_module("pymilvus.model.dense.onnx")
    runtime = module.onnxruntime

    def session(path):
        options = runtime.SessionOptions()
        options.intra_op_num_threads = threads
        return runtime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    with (
        mock.patch("huggingface_hub.hf_hub_download", return_value=str(model)),
        mock.patch.object(module, "onnxruntime", types.SimpleNamespace(InferenceSession=session)),
    ):
        return module.OnnxEmbeddingFunction(str(model), str(folder))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--original")
    parser.add_argument("--texts", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--at-least", type=float, default=0.0)
    given = parser.parse_args()

    from elanus.dense import OnnxEmbeddingFunction

    names = ("onnx/model.onnx", "model.onnx")
    model = next(given.model / name for name in names if (given.model / name).is_file())
    texts = read_texts(given.corpus, given.texts)
    original = open_original(given.model, model, given.threads, given.original)
    ours = OnnxEmbeddingFunction(given.model, given.model, num_threads=given.threads, show_progress=False)
    ours(texts[:2])
    original(texts[:2])

    seconds = {"0.3.4": 0.0, "elanus": 0.0}
    vectors = {"0.3.4": [], "elanus": []}
    sides = (("elanus", lambda part: ours(part)), ("0.3.4", lambda part: original(part)))
    turn = 250
    for start in range(0, len(texts), turn):
        for name, encode in sides if (start // turn) % 2 == 0 else sides[::-1]:
            began = time.perf_counter()
            vectors[name].extend(encode(texts[start : start + turn]))
            seconds[name] += time.perf_counter() - began

    difference = np.abs(np.array(vectors["0.3.4"]) - np.array(vectors["elanus"])).max()
    assert difference <= 1e-5, difference
    ratio = seconds["0.3.4"] / seconds["elanus"]
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} texts, {words} words, {given.threads} threads, {platform.machine()}")
    print(f"largest difference of a number: {difference:.1e}")
    for name, value in seconds.items():
        print(f"{name:>8}: {value:8.2f} s  {len(texts) / value:8.1f} texts/s")
    print(f"elanus is {ratio:.1f} times as fast")
    assert ratio >= given.at_least, f"{ratio:.2f} is less than {given.at_least}"


if __name__ == "__main__":
    main()
