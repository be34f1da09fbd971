"""The README's blocks and the Python blocks of the docs run in order, each page in a directory of its own."""

import contextlib
import importlib.util
import io
import os
import re
import subprocess
import sys
import tomllib
import warnings
from urllib.parse import urlsplit

import pytest

from conftest import ROOT

README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))

# The beginnings of the README's blocks that install and build.
NOT_RUN = ["pip install .\n", "make demo "]


def blocks(page):
    """Languages and contents of a page's blocks."""
    return re.findall(r"^```(\w*)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def python_blocks(page):
    return [content for language, content in blocks(page) if language == "python"]


def run_python(block, page, names):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        # Three-document corpora have terms in half of their documents.
        warnings.filterwarnings("ignore", "a query weight is 0")
        exec(compile(block, page.name, "exec"), names)
    return printed.getvalue()


@pytest.mark.parametrize("page", [page for page in DOCS if python_blocks(page)], ids=lambda page: page.name)
def test_the_blocks_of_a_page_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    for block in python_blocks(page):
        run_python(block, page, names)


@pytest.fixture
def shell(tmp_path):
    """Run a block in one shell for all of them; return what it printed on either stream."""
    process = subprocess.Popen(
        ["bash", "-e"],
        cwd=tmp_path,
        env=os.environ | {"PYTHON": sys.executable},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    end = "the end of a block\n"

    def run(block):
        process.stdin.write(f"{block}echo {end}")
        process.stdin.flush()
        lines = []
        while (line := process.stdout.readline()) != end:
            assert line, f"the shell ended in:\n{block}\nwith:\n{''.join(lines)}"
            lines.append(line)
        return "".join(lines)

    run('elanus() { "$PYTHON" -m elanus "$@"; }\n')
    yield run
    process.communicate()


def test_the_readme_runs_block_by_block(tmp_path, monkeypatch, shell):
    pytest.importorskip("milvus_lite")
    monkeypatch.chdir(tmp_path)
    names, printed, not_run = {}, [], []
    for language, block in blocks(README):
        if named := [start for start in NOT_RUN if block.startswith(start)]:
            not_run += named
        else:
            assert language in ("python", "sh")
            printed.append(run_python(block, README, names) if language == "python" else shell(block))
    assert not_run == NOT_RUN
    # Every example finds something.
    first, vectors, analyzers, update, search, milvus, models, jobs = printed
    assert re.fullmatch(r"0 0\.\d+ Black kites soar over the lake\.\n1 0\.\d+ A red kite dives\.\n", first)
    assert "Black kites soar over the lake." in vectors
    shown = re.findall(r"^print\(Analyzer.*# (\[.*\])$", README.read_text("utf-8"), re.MULTILINE)
    assert analyzers.splitlines() == [*shown, "True"]
    assert "score 0." in update
    shell_blocks = search + milvus + models + jobs
    assert not [line for line in shell_blocks.splitlines() if line.startswith("elanus: ")]
    for found in (search, milvus):
        [best, _] = re.findall(r"^[12]  .*$", found, re.MULTILINE)
        assert "Red kites eat carrion." in best
    assert set(re.findall(r'^{"query": "(\d)", "rank": 1', search, re.MULTILINE)) == {"1", "2"}
    assert "documents" in models
    assert "3 documents" in jobs


def links(text):
    """Targets of links and images, without the place in the page."""
    return re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text)


def test_links_lead_somewhere():
    for page in [README, *DOCS]:
        for target in links(page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_a_package_index_can_follow_every_link():
    """The description that goes into the wheel is the README with addresses, each of a file that is there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    description = (ROOT / project["readme"]).read_text(encoding="utf-8")
    assert description == make_description().description(), "run: python tools/make_description.py"
    repository = project["urls"]["Repository"]
    addresses = [*links(description), *project["urls"].values()]
    assert all(urlsplit(address).scheme == "https" for address in addresses)
    files = [
        re.fullmatch(rf"{re.escape(repository)}/(?:blob|raw|tree)/main/(.+)", address)
        for address in addresses
    ]
    files = [found[1] for found in files if found]
    assert len(files) >= 10
    assert not [name for name in files if not (ROOT / name).exists()]
    assert all(url.startswith(repository) for url in project["urls"].values())


def make_description():
    spec = importlib.util.spec_from_file_location("make_description", ROOT / "tools" / "make_description.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
