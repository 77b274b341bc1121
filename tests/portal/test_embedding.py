"""Charts for the pages of others: drawing, page without a script, snippet, and who may frame what.

The communes and their sums are those of `tests.publication.publishing`; they are the same in both years.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from chiso.documents.charts.tokens import COLOURS, hash_of_style
from chiso.portal import assets
from chiso.portal.building import build_site
from chiso.portal.checking import check_site
from chiso.portal.pages import ALL, embed
from chiso.portal.record import read_record
from chiso.portal.serving import EMBED_POLICY, HOST, POLICY
from chiso.portal.theme import Theme
from tests.portal.browsing import serving
from tests.portal.building_sites import Given, contents_of, two_years
from tests.portal.papi_site import words_of

BASE = "https://index.example.org"
SVG = "{http://www.w3.org/2000/svg}"
DEPLOY = Path(__file__).parents[2] / "deploy"
HISTORY, RANKING, FIELDS = (
    "nhung/three-criteria/don-vi/u3",
    "nhung/three-criteria/2021",
    "nhung/three-criteria/2021/don-vi/u3",
)


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    return two_years(tmp_path_factory.mktemp("embedded"))


@pytest.fixture(scope="module")
def site(given: Given) -> Path:
    out = given.folder / "site"
    build_site(given.bundles, out, base_url=BASE, theme=Theme(focus="u3"), trusted=[given.public])
    return out


def _read(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        (HISTORY, "en/embed/three-criteria/unit/u3"),
        (RANKING, "en/embed/three-criteria/2021"),
        (FIELDS, "en/embed/three-criteria/2021/unit/u3"),
    ],
)
def test_each_chart_has_its_page_and_two_drawings_in_both_languages(
    site: Path, vietnamese: str, english: str
) -> None:
    for folder, language in ((vietnamese, "vi"), (english, "en")):
        page = _read(site, f"{folder}/index.html")
        assert f'<html lang="{language}">' in page
        drawings = sorted((site / folder).glob("*.svg"))
        assert len(drawings) == 2
        for drawing in drawings:
            root = ET.parse(drawing).getroot()
            assert root.get("lang") == language
            assert drawing.name in page
            title = root.findtext(f"{SVG}title")
            assert title
            assert title in unescape(page)


def test_the_page_runs_nothing_and_links_out_of_the_frame(site: Path) -> None:
    page = _read(site, f"{HISTORY}/index.html")
    assert "<script" not in page
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert "script-src" not in policy[1]
    assert "frame-ancestors" not in policy[1]
    link = re.search(r'<a href="([^"]*)" target="_blank" rel="noopener">', page)
    assert link is not None
    assert link[1].partition("#")[0] == "../../../../don-vi/u3/"
    assert f'<link rel="canonical" href="{BASE}/don-vi/u3/">' in page


def test_the_figures_of_a_chart_stand_beside_it_as_a_table(site: Path) -> None:
    # By hand: Đồng Tâm has 17.75 in both years and is third of three.
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", _read(site, f"{HISTORY}/index.html"))
    assert [(year, words_of(cells)) for year, cells in rows] == [("2021", "17,75 3/3"), ("2020", "17,75 3/3")]


def test_the_drawing_names_its_source(site: Path) -> None:
    root = ET.parse(site / HISTORY / "three-criteria-u3.svg").getroot()
    said = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    assert "Nguồn:" in said
    assert "tính lại" in said


class _Snippets(HTMLParser):
    """The text of the areas to copy from, and the frames that such a text makes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.frames: list[dict[str, str | None]] = []
        self._is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "textarea":
            assert ("readonly", None) in attrs
            self._is_open = True
            self.texts.append("")
        elif tag == "iframe":
            self.frames.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        if self._is_open:
            self.texts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._is_open = self._is_open and tag != "textarea"


@pytest.mark.parametrize(
    ("page", "folder"),
    [
        ("don-vi/u3", HISTORY),
        ("chi-so/three-criteria/2021", RANKING),
        ("don-vi/u3/three-criteria/2021", FIELDS),
    ],
)
def test_the_page_of_the_figures_has_a_snippet_that_frames_the_chart(
    site: Path, page: str, folder: str
) -> None:
    shown = _Snippets()
    shown.feed(_read(site, f"{page}/index.html"))
    assert len(shown.texts) == 1
    copied = _Snippets()
    copied.feed(shown.texts[0])
    (frame,) = copied.frames
    assert frame["src"] == f"{BASE}/{folder}/"
    title = re.search(r'<h1 class="hidden-text">(.*?)</h1>', _read(site, f"{folder}/index.html"))
    assert title is not None
    assert frame["title"] == unescape(title[1])


def test_charts_for_others_are_not_on_the_map_of_the_site(site: Path) -> None:
    assert "/nhung/" not in _read(site, "sitemap.xml")
    assert f"{BASE}/don-vi/u3/" in _read(site, "sitemap.xml")


def test_the_whole_site_with_its_charts_has_no_fault(site: Path) -> None:
    assert [problem.in_language("en") for problem in check_site(site).problems] == []


