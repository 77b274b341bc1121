"""Home, rankings, an index over the years, the list of units: read back, number by number.

Expected figures are read from the tables in the bundles and rounded here with `decimal`.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chiso.language import sort_key
from tests.portal.small_site import build_with_papi

CENTS = Decimal("0.01")


class Page(HTMLParser):
    """The lines of the tables of a page by the id of their table, and every attribute."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.tables: dict[str, list[list[str]]] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._table = ""
        self._cells: list[str] | None = None
        self._in_cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag == "table":
            self._table = given.get("id") or f"table-{len(self.tables)}"
            self.tables[self._table] = []
        elif tag == "tr":
            self._cells = []
        elif tag in ("td", "th") and self._cells is not None:
            self._cells.append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False
        elif tag == "tr" and self._cells is not None:
            self.tables[self._table].append(self._cells)
            self._cells = None

    def handle_data(self, data: str) -> None:
        if self._in_cell and self._cells:
            self._cells[-1] = " ".join(f"{self._cells[-1]} {data}".split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rankings")


@pytest.fixture(scope="module")
def site(folder: Path) -> Path:
    return build_with_papi(folder, ("papi@2018", "2018"), ("papi@2019", "2019"))


def read(site: Path, address: str) -> Page:
    return Page((site / address.strip("/") / "index.html").read_text(encoding="utf-8"))


def table_of(folder: Path, period: str, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(folder / f"papi-{period}.zip") as archive:
        member = next(one for one in archive.namelist() if one.endswith(f"/{name}.csv"))
        return list(csv.DictReader(io.StringIO(archive.read(member).decode("utf-8"))))


def shown(figure: Decimal) -> str:
    """A figure as a Vietnamese reader reads it, with two decimals."""
    return str(figure.quantize(CENTS, ROUND_HALF_UP)).replace(".", ",")


def test_every_rank_and_score_of_2019_is_that_of_the_bundle(site: Path, folder: Path) -> None:
    published = {row["name"]: row for row in table_of(folder, "2019", "ranking")}
    rows = read(site, "chi-so/papi/2019").tables["bang-xep-hang"][1:]
    assert len(rows) == len(published) == 63
    for rank, name, score, *_ in rows:
        assert (rank, score) == (published[name]["rank"], shown(Decimal(published[name]["score"])))
    assert next(row[:3] for row in rows if row[1] == "Hà Nội") == ["59", "Hà Nội", "41,53"]


def test_across_a_break_the_change_is_that_of_the_criteria_measured_alike(site: Path, folder: Path) -> None:
    """All criteria but those of field 8, which had another scale in 2018."""
    sums: dict[str, dict[str, Decimal]] = {}
    for period in ("2018", "2019"):
        for row in table_of(folder, period, "scores"):
            code = row["code"]
            if "." in code and not code.startswith("8.") and row["points"]:
                per_unit = sums.setdefault(row["unit"], {})
                per_unit[period] = per_unit.get(period, Decimal(0)) + Decimal(row["points"])
    names = {row["unit"]: row["name"] for row in table_of(folder, "2019", "ranking")}
    expected = {names[unit]: years["2019"] - years["2018"] for unit, years in sums.items() if len(years) == 2}
    incomplete = {"Quảng Ninh", "Đồng Tháp"}
    for _, name, _, _, change in read(site, "chi-so/papi/2019").tables["bang-xep-hang"][1:]:
        if name in incomplete:
            assert not re.search(r"\d", change)
        else:
            word = "tăng" if expected[name] > 0 else "giảm"
            assert change == f"{word} {shown(abs(expected[name]))}"


def test_the_break_is_told_before_the_figures(site: Path) -> None:
    page = read(site, "en/index/papi/2019").html
    assert page.index("Another framework than in 2018") < page.index("bang-xep-hang")
    assert "26 of 29 criteria" in page


def test_the_first_period_has_no_page_by_change(site: Path) -> None:
    assert (site / "chi-so/papi/2019/thay-doi/index.html").is_file()
    assert not (site / "chi-so/papi/2018/thay-doi").exists()
    assert 'href="thay-doi/' not in read(site, "chi-so/papi/2018").html


def test_units_without_all_figures_come_last_without_rank_and_it_is_said_why(site: Path) -> None:
    page = read(site, "chi-so/papi/2018")
    last = page.tables["bang-xep-hang"][-2:]
    assert {row[1] for row in last} == {"Quảng Ninh", "Đồng Tháp"}
    assert {row[0] for row in last} == {"–"}
    assert not any(re.search(r"\d", cell) for row in last for cell in row)
    assert "2.1, 2.2, 2.3, 2.4, 4.1, 4.2, 4.3, 4.4" in page.html


def test_each_order_has_its_address_and_its_order(site: Path) -> None:
    names = [row[1] for row in read(site, "chi-so/papi/2019/theo-ten").tables["bang-xep-hang"][1:]]
    assert names == sorted(names, key=sort_key)
    assert names.index("Cần Thơ") < names.index("Đà Nẵng") < names.index("Gia Lai")
    changes = [row[4] for row in read(site, "chi-so/papi/2019/thay-doi").tables["bang-xep-hang"][1:]]
    figures = [
        Decimal(words[1].replace(",", ".")) * (1 if words[0] == "tăng" else -1)
        for words in (change.split() for change in changes)
        if len(words) == 2
    ]
    assert len(figures) == 61
    assert figures == sorted(figures, reverse=True)


def test_the_map_has_a_tile_for_each_province_and_both_archipelagos(site: Path) -> None:
    page = read(site, "chi-so/papi/2019")
    html = page.html[page.html.index('class="tile-map"') :]
    html = html[: html.index("</svg>")]
    tiles = re.findall(r'<a class="step-\d(?: own)?" href="#(u-[a-z-]+)"', html)
    assert len(tiles) == len(set(tiles)) == 63
    ids = {given["id"] for tag, given in page.tags if tag == "tr" and given.get("id")}
    assert set(tiles) == ids
    assert "Hoàng Sa" in html
    assert "Trường Sa" in html
    assert html.count(" own") == 1


def test_tables_keep_their_roles(site: Path) -> None:
    roles = {"tr": {"row"}, "td": {"cell"}, "th": {"columnheader", "rowheader"}}
    for address in ("", "chi-so/papi/2019", "en/index/papi/2019/by-name"):
        for tag, given in read(site, address).tags:
            if tag in roles:
                assert given.get("role") in roles[tag], (address, tag, given)


@pytest.mark.parametrize(
    "address", ["", "en", "chi-so/papi", "chi-so/papi/2018", "chi-so/papi/2019/thay-doi", "don-vi", "en/unit"]
)
def test_no_page_has_style_or_script_inside(site: Path, address: str) -> None:
    for tag, given in read(site, address).tags:
        assert tag != "style"
        assert tag != "script" or given.get("src")
        assert not any(name == "style" or name.startswith("on") for name in given)


def test_rights_of_papi_stand_on_every_page_that_shows_it(site: Path) -> None:
    for address in ("", "chi-so/papi", "chi-so/papi/2019", "chi-so/papi/2018/theo-ten"):
        assert "Bản quyền PAPI của CECODES" in read(site, address).html


def test_no_interval_is_made_up(site: Path) -> None:
    assert "No interval of ranks" in read(site, "en/index/papi/2019").html


def test_the_home_page_says_the_result_and_looks_for_units_without_a_script(site: Path) -> None:
    page = read(site, "en")
    assert re.search(r"<h1>Hà Nội: rank 59 of 63 in PAPI 2019", page.html)
    form = next(given for tag, given in page.tags if tag == "form")
    assert (form["action"], form["method"]) == ("unit/", "get")
    assert not any(tag == "script" for tag, _ in page.tags)


def test_what_was_superseded_is_marked_among_the_news(site: Path) -> None:
    html = read(site, "en").html
    news = html[html.index('id="news"') :]
    assert "superseded" in news
    assert "typed wrongly (fictitious)" in news


def test_the_list_of_units_is_whole_without_a_script(site: Path) -> None:
    html = read(site, "don-vi").html
    names = re.findall(r"<li data-code=.*?>([^<]+)</a>", html)
    assert len(names) == len(set(names))
    assert {"Hà Nội", "Thừa Thiên Huế", "Đồng Tâm"} <= set(names)
    assert html.count("<li data-code=") == 63 + 3


def test_an_index_over_the_years_shows_every_rank_and_the_breaks(site: Path, folder: Path) -> None:
    page = read(site, "chi-so/papi")
    ranks = next(rows for rows in page.tables.values() if len(rows) == 64)
    by_period = {
        period: {row["name"]: row["rank"] for row in table_of(folder, period, "ranking")}
        for period in ("2018", "2019")
    }
    for name, before, after in ranks[1:]:
        assert before == (by_period["2018"][name] or "–")
        assert after == (by_period["2019"][name] or "–")
    assert "2019 *" in ranks[0]
    assert "Phúc đáp qua mạng của chính quyền" in page.html
