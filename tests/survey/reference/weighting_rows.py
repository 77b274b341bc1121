"""The made-up sample of `weighting_rows.csv`: 8 strata of 2 PSUs, in pairs 4 strata of 4 PSUs.

`python -m tests.survey.reference.weighting_rows` writes it anew; the seed makes it the same. Nobody stands
behind it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

COLUMNS = "stratum,big,psu,communes,big_communes,people,weight,sex,age,income,y,z"


def main() -> None:
    """Write the file beside this one."""
    draw = np.random.default_rng(20261125)
    lines = [COLUMNS]
    for number in range(16):
        stratum, big = number // 2, number // 4
        communes = 5 + 3 * stratum
        people = int(draw.integers(30, 80))
        level = draw.normal(0, 1)
        rows = int(draw.integers(6, 11))
        for _ in range(rows):
            weight = communes / 2 * people / rows * draw.uniform(0.8, 1.3)
            sex = "female" if draw.random() < 0.55 else "male"
            age = str(draw.choice(["young", "middle", "old"], p=[0.35, 0.4, 0.25]))
            income = round(float(np.exp(draw.normal(1.5, 0.4))), 3)
            y = round(float(2 + level + 0.6 * income + draw.normal(0, 1)), 4)
            z = int(draw.random() < 1 / (1 + np.exp(-0.3 * level)))
            cells = (
                f"s{stratum}", f"b{big}", f"p{number}", communes, 2 * (13 + 6 * big), people,
                f"{weight:.4f}", sex, age, income, y, z,
            )  # fmt: skip
            lines.append(",".join(map(str, cells)))
    Path(__file__).with_suffix(".csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
