"""Writes index_rows.csv: 240 made-up people in 24 clusters of 4 strata, 5 communes, 6 questions; seed 5.

9 is “don't know”, 8 “does not apply”, an empty cell no answer. Commune E lies in one stratum alone.
"""

from pathlib import Path

import numpy as np

drawn = np.random.default_rng(5)
lines = ["stratum,cluster,clusters,commune,weight,q1,q2,q3,q4,q5,q6"]
for stratum in range(4):
    for cluster in range(6):
        lift = drawn.normal(0, 0.6)
        for _ in range(10):
            commune = "E" if stratum == 3 and drawn.random() < 0.3 else "ABCD"[drawn.integers(4)]
            weight = round(float(drawn.uniform(1, 4)), 6)
            answers = []
            for _ in range(6):
                kind = drawn.random()
                step = int(np.clip(np.round(3.8 + lift + drawn.normal(0, 1)), 1, 5))
                answers.append(
                    "" if kind < 0.05 else "9" if kind < 0.12 else "8" if kind < 0.15 else str(step)
                )
            place = f"s{stratum},s{stratum}c{cluster},{20 + 5 * stratum},{commune},{weight}"
            lines.append(f"{place},{','.join(answers)}")
Path(__file__).with_suffix(".csv").write_text("\n".join(lines) + "\n")
