"""The pages of calendar and exceptions in a browser, narrow and wide: nothing that axe finds, no sideways."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Campaign, ExtensionRequest, PhaseException
from chiso.office.organisation.models import Assignment
from tests.office.browsing import WIDTHS, needs_browser, visit
from tests.office.campaigns.making import Running, running

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]


def campaign() -> Running:
    """One under way, with an extension, one withdrawn, a request that waits; late answers are taken."""
    made = running(framework="papi@2016")
    now = timezone.now()
    day = timedelta(days=1)
    made.phase("self_assessment", now - 10 * day, now - day)
    made.phase("completeness", now - day, now + 4 * day)
    made.phase("appraisal_1", now + 4 * day, now + 20 * day)
    Campaign.objects.update(lateness="marked", remark="Số liệu minh hoạ, không phải của các quận.")
    Assignment.objects.filter(unit=made.ba_dinh).update(node="3.3")
    for number, reason in enumerate(("Mất điện cả tuần, máy chủ của quận hỏng.", "Nhầm cơ quan.")):
        PhaseException.objects.create(
            campaign=made.campaign, kind="extension", phase="self_assessment", agency=made.ba_dinh,
            opens_at=now - day, closes_at=now + 2 * day, reason=reason,
            granted_by=made.people["coordinator"], withdrawn_at=now if number else None,
            withdrawn_by=made.people["coordinator"] if number else None,
        )  # fmt: skip
    with scopes_disabled():
        ExtensionRequest.objects.create(
            campaign=made.campaign, agency=made.hoan_kiem, phase="self_assessment", until=now + 2 * day,
            words="Chưa nhận được số liệu của Chi cục Thuế.", asked_by=made.people["officer_2"],
        )  # fmt: skip
    return made


def addresses(made: Running) -> dict[str, str]:
    with scopes_disabled():
        request = ExtensionRequest.objects.get()
    names = ("schedule", "calendar", "exceptions", "extend", "reopen", "copy", "rehearse", "assign-by-field")
    found = {name: reverse(f"campaigns:{name}", args=[made.campaign.key]) for name in names}
    return found | {
        "change": reverse("campaigns:change", args=[made.campaign.key]),
        "add-phase": reverse("campaigns:add-phase", args=[made.campaign.key]),
        "decide": reverse("campaigns:decide-request", args=[made.campaign.key, request.key]),
    }


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_calendar_is_fit_to_read(live_server: Any, chromium: Any, width: int) -> None:
    made = campaign()
    with visit(chromium, live_server, made.people["coordinator"], width=width) as visitor:
        for name, address in addresses(made).items():
            assert visitor.open(address) == 200
            assert visitor.complaints() == [], name
            visitor.photograph(f"lich-{name}-{width}")
        visitor.open(addresses(made)["copy"])
        visitor.page.get_by_label("Kỳ").fill("2021")
        visitor.page.get_by_label("Bộ tiêu chí").select_option("papi@2018")
        visitor.page.get_by_role("button", name="Xem những gì sẽ được chép").click()
        visitor.page.get_by_role("heading", name="Những gì sẽ được chép").wait_for()
        assert visitor.complaints() == []
        visitor.photograph(f"lich-copy-plan-{width}")
    with visit(chromium, live_server, made.people["officer_2"], width=width) as visitor:
        there = reverse("campaigns:ask-for-time", args=[made.campaign.key, made.hoan_kiem.key])
        assert visitor.open(there) == 200
        visitor.page.get_by_role("button", name="Xin gia hạn").click()
        visitor.page.locator(".error-summary").wait_for()
        assert visitor.complaints() == []
        visitor.photograph(f"lich-ask-{width}")
