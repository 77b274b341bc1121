"""An agency at work in a real browser: screens at both widths, saving by itself, a line that breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.asked import asked_of
from chiso.office.campaigns.models import Answer
from tests.office.browsing import SCHEMES, WIDTHS, Scheme, needs_browser, visit
from tests.office.campaigns.answering.staged import address_of, at_work
from tests.office.campaigns.making import running

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    needs_browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), list(zip(WIDTHS, SCHEMES, strict=True)))
def test_each_screen_is_without_complaint(
    live_server: Any, chromium: Browser, width: int, scheme: Scheme
) -> None:
    made = at_work()
    addresses = {
        "agency": address_of(made), "left": f"{address_of(made)}?xem=con-lai",
        "leaf-6": address_of(made, "6"), "leaf-1": address_of(made, "1"), "leaf-8": address_of(made, "8"),
        "evidence": address_of(made, "6", "tai-lieu"), "checks": f"{address_of(made)}kiem-tra/",
        "give": f"{address_of(made)}phan-viec/",
    }  # fmt: skip
    with visit(chromium, live_server, made.people["officer"], width=width, scheme=scheme) as visitor:
        for name, address in addresses.items():
            assert visitor.open(address) == 200
            visitor.photograph(f"answering-{name}-{width}-{scheme}")
            assert visitor.complaints() == [], name


@pytest.mark.slow
def test_an_explanation_beside_the_appraisal_is_without_complaint(
    live_server: Any, chromium: Browser
) -> None:
    made = at_work()
    with scopes_disabled():
        first = Answer.objects.get(campaign=made.campaign, node="6")
        lower = [[*row[:2], "false" if row[0] == "posted" else row[2], *row[3:]] for row in first.rows]
        Answer.objects.create(
            campaign=made.campaign, unit=made.ba_dinh, node="6", field="6", agency=made.ba_dinh, rows=lower,
            layer="appraised_1", status="given", words="Không thấy bảng niêm yết",
        )  # fmt: skip
        made.only("explanation")
    with visit(chromium, live_server, made.people["officer"], width=360) as visitor:
        assert visitor.open(address_of(made, "6")) == 200
        visitor.photograph("answering-explained-360-light")
        assert visitor.complaints() == []


def kept(node: str) -> Answer | None:
    with scopes_disabled():
        found: Answer | None = Answer.objects.filter(node=node).first()
    return found


def test_what_is_typed_is_saved_by_itself_and_points_follow(live_server: Any, chromium: Browser) -> None:
    made = at_work()
    with visit(chromium, live_server, made.people["officer"]) as visitor:
        visitor.open(address_of(made, "8"))
        page = visitor.page
        says = page.locator("[data-saved]")
        page.get_by_label("Số phản ánh, kiến nghị kéo dài").fill("khong")
        page.get_by_label("Số phản ánh, kiến nghị kéo dài").blur()
        page.get_by_text("CH-1126").wait_for()
        assert "phần đọc được" in (says.text_content() or "")
        page.get_by_label("Số phản ánh, kiến nghị kéo dài").fill("0")
        page.get_by_label("Số phản ánh, kiến nghị kéo dài").blur()
        page.get_by_text("đang đạt").wait_for()
        assert page.locator(".error").count() == 0
        assert (says.text_content() or "").startswith("Đã lưu lúc")
        # 1,180 of 1,240 in time and none prolonged.
        assert page.locator("[data-points-figure]").text_content() == "1"
        assert visitor.complaints() == []
        # The press of the button goes on from the version that was saved by itself.
        page.locator("textarea[name=note]").fill("Theo sổ phản ánh")
        page.get_by_role("button", name="Lưu và sang 9").click()
        page.wait_for_url("**/9/")
    answer = kept("8")
    assert answer is not None
    assert (answer.note, answer.lacking) == ("Theo sổ phản ánh", 0)


def test_a_line_that_breaks_loses_no_word(live_server: Any, chromium: Browser) -> None:
    made = at_work()
    with visit(chromium, live_server, made.people["officer"]) as visitor:
        visitor.open(address_of(made, "9"))
        page = visitor.page
        page.route(
            "**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
        )
        page.locator("textarea[name=note]").fill("Lời này không được mất")
        page.locator("textarea[name=note]").blur()
        page.get_by_text("mất kết nối").wait_for()
        assert kept("9") is None
        # The window is loaded anew while there is no line: the words stand there again, and wait.
        visitor.open(address_of(made, "9"))
        assert page.locator("textarea[name=note]").input_value() == "Lời này không được mất"
        page.unroute("**/*")
        page.get_by_text("Đã lưu lúc").wait_for()
    answer = kept("9")
    assert answer is not None
    assert answer.note == "Lời này không được mất"


def test_two_officers_at_once_are_led_to_both_versions(live_server: Any, chromium: Browser) -> None:
    made = at_work()
    with (
        visit(chromium, live_server, made.people["officer"]) as first,
        visit(chromium, live_server, made.people["colleague"]) as second,
    ):
        for visitor in (first, second):
            visitor.open(address_of(made, "9"))
        first.page.locator("textarea[name=note]").fill("Bản một")
        first.page.locator("textarea[name=note]").blur()
        first.page.get_by_text("Đã lưu lúc").wait_for()
        second.page.locator("textarea[name=note]").fill("Bản hai")
        second.page.locator("textarea[name=note]").blur()
        second.page.get_by_text("Có người vừa lưu").wait_for()
        second.page.get_by_role("button", name="Lưu", exact=True).click()
        second.page.get_by_text("Bản một").wait_for()
        assert "Bản hai" in second.page.content()
        second.photograph("answering-conflict-1280-light")
        assert second.complaints() == []


@pytest.mark.slow
def test_every_kind_of_input_is_asked_for_without_complaint(live_server: Any, chromium: Browser) -> None:
    made = running("self_assessment", framework="example-every-rule@1")
    kinds: dict[str, str] = {}
    for leaf in made.participants.leaves_of(made.ba_dinh):
        asked = asked_of(made.participants.framework, leaf.code)
        for one in (*asked.once, *asked.in_cases):
            kinds.setdefault(one.definition.type, leaf.code)
    assert {"label", "labels", "tally", "date", "ratio", "boolean"} <= set(kinds)
    with visit(chromium, live_server, made.people["officer"], width=360) as visitor:
        for kind, code in kinds.items():
            assert visitor.open(address_of(made, code)) == 200
            visitor.photograph(f"answering-kind-{kind}-360-light")
            assert visitor.complaints() == [], kind
