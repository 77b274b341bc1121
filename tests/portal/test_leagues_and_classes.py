"""Two leagues with classes, a ceiling and a quota, as readers see them. Counted by hand in `league_site`."""

from __future__ import annotations

from pathlib import Path

import pytest

from chiso.portal.checking import check_site
from tests.portal.league_site import build_leagues
from tests.portal.papi_site import rows_of_page, words_of

COMMUNES = "en/index/two-criteria-communes/2026/index.html"
DEPARTMENTS = "en/index/two-criteria-departments/2026/index.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_leagues(tmp_path_factory.mktemp("leagues"))


def page(site: Path, name: str) -> str:
    return (site / name).read_text("utf-8")


def test_each_league_has_its_ranking_and_leads_to_the_other(site: Path) -> None:
    communes, departments = page(site, COMMUNES), page(site, DEPARTMENTS)
    assert list(rows_of_page(communes))[:6] == [
        "Hồng Hà",
        "Phúc Xá",
        "Đồng Tâm",
        "Cổ Loa",
        "An Khánh",
        "Ba Vì",
    ]
    assert list(rows_of_page(departments))[:2] == ["Sở Tài chính (hư cấu)", "Sở Nội vụ (hư cấu)"]
    assert '<a href="../../two-criteria-departments/2026/">Departments</a>' in communes
    assert '<a href="../../two-criteria-communes/2026/">Communes and wards</a>' in departments


def test_equal_totals_share_a_rank(site: Path) -> None:
    said = words_of(page(site, COMMUNES))
    assert "3 = Đồng Tâm 80.00" in said
    assert "3 = Cổ Loa 80.00" in said
    assert "5 An Khánh 75.00" in said


def test_who_is_over_the_quota_is_told_with_the_class_of_the_points(site: Path) -> None:
    rows = rows_of_page(page(site, COMMUNES))
    assert [rows[name][-1] for name in ("Hồng Hà", "Phúc Xá", "Ba Vì")] == [
        "excellent",
        "good (“excellent” by its points; the quota was used up)",
        "not completed",
    ]


def test_who_is_lowered_by_a_ceiling_is_told_too(site: Path) -> None:
    rows = rows_of_page(page(site, DEPARTMENTS))
    assert rows["Sở Tài chính (hư cấu)"][-1] == "good (“excellent” by its points; lowered by a ceiling)"
    assert rows["Sở Nội vụ (hư cấu)"][-1] == "good"


def test_the_classes_stand_there_in_words_and_counted(site: Path) -> None:
    said = words_of(page(site, COMMUNES))
    assert "excellent 1 unit good 4 units not completed 1 unit" in said
    assert "excellent: points from 90 up." in said
    assert "at most 20 % of the units classed excellent, good, rounded down; the others get “good”." in said
    assert "If F.1 Somebody was disciplined = yes: at most “good”." in said


def test_the_page_of_a_unit_says_its_class_and_why(site: Path) -> None:
    said = words_of(page(site, "en/unit/phuc-xa/two-criteria-communes/2026/index.html"))
    assert "Class good “excellent” by its points; the quota was used up" in said


def test_a_fact_is_no_field_of_the_total(site: Path) -> None:
    html = page(site, "en/unit/so-tai-chinh/two-criteria-departments/2026/index.html")
    assert "The total of 2 fields" in words_of(html)
    assert "Tracked beside the total, without points: F.1 Somebody was disciplined" in words_of(html)


def test_a_framework_of_two_leagues_has_one_page_that_leads_to_both(site: Path) -> None:
    html = page(site, "en/method/two-criteria@1/index.html")
    assert "Departments 2026" in words_of(html)
    assert "Communes and wards 2026" in words_of(html)
    assert html.count('href="../../index/two-criteria-departments/2026/"') == 1


def test_units_of_a_kind_are_compared_within_their_league_only(site: Path) -> None:
    found = {
        path.relative_to(site / "en/compare").as_posix() for path in site.glob("en/compare/*/**/index.html")
    }
    assert "two-criteria-communes/2026/dong-tam/an-khanh/ba-vi/co-loa/index.html" in found
    assert "two-criteria-departments/2026/so-noi-vu/so-tai-chinh/index.html" in found
    assert not [name for name in found if "dong-tam" in name and "so-" in name]


def test_every_link_of_such_a_site_leads_somewhere(site: Path) -> None:
    assert check_site(site).problems == ()
