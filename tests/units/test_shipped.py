"""The register that is shipped: the numbers of the law, and traps of the real data."""

from __future__ import annotations

from datetime import date

import pytest

from chiso.units import read_units, shipped_registry, write_units

LEVELS = ("province", "district", "commune", "office")


@pytest.mark.parametrize(
    ("day", "numbers"),
    [
        # 579 communes after the re-arrangement of March 2020, 526 after that of January 2025.
        (date(2020, 6, 30), (63, 30, 579, 0)),
        (date(2024, 12, 31), (63, 30, 579, 0)),
        (date(2025, 1, 1), (63, 30, 526, 0)),
        (date(2025, 2, 1), (63, 30, 526, 0)),
        (date(2025, 6, 30), (63, 30, 526, 0)),
        # 34 provinces, no districts, 126 communes and wards in Hà Nội.
        (date(2025, 7, 1), (34, 0, 126, 0)),
        (date(2026, 10, 10), (34, 0, 126, 16)),
        # Before the lists begin nothing is claimed.
        (date(2008, 7, 31), (0, 0, 0, 0)),
    ],
)
def test_the_register_of_a_day_has_the_numbers_of_the_law(day: date, numbers: tuple[int, ...]) -> None:
    registry = shipped_registry().as_of(day)
    assert tuple(len(registry.members(level=level)) for level in LEVELS) == numbers


def test_kinds_of_hanois_units_before_and_after() -> None:
    # 12 quận, 17 huyện, 1 thị xã; then 51 phường and 75 xã.
    before, after = shipped_registry().as_of(date(2020, 6, 30)), shipped_registry().as_of(date(2025, 7, 1))
    assert [len(before.members(level="district", kind=kind)) for kind in ("quan", "huyen", "thi-xa")] == [
        12,
        17,
        1,
    ]
    assert [len(after.members(level="commune", kind=kind)) for kind in ("phuong", "xa")] == [51, 75]


@pytest.mark.parametrize("written", ["01", "H26", "Hà Nội", "ha-noi", "thành phố Hà Nội", "TP Hà Nội"])
def test_ha_noi_has_many_names_and_is_one_unit_before_and_after_2025(written: str) -> None:
    for day in (date(2020, 1, 1), date(2025, 6, 30), date(2025, 7, 1)):
        unit = shipped_registry().resolve(written, day)
        assert unit is not None
        assert (unit.uid, unit.code) == ("ha-noi", "01")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("TP.HCM", "79"),
        ("TP. Hồ Chí Minh", "79"),
        ("BRVT", "77"),
        ("Bà Rịa – Vũng Tàu", "77"),
        ("Bà Rịa-Vũng Tàu", "77"),
        ("TT-Huế", "46"),
        ("Thừa Thiên - Huế", "46"),
        ("Hòa Bình", "17"),
        ("Hoà Bình", "17"),
        ("Thanh Hoá", "38"),
        ("Khánh Hòa", "56"),
        ("Quận Cầu Giấy", "005"),
    ],
)
def test_names_as_published_rankings_write_them_are_found_in_2020(written: str, code: str) -> None:
    unit = shipped_registry().resolve(written, date(2020, 12, 31))
    assert unit is not None
    assert unit.code == code


def test_each_of_the_126_codes_had_belonged_to_another_commune() -> None:
    registry = shipped_registry()
    now = registry.as_of(date(2025, 7, 1)).members(level="commune")
    earlier = [registry.resolve(unit.code, date(2024, 12, 31), "commune") for unit in now]
    assert all(unit is not None for unit in earlier)
    assert {unit.uid for unit in now}.isdisjoint({unit.uid for unit in earlier if unit})
    assert registry.resolve("00004") is None


def test_the_portals_126_codes_and_names_lead_to_126_communes() -> None:
    registry = shipped_registry().as_of(date(2026, 10, 1))
    by_code = [registry.resolve(f"H26.{number}") for number in range(105, 231)]
    assert len({unit.code for unit in by_code if unit}) == 126
    # The portal writes Hoà where the register writes Hòa.
    yen_hoa = registry.resolve("UBND phường Yên Hoà")
    assert yen_hoa is not None
    assert (yen_hoa.name, yen_hoa.code) == ("Phường Yên Hòa", "00175")


def test_the_portals_careless_spellings_of_agencies_are_found() -> None:
    registry = shipped_registry().as_of(date(2026, 10, 1))
    for written, code in (
        ("Văn phòng UBND Thành phố  Hà Nội", "H26.1"),
        ("Sở khoa học và Công nghệ Thành phố Hà Nội", "H26.7"),
    ):
        unit = registry.resolve(written)
        assert unit is not None
        assert unit.code == code


def test_a_name_that_came_back_under_another_code_is_another_unit() -> None:
    registry = shipped_registry()
    before, after = (
        registry.resolve("Tây Ninh", date(2025, 6, 30)),
        registry.resolve("Tây Ninh", date(2025, 7, 1)),
    )
    assert before is not None
    assert after is not None
    assert (before.code, after.code) == ("72", "80")
    assert before.uid != after.uid


def test_hue_was_renamed_and_stayed_the_same_unit() -> None:
    versions = shipped_registry().history("hue")
    assert [(unit.name, unit.kind, unit.valid_to) for unit in versions] == [
        ("Thừa Thiên Huế", "tinh", date(2024, 12, 31)),
        ("Huế", "thanh-pho", date(2025, 6, 30)),
        ("Huế", "thanh-pho", None),
    ]


def test_three_wards_of_one_name_are_not_confused() -> None:
    registry = shipped_registry().as_of(date(2020, 6, 30))
    assert registry.resolve("Phường Quang Trung") is None
    assert {unit.parent for unit in registry.candidates("Phường Quang Trung")} == {
        "quan-dong-da",
        "quan-ha-dong",
        "thi-xa-son-tay",
    }


def test_every_parent_stands_in_the_register_of_the_same_days() -> None:
    for day in (date(2020, 6, 30), date(2025, 3, 1), date(2026, 10, 1)):
        registry = shipped_registry().as_of(day)
        known = {unit.uid for unit in registry}
        assert {unit.parent for unit in registry if unit.parent} <= known


def test_the_shipped_register_reads_back_as_it_is_written() -> None:
    registry, report = read_units(write_units(shipped_registry()).encode())
    assert list(report) == []
    assert registry == shipped_registry()
