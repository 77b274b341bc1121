"""Pages of who watches in a browser: axe on a phone and at a desk, and the leader's sheet on one A4."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Question, Submission, Target
from chiso.office.campaigns.watching.announcing import announce
from chiso.office.campaigns.watching.reminding import send_reminders
from tests.office.browsing import WIDTHS, needs_browser, visit
from tests.office.campaigns.making import Running, running
from tests.office.making import assign, make_agency

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]  # fmt: skip
PAGES = (
    "", "lich-va-phan-cong/", "theo-doi/", "theo-doi/tham-dinh/", "theo-doi/thong-ke/", "theo-doi/lanh-dao/",
    "theo-doi/muc-tieu/", "theo-doi/muc-tieu/bang/", "theo-doi/nhac-viec/", "theo-doi/nhac-viec/quy-uoc/",
    "theo-doi/thong-bao/", "theo-doi/tai-ve/",
)  # fmt: skip


def busy() -> Running:
    """A campaign in which something is late, asked, announced, wanted, and reminded of."""
    made = running()
    now, day = timezone.now(), timedelta(days=1)
    made.phase("preparation", now - 30 * day, now - 12 * day)
    made.phase("self_assessment", now - 10 * day, now + day / 2)
    made.phase("appraisal_1", now + day, now + 9 * day)
    made.phase("council", now + 20 * day, now + 30 * day)
    made.phase("publication", now + 40 * day, now + 45 * day)
    for number in range(12):
        name = f"Ban Quản lý dự án đầu tư xây dựng công trình hạ tầng kỹ thuật và nông nghiệp số {number}"
        agency = make_agency(name, kind="quan", level="district")
        assign(made.campaign, agency, "", agency, made.home_affairs)
    with scopes_disabled():
        Submission.objects.create(campaign=made.campaign, agency=made.ba_dinh, state="drafting")
        Submission.objects.create(campaign=made.campaign, agency=made.hoan_kiem, state="submitted")
        Question.objects.create(
            campaign=made.campaign, unit=made.ba_dinh, node="1", agency=made.ba_dinh, words="Vì sao?",
            asked_by=made.people["appraiser"], answer_until=now - day,
        )  # fmt: skip
    Target.objects.create(campaign=made.campaign, unit=made.ba_dinh, node="total", points="16")
    coordinator = made.people["coordinator"]
    announce(actor=coordinator, campaign=made.campaign, words="Hệ thống mở đến 17:00.\nHỗ trợ: 024 3825.")
    send_reminders(actor=coordinator, campaign=made.campaign, template="not_submitted", expected_version=0)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    live_server: Any, chromium: Browser, width: int
) -> None:
    made = busy()
    found: list[Any] = []
    with visit(chromium, live_server, made.people["coordinator"], width=width) as visitor:
        for below in PAGES:
            assert visitor.open(f"/dot-danh-gia/{made.campaign.key}/{below}") == 200
            name = below.strip("/").replace("/", "-") or "dot"
            visitor.photograph(f"watching-{name}-{width}")
            found += [(below, one) for one in visitor.complaints()]
    with visit(chromium, live_server, made.people["officer"], width=width) as visitor:
        visitor.open(f"/dot-danh-gia/{made.campaign.key}/")
        visitor.photograph(f"watching-officer-{width}")
        found += [("officer", one) for one in visitor.complaints()]
    assert found == []


@pytest.mark.slow
def test_the_leaders_sheet_is_one_a4_even_when_much_is_late(live_server: Any, chromium: Browser) -> None:
    made = busy()
    with visit(chromium, live_server, made.people["leader"]) as visitor:
        assert visitor.open(f"/dot-danh-gia/{made.campaign.key}/theo-doi/lanh-dao/") == 200
        printed = visitor.page.pdf(prefer_css_page_size=True, print_background=False)
    document = pypdfium2.PdfDocument(io.BytesIO(printed))
    assert len(document) == 1
    assert tuple(round(side) for side in document[0].get_size()) == (595, 842)  # points, ISO 216
    said = document[0].get_textpage().get_text_range()
    assert "Số liệu minh hoạ" in said
    assert "Thống kê" not in said
