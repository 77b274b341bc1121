"""The pictures of a sensitivity analysis: shares of variance become charts of the room of documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from chiso.documents.charts.drawing import draw_svg
from chiso.documents.charts.scale import Scale
from chiso.documents.charts.specification import Words
from chiso.documents.charts.squares import SquareTable, squares_spec
from chiso.documents.charts.strips import Dot, Strip, Strips, strips_spec
from chiso.documents.charts.tokens import WIDE
from chiso.figures import write_for_eyes
from chiso.language import Language, Text, render, text
from chiso.robustness.measured import Measured
from chiso.robustness.sensitivity.effects_of_runs import EffectsOfInputs
from chiso.robustness.sensitivity.estimating import Estimated
from chiso.robustness.sensitivity.of_ranks import Sensitivity
from chiso.robustness.sensitivity.outputs import named_outputs

MOST_ROWS = 40
_PERCENT = 100


def draw_pictures(
    measured: Measured, found: Sensitivity, effects: EffectsOfInputs | None, language: Language
) -> dict[str, bytes]:
    """SVG files by name; none of what does not vary. Raises WrongCall (CH-5002)."""
    drawn = {}
    first, total = found.indices.first, found.indices.total
    rows = list(_strips(found.inputs, total, [first], language))
    if rows:
        words = _words(
            text("What moves the ranking"),
            text(
                "Share of the variance of the mean shift of ranks, per cent: dark with all that an input"
                " takes part in, light alone"
            ),
            measured,
            language,
        )
        drawn["sensitivity.svg"] = draw_svg(strips_spec(_on_a_scale(words, rows), WIDE))
    table = _of_scores(measured, found, language)
    if table is not None:
        drawn["sensitivity_of_scores.svg"] = draw_svg(squares_spec(table, WIDE))
    if effects is not None:
        rows = list(_strips(effects.inputs, effects.effects.share, [], language))
        if rows:
            words = _words(
                text("Shapley effects on the ranking"),
                text("Share of the variance of the mean shift of ranks, per cent; shares add up to 100"),
                measured,
                language,
            )
            drawn["shapley.svg"] = draw_svg(strips_spec(_on_a_scale(words, rows), WIDE))
    return drawn


def _words(title: Text, subtitle: Text, measured: Measured, language: Language) -> Words:
    source = text("Computed by chiso from {key}", key=str(measured.source["framework"]))
    return Words(
        title=render(title, language),
        subtitle=render(subtitle, language),
        source=render(source, language),
        description=render(subtitle, language),
        language=language,
    )


def _strips(
    inputs: Sequence[str], shown: Estimated, beside: Sequence[Estimated], language: Language
) -> Iterator[Strip]:
    """A row for each input on the mean shift, the largest first."""
    values = {name: float(shown.value[at, 0]) for at, name in enumerate(inputs)}
    order = sorted((name for name in inputs if values[name] == values[name]), key=lambda name: -values[name])
    for name in order[:MOST_ROWS]:
        at = inputs.index(name)
        dots = [Dot(_percent(float(other.value[at, 0])), "context") for other in beside]
        dots.append(Dot(_percent(values[name])))
        half = write_for_eyes(_percent(float(shown.half_width[at, 0])), language, 0)
        yield Strip(name, dots, f"{write_for_eyes(_percent(values[name]), language, 0)} ± {half}")


def _on_a_scale(words: Words, rows: Sequence[Strip]) -> Strips:
    """From 0 to 100 per cent; what is a little below 0 by its error stands at 0."""
    lines = [Fraction(line) for line in (0, 25, 50, 75, 100)]
    return Strips(words, rows, Scale(lines[0], lines[-1]), [(line, str(line)) for line in lines])


def _of_scores(measured: Measured, found: Sensitivity, language: Language) -> SquareTable | None:
    """Total indices of each unit's score, of the last period of a panel."""
    last = found.model.sections[-1]
    rows = set(found.model.rows[last])
    columns = [
        column
        for column, output in enumerate(named_outputs(found.model))
        if output.kind == "score" and output.row in rows
    ]
    total = found.indices.total.value[:, columns]
    if (total != total).all():
        return None
    names = [measured.names.get(row.unit) or row.unit for row in found.model.rows[last]]
    words = _words(
        text("What moves the score of each unit"),
        text("Share of the variance of the score in which an input takes part; a full square is all of it"),
        measured,
        language,
    )
    figures = [
        [None if value != value else Fraction(value) for value in of_unit] for of_unit in total.T.tolist()
    ]
    return SquareTable(words, names, figures, has_same_columns=False, column_names=found.inputs)


def _percent(share: float) -> Fraction:
    return Fraction(min(max(share, 0.0), 1.0)) * _PERCENT
