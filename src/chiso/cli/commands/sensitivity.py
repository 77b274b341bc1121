"""`chiso sensitivity`: which input moves the ranking, and what a single change does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chiso.cli.commands.ranking_options import index_argument, league_option, seed_option, spec_option
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
    from collections.abc import Sequence

    from chiso.robustness.measured import Measured
    from chiso.robustness.sensitivity.effects_of_runs import EffectsOfInputs, RunInputs
    from chiso.robustness.sensitivity.estimating import Estimated
    from chiso.robustness.sensitivity.of_ranks import Sensitivity
    from chiso.robustness.sensitivity.one_at_a_time import Change

SHOWN_CHANGES = 12
SHOWN_EFFECTS = 12
_FEWEST = 32


@click.command(
    "sensitivity", help=words(text("Which input moves the ranking: Sobol' indices, and each single change."))
)
@index_argument
@spec_option
@click.option(
    "--n",
    "points",
    default="4096",
    show_default=True,
    metavar="N",
    help=words(text("How many points; with d inputs N × (d + 2) runs are made.")),
)
@click.option(
    "--shapley",
    "with_shapley",
    is_flag=True,
    help=words(text("Shapley effects as well: every weight is an input, and weights depend on one another.")),
)
@click.option("--pictures/--no-pictures", default=True, help=words(text("Draw pictures of the shares.")))
@seed_option
@league_option
@path_option("--out", text("Folder for the results."), required=True)
@force_option
@json_option
def sensitivity(
    out_of_index: Path,
    spec: Path,
    points: str,
    with_shapley: bool,
    pictures: bool,
    seed: int,
    league: str | None,
    out: Path,
    force: bool,
    as_json: bool,
) -> None:
    """Read, check everything, make the runs, write."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.robustness.opening import open_measured, runs_asked
        from chiso.robustness.sensitivity.of_ranks import rank_sensitivity
        from chiso.robustness.sensitivity.one_at_a_time import plain_specification, single_changes
        from chiso.robustness.sensitivity.table import RECORD, files_of, record_of
        from chiso.robustness.specification import read_specification
        from chiso.scoring.run_files import refuse_existing, write_folder

        number = runs_asked(points)
        refuse_existing(out, force=force, marker=RECORD)
        asked = read_specification(spec)
        measured = open_measured(out_of_index, asked, files=spec.parent, seed=seed, league=league)
        _check_points(number, measured.model.numbers_of_run)
        inputs = _inputs_of_shapley(measured, number) if with_shapley else None
        if pictures:
            _check_drawing()
        _remark(measured)
        found = rank_sensitivity(measured.model, points=number, seed=seed)
        effects = None if inputs is None else _effects(inputs, number, seed)
        plain = open_measured(
            out_of_index, plain_specification(asked), files=spec.parent, seed=seed, league=league
        )
        changes = (*single_changes(plain.model), *_without_steps(out_of_index))
        record = record_of(found, measured, asked, points=number, seed=seed, effects=effects)
        files = files_of(found, changes, record, effects)
        if pictures:
            from chiso.cli.commands.sensitivity_pictures import draw_pictures

            files |= draw_pictures(measured, found, effects, speech.language)
        write_folder(out, files, marker=RECORD, modes={}, force=force)
        if as_json:
            give_json(record | {"out": str(out)})
            return
        _say_indices(found)
        if effects is not None:
            _say_effects(effects)
        _say_changes(changes)
        say(text("Written: {path}", path=str(out)))


def _remark(measured: Measured) -> None:
    """What has to be known beside the shares."""
    for assumption in measured.assumptions:
        remark(assumption)
    scales = [choice for choice in measured.model.choices.choices if choice.name == "normalise"]
    if any(len(choice.alternatives) > 1 for choice in scales):
        remark(text("Scores of different normalisations have different scales: look at ranks rather."))


def _inputs_of_shapley(measured: Measured, points: int) -> RunInputs:
    """The inputs, and how many runs they take, said beforehand. Raises WrongCall (CH-8230, CH-8231)."""
    from chiso.robustness.sensitivity.effects_of_runs import inputs_of_runs
    from chiso.robustness.sensitivity.shapley import evaluations_needed

    inputs = inputs_of_runs(measured, points)
    runs = evaluations_needed(inputs.count, points)
    remark(text("Shapley effects of {count} inputs: {runs} runs.", count=inputs.count, runs=runs))
    return inputs


def _effects(inputs: RunInputs, points: int, seed: int) -> EffectsOfInputs:
    from chiso.robustness.sensitivity.effects_of_runs import effects_of_inputs

    return effects_of_inputs(inputs, points=points, seed=seed)


