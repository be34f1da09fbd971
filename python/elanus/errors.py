"""The exceptions of Elanus: one root, each child also the builtin that fits.

Code that caught ``ValueError`` or ``OSError`` around ``pymilvus.model`` keeps working, and
``except ElanusError`` catches everything that Elanus raises on purpose.

Examples
--------
>>> from elanus.errors import ElanusError, InputError
>>> issubclass(InputError, ElanusError), issubclass(InputError, ValueError)
(True, True)
"""

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from elanus._vectors import DenseVectors

__all__ = [
    "AuthenticationError",
    "ChangedIndexError",
    "CorruptIndexError",
    "CorruptModelError",
    "ElanusError",
    "ElanusWarning",
    "InputError",
    "InputTypeError",
    "InternalError",
    "InvalidResponseError",
    "MilvusError",
    "MissingPackageError",
    "ModelFileError",
    "NotFittedError",
    "OutputError",
    "Partial",
    "ServiceError",
    "ServiceTimeoutError",
    "TruncationWarning",
]


class ElanusError(Exception):
    """Anything that Elanus refuses or cannot do; the message says what to change."""


class InputError(ElanusError, ValueError):
    """A value that cannot be used: an empty corpus, a parameter out of range, a malformed line."""


class InputTypeError(ElanusError, TypeError):
    """An object of the wrong type: a bare ``str`` for a list, ``None`` among the documents."""


class NotFittedError(ElanusError, RuntimeError):
    """The model has no statistics yet: call ``fit`` or ``load`` first."""


class InternalError(ElanusError, RuntimeError):
    """A bug in Elanus: please report the message, and what ``RUST_BACKTRACE=1`` prints before it.

    Examples
    --------
    >>> from elanus import _core
    >>> from elanus.errors import ElanusError
    >>> try:
    ...     _core.panic("no kites")
    ... except ElanusError as error:
    ...     print(error)  # doctest: +ELLIPSIS
    a bug in Elanus, please report it: no kites (rust/bindings/src/errors.rs:...)
    """


class MissingPackageError(ElanusError, ImportError):
    """An optional package is not installed; the message names the extra that brings it."""


class ModelFileError(ElanusError, OSError, RuntimeError):
    """A model file that cannot be read or written.

    Also a ``RuntimeError``, which ``pymilvus.model`` raises there.
    """


class CorruptModelError(ModelFileError, ValueError):
    """A model file that is truncated, edited, damaged or of a newer version."""


class CorruptIndexError(CorruptModelError):
    """A file of an index that is truncated, edited, damaged, missing or of a newer version."""


class ChangedIndexError(ModelFileError):
    """Another process has saved the index since it was opened: refresh it, and make the change again."""


class OutputError(ElanusError, OSError):
    """Files of a job, or what waits on a disk meanwhile, that cannot be written: the disk is full."""


class MilvusError(ElanusError, RuntimeError):
    """Milvus refused or failed: the address, the collection or the data, said in one sentence."""


class ElanusWarning(UserWarning):
    """Something that works as documented but may surprise."""


class TruncationWarning(ElanusWarning):
    """Texts were longer than the model reads; what stood beyond its limit had no part in the result."""


