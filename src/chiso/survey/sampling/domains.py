"""Sizes and allocations for a table of domains or strata, one row each.

    domain, population, share | deviation, mean, deff, response, importance, cost, least

`domain` is needed; `population` too where a total is allocated. What a row leaves empty holds as it is given
for all. A domain without share and deviation is taken as a share of one half, the worst case.

    CH-3170 what was asked for contradicts itself    CH-3171 a cell that is no usable figure
    CH-3172 a total or budget that cannot be shared
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from chiso.figures import DecimalSign, NotANumber, write_exact
from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, Report
from chiso.survey.sampling.allocation import (
    AllocationMethod,
    Stratum,
    allocate,
    allocate_budget,
    least_of_budget,
    weight_of,
)
from chiso.survey.sampling.size import Expected, Precision, SampleSize, sample_size
from chiso.tables import CappedReport, Row, Table, decimal_sign, read_number, read_table, write_table

_FIGURES = (
    "population", "share", "deviation", "mean", "deff", "response", "importance", "cost", "least",
)  # fmt: skip
SIZE_COLUMNS = ("domain", "population", "answers", "invite", "reachable")
ALLOCATION_COLUMNS = ("domain", "population", "n")

_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Domain:
    """One row: what is expected of the domain, and what an allocation asks of it."""

    name: str
    expected: Expected
    stratum: Stratum


@dataclass(frozen=True, slots=True)
class Wishes:
    """What holds for all domains unless a row says otherwise."""

    expected: Expected
    least: int = 0


def read_domains(
    source: Path | bytes,
    wishes: Wishes,
    *,
    name: str | None = None,
    decimal: DecimalSign | None = None,
    needs_population: bool = False,
) -> list[Domain]:
    """The domains of a table. Raises BadInput with every problem of the file."""
    required = ("domain", "population") if needs_population else ("domain",)
    table = read_table(source, name=name, required=required, optional=_FIGURES)
    sign = decimal_sign(table, _FIGURES, decimal)
    report = CappedReport()
    found: list[Domain] = []
    seen: set[str] = set()
    for row in table.rows:
        cell = row["domain"]
        if not cell or cell in seen:
            expected = text("Expected a name that stands in one row.")
            report.add("CH-3171", table.place(row, "domain"), cell, expected, text("Name each domain once."))
        seen.add(cell)
        found.append(_domain(_Cells(table, row, sign, report), wishes, needs_population=needs_population))
    report.stop_if_any()
    return found


@dataclass(frozen=True, slots=True)
class _Cells:
    """The figures of one row, each with its bounds."""

    table: Table
    row: Row
    sign: DecimalSign
    report: Report

    def figure(
        self, column: str, otherwise: Fraction | None, accepts: Callable[[Fraction], bool], expected: Text
    ) -> Fraction | None:
        written = self.row[column]
        if not written:
            return otherwise
        try:
            value = read_number(written, self.sign)
        except NotANumber:
            value = None
        if value is None or not accepts(value):
            place = self.table.place(self.row, column)
            self.report.add("CH-3171", place, written, expected, text("Correct the cell."))
            return otherwise
        return value


def _domain(cells: _Cells, wishes: Wishes, *, needs_population: bool) -> Domain:
    common = wishes.expected
    count = Fraction(common.population) if common.population is not None else None
    population = cells.figure("population", count, _is_count, text("Expected a whole number of at least 1."))
    if population is None and needs_population and not cells.row["population"]:
        place = cells.table.place(cells.row, "population")
        whole = text("Expected a whole number of at least 1.")
        cells.report.add("CH-3171", place, "", whole, text("Correct the cell."))
    share = cells.figure("share", common.share, is_share, text("Expected a share from 0 to 1."))
    positive = text("Expected a figure above 0.")
    not_negative = text("Expected a figure that is not negative.")
    deviation = cells.figure("deviation", common.deviation, _is_not_negative, not_negative)
    if deviation is None and share is None:
        share = _HALF
    if cells.row["share"]:
        deviation = None
    mean = cells.figure("mean", common.mean, _is_positive, positive)
    one = Fraction(1)
    importance = cells.figure("importance", None, _is_not_negative, not_negative)
    least = cells.figure("least", Fraction(wishes.least), _is_whole, text("Expected a whole number."))
    expected = Expected(
        share=share if deviation is None else None,
        deviation=deviation,
        mean=mean,
        population=int(population) if population is not None else None,
        deff=cells.figure("deff", common.deff, _is_positive, positive) or one,
        response=cells.figure(
            "response", common.response, is_rate, text("Expected a rate above 0 and at most 1.")
        ) or one,
    )  # fmt: skip
    return Domain(
        cells.row["domain"],
        expected,
        _stratum(cells, expected, importance, int(least or 0)),
    )


def _stratum(cells: _Cells, expected: Expected, importance: Fraction | None, least: int) -> Stratum:
    cost = cells.figure("cost", Fraction(1), _is_positive, text("Expected a figure above 0."))
    return Stratum(
        cells.row["domain"],
        expected.population or 0,
        variance=expected.variance,
        mean=expected.centre,
        importance=importance,
        cost=cost or Fraction(1),
        least=least,
    )


def _is_count(value: Fraction) -> bool:
    return value >= 1 and value.denominator == 1


def _is_whole(value: Fraction) -> bool:
    return value >= 0 and value.denominator == 1


def _is_not_negative(value: Fraction) -> bool:
    return value >= 0


def _is_positive(value: Fraction) -> bool:
    return value > 0


def is_share(value: Fraction) -> bool:
    """From 0 to 1, both included."""
    return 0 <= value <= 1


def is_rate(value: Fraction) -> bool:
    """Above 0, at most 1."""
    return 0 < value <= 1


def sizes_of(wanted: Precision, domains: Sequence[Domain], *, file: str = "") -> list[SampleSize]:
    """The size for each domain. Raises BadInput (CH-3171): a coefficient of variation of a mean of nought."""
    problems = [
        Problem(
            "CH-3171",
            Place(file, None, domain.name),
            "",
            text("Expected a mean or share above 0: a coefficient of variation is relative to it."),
            text("Give the column “mean” or “share”, or ask for a margin."),
        )
        for domain in domains
        if wanted.cv is not None and not domain.expected.centre
    ]
    if problems:
        raise BadInput(problems)
    return [sample_size(wanted, domain.expected) for domain in domains]


def allocate_total(
    domains: Sequence[Domain], total: int, method: AllocationMethod, *, power: Fraction, file: str = ""
) -> list[int]:
    """n of each domain. Raises BadInput (CH-3172): below the least numbers, or above all units."""
    _refuse_without_mean(domains, method, file)
    strata = [domain.stratum for domain in domains]
    least, most = sum(one.bounds[0] for one in strata), sum(one.population for one in strata)
    if least <= total <= most:
        return allocate(strata, total, method, power=power)
    expected = text(
        "Expected a total from {least} (the least numbers) to {most} (all units).", least=least, most=most
    )
    mend = text("Change the total or the least numbers.")
    raise BadInput([Problem("CH-3172", Place(file), str(total), expected, mend)])


def allocate_cost(
    domains: Sequence[Domain], budget: Fraction, method: AllocationMethod, *, power: Fraction, file: str = ""
) -> list[int]:
    """n of each domain within a budget. Raises BadInput (CH-3172): not even the least numbers fit."""
    _refuse_without_mean(domains, method, file)
    strata = [domain.stratum for domain in domains]
    first = least_of_budget(strata, [weight_of(one, method, power) for one in strata])
    needed = sum((one.cost * n for one, n in zip(strata, first, strict=True)), Fraction(0))
    if needed <= budget:
        return allocate_budget(strata, budget, method, power=power)
    expected = text("Expected a budget of at least {needed}, the cost of the least numbers.", needed=needed)
    mend = text("Raise the budget, lower the least numbers, or join strata.")
    raise BadInput([Problem("CH-3172", Place(file), write_exact(budget), expected, mend)])


def _refuse_without_mean(domains: Sequence[Domain], method: AllocationMethod, file: str) -> None:
    """Raise BadInput (CH-3171): the power allocation weighs relative spreads."""
    problems = [
        Problem(
            "CH-3171",
            Place(file, None, domain.name),
            "",
            text("Expected a mean or share above 0: the power allocation weighs relative spreads."),
            text("Give the column “mean” or “share”, or choose neyman."),
        )
        for domain in domains
        if method == "power" and not domain.stratum.mean
    ]
    if problems:
        raise BadInput(problems)


def sizes_table(domains: Sequence[Domain], sizes: Sequence[SampleSize]) -> str:
    """The sizes as CSV, in the order of the domains."""
    return write_table(
        SIZE_COLUMNS,
        (
            (
                one.name,
                _count(one),
                str(size.answers),
                str(size.invite),
                "true" if size.is_reachable else "false",
            )
            for one, size in zip(domains, sizes, strict=True)
        ),
    )


def allocation_table(domains: Sequence[Domain], numbers: Sequence[int]) -> str:
    """The allocation as CSV, in the order of the domains."""
    rows = ((one.name, _count(one), str(n)) for one, n in zip(domains, numbers, strict=True))
    return write_table(ALLOCATION_COLUMNS, rows)


def _count(domain: Domain) -> str:
    return "" if domain.expected.population is None else str(domain.expected.population)
