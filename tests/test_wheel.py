"""The wheel in a bare environment, and what wheel and source distribution hold."""

import email
import os
import subprocess
import sys
import tarfile
import zipfile

import pytest

from conftest import ROOT

BIN = os.path.dirname(sys.executable)  # noqa: PTH120 - resolving the link would leave the environment


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False, **options)
    assert done.returncode == 0, done.stderr[-3_000:]
    return done.stdout


# The compiler does not run beside AddressSanitizer's runtime.
pytestmark = pytest.mark.unsanitized


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    run(f"{BIN}/maturin", "build", "--release", "--sdist", "--out", str(folder), cwd=ROOT)
    [wheel], [sdist] = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


@pytest.mark.timeout(1_200)
def test_the_wheel_holds_what_it_needs(built):
    wheel, sdist = built
    assert "-cp311-abi3-" in wheel.name
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        [extension] = [
            member
            for member in archive.infolist()
            if "_core" in member.filename and member.filename.endswith(".so")
        ]
    # Without debug lines: 4 MB of it are tables, dictionaries and the stemmers of 32 languages, 0.6 MB the
    # decoders of packed files.
    assert extension.file_size < 9_600_000
    for name in ("py.typed", "_core.pyi", "sparse/bm25/lang.yaml", "sparse/bm25/bm25.py", "cli/__init__.py"):
        assert f"elanus/{name}" in names
    licenses = {name.rpartition("/")[2] for name in names if "/licenses/" in name}
    assert licenses >= {"LICENSE", "THIRD_PARTY.md"}
    assert "publishes no licence" in (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= {
        "Cargo.lock",
        "LICENSE",
        "THIRD_PARTY.md",
        "rust/core/data/corpora/stopwords/english",
        "rust/core/data/tokenizers/punkt_tab/english/abbrev_types.txt",
        "rust/core/src/lib.rs",
        "rust/corpus/src/lib.rs",
        "python/elanus/py.typed",
        "python/README.md",
    }


@pytest.mark.timeout(1_200)
def test_the_description_is_the_one_whose_links_hold_anywhere(built):
    """`test_docs` follows them."""
    with zipfile.ZipFile(built[0]) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = email.message_from_bytes(archive.read(name))
    assert metadata["Description-Content-Type"].startswith("text/markdown")
    assert metadata.get_payload(decode=True).strip() == (ROOT / "python" / "README.md").read_bytes().strip()
    names = {url.partition(",")[0] for url in metadata.get_all("Project-URL")}
    assert names == {"Homepage", "Repository", "Documentation", "Changelog", "Issues"}


@pytest.mark.timeout(1_200)
def test_the_wheel_runs_in_a_bare_environment(built, tmp_path):
    wheel, _ = built
    python = tmp_path / "bare" / "bin" / "python"
    run(f"{BIN}/uv", "venv", "--quiet", "--python", sys.executable, str(tmp_path / "bare"))
    run(f"{BIN}/uv", "pip", "install", "--quiet", "--python", str(python), str(wheel))
    installed = run(f"{BIN}/uv", "pip", "list", "--quiet", "--format", "freeze", "--python", str(python))
    assert {line.partition("==")[0] for line in installed.split()} == {"elanus", "numpy", "scipy"}
    code = """
from elanus.sparse import BM25EmbeddingFunction
texts = ["Black kites soar.", "A red kite dives.", "Swifts scream."]
bm25 = BM25EmbeddingFunction(method="lucene").fit(texts)
bm25.save("model.json")
loaded = BM25EmbeddingFunction().load("model.json")
print((loaded.encode_queries(["red kites"]) @ loaded.encode_documents(["A red kite dives.", "Owls"]).T).nnz)
try:
    import elanus.milvus
    with elanus.milvus.connect("x.db"):
        pass
except ImportError as error:
    print("elanus[milvus]" in str(error))
"""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "NLTK"))}
    found = run(str(python), "-I", "-c", code, cwd=tmp_path, env=environment)
    assert found.split() == ["1", "True"]
    assert "elanus" in run(str(tmp_path / "bare" / "bin" / "elanus"), "--version", env=environment)
