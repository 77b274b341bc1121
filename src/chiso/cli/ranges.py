"""Numbers from a range, as options take them."""

from __future__ import annotations

import math
from gettext import gettext
from typing import Any

import click


class NumberRange(click.FloatRange):
    """A range in which “nan” does not lie; it is below no end and above none, so click lets it pass."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number, or the complaint of click about a number that is none."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            template = gettext("{value!r} is not a valid {number_type}.")
            self.fail(template.format(value=value, number_type=self.name), param, ctx)
        return number
