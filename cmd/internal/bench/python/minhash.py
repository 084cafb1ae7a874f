"""Removes near-duplicates of a file of JSON Lines with a MinHash library, and prints what it took.

minhash.py TOOL FILE [UNIT N BANDS ROWS]

TOOL is rensa, datasketch or gaoya: word 5-grams, 128 permutations, a threshold of 0.8. With settings, datasketch runs with
those of another program: n-grams of words or characters, bands of rows; what shares a bucket is one cluster, of which one
document stays.
"""

import json
import re
import sys
import time
from zlib import crc32

WORD = re.compile(r"\w+")
PERMUTATIONS, THRESHOLD, BANDS, SEED = 128, 0.8, 16, 42


def texts(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def shingles(text, unit="word", n=5):
    text = text.lower()
    if unit == "char":
        text = " ".join(WORD.findall(text))
        return {text[i : i + n] for i in range(max(1, len(text) - n + 1))} if text else set()
    words = WORD.findall(text)
    return {" ".join(words[i : i + n]) for i in range(max(1, len(words) - n + 1))} if words else set()


def rensa(path):
    from rensa import RMinHash, RMinHashDeduplicator

    kept = RMinHashDeduplicator(THRESHOLD, PERMUTATIONS, True, BANDS, SEED)
    for i, text in enumerate(texts(path)):
        found = RMinHash(PERMUTATIONS, SEED)
        found.update(list(shingles(text)))
        yield not kept.add(str(i), found)


def signature(found, permutations):
    """Returns a MinHash. CRC-32 is as long as datasketch's own hash, SHA-1 cut to 32 bits, and faster."""
    from datasketch import MinHash

    m = MinHash(num_perm=permutations, seed=1, hashfunc=crc32)
    if found:
        m.update_batch([s.encode() for s in found])
    return m


def datasketch(path):
    from datasketch import MinHashLSH

    kept = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    for i, text in enumerate(texts(path)):
        found = signature(shingles(text), PERMUTATIONS)
        similar = bool(kept.query(found))
        if not similar:
            kept.insert(i, found)
        yield similar


def gaoya(path):
    from gaoya.minhash import MinHashStringIndex

    kept = MinHashStringIndex(
        jaccard_threshold=THRESHOLD, num_bands=BANDS, band_size=PERMUTATIONS // BANDS,
        analyzer="word", lowercase=True, ngram_range=(5, 5), id_container="vec")
    for i, text in enumerate(texts(path)):
        similar = bool(kept.query(text))
        if not similar:
            kept.insert_document(i, text)
        yield similar


def clusters(path, unit, n, bands, rows):
    """Yields for each document whether its buckets lead to a cluster that is there already, or join two."""
    parent, first = [], {}

    def root(i):
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, text in enumerate(texts(path)):
        parent.append(i)
        hashes = signature(shingles(text, unit, n), bands * rows).hashvalues.reshape(bands, rows)
        joined = 0
        for band, values in enumerate(hashes):
            j = root(first.setdefault((band, values.tobytes()), i))
            if j != root(i):
                parent[root(i)] = j
                joined += 1
        yield joined


def main(tool, path, *settings):
    if settings:
        unit, n, bands, rows = settings
        decisions = clusters(path, unit, int(n), int(bands), int(rows))
    else:
        decisions = {"rensa": rensa, "datasketch": datasketch, "gaoya": gaoya}[tool](path)
    wall, cpu = time.perf_counter(), time.process_time()
    documents = removed = 0
    for removal in decisions:
        documents, removed = documents + 1, removed + removal
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(json.dumps({"documents": documents, "removed": removed, "cpu": cpu, "wall": wall}))


main(*sys.argv[1:])
