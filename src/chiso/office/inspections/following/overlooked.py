"""How much visits overlook, from the places of an inspection that were visited a second time, blind.

The records of both visits are compared, as they were signed: a duty that is not met by an answer, or noted as
seen. What was judged afterwards counts for neither, since by then everybody knows of both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from chiso.inspection.detection import Detection, estimate_detection
from chiso.office.inspections.access import sees_all
from chiso.office.inspections.blindness import not_before_the_second_draw_opens
from chiso.office.inspections.following.counted import visits_reckoned_with
from chiso.office.inspections.models import Answer, Inspection, Seen, Visit
from chiso.office.inspections.rules import checklist_named
from chiso.office.people.models import Person

# What stands for a note of no duty among what a record says.
_ANYTHING = ""


def detection_of(person: Person, inspection: Inspection, *, duty: str) -> Detection:
    """Which share of what there is (of one duty, or any) a visit of this inspection finds.

    From second visits whose record is handed over, of which a person may be told; each weighs as its place
    stands for others in both draws. Four queries at most, and one for a checklist of the city's own.
    """
    second = _second_visits(person, inspection)
    if not second:
        return Detection(0, 0, 0)
    said = _said({one.pk for one in second} | {one.again_of_id or 0 for one in second}, inspection.checklist)
    pairs, weights = [], []
    for one in second:
        first = one.again_of
        assert first is not None, "a second visit has a first one"
        pairs.append((_is_found(said[first.pk], duty), _is_found(said[one.pk], duty)))
        weights.append(float(1 / (first.probability * one.probability)))
    return estimate_detection(pairs, weights)


def _second_visits(person: Person, inspection: Inspection) -> list[Visit]:
    rows = visits_reckoned_with(person).filter(
        inspection=inspection, how="blind", handed_over_at__isnull=False, record__state="signed",
        again_of__in=visits_reckoned_with(person), again_of__record__state="signed",
    )  # fmt: skip
    if not sees_all(person):
        rows = rows.filter(not_before_the_second_draw_opens())
    return list(rows.select_related("again_of").order_by("pk"))


def _said(visits: Collection[int], checklist_name: str) -> dict[int, set[str]]:
    """Of each visit the duties that its record says are not met."""
    checklist, said = checklist_named(checklist_name), defaultdict[int, set[str]](set)
    answers = Answer.objects.filter(record__visit__in=visits, is_removed=False, answer__in=("yes", "no"))
    for visit, code, answer in answers.order_by().values_list("record__visit", "name", "answer"):
        if code in checklist.items and checklist.is_breach(code, answer):
            said[visit].add(code)
    notes = Seen.objects.filter(record__visit__in=visits, is_removed=False).exclude(words="")
    for visit, code in notes.order_by().values_list("record__visit", "code"):
        said[visit].add(code or _ANYTHING)
    return said


def _is_found(said: set[str], duty: str) -> bool:
    return duty in said if duty else bool(said)
