"""Decision 766, Hà Nội on 10 October 2026: counts as answers, printed points to check against.

One commune (xã Ba Vì) is there with a single figure, the printed points of 2.1: it shows that points
follow from the counts, and how an incomplete unit is listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from chiso.examples.answers import Answer, answers_text
from chiso.examples.descriptions import table_descriptions
from chiso.examples.places import units_on, units_text
from chiso.examples.published_rows import PublishedRow, published_text
from chiso.examples.tables import rows_of
from chiso.figures import write_decimal
from chiso.tables import write_table
from chiso.units import Unit

TABLE = "service_quality_answers.csv"
PERIOD = "2026@2026-10-10"
DAY = date(2026, 10, 10)
CITY, COMMUNE = "01", "09700"
# Stands at every answer: who shows the figures can say so.
SECOND_HAND = "second-hand: github.com/hoang31201/766-HaNoi, history/quality/2026-10-10.json"
# Indicators whose counts the source does not print; the share is read from the printed percentage.
ONLY_A_PRINTED_RATIO = ("2.1", "4.6")


def build_files() -> dict[str, str]:
    """The files of the example by name."""
    return {
        "answers.csv": answers_text(_answers()),
        "units.csv": units_text(_units()),
        "published.csv": published_text(_published()),
        "published_ratios.csv": write_table(
            ("period", "unit", "code", "ratio_percent"),
            (
                (row["period"], row["unit"], row["code"], row["ratio_percent"])
                for row in rows_of(TABLE)
                if row["ratio_percent"]
            ),
        ),
    }


def answers_of_the_city() -> list[Answer]:
    """What was published for the city itself."""
    return [answer for answer in _answers() if answer.unit == CITY]


def _units() -> Iterator[Unit]:
    yield from units_on(DAY, "province", [CITY])
    yield from units_on(DAY, "commune", [COMMUNE])


def _answers() -> Iterator[Answer]:
    for row in rows_of(TABLE):
        place = (row["period"], row["unit"], row["code"])
        if row["denominator"]:
            yield Answer(
                *place,
                numerator=row["numerator"],
                denominator=row["denominator"],
                origin="system",
                note=SECOND_HAND,
            )
        elif row["code"] in ONLY_A_PRINTED_RATIO:
            share = write_decimal(Fraction(row["ratio_percent"]) / 100)
            yield Answer(
                *place, value=share, origin="system", note=f"{SECOND_HAND}; from the printed percentage"
            )
        if row["code"] == "2.1" and row["unit"] == CITY:
            yield Answer(
                PERIOD,
                CITY,
                "2.2",
                status="missing",
                origin="system",
                note="not in the source; gives no points",
            )


def _published() -> Iterator[PublishedRow]:
    names = {unit.code: unit.name for unit in _units()}
    source = table_descriptions()[TABLE].source
    for row in rows_of(TABLE):
        if row["points"]:
            yield PublishedRow(
                index="service-quality",
                period=row["period"],
                unit=row["unit"],
                unit_name=names[row["unit"]],
                group="cities" if row["unit"] == CITY else "communes",
                code=row["code"],
                value=row["points"],
                source=source,
            )
