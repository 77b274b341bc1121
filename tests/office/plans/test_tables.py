"""Targets and solutions from tables: all of them or none, with every problem at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document as WordDocument

from chiso.office.plans.comparing import differences
from chiso.office.plans.content import content_of, hash_of
from chiso.office.plans.models import PlanTarget, PlanVersion, Solution
from chiso.office.plans.reading_lines import read_lines
from chiso.office.plans.reading_targets import read_targets
from chiso.office.plans.services.plans import begin_version
from chiso.problems import BadInput
from tests.office.campaigns.appraising.stage import page_of, signed_in
from tests.office.plans.making import Staff, again, approved, filled, handed_in, opened, staff

pytestmark = pytest.mark.django_db
SOLUTIONS = (
    "problem,cause,solution,codes\n"
    "Người dân khó phản ánh,Không ai trả lời,Trả lời mọi phản ánh trong 5 ngày,8.3\n"
    "Người dân khó phản ánh,Không biết gửi đâu,Một số điện thoại cho cả thành phố,8.3; 3.2\n"
    "Không khí bẩn,Không đo,Đo và công bố hằng ngày,7\n"
)


@pytest.fixture
def made() -> Staff:
    return staff()


def bring(client: Client, version: PlanVersion, what: str, table: str) -> Any:
    return client.post(
        f"/ke-hoach/ban/{version.key}/{what}/nhap/",
        {
            "expected_version": str(again(version).version),
            "table": SimpleUploadedFile("bang.csv", table.encode()),
        },
    )


def test_sub_dimensions_are_given_to_agencies_in_one_go(made: Staff) -> None:
    version = opened(made)
    client = signed_in(made.people["coordinator"])
    wrong = bring(
        client, version, "muc-tieu",
        "code,target,agency,source\n9.9,1,Thanh tra Thành phố,\n7.2,30,Sở Lạ,\n7.1,x,,\n"
        "2.1,2,Thanh tra Thành phố,\n2.1,2.1,Thanh tra Thành phố,\n",
    )  # fmt: skip
    assert wrong.status_code == 422
    for code in ("CH-8420", "CH-8422", "CH-8428", "CH-8423"):
        assert code in page_of(wrong), code
    assert not PlanTarget.objects.exists()
    table = "code,target,agency,source\n2.1,2.0,Thanh tra Thành phố,NQ 17\n7.2,2,so-tai-nguyen-ha-noi,\n"
    assert bring(client, version, "muc-tieu", table).status_code == 303
    rows = PlanTarget.objects.order_by("node").values_list("node", "points", "owner", "source")
    assert list(rows) == [("2.1", "2", made.inspectorate.pk, "NQ 17"), ("7.2", "2", made.environment.pk, "")]
    # Once more: those of the same node and agency take their place.
    assert bring(client, version, "muc-tieu", table.replace("2.0,", "2.1,", 1)).status_code == 303
    assert PlanTarget.objects.get(node="2.1").points == "2.1"
    assert PlanTarget.objects.count() == 2
    page = page_of(client.get(f"/ke-hoach/ban/{version.key}/khoang-cach/"))
    assert "theo cơ quan chịu trách nhiệm" in page


def test_each_cell_is_called_by_the_column_of_its_table(made: Staff) -> None:
    version = opened(made)
    with pytest.raises(BadInput) as targets:
        read_targets(version, b"code,target,agency\n9.9,1,\n2.1,-1,\n", "muc-tieu.csv")
    with pytest.raises(BadInput) as lines:
        read_lines(version, b"code,measure,points\n9.9,x,1\n2.1,x,-1\n", "bien-phap.csv")
    assert _places(targets) == [("CH-8420", 2, "code"), ("CH-8421", 3, "target")]
    assert _places(lines) == [("CH-8420", 2, "code"), ("CH-8421", 3, "points")]


def _places(refused: pytest.ExceptionInfo[BadInput]) -> list[tuple[str, int | None, str | None]]:
    return [(one.code, one.where.row, one.where.field) for one in refused.value.problems]


def test_solutions_stand_by_problem_beside_what_was_lost_where_they_help(made: Staff) -> None:
    version = filled(made)
    client = signed_in(made.people["coordinator"])
    wrong = bring(
        client, version, "giai-phap", "problem,cause,solution,codes\nA,,B,9.9\n" + "x" * 301 + ",b,c,7\n"
    )
    assert wrong.status_code == 422
    for code in ("CH-8313", "CH-8318"):
        assert code in page_of(wrong), code
    long = bring(client, version, "giai-phap", "problem,cause,solution,codes\n" + "x" * 301 + ",b,c,7\n")
    assert "CH-8478" in page_of(long)
    assert not Solution.objects.exists()
    assert bring(client, version, "giai-phap", SOLUTIONS).status_code == 303
    page = page_of(client.get(f"/ke-hoach/ban/{version.key}/khoang-cach/?so-voi=maximum"))
    # Of Hà Nội in PAPI 2019 8.3 has 1.61 of 3.33, dimension 7 3.23 of 10: see the table of the example.
    for said in ("Không khí bẩn", "Một số điện thoại cho cả thành phố", "Mất điểm mà chưa nêu giải pháp"):
        assert said in page
    assert "8.3, 3.2" in page
    shown = page_of(client.get(f"/ke-hoach/ban/{version.key}/"))
    assert "Đo và công bố hằng ngày" in shown


def test_solutions_are_bound_by_the_approval_and_go_on_into_the_next_version(made: Staff) -> None:
    version = filled(made)
    without = hash_of(content_of(version))
    client = signed_in(made.people["coordinator"])
    bring(client, version, "giai-phap", SOLUTIONS)
    assert hash_of(content_of(version)) != without
    stands = approved(made, handed_in(made, version))
    assert bring(client, stands, "giai-phap", SOLUTIONS).status_code == 422, "approved: changed by nobody"
    following = begin_version(actor=made.people["coordinator"], plan=stands.plan, expected_number=1)
    assert hash_of(content_of(following)) == hash_of(content_of(stands))
    bring(client, following, "giai-phap", SOLUTIONS.rpartition("Không khí")[0])
    said = [one.said.in_language("vi") for one in differences(content_of(stands), content_of(following))]
    assert said == ["Bỏ giải pháp: “Đo và công bố hằng ngày”."]


def test_a_document_has_the_solutions_as_its_third_annex(made: Staff, tmp_path: Any) -> None:
    version = filled(made)
    client = signed_in(made.people["coordinator"])
    bring(client, version, "giai-phap", SOLUTIONS)
    answer = client.get(f"/ke-hoach/ban/{version.key}/tep/docx/")
    path = tmp_path / "plan.docx"
    path.write_bytes(answer.content)
    tables = WordDocument(str(path)).tables
    cells = [cell.text for table in tables for row in table.rows for cell in row.cells]
    for said in ("Một số điện thoại cho cả thành phố", "8.3, 3.2", "Không đo"):
        assert said in cells
