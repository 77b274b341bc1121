"""Reading what follows a visit: its page, findings and their lists, conclusions, letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Prefetch, Q, QuerySet

from chiso.inspection.severity import Judged
from chiso.language import sort_key
from chiso.office.files.models import Document
from chiso.office.inspections.access import sees_record, visits_for
from chiso.office.inspections.following.access import conclusions_for, findings_for, letters_for
from chiso.office.inspections.following.beside import bearing_on
from chiso.office.inspections.following.content import findings_of
from chiso.office.inspections.following.evidence import documents_of
from chiso.office.inspections.following.services.repetitions import judged
from chiso.office.inspections.models import (
    Answer,
    Conclusion,
    Finding,
    HandingOver,
    Handling,
    Inspection,
    Letter,
    Objection,
    Photo,
    Recommendation,
    Record,
    Remediation,
    Seen,
    Visit,
)
from chiso.office.inspections.rules import checklist_named
from chiso.office.ledger.selectors import Line, history_of
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.tasks.access import tasks_for
from chiso.office.tasks.states import State, state_of


@dataclass(frozen=True, slots=True)
class Breach:
    """An answer that says that a duty was not met."""

    code: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class AfterVisit:
    """What follows a visit, as far as a reader sees it. `notes`, `breaches`: without a finding yet."""

    visit: Visit
    record: Record | None
    handing_over: HandingOver | None
    objections: list[Objection]
    findings: list[Finding]
    notes: list[Seen]
    breaches: list[Breach]
    history: list[Line]


def after_visit(person: Person, visit: Visit, *, drafts: bool, language: str) -> AfterVisit:
    """The page of what follows a visit; `drafts`: with notes that have no finding yet."""
    record = Record.objects.filter(visit=visit).first()
    handing_over = (
        HandingOver.objects.select_related("handed_by", "received_by")
        .prefetch_related("extensions__by")
        .filter(visit=visit)
        .first()
    )
    objections = (
        list(handing_over.objections.select_related("by", "decided_by")) if handing_over is not None else []
    )
    findings = list(findings_for(person).filter(visit=visit).select_related("inspection", "repeated_of"))
    notes: list[Seen] = []
    breaches: list[Breach] = []
    if drafts and record is not None:
        rows = Seen.objects.filter(record=record, is_removed=False, finding=None)
        known = {one.duty for one in findings} | _found_by_the_other(visit)
        notes = list(rows.exclude(words="").exclude(code__in=known - {""}).order_by("at", "pk"))
        breaches = _breaches(visit.inspection, record, known, language)
    return AfterVisit(
        visit, record, handing_over, objections, findings, notes, breaches,
        history_of(handing_over, limit=20) if handing_over is not None else [],
    )  # fmt: skip


def _found_by_the_other(visit: Visit) -> set[str]:
    """The duties of which the first visit has a finding, where this one is a second: both count once."""
    if not visit.is_blind:
        return set()
    rows = Finding.objects.filter(visit=visit.again_of_id, withdrawn_at=None).order_by()
    return set(rows.values_list("duty", flat=True))


def _breaches(inspection: Inspection, record: Record, known: set[str], language: str) -> list[Breach]:
    checklist = checklist_named(inspection.checklist)
    items = checklist.items
    rows = Answer.objects.filter(record=record, is_removed=False).exclude(name__in=known)
    found = {one.name: one for one in rows if one.name in items}
    # In the order of the checklist.
    return [
        Breach(code, item.title.vi if language == "vi" else item.title.en, found[code].note)
        for code, item in items.items()
        if code in found and checklist.is_breach(code, found[code].answer)
    ]


@dataclass(frozen=True, slots=True)
class FindingWanted:
    """Which findings a list is to show. `criterion`: framework by id, and code, on which they bear."""

    state: str = ""
    severity: str = ""
    agency: str = ""
    inspection: str = ""
    criterion: tuple[str, str] | None = None
    late_on: date | None = None


def findings_wanted(person: Person, wanted: FindingWanted) -> QuerySet[Finding]:
    """The findings of a list, the latest first, with the earliest deadline of each (`due`)."""
    rows = findings_for(person).select_related("inspection", "agency", "visit__place", "repeated_of")
    match wanted.state:
        case "open":
            rows = rows.filter(withdrawn_at=None, mended_on=None)
        case "mended":
            rows = rows.filter(mended_on__isnull=False, withdrawn_at=None)
        case "withdrawn":
            rows = rows.filter(withdrawn_at__isnull=False)
    if wanted.severity:
        rows = rows.filter(severity=wanted.severity)
    if wanted.agency:
        rows = rows.filter(agency__key=wanted.agency)
    if wanted.inspection:
        rows = rows.filter(inspection__key=wanted.inspection)
    if wanted.criterion is not None:
        names = set(rows.order_by().values_list("inspection__checklist", flat=True).distinct())
        rows = rows.filter(bearing_on(*wanted.criterion, names))
    rows = rows.annotate(due=Min("recommendations__deadline"))
    if wanted.late_on is not None:
        rows = rows.filter(due__lt=wanted.late_on)
    return rows.order_by("-found_on", "-pk")


@dataclass(frozen=True, slots=True)
class Recommended:
    """A recommendation with how its task stands, and what was said to be mended. `opens_task`: the reader
    sees the task itself, which may be another agency's."""

    recommendation: Recommendation
    findings: list[Finding]
    state: State | None
    remediations: list[Remediation]
    opens_task: bool

    @property
    def waiting(self) -> Remediation | None:
        """What waits to be looked at."""
        return next((one for one in self.remediations if not one.decision), None)

    @property
    def is_open(self) -> bool:
        """Whether any finding of it is open."""
        return any(one.state == "open" for one in self.findings)


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A finding with all that belongs to it. `documents`, `photos`: those that the reader may open."""

    finding: Finding
    judged: Judged
    documents: list[Document]
    hidden: int
    photos: list[Photo]
    recommended: list[Recommended]
    handlings: list[Handling]
    letters: int
    history: list[Line]


def finding_page(person: Person, finding: Finding, today: date) -> FindingPage:
    """The page of a finding."""
    shown, hidden = documents_of(person, [finding])[finding.pk]
    rows = finding.recommendations.filter(conclusion__issued_at__isnull=False)
    handlings = Handling.objects.filter(finding=finding).select_related("agency", "person")
    return FindingPage(
        finding, judged(finding), shown, hidden, _photos(person, finding), recommended(person, rows, today),
        list(handlings), Letter.objects.filter(finding=finding).count(), history_of(finding, limit=20),
    )  # fmt: skip


def _photos(person: Person, finding: Finding) -> list[Photo]:
    """The photographs that were linked to it on the spot, for whoever reads the record. One query."""
    if finding.seen is None or not sees_record(person, finding.visit):
        return []
    rows = Photo.objects.filter(record__visit=finding.visit, finding=finding.seen.name, is_removed=False)
    return list(rows.filter(content__isnull=False))


def recommended(person: Person, rows: QuerySet[Recommendation], today: date) -> list[Recommended]:
    """Recommendations as they are shown; a constant number of queries."""
    said = Remediation.objects.select_related("by", "revisit")
    found = rows.select_related("owner", "task", "conclusion").prefetch_related(
        Prefetch("findings", Finding.objects.select_related("inspection").order_by("number")),
        Prefetch("remediations", said),
    )
    ordered = list(found.order_by("conclusion", "number"))
    tasks = tasks_for(person).filter(pk__in=[one.task_id for one in ordered if one.task_id is not None])
    opens = set(tasks.order_by().values_list("pk", flat=True))
    return [
        Recommended(
            one, list(one.findings.all()), state_of(one.task, today) if one.task is not None else None,
            list(one.remediations.all()), one.task_id in opens,
        )
        for one in ordered
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConclusionPage:
    """A conclusion with what it stands on."""

    conclusion: Conclusion
    findings: list[Finding]
    recommended: list[Recommended]
    history: list[Line]


def conclusion_page(person: Person, conclusion: Conclusion, today: date) -> ConclusionPage:
    """The page of a conclusion."""
    rows = Recommendation.objects.filter(conclusion=conclusion)
    return ConclusionPage(
        conclusion, findings_of(conclusion), recommended(person, rows, today),
        history_of(conclusion, limit=30),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """An agency of an inspection: visits, those that looked again, records handed over, findings, its
    conclusion with what supplements it. `last_handed`: when a record was handed over last."""

    agency: Agency
    visits: int
    again: int
    handed_over: int
    last_handed: datetime | None
    findings: int
    conclusions: list[Conclusion]

    @property
    def is_to_conclude(self) -> bool:
        """Whether there is a record on which no conclusion stands that is issued or being prepared."""
        if self.last_handed is None or not self.conclusions:
            return self.last_handed is not None
        last = self.conclusions[-1]
        if last.issued_at is None or last.approved_at is None:
            return False
        return last.approved_at <= self.last_handed


def outcomes_of(person: Person, inspection: Inspection) -> list[Outcome]:
    """The agencies of an inspection that were visited, in order, as far as a reader sees of them. Four
    queries."""
    over = visits_for(person).filter(inspection=inspection, ended_at__isnull=False).order_by()
    rows = over.values("place__agency").annotate(
        n=Count("pk", filter=Q(again_of=None)), again=Count("pk", filter=Q(again_of__isnull=False)),
        handed=Count("pk", filter=Q(handed_over_at__isnull=False)), last=Max("handed_over_at"),
    )  # fmt: skip
    counts = {row["place__agency"]: (row["n"], row["again"], row["handed"], row["last"]) for row in rows}
    found = findings_for(person).filter(inspection=inspection, withdrawn_at=None).order_by()
    findings = dict(found.values_list("agency").annotate(n=Count("pk")))
    conclusions: dict[int, list[Conclusion]] = {}
    for one in conclusions_for(person).filter(inspection=inspection).order_by("supplement"):
        conclusions.setdefault(one.agency_id, []).append(one)
    agencies = Agency.objects.filter(pk__in=counts)
    return [
        Outcome(one, *counts[one.pk], findings.get(one.pk, 0), conclusions.get(one.pk, []))
        for one in sorted(agencies, key=lambda one: (sort_key(one.name), one.pk))
    ]


@dataclass(frozen=True, slots=True)
class LetterWanted:
    """Which letters a list is to show."""

    kind: str = ""
    agency: str = ""
    words: str = ""


def letters_wanted(person: Person, wanted: LetterWanted) -> QuerySet[Letter]:
    """The letters of a list, the latest first."""
    rows = letters_for(person).select_related("agency", "finding__inspection")
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.agency:
        rows = rows.filter(agency__key=wanted.agency)
    if wanted.words.strip():
        words = wanted.words.strip()
        rows = rows.filter(Q(about__icontains=words) | Q(number__icontains=words) | Q(reference=words))
    return rows


def letters_of(since: date, until: date, *, made_up: bool) -> dict[tuple[int, str, str], int]:
    """How many letters there are by agency, field and kind: for a frame. One query."""
    rows = Letter.objects.filter(received_on__gte=since, received_on__lte=until, is_made_up=made_up)
    counts = rows.order_by().values_list("agency", "field", "kind").annotate(n=Count("pk"))
    return {(agency, field, kind): number for agency, field, kind, number in counts}
