"""Small made-up tables for the references: `python tests/survey/reference/make_tables.py` writes them anew.

clusters.csv   six strata of PSUs (commune) with units drawn in each (household) and persons in these. Stratum
               C was drawn as a whole, of E one PSU was drawn of seven. Nobody in PSU A2 answered y; in B1 one
               household was drawn of six. Agency "m" has PSUs in strata A and B alone; sex crosses all.
persons.csv    persons drawn without clusters in four strata, one of them with one person.
unequal.csv    PSUs drawn with unequal chances in two strata.

All figures come from one generator with the seed below; nothing is taken from a real survey.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

SEED = 20261125
HERE = Path(__file__).parent


def write(name: str, rows: list[dict[str, object]]) -> None:
    with (HERE / name).open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def answers(generator: np.random.Generator, level: float, *, silent: bool) -> dict[str, object]:
    """One person's answers: y and x amounts, q from 1 to 5, a share in per cent; about one in ten missing."""
    y = round(level + float(generator.normal(0, 4)), 3)
    x = round(10 + 0.4 * y + float(generator.normal(0, 2)), 3)
    q = int(np.clip(np.rint(3.4 + 0.08 * (y - 20) + generator.normal(0, 1)), 1, 5))
    return {
        "y": "" if silent or generator.random() < 0.1 else y,
        "x": "" if generator.random() < 0.05 else x,
        "q": "" if generator.random() < 0.1 else q,
        "satisfied": int(q >= 4),
        "percent": round(float(generator.uniform(0, 100)), 1),
        "sex": int(generator.random() < 0.5) + 1,
    }


def clusters(generator: np.random.Generator) -> list[dict[str, object]]:
    drawn = {"A": (5, 20), "B": (4, 10), "C": (3, 3), "D": (2, 8), "E": (1, 7), "F": (6, 30)}
    rows: list[dict[str, object]] = []
    for stratum, (count, population) in drawn.items():
        for number in range(1, count + 1):
            commune = f"{stratum}{number}"
            households = int(generator.integers(6, 13))
            taken = 1 if commune == "B1" else int(generator.integers(2, 5))
            level = 20 + float(generator.normal(0, 2)) + ord(stratum) - ord("A")
            agency = "m" if commune in ("A1", "A2", "A4", "B2", "B3") else "k" if number % 2 else "l"
            for household in range(1, taken + 1):
                persons = int(generator.integers(2, 6))
                interviewed = int(generator.integers(1, persons + 1))
                for _ in range(interviewed):
                    weight = population / count * households / taken * persons / interviewed
                    rows.append(
                        {
                            "stratum": stratum,
                            "commune": commune,
                            "household": f"{commune}-{household}",
                            "communes": population,
                            "households": households,
                            "persons": persons,
                            "weight": round(weight, 6),
                            "agency": agency,
                            **answers(generator, level, silent=commune == "A2"),
                        }
                    )
    return rows


def persons(generator: np.random.Generator) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for stratum, (count, population) in {"k": (14, 60), "l": (9, 9), "m": (20, 400), "n": (1, 5)}.items():
        rows += [
            {
                "stratum": stratum,
                "population": population,
                "weight": round(population / count, 6),
                **answers(generator, 20 + ord(stratum) - ord("k"), silent=False),
            }
            for _ in range(count)
        ]
    return rows


def unequal(generator: np.random.Generator) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for stratum, count in {"u": 7, "v": 5}.items():
        for number in range(count):
            chance = round(float(generator.uniform(0.08, 0.7)), 4)
            for _ in range(int(generator.integers(1, 4))):
                rows.append(
                    {
                        "stratum": stratum,
                        "commune": f"{stratum}{number}",
                        "chance": chance,
                        "weight": 1 / chance,
                        **answers(generator, 22, silent=False),
                    }
                )
    return rows


if __name__ == "__main__":
    generator = np.random.default_rng(SEED)
    write("clusters.csv", clusters(generator))
    write("persons.csv", persons(generator))
    write("unequal.csv", unequal(generator))
