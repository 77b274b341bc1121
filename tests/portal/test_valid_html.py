"""One page of each kind, and every SVG file, by an HTML5 checker that others wrote."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.portal.browsing import pages_of_each_kind
from tests.portal.validating import faults_of

pytestmark = [pytest.mark.needs("java"), pytest.mark.xdist_group("portal in a browser")]


def test_every_kind_of_page_is_valid(full_site: Path) -> None:
    names = [name for names in pages_of_each_kind(full_site).values() for name in names]
    latest = next(path for path in sorted(full_site.rglob("moi-nhat/index.html")))
    pages = [*(full_site / name for name in names), latest]
    pictures = sorted(full_site.rglob("*.svg"))
    assert len(pages) > 30
    assert pictures
    assert faults_of([*pages, *pictures[:20]]) == []


def test_a_drawing_is_named_by_its_own_parts(full_site: Path) -> None:
    """What the checker cannot ask of drawings in files (see validating.py)."""
    drawings = sorted(full_site.rglob("nhung/**/*.svg"))
    assert drawings
    for path in drawings:
        drawing = ElementTree.parse(path).getroot()
        parts = {part.get("id"): (part.text or "").strip() for part in drawing.iter() if part.get("id")}
        assert all(parts[name] for name in drawing.attrib["aria-labelledby"].split()), path


# What is planted, and a word of the checker's about it.
FAULTS = {
    '<p align="left">x</p>': "obsolete",
    "<ul><p>x</p></ul>": "not allowed as child of element “ul”",
    '<p id="a">x</p><p id="a">y</p>': "Duplicate ID",
    '<a href="a"><a href="b">x</a></a>': "an element of the same type was already open",
    '<table><tr><td role="button">x</td></tr></table>': "role",
    '<ul role="table"><li>x</li></ul>': "role",
    "<svg><p>x</p></svg>": "“p”",
    "<section><p>x</p></section>": "Section lacks heading",
    '<img src="a.svg">': "alt",
    '<a href="http://a b/">x</a>': "Bad value",
}


def test_the_checker_finds_what_is_wrong(full_site: Path, tmp_path: Path) -> None:
    sound = (full_site / "index.html").read_text("utf-8")
    pages = [tmp_path / f"{number}.html" for number in range(len(FAULTS))]
    for page, fault in zip(pages, FAULTS, strict=True):
        page.write_text(sound.replace("</main>", f"{fault}</main>", 1), "utf-8")
    found = faults_of(pages)
    for page, (fault, told) in zip(pages, FAULTS.items(), strict=True):
        assert any(f"{page.name}:" in one and told in one for one in found), fault
