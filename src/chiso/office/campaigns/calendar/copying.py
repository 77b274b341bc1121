"""A campaign from that of another year: assignments by what a part measures, phases some whole years on.

A part of the older set goes where the newer one measures the same (as `chiso frameworks diff` finds it),
an agency goes where it still stands in the period. What goes nowhere is listed; for each part of it
somebody says where it goes, or that it is left out.

    CH-7812 a part that was not answered, or that goes nowhere    CH-7215 no such set    CH-13nn no period
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from chiso.frameworks.differences import find_differences
from chiso.frameworks.model import Framework, Node
from chiso.language import text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.calendar.working_days import on_a_working_day
from chiso.office.campaigns.frameworks import framework_by_key
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.campaigns.services import chain_of, framework_of, open_campaign, settings_of
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency, Assignment
from chiso.office.organisation.selectors import forms_on
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, is_within, require
from chiso.periods import parse_period
from chiso.problems import Place, Problem

declare_verbs({"campaign_copied": text("took over from {title}: assignments {assignments}, phases {phases}")})

LEFT_OUT = "-"


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the parts of an older set are found in a newer one, by code; what is gone, what is added.

    `renamed`: taken for the same by its code, with another title: somebody should look.
    """

    same: dict[str, str]
    gone: tuple[str, ...]
    added: tuple[str, ...]
    renamed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a copy would take over, before anything is written.

    `asked`: parts with an assignment that the newer set does not have; `agencies_gone`: those that stand
    no more in the period (their rows are left out); `uncovered`: parts of the newer set that nobody would
    answer for.
    """

    rows: tuple[Assignment, ...]
    parts: Parts
    asked: tuple[str, ...]
    agencies_gone: tuple[Agency, ...]
    uncovered: tuple[str, ...]


def parts_between(older: Framework, newer: Framework) -> Parts:
    """Where the parts of one set are found in another."""
    found = find_differences(older, newer)
    gone = tuple(one.before for one in found if one.sort == "removed" and one.before is not None)
    added = tuple(one.after for one in found if one.sort == "added" and one.after is not None)
    renamed = tuple(one.after for one in found if one.sort == "title" and one.after is not None)
    moved = {one.before: one.after for one in found if one.sort == "moved"}
    same = {}
    for node, _, _ in older.walk():
        if node.code not in gone:
            same[node.code] = moved.get(node.code) or node.code
    return Parts(same, gone, added, renamed)


def former_codes(campaign: Campaign) -> dict[str, str]:
    """Of each part of a campaign's set the code under which the campaign that it was copied from has it.

    Empty where it was not copied.
    """
    if campaign.copied_from is None:
        return {}
    parts = parts_between(framework_of(campaign.copied_from), framework_of(campaign))
    return {new: old for old, new in parts.same.items()}


def plan_copy(source: Campaign, *, period: str, framework: str) -> Plan:
    """What a copy for a period, by a set, would take over. Raises BadInput (CH-13nn), WrongCall (CH-5001)."""
    newer = framework_by_key(framework)
    parts = parts_between(framework_of(source), newer)
    rows = tuple(
        Assignment.objects.select_related("unit", "responsible", "appraising").filter(campaign=source)
    )
    standing = {form.agency_id for form in forms_on(parse_period(period).reference_day)}
    gone = {one.pk: one for row in rows for one in _agencies(row) if one.pk not in standing}
    kept = [row for row in rows if row.unit_id in standing and row.responsible_id in standing]
    asked = dict.fromkeys(row.node for row in kept if row.node and row.node not in parts.same)
    covered = {parts.same[row.node] if row.node else "" for row in kept if row.node not in asked}
    uncovered = () if "" in covered else tuple(_uncovered(newer.nodes, covered))
    return Plan(tuple(kept), parts, tuple(asked), _sorted(gone.values()), uncovered)


def copy_campaign(
    *,
    actor: Person,
    source: Campaign,
    title: str,
    period: str,
    framework: str,
    moves: Mapping[str, str] | None = None,
    with_phases: bool = True,
) -> Campaign:
    """Open a campaign for a period with the assignments and phases of another one.

    `moves` says of each part that the newer set does not have where it goes (`LEFT_OUT`: nowhere). Its
    settings are taken over; answers are not, they are read beside. Raises NoRight, Incomplete (see above),
    BadInput (CH-13nn).
    """
    decision = require(actor, MANAGE, Where())
    given = moves or {}
    settings = replace(settings_of(source), is_sample=False, remark="")
    with transaction.atomic():
        copy = open_campaign(
            actor=actor, kind=source.kind, title=title, period=period, framework=framework, settings=settings
        )
        plan = plan_copy(source, period=period, framework=framework)
        problems = list(_problems(plan, given, framework_by_key(framework)))
        if problems:
            raise Incomplete(problems)
        with unit_of_work(chain_of(copy), actor=actor, decision=decision) as work:
            copy.copied_from = source
            copy.save(update_fields=["copied_from"])
            rows = Assignment.objects.bulk_create(_moved(plan, copy, given), batch_size=500)
            phases = Phase.objects.bulk_create(_phases(source, copy) if with_phases else [])
            facts = {
                "title": source.title, "assignments": len(rows), "phases": len(phases), "source": source.pk
            }  # fmt: skip
            work.record("campaign_copied", copy, facts=facts)
    return copy


def years_between(older: str, newer: str) -> int:
    """How many years lie between two periods. Raises BadInput (CH-13nn)."""
    return parse_period(newer).reference_day.year - parse_period(older).reference_day.year


def shift_phases(phases: Iterable[Phase], years: int) -> list[Phase]:
    """Phases some years later, each end on a working day; what did not meet before does not meet then.

    The phases are new, without a campaign.
    """
    shifted: list[Phase] = []
    pairs: list[tuple[Phase, Phase]] = []
    for phase in sorted(phases, key=lambda one: (one.opens_at, one.closes_at)):
        opens = on_a_working_day(_later(phase.opens_at, years))
        for before, moved in pairs:
            if before.closes_at <= phase.opens_at:
                opens = max(opens, moved.closes_at)
        closes = on_a_working_day(_later(phase.closes_at, years))
        late = on_a_working_day(_later(phase.late_until, years)) if phase.late_until else None
        if closes <= opens:
            closes = on_a_working_day(opens + (phase.closes_at - phase.opens_at))
        if late is not None and late <= closes:
            late = closes + (phase.late_until - phase.closes_at) if phase.late_until else None
        moved = Phase(
            kind=phase.kind, opens_at=opens, closes_at=closes, late_until=late, nodes=list(phase.nodes)
        )
        pairs.append((phase, moved))
        shifted.append(moved)
    return shifted


def _phases(source: Campaign, copy: Campaign) -> list[Phase]:
    same = parts_between(framework_of(source), framework_of(copy)).same
    found = []
    for phase in shift_phases(source.phases.all(), years_between(source.period, copy.period)):
        kept = [same[node] for node in phase.nodes if node in same]
        # One for parts that the newer set does not have is for nothing, not for the whole.
        if kept or not phase.nodes:
            phase.campaign, phase.nodes = copy, kept
            found.append(phase)
    return found


def _moved(plan: Plan, copy: Campaign, moves: Mapping[str, str]) -> list[Assignment]:
    gone = {agency.pk for agency in plan.agencies_gone}
    found: dict[tuple[int, str], Assignment] = {}
    for row in plan.rows:
        node = plan.parts.same.get(row.node, "") if row.node not in plan.asked else moves[row.node]
        if node == LEFT_OUT:
            continue
        # Of two parts that went to one place the first holds.
        found.setdefault(
            (row.unit_id, node),
            Assignment(
                campaign=copy,
                unit_id=row.unit_id,
                node=node,
                responsible_id=row.responsible_id,
                appraising_id=None if row.appraising_id in gone else row.appraising_id,
            ),
        )
    return list(found.values())


def _problems(plan: Plan, moves: Mapping[str, str], newer: Framework) -> Iterable[Problem]:
    for code in plan.asked:
        place = moves.get(code, "")
        if place != LEFT_OUT and place not in newer.nodes_by_code:
            yield Problem(
                "CH-7812",
                Place(field=f"move_{code}"),
                place,
                text("Expected where part {code} of the older set goes, or that it is left out.", code=code),
                text("Choose a part of the newer set, or leave it out."),
            )


def _agencies(row: Assignment) -> list[Agency]:
    found = [row.unit, row.responsible]
    return [*found, row.appraising] if row.appraising is not None else found


def _sorted(agencies: Iterable[Agency]) -> tuple[Agency, ...]:
    return tuple(sorted(agencies, key=lambda one: (one.sort_key, one.pk)))


def _uncovered(nodes: Iterable[Node], covered: set[str]) -> Iterable[str]:
    """The highest parts that nobody answers for."""
    for node in nodes:
        if node.code in covered:
            continue
        if any(is_within(code, node.code) for code in covered):
            yield from _uncovered(node.nodes, covered)
        else:
            yield node.code


def _later(at: datetime, years: int) -> datetime:
    """The same hour of the same day some years later; 29 February becomes the 28th."""
    local = timezone.localtime(at)
    try:
        return local.replace(year=local.year + years)
    except ValueError:
        return local.replace(year=local.year + years, day=28)
