"""The plan of a draw: how many visits, how many of them by chance, within which time of teams.

format: chiso-inspection-plan/1
title: Kiểm tra một cửa năm 2026
day: 2026-03-01                 from which “not twice within” is counted
visits: 60                      at most, those that law or order demands included
days: 120                       of all teams together
days_a_visit: 1                 where the frame says none
random_share: 0.2               of the visits that are not demanded, rounded up
strata: [district]              of the random share
not_twice_within: 12            months; for the share by risk alone
most_in_a_district: 4           of the share by risk
unannounced_share: 0.5          of the visits that are not demanded, drawn by the seed too
voice_notes: true               sound may be recorded on visits; says nothing of the draw
teams:
- {name: Đoàn 1, days: 60, members: [Nguyễn Văn A, Trần Thị B]}
commitment: 64 hexadecimal digits that were published before (see `seed`)

CH-8603 a plan that is none; as every record, it is refused with all its faults
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from chiso.figures import NotANumber, parse_decimal
from chiso.frameworks.faults import PlacedFault
from chiso.frameworks.records import read_record
from chiso.language import text

FORMAT: Final = "chiso-inspection-plan/1"
FAULT: Final = "CH-8603"

MOST_DAYS, DECIMALS_OF_DAYS, _MOST_MONTHS = 1_000_000, 4, 1_200


def _refuse_what_is_too_long(written: object) -> object:
    # 1e-999999999 is a decimal, and no machine can compute with it exactly.
    if isinstance(written, str):
        try:
            parse_decimal(written)
        except NotANumber:
            raise ValueError(text("Expected a number as decimal text, such as 2.5.")) from None
    return written


def _refuse_what_is_too_fine(written: object) -> object:
    # Times are brought to a common denominator, and a solver keeps some fifteen digits apart.
    if isinstance(written, str) and not is_coarse(parse_decimal(written)):
        raise ValueError(text("Expected a number with four decimals at most."))
    return written


def is_coarse(days: Fraction) -> bool:
    """Whether days are told with four decimals at most."""
    return bool(10**DECIMALS_OF_DAYS % days.denominator == 0)


Share = Annotated[Decimal, BeforeValidator(_refuse_what_is_too_long), Field(ge=0, le=1)]
Days = Annotated[
    Decimal,
    # The last is asked first.
    BeforeValidator(_refuse_what_is_too_fine),
    BeforeValidator(_refuse_what_is_too_long),
    Field(gt=0, le=MOST_DAYS),
]


class Part(BaseModel):
    """A part of the plan: nothing unknown in it, nothing changed in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Team(Part):
    """A team, the days that it has, and who is in it. Bodies may share one."""

    name: Annotated[str, Field(min_length=1)]
    days: Days
    members: tuple[str, ...] = ()


class InspectionPlan(Part):
    """The whole plan."""

    format: Literal["chiso-inspection-plan/1"] = FORMAT
    title: str = ""
    day: date
    visits: Annotated[int, Field(ge=1)]
    days: Days
    days_a_visit: Days = Decimal(1)
    random_share: Share = Decimal("0.2")
    strata: tuple[Literal["agency", "field", "district", "kind"], ...] = ("district",)
    not_twice_within: Annotated[int, Field(ge=0, le=_MOST_MONTHS)] = 12
    most_in_a_district: Annotated[int, Field(ge=1)] | None = None
    unannounced_share: Share = Decimal(0)
    voice_notes: bool = False
    teams: tuple[Team, ...] = ()
    commitment: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    @property
    def all_days(self) -> Fraction:
        """The days of all teams together."""
        return Fraction(self.days)

    @property
    def earliest_last_visit(self) -> date:
        """Who was visited after this day is not visited again by risk."""
        months = self.day.year * 12 + self.day.month - 1 - self.not_twice_within
        year, month = divmod(months, 12)
        for day in range(self.day.day, 27, -1):
            try:
                return date(year, month + 1, day)
            except ValueError:
                continue
        return date(year, month + 1, min(self.day.day, 28))


def read_plan(source: Path | bytes, *, name: str | None = None) -> tuple[InspectionPlan, str]:
    """The plan in a YAML file, and the SHA-256 of its bytes. Raises BadInput with every fault of it."""
    shown = name or (str(source) if isinstance(source, Path) else "plan.yaml")
    plan = read_record(source, InspectionPlan, name=shown, form=FORMAT, code=FAULT, check=_faults)
    content = source if isinstance(source, bytes) else source.read_bytes()
    return plan, hashlib.sha256(content).hexdigest()


def _faults(plan: InspectionPlan) -> Iterator[PlacedFault]:
    names = [team.name for team in plan.teams]
    if len(set(names)) < len(names):
        expected = text("Expected a name of its own for every team.")
        yield PlacedFault(FAULT, ("teams",), "", expected, text("Rename one of them."))
    if plan.teams and sum(Fraction(team.days) for team in plan.teams) < plan.all_days:
        expected = text("Expected teams whose days together are the days of the plan, or more.")
        yield PlacedFault(
            FAULT, ("days",), str(plan.days), expected, text("Lower the days, or add to a team's.")
        )
    if len(set(plan.strata)) < len(plan.strata):
        expected = text("Expected each column of the strata once.")
        yield PlacedFault(FAULT, ("strata",), "", expected, text("Take one of them out."))
