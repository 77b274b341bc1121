"""What follows visits for the access table: of each agency one of everything, the conclusion issued; of the
agency `own` also one that is in preparation."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from chiso.office.inspections.following.sealing import Named, seal
from chiso.office.inspections.models import (
    Conclusion,
    Finding,
    HandingOver,
    HandledPerson,
    Handling,
    Inspection,
    InspectionTeam,
    Letter,
    LetterAuthor,
    Objection,
    Place,
    Recommendation,
    Record,
    Remediation,
    Visit,
)
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person, Team, TeamMember
from chiso.office.people.roles import Role
from tests.office.routes_samples import Samples, World

DAY = date(2026, 6, 10)


def samples(world: World) -> Samples:
    coordinator = world.people[Role.COORDINATOR]
    team = Team.objects.create(name="Đoàn sau kiểm tra", role=Role.INSPECTOR, valid_from=date(2019, 1, 1))
    other_team = Team.objects.create(name="Đoàn không đi", role=Role.INSPECTOR, valid_from=date(2019, 1, 1))
    TeamMember.objects.create(team=team, person=world.people[Role.INSPECTOR])
    inspection = Inspection.objects.create(
        number="KT-2026-950", kind="check", title="Kiểm tra đã xong", opens_on=DAY, closes_on=DAY,
        led_by=world.own, prepared_by=coordinator, drawn_at=_at(), opened_at=_at(),
    )  # fmt: skip
    InspectionTeam.objects.create(inspection=inspection, team=team, days=5)
    made: dict[str, dict[str, Any]] = {}
    for name, agency, of, officer in (
        ("own", world.own, team, world.colleague.person),
        ("other", world.other, other_team, world.outsider.person),
    ):
        made[name] = _all_of(inspection, agency, of, coordinator, officer, name)
    draft = Inspection.objects.create(
        number="KT-2026-951", kind="check", title="Kiểm tra đang kết luận", opens_on=DAY, closes_on=DAY,
        led_by=world.other, prepared_by=coordinator, drawn_at=_at(),
    )  # fmt: skip
    prepared = Conclusion.objects.create(inspection=draft, agency=world.own, words="Dự thảo")
    prepared.preparers.add(coordinator)

    def of_each(thing: str) -> dict[str, dict[str, object]]:
        return {name: {"key": rows[thing].key} for name, rows in made.items()}

    conclusions = of_each("conclusion") | {"own, in preparation": {"key": prepared.key}}
    letters = {"": {"key": made["own"]["letter"].key}}
    return {
        **{f"inspections:{name}": of_each("visit") for name in ("after-visit", "hand-over", "enter-finding")},
        "inspections:look-again": of_each("visit"),
        **{
            f"inspections:{name}": of_each("handing_over")
            for name in ("receive-record", "object", "extend-term")
        },
        "inspections:answer-objection": of_each("objection"),
        **{
            f"inspections:{name}": of_each("finding")
            for name in ("finding", "change-finding", "withdraw-finding", "handle")
        },
        **{f"inspections:{name}": of_each("handling") for name in ("read-handled", "erase-handled")},
        **{
            f"inspections:{name}": conclusions
            for name in (
                "conclusion", "change-conclusion", "recommend", "hand-in-conclusion", "decide-conclusion",
                "issue-conclusion", "receive-conclusion",
            )
        },
        "inspections:report-document": {"": {"ending": "docx"}},
        "inspections:conclusion-paper": {
            name: {**one, "ending": "docx"} for name, one in conclusions.items()
        },
        **{
            f"inspections:{name}": of_each("recommendation")
            for name in ("change-recommendation", "drop-recommendation", "remedy")
        },
        "inspections:check-remediation": of_each("remediation"),
        **{
            f"inspections:{name}": letters
            for name in ("letter", "change-letter", "read-author", "erase-author")
        },
        **{
            f"inspections:{name}": {"": {"key": inspection.key}}
            for name in ("outcome", "begin-conclusion", "prevalence", "prevalence-csv")
        },
    }  # fmt: skip


def _at() -> datetime:
    return timezone.make_aware(datetime.combine(DAY, time(9)))


def _all_of(
    inspection: Inspection, agency: Agency, team: Team, coordinator: Person, officer: Person, name: str
) -> dict[str, Any]:
    place = Place.objects.create(
        inspection=inspection, code=name, name=f"Một cửa {agency.name}", agency=agency,
        agency_words=agency.name,
    )  # fmt: skip
    visit = Visit.objects.create(
        inspection=inspection, place=place, how="demanded", team=team, begun_at=_at(), ended_at=_at(),
        handed_over_at=_at(), is_announced=False,
    )  # fmt: skip
    record = Record.objects.create(
        visit=visit, checklist=inspection.checklist, state="signed", digest="0" * 64
    )
    handing_over = HandingOver.objects.create(
        visit=visit, number=f"KT-2026-950/BB-{name}", record_sha256=record.digest, handed_by=coordinator,
        last_day=date(2099, 1, 1),
    )  # fmt: skip
    objection = Objection.objects.create(handing_over=handing_over, by=officer, words="Không đồng ý")
    finding = Finding.objects.create(
        inspection=inspection, visit=visit, agency=agency, number=1 if name == "own" else 2, duty="G1",
        kind="forbidden", effect="none", words="Gây phiền hà", rule="severity@1", by_rule="grave",
        severity="grave", found_on=DAY, entered_by=coordinator,
    )  # fmt: skip
    handling = Handling.objects.create(
        finding=finding, kind="reprimand", decided_on=DAY, agency=agency, entered_by=coordinator
    )
    HandledPerson.objects.create(handling=handling, sealed=seal(Named("Trần Thị Kín", "công chức")))
    conclusion = Conclusion.objects.create(
        inspection=inspection, agency=agency, words="Kết luận", handed_in_at=_at(), approved_at=_at(),
        approved_by=coordinator, number="1/KL", issued_on=DAY, issued_at=_at(),
    )  # fmt: skip
    conclusion.preparers.add(coordinator)
    recommendation = Recommendation.objects.create(
        conclusion=conclusion, number=1, words="Chấn chỉnh", owner=agency, deadline=date(2099, 1, 1)
    )
    recommendation.findings.add(finding)
    remediation = Remediation.objects.create(recommendation=recommendation, by=officer, words="Đã làm")
    letter = Letter.objects.create(
        number=f"ĐT-2026-9{name}", received_on=DAY, kind="complaint", agency=agency, about="Chờ lâu",
        origin="hand", entered_by=coordinator,
    )  # fmt: skip
    LetterAuthor.objects.create(letter=letter, sealed=seal(Named("Lê Văn Thư", "0900")))
    return {
        "visit": visit, "handing_over": handing_over, "objection": objection, "finding": finding,
        "handling": handling, "conclusion": conclusion, "recommendation": recommendation,
        "remediation": remediation, "letter": letter,
    }  # fmt: skip
