from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from chiso.portal import addresses
from chiso.portal.building import Built, build_site
from chiso.portal.model import Site
from chiso.portal.page_source import PageSource
from chiso.portal.record import NAME
from chiso.problems import BadInput, WrongCall
from tests.portal.building_sites import Given, contents_of, pages, two_years


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    return two_years(tmp_path_factory.mktemp("bundles"))


def _build(given: Given, out: Path, *bundles: Path) -> Built:
    return build_site(
        bundles or given.bundles,
        out,
        trusted=[given.public],
        kinds=(pages,),
        base_url="https://chiso.example.vn",
    )


def test_two_builds_give_the_same_bytes_in_any_order_of_bundles(given: Given, tmp_path: Path) -> None:
    _build(given, tmp_path / "one")
    _build(given, tmp_path / "other", *reversed(given.bundles))
    assert contents_of(tmp_path / "one") == contents_of(tmp_path / "other")


def test_a_page_is_drawn_again_only_if_what_it_shows_changed(given: Given, tmp_path: Path) -> None:
    out = tmp_path / "site"
    first = _build(given, out, given.bundles[0])
    again = _build(given, out, given.bundles[0])
    assert (first.drawn, again.drawn) == (first.pages, 0)
    both = _build(given, out)
    # The second year in two languages; all other pages show what they showed.
    assert both.drawn == 2
    assert both.pages == first.pages + 2


def test_an_incremental_build_gives_the_bytes_of_a_full_one(given: Given, tmp_path: Path) -> None:
    _build(given, tmp_path / "grown", given.bundles[1])
    _build(given, tmp_path / "grown")
    _build(given, tmp_path / "full")
    assert contents_of(tmp_path / "grown") == contents_of(tmp_path / "full")


def test_a_page_that_somebody_changed_is_written_again(given: Given, tmp_path: Path) -> None:
    out = tmp_path / "site"
    _build(given, out)
    expected = (out / "index.html").read_bytes()
    (out / "index.html").write_bytes(b"defaced")
    _build(given, out)
    assert (out / "index.html").read_bytes() == expected


def test_a_page_that_is_no_more_goes(given: Given, tmp_path: Path) -> None:
    out = tmp_path / "site"
    _build(given, out)
    gone = out / addresses.file_of(addresses.ranking("vi", "three-criteria", "2021"))
    assert gone.exists()
    _build(given, out, given.bundles[0])
    assert not gone.exists()


def test_a_file_of_somebody_else_stays(given: Given, tmp_path: Path) -> None:
    out = tmp_path / "site"
    _build(given, out)
    (out / "google1234.html").write_text("mine")
    (out / "press" / "2026").mkdir(parents=True)
    (out / "press" / "2026" / "note.pdf").write_bytes(b"%PDF")
    (out / "current").symlink_to("press")
    for _ in range(2):
        _build(given, out)
        assert (out / "google1234.html").read_text() == "mine"
        assert (out / "press" / "2026" / "note.pdf").read_bytes() == b"%PDF"
        assert (out / "current").readlink() == Path("press")


def test_a_file_of_somebody_else_is_not_written_over(given: Given, tmp_path: Path) -> None:
    out = tmp_path / "site"
    _build(given, out, given.bundles[0])
    taken = out / addresses.file_of(addresses.ranking("vi", "three-criteria", "2021"))
    taken.parent.mkdir(parents=True)
    taken.write_text("mine")
    before = contents_of(out)
    with pytest.raises(BadInput) as refused:
        _build(given, out)
    assert [problem.code for problem in refused.value.problems] == ["CH-6007"]
    assert contents_of(out) == before


def test_a_folder_that_is_no_site_is_not_touched(given: Given, tmp_path: Path) -> None:
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("mine")
    with pytest.raises(WrongCall) as refused:
        _build(given, out)
    assert refused.value.problems[0].code == "CH-6006"
    assert contents_of(out) == {"chapter.txt": b"mine"}


def test_a_refused_bundle_leaves_the_old_site(given: Given, tmp_path: Path) -> None:
    out = tmp_path / "site"
    _build(given, out)
    before = contents_of(out)
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(given.bundles[0].read_bytes()[:-9])
    with pytest.raises(BadInput):
        _build(given, out, damaged)
    assert contents_of(out) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".site")] == []


def _interrupted(site: Site) -> Iterator[PageSource]:
    yield from itertools.islice(pages(site), 2)
    raise KeyboardInterrupt


def test_ctrl_c_leaves_the_old_site_and_nothing_beside_it(given: Given, tmp_path: Path) -> None:
    out = tmp_path / "site"
    _build(given, out)
    before = contents_of(out)
    with pytest.raises(KeyboardInterrupt):
        build_site(given.bundles, out, trusted=[given.public], kinds=(_interrupted,))
    assert contents_of(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_without_an_exchange_two_renames_do_it(
    given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chiso.portal.swapping._exchange", lambda one, other: False)
    out = tmp_path / "site"
    _build(given, out, given.bundles[0])
    (out / "mine.txt").write_text("mine")
    _build(given, out)
    assert (out / "mine.txt").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".site-standby", "site"]


def test_a_site_that_was_between_two_renames_comes_back(given: Given, tmp_path: Path) -> None:
    out = tmp_path / "site"
    _build(given, out)
    before = contents_of(out)
    aside = tmp_path / ".site-draft-0123456789ab"
    out.rename(aside)
    (aside / ".chiso-was-the-site").touch()
    _build(given, out)
    assert contents_of(out) == before


def _twice(site: Site) -> Iterator[PageSource]:
    for page in pages(site):
        yield page
        yield page


def test_two_pages_at_one_address_are_refused(given: Given, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        build_site(given.bundles, tmp_path / "site", kinds=(_twice,))
    assert refused.value.problems[0].code == "CH-6010"
    assert not (tmp_path / "site").exists()


def test_the_files_for_machines_are_there(given: Given, tmp_path: Path) -> None:
    out = tmp_path / "site"
    _build(given, out)
    sitemap = (out / "sitemap.xml").read_text("utf-8")
    assert "<loc>https://chiso.example.vn/chi-so/three-criteria/2021/</loc>" in sitemap
    assert 'hreflang="en" href="https://chiso.example.vn/en/index/three-criteria/2021/"' in sitemap
    assert "404" not in sitemap
    assert "Sitemap: https://chiso.example.vn/sitemap.xml" in (out / "robots.txt").read_text("utf-8")
    assert (out / "404.html").exists()
    assert (out / "en" / "404.html").exists()
    for bundle in given.bundles:
        assert bundle.read_bytes() in [path.read_bytes() for path in (out / "goi").iterdir()]


def test_every_static_file_has_the_hash_of_all_in_its_address(given: Given, tmp_path: Path) -> None:
    out = tmp_path / "site"
    _build(given, out)
    (folder,) = (out / "static").iterdir()
    page = (out / "index.html").read_text("utf-8")
    assert f'href="static/{folder.name}/chiso.css"' in page


def test_the_record_is_the_same_whoever_built(given: Given, tmp_path: Path) -> None:
    _build(given, tmp_path / "site")
    copy = tmp_path / "copies"
    copy.mkdir()
    moved = [Path(shutil.copy(bundle, copy / bundle.name)) for bundle in given.bundles]
    _build(given, tmp_path / "other", *moved)
    assert (tmp_path / "site" / NAME).read_bytes() == (tmp_path / "other" / NAME).read_bytes()
