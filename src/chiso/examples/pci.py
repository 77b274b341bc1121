"""PCI 2021, 21 provinces: ten sub-indices as answers, published totals and ranks to check against."""

from __future__ import annotations

from collections.abc import Iterator

from chiso.examples.answers import Answer, answers_text
from chiso.examples.places import DAY_OF_63_PROVINCES, units_on, units_text
from chiso.examples.published_rows import lengthen, published_text
from chiso.examples.tables import columns_text, rows_of

TABLE = "pci_2021.csv"
# In the order of the source: entry costs, land access, transparency, time costs, informal charges,
# fair competition, proactivity, business support, labour training, legal institutions.
SUB_INDICES = tuple(str(number) for number in range(1, 11))


def build_files() -> dict[str, str]:
    """The files of the example by name."""
    codes = [row["unit"] for row in rows_of(TABLE)]
    return {
        "answers.csv": answers_text(_answers()),
        "indicators.csv": columns_text(TABLE, ("unit", "period", *SUB_INDICES)),
        "units.csv": units_text(units_on(DAY_OF_63_PROVINCES, "province", sorted(codes))),
        "published.csv": published_text(lengthen("pci", TABLE)),
    }


def _answers() -> Iterator[Answer]:
    for row in rows_of(TABLE):
        for code in SUB_INDICES:
            yield Answer(row["period"], row["unit"], code, value=row[code], origin="survey")
