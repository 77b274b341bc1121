"""Do the parts that somebody published add up to what they published for the whole? Row by row.

    difference = published − Σ worth · part       exact, from the figures as printed

The parts are those of the framework's tree, or of one of its `views` where a publisher prints another
grouping. A difference is within rounding if half a unit in the last printed place of every figure can
explain it (the place of the figure that has most decimals); it is said either way.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chiso.figures import NotANumber, write_exact
from chiso.frameworks.aggregations import Aggregation, GeometricMean, SideBySide
from chiso.frameworks.model import TOTAL, Framework, Node
from chiso.language import Language, Text, Value, listing, text
from chiso.problems import BadInput, Problem, Report
from chiso.scoring.exact import exact_sum
from chiso.scoring.score import prepared_of
from chiso.tables import CappedReport, Row, Table, decimal_sign, read_number, read_table

PUBLISHED_COLUMNS = (
    "index", "period", "unit", "unit_name", "group", "code", "value", "rank", "of", "basis",
    "approximate", "source", "note", "note_vi",
)  # fmt: skip
_REQUIRED = ("period", "unit", "code", "value")


@dataclass(frozen=True, slots=True)
class CheckedSum:
    """One published figure beside what its published parts make."""

    index: str
    period: str
    unit: str
    unit_name: str
    source: str
    code: str
    row: int
    published: Fraction
    computed: Fraction
    parts: tuple[str, ...]
    is_within_rounding: bool

    @property
    def difference(self) -> Fraction:
        """published − computed."""
        return self.published - self.computed

    @property
    def sentence(self) -> Text:
        """The sum in words."""
        values: dict[str, Value] = {
            "unit": self.unit_name or self.unit,
            "period": self.period,
            "code": text("total") if self.code == TOTAL else self.code,
            "published": self.published,
            "computed": self.computed,
        }
        if not self.difference:
            return text("{unit}, {period}, {code}: {published}, as its parts make.", **values)
        reason = text("within rounding") if self.is_within_rounding else text("more than rounding explains")
        return text(
            "{unit}, {period}, {code}: published {published}, its parts make {computed};"
            " difference {difference} ({reason}).",
            difference=self.difference,
            reason=reason,
            **values,
        )

    def as_record(self) -> dict[str, Any]:
        """The sum as a record for JSON; figures are exact text."""
        return {
            "index": self.index,
            "period": self.period,
            "unit": self.unit,
            "unit_name": self.unit_name,
            "source": self.source,
            "code": self.code,
            "row": self.row,
            "published": write_exact(self.published),
            "computed": write_exact(self.computed),
            "difference": write_exact(self.difference),
            "parts": list(self.parts),
            "within_rounding": self.is_within_rounding,
        }


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Every sum that could be checked, in the order of the file. `view`: None for the tree."""

    framework: str
    view: str | None
    sums: tuple[CheckedSum, ...]
    without_parts: int

    @property
    def differing(self) -> tuple[CheckedSum, ...]:
        """The sums that do not add up."""
        return tuple(one for one in self.sums if one.difference)

    def _repr_html_(self) -> str:
        from chiso.scoring.notebook import check_as_html

        return check_as_html(self)

    def as_record(self, language: Language) -> dict[str, Any]:
        """The report as a record for JSON."""
        return {
            "framework": self.framework,
            "view": self.view,
            "checked": len(self.sums),
            "differing": len(self.differing),
            "without_parts": self.without_parts,
            "sums": [
                {**one.as_record(), "sentence": one.sentence.in_language(language)} for one in self.sums
            ],
        }


@dataclass(frozen=True, slots=True)
class _Scheme:
    """Which parts make which whole: code of the whole -> code of a part -> what it is worth."""

    view: str | None
    parts: Mapping[str, Mapping[str, Fraction]]
    needed: frozenset[str]

    @property
    def codes(self) -> frozenset[str]:
        """Every code that the scheme knows."""
        return frozenset(self.parts) | {code for parts in self.parts.values() for code in parts}


@dataclass(frozen=True, slots=True)
class _Figure:
    """One published figure and the number of its printed decimals."""

    row: Row
    value: Fraction
    places: int


def check_published(
    source: str | os.PathLike[str] | bytes, framework: Framework, *, name: str | None = None
) -> tuple[CheckReport, Report]:
    """Check every published whole against its published parts.

    Raises BadInput if the table cannot be read, or holds codes that neither the tree nor a view of
    the framework has (CH-3050).
    """
    report = CappedReport()
    optional = tuple(column for column in PUBLISHED_COLUMNS if column not in _REQUIRED)
    table = read_table(source, name=name, required=_REQUIRED, optional=optional, report=report)
    groups = _groups(table, report)
    report.stop_if_any()
    scheme = _scheme_for({row["code"] for row in table.rows}, framework, table)
    sums = []
    without_parts = 0
    for figures in groups:
        found = list(_check_group(figures, scheme))
        sums += found
        without_parts += not found and TOTAL in figures
    sums.sort(key=lambda one: one.row)
    return CheckReport(framework.key, scheme.view, tuple(sums), without_parts), report


