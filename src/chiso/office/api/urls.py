"""The API at /api/v1/ and its description at /api/v1/openapi.json."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from chiso.language import Language, text
from chiso.office.api.asking import ByToken, NotSignedIn, language_of
from chiso.office.api.dossier_operations import router as dossiers
from chiso.office.api.letter_operations import router as letters
from chiso.office.api.operations import router
from chiso.office.api.plan_operations import router as plans
from chiso.office.api.survey_operations import router as surveys
from chiso.office.api.task_operations import router as tasks
from chiso.office.errors import NotFound, OfficeRefused
from chiso.problems import Place, Problem, Refused, quote
from chiso.version import VERSION

api = NinjaAPI(
    title="chiso office",
    version=VERSION,
    description="The office for programs: the same services and rights as the screens.",
    auth=ByToken(),
    # The page that shows it would fetch scripts from elsewhere; the description itself is enough.
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("", router)
api.add_router("/surveys", surveys)
api.add_router("/tasks", tasks)
api.add_router("/plans", plans)
api.add_router("/letters", letters)
api.add_router("/dossiers", dossiers)


def _problems(problems: Any, language: Language) -> dict[str, Any]:
    return {"problems": [problem.as_record(language) for problem in problems]}


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """What a service refuses, as data."""
    status = error.status if isinstance(error, OfficeRefused) else 422
    return api.create_response(request, _problems(error.problems, language_of(request)), status=status)


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """No token in force."""
    answer = refused(request, NotSignedIn())
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    """No such address."""
    return refused(request, NotFound())


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent is not of the declared shape: every place of it."""
    problems = [
        Problem(
            "CH-7602",
            Place(field=".".join(str(part) for part in one["loc"])),
            quote(one.get("input", "")) if not isinstance(one.get("input"), dict) else "",
            text("Expected what the description of the API declares here: {said}", said=str(one["msg"])),
            text("See /api/v1/openapi.json."),
        )
        for one in error.errors
    ]
    return api.create_response(request, _problems(problems, language_of(request)), status=422)


@api.exception_handler(HttpError)
def malformed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON."""
    expected = text("Expected a request that can be read: {said}", said=str(error))
    problem = Problem("CH-7602", Place("body"), "", expected, text("Send JSON in UTF-8."))
    return api.create_response(request, _problems([problem], language_of(request)), status=error.status_code)
