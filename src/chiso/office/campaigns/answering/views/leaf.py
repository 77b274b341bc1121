"""The page of a leaf: read, saved by a press or by itself, looked at for points, commented on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chiso.language import Language, Text, text
from chiso.office.campaigns.access import READ
from chiso.office.campaigns.answering.access import LeafWork, leaf_work_for
from chiso.office.campaigns.answering.asked import asked_of
from chiso.office.campaigns.answering.comments import add_comment
from chiso.office.campaigns.answering.fields import LeafForm
from chiso.office.campaigns.answering.given import Given, given_of, read_sound
from chiso.office.campaigns.answering.leaf_page import (
    LeafPage,
    Standing,
    answers_beside,
    inputs_in_words,
    leaf_page,
    standing_of,
)
from chiso.office.campaigns.answering.points import points_of
from chiso.office.campaigns.answering.saving import LAYER_NAMES, STATUS_NAMES, Saved, save_what_is_sound
from chiso.office.campaigns.answering.views.showing import leaf_address, proof_shown
from chiso.office.campaigns.beside import beside_criterion
from chiso.office.errors import Conflict, Incomplete, OfficeRefused
from chiso.office.files.showing import add_problems
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.conflicts import keep

# The name of the field by which the script that saves by itself says so.
AUTOSAVE = "autosave"


@needs(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def leaf(request: HttpRequest, key: str, agency_key: str, unit_key: str, node: str) -> HttpResponse:
    """One leaf of an agency: what is asked, what was given, what follows."""
    work = leaf_work_for(person_of(request), key, agency_key, unit_key, node)
    standing = standing_of(work, work.layer)
    language = _language(request)
    asked = asked_of(work.participants.framework, work.leaf.code)
    # A form that was sent without any field is still one that was sent.
    sent = request.POST if request.method == "POST" else None
    form = keep(request, LeafForm(asked, language, sent, stands=standing.base))
    if request.method != "POST":
        return _page(request, work, standing, form, work.why_only_to_read)
    if request.POST.get("then") == "points":
        return _look_at_points(request, work, standing, form)
    if request.POST.get(AUTOSAVE):
        return _save_by_itself(request, work, standing, form)
    saved = _save(request, work, standing, form)
    said = _comment(request, work, form)
    if form.errors:
        again = standing_of(work, standing.writes)
        return _page(request, work, again, form, None, saved, comment="" if said else None)
    _tell(request, work, saved, said)
    return SeeOther(_after(request, work))


def _language(request: HttpRequest) -> Language:
    language: Language = getattr(request, "language", "vi")
    return language


def _save(request: HttpRequest, work: LeafWork, standing: Standing, form: LeafForm) -> Saved:
    typed = form.typed()
    saved = save_what_is_sound(
        actor=work.person,
        campaign=work.campaign,
        unit=work.unit,
        node=work.leaf.code,
        given=typed.given,
        expected_version=expected_version(request),
        layer=standing.writes,
        sign=form.sign,
        participants=work.participants,
        known=standing.current,
    )
    form.complain(typed, saved.problems)
    return saved


def _comment(request: HttpRequest, work: LeafWork, form: LeafForm) -> bool:
    """Say to the colleagues what was typed for them; whether there was anything."""
    words = request.POST.get("comment", "").strip()
    if not words or not work.is_inside:
        return False
    try:
        add_comment(
            actor=work.person, campaign=work.campaign, agency=work.agency, leaf=work.leaf, words=words
        )
    except Incomplete as refused:
        add_problems(form, refused.problems, "note")
        return False
    return True


def _look_at_points(request: HttpRequest, work: LeafWork, standing: Standing, form: LeafForm) -> HttpResponse:
    """The page as it was typed, with the points that would follow; nothing is saved."""
    typed = form.typed()
    before = given_of(standing.current) if standing.current is not None else None
    given, problems = read_sound(
        work.participants, work.unit.pk, work.leaf.code, typed.given, before, sign=form.sign
    )
    form.complain(typed, problems)
    return _page(request, work, standing, form, None, given=given)


def _save_by_itself(request: HttpRequest, work: LeafWork, standing: Standing, form: LeafForm) -> HttpResponse:
    """What the script asks for: saved what is sound; version, mistakes, points, in JSON."""
    language = _language(request)
    try:
        saved = _save(request, work, standing, form)
    except Conflict:
        said = text(
            "Somebody saved this criterion meanwhile. What you typed is not saved yet and not lost: "
            "press Save to see both versions and choose."
        )
        return JsonResponse({"state": "conflict", "said": said.in_language(language)}, status=409)
    except OfficeRefused as refused:
        words = " ".join(
            f"{one.expected.in_language(language)} {one.mend.in_language(language)}"
            for one in refused.problems
        )
        return JsonResponse({"state": "refused", "said": words}, status=refused.status)
    answer = saved.answer
    given = given_of(answer) if answer is not None else Given(lacking=form.asked.all_lacking)
    points = points_of(work.participants, work.leaf, given, answers_beside(work, form.asked))
    return JsonResponse(
        {
            "state": "mistakes" if form.errors else "saved",
            "said": _said(saved, has_mistakes=bool(form.errors)).in_language(language),
            "version": answer.version if answer is not None else 0,
            "mistakes": form.mistakes(language),
            "points": points.as_record(language),
        }
    )


def _said(saved: Saved, *, has_mistakes: bool) -> Text:
    when = f"{timezone.localtime(saved.answer.at):%H:%M}" if saved.answer is not None else ""
    if has_mistakes:
        return text("What can be read is saved; what is marked is not yet.")
    if not when:
        return text("Nothing to save yet.")
    return text("Saved at {hour}. Everybody in the agency sees this version.", hour=when)


def _tell(request: HttpRequest, work: LeafWork, saved: Saved, said: bool) -> None:
    if saved.is_new and saved.answer is not None:
        hour = f"{timezone.localtime(saved.answer.at):%H:%M}"
        flash(
            request,
            text("Criterion {code} was saved at {hour}.", code=work.leaf.code, hour=hour),
            text("Everybody in the agency sees this version."),
        )
    elif said:
        flash(request, text("Your colleagues see what you wrote."))
    else:
        flash(request, text("Nothing was changed in criterion {code}.", code=work.leaf.code), level="")


def _after(request: HttpRequest, work: LeafWork) -> str:
    """Where the press of a button leads once everything is saved."""
    then = request.POST.get("then")
    here = leaf_address(work.campaign, work.agency, work.unit, work.leaf)
    if then == "evidence":
        return reverse(
            "campaigns:leaf-evidence",
            args=[work.campaign.key, work.agency.key, work.unit.key, work.leaf.code],
        )
    if then == "next":
        siblings = work.siblings
        codes = [one.code for one in siblings]
        place = codes.index(work.leaf.code) + 1
        if place < len(siblings):
            return leaf_address(work.campaign, work.agency, work.unit, siblings[place])
        return reverse("campaigns:agency-work", args=[work.campaign.key, work.agency.key])
    return f"{here}#them-truong-hop" if then == "rows" else f"{here}#trao-doi" if then == "comment" else here


def _page(
    request: HttpRequest,
    work: LeafWork,
    standing: Standing,
    form: LeafForm,
    why_not: Text | None,
    saved: Saved | None = None,
    *,
    given: Given | None = None,
    comment: str | None = None,
) -> HttpResponse:
    language = _language(request)
    page: LeafPage = leaf_page(work, standing, language, given)
    may_write = why_not is None and page.state.state != "elsewhere"
    context = {
        "work": work,
        "campaign": work.campaign,
        "leaf": work.leaf,
        "standing": standing,
        "form": form,
        "page_of_leaf": page,
        "may_write": may_write,
        "why_not": why_not,
        "inputs": inputs_in_words(page.asked, standing.base),
        "status": STATUS_NAMES[standing.base.status],
        "layer_titles": LAYER_NAMES,
        "saved": saved,
        "beside": beside_criterion(work.person, work.agency, work.participants.framework.id, work.leaf.code),
        "proofs": [proof_shown(work, proof, language, may_write=may_write) for proof in page.proofs],
        "now": timezone.now(),
        "comment": request.POST.get("comment", "") if comment is None else comment,
    }
    # What was only looked at is no failure; what could not be saved is.
    status = 422 if form.is_bound and form.errors and given is None else 200
    return render(request, "campaigns/answering/leaf.html.j2", context, status=status)
