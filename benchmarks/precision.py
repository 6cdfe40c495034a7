"""Windows a second of a model's float32 and int8 beatmap towers on one core, in turn, and their ratio.

tools/.venv/bin/python benchmarks/precision.py onnx/default
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
    sessions = {name: session(folder / file) for name, file in model["precisions"].items()}
    seconds = {name: [] for name in sessions}
    for _ in range(ROUNDS):
        for name, tower in sessions.items():
            started = time.perf_counter()
            for batch in batches:
                tower.run(None, batch)
            seconds[name].append(time.perf_counter() - started)
    rates = {name: len(windows) / statistics.median(s) for name, s in seconds.items()}
    for name, rate in rates.items():
        size = (folder / model["precisions"][name]).stat().st_size / 1e6
        print(f"{name}: {rate:.0f} windows/s on one core, {size:.1f} MB")
    ratios = [a / b for a, b in zip(seconds["float32"], seconds["int8"], strict=True)]
    print(f"int8 is {statistics.median(ratios):.2f} times as fast")


if __name__ == "__main__":
    main()
