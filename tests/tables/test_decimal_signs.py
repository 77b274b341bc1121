"""The decimal sign: one for the whole file, from evidence, else from the delimiter with a remark."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chiso.figures import NotANumber
from chiso.problems import BadInput
from chiso.tables import Table, decimal_sign, read_number, read_table


def table_of(*cells: str, delimiter: str = ",") -> Table:
    rows = "".join(f'x{delimiter}"{cell}"\n' for cell in cells)
    return read_table(f"name{delimiter}value\n{rows}".encode(), name="t", required=("name", "value"))


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (("0.5", "12"), "."),
        (("84,64",), ","),
        (("1.234,5",), ","),
        (("1,234.5",), "."),
        (("0.125",), "."),
        (("1234.567",), "."),
        (("-0,75", "1.234"), ","),
        (("1.234.567,8",), ","),
    ],
)
def test_a_figure_with_one_reading_tells_the_sign_whatever_the_delimiter(
    cells: tuple[str, ...], sign: str
) -> None:
    for delimiter in (",", ";", "\t"):
        table = table_of(*cells, delimiter=delimiter)
        assert decimal_sign(table, ["value"]) == sign
        assert len(table.report.remarks) == 1


@pytest.mark.parametrize(("delimiter", "sign"), [(",", "."), (";", ",")])
@pytest.mark.parametrize("cell", ["1.234", "1,234", "41.533"])
def test_three_decimals_alone_are_decided_by_the_delimiter_and_remarked(
    cell: str, delimiter: str, sign: str
) -> None:
    table = table_of(cell, delimiter=delimiter)
    assert decimal_sign(table, ["value"]) == sign
    assert f"“{cell}” can be read in two ways" in table.report.remarks[0].in_language("en")


def test_three_decimals_alone_in_a_tab_delimited_file_are_not_decided() -> None:
    with pytest.raises(BadInput) as refusal:
        decimal_sign(table_of("7", "1.234", delimiter="\t"), ["value"])
    problem = refusal.value.problems[0]
    assert (problem.code, problem.where.row, problem.where.field) == ("CH-1102", 3, "value")


def test_a_file_that_mixes_both_signs_is_refused_with_the_first_row_of_each() -> None:
    with pytest.raises(BadInput) as refusal:
        decimal_sign(table_of("3", "0,5", "0.7", "0.8"), ["value"])
    problem = refusal.value.problems[0]
    assert problem.code == "CH-1101"
    assert problem.expected.in_language("en") == (
        "Expected one decimal sign in the whole file; row 4 has “0.7”, row 3 has “0,5”."
    )


def test_whole_numbers_need_no_remark() -> None:
    table = table_of("1", "", "n/a")
    assert decimal_sign(table, ["value"]) == "."
    assert table.report.remarks == []


def test_a_wish_is_followed_and_cells_that_contradict_it_are_no_numbers() -> None:
    table = table_of("1.5")
    assert decimal_sign(table, ["value"], wish=",") == ","
    with pytest.raises(NotANumber):
        read_number("1.5", ",")


def test_a_plain_figure_is_read_exactly() -> None:
    assert read_number("84,64", ",") == Fraction(8464, 100) == read_number("84.64", ".")


@pytest.mark.parametrize("cell", ["1.234,5", "1 234", "1e3", "", "0,5,5", "½", "٣"])
def test_grouped_thousands_and_other_notations_are_no_numbers(cell: str) -> None:
    for sign in (".", ","):
        with pytest.raises(NotANumber):
            read_number(cell, sign)
