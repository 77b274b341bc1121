"""The list of notices, and the choice of mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import text, text_by_count
from chiso.office.notices.forms import ChoiceForm
from chiso.office.notices.kinds import Said, say_notice
from chiso.office.notices.models import Notice
from chiso.office.notices.selectors import choice_of, notices_of
from chiso.office.notices.services import choose_mail, mark_all_read, mark_read
from chiso.office.people.guard import signed_in
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, flash, safe_address
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of

PAGE = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A notice with its words, its day and hour in the city."""

    notice: Notice
    said: Said
    day: date
    hour: str


def _line(notice: Notice) -> Line:
    local = timezone.localtime(notice.created_at)
    said = say_notice(notice.kind, notice.facts)
    return Line(notice, said, local.date(), local.strftime("%H:%M"))


@signed_in
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What the person was told, newest first; those not read yet, or all."""
    only_unread = request.GET.get("xem") != "tat-ca"
    mine = notices_of(person_of(request))
    unread = mine.filter(read_at=None).count()
    pages = page_of(request, mine.filter(read_at=None) if only_unread else mine, PAGE)
    lines = [_line(one) for one in pages.rows]
    context = {"pages": pages, "lines": lines, "unread": unread, "only_unread": only_unread}
    return render(request, "notices/list.html.j2", context)


@signed_in
@require_POST
def open_notice(request: HttpRequest, key: str) -> HttpResponse:
    """Mark as read and go to what it tells of."""
    notice = mark_read(actor=person_of(request), key=key)
    return SeeOther(safe_address(request, notice.address, reverse("notices:list")))


@signed_in
@require_POST
def read(request: HttpRequest, key: str) -> HttpResponse:
    """Mark as read and stay."""
    mark_read(actor=person_of(request), key=key)
    return SeeOther(reverse("notices:list"))


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    count = mark_all_read(actor=person_of(request))
    flash(request, text_by_count("One notice marked as read.", "{count} notices marked as read.", count))
    return SeeOther(reverse("notices:list"))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """How the person wants to be told."""
    person = person_of(request)
    choice = choice_of(person)
    stands = {"by_mail": choice.by_mail, "expected_version": choice.version}
    form = keep(request, ChoiceForm(request.POST if request.method == "POST" else None, initial=stands))
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        choose_mail(actor=person, by_mail=chosen["by_mail"], expected_version=chosen["expected_version"])
        flash(request, text("Saved how you are told."))
        return SeeOther(reverse("notices:choices"))
    context = {"form": form, "choice": choice, "email": person.email}
    return render(request, "notices/choices.html.j2", context, status=422 if form.is_bound else 200)
