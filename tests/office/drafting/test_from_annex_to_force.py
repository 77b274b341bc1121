"""From an annex to a set in force, in a browser without script: every part taken by somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chiso.frameworks.loader import framework_from_tree
from chiso.office.drafting.freezing.selectors import tree_of
from chiso.office.drafting.models import Consultation, Draft, Frozen, Opinion
from chiso.office.ledger.verifying import verify_ledger
from tests.frameworks.importers.annexes.sets.departments_made_up import ANNEX
from tests.frameworks.importers.annexes.writing import write
from tests.office.browsing import Visitor, needs_browser, visit
from tests.office.drafting.drafts import row
from tests.office.drafting.sets import let_time_pass, make_cast

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]


def press(visitor: Visitor, button: str, **fields: str) -> None:
    """Fill in the form of the page and press its button."""
    main = visitor.page.locator("main")
    for name, value in fields.items():
        control = main.locator(f'[name="{name}"]').first
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    main.get_by_role("button", name=button, exact=True).last.click()


def begin_from_annex(drafter: Visitor) -> Draft:
    drafter.open("/bo-tieu-chi/moi/annex/")
    drafter.page.set_input_files(
        "main input[type=file]",
        {"name": "phu-luc.xlsx", "mimeType": "application/octet-stream", "buffer": write(ANNEX)},
    )
    press(drafter, "Lập dự thảo", identifier="par-cac-so", version_name="2026")
    return Draft.objects.get()


def answer_questions(drafter: Visitor, draft: Draft) -> None:
    """In words each, as somebody who looked it up would."""
    while open_ones := list(draft.questions.filter(answered_at=None).order_by("number")):
        drafter.open(f"/bo-tieu-chi/{draft.key}/cau-hoi/")
        form = drafter.page.locator(f"#cau-{open_ones[0].number}")
        form.locator("input[type=text], textarea").last.fill("Giữ như phụ lục đã in.")
        form.get_by_role("button").last.click()


def test_an_annex_becomes_a_set_in_force(live_server: Any, chromium: Browser) -> None:
    cast = make_cast()
    with (
        visit(chromium, live_server, cast.coordinator, script=False) as coordinator,
        visit(chromium, live_server, cast.statistician, script=False) as statistician,
        visit(chromium, live_server, cast.doctor, script=False, width=360) as doctor,
        visit(chromium, live_server, script=False, width=360) as citizen,
        visit(chromium, live_server, cast.leader, script=False) as leader,
    ):
        draft = begin_from_annex(coordinator)
        assert draft.questions.count() > 0

        # Two drafters at one criterion: who saves second sees both and loses nothing.
        node = row(draft, "I.1")
        address = f"/bo-tieu-chi/{draft.key}/tieu-chi/{node.key}/"
        coordinator.open(address)
        statistician.open(address)
        press(coordinator, "Lưu", **{"title.en": "The plan is issued"})
        press(statistician, "Lưu", **{"title.en": "A plan, in time"})
        conflict = statistician.page.content()
        assert ("The plan is issued" in conflict, "A plan, in time" in conflict) == (True, True)
        assert row(draft, "I.1").content["title"]["en"] == "The plan is issued"

        answer_questions(coordinator, draft)
        coordinator.open(f"/bo-tieu-chi/{draft.key}/lay-y-kien/")
        coordinator.page.get_by_role("checkbox", name="Công khai lấy ý kiến", exact=False).check()
        coordinator.page.locator("main details summary").first.click()
        coordinator.page.get_by_role("checkbox", name="Sở Y tế").check()
        press(coordinator, "Mở lấy ý kiến", closes_at="17:00, 31/12/2099")
        consultation = Consultation.objects.get()

        doctor.open(f"/bo-tieu-chi/gop-y/{consultation.key}/y-kien/")
        press(doctor, "Gửi ý kiến", node="I.1", words="Nên tính cả kế hoạch gửi bản điện tử.")
        citizen.open(f"/bo-tieu-chi/lay-y-kien/{consultation.slug}/")
        press(citizen, "Gửi ý kiến", words="Nên công khai kết quả từng sở.")
        assert Opinion.objects.count() == 2

        for opinion in Opinion.objects.all():
            coordinator.open(f"/bo-tieu-chi/y-kien/{opinion.key}/tra-loi/")
            coordinator.page.get_by_role("radio", name="tiếp thu", exact=True).check()
            press(coordinator, "Lưu trả lời", answer="Đã tiếp thu.")
        let_time_pass(consultation)
        coordinator.open(f"/bo-tieu-chi/gop-y/{consultation.key}/ket-thuc/")
        press(coordinator, "Kết thúc lấy ý kiến")
        coordinator.open(f"/bo-tieu-chi/{draft.key}/kiem-tra/")
        press(coordinator, "Trình phê duyệt")

        assert coordinator.open(f"/bo-tieu-chi/{draft.key}/phe-duyet/") == 403, "nobody approves their own"
        leader.open(f"/bo-tieu-chi/{draft.key}/phe-duyet/")
        press(leader, "Phê duyệt và ban hành", decision_number="12/QĐ-UBND", decision_date="25/11/2025")

        assert citizen.open("/bo-tieu-chi/ban-hanh/par-cac-so@2026/") == 200
        assert "12/QĐ-UBND" in citizen.page.locator("main").inner_text()
    frozen = Frozen.objects.get()
    assert framework_from_tree(tree_of(frozen), name="x").hash == frozen.hash
    assert verify_ledger().is_whole
