"""HDI, 191 countries, 1990–2021: the four components, and the published index to check against."""

from __future__ import annotations

from collections.abc import Iterator

from chiso.examples.answers import Answer, answers_text
from chiso.examples.descriptions import table_descriptions
from chiso.examples.places import countries, units_text
from chiso.examples.published_rows import PublishedRow, published_text
from chiso.examples.tables import columns_text, rows_of

COMPONENTS = ("life_expectancy", "expected_schooling", "mean_schooling", "income")


def build_files() -> dict[str, str]:
    """The files of the example by name."""
    return {
        "answers.csv": answers_text(_answers()),
        "indicators.csv": columns_text("hdi.csv", ("unit", "period", *COMPONENTS)),
        "units.csv": units_text(countries()),
        "published.csv": published_text(_published()),
    }


def _answers() -> Iterator[Answer]:
    for row in rows_of("hdi.csv"):
        for code in COMPONENTS:
            yield Answer(row["period"], row["unit"], code, value=row[code], origin="statistic")


def _published() -> Iterator[PublishedRow]:
    names = {country.code: country.name for country in countries()}
    source = table_descriptions()["hdi.csv"].source
    for row in rows_of("hdi.csv"):
        yield PublishedRow(
            index="hdi",
            period=row["period"],
            unit=row["unit"],
            unit_name=names[row["unit"]],
            group="countries",
            code="total",
            value=row["published"],
            source=source,
        )
