"""Fits and measures the table that tells a set's year from its id, since ids are given in order.

    python -m kiai_tools.years TABLES [--out first-set-ids.tsv]

TABLES holds beatmaps_api.csv.gz and old_sets_web.csv.gz, whose rows have a set id and the day of
submission. A year begins at the id that puts the fewest dated sets into the wrong year, half-way between
the sets next to it. Leave-one-out accuracy: each dated set is judged by bounds fitted without it. Years
that no dated set shows keep the bounds of PUBLIC.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from pathlib import Path

import numpy as np

FIRST_YEAR = 2007
# First set ids from single dated sets in public sources, interpolated between them.
PUBLIC = {
    2007: 1, 2008: 500, 2009: 4_000, 2010: 11_800, 2011: 24_000, 2012: 43_200, 2013: 72_000, 2014: 138_600,
    2015: 251_500, 2016: 399_150, 2017: 552_700, 2018: 713_500, 2019: 903_000, 2020: 1_087_000,
    2021: 1_344_000, 2022: 1_664_000, 2023: 1_916_000, 2024: 2_118_000, 2025: 2_302_000, 2026: 2_486_000,
}  # fmt: skip
LEAST_SETS = 20  # dated sets that a year and the one before it need for a bound of their own
NEAR = 200  # rows around a bound whose removal could move it


def dated(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Ids of dated sets, ascending, and their years."""
    years: dict[int, int] = {}
    for name in ("old_sets_web.csv.gz", "beatmaps_api.csv.gz"):
        with gzip.open(folder / name, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                day, number = row["submit_date"][:4], row["beatmapset_id"]
                if day.isdigit() and number.isdigit() and int(day) >= FIRST_YEAR and int(number) > 0:
                    years[int(number)] = int(day)
    ids = np.array(sorted(years))
    return ids, np.array([years[i] for i in ids])


def bound(ids: np.ndarray, years: np.ndarray, year: int) -> int:
    """The first id of a year: fewest errors, half-way between its neighbours, earliest of equals."""
    late = years >= year
    # Errors when the first k rows count as earlier: late ones before k, early ones from k on.
    errors = np.r_[0, np.cumsum(late)] + np.r_[np.cumsum(~late[::-1])[::-1], 0]
    best = int(np.argmin(errors))
    if best == 0 or best == len(ids):
        return int(ids[min(best, len(ids) - 1)])
    return int((ids[best - 1] + ids[best] + 1) // 2)


def fit(ids: np.ndarray, years: np.ndarray) -> dict[int, tuple[int, str]]:
    """First id of each year and where it is from."""
    table = {}
    for year, public in PUBLIC.items():
        enough = (years == year).sum() >= LEAST_SETS and (years == year - 1).sum() >= LEAST_SETS
        table[year] = (bound(ids, years, year), "dated sets") if enough else (public, "public")
    return table


def year_of(number: int, table: dict[int, tuple[int, str]]) -> int:
    return max(y for y, (first, _) in table.items() if first <= number)


def leave_one_out(ids: np.ndarray, years: np.ndarray, table: dict[int, tuple[int, str]]) -> np.ndarray:
    """Whether each set's year is right by bounds without it."""
    right = np.array([year_of(int(i), table) == y for i, y in zip(ids, years, strict=True)])
    for year, (first, source) in table.items():
        if source != "dated sets":
            continue
        at = int(np.searchsorted(ids, first))
        low, high = max(0, at - NEAR), min(len(ids), at + NEAR)
        for row in range(low, high):
            keep = np.arange(len(ids)) != row
            moved = table | {year: (bound(ids[keep], years[keep], year), source)}
            right[row] &= year_of(int(ids[row]), moved) == years[row]
    return right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", type=Path, help="folder of the tables")
    parser.add_argument("--out", type=Path, help="where to write the table")
    args = parser.parse_args()
    ids, years = dated(args.tables)
    table = fit(ids, years)
    right = leave_one_out(ids, years, table)
    print("| year | first set id | from | dated sets | right, leave one out |")
    print("| --- | --- | --- | --- | --- |")
    for year, (first, source) in table.items():
        rows = years == year
        share = f"{right[rows].mean():.4f}" if rows.any() else "–"
        print(f"| {year} | {first:,} | {source} | {rows.sum()} | {share} |")
    print(f"\n{right.sum()} of {len(right)} dated sets right: {right.mean():.4f}")
    if args.out:
        lines = ["# year, first set id, from; written by kiai_tools.years"]
        lines += [f"{year}\t{first}\t{source}" for year, (first, source) in table.items()]
        args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
