"""Between server and views: the language of the reader, and answers to what was refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from chiso.language import LANGUAGES
from chiso.office.errors import OfficeRefused
from chiso.problems import Refused

COOKIE = "chiso_language"


@dataclass
class LanguageOfTheReader:
    """The language: as the person set it, else as the reader chose it here, else Vietnamese."""

    get_response: Callable[[HttpRequest], HttpResponse]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Choose the language for this request."""
        wished = request.COOKIES.get(COOKIE, "")
        if not wished and request.user.is_authenticated:
            wished = request.user.language
        language = wished if wished in LANGUAGES else "vi"
        request.language = language  # type: ignore[attr-defined]
        with translation.override(language):
            return self.get_response(request)


@dataclass
class AnswersToRefusals:
    """Turns what services refuse into a page that names the code and says what to do."""

    get_response: Callable[[HttpRequest], HttpResponse]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a refusal; None for faults of the program."""
        if not isinstance(error, Refused):
            return None
        status = error.status if isinstance(error, OfficeRefused) else 422
        return render(request, "refused.html.j2", {"problems": error.problems}, status=status)
