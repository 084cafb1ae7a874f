"""Loads a release with pyarrow, pandas, polars, duckdb and Hugging Face datasets, and compares all of it with the JSONL.

To run it by hand, in the folder of a project:

    python3 -m venv ../load-env && ../load-env/bin/pip install -r testdata/loaders/load.txt
    HF_HUB_OFFLINE=1 ../load-env/bin/python testdata/loaders/load.py releases/v1

It prints a line of JSON a check; "problem" is null where all is well.
"""

import functools
import glob
import math
import sys
import tempfile

import datasets
import duckdb
import pandas
import polars
import pyarrow.dataset

from release import check, check_content, check_table, difference, manifest, only, rows


def plain(value):
    """Returns a value out of pandas as json would have it: lists for arrays, None for what pandas has for null."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    missing = value is pandas.NA or (isinstance(value, float) and math.isnan(value))
    return None if missing else value


def from_pandas(frame):
    return [dict(zip(frame.columns, map(plain, row))) for row in frame.itertuples(index=False, name=None)]


def from_duckdb(relation):
    return [dict(zip(relation.columns, row)) for row in relation.fetchall()]


# The lines of the README of every release.
PARQUET = {
    "pyarrow": lambda folder: pyarrow.dataset.dataset(folder).to_table().to_pylist(),
    "pandas": lambda folder: from_pandas(pandas.read_parquet(folder)),
    "polars": lambda folder: polars.scan_parquet(folder).collect().rows(named=True),
    "duckdb": lambda folder: from_duckdb(duckdb.sql(f"from '{folder}/*.parquet'")),
}


def polars_lines(parquet, lines):
    """polars takes the types from the first file, and fails where a column is null in all of it and not in another."""
    return polars.read_ndjson(lines, schema=polars.scan_parquet(parquet).collect_schema()).rows(named=True)


def datasets_lines(parquet, lines):
    """datasets fails as polars does."""
    typed = datasets.load_dataset("parquet", data_files=f"{parquet}/*.parquet", split="train")
    return list(datasets.load_dataset("json", data_files=lines, features=typed.features, split="train"))


def pandas_lines(parquet, lines):
    """pandas reads one file at a time."""
    return from_pandas(pandas.concat(pandas.read_json(file, lines=True) for file in sorted(glob.glob(lines))))


def duckdb_lines(parquet, lines):
    return from_duckdb(duckdb.sql(f"from read_json('{lines}')"))


LINES = {"polars": polars_lines, "datasets": datasets_lines, "pandas": pandas_lines, "duckdb": duckdb_lines}

# Those that read JSON Lines as they are. The others make a time of a string that looks like one (datasets even with the
# types given), and a number of one that looks like that; ids and texts do not look like either.
EXACT_LINES = {"polars"}


def configs_problem(release, tables):
    """Returns what is wrong with the list of configs in the card: all tables, documents being the one without a name."""
    got = datasets.get_dataset_config_names(release)
    if sorted(got) != sorted(tables):
        return f"got configs {got}, want {sorted(tables)}"
    default = datasets.get_dataset_default_config_name(release)
    return None if default == "documents" else f"got {default} by default, want documents"


def card_problem(builder, splits):
    """Returns what is wrong with the numbers of rows in the card. datasets compares them with what it reads."""
    got = {name: split.num_examples for name, split in (builder().info.splits or {}).items()}
    want = {name: split["rows"] for name, split in splits.items()}
    return None if got == want else f"got num_examples {got}, want {want}"


def datasets_problem(load, release, splits):
    loaded = load()
    if sorted(loaded) != sorted(splits):
        return f"got splits {sorted(loaded)}, want {sorted(splits)}"
    for name in splits:
        if problem := difference(list(loaded[name]), rows(release, {name: splits[name]})):
            return f"{name}: {problem}"
    return None


def check_datasets(release, tables, cache):
    """Checks what datasets makes of the card, then what it loads: what it has once loaded it no longer takes from the card."""
    check("datasets/configs", lambda: configs_problem(release, tables))
    for table, splits in tables.items():
        builder = functools.partial(datasets.load_dataset_builder, release, table, cache_dir=cache)
        check(f"datasets/card/{table}", lambda: card_problem(builder, splits))
    load = functools.partial(datasets.load_dataset, release, cache_dir=cache)
    check("datasets/default", lambda: datasets_problem(load, release, tables["documents"]))
    for table, splits in tables.items():
        load = functools.partial(datasets.load_dataset, release, table, cache_dir=cache)
        check(f"datasets/{table}", lambda: datasets_problem(load, release, splits))
        stream = functools.partial(load, streaming=True)
        check(f"datasets/streaming/{table}", lambda: datasets_problem(stream, release, splits))


def main(release):
    tables = manifest(release)["tables"]
    check_content(release)
    for table, splits in tables.items():
        want = rows(release, splits)
        parquet, lines = f"{release}/{table}", f"{release}/jsonl/{table}/*.jsonl.zst"
        for name, load in PARQUET.items():
            check_table(f"{name}/{table}", lambda: load(parquet), want)
        sure = ["id", "text"] if "text" in want[0] else ["id"]
        for name, load in LINES.items():
            columns = list(want[0]) if name in EXACT_LINES else sure
            check_table(f"jsonl/{name}/{table}", lambda: only(columns, load(parquet, lines)), only(columns, want))
    with tempfile.TemporaryDirectory() as cache:
        check_datasets(release, tables, cache)


if __name__ == "__main__":
    main(sys.argv[1])
