"""What packs the blocks of a job and brings them to the disk, beside the threads that make them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

from elanus.jobs._blocks import BlockFile, Kind, Part
from elanus.jobs._folder import Folder, NewFile

__all__ = ["BlockWriter"]

#: Parts that wait to be packed: when there are more, the disk or the packing is slower than what makes them.
_WAITING = 16


class BlockWriter:
    """Packs parts of blocks in one thread, and writes blocks in another: the disk is slow.

    One block is packed while another one is brought to the disk, so that little waits. When the `with`
    statement ends well, the last block is written; when it does not, or a thread fails, nothing more is.

    Parameters
    ----------
    folder : Folder
    kind : {"parquet", "npz"}
    width : callable
        Returns the columns of the matrix, once there is a block.
    """

    def __init__(self, folder: Folder, kind: Kind, width: Callable[[], int]) -> None:
        self._folder, self._kind, self._width = folder, kind, width
        self._packer = ThreadPoolExecutor(1, "elanus-packer")
        self._writer = ThreadPoolExecutor(1, "elanus-writer")
        self._parts: list[Future[None]] = []
        self._block: Future[None] | None = None
        self._number = len(folder.blocks)
        self._file: tuple[BlockFile, NewFile] | None = None
        self._failed = False

    def __enter__(self) -> Self:
        return self

    def write(self, arrays: tuple[Any, ...], is_end: bool) -> None:
        """Take the arrays of the next part of a block, and whether it ends the block."""
        while len(self._parts) >= _WAITING:
            self._parts.pop(0).result()
        self._parts.append(self._packer.submit(self._pack, Part(*arrays), is_end=is_end))

    def _pack(self, part: Part, *, is_end: bool) -> None:
        # What follows a part that was lost would be a wrong block.
        if self._failed:
            return
        try:
            if self._file is None:
                stream = self._folder.create(f"block-{self._number:05}.{self._kind}")
                self._number += 1
                self._file = BlockFile(self._kind, stream), stream
            self._file[0].add(part)
            if is_end:
                self._end()
        except BaseException:
            self._failed = True
            raise

    def _end(self) -> None:
        """Hand the block over to the disk, after the one before."""
        assert self._file is not None
        block, stream = self._file
        block.close(self._width())
        if self._block is not None:
            self._block.result()
        self._block = self._writer.submit(self._folder.take, stream, block.rows, block.entries)
        self._file = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                for part in self._parts:
                    part.result()
                if self._file is not None:
                    self._end()
                if self._block is not None:
                    self._block.result()
        finally:
            # What is being written is written to its end.
            self._failed = True
            self._packer.shutdown(cancel_futures=True)
            self._writer.shutdown()
            if self._file is not None:
                self._file[1].discard()
