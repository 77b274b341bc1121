"""What a page may ask of the browser beside showing itself: nothing, where a view says no more.

    Permissions-Policy: camera=(), geolocation=(), microphone=(), …

The header is kept with a page that a browser keeps, so that it holds without network too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

HEADER = "Permissions-Policy"
_WITHHELD = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")


def policy_with(*given: str) -> str:
    """The policy under which a page has these, for itself alone."""
    return ", ".join(f"{name}=({'self' if name in given else ''})" for name in _WITHHELD)


@dataclass
class PermissionsPolicy:
    """Withholds all of it from each answer whose view has given none."""

    get_response: Callable[[HttpRequest], HttpResponse]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on."""
        answer = self.get_response(request)
        answer.headers.setdefault(HEADER, policy_with())
        return answer
