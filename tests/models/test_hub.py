"""First use from a hub: a local server that speaks the hub's protocol, and a process of its own."""

import http.server
import os
import shutil
import subprocess
import sys
import threading
from typing import ClassVar

import pytest

SCRIPT = """
import sys
from elanus import dense
from elanus.errors import ModelFileError
ef = getattr(dense, sys.argv[2])(sys.argv[1], show_progress=False)
try:
    print(ef.encode_documents(["kite"])[0].shape)
except ModelFileError as error:
    print("ModelFileError:", error)
"""


class Hub(http.server.BaseHTTPRequestHandler):
    """GET and HEAD /{repository}/resolve/main/{file}: https://huggingface.co/docs/hub/api."""

    folder = None
    requests: ClassVar[list] = []

    def do_HEAD(self):
        self.answer(body=False)

    def do_GET(self):
        self.answer(body=True)

    def answer(self, body):
        self.requests.append((self.command, self.path))
        repository, _, name = self.path.lstrip("/").partition("/resolve/main/")
        path = self.folder / name
        if repository != "test/mini":
            return self.refuse("RepoNotFound", "Repository not found")
        if not path.is_file():
            return self.refuse("EntryNotFound", "Entry not found")
        content = path.read_bytes()
        self.send_response(200)
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("ETag", f'"{len(content):040x}"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body:
            self.wfile.write(content)
        return None

    def refuse(self, code, message):
        self.send_response(404)
        self.send_header("X-Error-Code", code)
        self.send_header("X-Error-Message", message)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def hub(mini_onnx):
    Hub.folder, Hub.requests = mini_onnx, []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def run(hub, name, home, kind="DefaultEmbeddingFunction"):
    environment = {**os.environ, "HF_ENDPOINT": hub, "HF_HOME": str(home), "HF_HUB_DISABLE_TELEMETRY": "1"}
    environment.pop("HF_HUB_OFFLINE")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, name, kind],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_model_is_fetched_on_first_use_and_kept(hub, tmp_path):
    assert run(hub, "test/mini", tmp_path) == "(384,)\n"
    fetched = [path for command, path in Hub.requests if command == "GET"]
    assert {path.rpartition("/main/")[2] for path in fetched} == {
        "config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "sentence_bert_config.json",
        "onnx/model.onnx",
    }
    Hub.requests.clear()
    assert run(hub, "test/mini", tmp_path) == "(384,)\n"
    assert [path for command, path in Hub.requests if command == "GET"] == []


def test_a_wrong_name_shows_the_hubs_message(hub, tmp_path):
    output = run(hub, "test/minni", tmp_path)
    assert output.startswith("ModelFileError: DefaultEmbeddingFunction: cannot fetch the model 'test/minni'")
    assert "Repository Not Found" in output or "Repository not found" in output


@pytest.mark.parametrize("kind", ["SentenceTransformerEmbeddingFunction", "Model2VecEmbeddingFunction"])
def test_the_libraries_hubs_message_is_shown_too(hub, tmp_path, kind):
    output = run(hub, "test/minni", tmp_path, kind)
    assert output.startswith(f"ModelFileError: {kind}: cannot load the model 'test/minni': ")
    assert "test/minni" in output.partition("cannot load the model 'test/minni': ")[2]


def test_a_missing_file_is_named(hub, tmp_path, mini_onnx):
    Hub.folder = tmp_path / "partial"
    shutil.copytree(mini_onnx, Hub.folder, ignore=shutil.ignore_patterns("*.onnx"))
    output = run(hub, "test/mini", tmp_path / "home")
    assert "the model repository test/mini lacks onnx/model.onnx or model.onnx" in output
