"""Evidence of a leaf: chosen from the agency's shelf, entered anew with or without a file, taken away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from chiso.language import text
from chiso.office.campaigns.answering.access import LeafWork, leaf_work_for
from chiso.office.campaigns.answering.forms import NewProofForm, PutForm
from chiso.office.campaigns.answering.proving import document_of_shelf, prove_by_new, shelf_of, use_beside
from chiso.office.campaigns.answering.views.showing import about_document, leaf_address
from chiso.office.configuration import configuration
from chiso.office.errors import Incomplete
from chiso.office.files.access import LINK
from chiso.office.files.editing import read_post
from chiso.office.files.forms import ACCEPT
from chiso.office.files.models import Document, Upload
from chiso.office.files.services.uses import link_document, unlink_document
from chiso.office.files.showing import add_problems, size_in_words
from chiso.office.files.views import title_of
from chiso.office.ledger.work import chain_of_agency
from chiso.office.people.guard import needs
from chiso.office.people.rights import Where, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, flash, status_of_form

LONGEST_REASON = 400


def _work(request: HttpRequest, key: str, agency_key: str, unit_key: str, node: str) -> LeafWork:
    work = leaf_work_for(person_of(request), key, agency_key, unit_key, node)
    chain = chain_of_agency(work.campaign.pk, work.agency.pk)
    require_for_page(work.person, LINK, Where(work.agency, work.campaign, work.leaf.code, chain=chain))
    return work


@needs(LINK)
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, key: str, agency_key: str, unit_key: str, node: str) -> HttpResponse:
    """Put a document beside the leaf: one of the shelf, or a new one."""
    work = _work(request, key, agency_key, unit_key, node)
    if request.method == "POST" and request.POST.get("document"):
        return _put(request, work)
    form, upload = NewProofForm(), None
    if request.method == "POST":
        given = read_post(request, work.agency)
        form, upload = NewProofForm(given.data), given.upload
        is_valid = form.is_valid()
        add_problems(form, given.problems, "file")
        if is_valid and not given.problems and _entered(work, form, upload):
            return _done(request, work)
    return _page(request, work, form, upload)


def _entered(work: LeafWork, form: NewProofForm, upload: Upload | None) -> bool:
    try:
        prove_by_new(
            actor=work.person,
            campaign=work.campaign,
            agency=work.agency,
            unit=work.unit,
            leaf=work.leaf,
            facts=form.facts(),
            upload=upload,
            marking_confirmed=form.cleaned_data["marking_confirmed"],
            what=form.cleaned_data["note"],
            participants=work.participants,
        )
    except Incomplete as refused:
        add_problems(form, refused.problems, "title")
        return False
    return True


def _put(request: HttpRequest, work: LeafWork) -> HttpResponse:
    form = PutForm(request.POST)
    form.is_valid()
    try:
        link_document(
            actor=work.person,
            document=document_of_shelf(work.agency, request.POST["document"]),
            campaign=work.campaign,
            unit=work.unit,
            node=work.leaf.code,
            page=form.cleaned_data.get("page", ""),
            note=form.cleaned_data.get("what", ""),
            participants=work.participants,
        )
    except Incomplete as refused:
        flash(request, refused.problems[0].expected, refused.problems[0].mend, "warn")
        return SeeOther(leaf_address(work.campaign, work.agency, work.unit, work.leaf))
    return _done(request, work)


def _done(request: HttpRequest, work: LeafWork) -> HttpResponse:
    flash(request, text("The document now stands beside criterion {node}.", node=work.leaf.code))
    return SeeOther(leaf_address(work.campaign, work.agency, work.unit, work.leaf) + "#tai-lieu")


def _page(request: HttpRequest, work: LeafWork, form: NewProofForm, upload: Upload | None) -> HttpResponse:
    words = request.GET.get("tim", "")[:120]
    if upload is not None:
        upload.refresh_from_db()
    has_come = upload is not None and upload.state in ("open", "checked")
    context = {
        "work": work,
        "campaign": work.campaign,
        "leaf": work.leaf,
        "form": form,
        "put": PutForm(),
        "sought": words,
        "shelf": [_offered(one) for one in shelf_of(work.campaign, work.agency, work.leaf, words)],
        "back": leaf_address(work.campaign, work.agency, work.unit, work.leaf),
        "accept": ACCEPT,
        "largest": size_in_words(configuration().upload_limit),
        "come": upload if has_come else None,
        "come_size": size_in_words(upload.size) if upload is not None else "",
        "marking": upload.marking if has_come and upload is not None else "",
    }
    return render(request, "campaigns/answering/evidence.html.j2", context, status=status_of_form(request))


def _offered(document: Document) -> dict[str, object]:
    revision = next(iter(document.revisions.all()), None)
    return {
        "key": document.key,
        "title": title_of(document),
        "about": about_document(document),
        "kind": revision.content.kind.upper() if revision is not None else text("ref."),
    }


@needs(LINK)
@require_http_methods(["GET", "HEAD", "POST"])
def take_away(
    request: HttpRequest, key: str, agency_key: str, unit_key: str, node: str, use_key: str
) -> HttpResponse:
    """Take a document from the leaf, with the reason; asked once more."""
    work = _work(request, key, agency_key, unit_key, node)
    use = use_beside(work.campaign, work.leaf, use_key)
    back = leaf_address(work.campaign, work.agency, work.unit, work.leaf)
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
        unlink_document(actor=work.person, use=use, reason=reason)
        flash(
            request,
            text("The document no longer stands beside criterion {node}.", node=use.node),
        )
        return SeeOther(back)
    context = {"work": work, "leaf": work.leaf, "title": title_of(use.document), "back": back}
    return render(request, "campaigns/answering/take-away.html.j2", context)
