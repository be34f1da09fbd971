"""Packages whose names are loaded at first use, so that importing them costs nothing."""

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def attach(
    package: str,
    homes: "Mapping[str, str]",
    submodules: "tuple[str, ...]" = (),
) -> "tuple[Callable[[str], object], Callable[[], list[str]]]":
    """Make the `__getattr__` and `__dir__` of a package.

    Parameters
    ----------
    package : str
        The package's `__name__`.
    homes : mapping of str to str
        Each public name and the module that defines it; one that begins with a dot is the package's own.
    submodules : tuple of str
        Further modules of the package that are attributes without having been imported; those that `homes`
        names are, unless they begin with an underscore.

    Returns
    -------
    tuple of callable
        `__getattr__` and `__dir__`, which lists the public names, the submodules and the package's
        own double-underscore names, but not what the package imports for itself.

    Examples
    --------
    >>> from elanus._lazy import attach
    >>> __getattr__, __dir__ = attach("json", {"JSONDecoder": "json.decoder"}, ("scanner",))
    >>> __getattr__("JSONDecoder")
    <class 'json.decoder.JSONDecoder'>
    >>> __getattr__("loader")
    Traceback (most recent call last):
    AttributeError: module 'json' has no attribute 'loader'
    """
    own = {home.split(".")[1] for home in homes.values() if home.startswith(".")}
    submodules = (*submodules, *(module for module in own if not module.startswith("_")))

    def load(name: str) -> object:
        from importlib import import_module

        if name in homes:
            value: object = getattr(import_module(homes[name], package), name)
        elif name in submodules:
            value = import_module(f"{package}.{name}")
        else:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        # The next access finds the name without this function.
        setattr(import_module(package), name, value)
        return value

    def names() -> list[str]:
        from importlib import import_module

        module = vars(import_module(package))
        own = {name for name in module if name.startswith("__") and name.endswith("__")}
        return sorted({*own, *module.get("__all__", ()), *homes, *submodules})

    return load, names
