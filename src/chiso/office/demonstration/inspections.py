"""An inspection of a demonstration, all of it made up: from the draw to what another visit saw mended.

Two places of a small frame are visited today: one that an order demands, one by chance. What is noted, found,
objected to, concluded and mended goes through the services, as each role does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from chiso.inspection.checklists import checklist_of
from chiso.office.demonstration.accounts import HEALTH, HOME_AFFAIRS, WARD
from chiso.office.inspections.content import files_of
from chiso.office.inspections.following import services
from chiso.office.inspections.following.sealing import Named
from chiso.office.inspections.following.services import (
    FindingGiven,
    LetterGiven,
    RecommendationGiven,
)
from chiso.office.inspections.models import CHECKLIST, Conclusion, Finding, Inspection, Visit
from chiso.office.inspections.services.drawing import draw, open_draw
from chiso.office.inspections.services.framing import take_frame
from chiso.office.inspections.services.preparing import (
    DrawSettings,
    InspectionFacts,
    begin_inspection,
    change_settings,
)
from chiso.office.inspections.services.records import Entry, write_record
from chiso.office.inspections.services.sealing import approve, seal
from chiso.office.inspections.services.teams import set_teams
from chiso.office.inspections.services.visits import Move, arrange_again
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.services.teams import add_member, form_team

_MADE_UP = "(minh hoạ)"
_NOT_MET = ("A1", "D5")
_WHERE_HEALTH_IS = "Phường Ba Đình"


def show_inspections(people: Mapping[str, Person], today: date) -> None:
    """An inspection from its plan to a finding that is mended, and two letters."""
    shown = _Shown(people, today)
    inspection = shown.draw_visits()
    for visit in inspection.visits.select_related("place__agency", "inspection", "team"):
        is_ward = visit.place.agency.uid == WARD
        shown.write(visit, _NOT_MET if is_ward else ())
        shown.hand_over(visit)
        if is_ward:
            shown.conclude(visit)
    open_draw(
        actor=people["dieu-phoi"], inspection=inspection,
        expected_version=Inspection.objects.get(pk=inspection.pk).version,
    )  # fmt: skip
    shown.take_letters()


class _Shown:
    """Who does it, and when."""

    def __init__(self, people: Mapping[str, Person], today: date) -> None:
        self._people, self._today = people, today
        self._coordinator = people["dieu-phoi"]
        self._ward = Agency.objects.get(uid=WARD)

    def draw_visits(self) -> Inspection:
        """Begun, prepared, sealed, approved, drawn."""
        coordinator, home_affairs = self._coordinator, Agency.objects.get(uid=HOME_AFFAIRS)
        team = form_team(
            actor=coordinator, name=f"Đoàn kiểm tra công vụ số 1 {_MADE_UP}",
            purpose="", leading=[home_affairs], valid_from=self._today,
        )  # fmt: skip
        add_member(actor=coordinator, team=team, person=self._people["kiem-tra"], leads=True)
        facts = InspectionFacts(
            kind="check", title=f"Kiểm tra thực hiện cơ chế một cửa {_MADE_UP}", opens_on=self._today,
            closes_on=self._today + timedelta(days=14), led_by=home_affairs,
            focus="Thái độ và trách nhiệm trong giải quyết thủ tục hành chính",
        )  # fmt: skip
        inspection = begin_inspection(actor=coordinator, facts=facts, is_made_up=True)
        take_frame(
            actor=coordinator, inspection=inspection, content=self._frame(), name="khung.csv",
            expected_version=self._version(inspection),
        )  # fmt: skip
        change_settings(
            actor=coordinator, inspection=inspection, expected_version=self._version(inspection),
            settings=DrawSettings(visits=2, days=Fraction(2), unannounced_share=Fraction(1)),
        )  # fmt: skip
        set_teams(
            actor=coordinator, inspection=inspection, teams=[(team, Decimal(2))],
            expected_version=self._version(inspection),
        )  # fmt: skip
        stands = Inspection.objects.get(pk=inspection.pk)
        seal(actor=coordinator, inspection=stands, expected_version=stands.version)
        stands = Inspection.objects.get(pk=inspection.pk)
        approve(
            actor=self._people["lanh-dao"], inspection=stands, seen_sha256=files_of(stands).sha256,
            expected_version=stands.version,
        )  # fmt: skip
        stands = Inspection.objects.get(pk=inspection.pk)
        draw(actor=coordinator, inspection=stands, expected_version=stands.version)
        return Inspection.objects.get(pk=inspection.pk)

    def _frame(self) -> bytes:
        """The ward, which an order demands, and counters of a department, of which chance takes one.

        They lie in two wards, so that the map of the report has something to tell apart.
        """
        health = Agency.objects.get(uid=HEALTH)
        lines = ["place,name,agency,field,district,must"]
        lines.append(
            f"MC-01,Một cửa {self._ward.name},{self._ward.uid},Hộ tịch,{self._ward.name},Chỉ đạo {_MADE_UP}"
        )
        lines += [
            f"MC-0{n},Quầy {n} {health.name},{health.uid},Y tế,{_WHERE_HEALTH_IS}," for n in range(2, 6)
        ]
        return ("\n".join(lines) + "\n").encode()

    def write(self, visit: Visit, not_met: tuple[str, ...]) -> None:
        """The record of a visit: every duty answered, both sides signed on paper."""
        inspector = self._people["kiem-tra"]
        checklist = checklist_of(CHECKLIST)
        entries = [Entry("part", "begun", {})]
        for code in checklist.items:
            breach = checklist.section_of(code).breach
            is_met = code not in not_met
            answer = breach if not is_met else ("no" if breach == "yes" else "yes")
            entries.append(Entry("answer", code, {"answer": answer, "note": ""}))
        entries += [
            Entry("voice", f"{number:016x}", {"attitude": "good", "guidance": "yes", "demands": "no"})
            for number in range(5)
        ]
        for side, name in (("inspector", inspector.full_name), ("official", "Đại diện cơ quan (minh hoạ)")):
            signed = {"name": name, "position": "", "how": "on_paper", "strokes": [], "digest": "0" * 64}
            entries.append(Entry("part", f"signature-{side}", signed))
        entries.append(Entry("part", "ended", {}))
        write_record(actor=inspector, visit=visit, entries=entries, expected_version=0)

    def hand_over(self, visit: Visit) -> None:
        """Handed over; the head has no objection."""
        stands = self._fresh(visit)
        handed = services.hand_over_record(
            actor=self._people["kiem-tra"], visit=stands, expected_version=stands.version
        )
        head = "thu-truong-phuong" if visit.place.agency_id == self._ward.pk else "thu-truong-so"
        services.receive_record(
            actor=self._people[head], handing_over=handed, agrees=True, expected_version=handed.version
        )

    def conclude(self, visit: Visit) -> None:
        """Two findings, a conclusion with a recommendation, which another visit sees mended."""
        visit = self._fresh(visit)
        findings = [
            services.enter_finding(
                actor=self._people["kiem-tra"], visit=visit,
                given=FindingGiven(
                    words=f"{words} {_MADE_UP}", duty=duty, effect=effect, position="Trưởng bộ phận một cửa"
                ),
            )
            for words, duty, effect in (
                ("Bảng niêm yết thiếu mức phí của hai thủ tục", "A1", "none"),
                ("Ba trong mười hồ sơ rút thăm không có giấy hẹn", "D5", "burden"),
            )
        ]  # fmt: skip
        conclusion = services.begin_conclusion(
            actor=self._coordinator, inspection=visit.inspection, agency=self._ward
        )
        services.change_conclusion(
            actor=self._coordinator, conclusion=conclusion, expected_version=self._version(conclusion),
            words=f"Cơ bản thực hiện đúng; còn hai điểm phải khắc phục {_MADE_UP}.",
        )  # fmt: skip
        recommendation = services.recommend(
            actor=self._coordinator, conclusion=conclusion, expected_version=self._version(conclusion),
            given=RecommendationGiven(
                f"Niêm yết đủ phí, trả giấy hẹn cho mọi hồ sơ {_MADE_UP}", self._ward,
                self._today + timedelta(days=30), findings,
            ),
        )  # fmt: skip
        self._issue(conclusion)
        remediation = services.report_remediation(
            actor=self._people["can-bo-phuong"], recommendation=recommendation,
            words=f"Đã niêm yết đủ và rà soát giấy hẹn {_MADE_UP}",
            expected_version=self._version(recommendation),
        )  # fmt: skip
        again = arrange_again(
            actor=self._coordinator, visit=visit, is_announced=False,
            move=Move(visit.team, None, f"Xem việc khắc phục {_MADE_UP}"),
        )  # fmt: skip
        again = self._fresh(again)
        self.write(again, ())
        services.check_remediation(
            actor=self._people["kiem-tra"], remediation=remediation, revisit=self._fresh(again),
            decision="mended", expected_version=remediation.version,
        )  # fmt: skip

    def _issue(self, conclusion: Conclusion) -> None:
        services.hand_in_conclusion(
            actor=self._coordinator, conclusion=conclusion, expected_version=self._version(conclusion)
        )
        services.approve_conclusion(
            actor=self._people["lanh-dao"], conclusion=conclusion, expected_version=self._version(conclusion)
        )
        services.issue_conclusion(
            actor=self._coordinator, conclusion=conclusion, number="01/KL-MH", issued_on=self._today,
            expected_version=self._version(conclusion),
        )  # fmt: skip
        services.receive_conclusion(
            actor=self._people["thu-truong-phuong"], conclusion=conclusion,
            expected_version=self._version(conclusion),
        )  # fmt: skip

    def take_letters(self) -> None:
        """A complaint, linked to what was found, and praise."""
        finding = Finding.objects.get(agency=self._ward, duty="D5")
        for kind, about, linked in (
            ("complaint", "Nộp hồ sơ không được trả giấy hẹn", finding),
            ("praise", "Cán bộ hướng dẫn tận tình", None),
        ):
            services.enter_letter(
                actor=self._coordinator, is_made_up=True,
                given=LetterGiven(
                    received_on=self._today, kind=kind, agency=self._ward, field="Hộ tịch",
                    about=f"{about} {_MADE_UP}", author=Named("Công dân minh hoạ"), finding=linked,
                ),
            )  # fmt: skip

    @staticmethod
    def _fresh(visit: Visit) -> Visit:
        rows = Visit.objects.select_related("place__agency", "inspection", "team", "record")
        return rows.get(pk=visit.pk)

    @staticmethod
    def _version(row: object) -> int:
        """The version that stands."""
        return int(type(row)._default_manager.get(pk=row.pk).version)  # type: ignore[attr-defined]
