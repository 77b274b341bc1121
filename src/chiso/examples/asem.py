"""ASEM: 51 countries × 49 indicators of one year, and a panel of five years of which four are invented."""

from __future__ import annotations

from chiso.examples.tables import text_of

ONE_YEAR, PANEL, UNITS = "asem.csv", "asem_panel.csv", "asem_units.csv"


def build_files() -> dict[str, str]:
    """The files of the example of one year by name."""
    return {"data.csv": text_of(ONE_YEAR), "units.csv": text_of(UNITS)}


def build_panel() -> dict[str, str]:
    """The files of the example of five years by name."""
    return {"data.csv": text_of(PANEL), "units.csv": text_of(UNITS)}
