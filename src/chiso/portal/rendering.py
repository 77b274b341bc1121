"""From what a page shows to its bytes: Jinja2 with autoescape, and what templates may call.

{{ text("Rank {rank} of {of}", rank=…, of=…) }}   a message in the language of the page; values that
                                                  are markup stay markup, everything else is escaped
{{ "41.533"|figure(2) }}    41,53       figures arrive as exact text and leave as people read them
{{ 59|rank(63) }}           59/63       {{ "2019-12-31"|date }}  <time datetime=…>31/12/2019</time>
{{ "/kiem-chung/"|to }}     ../../kiem-chung/     relative to the page
{{ "chiso.css"|asset }}     the address of a static file with the hash of its content in its name
{{ has("unit") }}           whether this site has pages of that kind
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chiso.figures import parse_exact, write_exact, write_for_eyes
from chiso.language import (
    Bilingual,
    Language,
    Listing,
    Text,
    Value,
    render,
    text,
    write_date,
)
from chiso.portal import addresses
from chiso.portal.model import PageSource
from chiso.problems import Place, Problem, WrongCall

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context
    from markupsafe import Markup

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
NOT_FOUND = "/404.html"


def as_plain(value: Any, language: Language) -> Any:
    """`value` as templates and content addresses take it: text, whole numbers, lists, mappings.

    Fractions become exact text ("41.533", "10/3"), days ISO dates, texts and titles words in `language`.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, (Text, Bilingual, Listing)):
        return render(value, language)
    if isinstance(value, Fraction):
        return write_exact(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): as_plain(part, language) for key, part in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            part.name: as_plain(getattr(value, part.name), language) for part in dataclasses.fields(value)
        }
    if isinstance(value, (Sequence, set, frozenset)):
        parts = sorted(value) if isinstance(value, (set, frozenset)) else value
        return [as_plain(part, language) for part in parts]
    raise TypeError(f"a page cannot show a {type(value).__name__}")


def canonical(value: Any) -> bytes:
    """The one way of writing plain values, for content addresses."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Renderer:
    """Draws pages. `assets` are the addresses of static files by name; `frame` is what all pages share."""

    def __init__(
        self, *, assets: Mapping[str, str], frame: Mapping[Language, Mapping[str, Any]], base_url: str = ""
    ) -> None:
        self.assets = assets
        self.frame = frame
        self.base_url = base_url.rstrip("/")
        self.environment = make_environment()
        self.environment.globals["assets"] = assets
        # What every page depends on beside its own context.
        self.common = hashlib.sha256(
            canonical([template_hashes(), dict(assets), frame, self.base_url])
        ).hexdigest()

    def content_address(self, page: PageSource, plain: Mapping[str, Any]) -> str:
        """What names the bytes of a page: equal if and only if all that it shows is equal."""
        shown = [self.common, page.key, page.language, page.address, page.template, page.kind, page.title]
        return hashlib.sha256(canonical([*shown, page.description, page.nav, page.feeds, plain])).hexdigest()

    def draw(self, page: PageSource, plain: Mapping[str, Any]) -> bytes:
        """The bytes of a page."""
        assert page.template is not None, "a page without a template has its content already"
        template = self.environment.get_template(page.template)
        drawn = template.render(**plain, page=self._page(page), site=self.frame[page.language])
        return (drawn.strip() + "\n").encode()

    def _page(self, page: PageSource) -> dict[str, Any]:
        others = [language for language in self.frame if language != page.language]
        return {
            "language": page.language,
            "address": page.address,
            "kind": page.kind,
            "nav": page.nav or page.kind,
            "title": page.title,
            "description": page.description,
            "feeds": page.feeds,
            "base_url": self.base_url,
            "others": [
                {"language": language, "address": addresses.in_language(page.address, language)}
                for language in others
            ],
            "is_404": page.address.endswith(NOT_FOUND),
        }


@cache
def template_hashes() -> dict[str, str]:
    """SHA-256 of every template: a changed one changes the pages."""
    return {
        path.relative_to(TEMPLATES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(TEMPLATES.rglob("*.j2"))
    }


def make_environment() -> Environment:
    """The environment of the templates. Raises WrongCall (CH-5002) where Jinja2 is not installed."""
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError as error:
        raise WrongCall([_not_installed()]) from error

    class Absent(StrictUndefined):
        """What is not there: may be asked for ("if column.kind"), never printed."""

        def __bool__(self) -> bool:  # type: ignore[override]
            return False

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=Absent,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= _filters()
    environment.globals |= _globals()
    return environment


def _not_installed() -> Problem:
    return Problem(
        "CH-5002",
        Place(),
        "jinja2",
        text("Expected the library Jinja2, which writes pages."),
        text("Install it with: pip install Jinja2 XlsxWriter"),
    )


def _filters() -> dict[str, Callable[..., Any]]:
    from jinja2 import pass_context
    from markupsafe import Markup

    @pass_context
    def figure(context: Context, value: str | int, places: int | None = None) -> str:
        return write_for_eyes(parse_exact(str(value)), context["page"]["language"], places)

    @pass_context
    def date(context: Context, value: str) -> Markup:
        day = datetime.date.fromisoformat(value)
        shown = write_date(day, context["page"]["language"])
        return Markup('<time datetime="{}">{}</time>').format(value, shown)

    @pass_context
    def to(context: Context, address: str) -> str:
        return link(context["page"], address)

    @pass_context
    def asset(context: Context, name: str) -> str:
        return link(context["page"], context["assets"][name])

    @pass_context
    def size(context: Context, count: int) -> str:
        return _size(count, context["page"]["language"])

    def rank(value: int, of: int) -> str:
        return f"{value}/{of}"

    def percent(value: str | int) -> str:
        """A share (0 to 1, exact text) as the attribute of an SVG: "84.64%"."""
        hundredths = round(parse_exact(str(value)) * 10000)
        return f"{hundredths // 100}.{hundredths % 100:02d}%"

    return {
        "figure": figure,
        "date": date,
        "to": to,
        "asset": asset,
        "size": size,
        "rank": rank,
        "percent": percent,
    }


def _globals() -> dict[str, Any]:
    from jinja2 import pass_context

    @pass_context
    def say(context: Context, said: str, /, **values: Value) -> str | Markup:
        return _say(Text(said, tuple(values.items())), context["page"]["language"])

    @pass_context
    def say_count(context: Context, one: str, many: str, count: int, /, **values: Value) -> str | Markup:
        said = Text(one, (("count", count), *values.items()), many, count)
        return _say(said, context["page"]["language"])

    @pass_context
    def has(context: Context, kind: str) -> bool:
        return kind in context["site"]["kinds"]

    return {"text": say, "text_by_count": say_count, "has": has, "addresses": addresses}


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


def link(page: Mapping[str, Any], address: str) -> str:
    """A link from a page. The page for what is not found stands at no fixed depth: it links from the root."""
    if page["is_404"]:
        host = page["base_url"].partition("://")[2]
        root = host[host.index("/") :] if "/" in host else ""
        return f"{root}{address}"
    return addresses.relative(page["address"], address)


def _size(count: int, language: Language) -> str:
    if count < 1000:
        return f"{write_for_eyes(Fraction(count), language)}\u00a0B"
    if count < 1_000_000:
        return f"{write_for_eyes(Fraction(round(count / 1000)), language)}\u00a0kB"
    return f"{write_for_eyes(Fraction(count, 1_000_000), language, 1)}\u00a0MB"