def _groups(table: Table, report: Report) -> list[dict[str, _Figure]]:
    """The figures of each unit, period and source, by code. Rows without a value are left out."""
    sign = decimal_sign(table, ("value",))
    groups: dict[tuple[str, ...], dict[str, _Figure]] = {}
    for row in table.rows:
        written = row["value"]
        if not written:
            continue
        try:
            value = read_number(written, sign)
        except NotANumber:
            report.add(
                "CH-1126",
                table.place(row, "value"),
                written,
                text("Expected a figure with the decimal sign “{sign}”, without blanks or units.", sign=sign),
                text("Write digits only, such as {example}.", example="84.64" if sign == "." else "84,64"),
            )
            continue
        key = tuple(row[column] for column in ("index", "period", "unit", "unit_name", "source"))
        figures = groups.setdefault(key, {})
        if row["code"] in figures:
            report.add(
                "CH-3051",
                table.place(row, "code"),
                row["code"],
                text("Expected each code once for a unit, period and source."),
                text("Take out one of the two, or name their sources apart."),
            )
            continue
        figures[row["code"]] = _Figure(row, value, len(written.partition(sign)[2]))
    return list(groups.values())


def _scheme_for(codes: set[str], framework: Framework, table: Table) -> _Scheme:
    """The tree, or the view that knows all codes of the file."""
    schemes = [_tree_scheme(framework), *_view_schemes(framework)]
    for scheme in schemes:
        if codes <= scheme.codes:
            return scheme
    best = max(schemes, key=lambda scheme: len(codes & scheme.codes))
    unknown = sorted(codes - best.codes)
    row = next(row for row in table.rows if row["code"] in unknown)
    raise BadInput(
        [
            Problem(
                "CH-3050",
                table.place(row, "code"),
                ", ".join(unknown),
                text(
                    "Expected codes of {framework}: of its tree or of one of its views.",
                    framework=framework.key,
                ),
                text("Known here: {codes}.", codes=listing(sorted(best.codes))),
            )
        ]
    )


def _tree_scheme(framework: Framework) -> _Scheme:
    wholes: dict[str, tuple[Aggregation | None, tuple[Node, ...]]] = {
        TOTAL: (framework.index.aggregation, framework.nodes)
    }
    for node, _, _ in framework.walk():
        if node.nodes:
            wholes[node.code] = (node.aggregation, node.nodes)
    worths: Mapping[str, Fraction] = {}
    if framework.completeness != "headings_only":
        prepared = prepared_of(framework)
        worths = {prepared.nodes[position].code: worth for position, worth in prepared.worths.items()}
    parts: dict[str, dict[str, Fraction]] = {}
    needed: set[str] = set()
    for code, (aggregation, nodes) in wholes.items():
        if isinstance(aggregation, (GeometricMean, SideBySide)):
            parts[code] = {}
            continue
        counted = [node for node in nodes if node.role not in ("fact", "veto")]
        parts[code] = {node.code: worths.get(node.code, Fraction(1)) for node in counted}
        needed |= {node.code for node in counted if node.role == "regular"}
    return _Scheme(None, parts, frozenset(needed))


def _view_schemes(framework: Framework) -> Iterator[_Scheme]:
    for view in framework.views:
        parts = {part.code: Fraction(1) for part in view.parts}
        yield _Scheme(view.key, {TOTAL: parts}, frozenset(parts))


def _check_group(figures: Mapping[str, _Figure], scheme: _Scheme) -> Iterator[CheckedSum]:
    # Publishers drop zeros at the end (52.7 among 11.28 and 14.59): the most decimals count for all.
    half_unit = Fraction(1, 2 * 10 ** max(figure.places for figure in figures.values()))
    for code, parts in scheme.parts.items():
        figure = figures.get(code)
        made = _make(parts, figures, scheme) if figure is not None and parts else None
        if figure is None or made is None:
            continue
        terms = list(made)
        computed = exact_sum(worth * part.value for _, worth, part in terms)
        tolerance = half_unit * (1 + exact_sum(abs(worth) for _, worth, _ in terms))
        row = figure.row
        yield CheckedSum(
            row["index"],
            row["period"],
            row["unit"],
            row["unit_name"],
            row["source"],
            code,
            row.number,
            figure.value,
            computed,
            tuple(name for name, _, _ in terms),
            abs(figure.value - computed) <= tolerance,
        )


def _make(
    parts: Mapping[str, Fraction], figures: Mapping[str, _Figure], scheme: _Scheme
) -> Sequence[tuple[str, Fraction, _Figure]] | None:
    """The published figures that make a whole, with their worths; None where one is missing.

    A part that is not published itself is made of its own parts.
    """
    terms: list[tuple[str, Fraction, _Figure]] = []
    for code, worth in parts.items():
        if code in figures:
            terms.append((code, worth, figures[code]))
            continue
        below = _make(scheme.parts[code], figures, scheme) if scheme.parts.get(code) else None
        if below is not None:
            terms += [(name, worth * own, figure) for name, own, figure in below]
        elif code in scheme.needed:
            return None
    return terms or None
