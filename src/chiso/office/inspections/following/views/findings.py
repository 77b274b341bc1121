"""Pages of findings: the list, one, entering, changing, withdrawing, how violations were handled."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import text
from chiso.office.errors import NotFound
from chiso.office.inspections.access import READ
from chiso.office.inspections.following import services
from chiso.office.inspections.following.access import (
    FIND,
    HANDLE,
    READ_LETTERS,
    REPORT,
    SEE_PERSONS,
    finding_for,
    findings_for,
    handling_for,
    may_for_visit,
    visit_to_follow,
    where_of_agency,
    where_of_finding,
    where_of_letters,
)
from chiso.office.inspections.following.evidence import documents_of
from chiso.office.inspections.following.forms import (
    EraseForm,
    FindingForm,
    FindingsFilter,
    HandlingForm,
    WithdrawFindingForm,
)
from chiso.office.inspections.following.selectors import (
    FindingWanted,
    finding_page,
    findings_wanted,
)
from chiso.office.inspections.following.views.answering import language_of, page, posted
from chiso.office.inspections.models import Finding, Inspection, Seen, Visit
from chiso.office.organisation.models import Agency
from chiso.office.people.guard import needs
from chiso.office.people.models import Person
from chiso.office.people.rights import may, may_somewhere, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import expected_version
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of


@needs(READ)
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """All findings that the reader may see, the latest first."""
    person, today = person_of(request), timezone.localdate()
    form = FindingsFilter(request.GET or None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    asked = {name: request.GET.get(name, "")[:20] for name in ("co_quan", "dot")}
    asked["tieu_chi"] = request.GET.get("tieu_chi", "")[:100]
    framework, _, code = asked["tieu_chi"].partition("/")
    state = given.get("tinh_trang", "")
    wanted = FindingWanted(
        state="open" if state == "late" else state, severity=given.get("muc_do", ""),
        agency=asked["co_quan"], inspection=asked["dot"],
        criterion=(framework, code) if framework and code else None,
        late_on=today if state == "late" else None,
    )  # fmt: skip
    context = {
        "form": form, "asked": asked, "today": today, "criterion": code if framework else "",
        "pages": page_of(request, findings_wanted(person, wanted)),
        "agency": Agency.objects.filter(key=asked["co_quan"]).first() if asked["co_quan"] else None,
        "inspection": _named(person, asked["dot"]),
        "may_report": may_somewhere(person, REPORT),
        "may_read_letters": may(person, READ_LETTERS, where_of_letters()),
    }  # fmt: skip
    return page(request, "findings", context)


def _named(person: Person, key: str) -> Inspection | None:
    rows = findings_for(person).filter(inspection__key=key).select_related("inspection") if key else None
    first = rows.first() if rows is not None else None
    return first.inspection if first is not None else None


@needs(READ)
@require_safe
def finding(request: HttpRequest, key: str) -> HttpResponse:
    """One finding: what, how severe and why, what is recommended, how it stands."""
    person = person_of(request)
    found = finding_for(person, key)
    return page(request, "finding", _context(person, found))


def _context(person: Person, found: Finding) -> dict[str, Any]:
    finds = found.state == "open" and may_for_visit(person, FIND, found.visit)
    return {
        "finding": found,
        "shown": finding_page(person, found, timezone.localdate()),
        "can": {
            "change": finds,
            "handle": found.state != "withdrawn" and may(person, HANDLE, where_of_finding(found)),
            "see_persons": may(person, SEE_PERSONS, where_of_finding(found)),
        },
        "named": None,
    }


@needs(FIND)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Enter a finding of a visit; `?ghi=` a note made on the spot, `?muc=` a duty that was not met."""
    person = person_of(request)
    visit = _visit_to_find(person, key)
    seen = _seen(visit, (request.POST or request.GET).get("ghi", ""))
    initial = {"effect": "none", "duty": request.GET.get("muc", "")[:20]}
    if seen is not None:
        initial |= {"words": seen.words, "duty": seen.code, "severity": ""}
    form = FindingForm(
        person, visit, request.POST or None, language=language_of(request), seen=seen, initial=initial
    )

    def do() -> str:
        made = services.enter_finding(actor=person, visit=visit, given=form.read())
        return reverse("inspections:finding", args=[made.key])

    done = posted(request, form, do, said=text("The finding was entered."), field="words")
    return done or page(request, "enter_finding", {"form": form, "visit": visit, "seen": seen})


