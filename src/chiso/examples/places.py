"""The units that go with an example: from the shipped registers, or made here.

Made here are only the places that no register holds: countries, means, regions, ministries, and
departments of Hà Nội as they were named in 2019 and 2020.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from chiso.examples.tables import rows_of
from chiso.units import Registry, Unit, shipped_registry, write_units

# The 63 provinces existed until 30 June 2025; every figure on them here is of 2024 or earlier.
DAY_OF_63_PROVINCES = date(2024, 12, 31)


def provinces_of_63() -> list[Unit]:
    """The provinces before July 2025, by code."""
    members = shipped_registry().as_of(DAY_OF_63_PROVINCES).members(level="province")
    return sorted(members, key=lambda unit: unit.code)


def units_on(day: date, level: str, codes: Iterable[str]) -> list[Unit]:
    """Units of one level as they are on `day`, in the order of `codes`. Raises KeyError."""
    by_code = {unit.code: unit for unit in shipped_registry().as_of(day).members(level=level)}
    return [by_code[code] for code in codes]


def countries() -> list[Unit]:
    """The countries of the HDI; the code is ISO3."""
    return [
        Unit(uid=row["code"].lower(), code=row["code"], name=row["name"], level="country", kind="country")
        for row in rows_of("countries.csv")
    ]


def places_beyond_registers() -> list[Unit]:
    """Means, regions, ministries and earlier departments that published series speak of."""
    return [
        Unit(
            uid=row["code"],
            code=row["code"],
            name=row["name"],
            level=row["level"],
            kind=row["kind"],
            parent=row["parent"],
        )
        for row in rows_of("places.csv")
    ]


def units_text(units: Iterable[Unit]) -> str:
    """The text of `units.csv`."""
    return write_units(Registry(tuple(units)))
