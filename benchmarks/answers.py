"""Asks a running `kiai serve` 300 questions and compares two sets of answers.

    python3 benchmarks/answers.py ask URL MAPS OUT.jsonl     (URL such as http://127.0.0.1:7270)
    python3 benchmarks/answers.py compare BEFORE.jsonl AFTER.jsonl
    python3 benchmarks/answers.py overlap BEFORE.jsonl AFTER.jsonl    how many of the first ten hits are the same

Both servers must serve indexes of the same maps; MAPS is the folder they were made from. An answer is
compared whole, except for times, versions of the index and paths; scores may differ by 2e-6, and hits
with equal scores may change places.
"""

import hashlib
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

TOLERANCE = 2e-6
VOLATILE = {"took_ms", "version", "cursor", "path", "audio"}

WORDS = [
    "2015 hard jump maps",
    "7k mania ln",
    "stars>6 bpm>=200 streams",
    '"tower of heaven" insane',
    "streams around 6 stars",
    "fast tech",
    "taiko 2018",
    "easy catch",
    "marathon",
    "blue night hard",
    "short jumps without streams",
    "farm jumps 5-6*",
    "deathstream 200bpm",
    "low ar reading",
    "like freedom dive but easier",
    "like blue zenith",
    "by sotarks",
    "not by sotarks jumps",
    "camellia",
    "sotraks jumps",
    "tv size easy",
    "longest",
    "hardest streams",
    "oldest taiko",
    "newest mania 4k",
    "4k jacks",
    "jumpstream",
    "handstream 7k",
    "long notes",
    "ln heavy 7k",
    "slider tech",
    "high bpm",
    "slow jumps",
    "old maps",
    "recent farm",
    "spaced streams",
    "alt maps",
    "sharp angles",
    "flow aim",
    "precision small circles",
    "stamina",
    "finger control",
    "bursts",
    "gimmick",
    "kantan",
    "oni",
    "overdose",
    "hyperdashes",
    "don kat",
    "inner oni fast",
    "freedom dive",
    "harumachi clover",
    "初音ミク",
    "東方",
    "nightcore",
    "speedcore",
    "vocaloid",
    "anime opening",
    "[Insane]",
    "[Another]",
    "diff=Extra",
    "xi -",
    "Camellia - Exit",
    "the",
    "a",
    "jumps jumps jumps",
    "-tech jumps",
    "without streams",
    "few sliders",
    "no jumps streams",
    "mostly sliders",
    "more streams",
    "hard or insane",
    "2018 or 2019 jumps",
    "between 5 and 6 stars",
    "under 2 minutes",
    "over 5 minutes streams",
    "faster than 180bpm",
    "ar10",
    "cs5+",
    "190+ bpm",
    "strems",
    "strems 6 stars",
    "jumpz",
    "mania jcks",
    "insanee",
    "zzzzqqq",
    "",
    "!!!",
    "6.5*",
    "200 bpm",
    "ranked",
    "loved",
    "unplayed",
    "owned",
    "like 129891",
    "similar to freedom dive",
    "like xi but harder",
    "hr",
    "dt jumps",
    "osu! standard jumps",
    "ctb 5*",
    "std farm",
]
FILTERS = [
    "mode=osu stars>5 stars<6 jumps",
    "year=2015 hard",
    "stars>8 streams",
    "bpm>=200 ar>=9.5",
    "mode=mania keys=7 ln",
    "length<90 stars=4-5",
    "created=2012",
    "status=loved stars>6",
    "keys=4,7",
    "ln>50",
    "ar!=9",
    "hp<4 od>8",
    "cs=4",
    "length=3:20",
    "length>4m",
    "circles>1000",
    "sliders<10 mode=osu",
    "spinners=0",
    "objects>2000",
    "title=night",
    "artist=camellia",
    'title="freedom dive"',
    'artist="xi"!',
    "mapper=Sotarks",
    "creator!=Sotarks 2019",
    "source=touhou",
    "tag=jump",
    'tag="aim/jump"',
    "-tag=tech 5*",
    "jumps>40%",
    "streams>0.3 stars>5",
    "density>8",
    "longest_stream>100",
    "spacing>200",
    "stars_dt>8",
    "stars_ht<3",
    "setid=292301",
    "id=129891",
    "https://osu.ppy.sh/beatmapsets/292301",
    "year>=2020",
    "created>2018-06",
    "mode!=osu",
    "sort=stars",
    "sort=stars_asc mode=osu",
    "sort=bpm 7k",
    "sort=length streams",
    "sort=year_asc",
    "sort=jumps",
    "sort=circles_asc",
    "sort=created",
    "favourites>10",
    "plays>100",
    "genre=anime",
    "played=no",
    "stars>many",
    "ar=9.05",
    "stars=5,5",
    "od=8-9",
    "mode=pinball",
]
SIMILAR = [
    {},
    {"q": "stars<5"},
    {"q": "stars>5"},
    {"include_same_set": "true"},
    {"tempo": "any"},
    {"diversity": "0.4"},
    {"q": "jumps"},
    {"q": "harder"},
    {"q": "easier streams"},
    {"q": "mode=mania"},
    {"q": "sort=stars"},
    {"one_per_set": "false"},
    {"min_score": "0.6"},
    {"q": "2015"},
    {"q": "faster"},
]
ASPECTS = ["rhythm", "sliders", "difficulty", "style:0.7,difficulty:0.3", "rhythm,sliders", "style,rhythm"]
TYPED = [
    "s",
    "st",
    "stre",
    "mapper=so",
    "artist=ca",
    "title=fre",
    "tag=ai",
    "free",
    "jump st",
    "mode=",
    "sta",
    "-te",
    "nig",
    "sort=",
    "har",
    "ln",
    "camel",
    "xi",
    "status=",
    "freedom d",
]


