"""Places visited a second time by a team that knows nothing of the first: sealed, drawn, opened.

Drawn is as for the first visits (`chiso.inspection.drawing`), from the places that were visited, all by
chance, without notice, by a seed of its own that is sealed before anybody draws
(`chiso.inspection.reinspection`). How many and within which strata is fixed with the seed, and a seed is
sealed once: nobody draws until they like what comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils import timezone

from chiso.figures import write_exact
from chiso.inspection.drawing import Draw, draw_visits
from chiso.inspection.frame import frame_of
from chiso.inspection.record import list_of, record_in, record_of, write_record
from chiso.inspection.reinspection import frame_bytes, plan_bytes, refuse_more_than_visited
from chiso.inspection.seed import new_seed
from chiso.language import Text, text
from chiso.office.errors import Incomplete
from chiso.office.inspections.access import PREPARE, chain_of, where_of
from chiso.office.inspections.content import (
    FRAME_FILE,
    NO_COMMITMENT,
    PLAN_FILE,
    USUAL,
    Files,
    teams_of_inspection,
    ties_by_place,
)
from chiso.office.inspections.content import (
    frame_bytes as first_frame_bytes,
)
from chiso.office.inspections.knowing import who_know
from chiso.office.inspections.models import Inspection, SecondDraw, Visit
from chiso.office.inspections.problems import visits_left, wrong_step
from chiso.office.inspections.services.changing import lock_open
from chiso.office.inspections.services.sealing import decrypt_seed, encrypt_seed
from chiso.office.inspections.telling import tell_second_drawn
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next
from chiso.problems import Problem

declare_verbs(
    {
        "second_seed_sealed": text(
            "sealed the seed by which {count} of {places} places visited are visited again, commitment "
            "{commitment}"
        ),
        "second_visits_drawn": text("drew {count} second visits from {places} places visited"),
        "second_draw_opened": text("opened the seed of the second visits"),
    }
)


@dataclass(frozen=True, slots=True)
class SecondWanted:
    """How many places are visited again, drawn within each of these columns."""

    visits: int
    strata: Sequence[str]


def visited_of(inspection: Inspection) -> list[Visit]:
    """The first visits of an inspection that are over and whose record is signed. One query."""
    rows = Visit.objects.filter(
        inspection=inspection, again_of=None, ended_at__isnull=False, record__state="signed"
    )
    return list(rows.select_related("place__agency", "team").order_by("place__code"))


def seal_second_draw(
    *, actor: Person, inspection: Inspection, wanted: SecondWanted, expected_version: int
) -> SecondDraw:
    """Seal the seed of second visits, with how many there are and from which places; once an inspection.

    Tried with another seed first, so that it can be drawn. Raises NoRight, Conflict, BadInput (CH-8603,
    CH-8605, CH-8606, CH-8855), Incomplete (CH-8656, CH-8674).
    """
    decision = require(actor, PREPARE, where_of(inspection))
    _refuse_unopened(inspection)
    draw_visits(*_files(inspection, wanted, NO_COMMITMENT)[0].read(), new_seed())
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_open(inspection, expected_version)
        _refuse_unopened(current)
        if SecondDraw.objects.filter(inspection=current).exists():
            expected = text("Expected an inspection of which no second visits were sealed yet.")
            raise Incomplete([wrong_step(current.state, expected)])
        seed = new_seed()
        files, places = _files(current, wanted, seed.commitment)
        made = SecondDraw.objects.create(
            inspection=current, visits=wanted.visits, places=places,
            strata=list(wanted.strata or (USUAL | current.plan)["strata"]),
            frame=files.frame.decode(), plan=files.plan.decode(), commitment=seed.commitment,
            sealed_seed=encrypt_seed(seed), sealed_by=actor,
        )  # fmt: skip
        save_next(current)
        facts = {
            "count": wanted.visits, "places": places, "commitment": seed.commitment,
            "frame": files.frame_sha256, "plan": files.plan_sha256,
        }  # fmt: skip
        work.record("second_seed_sealed", made, facts=facts)
    return made


def draw_second_visits(*, actor: Person, second: SecondDraw, expected_version: int) -> Draw:
    """Draw the second visits, once. A team of which somebody has come to know of a first visit since the
    sealing does not get it.

    Raises NoRight, Conflict, Incomplete (CH-8656, CH-8664, CH-8674).
    """
    inspection = second.inspection
    decision = require(actor, PREPARE, where_of(inspection))
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_version(second, expected_version)
        _refuse_unopened(Inspection.objects.get(pk=inspection.pk))
        if current.state != "sealed":
            raise Incomplete([_not_here(current, text("Expected second visits that are not drawn yet."))])
        files = Files(current.frame.encode(), current.plan.encode(), current.commitment)
        frame, plan = files.read()
        drawn = draw_visits(frame, plan, decrypt_seed(current.sealed_seed))
        told = record_of(drawn, frame=frame, plan=plan, plan_file=PLAN_FILE, plan_sha256=files.plan_sha256)
        visits = _visits(inspection, drawn)
        for one in visits:
            one.save()
        current.listed, current.record = list_of(drawn).decode(), write_record(told).decode()
        current.drawn_at, current.drawn_by = timezone.now(), actor
        save_next(current)
        facts = {"count": len(visits), "places": current.places, "list": told.list.sha256}
        work.record("second_visits_drawn", current, facts=facts)
        tell_second_drawn(work, inspection, visits)
    return drawn


def open_second_draw(*, actor: Person, second: SecondDraw, expected_version: int) -> SecondDraw:
    """Open the seed of second visits, once their records are handed over: anybody can repeat the draw then.

    Also after the inspection was closed, as second visits are made then too. Raises NoRight, Conflict,
    Incomplete (CH-8656, CH-8664, CH-8673).
    """
    inspection = second.inspection
    decision = require(actor, PREPARE, where_of(inspection))
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_version(second, expected_version)
        if current.state != "drawn":
            raise Incomplete([_not_here(current, text("Expected second visits that are drawn and sealed."))])
        left = inspection.visits.filter(how="blind", handed_over_at=None).count()
        if left:
            raise Incomplete([visits_left(left)])
        seed = decrypt_seed(current.sealed_seed)
        told = record_in(current.record.encode(), name="draw.yaml")
        opened = told.model_copy(update={"seed": seed.seed, "salt": seed.salt})
        current.record, current.sealed_seed = write_record(opened).decode(), ""
        current.opened_at = timezone.now()
        save_next(current)
        work.record("second_draw_opened", current, facts={"commitment": current.commitment})
    return current


def folder_of_second(second: SecondDraw) -> dict[str, bytes]:
    """The files of the folder of second visits, as `chiso inspection verify-draw` takes them."""
    return {
        FRAME_FILE: second.frame.encode(),
        PLAN_FILE: second.plan.encode(),
        "draw/list.csv": second.listed.encode(),
        "draw/draw.yaml": second.record.encode(),
    }


def _files(inspection: Inspection, wanted: SecondWanted, commitment: str) -> tuple[Files, int]:
    """Frame and plan of second visits as the inspection stands now, and of how many places."""
    visits = visited_of(inspection)
    refuse_more_than_visited(wanted.visits, len(visits))
    teams = teams_of_inspection(inspection)
    places = [one.place for one in visits]
    ties = ties_by_place(places, [person for _, members in teams for person in members])
    known = who_know(visits)
    kept = {one.place.code: ties.get(one.place.code, set()) | known[one.pk] for one in visits}
    offices = {one.place: one for one in frame_of(first_frame_bytes(places, kept, {}), FRAME_FILE).offices}
    named = {one.place.code: one.team.name if one.team is not None else "" for one in visits}
    frame = frame_bytes(
        ((offices[one.place.code], named[one.place.code]) for one in visits),
        {row.team.name: {person.key for person in members} for row, members in teams},
    )
    settings = USUAL | inspection.plan
    days = sum((Fraction(row.days) for row, _ in teams), Fraction(0)) or Fraction(str(settings["days"]))
    plan = plan_bytes(
        title=f"{inspection.number} {inspection.title}",
        day=timezone.localdate(),
        visits=wanted.visits,
        days=days,
        days_a_visit=Fraction(str(settings["days_a_visit"])),
        strata=wanted.strata or settings["strata"],
        teams=[
            {
                "name": row.team.name,
                "days": write_exact(Fraction(row.days)),
                "members": sorted(person.key for person in members),
            }
            for row, members in teams
        ],
        commitment=commitment,
    )
    return Files(frame, plan, commitment), len(visits)


def _visits(inspection: Inspection, drawn: Draw) -> list[Visit]:
    # As the seal has them: a record may have been opened again since.
    places = {visit.office.place for visit in drawn.visits}
    rows = Visit.objects.filter(inspection=inspection, again_of=None).select_related("place__agency", "team")
    first = {one.place.code: one for one in rows if one.place.code in places}
    teams = teams_of_inspection(inspection)
    people = {row.team.name: {person.key for person in members} for row, members in teams}
    by_name = {row.team.name: row.team for row, _ in teams}
    ties = ties_by_place(
        [one.place for one in first.values()], [person for _, members in teams for person in members]
    )
    known = who_know(list(first.values()))
    made = []
    for visit in drawn.visits:
        before = first[visit.office.place]
        kept = ties.get(before.place.code, set()) | known[before.pk]
        team = by_name.get(visit.team) if not people.get(visit.team, set()) & kept else None
        made.append(
            Visit(
                inspection=inspection, place=before.place, again_of=before, how="blind",
                chance=str(visit.probability), days=write_exact(visit.days), is_announced=False, team=team,
            )
        )  # fmt: skip
    return made


def _refuse_unopened(inspection: Inspection) -> None:
    if inspection.state != "opened":
        expected = text("Expected an inspection whose draw is opened and that is not closed.")
        raise Incomplete([wrong_step(inspection.state, expected)])


def _not_here(second: SecondDraw, expected: Text) -> Problem:
    return wrong_step(second.state, expected)
