"""The providers whose embeddings are measured: how our function is used, and how the provider's own client.

Each client is used as its provider's documentation has it: one object, called in a loop with the most texts
that a request may have, the lists of numbers it returns put together in one list.
"""

import gc
import importlib.metadata
import importlib.util
import time
from itertools import chain

import corpus
from measure import reset_peak, status

KEY = "key-of-nobody"


class Service:
    """A provider."""

    label: str
    #: The client's package, and the first name it is imported by.
    distribution: str
    module: str
    model: str
    dim: int
    #: How the client is called, for the table's notes.
    how: str

    @classmethod
    def missing(cls):
        """Why its client cannot be measured, or None."""
        found = importlib.util.find_spec(cls.module) is not None
        return None if found else f"{cls.distribution} is not installed"

    @classmethod
    def version(cls):
        return importlib.metadata.version(cls.distribution)

    @staticmethod
    def ours(url, model, options):
        """Our function, at an address."""
        raise NotImplementedError

    @staticmethod
    def theirs(url, model):
        """Give what makes one request by the provider's client and returns its lists."""
        raise NotImplementedError


class Cohere(Service):
    label, distribution, module = "Cohere", "cohere", "cohere"
    model, dim = "embed-v4.0", 1536
    how = 'ClientV2.embed(embedding_types=["float"])'

    @staticmethod
    def ours(url, model, options):
        from elanus.dense import CohereEmbeddingFunction

        return CohereEmbeddingFunction(model, KEY, base_url=url, **options)

    @staticmethod
    def theirs(url, model):
        import cohere

        client = cohere.ClientV2(KEY, base_url=url)

        def embed(texts):
            answer = client.embed(
                model=model, texts=texts, input_type="search_document", embedding_types=["float"]
            )
            return answer.embeddings.float_

        return embed


class Voyage(Service):
    label, distribution, module = "Voyage AI", "voyageai", "voyageai"
    model, dim = "voyage-3-large", 1024
    how = "Client.embed, which asks for base64"

    @staticmethod
    def ours(url, model, options):
        from elanus.dense import VoyageEmbeddingFunction

        return VoyageEmbeddingFunction(model, KEY, base_url=f"{url}/v1", **options)

    @staticmethod
    def theirs(url, model):
        import voyageai

        client = voyageai.Client(KEY, base_url=f"{url}/v1")
        return lambda texts: client.embed(texts, model=model, input_type="document").embeddings


class Mistral(Service):
    label, distribution, module = "Mistral AI", "mistralai", "mistralai"
    model, dim = "mistral-embed", 1024
    how = "Mistral.embeddings.create"

    @staticmethod
    def ours(url, model, options):
        from elanus.dense import MistralAIEmbeddingFunction

        return MistralAIEmbeddingFunction(KEY, model, base_url=f"{url}/v1", **options)

    @staticmethod
    def theirs(url, model):
        from mistralai.client import Mistral

        client = Mistral(api_key=KEY, server_url=url)

        def embed(texts):
            return [item.embedding for item in client.embeddings.create(model=model, inputs=texts).data]

        return embed


class OpenAI(Service):
    label, distribution, module = "OpenAI", "openai", "openai"
    model, dim = "text-embedding-3-small", 1536
    how = "OpenAI.embeddings.create, which asks for base64"

    @staticmethod
    def ours(url, model, options):
        from elanus.dense import OpenAIEmbeddingFunction

        return OpenAIEmbeddingFunction(model, KEY, f"{url}/v1", **options)

    @staticmethod
    def theirs(url, model):
        from openai import OpenAI

        client = OpenAI(api_key=KEY, base_url=f"{url}/v1")

        def embed(texts):
            return [item.embedding for item in client.embeddings.create(model=model, input=texts).data]

        return embed


SERVICES = {service.distribution: service for service in (Cohere, Voyage, Mistral, OpenAI)}


def requests(service, url, texts):
    """Where requests begin and end that are as large as the provider allows: texts, and tokens together."""
    service = SERVICES[service]
    function = service.ours(url, service.model, _options(service, url))
    return list(function._plan(texts, [(0, len(texts))], ""))


def run(service, side, url, texts, documents, spans, concurrency=None):
    """One run of a side, "ours" or "theirs": seconds, and the peak of resident memory (Linux).

    The peak is that of the run alone, above what is resident before it: the texts, the packages, the
    connection and what one request of one text has left.
    """
    texts, service = corpus.read(texts, documents), SERVICES[service]
    function = None
    if side == "ours":
        options = _options(service, url) | ({"concurrency": concurrency} if concurrency else {})
        function = service.ours(url, service.model, options)
        encode = function.encode_documents
    else:
        embed = service.theirs(url, service.model)

        def encode(texts):
            return list(chain.from_iterable(embed(texts[start:end]) for start, end in spans))

        embed(texts[:1])
    if function is not None:
        encode(texts[:1])
    gc.collect()
    before = reset_peak()
    asked = function.usage.requests if function else 0
    start, started = time.perf_counter(), time.process_time()
    vectors = encode(texts)
    seconds, processor = time.perf_counter() - start, time.process_time() - started
    peak = status("VmHWM")
    _check(vectors, texts, service.dim)
    return {
        "seconds": seconds,
        "processor": processor,
        "before": before,
        "above": peak - before,
        "requests": function.usage.requests - asked if function else len(spans),
    }


def _options(service, url):
    # At an address that is not the provider's, our functions would send fewer texts at once.
    return {"batch_size": service.ours(url, service.model, {}).provider.limits.texts}


def _check(vectors, texts, dim):
    """Assert that they are the texts', to the last bit."""
    import numpy as np
    import provider_server

    array = np.array(vectors, dtype=np.float32)
    assert array.shape == (len(texts), dim), array.shape
    assert (array == provider_server.expected(texts, dim)).all(), "the vectors are not those of the texts"
