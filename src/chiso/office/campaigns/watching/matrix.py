"""How far each agency is, field by field: the matrix, its headlines, filters and order.

    share done = leaves answered / leaves asked
    at risk    = in the second half of the phase, share done < half of the share of time gone;
                 after its end, anything that is not done

Six queries whatever the number of agencies: assignments, forms, answers counted by agency and field,
submissions, phases, exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Count, Q
from django_scopes import scopes_disabled

from chiso.frameworks.model import Node
from chiso.language import Text, text
from chiso.office.campaigns.answering.progress import DONE, FROM_ELSEWHERE
from chiso.office.campaigns.calendar.lateness import Deadlines, deadlines_of
from chiso.office.campaigns.models import Answer, Campaign, Submission
from chiso.office.campaigns.participants import Participants, participants_of
from chiso.office.campaigns.submitting import states
from chiso.office.campaigns.submitting.locking import HANDED_IN
from chiso.office.campaigns.watching.extent import Extent
from chiso.office.organisation.models import Agency, AgencyForm
from chiso.office.organisation.selectors import forms_on
from chiso.units import make_slug

# What an agency says of itself, with nothing that proves or explains it.
BARE = Q(lacking=0, evidence=0, note="") & ~FROM_ELSEWHERE

STATE_NAMES: dict[str, Text] = {
    **states.STATE_NAMES,
    "not_begun": states.NOT_BEGUN,
    "risk": text("at risk of being late"),
    "late": text("late"),
}
STATE_KINDS = {**states.STATE_KINDS, "not_begun": "bad", "risk": "warn", "late": "bad"}
CHOICES: dict[str, Text] = {
    "": text("All"),
    "open": text("Not handed in"),
    "risk": text("Late or at risk"),
    "not_begun": text("Not begun"),
    "handed_in": text("Handed in"),
}


class Cell(NamedTuple):
    """A field of an agency: `state` is done, most, some, none or late. `place`: of those it has, from 1."""

    place: int
    done: int
    of: int
    state: str


@dataclass(frozen=True, slots=True)
class Row:
    """An agency in the matrix. `bare`: leaves without evidence and without explanation.

    `is_behind`: late, at risk, or not begun when half of the time is gone.
    """

    agency: Agency
    kind: str
    cells: tuple[Cell | None, ...]
    done: int
    of: int
    bare: int
    state: str
    is_behind: bool

    @property
    def is_handed_in(self) -> bool:
        """Whether nothing more is expected of the agency now."""
        return self.state in HANDED_IN

    @property
    def share(self) -> Fraction:
        """What is done of what is asked."""
        return Fraction(self.done, self.of) if self.of else Fraction(1)


@dataclass(frozen=True, slots=True)
class Timing:
    """The time of self-assessment, with the exceptions from it."""

    opens_at: datetime | None
    deadlines: Deadlines

    def deadline_of(self, agency: int) -> datetime | None:
        """Until when an agency is to hand in; None where there is no phase."""
        return self.deadlines.of(agency)

    def gone(self, agency: int, at: datetime) -> Fraction:
        """The share of the time that is gone, from 0 to 1."""
        deadline = self.deadline_of(agency)
        if self.opens_at is None or deadline is None or at <= self.opens_at:
            return Fraction(0)
        whole, gone = deadline - self.opens_at, at - self.opens_at
        return min(Fraction(1), Fraction(int(gone.total_seconds()), int(whole.total_seconds())))


@dataclass(frozen=True)
class Matrix:
    """Every agency that answers for something, in Vietnamese order."""

    fields: tuple[Node, ...]
    rows: tuple[Row, ...]
    timing: Timing

    @property
    def handed_in(self) -> int:
        """How many have handed in."""
        return sum(row.is_handed_in for row in self.rows)

    @property
    def not_begun(self) -> int:
        """How many have not begun."""
        return sum(row.state == "not_begun" for row in self.rows)

    @property
    def working(self) -> int:
        """How many have begun and not handed in."""
        return len(self.rows) - self.handed_in - self.not_begun

    @property
    def bare(self) -> int:
        """Leaves without evidence and without explanation, of all agencies."""
        return sum(row.bare for row in self.rows)

    @property
    def kinds(self) -> dict[str, int]:
        """How many agencies there are of each kind."""
        found: dict[str, int] = {}
        for row in self.rows:
            found[row.kind] = found.get(row.kind, 0) + 1
        return found


def matrix_of(
    campaign: Campaign,
    at: datetime,
    participants: Participants | None = None,
    *,
    deadlines: Deadlines | None = None,
) -> Matrix:
    """The matrix as it stands. For those who may watch the whole: scopes do not bound it.

    What the caller has asked for already is not asked again.
    """
    participants = participants or participants_of(campaign)
    extent = Extent(participants)
    asked = extent.leaves_by_field("responsible")
    counted = _counted(campaign)
    submissions = _submissions(campaign)
    timing = timing_of(deadlines or deadlines_of(campaign))
    kinds = {form.agency_id: form.kind for form in _forms(participants)}
    fields = tuple(extent.fields.values())
    rows = [
        _row(agency, kinds.get(key, ""), fields, asked[key], counted, submissions.get(key), timing, at)
        for key, agency in participants.agencies.items()
        if key in asked
    ]
    return Matrix(fields, tuple(rows), timing)


def _forms(participants: Participants) -> Iterable[AgencyForm]:
    """How the agencies stood; those of the units where each unit answers for itself."""
    if participants.agencies.keys() <= participants.forms.keys():
        return participants.forms.values()
    return forms_on(participants.period.reference_day)


def timing_of(deadlines: Deadlines) -> Timing:
    """When agencies may hand in."""
    opens = (phase.opens_at for phase in deadlines.phases if phase.kind == "self_assessment")
    return Timing(min(opens, default=None), deadlines)


def _counted(campaign: Campaign) -> dict[tuple[int, str], tuple[int, int]]:
    """Answered, and bare, by agency and field."""
    with scopes_disabled():
        rows = Answer.objects.filter(campaign=campaign, layer="self_assessed", seat=1)
    groups = rows.order_by().values("agency", "field")
    counted = groups.annotate(
        answered=Count("pk", filter=DONE | FROM_ELSEWHERE), bare=Count("pk", filter=BARE)
    )
    return {(one["agency"], one["field"]): (one["answered"], one["bare"]) for one in counted}


def _submissions(campaign: Campaign) -> dict[int, Submission]:
    with scopes_disabled():
        return {one.agency_id: one for one in Submission.objects.filter(campaign=campaign)}


def _row(
    agency: Agency,
    kind: str,
    fields: tuple[Node, ...],
    asked: Mapping[str, int],
    counted: Mapping[tuple[int, str], tuple[int, int]],
    submission: Submission | None,
    timing: Timing,
    at: datetime,
) -> Row:
    key = agency.pk
    found = {field: counted.get((key, field), (0, 0)) for field in asked}
    begun = submission is not None or any(answered for answered, _ in found.values())
    state = submission.state if submission is not None else "drafting" if begun else "not_begun"
    gone = timing.gone(key, at)
    if submission is not None and state == "returned":
        # What was returned has a time of its own.
        gone = Fraction(submission.supplement_until is not None and submission.supplement_until <= at)
    is_open = begun and state not in HANDED_IN
    places = {code: place for place, code in enumerate((one.code for one in fields if one.code in asked), 1)}
    cells = tuple(
        _cell(places[code], min(found[code][0], asked[code]), asked[code], gone, is_open)
        if (code := field.code) in asked
        else None
        for field in fields
    )
    if is_open and gone == 1:
        state = "late"
    elif state == "drafting" and any(cell is not None and cell.state == "late" for cell in cells):
        state = "risk"
    done = sum(cell.done for cell in cells if cell is not None)
    bare = sum(bare for _, bare in found.values())
    is_behind = state in ("late", "risk") or (state == "not_begun" and gone * 2 >= 1)
    return Row(agency, kind, cells, done, sum(asked.values()), bare, state, is_behind)


def _cell(place: int, done: int, of: int, gone: Fraction, is_open: bool) -> Cell:
    if done >= of:
        return Cell(place, done, of, "done")
    if is_open and (gone == 1 or (gone * 2 >= 1 and done * 2 < of * gone)):
        return Cell(place, done, of, "late")
    if not done:
        return Cell(place, done, of, "none")
    return Cell(place, done, of, "most" if done * 4 >= of * 3 else "some")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a reader of the matrix looks for; `order` is name, -name, done or -done."""

    words: str = ""
    kind: str = ""
    state: str = ""
    order: str = "name"


def chosen_rows(matrix: Matrix, sought: Sought) -> list[Row]:
    """The rows that fit, in the order asked for; names are found without their marks."""
    slug = make_slug(sought.words) if sought.words else ""
    rows = [
        row
        for row in matrix.rows
        if (not slug or slug in make_slug(row.agency.name))
        and (not sought.kind or row.kind == sought.kind)
        and _fits(row, sought.state)
    ]
    if sought.order.lstrip("-") == "done":
        rows.sort(key=lambda row: row.share)
    if sought.order.startswith("-"):
        rows.reverse()
    return rows


def _fits(row: Row, state: str) -> bool:
    if state == "open":
        return not row.is_handed_in
    if state == "handed_in":
        return row.is_handed_in
    if state == "risk":
        return row.is_behind
    return not state or row.state == state
