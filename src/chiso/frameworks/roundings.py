"""Roundings as a framework states them, and what follows where the mode is not stated.

    {places: 2, mode: half_up}   {multiple_of: "0.25", mode: down}
    {places: 1, mode: not_stated, reading: half_up}

A mode that the source does not state is read in one way (`reading`), which gives the points; where
rounding halves up and rounding halves to even differ, the outcome says that the law leaves it open.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from chiso.figures import ROUNDING_MODES, Rounding, RoundingMode, terminates
from chiso.frameworks.fields import Figure, Part, WholeNumber
from chiso.language import Text, text, text_by_count

Round: TypeAlias = Callable[[Fraction], tuple[Fraction, Text | None]]

_MODES: dict[str, Text] = {
    "half_up": text("halves up"),
    "half_even": text("halves to the even digit"),
    "half_down": text("halves down"),
    "up": text("always up"),
    "down": text("always down"),
}


class RoundingRule(Part):
    """How a figure is rounded: to `places` decimals or to a multiple, and in which mode."""

    places: Annotated[WholeNumber, Field(ge=0, le=20)] | None = None
    multiple_of: Annotated[Figure, Field(gt=0)] | None = None
    mode: RoundingMode | Literal["not_stated"]
    reading: RoundingMode | None = None

    @model_validator(mode="after")
    def _is_one_rounding(self) -> RoundingRule:
        if (self.places is None) == (self.multiple_of is None):
            raise ValueError(text("Expected either “places” or “multiple_of”."))
        if (self.mode == "not_stated") != (self.reading is not None):
            raise ValueError(text("Expected “reading” exactly where the mode is not_stated."))
        return self

    @property
    def applied_mode(self) -> RoundingMode:
        """The mode that gives the figure: the stated one, else the reading."""
        for mode in ROUNDING_MODES:
            if mode in (self.mode, self.reading):
                return mode
        raise AssertionError("a rounding without a mode does not validate")

    @property
    def unit(self) -> Fraction:
        """What figures are made multiples of."""
        return self.multiple_of or Fraction(1, 10 ** (self.places or 0))

    @property
    def rounding(self) -> Rounding:
        """The rounding itself."""
        return Rounding(self.places or 0, self.applied_mode, self.multiple_of)

    def may_not_terminate(self) -> bool:
        """Whether even the rounded figure may have no end as a decimal."""
        return self.multiple_of is not None and not terminates(self.multiple_of)

    def prepare(self) -> Round:
        """A function: figure -> (rounded figure, what the law leaves open at this figure)."""
        unit = self.unit
        times, by = unit.denominator, unit.numerator
        mode = self.applied_mode
        open_point = text(
            "The law does not say how a half is rounded; it is read here as: {mode}.", mode=_MODES[mode]
        )
        is_stated = self.mode != "not_stated"
        on_half = {"half_up": 1, "up": 1, "half_down": 0, "down": 0}

        def round_it(value: Fraction) -> tuple[Fraction, Text | None]:
            numerator, denominator = value.numerator * times, value.denominator * by
            whole, rest = divmod(abs(numerator), denominator)
            if not rest:
                return value, None
            twice = rest + rest
            if mode == "up":
                grows = 1
            elif mode == "down":
                grows = 0
            elif twice == denominator:
                grows = on_half.get(mode, whole & 1)
            else:
                grows = 1 if twice > denominator else 0
            is_open = not is_stated and twice == denominator and not whole & 1
            scaled = (whole + grows) * by
            return Fraction(-scaled if numerator < 0 else scaled, times), open_point if is_open else None

        return round_it

    def sentence(self) -> Text:
        """The rounding in words."""
        if self.mode == "not_stated":
            mode = text("the law does not say how; read as: {mode}", mode=_MODES[self.applied_mode])
        else:
            mode = _MODES[self.applied_mode]
        if self.multiple_of is not None:
            return text("Rounded to a multiple of {unit} ({mode}).", unit=self.multiple_of, mode=mode)
        return text_by_count(
            "Rounded to {count} decimal place ({mode}).",
            "Rounded to {count} decimal places ({mode}).",
            self.places or 0,
            mode=mode,
        )
