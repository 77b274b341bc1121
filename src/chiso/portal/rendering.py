"""From what a page shows to its bytes: the templates of the portal (see `chiso.templating`), which may
call beside what every template may:

{{ "/kiem-chung/"|to }}     ../../kiem-chung/     relative to the page
{{ "chiso.css"|asset }}     the address of a static file with the hash of its content in its name
{{ has("unit") }}           whether this site has pages of that kind
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chiso.figures import write_exact
from chiso.language import (
    Bilingual,
    Language,
    Listing,
    Text,
    render,
)
from chiso.portal import addresses
from chiso.portal.page_source import PageSource
from chiso.templating import make_environment

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

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
    # Lists and dicts are what most values stand in; to ask for what is like them takes four times as long.
    if isinstance(value, (list, tuple)):
        return [as_plain(part, language) for part in value]
    if isinstance(value, (dict, Mapping)):
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
        self.environment = portal_environment()
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
        drawn = template.render(**plain, page=self.facts_of(page), site=self.frame[page.language])
        return (drawn.strip() + "\n").encode()

    def facts_of(self, page: PageSource) -> dict[str, Any]:
        """What a template knows of the page itself."""
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


def portal_environment() -> Environment:
    """The environment of the portal's templates. Raises WrongCall (CH-5002) where Jinja2 is not installed."""
    environment = make_environment(TEMPLATES)
    from jinja2 import pass_context

    from chiso.compiled_templates import CompiledTemplates
    from chiso.portal.slices import program_digest

    environment.bytecode_cache = CompiledTemplates(program_digest())

    @pass_context
    def to(context: Context, address: str) -> str:
        return link(context["page"], address)

    @pass_context
    def asset(context: Context, name: str) -> str:
        return link(context["page"], context["assets"][name])

    @pass_context
    def has(context: Context, kind: str) -> bool:
        return kind in context["site"]["kinds"]

    environment.filters |= {"to": to, "asset": asset}
    environment.globals |= {"has": has, "addresses": addresses}
    return environment


def link(page: Mapping[str, Any], address: str) -> str:
    """A link from a page. The page for what is not found stands at no fixed depth: it links from the root."""
    if page["is_404"]:
        host = page["base_url"].partition("://")[2]
        root = host[host.index("/") :] if "/" in host else ""
        return f"{root}{address}"
    return addresses.relative(page["address"], address)
