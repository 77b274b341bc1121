"""Classes of a map: a few spans with round bounds, equally far apart, as evenly filled as they can be.

    class of x = 1 + number of bounds that are not above x

The more, the darker; never by colour alone: each tile holds its figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from chiso.figures import write_for_eyes
from chiso.language import Language, Text, text

_STEPS = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5))
MOST_CLASSES = 5
# Which of the five shades so many classes have: as far apart as can be.
_SHADES: Mapping[int, tuple[int, ...]] = {
    1: (2,), 2: (1, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Classes:
    """Bounds, the least first, and of which shade (1 to 5, the darker the more) each class is."""

    bounds: tuple[Fraction, ...]

    @property
    def shades(self) -> tuple[int, ...]:
        """Of each class, the lowest first."""
        return _SHADES[len(self.bounds) + 1]

    def shade_of(self, value: Fraction) -> int:
        """The shade of a value."""
        return self.shades[step_of(value, self.bounds) - 1]

    @property
    def spans(self) -> tuple[tuple[Fraction | None, Fraction | None], ...]:
        """From and below of each class, the lowest first."""
        return spans_of(self.bounds)


def classes_of(values: Sequence[Fraction]) -> Classes:
    """As many classes, up to five, as round bounds part these values into; one where all are alike.

    Bounds of counts are whole.
    """
    are_counts = all(value.denominator == 1 for value in values)
    for count in range(min(MOST_CLASSES, len(set(values))), 1, -1):
        bounds = round_bounds(values, count, only_whole=are_counts)
        if bounds:
            return Classes(bounds)
    return Classes(())


def round_bounds(
    values: Sequence[Fraction], classes: int = MOST_CLASSES, *, only_whole: bool = False
) -> tuple[Fraction, ...]:
    """Round figures, equally far apart, that part the values into so many classes as even as they can.

    Fewer different values than classes, or no figures that part them so: none. `only_whole`: of whole values,
    whole bounds.
    """
    if len(set(values)) < classes:
        return ()
    low, high = min(values), max(values)
    steps = set(_round_steps(high - low))
    if only_whole:
        # Counts may lie so close together that no round step is whole.
        steps = {Fraction(1), *(step for step in steps if step.denominator == 1)}
    best: tuple[tuple[int, Fraction], tuple[Fraction, ...]] | None = None
    for step in sorted(steps):
        first = -(-low // step) * step
        while first + (classes - 2) * step <= high:
            bounds = tuple(first + n * step for n in range(classes - 1))
            counts = _counts(values, bounds)
            unevenness = (sum(count * count for count in counts), -step)
            if all(counts) and (best is None or unevenness < best[0]):
                best = unevenness, bounds
            first += step
    return best[1] if best else ()


def _round_steps(spread: Fraction) -> Iterator[Fraction]:
    """Round steps that are neither too fine nor too coarse for a few classes."""
    power = Fraction(1)
    while power > spread:
        power /= 10
    while power * 10 <= spread:
        power *= 10
    for size in (power / 10, power):
        yield from (step for factor in _STEPS if spread / 12 <= (step := factor * size) <= spread / 3)


def _counts(values: Sequence[Fraction], bounds: tuple[Fraction, ...]) -> list[int]:
    counts = [0] * (len(bounds) + 1)
    for value in values:
        counts[step_of(value, bounds) - 1] += 1
    return counts


def step_of(value: Fraction, bounds: tuple[Fraction, ...]) -> int:
    """The class of a value, 1 (lowest) and up; a value on a bound belongs above it."""
    return 1 + sum(value >= bound for bound in bounds)


def spans_of(bounds: tuple[Fraction, ...]) -> tuple[tuple[Fraction | None, Fraction | None], ...]:
    """From and below of each class, the lowest first."""
    return tuple(pairwise((None, *bounds, None)))


def span_in_words(low: Fraction | None, below: Fraction | None, language: Language) -> Text:
    """A class as a legend says it. At least one of both is a bound."""
    if low is None and below is not None:
        return text("below {bound}", bound=write_for_eyes(below, language))
    if below is None and low is not None:
        return text("{bound} and more", bound=write_for_eyes(low, language))
    assert low is not None, "one class has at least one bound"
    assert below is not None, "one class has at least one bound"
    return text(
        "{low} to below {high}", low=write_for_eyes(low, language), high=write_for_eyes(below, language)
    )
