"""An Arrow producer of our own: it counts what is released, and spoils the memory of what is.

Memory that a consumer reads after releasing it would be full of 0xFF, which is no UTF-8.
"""

import ctypes
import struct
from ctypes import CFUNCTYPE, POINTER, Structure, addressof, c_char_p, c_int, c_int64, c_void_p, py_object

Release = CFUNCTYPE(None, c_void_p)
Fill = CFUNCTYPE(c_int, c_void_p, c_void_p)
LastError = CFUNCTYPE(c_void_p, c_void_p)


class Schema(Structure):
    _fields_ = (
        ("format", c_char_p),
        ("name", c_char_p),
        ("metadata", c_char_p),
        ("flags", c_int64),
        ("n_children", c_int64),
        ("children", c_void_p),
        ("dictionary", c_void_p),
        ("release", c_void_p),
        ("private_data", c_void_p),
    )


class Array(Structure):
    _fields_ = (
        ("length", c_int64),
        ("null_count", c_int64),
        ("offset", c_int64),
        ("n_buffers", c_int64),
        ("n_children", c_int64),
        ("buffers", POINTER(c_void_p)),
        ("children", c_void_p),
        ("dictionary", c_void_p),
        ("release", c_void_p),
        ("private_data", c_void_p),
    )


class Stream(Structure):
    _fields_ = (
        ("get_schema", c_void_p),
        ("get_next", c_void_p),
        ("get_last_error", c_void_p),
        ("release", c_void_p),
        ("private_data", c_void_p),
    )


Destructor = CFUNCTYPE(None, c_void_p)
new_capsule = ctypes.pythonapi.PyCapsule_New
new_capsule.restype = py_object
new_capsule.argtypes = (c_void_p, c_char_p, c_void_p)


class Chunk:
    """An array to export: its buffers as bytes, or None for NULL."""

    def __init__(self, length, buffers, null_count=0, offset=0, n_buffers=None):
        self.length, self.buffers, self.null_count, self.offset = length, buffers, null_count, offset
        self.n_buffers = len(buffers) if n_buffers is None else n_buffers


def utf8(texts):
    """Texts in Arrow's layout `string`."""
    parts = [text.encode() if isinstance(text, str) else text for text in texts]
    offsets = [0]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return Chunk(len(parts), [None, struct.pack(f"={len(offsets)}i", *offsets), b"".join(parts)])


def view(length, number=0, start=0, inline=b""):
    """One view of the layout `string_view`."""
    if length <= 12:
        return struct.pack("=i12s", length, inline)
    return struct.pack("=i4sii", length, b"", number, start)


#: What is exported must stay alive by itself, also when its producer is dropped.
_EXPORTED = []


class Producer:
    """A column that is exported once, as a stream or as one array."""

    def __init__(self, chunks, form=b"u", *, as_array=False, fail_at=None, on_next=None):
        self.chunks, self.form, self.fail_at, self.on_next = list(chunks), form, fail_at, on_next
        self.given = 0
        _EXPORTED.append(self)
        #: What was exported and not released yet, by a number; and how often something was.
        self.alive = {}
        self.released = 0
        self._kept = [
            Release(self._release(Schema)),
            Release(self._release(Array)),
            Release(self._release(Stream)),
            Fill(self._get_schema),
            Fill(self._get_next),
            LastError(lambda stream: ctypes.cast(self._message, c_void_p).value),
        ]
        self._message = c_char_p(b"the producer is out of feathers")
        self._pointers = [ctypes.cast(function, c_void_p).value for function in self._kept]
        # Attributes of the instance would not be found: the protocol asks the object all the same.
        if as_array:
            self.__arrow_c_array__ = self._export_array
        else:
            self.__arrow_c_stream__ = self._export_stream

    def _release(self, kind):
        def release(address):
            value = kind.from_address(address)
            assert value.release, "released twice"
            buffers = self.alive.pop(value.private_data)
            for buffer in buffers:
                if isinstance(buffer, ctypes.Array) and buffer._type_ is ctypes.c_char:
                    ctypes.memset(buffer, 0xFF, len(buffer))
            self.released += 1
            value.release = None

        return release

    def _fill(self, value, release, *kept):
        number = self.released + len(self.alive) + 1
        self.alive[number] = kept
        value.private_data = number
        value.release = self._pointers[release]

    def _get_schema(self, stream, address):
        schema = Schema.from_address(address)
        schema.format = self.form
        self._fill(schema, 0)
        return 0

    def _get_next(self, stream, address):
        if self.on_next is not None:
            self.on_next(self.given)
        if self.given == self.fail_at:
            return 5
        if self.given < len(self.chunks):
            self._fill_array(Array.from_address(address), self.chunks[self.given])
            self.given += 1
        return 0

    def _fill_array(self, array, chunk):
        buffers = [
            None if buffer is None else ctypes.create_string_buffer(buffer, len(buffer) + 1)
            for buffer in chunk.buffers
        ]
        pointers = (c_void_p * max(1, len(buffers)))(
            *(None if buffer is None else addressof(buffer) for buffer in buffers)
        )
        array.length, array.null_count, array.offset = chunk.length, chunk.null_count, chunk.offset
        array.n_buffers = chunk.n_buffers
        array.buffers = ctypes.cast(pointers, POINTER(c_void_p))
        self._fill(array, 1, pointers, *buffers)

    def _export_stream(self, requested_schema=None):
        stream = Stream(*self._pointers[3:6])
        self._fill(stream, 2)
        self.moved = [stream]
        return new_capsule(addressof(stream), b"arrow_array_stream", None)

    def _export_array(self, requested_schema=None):
        schema, array = Schema(), Array()
        self._get_schema(None, addressof(schema))
        self._fill_array(array, self.chunks[0])
        self.moved = [schema, array]
        return (
            new_capsule(addressof(schema), b"arrow_schema", None),
            new_capsule(addressof(array), b"arrow_array", None),
        )
