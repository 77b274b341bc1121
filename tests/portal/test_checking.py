"""Each fault that `check` should find is planted into a site that has none."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chiso.portal.building import build_site
from chiso.portal.checking import check_site
from chiso.portal.model import Site
from chiso.portal.page_source import PageSource
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
def plant(clean: Path) -> Iterator[Callable[..., list[str]]]:
    """Replace something in a file and check the site; the codes without "not as it was built"."""
    before: dict[Path, bytes] = {}

    def planted(old: str, new: str, name: str = PAGE) -> list[str]:
        (path,) = clean.glob(name)
        before[path] = path.read_bytes()
        written = before[path].decode()
        assert old in written
        path.write_text(written.replace(old, new, 1), encoding="utf-8")
        return [one.code for one in check_site(clean).problems if one.code != "CH-6026"]

    yield planted
    for path, content in before.items():
        path.write_bytes(content)


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
        ('<img alt="" srcset="../2021/ 1x, https://example.com/b.png 2x"></main>', "CH-6024"),
        ('<picture><source srcset="//example.com/a.png"></picture></main>', "CH-6024"),
        ('<video poster="https://example.com/a.png"></video></main>', "CH-6024"),
        ('<object data="https://example.com/a.svg"></object></main>', "CH-6024"),
        ('<form action="https://example.com/"></form></main>', "CH-6024"),
        ('<a href="../2021/" ping="https://example.com/">x</a></main>', "CH-6024"),
        ('<svg aria-hidden="true"><use href="https://example.com/a.svg#b"/></svg></main>', "CH-6024"),
        ('<svg aria-hidden="true"><image xlink:href="https://example.com/a.png"/></svg></main>', "CH-6024"),
        ('<img alt="" srcset="gone.png 1x"></main>', "CH-6020"),
        ('<iframe src="../2021/"></iframe></main>', "CH-6022"),
        ('<svg aria-hidden="true"><g role="img"></g></svg></main>', "CH-6022"),
        ('<p tabindex="3">x</p></main>', "CH-6022"),
    ],
)
def test_a_planted_fault_is_found(plant: Callable[..., list[str]], new: str, code: str) -> None:
    assert code in plant("</main>", new)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ('<meta http-equiv="refresh" content="0; url=https://example.com/"></head>', "CH-6024"),
        ('<meta http-equiv="Refresh" content="0;URL=../1999/"></head>', "CH-6020"),
        ('<link rel="preconnect" href="https://example.com"></head>', "CH-6024"),
        ('<link rel="stylesheet" href="https://example.com/a.css"></head>', "CH-6024"),
        ('<link rel="stylesheet" href="gone.css"></head>', "CH-6020"),
        ('<link rel="alternate" hreflang="en" href="../../../../en/gone/"></head>', "CH-6020"),
        ('<link rel="alternate" hreflang="en" href="../../../../en/index/three-criteria/2021/"></head>',
         "CH-6027"),
        ('<link rel="alternate" hreflang="en" href="../2021/"></head>', "CH-6027"),
        ('<link rel="canonical" href="https://chiso.example.vn/chi-so/three-criteria/2021/"></head>',
         "CH-6027"),
        ('<link rel="canonical" href="https://example.com/"></head>', "CH-6027"),
    ],
)  # fmt: skip
def test_a_fault_in_the_head_is_found(plant: Callable[..., list[str]], new: str, code: str) -> None:
    assert code in plant("</head>", new)


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("static/*/chiso.css", "@layer", '@import "https://example.com/a.css"; @layer', "CH-6024"),
        ("static/*/chiso.css", "@layer", "p { background: url(//example.com/a.png) } @layer", "CH-6024"),
        ("static/*/chiso.css", "@layer", "p { background: url('gone.png') } @layer", "CH-6020"),
        ("static/*/units.js", "\n", '\nfetch("https://example.com/collect");\n', "CH-6024"),
        ("static/*/units.js", "\n", "\nimport x from 'https://example.com/x.js';\n", "CH-6024"),
        ("static/*/units.js", "\n", "\nnew WebSocket(`wss://example.com/`);\n", "CH-6024"),
        ("static/*/units.js", "\n", '\nr.open("POST", "//example.com/");\n', "CH-6024"),
        ("static/*/mark.svg", "</svg>", '<image href="https://example.com/a.png"/></svg>', "CH-6024"),
        ("static/*/mark.svg", "</svg>", "<style>@import url(https://example.com/a)</style></svg>", "CH-6024"),
        ("static/*/mark.svg", "</svg>", '<path fill="url(https://example.com/a#b)"/></svg>', "CH-6024"),
        ("static/*/mark.svg", "</svg>", "<script>x()</script></svg>", "CH-6025"),
        ("static/*/mark.svg", "<svg ", '<svg onload="x()" ', "CH-6025"),
        ("static/*/mark.svg", "<svg ", '<svg role="img" ', "CH-6022"),
        ("static/*/mark.svg", "</svg>", "</g></svg>", "CH-6022"),
        (
            "sitemap.xml",
            "<loc>https://chiso.example.vn/chi-so/",
            "<loc>https://chiso.example.vn/x/",
            "CH-6020",
        ),
        ("sitemap.xml", "<loc>https://chiso.example.vn/chi-so/", "<loc>https://example.com/", "CH-6020"),
        (
            "sitemap.xml",
            "<loc>https://chiso.example.vn/chi-so/",
            "<loc>https://chiso.example.vn/x/",
            "CH-6028",
        ),
        ("sitemap.xml", "</urlset>", "", "CH-6028"),
    ],
)
def test_a_fault_in_a_file_that_is_no_page_is_found(
    plant: Callable[..., list[str]], name: str, old: str, new: str, code: str
) -> None:
    assert code in plant(old, new, name)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("static/*/chiso.css", "@layer", "/* url(https://example.com/) */ @layer"),
        ("static/*/chiso.css", "@layer", "p { background: url(data:image/png;base64,AA==) } @layer"),
        ("static/*/units.js", "\n", '\nconst space = "http://www.w3.org/2000/svg";\n'),
        ("static/*/mark.svg", "</svg>", '<a href="https://example.com/"><path fill="url(#b)"/></a></svg>'),
        ("static/*/mark.svg", "<svg ", '<svg role="img" aria-label="x" '),
    ],
)
def test_what_is_right_in_a_file_is_not_taken_for_a_fault(
    plant: Callable[..., list[str]], name: str, old: str, new: str
) -> None:
    assert plant(old, new, name) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<html lang="vi">', "<html>"),
        ("<main ", "<div "),
        ("<title>", "<title></title><p hidden>"),
        ('name="viewport"', 'name="view"'),
        ("initial-scale=1", "initial-scale=1, maximum-scale=1"),
        ("initial-scale=1", "initial-scale=1, user-scalable=no"),
    ],
)
def test_a_page_without_language_main_part_title_or_room_is_found(
    plant: Callable[..., list[str]], old: str, new: str
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
def test_what_is_right_is_not_taken_for_a_fault(plant: Callable[..., list[str]], new: str) -> None:
    assert plant("</main>", new) == []


def test_a_page_that_names_the_wrong_language_is_found(plant: Callable[..., list[str]]) -> None:
    """Its versions say what it should be: the Vietnamese one of a pair cannot be English."""
    assert "CH-6027" in plant('<html lang="vi">', '<html lang="en">')


def test_a_page_that_is_too_heavy_is_found(plant: Callable[..., list[str]]) -> None:
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
