"""Voice notes in Chromium at 360 points, by a microphone that beeps: without network, then in the office."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django_scopes import scopes_disabled

from chiso.office.files import storage
from chiso.office.files.models import Content
from chiso.office.inspections.models import Received, Record, VoiceNote
from tests.office.browsing import needs_browser
from tests.office.inspections.phone.handling import (
    BOUNDED,
    PHONE,
    begin,
    leave,
    lying_open,
    open_visit,
    phone_of,
    send,
    unlock,
)
from tests.office.inspections.phone.making import hearing, under_way

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    needs_browser, pytest.mark.slow, pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases="__all__"),
]  # fmt: skip
WORDS = "Máy lấy số hỏng từ sáng"
RECORD, STOP, KEEP, AWAY = "Ghi âm", "Dừng ghi âm", "Giữ bản ghi âm", "Bỏ đi"
# A browser whose person said no; one that cannot record.
REFUSED = (
    "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));"
)
UNABLE = "delete window.MediaRecorder;"
# It plays until it has heard something; how long it says that it is.
PLAYED = """async (audio) => {
  audio.muted = true;
  await audio.play();
  while (audio.currentTime < 0.3) await new Promise((done) => setTimeout(done, 50));
  return [audio.error, audio.duration];
}"""


def ask(page: Page, *, others: bool = False) -> None:
    """Say who will be heard, and begin."""
    if others:
        page.get_by_role("group", name="Sẽ nghe thấy ai").get_by_text("Cả người khác").click()
        page.get_by_role("button", name=RECORD, exact=True).click()
        # Without their consent nothing is recorded.
        page.get_by_text("Hãy cho biết sẽ nghe thấy ai").wait_for()
        page.get_by_role("group", name="Họ đồng ý bằng cách nào").get_by_text("Bằng lời").click()
    else:
        page.get_by_role("group", name="Sẽ nghe thấy ai").get_by_text("Chỉ tôi").click()
    page.get_by_role("button", name=RECORD, exact=True).click()


def hear(page: Page) -> None:
    """Until the first piece is on the disk."""
    page.get_by_text(re.compile(r"Đang ghi âm: [1-9][0-9]* trên 120 giây")).wait_for()


def pieces(page: Page) -> int:
    found: int = page.evaluate("chisoPhone.vault.names('piece/').then((all) => all.length)")
    return found


def test_a_note_is_recorded_without_network_survives_a_closed_page_and_is_sent_once(
    live_server: Any, chromium: Browser
) -> None:
    _city, made, inspector = hearing()
    with phone_of(chromium, live_server, inspector) as visitor:
        page, context = visitor.page, visitor.page.context
        context.set_offline(True)
        open_visit(page, made)
        begin(page)
        ask(page, others=True)
        hear(page)
        assert visitor.complaints() == []
        visitor.photograph("phone-recording")
        # Closed as a battery dies, in the middle: what was heard until then is there.
        page.close()
        page = visitor.page = context.new_page()
        page.goto(f"{live_server.url}{PHONE}#luot/{made.key}")
        unlock(page)
        page.get_by_text("Đã ghi, chưa giữ.").first.wait_for()
        assert page.locator("audio").evaluate(PLAYED)[0] is None
        visitor.photograph("phone-recorded")
        page.get_by_role("button", name=KEEP).click()
        page.get_by_text("Hãy ghi bằng chữ bản ghi nói gì.").wait_for()
        page.get_by_label("Bản ghi nói gì, bằng chữ").fill(WORDS)
        page.get_by_role("button", name=KEEP).click()
        page.get_by_text(WORDS, exact=True).wait_for()
        assert pieces(page) == 0
        # A second one is thrown away, and leaves nothing.
        ask(page)
        hear(page)
        page.get_by_role("button", name=STOP).click()
        page.get_by_role("button", name=AWAY).click()
        page.get_by_role("button", name=RECORD, exact=True).wait_for()
        assert pieces(page) == 0
        page.get_by_role("button", name="Nghe", exact=True).click()
        assert page.locator("audio").evaluate(PLAYED)[0] is None
        assert visitor.complaints() == []
        visitor.photograph("phone-notes")
        # What lies on the phone is unreadable without the PIN: no head of a recording, no word.
        lying = lying_open(page)
        assert all(words not in lying for words in (WORDS, "OpusHead", "A_OPUS"))
        assert not Record.objects.exists()
        context.set_offline(False)
        send(page)
        received = Received.objects.count()
        send(page)
        assert Received.objects.count() == received
        assert page.evaluate("chisoPhone.vault.names('voice_note/').then((all) => all.length)") == 0
        note = VoiceNote.objects.get()
        assert (note.words, note.heard, note.consent) == (WORDS, "others", "spoken")
        # Two seconds or a little more were heard before the page was closed.
        assert 1_500 <= note.milliseconds <= 6_000
        with scopes_disabled():
            kept = storage.place_of(Content.objects.get().path).read_bytes()
        assert kept.startswith(b"OggS")
        assert b"Chrome" not in kept
        # In the office it plays, as long as it was counted; no page but the phone's may listen.
        visitor.open(f"/kiem-tra/luot/{made.key}/bien-ban/")
        error, seconds = visitor.page.locator("audio").evaluate(PLAYED)
        assert error is None
        assert abs(seconds * 1_000 - note.milliseconds) < 30
        assert not visitor.page.evaluate("document.featurePolicy.allowsFeature('microphone')")
        assert visitor.complaints() == []
        visitor.photograph("record-with-note")
        visitor.page.get_by_role("link", name="Xoá âm thanh").click()
        assert visitor.complaints() == []
        visitor.photograph("delete-sound")


def test_a_full_phone_ends_the_recording_and_keeps_what_was_heard(
    live_server: Any, chromium: Browser
) -> None:
    _city, made, inspector = hearing()
    with phone_of(chromium, live_server, inspector, script=BOUNDED) as visitor:
        page = visitor.page
        open_visit(page, made)
        begin(page)
        page.context.set_offline(True)
        leave(page, 1_000_000)
        ask(page)
        page.get_by_text("chưa ghi âm thêm để không mất gì").wait_for()
        leave(page, None)
        ask(page)
        hear(page)
        # Something else takes all the room.
        leave(page, 0)
        page.get_by_text("Máy hết chỗ: bản ghi đã dừng.").wait_for()
        page.get_by_label("Bản ghi nói gì, bằng chữ").fill(WORDS)
        leave(page, None)
        page.get_by_role("button", name=KEEP).click()
        page.get_by_text(WORDS, exact=True).wait_for()
        # Whoever leaves the page records no more, and finds the recording when they come back.
        ask(page)
        hear(page)
        page.get_by_role("link", name="Mọi lượt kiểm tra").click()
        page.get_by_role("heading", level=1, name="Lượt kiểm tra của tôi").wait_for()
        page.wait_for_function("!chisoPhone.sound.isRunning()")
        open_visit(page, made)
        page.get_by_role("button", name=AWAY).click()
        # After two minutes it ends by itself.
        page.clock.install()
        ask(page)
        hear(page)
        page.clock.fast_forward(100_000)
        assert page.evaluate("chisoPhone.sound.isRunning()")
        page.clock.fast_forward(20_000)
        page.get_by_role("button", name=AWAY).click()
        page.get_by_role("button", name=RECORD, exact=True).wait_for()
        assert pieces(page) == 0
        page.context.set_offline(False)
        send(page)
        assert visitor.complaints() == []
    assert VoiceNote.objects.get().milliseconds >= 1_500


@pytest.mark.parametrize(
    ("script", "said"),
    [(REFUSED, "Micrô bị từ chối hoặc không có."), (UNABLE, "Trình duyệt này không ghi âm được.")],
)
def test_without_a_microphone_the_page_says_so_and_asks_for_words(
    live_server: Any, chromium: Browser, script: str, said: str
) -> None:
    _city, made, inspector = hearing()
    with phone_of(chromium, live_server, inspector, script=script) as visitor:
        page = visitor.page
        open_visit(page, made)
        begin(page)
        if script == REFUSED:
            ask(page)
        page.get_by_text(said).wait_for()
        assert page.get_by_role("button", name=RECORD, exact=True).count() == (script == REFUSED)
        assert visitor.complaints() == []


def test_where_the_plan_allows_no_voice_notes_nothing_is_offered(live_server: Any, chromium: Browser) -> None:
    _city, made, inspector = under_way()
    with phone_of(chromium, live_server, inspector) as visitor:
        open_visit(visitor.page, made)
        begin(visitor.page)
        visitor.page.get_by_role("heading", name="Ảnh", exact=True).wait_for()
        assert visitor.page.get_by_role("heading", name="Ghi âm").count() == 0


# A recorder that cannot begin; what the microphone gave out.
LISTENED = """const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  const stream = await ask(wish);
  (window.given ||= []).push(...stream.getTracks());
  return stream;
};
window.begin = MediaRecorder.prototype.start;
MediaRecorder.prototype.start = () => { throw new DOMException("no", "NotSupportedError"); };"""
CLOSED = "!chisoPhone.sound.isRunning() && given.every((track) => track.readyState === 'ended')"


def test_whatever_goes_wrong_the_microphone_is_closed_and_nothing_is_recorded_that_is_not_kept(
    live_server: Any, chromium: Browser
) -> None:
    _city, made, inspector = hearing()
    with phone_of(chromium, live_server, inspector, script=LISTENED) as visitor:
        page = visitor.page
        open_visit(page, made)
        begin(page)
        ask(page)
        page.get_by_text("Micrô bị từ chối hoặc không có.").wait_for()
        assert page.evaluate("given.length") == 1
        assert page.evaluate(CLOSED)
        assert pieces(page) == 0
        # The disk fails in the middle: what was heard until then is there.
        page.evaluate("() => { MediaRecorder.prototype.start = window.begin; }")
        ask(page)
        hear(page)
        page.evaluate(
            "() => {"
            " chisoPhone.vault.put = () => Promise.reject(new DOMException('no', 'InvalidStateError'));"
            " }"
        )
        page.get_by_text("Đã ghi, chưa giữ.").first.wait_for()
        assert page.evaluate(CLOSED)
        assert page.evaluate("given.length") == 2
