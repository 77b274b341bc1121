"""One leaf after another: agree with what stands, or correct it, and go on to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chiso.language import Language, Text, text
from chiso.office.campaigns.access import APPRAISE, ASK
from chiso.office.campaigns.answering.given import Given, given_of, read_sound
from chiso.office.campaigns.answering.last_year import year_before
from chiso.office.campaigns.answering.points import PointsShown, points_of
from chiso.office.campaigns.answering.proving import proofs_of
from chiso.office.campaigns.appraising.access import LeafRoom, leaf_for
from chiso.office.campaigns.appraising.evidence import opened, shown_of
from chiso.office.campaigns.appraising.forms import AppraisalForm, QuestionForm
from chiso.office.campaigns.appraising.leaf_page import LeafPage, leaf_page
from chiso.office.campaigns.appraising.questions import ask_question
from chiso.office.campaigns.appraising.queue import Entry, entries_of, next_undone
from chiso.office.campaigns.appraising.rounds import ACTIONS
from chiso.office.campaigns.appraising.services import appraise_leaf
from chiso.office.campaigns.appraising.showing import posts_of
from chiso.office.campaigns.appraising.views.queue import BY_AGENCY, address_of, order_of, pile_address
from chiso.office.campaigns.beside import beside_criterion
from chiso.office.campaigns.models import Answer
from chiso.office.errors import Incomplete, OfficeRefused
from chiso.office.files.showing import add_problems, short_digest
from chiso.office.people.guard import signed_in
from chiso.office.people.rights import may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.conflicts import keep
from chiso.problems import Place, Problem, quote


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where one goes from a leaf; `left` are still to be decided on in its list."""

    before: Entry | None
    after: Entry | None
    next_undone: Entry | None
    left: int
    number: int
    total: int
    list_address: str


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def leaf(request: HttpRequest, key: str, unit_key: str, node: str) -> HttpResponse:
    """Appraise one leaf. What is posted names the verdict: agree, correct, or preview (saves nothing)."""
    at = leaf_for(person_of(request), key, unit_key, node)
    page = leaf_page(at, _language(request))
    if request.method == "POST":
        require_for_page(at.room.person, ACTIONS[page.layer] if page.layer else APPRAISE, at.where)
    data = request.POST if request.method == "POST" else None
    form = keep(request, AppraisalForm(page.asked, page.language, data, stands=page.stands))
    draft: PointsShown | None = None
    if request.method == "POST":
        verdict = request.POST.get("verdict", "preview")
        read = _read(at, page, form)
        if verdict == "preview":
            draft = points_of(at.room.participants, at.leaf, read, page.beside)
            if not form.errors:
                # What was understood, as it would be kept, with empty rows for further cases.
                form = AppraisalForm(page.asked, page.language, stands=read)
        elif (verdict == "agree" and "words" not in form.errors) or form.is_valid():
            saved = _save(request, at, form, read, agrees=verdict == "agree")
            if saved is not None:
                flash(request, *_said(at, saved))
                return SeeOther(_after_saving(request, at))
    return _show(request, page, form, draft)


def _language(request: HttpRequest) -> Language:
    language: Language = getattr(request, "language", "vi")
    return language


def _read(at: LeafRoom, page: LeafPage, form: AppraisalForm) -> Given:
    """What was typed, in its one notation; what cannot be read is said at its field."""
    typed = form.typed()
    read, problems = read_sound(at.room.participants, at.leaf.unit, at.leaf.code, typed.given, sign=form.sign)
    form.complain(typed, problems)
    return replace(read, note="", reason=form.reason, words=form.words)


def _save(
    request: HttpRequest, at: LeafRoom, form: AppraisalForm, read: Given, *, agrees: bool
) -> Answer | None:
    """The appraisal; None where the form says what is wrong."""
    try:
        return appraise_leaf(
            actor=at.room.person,
            campaign=at.room.campaign,
            unit=at.unit,
            node=at.leaf.code,
            agrees=agrees,
            given=read,
            expected_version=expected_version(request),
            seen_version=_seen_version(request),
            sign=".",
        )
    except Incomplete as refused:
        add_problems(form, refused.problems, "reason")
        return None


def _seen_version(request: HttpRequest) -> int:
    written = request.POST.get("seen_version", "")
    if written.isascii() and written.isdigit() and len(written) < 10:
        return int(written)
    expected = text("Something in this request is not as a browser sends it.")
    mend = text("Go back to the page, load it anew and try again.")
    raise OfficeRefused([Problem("CH-7005", Place(field="seen_version"), quote(written), expected, mend)])


