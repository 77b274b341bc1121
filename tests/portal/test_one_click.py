"""From each number of Hà Nội in 2019, one click leads to its rule, law, source and provenance."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest

from chiso.portal.model import Site
from chiso.portal.page_source import PageSource
from chiso.portal.pages.component import pages as component_pages
from chiso.portal.pages.unit import pages as unit_pages
from tests.portal.papi_site import collect_papi, draw, page_at, table_of, words_of


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return collect_papi(tmp_path_factory.mktemp("papi"))


@pytest.fixture(scope="module")
def of_2019(site: Site) -> PageSource:
    return page_at(unit_pages(site), "unit/ha-noi/papi/2019")


def test_each_number_leads_to_its_rule_law_source_and_provenance(site: Site, of_2019: PageSource) -> None:
    html = draw(site, of_2019)
    links = {}
    for head in re.findall(r'<th role="rowheader" scope="row"><a href="([^"]+)">(.*?)</a></th>', html):
        links[words_of(head[1]).split(" ")[0].rstrip(".")] = urljoin(of_2019.address, head[0])
    codes = [row["code"] for row in table_of(site, "2019", "scores.csv") if row["unit"] == "01"]
    assert len(codes) == 1 + 8 + 29
    components = {
        page.address: page
        for page in component_pages(site)
        if page.language == "en" and page.template is not None
    }
    for code in codes:
        if code == "total":
            continue
        said = words_of(draw(site, components[links[code]]))
        scored = said.split("How it is scored", 2)[2]
        # The rule of 2019 in words, its law, its framework; then the source and how it came here.
        assert re.search(r"Rule \w+", scored), code
        assert "Legal basis Báo cáo PAPI" in scored, code
        assert "papi@2019" in scored, code
        assert "✓ recomputed" in scored, code
        assert "Source: CECODES, VFF-CRT, RTA and UNDP" in scored, code


def test_the_total_says_on_its_page_where_it_comes_from(site: Site, of_2019: PageSource) -> None:
    said = words_of(draw(site, of_2019))
    assert "✓ recomputed Computed again from the inputs in the bundle." in said
    assert "Source: CECODES, VFF-CRT, RTA and UNDP" in said
    assert "PAPI is by CECODES" in said
