"""Writes of assignments: by a table, and by field for units that assess themselves.

CH-7216 closed    CH-7808 no unit yet    CH-7813 somebody else would answer for what is answered already
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django_scopes import scopes_disabled

from chiso.frameworks.parts import AppliesTo
from chiso.language import text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.assigning.by_field import Fields, rows_by_field, units_meant
from chiso.office.campaigns.assigning.tables import read_assignments
from chiso.office.campaigns.models import Answer, Campaign
from chiso.office.campaigns.services import chain_of, framework_of, lock_calendar, refuse_closed
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency, Assignment
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, longest, require
from chiso.problems import Place, Problem

declare_verbs(
    {
        "assignments_taken_over": text("took over {rows} assignments from the table {table}"),
        "assignments_by_field": text("said who appraises which field; assignments: {rows}"),
        "units_assigned": text("let each unit answer for itself; units: {units}"),
    }
)


def take_over_assignments(*, actor: Person, campaign: Campaign, content: bytes, name: str) -> int:
    """Replace the assignments of a campaign by those of a table; returns how many there are.

    Raises NoRight, BadInput (see `tables`), Incomplete (CH-7216 closed, CH-7813).
    """
    decision = require(actor, MANAGE, Where(campaign=campaign))
    refuse_closed(campaign)
    read = read_assignments(campaign, framework_of(campaign), content, name)
    rows = [
        Assignment(
            campaign=campaign,
            unit=row.unit,
            node=row.node,
            responsible=row.responsible,
            appraising=row.appraising,
        )
        for row in read
    ]
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        _replace(campaign, rows)
        work.record("assignments_taken_over", campaign, facts={"rows": len(rows), "table": name})
    return len(rows)


def assign_league(*, actor: Person, campaign: Campaign, members: AppliesTo) -> int:
    """Let each unit that a league is for answer for itself; returns how many there are.

    Who appraises is said afterwards, field by field. Raises NoRight, Incomplete (CH-7216).
    """
    decision = require(actor, MANAGE, Where(campaign=campaign))
    units = [form.agency for form in units_meant(campaign, members, framework_of(campaign))]
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        _replace(campaign, rows_by_field(campaign, units, Fields({})))
        work.record("units_assigned", campaign, facts={"units": len(units)})
    return len(units)


def assign_by_field(*, actor: Person, campaign: Campaign, fields: Fields) -> int:
    """Say who appraises each field of all units of a campaign, each of which answers for itself.

    What stood is replaced; returns how many assignments there are. Raises NoRight, Incomplete (CH-7216,
    CH-7808 where the campaign has no unit yet, CH-7813).
    """
    decision = require(actor, MANAGE, Where(campaign=campaign))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        units = units_of(campaign)
        if not units:
            expected = text("Expected a campaign that has units.")
            mend = text("Bring a table that names them, or open the campaign from a programme.")
            raise Incomplete([Problem("CH-7808", Place(), "", expected, mend)])
        rows = rows_by_field(campaign, units, fields)
        _replace(campaign, rows)
        work.record("assignments_by_field", campaign, facts={"rows": len(rows)})
    return len(rows)


def units_of(campaign: Campaign) -> list[Agency]:
    """The units of a campaign, in Vietnamese order. One query."""
    found = Agency.objects.filter(pk__in=Assignment.objects.filter(campaign=campaign).values("unit"))
    return list(found.order_by("sort_key", "pk"))


def _replace(campaign: Campaign, rows: Sequence[Assignment]) -> None:
    locked = lock_calendar(campaign)
    problems = list(_problems_of_answers(locked, rows))
    if problems:
        raise Incomplete(problems)
    Assignment.objects.filter(campaign=campaign).delete()
    Assignment.objects.bulk_create(rows, batch_size=500)


def _problems_of_answers(campaign: Campaign, rows: Iterable[Assignment]) -> Iterable[Problem]:
    """What is answered already stays with the agency that answered: its record hangs on it. One query."""
    by_unit: dict[int, list[Assignment]] = {}
    for row in rows:
        by_unit.setdefault(row.unit_id, []).append(row)
    with scopes_disabled():
        answered = list(
            Answer.objects.filter(campaign=campaign)
            .order_by("unit", "node")
            .values_list("unit", "node", "agency", "unit__name", "agency__name")
            .distinct()
        )
    for unit, node, agency, unit_name, agency_name in answered:
        holds = longest(by_unit.get(unit, []), node)
        if holds is None or holds.responsible_id != agency:
            yield Problem(
                "CH-7813",
                Place(field=f"{unit_name}, {node}"),
                "" if holds is None else holds.responsible.name,
                text(
                    "Expected {agency} to go on answering for this: it has answered already.",
                    agency=agency_name,
                ),
                text("Leave it with that agency in this campaign; another may answer in the next."),
            )
