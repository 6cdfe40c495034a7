"""Writes a table of ready embeddings as large as CM3P's, with made-up maps and clustered vectors.

python benchmarks/synthetic_embeddings.py OUT.parquet [ROWS]
"""

import sys

import numpy as np
import pandas as pd

DIMENSION = 512
CLUSTERS = 2_000


def main(path: str, rows: int) -> None:
    rng = np.random.default_rng(1)
    i = np.arange(rows)
    mode = rng.choice(4, rows, p=[0.72, 0.08, 0.06, 0.14])
    centres = rng.normal(size=(CLUSTERS, DIMENSION)).astype(np.float32)
    vectors = centres[rng.integers(0, CLUSTERS, rows)] + 0.7 * rng.normal(size=(rows, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    set_id = 1 + np.sort(rng.integers(0, 2_400_000, rows // 4 + 1))[i // 4]
    stars = rng.gamma(6, 0.7, rows)
    submitted = pd.to_datetime("2007-10-06", utc=True) + pd.to_timedelta(np.sort(rng.integers(0, 6700, rows)), unit="D")
    words = np.array("sky blue night dream star rain heart song fire light moon wave love wind snow".split())  # noqa: SIM905
    pick = lambda: words[rng.integers(0, len(words), rows)].astype(object)  # noqa: E731
    frame = pd.DataFrame(
        {
            "BeatmapSetId": set_id, "Id": 1 + i * 7,
            "Artist": pick() + " " + pick(), "ArtistUnicode": pick(), "Title": pick() + " " + pick(),
            "TitleUnicode": pick(), "Creator": np.array([f"mapper{k}" for k in rng.integers(0, 9000, rows)], object),
            "Version": np.array(["Easy", "Normal", "Hard", "Insane", "Extra"], object)[i % 5],
            "Source": "", "Tags": pick() + " " + pick() + " " + pick(),
            "UserId": rng.integers(1, 30_000_000, rows), "Checksum": [f"{k:032x}" for k in i],
            "DifficultyRating": stars, "ModeInt": mode,
            "Mode": np.array(["osu", "taiko", "fruits", "mania"], object)[mode],
            "Status": "ranked", "Ranked": rng.choice([1, 4, -2], rows), "SubmittedDate": submitted,
            "RankedDate": submitted, "LastUpdated": submitted, "TotalLength": rng.integers(30, 400, rows),
            "HitLength": rng.integers(30, 400, rows), "Bpm": rng.integers(90, 260, rows).astype(float),
            "Cs": 4.0, "Ar": 9.0, "Accuracy": 8.0, "Drain": 5.0, "CountCircles": rng.integers(50, 2000, rows),
            "CountSliders": rng.integers(0, 800, rows), "CountSpinners": 1, "FavouriteCount": 10, "PlayCount": 1000,
            "GenreName": "Anime", "LanguageName": "Japanese",
            "TopTagIds": [[19, 26]] * rows, "TopTagCounts": [[3, 2]] * rows,
            "StarRating": list(np.outer(stars, [0.6, 0.8, 1, 1.2, 1.4, 1.7, 1.9])),
            "embedding": list(vectors),
        }
    )  # fmt: skip
    frame.set_index(["BeatmapSetId", "Id"]).to_parquet(path, compression="zstd")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 244_000)
