"""What can be done to the nodes of a draft, and that it can be undone."""

from __future__ import annotations

import hashlib

import pytest

from chiso.frameworks.document import Tree, canonical_json, content_hash
from chiso.frameworks.library import load_framework
from chiso.office.drafting.assembling import document_of
from chiso.office.drafting.models import Change, Draft, DraftNode
from chiso.office.drafting.services import (
    abandon_draft,
    add_node,
    begin_draft,
    delete_node,
    indent_node,
    move_node,
    outdent_node,
    renumber,
    save_head,
    save_node,
    split_node,
    undo,
)
from chiso.office.drafting.services.undoing import MovedOn
from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.ledger.models import Entry
from chiso.office.people.models import Person
from tests.office.drafting.drafts import make_draft, make_drafter, row, shape_of, small_draft
from tests.office.making import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafter() -> Person:
    return make_drafter()


@pytest.fixture
def draft(drafter: Person) -> Draft:
    return small_draft(drafter)


def codes_of(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_draft_from_a_document_assembles_to_that_document(drafter: Person) -> None:
    made = make_draft(drafter, "peoples-council-commune@2026-draft")
    expected = {
        **load_framework("peoples-council-commune@2026-draft").tree,  # type: ignore[dict-item]
        "id": "bo-thu",
        "version": "2026",
    }
    assert content_hash(document_of(made)) == content_hash(expected)


def test_a_node_is_added_after_another_inside_it_and_at_the_end(drafter: Person, draft: Draft) -> None:
    add_node(actor=drafter, draft=draft, after=row(draft, "1.1"))
    add_node(actor=drafter, draft=draft, parent=row(draft, "2"))
    add_node(actor=drafter, draft=draft)
    assert shape_of(draft) == ["1", ["1.1", "1.3", "1.2"], "2", ["2.1"], "3"]


def test_a_node_moves_among_its_brothers(drafter: Person, draft: Draft) -> None:
    move_node(actor=drafter, node=row(draft, "1.2"), by=-1, expected_version=1)
    assert shape_of(draft) == ["1", ["1.2", "1.1"], "2"]
    move_node(actor=drafter, node=row(draft, "1"), by=1, expected_version=1)
    assert shape_of(draft) == ["2", "1", ["1.2", "1.1"]]
    with pytest.raises(Incomplete) as refused:
        move_node(actor=drafter, node=row(draft, "2"), by=-1, expected_version=1)
    assert codes_of(refused) == ["CH-7701"]


def test_a_node_goes_into_the_one_before_it_and_out_again(drafter: Person, draft: Draft) -> None:
    indent_node(actor=drafter, node=row(draft, "2"), expected_version=1)
    assert shape_of(draft) == ["1", ["1.1", "1.2", "2"]]
    outdent_node(actor=drafter, node=row(draft, "1.1"), expected_version=1)
    assert shape_of(draft) == ["1", ["1.2", "2"], "1.1"]
    for act, code in ((indent_node, "1"), (outdent_node, "1")):
        with pytest.raises(Incomplete) as refused:
            act(actor=drafter, node=row(draft, code), expected_version=1)
        assert codes_of(refused) == ["CH-7701"]


def test_hundreds_of_nodes_may_be_put_in_at_one_place(drafter: Person, draft: Draft) -> None:
    # Each goes between the same two: the room between them is halved each time.
    for _ in range(30):
        add_node(actor=drafter, draft=draft, after=row(draft, "1.1"))
    parts = shape_of(draft)[1]
    assert (parts[0], parts[-1], len(parts)) == ("1.1", "1.2", 32)


def test_a_leaf_is_split_into_two_that_share_its_maximum(drafter: Person, draft: Draft) -> None:
    titles: list[dict[str, Tree]] = [{"vi": "Phần một"}, {"vi": "Phần hai", "en": "Second"}]
    split_node(actor=drafter, node=row(draft, "1.2"), titles=titles, points="2.5", expected_version=1)
    assert shape_of(draft) == ["1", ["1.1", "1.2", ["1.2.1", "1.2.2"]], "2"]
    first, second = row(draft, "1.2.1").content, row(draft, "1.2.2").content
    # 6 points were there: 2.5 and what is left of them.
    assert (first["max_points"], second["max_points"]) == ("2.5", "3.5")
    assert first["rule"] == {"kind": "entered@1"}
    assert "rule" not in row(draft, "1.2").content
    with pytest.raises(Incomplete) as refused:
        split_node(actor=drafter, node=row(draft, "1"), titles=titles, points="1", expected_version=1)
    assert codes_of(refused) == ["CH-7704"]
    with pytest.raises(Incomplete) as refused:
        split_node(actor=drafter, node=row(draft, "2"), titles=titles, points="5.01", expected_version=1)
    assert codes_of(refused) == ["CH-7705"]


def test_numbering_anew_carries_along_everything_that_names_a_code(drafter: Person, draft: Draft) -> None:
    content = row(draft, "1").content
    weighted = {**content, "aggregation": {"kind": "weighted_sum@1", "weights": {"1.1": "1", "1.2": "2"}}}
    save_node(actor=drafter, node=row(draft, "1"), content=weighted, expected_version=1)
    borrowing = {**row(draft, "2").content}
    borrowing["inputs"] = {"points": {"type": "number", "same_as": {"code": "1.2", "input": "granted"}}}
    save_node(actor=drafter, node=row(draft, "2"), content=borrowing, expected_version=1)
    move_node(actor=drafter, node=row(draft, "1"), by=1, expected_version=2)
    draft.refresh_from_db()
    renumber(actor=drafter, draft=draft, expected_version=draft.version)
    assert shape_of(draft) == ["1", "2", ["2.1", "2.2"]]
    assert row(draft, "2").content["aggregation"]["weights"] == {"2.1": "1", "2.2": "2"}
    assert row(draft, "1").content["inputs"]["points"]["same_as"]["code"] == "2.2"
    assert draft.head["index"]["tie_break"] == ["2.2"]


def test_fields_that_are_numbered_with_letters_or_roman_figures_keep_them(drafter: Person) -> None:
    made = make_draft(drafter)
    move_node(actor=drafter, node=row(made, "B"), by=-1, expected_version=1)
    made.refresh_from_db()
    renumber(actor=drafter, draft=made, expected_version=made.version)
    # Thirteen fields A to M: the letters of the example had gaps.
    assert [code for code in shape_of(made) if isinstance(code, str)] == list("ABCDEFGHIJK")
    assert row(made, "B.1").content["title"]["en"] == "Quarterly reports (the worst counts)"


def test_deleting_takes_what_is_below_and_undoing_brings_it_back(drafter: Person, draft: Draft) -> None:
    before = content_hash(document_of(draft))
    keys = {one.code: one.key for one in DraftNode.objects.filter(draft=draft)}
    delete_node(actor=drafter, node=row(draft, "1"), expected_version=1)
    assert shape_of(draft) == ["2"]
    undo(actor=drafter, draft=draft, number=1)
    assert content_hash(document_of(draft)) == before
    assert {one.code: one.key for one in DraftNode.objects.filter(draft=draft)} == keys


def test_every_kind_of_step_can_be_undone_one_after_another(drafter: Person, draft: Draft) -> None:
    hashes = [content_hash(document_of(draft))]
    changed = {**row(draft, "1.1").content, "max_points": "3"}
    titles: list[dict[str, Tree]] = [{"vi": "a"}, {"vi": "b"}]
    head = {**draft.head, "title": {"vi": "Tên khác"}}
    acts = (
        lambda: save_node(actor=drafter, node=row(draft, "1.1"), content=changed, expected_version=1),
        lambda: move_node(actor=drafter, node=row(draft, "1.1"), by=1, expected_version=2),
        lambda: indent_node(actor=drafter, node=row(draft, "2"), expected_version=1),
        lambda: outdent_node(actor=drafter, node=row(draft, "1.1"), expected_version=3),
        lambda: split_node(
            actor=drafter, node=row(draft, "1.2"), titles=titles, points="1", expected_version=1
        ),
        lambda: add_node(actor=drafter, draft=draft, parent=row(draft, "1.2")),
        lambda: save_head(actor=drafter, draft=draft, head=head, expected_version=1),
        lambda: renumber(actor=drafter, draft=Draft.objects.get(), expected_version=2),
        lambda: delete_node(actor=drafter, node=row(draft, "1"), expected_version=row(draft, "1").version),
    )
    for act in acts:
        act()
        draft.refresh_from_db()
        hashes.append(content_hash(document_of(draft)))
    assert len(set(hashes)) == len(acts) + 1
    for number in range(len(acts), 0, -1):
        undo(actor=drafter, draft=draft, number=number)
        draft.refresh_from_db()
        assert content_hash(document_of(draft)) == hashes[number - 1], number
    assert Draft.objects.get().title == "Bộ nhỏ"


def test_a_step_is_not_undone_over_what_somebody_did_since(drafter: Person, draft: Draft) -> None:
    other = make_drafter("Lê Văn Khác")
    content = row(draft, "1.1").content
    save_node(
        actor=drafter, node=row(draft, "1.1"), content={**content, "max_points": "3"}, expected_version=1
    )
    save_node(actor=other, node=row(draft, "1.1"), content={**content, "max_points": "2"}, expected_version=2)
    with pytest.raises(MovedOn) as refused:
        undo(actor=drafter, draft=draft, number=1)
    assert refused.value.problems[0].code == "CH-7702"
    assert row(draft, "1.1").content["max_points"] == "2"
    # Somebody else's step is undone by anybody who drafts; then one's own stands as it was left.
    undo(actor=drafter, draft=draft, number=2)
    undo(actor=drafter, draft=draft, number=1)
    assert row(draft, "1.1").content["max_points"] == "4"
    with pytest.raises(MovedOn):
        undo(actor=drafter, draft=draft, number=1)


def test_adding_is_not_undone_once_something_stands_in_it(drafter: Person, draft: Draft) -> None:
    made = add_node(actor=drafter, draft=draft)
    add_node(actor=drafter, draft=draft, parent=made)
    with pytest.raises(MovedOn):
        undo(actor=drafter, draft=draft, number=1)
    undo(actor=drafter, draft=draft, number=2)
    undo(actor=drafter, draft=draft, number=1)
    assert shape_of(draft) == ["1", ["1.1", "1.2"], "2"]


def test_two_who_save_one_node_conflict_and_two_who_save_two_do_not(drafter: Person, draft: Draft) -> None:
    content = row(draft, "1.1").content
    save_node(
        actor=drafter, node=row(draft, "1.1"), content={**content, "max_points": "3"}, expected_version=1
    )
    with pytest.raises(Conflict):
        save_node(
            actor=drafter, node=row(draft, "1.1"), content={**content, "max_points": "2"}, expected_version=1
        )
    beside = {**row(draft, "1.2").content, "max_points": "7"}
    save_node(actor=drafter, node=row(draft, "1.2"), content=beside, expected_version=1)
    # A neighbour that moves does not stand in the way of who writes beside it either.
    move_node(actor=drafter, node=row(draft, "1.1"), by=1, expected_version=2)
    save_node(
        actor=drafter, node=row(draft, "1.2"), content={**beside, "max_points": "8"}, expected_version=2
    )


def test_saving_what_stands_leaves_no_step(drafter: Person, draft: Draft) -> None:
    node = row(draft, "1.1")
    save_node(actor=drafter, node=node, content=dict(node.content), expected_version=1)
    assert not Change.objects.exists()


def test_every_step_stands_in_the_ledger_with_the_digest_of_its_rows(drafter: Person, draft: Draft) -> None:
    move_node(actor=drafter, node=row(draft, "1.2"), by=-1, expected_version=1)
    entry = Entry.objects.latest("pk")
    assert entry.chain.name == f"drafting/{draft.pk}"
    assert (entry.verb, entry.facts["step"], entry.facts["node"]) == ("draft_node_moved", 1, "1.2")
    assert entry.facts["rows"] == hashlib.sha256(canonical_json(Change.objects.get().after)).hexdigest()


def test_a_draft_that_is_laid_aside_is_written_no_more(drafter: Person, draft: Draft) -> None:
    abandon_draft(actor=drafter, draft=draft, expected_version=1)
    with pytest.raises(Incomplete) as refused:
        add_node(actor=drafter, draft=draft)
    assert codes_of(refused) == ["CH-7700"]


def test_who_does_not_draft_writes_nothing(draft: Draft) -> None:
    stranger = make_person()
    with pytest.raises(NoRight):
        add_node(actor=stranger, draft=draft)
    with pytest.raises(NoRight):
        undo(actor=stranger, draft=draft, number=1)
    assert Entry.objects.filter(chain__name=f"drafting/{draft.pk}", outcome="refused").count() == 2


def test_a_document_of_too_many_nodes_is_refused(drafter: Person) -> None:
    nodes = [{"code": str(number)} for number in range(2001)]
    with pytest.raises(Incomplete) as refused:
        begin_draft(
            actor=drafter,
            origin="empty",
            origin_words="",
            document={"nodes": nodes},  # type: ignore[dict-item]
            identifier="x",
            version_name="1",
        )
    assert codes_of(refused) == ["CH-7703"]
    assert not Draft.objects.exists()
