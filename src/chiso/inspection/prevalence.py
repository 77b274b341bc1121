"""How common a problem is among all places, also when some were visited by risk.

Places that are visited for certain (must, risk) stand for themselves; in stratum h the n_h places drawn by
chance stand for the N_h that were left. In a domain d with N_d places, L_d of them left to chance:

    Horvitz–Thompson   P = (Σ_certain y + Σ_h (N_h / n_h) Σ_drawn y) / N_d
    Hájek              P = (Σ_certain y + L_d q) / N_d,   q = Σ w y / Σ w over those drawn in d, w = N_h / n_h
    variance of a total of z   Σ_h N_h² (1 - n_h/N_h) s_h² / n_h,   s_h² of z in stratum h

with z = y inside of d and nought outside (Horvitz–Thompson), or z = (y - q) inside of d, its total divided
by Σ w (Hájek, linearised). For all places both are the same where the strata are as large as they are told.

Strata in which fewer than two places were visited, of more, are joined into one, if need be with the largest
other one: the variance is then too large rather than too small. A place that was drawn and not visited
leaves n_h smaller, as if chance had left it out; how many there were is told. A place that had to be visited
and was not leaves its domain without an answer.

Interval: Wilson's for q with n* = q (1 - q) / V(q) visits and Student's t with Σ (n_h - 1) degrees; without
spread n* = n / (1 - n/N). Brought back to P by what is known for certain, and never beyond what was seen:
no fewer places than those where it was found, no more than those where it was not leave. Horvitz–Thompson
has the same with q = Σ w y / L_d; where that is one or more (a small domain of which chance drew more than
its share) the lower limit is q - t √V.

Without degrees (one place visited by chance, of several) there is an estimate and no error.

Sources: Horvitz & Thompson 1952, JASA 47; Hájek 1971; Särndal, Swensson & Wretman 1992, ch. 2.8 and 5.6;
Korn & Graubard 1998, Survey Methodology 24 (effective sample size); Wilson 1927, JASA 22.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf, sqrt


@dataclass(frozen=True, slots=True)
class Seen:
    """A place of the frame after the visits. `stratum` is None where it was to be visited for certain.

    `found`: whether the problem was found; None where the place was not visited.
    """

    place: str
    stratum: str | None
    domain: str
    found: bool | None


@dataclass(frozen=True, slots=True)
class Prevalence:
    """What is said of a domain ("" for all places).

    Estimates are None where nothing can be said: no place of the domain that was left to chance was
    visited, or one that had to be visited was not (`missing`). Errors are None where chance drew too little
    to tell them. `by_chance`: how many of those visited chance had drawn.
    """

    domain: str
    places: int
    visited: int
    found: int
    missing: int
    estimate: float | None = None
    error: float | None = None
    low: float | None = None
    high: float | None = None
    horvitz_thompson: float | None = None
    horvitz_thompson_error: float | None = None
    horvitz_thompson_low: float | None = None
    horvitz_thompson_high: float | None = None
    by_chance: int = 0

    @property
    def shows_spread(self) -> bool:
        """Whether the visits differ so that an error can be told, or nothing is left to chance.

        Where none of those drawn, or each, has the problem, the formula says nought, and the interval alone
        tells how sure it is.
        """
        return self.error is not None and (self.error > 0 or self.low == self.high)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A stratum of chance: how many places it has, and those that were visited."""

    size: int
    visited: tuple[Seen, ...]

    @property
    def weight(self) -> float:
        return self.size / len(self.visited)

    def variance_of_total(self, value: Callable[[Seen], float]) -> float:
        """Of the total of `value`, by simple random sampling without replacement."""
        count = len(self.visited)
        if count in (1, self.size):
            return 0.0
        values = [value(one) for one in self.visited]
        mean = sum(values) / count
        spread = sum((one - mean) ** 2 for one in values) / (count - 1)
        return self.size**2 * (1 - count / self.size) * spread / count


def estimate_prevalence(
    places: Sequence[Seen], domains: Sequence[str | None], *, level: float = 0.95
) -> list[Prevalence]:
    """The prevalence in each domain; None as a domain stands for all places."""
    cells = _cells(places)
    return [_in_domain(places, cells, domain, level) for domain in domains]