def _visit_to_find(person: Person, key: str) -> Visit:
    visit = visit_to_follow(person, key)
    if not may_for_visit(person, FIND, visit):
        require_for_page(person, FIND, where_of_agency(visit.inspection, visit.place.agency))
        raise NotFound
    return visit


def _seen(visit: Visit, key: str) -> Seen | None:
    if not key:
        return None
    return Seen.objects.filter(record__visit=visit, key=key[:20], is_removed=False).first()


@needs(FIND)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Change a finding."""
    person = person_of(request)
    found = _finding_to_change(person, key)
    stands: dict[str, Any] = {
        name: getattr(found, name)
        for name in ("words", "duty", "kind", "effect", "article", "position", "severity_reason")
    }
    stands["severity"] = found.severity if found.severity != found.by_rule else ""
    stands["documents"] = "\n".join(
        reverse("files:document", args=[one.key]) for one in documents_of(person, [found])[found.pk][0]
    )
    form = keep(
        request,
        FindingForm(person, found.visit, request.POST or None, language=language_of(request), initial=stands),
    )

    def do() -> str:
        services.change_finding(
            actor=person, finding=found, given=form.read(), expected_version=expected_version(request)
        )
        return reverse("inspections:finding", args=[found.key])

    done = posted(request, form, do, said=text("The finding was changed."), field="words")
    return done or page(request, "change_finding", {"form": form, "finding": found})


@needs(FIND)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Withdraw a finding."""
    person = person_of(request)
    found = _finding_to_change(person, key)
    form = keep(request, WithdrawFindingForm(request.POST or None))

    def do() -> str:
        services.withdraw_finding(
            actor=person, finding=found, reason=form.cleaned_data["reason"],
            expected_version=expected_version(request),
        )  # fmt: skip
        return reverse("inspections:finding", args=[found.key])

    done = posted(request, form, do, said=text("The finding was withdrawn; it stays, with the reason."),
                  field="reason")  # fmt: skip
    return done or page(request, "withdraw_finding", {"form": form, "finding": found})


def _finding_to_change(person: Person, key: str) -> Finding:
    found = finding_for(person, key)
    require_for_page(person, FIND, where_of_finding(found))
    if not may_for_visit(person, FIND, found.visit):
        raise NotFound
    return found


@needs(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def handle(request: HttpRequest, key: str) -> HttpResponse:
    """Enter how a violation was handled."""
    person = person_of(request)
    found = finding_for(person, key)
    require_for_page(person, HANDLE, where_of_finding(found))
    form = HandlingForm(request.POST or None, initial={"agency": found.agency.key})

    def do() -> str:
        given = form.cleaned_data
        services.record_handling(
            actor=person, finding=found, kind=given["kind"], decided_on=given["decided_on"],
            agency=given["agency"], document_number=given["document_number"], named=form.named(),
        )  # fmt: skip
        return reverse("inspections:finding", args=[found.key])

    done = posted(request, form, do, said=text("How it was handled was entered."), field="kind")
    return done or page(request, "handle", {"form": form, "finding": found})


@needs(SEE_PERSONS)
@never_cache
@require_POST
def read_person(request: HttpRequest, key: str) -> HttpResponse:
    """Show once who it was; that it was read stands in the record."""
    person = person_of(request)
    found = handling_for(person, key)
    named = services.read_handled(actor=person, handling=found)
    finding = finding_for(person, found.finding.key)
    context = _context(person, finding) | {"named": named, "named_of": found.pk}
    answer = page(request, "finding", context)
    answer.status_code = 200
    return answer


@needs(SEE_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def erase_person(request: HttpRequest, key: str) -> HttpResponse:
    """Erase who it was, under a request."""
    person = person_of(request)
    found = handling_for(person, key)
    require_for_page(person, SEE_PERSONS, where_of_finding(found.finding))
    form = EraseForm(request.POST or None)
    back = reverse("inspections:finding", args=[found.finding.key])

    def do() -> str:
        services.erase_handled(actor=person, handling=found, request=form.cleaned_data["request"])
        return back

    done = posted(request, form, do, said=text("The name was erased."), field="request")
    return done or page(request, "erase_name", {"form": form, "back": back})
