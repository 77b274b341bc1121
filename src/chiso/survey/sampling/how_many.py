"""How many units of each group are drawn: a number, a column, or a share of a total.

CH-3172 a total that cannot be shared    CH-3174 a figure that says no number
CH-3177 more than there are, or fewer than must come in    CH-3183 a group too large for the method
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from chiso.language import Text, listing, text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.sampling.allocation import Stratum, allocate
from chiso.survey.sampling.frame import Group, StageUnits
from chiso.survey.sampling.methods import sampford_fits
from chiso.survey.sampling.plan import Allocation, StagePlan


def numbers_to_draw(stage: StagePlan, units: StageUnits, groups: Sequence[Group], file: str) -> list[int]:
    """n of each group. Raises BadInput with every group from which it cannot be drawn."""
    problems: list[Problem] = []
    if stage.allocation is not None:
        numbers = _shared(stage.allocation, stage, units, groups, Place(file, None, stage.unit), problems)
    else:
        numbers = [_wanted(stage, units, group, file, problems) for group in groups]
    if stage.when_fewer == "all":
        numbers = [min(n, group.count) for n, group in zip(numbers, groups, strict=True)]
    if not problems:
        place = Place(file, None, stage.unit)
        problems += [
            problem
            for n, group in zip(numbers, groups, strict=True)
            if (problem := _problem_of(stage, place, group, n)) is not None
        ]
    if problems:
        raise BadInput(problems)
    return numbers


def _wanted(stage: StagePlan, units: StageUnits, group: Group, file: str, problems: list[Problem]) -> int:
    if stage.method == "all":
        return group.count
    if stage.n is not None:
        return stage.n
    told = {units.figures[stage.n_from][position] for position in group.positions.tolist()}
    value = min(told)
    if len(told) == 1 and value.denominator == 1:
        return int(value)
    found = text("the figures {figures}", figures=listing(sorted(told)))
    expected = text("Expected one whole number in all rows of a group.")
    mend = text("Say how many units of the group are drawn, the same in each of its rows.")
    problems.append(Problem("CH-3174", Place(file, None, stage.n_from), found, expected, mend))
    return 0


def _shared(
    allocation: Allocation,
    stage: StagePlan,
    units: StageUnits,
    groups: Sequence[Group],
    place: Place,
    problems: list[Problem],
) -> list[int]:
    """The total of each unit above, shared among its strata."""
    numbers = [0] * len(groups)
    by_above: dict[int, list[int]] = {}
    for index, group in enumerate(groups):
        by_above.setdefault(group.above, []).append(index)
    for indices in by_above.values():
        strata = [_stratum(allocation, units, groups[index]) for index in indices]
        most = sum(one.population for one in strata)
        total = min(allocation.total, most) if stage.when_fewer == "all" else allocation.total
        problem = _problem_of_total(allocation, strata, total, place)
        if problem is not None:
            problems.append(problem)
            continue
        shares = allocate(strata, total, allocation.method, power=allocation.power)
        for index, share in zip(indices, shares, strict=True):
            numbers[index] = share
    return numbers


def _problem_of_total(
    allocation: Allocation, strata: Sequence[Stratum], total: int, place: Place
) -> Problem | None:
    if allocation.method == "power" and not all(one.mean for one in strata):
        where = Place(place.file, None, allocation.mean)
        expected = text("Expected a figure above 0.")
        return Problem("CH-3174", where, "0", expected, text("Correct the cell."))
    least, most = sum(one.bounds[0] for one in strata), sum(one.population for one in strata)
    if least <= total <= most:
        return None
    expected = text(
        "Expected a total from {least} (the least numbers) to {most} (all units).", least=least, most=most
    )
    mend = text("Change the total or the least number, or write “when_fewer: all”.")
    return Problem("CH-3172", place, str(total), expected, mend)


def _stratum(allocation: Allocation, units: StageUnits, group: Group) -> Stratum:
    first = int(group.positions[0])

    def told(column: str, otherwise: Fraction) -> Fraction:
        return units.figures[column][first] if column else otherwise

    return Stratum(
        group.name,
        group.count,
        variance=told(allocation.deviation, Fraction(1)) ** 2,
        mean=told(allocation.mean, Fraction(1)),
        importance=told(allocation.importance, Fraction(group.count)),
        least=allocation.least,
    )


def _problem_of(stage: StagePlan, place: Place, group: Group, n: int) -> Problem | None:
    least = int(group.forced.sum())
    if n > group.count:
        expected = text("Expected at most as many as there are: {count}.", count=group.count)
        mend = text("Draw fewer, or write “when_fewer: all” to take all of a small group.")
    elif n < least:
        expected = text("Expected at least as many as must come in: {count}.", count=least)
        mend = text("Draw more, or mark fewer units as certain.")
    elif not sampford_fits(stage.method, group.count, n):
        expected = text("Expected a smaller group: Sampford's method keeps tables of units times draws.")
        mend = text("Divide the group into strata, or choose the method brewer or pareto.")
        return Problem("CH-3183", place, _found(group, n), expected, mend)
    else:
        return None
    return Problem("CH-3177", place, _found(group, n), expected, mend)


def _found(group: Group, n: int) -> Text:
    name = group.name or text("the whole frame")
    return text("{n} to be drawn in {group}", n=n, group=name)
