"""Our functions of embeddings against the providers' own Python clients, on one loopback server.

    python benches/services.py [CORPUS] [--documents 10000] [--rounds 3] [--json FILE]

Both sides send the same texts in as large requests to the same server, which has its answers ready. They take
turns, each in fresh processes, and each one's vectors are asserted to be the server's, to the last bit. Every
number is a median. A row that a client wins says so.
"""

import argparse
import datetime
import shlex
import statistics
import sys
import tempfile
from pathlib import Path

import corpus
import service_peers
from measure import in_fresh_process
from provider_server import Server
from service_peers import SERVICES
from table import MOST_INTERFERENCE, heading, interference, machine, note, number, processor_seconds, show

import elanus

#: Who is measured at each provider: a name, the side, and the requests of ours under way at once.
WAYS = (("elanus", "ours", None), ("elanus, a request at a time", "ours", 1), ("its client", "theirs", None))


def measure_service(name, path, texts, rounds):
    """A record for each way that can be measured."""
    service, records = SERVICES[name], []
    ways = [way for way in WAYS if way[1] == "ours" or not service.missing()]
    parts = {way: [] for way in ways}
    with Server(service.dim) as server:
        spans = service_peers.requests(name, server.url, texts)
        for turn in range(rounds):
            for way in ways:
                label, side, concurrency = way
                note(f"{service.label}, {label}, {turn + 1} of {rounds}")
                before = server.processor()
                part = in_fresh_process(
                    "service_peers:run",
                    service=name,
                    side=side,
                    url=server.url,
                    texts=str(path),
                    documents=len(texts),
                    spans=spans,
                    concurrency=concurrency,
                )
                parts[way].append(part | {"server": server.processor() - before})
    for (label, side, concurrency), found in parts.items():
        record = {key: statistics.median(part[key] for part in found) for key in found[0]}
        record |= {"service": name, "way": label, "side": side, "concurrency": concurrency, "runs": found}
        records.append(record)
    return records


def measure(options):
    """All numbers, as they go into the JSON file."""
    before = processor_seconds()
    results = {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"),
        "machine": machine(),
        "command": shlex.join(["python", *sys.argv]),
        "rounds": options.rounds,
        "versions": {
            "elanus": elanus.__version__,
            **{name: SERVICES[name].version() for name in options.services if not SERVICES[name].missing()},
        },
        "missing": {name: SERVICES[name].missing() for name in options.services if SERVICES[name].missing()},
        "records": [],
    }
    texts, results["corpus"] = corpus.documents(options.corpus, options.documents)
    results["documents"], results["bytes"] = len(texts), corpus.megabytes(texts) * 1e6 / len(texts)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "texts")
        corpus.write(texts, path)
        for name in options.services:
            results["records"] += measure_service(name, path, texts, options.rounds)
    results["others"] = interference(before)
    return results


def lines(results):
    """The table."""
    yield f"Elanus and the providers' own clients on the loopback, {results['date']}"
    yield f"machine:  {results['machine']}"
    yield f"others:   kept {results['others']:.2f} cores busy meanwhile"
    if results["others"] > MOST_INTERFERENCE:
        yield "          THE MACHINE WAS NOT QUIET: read ratios with care, absolute numbers with more"
    yield f"command:  {results['command']}"
    yield f"corpus:   {results['corpus']}, {results['documents']:,} texts of {results['bytes']:.0f} bytes"
    yield "versions: " + ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    for name, reason in results["missing"].items():
        yield f"missing:  {SERVICES[name].label}: {reason}"
    yield from heading("Embedding the texts (in brackets: how many times what elanus takes)")
    yield (
        f"{'':<12}{'':<30}{'requests':>9}{'seconds':>20}{'processor s':>12}"
        f"{'MB above':>20}{'what was resident':>19}{'server s':>10}"
    )
    for service in dict.fromkeys(record["service"] for record in results["records"]):
        found = [record for record in results["records"] if record["service"] == service]
        ours = found[0]
        for record in found:
            cells = [
                f"{number(record[key])}{'' if record is ours else _times(record, ours, key)}"
                for key in ("seconds", "above")
            ]
            yield (
                f"{SERVICES[service].label:<12}{_label(record):<30}{record['requests']:>9,.0f}{cells[0]:>20}"
                f"{number(record['processor']):>12}{cells[1]:>20}{number(record['before']):>19}"
                f"{number(record['server']):>10}"
            )
    yield from heading("How each is used")
    yield "elanus: encode_documents on all texts at once, batch_size the provider's, all else by default"
    for service in SERVICES.values():
        yield (
            f"{service.distribution}: {service.how}, in a loop over such requests; {service.model}, "
            f"{service.dim:,} dimensions"
        )
    yield f"Medians over {results['rounds']} fresh processes each; every vector was asserted, to the bit."


def _label(record):
    return record["way"] if record["side"] == "ours" else record["service"]


def _times(record, ours, key):
    ratio = record[key] / ours[key]
    wins = " PEER WINS" if record["side"] == "theirs" and ratio < 1 else ""
    return f" ({number(ratio) if ratio >= 1 else f'{ratio:.2f}'}×{wins})"


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", nargs="?", help="a corpus in BEIR's layout, .jsonl or .jsonl.gz")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3, help="fresh processes for each number")
    parser.add_argument("--services", nargs="+", choices=SERVICES, default=list(SERVICES))
    parser.add_argument("--json", type=Path, help="write the numbers here")
    return parser.parse_args()


def main():
    options = parse()
    results = measure(options)
    show(results, lines(results), options.json)


if __name__ == "__main__":
    main()
