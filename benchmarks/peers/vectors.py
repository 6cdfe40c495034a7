"""hnswlib and faiss on the vectors of a table of ready embeddings: the graph that Lucene builds, by others.

    python benchmarks/peers/vectors.py TABLE.parquet [THREADS]

Neighbours, breadth of building and the metric are those of Kiai's index (16, 100, inner product of
unit vectors). Prints one JSON object a library: seconds to build, and for searches of 64 and 256 candidates
CPU milliseconds a question and recall@10 against all vectors.
"""

import json
import sys
import time

import faiss
import hnswlib
import numpy as np
import pyarrow.parquet as pq

NEIGHBOURS, BREADTH, QUESTIONS, HITS = 16, 100, 300, 10


def report(name: str, build, search, vectors: np.ndarray, exact: np.ndarray) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    build()
    result = {
        "library": name,
        "build_cpu_s": round(time.process_time() - cpu, 1),
        "build_wall_s": round(time.perf_counter() - wall, 1),
    }
    for candidates in (64, 256):
        cpu = time.process_time()
        found = search(vectors[:QUESTIONS], candidates)
        result[f"cpu_ms_of_{candidates}"] = round(1000 * (time.process_time() - cpu) / QUESTIONS, 2)
        hits = [len(set(a[:HITS]) & set(b)) for a, b in zip(found, exact, strict=True)]
        result[f"recall_of_{candidates}"] = round(sum(hits) / HITS / QUESTIONS, 4)
    print(json.dumps(result), flush=True)


def main(table: str, threads: int) -> None:
    column = pq.read_table(table, columns=["embedding"]).column(0).combine_chunks()
    vectors = np.asarray(column.flatten(), np.float32).reshape(len(column), -1)
    vectors = np.random.default_rng(1).permutation(vectors)  # rows of a set lie together
    exact = np.argsort(-(vectors[:QUESTIONS] @ vectors.T), axis=1)[:, :HITS]
    count, dimension = vectors.shape

    ours = hnswlib.Index(space="ip", dim=dimension)
    ours.init_index(max_elements=count, M=NEIGHBOURS, ef_construction=BREADTH)

    def by_hnswlib(questions: np.ndarray, candidates: int) -> np.ndarray:
        ours.set_ef(candidates)
        return ours.knn_query(questions, k=candidates, num_threads=1)[0]

    report("hnswlib", lambda: ours.add_items(vectors, num_threads=threads), by_hnswlib, vectors, exact)
    faiss.omp_set_num_threads(threads)
    graph = faiss.IndexHNSWFlat(dimension, NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = BREADTH

    def by_faiss(questions: np.ndarray, candidates: int) -> np.ndarray:
        faiss.omp_set_num_threads(1)
        graph.hnsw.efSearch = candidates
        return graph.search(questions, candidates)[1]

    report("faiss", lambda: graph.add(vectors), by_faiss, vectors, exact)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2)
