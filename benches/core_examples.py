"""The core's own measurements, which are examples of its crate."""


def command(name: str, *arguments: str) -> list[str]:
    """What builds and runs an example with the release profile."""
    cargo = ["cargo", "run", "--quiet", "--release", "--locked", "--package", "elanus-core"]
    return [*cargo, "--example", name, *(["--", *arguments] if arguments else [])]
