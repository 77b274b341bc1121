"""What `chiso survey size` answers: figures as they were written become sizes or shares of a total."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from chiso.figures import DecimalSign, NotANumber, parse_decimal, write_exact
from chiso.language import Text, text
from chiso.problems import Place, Problem, WrongCall, quote
from chiso.survey.sampling.allocation import AllocationMethod
from chiso.survey.sampling.domains import (
    Domain,
    Wishes,
    allocate_cost,
    allocate_total,
    allocation_table,
    is_rate,
    is_share,
    read_domains,
    sizes_of,
    sizes_table,
)
from chiso.survey.sampling.size import Expected, Precision, SampleSize, sample_size

_DECIMAL_SIGNS: dict[str, DecimalSign] = {"comma": ",", "point": "."}


@dataclass(frozen=True, slots=True)
class Answered:
    """A table for eyes (`head`, `rows`), the same as CSV and as a record, and remarks."""

    head: tuple[Text, ...]
    rows: list[list[Text | str]]
    table: str
    record: dict[str, Any]
    remarks: list[Text]


@dataclass(slots=True)
class _Options:
    """The options of the call as figures, with what is wrong in them."""

    given: dict[str, str | None]
    problems: list[Problem] = field(default_factory=list)

    def figure(self, name: str, accepts: Callable[[Fraction], bool], expected: Text) -> Fraction | None:
        written = self.given.get(name)
        if written is None:
            return None
        try:
            value = parse_decimal(written.replace(",", "."))
        except NotANumber:
            value = None
        if value is None or not accepts(value):
            self.note(name, written, expected, text("Correct the option."))
            return None
        return value

    def note(self, name: str, found: str, expected: Text, mend: Text) -> None:
        self.problems.append(Problem("CH-3170", Place(field=f"--{name}"), quote(found), expected, mend))

    def stop_if_any(self) -> None:
        if self.problems:
            raise WrongCall(self.problems)


def answer_size(
    *, domains: Path | None, allocation: AllocationMethod | None, decimal: str | None, **given: str | None
) -> Answered:
    """Sizes by precision, or a total or budget shared. Raises WrongCall (CH-3170) and BadInput."""
    options = _Options(given)
    expected = _expected(options)
    shares_out = given.get("total") is not None or given.get("budget") is not None
    sign = _DECIMAL_SIGNS[decimal] if decimal else None
    wishes = Wishes(expected, int(options.figure("least", _is_whole, _WHOLE) or 0))
    if shares_out:
        return _share_out(options, domains, allocation, wishes, sign)
    wanted = _precision(options, expected, has_domains=domains is not None)
    if allocation is not None:
        missing = text("Expected a total or a budget beside a method of allocation.")
        options.note("allocation", allocation, missing, text("Add --total or --budget."))
    options.stop_if_any()
    if domains is None:
        return _one_size(wanted, expected)
    listed = read_domains(domains, wishes, decimal=sign)
    return _sizes(wanted, listed, sizes_of(wanted, listed, file=str(domains)))


_POSITIVE = text("Expected a figure above 0.")
_WHOLE = text("Expected a whole number.")


def _is_whole(value: Fraction) -> bool:
    return value >= 0 and value.denominator == 1


def _expected(options: _Options) -> Expected:
    rate = text("Expected a rate above 0 and at most 1.")
    population = options.figure("population", lambda one: _is_whole(one) and one >= 1, _WHOLE)
    deviation = options.figure(
        "deviation", lambda one: one >= 0, text("Expected a figure that is not negative.")
    )
    share = options.figure("share", is_share, text("Expected a share from 0 to 1."))
    if share is not None and deviation is not None:
        both = text("Expected a share or a standard deviation, not both.")
        options.note("share", write_exact(share), both, text("Take one of them out."))
    if share is None and deviation is None:
        share = Fraction(1, 2)
    return Expected(
        share=share if deviation is None else None,
        deviation=deviation,
        mean=options.figure("mean", lambda one: one > 0, _POSITIVE),
        population=int(population) if population is not None else None,
        deff=options.figure("deff", lambda one: one > 0, _POSITIVE) or Fraction(1),
        response=options.figure("response", is_rate, rate) or Fraction(1),
    )


def _precision(options: _Options, expected: Expected, *, has_domains: bool) -> Precision:
    margin = options.figure("margin", lambda one: one > 0, _POSITIVE)
    cv = options.figure("cv", lambda one: one > 0, _POSITIVE)
    confidence = options.figure(
        "confidence", lambda one: 0 < one < 1, text("Expected a confidence between 0 and 1.")
    )
    if (options.given.get("margin") is None) == (options.given.get("cv") is None):
        one_of = text("Expected a margin or a coefficient of variation; one of them.")
        options.note("margin", "", one_of, text("Give --margin, or --cv, or a --total to share."))
    if cv is not None and not has_domains and not expected.centre:
        relative = text("Expected a mean or share above 0: a coefficient of variation is relative to it.")
        options.note("cv", write_exact(cv), relative, text("Give --mean or --share, or ask for a margin."))
    return Precision(margin, cv, confidence or Fraction(95, 100))


def _share_out(
    options: _Options,
    file: Path | None,
    method: AllocationMethod | None,
    wishes: Wishes,
    sign: DecimalSign | None,
) -> Answered:
    total = options.figure("total", _is_whole, _WHOLE)
    budget = options.figure("budget", lambda one: one > 0, _POSITIVE)
    power = options.figure("power", is_share, text("Expected an exponent from 0 to 1."))
    method = method or "proportional"
    for name in ("margin", "cv"):
        if options.given.get(name) is not None:
            either = text("Expected a precision, or a total or budget; not both.")
            options.note(name, options.given[name] or "", either, text("Take one of them out."))
    if total is not None and budget is not None:
        one_of = text("Expected a total or a budget; one of them.")
        options.note("budget", write_exact(budget), one_of, text("Take one of them out."))
    if budget is not None and method not in ("neyman", "power"):
        weighed = text("Expected neyman or power: only they weigh costs.")
        options.note("allocation", method, weighed, text("Choose one of them, or give a --total."))
    if file is None:
        rows = text("Expected a table of the domains or strata to share among.")
        options.note("domains", "", rows, text("Add --domains FILE.csv."))
    options.stop_if_any()
    assert file is not None
    domains = read_domains(file, wishes, decimal=sign, needs_population=True)
    power = Fraction(1, 2) if power is None else power
    if budget is not None:
        numbers = allocate_cost(domains, budget, method, power=power, file=str(file))
    else:
        numbers = allocate_total(domains, int(total or 0), method, power=power, file=str(file))
    return _allocated(domains, numbers, method)


def _allocated(domains: Sequence[Domain], numbers: Sequence[int], method: str) -> Answered:
    cost = sum((one.stratum.cost * n for one, n in zip(domains, numbers, strict=True)), Fraction(0))
    rows: list[list[Text | str]] = [
        [one.name, str(one.stratum.population), str(n)] for one, n in zip(domains, numbers, strict=True)
    ]
    record = {
        "allocation": method,
        "total": sum(numbers),
        "cost": write_exact(cost),
        "domains": [
            {"domain": one.name, "population": one.stratum.population, "n": n}
            for one, n in zip(domains, numbers, strict=True)
        ],
    }
    remarks = [text("In all: {count}, cost {cost}.", count=sum(numbers), cost=cost)]
    head = (text("Domain"), text("Population"), text("n"))
    return Answered(head, rows, allocation_table(domains, numbers), record, remarks)


def _one_size(wanted: Precision, expected: Expected) -> Answered:
    from chiso.survey.sampling.allocation import Stratum

    name = "all"
    domain = Domain(name, expected, Stratum(name, expected.population or 0))
    return _sizes(wanted, [domain], [sample_size(wanted, expected)], text("the whole population"))


def _sizes(
    wanted: Precision, domains: Sequence[Domain], sizes: Sequence[SampleSize], shown: Text | None = None
) -> Answered:
    """`shown`: how the one domain is called for eyes, where it has no name of its own."""
    pairs = list(zip(domains, sizes, strict=True))
    rows: list[list[Text | str]] = [
        [shown or one.name, str(one.expected.population or "–"), str(size.answers), str(size.invite)]
        for one, size in pairs
    ]
    answers, invite = sum(one.answers for one in sizes), sum(one.invite for one in sizes)
    record = {
        "quantile": float(wanted.quantile) if wanted.margin is not None else None,
        "answers": answers,
        "invite": invite,
        "domains": [
            {
                "domain": one.name,
                "population": one.expected.population,
                "answers": size.answers,
                "invite": size.invite,
                "reachable": size.is_reachable,
            }
            for one, size in pairs
        ],
    }
    remarks = []
    if len(pairs) > 1:
        remarks.append(text("In all: {answers} answers, {invite} to invite.", answers=answers, invite=invite))
    remarks += [
        text("{domain}: not even by inviting all; fewer answers will come.", domain=one.name)
        for one, size in pairs
        if not size.is_reachable
    ]
    head = (text("Domain"), text("Population"), text("Answers"), text("To invite"))
    return Answered(head, rows, sizes_table(domains, sizes), record, remarks)
