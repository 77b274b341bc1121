"""The shapes of dossiers and their counts in the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from chiso.office.api.shapes import Given

MOST_ROWS = 10_000
# One line each, since they become cells; PostgreSQL keeps no NUL in its texts.
_PLAIN = r"^[^\x00-\x1f\x7f\u0085\u2028\u2029]*$"
_Cell = Annotated[str, StringConstraints(max_length=200, pattern=_PLAIN)]
_Code = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=_PLAIN)]
_Moment = Annotated[str, StringConstraints(max_length=30, pattern=_PLAIN)]
_Count = Annotated[int, Field(ge=0, le=999_999_999)] | None


class NewDossier(Given):
    """A dossier as another system sends it; it is counted and not kept.

    `agency` is its uid, code or name. Days as 2026-05-04 or 04/05/2026, perhaps with a time behind them.
    `due_at` empty: none is known, and whether it was in time is not known either.
    """

    code: _Code
    agency: _Cell
    received_at: _Moment
    counter: _Cell = ""
    field: _Cell = ""
    procedure: _Cell = ""
    due_at: _Moment = ""
    done_at: _Moment = ""
    status: Literal["", "open", "waiting", "done", "returned", "withdrawn"] = ""
    channel: Literal["", "online", "direct", "post"] = ""
    supplement_requests: _Count = None
    complaints: _Count = None


class NewDossiers(Given):
    """The dossiers of a period, all of them counted or none.

    They stand in place of what stood of the agencies that they name, in every month of the period: send all
    dossiers of an agency at once, also those carried over, and where they are too many its counts.
    """

    period: _Cell
    dossiers: Annotated[list[NewDossier], Field(min_length=1, max_length=MOST_ROWS)]
    is_made_up: bool = False


class NewCount(Given):
    """The counts of a counter and field in a month, such as 2026-05; null is a count that is not known."""

    month: Annotated[str, StringConstraints(max_length=10, pattern=_PLAIN)]
    agency: _Cell
    counter: _Cell = ""
    field: _Cell = ""
    carried_over: _Count = None
    received: _Count = None
    received_online: _Count = None
    received_direct: _Count = None
    received_post: _Count = None
    done: _Count = None
    done_early: _Count = None
    done_on_time: _Count = None
    done_in_time: _Count = None
    done_late: _Count = None
    returned: _Count = None
    withdrawn: _Count = None
    left: _Count = None
    left_in_time: _Count = None
    left_overdue: _Count = None


class NewCounts(Given):
    """The counts of a period, all of them taken in or none; they replace as dossiers do."""

    period: _Cell
    counts: Annotated[list[NewCount], Field(min_length=1, max_length=MOST_ROWS)]
    is_made_up: bool = False


class DossiersTaken(Schema):
    """What became of them: `known`, the same stands already and nothing was done."""

    key: str
    number: str
    known: bool
    rows: int
    replaced: int = Field(description="Months of agencies whose counts gave way to these.")


class IntakeShown(Schema):
    """What came in once; `standing` of its months of agencies still count."""

    key: str
    number: str
    period: str
    shape: Literal["dossiers", "counts"]
    origin: Literal["file", "api"]
    rows: int
    agencies: int
    months: int
    standing: int
    is_made_up: bool
    brought_at: datetime
    withdrawn_at: datetime | None


class Intakes(Schema):
    """What came in, the latest first."""

    intakes: list[IntakeShown]


class CountsShown(Schema):
    """What stands of a counter and field over the months that are known of its agency."""

    agency: str = Field(description="Key of the agency.")
    counter: str
    field: str
    months: list[str]
    counts: dict[str, int | None]


class CountsOfPeriod(Schema):
    """What stands, by agency, counter and field."""

    first_day: date
    last_day: date
    places: list[CountsShown]
