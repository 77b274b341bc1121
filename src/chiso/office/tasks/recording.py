"""The chains of tasks as people call them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chiso.language import Text, text
from chiso.office.organisation.models import Agency
from chiso.office.tasks.access import CHAIN


def titles_of_chains(names: Iterable[str]) -> Mapping[str, Text]:
    """The titles of those that are chains of tasks. At most one query, none where there are none."""
    found: dict[str, Text] = {}
    keys: dict[str, int] = {}
    for name in names:
        match name.split("/"):
            case [first] if first == CHAIN:
                found[name] = text("Directives")
            case [first, "agency", agency] if first == CHAIN and agency.isdecimal():
                keys[name] = int(agency)
    agencies = dict(Agency.objects.filter(pk__in=keys.values()).values_list("pk", "name") if keys else ())
    for name, key in keys.items():
        if key in agencies:
            found[name] = text("Tasks, {agency}", agency=agencies[key])
    return found
