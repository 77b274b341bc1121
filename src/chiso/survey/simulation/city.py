"""What a made-up city is: its units, how large they are, how people differ, how the round is drawn.

The satisfaction of person i in neighbourhood c of unit u on question q is latent,

    y = m_q + a_u + b_c + p_i + x_i'β + e_iq,    a ~ N(0, unit_sd²), b ~ N(0, neighbourhood_sd²),
                                                 p ~ N(0, person_sd²), e ~ N(0, 1),

and the answer on five steps is one more than the number of `THRESHOLDS` below y (the graded response of
Samejima 1969 with a normal ogive). "Satisfied" is an answer of four or five. All figures are made up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

Real32 = npt.NDArray[np.float32]

THRESHOLDS = (-2.0, -1.4, -0.5, 1.2)
SATISFIED_FROM = 4
# How "I do not know" is written in the data.
DONT_KNOW = 9

AGES = ("18-29", "30-39", "40-49", "50-59", "60+")
AGE_SHARES = (0.24, 0.23, 0.20, 0.16, 0.17)
AGE_EFFECTS = (-0.15, -0.05, 0.0, 0.10, 0.20)
SEXES = ("female", "male")
SEX_EFFECTS = (0.05, -0.05)
PROCEDURES = ("land", "civil-status", "certification", "business", "social-support", "other")
PROCEDURE_SHARES = (0.20, 0.25, 0.25, 0.10, 0.12, 0.08)
PROCEDURE_EFFECTS = (-0.35, 0.10, 0.15, -0.05, 0.05, 0.0)
AREAS = ("urban", "rural")

# What became of a person who was drawn: an interview, a refusal, nobody met.
DISPOSITIONS = ("interview", "refusal", "not-reached")
REFUSALS_OF_NONRESPONSE = 0.4

# The chance to be reached and to answer, by age; women answer somewhat more often.
RESPONSE_OF_AGE = (0.62, 0.68, 0.74, 0.80, 0.82)
RESPONSE_OF_SEX = (0.03, -0.03)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the city: code, name, and whether it is of the town or of the country."""

    code: str
    name: str
    area: str


@dataclass(frozen=True, slots=True)
class City:
    """The whole plan. Sizes are means; each unit and each neighbourhood is larger or smaller by chance.

    `drawn_neighbourhoods` a unit and `drawn_people` a neighbourhood are drawn with equal chances, without
    replacement; all, where there are not so many. `interviewers` are those of one unit.
    """

    units: tuple[Unit, ...]
    neighbourhoods: int = 40
    people: int = 60
    drawn_neighbourhoods: int = 8
    drawn_people: int = 28
    questions: int = 20
    interviewers: int = 4
    has_nonresponse: bool = True
    dont_know: float = 0.03
    unit_sd: float = 0.25
    neighbourhood_sd: float = 0.20
    person_sd: float = 0.80
    interviewer_sd: float = 0.0
    period: str = "2026"
    first_day: date = date(2026, 10, 5)

    @property
    def codes_of_questions(self) -> tuple[str, ...]:
        """q01, q02 …: the columns of the answers."""
        places = max(2, len(str(self.questions)))
        return tuple(f"q{number:0{places}}" for number in range(1, self.questions + 1))

    @property
    def means_of_questions(self) -> Real32:
        """m_q, (questions,): spread evenly between 0.2 and 0.9, the pleasant and the sore ones mixed."""
        turn = 2 * np.pi * np.arange(self.questions) / max(self.questions, 1)
        return (0.55 + 0.35 * np.cos(turn)).astype(np.float32)

    def response_chances(self) -> npt.NDArray[np.float64]:
        """The chance to answer by age and sex, (ages, sexes)."""
        if not self.has_nonresponse:
            return np.ones((len(AGES), len(SEXES)))
        chances: npt.NDArray[np.float64] = np.array(RESPONSE_OF_AGE)[:, None] + np.array(RESPONSE_OF_SEX)
        return chances


# Of those drawn, the share that answers, from the shares and chances above.
_MEAN_RESPONSE = sum(s * r for s, r in zip(AGE_SHARES, RESPONSE_OF_AGE, strict=True))
_DRAWN_PEOPLE = 28
_MOST_NEIGHBOURHOODS_OF_AN_INTERVIEWER = 8


def make_city(units: int = 126, *, rows: int = 20_000, questions: int = 20, period: str = "2026") -> City:
    """A city with numbered units whose round has about `rows` interviews; every third unit is rural."""
    named = tuple(
        Unit(f"U{number:03}", f"Đơn vị {number}", AREAS[number % 3 == 0]) for number in range(1, units + 1)
    )
    return _sized(named, rows, questions, period)


def hanoi_city(*, rows: int = 20_000, questions: int = 20, period: str = "2026") -> City:
    """The same with codes and names of the 126 communes and wards of Hà Nội as of 1 July 2025."""
    from chiso.units.shipped import shipped_registry

    on = date(2026, 1, 1)
    found = sorted(
        (u for u in shipped_registry().as_of(on) if u.parent == "ha-noi" and u.level == "commune"),
        key=lambda unit: unit.code,
    )
    named = tuple(Unit(u.code, u.name, AREAS[u.kind != "phuong"]) for u in found)
    return _sized(named, rows, questions, period)


def _sized(units: tuple[Unit, ...], rows: int, questions: int, period: str) -> City:
    drawn = max(2, math.ceil(rows / (len(units) * _DRAWN_PEOPLE * _MEAN_RESPONSE)))
    return City(
        units,
        neighbourhoods=max(40, 2 * drawn),
        drawn_neighbourhoods=drawn,
        drawn_people=_DRAWN_PEOPLE,
        questions=questions,
        interviewers=max(min(4, drawn), math.ceil(drawn / _MOST_NEIGHBOURHOODS_OF_AN_INTERVIEWER)),
        period=period,
    )
