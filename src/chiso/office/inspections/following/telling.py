"""Who is told of what follows a visit; the words of these notices."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from chiso.inspection.severity import SEVERITY_NAMES
from chiso.language import Text, text
from chiso.office.campaigns.people_told import holders, people_of_agencies
from chiso.office.inspections.following.access import CONCLUDE, barred_from, findings_for, where_of_agency
from chiso.office.inspections.models import (
    Conclusion,
    Finding,
    HandingOver,
    Objection,
    Recommendation,
    Remediation,
    Visit,
)
from chiso.office.ledger.work import Work
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.services import tell
from chiso.office.people.models import Person
from chiso.office.people.rights import may
from chiso.office.people.roles import Role
from chiso.office.tasks.days import said_day

HANDED_OVER, OBJECTED, ANSWERED = "inspections.handed_over", "inspections.objected", "inspections.answered"
WAITS, APPROVED, ISSUED = (
    "inspections.conclusion_waits", "inspections.conclusion_approved", "inspections.conclusion_issued",
)  # fmt: skip
SENT_BACK = "inspections.conclusion_sent_back"
REMEDIED, CHECKED = "inspections.remedied", "inspections.checked"
JUDGED_ANEW = "inspections.judged_anew"


def declare() -> None:
    """Called once, when the app is ready."""
    for kind, say in _SAYS.items():
        declare_kind(kind, say)


def tell_handed_over(work: Work, handing_over: HandingOver) -> None:
    """The heads of the agency."""
    visit = handing_over.visit
    heads = people_of_agencies([visit.place.agency_id], Role.AGENCY_HEAD)
    facts = {"number": handing_over.number, "place": visit.place.name, "day": said_day(handing_over.last_day)}
    _tell(work, heads, HANDED_OVER, facts, after_visit(visit))


def tell_objected(work: Work, visit: Visit, objection: Objection) -> None:
    """The coordinators, and the team that was there."""
    members = list(visit.team.members.all()) if visit.team is not None else []
    told = [*holders(Role.COORDINATOR), *members]
    facts = {"agency": visit.place.agency.name, "number": objection.handing_over.number}
    _tell(work, told, OBJECTED, facts, after_visit(visit))


def tell_answered(work: Work, visit: Visit, objection: Objection) -> None:
    """Who objected, and the heads of the agency."""
    inside = people_of_agencies([visit.place.agency_id], Role.AGENCY_HEAD)
    _tell(work, inside, ANSWERED, {"number": objection.handing_over.number}, after_visit(visit))


def tell_conclusion_waits(work: Work, conclusion: Conclusion) -> None:
    """The leaders who may approve it."""
    barred = barred_from(conclusion)
    _tell(work, holders(Role.CITY_LEADER, but=barred), WAITS, _names(conclusion), page_of(conclusion))


def tell_conclusion_approved(work: Work, conclusion: Conclusion) -> None:
    """Who prepared it."""
    _tell(work, _preparers(conclusion), APPROVED, _names(conclusion), page_of(conclusion))


def tell_conclusion_sent_back(work: Work, conclusion: Conclusion) -> None:
    """Who prepared it."""
    _tell(work, _preparers(conclusion), SENT_BACK, _names(conclusion), page_of(conclusion))


def tell_conclusion_issued(work: Work, conclusion: Conclusion) -> None:
    """The heads of the agency."""
    heads = people_of_agencies([conclusion.agency_id], Role.AGENCY_HEAD)
    facts = {"number": conclusion.number, "agency": conclusion.agency.name}
    _tell(work, heads, ISSUED, facts, page_of(conclusion))


def tell_remedied(work: Work, recommendation: Recommendation, remediation: Remediation) -> None:
    """The coordinators."""
    facts = {"owner": recommendation.owner.name, "words": recommendation.words}
    _tell(work, holders(Role.COORDINATOR), REMEDIED, facts, page_of_remediation(remediation))


def tell_checked(work: Work, recommendation: Recommendation, remediation: Remediation) -> None:
    """The heads and officers of the agency."""
    people = people_of_agencies([recommendation.owner_id], Role.AGENCY_HEAD, Role.AGENCY_OFFICER)
    facts = {"words": recommendation.words, "decision": remediation.decision}
    _tell(work, people, CHECKED, facts, address_for(recommendation, remediation))


def tell_judged_anew(work: Work, finding: Finding, *, approved: bool) -> None:
    """The coordinators; the heads of the agency as well, where they read it in a conclusion."""
    told = list(holders(Role.COORDINATOR))
    if approved:
        told += people_of_agencies([finding.agency_id], Role.AGENCY_HEAD)
    readers = [one for one in told if findings_for(one).filter(pk=finding.pk).exists()]
    facts: dict[str, str | int] = {
        "number": finding.number, "inspection": finding.inspection.number, "severity": finding.severity,
        "earlier_day": said_day(finding.repeated_of.found_on) if finding.repeated_of is not None else "",
    }  # fmt: skip
    _tell(work, readers, JUDGED_ANEW, facts, reverse("inspections:finding", args=[finding.key]))


def after_visit(visit: Visit) -> str:
    """The page of what follows a visit."""
    return reverse("inspections:after-visit", args=[visit.key])


def page_of(conclusion: Conclusion) -> str:
    """The page of a conclusion."""
    return reverse("inspections:conclusion", args=[conclusion.key])


def page_of_remediation(remediation: Remediation) -> str:
    """The page of what was said to be mended."""
    return reverse("inspections:check-remediation", args=[remediation.key])


def address_for(recommendation: Recommendation, remediation: Remediation) -> str:
    """Where its owner reads on: another agency than the one inspected does not see the conclusion."""
    if recommendation.owner_id == recommendation.conclusion.agency_id:
        return page_of(recommendation.conclusion)
    return page_of_remediation(remediation)


def _preparers(conclusion: Conclusion) -> list[Person]:
    """Those who prepare it; an inspector who changed a finding has a hand in it, but does not read it."""
    where = where_of_agency(conclusion.inspection, conclusion.agency)
    return [one for one in conclusion.preparers.all() if may(one, CONCLUDE, where)]


def _names(conclusion: Conclusion) -> dict[str, str]:
    return {"inspection": conclusion.inspection.number, "agency": conclusion.agency.name}


def _tell(work: Work, people: Iterable[Person], kind: str, facts: Facts, address: str) -> None:
    own = work.actor.pk if work.actor is not None else None
    tell(work, [one for one in people if one.pk != own], kind, facts, address=address)


def _say_handed_over(facts: Facts) -> Said:
    told = {name: str(facts[name]) for name in ("number", "place", "day")}
    title: Text = text("Record {number} of the visit: {place}", **told)
    return Said(
        title, text("Objections are taken up to {day}.", day=told["day"]), text("Read and receive it")
    )


def _say_objected(facts: Facts) -> Said:
    title = text("{agency} objects to the record {number}", agency=str(facts["agency"]),
                 number=str(facts["number"]))  # fmt: skip
    return Said(title, "", text("Read and answer"))


def _say_answered(facts: Facts) -> Said:
    title = text("Your objection to the record {number} was answered", number=str(facts["number"]))
    return Said(title, "", text("Read what was answered"))


def _say_waits(facts: Facts) -> Said:
    title = text("Conclusion to approve: {inspection}, {agency}", inspection=str(facts["inspection"]),
                 agency=str(facts["agency"]))  # fmt: skip
    return Said(title, "", text("Look and decide"))


def _say_approved(facts: Facts) -> Said:
    title = text("Conclusion approved: {inspection}, {agency}", inspection=str(facts["inspection"]),
                 agency=str(facts["agency"]))  # fmt: skip
    return Said(title, text("Enter its number and day, then the agency sees it."), text("Issue it"))


def _say_sent_back(facts: Facts) -> Said:
    title = text("Conclusion sent back: {inspection}, {agency}", inspection=str(facts["inspection"]),
                 agency=str(facts["agency"]))  # fmt: skip
    return Said(title, text("The reason stands with it."), text("Read and change it"))


def _say_issued(facts: Facts) -> Said:
    title = text("Conclusion {number} for {agency}", number=str(facts["number"]), agency=str(facts["agency"]))
    said = text("Its recommendations are among the tasks of the agency.")
    return Said(title, said, text("Read and receive it"))


def _say_remedied(facts: Facts) -> Said:
    title = text("{owner} says that it has mended: {words}", owner=str(facts["owner"]),
                 words=str(facts["words"]))  # fmt: skip
    return Said(title, text("Another visit has to see it."), text("Look and plan a visit"))


def _say_checked(facts: Facts) -> Said:
    words = str(facts["words"])
    if facts["decision"] == "mended":
        return Said(text("Seen to be mended: {words}", words=words), "", text("Read what was answered"))
    return Said(text("Still not mended: {words}", words=words), text("The reason stands with it."),
                text("Read what was answered"))  # fmt: skip


def _say_judged_anew(facts: Facts) -> Said:
    told = {"number": str(facts["number"]), "inspection": str(facts["inspection"])}
    severity = SEVERITY_NAMES[str(facts["severity"])]
    if facts["earlier_day"]:
        title = text("Finding {number} of {inspection} repeats an earlier one: {severity}",
                     severity=severity, **told)  # fmt: skip
        said = text(
            "The same duty was not met there on {day} either, as was entered since. A conclusion that names "
            "it stays as it was approved.",
            day=str(facts["earlier_day"]),
        )
    else:
        title = text("Finding {number} of {inspection} repeats nothing that stands any more: {severity}",
                     severity=severity, **told)  # fmt: skip
        said = text("What it repeated was withdrawn. A conclusion that names it stays as it was approved.")
    return Said(title, said, text("Read the finding"))


_SAYS = {
    JUDGED_ANEW: _say_judged_anew,
    HANDED_OVER: _say_handed_over,
    OBJECTED: _say_objected,
    ANSWERED: _say_answered,
    WAITS: _say_waits,
    APPROVED: _say_approved,
    SENT_BACK: _say_sent_back,
    ISSUED: _say_issued,
    REMEDIED: _say_remedied,
    CHECKED: _say_checked,
}
