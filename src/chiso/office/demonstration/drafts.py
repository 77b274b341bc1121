"""A draft to try, on which two agencies and the public are asked: from the made-up set of the library.

The set says on its face that no law states it, and so does its copy here.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from chiso.language import text
from chiso.office.drafting.beginning import from_library
from chiso.office.drafting.consulting.services.consultations import open_consultation
from chiso.office.drafting.services.drafts import begin_draft
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person

SET = "example-every-rule@1"
_DAYS = 20


def lay_open_a_draft(coordinator: Person, agencies: list[str]) -> None:
    """Begin the next version of the made-up set and open a consultation on it (uids of agencies)."""
    identifier, _, version = SET.partition("@")
    draft = begin_draft(
        actor=coordinator,
        origin="library",
        origin_words=SET,
        document=from_library(SET),
        identifier=identifier,
        version_name=str(int(version) + 1),
    )
    open_consultation(
        actor=coordinator,
        draft=draft,
        title=draft.title,
        words=text("A made-up set, to try the consultation with.").in_language("vi"),
        closes_at=timezone.now() + timedelta(days=_DAYS),
        agencies=list(Agency.objects.filter(uid__in=agencies)),
        is_public=True,
        expected_version=draft.version,
    )
