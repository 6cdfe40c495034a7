"""Joins a manifest of maps and tables of labels into the JSON lines that `kiai token-dataset` reads.

The input is a folder with `manifest.jsonl` (one line a file: md5, group, variant_of, suspect) and
`tables/file_labels.csv`; the output has one line a map: md5, group, split, year, status, tags, judged,
exclude.

What people said about how maps play goes into `judged`, which only the evaluation reads: there are few
such labels, and held back from training they judge all maps, not just the held-out ones. With
`--train-on-tags` the tag names among them become training input too, and those rows of the evaluation
then say less.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

from .data import Split

# Columns of the table and the kind of judgement that each holds.
JUDGED = {
    "omdb_descriptors": "tags",
    "skill_collections": "skill",
    "skillset": "skill",
    "main_skillset": "main_skill",
    "tournament_slots": "slot",
}
PLAY = {"jump": "jump", "jumps": "jump", "stream": "stream", "streams": "stream"}

# What tables of other communities call a thing, in osu!'s own tag names.
TAG_NAMES = {
    "jump": "aim/jump",
    "stream": "tap/streams",
    "AIM": "aim/jump",
    "STREAM": "tap/streams",
    "SPEED": "tap/bursts",
    "ALT": "skillset/alt",
    "TECH": "skillset/tech",
    "READING": "skillset/reading",
}
STATUS = {
    "1": "ranked",
    "2": "approved",
    "3": "qualified",
    "4": "loved",
    "0": "pending",
    "-1": "wip",
    "-2": "graveyard",
}


def read_tag_names(tags_tsv: Path) -> dict[str, str]:
    """Short names ("jump aim" style descriptors) and full names, both to the full tag name."""
    names = {}
    for line in tags_tsv.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            full = line.split("\t")[1]
            names[full] = full
            names.setdefault(full.split("/")[-1], full)
    return names


def tags_of(row: dict[str, str], names: dict[str, str]) -> list[str]:
    """The tags that the columns of a label row name, sorted; empty when there are none."""
    found = set()
    for column in ("omdb_descriptors", "folder_labels", "skill_collections", "skillset", "map_type_tags"):
        for value in (row.get(column) or "").split(";"):
            value = value.strip()
            tag = TAG_NAMES.get(value) or names.get(value)
            if tag:
                found.add(tag)
    return sorted(found)


def judged_of(row: dict[str, str]) -> dict[str, list[str]]:
    """What people said about a map, by kind; kinds without a label are left out."""
    found: dict[str, set[str]] = {}
    for column, kind in JUDGED.items():
        for value in (row.get(column) or "").split(";"):
            value = value.strip()
            if value and value != "#N/A":
                found.setdefault(kind, set()).add(value)
    for value in (row.get("folder_labels") or "").split(";"):
        if value in PLAY:
            found.setdefault("play", set()).add(PLAY[value])
        elif value.startswith("mania:"):
            found.setdefault("mania_folder", set()).add(value.removeprefix("mania:"))
    return {kind: sorted(values) for kind, values in sorted(found.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("maps", type=Path, help="folder with manifest.jsonl and tables/")
    parser.add_argument("--tags", type=Path, required=True, help="user-tags.tsv of the engine")
    parser.add_argument("--split", type=Path, help="TSV of group and split; tools/split.tsv when left out")
    parser.add_argument("--train-on-tags", action="store_true", help="also put tags into training")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()

    names = read_tag_names(args.tags)
    split = Split.read(args.split) if args.split else Split.default()
    with open(args.maps / "tables/file_labels.csv", encoding="utf-8", newline="") as handle:
        by_sha1 = {row["sha1"]: row for row in csv.DictReader(handle)}
    lines = 0
    manifest = args.maps / "manifest.jsonl"
    with open(args.out, "w", encoding="utf-8") as out, open(manifest, encoding="utf-8") as maps:
        for line in maps:
            item = json.loads(line)
            row = by_sha1.get(item["sha1"], {})
            status = STATUS.get(row.get("approved", ""))
            if status is None and row.get("db_status") in ("4", "5", "6", "7"):
                status = {"4": "ranked", "5": "approved", "6": "qualified", "7": "loved"}[row["db_status"]]
            if status is None and row.get("ranked_by_2024_05") == "1":
                status = "ranked"
            label = {
                "md5": item["md5"],
                "group": item["group"],
                "split": split.of(item["group"]),
                "exclude": bool(item.get("variant_of") or item.get("suspect")),
            }
            if item.get("year"):
                label["year"] = item["year"]
            if status:
                label["status"] = status
            tags = tags_of(row, names)
            if tags and args.train_on_tags:
                label["tags"] = tags
            if judged := judged_of(row):
                label["judged"] = judged
            out.write(json.dumps(label, ensure_ascii=False) + "\n")
            lines += 1
    print(f"{lines} labels in {args.out}")


if __name__ == "__main__":
    main()
