"""Pages of dossiers: what came in and what stands, bringing, one intake with its counts and answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import Language, Text, text, text_by_count
from chiso.office.dossiers.access import BRING, READ, intake_for, intakes_for, where_of_dossiers
from chiso.office.dossiers.forms import BringForm, WithdrawForm
from chiso.office.dossiers.models import Intake
from chiso.office.dossiers.selectors import answers_from, months_standing, places_of, with_counts
from chiso.office.dossiers.services import ORIGIN_NAMES, SHAPE_NAMES, Taken, bring_dossiers, withdraw_intake
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.errors import Incomplete, NotFound
from chiso.office.ledger.selectors import history_of
from chiso.office.people.guard import needs
from chiso.office.people.models import Person
from chiso.office.people.rights import may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of
from chiso.periods import parse_period
from chiso.problems import BadInput, Problem
from chiso.procedures.answering import answers_text
from chiso.procedures.feeding import FRAMEWORKS
from chiso.procedures.results import FIGURES, WHERE
from chiso.procedures.tallies import cells, late_share, write_month
from chiso.tables import as_text, write_table

SHOWN_AT_ONCE = 100
NAMES = {"shape_names": SHAPE_NAMES, "origin_names": ORIGIN_NAMES}


@needs(READ)
@require_safe
def intakes(request: HttpRequest) -> HttpResponse:
    """What came in, the latest first, and how many agencies have counts that stand, month by month."""
    person = person_of(request)
    pages = page_of(request, intakes_for(person))
    months = months_standing(made_up=False)
    context = NAMES | {
        "pages": pages,
        "rows": with_counts(pages.rows),
        "months": [(write_month(month), count) for month, count in sorted(months.items(), reverse=True)[:12]],
        "may_bring": may(person, BRING, where_of_dossiers()),
    }
    return render(request, "dossiers/list.html.j2", context)


@needs(BRING)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Take dossiers or counts in: all of them, or none."""
    form = BringForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            taken = bring_dossiers(
                actor=person_of(request), brought=form.read(), origin="file",
                is_made_up=form.cleaned_data["is_made_up"],
            )  # fmt: skip
        except BadInput as refused:
            problems = tuple(refused.problems)
        else:
            _tell(request, taken)
            return SeeOther(reverse("dossiers:intake", args=[taken.intake.key]))
    context = {"form": form, "problems": problems}
    return render(request, "dossiers/bring.html.j2", context, status=status_of_form(request))


def _tell(request: HttpRequest, taken: Taken) -> None:
    number = taken.intake.number
    if taken.is_known:
        flash(request, text("The same stands already as {number}; nothing was done.", number=number))
        return
    said: Text = text("Nothing was replaced.")
    if taken.replaced:
        said = text_by_count(
            "One month of an agency was replaced.", "{count} months of agencies were replaced.",
            taken.replaced,
        )  # fmt: skip
    flash(request, text("{number} is counted; the dossiers themselves are not kept.", number=number), said)
    for remark in taken.remarks:
        flash(request, remark, level="warn")


@needs(READ)
@require_safe
def intake(request: HttpRequest, key: str) -> HttpResponse:
    """One intake: where it came from, what it counted, what of it stands."""
    person = person_of(request)
    return render(request, "dossiers/intake.html.j2", _context(request, person, intake_for(person, key)))


def _context(request: HttpRequest, person: Person, found: Intake) -> dict[str, object]:
    places = places_of(found)
    return NAMES | {
        "intake": found,
        "told": with_counts([found])[0],
        "pages": page_of(request, places, SHOWN_AT_ONCE),
        "late_share": late_share,
        "frameworks": FRAMEWORKS if found.shape == "dossiers" and found.withdrawn_at is None else (),
        "may_withdraw": found.withdrawn_at is None and may(person, BRING, where_of_dossiers()),
        "history": history_of(found, limit=20),
    }


@needs(READ)
@require_safe
def counts(request: HttpRequest, key: str) -> HttpResponse:
    """The counts of an intake by agency, counter and field, as a table."""
    found = intake_for(person_of(request), key)
    rows = (
        [*map(as_text, (one.agency, one.counter, one.field)), *cells(one.counts)] for one in places_of(found)
    )
    return hand_out(write_table((*WHERE, *FIGURES), rows).encode(), f"{found.number.lower()}-so-dem.csv")


@needs(READ)
@require_safe
def answers(request: HttpRequest, key: str, framework: str) -> HttpResponse:
    """The answers of agencies that follow, in the form that scoring reads."""
    found = intake_for(person_of(request), key)
    if framework not in FRAMEWORKS or found.shape != "dossiers" or found.withdrawn_at is not None:
        raise NotFound
    lines, _ = answers_from(found, framework)
    language: Language = getattr(request, "language", "vi")
    written = answers_text(lines, parse_period(found.period), language)
    return hand_out(written.encode(), f"{found.number.lower()}-{framework}.csv")


@needs(BRING)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Let an intake count no more."""
    person = person_of(request)
    found = intake_for(person, key)
    require_for_page(person, BRING, where_of_dossiers())
    form = keep(request, WithdrawForm(request.POST or None))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_intake(
                actor=person, intake=found, reason=form.cleaned_data["reason"],
                expected_version=expected_version(request),
            )  # fmt: skip
        except Incomplete as refused:
            problems = tuple(refused.problems)
        else:
            flash(
                request, text("{number} counts no more; what it replaced stands again.", number=found.number)
            )
            return SeeOther(reverse("dossiers:intake", args=[found.key]))
    context = {"intake": found, "form": form, "problems": problems}
    return render(request, "dossiers/withdraw.html.j2", context, status=status_of_form(request))
