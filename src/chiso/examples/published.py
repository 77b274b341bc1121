"""Indices published by others: PAR INDEX, SIPAS, PCI, service quality; carried over, not scored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from chiso.examples.places import (
    places_beyond_registers,
    provinces_of_63,
    units_on,
    units_text,
)
from chiso.examples.published_rows import lengthen, published_text
from chiso.examples.tables import rows_of
from chiso.units import Unit

# File of the example → index and the packaged tables it is made from.
SERIES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "par-index.csv": ("par-index", ("par_index.csv",)),
    "par-index-hanoi-units.csv": ("par-index-hanoi-units", ("par_index_hanoi_units.csv",)),
    "par-index-ministries.csv": ("par-index-ministries", ("par_index_ministries.csv",)),
    "pci.csv": ("pci", ("pci_2020.csv", "pci_2021.csv")),
    "service-quality.csv": ("service-quality", ("service_quality_hanoi.csv",)),
    "sipas.csv": ("sipas", ("sipas.csv",)),
}
TABLES = (*(table for _, tables in SERIES.values() for table in tables), "places.csv")
DAY_OF_DISTRICTS = date(2020, 12, 31)
DAY_OF_SERVICE_QUALITY = date(2026, 10, 1)


def build_files() -> dict[str, str]:
    """The files of the example by name: one per index, and the units that they speak of."""
    files = {
        file: published_text(row for table in tables for row in lengthen(index, table))
        for file, (index, tables) in SERIES.items()
    }
    return files | {"units.csv": units_text(_units())}


def _units() -> Iterator[Unit]:
    yield from provinces_of_63()
    yield from units_on(DAY_OF_SERVICE_QUALITY, "province", ["01"])
    yield from units_on(DAY_OF_DISTRICTS, "district", _codes("par_index_hanoi_units.csv", "districts"))
    for group, level in (("agencies", "office"), ("communes", "commune")):
        yield from units_on(DAY_OF_SERVICE_QUALITY, level, _codes("service_quality_hanoi.csv", group))
    yield from places_beyond_registers()


def _codes(table: str, group: str) -> list[str]:
    return sorted({row["unit"] for row in rows_of(table) if row["group"] == group})