class Partial:
    """What had succeeded when a call of several batches failed: `ServiceError.partial`.

    Pass it as ``resume=`` to the same method with the same texts, and only the rest is sent.

    Parameters
    ----------
    total : int
        How many texts the call had.
    spans : tuple of (int, int)
        Start and end of each batch that succeeded, in order.
    results : tuple
        The result of each of them.
    fingerprint : str
        Which call it was.

    Examples
    --------
    >>> import numpy as np
    >>> from elanus.errors import Partial
    >>> partial = Partial(4, ((0, 1), (2, 3)), (np.zeros((1, 2)), np.ones((1, 2))), "")
    >>> partial
    <Partial: 2 of 4 texts>
    >>> partial.indices, partial.pending
    ([0, 2], [1, 3])
    >>> partial.vectors.array
    array([[0., 0.],
           [1., 1.]], dtype=float32)
    """

    def __init__(
        self,
        total: int,
        spans: "tuple[tuple[int, int], ...]",
        results: "tuple[Any, ...]",
        fingerprint: str,
    ) -> None:
        self.total = total
        self.spans = spans
        self.results = results
        self.fingerprint = fingerprint

    def __repr__(self) -> str:
        return f"<Partial: {len(self.indices)} of {self.total} texts>"

    @property
    def indices(self) -> list[int]:
        """The positions of the texts that succeeded, in order.

        Examples
        --------
        >>> partial = Partial(3, ((0, 1),), ([[0.5, 1.0]],), "")
        >>> partial.indices
        [0]
        """
        return [position for start, end in self.spans for position in range(start, end)]

    @property
    def pending(self) -> list[int]:
        """The positions of the texts that are still to do, in order.

        Examples
        --------
        >>> partial = Partial(3, ((0, 1),), ([[0.5, 1.0]],), "")
        >>> partial.pending
        [1, 2]
        """
        return [position for start, end in self.gaps for position in range(start, end)]

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """Starts and ends of what is still to do.

        Examples
        --------
        >>> partial = Partial(3, ((0, 1),), ([[0.5, 1.0]],), "")
        >>> partial.gaps
        [(1, 3)]
        """
        ends = [0, *(end for _, end in self.spans)]
        starts = [*(start for start, _ in self.spans), self.total]
        return [(end, start) for end, start in zip(ends, starts, strict=True) if start > end]

    @property
    def vectors(self) -> "DenseVectors":
        """The vectors of `indices`, when the call was an encoder's.

        Examples
        --------
        >>> partial = Partial(3, ((0, 1),), ([[0.5, 1.0]],), "")
        >>> len(partial.vectors)
        1
        """
        import numpy as np

        from elanus._vectors import DenseVectors, vectors_of

        return vectors_of(np.concatenate(self.results)) if self.results else DenseVectors.empty()

    def check(self, texts: "Sequence[str]", expected: str) -> None:
        """Refuse to resume another call than the one that failed.

        Raises
        ------
        InputError
            If texts, model or method differ.

        Examples
        --------
        >>> partial = Partial(3, ((0, 1),), ([[0.5, 1.0]],), "")
        >>> partial.check(["red", "black", "brahminy"], "")
        """
        if self.total != len(texts) or self.fingerprint != expected:
            raise InputError("resume belongs to another call: pass it to the same method with the same texts")


class ServiceError(ElanusError, RuntimeError):
    """A service refused, failed, or could not be reached.

    Parameters
    ----------
    message : str
        The whole sentence; the provider's own words are part of it.
    status : int, optional
        The HTTP status, when there was an answer.
    request_id : str, optional
        The provider's id of the request, for its support.
    provider_message : str, optional
        What the provider said, unchanged but for the key, which is masked.
    retry_after : float, optional
        Seconds after which the provider asks to be called again.
    partial : Partial, optional
        What had succeeded when a call of several batches failed. Pass it as ``resume=`` to the
        same call to do only the rest.

    Examples
    --------
    >>> from elanus.errors import ServiceError
    >>> try:
    ...     raise ServiceError("OpenAI refused the request (404): no such model", status=404)
    ... except RuntimeError as error:
    ...     print(error.status, error.request_id)
    404 None
    """

    def __init__(
        self,
        message: str = "",
        *,
        status: "int | None" = None,
        request_id: "str | None" = None,
        provider_message: "str | None" = None,
        retry_after: "float | None" = None,
        partial: Partial | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.request_id = request_id
        self.provider_message = provider_message
        self.retry_after = retry_after
        self.partial = partial
        # Whether less at once may pass: told by the service layer to what cuts the requests.
        self._too_large = False


class ServiceTimeoutError(ServiceError, TimeoutError):
    """A service did not answer in time: an attempt's timeout or the whole call's deadline."""


class AuthenticationError(ServiceError):
    """A service refused the key (401, 403, or another status that says so); the message has its words."""


class InvalidResponseError(ServiceError, ValueError):
    """A service answered with something else than its protocol: nothing of it has been used."""


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