def _check_drawing() -> None:
    """Raise WrongCall (CH-5002) before anything is computed where pictures cannot be drawn."""
    from chiso.documents.charts.drawing import drawn_with

    drawn_with()


def _without_steps(out_of_index: Path) -> Sequence[Change]:
    """What each step of a plan moved; nothing where there is no plan."""
    from chiso.composite.run_files import MARKER
    from chiso.composite.run_reading import read_run
    from chiso.robustness.sensitivity.steps import changes_without_steps

    return changes_without_steps(read_run(out_of_index)) if (out_of_index / MARKER).is_file() else ()


def _check_points(points: int, numbers: int) -> None:
    """Raise WrongCall (CH-8200): Sobol' points reach so far, and below some there is no error to tell."""
    from chiso.problems import Place, Problem, WrongCall
    from chiso.robustness.streams import MOST_SOBOL_NUMBERS, MOST_SOBOL_POINTS, SOBOL_SETS

    most = MOST_SOBOL_POINTS * SOBOL_SETS
    if not _FEWEST <= points <= most or 2 * numbers > MOST_SOBOL_NUMBERS:
        expected = text(
            "Expected from {fewest} to {most} points of at most {numbers} numbers.",
            fewest=_FEWEST,
            most=most,
            numbers=MOST_SOBOL_NUMBERS // 2,
        )
        mend = text("Take another number of points, or vary less.")
        raise WrongCall([Problem("CH-8200", Place(field="--n"), f"{points} × {numbers}", expected, mend)])


def _say_indices(found: Sensitivity) -> None:
    """What each input has of the variance of the mean shift of ranks."""
    head = [words(text("Input")), words(text("Alone")), words(text("With all it takes part in"))]
    rows = [
        [name, _interval(found.indices.first, at), _interval(found.indices.total, at)]
        for at, name in enumerate(found.inputs)
    ]
    table(head, rows, right=frozenset({1, 2}))
    say(text("Shares of the variance of the mean shift of ranks, in per cent; ± tells the 95 % interval."))
    if not (found.indices.first.is_settled[:, 0].all() and found.indices.total.is_settled[:, 0].all()):
        remark(text("Not settled yet: more points may still change these shares."))


def _say_effects(found: EffectsOfInputs) -> None:
    """The inputs with the largest effects on the mean shift of ranks."""
    share = found.effects.share
    order = sorted(range(len(found.inputs)), key=lambda at: -float(share.value[at, 0]))
    rows = [[found.inputs[at], _interval(share, at)] for at in order[:SHOWN_EFFECTS]]
    table([words(text("Input")), words(text("Shapley effect"))], rows, right=frozenset({1}))
    if len(order) > SHOWN_EFFECTS:
        say(text("… and {count} more in {file}", count=len(order) - SHOWN_EFFECTS, file="shapley.csv"))
    if not share.is_settled[:, 0].all():
        remark(text("Shapley effects are not settled yet: more points may still change them."))


def _interval(estimated: Estimated, at: int) -> str:
    value, half = float(estimated.value[at, 0]), float(estimated.half_width[at, 0])
    if value != value:
        return words(text("does not vary"))
    return f"{_figure(100 * value, 1)} ± {_figure(100 * half, 1)}"


def _say_changes(changes: Sequence[Change]) -> None:
    """The single changes with the largest shift, of the last period of a panel."""
    last = max(one.section for one in changes)
    own = sorted((one for one in changes if one.section == last), key=lambda one: -one.mean_shift)
    head = [words(text("Single change")), words(text("To")), words(text("Mean shift")),
            words(text("Largest shift")), words(text("Leader then"))]  # fmt: skip
    rows = [
        [
            one.what,
            one.to,
            _figure(one.mean_shift, 2),
            str(one.largest_shift),
            f"{' '.join(one.leaders)} !" if one.changes_leader else " ".join(one.leaders),
        ]
        for one in own[:SHOWN_CHANGES]
    ]
    table(head, rows, right=frozenset({2, 3}))
    if len(own) > SHOWN_CHANGES:
        say(text("… and {count} more in {file}", count=len(own) - SHOWN_CHANGES, file="single_changes.csv"))
    changing = sum(one.changes_leader for one in own)
    say(text("Single changes that change the leader: {count} of {all}.", count=changing, all=len(own)))


def _figure(value: float, places: int) -> str:
    from fractions import Fraction

    from chiso.figures import write_for_eyes

    return write_for_eyes(Fraction(value), speech.language, places=places)


COMMANDS = (sensitivity,)
