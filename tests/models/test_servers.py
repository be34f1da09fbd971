"""The classes of services against real servers: infinity, and litellm's proxy before it."""

import asyncio
import contextlib
import json

import numpy as np
import pytest
import sentence_transformers
import transformers
from server_process import PATIENCE, ServerProcess
from tokenizers import Tokenizer

from conftest import TEXTS, WORDS, save_tiny
from elanus.dense import OpenAIEmbeddingFunction
from elanus.errors import AuthenticationError, InputError, InvalidResponseError, ServiceError
from elanus.reranker import CompatibleRerankFunction, JinaRerankFunction

pytestmark = pytest.mark.timeout(1800)

KEYS = {"infinity": "sk-infinity-0123456789", "litellm": "sk-litellm-0123456789"}
MOST = 64  # texts that infinity takes in a request
QUERY = "falcon hunts at dawn"
# More than one batch of the servers', of all lengths, so that they are sorted there and put back.
MANY = [" ".join(WORDS[n % 19 :: 1 + n % 5]) + f" {n}" for n in range(70)] + [*TEXTS, "naïve 🦅", "赤い鳶"]

# A name of `model_list` each: the proxy speaks to infinity as to OpenAI, or in its own dialect.
PROXY = {
    "model_list": [
        {"model_name": "mini", "litellm_params": {"model": "openai/mini"}},
        {"model_name": "dialect", "litellm_params": {"model": "infinity/mini"}},
        {
            "model_name": "tiny",
            "litellm_params": {"model": "infinity/tiny"},
            "model_info": {"mode": "rerank"},
        },
    ],
    "general_settings": {"master_key": KEYS["litellm"]},
}
EMBEDDERS = [("infinity", "mini"), ("litellm", "mini"), ("litellm", "dialect")]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A tiny cross-encoder, which infinity's older transformers can read."""
    folder = tmp_path_factory.mktemp("tiny")
    save_tiny(folder, transformers.BertForSequenceClassification, num_labels=1)
    path = folder / "tokenizer_config.json"
    known = json.loads(path.read_text())
    path.write_text(json.dumps({**known, "tokenizer_class": "PreTrainedTokenizerFast"}))
    return folder


@pytest.fixture(scope="module")
def servers(tmp_path_factory, mini_weights, tiny):
    """Both servers, by name."""
    folder = tmp_path_factory.mktemp("servers")
    with contextlib.ExitStack() as stack:
        models = [f"--model-id={mini_weights}", "--served-model-name=mini"]
        models += [f"--model-id={tiny}", "--served-model-name=tiny"]
        exact = ["--device=cpu", "--dtype=float32", "--no-bettertransformer", "--no-compile"]
        count = ["--no-model-warmup", "--lengths-via-tokenize", f"--api-key={KEYS['infinity']}"]
        infinity = ServerProcess(
            folder,
            ["infinity_emb", "v2", *models, *exact, *count],
            "/health",
            INFINITY_MAX_CLIENT_BATCH_SIZE=str(MOST),
            INFINITY_HOME=str(folder),
        )
        stack.enter_context(infinity)
        for model in PROXY["model_list"]:
            model["litellm_params"] |= {"api_base": infinity.url, "api_key": KEYS["infinity"]}
        (folder / "litellm.yaml").write_text(json.dumps(PROXY))  # JSON is YAML
        command = ["litellm", "--config", "litellm.yaml", "--telemetry", "False"]
        litellm = stack.enter_context(ServerProcess(folder, command, "/health/liveliness"))
        yield {"infinity": infinity, "litellm": litellm}


@pytest.fixture(autouse=True)
def logs(servers):
    """What the servers wrote during a test, which pytest shows if it fails."""
    yield
    for name, server in servers.items():
        print(f"--- {name}\n{server.news()[-10_000:]}")


@pytest.fixture
def embedder(servers):
    """Makes an embedding function at a server."""

    def make(server, model, key=None, path="", **options):
        base = address(servers, server) + path
        return OpenAIEmbeddingFunction(model, key or KEYS[server], base, timeout=PATIENCE, **options)

    return make


@pytest.fixture
def ranker(servers):
    """Makes a reranker of a class at a server."""

    def make(kind, server, model="tiny", key=None, path="", **options):
        base, key = address(servers, server) + path, key or KEYS[server]
        if kind is CompatibleRerankFunction:
            return kind(base, model, key, timeout=PATIENCE, **options)
        return kind(model, key, base_url=base, timeout=PATIENCE, **options)

    return make


