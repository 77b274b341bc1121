"""The calendar of visits: days, other teams, notices to agencies, a second look.

Ties are respected whoever goes; the team that was there last goes again only where somebody says why. A move
is kept with its reason (`VisitMove`). An announced visit is told to its agency some working days before
(`chiso.inspection.kinds`); an unannounced one to nobody but its team.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from django.utils import timezone

from chiso.inspection.kinds import kinds
from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.inspections.access import PREPARE, chain_of, where_of
from chiso.office.inspections.knowing import somebody_knows
from chiso.office.inspections.models import Inspection, Visit, VisitMove
from chiso.office.inspections.problems import (
    begun_already,
    closed,
    knows_already,
    no_reason,
    not_a_day_of_it,
    not_again,
    nothing_to_announce,
    there_last,
    tied,
    too_short_a_notice,
    unknown,
    wrong_step,
)
from chiso.office.inspections.rotation import was_there_last
from chiso.office.inspections.selectors import with_ties
from chiso.office.inspections.services.changing import lock_open
from chiso.office.inspections.services.teams import is_tied
from chiso.office.inspections.telling import tell_announced, tell_given
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person, Team
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next
from chiso.office.tasks.days import calendar
from chiso.problems import Problem


@dataclass(frozen=True, slots=True)
class Move:
    """Who makes a visit and when. `goes_again`: also where the team was there last."""

    team: Team | None
    planned_on: date | None
    reason: str = ""
    goes_again: bool = False


def move_visit(*, actor: Person, visit: Visit, move: Move, expected_version: int) -> Visit:
    """Give a visit a day and a team, or others; what stood before goes only for a reason. An agency that
    knows of the visit is told of another day.

    Raises NoRight, Conflict, Incomplete (CH-8651, CH-8653, CH-8656, CH-8668 to CH-8672, CH-8674, CH-8858).
    """
    inspection = visit.inspection
    decision = require(actor, PREPARE, where_of(inspection))
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_version(visit, expected_version, given=move)
        # Under the lock of the chain: it may have been closed since the page was read.
        inspection = Inspection.objects.get(pk=inspection.pk)
        problems = list(_faults(inspection, visit, current, move))
        if problems:
            raise Incomplete(problems)
        _note_move(current, move, actor)
        team, day = current.team_id, current.planned_on
        current.team, current.planned_on = move.team, move.planned_on
        save_next(current)
        facts = {
            "team": move.team.pk if move.team else 0,
            "day": move.planned_on.isoformat() if move.planned_on else "",
            "goes_again": move.goes_again,
        }
        work.record("visit_moved", current, facts=facts, words={"reason": move.reason.strip()})
        # Its place was read with the page and does not change.
        current.inspection, current.place = inspection, visit.place
        if move.team is not None and move.team.pk != team:
            tell_given(work, current, move.team)
        if current.announced_at is not None and move.planned_on not in (None, day):
            tell_announced(work, current)
    return current


def plan_days(*, actor: Person, inspection: Inspection, expected_version: int) -> int:
    """Set days for the visits that have a team and no day yet, team by team, by district; how many.

    Each takes as many working days as the draw counted for it; what does not fit before the last day stays
    without. Raises NoRight, Conflict, Incomplete (CH-8656, CH-8674).
    """
    decision = require(actor, PREPARE, where_of(inspection))
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_open(inspection, expected_version)
        if current.drawn_at is None:
            raise Incomplete([wrong_step(current.state, text("Expected an inspection that was drawn."))])
        rows = current.visits.select_related("place").filter(team__isnull=False, begun_at=None)
        planned = list(_days(current, list(rows.order_by("team", "place__district", "place__code"))))
        for visit in planned:
            visit.version += 1
            visit.changed_at = timezone.now()
        Visit.objects.bulk_update(planned, ["planned_on", "version", "changed_at"], batch_size=200)
        save_next(current)
        work.record("visits_planned", current, facts={"count": len(planned)})
    return len(planned)


def announce_visits(
    *, actor: Person, inspection: Inspection, visits: Sequence[Visit], expected_version: int
) -> int:
    """Tell agencies of visits that are to be announced; from now on they see them. How many.

    Raises NoRight, Conflict, Incomplete (CH-8656, CH-8669, CH-8672, CH-8674, CH-8677).
    """
    decision = require(actor, PREPARE, where_of(inspection))
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_open(inspection, expected_version)
        rows = current.visits.select_related("place__agency", "inspection", "team").select_for_update(
            of=("self",)
        )
        chosen = list(
            rows.filter(
                pk__in=[visit.pk for visit in visits], is_announced=True, announced_at=None, begun_at=None
            )
        )
        problems = list(_faults_of_notice(current, chosen))
        if problems:
            raise Incomplete(problems)
        now = timezone.now()
        for visit in chosen:
            visit.announced_at, visit.changed_at = now, now
            visit.version += 1
        Visit.objects.bulk_update(chosen, ["announced_at", "version", "changed_at"], batch_size=200)
        save_next(current)
        facts = {"count": len(chosen), "visits": [visit.pk for visit in chosen]}
        work.record("visits_announced", current, facts=facts)
        for visit in chosen:
            tell_announced(work, visit)
    return len(chosen)


def arrange_again(*, actor: Person, visit: Visit, move: Move, is_announced: bool = True) -> Visit:
    """Arrange a second visit of a place, which looks at what the first one found; one at a time.

    Raises NoRight, Incomplete (CH-8651, CH-8653, CH-8668 to CH-8670, CH-8674, CH-8675).
    """
    inspection = visit.inspection
    decision = require(actor, PREPARE, where_of(inspection))
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        # Under the lock of the chain no two arrange it at once.
        current = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
        if current.ended_at is None or current.later_visits.filter(ended_at=None, how="again").exists():
            raise Incomplete([not_again()])
        again = Visit(
            inspection=inspection, place=visit.place, again_of=current, how="again", chance="1",
            days=current.days, is_announced=is_announced,
        )  # fmt: skip
        problems = list(_faults(inspection, visit, again, move, rotates=False))
        if not move.reason.strip():
            problems.append(no_reason())
        if problems:
            raise Incomplete(problems)
        again.team, again.planned_on = move.team, move.planned_on
        again.save()
        facts = {"visit": current.pk, "team": move.team.pk if move.team else 0}
        work.record("visit_arranged_again", again, facts=facts, words={"reason": move.reason.strip()})
        if move.team is not None:
            tell_given(work, again, move.team)
    return again


def first_day_to_announce(inspection: Inspection, today: date) -> date:
    """The first day for which a visit may still be announced."""
    return calendar().add_working_days(today, kinds()[inspection.kind].notice_working_days)


def _faults(
    inspection: Inspection, visit: Visit, current: Visit, move: Move, *, rotates: bool = True
) -> Iterator[Problem]:
    # A second look may come after the period, and after the seed was opened.
    last = _last_day_of(inspection, current)
    if inspection.closed_at is not None and not current.again_of_id:
        yield closed()
    if current.begun_at is not None:
        yield begun_already()
    day = move.planned_on
    is_of_it = day is not None and inspection.opens_on <= day <= last and calendar().is_working_day(day)
    if day is not None and not is_of_it:
        yield not_a_day_of_it(day, inspection.opens_on, last)
    if current.announced_at is not None and day != current.planned_on:
        # The agency counts on its notice: later is no harm, no day or a sooner one is.
        first = first_day_to_announce(inspection, timezone.localdate())
        if day is None or (day < first and (current.planned_on is None or day < current.planned_on)):
            yield too_short_a_notice(str(visit.place), first)
    replaces = (current.team_id is not None and (move.team.pk if move.team else None) != current.team_id) or (
        current.planned_on is not None and day != current.planned_on
    )
    if (replaces or move.goes_again) and not move.reason.strip():
        yield no_reason()
    if move.team is None or move.team.pk == current.team_id:
        return
    if not inspection.inspection_teams.filter(team=move.team).exists():
        yield unknown("team", move.team.name)
    if is_tied(move.team, visit.place):
        yield tied(move.team.name)
    elif current.is_blind and current.again_of is not None and somebody_knows(move.team, current.again_of):
        yield knows_already(move.team.name)
    elif rotates and not move.goes_again and was_there_last(move.team, inspection, visit.place):
        yield there_last(move.team.name)


def _last_day_of(inspection: Inspection, visit: Visit) -> date:
    return inspection.closes_on + timedelta(days=365) if visit.again_of_id else inspection.closes_on


def _note_move(visit: Visit, move: Move, actor: Person) -> None:
    VisitMove.objects.create(
        visit=visit, from_team_id=visit.team_id, to_team=move.team, from_day=visit.planned_on,
        to_day=move.planned_on, reason=move.reason.strip(), by=actor,
    )  # fmt: skip


def _days(inspection: Inspection, visits: Sequence[Visit]) -> Iterator[Visit]:
    """The visits that get a day, with it: after the last day of their team that is taken already."""
    days, today = calendar(), timezone.localdate()
    notice = first_day_to_announce(inspection, today)
    free: dict[int, date] = {}
    for visit in visits:
        if visit.planned_on is not None and visit.team_id is not None:
            after = days.add_working_days(visit.planned_on, max(1, ceil(Fraction(visit.days))))
            free[visit.team_id] = max(after, free.get(visit.team_id, after))
    for visit in visits:
        if visit.planned_on is not None or visit.team_id is None:
            continue
        first = max(inspection.opens_on, notice if visit.is_announced else today)
        day = max(first, free.get(visit.team_id, first))
        if not days.is_working_day(day):
            day = days.add_working_days(day, 1)
        if day > _last_day_of(inspection, visit):
            continue
        visit.planned_on = day
        free[visit.team_id] = days.add_working_days(day, max(1, ceil(Fraction(visit.days))))
        yield visit


def _faults_of_notice(inspection: Inspection, visits: Sequence[Visit]) -> Iterator[Problem]:
    if not visits:
        yield nothing_to_announce()
    first = first_day_to_announce(inspection, timezone.localdate())
    for one in with_ties(visits):
        visit = one.visit
        if visit.planned_on is None or visit.planned_on < first:
            yield too_short_a_notice(str(visit.place), first)
        # Said since the draw: the visit is given to another team before anybody is told of it.
        if one.is_tied and visit.team is not None:
            yield tied(visit.team.name)
