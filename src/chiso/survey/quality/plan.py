"""What the checks of collected data need to know: which column plays which role, and their limits.

    format: chiso-survey-quality/1
    interview: interview
    interviewer: interviewer
    unit: unit
    cluster: neighbourhood
    started: started
    duration: duration_seconds
    latitude: latitude
    longitude: longitude
    questions: [q01, q02, q03]
    no_answer: [9]
    numbers: [waiting_minutes]
    facts: [age, sex]

A role that is not given leaves out the checks that need it, and the result says so. The limits are ours,
where no source is named beside them; a round may state others.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from chiso.frameworks.records import read_record
from chiso.survey.part import Part

FORMAT = "chiso-survey-quality/1"

Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(gt=0, le=1)]
Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-4]):[0-5]\d$")]


class Limits(Part):
    """From where on an interview or an interviewer is listed.

    `deviations`: robust or standard deviations from the middle; 3.5 is that of Iglewicz and Hoaglin (1993).
    `alike`: the share of equal answers of two interviews; 0.85 is that of Kuriakose and Robbins (2016), and
    never below what interviews of different interviewers reach by chance.
    """

    deviations: Positive = 3.5
    alike: Share = 0.85
    missing: Share = 0.5
    earliest: Hour = "07:00"
    latest: Hour = "21:00"
    kilometres_an_hour: Positive = 60.0
    kilometres_from_cluster: Positive = 5.0
    chance: Share = 0.001
    signs: Annotated[int, Field(ge=1)] = 2
    interviews_of_interviewer: Annotated[int, Field(ge=2)] = 10


class QualityPlan(Part):
    """The whole record. `no_answer` are codes that stand for no answer, as "I do not know" is."""

    format: str = FORMAT
    interview: str
    interviewer: str = ""
    unit: str = ""
    cluster: str = ""
    started: str = ""
    duration: str = ""
    latitude: str = ""
    longitude: str = ""
    questions: Annotated[tuple[str, ...], Field(min_length=1)]
    no_answer: tuple[int, ...] = ()
    numbers: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    limits: Limits = Limits()

    @model_validator(mode="after")
    def _both_halves_of_a_position(self) -> QualityPlan:
        if bool(self.latitude) != bool(self.longitude):
            raise ValueError("latitude and longitude belong together")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is named, each once."""
        named = (
            self.interview, self.interviewer, self.unit, self.cluster, self.started, self.duration,
            self.latitude, self.longitude, *self.questions, *self.numbers, *self.facts,
        )  # fmt: skip
        return tuple(dict.fromkeys(one for one in named if one))


def read_plan(path: Path) -> QualityPlan:
    """The plan in a YAML file. Raises BadInput (CH-3210) with every fault of the file."""
    return read_record(path, QualityPlan, name=str(path), form=FORMAT, code="CH-3210")
