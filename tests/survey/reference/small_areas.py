"""Writes small_areas.csv: 24 made-up domains, their direct shares, variances and a known column; seed 7."""

from pathlib import Path

import numpy as np

drawn = np.random.default_rng(7)
online = drawn.uniform(0.2, 0.9, 24).round(3)
n = drawn.integers(15, 200, 24)
variance = (1.6 * 0.8 * 0.2 / n).round(8)
direct = (0.7 + 0.18 * online + drawn.normal(0, 0.04, 24) + drawn.normal(0, np.sqrt(variance))).round(6)
lines = ["direct,variance,online,n"] + [
    f"{y},{v:.8f},{x},{k}" for y, v, x, k in zip(direct, variance, online, n, strict=True)
]
Path(__file__).with_suffix(".csv").write_text("\n".join(lines) + "\n")
