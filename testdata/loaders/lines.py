"""Loads a release that has JSON Lines and no Parquet with Hugging Face datasets, whose card has the types.

To run it by hand, do as load.py says. It compares what is sure: datasets makes a time of a string that looks like one.
"""

import sys
import tempfile

import datasets

from release import check, difference, manifest, only, rows


def problem(release, table, splits, cache):
    loaded = datasets.load_dataset(release, table, cache_dir=cache)
    for name in splits:
        want = rows(release, {name: splits[name]})
        sure = [column for column in want[0] if column != "published"]
        if found := difference(only(sure, list(loaded[name])), only(sure, want)):
            return f"{name}: {found}"
    return None


def main(release):
    with tempfile.TemporaryDirectory() as cache:
        for table, splits in manifest(release)["tables"].items():
            check(f"datasets/{table}", lambda: problem(release, table, splits, cache))


if __name__ == "__main__":
    main(sys.argv[1])
