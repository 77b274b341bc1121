"""Documents of both agencies for the access table, with one small picture each."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.files import storage
from chiso.office.files.models import Content, Document, DocumentUse, Revision, Upload
from chiso.office.people.roles import Role
from tests.office.files.honest import png
from tests.office.routes_samples import Arguments, Samples, World


def samples(world: World) -> Samples:
    picture = png()
    documents: dict[str, Arguments] = {}
    revisions: dict[str, Arguments] = {}
    pages: dict[str, Arguments] = {}
    uses: dict[str, Arguments] = {}
    owners = {"own": world.people[Role.AGENCY_OFFICER], "other": world.outsider.person}
    with scopes_disabled():
        for name, agency in {"own": world.own, "other": world.other}.items():
            owner = owners[name]
            document = Document.objects.create(agency=agency, title="Báo cáo", number="1/BC", added_by=owner)
            path, digest = storage.new_kept_path(), hashlib.sha256(picture).hexdigest()
            storage.place_of(path).write_bytes(picture)
            content = Content.objects.create(
                agency=agency, sha256=digest, size=len(picture), kind="png", pages=1, path=path, scan="clean"
            )
            revision = Revision.objects.create(
                document=document,
                number=1,
                content=content,
                name="so-do.png",
                received=digest,
                uploaded_by=owner,
            )
            use = DocumentUse.objects.create(
                document=document, campaign=world.campaign, unit=agency, node="2.1", added_by=owner
            )
            documents[name] = {"key": document.key}
            revisions[name] = {"key": revision.key}
            pages[name] = {"key": revision.key, "number": 1}
            uses[name] = {"key": use.key}
    return {
        **{f"files:{verb}": documents for verb in ("document", "edit", "replace", "link")},
        "files:download": revisions,
        "files:preview": revisions,
        "files:page": pages,
        "files:unlink": uses,
        "files:upload": _uploads(world),
    }


def _uploads(world: World) -> dict[str, Arguments]:
    later = timezone.now() + timedelta(days=1)
    owners = {"of the officer": (world.own, world.people[Role.AGENCY_OFFICER])}
    owners["of another"] = (world.other, world.outsider.person)
    found: dict[str, Arguments] = {}
    with scopes_disabled():
        for name, (agency, owner) in owners.items():
            made = Upload.objects.create(
                agency=agency,
                owner=owner,
                name="a.pdf",
                size=10,
                path=f"no/{owner.username}",
                expires_at=later,
            )
            found[name] = {"key": made.key}
    return found
