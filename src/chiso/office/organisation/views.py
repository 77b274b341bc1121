"""Agencies: list on a day, page, table of units with what it would change, sections, contact points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import Text, text
from chiso.office.ledger.selectors import history_of
from chiso.office.organisation.access import (
    CHANGE,
    KEEP,
    agency_for,
    contact_for,
    proposal_for,
    section_for,
)
from chiso.office.organisation.comparing import compare
from chiso.office.organisation.forms import ContactForm, SearchForm, SectionForm, TableForm
from chiso.office.organisation.kinds import KINDS, LEVELS, kind_in_words, level_in_words
from chiso.office.organisation.models import Agency, ContactPoint, Proposal, Section
from chiso.office.organisation.selectors import agency_page, counts_on, forms_on, workers_in
from chiso.office.organisation.services import (
    accept_units,
    discard_units,
    propose_units,
    registry_of,
    remove_contact,
    save_contact,
    save_section,
)
from chiso.office.people.guard import needs, signed_in
from chiso.office.people.rights import Where, may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of
from chiso.problems import BadInput
from chiso.units import Registry, shipped_registry, write_units

PAGE = 100


@signed_in
@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """The agencies as they stood on a day."""
    form = SearchForm(request.GET)
    day, sought = form.read()
    found = forms_on(day, sought)
    pages = page_of(request, found, PAGE)
    context = {
        "form": form,
        "day": day,
        "sought": sought,
        "rows": [
            {
                "name": one.name,
                "address": one.agency.key,
                "code": one.code,
                "level": level_in_words(one.level),
                "kind": kind_in_words(one.kind),
                "parent": one.parent.name if one.parent else "",
            }
            for one in pages.rows
        ],
        "pages": pages,
        "counts": counts_on(day),
        "levels": LEVELS,
        "kinds": KINDS,
        "may_change": may(person_of(request), CHANGE, Where()),
    }
    return render(request, "organisation/list.html.j2", context)


@signed_in
@require_safe
def agency(request: HttpRequest, key: str) -> HttpResponse:
    """One agency through all its forms."""
    found = agency_for(person_of(request), key)
    context = {
        "agency": found,
        "shown": agency_page(found),
        "levels": LEVELS,
        "kinds": KINDS,
        "may_keep": may(person_of(request), KEEP, Where(found)),
        "history": history_of(found, limit=20),
    }
    return render(request, "organisation/agency.html.j2", context)


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a table of units."""
    form = TableForm(request.POST or None, request.FILES or None)
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            proposal = propose_units(
                actor=person_of(request),
                table=_table_of(form),
                name=form.cleaned_data["table"].name if form.cleaned_data["table"] else "hanoi.csv",
                regime=form.cleaned_data["regime"],
            )
        except BadInput as refused:
            problems = refused.problems
        else:
            return SeeOther(reverse("organisation:proposal", args=[proposal.key]))
    context = {
        "form": form,
        "problems": problems,
        "proposals": Proposal.objects.all()[:20],
    }
    status = status_of_form(request)
    return render(request, "organisation/bring.html.j2", context, status=status)


def _table_of(form: TableForm) -> bytes:
    file = form.cleaned_data["table"]
    if file:
        content: bytes = file.read()
        return content
    return write_units(_hanoi(shipped_registry())).encode()


def _hanoi(registry: Registry) -> Registry:
    """Hà Nội, and what lies below it, of the register of the whole country."""
    below = {"ha-noi"}
    while True:
        more = {unit.uid for unit in registry if unit.parent in below} | below
        if more == below:
            return Registry(tuple(unit for unit in registry if unit.uid in below))
        below = more


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, key: str) -> HttpResponse:
    """What a table would change; accept it or lay it aside."""
    found = proposal_for(person_of(request), key)
    if request.method == "POST":
        version = expected_version(request)
        if request.POST.get("decision") == "discard":
            discard_units(actor=person_of(request), proposal=found, expected_version=version)
            flash(request, text("The table was laid aside; nothing was changed."))
            return SeeOther(reverse("organisation:bring"))
        accept_units(actor=person_of(request), proposal=found, expected_version=version)
        flash(request, text("The agencies are now as the table says."))
        return SeeOther(reverse("organisation:list"))
    is_open = found.accepted_at is None and found.discarded_at is None
    context = {
        "proposal": found,
        "is_open": is_open,
        "differences": compare(registry_of(found), found.regime) if is_open else None,
    }
    return render(request, "organisation/proposal.html.j2", context)


@needs(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def add_section(request: HttpRequest, key: str) -> HttpResponse:
    """A further section."""
    return _edit_section(request, agency_for(person_of(request), key), None)


@needs(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, key: str) -> HttpResponse:
    """Change a section."""
    found = section_for(person_of(request), key)
    return _edit_section(request, found.agency, found)


def _edit_section(request: HttpRequest, agency: Agency, found: Section | None) -> HttpResponse:
    def save(given: dict[str, Any], version: int) -> None:
        save_section(
            actor=person_of(request), agency=agency, section=found, expected_version=version, **given
        )
        flash(request, text("The section was saved."))

    stands = None
    if found is not None:
        people = [one.key for one in found.people.all()]
        stands = {name: getattr(found, name) for name in ("name", "valid_from", "valid_to")} | {
            "people": people
        }
    form = SectionForm(workers_in(agency), request.POST or None, initial=stands)
    return _edit(request, agency, found, form, save, text("Section of {agency}", agency=agency.name))


@needs(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def add_contact(request: HttpRequest, key: str) -> HttpResponse:
    """A further contact point."""
    return _edit_contact(request, agency_for(person_of(request), key), None)


@needs(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, key: str) -> HttpResponse:
    """Change or remove a contact point."""
    found = contact_for(person_of(request), key)
    if request.method == "POST" and request.POST.get("decision") == "remove":
        version = expected_version(request)
        remove_contact(actor=person_of(request), contact=found, expected_version=version)
        flash(request, text("The contact point was removed."))
        return SeeOther(reverse("organisation:agency", args=[found.agency.key]))
    return _edit_contact(request, found.agency, found)


def _edit_contact(request: HttpRequest, agency: Agency, found: ContactPoint | None) -> HttpResponse:
    def save(given: dict[str, Any], version: int) -> None:
        save_contact(
            actor=person_of(request), agency=agency, contact=found, expected_version=version, **given
        )
        flash(request, text("The contact point was saved."))

    stands = {name: getattr(found, name) for name in ContactForm.base_fields} if found else None
    form = ContactForm(request.POST or None, initial=stands)
    return _edit(request, agency, found, form, save, text("Contact point of {agency}", agency=agency.name))


def _edit(
    request: HttpRequest,
    agency: Agency,
    found: Section | ContactPoint | None,
    form: SectionForm | ContactForm,
    save: Callable[[dict[str, Any], int], None],
    title: Text,
) -> HttpResponse:
    """A form about a part of an agency: shown, shown again with what is wrong, or saved."""
    require_for_page(person_of(request), KEEP, Where(agency))
    form = keep(request, form)
    if request.method == "POST" and form.is_valid():
        save(form.given(), expected_version(request))
        return SeeOther(reverse("organisation:agency", args=[agency.key]))
    context = {
        "agency": agency,
        "found": found,
        "form": form,
        "title": title,
        "removable": isinstance(found, ContactPoint),
    }
    return render(request, "organisation/edit.html.j2", context, status=status_of_form(request))
