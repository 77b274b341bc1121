"""The register that chiso brings along; `tables/README.md` says what stands in it and from where."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from chiso.units.reading import read_units
from chiso.units.registry import Registry

SHIPPED_TABLES = (
    "provinces_63.csv",
    "provinces_34.csv",
    "hanoi_districts_30.csv",
    "hanoi_communes_579.csv",
    "hanoi_communes_renamed_2025.csv",
    "hanoi_units_126.csv",
    "hanoi_agencies_16.csv",
)


@cache
def shipped_registry() -> Registry:
    """Provinces of Việt Nam since 2008; Hà Nội's districts, communes and offices."""
    registries = []
    for name in SHIPPED_TABLES:
        registry, report = read_units(Path(__file__).with_name("tables") / name, name=name)
        report.stop_if_any()
        registries.append(registry)
    return registries[0].joined_with(*registries[1:])
