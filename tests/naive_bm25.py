"""BM25 as plainly as it can be written, for comparing with what the core computes."""

import math


def fit(documents):
    """Statistics of documents that are lists of tokens: N, Σ length, and df in first-seen order."""
    frequencies = {}
    for tokens in documents:
        for token in dict.fromkeys(tokens):
            frequencies[token] = frequencies.get(token, 0) + 1
    return len(documents), sum(map(len, documents)), frequencies


def okapi_idf(count, frequencies, epsilon):
    idf = {term: math.log(count - df + 0.5) - math.log(df + 0.5) for term, df in frequencies.items()}
    average = sum(idf.values()) / len(idf)
    return {term: epsilon * average if value < 0 else value for term, value in idf.items()}


def lucene_idf(count, frequencies):
    return {term: math.log(1 + (count - df + 0.5) / (df + 0.5)) for term, df in frequencies.items()}


def okapi_document(tokens, average, k1, b):
    norm = k1 * (1 - b + b * len(tokens) / average)
    return {term: tokens.count(term) * (k1 + 1) / (tokens.count(term) + norm) for term in tokens}


def lucene_document(tokens, average, k1, b):
    norm = k1 * (1 - b + b * len(tokens) / average)
    return {term: tokens.count(term) / (tokens.count(term) + norm) for term in tokens}
