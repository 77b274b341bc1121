"""What goes over the wire about survey rounds."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from chiso.office.api.shapes import Code, Given, Words

_Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
_Note = Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00]*$")]
_Estimates = Annotated[str, StringConstraints(max_length=2_000_000, pattern=r"^[^\x00]*$")]
_Record = Annotated[str, StringConstraints(max_length=200_000, pattern=r"^[^\x00]*$")]


class NewVersion(Given):
    """The files of a round as the command wrote them: `csv` is estimates.csv, `record` index.json or
    estimate.json, as text. A report on quality is attached on the screen."""

    csv: _Estimates
    record: _Record
    note: _Note = ""


class NewRound(NewVersion):
    """A round with the files of its first version. `is_made_up`: an example, an exercise."""

    name: Words
    is_made_up: bool = False


class NextVersion(NewVersion):
    """The files of the next version; `expected_version` is that of the round that was seen."""

    expected_version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class VersionShown(Schema):
    """A version of a round; figures by how they are told."""

    key: str
    number: int
    kind: str
    design_sha256: str
    data_sha256: str
    estimates_sha256: str
    shown: int
    unreliable: int
    suppressed: int
    note: str
    brought_at: datetime


class RoundShown(Schema):
    """A round; `basis` "open" is a stream of ratings, no survey."""

    key: str
    version: int
    name: str
    period: str
    basis: str
    is_made_up: bool
    latest: VersionShown


class Rounds(Schema):
    """All rounds, the newest period first."""

    rounds: list[RoundShown]


class LeafShown(Schema):
    """A criterion that was fed; `stands`: whether these figures count."""

    node: str
    sheet: str
    number: int
    stands: bool


class HandingOverShown(Schema):
    """What was handed over to a campaign."""

    key: str
    version: int
    round_version: str
    campaign: str
    handed_over_at: datetime
    withdrawn_at: datetime | None
    leaves: list[LeafShown]


class RoundWhole(RoundShown):
    """A round with all versions and all that was handed over, the latest first."""

    versions: list[VersionShown]
    handed_over: list[HandingOverShown]


class Files(Schema):
    """The files of a version, as they came."""

    csv: str
    record: str


class FeedGiven(Given):
    """An estimate (a code of the table) for an input of a criterion; `times` 100: in per cent."""

    node: Code
    input: Code
    estimate: Code
    times: Literal["1", "100"] = "1"


class NewHandingOver(Given):
    """Estimates for criteria of a campaign. `expected_numbers`: of each criterion the latest version of its
    figures that was seen, 0 for none. `confirms_basis`: figures without a known error are wanted."""

    campaign: Code
    feeds: Annotated[list[FeedGiven], Field(min_length=1, max_length=400)]
    expected_numbers: Annotated[dict[Code, _Number], Field(max_length=400)] = Field(default_factory=dict)
    confirms_basis: bool = False


class Withdrawal(Given):
    """Why figures are withdrawn."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\x00]*$")]
    expected_version: Annotated[int, Field(ge=1, le=2**31 - 1)]
