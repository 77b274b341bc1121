"""How violations were handled, by type. Who it was stands apart, encrypted, and is read with an entry."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from chiso.language import text
from chiso.office.inspections.access import chain_of
from chiso.office.inspections.following.access import HANDLE, SEE_PERSONS, where_of_agency, where_of_finding
from chiso.office.inspections.following.names import HANDLING_NAMES
from chiso.office.inspections.following.problems import (
    finding_stands_fast,
    in_the_future,
    no_request,
    not_in_list,
)
from chiso.office.inspections.following.sealing import Named, erase, open_sealed, seal
from chiso.office.inspections.following.services.checking import refuse
from chiso.office.inspections.models import Finding, HandledPerson, Handling
from chiso.office.ledger.erasing import give_back_pages
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.problems import Problem

declare_values({f"handling_{one}": title for one, title in HANDLING_NAMES.items()})
declare_verbs(
    {
        "handling_entered": text("entered how finding {number} was handled: {kind}"),
        "handled_read": text("read who it was whose violation was handled"),
        "handled_erased": text("erased who it was, under request {request}"),
    }
)


def record_handling(
    *,
    actor: Person,
    finding: Finding,
    kind: str,
    decided_on: date,
    agency: Agency,
    document_number: str = "",
    named: Named | None = None,
) -> Handling:
    """Enter how a violation was handled, when, by which agency. A name only where the law demands it.

    Raises NoRight, Incomplete (CH-8729, CH-8734, CH-8742).
    """
    decision = require(actor, HANDLE, where_of_finding(finding))
    problems: list[Problem] = []
    if kind not in HANDLING_NAMES:
        problems.append(not_in_list("kind", kind))
    if decided_on > timezone.localdate():
        problems.append(in_the_future("decided_on", decided_on))
    if finding.state == "withdrawn":
        problems.append(finding_stands_fast())
    refuse(problems)
    with unit_of_work(chain_of(finding.inspection), actor=actor, decision=decision) as work:
        made = Handling.objects.create(
            finding=finding, kind=kind, decided_on=decided_on, agency=agency,
            document_number=document_number.strip(), entered_by=actor,
        )  # fmt: skip
        if named is not None and not named.is_empty:
            HandledPerson.objects.create(handling=made, sealed=seal(named))
        facts = {"number": finding.number, "kind": f"handling_{kind}", "agency": agency.pk}
        work.record("handling_entered", made, facts=facts)
    return made


def read_handled(*, actor: Person, handling: Handling) -> Named:
    """Who it was; that it was read stands in the record. Raises NoRight, Incomplete (CH-8876)."""
    finding = handling.finding
    where = where_of_agency(finding.inspection, finding.agency)
    decision = require(actor, SEE_PERSONS, where)
    with unit_of_work(chain_of(finding.inspection), actor=actor, decision=decision) as work:
        apart = HandledPerson.objects.filter(handling=handling).first()
        named = open_sealed(apart) if apart is not None else Named()
        work.record("handled_read", handling)
    return named


def erase_handled(*, actor: Person, handling: Handling, request: str) -> None:
    """Erase who it was, under a request; how it was handled stays. Raises NoRight, Incomplete (CH-8750)."""
    finding = handling.finding
    decision = require(actor, SEE_PERSONS, where_of_agency(finding.inspection, finding.agency))
    refuse([] if request.strip() else [no_request()])
    with unit_of_work(chain_of(finding.inspection), actor=actor, decision=decision) as work:
        for apart in HandledPerson.objects.filter(handling=handling, erased_at=None):
            erase(apart, request)
        work.record("handled_erased", handling, facts={"request": request.strip()})
        work.after_commit(lambda: give_back_pages(["inspections"]))
