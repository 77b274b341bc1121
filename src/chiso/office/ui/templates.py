"""The environment of the office's templates: what every template of chiso may call, and more.

{{ url("people:list") }}  {{ static("chiso.css") }}    addresses
{{ title|words }}         a Text, plain words, markup, a number or a day, in the reader's language
{{ when|moment }}         17:00, 15/12/2026 in the city's time zone, inside <time>
{{ day|day }}             15/12/2026, inside <time>
{{ bound|shown }}         what stands in the input of a form's field
{{ bound|errors_of_field }}, {{ form|errors_of_form }}, {{ bound|options }}, {{ bound|takes_several }}
{{ problem.where|place }} where a problem is
"""

from __future__ import annotations

import hashlib
import sys
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from markupsafe import Markup

from chiso import figures, templating
from chiso.compiled_templates import CompiledTemplates
from chiso.language import Language, render, write_date
from chiso.office.demonstration.accounts import shown_code, shown_password
from chiso.office.ui import mistakes
from chiso.office.ui.fields import show_value
from chiso.templating import make_environment
from chiso.version import VERSION

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField
    from jinja2 import Environment
    from jinja2.runtime import Context

    from chiso.problems import Place

PAGES = Path(__file__).parent / "pages"


def environment(**_options: Any) -> Environment:
    """Called by Django's backend for Jinja2."""
    made = make_environment(PAGES)
    made.bytecode_cache = CompiledTemplates(_program())
    made.globals |= {"url": _url, "static": static}
    made.globals |= {"demonstration_code": shown_code, "demonstration_password": shown_password}
    made.filters |= {
        "moment": moment,
        "capitalize_first": capitalize_first,
        "takes_several": mistakes.takes_several,
        "options": mistakes.options_of,
    }
    made.filters |= _filters_by_language()
    return made


def _program() -> str:
    """What a compiled template holds beside its own words: the filters that Jinja2 works out meanwhile."""
    digest = hashlib.sha256(f"{sys.version} {jinja2.__version__} {VERSION}".encode())
    for name in (__file__, templating.__file__, figures.__file__):
        digest.update(Path(name).read_bytes())
    return digest.hexdigest()


def _filters_by_language() -> dict[str, Any]:
    from jinja2 import pass_context

    def language_of(context: Context) -> Language:
        language: Language = context["page"]["language"]
        return language

    @pass_context
    def words(context: Context, value: Any) -> str:
        return say(value, language_of(context))

    @pass_context
    def day(context: Context, value: date) -> Markup:
        shown = write_date(value, language_of(context))
        return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), shown)

    @pass_context
    def place(context: Context, where: Place) -> str:
        return where.in_language(language_of(context))

    @pass_context
    def shown(context: Context, bound: BoundField) -> str:
        return show_value(bound.value(), language_of(context))

    @pass_context
    def errors_of_field(context: Context, bound: BoundField) -> list[str]:
        return mistakes.mistakes_of_field(bound, language_of(context))

    @pass_context
    def errors_of_form(context: Context, form: BaseForm) -> list[mistakes.Mistake]:
        return mistakes.mistakes_of_form(form, language_of(context))

    return {
        "words": words,
        "day": day,
        "place": place,
        "shown": shown,
        "errors_of_field": errors_of_field,
        "errors_of_form": errors_of_form,
    }


def say(value: Any, language: Language) -> str:
    """A value as a person reads it; markup stays markup, nothing is nothing."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, datetime):
        return moment(value)
    return render(value, language)


def capitalize_first(words: str) -> str:
    """The words with a capital letter first, the rest as it is."""
    return words[:1].upper() + words[1:]


def _url(name: str, *arguments: Any, **named: Any) -> str:
    return _address(get_urlconf(), get_script_prefix(), name, arguments, tuple(named.items()))


# A table of a hundred criteria has as many addresses, the same at each visit: they were a tenth of its page.
@lru_cache(maxsize=10_000)
def _address(
    _addresses: str | None, _prefix: str, name: str, arguments: tuple[Any, ...], named: tuple[Any, ...]
) -> str:
    return reverse(name, args=arguments, kwargs=dict(named))


def moment(at: datetime) -> Markup:
    """A time as people read it, in the city's time zone: 17:00, 15/12/2026."""
    local = timezone.localtime(at)
    shown = local.strftime("%H:%M, %d/%m/%Y")
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(timespec="minutes"), shown)
