"""A small site: the three communes of `tests.publication.publishing`, figures of others, a correction.

Version 1 says of Đồng Tâm 4 + 3.75 + 10 = 17.75; version 2 corrects the first criterion to 9, so that
its total is 22.75 and it moves from rank 3 to rank 1, by hand.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from chiso import verbs
from chiso.examples import write_example
from chiso.language import Bilingual
from chiso.portal.building import build_site
from chiso.portal.collecting import collect_site
from chiso.portal.model import Site
from chiso.portal.pages import ALL, kinds_of
from chiso.portal.theme import Theme
from chiso.publication import build_bundle
from chiso.scoring.run import write_run
from tests.publication.publishing import answer_rows, make_key, publish, write_small_run

CARRIED = """\
index,period,unit,unit_name,group,code,value,rank,of,basis,approximate,source,note
sipas,2021,01,Hà Nội,provinces,total,80.5,30,63,stated,false,https://example.org/2021,
sipas,2022,01,Hà Nội,provinces,total,79.25,,,derived,true,https://example.org/2022,"a, b"
"""
REASON = "A point of Đồng Tâm was typed wrongly (fictitious)"
THEME = Theme(body=Bilingual(vi="Sở hư cấu", en="Fictitious department"))


def make_bundles(folder: Path, *, corrected: bool = True) -> tuple[list[Path], Path]:
    """The bundles, and the public key that sealed them all."""
    first, public = publish(folder)
    bundles = [first]
    if corrected:
        bundles.append(correct(folder, first))
    (folder / "sipas.csv").write_text(CARRIED, encoding="utf-8")
    build_bundle(runs=[], carry=[folder / "sipas.csv"], out=folder / "sipas.zip", key=folder / "city.key")
    return [*bundles, folder / "sipas.zip"], public


def correct(folder: Path, first: Path) -> Path:
    """The correction of Đồng Tâm, sealed by the same key."""
    rows = [row.replace("003,1,points,,4,", "003,1,points,,9,") for row in answer_rows()]
    build_bundle(
        runs=[write_small_run(folder / "corrected", answers=rows)],
        out=folder / "corrected.zip",
        status="corrected",
        supersedes=first,
        reason=REASON,
        decision_number="34/QĐ-UBND",
        decision_date=date(2026, 12, 15),
        key=folder / "city.key",
    )
    return folder / "corrected.zip"


def collect(folder: Path, *, corrected: bool = True, base_url: str = "") -> Site:
    """The site, gathered and not yet drawn."""
    bundles, public = make_bundles(folder, corrected=corrected)
    return collect_site(bundles, theme=THEME, base_url=base_url, trusted=[public], kinds=kinds_of(ALL))


def build(folder: Path, *, corrected: bool = True, base_url: str = "") -> Path:
    """The site as a folder."""
    bundles, public = make_bundles(folder, corrected=corrected)
    build_site(bundles, folder / "site", theme=THEME, base_url=base_url, trusted=[public])
    return folder / "site"


def make_papi(folder: Path, *periods: tuple[str, str]) -> list[Path]:
    """Bundles of PAPI, each of one framework and period, sealed by the key of the city."""
    written = folder / "papi"
    write_example("papi", written)
    bundles = []
    for framework, period in periods:
        scored = verbs.score(framework, written / "answers.csv", period=period, units=written / "units.csv")
        write_run(scored, folder / f"papi-{period}")
        bundles.append(folder / f"papi-{period}.zip")
        verbs.publish([folder / f"papi-{period}"], bundles[-1], key=folder / "city.key")
    return bundles


def build_with_papi(folder: Path, *periods: tuple[str, str], base_url: str = "") -> Path:
    """The small site and PAPI, about Hà Nội."""
    bundles, public = make_bundles(folder)
    theme = replace(THEME, focus="ha-noi")
    bundles += make_papi(folder, *periods)
    build_site(bundles, folder / "site", theme=theme, base_url=base_url, trusted=[public])
    return folder / "site"


def foreign_key(folder: Path) -> Path:
    """The private key of somebody whom the site does not name."""
    private, _ = make_key(folder, "stranger")
    return private
