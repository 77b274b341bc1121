"""What goes over the wire. Times in ISO 8601 with zone; keys are those of addresses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

# PostgreSQL keeps no NUL, and nobody can read one.
Words = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Code = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")]


class Given(Schema):
    """What a program sends: nothing beside what is declared."""

    model_config = ConfigDict(extra="forbid")


class ProblemShown(Schema):
    """One thing that is wrong, as on the screens."""

    code: str
    file: str
    row: int | None
    field: str
    found: str
    expected: str
    mend: str


class Problems(Schema):
    """Why nothing was done: all problems at once."""

    problems: list[ProblemShown]


class Me(Schema):
    """Whose token this is, and what it may be used for."""

    full_name: str
    scopes: list[str]
    expires_at: datetime


class AgencyShown(Schema):
    """An agency as it stood on a day."""

    key: str
    uid: str
    code: str
    name: str
    level: str
    kind: str
    parent: str | None = Field(description="Key of the agency above.")
    group: str
    valid_from: date | None
    valid_to: date | None


class Agencies(Schema):
    """Agencies in Vietnamese order."""

    day: date
    agencies: list[AgencyShown]


class PhaseShown(Schema):
    """A phase of a campaign."""

    key: str
    version: int
    kind: str
    opens_at: datetime
    closes_at: datetime
    late_until: datetime | None
    nodes: list[str]
    state: str


class AssignmentShown(Schema):
    """Who answers for a node of a unit; agencies by key."""

    unit: str
    node: str
    responsible: str
    appraising: str | None


class CampaignShown(Schema):
    """A campaign."""

    key: str
    version: int
    kind: str
    title: str
    period: str
    framework: str
    closed_at: datetime | None


class CampaignWhole(CampaignShown):
    """A campaign with its calendar and assignments."""

    phases: list[PhaseShown]
    assignments: list[AssignmentShown]


class Campaigns(Schema):
    """All campaigns."""

    campaigns: list[CampaignShown]


class NewCampaign(Given):
    """A campaign to be opened."""

    kind: Annotated[str, StringConstraints(pattern=r"^(units|city)$")]
    title: Words
    period: Code
    framework: Code


class NewPhase(Given):
    """A phase to be added."""

    kind: Annotated[str, StringConstraints(max_length=20)]
    opens_at: datetime
    closes_at: datetime
    late_until: datetime | None = None
    nodes: list[Code] = Field(default_factory=list, max_length=200)


class ChangedPhase(NewPhase):
    """A phase as it shall be, and the version that was seen."""

    expected_version: int = Field(ge=1, le=2_147_483_647)


class Table(Given):
    """A table of assignments as CSV: unit, node, responsible, appraising."""

    csv: Annotated[str, StringConstraints(max_length=2_000_000, pattern=r"^[^\x00]*$")]


class NewSheet(Given):
    """Figures of a criterion for all units as CSV: unit, then value, or numerator and denominator, or label;
    for estimates se, ci_low, ci_high, n. `expected_number`: the latest version that was seen, 0 for none."""

    node: Code
    origin: Literal["survey", "statistic", "system", "inspection", "carried_over"]
    source: Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\x00]*$")]
    basis: Literal["", "probability", "quota", "census", "open"] = ""
    csv: Annotated[str, StringConstraints(max_length=2_000_000, pattern=r"^[^\x00]*$")]
    expected_number: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class SheetShown(Schema):
    """A version of the figures of a criterion."""

    key: str
    node: str
    number: int
    origin: str
    source: str
    basis: str
    brought_at: datetime


class Sheets(Schema):
    """The versions of a campaign's figures from elsewhere, by criterion, the latest first."""

    sheets: list[SheetShown]


class Taken(Schema):
    """How many rows were taken over."""

    rows: int


class EntryShown(Schema):
    """An entry of the record, in words."""

    id: int
    at: datetime
    chain: str
    sequence: int
    who: str
    said: str
    reason: str
    refused: bool
    hash: str


class Entries(Schema):
    """Entries, newest first; `next_before` asks for those before."""

    entries: list[EntryShown]
    next_before: int | None
