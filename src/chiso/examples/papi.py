"""PAPI, 63 provinces, 2011–2024: each sub-dimension of the year's structure, given or missing.

A sub-dimension that the structure of a year does not hold has no row at all; one that the structure
holds and that was not published for a province has a row with status `missing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chiso.examples.answers import Answer, answers_text
from chiso.examples.places import provinces_of_63, units_text
from chiso.examples.tables import rows_of

# First year of a structure → sub-dimensions of the full set of 29 that it does not hold.
# Each structure is a framework of its own: papi@2011, papi@2016 (same codes, 3.2 and 3.3 measure
# other things), papi@2018, papi@2019, papi@2021.
_SIX_DIMENSIONS = frozenset({"2.4", "7.1", "7.2", "7.3", "8.1", "8.2", "8.3"})
LEFT_OUT_FROM: Mapping[int, frozenset[str]] = {
    2011: _SIX_DIMENSIONS,
    2016: _SIX_DIMENSIONS,
    2018: frozenset({"8.3"}),
    2019: frozenset(),
    2021: frozenset({"5.2"}),
}
# Two published scores lie below the scale 1/3 to 10/3 of a dimension of three parts; kept as given.
BELOW_THE_SCALE = frozenset({("2020", "54", "8.1"), ("2022", "83", "8.1")})


def structure_of(year: int) -> int:
    """The first year of the structure that covers `year`: the version of its framework."""
    return max(first for first in LEFT_OUT_FROM if first <= year)


def build_files() -> dict[str, str]:
    """The files of the example by name."""
    return {
        "answers.csv": answers_text(_answers()),
        "units.csv": units_text(provinces_of_63()),
    }


def _answers() -> Iterator[Answer]:
    for row in rows_of("papi.csv"):
        period, unit = row.pop("period"), row.pop("unit")
        left_out = LEFT_OUT_FROM[structure_of(int(period))]
        for code, score in row.items():
            if code not in left_out:
                yield Answer(
                    period=period,
                    unit=unit,
                    code=code,
                    value=score,
                    status="given" if score else "missing",
                    origin="survey",
                    note=_note(period, unit, code),
                )


def _note(period: str, unit: str, code: str) -> str:
    return "below 1/3, as published" if (period, unit, code) in BELOW_THE_SCALE else ""
