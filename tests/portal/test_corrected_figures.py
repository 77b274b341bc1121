from __future__ import annotations

from pathlib import Path

from chiso.portal.corrected_figures import find_changed_figures
from tests.portal.small_site import REASON, build
from tests.publication.publishing import RUN, members_of


def test_a_correction_names_every_figure_that_differs(tmp_path: Path) -> None:
    build(tmp_path)
    before, after = members_of(tmp_path / "bundle.zip"), members_of(tmp_path / "corrected.zip")
    changed = [
        (one.member.removeprefix(f"{RUN}/"), one.unit, one.code, one.column, one.before, one.after)
        for one in find_changed_figures(before, after)
    ]
    # By hand: 9 instead of 4 gives 22.75, before 21.75 (Hồng Hà) and 20.75 (Phúc Xá).
    assert sorted(changed) == [
        ("ranking.csv", "001", "total", "rank", "1", "2"),
        ("ranking.csv", "002", "total", "rank", "2", "3"),
        ("ranking.csv", "003", "total", "rank", "3", "1"),
        ("ranking.csv", "003", "total", "score", "17.75", "22.75"),
        ("scores.csv", "003", "1", "points", "4", "9"),
        ("scores.csv", "003", "total", "points", "17.75", "22.75"),
    ]


def test_rows_in_another_order_are_no_change() -> None:
    member = "carried_over/par.csv"
    head = b"index,period,unit,unit_name,group,code,value,rank,of,basis,approximate,source,note\n"
    one, other = b"par,2019,01,,,total,84.64,2,63,stated,,s,\n", b"par,2019,48,,,total,88,1,63,stated,,s,\n"
    assert list(find_changed_figures({member: head + one + other}, {member: head + other + one})) == []


def test_a_figure_that_came_or_went_is_a_change() -> None:
    member = "carried_over/par.csv"
    head = b"index,period,unit,unit_name,group,code,value,rank,of,basis,approximate,source,note\n"
    row = b"par,2019,01,,,total,84.64,,63,stated,,s,\n"
    came = list(find_changed_figures({member: head}, {member: head + row}))
    went = list(find_changed_figures({member: head + row}, {}))
    assert [(one.column, one.before, one.after) for one in came] == [("value", "", "84.64"), ("of", "", "63")]
    assert [(one.column, one.before, one.after) for one in went] == [("value", "84.64", ""), ("of", "63", "")]


def test_the_page_of_corrections_says_what_changed_when_and_why(tmp_path: Path) -> None:
    page = (build(tmp_path) / "en" / "corrections" / "index.html").read_text(encoding="utf-8")
    assert REASON in page
    assert "34/QĐ-UBND" in page
    assert '<time datetime="2026-12-15">15 Dec 2026</time>' in page
    assert "6 figures differ." in page
    assert "17.75" in page
    assert "22.75" in page


def test_where_nothing_was_corrected_the_page_says_so(tmp_path: Path) -> None:
    page = (build(tmp_path, corrected=False) / "en" / "corrections" / "index.html").read_text(
        encoding="utf-8"
    )
    assert "Nothing was corrected or withdrawn so far." in page