def _cells(places: Sequence[Seen]) -> list[_Cell]:
    sizes: dict[str, int] = {}
    visited: dict[str, list[Seen]] = {}
    for one in places:
        if one.stratum is not None:
            sizes[one.stratum] = sizes.get(one.stratum, 0) + 1
            visited.setdefault(one.stratum, [])
            if one.found is not None:
                visited[one.stratum].append(one)
    cells = [_Cell(size, tuple(visited[name])) for name, size in sorted(sizes.items())]
    thin = [cell for cell in cells if len(cell.visited) < min(2, cell.size)]
    if not thin:
        return cells
    sound = sorted((cell for cell in cells if cell not in thin), key=lambda cell: cell.size)
    joined = _join(thin)
    while len(joined.visited) < 2 and sound:
        joined = _join([joined, sound.pop()])
    return [*sound, joined] if joined.visited else sound


def _join(cells: Sequence[_Cell]) -> _Cell:
    return _Cell(sum(cell.size for cell in cells), tuple(one for cell in cells for one in cell.visited))


def _in_domain(
    places: Sequence[Seen], cells: Sequence[_Cell], domain: str | None, level: float
) -> Prevalence:
    def is_in(one: Seen) -> bool:
        return domain is None or one.domain == domain

    inside = [one for one in places if is_in(one)]
    certain = [one for one in inside if one.stratum is None]
    told = Prevalence(
        domain=domain or "",
        places=len(inside),
        visited=sum(one.found is not None for one in inside),
        found=sum(one.found is True for one in inside),
        missing=sum(one.found is None for one in certain),
        by_chance=sum(one.found is not None and one.stratum is not None for one in inside),
    )
    left = len(inside) - len(certain)
    drawn = [(cell.weight, one) for cell in cells for one in cell.visited if is_in(one)]
    if not inside or told.missing or (left and not drawn):
        return told
    known = sum(one.found is True for one in certain)
    total = sum(weight for weight, one in drawn if one.found)
    weights = sum(weight for weight, _ in drawn)
    share = total / weights if drawn else 0.0
    variance = sum(cell.variance_of_total(lambda one: is_in(one) * bool(one.found)) for cell in cells)
    of_share = sum(
        cell.variance_of_total(lambda one: is_in(one) * (bool(one.found) - share)) for cell in cells
    )
    of_share /= weights**2 if drawn else 1
    degrees = sum(len(cell.visited) - 1 for cell in cells if any(is_in(one) for one in cell.visited))
    low, high = _limits(share, of_share, len(drawn), left, degrees, level)
    size, is_told = len(inside), degrees > 0 or len(drawn) >= left
    of_total = low, high
    if variance > 0:
        of_total = _limits_of_total(total / left, variance / left**2, degrees, level)
    least, most = told.found / size, (size - told.visited + told.found) / size

    def in_all(limit: float) -> float:
        return min(max(least, (known + left * limit) / size), most)

    return replace(
        told,
        estimate=(known + left * share) / size,
        error=left * sqrt(of_share) / size if is_told else None,
        low=in_all(low),
        high=in_all(high),
        horvitz_thompson=(known + total) / size,
        horvitz_thompson_error=sqrt(variance) / size if is_told else None,
        horvitz_thompson_low=in_all(of_total[0]),
        horvitz_thompson_high=in_all(of_total[1]),
    )


def _limits(
    share: float, variance: float, visited: int, left: int, degrees: int, level: float
) -> tuple[float, float]:
    """The interval of the share among places left to chance."""
    if visited >= left:
        return share, share
    count = share * (1 - share) / variance if variance > 0 else visited / (1 - visited / left)
    return wilson(share, count, _quantile(level, degrees))


def _limits_of_total(share: float, variance: float, degrees: int, level: float) -> tuple[float, float]:
    """The interval of a total as a share of the places left to chance; it may be above one."""
    quantile = _quantile(level, degrees)
    if share < 1:
        return wilson(share, share * (1 - share) / variance, quantile)
    return (max(0.0, share - quantile * sqrt(variance)) if quantile != inf else 0.0), 1.0


def wilson(share: float, count: float, quantile: float) -> tuple[float, float]:
    """Wilson's interval of a share that was seen in `count` trials, at a quantile of its distribution."""
    if quantile == inf:
        return 0.0, 1.0
    square = quantile**2 / count
    middle = (share + square / 2) / (1 + square)
    half = quantile / (1 + square) * sqrt(share * (1 - share) / count + square / (4 * count))
    # Exactly nought and one at the ends, whatever the last bit of a difference says.
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return low if share > 0 else 0.0, high if share < 1 else 1.0


def _quantile(level: float, degrees: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(degrees, (1 + level) / 2)) if degrees > 0 else inf