def test_a_script_on_a_page_for_frames_is_found(given: Given, site: Path) -> None:
    page = site / HISTORY / "index.html"
    before = page.read_bytes()
    (script,) = (site / "static").glob("*/units.js")
    address = f"../../../../{script.relative_to(site)}"
    page.write_bytes(before.replace(b"</head>", f'<script src="{address}"></script></head>'.encode()))
    try:
        assert {one.code for one in check_site(site).problems} == {"CH-6026", "CH-6029"}
    finally:
        page.write_bytes(before)


@pytest.mark.parametrize("attribute", ["data-spec", "data-library", "data-style"])
def test_what_a_chart_to_explore_needs_is_there(site: Path, attribute: str) -> None:
    page = site / "chi-so" / "three-criteria" / "2021" / "index.html"
    before = page.read_bytes()
    assert before.count(f' {attribute}="'.encode()) == 1
    page.write_bytes(before.replace(f' {attribute}="'.encode(), f' {attribute}="gone-'.encode()))
    try:
        assert {one.code for one in check_site(site).problems} == {"CH-6026", "CH-6020"}
    finally:
        page.write_bytes(before)


def test_a_drawing_is_made_only_if_it_shows_something_else(
    given: Given, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    real = embed.draw_svg

    def counted(spec: dict[str, object]) -> bytes:
        drawn.append(str(spec["description"]))
        return real(spec)

    monkeypatch.setattr(embed, "draw_svg", counted)
    again = tmp_path / "site"
    theme = Theme(focus="u3")
    build_site(given.bundles[:1], again, base_url=BASE, theme=theme, trusted=[given.public])
    # One year is no history: by hand one ranking and the fields of one unit, each wide and narrow, twice.
    assert len(drawn) == 2 * 2 * 2
    drawn.clear()
    build_site(given.bundles[:1], again, base_url=BASE, theme=theme, trusted=[given.public])
    assert drawn == []
    build_site(given.bundles, again, base_url=BASE, theme=theme, trusted=[given.public])
    # The year that is new: its ranking and fields; the histories of three units.
    assert len(drawn) == (1 + 1 + 3) * 2 * 2
    assert contents_of(again) == contents_of(site)


def test_the_library_is_one_file_of_a_site_and_its_name_changes_with_it(site: Path) -> None:
    libraries = [name for name, entry in read_record(site).files.items() if entry.kind == "chart-library"]
    assert len(libraries) == 1
    assert re.fullmatch(r"static/vega-[0-9a-f]{12}\.js", libraries[0])


def test_a_site_without_such_charts_does_not_link_to_any(given: Given, tmp_path: Path) -> None:
    kinds = [kind for kind in ALL if kind.__module__ != embed.__name__]
    build_site(given.bundles, tmp_path / "site", kinds=kinds)
    assert not (tmp_path / "site" / "nhung").exists()
    page = _read(tmp_path / "site", "don-vi/u3/index.html")
    assert "nhung/" not in page
    assert "charts.js" not in page
    assert check_site(tmp_path / "site").problems == ()


def test_an_index_without_a_unit_of_the_site_opens_with_the_first_of_its_ranking(
    given: Given, tmp_path: Path
) -> None:
    build_site(given.bundles, tmp_path / "site")
    page = _read(tmp_path / "site", "chi-so/three-criteria/index.html")
    # By hand: Hồng Hà is first in 2021.
    assert 'data-unit="Hồng Hà"' in page
    assert check_site(tmp_path / "site").problems == ()


def test_only_charts_may_stand_in_the_frames_of_others(site: Path) -> None:
    with serving(site) as address:
        for path, policy in (
            (f"/{HISTORY}/", EMBED_POLICY),
            (f"/{HISTORY}/three-criteria-u3.svg", EMBED_POLICY),
            ("/en/embed/three-criteria/2021/", EMBED_POLICY),
            ("/don-vi/u3/", POLICY),
            ("/en/", POLICY),
            ("/nhungx/", POLICY),
        ):
            connection = HTTPConnection(HOST, int(address.rpartition(":")[2]))
            connection.request("GET", path)
            assert connection.getresponse().getheader("Content-Security-Policy") == policy
            connection.close()
    assert "frame-ancestors" not in EMBED_POLICY
    assert "script" not in EMBED_POLICY


@pytest.mark.parametrize("name", ["Caddyfile", "apache.conf", "nginx-embed-headers.conf"])
def test_servers_allow_what_serving_allows(name: str) -> None:
    assert f'"{EMBED_POLICY}"' in (DEPLOY / name).read_text(encoding="utf-8")
    assert hash_of_style() in EMBED_POLICY


def test_a_chart_on_a_page_takes_each_colour_from_its_token() -> None:
    style = (assets.FOLDER / "charts.css").read_text(encoding="utf-8")
    for token, (light, _) in COLOURS.items():
        for attribute in ("fill", "stroke"):
            assert f'[{attribute}="{light}"] {{ {attribute}: var(--{token}); }}' in style
