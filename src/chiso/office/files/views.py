"""Evidence: list, page of a document, forms, files handed out, state of the storage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.configuration import configuration
from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.files import forms
from chiso.office.files.access import LINK, OPEN, WATCH, WRITE, document_for, revision_for, upload_for, use_for, where_of
from chiso.office.files.checking.findings import Finding, describe
from chiso.office.files.models import Document, Upload
from chiso.office.files.receiving import receive_file, was_too_long
from chiso.office.files.selectors import (
    agencies_of_documents,
    agencies_to_write_for,
    campaigns_to_link,
    document_page,
    documents_for,
    storage_state,
)
from chiso.office.files.serving import draw, refuse_unready, send_file, send_page
from chiso.office.files.services.documents import add_document, add_revision, change_document
from chiso.office.files.services.uses import link_document, unlink_document
from chiso.office.files.showing import file_shown, kinds_in_words, problems_at_fields
from chiso.office.ledger.selectors import history_of
from chiso.office.organisation.models import Agency
from chiso.office.people.guard import needs
from chiso.office.people.rights import may, may_somewhere, require
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.paging import page_of
"""placeholder"""
