"""Draw docs/engine.svg: how a query goes through the postings of its terms, window by window.

The postings are made up, the scores are what they come to: ``python tools/draw_engine.py``.
"""

import random
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 900, 530
#: Where the lists begin and end, and how many windows they have.
LEFT, RIGHT, WINDOWS = 190, 870, 4
CURRENT = 1
#: Places for a document in a window of the picture; an index has 16,384.
PLACES = 40
TERMS = (("red", 0.98, 8), ("kite", 1.47, 15), ("soar", 2.31, 5))
#: The weights that a code may stand for.
WEIGHTS = (0.42, 0.47, 0.53, 0.66, 0.71)
INK, GREY, PALE, BLUE, RED = "#1f2937", "#6b7280", "#e5e7eb", "#2563eb", "#b91c1c"


class Drawing:
    """Shapes, in the order in which they cover each other."""

    def __init__(self) -> None:
        self.shapes: list[str] = []

    def rectangle(
        self, x: float, y: float, width: float, height: float, fill: str, stroke: str = "none"
    ) -> None:
        """Add a rectangle."""
        self.shapes.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" '
            f'fill="{fill}" stroke="{stroke}"/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, stroke: str, *, more: str = "") -> None:
        """Add a line."""
        self.shapes.append(f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{stroke}"{more}/>')

    def arrow(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Add a line with a head at its end."""
        self.line(x1, y1, x2, y2, GREY, more=' marker-end="url(#head)"')

    def text(self, x: float, y: float, words: str, *, more: str = "", fill: str = INK) -> None:
        """Add a line of text that begins at a point, unless `more` says otherwise."""
        self.shapes.append(f'<text x="{x:g}" y="{y:g}" fill="{fill}"{more}>{escape(words)}</text>')

    def svg(self) -> str:
        """Return the file."""
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
                f'font-family="Helvetica, Arial, sans-serif" font-size="13">',
                '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
                f'markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{GREY}"/></marker></defs>',
                f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
                *self.shapes,
                "</svg>\n",
            ]
        )


SMALL = ' font-size="11"'
CENTRED = ' text-anchor="middle"'
MONO = ' font-family="monospace" font-size="12"'


def draw() -> str:
    """Return the picture."""
    drawing = Drawing()
    span = (RIGHT - LEFT) / WINDOWS
    step = span / PLACES
    chance = random.Random(7)
    scores = [0.0] * PLACES
    top, bottom = 66, 66 + 44 * len(TERMS)

    drawing.text(20, 30, "a query's weights", more=SMALL, fill=GREY)
    drawing.text(LEFT, 30, "the postings of its terms, in windows of 16,384 documents", more=SMALL, fill=GREY)
    drawing.rectangle(LEFT + CURRENT * span, top - 22, span, bottom - top + 30, "#eff6ff", BLUE)
    for window in range(WINDOWS):
        drawing.text(
            LEFT + (window + 0.5) * span, top - 7, f"window {window}", more=SMALL + CENTRED, fill=GREY
        )
    for row, (term, weight, frequency) in enumerate(TERMS):
        y = top + 44 * row
        drawing.rectangle(20, y + 5, 130, 24, "#f9fafb", PALE)
        drawing.text(30, y + 21, term)
        drawing.text(140, y + 21, f"{weight:.2f}", more=' text-anchor="end"' + MONO)
        drawing.rectangle(LEFT, y + 5, RIGHT - LEFT, 24, "none", PALE)
        for window in range(WINDOWS):
            drawing.line(LEFT + window * span, y + 5, LEFT + window * span, y + 29, PALE)
            for place in sorted(chance.sample(range(PLACES), frequency)):
                x = LEFT + window * span + place * step
                drawing.rectangle(x, y + 7, step * 0.62, 20, BLUE if window == CURRENT else "#9ca3af")
                if window == CURRENT:
                    scores[place] += weight * chance.choice(WEIGHTS)

    # One posting, and what its code stands for.
    y = 232
    drawing.arrow(LEFT + (CURRENT + 0.25) * span, bottom + 10, LEFT + (CURRENT + 0.25) * span, y - 6)
    drawing.text(20, y - 10, "a posting: 32 bits", more=SMALL, fill=GREY)
    drawing.rectangle(20, y, 200, 28, "#fef3c7", "#d97706")
    drawing.rectangle(220, y, 150, 28, "#dbeafe", BLUE)
    drawing.text(120, y + 19, "code, 18 bits", more=CENTRED)
    drawing.text(295, y + 19, "document, 14 bits", more=CENTRED)
    table = 470
    drawing.text(
        table, y - 10, "the segment's table: its facts, and what they weigh now", more=SMALL, fill=GREY
    )
    for column, words in enumerate(("code", "tf", "length", "weight")):
        drawing.text(table + 40 + 90 * column, y + 14, words, more=SMALL + ' text-anchor="end"', fill=GREY)
    for row, (frequency, length) in enumerate(((1, 78), (1, 64), (2, 78))):
        weight = frequency / (frequency + 1.2 * (0.25 + 0.75 * length / 71))
        for column, words in enumerate((str(row), str(frequency), str(length), f"{weight:.4f}")):
            drawing.text(
                table + 40 + 90 * column,
                y + 34 + 18 * row,
                words,
                more=MONO + ' text-anchor="end"',
                fill=RED if column == 3 else INK,
            )
    drawing.arrow(120, y + 28, 120, y + 62)
    drawing.line(120, y + 62, table - 8, y + 62, GREY, more=' marker-end="url(#head)"')
    drawing.arrow(295, y + 28, 295, y + 112)

    # The scores of the window.
    base, left, width = 490, 20, 17.0
    drawing.text(20, y + 106, "the window's scores: + query weight × weight", more=SMALL, fill=GREY)
    scale = 118 / max(scores)
    threshold = sorted(scores)[-6]
    for place, score in enumerate(scores):
        x = left + place * width
        drawing.rectangle(
            x, base - score * scale, width - 3, score * scale, RED if score >= threshold else "#93c5fd"
        )
    drawing.line(left, base, left + PLACES * width, base, INK)
    cut = base - threshold * scale
    drawing.line(left, cut, left + PLACES * width, cut, RED, more=' stroke-dasharray="5 4"')
    drawing.text(left + PLACES * width + 6, cut - 6, "threshold:", more=SMALL, fill=RED)
    drawing.text(left + PLACES * width + 6, cut + 8, "the k-th best so far", more=SMALL, fill=RED)
    drawing.text(
        left,
        base + 22,
        "Scores at or above it become candidates, and all are 0 again before the next window.",
        more=SMALL,
        fill=GREY,
    )
    return drawing.svg()


if __name__ == "__main__":
    (ROOT / "docs" / "engine.svg").write_text(draw(), encoding="utf-8")
