"""All that is said about the gaps of a unit, put together: one row a criterion, and sums over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from chiso.frameworks.model import TOTAL
from chiso.improvement.gaps.distances import (
    Against,
    Distance,
    Targets,
    find_distance,
    maxima_of,
    points_of,
)
from chiso.improvement.gaps.history import Followed, Movement, Year, follow, movement, order_years
from chiso.improvement.gaps.influence import OWN_HANDS, Decided, Influence, influence_on
from chiso.improvement.gaps.opportunities import Opportunity, find_opportunities
from chiso.improvement.gaps.tables import Owners, Solution, is_below
from chiso.improvement.measures import Measures
from chiso.scoring.exact import exact_sum
from chiso.scoring.result import Result
from chiso.units import Unit


@dataclass(frozen=True, slots=True)
class Gap:
    """One criterion. `lost`: what it brings into the distance of the totals; below 0 where ahead."""

    code: str
    points: Fraction
    maximum: Fraction
    reference: Fraction | None
    lost: Fraction
    decided: Decided
    agency: str
    target: Fraction | None
    notes: tuple[str, ...]
    followed: Followed | None

    @property
    def to_maximum(self) -> Fraction:
        """The points of the criterion that are not had."""
        return self.maximum - self.points


@dataclass(frozen=True)
class Gaps:
    """The gaps of a unit; `gaps` in the order of what was lost, the most first."""

    result: Result
    unit: Unit
    distance: Distance
    gaps: tuple[Gap, ...]
    years: tuple[str, ...] = ()
    movement: Movement | None = None
    opportunities: tuple[Opportunity, ...] = ()
    solutions: tuple[Solution, ...] = ()
    has_owners: bool = False

    def lost_by(self, key: Callable[[Gap], str]) -> dict[str, Fraction]:
        """What was lost, summed by something of the criteria, the most first."""
        sums: dict[str, Fraction] = defaultdict(Fraction)
        for gap in self.gaps:
            sums[key(gap)] += gap.lost
        return dict(sorted(sums.items(), key=lambda one: (-one[1], one[0])))

    @property
    def in_own_hands(self) -> Fraction:
        """What was lost by criteria that the unit can move by itself."""
        return exact_sum(gap.lost for gap in self.gaps if gap.decided.influence in OWN_HANDS)

    @property
    def beside(self) -> Fraction:
        """What of the distance belongs to no criterion: ceilings, rescaling, the remainder."""
        return exact_sum(one.amount for one in self.distance.effects) + self.distance.remainder

    def solutions_for(self, code: str) -> tuple[Solution, ...]:
        """The solutions that are linked to a criterion or to a group above it."""
        return tuple(
            one for one in self.solutions if any(is_below(self.result, code, group) for group in one.codes)
        )


@dataclass(frozen=True, slots=True)
class Given:
    """What people say about criteria, as far as it is given."""

    influence: Mapping[str, Influence] = field(default_factory=dict)
    owners: Owners = field(default_factory=Owners)
    targets: Targets = field(default_factory=Targets)
    measures: Measures | None = None
    solutions: tuple[Solution, ...] = ()

    @property
    def all_targets(self) -> Targets:
        """The targets of the owners' table, and those of the table of targets, which go ahead."""
        return Targets({**self.owners.targets.by_code, **self.targets.by_code})


def find_gaps(now: Year, against: Against, given: Given | None = None, history: Sequence[Year] = ()) -> Gaps:
    """The gaps of a unit. Raises WrongCall (CH-8310 to CH-8312)."""
    said = given or Given()
    targets = said.all_targets
    result, unit = now.result, now.unit
    years = order_years(history, now)
    distance = find_distance(result, unit, against, targets)
    own, most = points_of(result, unit.uid), maxima_of(result, unit.uid)
    followed = {one.code: one for one in follow(years, now, against, targets)} if years else {}
    gaps = [
        Gap(
            code,
            points,
            most[code],
            distance.points.get(code),
            distance.lost.get(code, Fraction(0)),
            influence_on(result, unit.uid, code, said.influence),
            said.owners.of(result, code),
            targets.by_code.get(code),
            _notes(result, unit, code),
            followed.get(code),
        )
        for code, points in own.items()
    ]
    # A criterion that does not apply to the unit, but to those it is held against, is in the distance too.
    gaps += [
        Gap(
            code,
            Fraction(0),
            Fraction(0),
            distance.points.get(code),
            lost,
            influence_on(result, unit.uid, code, said.influence),
            said.owners.of(result, code),
            None,
            (),
            None,
        )
        for code, lost in distance.lost.items()
        if code not in own
    ]
    places = result.prepared.positions
    gaps.sort(key=lambda gap: (-gap.lost, places[gap.code]))
    return Gaps(
        result,
        unit,
        distance,
        tuple(gaps),
        tuple(year.result.period.written for year in years),
        movement(years[-1], now) if years else None,
        () if said.measures is None else find_opportunities(result, unit.uid, said.measures),
        said.solutions,
        bool(said.owners.agencies),
    )


def _notes(result: Result, unit: Unit, code: str) -> tuple[str, ...]:
    """What appraisers wrote beside the answer that counted."""
    answer = result.scores[unit.uid].answers.get(code)
    return (
        () if answer is None or code == TOTAL else tuple(dict.fromkeys(note for note in answer.notes if note))
    )
