"""Lines of a file of UTF-8, compressed or not, a block of them at a time.

A block is what one read gives, cut at the last end of a line: whoever types, or writes to a pipe, has
each line taken at once, and a large file is decoded by the hundred thousand characters.
"""

import contextlib
import io
import os
import queue
import stat
import sys
import threading
import zlib
from collections.abc import Generator, Iterator
from pathlib import Path

from elanus.errors import InputError

__all__ = ["STANDARD_INPUT", "LineError", "blocks", "lines"]

STANDARD_INPUT = Path("/dev/stdin")
#: Where the names of open files are numbers.
_DESCRIPTORS = {Path("/dev"), Path("/dev/fd"), Path("/proc/self/fd")}
_GZIP_MAGIC = b"\x1f\x8b"
_READ = 1 << 17
#: What a block of compressed data may unpack to at a time, however small it is.
_UNPACKED = 1 << 20
#: Blocks that are unpacked before they are asked for.
_AHEAD = 4


_Bytes = Generator[bytes, None, None]


class LineError(Exception):
    """What is wrong with one line; whoever counts the lines adds the file and the number."""


@contextlib.contextmanager
def blocks(path: Path) -> Iterator[tuple[Iterator[bytes], bool]]:
    """Open a file's bytes, decompressed if they are gzip's; tell whether its name says what they are.

    Raises
    ------
    InputError
        Standard input is closed, or a file that is named .gz is not one.
    OSError
        It cannot be opened or read.
    EOFError, zlib.error
        On the way: the compressed data is cut off or damaged.
    """
    if path == STANDARD_INPUT:
        if sys.stdin is None:
            raise InputError(f"{path} cannot be read: standard input is closed")
        # Not by its name: a socket cannot be opened again, nor what belongs to another user.
        raw = io.FileIO(0, closefd=False)
    else:
        raw = io.FileIO(path)
    with raw:
        regular = stat.S_ISREG(os.fstat(raw.fileno()).st_mode)
        pieces = _pieces(raw)
        magic = b""
        # A pipe gives what is there, which may be one byte.
        while len(magic) < 2 and (piece := next(pieces, b"")):
            magic += piece
        pieces = _with(magic, pieces)
        if magic.startswith(_GZIP_MAGIC):
            pieces = _unpacked(pieces)
            if regular:  # a read of anything else may wait for ever, and a thread with it
                pieces = _ahead(pieces)
        elif path.suffix == ".gz" and magic:
            raise InputError(f"{path} is named .gz but is not gzip data")
        with contextlib.closing(_whole_lines(pieces)) as found, contextlib.closing(pieces):
            yield found, regular and path.parent not in _DESCRIPTORS


def lines(found: Iterator[bytes]) -> Iterator[tuple[list[str], LineError | None]]:
    """Decode blocks: the lines of each without their ends, and what is wrong with the line after them.

    A byte order mark at the beginning is dropped.
    """
    first = True
    for block in found:
        wrong = None
        try:
            text = block.decode()
        except UnicodeDecodeError as error:
            start = block.rfind(b"\n", 0, error.start) + 1
            hint = "; is it UTF-16?" if first and block[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
            wrong = LineError(
                f"is not UTF-8: byte 0x{block[error.start]:02x} at position {error.start - start + 1}{hint}"
            )
            wrong.__cause__ = error
            text = block[:start].decode()
        if first:
            text = text.removeprefix("\ufeff")
            first = False
        cut = text.split("\n")
        if not cut[-1]:  # after the last line's end
            cut.pop()
        yield [line.rstrip("\r") for line in cut] if "\r" in text else cut, wrong


def _pieces(raw: io.FileIO) -> _Bytes:
    while (piece := raw.read(_READ)) != b"":
        if piece is None:
            import select

            select.select([raw], [], [])  # whoever shares this standard input has made it not wait
        else:
            yield piece


def _with(first: bytes, rest: Iterator[bytes]) -> _Bytes:
    yield first
    yield from rest


def _whole_lines(pieces: Iterator[bytes]) -> _Bytes:
    """Cut pieces at the ends of lines; the last one may lack it."""
    begun: list[bytes] = []
    for piece in pieces:
        end = piece.rfind(b"\n") + 1
        if end:
            yield b"".join((*begun, piece[:end]))
            begun = []
        if end < len(piece):
            begun.append(piece[end:])
    if begun:
        yield b"".join(begun)


def _unpacked(pieces: Iterator[bytes]) -> _Bytes:
    """Unpack the members of a gzip file, which may be several, with zeros after them."""
    member = None
    for piece in pieces:
        rest = piece
        while rest or (member and member.unconsumed_tail):
            if member is None:
                rest = rest.lstrip(b"\0")
                if not rest:
                    break
                member = zlib.decompressobj(31)  # gzip's header, checksum and length
            unpacked = member.decompress(member.unconsumed_tail + rest, _UNPACKED)
            rest = b""
            if unpacked:
                yield unpacked
            if member.eof:
                rest, member = member.unused_data, None
    if member is not None:
        raise EOFError("Compressed file ended before the end-of-stream marker was reached")


def _ahead(pieces: Iterator[bytes]) -> _Bytes:
    """Let a thread make the next pieces while the caller works on one."""
    made: queue.SimpleQueue[bytes | BaseException | None] = queue.SimpleQueue()
    room = threading.Semaphore(_AHEAD)
    stopped = threading.Event()

    def make() -> None:
        try:
            for piece in pieces:
                made.put(piece)
                room.acquire()
                if stopped.is_set():
                    return
            made.put(None)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the caller's to see
            made.put(error)

    thread = threading.Thread(target=make, name="elanus-unpack", daemon=True)
    try:
        thread.start()
    except RuntimeError:  # the system refuses a thread
        yield from pieces
        return
    try:
        while (piece := made.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
            room.release()
    finally:
        stopped.set()
        room.release()
        thread.join()
