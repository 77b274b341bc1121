"""Attacks on the record by somebody who may write to the database: each is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.db import connection

from chiso.cli.commands import ledger as command
from chiso.office.ledger.hashing import hash_of_entry
from chiso.office.ledger.models import Chain, Entry, Root, Words
from chiso.office.ledger.roots import anchor_of, kept_anchors, make_root, read_anchors
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.ledger.work import unit_of_work
from chiso.problems import BadInput
from tests.office.making import make_person

pytestmark = pytest.mark.django_db

Findings = list[tuple[str, str, int | None]]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """The file of roots belongs to one test."""
    monkeypatch.setenv("CHISO_HOME", str(tmp_path))


@pytest.fixture
def _record() -> None:
    """Two chains, of nine and of four entries, each with words."""
    write("accounts", 9)
    write("campaign/1/agency/2", 4)


def write(chain: str, count: int) -> None:
    actor = make_person()
    for number in range(count):
        with unit_of_work(chain, actor=actor) as work:
            work.record("changed", actor, facts={"number": number}, words={"reason": f"lý do {number}"})


def findings(**arguments: object) -> Findings:
    verified = verify_ledger(**arguments)  # type: ignore[arg-type]
    return [(problem.code, problem.where.file, problem.where.row) for problem in verified.problems]


def entry(sequence: int, chain: str = "accounts") -> Entry:
    return Entry.objects.get(chain__name=chain, sequence=sequence)


def rehash(sequence: int, chain: str = "accounts") -> None:
    """What a careful attacker does: give each entry from here on a hash that fits."""
    previous = entry(sequence - 1, chain).hash if sequence > 1 else ""
    rows = list(Entry.objects.filter(chain__name=chain, sequence__gte=sequence).order_by("sequence"))
    for row in rows:
        row.previous = previous
        row.hash = previous = hash_of_entry(chain, row.at, row.__dict__)
        row.save()
    Chain.objects.filter(name=chain).update(head=previous, length=rows[-1].sequence)


@pytest.mark.usefixtures("_record")
def test_a_whole_record_is_found_whole() -> None:
    verified = verify_ledger()
    assert verified.is_whole
    # 13 entries, each with the name of the actor and a reason.
    assert (verified.entries, verified.chains, verified.words, verified.erased) == (13, 2, 26, 0)


def alter_facts() -> None:
    Entry.objects.filter(chain__name="accounts", sequence=4).update(facts={"number": 99})


def alter_time() -> None:
    row = entry(4)
    Entry.objects.filter(pk=row.pk).update(at=entry(3).at)


def alter_actor() -> None:
    Entry.objects.filter(chain__name="accounts", sequence=4).update(actor=make_person().pk)


@pytest.mark.usefixtures("_record")
@pytest.mark.parametrize("attack", [alter_facts, alter_time, alter_actor])
def test_an_altered_entry_is_named(attack: Callable[[], None]) -> None:
    attack()
    assert findings() == [("CH-7301", "accounts", 4)]


@pytest.mark.usefixtures("_record")
def test_an_altered_entry_with_a_fitting_hash_breaks_the_next_link() -> None:
    row = entry(4)
    row.facts = {"number": 99}
    row.hash = hash_of_entry("accounts", row.at, row.__dict__)
    row.save()
    assert findings() == [("CH-7303", "accounts", 5)]


def remove(*sequences: int) -> None:
    rows = Entry.objects.filter(chain__name="accounts", sequence__in=sequences)
    Words.objects.filter(entry__in=rows).delete()
    rows.delete()


@pytest.mark.usefixtures("_record")
def test_removed_entries_are_named() -> None:
    remove(4, 5)
    assert findings() == [("CH-7302", "accounts", 4)]


@pytest.mark.usefixtures("_record")
def test_a_removal_that_closes_the_gap_is_found_as_an_exchange() -> None:
    remove(4)
    for row in Entry.objects.filter(chain__name="accounts", sequence__gt=4).order_by("sequence"):
        row.sequence -= 1
        row.hash = hash_of_entry("accounts", row.at, row.__dict__)
        row.save()
    found = findings()
    assert found[0] == ("CH-7303", "accounts", 4)
    assert ("CH-7304", "accounts", 9) in found


@pytest.mark.usefixtures("_record")
def test_an_inserted_entry_is_named() -> None:
    for row in Entry.objects.filter(chain__name="accounts", sequence__gte=5).order_by("-sequence"):
        row.sequence += 1
        row.hash = hash_of_entry("accounts", row.at, row.__dict__)
        row.save()
    new = entry(4)
    new.pk, new.sequence, new.previous, new.digests = None, 5, entry(4).hash, {}
    new.hash = hash_of_entry("accounts", new.at, new.__dict__)
    new.save(force_insert=True)
    assert findings()[0] == ("CH-7303", "accounts", 6)


@pytest.mark.usefixtures("_record")
def test_two_exchanged_entries_are_found_at_the_first() -> None:
    four, five = entry(4), entry(5)
    Entry.objects.filter(pk=four.pk).update(sequence=1000)
    Entry.objects.filter(pk=five.pk).update(sequence=4)
    Entry.objects.filter(pk=four.pk).update(sequence=5)
    assert findings()[0] == ("CH-7301", "accounts", 4)


@pytest.mark.usefixtures("_record")
def test_an_entry_moved_into_another_chain_is_found() -> None:
    other = Chain.objects.get(name="campaign/1/agency/2")
    Entry.objects.filter(chain__name="accounts", sequence=5).update(chain=other)
    assert findings() == [("CH-7302", "accounts", 5), ("CH-7301", "campaign/1/agency/2", 5)]


@pytest.mark.usefixtures("_record")
def test_swapped_chains_are_found_in_both() -> None:
    for old, new in (
        ("accounts", "aside"),
        ("campaign/1/agency/2", "accounts"),
        ("aside", "campaign/1/agency/2"),
    ):
        Chain.objects.filter(name=old).update(name=new)
    found = findings()
    assert found[0] == ("CH-7301", "accounts", 1)
    assert ("CH-7301", "campaign/1/agency/2", 1) in found


@pytest.mark.usefixtures("_record")
def test_a_cut_tail_is_found() -> None:
    remove(8, 9)
    assert findings() == [("CH-7304", "accounts", 8)]


@pytest.mark.usefixtures("_record")
def test_a_cut_tail_whose_head_was_mended_is_found_by_the_root() -> None:
    make_root()
    remove(8, 9)
    Chain.objects.filter(name="accounts").update(length=7, head=entry(7).hash)
    assert findings() == [("CH-7304", "accounts", 8)]


@pytest.mark.usefixtures("_record")
def test_a_dropped_chain_is_found_by_the_root() -> None:
    make_root()
    rows = Entry.objects.filter(chain__name="campaign/1/agency/2")
    Words.objects.filter(entry__in=rows).delete()
    rows.delete()
    Chain.objects.filter(name="campaign/1/agency/2").delete()
    assert findings() == [("CH-7305", "campaign/1/agency/2", 4)]


@pytest.mark.usefixtures("_record")
def test_a_chain_written_anew_from_an_entry_on_is_found_by_the_root() -> None:
    make_root()
    write("accounts", 2)
    Entry.objects.filter(chain__name="accounts", sequence=4).update(facts={"number": 99})
    rehash(4)
    assert findings() == [("CH-7303", "accounts", 9)]


@pytest.mark.usefixtures("_record")
def test_an_altered_root_is_found_and_one_that_was_written_anew_by_the_file_beside_it() -> None:
    make_root()
    make_root()
    first = Root.objects.earliest("pk")
    first.heads["accounts"][0] = 3
    first.save()
    assert ("CH-7307", "roots", first.pk) in findings()
    Root.objects.all().delete()
    assert findings() == []
    assert findings(anchors=kept_anchors()) == [("CH-7308", "roots", None)] * 2


@pytest.mark.usefixtures("_record")
def test_a_restored_old_backup_is_found_by_a_root_kept_outside() -> None:
    make_root()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM ledger_entry")
        assert cursor.fetchone() == (13,)
    write("accounts", 3)
    outside = make_root()
    # The database as the backup held it: three entries and one root fewer.
    remove(10, 11, 12)
    Chain.objects.filter(name="accounts").update(length=9, head=entry(9).hash)
    Root.objects.latest("pk").delete()
    assert findings() == []
    assert findings(anchors=[outside]) == [("CH-7304", "accounts", 10), ("CH-7308", "roots", None)]


@pytest.mark.usefixtures("_record")
@pytest.mark.parametrize(
    "attack",
    [
        lambda words: words.update(text="another reason"),
        lambda words: words.delete(),
        lambda words: words.update(text="", salt=""),
        lambda words: words.update(name="other"),
    ],
)
def test_altered_or_vanished_words_are_found(attack: Callable[[object], object]) -> None:
    attack(Words.objects.filter(entry=entry(3), name="reason"))
    assert findings() == [("CH-7306", "accounts", 3)]


@pytest.mark.usefixtures("_record")
def test_verification_goes_on_from_where_it_was() -> None:
    proved = verify_ledger().proved
    assert {name: place for name, (place, _) in proved.items()} == {"accounts": 9, "campaign/1/agency/2": 4}
    write("accounts", 2)
    again = verify_ledger(proved=proved)
    assert (again.entries, again.is_whole) == (2, True)
    Entry.objects.filter(chain__name="accounts", sequence=9).update(hash="0" * 64)
    assert findings(proved=proved)[0] == ("CH-7301", "accounts", 9)


class CutOff(Exception):
    """Somebody ended the program."""


@pytest.mark.usefixtures("_record")
def test_a_verification_that_is_cut_off_goes_on_from_the_last_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chiso.office.ledger.verifying._PAGE", 4)
    kept: dict[str, tuple[int, str]] = {}

    def cut(entries: int, proved: Mapping[str, tuple[int, str]]) -> None:
        kept.update(proved)
        if entries >= 5:
            raise CutOff

    with pytest.raises(CutOff):
        verify_ledger(progress=cut)
    # Five of the first chain's nine were read; four of them and four of the second chain are left.
    assert {name: place for name, (place, _) in kept.items()} == {"accounts": 5}
    again = verify_ledger(proved=kept)
    assert (again.entries, again.is_whole) == (8, True)


def test_how_far_it_came_is_kept_while_it_verifies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "proved.json"
    monkeypatch.setattr(command, "KEEPS_EVERY", 0.0)
    command.Progress(file)(8, {"accounts": (8, "a hash")})
    assert json.loads(file.read_text("utf-8")) == {"accounts": [8, "a hash"]}
    monkeypatch.setattr(command, "KEEPS_EVERY", 5.0)
    file.unlink()
    command.Progress(file)(9, {"accounts": (9, "a hash")})
    assert not file.exists(), "not at every page"


@pytest.mark.usefixtures("_record")
def test_a_file_of_roots_names_every_line_that_is_none(tmp_path) -> None:  # type: ignore[no-untyped-def]
    anchor = make_root()
    tree = json.loads(anchor.as_line())
    tree["heads"]["accounts"][0] = 8
    kept = tmp_path / "roots.jsonl"
    kept.write_text(f"{anchor.as_line()}\n{json.dumps(tree)}\n[]\n")
    with pytest.raises(BadInput) as refused:
        read_anchors(kept)
    assert [(one.code, one.where.row) for one in refused.value.problems] == [("CH-7309", 2), ("CH-7309", 3)]
    kept.write_text(anchor.as_line())
    assert read_anchors(kept) == [anchor] == [anchor_of(Root.objects.get())]
