"""Mail that notices wait: one mail a person, with the sentences and where to read on. Nothing else.

A notice is taken first (`mailed_at` is set and committed), then its mail is sent: two runs at once, or one
run repeated, send it once. If the server refuses, the notice is given back and tried again later, five
times. A crash between taking and sending loses that mail, not the notice: it stands in the office.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from chiso.language import Language, Text, text, text_by_count
from chiso.office.configuration import configuration
from chiso.office.notices.kinds import say_notice
from chiso.office.notices.models import Notice
from chiso.office.people.models import Person

MOST_FAILURES = 5
MOST_IN_A_MAIL = 20
PAUSE = timedelta(minutes=15)
_AT_A_TIME = 200
_NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
log = logging.getLogger(__name__)


def queue_mail(when: datetime) -> None:
    """Have what may go by then be sent: now, or when the time has come."""
    if settings.EMAIL_BACKEND == _NO_MAIL:
        return
    due = send_due_mail if when <= timezone.now() else send_due_mail.using(run_after=when)
    due.enqueue()


@task()
def send_due_mail() -> int:
    """Send every mail whose time has come; how many went. May be run as often as one likes."""
    if settings.EMAIL_BACKEND == _NO_MAIL:
        return 0
    sent = 0
    while taken := _take():
        for person, notices in groupby(taken, key=lambda one: one.person):
            sent += _send(person, list(notices))
    return sent


def _take() -> list[Notice]:
    """Notices whose time has come, by person; taken by this run alone."""
    with transaction.atomic():
        due = (
            Notice.objects.select_for_update(of=("self",), skip_locked=True)
            if _locks_rows()
            else Notice.objects
        )
        found = list(
            due.select_related("person")
            .filter(
                mail_after__lte=timezone.now(),
                mailed_at=None,
                mail_failures__lt=MOST_FAILURES,
                person__is_active=True,
                person__left_at=None,
            )
            .exclude(person__email="")
            .order_by("person_id", "created_at")[:_AT_A_TIME]
        )
        Notice.objects.filter(pk__in=[one.pk for one in found]).update(mailed_at=timezone.now())
    return found


def _locks_rows() -> bool:
    """On SQLite the transaction itself keeps others out (BEGIN IMMEDIATE)."""
    from django.db import connection

    return connection.features.has_select_for_update_skip_locked


def _send(person: Person, notices: list[Notice]) -> int:
    """One mail; 1 if it went. What was read in the office meanwhile needs none."""
    unread = [one for one in notices if one.read_at is None]
    if not unread:
        return 0
    try:
        _write(person, unread).send()
    except (OSError, SMTPException) as error:
        log.warning("mail not sent: %s", type(error).__name__)
        _give_back(unread)
        return 0
    return 1


def _give_back(notices: Iterable[Notice]) -> None:
    later = timezone.now() + PAUSE
    for notice in notices:
        Notice.objects.filter(pk=notice.pk).update(
            mailed_at=None, mail_after=later, mail_failures=notice.mail_failures + 1
        )
    queue_mail(later)


def _write(person: Person, notices: list[Notice]) -> EmailMessage:
    """The mail in the person's language, as text."""
    language: Language = "en" if person.language == "en" else "vi"
    titles = [say_notice(one.kind, one.facts).title for one in notices]
    if len(titles) == 1:
        subject = titles[0]
    else:
        subject = text_by_count("One notice waits for you", "{count} notices wait for you", len(titles))
    mail = EmailMessage(
        subject=_one_line(f"{subject.in_language(language)} · chiso"),
        body="\n".join(_lines(person, titles, language)),
        from_email=configuration().mail_from or None,
        to=[person.email],
        # The same notice gives the same number: a server that gets it twice shows it once.
        headers={"Message-ID": f"<{notices[-1].key}@{_host()}>", "Auto-Submitted": "auto-generated"},
    )
    return mail


def _lines(person: Person, titles: list[Text], language: Language) -> list[str]:
    def say(said: Text) -> str:
        return said.in_language(language)

    more = len(titles) - MOST_IN_A_MAIL
    lines = [say(text("{name},", name=person.full_name)), ""]
    lines += [f"• {say(title)}" for title in titles[:MOST_IN_A_MAIL]]
    if more > 0:
        lines.append(say(text_by_count("and one more", "and {count} more", more)))
    lines += [
        "",
        say(text("Read on after signing in: {address}", address=_address(reverse("notices:list")))),
        "",
        "-- ",
        say(text("This mail was sent by the assessment office; answers to it are not read.")),
        say(text("Choose how you are told: {address}", address=_address(reverse("notices:choices")))),
    ]
    return lines


def _address(path: str) -> str:
    scheme = "https" if configuration().secure else "http"
    return f"{scheme}://{_host()}{path}"


def _host() -> str:
    return configuration().hosts[0]


def _one_line(words: str) -> str:
    return " ".join(words.split())
