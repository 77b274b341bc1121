"""Home, ranking and unit from the keyboard alone, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.portal.browsing import BROWSERS
from tests.portal.reading_order import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.needs(*BROWSERS), pytest.mark.xdist_group("portal in a browser")]

# Everything that a keyboard should reach, in the order of the document: what is closed or not shown is not.
REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter(one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({checkVisibilityCSS: true}))
  .map((one, at) => { one.dataset.place = at; return at; }).length"""
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  // In a drawing the frame of the focus is the stroke of the shape.
  const shape = one.querySelector(":scope > rect"), stroke = shape && getComputedStyle(shape);
  return {
    place: one === document.body ? -1 : Number(one.dataset.place ?? -2),
    skip: one.classList.contains("skip"),
    name: one.outerHTML.slice(0, 120),
    outline: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
      || (stroke !== null && stroke.stroke !== "none" && parseFloat(stroke.strokeWidth) >= 2.5),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
  };
}"""


@pytest.fixture(params=[360, 1280])
def page(request: pytest.FixtureRequest, started: Browser) -> Iterator[Page]:
    context = started.new_context(viewport={"width": request.param, "height": 800}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_everything_in_its_order(full_site_served: str, page: Page, name: str) -> None:
    page.goto(full_site_served + PAGES[name])
    count = page.evaluate(REACHABLE)
    assert count > 25
    steps: list[dict[str, Any]] = []
    for _ in range(count + 1):
        page.keyboard.press("Tab")
        steps.append(page.evaluate(FOCUSED))
        if steps[-1]["place"] == -1:
            break
    reached = [step["place"] for step in steps]
    # One after the other as in the document, none left out, and out of the page at its end: no trap.
    assert reached == [*range(count), -1], [step["name"] for step in steps if step["place"] == -2][:3]
    assert steps[0]["skip"], "the way past the frame comes first"
    assert [step["name"] for step in steps[:-1] if not step["outline"]] == []
    assert [step["name"] for step in steps[:-1] if not step["seen"]] == []
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED)["place"] == count - 1


def test_the_first_key_leads_past_the_frame(full_site_served: str, page: Page) -> None:
    page.goto(full_site_served + PAGES["ranking"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
