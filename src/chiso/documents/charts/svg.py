"""Elements of SVG as text: escaped, figures with a point and one decimal, no style attribute."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from html import escape
from typing import TypeAlias

from chiso.figures import round_figure, write_decimal

Length: TypeAlias = "str | int | float | Fraction"


def percent(share: Fraction | float) -> str:
    """A share of the width, 0 to 1, as SVG has it: 0.4489 → "44.9%"."""
    return f"{_one_decimal(Fraction(share) * 100)}%"


def element(tag: str, content: str | None = None, /, **attributes: Length | None) -> str:
    """One element. `content` is text and is escaped; `class_` stands for class, _ for a hyphen."""
    written = "".join(
        f' {_name(name)}="{escape(_length(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{written}/>" if content is None else f"<{tag}{written}>{escape(content)}</{tag}>"


def drawing(parts: Iterable[str], *, height: int, told: str | None, width: str = "100%") -> str:
    """A whole chart. `told` is what it shows, in words; None hides it from readers of the screen."""
    role = 'aria-hidden="true"' if told is None else f'role="img" aria-label="{escape(told)}"'
    return f'<svg class="chart" width="{width}" height="{height}" {role}>{"".join(parts)}</svg>'


def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _length(value: Length) -> str:
    return value if isinstance(value, str) else _one_decimal(Fraction(value))


def _one_decimal(value: Fraction) -> str:
    return write_decimal(round_figure(value, 1, "half_up"))
