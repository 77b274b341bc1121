"""How the other units moved in the years before that a plan keeps, and where they may be when it ends."""

from __future__ import annotations

from dataclasses import dataclass

from chiso.improvement.rivals.changes import Changes, changes_of
from chiso.improvement.rivals.model import Movements, Wishes, estimate
from chiso.improvement.rivals.standing import Rivals
from chiso.office.plans.forecasting import kept_result
from chiso.office.plans.models import Basis, Plan
from chiso.periods import parse_period

DRAWS = 2_000
SEED = 1


@dataclass(frozen=True, slots=True)
class Moved:
    """The changes of the others, year by year, and what was estimated from them; `ahead`: years to the end of
    the plan."""

    changes: Changes
    movements: Movements
    ahead: int

    @property
    def left_out(self) -> list[str]:
        """Between which years nothing was taken: the set of criteria changed, or years are missing."""
        return [f"{one.before}–{one.after}" for one in self.changes.years if one.why_not is not None]

    @property
    def used(self) -> list[str]:
        """Between which years changes were taken."""
        return [f"{one.before}–{one.after}" for one in self.changes.used]


def movements_of(plan: Plan, basis: Basis, uid: str) -> Moved:
    """How the rivals of a unit moved. Raises WrongCall (CH-8309, CH-8350), BadInput, Incomplete."""
    results = [kept_result(year) for year in plan.whole.earlier_years.select_related("edition__campaign")]
    changes = changes_of([*results, kept_result(basis)], uid, "exclude")
    ahead = parse_period(plan.period).year - parse_period(basis.period).year
    return Moved(changes, estimate(changes, Wishes()), max(1, ahead))


def draw_others(moved: Moved, basis: Basis) -> Rivals:
    """Where they may be: so many futures, the same ones whenever they are drawn."""
    from chiso.improvement.rivals.drawing import draw_rivals, scale_of

    bounds = scale_of(kept_result(basis))
    return draw_rivals(moved.changes, moved.movements, bounds, draws=DRAWS, seed=SEED, years=moved.ahead)
