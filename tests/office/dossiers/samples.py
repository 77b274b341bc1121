"""Counts of dossiers for the access table: one that stands, of both agencies."""

from __future__ import annotations

from chiso.office.dossiers.models import AgencyMonth, Intake, PlaceCounts
from chiso.office.people.roles import Role
from chiso.procedures.shapes import COUNTED
from chiso.procedures.tallies import month_number
from tests.office.routes_samples import Samples, World


def samples(world: World) -> Samples:
    may = month_number(2026, 5)
    intake = Intake.objects.create(
        number="HS-2026-0901", shape="dossiers", origin="file", name="mau.csv", period="2026-05",
        first_month=may, last_month=may, rows=2, sha256="0" * 64, brought_by=world.people[Role.COORDINATOR],
    )  # fmt: skip
    for agency in (world.own, world.other):
        month = AgencyMonth.objects.create(intake=intake, agency=agency, month=may)
        PlaceCounts.objects.create(of=month, counter="Quầy 1", field="Đất đai", counts=[1] * len(COUNTED))
    key = {"": {"key": intake.key}}
    return {
        "dossiers:intake": key,
        "dossiers:counts": key,
        "dossiers:withdraw": key,
        "dossiers:answers": {"": {"key": intake.key, "framework": "service-quality@2022"}},
    }
