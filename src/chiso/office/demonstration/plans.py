"""A plan of a demonstration: how Hà Nội could raise its PAPI, with sub-plans in several states.

What it starts from was published; targets, measures, costs and deadlines are made up, and the plan says so.
Everything goes through the services that people use. Owners are agencies of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from chiso.frameworks.model import TOTAL
from chiso.office.demonstration.accounts import HEALTH
from chiso.office.demonstration.campaigns.filling import staff
from chiso.office.drafting.trying.given import Given, example_tables
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.plans.basis import Figures, Started, start_from_table
from chiso.office.plans.models import Plan, PlanVersion
from chiso.office.plans.selectors import content_shown
from chiso.office.plans.services.contents import save_line, save_target
from chiso.office.plans.services.deciding import approve, hand_in
from chiso.office.plans.services.given import LineGiven, TargetGiven
from chiso.office.plans.services.giving import give_lines
from chiso.office.plans.services.plans import ask_for_parts, begin_version, open_plan

_YEAR = "2024"
_INSPECTORATE, _OFFICE = "thanh-tra-ha-noi", "van-phong-ubnd-ha-noi"
_ENVIRONMENT, _SCIENCE = "so-nong-nghiep-va-moi-truong-ha-noi", "so-khoa-hoc-va-cong-nghe-ha-noi"
_HOME_AFFAIRS, _ONE_STOP = "so-noi-vu-ha-noi", "trung-tam-phuc-vu-hanh-chinh-cong-ha-noi"
_SOURCE = "Minh hoạ, không phải quyết định của Thành phố"
# Owner and gain of each dimension.
_TARGETS = {
    "1": (_HOME_AFFAIRS, "0.16"), "2": (_INSPECTORATE, "0.30"), "3": (_OFFICE, "0.20"),
    "4": (_INSPECTORATE, "0.25"), "5": (_ONE_STOP, "0.20"), "6": (HEALTH, "0.10"),
    "7": (_ENVIRONMENT, "0.40"), "8": (_SCIENCE, "0.18"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Measure:
    """A made-up measure: at which criterion, how many points more, person-days, days until it is due,
    how likely it is to succeed.
    """

    node: str
    words: str
    owner: str
    gain: str
    effort: int
    days: int
    product: str
    partners: tuple[str, ...] = ()
    probability: str = "0.8"


_MEASURES = (
    _Measure("1.1", "Hướng dẫn tổ dân phố họp bàn khoản đóng góp", _HOME_AFFAIRS, "0.12", 60, 150,
             "Tài liệu hướng dẫn và 126 buổi họp"),
    _Measure("2.1", "Công khai danh sách hộ nghèo ở nhà văn hoá và trên trang của phường, xã", _INSPECTORATE,
             "0.15", 40, 60, "Danh sách được niêm yết ở mọi phường, xã", (_HOME_AFFAIRS,)),
    _Measure("2.3", "Công khai kế hoạch sử dụng đất ở phường, xã", _ENVIRONMENT, "0.22", 50, 90,
             "Bản đồ và bảng giá đất đặt tại phường, xã", (_INSPECTORATE,)),
    _Measure("3.2", "Trả lời kiến nghị của người dân trong 15 ngày, có phiếu hẹn", _OFFICE, "0.15", 45, 120,
             "Sổ theo dõi kiến nghị"),
    _Measure("4.1", "Kiểm tra đột xuất việc nhận tiền ngoài quy định ở bộ phận một cửa", _INSPECTORATE,
             "0.18", 240, 200, "Báo cáo kiểm tra từng quý", (_ONE_STOP,)),
    _Measure("6.1", "Rút ngắn thời gian chờ khám ở trạm y tế phường, xã", HEALTH, "0.10", 180, 180,
             "Lịch hẹn khám qua điện thoại"),
    _Measure("7.2", "Đo và công bố chất lượng không khí hằng ngày tới từng phường", _ENVIRONMENT, "0.31", 430,
             240, "Trang công bố số đo hằng ngày", (_SCIENCE,)),
    _Measure("8.1", "Đưa mọi mẫu đơn lên cổng thông tin, điền được trên điện thoại", _SCIENCE, "0.14", 80,
             170, "Mẫu đơn điện tử", (_ONE_STOP,)),
)  # fmt: skip


def show_plans(people: Mapping[str, Person], today: date) -> None:
    """Open the plan as the coordinator, have it approved, ask for sub-plans, give lines, go on."""
    coordinator, leader = people["dieu-phoi"], people["lanh-dao"]
    agencies = {
        one.uid: one for one in Agency.objects.filter(uid__in={owner for owner, _ in _TARGETS.values()})
    }
    started = _started()
    version = open_plan(
        actor=coordinator, title=f"Kế hoạch nâng cao chỉ số PAPI năm {today.year + 1} (minh hoạ)",
        period=str(today.year + 1), started=started, is_made_up=True,
    )  # fmt: skip
    _fill(coordinator, version, agencies, today)
    _approve(coordinator, leader, version)
    approved = _again(version)
    lines = content_shown(approved).content.lines
    give_lines(actor=coordinator, version=approved, lines=lines[: len(lines) // 2])
    _ask(people, approved, agencies, today)
    following = begin_version(actor=coordinator, plan=approved.plan, expected_number=1)
    _raise(coordinator, following, agencies[_SCIENCE])
    now = _again(following)
    hand_in(actor=coordinator, version=now, expected_version=now.version)


def _started() -> Started:
    answers, units = example_tables("papi")
    given = Given("papi@2021", _YEAR, answers, "papi.csv", "file", units, "units.csv")
    return start_from_table(given, unit="Hà Nội", source=f"PAPI {_YEAR}, UNDP, CECODES, RTA")


def _fill(actor: Person, version: PlanVersion, agencies: Mapping[str, Agency], today: date) -> None:
    figures = Figures(version.plan.basis)
    total = Fraction(0)
    for node, (owner, gain) in _TARGETS.items():
        total += Fraction(gain)
        _set(actor, version, node, _more(figures, node, gain), agencies[owner])
    _set(actor, version, TOTAL, _more(figures, TOTAL, str(total)), agencies[_OFFICE])
    for one in _MEASURES:
        now = _again(version)
        save_line(
            actor=actor, version=now, expected_version=now.version,
            given=LineGiven(
                node=one.node, words=one.words, points=_more(figures, one.node, one.gain),
                effort=Fraction(one.effort), probability=Fraction(one.probability), owner=agencies[one.owner],
                partners=tuple(agencies[uid] for uid in one.partners),
                deadline=today + timedelta(days=one.days), product=one.product, source=_SOURCE,
            ),
        )  # fmt: skip


def _set(actor: Person, version: PlanVersion, node: str, points: Fraction, owner: Agency) -> None:
    now = _again(version)
    given = TargetGiven(node, points, owner, _SOURCE)
    save_target(actor=actor, version=now, given=given, expected_version=now.version)


def _more(figures: Figures, node: str, gain: str) -> Fraction:
    """Today's points and the gain, to two decimals, within the maximum."""
    today = figures.of(figures.basis.measured, node) or Fraction(0)
    wanted = Fraction(round((today + Fraction(gain)) * 100), 100)
    most = figures.most(node)
    return wanted if most is None else min(wanted, most)


