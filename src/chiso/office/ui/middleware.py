"""Between server and views: the language of the reader, and answers to what was refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation

from chiso.language import LANGUAGES
from chiso.office.ui.conflicts import merge_choices
from chiso.office.ui.language_choice import COOKIE
from chiso.office.ui.refusals import answer_refusal, not_that_way
from chiso.problems import Refused

__all__ = ["COOKIE", "AnswersToRefusals", "LanguageOfTheReader"]


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
        """Hand the request on; an empty answer 405 becomes a page."""
        answer = self.get_response(request)
        if isinstance(answer, HttpResponseNotAllowed) and not answer.content:
            page = not_that_way(request, answer["Allow"])
            page["Cache-Control"] = "private, no-store"
            return page
        return answer

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """What was chosen on the page of a conflict reaches the view as if it had been typed there."""
        if request.method == "POST":
            merge_choices(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a refusal; None for faults of the program."""
        return answer_refusal(request, error) if isinstance(error, Refused) else None
