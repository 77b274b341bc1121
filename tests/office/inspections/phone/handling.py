"""A phone in the hand: the page at 360 points, its PIN, a visit on it, the network cut and back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from PIL import Image

from chiso.office.inspections.models import Visit
from chiso.office.people.models import Person
from tests.office.browsing import Visitor, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE, PIN = "/kiem-tra/dien-thoai/", "246810"

# Everything that lies in the browser for this page, as one text: what anybody who holds the phone can read.
_LYING_OPEN = """async () => {
  const text = [];
  const decoder = new TextDecoder("utf-8");
  const take = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) text.push(decoder.decode(value));
    else if (value && typeof value === "object") Object.entries(value).flat().forEach(take);
    else text.push(String(value));
  };
  const asked = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
  const database = await asked(indexedDB.open("chiso-visits"));
  for (const store of database.objectStoreNames) {
    const open = database.transaction(store).objectStore(store);
    take(await asked(open.getAllKeys()));
    take(await asked(database.transaction(store).objectStore(store).getAll()));
  }
  database.close();
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      text.push(request.url, await (await cache.match(request)).text());
    }
  }
  text.push(JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }));
  return text.join("\\n");
}"""


# A phone with so much room and no more. The developer tools of Chromium set a quota that its databases do not
# keep to; here a write beyond the room ends as it does on a full phone: its transaction is given up.
BOUNDED = """
  const sizes = new Map();
  const lengthOf = (value) => (value.bytes ? value.bytes.byteLength : 100);
  window.chisoRoom = { left: Infinity, used: () => [...sizes.values()].reduce((sum, one) => sum + one, 0) };
  const { put, delete: remove } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (value, key) {
    const used = window.chisoRoom.used() - (sizes.get(key) || 0) + lengthOf(value);
    const asked = put.call(this, value, key);
    if (used > window.chisoRoom.left) {
      const full = new DOMException("full", "QuotaExceededError");
      Object.defineProperty(this.transaction, "error", { value: full, configurable: true });
      const { transaction } = this;
      Promise.resolve().then(() => transaction.abort()).catch(() => {});
    } else sizes.set(key, lengthOf(value));
    return asked;
  };
  IDBObjectStore.prototype.delete = function (key) {
    sizes.delete(key);
    return remove.call(this, key);
  };
"""


# The office is reached when the PIN is set, and not again.
CUT_AFTER_THE_PIN = """
  const real = window.fetch;
  let asked = 0;
  window.fetch = (address, ...rest) => {
    const isCut = String(address).includes("goi.json") && ++asked > 1;
    return isCut ? Promise.reject(new TypeError("cut")) : real(address, ...rest);
  };
"""


def leave(page: Page, left: int | None) -> None:
    """Leave so many bytes on a phone that is `BOUNDED`; None: as many as are wanted."""
    page.evaluate("(left) => { chisoRoom.left = left === null ? Infinity : chisoRoom.used() + left; }", left)


@contextmanager
def phone_of(chromium: Browser, live_server: Any, person: Person, *, script: str = "") -> Iterator[Visitor]:
    """The page with a PIN set, its visits fetched, and ready to work without network."""
    with visit(chromium, live_server, person, width=360) as visitor:
        visitor.page.add_init_script(script)
        assert visitor.open(PHONE) == 200
        set_pin(visitor.page)
        visitor.page.get_by_text("Đã gửi hết").wait_for()
        visitor.page.evaluate("navigator.serviceWorker.ready.then((one) => Boolean(one.active))")
        yield visitor


def set_pin(page: Page, pin: str = PIN) -> None:
    page.get_by_label("Mã PIN", exact=True).fill(pin)
    page.get_by_label("Nhập lại mã PIN").fill(pin)
    page.get_by_role("button", name="Đặt mã PIN").click()


def unlock(page: Page, pin: str = PIN) -> None:
    page.get_by_label("Mã PIN", exact=True).fill(pin)
    page.get_by_role("button", name="Mở khoá").click()


def open_visit(page: Page, made: Visit) -> None:
    page.get_by_role("link", name=str(made.place)).click()
    page.get_by_role("heading", level=1, name=str(made.place)).wait_for()


def begin(page: Page) -> None:
    page.get_by_role("button", name="Bắt đầu lượt kiểm tra").click()
    page.get_by_role("group", name="A1.").wait_for()


def answer(page: Page, code: str, said: str) -> None:
    group = page.get_by_role("group", name=f"{code}.")
    group.get_by_text(said, exact=True).click()
    saved(page)


def saved(page: Page) -> None:
    page.get_by_text("Đã lưu trên máy lúc").wait_for()


def write_note(page: Page, label: str, words: str) -> None:
    page.get_by_label(label, exact=True).fill(words)
    page.get_by_label(label, exact=True).press("Tab")
    saved(page)


def send(page: Page) -> None:
    page.get_by_role("button", name="Gửi ngay").click()
    page.get_by_text("Đã gửi hết").wait_for()


def cells(page: Page, made: Visit) -> dict[str, Any]:
    """What this phone has of a visit, by its own reading."""
    found = page.evaluate("(key) => chisoPhone.log.cellsOf(key)", made.key)
    return {name: cell["value"] for name, cell in found.items()}


def lying_open(page: Page) -> str:
    """All that lies in the browser, as one text."""
    found: str = page.evaluate(_LYING_OPEN)
    return found


def photograph() -> bytes:
    """A JPEG as a camera makes it: with place, hour and owner in its metadata."""
    picture = Image.new("RGB", (800, 600), (200, 120, 40))
    exif = picture.getexif()
    exif[0x010F] = "Máy ảnh của Hoa"
    exif[0x013B] = "Nguyễn Thị Hoa"
    exif[0x0132] = "2026:06:10 08:21:00"
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 46.0)
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif.tobytes(), comment=b"chup boi Hoa")
    return written.getvalue()


def draw_signature(page: Page) -> None:
    """With a finger over the first field that is not signed yet."""
    field = page.get_by_role("img", name="Ô ký tên").first
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=4)
    page.mouse.move(box["x"] + 200, box["y"] + 30, steps=4)
    page.mouse.up()