def questions(maps):
    files = sorted(Path(maps).rglob("*.osu"))
    step = max(1, len(files) // 120)
    ids = [hashlib.md5(f.read_bytes(), usedforsecurity=False).hexdigest() for f in files[::step]][:120]
    asked = []
    for text in WORDS + FILTERS:
        asked.append(("/api/v1/search", {"q": text, "limit": "20", "explain": "true"}))
    for i, options in enumerate(SIMILAR * 4):
        asked.append((f"/api/v1/beatmaps/{ids[i]}/similar", {"limit": "20", "explain": "true", **options}))
    for i in range(24):
        by = ASPECTS[i % len(ASPECTS)]
        mods = {"mods": ["nm", "dt", "ht"][i % 3]}
        asked.append((f"/api/v1/beatmaps/{ids[60 + i]}/similar", {"by": by, "limit": "15", **mods}))
    for i in range(34):
        place = {"from_ms": str(8_000 * (i % 5)), "to_ms": str(8_000 * (i % 5) + 16_000 + 8_000 * (i % 3))}
        asked.append((f"/api/v1/beatmaps/{ids[84 + i]}/similar", {"limit": "10", **place}))
    for typed in TYPED:
        asked.append(("/api/v1/suggest", {"q": typed}))
    return asked


def get(url, path, query):
    try:
        with urllib.request.urlopen(f"{url}{path}?{urllib.parse.urlencode(query)}", timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return {"status": error.code, **json.load(error)}


def ask(url, maps, out):
    asked = questions(maps)
    with open(out, "w", encoding="utf-8") as lines:
        for path, query in asked:
            answer = get(url.rstrip("/"), path, query)
            lines.write(json.dumps({"path": path, "query": query, "answer": answer}) + "\n")
    print(f"{len(asked)} questions asked")


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if k not in VOLATILE}
    return [plain(v) for v in value] if isinstance(value, list) else value


def places(hits):
    """Hits by falling score; those within the tolerance of each other by their MD5."""
    rows = sorted(hits, key=lambda hit: (-hit["score"], hit["md5"]))
    groups, last = [], None
    for hit in rows:
        if last is None or last - hit["score"] > TOLERANCE:
            groups.append(set())
        groups[-1].add(hit["md5"])
        last = hit["score"]
    return groups


def known(after, before):
    """The members of an answer that the other one has too: further ones may come with a version."""
    if isinstance(after, dict) and isinstance(before, dict):
        return {key: known(after[key], before[key]) for key in before if key in after}
    return after


def difference(before, after):
    """What differs between two answers, or None."""
    a, b = plain(before), known(plain(after), plain(before))
    hits_a, hits_b = a.pop("hits", []), b.pop("hits", [])
    for key in sorted(a.keys() | b.keys()):
        if a.get(key) != b.get(key):
            return f"{key}: {json.dumps(a.get(key))[:300]} -> {json.dumps(b.get(key))[:300]}"
    if len(hits_a) != len(hits_b):
        return f"{len(hits_a)} hits -> {len(hits_b)}"
    groups_a, groups_b = places(hits_a), places(hits_b)
    if groups_a[:-1] != groups_b[:-1]:  # the last group may go on after the page
        first = next((i for i, (x, y) in enumerate(zip(groups_a, groups_b, strict=False)) if x != y), None)
        return f"other hits from group {first} on"
    by_md5 = {hit["md5"]: hit for hit in hits_b}
    for hit in hits_a:
        other = by_md5.get(hit["md5"])
        if other is None:
            continue
        for key in hit:
            if isinstance(hit[key], float) and isinstance(other.get(key), int | float):
                if abs(hit[key] - other[key]) > TOLERANCE:
                    return f"{hit['md5']} {key}: {hit[key]} -> {other[key]}"
            elif key == "explain":
                if close(hit[key], other.get(key)) is False:
                    return f"{hit['md5']} explain: {json.dumps(hit[key])} -> {json.dumps(other.get(key))}"
            elif hit[key] != other.get(key):
                return f"{hit['md5']} {key}: {hit[key]!r} -> {other.get(key)!r}"
    return None


def close(a, b):
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(close(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(close(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) or isinstance(b, float):
        return abs(a - b) <= 1.01e-4  # explanations are rounded to four digits
    return a == b


def kind(path, query):
    if not path.endswith("/similar"):
        return path.rsplit("/", 1)[1]
    return "passages" if "from_ms" in query else "similar by aspects" if "by" in query else "similar"


def tenth(hits):
    """The score of the tenth hit: others with it may stand in its place."""
    return hits[min(10, len(hits)) - 1]["score"] if hits else 0


def overlap(before, after):
    """Of the first ten hits of one side, those that the other has among its own, or that are tied with its tenth."""
    kinds = {}
    for a, b in pairs(before, after):
        hits_a, hits_b = a["answer"].get("hits"), b["answer"].get("hits")
        if not hits_a or not hits_b:
            continue
        theirs = {hit["md5"] for hit in hits_b[:10]}
        last = tenth(hits_b)
        same = [hit["md5"] in theirs or abs(hit["score"] - last) <= TOLERANCE for hit in hits_a[:10]]
        found, all_hits, whole, count = kinds.get(kind(a["path"], a["query"]), (0, 0, 0, 0))
        whole += all(same)
        kinds[kind(a["path"], a["query"])] = (found + sum(same), all_hits + len(same), whole, count + 1)
        if not all(same):
            print(f"{sum(same)} of {len(same)}: {a['path']} {json.dumps(a['query'])}")
    for name, (found, all_hits, whole, count) in kinds.items():
        print(f"{name}: {found} of {all_hits} hits, {whole} of {count} answers whole")
    found, all_hits = (sum(k[i] for k in kinds.values()) for i in (0, 1))
    print(f"{found / all_hits:.4f} of {all_hits} first hits are the same")


def pairs(before, after):
    rows = [[json.loads(line) for line in Path(name).read_text("utf-8").splitlines()] for name in (before, after)]
    if [(r["path"], r["query"]) for r in rows[0]] != [(r["path"], r["query"]) for r in rows[1]]:
        sys.exit("the two files hold different questions")
    return list(zip(*rows, strict=True))


def compare(before, after):
    asked = pairs(before, after)
    differing = 0
    for a, b in asked:
        found = difference(a["answer"], b["answer"])
        if found:
            differing += 1
            print(f"{a['path']} {json.dumps(a['query'], ensure_ascii=False)}\n    {found}")
    print(f"{len(asked)} questions, {differing} answers differ")
    return differing


if __name__ == "__main__":
    if sys.argv[1:2] == ["ask"] and len(sys.argv) == 5:
        ask(*sys.argv[2:])
    elif sys.argv[1:2] == ["compare"] and len(sys.argv) == 4:
        sys.exit(1 if compare(*sys.argv[2:]) else 0)
    elif sys.argv[1:2] == ["overlap"] and len(sys.argv) == 4:
        overlap(*sys.argv[2:])
    else:
        sys.exit(__doc__)
