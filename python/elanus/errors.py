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
    from elanus._batching import Partial


class ElanusError(Exception):
    """Anything that Elanus refuses or cannot do; the message says what to change."""


class InputError(ElanusError, ValueError):
    """A value that cannot be used: an empty corpus, a parameter out of range, a malformed line."""


class InputTypeError(ElanusError, TypeError):
    """An object of the wrong type: a bare ``str`` for a list, ``None`` among the documents."""


class NotFittedError(ElanusError, RuntimeError):
    """The model has no statistics yet: call ``fit`` or ``load`` first."""


class MissingPackageError(ElanusError, ImportError):
    """An optional package is not installed; the message names the extra that brings it."""


class NotAvailableError(ElanusError, ImportError):
    """A name of ``pymilvus.model`` that Elanus does not have yet, in a ``from ... import``."""


class NotAvailableAttributeError(ElanusError, AttributeError):
    """The same name, looked up as an attribute: ``hasattr`` is ``False``."""


class ModelFileError(ElanusError, OSError, RuntimeError):
    """A model file that cannot be read or written.

    Also a ``RuntimeError``, which ``pymilvus.model`` raises there.
    """


class CorruptModelError(ModelFileError, ValueError):
    """A model file that is truncated, edited, damaged or of a newer version."""


class MilvusError(ElanusError, RuntimeError):
    """Milvus refused or failed: the address, the collection or the data, said in one sentence."""


class ElanusWarning(UserWarning):
    """Something that works as documented but may surprise."""


class TruncationWarning(ElanusWarning):
    """Texts were longer than the model reads; what stood beyond its limit had no part in the result."""


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
    partial : elanus._batching.Partial, optional
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
        partial: "Partial | None" = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.request_id = request_id
        self.provider_message = provider_message
        self.retry_after = retry_after
        self.partial = partial


class ServiceTimeoutError(ServiceError, TimeoutError):
    """A service did not answer in time: an attempt's timeout or the whole call's deadline."""


class AuthenticationError(ServiceError):
    """A service refused the key (401 or 403); the message holds its own words, never the key."""


class InvalidResponseError(ServiceError, ValueError):
    """A service answered with something else than its protocol: nothing of it has been used."""
