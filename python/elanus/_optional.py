"""Optional packages: imported where they are used, and named with their extra when they are missing."""

import importlib
from types import ModuleType

from elanus.errors import MissingPackageError


def require(module: str, extra: str, purpose: str) -> ModuleType:
    """Import an optional package.

    Parameters
    ----------
    module : str
        The module to import.
    extra : str
        The extra of Elanus that installs it.
    purpose : str
        What it is needed for, for the message.

    Returns
    -------
    module
        The imported module.

    Raises
    ------
    MissingPackageError
        If it cannot be imported.

    Examples
    --------
    >>> from elanus._optional import require
    >>> require("json", "milvus", "reading lines").__name__
    'json'
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingPackageError(
            f"{purpose} needs the package {module!r} ({error}); "
            f"install it with: pip install 'elanus[{extra}]'"
        ) from error
