"""What goes over the wire about tasks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from chiso.office.api.shapes import Code, Given

_Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
_Report = Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")]
_Line = Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00]*$")]


class TaskShown(Schema):
    """A task; `state` on the day that was asked for, `last_day` the deadline or the next working day."""

    key: str
    version: int
    title: str
    state: str
    owner: str = Field(description="Key of the agency that does it.")
    officer: str | None = Field(description="Key of the person who was named.")
    directive: str | None
    parent: str | None
    level: int
    deadline: date | None
    last_day: date | None
    percent: int
    priority: str
    product: str
    done_on: date | None
    given_at: datetime
    is_made_up: bool


class Tasks(Schema):
    """A page of tasks by their last day; `next_page` None: there are no more."""

    day: date
    tasks: list[TaskShown]
    next_page: int | None


class AimShown(Schema):
    """A criterion that a task is to improve."""

    framework: str
    code: str


class InvolvedShown(Schema):
    """An agency that has to do with a task: owner, collaborator, or above it."""

    agency: str
    part: str


class ReportShown(Schema):
    """A report; `decision` of one that says done: "" while it waits, confirmed, returned."""

    key: str
    kind: str
    at: datetime
    percent: int
    words: str
    decision: str
    decided_at: datetime | None
    answer: str
    documents: list[str] = Field(description="Keys of the evidence that this person may read.")


class ExtensionShown(Schema):
    """A request for more time with both deadlines."""

    key: str
    asked_at: datetime
    old_deadline: date
    new_deadline: date
    decision: str


class TaskWhole(TaskShown):
    """A task with what belongs to it, the latest first."""

    words: str
    measure: str
    aims: list[AimShown]
    involved: list[InvolvedShown]
    reports: list[ReportShown]
    extensions: list[ExtensionShown]


class NewReport(Given):
    """How far a task is (`percent` must be said), or that it is done (then it is 100 whatever is sent).

    `documents` are keys of the agency's evidence; channels, reach and products are of communication tasks.
    """

    kind: Literal["progress", "done"] = "progress"
    percent: Annotated[int | None, Field(ge=0, le=100)] = None
    words: _Report
    documents: Annotated[list[Code], Field(max_length=50)] = Field(default_factory=list)
    channels: _Line = ""
    reach: Annotated[int | None, Field(ge=0, le=10**12)] = None
    products: _Line = ""
    parts_left_for: _Line = ""
    expected_version: _Version
