"""Sealing: by who holds the key elsewhere (the bundle goes out and comes back), or here with a key file.

What comes back must be the bundle that went out, with a seal and nothing else, and the seal must be one of
a key whose public half this office knows.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.access import PREPARE_EDITION
from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.publishing.access import where_of_edition
from chiso.office.campaigns.publishing.editions import lock_step
from chiso.office.campaigns.publishing.folders import DECIDED, bundle_name, check_whole, folder_of
from chiso.office.campaigns.publishing.keys import seal_key, trust
from chiso.office.campaigns.publishing.problems import (
    altered,
    never_published,
    no_key_here,
    no_trusted_seal,
    other_content,
)
from chiso.office.campaigns.publishing.standing import refuse_moved
from chiso.office.campaigns.services import chain_of
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import Decision, require
from chiso.office.records import save_next
from chiso.problems import BadInput
from chiso.publication import Bundle, read_bundle, read_private_key
from chiso.publication.archive import write_archive
from chiso.publication.members import is_seal
from chiso.publication.opening import open_bundle
from chiso.publication.sealing import add_seal
from chiso.publication.verify import check_seals
from chiso.writing import write_whole

declare_verbs(
    {
        "edition_sealed_here": text("sealed edition {number} with the key {key_id} of the office"),
        "edition_sealed": text("took in edition {number}, sealed with the key {key_id}"),
    }
)


def take_sealed(
    *, actor: Person, edition: Edition, sealed: bytes, name: str, expected_version: int
) -> Edition:
    """Take in the bundle that was sealed elsewhere.

    Raises NoRight, NotNow, Conflict, WrongStep (CH-7877), BadInput (no bundle), Incomplete (CH-7878,
    CH-7881, CH-7882, CH-7884).
    """
    decision = require(actor, PREPARE_EDITION, where_of_edition(edition.campaign))
    bundle = open_bundle(sealed, name=name)
    _check_comes_back(edition, bundle)
    key_id = _trusted_key(bundle, edition.decision_date)
    return _keep(actor, decision, edition, sealed, key_id, "edition_sealed", expected_version)


def seal_here(*, actor: Person, edition: Edition, expected_version: int) -> Edition:
    """Seal with the key file of the installation.

    Raises as `take_sealed`; Incomplete (CH-7883: no key here), BadInput (CH-4115: not valid on the day).
    """
    decision = require(actor, PREPARE_EDITION, where_of_edition(edition.campaign))
    path = seal_key()
    if path is None:
        raise no_key_here()
    pair = read_private_key(path)
    opened = _decided(edition)
    sealed = write_archive(add_seal(opened.members, pair, edition.decision_date))
    key_id = _trusted_key(open_bundle(sealed, name=opened.name), edition.decision_date)
    return _keep(actor, decision, edition, sealed, key_id, "edition_sealed_here", expected_version)


def _keep(
    actor: Person,
    decision: Decision,
    edition: Edition,
    sealed: bytes,
    key_id: str,
    verb: str,
    expected_version: int,
) -> Edition:
    campaign = edition.campaign
    if campaign.rehearsal_of_id is not None:
        raise never_published()
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = lock_step(edition, expected_version, "decided")
        check_whole(current)
        refuse_moved(current)
        write_whole(folder_of(current) / bundle_name(current), sealed, force=True)
        current.state, current.key_id, current.sealed_at = "sealed", key_id, timezone.now()
        save_next(current)
        work.record(verb, current, facts={"number": current.number, "key_id": key_id})
    return current


def _decided(edition: Edition) -> Bundle:
    """The bundle that goes out for sealing. Raises Incomplete (CH-7878)."""
    try:
        opened = read_bundle(_decided_path(edition))
    except BadInput as refused:
        raise altered([DECIDED]) from refused
    if opened.content != edition.content or any(opened.hash_faults()):
        raise altered([DECIDED])
    return opened


def _decided_path(edition: Edition) -> Path:
    return folder_of(edition) / DECIDED


def _check_comes_back(edition: Edition, bundle: Bundle) -> None:
    went_out = _decided(edition)
    without_seals = {name: content for name, content in bundle.members.items() if not is_seal(name)}
    if without_seals != dict(went_out.members):
        raise other_content(bundle.content)


def _trusted_key(bundle: Bundle, day: date | None) -> str:
    """The id of a key that counts. Raises Incomplete (CH-7882)."""
    checks = check_seals(bundle, trust())
    good = [one for one in checks if one.state == "trusted"]
    if not good or any(one.state in ("invalid", "revoked") for one in checks) or day is None:
        said = "; ".join(f"{one.key_id}: {one.state}" for one in checks)
        raise no_trusted_seal(said)
    return good[0].key_id
