"""On the spot without network: the paper that both sides sign, and what of a photograph is kept."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from django_scopes import scopes_disabled
from PIL import Image

from chiso.language import text
from chiso.office.files import storage
from chiso.office.files.models import Content
from chiso.office.inspections.models import Photo, Record, Seen, Visit
from tests.office.browsing import needs_browser
from tests.office.inspections.phone.handling import (
    answer,
    begin,
    cells,
    open_visit,
    phone_of,
    send,
    write_note,
)
from tests.office.inspections.phone.making import now, under_way
from tests.office.signing import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    needs_browser, pytest.mark.slow, pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases="__all__"),
]  # fmt: skip
A4 = (595, 842)  # points, ISO 216
WIDTH, HEIGHT = 800, 600
HERE = {"latitude": 21.0173, "longitude": 105.8294}
FOUND = "Lịch tiếp công dân là của quý III."


def striped() -> bytes:
    """Black and white lines, 20 dots each: wherever one may still tell them apart nothing is hidden."""
    picture = Image.new("L", (WIDTH, HEIGHT))
    picture.putdata([255 * (x // 20 % 2) for _y in range(HEIGHT) for x in range(WIDTH)])
    exif = picture.getexif()
    exif[0x013B] = "Nguyễn Thị Hoa"
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 46.0)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=95, exif=exif.tobytes())
    return written.getvalue()


def choose_picture(page: Page) -> None:
    picture = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": striped()}
    page.set_input_files("input[type=file]", picture)  # type: ignore[arg-type]
    page.locator("canvas.photo").wait_for()


def hide_the_left_upper_quarter(page: Page) -> None:
    """With a finger, from corner to centre."""
    canvas = page.locator("canvas.photo")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 1, box["y"] + 1)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
    page.mouse.up()


def keep(page: Page, words: str) -> None:
    page.get_by_label("Ảnh chụp gì", exact=True).fill(words)
    page.get_by_label("Ảnh chụp gì", exact=True).press("Tab")
    page.get_by_label("Không thấy mặt người, hoặc đã che hết").check()
    page.get_by_role("button", name="Lưu ảnh").click()
    page.locator(".evidence").get_by_text(words, exact=True).wait_for()


def kept_bytes() -> dict[str, bytes]:
    """The bytes that the office has of each photograph, by what it shows; no others lie beside them."""
    with scopes_disabled():
        found = {one.words: one.content for one in Photo.objects.select_related("content")}
        assert Content.objects.count() == len(found)
        return {
            words: storage.place_of(one.path).read_bytes() for words, one in found.items() if one is not None
        }


def lines_told_apart(picture: Image.Image, left: int, top: int) -> int:
    """How often black and white change within 200 dots: nine times where nothing is hidden."""
    row = [picture.convert("L").getpixel((x, top)) for x in range(left, left + 200)]
    return sum((one < 128) != (next_one < 128) for one, next_one in pairwise(row))  # type: ignore[operator]


def signed_by(page: Page, who: str, name: str) -> None:
    page.get_by_label(name).fill("Nguyễn Văn Ký")
    page.get_by_label(name).press("Tab")
    # On the very sheet that is printed here.
    page.get_by_role("group", name="Ký thế nào").first.get_by_text("Trên giấy").click()
    page.get_by_role("button", name=f"Ký: {who}").click()
    page.get_by_label(name).wait_for(state="detached")


def test_the_record_is_printed_on_the_spot_and_names_the_content_that_the_office_then_has(
    live_server: Any, chromium: Browser
) -> None:
    _city, made, inspector = under_way()
    with phone_of(chromium, live_server, inspector) as visitor:
        page = visitor.page
        page.context.grant_permissions(["geolocation"])
        page.context.set_geolocation(HERE)  # type: ignore[arg-type]
        page.context.set_offline(True)
        open_visit(page, made)
        begin(page)
        answer(page, "A1", "Không")
        page.get_by_role("button", name="Thêm phát hiện").click()
        write_note(page, "Phát hiện 1: điều đã thấy", FOUND)

        # Nothing is kept as long as nobody says that no face is to be seen.
        choose_picture(page)
        page.get_by_label("Ảnh chụp gì", exact=True).fill("Quầy số 3")
        page.get_by_role("button", name="Lưu ảnh").click()
        page.get_by_text("Hãy ghi ảnh chụp gì và xác nhận").wait_for()
        assert [name for name in cells(page, made) if name.startswith("photo/")] == []
        hide_the_left_upper_quarter(page)
        page.get_by_label("Ghi giờ chụp").check()
        page.get_by_label("Ghi vị trí").check()
        keep(page, "Quầy số 3")
        choose_picture(page)
        keep(page, "Bảng niêm yết")
        page.get_by_label("Phát hiện mà ảnh “Bảng niêm yết” cho thấy").select_option(label=f"1. {FOUND}")

        signed_by(page, "Đoàn kiểm tra", "Họ tên người ký của đoàn")
        signed_by(page, "Bên được kiểm tra", "Họ tên người ký của bên được kiểm tra")
        page.get_by_role("link", name="Biên bản để in").click()
        page.get_by_text("SHA-256 của nội dung này").wait_for()
        assert visitor.complaints() == []
        visitor.photograph("phone-paper")
        (digest,) = [words for words in page.locator(".sheet").inner_text().split() if len(words) == 64]
        # Both signed on this very sheet: there is room for a pen, two centimetres at least.
        rooms = [one["height"] for room in page.locator(".room").all() if (one := room.bounding_box())]
        assert len(rooms) == 2
        assert min(rooms) >= 20 / 25.4 * 96
        document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        assert {tuple(round(side) for side in sheet.get_size()) for sheet in document} == {A4}
        printed = " ".join("".join(sheet.get_textpage().get_text_range() for sheet in document).split())
        for words in (digest, FOUND, "Nguyễn Văn Ký", "Bảng niêm yết, phát hiện 1"):
            assert words in printed, words
        for only_on_screen in ("No network at present", "Send now", "Back to the visit"):
            assert text(only_on_screen).in_language("vi") not in printed

        page.get_by_role("link", name="Về lượt kiểm tra").click()
        page.get_by_role("button", name="Kết thúc lượt kiểm tra").click()
        page.get_by_text("Biên bản đã chốt").wait_for()
        page.context.set_offline(False)
        send(page)
    assert Record.objects.get().digest == digest
    check_photographs(made, inspector)


def check_photographs(made: Visit, inspector: Any) -> None:
    """Hidden is hidden, hour and place only of the one that they were ticked for, the link to the finding."""
    told = {one.words: one for one in Photo.objects.all()}
    with_both, without = told["Quầy số 3"], told["Bảng niêm yết"]
    assert with_both.taken_at is not None
    assert abs((now() - with_both.taken_at).total_seconds()) < 900
    assert with_both.place == "21.01730,105.82940"
    assert (without.taken_at, without.place) == (None, "")
    assert (with_both.finding, without.finding) == ("", Seen.objects.get().name)
    for words, content in kept_bytes().items():
        picture = Image.open(io.BytesIO(content))
        # Neither what the camera wrote, nor what stands in the record, is in the bytes.
        assert not picture.getexif(), words
        assert {"exif", "comment", "icc_profile", "xmp"}.isdisjoint(picture.info), words
        assert all(one not in content for one in (b"Hoa", b"21.0173", b"105.829", b"GPS")), words
        assert picture.size == (WIDTH, HEIGHT)
        for left, top in ((500, 50), (100, 350), (500, 500)):
            assert lines_told_apart(picture, left, top) == 9
        # Of the quarter that was hidden nothing is left but six coarse squares a row.
        lines = [lines_told_apart(picture, 100, top) for top in range(10, 290, 20)]
        assert max(lines) <= 4 if words == "Quầy số 3" else set(lines) == {9}
    page = sign_in(inspector).get(f"/kiem-tra/luot/{made.key}/bien-ban/").content.decode()
    finding = page[page.index(FOUND) : page.index("</ol>", page.index(FOUND))]
    assert ("Bảng niêm yết" in finding, "Quầy số 3" in finding) == (True, False)
