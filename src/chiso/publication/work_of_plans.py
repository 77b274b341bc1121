"""What the plan of a composite index asks of those who carry it out again: bounded before a step is.

A bundle may come from anybody, and some steps compare every row with every other one. Counted in units of
some four nanoseconds, as the work of results on ranks is (`chiso.publication.work_of_robustness`):

    every plan         100,000 n + 5,000 u n
    nearest@1          32 c Σ uₚ²   each time that it stands in the plan; p: the periods of a panel
    copeland@1         16 n Σ uₚ²
    benefit_of_doubt   3,000 u k² + 375 u² k   for a group of k children, one program a row

    u rows   c indicators   n nodes of the tree, indicators among them

Measured on one processor, rows × indicators, in brackets what is counted: nearest@1 1,000 × 100 12.4 s
(15.2), copeland@1 1,000 × 100 4.7 s (8.5), benefit_of_doubt@1 1,000 × 5 7.8 s (7.8), 1,000 × 20 34 s (35),
200 × 50 7.9 s (9.0), 100 × 100 12.5 s (13.7).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chiso.frameworks.composite.aggregations import Copeland
from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.composite.plan import Impute, Weigh
from chiso.frameworks.composite.preparations import FillNearest, Imputation
from chiso.frameworks.composite.presentation import method_of_group
from chiso.frameworks.composite.weighings import BenefitOfDoubt
from chiso.language import Text, text

# Some minutes of one processor, for all indices of a bundle together.
MOST_WORK = 10**11


@dataclass
class WorkLeft:
    """The work that a bundle may still ask for."""

    work: int = MOST_WORK

    def take(self, asked: int) -> bool:
        """Whether so much is left; then it is taken."""
        if asked > self.work:
            return False
        self.work -= asked
        return True


def work_of_plan(framework: CompositeFramework, rows: Mapping[str, int]) -> int:
    """What carrying out the plan asks for; `rows`: how many there are in each period."""
    count, nodes = sum(rows.values()), len(framework.nodes)
    squares = sum(own * own for own in rows.values())
    compares = any(isinstance(method_of_group(framework, group), Copeland) for group in framework.groups)
    linear = 100_000 * nodes + 5_000 * count * nodes
    return linear + (16 * nodes * squares if compares else 0) + work_of_comparing_rows(framework, rows)


def work_of_comparing_rows(
    framework: CompositeFramework, rows: Mapping[str, int], other_ways: Iterable[Imputation] = ()
) -> int:
    """What the steps before the way up the tree ask for that compare rows; `rows`: how many in each period.

    `other_ways`: to fill gaps, which may be taken in place of those of the plan.
    """
    count, squares = sum(rows.values()), sum(own * own for own in rows.values())
    nearest = sum(isinstance(one, FillNearest) for one in (*_ways_to_fill(framework), *other_ways))
    work = 32 * nearest * squares * len(framework.indicators)
    for step in framework.plan.steps:
        if isinstance(step, Weigh):
            for group in framework.groups:
                if isinstance(step.by_group.get(group.code, step.method), BenefitOfDoubt):
                    children = len(framework.children[group.code])
                    work += 3_000 * count * children**2 + 375 * count * count * children
    return work


def _ways_to_fill(framework: CompositeFramework) -> Iterator[Imputation]:
    for step in framework.plan.steps:
        if isinstance(step, Impute):
            yield from step.methods
            for own in step.by_indicator.values():
                yield from own


def bound_in_words() -> tuple[Text, Text]:
    """What was expected of the work, and how to mend it."""
    expected = text(
        "Expected plans that ask for work of at most {work}, all composite indices of a bundle together.",
        work=MOST_WORK,
    )
    mend = text(
        "Publish fewer indices in one bundle, or fewer units. Weights of each unit’s own, filling from the "
        "nearest units and comparisons in pairs take the most."
    )
    return expected, mend
