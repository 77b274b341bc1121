"""A deadline in mid-request: between the page and the post, between the right and the commit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering import saving
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Answer, Phase, Receipt, Submission
from chiso.office.campaigns.submitting import steps
from chiso.office.errors import Conflict, NotNow
from chiso.office.ledger.models import Entry
from chiso.office.ledger.work import unit_of_work
from tests.office.campaigns.making import Running, published, running
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def leaf(made: Running, node: str = "6") -> str:
    agency = made.ba_dinh.key
    return f"/dot-danh-gia/{made.campaign.key}/tu-danh-gia/{agency}/{agency}/{node}/"


def form(**more: str) -> dict[str, str]:
    """Criterion 6 as its page sends it."""
    answers = {f"i-{name}": "true" for name in ("correct", "posted", "electronic")}
    return {**answers, "status": "given", "note": "Chụp ngày 25/11", "expected_version": "0", **more}


def save(made: Running, version: int = 0, note: str = "Như biên bản") -> Answer:
    return save_answer(
        actor=made.people["officer"], campaign=made.campaign, unit=made.ba_dinh, node="6",
        given=published(note=note), expected_version=version,
    )  # fmt: skip


def approve(made: Running) -> Submission:
    version = Submission.objects.get().version
    return steps.approve(
        actor=made.people["head"], campaign=made.campaign, agency=made.ba_dinh, expected_version=version
    )


def submit(made: Running, version: int) -> Receipt:
    return steps.submit(
        actor=made.people["head"], campaign=made.campaign, agency=made.ba_dinh, expected_version=version,
        accepts_gaps=True,
    )  # fmt: skip


def just_before_the_commit(monkeypatch: pytest.MonkeyPatch, module: Any, do: Callable[[], Any]) -> None:
    """Let something happen after the right was asked, before the transaction of a service begins."""
    happened = []

    def interrupted(*arguments: Any, **named: Any) -> Any:
        if not happened:
            happened.append(True)
            do()
        return unit_of_work(*arguments, **named)

    monkeypatch.setattr(module, "unit_of_work", interrupted)


def close_now() -> None:
    Phase.objects.update(closes_at=timezone.now())


def test_a_phase_that_closes_between_the_page_and_the_post_takes_nothing(made: Running) -> None:
    browser = sign_in(made.people["officer"])
    assert browser.get(leaf(made)).status_code == 200
    made.close("self_assessment")
    answer = browser.post(leaf(made), form())
    assert answer.status_code == 403
    assert "CH-7004" in answer.content.decode()
    with scopes_disabled():
        assert not Answer.objects.exists()
        # That it was tried is told.
        assert Entry.objects.get(verb="attempted").facts["node"] == "6"


def test_what_the_page_saves_by_itself_after_the_deadline_says_so_and_the_words_stay_on_the_page(
    made: Running,
) -> None:
    browser = sign_in(made.people["officer"])
    browser.get(leaf(made))
    made.close("self_assessment")
    answer = browser.post(leaf(made), form(autosave="1"))
    assert (answer.status_code, answer.json()["state"]) == (403, "refused")
    assert answer.json()["said"]


def test_who_pressed_in_time_is_in_although_the_deadline_passed_while_waiting_for_the_lock(
    made: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The right is asked once, by the clock of the server, when the service begins: that moment counts."""
    with scopes_disabled():
        just_before_the_commit(monkeypatch, saving, lambda: made.close("self_assessment"))
        answer = save(made)
        assert answer.version == 1
        # The record tells both times: the entry is later than the end of the phase.
        assert Entry.objects.get(verb="answer_saved").at > Phase.objects.get().closes_at
        with pytest.raises(NotNow):
            save(made, version=1)
        assert Answer.objects.get().version == 1


def test_an_answer_on_its_way_is_not_slipped_under_a_submission(
    made: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scopes_disabled():
        save(made)
        version = approve(made).version
        just_before_the_commit(monkeypatch, saving, lambda: submit(made, version))
        with pytest.raises(NotNow):
            save(made, version=1, note="Sửa sau khi nộp")
        stands = Answer.objects.get()
        assert (stands.version, stands.note) == (1, "Như biên bản")
        assert Submission.objects.get().revision == Receipt.objects.get().revision
        assert Entry.objects.filter(verb="answer_saved").count() == 1


def test_a_submission_on_its_way_does_not_take_an_answer_along_that_nobody_approved(
    made: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scopes_disabled():
        save(made)
        version = approve(made).version
        just_before_the_commit(monkeypatch, steps, lambda: save(made, version=1, note="Giờ chót"))
        with pytest.raises(Conflict):
            submit(made, version)
        assert not Receipt.objects.exists()
        assert (Submission.objects.get().state, Answer.objects.get().note) == ("drafting", "Giờ chót")


def test_an_approval_on_its_way_is_not_of_what_the_head_has_not_read(
    made: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scopes_disabled():
        save(made)
        just_before_the_commit(monkeypatch, steps, lambda: save(made, version=1, note="Sửa"))
        with pytest.raises(Conflict):
            approve(made)
        assert Submission.objects.get().state == "drafting"


def test_a_submission_that_came_in_time_is_not_late_because_it_waited_for_its_turn(
    made: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scopes_disabled():
        save(made)
        version = approve(made).version
        just_before_the_commit(monkeypatch, steps, close_now)
        receipt = submit(made, version)
        assert (receipt.is_late, Submission.objects.get().is_late) == (False, False)
        # The receipt says when it came, the record when it was written.
        assert receipt.at < Phase.objects.get().closes_at
        assert Entry.objects.get(verb="self_assessment_submitted").at >= Phase.objects.get().closes_at


def test_an_extension_that_is_withdrawn_in_mid_request_is_over_for_the_next_one(made: Running) -> None:
    with scopes_disabled():
        made.close("self_assessment")
        now = timezone.now()
        granted = made.campaign.exceptions.create(
            kind="extension", phase="self_assessment", agency=made.ba_dinh, opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(hours=1), reason="Mất điện", granted_by=made.people["coordinator"],
        )  # fmt: skip
    browser = sign_in(made.people["officer"])
    assert browser.post(leaf(made), form()).status_code == 303
    with scopes_disabled():
        granted.withdrawn_at = timezone.now()
        granted.save()
    assert browser.post(leaf(made), form(note="Sửa", expected_version="1")).status_code == 403
    with scopes_disabled():
        assert Answer.objects.get().note == "Chụp ngày 25/11"
