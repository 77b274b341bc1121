"""Which estimate feeds which input of which criterion, and the table of figures that comes of it.

What a row of the table of estimates becomes, as in `chiso.survey.handing_over`:

    shown, unreliable   the figure (times what was asked for), with its error where the basis allows one;
                        `withheld` where the input asks for a ratio, of which only the quotient is known
    suppressed          `missing`, with the reason as its note

A domain is the unit that its code, uid or name means among the units of the campaign. The domain without a
name is the whole; it is the unit of a campaign that measures one. Other domains are left out, and told.

    CH-7933 nothing chosen          CH-7934 no such criterion or input, or none that takes a figure
    CH-7935 no such estimate        CH-7936 a domain that means two units, or two that mean one
    CH-7937 no unit of the campaign is in the table
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.figures import write_decimal
from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.leaf_context import inputs_of
from chiso.frameworks.model import Node
from chiso.language import Text, listing, text
from chiso.office.campaigns.participants import Participants
from chiso.problems import Place, Problem
from chiso.scoring.questions import questions_of
from chiso.survey.design import WITH_ERRORS
from chiso.survey.estimates import Estimate
from chiso.tables import write_table
from chiso.units import Unit

Times: TypeAlias = Literal["1", "100"]
_TYPES = ("ratio", "share", "number")
_COLUMNS = ("unit", "input", "value", "status", "note", "se", "ci_low", "ci_high", "n")
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Feed:
    """An estimate (a code of the table) for an input of a criterion; `times` "100": in per cent."""

    node: str
    input: str
    estimate: str
    times: Times = "1"


@dataclass(frozen=True, slots=True)
class Feedable:
    """An input that can take an estimate."""

    node: Node
    input: str
    definition: InputDefinition
    is_alone: bool

    @property
    def is_for_surveys(self) -> bool:
        """Whether the set says that a survey assesses this criterion."""
        return "survey" in self.node.assessed_by


@dataclass(frozen=True, slots=True)
class FedLeaf:
    """A criterion with its feeds and the table of figures that comes of them.

    `figures`: the estimates by unit (uid) and input. `without`: units whose figure is suppressed, with the
    reason.
    """

    node: Node
    feeds: tuple[Feed, ...]
    table: str
    figures: Mapping[str, Mapping[str, Estimate]]
    without: tuple[tuple[Unit, str], ...]


@dataclass(slots=True)
class Fed:
    """All criteria that are fed, and the domains that mean no unit of the campaign."""

    leaves: list[FedLeaf] = field(default_factory=list)
    left_out: tuple[str, ...] = ()


def feedable_of(participants: Participants) -> list[Feedable]:
    """Every input of the campaign's set that takes a ratio, a share or a number, in the set's order."""
    found = []
    for question in questions_of(participants.framework).by_code.values():
        if not question.own_inputs or question.case_inputs:
            continue
        inputs = inputs_of(question.node, participants.framework)
        own = [name for name in inputs if inputs[name].same_as is None]
        found += [
            Feedable(question.node, name, inputs[name], len(own) == 1)
            for name in own
            if inputs[name].type in _TYPES
        ]
    return found


def codes_in(rows: Iterable[Estimate]) -> tuple[str, ...]:
    """The codes of what was estimated, in the order of the table."""
    return tuple(dict.fromkeys(row.code for row in rows))


def feed(
    participants: Participants, rows: Sequence[Estimate], feeds: Sequence[Feed], problems: list[Problem]
) -> Fed:
    """The figures of every chosen criterion; `problems` takes what is wrong: see the head of the file."""
    if not feeds:
        expected = text("Expected at least one criterion with the estimate that feeds it.")
        mend = text("Choose an estimate beside a criterion.")
        problems.append(Problem("CH-7933", Place(), "", expected, mend))
        return Fed()
    domains, left_out = units_of_domains(participants, rows, problems)
    by_code: dict[str, list[tuple[Unit, Estimate]]] = {}
    for row in rows:
        if row.unit in domains:
            by_code.setdefault(row.code, []).append((domains[row.unit], row))
    fed = Fed(left_out=left_out)
    known, codes = {(one.node.code, one.input): one for one in feedable_of(participants)}, codes_in(rows)
    by_node: dict[str, list[tuple[Feedable, Feed]]] = {}
    for one in feeds:
        there = known.get((one.node, one.input))
        if there is None:
            problems.append(_no_criterion(one))
        elif one.estimate not in codes:
            problems.append(_no_estimate(one, codes))
        else:
            by_node.setdefault(one.node, []).append((there, one))
    for chosen in by_node.values():
        leaf = _fed_leaf(participants, chosen, by_code)
        if leaf.figures:
            fed.leaves.append(leaf)
        else:
            problems.append(_nobody(chosen[0][1]))
    return fed


def units_of_domains(
    participants: Participants, rows: Sequence[Estimate], problems: list[Problem]
) -> tuple[dict[str, Unit], tuple[str, ...]]:
    """The unit of each domain, and the domains that mean none; what is not clear goes into `problems`."""
    registry, units = participants.registry, list(participants.units.values())
    found: dict[str, Unit] = {}
    left_out = []
    for domain in dict.fromkeys(row.unit for row in rows):
        whole = tuple(units) if len(units) == 1 else ()
        meant = registry.candidates(domain) if domain else whole
        if len(meant) > 1:
            problems.append(_two_meanings(domain, [unit.name for unit in meant]))
        elif meant:
            found[domain] = meant[0]
        else:
            left_out.append(domain)
    by_unit: dict[str, list[str]] = {}
    for domain, unit in found.items():
        by_unit.setdefault(unit.uid, []).append(domain)
    for domains in by_unit.values():
        if len(domains) > 1:
            problems.append(_two_meanings(domains[0], [domain or "–" for domain in domains]))
    return found, tuple(left_out)


def _fed_leaf(
    participants: Participants,
    chosen: Sequence[tuple[Feedable, Feed]],
    by_code: Mapping[str, Sequence[tuple[Unit, Estimate]]],
) -> FedLeaf:
    node = chosen[0][0].node
    figures: dict[str, dict[str, Estimate]] = {}
    units: dict[str, Unit] = {}
    for _, one in chosen:
        for unit, row in by_code.get(one.estimate, ()):
            key = participants.keys_by_uid[unit.uid]
            if participants.leaf(key, node.code) is not None:
                units[unit.uid] = unit
                figures.setdefault(unit.uid, {})[one.input] = row
    lines: list[tuple[str, ...]] = []
    without = []
    for uid, by_input in figures.items():
        reasons = [row.reason for row in by_input.values() if not _is_told(row)]
        if reasons:
            without.append((units[uid], reasons[0]))
            lines.append((uid, "", "", "missing", reasons[0], "", "", "", ""))
        else:
            lines += _lines(uid, chosen, by_input)
    table = write_table(_COLUMNS, lines)
    return FedLeaf(node, tuple(one for _, one in chosen), table, figures, tuple(without))


def _lines(
    uid: str, chosen: Sequence[tuple[Feedable, Feed]], by_input: Mapping[str, Estimate]
) -> Iterator[tuple[str, ...]]:
    for there, one in chosen:
        row = by_input.get(one.input)
        if row is None:
            continue
        times = int(one.times)
        status = "withheld" if there.definition.type == "ratio" else "given"
        note = row.reason if row.flag == "unreliable" else ""
        yield (
            uid, one.input, write_figure(row.estimate, times), status, note,
            *_errors(row, times, is_alone=len(chosen) == 1),
        )  # fmt: skip


def _errors(row: Estimate, times: int, *, is_alone: bool) -> tuple[str, str, str, str]:
    """Error, bounds and number: kept where the criterion has one figure and the basis allows an error."""
    if not is_alone:
        return "", "", "", ""
    errors = ("", "", "")
    if row.sampling_basis in WITH_ERRORS:
        errors = (
            write_figure(row.se, times), write_figure(row.ci_low, times), write_figure(row.ci_high, times),
        )  # fmt: skip
    return (*errors, str(row.n))


def _is_told(row: Estimate) -> bool:
    return row.flag != "suppressed" and not math.isnan(row.estimate)


def write_figure(value: float, times: int = 1) -> str:
    """The shortest decimal text of a figure or its multiple; "" where there is none."""
    return "" if math.isnan(value) else write_decimal(Fraction(Decimal(repr(value))) * times)


def _no_criterion(one: Feed) -> Problem:
    expected = text("Expected a criterion of the campaign with an input that takes a ratio, share or number.")
    mend = text("Take it from the list of criteria.")
    return _problem("CH-7934", f"{one.node} {one.input}", expected, mend, one.node)


def _no_estimate(one: Feed, codes: Sequence[str]) -> Problem:
    expected = text("Expected a code that stands in the table of estimates.")
    mend = text("There are: {names}.", names=listing(codes[:_SHOWN]))
    return _problem("CH-7935", one.estimate, expected, mend, one.node)


def _two_meanings(domain: str, names: Sequence[str]) -> Problem:
    expected = text(
        "Expected each unit of the campaign once in the table; here: {names}.", names=listing(names)
    )
    mend = text("Estimate by the code or uid of the units, and hand over one level of units.")
    return _problem("CH-7936", domain, expected, mend)


def _nobody(one: Feed) -> Problem:
    expected = text("Expected estimates of units that the campaign measures in this criterion.")
    mend = text("Estimate by the code or uid of these units.")
    return _problem("CH-7937", one.estimate, expected, mend, one.node)


def _problem(code: str, found: str, expected: Text, mend: Text, node: str = "") -> Problem:
    return Problem(code, Place(field=node), found, expected, mend)
