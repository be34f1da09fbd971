"""Optional packages: one way to import them, one error when they are missing."""

from elanus.errors import MissingPackageError

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from types import ModuleType

# Where the name to install differs from the name to import.
_PACKAGES = {"MeCab": "mecab-python3", "ir_measures": "ir-measures", "yaml": "PyYAML"}


def require(module: str, extra: str, purpose: str) -> "ModuleType":
    """Import an optional module, or say how to install it.

    Parameters
    ----------
    module : str
        The module's import name, for instance ``"yaml"`` or ``"nltk.stem.snowball"``.
    extra : str
        The extra of Elanus that installs it.
    purpose : str
        What needs it; the message begins with this.

    Returns
    -------
    module
        The imported module.

    Raises
    ------
    MissingPackageError
        The package, or one that it needs, is missing or cannot be imported.

    Examples
    --------
    >>> from elanus._optional import require
    >>> require("json", "json", "The example").__name__
    'json'
    >>> require("no_such_package", "things", "ThingTokenizer")
    Traceback (most recent call last):
    elanus.errors.MissingPackageError: ThingTokenizer needs the package no_such_package, which is not \
installed. Install it: pip install "elanus[things]"
    """
    from importlib import import_module

    package = module.partition(".")[0]
    try:
        return import_module(module)
    except ImportError as error:
        name = _PACKAGES.get(package, package)
        # Not the package itself: something that it imports.
        inner = not isinstance(error, ModuleNotFoundError) or error.name != package
        state = f"which cannot be imported ({error})" if inner else "which is not installed"
        raise MissingPackageError(
            f'{purpose} needs the package {name}, {state}. Install it: pip install "elanus[{extra}]"',
            name=package,
        ) from error
