"""The forms of evidence: a new document, corrections, a file that replaces another.

A file comes with the form or in pieces before it (`sending.py`); either way it is an upload by the time
the form is read, so that a form that comes back for another reason need not send the file again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chiso.language import text
from chiso.office.configuration import configuration
from chiso.office.errors import Incomplete, NotFound
from chiso.office.files.access import WRITE, document_for, upload_for, where_of
from chiso.office.files.checking.findings import Finding, describe
from chiso.office.files.forms import ACCEPT, FactsForm, NewDocumentForm, RevisionForm
from chiso.office.files.models import Upload
from chiso.office.files.problems import upload_incomplete
from chiso.office.files.receiving import receive_file, was_too_long
from chiso.office.files.selectors import agencies_to_write_for
from chiso.office.files.services.documents import add_document, add_revision, change_document
from chiso.office.files.services.uploads import choose_metadata
from chiso.office.files.showing import add_problems, size_in_words
from chiso.office.files.views import title_of
from chiso.office.organisation.models import Agency
from chiso.office.people.guard import needs
from chiso.office.people.rights import require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.problems import Problem, Refused


@dataclass
class Given:
    """What was posted: the fields, with the key of the upload in place of the file; what is wrong with it."""

    data: QueryDict
    upload: Upload | None = None
    problems: list[Problem] = field(default_factory=list)


def read_post(request: HttpRequest, agency: Agency | None) -> Given:
    """Take in the file of a form, or find the one that came before it."""
    given = Given(request.POST.copy())
    file = request.FILES.get("file")
    key = str(given.data.get("upload", ""))
    given.data["upload"] = ""
    try:
        if was_too_long(request):
            given.problems = describe([Finding("CH-7402")], "")
        elif file is not None and agency is not None:
            given.upload = receive_file(
                actor=person_of(request),
                agency=agency,
                file=file,
                keeps_metadata=bool(given.data.get("keeps_metadata")),
            )
        elif key:
            # A file in pieces was announced before the last tick was set.
            given.upload = choose_metadata(
                upload=upload_for(person_of(request), key),
                keeps_metadata=bool(given.data.get("keeps_metadata")),
            )
    except NotFound:
        given.problems = [upload_incomplete(0, 0)]
    except Refused as refused:
        given.problems = list(refused.problems)
    if given.upload is not None:
        given.data["upload"] = given.upload.key
    return given


@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Enter a document, with or without a file."""
    agencies = agencies_to_write_for(person_of(request))
    if request.method != "POST":
        initial = {"agency": agencies[0].key} if agencies else {}
        return _add_page(request, NewDocumentForm(agencies, initial=initial), None)
    wanted = {agency.key: agency for agency in agencies}.get(request.POST.get("agency", ""))
    given = read_post(request, wanted)
    form = NewDocumentForm(agencies, given.data)
    is_valid = form.is_valid()
    add_problems(form, given.problems, "file")
    if is_valid and not given.problems:
        try:
            document = add_document(
                actor=person_of(request),
                agency=form.chosen_agency(),
                facts=form.facts(),
                upload=given.upload,
                marking_confirmed=form.cleaned_data["marking_confirmed"],
                note=form.cleaned_data["note"],
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "file")
        else:
            flash(request, text("The document was entered."))
            return SeeOther(reverse("files:document", args=[document.key]))
    return _add_page(request, form, given.upload)


def _add_page(request: HttpRequest, form: NewDocumentForm, upload: Upload | None) -> HttpResponse:
    context = {"form": form, "agencies": form.agencies} | _file_context(form, upload)
    return render(request, "files/add.html.j2", context, status=status_of_form(request))


@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, key: str) -> HttpResponse:
    """Replace the file of a document by a later one."""
    document = document_for(person_of(request), key)
    require_for_page(person_of(request), WRITE, where_of(document))
    form, upload = RevisionForm(), None
    if request.method == "POST":
        given = read_post(request, document.agency)
        form, upload = keep(request, RevisionForm(given.data)), given.upload
        is_valid = form.is_valid() or not given.problems
        add_problems(form, given.problems, "file")
        if is_valid and form.is_valid() and upload is not None:
            try:
                add_revision(
                    actor=person_of(request),
                    document=document,
                    upload=upload,
                    expected_version=expected_version(request),
                    effective_on=form.cleaned_data["effective_on"],
                    note=form.cleaned_data["note"],
                    marking_confirmed=form.cleaned_data["marking_confirmed"],
                )
            except Incomplete as refused:
                add_problems(form, refused.problems, "file")
            else:
                flash(request, text("The new file counts from now on; the earlier one stays."))
                return SeeOther(reverse("files:document", args=[document.key]))
    context = {"document": document, "title": title_of(document), "form": form} | _file_context(form, upload)
    return render(request, "files/replace.html.j2", context, status=status_of_form(request))


@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Correct what a reference says."""
    document = document_for(person_of(request), key)
    require_for_page(person_of(request), WRITE, where_of(document))
    initial = {name: getattr(document, name) for name in FactsForm.base_fields}
    form = keep(request, FactsForm(request.POST or None, initial=initial))
    if request.method == "POST" and form.is_valid():
        try:
            change_document(
                actor=person_of(request),
                document=document,
                facts=form.facts(),
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "title")
        else:
            flash(request, text("The document was corrected."))
            return SeeOther(reverse("files:document", args=[document.key]))
    context = {"document": document, "title": title_of(document), "form": form}
    return render(request, "files/edit.html.j2", context, status=status_of_form(request))


def _file_context(form: NewDocumentForm | RevisionForm, upload: Upload | None) -> dict[str, object]:
    """What the fields of a file need: what is taken, what has come already, whether to confirm a marking."""
    if upload is not None:
        upload.refresh_from_db()
    has_come = upload is not None and upload.state in ("open", "checked")
    if upload is not None and not has_come and isinstance(form.data, QueryDict):
        # Refused: the key leads to nothing any more.
        form.data["upload"] = ""
    return {
        "accept": ACCEPT,
        "largest": size_in_words(configuration().upload_limit),
        "come": upload if has_come else None,
        "come_size": size_in_words(upload.size) if upload is not None else "",
        "marking": upload.marking if has_come and upload is not None else "",
    }
