"""Every part of a page in every state: looked at by axe on a phone and a desk, light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.office.browsing import SCHEMES, WIDTHS, Scheme, needs_browser, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__"),
    pytest.mark.urls("tests.office.ui.gallery"),
]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_any_part(
    live_server: Any, chromium: Browser, width: int, scheme: Scheme
) -> None:
    with visit(chromium, live_server, width=width, scheme=scheme) as visitor:
        for path, name in (("/bo-phan/", "parts"), ("/hoi-lai/", "question")):
            assert visitor.open(path) == 200
            visitor.photograph(f"{name}-{width}-{scheme}")
            assert (path, visitor.complaints()) == (path, [])
