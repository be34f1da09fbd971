"""The keys of all services, which no test may take from the machine."""

import pytest


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    monkeypatch.setenv("JINAAI_API_KEY", "jina_0123456789")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
