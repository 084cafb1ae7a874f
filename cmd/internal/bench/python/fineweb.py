"""Removes near-duplicates of a file of JSON Lines with datatrove, with the settings of FineWeb, and prints what it took.

fineweb.py FILE FOLDER

Its last stage, which reads everything once more and writes what is kept, is left out.
"""

import json
import os
import struct
import sys
import time

from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.utils.hashing import HashConfig
from loguru import logger


def main(path, folder):
    logger.remove()
    config = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8, hash_config=HashConfig(precision=64))
    documents = 0

    def read():
        nonlocal documents
        for document in JsonlReader(os.path.dirname(path), glob_pattern=os.path.basename(path)).run():
            documents += 1
            yield document

    def part(name):
        return os.path.join(folder, name)

    wall, cpu = time.perf_counter(), time.process_time()
    MinhashDedupSignature(part("signatures"), config).run(read())
    for bucket in range(config.num_buckets):
        MinhashDedupBuckets(part("signatures"), part("buckets"), config=config).run(None, bucket, config.num_buckets)
    MinhashDedupCluster(part("buckets"), part("removed"), config=config).run(None, 0, 1)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall

    removed = sum(os.path.getsize(os.path.join(part("removed"), name)) for name in os.listdir(part("removed")))
    removed //= struct.calcsize("I")
    print(json.dumps({"documents": documents, "removed": removed, "cpu": cpu, "wall": wall}))


main(*sys.argv[1:])
