"""`chiso plan gaps`: where a unit lost points, to whom, in whose hands, and what could be done."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from chiso.cli.commands.plan_options import read_tables, run_argument, unit_option
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
from chiso.language import Text, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from chiso.improvement.gaps.finding import Gap, Gaps, Given
    from chiso.improvement.gaps.history import Year
    from chiso.problems import Problem

Table = TypeVar("Table")
SHOWN_ROWS = 15
SHOWN_MOVED = 5
_PLACES = 3
# The same words as in `improvement.gaps.distances`, which is loaded only when the command is called.
AGAINST = ("maximum", "best", "first-ten", "median", "group", "target")


@click.command(
    "gaps", help=words(text("Say where a unit lost points: by criterion, influence, owner, year."))
)
@run_argument
@unit_option
@click.option(
    "--against",
    type=click.Choice(AGAINST),
    default="maximum",
    show_default=True,
    help=words(text("What the unit is held against.")),
)
@click.option(
    "--history",
    type=click.Path(path_type=Path),
    multiple=True,
    help=words(text("Results of an earlier year (OUT); may be given again.")),
)
@path_option("--targets", text("Targets of criteria (CSV: code, target)."))
@path_option("--owners", text("Agencies of criteria (CSV: code, agency and, if wished, target)."))
@path_option("--influence", text("Who can move a criterion (CSV: code, influence)."))
@path_option("--solutions", text("Problems, causes, solutions (CSV: problem, cause, solution, codes)."))
@path_option("--measures", text("Measures (CSV or workbook), to rank them by points per effort."))
@path_option("--out", text("Folder for the tables; without it they are only shown."))
@force_option
@json_option
def gaps(
    out_of_run: Path,
    unit: str,
    against: str,
    history: tuple[Path, ...],
    targets: Path | None,
    owners: Path | None,
    influence: Path | None,
    solutions: Path | None,
    measures: Path | None,
    out: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Read everything, find the gaps, write and say them."""
    from chiso.improvement.gaps.distances import AGAINST as KNOWN
    from chiso.improvement.gaps.finding import find_gaps
    from chiso.improvement.gaps.writing import MARKER, files_of, record_of
    from chiso.scoring.run_files import refuse_existing, write_folder

    with answering(as_json):
        if out is not None:
            refuse_existing(out, force=force, marker=MARKER)
        now = _year(out_of_run, unit)
        given = _given(now, targets, owners, influence, solutions, measures)
        earlier = [_year(folder, unit) for folder in history]
        found = find_gaps(now, next(one for one in KNOWN if one == against), given, earlier)
        if out is not None:
            write_folder(out, files_of(found, speech.language), marker=MARKER, modes={}, force=force)
        if as_json:
            give_json(record_of(found, speech.language))
            return
        _say(found)
        if out is not None:
            say(text("Written: {path}", path=str(out)))


def _year(folder: Path, unit: str) -> Year:
    from chiso.improvement.gaps.history import Year
    from chiso.scoring.run import read_run
    from chiso.verbs import find_unit

    return Year(*find_unit(read_run(folder), unit))


def _given(
    now: Year,
    targets: Path | None,
    owners: Path | None,
    influence: Path | None,
    solutions: Path | None,
    measures: Path | None,
) -> Given:
    """What people say about the criteria; every problem of every file at once."""
    from chiso.improvement.gaps import tables
    from chiso.improvement.gaps.distances import Targets
    from chiso.improvement.gaps.finding import Given
    from chiso.improvement.gaps.tables import Owners
    from chiso.problems import BadInput

    result, uid = now.result, now.unit.uid
    problems: list[Problem] = []
    given = Given(
        _read(influence, lambda path: tables.read_influence(path, result), {}, problems),
        _read(owners, lambda path: tables.read_owners(path, result, uid), Owners(), problems),
        _read(targets, lambda path: tables.read_targets(path, result, uid), Targets(), problems),
        _read(measures, lambda path: read_tables(path, None, result, uid)[0], None, problems),
        _read(solutions, lambda path: tables.read_solutions(path, result), (), problems),
    )
    if problems:
        raise BadInput(problems)
    return given


def _read(
    path: Path | None, reader: Callable[[Path], Table], otherwise: Table, problems: list[Problem]
) -> Table:
    """What stands in a table that was given; what is wrong with it is added to the problems."""
    from chiso.problems import BadInput

    if path is None:
        return otherwise
    try:
        return reader(path)
    except BadInput as refused:
        problems += refused.problems
        return otherwise


def _say(found: Gaps) -> None:
    distance, unit = found.distance, found.unit
    say(
        text(
            "{unit}, {period}: {points} points; {reference}: {other}",
            unit=unit.name,
            period=found.result.period.title(),
            points=distance.own,
            reference=distance.name,
            other=_figure(distance.reference),
        )
    )
    say(text("Distance: {distance}, split without remainder:", distance=_figure(distance.difference)))
    head = [words(text("Code")), words(text("Criterion")), words(text("Points")), words(text("Reference")),
            words(text("Lost")), words(text("Who can move it"))]  # fmt: skip
    if found.has_owners:
        head.append(words(text("Agency")))
    if found.years:
        head.append(words(text("History")))
    told = [gap for gap in found.gaps if gap.lost or gap.reference is not None][:SHOWN_ROWS]
    table(head, [_row(found, gap) for gap in told], right=frozenset({2, 3, 4}))
    rest = [gap for gap in found.gaps if gap not in told]
    if rest:
        say(text("The other {count} criteria together: {part}", count=len(rest), part=_sum(rest)))
    _say_beside(found)
    _say_sums(found)
    _say_movement(found)
    _say_opportunities(found)
    _say_solutions(found)


