from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from chiso.language import Bilingual
from chiso.portal.pages import feed
from tests.portal.small_site import THEME, collect

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("base_url", ["", "https://index.example.org"])
def test_the_feed_has_what_the_standard_wants(tmp_path: Path, base_url: str) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: id, title, updated and an author; ids are addresses; days have a zone."""
    for page in feed.pages(collect(tmp_path, base_url=base_url)):
        assert isinstance(page.content, bytes)
        root = ElementTree.fromstring(page.content)
        assert root.tag == f"{ATOM}feed"
        assert root.find(f"{ATOM}author/{ATOM}name") is not None
        for part in (root, *root.findall(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert len(part.findall(f"{ATOM}{name}")) == 1, name
            assert urlsplit(part.findtext(f"{ATOM}id", "")).scheme
            assert datetime.fromisoformat(part.findtext(f"{ATOM}updated", "")).tzinfo is not None
        ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
        assert len(ids) == len(set(ids)) == 2


def test_the_latest_decision_stands_first_and_gives_the_day_of_the_feed(tmp_path: Path) -> None:
    page = next(iter(feed.pages(collect(tmp_path))))
    assert isinstance(page.content, bytes)
    root = ElementTree.fromstring(page.content)
    days = [entry.findtext(f"{ATOM}updated") for entry in root.findall(f"{ATOM}entry")]
    assert days == ["2026-12-15T00:00:00+07:00", "2026-11-24T00:00:00+07:00"]
    assert root.findtext(f"{ATOM}updated") == days[0]


def test_a_publication_has_the_same_name_whatever_the_address_of_the_site(tmp_path: Path) -> None:
    def names(base_url: str) -> list[str | None]:
        site = replace(collected, base_url=base_url)
        page = next(iter(feed.pages(site)))
        assert isinstance(page.content, bytes)
        return [
            one.findtext(f"{ATOM}id") for one in ElementTree.fromstring(page.content).iter(f"{ATOM}entry")
        ]

    collected = collect(tmp_path)
    assert names("https://one.example.org") == names("https://other.example.org")


def test_without_a_day_there_is_no_feed(tmp_path: Path) -> None:
    site = collect(tmp_path)
    undated = tuple(publication for publication in site.publications if publication.day is None)
    assert undated
    assert list(feed.pages(replace(site, publications=undated))) == []


def test_names_that_are_markup_stay_text(tmp_path: Path) -> None:
    theme = replace(THEME, name=Bilingual(vi="A & <b>", en="A & <b>"))
    page = next(iter(feed.pages(replace(collect(tmp_path), theme=theme))))
    assert isinstance(page.content, bytes)
    assert ElementTree.fromstring(page.content).findtext(f"{ATOM}title") == "A & <b>"
