"""From published results to a plan, tasks in three levels and what they changed, page by page in a browser.

By `council.answered` Ba Đình has one of two points at criterion 6 of the published campaign (its procedures
are not shown electronically), Hoàn Kiếm both: 50 and 100 per cent. In the year after, written here by hand,
both have both points: the change of the one with the task is 50, of the other 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.language import Language, text
from chiso.office.campaigns.models import Campaign, Edition
from chiso.office.campaigns.publishing.folders import folder_of
from chiso.office.files.models import Document
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.organisation.models import Agency, AgencyForm
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.plans.models import Plan, PlanVersion
from chiso.office.tasks.models import Extension, Report, Task
from chiso.office.tasks.states import NAMES, State
from tests.office.browsing import needs_browser, visit
from tests.office.campaigns.council.answered import answered
from tests.office.campaigns.making import FRAMEWORK, Running, running
from tests.office.campaigns.publishing import steps
from tests.office.campaigns.walks.walking import Walk, fill
from tests.office.files.honest import pdf
from tests.office.making import appoint, make_agency, make_person
from tests.office.signing import code_of, enrol

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]
LINE = "Niêm yết điện tử mọi thủ tục"


@dataclass
class Walker:
    """A window in one language, and the district with the unit below it."""

    walk: Walk
    language: Language
    made: Running
    ward: Agency
    people: dict[str, Person]

    def sit(self, who: str) -> None:
        self.walk.sit(self.people[who])

    def said(self, message: Any) -> str:
        """A sentence in the language of the window."""
        return str(message.in_language(self.language))

    def press(self, button: str, **fields: str) -> None:
        """Press a button by its English name, in the language of the window."""
        self.walk.press(self.said(text(button)), **fields)

    def prove(self, who: str) -> None:
        """Give the code that an approval asks for."""
        person, page = self.people[who], self.walk.page
        if person.pk not in self.walk.secrets:
            self.walk.secrets[person.pk] = enrol(person)
        if page.locator('main [name="step_up_code"]').count():
            form = page.locator("main form").filter(has=page.locator('[name="step_up_code"]'))
            fill(form, "step_up_code", code_of(self.walk.secrets[person.pk]))
            with page.expect_navigation():
                form.get_by_role("button").first.click()

    def approve(self, who: str, version: PlanVersion) -> None:
        """Read a version and approve it."""
        self.sit(who)
        self.walk.open(f"/ke-hoach/ban/{version.key}/duyet/")
        assert LINE in self.walk.said()
        name = self.said(text("Approve version {number}", number=version.number))
        with self.walk.page.expect_navigation():
            self.walk.page.get_by_role("button", name=name, exact=True).click()
        self.prove(who)
        version.refresh_from_db()

    def sees(self, task: Task, state: State) -> None:
        """The page of a task says how it stands."""
        self.walk.open(f"/nhiem-vu/{task.key}/")
        assert self.said(NAMES[state]) in self.walk.said()


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("CHISO_HOME", str(home))
    return home


@pytest.fixture(params=[("vi", False), ("en", True)], ids=["vi without script", "en with script"])
def walker(
    request: pytest.FixtureRequest,
    live_server: Any,
    chromium: Browser,
    installation: Path,
    tmp_path: Path,
    transactional_db: None,
) -> Iterator[Walker]:
    language, script = request.param
    with visit(chromium, live_server, script=script, language=language) as visitor, scopes_disabled():
        visitor.page.set_default_timeout(15_000)
        made = answered(running("decision", "publication"))
        steps.published(made, steps.city_key(tmp_path), tmp_path)
        ward = make_agency("Trung tâm Hành chính công Ba Đình", uid="trung-tam-ba-dinh")
        AgencyForm.objects.filter(agency=ward).update(parent=made.ba_dinh)
        people = dict(made.people)
        for who, role in (("ward_head", Role.AGENCY_HEAD), ("ward_officer", Role.AGENCY_OFFICER)):
            people[who] = make_person(f"Người {who}")
            appoint(people[who], role, ward)
        yield Walker(Walk(visitor), language, made, ward, people)


def typed(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def plan_of_the_city(w: Walker) -> PlanVersion:
    """Opened from what was published, a target and a line, handed in by one person, approved by another."""
    today = timezone.localdate()
    w.sit("coordinator")
    w.walk.open("/ke-hoach/moi/")
    w.press(
        "Open the plan", edition=Edition.objects.get().key, title="Kế hoạch một cửa",
        plan_period=str(today.year),
    )  # fmt: skip
    version = PlanVersion.objects.get()
    base = f"/ke-hoach/ban/{version.key}"
    w.walk.open(f"{base}/khoang-cach/?don-vi=quan-ba-dinh")
    # Why the appraiser took the point, in the words of the list and in their own.
    assert "Sổ ghi khác" in w.walk.said()
    assert w.said(text("the evidence shows another figure")) in w.walk.said()
    w.walk.open(f"{base}/muc-tieu/")
    w.press("Save the target", node="6", points="2", owner=w.made.ba_dinh.key)
    w.walk.open(f"{base}/bien-phap/")
    w.press(
        "Save the line", node="6", words=LINE, points="2", owner=w.made.ba_dinh.key, effort="30",
        deadline=typed(today + timedelta(days=60)), product="Trang thủ tục",
    )  # fmt: skip
    w.walk.open(f"{base}/trinh/")
    w.walk.press(w.said(text("Hand version {number} in", number=1)))
    assert w.walk.visitor.open(f"{base}/duyet/") == 403, "nobody approves what they prepared"
    w.approve("leader", version)
    assert version.state == "approved"
    return version


def sub_plan(w: Walker, city: PlanVersion) -> None:
    """Asked for, prepared by the officer, approved by the head, accepted by a leader."""
    w.sit("coordinator")
    w.walk.open(f"/ke-hoach/{city.plan.key}/co-quan/")
    w.press(
        "Ask these agencies",
        agencies=w.made.ba_dinh.key,
        due=typed(timezone.localdate() + timedelta(days=10)),
    )
    version = PlanVersion.objects.get(plan__agency=w.made.ba_dinh)
    w.sit("officer_2")
    assert w.walk.visitor.open(f"/ke-hoach/ban/{version.key}/") == 404, "a plan of another district"
    w.sit("officer")
    w.walk.open("/")
    assert version.plan.title in w.walk.said()
    w.walk.open(f"/ke-hoach/ban/{version.key}/trinh/")
    w.walk.press(w.said(text("Hand version {number} in", number=1)))
    w.approve("head", version)
    w.approve("leader", version)
    assert version.state == "approved"
    assert list(version.lines.values_list("words", flat=True)) == [LINE]


def give_in_three_levels(w: Walker, version: PlanVersion) -> tuple[Task, Task, Task]:
    """The line to the district; by its head to the unit below; by that one's head to an officer of it."""
    w.sit("coordinator")
    w.walk.open(f"/ke-hoach/ban/{version.key}/giao-viec/")
    w.press("Give the chosen lines as tasks")
    first = Task.objects.get()
    given = [first]
    for who, title in (("head", "Rà soát danh mục"), ("ward_head", "Đăng tải thủ tục")):
        above = given[-1]
        w.sit(who)
        w.walk.open(f"/nhiem-vu/{above.key}/chia/")
        w.press("Give the part on", title=title, owner=w.ward.key, aims="")
        given.append(Task.objects.latest("pk"))
    w.walk.open(f"/nhiem-vu/{given[2].key}/phan-cong/")
    w.press("Name them", officer=w.people["ward_officer"].key)
    assert [one.level for one in given] == [1, 2, 3]
    assert [one.owner for one in given] == [w.made.ba_dinh, w.ward, w.ward]
    w.sit("officer_2")
    assert w.walk.visitor.open(f"/nhiem-vu/{first.key}/") == 404, "a task of another district"
    return given[0], given[1], given[2]


