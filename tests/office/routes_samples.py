"""One small city for the access table, and an object for each route that names one in its address.

A folder below `tests/office` that holds a `samples.py` is asked for its objects:

    def samples(world: World) -> Samples:
        return {"campaigns:phase": {"open": {"key": …}, "closed": {"key": …}}}

A route maps to variants, a variant to the arguments of its address. Take the names `own` and `other` for
things of the two agencies, and say node and phase in the name where they matter ("own, node 2, appraisal
open"). A route without arguments needs nothing; a route with arguments that nobody names fails the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from chiso.office.campaigns.models import Campaign
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Appointment, Person
from chiso.office.people.roles import IN_AN_AGENCY, Role
from tests.office.making import appoint, assign, make_agency, make_campaign, make_person, open_phase

Arguments = Mapping[str, object]
Samples = Mapping[str, Mapping[str, Arguments]]
NO_ROLE, STRANGER = "no_role", "stranger"


@dataclass(frozen=True)
class World:
    """Two agencies, a campaign, one person a role (in the agency `own` where the role is held in one)."""

    own: Agency
    other: Agency
    campaign: Campaign
    people: dict[str, Person]
    colleague: Appointment  # an officer in `own`, apart from the officer of `people`
    outsider: Appointment  # an officer in `other`


def make_world() -> World:
    own, other = make_agency("Sở Tư pháp", uid="so-tu-phap"), make_agency("Sở Y tế", uid="so-y-te")
    campaign = make_campaign("example-hundred@1")
    # `own` appraises field 2 of `other`; `other` appraises everything of `own`.
    assign(campaign, other, "2", other, own)
    assign(campaign, own, "", own, other)
    open_phase(campaign, "appraisal_1")
    people = {NO_ROLE: make_person("Người không vai trò", username="no_role")}
    for role in Role:
        people[role.value] = make_person(f"Người {role.value}", username=role.value)
        appoint(people[role.value], role, own if role in IN_AN_AGENCY else None)
    colleague = appoint(make_person("Lê Văn Trong", username="colleague"), Role.AGENCY_OFFICER, own)
    outsider = appoint(make_person("Phạm Thị Ngoài", username="outsider"), Role.AGENCY_OFFICER, other)
    return World(own, other, campaign, people, colleague, outsider)


@dataclass(frozen=True, slots=True)
class Route:
    """A route by name, with the arguments that its address takes."""

    name: str
    arguments: tuple[str, ...]


def routes() -> list[Route]:
    """Every route of the office, by name; routes of one name (the API by method) count once."""
    found = {name: Route(name, tuple(pattern.converters)) for name, pattern in _walk(get_resolver(), "", {})}
    return sorted(found.values(), key=lambda route: route.name)


@dataclass(frozen=True, slots=True)
class _Pattern:
    converters: dict[str, Any]


def _walk(resolver: Any, namespace: str, above: dict[str, Any]) -> Iterator[tuple[str, _Pattern]]:
    for entry in resolver.url_patterns:
        converters = above | getattr(entry.pattern, "converters", {})
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, converters)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"the route {entry.pattern} has no name"
            yield f"{namespace}{entry.name}", _Pattern(converters)


def samples_of(world: World) -> Samples:
    """What the apps name, together."""
    found: dict[str, Mapping[str, Arguments]] = {}
    here = Path(__file__).parent
    for file in sorted(here.glob("*/**/samples.py")):
        module = import_module(".".join(("tests.office", *file.relative_to(here).with_suffix("").parts)))
        named = module.samples(world)
        assert not set(named) & set(found), f"named twice: {sorted(set(named) & set(found))}"
        found.update(named)
    return found


def addresses(route: Route, samples: Samples) -> list[tuple[str, str]]:
    """Each variant of a route with its address. Fails where a route takes arguments that nobody names."""
    if not route.arguments:
        return [("", reverse(route.name))]
    assert route.name in samples, (
        f"the route {route.name} takes {', '.join(route.arguments)}: name an object for it in a samples.py"
    )
    return [
        (variant, reverse(route.name, kwargs=dict(arguments)))
        for variant, arguments in samples[route.name].items()
    ]
