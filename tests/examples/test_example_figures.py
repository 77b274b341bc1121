"""The figures that the examples carry, against counts and sums that are known from elsewhere.

Counts and gaps of PAPI are those of its published tables as described with the data: 14 years × 63
provinces × 29 sub-dimensions = 25,578 cells, of which a year's structure holds 22 (2011–2017), 28
(2018), 29 (2019, 2020) or 28 (from 2021).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from fractions import Fraction

import pytest

from chiso.examples import EXAMPLES, Example
from chiso.units import read_units
from tests.examples.reading import ANSWERS_HEADER, PUBLISHED_HEADER, UNITS_HEADER, files_of, rows_of

STATUSES = {"given", "missing", "not_applicable", "withheld", "late"}
ORIGINS = {"agency", "survey", "statistic", "system", "inspection", "carried_over"}

SUB_DIMENSIONS_BY_YEAR = (
    {year: 22 for year in range(2011, 2018)}
    | {2018: 28, 2019: 29, 2020: 29}
    | {year: 28 for year in range(2021, 2025)}
)
# Official codes: 22 Quảng Ninh, 24 Bắc Giang, 26 Vĩnh Phúc, 27 Bắc Ninh, 74 Bình Dương,
# 82 Tiền Giang, 87 Đồng Tháp. Year → province → sub-dimensions without a figure.
GAPS = {
    "2014": {"24": 22, "87": 22},
    "2018": {"22": 8, "87": 8},
    "2021": {"22": 28, "24": 28, "27": 28},
    "2022": {"24": 15, "27": 14},
    "2023": {"22": 28, "74": 28},
    "2024": {"26": 28, "82": 28},
}


@pytest.fixture(scope="module")
def papi() -> list[dict[str, str]]:
    return rows_of("papi", "answers.csv")


# Figures of a composite index, in a table of their own form: see tests/composite/test_reading_figures.py.
OF_INDICATORS = ("asem", "asem-panel")
# Errors by assumption: see tests/examples/test_papi_errors.py.
ASSUMED = "papi-errors"
OF_ANSWERS = tuple(example for example in EXAMPLES if example.name not in (*OF_INDICATORS, ASSUMED))


def test_the_examples_are_the_eight_that_the_command_names() -> None:
    assert [example.name for example in OF_ANSWERS] == ["papi", "hdi", "pci", "service-quality", "published"]
    assert len(EXAMPLES) == 8


@pytest.mark.parametrize("name", OF_INDICATORS)
def test_every_row_of_figures_is_of_a_unit_that_is_described(name: str) -> None:
    described = [row["unit"] for row in rows_of(name, "units.csv")]
    assert len(set(described)) == len(described) == 51
    assert {row["unit"] for row in rows_of(name, "data.csv")} == set(described)


def test_invented_years_are_said_to_be_invented_in_both_languages() -> None:
    (panel,) = (example for example in EXAMPLES if example.name == "asem-panel")
    assert "giả lập" in panel.title.in_language("vi")
    assert "invented" in panel.title.in_language("en")


@pytest.mark.parametrize("name", ["papi", "hdi", "pci", "service-quality"])
def test_answers_have_exactly_the_agreed_columns_and_words(name: str) -> None:
    text = files_of(name)["answers.csv"]
    assert text.splitlines()[0] == ANSWERS_HEADER
    rows = rows_of(name, "answers.csv")
    assert {row["status"] for row in rows} <= STATUSES
    assert {row["origin"] for row in rows} <= ORIGINS
    for row in rows:
        has_figure = bool(row["value"] or row["numerator"])
        assert has_figure == (row["status"] == "given"), row
        assert bool(row["numerator"]) == bool(row["denominator"]), row
    places = [(r["period"], r["unit"], r["code"]) for r in rows]
    assert len(places) == len(set(places))


def test_every_file_ends_its_lines_with_line_feeds_alone() -> None:
    for example in EXAMPLES:
        for text in files_of(example.name).values():
            assert "\r" not in text
            assert text.endswith("\n")


def test_every_unit_of_a_table_is_in_the_units_of_its_example() -> None:
    for example in OF_ANSWERS:
        files = files_of(example.name)
        assert files["units.csv"].splitlines()[0] == UNITS_HEADER
        known = {row["code"] for row in rows_of(example.name, "units.csv")}
        for file in files:
            if file != "units.csv":
                assert {row["unit"] for row in rows_of(example.name, file)} <= known, file


@pytest.mark.parametrize("example", OF_ANSWERS, ids=lambda example: example.name)
def test_the_units_read_back_without_a_problem(example: Example) -> None:
    registry, report = read_units(files_of(example.name)["units.csv"].encode())
    assert list(report) == []
    assert len(registry) == len(rows_of(example.name, "units.csv"))


def test_every_table_of_published_figures_has_the_same_columns() -> None:
    published = {
        file: text.splitlines()[0]
        for example in EXAMPLES
        for file, text in files_of(example.name).items()
        if file == "published.csv" or (example.name == "published" and file != "units.csv")
    }
    assert len(published) == 7
    assert set(published.values()) == {PUBLISHED_HEADER}


def test_papi_holds_each_cell_of_each_years_structure(papi: list[dict[str, str]]) -> None:
    # 25,578 cells less those outside the structures: 7 × 63 × 7 + 63 + 4 × 63.
    assert len(papi) == 25_578 - 7 * 63 * 7 - 63 - 4 * 63 == 22_176
    codes = defaultdict(set)
    for row in papi:
        codes[int(row["period"])].add(row["code"])
    assert {year: len(found) for year, found in codes.items()} == SUB_DIMENSIONS_BY_YEAR
    every = codes[2019]
    assert every - codes[2011] == {"2.4", "7.1", "7.2", "7.3", "8.1", "8.2", "8.3"}
    assert every - codes[2018] == {"8.3"}
    assert every - codes[2024] == {"5.2"}
    per_year = Counter((row["period"], row["code"]) for row in papi)
    assert set(per_year.values()) == {63}


def test_papi_lacks_what_was_not_published_and_nothing_else(papi: list[dict[str, str]]) -> None:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in papi:
        if row["status"] == "missing":
            found[row["period"]][row["unit"]] += 1
    assert {year: dict(units) for year, units in found.items()} == GAPS


def test_papi_has_869_complete_province_years(papi: list[dict[str, str]]) -> None:
    province_years = {(row["period"], row["unit"]) for row in papi}
    incomplete = {(row["period"], row["unit"]) for row in papi if not row["value"]}
    assert len(province_years - incomplete) == 869


def test_hanoi_2019_adds_up_to_41_533_and_stands_59th(papi: list[dict[str, str]]) -> None:
    # Published by PAPI: 41.53, 59th of 63. The sum is made on whole numbers, digit by digit.
    totals: dict[str, int] = defaultdict(int)
    for row in papi:
        if row["period"] == "2019":
            whole, _, decimals = row["value"].partition(".")
            totals[row["unit"]] += int(whole + decimals.ljust(12, "0"))
    assert totals["01"] == 41_533_021_003_000
    assert 1 + sum(total > totals["01"] for total in totals.values()) == 59
    assert len(totals) == 63


def test_papi_lies_within_its_scale_but_for_two_scores_published_below_a_third(
    papi: list[dict[str, str]],
) -> None:
    parts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in papi:
        parts[row["period"], row["code"][0]].add(row["code"])
    outside = []
    for row in papi:
        if row["value"]:
            count = len(parts[row["period"], row["code"][0]])
            if not Fraction(1, count) <= Fraction(row["value"]) <= Fraction(10, count):
                outside.append((row["period"], row["unit"], row["code"], row["value"], row["note"]))
    assert outside == [
        ("2020", "54", "8.1", "0.33174181", "below 1/3, as published"),
        ("2022", "83", "8.1", "0.332350254", "below 1/3, as published"),
    ]


def test_hdi_reproduces_every_published_value_from_its_components() -> None:
    # The method of UNDP's technical note, in floating point: independent of chiso's scoring.
    components: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for row in rows_of("hdi", "answers.csv"):
        components[row["period"], row["unit"]][row["code"]] = float(row["value"])
    published = {
        (row["period"], row["unit"]): Fraction(row["value"]) for row in rows_of("hdi", "published.csv")
    }
    assert len(published) == 5_571
    assert len({unit for _, unit in published}) == 191
    assert published.keys() == components.keys()
    differing = [
        place for place, parts in components.items() if _thousandths(parts) != 1000 * published[place]
    ]
    assert differing == []


def _thousandths(parts: dict[str, float]) -> int:
    health = _within((parts["life_expectancy"] - 20) / 65)
    education = (_within(parts["expected_schooling"] / 18) + _within(parts["mean_schooling"] / 15)) / 2
    income = _within(math.log(parts["income"] / 100) / math.log(750))
    return math.floor(math.pow(health * education * income, 1 / 3) * 1000 + 0.5)


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))


def test_pci_totals_follow_from_the_sub_indices_within_two_hundredths() -> None:
    weights = (5, 5, 20, 5, 10, 5, 5, 20, 20, 5)
    answers: dict[str, Fraction] = defaultdict(Fraction)
    for row in rows_of("pci", "answers.csv"):
        answers[row["unit"]] += weights[int(row["code"]) - 1] * Fraction(row["value"]) / 10
    totals = {row["unit"]: row for row in rows_of("pci", "published.csv") if row["code"] == "total"}
    assert len(answers) == len(totals) == 21
    gaps = [abs(answers[unit] - Fraction(row["value"])) for unit, row in totals.items()]
    assert max(gaps) == Fraction(2, 100)
    # Ten agree with the print within half of its last digit.
    assert sum(gap <= Fraction(5, 1000) for gap in gaps) == 10
    by_total = sorted(answers, key=lambda unit: -answers[unit])
    assert [int(totals[unit]["rank"]) for unit in by_total] == list(range(1, 22))
    assert (totals["01"]["value"], totals["01"]["rank"], totals["01"]["of"]) == ("68.60", "10", "63")


def test_service_quality_has_printed_points_for_23_of_31_figures() -> None:
    published = rows_of("service-quality", "published.csv")
    assert len(published) == 23
    points = {row["code"]: row["value"] for row in published if row["unit"] == "01"}
    assert points["total"] == "55.23"
    groups = sum(Fraction(points[group]) for group in ("1", "2", "3a", "3b", "4", "5"))
    assert groups == Fraction("55.23")
    leaves = sum(Fraction(points[code]) for code in ("1.1", "1.2", "1.3", "1.4"))
    assert leaves == Fraction(points["1"])
    assert [r["value"] for r in published if r["unit"] == "09700"] == ["19.48"]


def test_service_quality_counts_give_the_printed_percentages() -> None:
    printed = {
        (row["unit"], row["code"]): row["ratio_percent"]
        for row in rows_of("service-quality", "published_ratios.csv")
    }
    answers = rows_of("service-quality", "answers.csv")
    counted = 0
    for row in answers:
        if row["denominator"]:
            counted += 1
            share = 100 * Fraction(row["numerator"]) / Fraction(row["denominator"])
            assert abs(share - Fraction(printed[row["unit"], row["code"]])) <= Fraction(5, 1000), row
    assert counted == 22
    values = {row["code"]: row["value"] for row in answers if row["unit"] == "01" and row["value"]}
    assert {code: Fraction(value) for code, value in values.items()} == {
        "2.1": Fraction("0.7404"),
        "4.6": Fraction(1),
    }
    assert [row["code"] for row in answers if row["status"] == "missing"] == ["2.2"]
    assert {row["period"] for row in answers} == {"2026@2026-10-10"}
