"""PAPI from 2017 to 2021, and figures of others: the breaks of a real series.

Pages are drawn one by one, without a site on disk, and read back as text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path

from chiso import verbs
from chiso.examples.writing import write_example
from chiso.language import Language
from chiso.portal.assets import addresses_of, assets_of
from chiso.portal.collecting import collect_site
from chiso.portal.framing import frame_of
from chiso.portal.model import Site
from chiso.portal.page_source import PageSource
from chiso.portal.rendering import Renderer, as_plain
from chiso.portal.theme import Theme
from chiso.publication import build_bundle, read_bundle
from chiso.scoring.run import write_run

FRAMEWORKS = {
    "2017": "papi@2016",
    "2018": "papi@2018",
    "2019": "papi@2019",
    "2020": "papi@2019",
    "2021": "papi@2021",
}
CARRIED = ("par-index.csv", "sipas.csv", "pci.csv", "service-quality.csv")
KINDS = frozenset({"unit", "component", "compare", "carried"})


def collect_papi(folder: Path) -> Site:
    """The site of five years, with what others published."""
    write_example("papi", folder / "papi")
    write_example("published", folder / "published")
    bundles = []
    for year, framework in FRAMEWORKS.items():
        scored = verbs.score(
            framework, folder / "papi" / "answers.csv", units=folder / "papi" / "units.csv", period=year
        )
        write_run(scored, folder / f"written-{year}")
        bundles.append(folder / f"papi-{year}.zip")
        build_bundle(runs=[folder / f"written-{year}"], out=bundles[-1])
    bundles.append(folder / "published.zip")
    tables = [folder / "published" / name for name in CARRIED]
    build_bundle(runs=[], carry=tables, out=bundles[-1])
    return collect_site(bundles, theme=Theme(focus="ha-noi"), kinds=KINDS)


def draw(site: Site, page: PageSource) -> str:
    """A page as HTML."""
    renderer = Renderer(
        assets=addresses_of(assets_of(site.theme)),
        frame={language: frame_of(site, language) for language in site.languages},
    )
    return renderer.draw(page, as_plain(page.context, page.language)).decode("utf-8")


def page_at(pages: Iterator[PageSource], key: str, language: Language = "en") -> PageSource:
    """The page of a key in a language."""
    return next(page for page in pages if page.key == key and page.language == language)


def table_of(site: Site, year: str, name: str) -> list[Mapping[str, str]]:
    """A table of a year's bundle as the bundle has it."""
    edition = site.series["papi"].edition(year)
    assert edition is not None, "the year is there"
    members = read_bundle(edition.publication.file).members
    (member,) = (member for member in members if member.endswith(f"/{name}"))
    return list(csv.DictReader(io.StringIO(members[member].decode("utf-8"))))


def words_of(html: str) -> str:
    """What a reader reads: no tags, blanks as one."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def rows_of_page(html: str) -> dict[str, list[str]]:
    """The rows of all tables by their heads; the first of each head."""
    rows: dict[str, list[str]] = {}
    for row in re.findall(r"<tr\b.*?</tr>", html, re.DOTALL):
        head = re.search(r"<th[^>]*scope=\"row\".*?</th>", row, re.DOTALL)
        if head is not None:
            cells = [words_of(cell) for cell in re.findall(r"<td\b.*?</td>", row, re.DOTALL)]
            rows.setdefault(words_of(head[0]), cells)
    return rows
