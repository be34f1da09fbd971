"""What each part of an analyzer costs, in one table for docs/analyzers.md.

    python benches/analysis_parts.py [CORPUS] [--documents 10000]

`fit` on a list, one thread, by a new analyzer each time, which remembers no word: a tokenizer by
itself, and each filter and char filter after `standard` and `lowercase`, whose own time is
subtracted. All take turns; medians.
"""

import argparse
import contextlib
import statistics
import time
import warnings

import corpus

#: With the parameters that it needs, or that make it do something.
TOKENIZERS = (
    "nltk",
    "standard",
    {"type": "standard", "uax29": True},
    "whitespace",
    {"type": "char_group", "delimiters": ["whitespace", "punctuation"]},
    "unicode",
    {"type": "unicode", "bigrams": ["han", "hangul", "kana", "thai"], "unigrams": ["han"]},
    "jieba",
)
CHAR_FILTERS = (
    {"type": "mapping", "mappings": ["- => \\u0020", "/ => \\u0020"]},
    {"type": "mapping", "mappings": ["ph => f", "& => and"]},
)
FILTERS = (
    "asciifolding",
    "alphanumonly",
    "cnalphanumonly",
    "cncharonly",
    "removepunct",
    {"type": "length", "max": 12},
    {"type": "stop", "stop_words": ["_english_"]},
    {"type": "stop", "stop_words": ["_nltk_english_"]},
    {"type": "stemmer", "language": "english"},
    {"type": "stemmer", "language": "english", "revision": "nltk"},
    {"type": "decompounder", "word_list": ["rail", "way", "foot", "ball", "air", "port"]},
    {"type": "regex", "expr": "^[a-z]+$"},
    {"type": "synonym", "synonyms": ["film, movie", "u.s. => usa"]},
    "decimaldigit",
    "arabic_normalization",
    "punctuation",
    {"type": "unicode_normalization", "form": "NFC"},
    {"type": "unicode_normalization", "form": "NFKC_CF"},
    "case_folding",
    "diacritics_folding",
    {"type": "elision", "language": "french"},
    "word_delimiter",
    {"type": "ngram", "min": 3, "max": 3},
    {"type": "edge_ngram", "min": 2, "max": 5},
)


def seconds(specs, texts, rounds):
    """The median time of a fit with each spec."""
    import elanus
    from elanus.errors import InputError
    from elanus.sparse import BM25EmbeddingFunction

    elanus.set_num_threads(1)
    warnings.simplefilter("ignore")  # of negative idfs: some parts leave the commonest terms alone
    times = [[] for _ in specs]
    for _ in range(rounds):
        for spec, spent in zip(specs, times, strict=True):
            # Another spec between two of a kind: the core remembers the latest analyzer.
            model = BM25EmbeddingFunction(spec, method="lucene")
            start = time.perf_counter()
            with contextlib.suppress(InputError):  # `cncharonly` leaves nothing of English
                model.fit(texts)
            spent.append(time.perf_counter() - start)
    return [statistics.median(spent) for spent in times]


def chain(*filters, char_filters=()):
    """A spec with what is measured."""
    spec = {"tokenizer": "standard", "filter": ["lowercase", *filters]}
    return {"char_filter": list(char_filters), **spec} if char_filters else spec


def shown(part):
    """A part as in a spec."""
    import json

    return f"`{json.dumps(part, ensure_ascii=False)}`"


def table(texts, rounds):
    """The lines of the table."""
    from elanus import Analyzer

    specs = [
        chain(),
        *({"tokenizer": tokenizer} for tokenizer in TOKENIZERS),
        *(chain(char_filters=[part]) for part in CHAR_FILTERS),
        *(chain(part) for part in FILTERS),
    ]
    base, *rest = seconds(specs, texts, rounds)
    megabytes = corpus.megabytes(texts)
    analyzer = Analyzer(chain())
    tokens = sum(len(analyzer.tokens(text)) for text in texts)
    yield "| part | MB/s by itself | time it adds to a fit | a token |"
    yield "|---|--:|--:|--:|"
    yield f"| `standard` and `lowercase` | {megabytes / base:.0f} | | {base / tokens * 1e9:.0f} ns |"
    for part, spent in zip(TOKENIZERS, rest, strict=False):
        yield f"| {shown(part)} | {megabytes / spent:.0f} | | |"
    for part, spent in zip((*CHAR_FILTERS, *FILTERS), rest[len(TOKENIZERS) :], strict=True):
        added = spent - base
        yield f"| {shown(part)} | | {added / base:+.0%} | {added / tokens * 1e9:+.1f} ns |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("corpus", nargs="?", help="a corpus in BEIR's layout, .jsonl or .jsonl.gz")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    texts, name = corpus.documents(options.corpus, options.documents)
    print(f"{len(texts):,} documents of {name}, one thread, medians of {options.rounds}\n")
    print("\n".join(table(texts, options.rounds)))


if __name__ == "__main__":
    main()
