"""The pages "Method" and "Explain it to me", read back."""

from __future__ import annotations

import html
import re
from fractions import Fraction
from pathlib import Path

import pytest

from tests.portal.small_site import build_with_papi


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_with_papi(tmp_path_factory.mktemp("papi"), ("papi@2018", "2018"), ("papi@2019", "2019"))


def words_of(page: Path) -> str:
    """The text of a page, without markup."""
    body = page.read_text(encoding="utf-8").partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def test_a_framework_says_what_changed_since_the_version_before(site: Path) -> None:
    """8.3 is the one sub-dimension that PAPI 2019 has and PAPI 2018 has not (29 and 28)."""
    words = words_of(site / "en" / "method" / "papi@2019" / "index.html")
    assert "Measured from now on (1)" in words
    assert "Added: 8.3 E-responsiveness" in words
    assert "8.2 Internet: 0.333333… to 3.333333… points instead of 0.5 to 5." in words
    assert "29 criteria, at most 80 points. Used on this site for 2019." in words


def test_the_first_version_of_a_site_claims_no_change(site: Path) -> None:
    assert "What changed" not in words_of(site / "en" / "method" / "papi@2018" / "index.html")


def test_every_node_of_a_framework_has_a_row_with_its_rule_and_law(site: Path) -> None:
    page = (site / "phuong-phap" / "papi@2019" / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r'<tr role="row" id="node-([^"]+)">(.*?)</tr>', page, re.DOTALL)
    assert len(rows) == 8 + 29
    assert all(row.count('role="cell"') == 3 and "Báo cáo PAPI" in row for _, row in rows)


def test_the_rights_of_papi_stand_where_its_figures_stand(site: Path) -> None:
    for page in ("en/explain", "en/method/papi@2019", "en/data/papi-2019/1"):
        assert "CECODES, VFF-CRT, RTA and UNDP" in words_of(site / page / "index.html"), page


def test_the_example_adds_up_digit_by_digit(site: Path) -> None:
    """Hà Nội 2019: published as 41,53, rank 59 of 63."""
    page = (site / "en" / "explain" / "index.html").read_text(encoding="utf-8")
    figures = [Fraction(one) for one in re.findall(r'data-label="Points">([0-9.]+)<', page)]
    assert len(figures) == 8 + 1
    assert sum(figures[:-1]) == figures[-1]
    assert round(figures[-1], 2) == Fraction("41.53")
    assert "Hà Nội is in place 59 of 63 in PAPI 2019." in words_of(site / "en" / "explain" / "index.html")


def test_the_break_between_two_years_is_told(site: Path) -> None:
    assert "PAPI: không so được 2018 với 2019." in words_of(site / "giai-thich" / "index.html")
    assert "SIPAS changed its method between 2021 and 2022" in words_of(
        site / "en" / "explain" / "index.html"
    )
