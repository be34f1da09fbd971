"""What may be given as documents or queries."""

from collections.abc import Iterable
from typing import Protocol, TypeAlias

__all__ = ["Texts"]


class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...


#: A list or any other iterable of `str`, or a column of text.
Texts: TypeAlias = Iterable[str] | _ArrowStream | _ArrowArray
