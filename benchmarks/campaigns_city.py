"""A campaign of a city on its last day, made in bulk inside the office: many agencies, a hundred leaves each.

Each agency assesses itself: an officer and a head with a session each, two references on its shelf, and the
first leaves answered by days of work that nobody repeats here. Answers are drawn by a seed, valid by the set.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.library import load_framework
from chiso.frameworks.model import Node
from chiso.language import stored_sort_key
from chiso.office.campaigns.models import Answer, Campaign, Phase, Submission
from chiso.office.files.models import Document
from chiso.office.organisation.models import Agency, AgencyForm, Assignment
from chiso.office.people.models import Appointment, Person
from chiso.scoring.questions import questions_of

SET = "example-hundred@1"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_BATCH = 2000


def make_campaign(
    agencies: int, name: str, *, answered: int = 100, codes: Sequence[str] = ()
) -> tuple[Campaign, list[Agency]]:
    """A campaign in the last hour of self-assessment, `answered` leaves of each agency given.

    `codes`: only these leaves are assigned to somebody; none: the whole set.
    """
    now, chance = timezone.now(), random.Random(f"{name} {agencies}")
    campaign = Campaign.objects.create(kind="units", title=f"Đợt {name}", period="2026", framework=SET)
    Phase.objects.create(
        campaign=campaign, kind="self_assessment", opens_at=now - timedelta(days=29),
        closes_at=now + timedelta(hours=6),
    )  # fmt: skip
    titles = [f"Phường {name} số {number} thuộc thành phố" for number in range(agencies)]
    made = Agency.objects.bulk_create(
        Agency(uid=f"{name}-{number}", name=title, sort_key=stored_sort_key(title))
        for number, title in enumerate(titles)
    )
    AgencyForm.objects.bulk_create(
        AgencyForm(agency=one, code=one.uid, name=one.name, level="commune", kind="phường") for one in made
    )
    Assignment.objects.bulk_create(
        [
            Assignment(campaign=campaign, unit=one, node=code, responsible=one)
            for one in made
            for code in codes or ("",)
        ],
        batch_size=_BATCH,
    )
    leaves = leaves_of_set(codes)[:answered]
    with scopes_disabled():
        Submission.objects.bulk_create(
            Submission(campaign=campaign, agency=one, revision=len(leaves)) for one in made
        )
        Answer.objects.bulk_create(
            (
                Answer(
                    campaign=campaign, unit=one, node=leaf.code, field=leaf.code.partition(".")[0],
                    layer="self_assessed", agency=one, status="given", rows=[row_of(leaf, chance)],
                    note="Theo sổ theo dõi của cơ quan",
                )
                for one in made
                for leaf in leaves
            ),
            batch_size=_BATCH,
        )  # fmt: skip
    return campaign, made


def leaves_of_set(codes: Sequence[str] = ()) -> list[Node]:
    """The leaves of the set that somebody answers, in its order; of these codes, or all."""
    asked = questions_of(load_framework(SET)).by_code.values()
    return [one.node for one in asked if one.own_inputs and (not codes or one.node.code in codes)]


def row_of(leaf: Node, chance: random.Random) -> list[str]:
    """A valid answer to a leaf of one input, as it is kept."""
    ((name, definition),) = leaf.inputs.items()
    value, numerator, denominator, label = cells_of(definition, chance)
    return [name, "", value, numerator, denominator, label]


def cells_of(definition: InputDefinition, chance: random.Random) -> tuple[str, str, str, str]:
    """Value, numerator, denominator and label of an answer drawn by chance."""
    kind = definition.type
    if kind == "boolean":
        return chance.choice(("true", "false")), "", "", ""
    if kind == "ratio":
        whole = chance.randint(20, 900)
        return "", str(chance.randint(1, whole)), str(whole), ""
    if kind == "label":
        return "", "", "", chance.choice(sorted(definition.labels))
    if kind == "share":
        return f"0.{chance.randint(51, 99)}".rstrip("0"), "", "", ""
    return str(chance.randint(0, 5)), "", "", ""


def let_in(agencies: int, *, answered: int, name: str = "gio-chot") -> dict[str, Any]:
    """The campaign of a last hour and whoever works in it: what the load needs to know."""
    from django.db import connection

    from benchmarks.office_bare import Row

    with connection.schema_editor() as editor:
        editor.create_model(Row)
    campaign, made = make_campaign(agencies, name, answered=answered)
    people = _people(made)
    shelves = _shelves(made, people)
    leaves = [
        {"code": leaf.code, "input": input_name, "type": definition.type, "labels": sorted(definition.labels)}
        for leaf in leaves_of_set()
        for input_name, definition in leaf.inputs.items()
    ]
    return {
        "campaign": campaign.key,
        "leaves": leaves,
        "answered": answered,
        "agencies": [
            {"key": one.key, "officer": session_of(officer), "head": session_of(head), "shelf": shelf}
            for one, (officer, head), shelf in zip(made, people, shelves, strict=True)
        ],
    }


def _people(agencies: list[Agency]) -> list[tuple[Person, Person]]:
    """An officer and a head of each agency."""
    roles = ("agency_officer", "agency_head")
    made = Person.objects.bulk_create(
        Person(username=f"{role}-{number}", full_name=f"Nguyễn Thị Số {number}")
        for number in range(len(agencies))
        for role in roles
    )
    Appointment.objects.bulk_create(
        Appointment(
            person=person, role=roles[place % 2], agency=agencies[place // 2], valid_from=timezone.localdate()
        )
        for place, person in enumerate(made)
    )
    return list(zip(made[::2], made[1::2], strict=True))


def _shelves(agencies: list[Agency], people: list[tuple[Person, Person]]) -> Iterator[list[str]]:
    """Two references of each agency, by key."""
    with scopes_disabled():
        made = Document.objects.bulk_create(
            Document(
                agency=agency, number=f"{number}/BC-UBND", title=f"Báo cáo quý {number}",
                added_by=officer, search_text=f"{number}-bc-ubnd-bao-cao-quy-{number}",
            )
            for agency, (officer, _) in zip(agencies, people, strict=True)
            for number in (1, 2)
        )  # fmt: skip
    for first, second in zip(made[::2], made[1::2], strict=True):
        yield [first.key, second.key]


def session_of(person: Person) -> str:
    """A session as signing in makes one."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["began_at"] = session["seen_at"] = int(time.time())
    session.create()
    key: str = session.session_key
    return key
