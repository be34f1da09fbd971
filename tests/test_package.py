"""The package's own attributes, and the command from its first line on."""

import importlib
import re
import subprocess
import sys

import pytest

import elanus

PACKAGES = (
    "elanus",
    "elanus.dense",
    "elanus.evaluation",
    "elanus.hybrid",
    "elanus.milvus",
    "elanus.reranker",
    "elanus.sparse",
    "elanus.sparse.bm25",
)


@pytest.mark.parametrize("name", [*PACKAGES, "elanus.base", "elanus.corpus", "elanus.errors"])
def test_dir_shows_public_names_only(name):
    package = importlib.import_module(name)
    for attribute in package.__all__:
        getattr(package, attribute)
    shown = dir(package)
    assert set(package.__all__) <= set(shown)
    public = [attribute for attribute in shown if not re.fullmatch("__.*__", attribute)]
    assert not [attribute for attribute in public if attribute.startswith("_")]
    assert not {"attach", "TYPE_CHECKING"} & set(public)
    others = set(public) - set(package.__all__)
    assert all(type(getattr(package, attribute)) is type(elanus) for attribute in others), (
        "modules of the package"
    )


@pytest.mark.parametrize("name", PACKAGES)
def test_hasattr_is_false_for_a_name_that_is_none(name):
    assert not hasattr(importlib.import_module(name), "NoSuch")


def run(*arguments, **options):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, **options)


def test_the_module_is_the_command():
    done = run("-m", "elanus", "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"elanus {elanus.__version__}")
    assert run("-m", "elanus", "nonsense").returncode == 2
    done = run("-m", "elanus", "inspect", "/none")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


INTERRUPTED = """
import signal, sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            signal.raise_signal(signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Finder())
from elanus.cli import main
sys.argv = ["elanus", "fit", "docs.txt", "-o", "docs.bm25"]
sys.exit(main())
"""


@pytest.mark.parametrize(
    "module",
    [
        "elanus.cli._command",
        "argparse",
        "elanus.cli.fit",
        "elanus.errors",
        "elanus.sparse",
        "elanus._core",
    ],
)
def test_ctrl_c_while_the_command_imports_is_quiet(module, tmp_path):
    (tmp_path / "docs.txt").write_text("Red kites dive.\n")
    done = run("-c", INTERRUPTED.format(module=module), cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "elanus: interrupted\n")


def test_importing_the_command_s_entry_imports_next_to_nothing():
    """Ctrl-C before the entry's first line would show a traceback: no time may pass there."""
    code = (
        "import sys; before = set(sys.modules); import elanus.cli; print(*sorted(set(sys.modules) - before))"
    )
    assert run("-c", code, check=True).stdout.split() == ["elanus", "elanus._lazy", "elanus.cli"]


def test_ctrl_c_while_a_program_imports_the_package_is_the_program_s():
    code = INTERRUPTED.format(module="elanus._core").replace(
        "from elanus.cli import main", "import elanus; elanus.__version__"
    )
    done = run("-c", code)
    assert "KeyboardInterrupt" in done.stderr
    assert done.returncode in (-2, 130, 1)


def test_the_methods_are_those_of_the_core():
    from elanus.errors import InputError
    from elanus.sparse import BM25EmbeddingFunction
    from elanus.sparse.bm25 import METHODS

    with pytest.raises(InputError) as caught:
        BM25EmbeddingFunction(method="none").fit(["Red kites dive."])
    assert str(caught.value) == f'method is "none"; expected one of {", ".join(METHODS)}'
