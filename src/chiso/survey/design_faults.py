"""What cannot be true at once in a design: its parts are sound, but they contradict one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chiso.frameworks.document import KeyPath
from chiso.frameworks.faults import PlacedFault
from chiso.language import Text, text
from chiso.periods import parse_period
from chiso.problems import BadInput, quote

if TYPE_CHECKING:
    from chiso.survey.design import Design


def faults_of_design(design: Design) -> Iterator[PlacedFault]:
    """Every contradiction of the record (CH-3101, CH-8785), each at the key where it is mended."""
    yield from _faults_of_period(design)
    yield from _faults_of_stages(design)
    yield from _faults_of_roles(design)
    yield from _faults_of_unequal_chances(design)
    yield from _faults_of_pairs(design)
    yield from _faults_of_replicates(design)
    yield from _faults_of_chain(design)


def _fault(path: KeyPath, found: object, expected: Text, mend: Text) -> PlacedFault:
    return PlacedFault("CH-3101", path, quote(found), expected, mend)


def _faults_of_period(design: Design) -> Iterator[PlacedFault]:
    if not design.period:
        return
    try:
        parse_period(design.period)
    except BadInput:
        expected = text("Expected a period such as 2026, 2026-Q2 or 2026-05.")
        yield _fault(("period",), design.period, expected, text("Write it so, or take the key out."))


def _faults_of_stages(design: Design) -> Iterator[PlacedFault]:
    if not design.stages:
        expected = text("Expected at least one stage.")
        yield _fault(
            ("stages",), "", expected, text("Take the key out: then the rows were drawn themselves.")
        )
    for position, stage in enumerate(design.stages[:-1]):
        if not stage.cluster:
            expected = text("Expected a cluster: only the last stage can be that of the rows themselves.")
            mend = text("Name the column of what was drawn at this stage, or move the stage to the end.")
            yield _fault(("stages", position), "", expected, mend)


def _faults_of_roles(design: Design) -> Iterator[PlacedFault]:
    """A column that plays two roles which exclude one another."""
    taken: dict[str, KeyPath] = {}
    roles: list[tuple[str, KeyPath]] = [(design.weight, ("weight",))]
    for position, stage in enumerate(design.stages):
        roles.append((stage.cluster, ("stages", position, "cluster")))
    if design.replicates is not None:
        for place, column in enumerate(design.replicates.columns):
            roles.append((column, ("replicates", "columns", place)))
    for column, path in roles:
        if not column:
            continue
        if column in taken:
            expected = text("Expected each of these roles to have a column of its own; this one has two.")
            yield _fault(path, column, expected, text("Name another column."))
        taken.setdefault(column, path)


def _faults_of_unequal_chances(design: Design) -> Iterator[PlacedFault]:
    named = any(stage.probability for stage in design.stages)
    if design.approximation and not named:
        expected = text("Expected a stage with the key “probability”: the approximation is computed from it.")
        mend = text("Name the column with the chance of inclusion, or take the approximation out.")
        yield _fault(("approximation",), design.approximation, expected, mend)


def _faults_of_pairs(design: Design) -> Iterator[PlacedFault]:
    """Chances of pairs: there where they are computed from, each pair once, each a chance."""
    asked = design.approximation in ("joint", "horvitz_thompson")
    if asked and not design.pairs:
        expected = text("Expected the key “pairs”: the joint chance of each two clusters of a stratum.")
        mend = text("List them as [cluster, cluster, chance], or take an approximation such as brewer.")
        yield _fault(("approximation",), design.approximation, expected, mend)
    if design.pairs and not asked:
        expected = text("Expected joint chances only with approximation “joint” or “horvitz_thompson”.")
        mend = text("Name one of these approximations, or take the pairs out.")
        yield _fault(("pairs",), len(design.pairs), expected, mend)
    seen = set()
    for place, (one, other, chance) in enumerate(design.pairs):
        pair = frozenset((one, other))
        if one == other or pair in seen:
            expected = text("Expected two clusters that stand in no other line.")
            mend = text("List each pair once; the chance of one cluster is in the data.")
            yield _fault(("pairs", place), f"{one}, {other}", expected, mend)
        seen.add(pair)
        if not 0 < chance <= 1:
            expected = text("Expected a chance above 0 and at most 1.")
            mend = text("Where two clusters can never come together, no error follows from such chances.")
            yield _fault(("pairs", place), chance, expected, mend)


def _faults_of_replicates(design: Design) -> Iterator[PlacedFault]:
    replicates = design.replicates
    if replicates is None:
        return
    count = len(replicates.columns)
    if count < 2:
        expected = text("Expected at least two columns of replicate weights.")
        mend = text("List every column of replicate weights.")
        yield _fault(("replicates", "columns"), count, expected, mend)
    if replicates.rscales and len(replicates.rscales) != count:
        expected = text("Expected one factor for each of the {count} columns.", count=count)
        mend = text("List as many factors as columns, or leave the key out: then each is 1.")
        yield _fault(("replicates", "rscales"), len(replicates.rscales), expected, mend)
    if not replicates.scale > 0 or any(not factor >= 0 for factor in replicates.rscales):
        expected = text("Expected a scale above 0 and no factor below 0.")
        mend = text("Take scale and factors from who made the weights.")
        yield _fault(("replicates", "scale"), replicates.scale, expected, mend)


def _faults_of_chain(design: Design) -> Iterator[PlacedFault]:
    """Totals in another file: they could be lost or altered, and no hash of the design would tell."""
    for position, step in enumerate(() if design.chain is None else design.chain.steps):
        if step.kind != "calibration":
            continue
        for place, margin in enumerate(step.margins):
            if margin.file:
                path: KeyPath = ("chain", "steps", position, "margins", place, "file")
                expected = text("Expected the totals themselves: the design has to hold all of its chain.")
                mend = text("Let “chiso survey weights” write the design, or list the totals under “totals”.")
                yield PlacedFault("CH-8785", path, quote(margin.file), expected, mend)
