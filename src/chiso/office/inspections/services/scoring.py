"""The risk of every place of a frame, computed in the office by `chiso.inspection.risk`.

Learned from is a table that the city brings (`history` of `risk.scoring`), or the visits of this office whose
records were handed over: what was found then, and what the frame of their inspection said of the place. Who
went is the team. A further visit goes where something was found, so that it tells nothing of how often one
finds something; it is left out. Examples learn from examples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from chiso.figures import write_exact
from chiso.inspection.risk.given import HISTORY, Given, refuse_too_few
from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.inspections.access import PREPARE, chain_of, where_of
from chiso.office.inspections.content import FRAME_FILE
from chiso.office.inspections.models import Finding, Inspection, Place, Visit
from chiso.office.inspections.problems import empty_frame
from chiso.office.inspections.services.changing import lock_to_prepare, refuse_drawn
from chiso.office.inspections.services.framing import put_places
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.problems import mends_of_face
from chiso.tables import write_table

if TYPE_CHECKING:
    from chiso.inspection.risk.scoring import Scored

OWN_VISITS = "own_visits.csv"
_MENDS = {
    "CH-8803": text("Take the column out, or name it under “Columns that are not learned from”."),
    "CH-8810": text(
        "Set the share by chance to 1 in the plan of the draw until then; such visits can be learned from."
    ),
    "CH-8812": text("Correct the day; the risks are those of today."),
}
# What the draw itself says of a place; the other columns of a frame are those that were taken with it.
_OF_FRAME = ("place", "agency", "field", "district", "kind", "days", "last_visit", "last_team")
# A counter tells apart, it explains nothing; of how many months counts are known says how, not what.
_NOT_LEARNED = frozenset(("counter", "dossier_months"))


@dataclass(frozen=True, slots=True)
class OwnHistory:
    """The visits of this office that can be learned from, as a table, and how many there are."""

    table: Given
    visits: int
    findings: int


def compute_risk(
    *,
    actor: Person,
    inspection: Inspection,
    history: Given | None,
    leave_out: Sequence[str] = (),
    expected_version: int,
) -> Scored:
    """Compute the risk of each place, in place of those that stand; an approval falls.

    `history` None: learned from are the visits of this office. Reasons stand with the places, what was
    learned and how it held with the inspection; how strict each team is, is not kept.
    Raises NoRight, Conflict, BadInput (what `score_frame` says of both tables; CH-8810: too few findings),
    Incomplete (CH-8656, CH-8659, CH-8674).
    """
    # Loaded when somebody computes, not when the office starts.
    from chiso.inspection.risk.scoring import score_frame

    decision = require(actor, PREPARE, where_of(inspection))
    # Also before the lock: who comes too late is told so, not what else would be wrong.
    refuse_drawn(inspection)
    places = list(inspection.places.order_by("code"))
    if not places:
        raise Incomplete([empty_frame()])
    with mends_of_face(_MENDS):
        table = history if history is not None else _enough(own_history(inspection))
        # Before the lock: on a large frame it takes seconds. Whatever changes the frame changes the version.
        scored = score_frame(frame_of_places(places), table, day=timezone.localdate(), leave_out=leave_out)
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_to_prepare(work, actor, inspection, expected_version)
        for place, risk, reasons in zip(places, scored.risks.tolist(), scored.reasons, strict=True):
            place.risk = write_exact(Fraction(f"{risk:.6f}"))
            place.reasons = [[one.column, one.value, one.usual, one.factor] for one in reasons]
        source = history.name if history is not None else ""
        put_places(current, places, current.frame_from, _report(scored, source))
        visits = scored.visits
        facts = {
            "count": len(places), "visits": len(visits), "findings": int(visits.found.sum()),
            "sha256": current.frame_sha256, "left_out": list(leave_out),
        }  # fmt: skip
        work.record("risk_computed", current, facts=facts)
    return scored


def _enough(own: OwnHistory) -> Given:
    """The own visits, if they can be learned from. Raises BadInput (CH-8810), also where there are none."""
    refuse_too_few(own.findings, own.visits - own.findings)
    return own.table


def _report(scored: Scored, source: str) -> dict[str, Any]:
    """What was learned and how it held, without who is how strict. `from` "": the visits of this office."""
    from chiso.inspection.risk.answers import report_record

    whole = report_record(scored)
    del whole["model"]
    line = scored.model.line
    told = "kept" if line is None else "moved" if line.slope else "level"
    return whole | {"from": source, "line": told}


def frame_of_places(places: Sequence[Place]) -> Given:
    """The frame with all that was taken with it, as `score_frame` reads it."""
    more = sorted({column for one in places for column in one.more} - {*_OF_FRAME, "risk"} - _NOT_LEARNED)
    rows = (
        (
            one.code, one.agency_words, one.field, one.district, one.kind, one.days, _written(one.last_visit),
            one.last_team, *(one.more.get(column, "") for column in more),
        )
        for one in places
    )  # fmt: skip
    return Given(FRAME_FILE, write_table((*_OF_FRAME, *more), rows).encode())


def own_history(inspection: Inspection) -> OwnHistory:
    """The visits of this office before an inspection, each as it was known on its day. Two queries."""
    rows = Visit.objects.filter(
        inspection__is_made_up=inspection.is_made_up, again_of=None, handed_over_at__isnull=False,
        ended_at__isnull=False,
    )  # fmt: skip
    visits = list(
        rows.exclude(inspection=inspection).select_related("place", "team").order_by("ended_at", "pk")
    )
    kept = Finding.objects.filter(visit__in=rows, withdrawn_at=None)
    found = set(kept.order_by().values_list("visit", flat=True))
    own = (*HISTORY, "field", "kind")
    more = sorted({column for one in visits for column in one.place.more} - {*own, *_OF_FRAME} - _NOT_LEARNED)
    lines = [
        (
            one.place.code, _written(timezone.localdate(one.ended_at)),
            one.team.name if one.team is not None else "", "yes" if one.pk in found else "no",
            one.place.field, one.place.kind, *(one.place.more.get(column, "") for column in more),
        )
        for one in visits
    ]  # fmt: skip
    table = Given(OWN_VISITS, write_table((*own, *more), lines).encode())
    return OwnHistory(table, len(lines), sum(line[3] == "yes" for line in lines))


def _written(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
