"""The picture of a frontier: figures of the room of improvement become a chart of the room of documents."""

from __future__ import annotations

from fractions import Fraction

from chiso.documents.charts.drawing import draw_svg
from chiso.documents.charts.frontiers import FrontierChart, frontier_spec
from chiso.documents.charts.scale import round_scale
from chiso.documents.charts.specification import Words
from chiso.documents.charts.tokens import WIDE
from chiso.figures import write_for_eyes
from chiso.improvement.frontiers import UnitFrontier
from chiso.language import Language, render, text


def draw_frontier(found: UnitFrontier, language: Language) -> bytes:
    """The frontier as SVG. Raises WrongCall (CH-5002) where charts cannot be drawn."""
    index = found.question.index
    result = index.result
    points = [(one.cost, one.score) for one in found.frontier.points]
    costs, cost_lines = round_scale([Fraction(0), *(cost for cost, _ in points)])
    scores, score_lines = round_scale([score for _, score in points])
    name = result.units_by_uid[index.uid].name
    words = Words(
        title=render(text("What points cost {unit}", unit=name), language),
        subtitle=render(
            text(
                "Score of the cheapest plan for so much money, {framework}", framework=result.framework.title
            ),
            language,
        ),
        source=render(text("Computed by chiso from {key}", key=result.framework.key), language),
        description=" ".join(render(one, language) for one in found.sentences()),
        language=language,
    )
    chart = FrontierChart(
        words,
        points,
        costs,
        [(value, write_for_eyes(value, language)) for value in cost_lines],
        scores,
        [(value, write_for_eyes(value, language)) for value in score_lines],
        render(text("Cost"), language),
        write_for_eyes(points[-1][1], language, places=2),
    )
    return draw_svg(frontier_spec(chart, WIDE))
