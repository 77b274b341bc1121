"""Whether answers follow from the estimates behind them, and whether what is hidden stays hidden.

An answer with whole numbers is their ratio, one with a value that value. Where the estimate is suppressed no
answer is given. A suppressed figure must not be what is left of a whole when its other parts are taken off,
nor the sum of its parts, in one step or in several: the whole is a unit of the same run, its parts are the
units below it. Only figures that are suppressed to
protect people are kept in this sense; one that is hidden as unreliable may be worked out by whoever wishes.

    CH-7951 an estimate without an answer that comes from a survey
    CH-7952 twice
    CH-7955 an answer that is not the estimate
    CH-7956 an answer that is given though the estimate is suppressed
    CH-7957 a suppressed figure that can be computed
    CH-7961 an answer from a survey without an estimate in the table
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from chiso.figures import NotANumber, parse_exact
from chiso.language import Text, listing, text
from chiso.problems import Place
from chiso.scoring.answers import AnswerRow, Answers
from chiso.scoring.estimates import Estimate, EstimatesRecord
from chiso.tables import CappedReport, Row, Table
from chiso.units import Registry

SURVEY = "survey"
# A share of whole numbers and its double differ by half a unit of the 53rd binary digit.
_NEAR = Fraction(1, 10**12)
_ANSWERS = "answers.csv"

Key = tuple[str, str, str]


class Placed(NamedTuple):
    """An estimate with the row in which it stands."""

    row: Row
    estimate: Estimate


@dataclass
class Fit:
    """A table of estimates beside the answers of its run. `present`: the units of the period."""

    table: Table
    placed: Sequence[Placed]
    answers: Answers
    present: Registry
    said: EstimatesRecord | None
    report: CappedReport

    def check(self) -> tuple[Estimate, ...]:
        """Note everything that does not fit; the estimates, each with the name of its input."""
        known: dict[Key, Placed] = {}
        for one in self.placed:
            found = self._named(one)
            key = _key_of(found.estimate)
            if key in known:
                expected = text("Expected each unit, criterion and input once in the table of estimates.")
                self._note("CH-7952", one, "code", expected, text("Take one of the two out."))
                continue
            known[key] = found
            self._check_answers(found, self._surveyed.get(key, ()))
        self._check_the_rest(known)
        for code, name in sorted({(code, name) for _, code, name in known}):
            self._check_subtraction(code, name, known)
        return tuple(one.estimate for one in known.values())

    @cached_property
    def _surveyed(self) -> Mapping[Key, list[AnswerRow]]:
        found: dict[Key, list[AnswerRow]] = {}
        for row in self.answers.rows:
            if row.origin == SURVEY:
                found.setdefault((row.unit, row.code, row.input), []).append(row)
        return found

    @cached_property
    def _inputs(self) -> Mapping[tuple[str, str], set[str]]:
        found: dict[tuple[str, str], set[str]] = {}
        for unit, code, name in self._surveyed:
            found.setdefault((unit, code), set()).add(name)
        return found

    def _named(self, one: Placed) -> Placed:
        """The row with the name of its input, which may be left out where there is one."""
        estimate = one.estimate
        inputs = self._inputs.get((estimate.unit, estimate.code), set())
        if estimate.input or len(inputs) != 1:
            return one
        return Placed(one.row, estimate._replace(input=next(iter(inputs))))

    def _check_answers(self, one: Placed, answers: Sequence[AnswerRow]) -> None:
        estimate = one.estimate
        if not answers:
            expected = text("Expected an answer of this unit and criterion that comes from a survey.")
            mend = text("Give the table of answers that was made from these estimates.")
            self._note("CH-7951", one, "code", expected, mend)
        for answer in answers:
            if answer.status not in ("given", "late"):
                continue  # withheld, missing, not applicable: no value stands there
            if estimate.is_suppressed:
                expected = text("Expected no answer that is given where the estimate is suppressed.")
                mend = text("State the answer as missing; its value would tell what is suppressed.")
                self._note("CH-7956", one, "flag", expected, mend)
            elif estimate.estimate is not None and not _follows(answer, estimate.estimate):
                expected = text("Expected the estimate from which the answer follows, {value}.",
                                value=answer.value_text())  # fmt: skip
                mend = text("Give the table of answers that was made from these estimates.")
                self._note("CH-7955", one, "estimate", expected, mend)

    def _check_the_rest(self, known: Mapping[Key, Placed]) -> None:
        codes = {code for _, code, _ in known}
        for key in self._surveyed:
            if key[1] in codes and key not in known:
                self.report.add(
                    "CH-7961",
                    Place(self.table.name, field="unit"),
                    listing(key[:2], " "),
                    text("Expected an estimate for each answer of this criterion that comes from a survey."),
                    text("Give the table of answers that was made from these estimates."),
                )

    def _check_subtraction(self, code: str, name: str, known: Mapping[Key, Placed]) -> None:
        """Note figures that are kept and that follow from their whole and the other parts."""
        placed = {unit: one for (unit, *rest), one in known.items() if rest == [code, name]}
        families = {
            whole: parts for whole, parts in self._families.items() if placed.keys() >= {whole, *parts}
        }
        told_by = _computable(families, {unit for unit, one in placed.items() if one.estimate.is_suppressed})
        for whole, parts in families.items():
            kept = [part for part in parts if self._is_kept(placed[part].estimate)]
            few = self._too_few_are_left(placed[whole], [placed[part] for part in parts])
            if kept and few and not told_by.keys() & set(kept):
                told_by[kept[0]] = whole
        for unit, whole in told_by.items():
            if self._is_kept(placed[unit].estimate):
                expected = text(
                    "Expected no suppressed figure that follows from “{whole}” and its other parts.",
                    whole=whole,
                )
                mend = text("Suppress another part beside it, or the whole.")
                self._note("CH-7957", placed[unit], "flag", expected, mend)

    @cached_property
    def _families(self) -> Mapping[str, list[str]]:
        """Code of a unit -> codes of the units right below it, of those that are in the table."""
        told = {one.estimate.uid for one in self.placed}
        units = [unit for unit in self.present if unit.uid in told]
        named = {name: unit.code for unit in units for name in (unit.code, unit.uid)}
        found: dict[str, list[str]] = {}
        for unit in units:
            if unit.parent in named and named[unit.parent] != unit.code:
                found.setdefault(named[unit.parent], []).append(unit.code)
        return found

    def _is_kept(self, estimate: Estimate) -> bool:
        """Whether it is hidden to protect people; where nobody says which reasons do, every one is."""
        if not estimate.is_suppressed:
            return False
        if self.said is None or not self.said.disclosure:
            return True
        words = {word for one in self.said.disclosure for word in (one.vi, one.en) if word}
        return any(f"; {word}; " in f"; {estimate.reason}; " for word in words)

    def _too_few_are_left(self, over: Placed, below: Sequence[Placed]) -> bool:
        """Whether the hidden parts together are fewer people than a figure may speak of."""
        smallest = self.said.smallest_cell if self.said is not None else None
        counted = list(_people(over, below))
        if over.estimate.is_suppressed or smallest is None or None in counted:
            return False
        whole, *shown = (count for count in counted if count is not None)
        return 0 < whole - sum(shown) < smallest

    def _note(self, code: str, one: Placed, column: str, expected: Text, mend: Text) -> None:
        found = listing((one.estimate.unit, one.estimate.code), " ")
        self.report.add(code, self.table.place(one.row, column), found, expected, mend)


def _computable(families: Mapping[str, Sequence[str]], hidden: set[str]) -> dict[str, str]:
    """Hidden units that are the one unknown of a whole and its parts, one after the other; by which whole."""
    unknown, found = set(hidden), dict[str, str]()
    has_grown = True
    while has_grown:
        has_grown = False
        for whole, parts in families.items():
            left = unknown.intersection((whole, *parts))
            if len(left) == 1:
                unknown -= left
                found[left.pop()] = whole
                has_grown = True
    return found


def _people(over: Placed, below: Sequence[Placed]) -> Iterator[Fraction | None]:
    yield over.estimate.n
    for one in below:
        if not one.estimate.is_suppressed:
            yield one.estimate.n


def _key_of(estimate: Estimate) -> Key:
    return estimate.unit, estimate.code, estimate.input


def _follows(answer: AnswerRow, estimate: Fraction) -> bool:
    """Whether the answer is the estimate, to the digits that a double holds."""
    try:
        if answer.denominator:
            whole = parse_exact(answer.denominator)
            value = parse_exact(answer.numerator) / whole if whole else None
        else:
            value = parse_exact(answer.value)
    except NotANumber:
        return False
    return value is not None and abs(value - estimate) <= _NEAR * max(Fraction(1), abs(value))
