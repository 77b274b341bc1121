"""Each fault that `check` should find is planted into a site that has none."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chiso.portal.building import build_site
from chiso.portal.checking import check_site
from chiso.portal.model import PageSource, Site
from chiso.problems import WrongCall
from tests.portal.building_sites import pages, two_years

PAGE = "chi-so/three-criteria/2020/index.html"


def _without_english(site: Site) -> Iterator[PageSource]:
    yield from pages(site)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sites")
    given = two_years(folder)
    build_site(given.bundles, folder / "site", kinds=(_without_english,), base_url="https://chiso.example.vn")
    return folder / "site"


@pytest.fixture
def plant(clean: Path) -> Iterator[Callable[[str, str], list[str]]]:
    """Replace something on a page and check the site; the codes without "not as it was built"."""
    page = clean / PAGE
    before = page.read_bytes()

    def planted(old: str, new: str) -> list[str]:
        written = before.decode()
        assert old in written
        page.write_text(written.replace(old, new, 1), encoding="utf-8")
        return [one.code for one in check_site(clean).problems if one.code != "CH-6026"]

    yield planted
    page.write_bytes(before)


def test_a_site_as_it_was_built_has_no_fault(clean: Path) -> None:
    checked = check_site(clean)
    assert [problem.in_language("en") for problem in checked.problems] == []
    assert checked.pages == 8
    assert checked.links > 8 * 4


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ('<a href="../2019/">x</a></main>', "CH-6020"),
        ('<a href="../../../../../x/">x</a></main>', "CH-6020"),
        ('<a href="javascript:alert(1)">x</a></main>', "CH-6020"),
        ('<a href="https://chiso.example.vn/gone/">x</a></main>', "CH-6020"),
        ('<a href="#nowhere">x</a></main>', "CH-6021"),
        ('<a href="../2021/#nowhere">x</a></main>', "CH-6021"),
        ('<a href="../2021/"></a></main>', "CH-6022"),
        ("<button></button></main>", "CH-6022"),
        ('<img src="../../../static/"></main>', "CH-6022"),
        ("<h4>x</h4></main>", "CH-6022"),
        ("<h1>x</h1></main>", "CH-6022"),
        ('<p id="noi-dung">x</p></main>', "CH-6022"),
        ('<input type="text" id="a"></main>', "CH-6022"),
        ('<svg role="img"></svg></main>', "CH-6022"),
        ('<p aria-describedby="nowhere">x</p></main>', "CH-6022"),
        ('<p style="color:red">x</p></main>', "CH-6025"),
        ('<p onclick="x()">x</p></main>', "CH-6025"),
        ("<script>x()</script></main>", "CH-6025"),
        ("<style>p{}</style></main>", "CH-6025"),
        ('<img alt="" src="https://example.com/a.png"></main>', "CH-6024"),
        ('<script src="//example.com/a.js"></script></main>', "CH-6024"),
        ('<iframe src="https://example.com/" title="x"></iframe></main>', "CH-6024"),
    ],
)
def test_a_planted_fault_is_found(plant: Callable[[str, str], list[str]], new: str, code: str) -> None:
    assert code in plant("</main>", new)


@pytest.mark.parametrize(
    ("old", "new"),
    [('<html lang="vi">', "<html>"), ("<main ", "<div "), ("<title>", "<title></title><p hidden>")],
)
def test_a_page_without_language_main_part_or_title_is_found(
    plant: Callable[[str, str], list[str]], old: str, new: str
) -> None:
    assert "CH-6022" in plant(old, new)


@pytest.mark.parametrize(
    "new",
    [
        '<a href="https://example.com/">elsewhere</a></main>',
        '<a href="mailto:a@example.com">write</a></main>',
        '<a href="https://chiso.example.vn/chi-so/three-criteria/2021/">x</a></main>',
        '<a href="../2021/#noi-dung">x</a></main>',
        '<a href="../2021/"><img alt="2021" src="data:image/png;base64,AA=="></a></main>',
        '<label for="a">x</label><input type="text" id="a"></main>',
        '<svg aria-hidden="true"></svg></main>',
    ],
)
def test_what_is_right_is_not_taken_for_a_fault(plant: Callable[[str, str], list[str]], new: str) -> None:
    assert plant("</main>", new) == []


def test_a_page_that_is_too_heavy_is_found(plant: Callable[[str, str], list[str]]) -> None:
    noise = random.Random(766).randbytes(20_000).hex()
    assert plant("</main>", f"<p>{noise}</p></main>") == ["CH-6023"]


def test_a_file_that_somebody_changed_or_took_away_is_found(clean: Path) -> None:
    page, robots = clean / PAGE, clean / "robots.txt"
    kept = page.read_bytes(), robots.read_bytes()
    page.write_bytes(kept[0].replace(b"three-criteria", b"three-Criteria"))
    robots.unlink()
    found = {(problem.code, problem.where.file) for problem in check_site(clean).problems}
    page.write_bytes(kept[0])
    robots.write_bytes(kept[1])
    assert {("CH-6026", PAGE), ("CH-6026", "robots.txt")} <= found


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongCall) as refused:
        check_site(tmp_path)
    assert refused.value.problems[0].code == "CH-6006"
