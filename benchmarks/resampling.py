"""How far our resampling is from soxr's, which the reference hears by: a sweep from 20 Hz to 20 kHz.

python benchmarks/resampling.py        (needs numpy and soxr)
"""

import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np
import soxr

HERE = Path(__file__).parent
LOW, HIGH, SECONDS, WANTED = 20, 20_000, 10, 16_000
BANDS = ((100, 6_500), (6_500, 7_200), (7_200, 8_000), (8_300, 20_000))


def sweep(rate: int) -> np.ndarray:
    t = np.arange(rate * SECONDS) / rate
    phase = 2 * np.pi * (LOW * t + (HIGH - LOW) / (2 * SECONDS) * t * t)
    return np.round(0.8 * np.sin(phase) * 32767).astype("<i2")


def heard(samples: np.ndarray, rate: int, folder: Path) -> np.ndarray:
    song, out = folder / "sweep.wav", folder / "sweep.f32"
    with wave.open(str(song), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    subprocess.run([HERE / "run", "decode", song, out], check=True)
    return np.fromfile(out, "<f4")


def rms(values: np.ndarray) -> float:
    return float(np.sqrt((values**2).mean()))


def main() -> None:
    print("rate    band            rms of soxr  ours      difference")
    with tempfile.TemporaryDirectory() as folder:
        for rate in (44_100, 48_000):
            samples = sweep(rate)
            ours = heard(samples, rate, Path(folder))
            theirs = soxr.resample(samples.astype(np.float32) / 32768, rate, WANTED, "HQ")
            length = min(len(ours), len(theirs))
            for low, high in BANDS:
                begin, end = (min(length, int((f - LOW) / (HIGH - LOW) * SECONDS * WANTED)) for f in (low, high))
                a, b = ours[begin:end], theirs[begin:end]
                print(f"{rate}  {low:>5}-{high:<6} Hz  {rms(b):.2e}  {rms(a):.2e}  {rms(a - b):.1e}")


if __name__ == "__main__":
    main()
