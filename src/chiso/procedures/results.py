"""The tables that a count gives: by month, field, agency, place and procedure; what is late, and why.

Over several months a line adds up what flows, begins with what was carried over into the first month and ends
with what is left after the last one. A cell is empty where a count is not known; a table of which nothing is
known is not written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from chiso.figures import write_decimal
from chiso.language import SortKey, listing, sort_key, text
from chiso.periods import Period
from chiso.problems import Report
from chiso.procedures.counting import Counting, Late, months_of
from chiso.procedures.due import Deadlines
from chiso.procedures.shapes import COUNTED
from chiso.procedures.summaries import Summary
from chiso.procedures.tallies import SHARE, Counts, Key, add_up, cells, over_months, write_month
from chiso.tables import write_table

FIGURES = (*COUNTED, "late_share")
GROUPS: Mapping[str, tuple[str, ...]] = {"fields": ("field",), "agencies": ("agency",)}
PLACES = "places.csv"
WHERE = ("agency", "counter", "field")
LETTERS = ("apologies_in_time", "apologies_after", "apologies_missing")
# All that a count may write: what an earlier one left in a folder is no part of it.
FILES = (
    "agencies.csv", "counts.csv", "deadlines.csv", "fields.csv", "late_reasons.csv", "months.csv",
    PLACES, "procedures.csv",
)  # fmt: skip

# A hundred thousand groups have some hundred names between them.
_sort_key = lru_cache(maxsize=65_536)(sort_key)


@dataclass(frozen=True, slots=True)
class Result:
    """The counts of one period. `late` and `reasons` are known from single dossiers alone."""

    counts: dict[Key, Counts]
    months: tuple[int, ...]
    knows_letters: bool = False
    late: Mapping[tuple[str, str, str], Late] = field(default_factory=dict)
    reasons: Mapping[tuple[str, str, str], Late] = field(default_factory=dict)
    times: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    deadlines: Deadlines = field(default_factory=Deadlines)

    def by(self, *columns: str) -> dict[tuple[str, ...], Counts]:
        """The counts of the whole period by some columns of the groups, in their order."""
        groups: dict[tuple[str, ...], dict[int, list[Counts]]] = {}
        for key, counts in self.counts.items():
            group = tuple(str(getattr(key, column)) for column in columns)
            groups.setdefault(group, {}).setdefault(key.month, []).append(counts)
        return {
            group: over_months([add_up(groups[group].get(month, ())) for month in self.months])
            for group in sorted(groups, key=_names_sorted)
        }

    def by_month(self) -> dict[int, Counts]:
        """The counts of all, month by month."""
        grouped: dict[int, list[Counts]] = {month: [] for month in self.months}
        for key, counts in self.counts.items():
            grouped[key.month].append(counts)
        return {month: add_up(found) for month, found in grouped.items()}

    def total(self) -> Counts:
        """The counts of all over the whole period."""
        return over_months(list(self.by_month().values()))


def result_of_dossiers(counting: Counting) -> Result:
    """What single dossiers give."""
    times = {
        procedure_and_field: Fraction(one.days, one.dossiers)
        for procedure_and_field, one in counting.times.items()
        if one.dossiers
    }
    months = tuple(month.number for month in counting.months)
    return Result(
        counting.counts(),
        months,
        counting.knows_letters,
        counting.late,
        counting.reasons,
        times,
        counting.deadlines,
    )


def result_of_summary(summary: Summary, period: Period, report: Report) -> Result:
    """What monthly summaries give. Of a group that lacks in a month of the period nothing is known there.

    Months and groups that lack are told in the report.
    """
    months = tuple(month.number for month in months_of(period))
    nothing: Counts = dict.fromkeys(COUNTED)
    counts = dict(summary.counts)
    found = {key.month for key in counts}
    missing = [write_month(month) for month in months if month not in found]
    lacking: set[Key] = set()
    for key in summary.counts:
        for month in months:
            other = Key(month, key.agency, key.counter, key.field, key.procedure)
            if other not in counts and month in found:
                lacking.add(other)
            counts.setdefault(other, nothing)
    if missing:
        report.remark(text("There is no summary of {months}: sums are not known.", months=listing(missing)))
    if lacking:
        report.remark(
            text(
                "{count} times a group lacks in a month; write 0 for it where it had no dossiers.",
                count=len(lacking),
            )
        )
    return Result(counts, months)


def tables_of(result: Result) -> dict[str, str]:
    """The tables by file name."""
    tables = {"months.csv": _months(result)}
    for name, columns in GROUPS.items():
        if any(getattr(key, columns[0]) for key in result.counts):
            tables[f"{name}.csv"] = _groups(columns, result.by(*columns))
    tables[PLACES] = _places(result)
    if any(key.procedure for key in result.counts):
        tables["procedures.csv"] = _procedures(result)
    head = ("month", "agency", "counter", "field", "procedure", *FIGURES)
    tables["counts.csv"] = write_table(
        head,
        (
            [write_month(key.month), key.agency, key.counter, key.field, key.procedure, *cells(counts)]
            for key, counts in sorted(result.counts.items(), key=lambda item: _order(item[0]))
        ),
    )
    if result.reasons:
        tables["late_reasons.csv"] = _reasons(result)
    if result.deadlines.counts:
        tables["deadlines.csv"] = _deadlines(result.deadlines)
    return tables


def _order(key: Key) -> tuple[object, ...]:
    names = (key.agency, key.counter, key.field, key.procedure)
    return (key.month, *_names_sorted(names))


def _names_sorted(names: tuple[str, ...]) -> list[SortKey]:
    return [_sort_key(name) for name in names]


def _months(result: Result) -> str:
    rows = [[write_month(month), *cells(counts)] for month, counts in result.by_month().items()]
    return write_table(("month", *FIGURES), rows)


def _groups(columns: tuple[str, ...], groups: Mapping[tuple[str, ...], Counts]) -> str:
    return write_table((*columns, *FIGURES), ([*group, *cells(counts)] for group, counts in groups.items()))


def _procedures(result: Result) -> str:
    groups = result.by("procedure", "field")
    rows = []
    for (procedure, of_field), counts in groups.items():
        days = result.times.get((procedure, of_field))
        mean = "" if days is None else write_decimal(days, SHARE)
        rows.append([procedure, of_field, *cells(counts), mean])
    return write_table(("procedure", "field", *FIGURES, "mean_days"), rows)


def _places(result: Result) -> str:
    """Counters and fields, with the letters of what is late there; none is missing where nothing is late."""
    rows = []
    for place, counts in result.by(*WHERE).items():
        late = result.late.get((place[0], place[1], place[2]), Late())
        rows.append([*place, *cells(counts), *_letters(late, result.knows_letters)])
    return write_table((*WHERE, *FIGURES, *LETTERS), rows)


def _reasons(result: Result) -> str:
    head = ("agency", "field", "reason", "done_late", "overdue", *LETTERS)
    ordered = sorted(result.reasons.items(), key=lambda item: _names_sorted(item[0]))
    return write_table(
        head,
        (
            [*group, str(late.done_late), str(late.overdue), *_letters(late, result.knows_letters)]
            for group, late in ordered
        ),
    )


def _letters(late: Late, knows_letters: bool) -> list[str]:
    if not knows_letters:
        return ["", "", ""]
    return [str(late.letters[one]) for one in ("in_time", "after", "missing")]


def _deadlines(deadlines: Deadlines) -> str:
    head = ("procedure", "as_law", "earlier", "later", "not_stated", "most_days_later")
    rows = []
    for procedure in deadlines.procedures():
        counted = [
            str(deadlines.counts[procedure, one]) for one in ("as_law", "earlier", "later", "not_stated")
        ]
        most = deadlines.most_days_later.get(procedure)
        rows.append([procedure, *counted, "" if most is None else str(most)])
    return write_table(head, rows)