def _said(at: LeafRoom, saved: Answer) -> tuple[Text, Text]:
    """What the next page says: what was saved, and what follows from it."""
    points = points_of(at.room.participants, at.leaf, given_of(saved))
    named = {"node": at.leaf.code, "unit": at.room.desk.name_of_unit(at.leaf)}
    said = text("Criterion {node} of {unit}: agreed.", **named)
    if not saved.agreed:
        said = text("Criterion {node} of {unit}: corrected.", **named)
    if points.points is None:
        return said, points.why or text("It gives no points by itself.")
    if points.held is None:
        return said, text("Points: {points}.", points=points.points)
    return said, text("Points: {points}. What holds: {step}", points=points.points, step=points.held)


def _after_saving(request: HttpRequest, at: LeafRoom) -> str:
    found = _neighbours(request, at)
    key, order = at.room.campaign.key, order_of(request)
    return address_of(key, found.next_undone, order) if found.next_undone else found.list_address


def _neighbours(request: HttpRequest, at: LeafRoom) -> Neighbours:
    """The leaves before and after in the order in which the reader goes. Three queries."""
    order, here = order_of(request), (at.leaf.unit, at.leaf.code)
    same_list = [
        one
        for one in at.room.desk.leaves
        if (one.responsible == at.leaf.responsible if order == BY_AGENCY else one.code == at.leaf.code)
    ]
    entries = entries_of(at.room.desk, at.room.calendar, same_list, watching=at.room.is_watching)
    places = [(one.leaf.unit, one.leaf.code) for one in entries]
    number = places.index(here) if here in places else 0
    agency = at.room.participants.agencies[at.leaf.responsible]
    return Neighbours(
        before=entries[number - 1] if number > 0 else None,
        after=entries[number + 1] if number + 1 < len(entries) else None,
        next_undone=next_undone(entries, here),
        left=sum(one.is_undone for one in entries),
        number=number + 1,
        total=len(entries),
        list_address=pile_address(at.room, order, agency.key if order == BY_AGENCY else at.leaf.code),
    )


def _show(
    request: HttpRequest,
    page: LeafPage,
    form: AppraisalForm,
    draft: PointsShown | None = None,
    asking: QuestionForm | None = None,
) -> HttpResponse:
    at = page.at
    proofs = shown_of(proofs_of(at.room.campaign, at.leaf))
    seen = opened(proofs, request.GET.get("tai-lieu", ""), request.GET.get("trang-tai-lieu", ""))
    order, deadline = order_of(request), page.deadline()
    key = at.room.campaign.key
    may_ask = deadline is not None and may(at.room.person, ASK, at.where)
    context: dict[str, Any] = {
        "campaign": at.room.campaign,
        "page_of_leaf": page,
        "leaf": at.leaf,
        "unit": at.unit,
        "unit_name": at.room.desk.name_of_unit(at.leaf),
        "agency": at.room.participants.agencies[at.leaf.responsible],
        "form": form,
        "scores": page.scores(draft),
        "draft": draft,
        "proofs": proofs,
        "seen": seen,
        "seen_digest": short_digest(seen.revision.content.sha256) if seen else "",
        "asking": asking or QuestionForm(deadline=deadline),
        "may_ask": may_ask,
        "order": order,
        "here": f"{request.path}?theo={order}",
        "near": _neighbours(request, at),
        "posts_of": posts_of,
        "address_of": lambda entry: address_of(key, entry, order),
        "note": page.base.note if page.base is not None else "",
        "source": page.base.sheet.source if page.base is not None and page.base.sheet else "",
        "year_before": year_before(at.room.participants, at.leaf),
        "beside": beside_criterion(
            at.room.person,
            at.room.participants.agencies[at.leaf.responsible],
            at.room.participants.framework.id,
            at.leaf.code,
        ),
    }
    is_wrong = request.method == "POST" and draft is None
    return render(request, "campaigns/appraising/leaf.html.j2", context, status=422 if is_wrong else 200)


@signed_in
@require_POST
def ask(request: HttpRequest, key: str, unit_key: str, node: str) -> HttpResponse:
    """Ask the agency to explain."""
    at = leaf_for(person_of(request), key, unit_key, node)
    require_for_page(at.room.person, ASK, at.where)
    page = leaf_page(at, _language(request))
    form = QuestionForm(request.POST, deadline=page.deadline())
    if form.is_valid():
        try:
            ask_question(
                actor=at.room.person,
                campaign=at.room.campaign,
                unit=at.unit,
                node=at.leaf.code,
                **form.cleaned_data,
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "words")
        else:
            flash(request, text("The question was sent; the agency is told."))
            address = reverse("campaigns:appraise", args=[key, unit_key, node])
            return SeeOther(f"{address}?theo={order_of(request)}#trao-doi")
    whole = AppraisalForm(page.asked, page.language, stands=page.stands)
    return _show(request, page, whole, asking=form)
