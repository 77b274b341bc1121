"""Pages of plans: from opening one to its approval, sub-plans, tasks; who may not, sees nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chiso.office.plans.models import Line, Plan, PlanVersion
from tests.office.campaigns.appraising.stage import page_of, signed_in
from tests.office.making import make_agency
from tests.office.plans.making import (
    TITLE,
    Staff,
    again,
    approved,
    filled,
    handed_in,
    in_force,
    opened,
    part_of,
    staff,
    with_line,
    with_target,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Staff:
    return staff()


def post(client: Client, address: str, version: PlanVersion | None = None, **given: Any) -> Any:
    seen = {"expected_version": str(again(version).version)} if version is not None else {}
    return client.post(address, seen | given)


def test_a_plan_goes_from_the_table_to_the_approval_by_pages(made: Staff) -> None:
    client = signed_in(made.people["coordinator"])
    form = {
        "title": TITLE, "plan_period": "2020", "against": "papi@2019", "period": "2019", "example": "papi",
        "units_from": "office", "unit": "Hà Nội", "source": "PAPI 2019, UNDP, CECODES, RTA",
    }  # fmt: skip
    assert "Mã" in page_of(client.post("/ke-hoach/moi/bang/", form | {"unit": "Sao Hoả"}))
    assert not Plan.objects.exists()
    answer = client.post("/ke-hoach/moi/bang/", form)
    assert answer.status_code == 303
    version = PlanVersion.objects.get()
    page = page_of(client.get(answer["Location"]))
    assert TITLE in page
    base = f"/ke-hoach/ban/{version.key}"
    target = {"node": "total", "points": "43,5", "owner": made.inspectorate.key, "source": ""}
    assert post(client, f"{base}/muc-tieu/", version, **(target | {"points": "430"})).status_code == 422
    assert post(client, f"{base}/muc-tieu/", version, **target).status_code == 303
    line = {
        "node": "2.1", "words": "Công khai danh sách hộ nghèo", "points": "2", "owner": made.inspectorate.key,
        "partners": "Sở Tài nguyên và Môi trường", "deadline": "30/09/2030", "effort": "90",
    }  # fmt: skip
    wrong = post(client, f"{base}/bien-phap/", version, **(line | {"partners": "Sở Không có"}))
    assert wrong.status_code == 422
    assert "Sở Không có" in page_of(wrong)
    assert post(client, f"{base}/bien-phap/", version, **line).status_code == 303
    page = page_of(client.get(f"{base}/"))
    # PAPI 2019 of Hà Nội, as it was published.
    assert "41,53" in page
    assert "43,50" in page
    assert "Công khai danh sách hộ nghèo" in page
    assert post(client, f"{base}/trinh/", version).status_code == 303
    leader = signed_in(made.people["leader"])
    assert "Công khai danh sách hộ nghèo" in page_of(leader.get(f"{base}/duyet/"))
    assert post(leader, f"{base}/duyet/", version, action="approve").status_code == 303
    assert again(version).state == "approved"
    assert "Công khai" in page_of(signed_in(made.people["officer_2"]).get(f"{base}/"))


def test_lines_are_taken_in_from_a_table_all_or_none(made: Staff) -> None:
    version = opened(made)
    client = signed_in(made.people["coordinator"])
    address = f"/ke-hoach/ban/{version.key}/bien-phap/nhap/"

    def bring(table: str) -> Any:
        file = SimpleUploadedFile("bien-phap.csv", table.encode())
        return post(client, address, version, table=file)

    head = "code,measure,points,cost,effort,agency,with,quarter,deadline,product,source\n"
    wrong = bring(
        head
        + "2.1,Công khai,x,1,2,Sở Không có,,2020-Q3,,,\n"
        + "99,Việc,1,-1,2,Thanh tra Thành phố,Sở Lạ,Q3,31/02/2020,,\n"
    )
    assert wrong.status_code == 422
    page = page_of(wrong)
    for code in ("CH-8428", "CH-8422", "CH-8420", "CH-8425", "CH-8424"):
        assert code in page
    assert not Line.objects.exists()
    assert bring(
        head
        + "2.1,Công khai,2.0,10,90,Thanh tra Thành phố,Sở Tài nguyên và Môi trường,2020-Q3,,Sổ,NQ 17\n"
        + "7.2,Đo không khí,2.2,20,430,so-tai-nguyen-ha-noi,,,30/09/2020,,\n"
    ).status_code == 303  # fmt: skip
    assert [(one.words, one.points, one.owner) for one in Line.objects.order_by("pk")] == [
        ("Công khai", "2", made.inspectorate), ("Đo không khí", "2.2", made.environment),
    ]  # fmt: skip
    assert list(Line.objects.get(node="2.1").partners.all()) == [made.environment]
    # The same measure again takes the place of the line that stands, and keeps its identity.
    identity = Line.objects.get(node="2.1").identity
    assert bring(head + "2.1,Công khai,2.1,10,80,Thanh tra Thành phố,,2020-Q4,,,\n").status_code == 303
    line = Line.objects.get(node="2.1")
    assert (line.identity, line.points, line.effort) == (identity, "2.1", "80")


def test_two_who_change_the_same_line_see_both_versions(made: Staff) -> None:
    version = filled(made)
    line = version.lines.get(node="2.1")
    seen = version.version
    with_target(made, version, "1", "5.2", made.inspectorate, by="coordinator_2")
    client = signed_in(made.people["coordinator"])
    given = {
        "node": "2.1", "words": "Lời khác", "owner": made.inspectorate.key, "deadline": "30/09/2020",
        "expected_version": str(seen),
    }  # fmt: skip
    answer = client.post(f"/ke-hoach/ban/{version.key}/bien-phap/{line.key}/", given)
    assert answer.status_code == 409
    assert "Lời khác" in page_of(answer)
    line.refresh_from_db()
    assert line.words == "Công khai danh sách hộ nghèo ở nhà văn hoá"


def test_sub_plans_and_the_next_version_by_pages(made: Staff) -> None:
    version = in_force(made)
    client = signed_in(made.people["coordinator"])
    plan = Plan.objects.get()
    address = f"/ke-hoach/{plan.key}/co-quan/"
    assert "Sở Tài nguyên và Môi trường" in page_of(client.get(address))
    asked = client.post(
        address,
        {"agencies": [made.environment.key], "due": "31/12/2030", "expected_version": str(plan.version)},
    )
    assert asked.status_code == 303
    part = PlanVersion.objects.get(plan__agency=made.environment)
    officer = signed_in(made.people["officer_2"])
    assert f"/ke-hoach/ban/{part.key}/" in page_of(officer.get("/"))
    assert post(officer, f"/ke-hoach/ban/{part.key}/trinh/", part).status_code == 303
    head = signed_in(made.people["head_2"])
    assert f"/ke-hoach/ban/{part.key}/duyet/" in page_of(head.get("/"))
    back = post(head, f"/ke-hoach/ban/{part.key}/duyet/", part, action="return", words="Thiếu kinh phí")
    assert back.status_code == 303
    assert "Thiếu kinh phí" in page_of(officer.get(f"/ke-hoach/ban/{part.key}/"))
    begun = client.post(f"/ke-hoach/{plan.key}/ban-moi/", {"expected_version": "1"})
    assert begun.status_code == 303
    second = PlanVersion.objects.get(plan=plan, number=2)
    with_line(made, second, "5.1", "Rút ngắn thời gian cấp giấy", made.environment)
    page = page_of(client.get(f"/ke-hoach/ban/{second.key}/khac/"))
    assert "Rút ngắn thời gian cấp giấy" in page
    # An agency goes on reading what is approved, and nothing of the draft.
    assert officer.get(f"/ke-hoach/ban/{second.key}/").status_code == 404
    assert officer.get(f"/ke-hoach/{plan.key}/").status_code == 200
    assert "Rút ngắn" not in page_of(officer.get(f"/ke-hoach/{plan.key}/"))
    assert version.number == 1


def test_the_gaps_of_the_city_are_split_without_remainder(made: Staff) -> None:
    version = filled(made)
    client = signed_in(made.people["auditor"])
    for against in ("maximum", "best", "first-ten", "median", "target"):
        answer = client.get(f"/ke-hoach/ban/{version.key}/khoang-cach/?so-voi={against}")
        assert answer.status_code == 200
        assert "41,53" in page_of(answer)
    # The provinces of PAPI have no groups: that is said, and nothing is made up.
    assert "CH-8311" in page_of(client.get(f"/ke-hoach/ban/{version.key}/khoang-cach/?so-voi=group"))
    assert client.get(f"/ke-hoach/ban/{version.key}/khoang-cach/?so-voi=x").status_code == 404
    assert client.get(f"/ke-hoach/ban/{version.key}/khoang-cach/?don-vi=hai-phong").status_code == 404


def test_an_agency_learns_nothing_of_the_sub_plan_of_another(made: Staff) -> None:
    version = in_force(made)
    part = part_of(made, version, made.environment)
    with_line(made, part, "7.1", "Việc chưa ai biết", made.environment, by="officer_2")
    line = part.lines.get(words="Việc chưa ai biết")
    for who in ("officer", "head"):
        client = signed_in(made.people[who])
        for address in (
            f"/ke-hoach/{part.plan.key}/", f"/ke-hoach/ban/{part.key}/", f"/ke-hoach/ban/{part.key}/khac/",
            f"/ke-hoach/ban/{part.key}/khoang-cach/", f"/ke-hoach/ban/{part.key}/tep/xlsx/",
            f"/ke-hoach/ban/{part.key}/bien-phap/{line.key}/", f"/ke-hoach/ban/{part.key}/duyet/",
        ):  # fmt: skip
            assert client.get(address).status_code in (403, 404)
        for address in ("/ke-hoach/", f"/ke-hoach/{version.plan.key}/", "/"):
            page = page_of(client.get(address))
            assert "Việc chưa ai biết" not in page
            assert part.plan.key not in page
    outsider = signed_in(made.people["statistician"])
    assert outsider.get("/ke-hoach/").status_code == 403
    assert 'href="/ke-hoach/"' not in page_of(outsider.get("/"))


def test_pages_ask_a_constant_number_of_questions(made: Staff) -> None:
    client = signed_in(made.people["coordinator"])
    counts: list[list[int]] = []
    third = make_agency("Sở Y tế")
    for number in (1, 3):
        version = opened(made, title=f"Kế hoạch {number}")
        for place in range(number):
            with_target(made, version, f"{place + 1}", "5", made.inspectorate)
            with_line(
                made, version, f"{place + 1}.1", f"Việc {place}", made.environment, points=Fraction("1.9"),
                partners=(made.inspectorate,),
            )  # fmt: skip
        with_target(made, version, "total", "43", third)
        version = approved(made, handed_in(made, version))
        for agency in (made.environment, made.inspectorate)[: 1 if number == 1 else 2]:
            part_of(made, version, agency)
        client.get(f"/ke-hoach/ban/{version.key}/")
        counts.append([])
        for address in (
            "/ke-hoach/", f"/ke-hoach/ban/{version.key}/", f"/ke-hoach/ban/{version.key}/khac/",
            f"/ke-hoach/ban/{version.key}/khoang-cach/", f"/ke-hoach/ban/{version.key}/tep/xlsx/",
        ):  # fmt: skip
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]
