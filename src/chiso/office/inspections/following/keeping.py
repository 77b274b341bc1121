"""What of visits and letters is forgotten, and when; what an erasure of a person takes of it.

    words of citizens at the door     one year after the visit
    photographs                       five years after the visit, from the disk as well
    sounds of voice notes             one year after the visit, from the disk as well; their summaries stay
    who wrote a letter                two years after it came
    whose violation was handled       five years after the decision

Figures, findings, letters without their names belong to the file of the inspection and stay.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_scopes import scopes_disabled
from django_tasks import task

from chiso.language import text
from chiso.office.files import storage
from chiso.office.files.models import Content, Revision
from chiso.office.inspections.following.sealing import erase, open_sealed
from chiso.office.inspections.models import HandledPerson, LetterAuthor, Photo, Voice, VoiceNote
from chiso.office.ledger.erasing import Erasure, give_back_pages
from chiso.office.running.tasks import repeat

WORDS_OF_CITIZENS = timedelta(days=365)
PHOTOGRAPHS = timedelta(days=5 * 365)
SOUNDS = timedelta(days=365)
AUTHORS = timedelta(days=2 * 365)
HANDLED = timedelta(days=5 * 365)
BY_TIME = "retention"


def forget_voices() -> int:
    """Empty what citizens said in words; their answers stay, as figures. Returns of how many."""
    old = Voice.objects.filter(at__lt=timezone.now() - WORDS_OF_CITIZENS)
    return old.exclude(said="").update(said="")


def forget_names() -> int:
    """Erase names that are older than they are kept; how many."""
    now, count = timezone.now(), 0
    today = timezone.localdate(now)
    authors = LetterAuthor.objects.filter(letter__received_on__lt=today - AUTHORS, erased_at=None)
    handled = HandledPerson.objects.filter(handling__decided_on__lt=today - HANDLED, erased_at=None)
    for apart in authors:
        erase(apart, BY_TIME)
        count += 1
    for one in handled:
        erase(one, BY_TIME)
        count += 1
    return count


def forget_photographs() -> int:
    """Take old photographs away, and their bytes where nothing else needs them; how many."""
    old = Photo.objects.filter(at__lt=timezone.now() - PHOTOGRAPHS, content__isnull=False)
    return forget_contents(list(old.select_related("content")))


def forget_contents(photos: list[Photo]) -> int:
    """Take the bytes of photographs away. What it was of, and its digest, stay."""
    contents = {one.content_id for one in photos if one.content_id is not None}
    Photo.objects.filter(pk__in=[one.pk for one in photos]).update(content=None, words="", place="")
    _remove_unused(contents)
    return len(photos)


def forget_sounds() -> int:
    """Delete old sounds of voice notes, from the disk as well; how many."""
    old = VoiceNote.objects.filter(at__lt=timezone.now() - SOUNDS, content__isnull=False)
    return _delete_sounds(list(old))


def erase_sounds(erasure: Erasure) -> int:
    """Delete sounds that a person recorded, or whose summary names them; how many.

    Those too that have not come yet: they are not taken when they come. What a sound says nobody searches:
    where somebody else recorded them without naming them, it is deleted by hand at the record.
    """
    held = VoiceNote.objects.filter(deleted_at__isnull=True, is_removed=False)
    return _delete_sounds(
        [one for one in held if one.by_id == erasure.person.pk or erasure.is_named_in(one.words)]
    )


def _delete_sounds(notes: list[VoiceNote]) -> int:
    contents = {one.content_id for one in notes if one.content_id is not None}
    gone = VoiceNote.objects.filter(pk__in=[one.pk for one in notes])
    gone.update(content=None, deleted_at=timezone.now())
    _remove_unused(contents)
    return len(notes)


def _remove_unused(contents: set[int]) -> None:
    """Delete contents that no other cell of a record and no document holds, with their files."""
    with scopes_disabled():
        used = set(Photo.objects.filter(content__in=contents).values_list("content", flat=True))
        used |= set(VoiceNote.objects.filter(content__in=contents).values_list("content", flat=True))
        used |= set(Revision.objects.filter(content__in=contents).values_list("content", flat=True))
        for content in Content.objects.filter(pk__in=contents - used):
            path = content.path
            content.delete()
            storage.remove(path)


@task()
def forget() -> dict[str, int]:
    """All of it, once a day; the pages of the database on which it stood are given back as well."""
    gone = {
        "voices": forget_voices(), "names": forget_names(), "photographs": forget_photographs(),
        "sounds": forget_sounds(),
    }  # fmt: skip
    give_back_pages(["inspections", "files"])
    return gone


def erase_names(erasure: Erasure) -> int:
    """Erase who wrote a letter, and whose violation was handled, where it names the person; how many."""
    found = 0
    for model in (LetterAuthor, HandledPerson):
        for apart in model.objects.filter(Q(erased_at=None)):
            named = open_sealed(apart)
            if erasure.is_named_in(named.name) or erasure.is_named_in(named.more):
                erase(apart, erasure.request)
                found += 1
    return found


def register() -> None:
    """Called once, when the app is ready."""
    title = text("Forget old words of citizens, photographs, sounds and names in inspections")
    repeat("inspections.forget", every=timedelta(days=1), task=forget, title=title)
