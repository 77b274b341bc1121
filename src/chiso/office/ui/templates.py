"""The environment of the office's templates: what every template of chiso may call, and addresses.

{{ url("people:list") }}   {{ static("chiso.css") }}   {{ when|moment }}  17:00, 15/12/2026
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from chiso.language import Value, render
from chiso.templating import make_environment

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

PAGES = Path(__file__).parent / "pages"


def environment(**_options: Any) -> Environment:
    """Called by Django's backend for Jinja2."""
    from jinja2 import pass_context

    made = make_environment(PAGES)

    @pass_context
    def words(context: Context, value: Value) -> str:
        return render(value, context["page"]["language"])

    made.globals |= {"url": _url, "static": static}
    made.filters |= {"moment": moment, "words": words}
    return made


def _url(name: str, *arguments: Any, **named: Any) -> str:
    return reverse(name, args=arguments, kwargs=named)


def moment(at: datetime) -> Markup:
    """A time as people read it, in the city's time zone: 17:00, 15/12/2026."""
    local = timezone.localtime(at)
    shown = local.strftime("%H:%M, %d/%m/%Y")
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(timespec="minutes"), shown)
