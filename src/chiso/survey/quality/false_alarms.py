"""How often each check lists honest work: measured on simulated rounds in which everybody is honest.

The table `false_alarms.csv` is made by `measure_false_alarms` with the seeds below and stands in the docs;
a test makes it again. It holds for a questionnaire, a city and field work like the simulated ones; a round
of another kind has other rates, and simulating one like it tells which.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chiso.survey.quality.findings import CheckName, Subject
from chiso.tables.reading import read_table

if TYPE_CHECKING:
    from chiso.survey.simulation.city import City

SEEDS = (1, 2, 3, 4, 5)
UNITS, ROWS, QUESTIONS = 126, 20_000, 20
COLUMNS = ("check", "subject", "looked_at", "listed")
_TABLE = Path(__file__).with_name("false_alarms.csv")


@dataclass(frozen=True, slots=True)
class FalseAlarm:
    """Honest interviews (or interviewers) that a check looked at, and how many of them it listed."""

    check: CheckName
    subject: Subject
    looked_at: int
    listed: int

    @property
    def share(self) -> float:
        """The false-alarm rate."""
        return self.listed / self.looked_at if self.looked_at else 0.0


def false_alarms() -> dict[CheckName, FalseAlarm]:
    """The kept table, by check."""
    table = read_table(_TABLE, name=_TABLE.name, required=COLUMNS)
    rows = [
        FalseAlarm(row["check"], row["subject"], int(row["looked_at"]), int(row["listed"]))  # type: ignore[arg-type]
        for row in table.rows
    ]
    return {row.check: row for row in rows}


def honest_city() -> City:
    """The city of the measurement."""
    from chiso.survey.simulation.city import make_city

    return make_city(UNITS, rows=ROWS, questions=QUESTIONS)


def measure_false_alarms(city: City, seeds: Iterable[int] = SEEDS) -> tuple[FalseAlarm, ...]:
    """Simulate a round for each seed, check it, count what is listed."""
    from chiso.survey.quality.checking import check_quality
    from chiso.survey.quality.findings import SUBJECTS, TITLES
    from chiso.survey.simulation.descriptions import quality_plan
    from chiso.survey.simulation.rounds import round_tables

    looked_at: dict[CheckName, int] = dict.fromkeys(TITLES, 0)
    listed: dict[CheckName, int] = dict.fromkeys(TITLES, 0)
    for seed in seeds:
        made = round_tables(city, seed)
        result = check_quality(made.data, quality_plan(city), back_checks=made.back_checks)
        for check in result.checks:
            looked_at[check.check] += check.looked_at
            listed[check.check] += len(check.findings)
    return tuple(FalseAlarm(name, SUBJECTS[name], looked_at[name], listed[name]) for name in TITLES)
