"""The service layer: one way to call a provider over HTTP.

A provider's module says *what* is sent and how the answer is read; this package does the rest.
The way of a request, one noun per file:

1. `secret`: keys and header values, in an object that shows them nowhere.
2. `options`: the keyword arguments every service takes, checked once.
3. `provider`: what is particular to a provider, as plain data.
4. `reply`: an answer: its JSON, its words of error, its request id, its usage.
5. `retry`: which failures are worth another attempt, and when; the clock tests replace.
6. `loop`: the one thread that owns every socket; calls with and without ``await`` share it.
7. `service`: one request with its timeout, retries and deadline; the gate of a call's requests.

`elanus._batching` cuts long lists into such requests.

Exceptions of the HTTP client never leave this package: their frames and arguments hold the
request's headers, and with them the key. What fails is described in a new exception instead.
"""

from elanus._http.options import Options, ServiceOptions
from elanus._http.provider import Limits, Provider
from elanus._http.reply import Reply, Usage
from elanus._http.retry import Clock
from elanus._http.secret import Secret
from elanus._http.service import Call, Service

__all__ = [
    "Call",
    "Clock",
    "Limits",
    "Options",
    "Provider",
    "Reply",
    "Secret",
    "Service",
    "ServiceOptions",
    "Usage",
]
