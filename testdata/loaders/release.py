"""What a release holds, read with nothing but json and zstandard, and the comparison with what a loader gives.

The canonical lines of the JSONL shards are the truth here: the manifest has their digests, and a loader is right when it
gives the same rows. releases/FORMAT.md specifies both.
"""

import hashlib
import io
import json
import time
import traceback

import zstandard


def manifest(release):
    """Returns manifest.json, decoded."""
    with open(f"{release}/manifest.json", encoding="utf-8") as file:
        return json.load(file)


def lines(release, shard):
    """Returns the bytes of a JSONL shard after decompression, as zstdcat gives them."""
    with open(f"{release}/{shard}", "rb") as file:
        return zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True).read()


def jsonl_shards(split):
    """Returns the JSONL shards of a split of the manifest, in the order of their names."""
    shards = [shard for shard in split["shards"] if shard["name"].endswith(".jsonl.zst")]
    return sorted(shards, key=lambda shard: shard["name"])


def rows(release, splits):
    """Returns the rows of the given splits of a table as dicts, in the order of the names of the splits.

    That is the order of the names of the files, and so the order of every loader that reads a folder. A line ends at a
    line feed only: U+2028 and its like stand unescaped in canonical JSON.
    """
    shards = [shard for name in sorted(splits) for shard in jsonl_shards(splits[name])]
    return [json.loads(line) for shard in shards for line in io.BytesIO(lines(release, shard["name"]))]


def only(columns, table):
    """Returns the rows of a table with nothing but the given columns."""
    return [{column: row[column] for column in columns} for row in table]


def difference(got, want):
    """Returns the first difference between two tables, each a list of dicts, in words; None where they are equal."""
    if len(got) != len(want):
        return f"got {len(got)} rows, want {len(want)}"
    for number, (a, b) in enumerate(zip(got, want)):
        if list(a) != list(b):
            return f"row {number}: got columns {list(a)}, want {list(b)}"
        for column in b:
            if a[column] != b[column]:
                return f"row {number} ({b['id']}): {column}: got {a[column]!r}, want {b[column]!r}"
    return None


def check(name, examine):
    """Calls examine and prints its result as a line of JSON.

    examine returns None where all is well and the problem in words otherwise; an exception is a problem too.
    """
    start = time.monotonic()
    try:
        problem = examine()
    except Exception:
        problem = traceback.format_exc()
    seconds = round(time.monotonic() - start, 3)
    print(json.dumps({"check": name, "problem": problem, "seconds": seconds}), flush=True)


def check_table(name, load, want):
    """Checks that load returns the rows want."""
    check(name, lambda: difference(load(), want))


def check_content(release):
    """Checks that the lines of every JSONL shard, and of every table and split, have the digests of the manifest."""
    for table, splits in manifest(release)["tables"].items():
        check(f"content/{table}", lambda: content_problem(release, splits))


def content_problem(release, splits):
    for name, split in splits.items():
        whole = hashlib.sha256()
        for shard in jsonl_shards(split):
            content = lines(release, shard["name"])
            whole.update(content)
            if hashlib.sha256(content).hexdigest() != shard["content_sha256"]:
                return f"{shard['name']}: its lines do not have the digest of the manifest"
            if (count := content.count(b"\n")) != shard["rows"]:
                return f"{shard['name']}: got {count} lines, want {shard['rows']}"
        if whole.hexdigest() != split["sha256"]:
            return f"{name}: the lines of its shards do not have the digest of the manifest"
    return None
