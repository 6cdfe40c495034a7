"""Windows a second of beatmap towers on one core, in turn, and the ratio of each to the first.

tools/.venv/bin/python benchmarks/towers.py MODEL [GRAPH.onnx...]

The windows are the golden ones of the model's folder; without graphs, its own precisions are compared.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime

ROUNDS = 15
BATCH = 16


def session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options)


def main() -> None:
    folder = Path(sys.argv[1])
    model = json.loads((folder / "model.json").read_text())
    windows = json.loads((folder / "golden.json").read_text())["windows"] * 4
    windows.sort(key=lambda w: len(w["ids"]))
    batches = []
    for start in range(0, len(windows), BATCH):
        part = windows[start : start + BATCH]
        longest = max(len(w["ids"]) for w in part)
        ids = np.zeros((len(part), longest), np.int64)
        mask = np.zeros_like(ids)
        for i, w in enumerate(part):
            ids[i, : len(w["ids"])] = w["ids"]
            mask[i, : len(w["ids"])] = 1
        features = np.array([w["features"] for w in part], np.float32)
        batches.append({"input_ids": ids, "attention_mask": mask, "features": features})
    files = {name: folder / file for name, file in model["precisions"].items()}
    files |= {graph: Path(graph) for graph in sys.argv[2:]}
    sessions = {name: session(file) for name, file in files.items()}
    seconds = {name: [] for name in sessions}
    for _ in range(ROUNDS):
        for name, tower in sessions.items():
            started = time.perf_counter()
            for batch in batches:
                tower.run(None, batch)
            seconds[name].append(time.perf_counter() - started)
    rates = {name: len(windows) / statistics.median(s) for name, s in seconds.items()}
    for name, rate in rates.items():
        ratios = [a / b for a, b in zip(next(iter(seconds.values())), seconds[name], strict=True)]
        size = files[name].stat().st_size / 1e6
        print(f"{name}: {rate:.0f} windows/s on one core, {statistics.median(ratios):.2f} of the first, {size:.1f} MB")


if __name__ == "__main__":
    main()
