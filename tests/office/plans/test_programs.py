"""Programs read plans within the rights of their person; an erasure takes the words of a person."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chiso.office.api.services import make_token
from chiso.office.ledger.erasing import Erasure
from chiso.office.plans.content import content_of, hash_of
from chiso.office.plans.erasing import erase_from_plans
from chiso.office.plans.models import Line, Step
from chiso.office.plans.services.deciding import send_back
from tests.office.campaigns.appraising.stage import signed_in
from tests.office.plans.making import (
    Staff,
    approved,
    filled,
    handed_in,
    in_force,
    opened,
    part_of,
    staff,
    with_line,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Staff:
    return staff()


def ask(made: Staff, who: str, address: str, scope: str = "plans:read") -> Any:
    secret = make_token(actor=made.people[who], name="thử", scopes=[scope], days=1).secret
    return Client().get(f"/api/v1/plans{address}", headers={"Authorization": f"Bearer {secret}"})


def test_a_program_reads_what_its_person_may_read(made: Staff) -> None:
    draft = opened(made, title="Kế hoạch chưa trình")
    version = in_force(made)
    part = part_of(made, version, made.environment)
    listed = {who: ask(made, who, "").json()["plans"] for who in ("auditor", "officer", "officer_2")}
    keys = {who: {one["key"] for one in plans} for who, plans in listed.items()}
    assert keys == {
        "auditor": {draft.plan.key, version.plan.key, part.plan.key},
        "officer": {version.plan.key},
        "officer_2": {version.plan.key, part.plan.key},
    }
    assert ask(made, "officer", f"/versions/{part.key}").status_code == 404
    assert ask(made, "statistician", "").status_code == 403
    assert ask(made, "auditor", "", scope="surveys:read").status_code == 403
    content = ask(made, "officer", f"/versions/{version.key}").json()
    assert content["content_sha256"] == hash_of(content_of(version))
    assert [(one["node"], one["target"], one["unit"]) for one in content["targets"]] == [
        ("2", "5.4", "ha-noi"), ("7", "3.2", "ha-noi"), ("total", "43.5", "ha-noi"),
    ]  # fmt: skip
    # Hà Nội in PAPI 2019: 41.53.
    assert content["targets"][2]["today"].startswith("41.53")
    assert [one["owner"] for one in content["lines"]] == ["thanh-tra-ha-noi", "so-tai-nguyen-ha-noi"]
    whole = ask(made, "auditor", f"/{version.plan.key}").json()
    assert [one["agency"] for one in whole["parts"]] == ["so-tai-nguyen-ha-noi"]


def test_an_erasure_takes_reasons_of_the_person_and_lines_that_name_them(made: Staff) -> None:
    leader = made.people["leader"]
    version = handed_in(made, filled(made))
    send_back(actor=leader, version=version, words="Xem lại mục 5", expected_version=version.version)
    with_line(made, version, "5.1", "Việc do Phan Văn Long nêu", made.inspectorate)
    with_line(made, version, "5.2", "Việc khác", made.inspectorate)
    erasure = Erasure(leader, (leader.full_name,), timezone.now(), "12/XLDL")
    assert erase_from_plans(erasure) == 2
    assert not Step.objects.filter(words__contains="mục 5").exists()
    assert not Line.objects.filter(words__contains="Long").exists()
    assert Line.objects.filter(words="Việc khác").exists()


def test_an_approval_stays_that_of_what_was_approved_when_words_are_erased_afterwards(made: Staff) -> None:
    leader, draft = made.people["leader"], filled(made)
    with_line(made, draft, "5.1", "Việc do Trần Thị Nêu Tên đề nghị", made.inspectorate)
    version = approved(made, handed_in(made, draft))
    address, page = f"/versions/{version.key}", f"/ke-hoach/ban/{version.key}/"
    before = ask(made, "auditor", address).json()
    assert before["approved_sha256"] == before["content_sha256"]
    said = "Nội dung lúc phê duyệt"
    assert said not in signed_in(made.people["auditor"]).get(page).content.decode()
    assert erase_from_plans(Erasure(leader, ("Trần Thị Nêu Tên",), timezone.now(), "12/XLDL")) == 1
    after = ask(made, "auditor", address).json()
    assert after["approved_sha256"] == before["approved_sha256"] != after["content_sha256"]
    assert said in signed_in(made.people["auditor"]).get(page).content.decode()
    assert (
        ask(made, "auditor", f"/versions/{opened(made, title='Khác').key}").json()["approved_sha256"] is None
    )
