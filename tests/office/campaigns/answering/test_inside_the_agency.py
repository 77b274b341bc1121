"""Comments and the division of work stay inside the agency."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django_scopes import scope, scopes_disabled

from chiso.office.campaigns.answering.comments import add_comment, comments_for
from chiso.office.campaigns.answering.giving import give_leaves, tasks_by_place, workers_of
from chiso.office.campaigns.models import Comment, LeafTask
from chiso.office.errors import Incomplete, NoRight
from chiso.office.ledger.models import Entry, Words
from chiso.office.organisation.models import Section
from chiso.office.scoping import reach_of
from tests.office.campaigns.answering.staged import leaf_of
from tests.office.campaigns.making import Running, running

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def whole_city() -> Iterator[None]:
    with scopes_disabled():
        yield


@pytest.fixture
def made() -> Running:
    return running("self_assessment", "appraisal_1")


def say(made: Running, who: str = "officer", words: str = "Lời riêng trong nhà") -> Comment:
    about = {"campaign": made.campaign, "agency": made.ba_dinh, "leaf": leaf_of(made, "6")}
    return add_comment(actor=made.people[who], words=words, **about)  # type: ignore[arg-type]


EVERYBODY_ELSE = [
    "officer_2", "head_2", "appraiser", "coordinator", "secretary", "member", "leader", "auditor",
    "statistician",
]  # fmt: skip


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_nobody_outside_the_agency_reads_or_writes_its_comments(made: Running, who: str) -> None:
    say(made)
    reader = made.people[who]
    # Within the scope of the person, as every request of theirs is.
    with scope(agency=reach_of(reader)):
        assert comments_for(reader, made.campaign, made.ba_dinh, leaf_of(made, "6")) == []
    with pytest.raises(NoRight):
        say(made, who)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("who", ["officer", "colleague", "head"])
def test_the_people_of_the_agency_do(made: Running, who: str) -> None:
    say(made)
    said = comments_for(made.people[who], made.campaign, made.ba_dinh, leaf_of(made, "6"))
    assert [one.words for one in said] == ["Lời riêng trong nhà"]


def test_the_record_tells_that_something_was_said_and_not_what(made: Running) -> None:
    say(made)
    entry = Entry.objects.get(verb="comment_made")
    assert entry.facts == {"unit": made.ba_dinh.pk, "node": "6"}
    assert not Words.objects.filter(text__contains="Lời riêng").exists()


@pytest.mark.parametrize("words", ["", "   ", "x" * 2_001])
def test_a_comment_has_words_and_not_too_many(made: Running, words: str) -> None:
    with pytest.raises(Incomplete) as refused:
        say(made, words=words)
    assert [one.code for one in refused.value.problems] == ["CH-7817"]


def give(made: Running, who: str = "head", **more: object) -> int:
    given = {"officer": made.people["officer"], "due_on": date(2026, 12, 21)} | more
    leaves = [leaf_of(made, code) for code in ("6", "7")]
    about = {"campaign": made.campaign, "agency": made.ba_dinh}
    return give_leaves(actor=made.people[who], leaves=leaves, **about, **given)  # type: ignore[arg-type]


def test_a_leaf_is_given_to_one_at_a_time(made: Running) -> None:
    section = Section.objects.create(agency=made.ba_dinh, name="Phòng Nội vụ")
    assert give(made) == 2
    give(made, "officer", officer=None, section=section, due_on=None)
    tasks = tasks_by_place(made.campaign, made.ba_dinh)
    assert {(one.officer, one.section, one.due_on, one.version) for one in tasks.values()} == {
        (None, section, None, 2)
    }
    give(made, officer=None)
    assert not LeafTask.objects.exists()
    verbs = Entry.objects.filter(verb__startswith="leaves_").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["leaves_given", "leaves_given", "leaves_taken_back"]


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_nobody_else_divides_the_work_of_an_agency(made: Running, who: str) -> None:
    with pytest.raises(NoRight):
        give(made, who)


def test_a_leaf_is_given_to_people_of_the_agency_only(made: Running) -> None:
    with pytest.raises(Incomplete) as refused:
        give(made, officer=made.people["officer_2"])
    assert [one.code for one in refused.value.problems] == ["CH-7819"]
    section = Section.objects.create(agency=made.hoan_kiem, name="Phòng Nội vụ")
    with pytest.raises(Incomplete):
        give(made, officer=None, section=section)
    with pytest.raises(Incomplete):
        give(made, section=Section.objects.create(agency=made.ba_dinh, name="Văn phòng"))
    names = {one.full_name for one in workers_of(made.ba_dinh).officers}
    assert names == {"Nguyễn Thị Minh Hà", "Trần Văn Bình", "Lê Quang Vinh"}
