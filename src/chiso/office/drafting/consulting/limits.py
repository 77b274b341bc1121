"""How often the public page takes something from one address, without keeping the address.

What is kept is HMAC-SHA256 of address, consultation and day under the installation's secret key; it is
deleted after a day. Ten an hour: an office behind one address can still take part.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from chiso.office.drafting.models import Consultation, PublicPost
from chiso.office.ui.refusals import TooOften

MOST_AN_HOUR = 10
_HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)


def digest_of(consultation: Consultation, address: str) -> str:
    """The keyed digest that stands for an address on this day."""
    day = timezone.localdate().isoformat()
    value = f"{consultation.pk} {day} {address}"
    return salted_hmac("chiso.office.drafting.consulting", value, algorithm="sha256").hexdigest()


def note_post(consultation: Consultation, address: str) -> None:
    """Count one post from an address. Raises TooOften (CH-7008). Inside the transaction of the post."""
    digest, now = digest_of(consultation, address), timezone.now()
    posts = PublicPost.objects.filter(consultation=consultation, address_digest=digest, at__gt=now - _HOUR)
    first = posts.order_by("at").first()
    if first is not None and posts.count() >= MOST_AN_HOUR:
        left = first.at + _HOUR - now
        raise TooOften(max(1, -(-int(left.total_seconds()) // 60)))
    PublicPost.objects.create(consultation=consultation, address_digest=digest, at=now)
