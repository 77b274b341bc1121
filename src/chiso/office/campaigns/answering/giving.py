"""Who in an agency works on which leaf, and until when: an officer, or a section."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField

from chiso.language import text
from chiso.office.campaigns.access import GIVE
from chiso.office.campaigns.answering.access import where_inside
from chiso.office.campaigns.models import Campaign, LeafTask
from chiso.office.campaigns.participants import Leaf
from chiso.office.compiled import Compiled, given
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency, Section
from chiso.office.organisation.selectors import workers_in
from chiso.office.people.models import Person
from chiso.office.people.rights import require, require_for_page
from chiso.problems import Place, Problem

declare_verbs(
    {
        "leaves_given": text("gave {count} criteria to be worked on"),
        "leaves_taken_back": text("took back {count} criteria from those who worked on them"),
    }
)


@dataclass(frozen=True, slots=True)
class Workers:
    """Who in an agency can be given a leaf."""

    officers: tuple[Person, ...]
    sections: tuple[Section, ...]


def workers_of(agency: Agency) -> Workers:
    """The officers and heads, and the sections, of an agency. Two queries."""
    return Workers(tuple(workers_in(agency)), tuple(Section.objects.filter(agency=agency)))


def give_leaves(
    *,
    actor: Person,
    campaign: Campaign,
    agency: Agency,
    leaves: Sequence[Leaf],
    officer: Person | None = None,
    section: Section | None = None,
    due_on: date | None = None,
) -> int:
    """Give leaves to an officer or a section, until a day; to nobody: take them back. Returns how many.

    What was given before to others is theirs no more. Raises NoRight, Incomplete (CH-7818 no leaf, CH-7819
    not of the agency).
    """
    where = where_inside(campaign, agency, leaves[0].code if leaves else "")
    decision = require(actor, GIVE, where)
    if not leaves:
        expected = text("Expected at least one criterion.")
        raise Incomplete([Problem("CH-7818", Place(field="leaves"), "", expected, text("Tick some."))])
    for leaf in leaves[1:]:
        # Somebody whose role covers some parts of the set gives those only.
        require_for_page(actor, GIVE, where_inside(campaign, agency, leaf.code))
    _check_worker(agency, officer, section)
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        kept = LeafTask.objects.select_for_update().order_by("pk").filter(campaign=campaign, agency=agency)
        standing_tasks = {(one.unit_id, one.node): one for one in kept}
        places = {(leaf.unit, leaf.code) for leaf in leaves}
        found = [standing_tasks[place] for place in places if place in standing_tasks]
        if officer is None and section is None:
            LeafTask.objects.filter(pk__in=[one.pk for one in found]).delete()
        else:
            _write(campaign, agency, places, found, officer, section, due_on)
        verb = "leaves_given" if officer or section else "leaves_taken_back"
        work.record(
            verb,
            campaign,
            facts={
                "agency": agency.pk,
                "count": len(places),
                "leaves": sorted([unit, node] for unit, node in places),
                "officer": officer.pk if officer else None,
                "section": section.pk if section else None,
                "due_on": due_on.isoformat() if due_on else None,
            },
        )
    return len(places)


def _write(
    campaign: Campaign,
    agency: Agency,
    places: Collection[tuple[int, str]],
    found: list[LeafTask],
    officer: Person | None,
    section: Section | None,
    due_on: date | None,
) -> None:
    known = {(one.unit_id, one.node) for one in found}
    for one in found:
        one.officer, one.section, one.due_on = officer, section, due_on
        one.version += 1
    LeafTask.objects.bulk_update(found, ["officer", "section", "due_on", "version"])
    LeafTask.objects.bulk_create(
        LeafTask(
            campaign=campaign,
            unit_id=unit,
            node=node,
            agency=agency,
            officer=officer,
            section=section,
            due_on=due_on,
        )
        for unit, node in sorted(set(places) - known)
    )


def _check_worker(agency: Agency, officer: Person | None, section: Section | None) -> None:
    workers = workers_of(agency)
    is_known = (officer is None or officer in workers.officers) and (
        section is None or section in workers.sections
    )
    if not is_known or (officer is not None and section is not None):
        expected = text("Expected one officer, or one section, of this agency.")
        mend = text("Choose one from the list.")
        raise Incomplete([Problem("CH-7819", Place(field="worker"), "", expected, mend)])


def tasks_by_place(campaign: Campaign, agency: Agency) -> dict[tuple[int, str], LeafTask]:
    """Who works on which leaf of an agency, by unit and code. One query."""
    return {(one.unit_id, one.node): one for one in _TASKS.rows(campaign=campaign.pk, of=agency.pk)}


_TASKS = Compiled(
    lambda: (
        LeafTask.objects.select_related("officer", "section")
        .filter(campaign=given("campaign", BigIntegerField()), agency=given("of", BigIntegerField()))
        .order_by("pk")
    )
)
