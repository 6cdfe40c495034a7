#!/usr/bin/env python3
"""Asks for maps similar to random maps of an index and counts where others of their set appear.

    benchmarks/same_set.py INDEX [--maps 50] [--seed 1]

Starts `kiai serve` on a free port of the loopback and asks it with include_same_set.
"""

import argparse
import json
import random
import re
import subprocess
import time
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index")
    parser.add_argument("--maps", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    server = subprocess.Popen(
        [ROOT / "kiai", "serve", "--index", args.index, "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        base = None
        for line in server.stderr:
            if match := re.search(r"http://\S+", line):
                base = match[0]
                break

        def ask(path, **query):
            with urllib.request.urlopen(f"{base}{path}?{urllib.parse.urlencode(query)}") as answer:
                return json.load(answer)

        maps = []
        for mode in ("osu", "taiko", "fruits", "mania"):
            cursor = ""
            while cursor is not None:
                page = ask("/api/v1/search", q=f"mode={mode}", limit=200, cursor=cursor)
                maps += page["hits"]
                cursor = page["cursor"]
        sets = {}
        for item in maps:
            if item["set_id"]:
                sets.setdefault((item["set_id"], item["mode"]), []).append(item)
        rng = random.Random(args.seed)
        chosen = rng.sample(sorted(maps, key=lambda m: m["md5"]), args.maps)
        with_mates, first, ten, itself, times = 0, 0, 0, 0, []
        for item in chosen:
            started = time.perf_counter()
            hits = ask(f"/api/v1/beatmaps/{item['md5']}/similar", limit=10, include_same_set="1")["hits"]
            times.append(time.perf_counter() - started)
            itself += any(h["md5"] == item["md5"] for h in hits)
            mates = [m for m in sets.get((item["set_id"], item["mode"]), []) if m["md5"] != item["md5"]]
            if not mates:
                continue
            with_mates += 1
            first += hits[0]["set_id"] == item["set_id"]
            ten += any(h["set_id"] == item["set_id"] for h in hits)
        times.sort()
        print(f"{len(maps)} maps reachable, {args.maps} asked, {with_mates} have another of their set and mode")
        print(f"the map itself among the answers: {itself}")
        print(f"another of the set first: {first} ({first / max(1, with_mates):.0%})")
        print(f"another of the set among ten: {ten} ({ten / max(1, with_mates):.0%})")
        print(f"latency ms: median {times[len(times) // 2] * 1000:.1f}, worst {times[-1] * 1000:.1f}")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
