"""How fast appraisal goes, and when it will end at this pace.

    pace    = leaves appraised in the last working days / those days          (at most 5 of them)
    ends on = the working day after today on which the leaves that are left are done at this pace

A round has what is asked in it: the first every leaf that somebody appraises, the second the leaves on
which an agency explained itself or was asked to. Who appraises follows from the assignments (see `extent`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.frameworks.model import Node
from chiso.office.campaigns.models import Answer, Campaign, Phase, Question
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.watching.extent import Extent
from chiso.office.organisation.models import Agency
from chiso.periods import VietnamCalendar, vietnam_calendar
from chiso.problems import Report

WINDOW = 5
# Beyond this nobody plans; the calendar is not asked day by day.
_FARTHEST = 500


@dataclass(frozen=True, slots=True)
class Pace:
    """How far one appraising agency, or all of them, is. `per_day` in leaves a working day."""

    agency: Agency | None
    done: int
    of: int
    recent: int
    days: int
    ends_on: date | None
    is_slow: bool

    @property
    def left(self) -> int:
        """What is still to be appraised."""
        return max(0, self.of - self.done)

    @property
    def per_day(self) -> float:
        """Leaves a working day of late."""
        return self.recent / self.days if self.days else 0.0

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return not self.left


@dataclass(frozen=True, slots=True)
class OfLeaf:
    """How far a criterion is across all units."""

    node: Node
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round of appraisal is: `phase` is None where the calendar has none."""

    layer: str
    phase: Phase | None
    whole: Pace
    agencies: tuple[Pace, ...]
    leaves: tuple[OfLeaf, ...]

    def is_ahead(self, at: datetime) -> bool:
        """Whether the round has not opened yet."""
        return self.phase is not None and self.phase.opens_at > at

    @property
    def slow(self) -> tuple[Pace, ...]:
        """Those who will not end in time at their pace."""
        return tuple(pace for pace in self.agencies if pace.is_slow)


def progress_of(campaign: Campaign, at: datetime) -> Progress:
    """The round of appraisal that is open, or was open last. For those who may watch the whole."""
    phases = {phase.kind: phase for phase in campaign.phases.all()}
    second = phases.get("appraisal_2")
    layer = "appraised_2" if second is not None and second.opens_at <= at else "appraised_1"
    phase = second if layer == "appraised_2" else phases.get("appraisal_1")
    extent = Extent(participants_of(campaign))
    done = _appraised(campaign, layer)
    asked = _asked_again(campaign) if layer == "appraised_2" else None
    window = _Window.before(at, phase)
    return _gather(extent, layer, phase, done, asked, window)


def _gather(
    extent: Extent,
    layer: str,
    phase: Phase | None,
    done: Mapping[tuple[int, str], datetime],
    asked: frozenset[tuple[int, str]] | None,
    window: _Window,
) -> Progress:
    counts: dict[int, list[int]] = {}
    of_leaf: dict[str, list[int]] = {}
    names: dict[int, Agency] = {}
    if asked is None:
        for key, by_field in extent.leaves_by_field("appraising").items():
            counts[key] = [sum(by_field.values()), 0, 0]
        for code, count in extent.leaves_by_code().items():
            of_leaf[code] = [count, 0]
    for place in done.keys() | (asked or frozenset()):
        row = extent.assignment(*place)
        if row is None or row.appraising_id is None:
            continue
        of_agency = counts.setdefault(row.appraising_id, [0, 0, 0])
        of_code = of_leaf.setdefault(place[1], [0, 0])
        # In the second round what was appraised again without being asked for counts as asked for.
        if asked is not None:
            of_agency[0] += 1
            of_code[0] += 1
        when = done.get(place)
        if when is not None:
            of_agency[1] += 1
            of_code[1] += 1
            of_agency[2] += when >= window.since
    names = Agency.objects.in_bulk(counts)
    by_name = sorted(counts, key=lambda key: (names[key].sort_key, key))
    agencies = tuple(_pace(names[key], counts[key], window, phase) for key in by_name)
    whole = [sum(one[place] for one in counts.values()) for place in range(3)]
    nodes = {question.node.code: question.node for question in extent.questions}
    leaves = (OfLeaf(nodes[code], of_leaf[code][1], of_leaf[code][0]) for code in nodes if of_leaf.get(code))
    return Progress(layer, phase, _pace(None, whole, window, phase), agencies, tuple(leaves))


def _pace(agency: Agency | None, counted: Iterable[int], window: _Window, phase: Phase | None) -> Pace:
    of, done, recent = counted
    ends_on = window.end_of(of - done, recent)
    closes = timezone.localdate(phase.closes_at) if phase is not None else None
    # Without a pace the end is not in sight; that is slow only once there was time for some.
    too_late = ends_on > closes if ends_on is not None and closes is not None else window.days > 1
    return Pace(agency, done, of, recent, window.days, ends_on, of > done and bool(phase) and too_late)


@dataclass(frozen=True)
class _Window:
    """The last working days of a phase: since when, how many they are; "today" is the last of them."""

    since: datetime
    days: int
    today: date
    calendar: VietnamCalendar

    @classmethod
    def before(cls, at: datetime, phase: Phase | None) -> _Window:
        """The last working days up to a time, within the phase."""
        calendar = vietnam_calendar().with_report(Report())
        last = min(at, phase.closes_at) if phase is not None else at
        today = timezone.localdate(last)
        first = calendar.add_working_days(today + timedelta(days=1), -WINDOW)
        if phase is not None:
            first = max(first, timezone.localdate(phase.opens_at))
        since = timezone.make_aware(datetime.combine(first, time()))
        days = calendar.count_working_days(first - timedelta(days=1), today)
        return cls(since, days, today, calendar)

    def end_of(self, left: int, recent: int) -> date | None:
        """The working day on which what is left is done; None where no pace leads to it."""
        if left <= 0:
            return self.today
        if not recent or not self.days:
            return None
        days = ceil(left * self.days / recent)
        return self.calendar.add_working_days(self.today, days) if days <= _FARTHEST else None


def _appraised(campaign: Campaign, layer: str) -> dict[tuple[int, str], datetime]:
    """When each leaf was appraised, by unit and code."""
    with scopes_disabled():
        rows = Answer.objects.filter(campaign=campaign, layer=layer, seat=1).order_by()
    return {(unit, node): at for unit, node, at in rows.values_list("unit", "node", "at")}


def _asked_again(campaign: Campaign) -> frozenset[tuple[int, str]]:
    """The leaves that are looked at again: explained, or asked about."""
    with scopes_disabled():
        explained = Answer.objects.filter(campaign=campaign, layer="explained").order_by()
        asked = Question.objects.filter(campaign=campaign).order_by()
    return frozenset(explained.values_list("unit", "node")) | frozenset(asked.values_list("unit", "node"))
