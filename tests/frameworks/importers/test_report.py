import re
from html.parser import HTMLParser
from importlib import resources

import pytest

from chiso.frameworks.importers import read_annex
from chiso.frameworks.importers.report import write_report
from tests.frameworks.importers.tables import HEADINGS, in_word
from tests.portal.browsing import BROWSERS, browser

ROWS = [
    HEADINGS,
    ["1", "Kế hoạch <b>", "4", "", ""],
    ["1.1", "Ban hành kế hoạch\n- Kịp thời: 1 điểm\n- Không kịp thời: 0 điểm", "1", "", "Kế hoạch"],
    ["1.2", "Thực hiện", "2", "", "Báo cáo & số liệu"],
]


@pytest.fixture
def reading():
    return read_annex(in_word(ROWS), "phụ lục.docx", key="a@1")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.outside: list[str] = []
        self.is_style = False

    def handle_starttag(self, tag, attributes):
        self.is_style = tag == "style"
        self.outside += [value for name, value in attributes if name in ("src", "href") and value[:1] != "#"]
        assert tag != "script"
        assert not [name for name, _ in attributes if name.startswith("on") or name == "style"]

    def handle_data(self, data):
        if not self.is_style and data.strip():
            self.words.append(" ".join(data.split()))


def words_of(page: bytes) -> list[str]:
    parser = _Words()
    parser.feed(page.decode())
    assert parser.outside == []
    return parser.words


def test_the_page_stands_alone_and_shows_sums_questions_and_rules(reading):
    words = words_of(write_report(reading, "phụ lục.docx", "en"))
    assert "Kế hoạch <b>" in " ".join(words)
    # 1 + 2 is not 4: printed beside each other, and asked.
    assert words.count("! differs") == 1
    assert "The parts make 3 points; printed are 4. Which is right?" in words
    assert "table 1, row 4, column 2" in words
    assert "50\u00a0%".replace("\u00a0", " ") in words
    assert "! stays as text" in words
    assert "Báo cáo & số liệu" in words


def test_the_page_is_vietnamese_by_choice(reading):
    page = write_report(reading, "phụ lục.docx", "vi")
    assert b'<html lang="vi">' in page
    words = words_of(page)
    assert "Câu hỏi" in words
    assert "bảng 1, dòng 4, cột 2" in words
    assert "Kết quả đọc phụ lục: phụ lục.docx" in words


def test_every_link_leads_to_a_place_on_the_page(reading):
    page = write_report(reading, "phụ lục.docx", "vi").decode()
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links <= set(re.findall(r'id="([^"]+)"', page))


def test_a_draft_that_does_not_load_is_said_at_the_top(reading):
    document = {**reading.document, "format": "other"}
    object.__setattr__(reading, "document", document)
    words = words_of(write_report(reading, "a", "en"))
    assert "The draft is written; it does not load yet. The questions say why." in words


@pytest.mark.needs(*BROWSERS)
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_a_browser_and_axe_find_nothing_wrong(reading, tmp_path, width, scheme):
    file = tmp_path / "report.html"
    file.write_bytes(write_report(reading, "phụ lục.docx", "vi"))
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    with browser() as started:
        # The page itself allows no script; the one that looks at it is let in.
        context = started.new_context(bypass_csp=True, color_scheme=scheme)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(axe)
        assert page.evaluate("axe.run().then(found => found.violations.map(one => one.id))") == []
