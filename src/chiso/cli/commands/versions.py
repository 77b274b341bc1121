"""`chiso versions`: two versions of a composite index side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chiso.cli.output import (
    answering,
    force_option,
    give_json,
    json_option,
    path_option,
    remark,
    say,
    speech,
    table,
    words,
)
from chiso.language import text

if TYPE_CHECKING:
    from chiso.robustness.versions import PeriodComparison, Versions

SHOWN_ROWS = 10


@click.command(
    "versions", help=words(text("Two versions of a composite index: rank shifts, who gains, who loses."))
)
@click.argument("before", type=click.Path(path_type=Path), metavar="BEFORE")
@click.argument("after", type=click.Path(path_type=Path), metavar="AFTER")
@path_option("--table", text("Write all rows to this file (.csv)."))
@force_option
@json_option
def versions(before: Path, after: Path, **asked: Any) -> None:
    """Compare two folders of “chiso composite”."""
    from chiso.survey.libraries import need_statistics

    with answering(asked["as_json"]):
        need_statistics()
        from chiso.composite.run_reading import read_run
        from chiso.robustness.versions import compare_versions, csv_of_versions
        from chiso.writing import write_whole

        found = compare_versions(read_run(before), read_run(after))
        if asked["table"] is not None:
            write_whole(asked["table"], csv_of_versions(found), force=asked["force"])
        if asked["as_json"]:
            give_json(_record(found))
            return
        _say(found, found.periods[-1])
        if asked["table"] is not None:
            say(text("Written: {path}", path=str(asked["table"])))


def _say(found: Versions, period: PeriodComparison) -> None:
    """The last period: what it comes to, then who moved most."""
    if not found.same_data:
        remark(
            text("The two were computed from different data: shifts are not the work of the version alone.")
        )
    say(
        text(
            "Units: {count}; mean shift {shift}; Kendall {kendall}, Spearman {spearman}",
            count=len(period.moved),
            shift=_figure(period.mean_shift),
            kendall=_figure(period.kendall),
            spearman=_figure(period.spearman),
        )
    )
    say(
        text(
            "Leader before: {before}; after: {after}",
            before=", ".join(period.leaders_before),
            after=", ".join(period.leaders_after),
        )
    )
    head = [
        words(text("Unit")),
        words(text("Rank before")),
        words(text("Rank after")),
        words(text("Places gained")),
    ]
    largest = sorted(period.moved, key=lambda one: (-abs(one.shift), one.rank_before))
    rows = [
        [f"{one.row.unit} {one.name}".strip(), str(one.rank_before), str(one.rank_after), f"{one.shift:+d}"]
        for one in largest[:SHOWN_ROWS]
        if one.shift
    ]
    table(head, rows, right=frozenset({1, 2, 3}))
    only = len(found.only_before) + len(found.only_after)
    if only:
        remark(text("Rows that only one version has a score for: {count}.", count=only))


def _record(found: Versions) -> dict[str, Any]:
    return {
        "format": "chiso-versions/1",
        "same_data": found.same_data,
        "only_before": [list(row) for row in found.only_before],
        "only_after": [list(row) for row in found.only_after],
        "periods": [
            {
                "period": one.period,
                "units": len(one.moved),
                "mean_shift": one.mean_shift,
                **{name: _or_none(getattr(one, name)) for name in ("pearson", "spearman", "kendall")},
                "leaders_before": list(one.leaders_before),
                "leaders_after": list(one.leaders_after),
                "ranks": [
                    {"unit": row.row.unit, "before": row.rank_before, "after": row.rank_after}
                    for row in one.moved
                ],
            }
            for one in found.periods
        ],
    }


def _or_none(value: float) -> float | None:
    return None if value != value else value


def _figure(value: float) -> str:
    from fractions import Fraction

    from chiso.figures import write_for_eyes

    return "–" if value != value else write_for_eyes(Fraction(value), speech.language, places=3)


COMMANDS = (versions,)
