"""Whole commands of Kiai, each in a process of its own: CPU and wall seconds, and the most memory.

    python benchmarks/commands.py index FOLDER [MAPS]     indexes maps of a folder from nothing
    python benchmarks/commands.py import TABLE.parquet    indexes a table of ready embeddings
    python benchmarks/commands.py cold INDEX [TIMES]      --version, search and similar from a cold start
    python benchmarks/commands.py growth MAPS,MAPS,...    tables of so many maps: import, then questions

Prints one JSON object a line. `kiai` must be built.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent


def run(*command: str) -> dict[str, float]:
    started = time.perf_counter()
    child = subprocess.Popen(
        command, cwd=HOME, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )  # a command that fails says why on its error stream
    error = child.stderr.read() if child.stderr else ""
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed: {error.strip()}")
    return {
        "cpu_s": round(used.ru_utime + used.ru_stime, 2),
        "wall_s": round(time.perf_counter() - started, 2),
        "memory_mb": used.ru_maxrss // 1024,
    }


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def index(folder: Path, count: int) -> dict[str, float]:
    everything = sorted(folder.rglob("*.osu"))
    chosen = [everything[i * len(everything) // count] for i in range(min(count, len(everything)))]
    with tempfile.TemporaryDirectory() as place:
        maps = Path(place, "maps")
        for file in chosen:  # links would be followed to their targets, which is other work
            target = maps / file.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        report = run("./kiai", "index", str(maps), "--index", f"{place}/index")
        return {
            "maps": len(chosen),
            **report,
            "cpu_ms_a_map": round(1000 * report["cpu_s"] / len(chosen), 1),
            "maps_a_second": round(len(chosen) / report["wall_s"], 1),
            "bytes_a_map": size(Path(place, "index")) // len(chosen),
        }


def imported(table: Path, place: Path) -> dict[str, float]:
    return {**run("./kiai", "index", str(table), "--index", str(place)), "bytes": size(place)}


def cold(place: Path, times: int) -> dict[str, dict[str, float]]:
    commands = {
        "version": ["--version"],
        "search": ["search", "2015 hard jump maps", "--index", str(place)],
    }
    report: dict[str, dict[str, float]] = {}
    for name, command in commands.items():
        runs = [run("./kiai", *command) for _ in range(times)]
        report[name] = {key: statistics.median(one[key] for one in runs) for key in runs[0]}
    return report


def growth(counts: list[int]) -> None:
    for count in counts:
        with tempfile.TemporaryDirectory() as place:
            table = Path(place, "table.parquet")
            subprocess.run([sys.executable, HOME / "benchmarks/synthetic_embeddings.py", table, str(count)], check=True)
            report = {"maps": count, "import": imported(table, Path(place, "index"))}
            answers = subprocess.run(
                [HOME / "benchmarks/run", "http", f"{place}/index", "300"], check=True, capture_output=True, text=True
            ).stdout
            print(json.dumps({**report, "questions": json.loads(answers.splitlines()[-1])}), flush=True)


def main(leg: str, where: str, number: int | None) -> None:
    if leg == "index":
        print(json.dumps({"leg": leg, **index(Path(where), number or 400)}))
    elif leg == "import":
        with tempfile.TemporaryDirectory() as place:
            print(json.dumps({"leg": leg, **imported(Path(where).resolve(), Path(place, "index"))}))
    elif leg == "cold":
        print(json.dumps({"leg": leg, **cold(Path(where).resolve(), number or 5)}))
    elif leg == "growth":
        growth([int(count) for count in where.split(",")])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else None)
