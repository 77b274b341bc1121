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
spread n* = n / (1 - n/N). Brought back to P by what is known for certain, so that no limit says less than
what was seen.

Sources: Horvitz & Thompson 1952, JASA 47; Hájek 1971; Särndal, Swensson & Wretman 1992, ch. 2.8 and 5.6;
Korn & Graubard 1998, Survey Methodology 24 (effective sample size); Wilson 1927, JASA 22.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    visited, or one that had to be visited was not (`missing`).
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
    size = len(inside)
    return Prevalence(
        told.domain, told.places, told.visited, told.found, told.missing,
        estimate=(known + left * share) / size,
        error=left * sqrt(of_share) / size,
        low=(known + left * low) / size,
        high=(known + left * high) / size,
        horvitz_thompson=(known + total) / size,
        horvitz_thompson_error=sqrt(variance) / size,
    )  # fmt: skip


def _limits(
    share: float, variance: float, visited: int, left: int, degrees: int, level: float
) -> tuple[float, float]:
    """Wilson's interval of the share among places left to chance."""
    if visited >= left:
        return share, share
    count = share * (1 - share) / variance if variance > 0 else visited / (1 - visited / left)
    quantile = _quantile(level, degrees)
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
