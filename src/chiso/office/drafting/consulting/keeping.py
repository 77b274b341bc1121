"""What of a consultation is forgotten, and when: names and contacts of the public, counts of addresses.

Opinions themselves belong to the file of the set and stay.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from chiso.language import text
from chiso.office.drafting.consulting.limits import KEPT
from chiso.office.drafting.models import OpinionAuthor, PublicPost
from chiso.office.ledger.erasing import Erasure
from chiso.office.running.tasks import repeat

# So long somebody may still be asked back about what they wrote.
DAYS_AFTER_DEADLINE = 365


def forget_senders() -> int:
    """Empty name and contact a year after the deadline; returns of how many opinions."""
    now = timezone.now()
    old = OpinionAuthor.objects.filter(
        erased_at=None, opinion__consultation__closes_at__lt=now - timedelta(days=DAYS_AFTER_DEADLINE)
    )
    return old.update(name="", contact="", erased_at=now)


def forget_posts() -> int:
    """Delete what counted posts more than a day ago; returns how many."""
    count, _by_kind = PublicPost.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return count


@task()
def forget() -> None:
    """Both; once a day."""
    forget_senders()
    forget_posts()


def erase_from_opinions(erasure: Erasure) -> int:
    """How many opinions of the public named a person who is erased as their sender."""
    found = OpinionAuthor.objects.filter(erasure.named_in("name", "contact"), erased_at=None)
    return found.update(name="", contact="", erased_at=erasure.at)


def register() -> None:
    """Called once, when the app is ready."""
    title = text("Forget who sent opinions to old consultations")
    repeat("drafting.forget", every=timedelta(days=1), task=forget, title=title)
