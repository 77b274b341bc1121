"""A small set of criteria as a draft, a consultation on it, and people for every part in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from chiso.office.drafting.consulting.services.consultations import open_consultation
from chiso.office.drafting.freezing.checklist import check_list_of
from chiso.office.drafting.freezing.services import approve_draft, submit_draft
from chiso.office.drafting.models import Consultation, Draft, DraftNode, Frozen
from chiso.office.drafting.services.drafts import begin_draft
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.making import appoint, make_agency, make_person

Tree = dict[str, Any]


def leaf(code: str, maximum: str, vi: str, en: str, **more: Any) -> Tree:
    return {
        "code": code,
        "title": {"vi": vi, "en": en},
        "max_points": maximum,
        "evidence": {"vi": "Báo cáo", "en": "Report"},
        "inputs": {"done": {"type": "boolean"}},
        "rule": {"kind": "boolean@1"},
        **more,
    }


def small_set(identifier: str = "bo-thu", version: str = "2026", **more: Any) -> Tree:
    """Ten points: a plan, a report. Clean, apart from what `more` changes."""
    return {
        "format": "chiso-framework/1",
        "id": identifier,
        "version": version,
        "title": {"vi": "Bộ tiêu chí thử", "en": "A set to try"},
        "status": "draft",
        "completeness": "full",
        "periods": {"from": "2026"},
        "rights": {"vi": "Tự soạn", "en": "Our own"},
        "index": {"max_points": "10"},
        "nodes": [
            {
                "code": "1",
                "title": {"vi": "Chỉ đạo, điều hành", "en": "Direction"},
                "max_points": "10",
                "nodes": [
                    leaf("1.1", "4", "Ban hành kế hoạch", "A plan is issued"),
                    leaf("1.2", "6", "Báo cáo đúng hạn", "Reports are on time"),
                ],
            }
        ],
        **more,
    }


@dataclass(frozen=True)
class Cast:
    """Who takes part."""

    coordinator: Person
    statistician: Person
    leader: Person
    health: Agency
    education: Agency
    doctor: Person  # officer of `health`
    nurse: Person  # another officer of `health`
    teacher: Person  # officer of `education`


def make_cast() -> Cast:
    health, education = make_agency("Sở Y tế"), make_agency("Sở Giáo dục và Đào tạo")
    people = {
        name: make_person(name)
        for name in ("Điều phối", "Thống kê", "Lãnh đạo", "Bác sĩ", "Y tá", "Thầy giáo")
    }
    for name, role, agency in (
        ("Điều phối", Role.COORDINATOR, None),
        ("Thống kê", Role.STATISTICIAN, None),
        ("Lãnh đạo", Role.CITY_LEADER, None),
        ("Bác sĩ", Role.AGENCY_OFFICER, health),
        ("Y tá", Role.AGENCY_OFFICER, health),
        ("Thầy giáo", Role.AGENCY_OFFICER, education),
    ):
        appoint(people[name], role, agency)
    coordinator, statistician, leader, doctor, nurse, teacher = people.values()
    return Cast(coordinator, statistician, leader, health, education, doctor, nurse, teacher)


def make_draft(person: Person, document: Tree | None = None) -> Draft:
    document = document or small_set()
    return begin_draft(
        actor=person,
        origin="empty",
        origin_words="",
        document=document,
        identifier=document["id"],
        version_name=document["version"],
    )


def node_of(draft: Draft, code: str) -> DraftNode:
    return next(one for one in DraftNode.objects.filter(draft=draft) if one.code == code)


def lay_open(
    cast: Cast, draft: Draft, *, days: int = 20, agencies: list[Agency] | None = None, is_public: bool = True
) -> Consultation:
    draft.refresh_from_db()
    return open_consultation(
        actor=cast.coordinator,
        draft=draft,
        title="Góp ý bộ tiêu chí thử",
        words="Xin cho ý kiến về điểm tối đa.",
        closes_at=timezone.now() + timedelta(days=days),
        agencies=[cast.health, cast.education] if agencies is None else agencies,
        is_public=is_public,
        expected_version=draft.version,
    )


def let_time_pass(consultation: Consultation) -> Consultation:
    """The deadline was a minute ago."""
    past = timezone.now() - timedelta(minutes=1)
    Consultation.objects.filter(pk=consultation.pk).update(opens_at=past - timedelta(days=20), closes_at=past)
    consultation.refresh_from_db()
    return consultation


def freeze(cast: Cast, draft: Draft, number: str = "12/QĐ-UBND") -> Frozen:
    """Submit a draft and approve it."""
    draft.refresh_from_db()
    submitted = submit_draft(actor=cast.coordinator, draft=draft, expected_version=draft.version)
    framework = check_list_of(submitted).examined.framework
    assert framework is not None
    return approve_draft(
        actor=cast.leader,
        draft=submitted,
        decision_number=number,
        decision_date=timezone.localdate(),
        seen_hash=framework.hash,
        expected_version=submitted.version,
    )
