"""Evidence: list, page of a document, files handed out, uses, state of the storage."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.configuration import configuration
from chiso.office.errors import Incomplete, NotFound
from chiso.office.files.access import LINK, OPEN, WATCH, WRITE, document_for, revision_for, use_for, where_of
from chiso.office.files.forms import FILES, SECRECY, LinkForm, SearchForm
from chiso.office.files.models import Document, DocumentUse, Revision
from chiso.office.files.selectors import (
    agencies_of_documents,
    bytes_of,
    document_page,
    documents_for,
    places_to_link,
    storage_state,
)
from chiso.office.files.services.uses import link_document, unlink_document
from chiso.office.files.serving import refuse_unready, send_file, send_page
from chiso.office.files.showing import (
    CONDITIONS,
    add_problems,
    file_shown,
    short_digest,
    size_in_words,
    state_of,
)
from chiso.office.ledger.selectors import history_of
from chiso.office.people.guard import needs
from chiso.office.people.rights import Where, may, may_somewhere, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, flash, status_of_form
from chiso.office.ui.paging import page_of


@needs(OPEN)
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """The documents that the reader may see."""
    form = SearchForm(request.GET)
    sought = form.read()
    pages = page_of(request, documents_for(person_of(request), sought))
    context = {
        "form": form,
        "sought": sought,
        "agencies": agencies_of_documents(person_of(request)),
        "files": FILES,
        "rows": [_row(one) for one in pages.rows],
        "pages": pages,
        "may_add": may_somewhere(person_of(request), WRITE),
    }
    return render(request, "files/list.html.j2", context)


def _row(one: Document) -> dict[str, object]:
    revisions: list[Revision] = list(one.revisions.all())
    latest = revisions[0] if revisions else None
    return {
        "key": one.key,
        "title": title_of(one),
        "number": one.number or "–",
        "issued_on": one.issued_on,
        "agency": one.agency.name,
        "kind": latest.content.kind.upper() if latest else "",
        "size": size_in_words(latest.content.size) if latest else "",
        "state": state_of(latest.content) if latest else None,
        "uses": len(one.uses.all()),
    }


def title_of(document: Document) -> object:
    """What a document is called."""
    if document.secrecy:
        return text("Classified document, number {number}", number=document.number)
    return document.title or document.number


@needs(OPEN)
@require_safe
def document(request: HttpRequest, key: str) -> HttpResponse:
    """One document: what it says, its files, what it proves, its history."""
    found = document_for(person_of(request), key)
    shown = document_page(found)
    may_write = may(person_of(request), WRITE, where_of(found))
    context = {
        "document": found,
        "title": title_of(found),
        "secrecy": dict(SECRECY)[found.secrecy],
        "files": [(one, file_shown(one), state_of(one.content)) for one in shown.revisions],
        "uses": shown.uses,
        "ended": shown.ended,
        "may_write": may_write,
        "may_link": may_write and bool(places_to_link(person_of(request), found.agency)),
        "used": size_in_words(bytes_of(found.agency)) if may_write else "",
        "quota": size_in_words(configuration().agency_quota),
        "history": history_of(found, limit=30),
    }
    return render(request, "files/document.html.j2", context)


@needs(OPEN)
@require_safe
def download(request: HttpRequest, key: str) -> HttpResponseBase:
    """The file of a revision, as an attachment."""
    return send_file(revision_for(person_of(request), key))


@needs(OPEN)
@require_safe
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """A page of the file as a picture that the office has drawn."""
    revision = revision_for(person_of(request), key)
    refuse_unready(revision.content)
    written = request.GET.get("trang", "1")
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 1
    if not 1 <= number <= revision.content.pages:
        raise NotFound
    context = {
        "revision": revision,
        "document": revision.document,
        "title": title_of(revision.document),
        "number": number,
        "pages": revision.content.pages,
        "file": file_shown(revision),
    }
    return render(request, "files/preview.html.j2", context)


@needs(OPEN)
@require_safe
def page(request: HttpRequest, key: str, number: int) -> HttpResponseBase:
    """The picture of a page."""
    return send_page(revision_for(person_of(request), key), number)


@needs(LINK)
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, key: str) -> HttpResponse:
    """Put a document beside a criterion."""
    found = document_for(person_of(request), key)
    require_for_page(person_of(request), WRITE, where_of(found))
    form = LinkForm(places_to_link(person_of(request), found.agency), request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, place = form.cleaned_data, form.chosen_place()
        try:
            link_document(
                actor=person_of(request),
                document=found,
                campaign=place.campaign,
                unit=place.unit,
                node=given["node"],
                page=given["page"],
                note=given["note"],
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "node")
        else:
            flash(request, text("The document now stands beside criterion {node}.", node=given["node"]))
            return SeeOther(reverse("files:document", args=[found.key]))
    context = {"document": found, "title": title_of(found), "form": form}
    return render(request, "files/link.html.j2", context, status=status_of_form(request))


@needs(LINK)
@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: HttpRequest, key: str) -> HttpResponse:
    """Take a document from a criterion; asked once more."""
    use: DocumentUse = use_for(person_of(request), key)
    require_for_page(person_of(request), WRITE, where_of(use.document))
    back = reverse("files:document", args=[use.document.key])
    if request.method == "POST":
        unlink_document(
            actor=person_of(request), use=use, reason=request.POST.get("reason", "")[:400].strip()
        )
        flash(request, text("The document no longer stands beside criterion {node}.", node=use.node))
        return SeeOther(back)
    context = {"use": use, "document": use.document, "title": title_of(use.document), "back": back}
    return render(request, "files/unlink.html.j2", context)


@needs(WATCH)
@require_safe
def storage(request: HttpRequest) -> HttpResponse:
    """How the files on the disk stand: counts and digests, no names, no contents."""
    require_for_page(person_of(request), WATCH, Where())
    state = storage_state()
    context = {
        "state": state,
        "size": size_in_words(state.size),
        "broken": [
            {
                "digest": short_digest(one.sha256),
                "path": one.path,
                "agency": one.agency.name,
                "condition": CONDITIONS[one.condition],
                "stored_at": one.stored_at,
            }
            for one in state.broken
        ],
    }
    return render(request, "files/storage.html.j2", context)
