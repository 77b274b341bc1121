"""An edition brought to a step, as the people of the campaign would do it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.publishing.deciding import take_decision
from chiso.office.campaigns.publishing.editions import approve_edition, prepare_edition
from chiso.office.campaigns.publishing.folders import DECIDED, folder_of
from chiso.office.campaigns.publishing.keys import keys_folder
from chiso.office.campaigns.publishing.letters import LetterWords
from chiso.office.campaigns.publishing.releasing import publish_edition
from chiso.office.campaigns.publishing.sealing import take_sealed
from chiso.office.campaigns.publishing.tasks import make_edition
from chiso.publication import new_key, seal_bundle
from tests.office.campaigns.making import Running
from tests.office.files.honest import pdf

LETTER = LetterWords(
    issuer="Ủy ban nhân dân thành phố Hà Nội",
    place="Hà Nội",
    authority="Chủ tịch Ủy ban nhân dân thành phố Hà Nội",
    grounds="Căn cứ Thông tư số 01/2018/TT-VPCP ngày 23 tháng 11 năm 2018",
    signer="Trần Sỹ Thanh",
)
NUMBER = "1234/QĐ-UBND"


def begun(made: Running, **more: Any) -> Edition:
    options: dict[str, Any] = {"status": "final", "reason": "", "letter": LETTER, "confirmed": ()}
    return prepare_edition(actor=made.people["coordinator"], campaign=made.campaign, **(options | more))


def prepared(made: Running, **more: Any) -> Edition:
    edition = begun(made, **more)
    make_edition.func(edition.pk)
    return again(edition)


def again(edition: Edition) -> Edition:
    """As it stands now."""
    return Edition.objects.select_related("campaign", "prepared_by", "supersedes__campaign").get(
        pk=edition.pk
    )


def approved(made: Running, **more: Any) -> Edition:
    edition = prepared(made, **more)
    approve_edition(actor=made.people["leader"], edition=edition, expected_version=edition.version)
    return again(edition)


def decided(made: Running, **more: Any) -> Edition:
    edition = approved(made, **more)
    decide(made, edition)
    return again(edition)


def decide(made: Running, edition: Edition, **more: Any) -> Edition:
    options: dict[str, Any] = {
        "number": NUMBER, "day": timezone.localdate(), "pdf": pdf(), "name": "quyet-dinh.pdf",
        "expected_version": edition.version,
    }  # fmt: skip
    return take_decision(actor=made.people["coordinator"], edition=edition, **(options | more))


def city_key(tmp_path: Path, name: str = "thanh-pho", *, known: bool = True) -> Path:
    """A key that lies apart from the office; its public half is known there."""
    today = timezone.localdate()
    new_key(
        out=tmp_path / name, owner="Thành phố", valid_from=today - timedelta(days=1),
        valid_until=today + timedelta(days=365),
    )  # fmt: skip
    if known:
        keys_folder().mkdir(parents=True, exist_ok=True)
        (keys_folder() / f"{name}.pub").write_bytes((tmp_path / f"{name}.pub").read_bytes())
    return tmp_path / f"{name}.key"


def sealed_elsewhere(edition: Edition, key: Path, tmp_path: Path) -> bytes:
    """The bundle as the holder of the key gives it back."""
    out = tmp_path / f"sealed-{edition.number}.zip"
    seal_bundle(folder_of(edition) / DECIDED, key=key, out=out, force=True)
    return out.read_bytes()


def sealed(made: Running, key: Path, tmp_path: Path, **more: Any) -> Edition:
    edition = decided(made, **more)
    take_sealed(
        actor=made.people["coordinator"],
        edition=edition,
        sealed=sealed_elsewhere(edition, key, tmp_path),
        name="sealed.zip",
        expected_version=edition.version,
    )
    return again(edition)


def published(made: Running, key: Path, tmp_path: Path, **more: Any) -> Edition:
    edition = sealed(made, key, tmp_path, **more)
    publish_edition(actor=made.people["coordinator"], edition=edition, expected_version=edition.version)
    made.campaign.refresh_from_db()
    return again(edition)
