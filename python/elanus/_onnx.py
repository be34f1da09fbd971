"""An ONNX text encoder: tokenizer, sessions on every core, and mean pooling with the mask.

The way of a text: tokens of all texts, cut at the model's length; batches of like length; one run per batch,
as many at a time as there are cores; the mean of the tokens that are not padding; length 1.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from elanus._foreign import Foreign
from elanus._lengths import by_length
from elanus._model_files import ModelFiles
from elanus._optional import require
from elanus._progress import Progress
from elanus._texts import report_truncation
from elanus._threads import get_num_threads
from elanus.errors import InputError, ModelFileError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["OnnxEncoder"]

# Measured on 2 cores with all-MiniLM-L6-v2 and 250 texts of 7 to 380 tokens (CPU seconds): runs of one thread
# each with at most 256 tokens took 6.5, with 1,024 tokens 6.8; one run of two threads took 8.8 to 12.9, for
# its threads wait for each other in every layer. Small runs also stay in the cache and pad next to nothing.
_TOKENS_PER_RUN = 256
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class OnnxEncoder:
    """Encode texts with an ONNX model and a `tokenizers` tokenizer; both are loaded at first use.

    Parameters
    ----------
    model : ModelFiles
        Where the ONNX file is.
    tokenizer : ModelFiles
        Where ``tokenizer.json`` and the configurations are.
    device : str
        ``"cpu"``, ``"cuda"`` or ``"cuda:1"``.
    batch_size : int
        At most so many texts in one run.
    num_threads : int, optional
        Threads on the CPU; by default `elanus.get_num_threads`.
    sentence_config : bool
        Whether ``sentence_bert_config.json`` decides about the length at which texts are cut.
    """

    def __init__(
        self,
        model: ModelFiles,
        tokenizer: ModelFiles,
        *,
        device: str,
        batch_size: int,
        num_threads: int | None,
        sentence_config: bool,
    ) -> None:
        self._model_files = model
        self._tokenizer_files = tokenizer
        self._device = device
        self._batch_size = batch_size
        self._num_threads = num_threads
        self._sentence_config = sentence_config
        self._lock = threading.Lock()
        self._config: dict[str, Any] | None = None
        self._session: Any = None
        self._tokenizer: Any = None
        self._max_length: int | None = None

    def __getstate__(self) -> dict[str, Any]:
        # A pickle carries the names, never the weights: sessions and locks cannot be pickled.
        return {**self.__dict__, "_lock": None, "_session": None, "_tokenizer": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _lock=threading.Lock())

    @property
    def dim(self) -> int:
        """The dimension of the vectors, from the model's ``config.json``."""
        config = self._configuration()
        size = config.get("hidden_size", config.get("dim"))
        if not isinstance(size, int):
            source = self._tokenizer_files.source
            raise ModelFileError(f"config.json of {source} has no hidden_size, which is the dimension")
        return size

    def _configuration(self) -> dict[str, Any]:
        if self._config is None:
            self._tokenizer_files.require(config=("config.json",))
            self._config = self._tokenizer_files.json("config.json")
        return self._config

    def _load(self) -> tuple[Any, Any]:
        with self._lock:
            if self._session is None:
                purpose = self._model_files.purpose
                runtime = require("onnxruntime", "default", purpose)
                tokenizers = require("tokenizers", "default", purpose)
                same = self._model_files is self._tokenizer_files
                if same:  # every missing file in one message
                    names = {"config": ("config.json",), "tokenizer": ("tokenizer.json",)}
                    found = self._model_files.require(**names, model=("onnx/model.onnx", "model.onnx"))
                    model, tokenizer = found["model"], found["tokenizer"]
                else:
                    model = self._model_files.require(model=("model.onnx", "onnx/model.onnx"))["model"]
                    tokenizer = self._tokenizer_files.require(tokenizer=("tokenizer.json",))["tokenizer"]
                self._tokenizer = self._open_tokenizer(tokenizers, tokenizer)
                self._session = self._open_session(runtime, model)
            return self._session, self._tokenizer

    def _open_tokenizer(self, tokenizers: Foreign, path: Path) -> Foreign:
        try:
            tokenizer = tokenizers.Tokenizer.from_file(str(path))
        except Exception as error:  # the package raises a bare Exception for every fault of a file
            raise ModelFileError(f"{path} is not a tokenizer file: {error}") from error
        # all-MiniLM-L6-v2's file says: pad every text to 128 tokens. Runs are padded here.
        tokenizer.no_padding()
        limits = [self._tokenizer_files.json("tokenizer_config.json").get("model_max_length")]
        config = self._configuration()
        limits.append(config.get("max_position_embeddings"))
        if self._sentence_config:
            limits.append(self._tokenizer_files.json("sentence_bert_config.json").get("max_seq_length"))
        # transformers writes 10^30 for "no limit known".
        known = [int(limit) for limit in limits if isinstance(limit, int | float) and 0 < limit < 1e9]
        self._max_length = min(known, default=None)
        if self._max_length is None:
            tokenizer.no_truncation()
        else:
            tokenizer.enable_truncation(self._max_length)
        return tokenizer

    def _open_session(self, runtime: Foreign, path: Path) -> Foreign:
        options = runtime.SessionOptions()
        name, _, index = self._device.partition(":")
        providers: list[Any] = ["CPUExecutionProvider"]
        if name == "cuda":
            if "CUDAExecutionProvider" not in runtime.get_available_providers():
                raise InputError(
                    f"device={self._device!r}, but this ONNX Runtime runs on the CPU only: "
                    "install onnxruntime-gpu in place of onnxruntime"
                )
            providers.insert(0, ("CUDAExecutionProvider", {"device_id": int(index or 0)}))
        elif name != "cpu":
            raise InputError(f'device must be "cpu" or "cuda", not {self._device!r}')
        options.intra_op_num_threads = 1  # the runs are parallel, not their insides
        options.enable_mem_pattern = (
            False  # a plan of the memory for every shape would be kept, and shapes vary
        )
        try:
            session = runtime.InferenceSession(str(path), options, providers=providers)
        except Exception as error:  # ONNX Runtime's errors have no common base but Exception
            raise ModelFileError(f"ONNX Runtime cannot load {path}: {error}") from error
        unknown = {given.name for given in session.get_inputs()} - set(_INPUTS)
        if unknown:
            raise ModelFileError(f"{path} wants the inputs {sorted(unknown)}; a text encoder has {_INPUTS}")
        return session

    def encode(self, texts: Sequence[str], show_progress: bool | None) -> NDArray[np.float32]:
        """Return the vectors of the texts, rows of one array."""
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        session, tokenizer = self._load()
        result = np.empty((len(texts), self.dim), dtype=np.float32)
        encodings = tokenizer.encode_batch_fast(list(texts))
        cut = sum(1 for encoding in encodings if encoding.overflowing)
        report_truncation(cut, len(texts), self._max_length or 0)
        on_cpu = self._device == "cpu"
        batches = list(
            by_length([len(e) for e in encodings], self._batch_size, _TOKENS_PER_RUN if on_cpu else None)
        )
        pad = self._configuration().get("pad_token_id") or 0
        names = {given.name for given in session.get_inputs()}

        def run(batch: NDArray[np.intp]) -> int:
            inputs = _padded([encodings[i] for i in batch], pad)
            output = session.run(None, {name: inputs[name] for name in names})[0]
            result[batch] = _pooled(output, inputs["attention_mask"], result.shape[1])
            return len(batch)

        threads = (self._num_threads or get_num_threads()) if on_cpu else 1
        with Progress(len(texts), "Encoding", show_progress) as progress:
            for count in _in_threads(run, batches, threads):
                progress.advance(count)
        return result


