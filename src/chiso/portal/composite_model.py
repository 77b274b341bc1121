"""A composite index in one period as the portal shows it: plain figures of a run that was verified.

Figures are the exact values of the doubles that were published; only words round them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from chiso.frameworks.composite.model import CompositeFramework
from chiso.portal.publication_model import Publication
from chiso.portal.robustness import Robustness, keep_robustness
from chiso.publication.members import COMPOSITE, LONGEST_SLUG, Files, make_slug, robustness_of
from chiso.publication.recounting import Recount

if TYPE_CHECKING:
    from chiso.composite.run import CompositeRun
    from chiso.composite.table import IndicatorTable, Row

# Figures of a unit by the code of a node; None: missing.
Figures = Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class TreatedFigure:
    """A figure that was treated: before, after, what was done (a word of the table of treated cells)."""

    before: Fraction
    after: Fraction
    reason: str


@dataclass(frozen=True, eq=False)
class CompositeUnit:
    """A unit in its period. `raw`: its figures as given; `scores`: of every node, the index among them.

    `filled`: the indicators whose gaps were filled, with what; `treated`: those whose figure was changed.
    `shares`: of each node within its group, where each unit has weights of its own. `slug` names it in
    addresses.
    """

    code: str
    name: str
    slug: str
    rank: int | None
    is_tie: bool
    raw: Figures
    scores: Figures
    filled: Figures
    treated: Mapping[str, TreatedFigure]
    shares: Figures


@dataclass(frozen=True, eq=False)
class CompositePeriod:
    """What was computed for one period ("" where there is no panel): units by rank, those without one last.

    `shares`: of each node within its group, for all units; of groups with weights of each unit's own none.
    `left_out`: names of the units of the table of figures that the step of screening left out.
    """

    period: str
    units: tuple[CompositeUnit, ...]
    shares: Figures
    left_out: tuple[str, ...]
    robustness: tuple[Robustness, ...] = ()


@dataclass(frozen=True, eq=False)
class KeptComposite:
    """A composite index of a bundle: framework with the plan that was carried out, periods, files by name.

    `made_from` is the digest of its files.
    """

    framework: CompositeFramework
    periods: tuple[CompositePeriod, ...]
    files: Files
    made_from: str


@dataclass(frozen=True, eq=False)
class Composite:
    """A composite index of the site in one period, with the publication in which it stands."""

    kept: KeptComposite
    own: CompositePeriod
    publication: Publication

    @property
    def id(self) -> str:
        """The name of the index in addresses."""
        return self.kept.framework.id

    @property
    def slug(self) -> str:
        """The period in addresses; empty where there is none."""
        return make_slug(self.own.period)

    @property
    def place(self) -> str:
        """Its name among the composite indices of the site."""
        return f"{self.id}/{self.slug}"

    @property
    def framework(self) -> CompositeFramework:
        """What was measured, and how."""
        return self.kept.framework

    @property
    def ranked(self) -> tuple[CompositeUnit, ...]:
        """The units that have a rank, the first first."""
        return tuple(unit for unit in self.own.units if unit.rank is not None)


def keep_composite(made_from: str, run: CompositeRun, files: Files) -> KeptComposite:
    """What the site needs of a run that was verified; `files` are those of its bundle."""
    own_files = {name: content for name, content in files.items() if name.startswith(COMPOSITE)}
    periods = tuple(_period(run, period) for period in run.stages["Aggregated"].periods)
    return KeptComposite(run.framework, periods, own_files, made_from)


def with_results(
    kept: KeptComposite, name: str, verified: Files, recounts: Sequence[Recount]
) -> KeptComposite:
    """The index with the results on its ranks among the files of its run, which were verified.

    Where a period of a panel ranks nobody there is nothing to say of how sure that is.
    """
    recomputed = {one.name for one in recounts if one.run == name and one.state == "recomputed"}
    results = sorted(robustness_of(verified).items())

    def of_period(own: CompositePeriod) -> CompositePeriod:
        ranks = {unit.code: unit.rank for unit in own.units if unit.rank is not None}
        found = (
            keep_robustness(
                name_of_result,
                files,
                uids={code: code for code in ranks},
                ranks=ranks,
                period=own.period,
                is_recomputed=name_of_result in recomputed,
            )
            for name_of_result, files in results
            if ranks
        )
        return replace(own, robustness=tuple(found))

    return replace(kept, periods=tuple(map(of_period, kept.periods)))


def _period(run: CompositeRun, period: str) -> CompositePeriod:
    from chiso.composite.ranking import ordered_rows

    last = run.stages["Aggregated"]
    raw = run.stages["Raw"]
    order = [(at, place) for at, place in ordered_rows(run) if last.rows[at].period == period]
    holders = Counter(place for _, place in order)
    slugs = _slugs([last.rows[at].unit for at, _ in order], run.names)
    raw_places = {row: at for at, row in enumerate(raw.rows)}
    filled, treated = _filled(run), _treated(run)
    ranked = {last.rows[at] for at, _ in order}
    own_shares = {group: weights for group, weights in run.weights.items() if weights.ndim > 1}
    units = [
        CompositeUnit(
            code=row.unit,
            name=run.names.get(row.unit, row.unit),
            slug=slugs[row.unit],
            rank=place or None,
            is_tie=bool(place) and holders[place] > 1,
            raw=_figures(raw, raw_places[row]),
            scores=_figures(last, at),
            filled=filled.get(row, {}),
            treated=treated.get(row, {}),
            shares=_shares(run, {group: weights[at].tolist() for group, weights in own_shares.items()}),
        )
        for at, place in order
        for row in (last.rows[at],)
    ]
    common = {group: weights.tolist() for group, weights in run.weights.items() if weights.ndim == 1}
    left_out = (row for row in raw.rows if row.period == period and row not in ranked)
    return CompositePeriod(
        period,
        tuple(units),
        _shares(run, common),
        tuple(run.names.get(row.unit, row.unit) for row in left_out),
    )


def _figure(value: float) -> Fraction | None:
    return None if value != value else Fraction(repr(value))


def _figures(table: IndicatorTable, at: int) -> dict[str, Fraction | None]:
    return dict(zip(table.codes, map(_figure, table.values[at].tolist()), strict=True))


def _shares(run: CompositeRun, weights: Mapping[str, Sequence[float]]) -> dict[str, Fraction | None]:
    """The share of each child of these groups; None where a unit has no weight for it."""
    shares: dict[str, Fraction | None] = {}
    for group, own in weights.items():
        figures = [_figure(weight) for weight in own]
        total = sum((one for one in figures if one is not None), Fraction(0))
        for child, one in zip(run.tree.children(group), figures, strict=True):
            shares[child] = one / total if one is not None and total else None
    return shares


def _filled(run: CompositeRun) -> dict[Row, dict[str, Fraction | None]]:
    """By row and indicator with what each gap was filled."""
    names = list(run.stages)
    if "Imputed" not in names:
        return {}
    after, before = run.stages["Imputed"], run.stages[names[names.index("Imputed") - 1]]
    places = {row: at for at, row in enumerate(before.rows)}
    found: dict[Row, dict[str, Fraction | None]] = {}
    for at, row in enumerate(after.rows):
        pairs = zip(after.codes, before.values[places[row]].tolist(), after.values[at].tolist(), strict=True)
        for code, was, became in pairs:
            if was != was and became == became:
                found.setdefault(row, {})[code] = _figure(became)
    return found


def _treated(run: CompositeRun) -> dict[Row, dict[str, TreatedFigure]]:
    found: dict[Row, dict[str, TreatedFigure]] = {}
    for cell in run.treatment:
        before, after = _figure(cell.before), _figure(cell.after)
        if before is not None and after is not None:
            found.setdefault(cell.row, {})[cell.code] = TreatedFigure(before, after, cell.reason)
    return found


def _slugs(codes: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """A name in addresses for each unit: that of its name, with the code where two would be the same."""
    from chiso.units import make_slug as slug_of_name

    wished = {
        # The name of a folder has at most 255 bytes on most systems.
        code: slug_of_name(names.get(code, code))[:LONGEST_SLUG].strip("-") or "-"
        for code in sorted(codes)
    }
    counts = Counter(wished.values())
    taken: set[str] = set()
    slugs: dict[str, str] = {}
    for code, slug in wished.items():
        made = slug if counts[slug] == 1 and slug != "-" else make_slug(slug, code) or "x"
        while made in taken:
            made += "-x"
        taken.add(made)
        slugs[code] = made
    return slugs


def periods_in_order(composites: Mapping[str, Composite], index: str) -> Iterator[Composite]:
    """The periods of an index on the site, in order."""
    for place in sorted(composites):
        if composites[place].id == index:
            yield composites[place]
