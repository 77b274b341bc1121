"""The phone in Chromium at 360 points: a visit without network, sent later without double or loss."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles import finders
from django_scopes import scopes_disabled
from PIL import Image

from chiso.inspection.dossiers import draw_dossiers, labels_in
from chiso.office.files import storage
from chiso.office.inspections.cells import canonical
from chiso.office.inspections.models import (
    Answer,
    Part,
    Photo,
    Received,
    Record,
    SampledFile,
    Seen,
    Visit,
    Voice,
)
from chiso.office.inspections.record_content import content_of
from chiso.office.inspections.services.syncing import take_changes
from chiso.office.people.models import Team
from tests.office.browsing import needs_browser, visit
from tests.office.inspections.phone.handling import (
    BOUNDED,
    CUT_AFTER_THE_PIN,
    PHONE,
    answer,
    begin,
    draw_signature,
    leave,
    lying_open,
    open_visit,
    phone_of,
    photograph,
    send,
    set_pin,
    unlock,
    write_note,
)
from tests.office.inspections.phone.making import OTHER_DEVICE, fresh_visit, now, under_way
from tests.office.inspections.phone.making import answer as sent_answer
from tests.office.signing import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# What the database changes is held on both by test_syncing.py and by the walk, which visits on the phone.
pytestmark = [
    needs_browser, pytest.mark.slow, pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases="__all__"),
]  # fmt: skip
NOTE = "Bảng cũ, ghi lịch quý trước"


def test_a_whole_visit_without_network_closed_in_the_middle_and_sent_twice(
    live_server: Any, chromium: Browser
) -> None:
    _city, made, inspector = under_way()
    with phone_of(chromium, live_server, inspector) as visitor:
        context = visitor.page.context
        context.set_offline(True)
        visitor.page.reload()
        unlock(visitor.page)
        page = visitor.page
        open_visit(page, made)
        begin(page)
        answer(page, "A1", "Không")
        write_note(page, "Ghi chú cho A1", NOTE)
        page.get_by_label("Hồ sơ để rút").fill("1-40")
        page.get_by_label("Rút bao nhiêu hồ sơ").fill("3")
        page.get_by_role("button", name="Rút thăm", exact=True).click()
        page.get_by_text("Hạt giống của lần rút").wait_for()

        # Closed as a battery dies, and opened again: everything is as it was.
        page.close()
        page = visitor.page = context.new_page()
        page.goto(f"{live_server.url}/kiem-tra/dien-thoai/#luot/{made.key}")
        unlock(page)
        assert page.get_by_label("Ghi chú cho A1", exact=True).input_value() == NOTE
        assert page.get_by_role("group", name="A1.").get_by_label("Không", exact=True).is_checked()
        page.get_by_text("Hạt giống của lần rút").wait_for()

        page.get_by_role("group", name="Hồ sơ").first.get_by_text("Có sai sót").click()
        page.get_by_role("group", name="Thái độ của công chức").get_by_text("Chưa tốt").click()
        page.get_by_role("button", name="Lưu ý kiến này").click()
        page.get_by_text("Đã hỏi: 1.").wait_for()
        page.get_by_role("button", name="Thêm phát hiện").click()
        write_note(page, "Phát hiện 1: điều đã thấy", "Lịch tiếp công dân là của quý III.")
        picture = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
        page.set_input_files("input[type=file]", picture)  # type: ignore[arg-type]
        write_note(page, "Ảnh chụp gì", "Bảng lịch tiếp công dân")
        page.get_by_text("Không thấy mặt người").click()
        page.get_by_role("button", name="Lưu ảnh").click()
        page.locator(".evidence").get_by_text("Bảng lịch tiếp công dân", exact=True).wait_for()

        for who, name in (
            ("Đoàn kiểm tra", "Họ tên người ký của đoàn"),
            ("Bên được kiểm tra", "Họ tên người ký của bên được kiểm tra"),
        ):
            page.get_by_label(name).fill("Nguyễn Văn Ký")
            page.get_by_label(name).press("Tab")
            draw_signature(page)
            page.get_by_role("button", name=f"Ký: {who}").click()
            page.get_by_label(name).wait_for(state="detached")
        page.get_by_role("button", name="Kết thúc lượt kiểm tra").click()
        page.get_by_text("Biên bản đã chốt").wait_for()
        visitor.photograph("phone-stands")
        # What lies on the phone is unreadable without the PIN.
        lying = lying_open(page)
        assert all(words not in lying for words in (NOTE, "Nguyễn Văn Ký", str(made.place), "tiếp công dân"))
        assert not Record.objects.exists()

        context.set_offline(False)
        send(page)
        received = Received.objects.count()
        send(page)
        assert visitor.complaints() == []
    assert Received.objects.count() == received
    check_what_came(made)


def check_what_came(made: Any) -> None:
    """What stands in the office is what was written, once."""
    assert [(one.name, one.answer, one.note) for one in Answer.objects.all()] == [("A1", "no", NOTE)]
    assert [one.attitude for one in Voice.objects.all()] == ["poor"]
    assert [one.words for one in Seen.objects.all()] == ["Lịch tiếp công dân là của quý III."]
    sample = Part.objects.get(name="sample").value
    assert tuple(sample["drawn"]) == draw_dossiers(sample["seed"], labels_in("1-40"), 3)
    assert [(one.label, one.outcome) for one in SampledFile.objects.all()] == [(sample["drawn"][0], "faulty")]
    record = Record.objects.get()
    content = content_of(fresh_visit(made), record)
    assert (record.state, record.digest) == ("signed", content.digest)
    # The phone made the same digest of the same cells.
    assert [one.is_of_this for one in content.signatures.values()] == [True, True]
    assert fresh_visit(made).ended_at is not None
    with scopes_disabled():
        photo = Photo.objects.get()
        assert photo.content is not None
        kept = storage.place_of(photo.content.path).read_bytes()
    assert (photo.taken_at, photo.place) == (None, "")
    assert b"Hoa" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_who_loses_the_network_once_the_pin_is_set_has_the_visits(
    live_server: Any, chromium: Browser
) -> None:
    _city, made, inspector = under_way()
    with phone_of(chromium, live_server, inspector, script=CUT_AFTER_THE_PIN) as visitor:
        assert visitor.page.get_by_role("link", name=str(made.place)).count() == 1


def test_a_wrong_pin_costs_a_growing_pause_and_nothing_else(live_server: Any, chromium: Browser) -> None:
    _city, made, inspector = under_way()
    with phone_of(chromium, live_server, inspector) as visitor:
        page = visitor.page
        open_visit(page, made)
        begin(page)
        write_note(page, "Ghi chú cho A1", NOTE)
        page.context.set_offline(True)
        page.clock.install()
        page.reload()
        pauses = []
        for _attempt in range(5):
            unlock(page, "135790")
            page.get_by_text("không đúng").wait_for()
            row = page.evaluate("chisoPhone.vault.row()")
            pauses.append(round((row["until"] - page.evaluate("Date.now()")) / 1000))
            # The right PIN is not even tried as long as the pause lasts.
            if pauses[-1] > 0:
                unlock(page)
                page.get_by_text("Đã nhập sai nhiều lần").wait_for()
                # Closing the page does not end it.
                page.reload()
                page.clock.fast_forward(1000 * pauses[-1] + 1000)
        assert [round(one / 5) * 5 for one in pauses] == [0, 0, 5, 10, 20]
        unlock(page)
        page.get_by_label("Ghi chú cho A1", exact=True).wait_for()
        assert page.get_by_label("Ghi chú cho A1", exact=True).input_value() == NOTE


def test_a_full_phone_says_so_before_and_loses_nothing(live_server: Any, chromium: Browser) -> None:
    _city, made, inspector = under_way()
    with phone_of(chromium, live_server, inspector, script=BOUNDED) as visitor:
        page = visitor.page
        open_visit(page, made)
        begin(page)
        page.context.set_offline(True)
        write_note(page, "Ghi chú cho A1", NOTE)
        leave(page, 1_000_000)
        picture = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
        page.set_input_files("input[type=file]", picture)  # type: ignore[arg-type]
        page.get_by_text("chưa nhận thêm ảnh để không mất gì").wait_for()
        # Nothing is left: what is written takes the room that was held back, and the page says so.
        leave(page, 0)
        write_note(page, "Ghi chú cho A2", "Chữ cuối cùng")
        page.get_by_text("Máy sắp hết chỗ", exact=True).wait_for()
        # Not even that: the entry is refused, stays on the screen, and what was saved before stands.
        leave(page, -1_000_000)
        page.get_by_label("Ghi chú cho A3", exact=True).fill("Chưa lưu")
        page.get_by_label("Ghi chú cho A3", exact=True).press("Tab")
        page.get_by_role("alert").get_by_text("Máy hết chỗ").wait_for()
        assert page.get_by_label("Ghi chú cho A3", exact=True).input_value() == "Chưa lưu"
        assert visitor.complaints() == []
        visitor.photograph("phone-full")
        leave(page, None)
        write_note(page, "Ghi chú cho A3", "Đã lưu")
        page.context.set_offline(False)
        send(page)
    assert {one.name: one.note for one in Answer.objects.all()} == {
        "A1": NOTE, "A2": "Chữ cuối cùng", "A3": "Đã lưu",
    }  # fmt: skip


def test_a_wrong_clock_is_shown_and_both_hours_are_kept(live_server: Any, chromium: Browser) -> None:
    _city, made, inspector = under_way()
    with visit(chromium, live_server, inspector, width=360) as visitor:
        page = visitor.page
        # Two hours behind.
        page.clock.set_system_time(now() - timedelta(hours=2))
        visitor.open(PHONE)
        set_pin(page)
        page.get_by_text("Đồng hồ máy này lệch 120 phút").wait_for()
        visitor.photograph("phone-clock")
        open_visit(page, made)
        begin(page)
        answer(page, "A1", "Có")
        send(page)
    cell = Answer.objects.get()
    assert cell.device_at is not None
    assert abs(cell.at - cell.device_at - timedelta(hours=2)) < timedelta(minutes=1)
    assert abs(now() - cell.at) < timedelta(minutes=5)


def test_two_who_wrote_the_same_duty_see_both_and_one_chooses(live_server: Any, chromium: Browser) -> None:
    city, made, inspector = under_way()
    with phone_of(chromium, live_server, inspector) as visitor:
        page = visitor.page
        open_visit(page, made)
        begin(page)
        page.context.set_offline(True)
        write_note(page, "Ghi chú cho A1", NOTE)
        take_changes(
            actor=city.inspectors[1], visit=made, device=OTHER_DEVICE, changes=[sent_answer(1, note="Khác")]
        )
        page.context.set_offline(False)
        page.get_by_role("button", name="Gửi ngay").click()
        page.get_by_text("vừa sửa A1").wait_for()
        assert visitor.complaints() == []
        visitor.photograph("phone-conflict")
        assert Answer.objects.get(name="A1").note == "Khác"
        page.get_by_role("button", name="Giữ bản của tôi").click()
        page.get_by_text("vừa sửa A1").wait_for(state="detached")
        send(page)
    assert (Answer.objects.get(name="A1").note, Answer.objects.get(name="A1").revision) == (NOTE, 2)


def test_who_is_signed_out_in_the_middle_goes_on_and_sends_after_signing_in(
    live_server: Any, chromium: Browser
) -> None:
    _city, made, inspector = under_way()
    with phone_of(chromium, live_server, inspector) as visitor:
        page = visitor.page
        open_visit(page, made)
        begin(page)
        session = page.context.cookies()
        page.context.clear_cookies()
        page.get_by_role("button", name="Gửi ngay").click()
        page.get_by_text("Bạn đã bị đăng xuất").wait_for()
        write_note(page, "Ghi chú cho A1", NOTE)
        assert page.get_by_role("link", name="Đăng nhập").get_attribute("href") == (
            "/tai-khoan/dang-nhap/?next=/kiem-tra/dien-thoai/"
        )
        assert visitor.complaints() == []
        page.context.add_cookies(session)  # type: ignore[arg-type]
        send(page)
    assert Answer.objects.get().note == NOTE


def test_who_signs_out_leaves_what_was_not_sent_on_the_phone(live_server: Any, chromium: Browser) -> None:
    _city, made, inspector = under_way()
    with phone_of(chromium, live_server, inspector) as visitor:
        page = visitor.page
        open_visit(page, made)
        begin(page)
        page.context.set_offline(True)
        write_note(page, "Ghi chú cho A1", NOTE)
        # Locked: what is written here is not sent on the way out, nor by a page that has not quite gone yet.
        page.evaluate("addEventListener('online', event => event.stopImmediatePropagation(), true)")
        page.goto("about:blank")
        page.context.set_offline(False)
        visitor.open("/")
        page.evaluate("sessionStorage.setItem('draft', 'x')")
        page.get_by_role("button", name="Đăng xuất").click()
        page.wait_for_url("**/tai-khoan/dang-nhap/**")
        assert page.evaluate("sessionStorage.getItem('draft')") is None
        assert not Answer.objects.exists()
        visitor.open(PHONE)
        unlock(page)
        page.goto(f"{visitor.address}{PHONE}#luot/{made.key}")
        assert page.get_by_label("Ghi chú cho A1", exact=True).input_value() == NOTE
        # It is that mark which keeps them: without it the browser forgets all.
        session = sign_in(inspector).cookies["chiso_session"].value
        page.context.add_cookies([{"name": "chiso_session", "value": session, "url": visitor.address}])
        visitor.open("/")
        page.evaluate("localStorage.clear()")
        page.get_by_role("button", name="Đăng xuất").click()
        page.wait_for_url("**/tai-khoan/dang-nhap/**")
        assert page.evaluate("indexedDB.databases()") == []


def test_what_the_office_does_not_take_is_counted_and_shown(live_server: Any, chromium: Browser) -> None:
    _city, made, inspector = under_way()
    with phone_of(chromium, live_server, inspector) as visitor:
        page = visitor.page
        open_visit(page, made)
        begin(page)
        send(page)
        page.context.set_offline(True)
        write_note(page, "Ghi chú cho A1", NOTE)
        # The visit goes to another team meanwhile.
        Visit.objects.filter(pk=made.pk).update(team=Team.objects.exclude(pk=made.team_id).first())
        page.context.set_offline(False)
        page.get_by_role("button", name="Gửi ngay").click()
        page.get_by_role("alert").get_by_text(NOTE).wait_for()
        assert page.get_by_text("Đã gửi hết").count() == 0
        # It comes back: what was written is sent.
        Visit.objects.filter(pk=made.pk).update(team=made.team)
        send(page)
    assert Answer.objects.get().note == NOTE


def test_two_writes_at_once_give_no_number_twice(live_server: Any, chromium: Browser) -> None:
    _city, _made, inspector = under_way()
    with phone_of(chromium, live_server, inspector) as visitor:
        # A photograph leaves the phone while an entry is being saved.
        counted = visitor.page.evaluate(
            """async () => {
              const { vault } = chisoPhone;
              const before = vault.row().counter;
              await Promise.all([vault.put({ a: null }, before + 1), vault.put({ b: null })]);
              await vault.open();
              return vault.row().counter - before;
            }"""
        )
    assert counted == 1


def test_the_rules_of_the_phone_are_those_of_the_office(live_server: Any, chromium: Browser) -> None:
    _city, _made, inspector = under_way()
    written = "1-30\r\n  HS 7 \n12\n40..42\nHồ sơ “Ế”\n5 – 9"
    with visit(chromium, live_server, inspector, width=360) as visitor:
        page = visitor.page
        visitor.open(PHONE)
        labels = page.evaluate("(written) => chisoPhone.sample.labelsIn(written)", written)
        assert labels == list(labels_in(written))
        seed = "0123456789abcdef" * 2
        drawn = page.evaluate("([seed, labels]) => chisoPhone.sample.draw(seed, labels, 9)", [seed, labels])
        assert drawn == list(draw_dossiers(seed, labels, 9))
        for wrong in ("", "\n", "9-1", "1-6000", "x" * 81):
            assert page.evaluate("(written) => chisoPhone.sample.labelsIn(written)", wrong) is None, wrong
        rows = [
            ["answer", "A1", {"note": "“Ế”\u2028\t\\u0000 \U0001f600", "answer": "no"}],
            ["part", "talk", {"words": "a\nb", "position": "/"}],
        ]
        cells = {f"{kind}/{name}": {"value": value, "revision": 1} for kind, name, value in rows}
        cells |= {"seen/0": {"value": None, "revision": 2}, "part/ended": {"value": {}, "revision": 1}}
        digest = hashlib.sha256(canonical(rows).encode()).hexdigest()
        assert page.evaluate("(cells) => chisoPhone.digest(cells)", cells) == digest


def test_the_page_is_light_and_asks_for_nothing_after_the_first_visit(
    live_server: Any, chromium: Browser
) -> None:
    _city, made, inspector = under_way()
    with phone_of(chromium, live_server, inspector) as visitor:
        page = visitor.page
        asked: list[str] = []
        live = visitor.address
        page.context.on("request", lambda one: asked.append(one.url) if one.service_worker else None)
        page.context.set_offline(True)
        page.reload()
        unlock(page)
        open_visit(page, made)
        begin(page)
        # A second window over the same log would give two changes one number.
        other = page.context.new_page()
        other.goto(f"{live}{PHONE}")
        other.get_by_role("heading", level=1, name="Đang mở ở cửa sổ khác").wait_for()
        assert visitor.complaints() == []
    assert [one for one in asked if "goi.json" not in one] == []
    client = sign_in(inspector)
    shell = client.get(PHONE).content
    told = client.get(f"{PHONE}may.js").content.decode()
    files = json.loads(told.partition("= ")[2].partition(";\n")[0])["files"]
    sizes = [len(gzip.compress(file_of(one).read_bytes(), mtime=0)) for one in files]
    # As they are sent: styles and scripts packed, the page itself as it is.
    assert len(shell) + sum(sizes) < 100_000


def file_of(address: str) -> Path:
    found = finders.find(address.removeprefix("/static/"))
    assert isinstance(found, str)
    return Path(found)