def _in_threads(
    run: Callable[[NDArray[np.intp]], int], batches: list[NDArray[np.intp]], threads: int
) -> Iterator[int]:
    """Run the batches, several at a time; an error or an interrupt drops those not yet begun."""
    if threads == 1 or len(batches) == 1:
        yield from map(run, batches)
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="elanus-onnx") as pool:
        futures = [pool.submit(run, batch) for batch in batches]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _padded(encodings: list[Any], pad: int) -> dict[str, NDArray[np.int64]]:
    longest = max(1, *(len(encoding) for encoding in encodings))
    shape = (len(encodings), longest)
    ids = np.full(shape, pad, dtype=np.int64)
    mask = np.zeros(shape, dtype=np.int64)
    types = np.zeros(shape, dtype=np.int64)
    for row, encoding in enumerate(encodings):
        length = len(encoding)
        ids[row, :length] = encoding.ids
        mask[row, :length] = 1
        types[row, :length] = encoding.type_ids
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}


def _pooled(tokens: NDArray[Any], mask: NDArray[np.int64], dim: int) -> NDArray[np.float32]:
    """Mean of the rows' tokens that are not padding, divided by its length."""
    if tokens.shape != (*mask.shape, dim):
        raise ModelFileError(
            f"the model's first output has the shape {tokens.shape}, but must have a vector of {dim} numbers "
            f"(hidden_size in config.json) for each token: {(*mask.shape, dim)}"
        )
    weights = mask.astype(np.float32)
    sums = np.matmul(weights[:, None, :], tokens.astype(np.float32, copy=False))[:, 0, :]
    means = sums / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    norms = np.linalg.norm(means, axis=1, keepdims=True)
    vectors: NDArray[np.float32] = means / np.maximum(norms, 1e-12)
    return vectors
