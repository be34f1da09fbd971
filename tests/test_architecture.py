"""What docs/architecture.md and the house rules say about the source tree."""

import ast
import graphlib
import importlib
import re
from pathlib import Path

import pytest

from code_lines import ROOT, python_lines, rust_code, rust_files, rust_lines

CORE = ROOT / "rust" / "core" / "src"
PACKAGE = ROOT / "python" / "elanus"

MOST_LINES = 600

# Code lines of rust/bindings for each of rust/core.
MOST_BINDINGS = 0.15


def module_order():
    """The modules of the table in the document, lowest first."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = text.split("uses only those above it in this table")[1].split("\n\n")[1]
    cells = [row.split("|")[1] for row in table.split("\n")[2:]]
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


def module_of(path):
    return path.relative_to(CORE).parts[0].removesuffix(".rs")


def paths_in(text):
    """The first names of the paths that begin with `crate::`, also of `crate::{first, second::{...}}`."""
    for match in re.finditer(r"\bcrate::(?:(\w+)|\{)", text):
        if match.group(1):
            yield match.group(1)
            continue
        depth, position, names = 1, match.end(), ""
        while depth:
            depth += {"{": 1, "}": -1}.get(text[position], 0)
            names += text[position] if depth == 1 else ""
            position += 1
        yield from re.findall(r"(?:^|,)\s*(\w+)", names.rstrip("}"))


def uses():
    """Each pair of modules of the core of which the first uses the second."""
    reexported = {}
    for module, names in re.findall(r"pub use (\w+)::\{?([^;}]*)\}?;", rust_code(CORE / "lib.rs")):
        reexported |= {name.strip(): module for name in names.split(",")}
    return {
        (module_of(path), reexported.get(name, name))
        for path in rust_files("core")
        if module_of(path) != "lib"
        for name in paths_in(rust_code(path))
        if reexported.get(name, name) != module_of(path)
    }


def test_the_table_has_every_module_of_the_core_once():
    modules = {module_of(path) for path in rust_files("core")} - {"lib"}
    assert sorted(module_order()) == sorted(modules)


def test_a_module_uses_only_those_above_it_in_the_table():
    places = {name: place for place, name in enumerate(module_order())}
    found = [(user, used) for user, used in sorted(uses()) if {user, used} <= places.keys()]
    assert ("bm25", "counts") in found
    assert [f"{user} uses {used}" for user, used in found if places[user] < places[used]] == []


def test_every_rust_file_is_a_module_of_its_crate():
    def is_declared(path):
        inner = path.parent if path.name == "mod.rs" else path.with_suffix("")
        outer = (inner.parent / "mod.rs", inner.parent / "lib.rs", inner.parent.with_suffix(".rs"))
        found = (file.read_text("utf-8") for file in outer if file.exists())
        return any(re.search(rf"\bmod {inner.name};", text) for text in found)

    files = [path for path in rust_files() if path.name != "lib.rs"]
    assert len(files) > 80
    assert [str(path.relative_to(ROOT)) for path in files if not is_declared(path)] == []


def test_the_paths_of_a_grouped_import_are_found():
    text = "use crate::{Error, hash::{Probe, Seed}, short};\nuse crate::csr::Csr; fn f() { crate::simd::g() }"
    assert list(paths_in(text)) == ["Error", "hash", "short", "csr", "simd"]


def python_modules():
    paths = {path: path.relative_to(PACKAGE.parent).with_suffix("").parts for path in PACKAGE.rglob("*.py")}
    return {".".join(parts).removesuffix(".__init__"): path for path, parts in paths.items()}


def imports_of(path, modules):
    """The modules of the package that a module imports, in functions and for type checkers included."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom):
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from {name if name in modules else node.module for name in names} & modules.keys()


def test_no_python_modules_import_each_other_in_a_circle():
    modules = python_modules()
    graph = {name: set(imports_of(path, modules)) for name, path in modules.items()}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(f"an import circle: {' -> '.join(reversed(error.args[1]))}")


@pytest.mark.parametrize(
    "package",
    [
        "elanus.dense",
        "elanus.evaluation",
        "elanus.hybrid",
        "elanus.reranker",
        "elanus.sparse",
        "elanus.sparse.bm25",
    ],
)
def test_every_lazy_name_is_known_to_type_checkers(package):
    module = importlib.import_module(package)
    body = ast.parse(Path(module.__file__).read_text("utf-8")).body
    checked = next(node for node in body if isinstance(node, ast.If))
    known = [(alias.name, alias.asname) for node in checked.body for alias in node.names]
    assert sorted(known) == sorted((name, name) for name in module.__all__)


def test_no_file_of_code_is_too_long():
    python = [
        path
        for folder in ("python", "tools", "benches", "examples")
        for path in (ROOT / folder).rglob("*.py")
    ]
    sizes = {path: python_lines(path) for path in python} | {path: rust_lines(path) for path in rust_files()}
    assert len(sizes) > 100
    assert {str(path.relative_to(ROOT)): size for path, size in sizes.items() if size > MOST_LINES} == {}


def test_the_bindings_stay_thin():
    core, bindings = (sum(map(rust_lines, rust_files(crate))) for crate in ("core", "bindings"))
    assert round(bindings / core, 2) <= MOST_BINDINGS


def test_docstrings_comments_and_blank_lines_are_no_code(tmp_path):
    python = tmp_path / "kite.py"
    python.write_text(
        '"""Doc.\n\nMore."""\n\n# Why.\nX = """two\nlines"""\n\n\ndef f():\n    """Doc."""\n    return X\n'
    )
    assert python_lines(python) == 4
    rust = tmp_path / "kite.rs"
    rust.write_text(
        "//! Doc.\n/// Doc.\nfn f<'a>() -> char {\n    // Why.\n\n    '{'\n}\n\n"
        '#[cfg(test)]\nmod tests {\n    fn g() {\n        let _ = "}";\n    }\n}\n'
    )
    assert rust_lines(rust) == 3