def _approve(preparing: Person, deciding: Person, version: PlanVersion) -> None:
    now = _again(version)
    if now.state == "draft":
        hand_in(actor=preparing, version=now, expected_version=now.version)
        now = _again(version)
    approve(actor=deciding, version=now, expected_version=now.version)


def _ask(
    people: Mapping[str, Person], approved: PlanVersion, agencies: Mapping[str, Agency], today: date
) -> None:
    """Four sub-plans: one to be prepared, one handed in, one approved by the head, one accepted."""
    asked = [agencies[uid] for uid in (HEALTH, _INSPECTORATE, _ENVIRONMENT, _OFFICE)]
    holders = staff(asked[1:], today, prefix="ke-hoach")
    plan = Plan.objects.get(pk=approved.plan_id)
    parts = ask_for_parts(
        actor=people["dieu-phoi"], plan=plan, agencies=asked, due=today + timedelta(days=21),
        expected_version=plan.version,
    )  # fmt: skip
    for number, part in enumerate(parts[1:], start=1):
        officer, head = holders[asked[number].pk]
        now = _again(part)
        hand_in(actor=officer, version=now, expected_version=now.version)
        if number > 1:
            _approve(officer, head, part)
        if number > 2:
            _approve(officer, people["dieu-phoi"], part)


def _raise(actor: Person, version: PlanVersion, owner: Agency) -> None:
    """What the second version changes: one target is higher."""
    now = _again(version)
    target = now.targets.get(node="8")
    given = TargetGiven("8", Fraction(target.points) + Fraction("0.1"), owner, _SOURCE)
    save_target(actor=actor, version=now, given=given, target=target, expected_version=now.version)


def _again(version: PlanVersion) -> PlanVersion:
    rows = PlanVersion.objects.select_related("plan__agency", "plan__city_plan")
    found: PlanVersion = rows.get(pk=version.pk)
    return found
