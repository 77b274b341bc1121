"""Erasing a person from campaigns: their words go and every text that names them; figures stay."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.erasing import WRITTEN, erase_from_campaigns
from chiso.office.campaigns.models import (
    Announcement,
    Answer,
    Comment,
    Edition,
    ExtensionRequest,
    Petition,
    PhaseException,
    Question,
    Reminder,
    Reply,
    Ruling,
    Session,
    Submission,
    Workbook,
)
from chiso.office.ledger.erasing import Erasure
from chiso.office.ledger.work import chain_of_agency, unit_of_work
from chiso.office.people.models import Person
from tests.office.campaigns.appraising.stage import NODE, say, share
from tests.office.campaigns.making import Running, running
from tests.office.making import make_agency

pytestmark = pytest.mark.django_db
SAID = "Chị Hà xin giải thích thêm."
# Free texts that speak of no person: what came as a table.
NOT_OF_PERSONS = {("sheet", "table")}


def erase(person: Person) -> int:
    names = (person.username, person.full_name)
    return erase_from_campaigns(Erasure(person, names, timezone.now(), "12/YC"))


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def test_no_free_text_of_campaigns_is_left_out() -> None:
    texts = {
        (model._meta.model_name, field.name)
        for model in apps.get_app_config("campaigns").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.TextField)
    }
    erased = {(one.model._meta.model_name, text) for one in WRITTEN for text in one.texts}
    assert texts - NOT_OF_PERSONS == erased


def _write_everything(made: Running) -> list[tuple[models.Model, str]]:
    """Something of the officer in every model; the rows with the text that must go."""
    officer, campaign, unit, now = made.people["officer"], made.campaign, made.ba_dinh, timezone.now()
    later, place = now + timedelta(days=1), {"campaign": campaign, "unit": unit, "node": NODE}
    answer = say(made, unit, share(4, 4))
    Answer.objects.filter(pk=answer.pk).update(note=SAID, words=SAID)
    session = Session.objects.create(
        campaign=campaign, number=1, held_on=date(2021, 1, 20), words=SAID, written_by=officer,
        chair=officer.full_name, present=[[officer.full_name, "thư ký"], ["Bùi Thị Phương", "uỷ viên"]],
    )  # fmt: skip
    question = Question.objects.create(**place, agency=unit, asked_by=officer, words=SAID, answer_until=later)
    petition = Petition.objects.create(
        **place, agency=unit, by=officer, words=SAID, answered_by=officer, answer=SAID
    )
    request = ExtensionRequest.objects.create(
        campaign=campaign, agency=unit, phase="explanation", until=later, words=SAID, asked_by=officer,
        decided_by=officer, decided_at=now, answer=SAID,
    )  # fmt: skip
    submission = Submission.objects.create(campaign=campaign, agency=unit)
    with unit_of_work(chain_of_agency(campaign.pk, unit.pk), actor=officer) as work:
        work.record("sent_back", submission, words={"remarks": SAID})
    Submission.objects.filter(pk=submission.pk).update(remarks=SAID, returned_for=SAID)
    return [
        (answer, "note"), (answer, "words"), (session, "words"), (session, "chair"), (question, "words"),
        (petition, "words"), (petition, "answer"), (request, "words"), (request, "answer"),
        (submission, "remarks"), (submission, "returned_for"),
        (Comment.objects.create(**place, agency=unit, author=officer, words=SAID), "words"),
        (Reply.objects.create(question=question, by=officer, words=SAID), "words"),
        (
            Ruling.objects.create(
                session=session,
                unit=unit,
                node=NODE,
                status="given",
                reason="other",
                words=SAID,
                written_by=officer,
            ),
            "words",
        ),
        (
            Reminder.objects.create(campaign=campaign, agency=unit, template="x", words=SAID, by=officer),
            "words",
        ),
        (Announcement.objects.create(campaign=campaign, words=SAID, by=officer), "words"),
        (
            PhaseException.objects.create(
                campaign=campaign, kind="extension", phase="explanation", opens_at=now, closes_at=later,
                reason=SAID, granted_by=officer,
            ),
            "reason",
        ),
        (
            Edition.objects.create(campaign=campaign, number=1, reason=SAID, prepared_by=officer),
            "reason",
        ),
    ]  # fmt: skip


def test_what_a_person_wrote_goes_from_every_table_and_figures_stay(made: Running) -> None:
    with scopes_disabled():
        written = _write_everything(made)
        [answer] = [row for row, text in written if text == "note"]
        before = Answer.objects.get(pk=answer.pk).rows
        erase(made.people["officer"])
        for row, text in written:
            found = type(row)._base_manager.get(pk=row.pk)
            assert getattr(found, text) == "", f"{type(row).__name__}.{text}"
        assert Answer.objects.get(pk=answer.pk).rows == before
        assert Session.objects.get().present == [["", "thư ký"], ["Bùi Thị Phương", "uỷ viên"]]


def test_what_others_wrote_stays_unless_it_names_the_person(made: Running) -> None:
    officer, colleague = made.people["officer"], made.people["colleague"]
    place = {"campaign": made.campaign, "unit": made.ba_dinh, "node": NODE, "agency": made.ba_dinh}
    with scopes_disabled():
        neutral = Comment.objects.create(**place, author=colleague, words="Thiếu trang 3.")
        naming = Comment.objects.create(
            **place, author=colleague, words=f"Đã hỏi {officer.full_name.upper()} rồi."
        )
        digest = say(made, made.ba_dinh, share(4, 4))
        Answer.objects.filter(pk=digest.pk).update(note="sha256:" + "0" * 64)
        erase(officer)
        assert Comment.objects.get(pk=neutral.pk).words == "Thiếu trang 3."
        assert Comment.objects.get(pk=naming.pk).words == ""
        assert Answer.objects.get(pk=digest.pk).note == "sha256:" + "0" * 64


def test_the_same_words_of_somebody_else_stay(made: Running) -> None:
    officer, campaign = made.people["officer"], made.campaign
    with scopes_disabled():
        theirs = Submission.objects.create(campaign=campaign, agency=made.ba_dinh, remarks="Thiếu trang 3.")
        other = make_agency("Một cơ quan khác")
        others = Submission.objects.create(campaign=campaign, agency=other, remarks="Thiếu trang 3.")
        with unit_of_work(chain_of_agency(campaign.pk, made.ba_dinh.pk), actor=officer) as work:
            work.record("sent_back", theirs, words={"remarks": "Thiếu trang 3."})
        erase(officer)
        assert Submission.objects.get(pk=theirs.pk).remarks == ""
        assert Submission.objects.get(pk=others.pk).remarks == "Thiếu trang 3."


def test_a_workbook_of_theirs_that_waits_can_be_accepted_no_more(made: Running) -> None:
    with scopes_disabled():
        Workbook.objects.create(
            campaign=made.campaign, agency=made.ba_dinh, name="a.xlsx", sha256="0" * 64,
            leaves=[{"note": SAID}], brought_by=made.people["officer"],
        )  # fmt: skip
        assert erase(made.people["officer"]) == 1
        kept = Workbook.objects.get()
    assert (kept.leaves, kept.discarded_at is not None) == ([], True)
