"""Who may do what with what follows a visit, and the one place that fetches it by key.

The head of an agency receives a record, objects, receives the conclusion; officers say what was mended. An
agency sees findings and recommendations once the conclusion is issued, never those of another agency.
Members of a team see the findings of their own visits. Names of people in handlings and letters are read by
the coordinator and the leaders of the city alone.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from chiso.language import text
from chiso.office.errors import NotFound
from chiso.office.inspections.access import (
    chain_of,
    own_agencies_of,
    sees_all,
    teams_of,
    visit_for,
    visits_for,
)
from chiso.office.inspections.blindness import (
    concludes_one_looked_at_blind,
    is_of_one_looked_at_blind,
    not_before_the_second_draw_opens,
)
from chiso.office.inspections.interests import interests_of
from chiso.office.inspections.models import (
    Conclusion,
    Finding,
    HandingOver,
    Handling,
    Inspection,
    Letter,
    Objection,
    Recommendation,
    Remediation,
    Visit,
)
from chiso.office.organisation.models import Agency
from chiso.office.people.holdings import holdings
from chiso.office.people.models import Person
from chiso.office.people.rights import Right, Where, Whose, declare, may, may_somewhere, require_for_page
from chiso.office.people.roles import Role

HAND_OVER = "inspections.hand_over"
RECEIVE = "inspections.receive"
ANSWER = "inspections.answer_objection"
FIND = "inspections.find"
CONCLUDE = "inspections.conclude"
APPROVE_CONCLUSION = "inspections.approve_conclusion"
REMEDY = "inspections.remedy"
CHECK = "inspections.check_remediation"
HANDLE = "inspections.handle"
SEE_PERSONS = "inspections.see_persons"
READ_LETTERS = "inspections.read_letters"
WRITE_LETTERS = "inspections.write_letters"
REPORT = "inspections.report"

LETTERS = "inspections/letters"


def declare_rights() -> None:
    """Called once, when the app is ready."""
    city = (Role.COORDINATOR, Role.CITY_LEADER, Role.AUDITOR)
    declare(
        Right(HAND_OVER, Role.COORDINATOR, not_own=True),
        Right(HAND_OVER, Role.INSPECTOR, not_own=True),
        Right(RECEIVE, Role.AGENCY_HEAD, Whose.OWN),
        Right(ANSWER, Role.COORDINATOR, not_own=True),
        Right(FIND, Role.COORDINATOR, not_own=True),
        Right(FIND, Role.INSPECTOR, not_own=True),
        Right(CONCLUDE, Role.COORDINATOR, not_own=True),
        Right(APPROVE_CONCLUSION, Role.CITY_LEADER, not_own=True),
        *(Right(REMEDY, role, Whose.OWN) for role in (Role.AGENCY_OFFICER, Role.AGENCY_HEAD)),
        Right(CHECK, Role.COORDINATOR, not_own=True),
        Right(CHECK, Role.INSPECTOR, not_own=True),
        Right(HANDLE, Role.COORDINATOR, not_own=True),
        Right(HANDLE, Role.AGENCY_HEAD, Whose.OWN),
        *(Right(SEE_PERSONS, role, not_own=True) for role in (Role.COORDINATOR, Role.CITY_LEADER)),
        *(Right(READ_LETTERS, role) for role in city),
        Right(WRITE_LETTERS, Role.COORDINATOR),
        *(Right(REPORT, role) for role in (*city, Role.STATISTICIAN)),
        titles={
            HAND_OVER: text("hand the signed record of a visit over to the agency"),
            RECEIVE: text("receive records and conclusions for the agency, object to records"),
            ANSWER: text("answer objections, extend their term"),
            FIND: text("enter findings of visits and judge them"),
            CONCLUDE: text("prepare conclusions and recommendations, issue what is approved"),
            APPROVE_CONCLUSION: text("approve conclusions that others prepared"),
            REMEDY: text("say what the agency has mended, with evidence"),
            CHECK: text("say by another visit whether something is mended"),
            HANDLE: text("enter how violations were handled"),
            SEE_PERSONS: text("read the names of people in handlings and letters"),
            READ_LETTERS: text("read letters of citizens, without their names"),
            WRITE_LETTERS: text("enter letters of citizens, by hand or from a file"),
            REPORT: text("read reports on inspections, in figures"),
        },
    )


def where_of_letters() -> Where:
    """The place of letters: of the city."""
    return Where(chain=LETTERS)


def where_of_letter(letter: Letter) -> Where:
    """The place of who wrote a letter: with the agency that it is about."""
    return Where(letter.agency, chain=LETTERS)


def where_of_agency(inspection: Inspection, agency: Agency, *, barred: frozenset[int] = frozenset()) -> Where:
    """The place of what is about an agency in an inspection."""
    return Where(agency, barred=barred, chain=chain_of(inspection))


def where_of_finding(finding: Finding) -> Where:
    """The place of a finding: with the agency that it is about."""
    return where_of_agency(finding.inspection, finding.agency)


def barred_from(conclusion: Conclusion) -> frozenset[int]:
    """Who had a hand in a conclusion, or entered a finding that it stands on. Two queries."""
    found_by = Finding.objects.filter(
        inspection=conclusion.inspection_id, agency=conclusion.agency_id, supplement=conclusion.supplement
    )
    return frozenset(conclusion.preparers.values_list("pk", flat=True)).union(
        found_by.order_by().values_list("entered_by", flat=True)
    )


def is_of_team(person: Person, visit: Visit) -> bool:
    """Whether a person goes on this visit with their team."""
    return visit.team_id is not None and visit.team_id in teams_of(person)


def may_for_visit(person: Person, action: str, visit: Visit) -> bool:
    """Whether a person may do something about a visit: for the city, or as one of its team."""
    if not may(person, action, where_of_agency(visit.inspection, visit.place.agency)):
        return False
    return sees_all(person) or is_of_team(person, visit)


def visit_to_follow(person: Person, key: str) -> Visit:
    """A visit that the person sees. Raises NotFound."""
    return visit_for(person, key)


def handing_over_for(person: Person, key: str) -> HandingOver:
    """A record handed over, whoever may see its visit. Raises NotFound."""
    rows = HandingOver.objects.select_related(
        "visit__inspection", "visit__place__agency", "handed_by", "received_by"
    )
    found: HandingOver | None = rows.filter(visit__in=visits_for(person), key=key).first()
    if found is None:
        raise NotFound
    return found


def objection_for(person: Person, key: str) -> Objection:
    """An objection, whoever may see its visit. Raises NotFound."""
    rows = Objection.objects.select_related(
        "by", "handing_over__visit__inspection", "handing_over__visit__place__agency"
    )
    found: Objection | None = rows.filter(handing_over__visit__in=visits_for(person), key=key).first()
    if found is None:
        raise NotFound
    return found


def is_issued() -> Exists:
    """That the conclusion in which a finding stands is issued."""
    rows = Conclusion.objects.filter(
        inspection=OuterRef("inspection"), agency=OuterRef("agency"), supplement=OuterRef("supplement"),
        issued_at__isnull=False,
    )  # fmt: skip
    return Exists(rows.order_by())


def findings_for(person: Person) -> QuerySet[Finding]:
    """The findings that a person may see: all; after opening (auditor); of visits of their teams; of agencies
    in which they have an interest once the conclusion is issued."""
    rows = Finding.objects.filter(~interests_of(person).visits("visit__") | Q(is_issued()))
    teams = teams_of(person)
    if teams:
        rows = rows.exclude(is_of_one_looked_at_blind(teams))
    if sees_all(person):
        return rows
    seen = Q(visit__team__in=teams)
    if _audits(person):
        seen |= Q(inspection__opened_at__isnull=False) & not_before_the_second_draw_opens("visit__")
    agencies = own_agencies_of(person)
    if agencies:
        seen |= Q(is_issued(), agency__in=agencies)
    return rows.filter(seen)


def finding_for(person: Person, key: str) -> Finding:
    """A finding by its key. Raises NotFound."""
    rows = findings_for(person).select_related(
        "inspection", "agency", "visit__place__agency", "visit__inspection", "visit__team", "entered_by",
        "repeated_of__inspection",
    )  # fmt: skip
    found: Finding | None = rows.filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def conclusions_for(person: Person) -> QuerySet[Conclusion]:
    """The conclusions that a person may see: all; after opening (auditor); of agencies in which they have an
    interest once issued."""
    interests = interests_of(person)
    agencies = interests.agencies | {agency for agency, _ in interests.places}
    rows = Conclusion.objects.filter(~Q(agency__in=agencies) | Q(issued_at__isnull=False))
    teams = teams_of(person)
    if teams:
        rows = rows.exclude(concludes_one_looked_at_blind(teams))
    if sees_all(person):
        return rows
    seen = Q(agency__in=own_agencies_of(person), issued_at__isnull=False)
    if _audits(person):
        seen |= Q(inspection__opened_at__isnull=False)
    return rows.filter(seen)


def conclusion_for(person: Person, key: str) -> Conclusion:
    """A conclusion by its key. Raises NotFound."""
    rows = conclusions_for(person).select_related(
        "inspection", "agency", "approved_by", "received_by", "document"
    )
    found: Conclusion | None = rows.filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def conclusion_to_prepare(person: Person, key: str) -> Conclusion:
    """A conclusion that this person prepares. Raises NotFound, NoRight."""
    found = conclusion_for(person, key)
    require_for_page(person, CONCLUDE, where_of_agency(found.inspection, found.agency))
    return found


def recommendations_for(person: Person) -> QuerySet[Recommendation]:
    """The recommendations that a person may see: of conclusions that they see; of their own agency."""
    own = Q(owner__in=own_agencies_of(person), conclusion__issued_at__isnull=False)
    return Recommendation.objects.filter(Q(conclusion__in=conclusions_for(person)) | own)


def recommendation_for(person: Person, key: str) -> Recommendation:
    """A recommendation by its key. Raises NotFound."""
    rows = recommendations_for(person).select_related(
        "conclusion__inspection", "conclusion__agency", "owner", "task__owner"
    )
    found: Recommendation | None = rows.filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def remediation_for(person: Person, key: str) -> Remediation:
    """What was said to be mended, by its key: for whoever sees the recommendation, or goes on the visit that
    found it or one that looks again. Raises NotFound."""
    rows = Remediation.objects.select_related(
        "by", "recommendation__conclusion__inspection", "recommendation__conclusion__agency",
        "recommendation__owner", "revisit__place__agency", "revisit__inspection",
    )  # fmt: skip
    teams = teams_of(person)
    looked = Finding.objects.filter(
        Q(visit__team__in=teams) | Q(visit__later_visits__team__in=teams)
    ).exclude(is_of_one_looked_at_blind(teams))
    seen = Q(recommendation__in=recommendations_for(person)) | Q(
        recommendation__in=Recommendation.objects.filter(findings__in=looked).order_by().values("pk")
    )
    found: Remediation | None = rows.filter(seen, key=key).first()
    if found is None:
        raise NotFound
    return found


def handling_for(person: Person, key: str) -> Handling:
    """How a violation was handled, whoever may see its finding. Raises NotFound."""
    rows = Handling.objects.select_related("finding__inspection", "finding__agency", "agency")
    found: Handling | None = rows.filter(finding__in=findings_for(person), key=key).first()
    if found is None:
        raise NotFound
    return found


def letters_for(person: Person) -> QuerySet[Letter]:
    """The letters: to whom the city lets read them."""
    return Letter.objects.all() if may_somewhere(person, READ_LETTERS) else Letter.objects.none()


def letter_for(person: Person, key: str) -> Letter:
    """A letter by its key. Raises NotFound."""
    rows = letters_for(person).select_related("agency", "entered_by", "finding__inspection")
    found: Letter | None = rows.filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def letter_to_change(person: Person, key: str) -> Letter:
    """A letter that this person may change. Raises NotFound, NoRight."""
    found = letter_for(person, key)
    require_for_page(person, WRITE_LETTERS, where_of_letters())
    return found


def _audits(person: Person) -> bool:
    return any(one.appointment.role == Role.AUDITOR for one in holdings(person))
