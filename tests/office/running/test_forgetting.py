"""What is older than it is kept goes; what is not stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.utils import timezone

from chiso.office.api.models import Answered
from chiso.office.api.services import make_token
from chiso.office.notices.models import Notice
from chiso.office.running.forgetting import forget
from tests.office.making import make_person

pytestmark = pytest.mark.django_db


def test_old_sign_ins_answers_and_read_notices_go_and_others_stay() -> None:
    person, now = make_person(), timezone.now()
    token = make_token(actor=person, name="x", scopes=["ledger:read"], days=1).token
    for days in (29, 31):
        Answered.objects.create(
            token=token,
            idempotency_key=str(days),
            asked="",
            status=200,
            body="",
            at=now - timedelta(days=days),
        )
    for days in (89, 91):
        for model, more in ((AccessAttempt, {"failures_since_start": 1}), (AccessLog, {})):
            row = model.objects.create(username="x", ip_address="10.0.0.1", user_agent=str(days), **more)
            model.objects.filter(pk=row.pk).update(attempt_time=now - timedelta(days=days))
    for days in (365, 367):
        Notice.objects.create(person=person, kind="x", read_at=now - timedelta(days=days))
    Notice.objects.create(person=person, kind="x", created_at=now - timedelta(days=4000))
    assert forget.func() == {"sign_ins": 2, "answers": 1, "notices": 1}
    assert [one.idempotency_key for one in Answered.objects.all()] == ["29"]
    assert [one.user_agent for one in AccessLog.objects.all()] == ["89"]
    # A notice that nobody has read waits however long.
    assert Notice.objects.count() == 2
