"""A write and its entry stand or fall together."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.db import IntegrityError

from chiso.office.ledger import appending
from chiso.office.ledger.hashing import hash_of_entry
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


def test_an_entry_is_stored_as_it_was_hashed_with_many_words_or_none() -> None:
    actor = make_person("Trần Thị Bình")
    facts = {"đếm": 1, "tỷ lệ": "84,64 %", "nested": {"list": [1, None, "'); --"]}}
    for by, words in ((None, {}), (actor, {"a": "x", "b": "một\nhai", "c": "%s"}), (actor, {})):
        with unit_of_work("accounts", actor=by) as work:
            given = work.record("changed", actor, facts=facts, words=words)
        stored = Entry.objects.get(pk=given.pk)
        assert {**vars(stored), "_state": None} == {**vars(given), "_state": None, "chain_id": given.chain_id}
        assert stored.hash == hash_of_entry("accounts", stored.at, vars(stored))
        told = {one.name: one.text for one in stored.words.all()}
        assert told == words | ({"actor": actor.full_name} if by else {})
        assert {(one.erased_at, one.erased_by_request) for one in stored.words.all()} <= {(None, "")}


def test_an_entry_for_a_place_that_is_taken_leaves_nothing_of_itself() -> None:
    with unit_of_work("accounts", actor=None) as work:
        work.record("opened", None, words={"reason": "một"})
    Chain.objects.update(length=0, head="")
    with pytest.raises(IntegrityError), unit_of_work("accounts", actor=None) as work:
        work.record("changed", None, words={"reason": "hai"})
    assert [one.verb for one in Entry.objects.all()] == ["opened"]
    assert [one.text for one in Words.objects.all()] == ["một"]
    assert Chain.objects.get().head == ""


def test_each_column_of_an_entry_and_of_its_words_is_written() -> None:
    written = {"id", *appending._ENTRY_COLUMNS}
    assert {field.column for field in Entry._meta.concrete_fields} == written
    # Of the words, what an erasure leaves is empty.
    written = {"id", "entry_id", "erased_at", *appending._WORDS_COLUMNS}
    assert {field.column for field in Words._meta.concrete_fields} == written
    assert {field.column for field in Chain._meta.concrete_fields} == {"id", "name", "length", "head"}
