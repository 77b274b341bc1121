"""A made-up city whose truth is known: places, who goes there, how strict they are, what they find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from chiso.inspection.risk.arrays import FloatArray
from chiso.inspection.risk.scoring import Scored, score_frame
from chiso.tables import write_table

FIRST = date(2023, 1, 2)
DISTRICTS, INSPECTORS = 6, 8
# The strict one; 1.8 on the scale of logits is six times the odds of another.
OWN_SPREAD = 0.6
STRICT, STRICTNESS = "Thanh tra 0", 1.8


@dataclass(frozen=True, slots=True)
class City:
    """`truth`: of each place the share of visits that would find something, whoever of the inspectors goes.

    `strictness`: of inspectors, less their mean, among places that are alike in what is known of them.
    """

    truth: FloatArray
    districts: tuple[str, ...]
    strictness: FloatArray
    shares: FloatArray
    found_by_district: dict[str, float]
    frame: str
    history: str

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Frame and history as files."""
        (folder / "frame.csv").write_text(self.frame, encoding="utf-8")
        (folder / "history.csv").write_text(self.history, encoding="utf-8")
        return folder / "frame.csv", folder / "history.csv"

    def scored(self, folder: Path) -> Scored:
        """The city with its risks."""
        return score_frame(*self.write(folder))


def a_city(seed: int, *, places: int = 600, visits: int = 4_000, sent: float = 0.6) -> City:
    """The strict inspector makes `sent` of the visits of the first district, hardly any elsewhere.

    Districts do not differ in what is there; late files, the kind of counter and the place itself do.
    """
    random = np.random.default_rng(seed)
    effects = random.normal(0, 0.6, INSPECTORS)
    effects[0] = STRICTNESS
    district = random.integers(0, DISTRICTS, places)
    late, kind = random.gamma(2.0, 0.05, places), random.integers(0, 3, places)
    logits = -2.0 + 6.0 * (late - 0.1) + 0.5 * (kind == 2) + random.normal(0, OWN_SPREAD, places)
    at = random.integers(0, places, visits)
    who = random.integers(1, INSPECTORS, visits)
    is_sent = random.random(visits) < np.where(district[at] == 0, sent, 0.01 * (sent < 1))
    who = np.where(is_sent, 0, who)
    found = random.random(visits) < 1 / (1 + np.exp(-(logits[at] + effects[who])))
    days = np.sort(random.integers(0, 900, visits))
    shares = np.bincount(who, minlength=INSPECTORS) / visits
    truth = sum(
        share / (1 + np.exp(-(logits + effect))) for share, effect in zip(shares, effects, strict=True)
    )
    # What places differ in beyond what is known of them brings all effects nearer to nought: by quadrature.
    points, weights = np.polynomial.hermite_e.hermegauss(40)
    chances = 1 / (1 + np.exp(-(np.mean(logits) + effects[:, None] + OWN_SPREAD * points)))
    mean_chances = chances @ weights / weights.sum()
    among_places = np.log(mean_chances / (1 - mean_chances))
    names = [f"C{number:04d}" for number in range(places)]
    words = [f"D{number}" for number in district]
    kinds = ["commune", "district", "department"]
    frame = [(names[n], words[n], kinds[kind[n]], f"{late[n]:.4f}") for n in range(places)]
    history = [
        (names[n], (FIRST + timedelta(days=int(day))).isoformat(), f"Thanh tra {one}", "yes" if yes else "no",
         f"{late[n]:.4f}")
        for n, day, one, yes in zip(at.tolist(), days.tolist(), who.tolist(), found.tolist(), strict=True)
    ]  # fmt: skip
    return City(
        truth=np.asarray(truth),
        districts=tuple(words),
        strictness=among_places - shares @ among_places,
        shares=shares,
        found_by_district={
            f"D{number}": float(found[district[at] == number].mean()) for number in range(DISTRICTS)
        },
        frame=write_table(("place", "district", "kind", "late_share"), frame),
        history=write_table(("place", "day", "inspector", "found", "late_share"), history),
    )
