"""Writes osu!.db and collection.db fixtures byte by byte from the description of their layout.

    python make_client_files.py "Metronome - Sample 1/Metronome - Sample 1 (jumps) (Kiai) [Calm].osu"

Three maps in each; osu!-old.db as a client of 2017 writes it (entry sizes, doubles), osu!-new.db as one of
2025 does (floats). The maps are made up but for the MD5 of the first, which is one of the samples'.
"""

import hashlib
import struct
import sys
from pathlib import Path

HERE = Path(__file__).parent
SAMPLE = hashlib.md5((HERE.parents[4] / "samples" / sys.argv[1]).read_bytes()).hexdigest()
TICKS_2020 = 637_134_336_000_000_000  # 2020-01-01 in .NET ticks


def text(value: str | None) -> bytes:
    if value is None:
        return b"\0"
    raw = value.encode()
    length, out = len(raw), b""
    while True:
        length, low = length >> 7, length & 0x7F
        out += bytes([low | (0x80 if length else 0)])
        if not length:
            return b"\x0b" + out + raw


def ratings(stars: float | None, new: bool) -> bytes:
    if stars is None:
        return struct.pack("<i", 0)
    out = struct.pack("<i", 3)
    for mods, factor in ((0, 1.0), (64, 1.4), (256, 0.7)):
        out += b"\x08" + struct.pack("<i", mods)
        out += b"\x0c" + struct.pack("<f", stars * factor) if new else b"\x0d" + struct.pack("<d", stars * factor)
    return out


def beatmap(md5: str, number: int, mode: int, status: int, stars: float | None, unplayed: bool, new: bool) -> bytes:
    body = b"".join(text(t) for t in ("Artist", None, f"Title {number}", "題", "mapper", "Hard", "a.mp3", md5, "f.osu"))
    body += bytes([status]) + struct.pack("<hhhq", 10, 5, 1, TICKS_2020)
    body += struct.pack("<ffffd", 9, 4, 5, 8, 1.4)
    body += b"".join(ratings(stars if m == mode else None, new) for m in range(4))
    body += struct.pack("<iii", 60, 65_000, 30_000)
    body += struct.pack("<i", 1) + struct.pack("<ddB", 300.0, 12.0, 1)
    body += struct.pack("<iii", 9000 + number, 900, 0) + bytes([9, 9, 9, 9]) + struct.pack("<hfB", 0, 0.7, mode)
    body += text("") + text("some tags") + struct.pack("<h", 0) + text(None)
    body += struct.pack("<Bq", unplayed, 0 if unplayed else TICKS_2020) + b"\0" + text("900 folder")
    body += struct.pack("<q", TICKS_2020) + bytes(5) + struct.pack("<i", 0) + b"\x0a"
    return body if new else struct.pack("<i", len(body)) + body


def database(version: int, new: bool) -> bytes:
    maps = [
        beatmap(SAMPLE, 1, 0, 4, 5.25, False, new),
        beatmap("ab" * 16, 2, 3, 7, 3.5, True, new),
        beatmap("cd" * 16, 3, 1, 2, None, True, new),
    ]
    return struct.pack("<iiBq", version, 1, 1, 0) + text("player") + struct.pack("<i", 3) + b"".join(maps) + struct.pack("<i", 1)


(HERE / "osu!-old.db").write_bytes(database(20_171_227, new=False))
(HERE / "osu!-new.db").write_bytes(database(20_251_102, new=True))
collections = {"farm": [SAMPLE, "ab" * 16], "練習": ["cd" * 16], "empty": []}
out = struct.pack("<ii", 20_251_102, len(collections))
for name, maps in collections.items():
    out += text(name) + struct.pack("<i", len(maps)) + b"".join(text(m) for m in maps)
(HERE / "collection.db").write_bytes(out)
