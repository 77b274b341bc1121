"""Beginning an inspection, what it says of itself, and what its draw goes by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import chain
from typing import Any

from chiso.figures import write_exact
from chiso.inspection.kinds import kinds
from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.inspections.access import CHAIN, PREPARE, chain_of, where_of, where_of_all
from chiso.office.inspections.content import USUAL
from chiso.office.inspections.models import CHECKLIST, SEVERITY_RULE, Inspection
from chiso.office.inspections.problems import (
    bad_setting,
    ends_before,
    led_twice,
    no_inspectorate,
    no_law_then,
    no_surprise,
    no_words,
    unknown,
)
from chiso.office.inspections.rules import rules_to_pick
from chiso.office.inspections.services.changing import lock_to_prepare, note_preparer
from chiso.office.inspections.shown import KIND_NAMES
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.kinds import INSPECTORATE
from chiso.office.organisation.models import Agency
from chiso.office.organisation.selectors import forms_on
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import save_next
from chiso.problems import Problem
from chiso.units import make_slug

# Of kiểm tra, thanh tra, giám sát: the first letters of a number.
LETTERS = {"check": "KT", "inspection": "TT", "supervision": "GS"}
STRATA = ("agency", "field", "district", "kind")


@dataclass(frozen=True, slots=True)
class InspectionFacts:
    """What an inspection says of itself."""

    kind: str
    title: str
    opens_on: date
    closes_on: date
    led_by: Agency
    led_with: Agency | None = None
    focus: str = ""
    basis: str = ""
    checklist: str = CHECKLIST
    severity_rule: str = SEVERITY_RULE


@dataclass(frozen=True, slots=True)
class DrawSettings:
    """What a draw goes by, apart from frame and teams, and what is agreed for its visits: voice notes.

    See `chiso.inspection.plan`.
    """

    visits: int
    days: Fraction
    days_a_visit: Fraction = Fraction(1)
    random_share: Fraction = Fraction(1, 5)
    strata: tuple[str, ...] = ("district",)
    not_twice_within: int = 12
    most_in_a_district: int | None = None
    unannounced_share: Fraction = Fraction(1, 2)
    voice_notes: bool = False

    def as_json(self) -> dict[str, Any]:
        """As the plan of an inspection keeps it."""
        return {
            "visits": self.visits,
            "days": write_exact(self.days),
            "days_a_visit": write_exact(self.days_a_visit),
            "random_share": write_exact(self.random_share),
            "strata": list(self.strata),
            "not_twice_within": self.not_twice_within,
            "most_in_a_district": self.most_in_a_district,
            "unannounced_share": write_exact(self.unannounced_share),
            "voice_notes": self.voice_notes,
        }


def begin_inspection(*, actor: Person, facts: InspectionFacts, is_made_up: bool = False) -> Inspection:
    """Begin an inspection; it gets the next number of its kind and year.

    Raises NoRight, Incomplete (CH-8650, CH-8652 to CH-8655, CH-8863).
    """
    decision = require(actor, PREPARE, where_of_all())
    _refuse(chain(_faults(facts), _not_to_pick(facts)))
    # Under the lock of the chain of all inspections no two get one number.
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        plan = dict(USUAL)
        if not kinds()[facts.kind].may_surprise:
            plan["unannounced_share"] = "0"
        made = Inspection.objects.create(
            number=_next_number(facts), prepared_by=actor, is_made_up=is_made_up, plan=plan, **_fields(facts)
        )
        note_preparer(made, actor)
        told = {"number": made.number, "kind": f"inspection_{made.kind}", "is_made_up": is_made_up}
        work.record("inspection_begun", made, facts=told, words={"title": made.title})
    return made


def change_inspection(
    *, actor: Person, inspection: Inspection, facts: InspectionFacts, expected_version: int
) -> Inspection:
    """Change what an inspection says of itself; its kind stays, since its number says it.

    Raises NoRight, Conflict, Incomplete (CH-8650, CH-8652 to CH-8656, CH-8674, CH-8863).
    """
    decision = require(actor, PREPARE, where_of(inspection))
    _refuse(chain(_faults(facts), _not_to_pick(facts, inspection)))
    if facts.kind != inspection.kind:
        raise Incomplete([unknown("kind", facts.kind)])
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_to_prepare(work, actor, inspection, expected_version, given=facts)
        changed = []
        for name, value in _fields(facts).items():
            if getattr(current, name) != value:
                setattr(current, name, value)
                changed.append(name)
        save_next(current)
        words: dict[str, str] = {
            name: getattr(current, name) for name in ("title", "focus", "basis") if name in changed
        }
        work.record("inspection_changed", current, facts={"fields": sorted(changed)}, words=words)
    return current


def change_settings(
    *, actor: Person, inspection: Inspection, settings: DrawSettings, expected_version: int
) -> Inspection:
    """Change what the draw goes by. Raises NoRight, Conflict, Incomplete (CH-8656, 8657, 8674, 8678)."""
    decision = require(actor, PREPARE, where_of(inspection))
    _refuse(_faults_of_settings(settings, inspection.kind))
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_to_prepare(work, actor, inspection, expected_version, given=settings)
        before, current.plan = current.plan, settings.as_json()
        save_next(current)
        changed = sorted(name for name, value in current.plan.items() if before.get(name) != value)
        work.record("inspection_changed", current, facts={"fields": changed, "plan": current.plan})
    return current


def _refuse(faults: Iterator[Problem]) -> None:
    found = list(faults)
    if found:
        raise Incomplete(found)


def _faults(facts: InspectionFacts) -> Iterator[Problem]:
    if facts.kind not in LETTERS:
        yield unknown("kind", facts.kind)
    else:
        held = kinds()[facts.kind].on(facts.opens_on)
        if held is None:
            yield no_law_then(KIND_NAMES[facts.kind], facts.opens_on)
        elif held.inspectorates_only:
            yield from _no_inspectorates(facts, since=held.valid_from)
    if not facts.title.strip():
        yield no_words("title", text("Expected what is inspected."))
    if facts.closes_on < facts.opens_on:
        yield ends_before(facts.closes_on, facts.opens_on)
    if facts.led_with is not None and facts.led_with.pk == facts.led_by.pk:
        yield led_twice(facts.led_by.name)


def _not_to_pick(facts: InspectionFacts, standing: Inspection | None = None) -> Iterator[Problem]:
    """A checklist or rule that is not there, or that another version superseded since."""
    if facts.checklist not in dict(rules_to_pick("checklist", getattr(standing, "checklist", ""))):
        yield unknown("checklist", facts.checklist)
    if facts.severity_rule not in dict(rules_to_pick("severity", getattr(standing, "severity_rule", ""))):
        yield unknown("severity_rule", facts.severity_rule)


def _no_inspectorates(facts: InspectionFacts, since: date) -> Iterator[Problem]:
    """Of the bodies that lead those that are no inspectorate on the first day, by their kind then."""
    leading = {"led_by": facts.led_by, "led_with": facts.led_with}
    bodies = {field: body for field, body in leading.items() if body is not None}
    forms = forms_on(facts.opens_on, among={body.pk for body in bodies.values()})
    inspectorates = {one.agency_id for one in forms if make_slug(one.kind) == INSPECTORATE}
    for field, body in bodies.items():
        if body.pk not in inspectorates:
            yield no_inspectorate(field, body.name, since)


def _faults_of_settings(settings: DrawSettings, kind: str) -> Iterator[Problem]:
    if not 1 <= settings.visits <= 50_000:
        yield bad_setting("visits", str(settings.visits), text("Expected from 1 to 50,000 visits."))
    for name in ("days", "days_a_visit"):
        days = getattr(settings, name)
        if not 0 < days <= 100_000:
            expected = text("Expected more than 0 and at most 100,000 days.")
            yield bad_setting(name, write_exact(days), expected)
    for name in ("random_share", "unannounced_share"):
        share = getattr(settings, name)
        if not 0 <= share <= 1:
            yield bad_setting(name, write_exact(share), text("Expected a share from 0 to 1."))
    if not 0 <= settings.not_twice_within <= 1_200:
        found = str(settings.not_twice_within)
        yield bad_setting("not_twice_within", found, text("Expected from 0 to 1,200 months."))
    if settings.most_in_a_district is not None and settings.most_in_a_district < 1:
        found = str(settings.most_in_a_district)
        yield bad_setting("most_in_a_district", found, text("Expected 1 or more, or nothing."))
    if not set(settings.strata) <= set(STRATA) or len(set(settings.strata)) < len(settings.strata):
        expected = text("Expected columns of the frame, each once.")
        yield bad_setting("strata", ", ".join(settings.strata), expected)
    if settings.unannounced_share and not kinds()[kind].may_surprise:
        yield no_surprise(KIND_NAMES[kind])


def _fields(facts: InspectionFacts) -> dict[str, Any]:
    given = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    return {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}


def _next_number(facts: InspectionFacts) -> str:
    beginning = f"{LETTERS[facts.kind]}-{facts.opens_on.year}-"
    numbers = Inspection.objects.filter(number__startswith=beginning).values_list("number", flat=True)
    last = max((int(number.removeprefix(beginning)) for number in numbers), default=0)
    return f"{beginning}{last + 1:03}"
