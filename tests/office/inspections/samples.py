"""Inspections for the access table: at each step one, with visits of the two agencies and of a team."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from chiso.office.inspections.content import USUAL
from chiso.office.inspections.models import (
    DrawFolder,
    Inspection,
    InspectionTeam,
    Place,
    Preparer,
    RuleFile,
    SecondDraw,
    Tie,
    Visit,
)
from chiso.office.people.models import Person, Team, TeamMember
from chiso.office.people.roles import Role
from tests.office.routes_samples import Samples, World

# A list of the city's own, made up.
OWN_LIST = """format: chiso-inspection-checklist/1
id: city
version: '1'
title: {vi: Danh mục minh hoạ, en: Made-up list}
note: {vi: Thử, en: A trial}
documents: []
source: Quyết định minh hoạ
valid_from: 2026-01-01
sections:
- code: A
  title: {vi: Một, en: One}
  kind: other
  items:
  - {code: A1, title: {vi: Một, en: One}, check: observe}
"""
STEPS = ("draft", "sealed", "approved", "drawn", "opened", "closed")


def inspection_at(world: World, step: str, preparer: Person) -> Inspection:
    """An inspection that has come to a step; what it would be drawn from is there from the beginning."""
    now, reached = timezone.now(), STEPS.index(step)
    made = Inspection.objects.create(
        number=f"KT-2026-{900 + reached}", kind="check", title=f"Kiểm tra ({step})",
        opens_on=date(2026, 6, 1),
        closes_on=date(2026, 6, 30), led_by=world.own, led_with=world.other, prepared_by=preparer, plan=USUAL,
        frame_sha256="0" * 64, commitment="0" * 64 if reached else "",
        sealed_at=now if reached else None, approved_at=now if reached > 1 else None,
        approved_by=world.people[Role.CITY_LEADER] if reached > 1 else None,
        drawn_at=now if reached > 2 else None, opened_at=now if reached > 3 else None,
        closed_at=now if reached > 4 else None,
    )  # fmt: skip
    Preparer.objects.create(inspection=made, person=preparer)
    if reached > 2:
        DrawFolder.objects.create(
            inspection=made, frame="place\n", plan="title: x\n", listed="place\n", record="software: x\n"
        )
    return made


def samples(world: World) -> Samples:
    coordinator = world.people[Role.COORDINATOR]
    team = Team.objects.create(name="Đoàn kiểm tra", role=Role.INSPECTOR, valid_from=date(2019, 1, 1))
    other_team = Team.objects.create(name="Đoàn khác", role=Role.INSPECTOR, valid_from=date(2019, 1, 1))
    # Whoever inspects does so by a team: the inspector of the table is in the first one.
    TeamMember.objects.create(team=team, person=world.people[Role.INSPECTOR])
    inspections = {step: inspection_at(world, step, coordinator) for step in STEPS}
    visits: dict[str, Visit] = {}
    for step, inspection in inspections.items():
        InspectionTeam.objects.create(inspection=inspection, team=team, days=5)
        for name, agency in (("own", world.own), ("other", world.other)):
            place = Place.objects.create(
                inspection=inspection, code=name, name=f"Một cửa {agency.name}", agency=agency,
                agency_words=agency.name,
            )  # fmt: skip
            if inspection.drawn_at is not None:
                visits[f"{name}, {step}"] = Visit.objects.create(
                    inspection=inspection, place=place, how="random", is_announced=False,
                    team=team if name == "own" else other_team, planned_on=date(2026, 6, 10),
                )  # fmt: skip
    told = {
        "own, announced": visits["own, drawn"],
        "own, without notice": visits["own, opened"],
        "other, handed over": visits["other, drawn"],
    }
    Visit.objects.filter(pk=told["own, announced"].pk).update(is_announced=True, announced_at=timezone.now())
    Visit.objects.filter(pk=told["other, handed over"].pk).update(handed_over_at=timezone.now())
    tie = Tie.objects.create(
        person=world.people[Role.INSPECTOR], agency=world.own, why="Từng công tác ở đó", said_by=coordinator
    )
    rules = RuleFile.objects.create(
        sort="checklist", name="city@1", content=OWN_LIST, sha256="0" * 64, brought_by=coordinator
    )
    # Second visits whose draw is opened; of the others there are none.
    SecondDraw.objects.create(
        inspection=inspections["closed"], visits=1, places=2, strata=["district"], frame="place\n",
        plan="title: x\n", commitment="0" * 64, sealed_by=coordinator, drawn_at=timezone.now(),
        listed="place\n", record="software: x\n", opened_at=timezone.now(),
    )  # fmt: skip
    of_each = {step: {"key": one.key} for step, one in inspections.items()}
    of_visit = {name: {"key": one.key} for name, one in told.items()}
    every = ("draft", "drawn", "opened")
    few = {step: of_each[step] for step in every}
    return {
        "inspections:inspection": of_each,
        "inspections:calendar": few,
        "inspections:frame": few,
        **{
            f"inspections:{name}": {"draft": of_each["draft"]}
            for name in ("change", "settings", "take-frame", "risk", "teams", "seal", "close")
        },
        "inspections:rule-file": {"": {"key": rules.key}},
        "inspections:decide": {"sealed": of_each["sealed"]},
        "inspections:decision": {"approved": of_each["approved"]},
        "inspections:draw": {"approved": of_each["approved"]},
        "inspections:open": {"drawn": of_each["drawn"]},
        "inspections:plan-days": {"drawn": of_each["drawn"]},
        "inspections:announce": {"drawn": of_each["drawn"]},
        "inspections:folder": few,
        "inspections:second": few | {"closed": of_each["closed"]},
        "inspections:second-folder": {step: of_each[step] for step in ("opened", "closed")},
        "inspections:public-second-folder": {
            step: {"number": inspections[step].number} for step in ("opened", "closed")
        },
        "inspections:public-folder": {
            step: {"number": inspections[step].number} for step in ("draft", "drawn", "opened", "closed")
        },
        "inspections:paper": {step: one | {"paper": "plan", "ending": "docx"} for step, one in few.items()},
        "inspections:visit": of_visit,
        "inspections:move": of_visit,
        "inspections:end-tie": {"": {"key": tie.key}},
    }
