"""The plan of a demonstration: made up and marked as such, with sub-plans in each state and tasks given."""

from __future__ import annotations

import pytest
from django.utils import timezone

from chiso.office.demonstration.plans import show_plans
from chiso.office.people.roles import Role
from chiso.office.plans.forecasting import kept_result
from chiso.office.plans.models import Plan, PlanVersion
from chiso.office.plans.ranges import range_of
from chiso.office.plans.selectors import content_shown, tasks_given
from chiso.office.plans.showing import show_targets
from tests.office.making import appoint, make_agency, make_person

pytestmark = pytest.mark.django_db
AGENCIES = (
    "so-noi-vu-ha-noi", "thanh-tra-ha-noi", "van-phong-ubnd-ha-noi", "so-y-te-ha-noi",
    "trung-tam-phuc-vu-hanh-chinh-cong-ha-noi", "so-nong-nghiep-va-moi-truong-ha-noi",
    "so-khoa-hoc-va-cong-nghe-ha-noi",
)  # fmt: skip


def test_the_plan_is_marked_and_its_parts_stand_in_every_state() -> None:
    for uid in AGENCIES:
        make_agency(uid, uid=uid)
    people = {"dieu-phoi": make_person(), "lanh-dao": make_person()}
    appoint(people["dieu-phoi"], Role.COORDINATOR)
    appoint(people["lanh-dao"], Role.CITY_LEADER)
    show_plans(people, timezone.localdate())
    plans = Plan.objects.all()
    assert all(one.is_made_up and "minh hoạ" in one.title for one in plans)
    states = PlanVersion.objects.filter(plan__agency__isnull=False).values_list("state", flat=True)
    assert sorted(states) == ["approved", "draft", "head_approved", "submitted"]
    city = Plan.objects.get(agency=None)
    assert list(city.versions.order_by("number").values_list("state", flat=True)) == ["approved", "submitted"]
    shown = content_shown(city.versions.get(number=1))
    targets = show_targets(shown.figures, shown.content, shown.forecast)
    # Every target lies above what was published; none of them beyond its maximum.
    assert all(one.lacking and one.lacking > 0 for one in targets)
    assert all(one.most is None or one.points <= one.most for one in targets)
    found = range_of(kept_result(shown.figures.basis), shown.figures, "ha-noi", shown.content.lines)
    whole = next(one for one in targets if one.target.node == "total")
    assert None not in (found.lowest, found.highest, whole.today, whole.forecast)
    assert whole.today < found.lowest < found.highest <= whole.forecast  # type: ignore[operator]  # none is None
    given = tasks_given(city)
    assert len(given) == len(shown.content.lines) // 2
    assert all(task.is_made_up for task in given.values())
