"""A write and its entry stand or fall together."""

from __future__ import annotations

import hashlib
import json

import pytest

from chiso.office.ledger.models import Chain, Entry, Words
from chiso.office.ledger.work import unit_of_work
from tests.office.making import make_agency, make_person

pytestmark = pytest.mark.django_db


def test_an_entry_holds_ids_and_digests_and_the_words_stand_apart() -> None:
    actor, agency = make_person("Trần Thị Bình"), make_agency()
    with unit_of_work("accounts", actor=actor) as work:
        work.record("renamed", agency, facts={"count": 1}, words={"reason": "sáp nhập"})
    entry = Entry.objects.get()
    assert "Bình" not in json.dumps([entry.facts, entry.digests])
    for words in Words.objects.all():
        expected = hashlib.sha256(bytes.fromhex(words.salt) + words.text.encode()).hexdigest()
        assert entry.digests[words.name] == expected
    assert {words.name: words.text for words in Words.objects.all()} == {
        "actor": "Trần Thị Bình",
        "reason": "sáp nhập",
    }


def test_each_entry_bears_the_hash_of_the_one_before() -> None:
    actor = make_person()
    for verb in ("opened", "changed", "closed"):
        with unit_of_work("accounts", actor=actor) as work:
            work.record(verb, actor)
    entries = list(Entry.objects.order_by("sequence"))
    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries] == ["", entries[0].hash, entries[1].hash]
    chain = Chain.objects.get(name="accounts")
    assert (chain.length, chain.head) == (3, entries[2].hash)


def test_what_is_rolled_back_leaves_no_entry() -> None:
    actor = make_person()

    def write_and_fail() -> None:
        with unit_of_work("accounts", actor=actor) as work:
            work.record("changed", actor)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert not Entry.objects.exists()


def test_a_write_without_an_entry_is_a_fault() -> None:
    with pytest.raises(AssertionError, match="must leave an entry"), unit_of_work("accounts", actor=None):
        pass
