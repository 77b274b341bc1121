"""The tables of a run as text whose bytes are the same everywhere.

ranking.csv   unit,name,score,max_score,rank,of,complete,league,class
scores.csv    period,league,unit,code,points,max_points,status
classes.csv   period,league,unit,code,class,title           (where any node has classes)
answers.csv   the answers as read, withheld values replaced by their digests
units.csv     the units that were scored
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from chiso.frameworks.model import TOTAL
from chiso.scoring.answers import ANSWER_COLUMNS, AnswerRow
from chiso.scoring.result import Result
from chiso.tables import write_table
from chiso.units import Registry, Unit, write_units

RANKING_COLUMNS = ("unit", "name", "score", "max_score", "rank", "of", "complete", "league", "class")
SCORES_COLUMNS = ("period", "league", "unit", "code", "points", "max_points", "status")
CLASSES_COLUMNS = ("period", "league", "unit", "code", "class", "title")


def write_ranking(results: Sequence[Result]) -> str:
    """The ranking of each league; units that are not ranked stand last, without a rank."""
    return write_table(RANKING_COLUMNS, (row for result in results for row in _ranking_rows(result)))


def write_scores(results: Sequence[Result]) -> str:
    """Points, maximum and status of every node of every unit."""
    return write_table(SCORES_COLUMNS, (row for result in results for row in _score_rows(result)))


def write_classes(results: Sequence[Result]) -> str | None:
    """The class of every node that has classes; None where no node has any."""
    rows = [row for result in results for row in _class_rows(result)]
    return write_table(CLASSES_COLUMNS, rows) if rows else None


def write_answers(rows: Iterable[AnswerRow], period: str) -> str:
    """The long table of answers; the inputs of an answer by name, whatever their order in the framework.

    Whoever computes a run again has the framework from its JSON, where names are sorted.
    """
    answers = groupby(rows, key=lambda row: (row.unit, row.code, row.layer))
    in_order = (row for _, inputs in answers for row in sorted(inputs, key=_input_first))
    return write_table(ANSWER_COLUMNS, (row.cells(period) for row in in_order))


def _input_first(row: AnswerRow) -> tuple[str, str, str]:
    return row.input, row.case, row.label


def write_scored_units(results: Sequence[Result]) -> str:
    """The units of all leagues by code, as they stood in the period."""
    units: set[Unit] = {unit for result in results for unit in result.units}
    return write_units(Registry(tuple(sorted(units, key=lambda unit: (unit.code, unit.uid)))))


def _ranking_rows(result: Result) -> Iterator[tuple[str, ...]]:
    for row in result.ranking:
        yield (
            row.unit.code,
            row.unit.name,
            result.written(row.score, TOTAL),
            result.written(row.max_score, TOTAL),
            "" if row.rank is None else str(row.rank),
            str(row.of),
            "true" if row.is_complete else "false",
            row.league,
            row.class_code,
        )


def _score_rows(result: Result) -> Iterator[tuple[str, ...]]:
    codes = [node.code for node in result.prepared.nodes]
    # Most units have the very same maximum at a node: it is written once.
    last: dict[str, tuple[Fraction | None, str]] = {code: (None, "") for code in codes}
    for unit in result.units:
        scores = result.scores[unit.uid]
        for code, points, maximum, status in zip(
            codes, scores.points, scores.maxima, scores.statuses, strict=True
        ):
            known, written = last[code]
            if maximum is not known:
                written = result.written(maximum, code)
                last[code] = maximum, written
            yield (
                result.period.written,
                result.league.key,
                unit.code,
                code,
                result.written(points, code),
                written,
                status,
            )


def _class_rows(result: Result) -> Iterator[tuple[str, ...]]:
    for unit in result.units:
        for code, given in result.classification.by_unit.get(unit.uid, {}).items():
            yield (
                result.period.written,
                result.league.key,
                unit.code,
                code,
                given.code,
                given.title.in_language("vi"),
            )
