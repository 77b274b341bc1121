"""Drawing the visits, opening the seed, closing the inspection.

The draw is that of `chiso inspection draw`: must, a share by risk, a share by chance. What it was drawn from
is kept byte by byte (`DrawFolder`), so that with the opened seed anybody draws the same again.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from chiso.figures import write_exact
from chiso.inspection.drawing import Draw, draw_visits
from chiso.inspection.record import DrawRecord, list_of, record_in, record_of, write_record
from chiso.inspection.seed import check_draw_format
from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.inspections.access import PREPARE, chain_of, where_of
from chiso.office.inspections.content import FRAME_FILE, PLAN_FILE, files_of
from chiso.office.inspections.models import DrawFolder, Inspection, Visit
from chiso.office.inspections.problems import another_content, no_reason, visits_left, wrong_step
from chiso.office.inspections.services.changing import drop_approval, lock_open
from chiso.office.inspections.services.sealing import unseal
from chiso.office.inspections.telling import tell_drawn, tell_sealed
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import Decision, require
from chiso.office.records import save_next
from chiso.problems import Problem

HOW = {"must": "demanded", "risk": "risk", "random": "random"}


def draw(*, actor: Person, inspection: Inspection, expected_version: int) -> Draw:
    """Draw the visits of an approved inspection, once; where it is no more what was approved, that falls.

    Raises NoRight, Conflict, BadInput (CH-8605, CH-8606, CH-8827), Incomplete (CH-8656, CH-8664, CH-8665,
    CH-8674).
    """
    decision = require(actor, PREPARE, where_of(inspection))
    if inspection.state != "approved":
        raise Incomplete([_not_approved(inspection)])
    files = files_of(inspection)
    if files.sha256 != inspection.approved_sha256:
        _let_fall(actor, decision, inspection, expected_version)
        raise Incomplete([another_content(files.sha256)])
    # Before the lock: on a large frame it takes seconds, and nothing of it is written yet.
    frame, plan = files.read()
    seed = unseal(inspection)
    check_draw_format(seed)
    drawn = draw_visits(frame, plan, seed)
    record = record_of(drawn, frame=frame, plan=plan, plan_file=PLAN_FILE, plan_sha256=files.plan_sha256)
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_open(inspection, expected_version)
        if current.state != "approved":
            raise Incomplete([_not_approved(current)])
        DrawFolder.objects.create(
            inspection=current, frame=files.frame.decode(), plan=files.plan.decode(),
            listed=list_of(drawn).decode(), record=write_record(record).decode(),
        )  # fmt: skip
        Visit.objects.bulk_create(_visits(current, drawn), batch_size=500)
        current.drawn_at, current.drawn_by = timezone.now(), actor
        save_next(current)
        facts = {
            "count": len(drawn.visits), "places": len(frame.offices), "frame": files.frame_sha256,
            "plan": files.plan_sha256, "list": record.list.sha256, "commitment": current.commitment,
        }  # fmt: skip
        work.record("visits_drawn", current, facts=facts)
        tell_drawn(work, current)
    return drawn


def open_draw(*, actor: Person, inspection: Inspection, expected_version: int) -> Inspection:
    """Open the seed, once the visits are over: from now on the draw can be repeated by anybody.

    Raises NoRight, Conflict, Incomplete (CH-8656, CH-8664, CH-8673, CH-8674).
    """
    decision = require(actor, PREPARE, where_of(inspection))
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_open(inspection, expected_version)
        if current.state != "drawn":
            raise Incomplete(
                [wrong_step(current.state, text("Expected an inspection whose visits are over."))]
            )
        left = current.visits.filter(again_of=None, ended_at=None).count()
        if left and timezone.localdate() <= current.closes_on:
            raise Incomplete([visits_left(left)])
        folder, seed = DrawFolder.objects.get(inspection=current), unseal(current)
        told = _record_in(folder).model_copy(update={"seed": seed.seed, "salt": seed.salt})
        folder.record = write_record(told).decode()
        folder.save(update_fields=["record"])
        current.opened_at, current.sealed_seed = timezone.now(), ""
        save_next(current)
        work.record("draw_opened", current, facts={"commitment": current.commitment, "visits_left": left})
    return current


def close_inspection(
    *, actor: Person, inspection: Inspection, reason: str, expected_version: int
) -> Inspection:
    """Close an inspection: after its draw was opened, or before any draw, as one that does not take place.

    Raises NoRight, Conflict, Incomplete (CH-8651, CH-8656, CH-8674).
    """
    decision = require(actor, PREPARE, where_of(inspection))
    if not reason.strip():
        raise Incomplete([no_reason()])
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_open(inspection, expected_version)
        if current.state == "drawn":
            expected = text("Expected an inspection whose draw was opened: otherwise nobody could repeat it.")
            raise Incomplete([wrong_step(current.state, expected)])
        current.closed_at, current.closed_for = timezone.now(), reason.strip()
        save_next(current)
        work.record("inspection_closed", current, words={"reason": current.closed_for})
    return current


def folder_files(inspection: Inspection) -> dict[str, bytes]:
    """The files of the folder of a draw, as `chiso inspection verify-draw` takes them. One query."""
    folder = DrawFolder.objects.get(inspection=inspection)
    return {
        FRAME_FILE: folder.frame.encode(),
        PLAN_FILE: folder.plan.encode(),
        "draw/list.csv": folder.listed.encode(),
        "draw/draw.yaml": folder.record.encode(),
    }


def _visits(inspection: Inspection, drawn: Draw) -> Iterator[Visit]:
    places = {one.code: one for one in inspection.places.all()}
    teams = {one.team.name: one.team for one in inspection.inspection_teams.select_related("team")}
    for visit in drawn.visits:
        yield Visit(
            inspection=inspection, place=places[visit.office.place], how=HOW[visit.reason],
            chance=str(visit.probability), days=write_exact(visit.days), is_announced=visit.is_announced,
            team=teams.get(visit.team),
        )  # fmt: skip


def _let_fall(actor: Person, decision: Decision, inspection: Inspection, expected_version: int) -> None:
    """A tie or a member has changed elsewhere: it waits for approval again, as after any other change."""
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_open(inspection, expected_version)
        if current.state != "approved":
            raise Incomplete([_not_approved(current)])
        drop_approval(work, current)
        save_next(current)
        tell_sealed(work, current)


def _record_in(folder: DrawFolder) -> DrawRecord:
    return record_in(folder.record.encode(), name="draw.yaml")


def _not_approved(inspection: Inspection) -> Problem:
    return wrong_step(inspection.state, text("Expected an inspection that is approved and not drawn."))
