"""Mail with a link that lets somebody in: an invitation, a way back to an account.

What somebody asks for at the sign-in page is mailed by the queue, and the link is made there: the answer of
the page takes as long for a name that exists as for another, and no link lies in the queue.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from chiso.language import DEFAULT_LANGUAGE, Language, Text, text
from chiso.office.people.models import Person, Renewal
from chiso.office.people.services.accounts import ask_for_renewal

BETWEEN = timedelta(minutes=15)
# More than these are not asked for by people.
MOST_WAITING = 100
_log = logging.getLogger(__name__)


def queue_way_back(person: Person, office: str) -> None:
    """Have a link for a new password mailed to the address of an account; `office`: "https://host/"."""
    waiting = DBTaskResult.objects.filter(
        task_path=mail_way_back.module_path, status=TaskResultStatus.READY
    ).count()
    if waiting < MOST_WAITING:
        mail_way_back.enqueue(person.pk, office)


@task()
def mail_way_back(person: int, office: str) -> bool:
    """Make the link and mail it, unless that was done in the last quarter of an hour; whether it went."""
    found = Person.objects.filter(pk=person, is_active=True, left_at=None).exclude(email="").first()
    if found is None or _asked_lately(found):
        return False
    made = ask_for_renewal(person=found)
    address = reverse("people:open-renewal", args=[made.token])
    return send_link(office.rstrip("/") + address, found.email, found.language, "renewal")


def send_link(link: str, to: str, language: str, kind: str) -> bool:
    """Mail a link, in the language of who gets it; whether the mail server took it."""
    reader: Language = "en" if language == "en" else DEFAULT_LANGUAGE
    subject, body = _letter(kind, link)
    try:
        send_mail(subject.in_language(reader), body.in_language(reader), settings.DEFAULT_FROM_EMAIL, [to])
    except (OSError, SMTPException) as error:
        _log.warning("mail not sent: %s", type(error).__name__)
        return False
    return True


def _asked_lately(person: Person) -> bool:
    """One mail in a quarter of an hour: nobody fills the mailbox of another."""
    since = timezone.now() - BETWEEN
    return Renewal.objects.filter(person=person, issued_by=None, created_at__gt=since).exists()


def _letter(kind: str, link: str) -> tuple[Text, Text]:
    if kind == "invitation":
        return (
            text("Invitation to the assessment office"),
            text(
                "You are invited to the assessment office. Open this link within 7 days, choose a user name "
                "and a password, and have your telephone at hand:\n\n{link}\n\nThe link works once. "
                "If you do not know of it, do not open it and tell whoever looks after accounts.",
                link=link,
            ),
        )
    return (
        text("New password for the assessment office"),
        text(
            "Open this link within 48 hours to set a new password:\n\n{link}\n\nThe link works once. "
            "If you did not ask for it, leave it; your password stays as it is.",
            link=link,
        ),
    )
