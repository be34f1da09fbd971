"""Draws what `table.py --json` has measured into docs/.

python benches/plots.py target/bench.json [--into docs] [--format svg]
"""

import argparse
import json
from pathlib import Path

import matplotlib as mpl
from peers import PEERS

mpl.use("agg")
import matplotlib.pyplot as plt

ROOT = Path(__file__).resolve().parent.parent
#: Colours that people with any colour vision tell apart (Okabe and Ito), one for each of PEERS.
COLOURS = ("#D55E00", "#000000", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS = "osD^vPX"
STYLE = {
    "font.size": 11,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.hashsalt": "elanus",  # the same numbers draw the same file
    "svg.fonttype": "path",
}


def look(peer, **more):
    """The line of a peer: the same in every plot."""
    place = list(PEERS).index(peer)
    width = 2.5 if peer == "elanus" else 1.5
    return {
        "label": PEERS[peer].label,
        "color": COLOURS[place],
        "marker": MARKERS[place],
        "linewidth": width,
        **more,
    }


def documents_axis(axes, sizes):
    axes.set_xscale("log")
    axes.set_xticks(sizes, [f"{size:,}".replace(",000,000", "M").replace(",000", "k") for size in sizes])
    axes.minorticks_off()
    axes.set_xlabel("documents")


def lines_by_peer(axes, records, value, **more):
    """A line for each peer; points that are bounded by its `limit` are left out."""
    for peer in PEERS:
        points = [
            (r["documents"], r[value]) for r in records if r["peer"] == peer and r["documents"] == r["done"]
        ]
        if points:
            axes.plot(*zip(*sorted(points), strict=True), **look(peer, **more))
    axes.set_yscale("log")
    documents_axis(axes, sorted({record["documents"] for record in records}))


def panels(records, value, label, title):
    """One plot for each operation, side by side, on one scale."""
    operations = list(dict.fromkeys(record["operation"] for record in records))
    figure, row = plt.subplots(
        1,
        len(operations),
        figsize=(4.4 * len(operations), 4.6),
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    for axes, operation in zip(row[0], operations, strict=True):
        lines_by_peer(axes, [r for r in records if r["operation"] == operation], value)
        axes.set_title(operation, family="monospace")
    row[0][0].set_ylabel(label)
    row[0][0].yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    handles = {}
    for axes in row[0]:
        handles.update(dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True)))
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=3, frameon=False)
    figure.suptitle(title)
    return figure


def speed(results):
    records = [{**r, "done": r["measured_documents"]} for r in results["speed"]]
    return panels(
        records,
        "mb_s",
        "MB of text a second",
        f"Speed on {results['threads_used']} threads (higher is better)",
    )


def memory(results):
    # A logarithmic axis has no place for what is lost in pages of memory.
    records = [{**r, "done": r["documents"], "above": max(r["above"], 0.1)} for r in results["memory"]]
    return panels(
        records, "above", "MB at the peak, above the texts (0.1 or more)", "Memory (lower is better)"
    )


def threads(results):
    figure, axes = plt.subplots(figsize=(5.5, 4.2), layout="constrained")
    operations = list(dict.fromkeys(record["operation"] for record in results["threads"]))
    for operation, colour, marker in zip(operations, COLOURS, MARKERS, strict=False):
        points = sorted((r["threads"], r["mb_s"]) for r in results["threads"] if r["operation"] == operation)
        counts, speeds = zip(*points, strict=True)
        axes.plot(counts, speeds, color=colour, marker=marker, linewidth=2, label=operation)
        ideal = [speeds[0] / counts[0] * count for count in counts]
        axes.plot(
            counts, ideal, color=colour, linestyle=":", linewidth=1, label=f"{operation}, if it were linear"
        )
    axes.set_xticks(counts)
    axes.set_xlabel("threads")
    axes.set_ylabel("MB of text a second")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)
    axes.set_title("Speed of Elanus against threads")
    return figure


def startup(results):
    records = [record for record in results["startup"] if record["what"].startswith("construct")]
    records.sort(key=lambda record: -record["milliseconds"])
    figure, axes = plt.subplots(figsize=(7.5, 0.5 * len(records) + 1.6), layout="constrained")
    peers = list(PEERS)
    bars = axes.barh(
        [PEERS[record["peer"]].label for record in records],
        [record["milliseconds"] for record in records],
        color=[COLOURS[peers.index(record["peer"])] for record in records],
    )
    axes.bar_label(bars, [f"{record['milliseconds']:,.0f} ms" for record in records], padding=4)
    axes.set_xscale("log")
    axes.set_xlim(left=1, right=3 * max(record["milliseconds"] for record in records))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("milliseconds, on a logarithmic scale (lower is better)")
    axes.set_title("Import, construct, fit three sentences, encode one")
    return figure


PLOTS = {"speed": speed, "threads": threads, "memory": memory, "startup": startup}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", type=Path)
    parser.add_argument("--into", type=Path, default=ROOT / "docs")
    parser.add_argument("--format", choices=("svg", "png"), default="svg")
    arguments = parser.parse_args()
    results = json.loads(arguments.results.read_text(encoding="utf-8"))
    mpl.rcParams.update(STYLE)
    for name, draw in PLOTS.items():
        if results.get(name):
            figure = draw(results)
            path = arguments.into / f"bench-{name}.{arguments.format}"
            metadata = {"Date": None} if arguments.format == "svg" else None
            figure.savefig(path, dpi=150, metadata=metadata)
            plt.close(figure)
            print(path)


if __name__ == "__main__":
    main()
