"""The exceptions of Elanus: one root, each child also the builtin that fits.

Code that caught ``ValueError`` or ``OSError`` around ``pymilvus.model`` keeps working, and
``except ElanusError`` catches everything that Elanus raises on purpose.

Examples
--------
>>> from elanus.errors import ElanusError, InputError
>>> issubclass(InputError, ElanusError), issubclass(InputError, ValueError)
(True, True)
"""


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
