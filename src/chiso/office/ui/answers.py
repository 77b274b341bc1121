"""Answers of views: what was done, and where to go next."""

from __future__ import annotations

from typing import Literal, TypeAlias

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from chiso.language import Language, Text, render, text
from chiso.office.errors import OfficeRefused
from chiso.problems import Place, Problem, quote

Level: TypeAlias = Literal["good", "warn", "bad", ""]
_LEVELS = {"good": messages.SUCCESS, "warn": messages.WARNING, "bad": messages.ERROR, "": messages.INFO}


class SeeOther(HttpResponseRedirect):
    """303: the post was done; the page that tells of it is fetched anew, and never posted twice."""

    status_code = 303


def status_of_form(request: HttpRequest) -> int:
    """The status of a page with a form: one that comes back after a post says that nothing was saved."""
    return 422 if request.method == "POST" else 200


def flash(request: HttpRequest, said: Text, detail: Text | str = "", level: Level = "good") -> None:
    """Say something on the next page: one sentence, and what follows from it."""
    language: Language = getattr(request, "language", "vi")
    first, rest = said.in_language(language), render(detail, language)
    messages.add_message(request, _LEVELS[level], f"{first}\n{rest}" if rest else first)


def safe_address(request: HttpRequest, address: str, otherwise: str = "/") -> str:
    """An address of this office; `otherwise` where it leads elsewhere."""
    if url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return address
    return otherwise


def expected_version(request: HttpRequest) -> int:
    """The version that the page of this post showed; 0 for what does not stand yet.

    Raises OfficeRefused (CH-7005) where a page of ours would never send such a thing.
    """
    written = request.POST.get("expected_version") or "0"
    if written.isascii() and written.isdigit() and len(written) < 10:
        return int(written)
    expected = text("Something in this request is not as a browser sends it.")
    mend = text("Go back to the page, load it anew and try again.")
    raise OfficeRefused([Problem("CH-7005", Place(field="expected_version"), quote(written), expected, mend)])
