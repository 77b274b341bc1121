"""Consultation, approval, sets in force and programmes in a real browser: axe, widths, schemes, no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chiso.office.drafting.consulting.services.opinions import Sender, give_opinion, receive_opinion
from chiso.office.drafting.freezing.services import begin_errata, submit_draft
from chiso.office.drafting.models import Opinion
from chiso.office.drafting.programmes.services import LeagueGiven, save_league, save_programme
from tests.office.browsing import SCHEMES, WIDTHS, Scheme, needs_browser, visit
from tests.office.drafting.sets import Cast, freeze, lay_open, make_cast, make_draft, small_set

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]


def addresses_of(cast: Cast) -> dict[str, tuple[str, Any]]:
    """A page of every kind, with who opens it."""
    asked = make_draft(cast.coordinator)
    consultation = lay_open(cast, asked)
    words = "Đề nghị giảm điểm tối đa của tiêu chí này còn 3 điểm vì khối lượng việc ở cơ sở đã tăng nhiều."
    opinion = give_opinion(
        actor=cast.doctor, consultation=consultation, agency=cast.health, node="1.1", words=words
    )
    receive_opinion(
        consultation=consultation, node="1.2", words=words, sender=Sender("Bà Lan", "", "203.0.113.7")
    )
    frozen = freeze(cast, make_draft(cast.coordinator, small_set(version="2025")))
    errata = begin_errata(
        actor=cast.coordinator, frozen=frozen, mends="Sửa tên báo cáo ở 1.2.", version_name="2025.1"
    )
    waiting = submit_draft(actor=cast.coordinator, draft=errata, expected_version=errata.version)
    broken = make_draft(cast.coordinator, small_set("bo-hong", index={"max_points": "11"}))
    free = make_draft(cast.coordinator, small_set("bo-khac"))
    programme = save_programme(actor=cast.coordinator, name="ha-noi", title="Đánh giá 2026", period="2026")
    league = save_league(
        actor=cast.coordinator,
        programme=programme,
        given=LeagueGiven("Phường, xã", "papi@2019", {"levels": ["commune"]}, []),
        expected_version=1,
    )
    consult, base = f"/bo-tieu-chi/gop-y/{consultation.key}/", "/bo-tieu-chi/"
    return {
        "public": (f"{base}lay-y-kien/{consultation.slug}/", None),
        "consultation": (consult, cast.coordinator),
        "consultation-agency": (consult, cast.nurse),
        "give": (f"{consult}y-kien/?muc=1.2", cast.doctor),
        "change": (f"{base}y-kien/{opinion.key}/", cast.doctor),
        "answer-several": (f"{consult}tra-loi/", cast.coordinator),
        "answer": (f"{base}y-kien/{Opinion.objects.get(agency=None).key}/tra-loi/", cast.coordinator),
        "open": (f"{base}{free.key}/lay-y-kien/", cast.coordinator),
        "checklist": (f"{base}{broken.key}/kiem-tra/", cast.coordinator),
        "checklist-clean": (f"{base}{free.key}/kiem-tra/", cast.coordinator),
        "approve": (f"{base}{waiting.key}/phe-duyet/", cast.leader),
        "frozen-list": (f"{base}ban-hanh/", None),
        "frozen": (f"{base}ban-hanh/{frozen.set_key}/", None),
        "errata": (f"{base}ban-hanh/{frozen.set_key}/dinh-chinh/", cast.coordinator),
        "programmes": (f"{base}chuong-trinh/", cast.coordinator),
        "programme": (f"{base}chuong-trinh/{programme.key}/", cast.coordinator),
        "league": (f"{base}chuong-trinh/bang/{league.key}/", cast.coordinator),
        "calendar": (f"{base}chuong-trinh/{programme.key}/lich/", cast.coordinator),
        "open-campaigns": (f"{base}chuong-trinh/{programme.key}/mo-dot/", cast.coordinator),
    }


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), list(zip(WIDTHS, SCHEMES, strict=True)))
def test_every_page_is_readable_by_everybody(
    live_server: Any, chromium: Browser, width: int, scheme: Scheme
) -> None:
    found = addresses_of(make_cast())
    for person in dict.fromkeys(person for _, person in found.values()):
        with visit(chromium, live_server, person, width=width, scheme=scheme) as visitor:
            for name in (name for name, (_, whose) in found.items() if whose == person):
                assert visitor.open(found[name][0]) == 200, name
                assert visitor.complaints() == [], name
                visitor.photograph(f"{name}-{width}-{scheme}")


def test_a_citizen_without_script_reads_and_sends(live_server: Any, chromium: Browser) -> None:
    consultation = lay_open(cast := make_cast(), make_draft(cast.coordinator))
    with visit(chromium, live_server, script=False, width=360) as visitor:
        visitor.open(f"/bo-tieu-chi/lay-y-kien/{consultation.slug}/")
        visitor.page.get_by_role("link", name="Góp ý về 1.2").click()
        assert visitor.page.get_by_label("Về phần nào").input_value() == "1.2"
        visitor.page.get_by_role("textbox", name="Ý kiến của bạn").fill("Nên công khai kết quả.")
        visitor.page.get_by_role("button", name="Gửi ý kiến").click()
        assert visitor.page.get_by_text("Đã nhận ý kiến của bạn.").is_visible()
    assert Opinion.objects.get().node_code == "1.2"
