"""Templates of the doors: Jinja2 with autoescape, and what every template may call.

{{ text("Rank {rank} of {of}", rank=…, of=…) }}   a message in the language of the page; values that
                                                  are markup stay markup, everything else is escaped
{{ text_by_count("One page", "{count} pages", n) }}
{{ "41.533"|figure(2) }}    41,53       figures arrive as exact text and leave as people read them
{{ 59|rank(63) }}           59/63       {{ "2019-12-31"|date }}  <time datetime=…>31/12/2019</time>
{{ 20200|size }}            20 kB       {{ "0.8464"|percent }}   84.64%, for the attribute of an SVG

The language is that of the page: `page.language` in what the template is given.
"""

from __future__ import annotations

import dataclasses
import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chiso.figures import parse_written, write_for_eyes
from chiso.language import Language, Text, Value, text, write_date
from chiso.problems import Place, Problem, WrongCall

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context
    from markupsafe import Markup


def make_environment(*folders: Path) -> Environment:
    """An environment for the templates in `folders`, the first first.

    Raises WrongCall (CH-5002) where Jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError as error:
        raise WrongCall([_not_installed()]) from error

    class Absent(StrictUndefined):
        """What is not there: may be asked for ("if column.kind"), never printed."""

        def __bool__(self) -> bool:  # type: ignore[override]
            return False

    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=Absent,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= _filters()
    environment.globals |= _messages()
    return environment


def _not_installed() -> Problem:
    return Problem(
        "CH-5002",
        Place(),
        "jinja2",
        text("Expected the library Jinja2, which writes pages."),
        text("Install it with: pip install Jinja2 XlsxWriter"),
    )


def _filters() -> dict[str, Any]:
    from jinja2 import pass_context
    from markupsafe import Markup

    @pass_context
    def figure(context: Context, value: str | int, places: int | None = None) -> str:
        return write_for_eyes(parse_written(str(value)), context["page"]["language"], places)

    @pass_context
    def date(context: Context, value: str) -> Markup:
        day = datetime.date.fromisoformat(value)
        shown = write_date(day, context["page"]["language"])
        return Markup('<time datetime="{}">{}</time>').format(value, shown)

    @pass_context
    def size(context: Context, count: int) -> str:
        return _size(count, context["page"]["language"])

    def rank(value: int, of: int) -> str:
        return f"{value}/{of}"

    def percent(value: str | int) -> str:
        """A share (0 to 1, exact text) as the attribute of an SVG: "84.64%"."""
        hundredths = round(parse_written(str(value)) * 10000)
        return f"{hundredths // 100}.{hundredths % 100:02d}%"

    return {"figure": figure, "date": date, "size": size, "rank": rank, "percent": percent}


def _messages() -> dict[str, Any]:
    from jinja2 import pass_context

    @pass_context
    def say(context: Context, said: str, /, **values: Value) -> str | Markup:
        return _say(Text(said, tuple(values.items())), context["page"]["language"])

    @pass_context
    def say_count(context: Context, one: str, many: str, count: int, /, **values: Value) -> str | Markup:
        said = Text(one, (("count", count), *values.items()), many, count)
        return _say(said, context["page"]["language"])

    return {"text": say, "text_by_count": say_count}


def _say(said: Text, language: Language) -> str | Markup:
    """A message; where a value is markup the rest is escaped, so that the whole is markup."""
    from markupsafe import Markup, escape

    if not any(isinstance(value, Markup) for _, value in said.values):
        return said.in_language(language)
    values = tuple(
        (name, _MarkupValue(name) if isinstance(value, Markup) else value) for name, value in said.values
    )
    template = dataclasses.replace(said, values=values).in_language(language)
    shown = escape(template)
    for name, value in said.values:
        if isinstance(value, Markup):
            shown = Markup(str(shown).replace(str(_MarkupValue(name)), str(value)))
    return shown


class _MarkupValue(str):
    """A mark that no text contains, in the place where markup goes."""

    __slots__ = ()

    def __new__(cls, name: str) -> _MarkupValue:
        return super().__new__(cls, f"\ue000{name}\ue001")


def _size(count: int, language: Language) -> str:
    if count < 1000:
        return f"{write_for_eyes(Fraction(count), language)}\u00a0B"
    if count < 1_000_000:
        return f"{write_for_eyes(Fraction(round(count / 1000)), language)}\u00a0kB"
    return f"{write_for_eyes(Fraction(count, 1_000_000), language, 1)}\u00a0MB"