def report_with_evidence(w: Walker, task: Task) -> None:
    """An officer enters a document and reports by it."""
    w.sit("ward_officer")
    w.walk.open("/tai-lieu/them/")
    w.walk.give_file("bao-cao.pdf", pdf())
    w.press("Enter the document", number="01/BC-TTHCC", title="Danh mục đã đăng tải")
    document = Document.objects.get(number="01/BC-TTHCC")
    w.walk.open(f"/nhiem-vu/{task.key}/bao-cao/")
    w.press(
        "Report it", percent="50", words="Đã đăng một nửa",
        documents=f"{w.walk.visitor.address}/tai-lieu/{document.key}/",
    )  # fmt: skip
    w.sees(task, State.RUNNING)
    assert "Danh mục đã đăng tải" in w.walk.said()


def late_and_more_time(w: Walker, task: Task) -> None:
    """Its last day passes; more time is asked for by who does it and granted by who gave it."""
    today = timezone.localdate()
    Task.objects.filter(pk=task.pk).update(
        deadline=today - timedelta(days=2), last_day=today - timedelta(days=2)
    )
    w.sees(task, State.OVERDUE)
    w.walk.open(f"/nhiem-vu/{task.key}/gia-han/")
    w.press("Ask for it", new_deadline=typed(today + timedelta(days=20)), reason="Chờ phần mềm")
    request = Extension.objects.get()
    assert w.walk.visitor.open(f"/nhiem-vu/gia-han/{request.key}/duyet/") == 403, "who asked does not grant"
    w.sit("ward_head")
    w.walk.open(f"/nhiem-vu/gia-han/{request.key}/duyet/")
    w.press("Decide", decision="grant")
    w.sees(task, State.RUNNING)


