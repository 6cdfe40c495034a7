"""Writes the parquet fixtures beside it with pandas and pyarrow: the layout of a Mapperator dataset.

    pip install pandas pyarrow && python make_fixtures.py

Rows are made up. Lists hold nulls, times are timestamps with a zone, numbers that may be missing are
doubles, as pandas makes them.
"""

import numpy as np
import pandas as pd

ROWS = 24
rng = np.random.default_rng(7)
MODES = ["osu", "taiko", "fruits", "mania"]
STATUS = ["ranked", "loved", "graveyard", "pending"]
RANKED = [1, 4, -2, 0]


def table() -> pd.DataFrame:
    i = np.arange(ROWS)
    submitted = pd.to_datetime("2014-03-01", utc=True) + pd.to_timedelta(i * 97, unit="D")
    frame = pd.DataFrame(
        {
            "BeatmapSetId": 1000 + i // 3,
            "Id": 5000 + i,
            "Artist": [f"Artist {k % 5}" for k in i],
            "ArtistUnicode": [f"作家 {k % 5}" for k in i],
            "Title": [f"Title {k // 3}" for k in i],
            "TitleUnicode": [None if k % 4 else f"題 {k // 3}" for k in i],
            "Creator": [f"mapper{k % 4}" for k in i],
            "Version": [f"Diff {k % 3}" for k in i],
            "Source": ["" if k % 2 else "A Game" for k in i],
            "Tags": ["some words"] * ROWS,
            "UserId": 70 + i % 4,
            "BeatmapSetUserId": 70 + i % 4,
            "Checksum": [f"{k:032x}" for k in i],
            "DifficultyRating": np.round(1.5 + i * 0.25, 4),
            "Mode": [MODES[k % 4] for k in i],
            "ModeInt": i % 4,
            "Status": [STATUS[k % 4] for k in i],
            "Ranked": [RANKED[k % 4] for k in i],
            "SubmittedDate": submitted,
            "RankedDate": [None if k % 4 in (2, 3) else t for k, t in zip(i, submitted, strict=True)],
            "LastUpdated": submitted + pd.to_timedelta(3, unit="D"),
            "TotalLength": 60 + i * 5,
            "HitLength": 55 + i * 5,
            "Bpm": np.where(i == 5, np.nan, 120.0 + i),
            "Cs": np.where(i % 4 == 3, 4.0, 3.8),
            "Ar": 9.0 - (i % 3) * 0.5,
            "Accuracy": 8.0,
            "Drain": 5.0,
            "CountCircles": 100 + i,
            "CountSliders": 50 + i,
            "CountSpinners": i % 2,
            "FavouriteCount": 10 * i,
            "PlayCount": 1000 * i,
            "GenreName": ["Anime" if k % 2 else None for k in i],
            "LanguageName": ["Japanese"] * ROWS,
            "TopTagIds": [None if k % 3 == 0 else [19, 26][: k % 3] for k in i],
            "TopTagCounts": [None if k % 3 == 0 else [7, 5][: k % 3] for k in i],
            "StarRating": [
                None if k == 7 else [round((1.5 + k * 0.25) * s, 4) for s in (0.6, 0.8, 1, 1.2, 1.4, 1.7, 1.9)]
                for k in i
            ],
            "OmdbTags": [None if k % 5 else ["aim/jump", None] for k in i],
            "AudioFile": ["audio.mp3"] * ROWS,
            "BeatmapSetFolder": [f"{1000 + k // 3} Artist {k % 5} - Title {k // 3}" for k in i],
            "BeatmapFile": [f"map {k}.osu" for k in i],
        }
    )
    return frame.set_index(["BeatmapSetId", "Id"])


def vectors(dimension: int) -> list:
    values = rng.normal(size=(ROWS, dimension)).astype(np.float32)
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    return list(values)


if __name__ == "__main__":
    frame = table()
    frame.to_parquet("metadata.parquet", compression="snappy")
    ready = frame.assign(embedding=vectors(16))
    ready.to_parquet("embeddings-zstd.parquet", compression="zstd")
    ready.to_parquet("embeddings-snappy.parquet", compression="snappy", row_group_size=10)
    ready.to_parquet("embeddings-gzip.parquet", compression="gzip")
    ready.iloc[:0].to_parquet("no-rows.parquet")
    short = [v[:5] if k == 0 else v for k, v in enumerate(ready.embedding)]  # the first row is the odd one
    ready.assign(embedding=short).to_parquet("odd-first-row.parquet")
    ready.drop(columns="Checksum").assign(embedding=["x"] * ROWS).to_parquet("wrong.parquet")
