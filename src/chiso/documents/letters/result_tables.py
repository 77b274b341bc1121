"""The annexes of a decision: the results league by league, and the points of every criterion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from chiso.documents.letters.facts import DecisionFacts, LeafPoints, LeagueResults, UnitLeaves, UnitResult
from chiso.documents.letters.parts import Annex, Cell, Column, Group, Table
from chiso.language import Language, text

_FIGURES = ("self_assessed", "appraised", "final")


def result_annexes(facts: DecisionFacts) -> tuple[Annex, ...]:
    """The annex of results and, where points of criteria are given, the annex of these."""
    language = facts.language
    results = Annex(
        title=text("Results of “{campaign}”", campaign=facts.campaign).in_language(language),
        blocks=tuple(_tables_of_results(facts.leagues, language)),
        sheet=text("Results").in_language(language),
    )
    if not facts.leaves:
        return (results,)
    leaves = Annex(
        title=text("Points of each criterion of “{campaign}”", campaign=facts.campaign).in_language(language),
        blocks=tuple(_tables_of_leaves(facts.leaves, language)),
        sheet=text("Points by criterion").in_language(language),
        is_landscape=True,
    )
    return results, leaves


def _tables_of_results(leagues: tuple[LeagueResults, ...], language: Language) -> Iterator[Table]:
    """Leagues whose figures have the same places are one table, a group each."""
    units = [unit for league in leagues for unit in league.units]
    has_classes = any(unit.class_title for unit in units)
    layers = [name for name in _FIGURES if any(getattr(unit, name) is not None for unit in units)]
    for places, alike in groupby(leagues, key=lambda league: league.places):
        columns = [
            Column(text("Rank").in_language(language), 14, "number", side="center"),
            Column(text("Agency, unit").in_language(language), 56),
            *_columns_of_points(layers, places, language),
        ]
        if has_classes:
            columns.append(Column(text("Class").in_language(language), 26, side="center"))
        groups = tuple(_group_of_league(league, layers, has_classes, language) for league in alike)
        yield Table(tuple(columns), groups, text("League").in_language(language))


def _columns_of_points(layers: Iterable[str], places: int, language: Language) -> Iterator[Column]:
    titles = {
        "self_assessed": text("Points of self-assessment"),
        "appraised": text("Points appraised"),
        "final": text("Points decided"),
    }
    for layer in layers:
        yield Column(titles[layer].in_language(language), 25, "number", places)


def _group_of_league(
    league: LeagueResults, layers: Iterable[str], has_classes: bool, language: Language
) -> Group:
    title = league.title
    if league.max_points is not None:
        title = text(
            "{league} (maximum points: {points})", league=league.title, points=league.max_points
        ).in_language(language)
    return Group(tuple(_row_of_unit(unit, layers, has_classes) for unit in league.units), title)


def _row_of_unit(unit: UnitResult, layers: Iterable[str], has_classes: bool) -> tuple[Cell, ...]:
    points: list[Cell] = [getattr(unit, layer) for layer in layers]
    return unit.rank, unit.unit, *points, *((unit.class_title,) if has_classes else ())


def _tables_of_leaves(units: tuple[UnitLeaves, ...], language: Language) -> Iterator[Table]:
    leaves = [leaf for unit in units for leaf in unit.leaves]
    has_notes = any(leaf.note for leaf in leaves)
    layers = [name for name in _FIGURES if any(getattr(leaf, name) is not None for leaf in leaves)]
    for places, alike in groupby(units, key=lambda unit: unit.places):
        columns = [
            Column(text("Code").in_language(language), 18),
            Column(text("Criterion").in_language(language), 110),
            Column(text("Maximum points").in_language(language), 25, "number", None),
            *_columns_of_points(layers, places, language),
        ]
        if has_notes:
            columns.append(Column(text("Note").in_language(language), 40))
        groups = tuple(
            Group(tuple(_row_of_leaf(leaf, layers, has_notes) for leaf in unit.leaves), unit.unit)
            for unit in alike
        )
        yield Table(tuple(columns), groups, text("Agency, unit").in_language(language))


def _row_of_leaf(leaf: LeafPoints, layers: Iterable[str], has_notes: bool) -> tuple[Cell, ...]:
    points: list[Cell] = [getattr(leaf, layer) for layer in layers]
    return leaf.code, leaf.title, leaf.max_points, *points, *((leaf.note,) if has_notes else ())
