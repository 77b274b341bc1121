from __future__ import annotations

from pathlib import Path

import pytest

from chiso.language import Bilingual
from chiso.portal.theme_reading import read_theme
from chiso.portal.theme_style import contrast, style_of
from chiso.problems import BadInput

WHOLE = """\
name: {vi: Chỉ số Đà Nẵng, en: Da Nang index}
body: Sở Nội vụ
logo: logo.svg
colours: {brand: "#7a1f3d", own: "#8A2BE2"}
contact: {email: so@example.vn, telephone: "0236", address: {vi: Đà Nẵng}}
languages: [vi]
focus: da-nang
names: {papi: Quản trị}
"""


def _codes(path: Path) -> list[tuple[str, int | None, str]]:
    with pytest.raises(BadInput) as refused:
        read_theme(path)
    return [(one.code, one.where.row, one.where.field) for one in refused.value.problems]


def _write(folder: Path, content: str) -> Path:
    path = folder / "theme.yaml"
    path.write_text(content, encoding="utf-8")
    (folder / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    return path


def test_a_whole_theme_is_read(tmp_path: Path) -> None:
    theme = read_theme(_write(tmp_path, WHOLE))
    assert theme.name == Bilingual(vi="Chỉ số Đà Nẵng", en="Da Nang index")
    assert theme.body == Bilingual(vi="Sở Nội vụ", en="Sở Nội vụ")
    assert theme.colours == {"brand": "#7a1f3d", "own": "#8a2be2"}
    assert theme.languages == ("vi",)
    assert theme.contact.telephone == "0236"
    assert theme.names == {"papi": Bilingual(vi="Quản trị", en="Quản trị")}
    assert theme.logo.startswith(b"<svg")


def test_everything_may_be_left_out(tmp_path: Path) -> None:
    assert read_theme(_write(tmp_path, "focus: ha-noi\n")).languages == ("vi", "en")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("\ntitle: x\n", ("CH-6004", 2, "title")),
        ("languages: [en]\n", ("CH-6004", 1, "languages")),
        ("languages: [vi, fr]\n", ("CH-6004", 1, "languages")),
        ("colours: {brand: red}\n", ("CH-6004", 1, "colours.brand")),
        ("colours: {good: '#0b4a5e'}\n", ("CH-6004", 1, "colours.good")),
        ("colours: {brand: '#ffd400'}\n", ("CH-6005", 1, "colours.brand")),
        ("contact: {fax: x}\n", ("CH-6004", 1, "contact.fax")),
        ("- a\n", ("CH-6004", 1, "")),
        ("name: x\nname: y\n", ("CH-2008", 2, "name")),
    ],
)
def test_what_is_wrong_is_named_with_its_row(
    tmp_path: Path, content: str, problem: tuple[str, int | None, str]
) -> None:
    assert problem in _codes(_write(tmp_path, content))


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    assert len(_codes(_write(tmp_path, "a: x\nb: y\nlanguages: [en]\n"))) == 3


@pytest.mark.parametrize(
    "logo",
    ["<svg><script>x()</script></svg>", '<svg><image href="https://example.com/a.png"/></svg>', "GIF89a"],
)
def test_a_logo_that_could_run_or_load_something_is_refused(tmp_path: Path, logo: str) -> None:
    path = _write(tmp_path, "logo: logo.svg\n")
    (tmp_path / "logo.svg").write_text(logo, encoding="utf-8")
    assert ("CH-6004", 1, "logo") in _codes(path)


def test_contrast_is_that_of_the_guidelines() -> None:
    # WCAG 2.2: black on white is 21 to 1; #767676 is the lightest grey with 4.5 to 1 on white.
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.005)
    assert contrast("#777777", "#ffffff") < 4.5


def test_the_style_of_a_theme_replaces_tokens_and_no_colours_no_style() -> None:
    style = style_of({"brand": "#7a1f3d"})
    assert style.startswith("@layer tokens{")
    assert "--brand:#7a1f3d" in style
    assert style.count("{") == style.count("}")
    assert style_of({}) == ""