def done_and_confirmed(w: Walker, task: Task, doer: str, giver: str, *, returned: bool = False) -> None:
    """Reported as done and confirmed by who gave it; perhaps returned before."""
    for decision in ("return", "confirm") if returned else ("confirm",):
        w.sit(doer)
        w.walk.open(f"/nhiem-vu/{task.key}/xong/")
        w.press("Report it as done", words="Đã xong")
        w.sees(task, State.WAITING)
        report = Report.objects.get(task=task, kind="done", decision="")
        w.sit(giver)
        w.walk.open(f"/nhiem-vu/bao-cao/{report.key}/duyet/")
        reason = {"reason": "Thiếu ba thủ tục"} if decision == "return" else {}
        w.press("Decide", decision=decision, **reason)
    w.sees(task, State.DONE_IN_TIME)
    assert ("Thiếu ba thủ tục" in w.walk.said()) == returned


def publish_the_year_after(w: Walker) -> None:
    """Both districts have both points at criterion 6: figures by hand, as a published edition holds them."""
    campaign = Campaign.objects.create(
        kind="units", title="Một cửa các quận năm sau", period=str(timezone.localdate().year + 1),
        framework=FRAMEWORK, is_sample=True,
    )  # fmt: skip
    edition = Edition.objects.create(
        campaign=campaign, number=1, state="published", status="final", folder=f"{campaign.key}-1",
        prepared_by=w.people["coordinator"],
    )  # fmt: skip
    run = folder_of(edition) / "run"
    (run / "inputs").mkdir(parents=True)
    # Other codes than in the year before, as it happens in life.
    codes = {"M2": w.made.ba_dinh.uid, "M1": w.made.hoan_kiem.uid}
    rows = [f"{campaign.period},a,{code},6,2,2,scored" for code in codes]
    head = "period,league,unit,code,points,max_points,status"
    (run / "scores.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    units = [f"{uid},{code},{uid}" for code, uid in codes.items()]
    (run / "inputs" / "units.csv").write_text("\n".join(["uid,code,name", *units]) + "\n", encoding="utf-8")


def test_from_results_to_a_plan_to_tasks_in_three_levels_to_what_they_changed(walker: Walker) -> None:
    w = walker
    version = plan_of_the_city(w)
    sub_plan(w, version)
    first, second, third = give_in_three_levels(w, version)
    report_with_evidence(w, third)
    late_and_more_time(w, third)
    w.sit("leader")
    w.walk.open("/ke-hoach/lanh-dao/")
    assert version.plan.title in w.walk.said()
    done_and_confirmed(w, third, "ward_officer", "ward_head", returned=True)
    done_and_confirmed(w, second, "ward_officer", "head")
    done_and_confirmed(w, first, "officer", "coordinator")
    publish_the_year_after(w)
    w.sit("auditor")
    w.walk.open(f"/nhiem-vu/{first.key}/tac-dung/")
    rows = [row.inner_text() for row in w.walk.page.locator("main table").first.locator("tbody tr").all()]
    figures = [[cell for cell in row.replace(".", ",").split() if cell[:1].isdecimal()] for row in rows]
    # How many, before, after, change.
    assert figures == [["1", "50,00", "100,00", "50,00"], ["1", "100,00", "100,00", "0,00"]]
    w.walk.open(f"/ke-hoach/{version.plan.key}/")
    assert w.said(NAMES[State.DONE_IN_TIME]) in w.walk.said()
    w.sit("appraiser")
    for closed in ("/ke-hoach/", "/nhiem-vu/", f"/nhiem-vu/{first.key}/"):
        assert w.walk.visitor.open(closed) == 403, "appraisers have nothing to do with plans and tasks"
    assert w.walk.visitor.errors == []
    assert Plan.objects.count() == 2
    assert verify_ledger().is_whole