def _row(found: Gaps, gap: Gap) -> list[str]:
    from chiso.improvement.gaps.history import STATE_WORDS
    from chiso.improvement.gaps.influence import INFLUENCE_WORDS

    row = [
        gap.code,
        words(found.result.framework.nodes_by_code[gap.code].title),
        _figure(gap.points),
        "" if gap.reference is None else _figure(gap.reference),
        _figure(gap.lost),
        words(INFLUENCE_WORDS[gap.decided.influence]),
    ]
    if found.has_owners:
        row.append(gap.agency)
    if found.years:
        row.append("" if gap.followed is None else words(STATE_WORDS[gap.followed.state]))
    return row


def _say_beside(found: Gaps) -> None:
    """What of the distance belongs to no criterion, so that the lines add up."""
    for effect in found.distance.effects:
        say(text("Through {kind} at {code}: {amount}", kind=_EFFECT_WORDS.get(effect.kind, effect.kind),
                 code=effect.code, amount=_figure(effect.amount)))  # fmt: skip
    left = _figure(found.distance.remainder)
    if found.distance.remainder and found.distance.against == "target":
        say(text("Beyond the targets of the criteria, for the total: {amount}", amount=left))
    elif found.distance.remainder:
        say(text("The medians of the criteria do not add up to that of the totals: {amount}", amount=left))


_EFFECT_WORDS: dict[str, Text] = {
    "ceiling": text("a ceiling"),
    "floor": text("a lowest value"),
    "veto": text("a veto"),
    "bounds": text("the bounds of the index"),
    "rescaling": text("rescaling"),
    "rescaling_index": text("rescaling of the index"),
    "rounding": text("rounding"),
    "weight": text("another weight"),
    "applicability": text("what applies to one side only"),
    "geometric_mean": text("a geometric mean"),
}


def _say_sums(found: Gaps) -> None:
    from chiso.improvement.gaps.influence import DECIDED_WORDS, INFLUENCE_WORDS

    by_name = {str(one): said for one, said in INFLUENCE_WORDS.items()}
    say(text("By who can move it:"))
    for name, amount in found.lost_by(lambda gap: gap.decided.influence).items():
        by = {gap.decided.by for gap in found.gaps if gap.decided.influence == name}
        said = ", ".join(words(DECIDED_WORDS[one]) for one in DECIDED_WORDS if one in by)
        say(
            text(
                "  {amount}  {name} (said by: {by})",
                amount=_figure(amount),
                name=by_name[name],
                by=said,
            )
        )
    if found.has_owners:
        say(text("By agency:"))
        for name, amount in found.lost_by(lambda gap: gap.agency).items():
            say(text("  {amount}  {name}", amount=_figure(amount), name=name or text("nobody")))


def _say_movement(found: Gaps) -> None:
    movement = found.movement
    if movement is None:
        return
    say(
        text(
            "Since {year}: {risers} units rose, {others} did not. What moved most in those that rose:",
            year=found.years[-1],
            risers=len(movement.risers),
            others=movement.others,
        )
    )
    for one in movement.criteria[:SHOWN_MOVED]:
        others = "" if one.in_others is None else _figure(one.in_others)
        say(text("  {code} {title}: {change} on average, {others} in the others", code=one.code,
                 title=found.result.framework.nodes_by_code[one.code].title,
                 change=_figure(one.in_risers), others=others))  # fmt: skip


def _say_opportunities(found: Gaps) -> None:
    from chiso.improvement.gaps.opportunities import ASSUMPTIONS

    if not found.opportunities:
        return
    say(text("Measures by expected points per effort:"))
    head = [words(text("Measure")), words(text("Code")), words(text("Gain")), words(text("Probability")),
            words(text("Effort")), words(text("Per effort"))]  # fmt: skip
    rows = [
        [
            one.measure.name,
            one.measure.code,
            _figure(one.gain),
            _figure(one.measure.probability),
            _figure(one.measure.effort),
            "" if one.per_effort is None else _figure(one.per_effort, 6),
        ]
        for one in found.opportunities[:SHOWN_ROWS]
    ]
    table(head, rows, right=frozenset({2, 3, 4, 5}))
    for assumption in ASSUMPTIONS:
        remark(assumption)


def _say_solutions(found: Gaps) -> None:
    if not found.solutions:
        return
    say(text("Solutions by criterion:"))
    for gap in found.gaps:
        if gap.lost <= 0:
            continue
        linked = found.solutions_for(gap.code)
        for one in linked:
            say(text("  {code}: {problem} ← {cause} → {solution}", code=gap.code, problem=one.problem,
                     cause=one.cause, solution=one.solution))  # fmt: skip
        if not linked:
            say(text("  {code}: no solution is linked to it yet", code=gap.code))


def _sum(gaps: list[Gap]) -> str:
    return _figure(sum((gap.lost for gap in gaps), Fraction(0)))


def _figure(value: Fraction, places: int = _PLACES) -> str:
    from chiso.figures import write_for_eyes

    return write_for_eyes(value, speech.language, places=places)
