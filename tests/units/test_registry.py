"""A register in time: who held a code, who is meant by a name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.problems import BadInput
from chiso.units import Registry, Unit
from chiso.units.registry import find_overlaps

# The code 00004 was Trúc Bạch's and is Ba Đình's since 1 July 2025.
OLD = Unit("truc-bach", "00004", "Phường Trúc Bạch", "commune", valid_to=date(2025, 6, 30))
NEW = Unit("ba-dinh", "00004", "Phường Ba Đình", "commune", valid_from=date(2025, 7, 1))
RENAMED = (
    Unit("hue", "46", "Thừa Thiên Huế", "province", "tinh", valid_to=date(2024, 12, 31)),
    Unit("hue", "46", "Huế", "province", "thanh-pho", valid_from=date(2025, 1, 1)),
)


def test_a_code_that_was_given_anew_means_another_unit_on_another_day() -> None:
    registry = Registry((OLD, NEW))
    assert registry.resolve("00004", date(2025, 6, 30)) == OLD
    assert registry.resolve("00004", date(2025, 7, 1)) == NEW


def test_without_a_day_such_a_code_means_nobody() -> None:
    registry = Registry((OLD, NEW))
    assert registry.resolve("00004") is None
    assert registry.candidates("00004") == (OLD, NEW)


def test_a_unit_that_was_renamed_is_found_in_its_latest_version() -> None:
    registry = Registry(RENAMED)
    assert registry.resolve("46") == RENAMED[1]
    assert registry.resolve("hue", date(2020, 1, 1)) == RENAMED[0]
    assert registry.history("hue") == RENAMED


def test_the_register_of_a_day_has_one_version_of_each_unit() -> None:
    registry = Registry((OLD, NEW, *RENAMED))
    assert registry.as_of(date(2025, 3, 1)).versions == (OLD, RENAMED[1])


def test_a_name_that_two_units_bear_means_neither() -> None:
    registry = Registry((Unit("a", "1", "Phường Quang Trung"), Unit("b", "2", "Phường Quang Trung")))
    assert registry.resolve("Phường Quang Trung") is None
    assert len(registry.candidates("Phường Quang Trung")) == 2


def test_a_code_goes_before_an_alias_and_an_alias_before_a_name() -> None:
    first, second, third = (
        Unit("a", "X", "One"),
        Unit("b", "2", "Two", aliases=("X", "Y")),
        Unit("c", "3", "Y"),
    )
    registry = Registry((first, second, third))
    assert (registry.resolve("X"), registry.resolve("Y")) == (first, second)


def test_a_level_tells_apart_what_a_code_does_not() -> None:
    province, office = Unit("a", "01", "Hà Nội", "province"), Unit("b", "01", "Sở Nội vụ", "office")
    registry = Registry((province, office))
    assert registry.resolve("01") is None
    assert registry.resolve("01", level="office") == office


def test_one_code_of_one_level_cannot_be_two_units_on_one_day() -> None:
    with pytest.raises(BadInput) as refusal:
        Registry((OLD, Unit("other", "00004", "Other", "commune", valid_from=date(2025, 6, 30))))
    assert [problem.code for problem in refusal.value.problems] == ["CH-1206"]


def test_one_unit_cannot_have_two_versions_on_one_day() -> None:
    with pytest.raises(BadInput) as refusal:
        Registry((Unit("a", "1", "One"), Unit("a", "2", "Two")))
    assert [problem.code for problem in refusal.value.problems] == ["CH-1207"]


def test_children_are_found_by_code_and_by_uid_of_their_parent() -> None:
    parent = Unit("ha-noi", "01", "Hà Nội", "province")
    by_uid = Unit("x", "001", "Quận Ba Đình", "district", "quan", parent="ha-noi", group="inner")
    by_code = Unit("y", "002", "Huyện Ba Vì", "district", "huyen", parent="01")
    registry = Registry((parent, by_uid, by_code))
    assert registry.members(parent="01") == registry.members(parent="ha-noi") == (by_code, by_uid)
    assert registry.members(kind="quan") == registry.members(group="inner") == (by_uid,)
    assert registry.members(parent="nobody") == ()


def test_members_are_sorted_as_a_vietnamese_reader_expects() -> None:
    names = ["Đà Nẵng", "Cà Mau", "Cao Bằng", "Ứng Hòa", "An Giang", "Phường 10", "Phường 2"]
    registry = Registry(tuple(Unit(f"u{n}", str(n), name) for n, name in enumerate(names)))
    assert [unit.name for unit in registry.members()] == [
        "An Giang",
        "Cà Mau",
        "Cao Bằng",
        "Đà Nẵng",
        "Phường 2",
        "Phường 10",
        "Ứng Hòa",
    ]


def test_joined_registers_count_a_common_version_once() -> None:
    assert Registry((OLD,)).joined_with(Registry((OLD, NEW))).versions == (OLD, NEW)


DAYS = st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 12))


@st.composite
def units(draw: st.DrawFn) -> Unit:
    begins, ends = draw(DAYS), draw(DAYS)
    if begins and ends and ends < begins:
        begins, ends = ends, begins
    uid, code = draw(st.sampled_from("abc")), draw(st.sampled_from("123"))
    return Unit(uid, code, f"{uid}{code}", valid_from=begins, valid_to=ends)


@given(st.lists(units(), max_size=6))
def test_an_overlap_is_found_if_and_only_if_some_day_has_one(several: list[Unit]) -> None:
    # Day by day, with a day before and one behind all limits.
    days = [date(2019, 12, 31), *(date(2020, 1, day) for day in range(1, 14))]
    has_one = False
    for day in days:
        valid = [unit for unit in several if unit.is_valid_on(day)]
        has_one |= len({unit.uid for unit in valid}) < len(valid) or len({unit.code for unit in valid}) < len(
            valid
        )
    assert bool(find_overlaps(several)) == has_one


def test_a_code_given_a_thousand_times_makes_a_thousand_problems_and_not_a_million() -> None:
    several = [Unit(f"u{number}", "1", str(number)) for number in range(1001)]
    assert len(find_overlaps(several)) == 1000
