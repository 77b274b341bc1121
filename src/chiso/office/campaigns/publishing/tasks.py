"""Background work of publishing; see `chiso.office.running.tasks`. Each may be run twice without harm."""

from __future__ import annotations

from django_scopes import scopes_disabled
from django_tasks import task

from chiso.language import text
from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.publishing.editions import note_failed, note_made
from chiso.office.campaigns.publishing.folders import remove_others
from chiso.office.campaigns.publishing.making import make_files
from chiso.office.campaigns.publishing.portal import build_portal
from chiso.office.running.tasks import name_task
from chiso.problems import Refused


@task()
def make_edition(edition: int) -> str:
    """Make the files of an edition; nothing where they are made already. The hash of its content."""
    with scopes_disabled():
        found = (
            Edition.objects.select_related("campaign", "supersedes__campaign", "prepared_by")
            .get(pk=edition)
        )  # fmt: skip
        if found.state != "prepared" or found.folder:
            return found.content
        try:
            made = make_files(found)
        except Refused as refused:
            note_failed(found, refused)
            raise
        note_made(found, made)
        found.refresh_from_db()
        remove_others(found)
    return made.content


@task()
def build_site() -> str:
    """Build the public site from what is published; what was said where it failed."""
    with scopes_disabled():
        return build_portal().problem


def register() -> None:
    """Called once, when the app is ready."""
    name_task(make_edition, text("Make the decision and the bundle of an edition"))
    name_task(build_site, text("Build the public site"))
