"""The help beside each screen: every topic that a page names stands in both languages, and is safe."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from django.test import Client

from chiso.language import LANGUAGES
from chiso.office.errors import NotFound
from chiso.office.ui import help as texts
from chiso.office.ui.templates import PAGES

NAMED = re.compile(r'help_topic = "([^"]*)"')
pytestmark = pytest.mark.django_db(databases="__all__")


def named_topics() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in PAGES.rglob("*.html.j2"):
        for topic in NAMED.findall(path.read_text("utf-8")):
            found.setdefault(topic, set()).add(str(path.relative_to(PAGES)))
    return found


def test_each_topic_that_a_page_names_stands_in_both_languages() -> None:
    assert named_topics()
    lacking = {
        topic: pages
        for topic, pages in named_topics().items()
        if not all((texts.FOLDER / f"{topic}.{language}.md").is_file() for language in LANGUAGES)
    }
    assert lacking == {}
    assert texts.lacking() == []


def test_each_app_with_pages_has_a_text_that_stands() -> None:
    from chiso.office.urls import urlpatterns

    spaces = {getattr(entry, "namespace", None) for entry in urlpatterns} - {None, "help", "health", "api"}
    assert {space for space in spaces if not texts.topic_of(f"{space}:list")} == set()
    assert set(texts.TOPICS_OF_APPS.values()) <= set(texts.topics())


def test_each_text_has_one_title_and_no_heading_is_skipped(client: Client) -> None:
    for topic in texts.topics():
        for language in LANGUAGES:
            client.cookies["chiso_language"] = language
            answer = client.get(f"/tro-giup/{topic}/")
            levels = [int(level) for level in re.findall(r"<h(\d)", answer.content.decode())]
            assert (topic, language, levels.count(1)) == (topic, language, 1)
            assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_contents_name_every_text_in_vietnamese_order(client: Client) -> None:
    content = client.get("/tro-giup/").content.decode()
    titles = re.findall(r'<li><a href="/tro-giup/[a-z-]+/">([^<]+)</a>', content)
    assert len(titles) == len(texts.topics())
    # By hand: C before Đ, D before Đ, S, T, V.
    assert titles.index("Cơ quan, đơn vị") < titles.index("Danh sách lỗi") < titles.index("Đợt đánh giá")
    assert titles.index("Đợt đánh giá") < titles.index("Việc của tôi")


@pytest.mark.parametrize("topic", ["khong-co", "../settings", "viec-cua-toi.vi", ""])
def test_no_other_file_is_read(topic: str) -> None:
    with pytest.raises(NotFound):
        texts.read_help(topic, "vi")


def test_markup_inside_a_text_stays_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hostile = (
        "# Tên\n<script>x</script> [bấm](javascript:alert(1)) "
        "![ảnh](https://evil.example/a.png) <b onclick=x>\n"
    )
    (tmp_path / "thu.vi.md").write_text(hostile, "utf-8")
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    texts.read_help.cache_clear()
    body = str(texts.read_help("thu", "vi").body)
    texts.read_help.cache_clear()

    found: list[tuple[str, list[tuple[str, str | None]]]] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, attrs))

    Tags().feed(body)
    assert [tag for tag, _ in found if tag not in ("p", "a")] == []
    assert all("javascript" not in str(attributes) for _, attributes in found)


def test_help_leads_back_to_the_page_one_came_from_and_to_no_other_site(client: Client) -> None:
    address = "/tro-giup/viec-cua-toi/"
    here = client.get(address, headers={"referer": "http://testserver/thong-bao/"}).content.decode()
    assert 'href="http://testserver/thong-bao/">Quay lại trang trước' in here
    elsewhere = client.get(address, headers={"referer": "https://evil.example/"}).content.decode()
    assert "evil.example" not in elsewhere
