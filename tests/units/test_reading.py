"""Registers from tables: defaults, and every problem with its row and column."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.problems import BadInput
from chiso.units import Registry, Unit, read_units, write_units


def problems_of(table: str) -> list[tuple[str, int | None, str]]:
    _, report = read_units(table.encode(), name="units.csv")
    return [(problem.code, problem.where.row, problem.where.field) for problem in report]


def test_code_and_name_are_enough() -> None:
    registry, report = read_units("code,name\nVNM,Việt Nam\n".encode())
    assert registry.versions == (Unit("vnm", "VNM", "Việt Nam"),)
    assert list(report) == []


def test_a_full_row_is_read() -> None:
    registry, _ = read_units(
        (
            "uid,code,name,level,kind,parent,group,aliases,valid_from,valid_to\n"
            "ha-noi,01,Hà Nội,Province,Thành phố,vn,north,H26| TP. Hà Nội ||H26,01/08/2008,2025-06-30\n"
        ).encode()
    )
    assert registry.versions == (
        Unit(
            "ha-noi",
            "01",
            "Hà Nội",
            "province",
            "thanh-pho",
            "vn",
            "north",
            ("H26", "TP. Hà Nội"),
            date(2008, 8, 1),
            date(2025, 6, 30),
        ),
    )


def test_a_uid_is_made_of_level_and_code() -> None:
    registry, _ = read_units(b"code,name,level\n01,A,province\n01,B,office\n")
    assert [unit.uid for unit in registry] == ["province-01", "office-01"]


def test_a_table_from_a_spreadsheet_with_semicolons_and_utf16_is_read() -> None:
    registry, report = read_units("code;name\n17;Hoà Bình\n".encode("utf-16"))
    assert registry.resolve("Hòa Bình") == Unit("17", "17", "Hoà Bình")
    assert len(report.remarks) == 1


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("a,,One,,,,,,,", [("CH-1201", 2, "code")]),
        (",,One,,,,,,,", [("CH-1201", 2, "code")]),
        ("a,1,,,,,,,,", [("CH-1202", 2, "name")]),
        ("Hà Nội,1,One,,,,,,,", [("CH-1203", 2, "uid")]),
        (",…,One,,,,,,,", [("CH-1203", 2, "uid")]),
        ("a,1,One,,,,,,2020,1.1.2021", [("CH-1305", 2, "valid_from"), ("CH-1305", 2, "valid_to")]),
        ("a,1,One,,,,,,2020-01-02,2020-01-01", [("CH-1204", 2, "valid_to")]),
        ("a,1,One,,,,,,,\nb,1,Two,,,,,,,", [("CH-1206", 3, "code")]),
        ("a,1,One,,,,,,,\na,1,One,,,,,,,", [("CH-1206", 3, "code")]),
        ("a,1,One,,,,,,,\na,2,One,,,,,,,", [("CH-1207", 3, "uid")]),
        (",1,One,,,,,,,2020-12-31\n,1,Two,,,,,,2021-01-01,", [("CH-1208", 3, "code")]),
        ("a,1,One,,,a,,,,", [("CH-1209", 2, "parent")]),
        ("a,1,One,,,b,,,,\nb,2,Two,,,1,,,,", [("CH-1209", 2, "parent"), ("CH-1209", 3, "parent")]),
        ("a,1\na,1,One,,,,,,,", [("CH-1013", 2, "")]),
    ],
)
def test_a_problem_is_told_with_its_row_and_column(rows: str, expected: list[tuple[str, int, str]]) -> None:
    header = "uid,code,name,level,kind,parent,group,aliases,valid_from,valid_to\n"
    assert problems_of(header + rows + "\nz,99,Sound,,,,,,,\n") == expected


def test_the_same_code_and_name_in_adjoining_times_are_versions_of_one_unit() -> None:
    registry, report = read_units(
        b"code,name,kind,valid_from,valid_to\n1,One,xa,,31/12/2020\n1,One,phuong,01/01/2021,\n"
    )
    assert list(report) == []
    assert [unit.kind for unit in registry.history("1")] == ["xa", "phuong"]


def test_an_unknown_column_and_a_missing_one_stop_the_reading() -> None:
    with pytest.raises(BadInput) as refusal:
        read_units(b"code,nmae\n1,One\n")
    assert [problem.code for problem in refusal.value.problems] == ["CH-1010", "CH-1011"]


def test_sound_rows_are_kept_beside_those_with_problems() -> None:
    registry, report = read_units(b"code,name\n1,One\n2,\n")
    assert [unit.code for unit in registry] == ["1"]
    with pytest.raises(BadInput):
        report.stop_if_any()


WORDS = st.text("aăâbcdđeêghiôơuưxyÀÁẢẠỨ ,;\"'-.0123", min_size=1, max_size=12).map(str.strip).filter(bool)
SLUGS = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4})?", fullmatch=True)


@st.composite
def registries(draw: st.DrawFn) -> Registry:
    """Registers whose units differ in uid and code, so that nothing excludes anything."""
    made = []
    for number in range(draw(st.integers(1, 5))):
        begins, ends = sorted((draw(st.dates()), draw(st.dates())))
        made.append(
            Unit(
                uid=f"{draw(SLUGS)}-{number}",
                code=f"{draw(WORDS)}/{number}",
                name=draw(WORDS),
                level=draw(SLUGS | st.just("")),
                kind=draw(SLUGS | st.just("")),
                group=draw(WORDS | st.just("")),
                aliases=tuple(dict.fromkeys(draw(st.lists(WORDS, max_size=3)))),
                valid_from=draw(st.sampled_from([None, begins])),
                valid_to=draw(st.sampled_from([None, ends])),
            )
        )
    return Registry(tuple(made))


@given(registries())
def test_a_register_reads_back_as_it_was_written(registry: Registry) -> None:
    written = write_units(registry)
    again, report = read_units(written.encode())
    assert list(report) == []
    assert again == registry
    assert write_units(again) == written


def test_a_long_line_of_parents_is_followed_once() -> None:
    # Every unit stands below the one before it: following each to its end would be 200 million steps.
    rows = "\n".join(f"u{n},{n},Unit {n},{f'u{n - 1}' if n else ''}" for n in range(20_000))
    units, report = read_units(f"uid,code,name,parent\n{rows}".encode())
    assert (len(units), report.problems) == (20_000, [])
    # A circle at its top is found all the same, by those in it.
    _, report = read_units(
        f"uid,code,name,parent\n{rows.replace('u0,0,Unit 0,', 'u0,0,Unit 0,u2', 1)}".encode()
    )
    assert [(problem.code, problem.where.row) for problem in report] == [
        ("CH-1209", 2), ("CH-1209", 3), ("CH-1209", 4),
    ]  # fmt: skip
