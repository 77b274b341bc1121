"""What the office forgets by itself, as `docs/reference/retention.md` says for each table."""

from __future__ import annotations

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.utils import timezone
from django_tasks import task

from chiso.language import text
from chiso.office.api.models import Answered
from chiso.office.notices.models import Notice
from chiso.office.running.tasks import repeat

SIGN_INS = timedelta(days=90)
ANSWERS = timedelta(days=30)
NOTICES = timedelta(days=366)


@task()
def forget() -> dict[str, int]:
    """Delete what is older than it is kept; how many rows of each went."""
    now = timezone.now()
    gone = {
        "sign_ins": sum(
            model.objects.filter(attempt_time__lt=now - SIGN_INS).delete()[0]
            for model in (AccessAttempt, AccessFailureLog, AccessLog)
        )
    }
    gone["answers"] = Answered.objects.filter(at__lt=now - ANSWERS).delete()[0]
    gone["notices"] = Notice.objects.filter(read_at__lt=now - NOTICES).delete()[0]
    return gone


def register_forgetting() -> None:
    """Called once, when the app `running` is ready."""
    title = text("Forget old sign-ins, answers of the API and notices that were read")
    repeat("running.forget", every=timedelta(days=1), task=forget, title=title)