def address(servers, server):
    return servers[server].url + ("/v1" if server == "litellm" else "")


@pytest.fixture(scope="module")
def vectors(mini_weights):
    """The vectors that sentence-transformers makes of MANY."""
    model = sentence_transformers.SentenceTransformer(str(mini_weights), device="cpu")
    return model.encode(MANY, normalize_embeddings=True)


@pytest.fixture(scope="module")
def scores(tiny):
    """The scores that sentence-transformers' CrossEncoder gives MANY."""
    model = sentence_transformers.CrossEncoder(str(tiny), device="cpu")
    return model.predict([(QUERY, text) for text in MANY])


def tokens(folder, texts):
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    return sum(len(item.ids) for item in tokenizer.encode_batch(texts, add_special_tokens=False))


@pytest.mark.parametrize("encoding_format", ["base64", "float"])
@pytest.mark.parametrize(("server", "model"), EMBEDDERS)
def test_vectors_are_those_of_sentence_transformers(embedder, vectors, server, model, encoding_format):
    ef = embedder(server, model, encoding_format=encoding_format)
    for encode in (ef.encode_documents, ef.encode_queries):
        got = encode(MANY).array
        assert got.dtype == np.float32
        np.testing.assert_allclose(got, vectors, rtol=0, atol=1e-6)
    assert ef.dim == 384
    assert ef.usage.requests == 2 * -(-len(MANY) // MOST)


@pytest.mark.parametrize(("server", "model"), EMBEDDERS)
def test_calls_that_are_awaited_together(embedder, vectors, server, model):
    ef = embedder(server, model, batch_size=7)

    async def together():
        parts = [MANY[start : start + 20] for start in range(0, len(MANY), 20)]
        return await asyncio.gather(*map(ef.aencode_documents, parts))

    got = np.concatenate([part.array for part in asyncio.run(together())])
    np.testing.assert_allclose(got, vectors, rtol=0, atol=1e-6)


@pytest.mark.parametrize(("server", "model"), EMBEDDERS)
def test_usage_is_what_the_tokenizer_counts(embedder, mini_weights, server, model):
    ef = embedder(server, model)
    ef(TEXTS)
    count = tokens(mini_weights, TEXTS)
    assert (ef.usage.requests, ef.usage.prompt_tokens, ef.usage.total_tokens) == (1, count, count)


@pytest.mark.parametrize("kind", [CompatibleRerankFunction, JinaRerankFunction])
@pytest.mark.parametrize("server", KEYS)
def test_scores_are_those_of_a_cross_encoder(ranker, scores, server, kind):
    rank = ranker(kind, server)
    got = rank(QUERY, MANY, top_k=None)
    assert sorted(result.index for result in got) == list(range(len(MANY)))
    np.testing.assert_allclose([r.score for r in got], [scores[r.index] for r in got], rtol=0, atol=1e-6)
    # A score that two texts share to the last bits has no order.
    np.testing.assert_allclose([r.score for r in got], sorted(scores, reverse=True), rtol=0, atol=1e-6)
    assert all(result.text == MANY[result.index] for result in got)
    assert rank.usage.requests == -(-len(MANY) // MOST)

    few = ranker(kind, server)
    best = few(QUERY, TEXTS, top_k=3)
    expected = np.argsort(-np.asarray([scores[MANY.index(text)] for text in TEXTS]), kind="stable")[:3]
    assert [result.index for result in best] == expected.tolist()
    assert few.usage.prompt_tokens == few.usage.total_tokens > 0
    again = asyncio.run(few.acall(QUERY, TEXTS, top_k=3))
    assert [result.index for result in again] == expected.tolist()


@pytest.mark.parametrize("server", KEYS)
def test_a_wrong_key(embedder, ranker, server):
    calls = [lambda: embedder(server, "mini", "sk-planted-1234")(["kite"])]
    for kind in (CompatibleRerankFunction, JinaRerankFunction):
        calls.append(lambda kind=kind: ranker(kind, server, key="sk-planted-1234")(QUERY, ["kite"]))
    for call in calls:
        with pytest.raises(AuthenticationError, match="refused the key") as caught:
            call()
        assert caught.value.status == {"infinity": 401, "litellm": 400}[server]
        assert "sk-planted-1234" not in str(caught.value)


@pytest.mark.parametrize("server", KEYS)
def test_a_model_that_is_not_there(embedder, ranker, server):
    calls = [lambda: embedder(server, "huge")(["kite"])]
    for kind in (CompatibleRerankFunction, JinaRerankFunction):
        calls.append(lambda kind=kind: ranker(kind, server, "huge")(QUERY, ["kite"]))
    for call in calls:
        with pytest.raises(ServiceError, match=r"Invalid model.*huge") as caught:
            call()
        assert type(caught.value) is ServiceError
        assert caught.value.status == 400


@pytest.mark.parametrize("server", KEYS)
def test_a_model_that_does_something_else(embedder, server):
    with pytest.raises(ServiceError, match="`tiny` does not support `embed`"):
        embedder(server, "tiny")(["kite"])


@pytest.mark.parametrize("server", KEYS)
def test_a_wrong_address(servers, embedder, ranker, server):
    base = address(servers, server)
    with pytest.raises(InputError, match=rf"which is added to it: pass '{base}'"):
        embedder(server, "mini", path="/embeddings")
    with pytest.raises(InputError, match=rf"which is added to it: pass '{base}'"):
        ranker(CompatibleRerankFunction, server, path="/rerank")
    with pytest.raises(ServiceError, match=rf"at {base}/v9/embeddings \(404\): Not Found"):
        embedder(server, "mini", path="/v9")(["kite"])


@pytest.mark.parametrize(("server", "model"), EMBEDDERS)
def test_a_batch_above_the_servers_limit_is_halved(embedder, vectors, server, model):
    ef = embedder(server, model, batch_size=len(MANY))
    np.testing.assert_allclose(ef(MANY).array, vectors, rtol=0, atol=1e-6)
    assert ef.usage.requests > len(MANY) // MOST


@pytest.mark.parametrize("kind", [CompatibleRerankFunction, JinaRerankFunction])
@pytest.mark.parametrize("server", KEYS)
def test_documents_above_the_servers_limit_are_halved(ranker, scores, server, kind):
    got = ranker(kind, server, batch_size=len(MANY))(QUERY, MANY, top_k=None)
    np.testing.assert_allclose([r.score for r in got], [scores[r.index] for r in got], rtol=0, atol=1e-6)
    assert len(got) == len(MANY)


@pytest.mark.parametrize(("server", "model"), EMBEDDERS)
def test_a_text_that_is_too_long_is_named(embedder, vectors, server, model):
    sent = [*MANY[:9], "kite" * 40_000, *MANY[10:20]]
    with pytest.raises(ServiceError, match=r"this was text 9\. 19 of 20 texts have succeeded") as caught:
        embedder(server, model)(sent)
    assert len(str(caught.value)) < 1000
    if server == "infinity":
        assert "(422): String should have at most 122880 characters; this" in str(caught.value)
    partial = caught.value.partial
    assert partial.pending == [9]
    np.testing.assert_allclose(partial.vectors.array, vectors[partial.indices], rtol=0, atol=1e-6)


@pytest.mark.parametrize(("server", "model"), EMBEDDERS)
def test_an_empty_text(embedder, vectors, server, model):
    for sent in ([""], ["", ""], ["kite", ""]):
        got = embedder(server, model)(sent).array
        np.testing.assert_allclose(got[-1], vectors[MANY.index("")], rtol=0, atol=1e-6)


@pytest.mark.parametrize("kind", [CompatibleRerankFunction, JinaRerankFunction])
@pytest.mark.parametrize("server", KEYS)
def test_an_empty_document_and_an_empty_query(ranker, scores, server, kind):
    (result,) = ranker(kind, server)(QUERY, [""])
    assert result.score == pytest.approx(scores[MANY.index("")], abs=1e-6)
    assert len(ranker(kind, server)("", ["", "kite"])) == 2


def test_a_smaller_dimension(embedder, vectors):
    got = embedder("infinity", "mini", dimensions=100)(MANY[:20]).array
    np.testing.assert_allclose(got, vectors[:20, :100], rtol=0, atol=1e-6)  # cut, and not normalized again
    # The proxy refuses to pass them on, or leaves them out: then the answer is refused.
    with pytest.raises(ServiceError, match="dimensions is not supported"):
        embedder("litellm", "mini", dimensions=100)(["kite"])
    with pytest.raises(InvalidResponseError, match="384 dimensions, but the model's dimension is 100"):
        embedder("litellm", "dialect", dimensions=100)(["kite"])
    declared = embedder("litellm", "mini", dimensions=384, send_dimensions=False)
    assert declared(["kite"]).array.shape == (1, 384)
