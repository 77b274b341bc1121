"""A backup from the middle of a campaign, restored: all stands as then, and kept roots tell what is gone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.installation import ROOT
from tests.office.running.offices import Office, call, call_json, copy_of_office, new_database

pytestmark = pytest.mark.xdist_group("offices")

_START = f"""
import json, sys
sys.path.insert(0, {str(ROOT)!r})
from datetime import timedelta
from django.utils import timezone
from django_scopes import scopes_disabled
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import *
from chiso.office.campaigns.submitting.receipts import check_receipt
from chiso.office.campaigns.submitting.steps import approve, submit
from chiso.office.ledger.roots import make_root
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from tests.office.campaigns.making import published, running

def hand_in(unit, officer, head, note):
    campaign = Campaign.objects.get()
    save_answer(actor=officer, campaign=campaign, unit=unit, node="6", given=published(note=note),
                expected_version=0)
    about = {{"actor": head, "campaign": campaign, "agency": unit}}
    version = lambda: Submission.objects.get(agency=unit).version
    approve(**about, expected_version=version())
    return submit(**about, expected_version=version(), accepts_gaps=True)
"""
_UP_TO_THE_BACKUP = f"""{_START}
with scopes_disabled():
    made = running("self_assessment")
    Phase.objects.update(closes_at=timezone.now() + timedelta(days=1))
    people = made.people
    receipt = hand_in(made.ba_dinh, people["officer"], people["head"], "Trước khi sao lưu")
    make_root()
    print(json.dumps(receipt.content))
"""
_AFTER_IT = f"""{_START}
with scopes_disabled():
    of = lambda name: Person.objects.get(full_name=name)
    unit = Agency.objects.get(uid="quan-hoan-kiem")
    hand_in(unit, of("Phạm Thu Trang"), of("Đỗ Hữu Tâm"), "Sau khi sao lưu")
    make_root()
print(json.dumps(""))
"""
_STANDS = f"""{_START}
with scopes_disabled():
    answers = {{one.unit.uid: one.note for one in Answer.objects.select_related("unit")}}
    receipts = [
        [one.agency.uid, one.content, check_receipt(one).is_same]
        for one in Receipt.objects.select_related("campaign", "agency").order_by("number")
    ]
print(json.dumps([answers, receipts]))
"""


def _asked(office: Office, program: str, **more: str) -> Any:
    return json.loads(office.python(program, **more).splitlines()[-1])


def test_a_campaign_stands_as_it_stood_and_later_roots_tell_of_the_cut(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    digest = _asked(office, _UP_TO_THE_BACKUP)
    made = office.call_json("backup")
    assert isinstance(made, dict)
    _asked(office, _AFTER_IT)
    answers, receipts = _asked(office, _STANDS)
    assert answers == {"quan-ba-dinh": "Trước khi sao lưu", "quan-hoan-kiem": "Sau khi sao lưu"}
    assert [one[2] for one in receipts] == [True, True]
    # The auditor keeps the roots elsewhere.
    roots = tmp_path / "roots.jsonl"
    roots.write_bytes((office.folder / "ledger-roots.jsonl").read_bytes())

    place = Office(tmp_path / "restored", new_database() if office.database_url else "")
    more = {"DATABASE_URL": place.database_url} if place.database_url else {}
    said = call("office", "restore", Path(made["path"]), "--home", place.folder, **more)
    assert "Restored and proved" in said
    assert _asked(place, _STANDS, **more) == [
        {"quan-ba-dinh": "Trước khi sao lưu"},
        [["quan-ba-dinh", digest, True]],
    ]
    # By itself the record is whole; beside the auditor's roots it lacks what came after the backup.
    assert call("ledger", "verify", "--home", place.folder, **more).startswith("The record is whole.")
    found = call_json("ledger", "verify", "--home", place.folder, "--anchors", roots, exit_code=1, **more)
    assert isinstance(found, dict)
    told = [(one["code"], one["file"], one["row"]) for one in found["problems"]]
    # Hoàn Kiếm answered, approved and submitted: a chain of three entries; and the root over it is not known.
    assert told == [("CH-7305", "campaign/1/agency/2", 3), ("CH-7308", "roots", None)]
