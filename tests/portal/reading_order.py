"""What a screen reader is given, in its order, as lines that an editor can read.

    tiêu đề cấp 1: Hà Nội: hạng 59/63 về PAPI 2019
    đoạn: Bộ tiêu chí đã khác nên tổng điểm không so được. [Phần nào làm thay đổi bao nhiêu]
    bảng: Bảng xếp hạng PAPI 2019
      hàng: 1 | [Bến Tre] | 46,74 | tăng 0,30

It is the accessibility tree of the browser, with what is not spoken taken out and the roles as a screen
reader says them in Vietnamese; a link stands in [ ], a cell that says nothing is ∅. Of many things of the
same kind only the first stand here. A role without a word is a KeyError: find the word.

    python -m tests.portal.reading_order        writes the files in `snapshots/` again
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tests.portal.browsing import browser, serving
from tests.portal.small_site import build_with_papi

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SNAPSHOTS = Path(__file__).parent / "snapshots"
PERIODS = (("papi@2018", "2018"), ("papi@2019", "2019"))
BASE_URL = "https://index.example.org"
# Name of the snapshot and address of the page.
PAGES = {"home": "/", "ranking": "/chi-so/papi/2019/", "unit": "/don-vi/ha-noi/"}
_ROLES = {
    "RootWebArea": "trang",
    "banner": "đầu trang",
    "navigation": "khối điều hướng",
    "main": "phần chính",
    "contentinfo": "chân trang",
    "region": "vùng",
    "search": "tìm kiếm",
    "searchbox": "ô tìm kiếm",
    "textbox": "ô nhập",
    "combobox": "hộp chọn",
    "button": "nút",
    "DisclosureTriangle": "nút mở rộng",
    "Details": "phần mở rộng",
    "heading": "tiêu đề",
    "paragraph": "đoạn",
    "list": "danh sách",
    "listitem": "mục",
    "table": "bảng",
    "caption": "tên bảng",
    "row": "hàng",
    "figure": "hình",
    "Figcaption": "chú thích hình",
    "group": "nhóm",
    "image": "ảnh",
    "LabelText": "nhãn",
    "DescriptionList": "danh sách",
    "term": "tên",
    "definition": "giá trị",
    "DescriptionListTerm": "tên",
    "DescriptionListDetail": "giá trị",
    "link": "liên kết",
    "note": "ghi chú",
    "blockquote": "trích dẫn",
}
# What only wraps: nothing is said of it.
_SILENT = frozenset(
    {"generic", "none", "rowgroup", "strong", "emphasis", "time", "code", "mark", "superscript"}
)
_CELLS = frozenset({"cell", "gridcell", "columnheader", "rowheader"})
_ALIKE = frozenset({"row", "listitem", "link"})
_SHOWN = 4
Node = dict[str, Any]


def read_page(browser: Browser, address: str) -> str:
    """The reading order of a page, one line for each thing that is spoken."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    nodes = context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    context.close()
    return _Reader(nodes).text()


class _Reader:
    """Turns the nodes of an accessibility tree into lines."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = {one["nodeId"]: one for one in nodes}
        self.root = next(one for one in nodes if not one.get("parentId"))

    def text(self) -> str:
        lines = [f"trang: {_name(self.root)}", *self._within(self.root, 1)]
        return "\n".join(lines) + "\n"

    def _children(self, node: Node) -> Iterator[Node]:
        """What is spoken of below a node; wrappers are looked through."""
        for identity in node.get("childIds", []):
            child = self.nodes.get(identity)
            if child is None or _role(child) in ("InlineTextBox", "ListMarker", "LineBreak"):
                continue
            if child.get("ignored") or _role(child) in _SILENT:
                yield from self._children(child)
            else:
                yield child

    def _within(self, node: Node, depth: int) -> Iterator[str]:
        for role, alike in groupby(self._children(node), key=_role):
            children = list(alike)
            is_long = role in _ALIKE and len(children) > _SHOWN + 2
            for child in children[: _SHOWN if is_long else None]:
                yield from self._lines(child, depth)
            if is_long:
                yield f"{'  ' * depth}… và {len(children) - _SHOWN} {_ROLES[role]} nữa"

    def _lines(self, node: Node, depth: int) -> Iterator[str]:
        role, name = _role(node), _name(node)
        indent = "  " * depth
        if role == "StaticText":
            if name:
                yield f"{indent}{name}"
        elif role == "link":
            yield f"{indent}[{name}]"
        elif role == "image":
            yield f"{indent}ảnh: {name}"
        elif role == "row":
            yield f"{indent}hàng: {' | '.join(self._inline(cell) or '∅' for cell in self._children(node))}"
        elif self._is_one_line(node):
            said = self._inline(node)
            spoken = f"{name}: {said}" if name and said and name != _plain(said) else said or name
            yield f"{indent}{_said(node)}: {spoken}"
        else:
            yield f"{indent}{_said(node)}: {name}".rstrip(" :")
            yield from self._within(node, depth + 1)

    def _is_one_line(self, node: Node) -> bool:
        """Whether words and links are all that is inside."""
        inside = list(self._children(node))
        is_alone = _role(node) in ("list", "table", "navigation", "group")
        return not is_alone and all(_role(one) in ("StaticText", "link") for one in inside)

    def _inline(self, node: Node) -> str:
        """Words and links of a node in one line."""
        role = _role(node)
        if role == "StaticText":
            return _name(node)
        if role == "link":
            return f"[{_name(node)}]"
        if role == "image":
            return f"({_ROLES[role]}: {_name(node)})"
        said = " ".join(filter(None, (self._inline(one) for one in self._children(node))))
        return said if said or role not in _CELLS else _name(node)


def _role(node: Node) -> str:
    return str(node.get("role", {}).get("value", ""))


def _name(node: Node) -> str:
    return re.sub(r"\s+", " ", str(node.get("name", {}).get("value", ""))).strip()


def _plain(said: str) -> str:
    return said.replace("[", "").replace("]", "")


def _said(node: Node) -> str:
    """The role as it is spoken, with the level of a heading and the state of what opens and closes."""
    role = _role(node)
    given = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
    words = _ROLES[role]
    if role == "heading":
        return f"{words} cấp {given['level']}"
    if "expanded" in given:
        return f"{words}, {'đang mở' if given['expanded'] else 'đang đóng'}"
    return words


def main() -> None:
    """Write the snapshots again."""
    SNAPSHOTS.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        site = build_with_papi(Path(folder), *PERIODS, base_url=BASE_URL)
        with serving(site) as served, browser() as started:
            for name, address in PAGES.items():
                (SNAPSHOTS / f"{name}.txt").write_text(read_page(started, served + address), "utf-8")


if __name__ == "__main__":
    main()
