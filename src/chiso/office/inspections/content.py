"""What a draw goes by, as bytes: the frame and the plan as files, and the hash that an approval names.

    content hash = SHA-256("chiso-inspection-content/1" ⏎ SHA-256 of frame ⏎ SHA-256 of plan ⏎ commitment)

Both files are made from the rows, the same ones always the same bytes. Who is tied to a place, and who was
there last, stands in the frame by the key of the account, so that neither file names anybody. Why
one has to go somewhere is written freely, and stays in the office: `must` says yes, which is all a draw asks.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from chiso.frameworks.document import document_from_json
from chiso.frameworks.exporting.yaml_text import write_yaml
from chiso.inspection.frame import Frame, frame_of
from chiso.inspection.plan import FORMAT, InspectionPlan, read_plan
from chiso.office.inspections.models import Inspection, InspectionTeam, Place, Tie
from chiso.office.inspections.rotation import last_members_by_place
from chiso.office.people.holdings import posts_of
from chiso.office.people.models import Person
from chiso.tables import write_table

FRAME_FILE, PLAN_FILE = "frame.csv", "plan.yaml"
COLUMNS = (
    "place", "name", "agency", "field", "district", "kind", "must", "risk", "days", "last_visit", "last_team",
    "last_members", "tied",
)  # fmt: skip
# Before anybody has sealed a seed a plan can be tried all the same.
NO_COMMITMENT = "0" * 64
# What an inspection begins with; the days are those of its teams, once it has some.
USUAL: dict[str, Any] = {
    "visits": 20,
    "days": "20",
    "days_a_visit": "1",
    "random_share": "0.2",
    "strata": ["district"],
    "not_twice_within": 12,
    "most_in_a_district": None,
    "unannounced_share": "0.5",
}


@dataclass(frozen=True, slots=True)
class Files:
    """Frame and plan as they would be drawn from."""

    frame: bytes
    plan: bytes
    commitment: str

    @property
    def frame_sha256(self) -> str:
        """Of the frame."""
        return hashlib.sha256(self.frame).hexdigest()

    @property
    def plan_sha256(self) -> str:
        """Of the plan."""
        return hashlib.sha256(self.plan).hexdigest()

    @property
    def sha256(self) -> str:
        """The hash that an approval names."""
        told = f"chiso-inspection-content/1\n{self.frame_sha256}\n{self.plan_sha256}\n{self.commitment}"
        return hashlib.sha256(told.encode()).hexdigest()

    def read(self) -> tuple[Frame, InspectionPlan]:
        """Both as the draw takes them. Raises BadInput with every fault of the first that has any."""
        plan, _ = read_plan(self.plan, name=PLAN_FILE)
        return frame_of(self.frame, FRAME_FILE), plan


def files_of(inspection: Inspection) -> Files:
    """The files of an inspection as it stands now. Nine queries."""
    teams = teams_of_inspection(inspection)
    places = list(inspection.places.order_by("code"))
    return Files(
        frame_bytes(
            places,
            ties_by_place(places, [person for _, members in teams for person in members]),
            # Once the seed is sealed, what others visit meanwhile changes nothing of what it is drawn from.
            last_members_by_place(inspection, places, inspection.sealed_at or timezone.now()),
        ),
        plan_bytes(inspection, teams),
        inspection.commitment,
    )


def teams_of_inspection(inspection: Inspection) -> list[tuple[InspectionTeam, list[Person]]]:
    """The teams with their members, in a constant number of queries."""
    rows = inspection.inspection_teams.select_related("team").prefetch_related("team__members")
    return [
        (one, sorted(one.team.members.all(), key=lambda person: (person.full_name, person.pk)))
        for one in rows.order_by("team__name", "pk")
    ]


def frame_bytes(
    places: Iterable[Place], ties: Mapping[str, set[str]], last_members: Mapping[str, set[str]]
) -> bytes:
    """The frame as a table. `ties`, `last_members`: keys of persons by the code of a place."""
    return write_table(
        COLUMNS,
        (_row(one, last_members.get(one.code, set()), ties.get(one.code, set())) for one in places),
    ).encode()


def _row(place: Place, last_members: set[str], tied: set[str]) -> tuple[str, ...]:
    last = place.last_visit.isoformat() if place.last_visit else ""
    return (
        place.code, place.name, place.agency_words, place.field, place.district, place.kind,
        "yes" if place.must else "", place.risk, place.days, last, place.last_team,
        ";".join(sorted(last_members)), ";".join(sorted(tied)),
    )  # fmt: skip


def plan_bytes(inspection: Inspection, teams: Iterable[tuple[InspectionTeam, list[Person]]]) -> bytes:
    """The plan as YAML, in the order of its format."""
    settings = USUAL | inspection.plan
    told: dict[str, Any] = {
        "format": FORMAT,
        "title": f"{inspection.number} {inspection.title}",
        "day": inspection.opens_on.isoformat(),
        **{name: settings[name] for name in USUAL if settings[name] is not None},
        **({"voice_notes": True} if inspection.takes_voice_notes else {}),
        "teams": [
            {
                "name": one.team.name,
                "days": _decimal(one.days),
                "members": sorted(person.key for person in members),
            }
            for one, members in teams
        ],
        "commitment": inspection.commitment or NO_COMMITMENT,
    }
    return write_yaml(document_from_json(told, PLAN_FILE).tree).encode()


def _decimal(figure: Decimal) -> str:
    return f"{figure.normalize():f}"


def ties_by_place(places: Iterable[Place], people: Iterable[Person]) -> dict[str, set[str]]:
    """Who of these may not go where: they said so, or somebody did, or they work there, be it as a stand-in.

    Three queries. Keys of persons by the code of a place.
    """
    keys = {person.pk: person.key for person in people}
    of_agency: dict[int, set[str]] = defaultdict(set)
    of_place: dict[tuple[int, str], set[str]] = defaultdict(set)
    for tie in Tie.objects.filter(ended_at=None, person__in=keys).values_list("person", "agency", "place"):
        person, agency, place = tie
        if place:
            of_place[agency, place].add(keys[person])
        else:
            of_agency[agency].add(keys[person])
    for person, agency in posts_of(keys, timezone.now()):
        of_agency[agency].add(keys[person])
    found: dict[str, set[str]] = {}
    for one in places:
        tied = of_agency.get(one.agency_id, set()) | of_place.get((one.agency_id, one.code), set())
        if tied:
            found[one.code] = tied
    return found
