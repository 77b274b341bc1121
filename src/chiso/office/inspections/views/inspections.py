"""Pages of inspections: the list, one of them, beginning, changing, its draw's settings, frame, teams."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.inspection.kinds import kinds
from chiso.language import Language, text, text_by_count
from chiso.office.dossiers.access import READ as READ_DOSSIERS
from chiso.office.errors import Incomplete
from chiso.office.files.access import may_read
from chiso.office.files.showing import add_problems
from chiso.office.inspections.access import (
    FRAME,
    GO,
    PREPARE,
    READ,
    READ_RULES,
    inspection_for,
    inspection_to_prepare,
    sees_all,
    where_of_all,
)
from chiso.office.inspections.content import USUAL, files_of
from chiso.office.inspections.earlier_visits import agencies_kept_back, last_visits_shown
from chiso.office.inspections.following.counted import limits_of
from chiso.office.inspections.forms import (
    BeginForm,
    FrameForm,
    FromAgenciesForm,
    InspectionForm,
    SettingsForm,
    TeamsForm,
    settings_as_typed,
)
from chiso.office.inspections.frame_shown import COLUMN_NAMES, late_in_per_cent
from chiso.office.inspections.models import Inspection
from chiso.office.inspections.papers import papers_of
from chiso.office.inspections.risk_shown import reasons_in_words, report_shown
from chiso.office.inspections.selectors import (
    frame_told,
    inspections_listed,
    places_of,
    teams_told,
    visits_shown,
    with_counts,
)
from chiso.office.inspections.services.framing import make_frame, take_frame
from chiso.office.inspections.services.preparing import (
    begin_inspection,
    change_inspection,
    change_settings,
)
from chiso.office.inspections.services.satisfaction import satisfaction_to_choose
from chiso.office.inspections.services.teams import set_teams, teams_to_choose
from chiso.office.inspections.views.answering import NAMES, context_of, tried
from chiso.office.inspections.views.in_phase import show_in_phase
from chiso.office.ledger.selectors import history_of
from chiso.office.organisation.kinds import kind_in_words
from chiso.office.organisation.selectors import counts_on
from chiso.office.people.guard import needs
from chiso.office.people.rights import may, may_somewhere
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of
from chiso.problems import Problem

PAGE_OF_PLACES = 100


@needs(READ)
@require_safe
def inspections_list(request: HttpRequest) -> HttpResponse:
    """The inspections that the reader may see, the latest first."""
    person = person_of(request)
    pages = page_of(request, inspections_listed(person))
    context = NAMES | {
        "pages": pages,
        "rows": with_counts(person, pages.rows),
        "may_prepare": may(person, PREPARE, where_of_all()),
        "goes": may_somewhere(person, GO),
        "reads_rules": may_somewhere(person, READ_RULES),
        "reads_dossiers": may_somewhere(person, READ_DOSSIERS),
    }
    return render(request, "inspections/list.html.j2", context)


@needs(READ)
@require_safe
def inspection(request: HttpRequest, key: str) -> HttpResponse:
    """One inspection: what it looks at, how it is drawn, who goes, where it stands."""
    person = person_of(request)
    found = inspection_for(person, key)
    whole = sees_all(person)
    waits = found.state in ("sealed", "approved")
    document = found.decision_document
    context = context_of(request, person, found) | {
        "who_leads": _who_leads(request)[found.kind],
        "laws": _laws(request, found),
        "is_confirmed": _is_confirmed(found),
        "plan": USUAL | found.plan,
        "places": frame_told(found) if may_somewhere(person, FRAME) else None,
        "teams": teams_told(found) if whole else [],
        "content_sha256": files_of(found).sha256 if whole and waits else "",
        "visits": visits_shown(person, found).count(),
        "document": document if document is not None and may_read(person, document) else None,
        "papers": papers_of(found),
        "history": history_of(found, limit=30) if whole else None,
        "sees_whole": whole,
    }
    return render(request, "inspections/inspection.html.j2", context)


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an inspection."""
    person = person_of(request)
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = begin_inspection(
                actor=person, facts=form.facts(), is_made_up=form.cleaned_data["is_made_up"]
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "title")
        else:
            flash(
                request,
                text("{number} is begun. Now take the places from which is drawn.", number=made.number),
            )
            return SeeOther(reverse("inspections:inspection", args=[made.key]))
    context = {"form": form, "kind_notes": _who_leads(request)}
    return render(request, "inspections/edit.html.j2", context, status=status_of_form(request))


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Change what an inspection says of itself."""
    person = person_of(request)
    found = inspection_to_prepare(person, key)
    form = keep(request, InspectionForm(request.POST or None, inspection=found, initial=_stands(found)))
    if request.method == "POST" and form.is_valid():
        try:
            change_inspection(
                actor=person, inspection=found, facts=form.facts(), expected_version=expected_version(request)
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "title")
        else:
            return _changed(request, found)
    context = {"form": form, "kind_notes": _who_leads(request)}
    return show_in_phase(request, person, found, "change", "inspections/edit.html.j2", context)


def _who_leads(request: HttpRequest) -> dict[str, str]:
    """Of each kind who may lead it."""
    return {name: one.led_by.said(_language(request)) for name, one in kinds().items()}


def _laws(request: HttpRequest, found: Inspection) -> list[dict[str, Any]]:
    """The documents that the kind rested on, on the first day."""
    held = kinds()[found.kind].on(found.opens_on)
    return [
        {"document": law.document, "day": law.day, "about": law.about.said(_language(request))}
        for law in (held.basis if held else ())
    ]


def _is_confirmed(found: Inspection) -> bool:
    """Whether law and terms of the kind were confirmed by the text of the law."""
    kind = kinds()[found.kind]
    held = kind.on(found.opens_on)
    return held is not None and held.confirmed and kind.terms_confirmed


def _language(request: HttpRequest) -> Language:
    language: Language = getattr(request, "language", "vi")
    return language


def _stands(found: Inspection) -> dict[str, Any]:
    names = ("title", "focus", "opens_on", "closes_on", "basis", "checklist", "severity_rule")
    stands = {name: getattr(found, name) for name in names}
    leading = {"led_by": found.led_by.key, "led_with": found.led_with.key if found.led_with else ""}
    return stands | leading


def _changed(request: HttpRequest, found: Inspection) -> HttpResponse:
    """Say that it is saved, and that an approval fell where there was one."""
    fell = text("It was approved; since it has changed, it has to be approved once more.")
    flash(request, text("{number} is saved.", number=found.number), fell if found.approved_at else "")
    return SeeOther(reverse("inspections:inspection", args=[found.key]))


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, key: str) -> HttpResponse:
    """Change what the draw goes by."""
    person = person_of(request)
    found = inspection_to_prepare(person, key)
    stands = settings_as_typed(USUAL | found.plan)
    form = keep(request, SettingsForm(request.POST or None, initial=stands))
    if request.method == "POST" and form.is_valid():
        try:
            change_settings(
                actor=person,
                inspection=found,
                settings=form.settings(),
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "visits")
        else:
            return _changed(request, found)
    context = {"form": form}
    return show_in_phase(request, person, found, "settings", "inspections/settings.html.j2", context)


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: HttpRequest, key: str) -> HttpResponse:
    """Say which teams go, with how many days."""
    person = person_of(request)
    found = inspection_to_prepare(person, key)
    choice = teams_to_choose(found)
    stands = {f"days_{one.row.team.key}": one.row.days for one in teams_told(found)}
    form = keep(request, TeamsForm(choice, request.POST or None, initial=_typed(stands)))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        problems = tried(
            lambda: set_teams(
                actor=person, inspection=found, teams=form.teams(), expected_version=expected_version(request)
            )
        )
        if not problems:
            return _changed(request, found)
    context = {"form": form, "choice": choice, "problems": problems}
    return show_in_phase(request, person, found, "teams", "inspections/teams.html.j2", context)


def _typed(days: dict[str, Any]) -> dict[str, Any]:
    from fractions import Fraction

    return {name: Fraction(value) for name, value in days.items()}


@needs(FRAME)
@require_safe
def frame(request: HttpRequest, key: str) -> HttpResponse:
    """The places of the frame."""
    person = person_of(request)
    found = inspection_for(person, key)
    words = request.GET.get("tim", "")[:120]
    pages = page_of(request, places_of(found, words), PAGE_OF_PLACES)
    agencies = {one.agency_id for one in pages.rows}
    context = context_of(request, person, found) | {
        "told": frame_told(found),
        "words_sought": words,
        "pages": pages,
        "last_visits": last_visits_shown(person, pages.rows),
        "kept_back": agencies_kept_back(person, agencies, made_up=found.is_made_up),
        "limits": limits_of(person),
        "sources": found.frame_sources,
        "column_names": COLUMN_NAMES,
        "late_in_per_cent": late_in_per_cent,
        "reasons_in_words": reasons_in_words,
        "report": report_shown(found),
    }
    return render(request, "inspections/frame.html.j2", context)


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, key: str) -> HttpResponse:
    """Take the frame from a table, or make it of the agencies and their dossiers."""
    person = person_of(request)
    found = inspection_to_prepare(person, key)
    choice = [(kind, kind_in_words(kind)) for kind in sorted(counts_on(found.opens_on)["kind"]) if kind]
    makes = request.POST.get("action") == "make"
    estimates = satisfaction_to_choose(found)
    table = FrameForm(estimates, None if makes else request.POST or None, request.FILES or None)
    made_of = FromAgenciesForm(choice, estimates, request.POST if makes else None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        count = 0
        version = expected_version(request)

        def do() -> None:
            nonlocal count
            if makes:
                count = make_frame(
                    actor=person, inspection=found, kinds=made_of.cleaned_data["kinds"],
                    satisfaction=made_of.cleaned_data["satisfaction"], expected_version=version,
                )  # fmt: skip
            else:
                file = table.cleaned_data["table"]
                count = take_frame(
                    actor=person, inspection=found, content=file.read(), name=file.name,
                    satisfaction=table.cleaned_data["satisfaction"], expected_version=version,
                )  # fmt: skip

        if (made_of if makes else table).is_valid():
            problems = tried(do)
            if not problems:
                flash(
                    request, text_by_count("One place is taken.", "{count} places are taken.", count),
                    text("They stand in place of those that were there before."),
                )  # fmt: skip
                return SeeOther(reverse("inspections:frame", args=[found.key]))
    context = {"form": table, "made_of": made_of, "problems": problems}
    return show_in_phase(request, person, found, "take-frame", "inspections/take.html.j2", context)
