"""What an agency types is on no page of another agency, and on no page of who appraises other fields.

Words that stand nowhere else are typed into a draft, and every page of the office is asked for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.comments import add_comment
from chiso.office.campaigns.answering.given import Given
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Petition, Question, Reply
from chiso.office.people.roles import Role
from tests.office.answers import let_go
from tests.office.campaigns.answering.staged import document, leaf_of, put
from tests.office.campaigns.appraising.stage import signed_in
from tests.office.campaigns.council.answered import BEST
from tests.office.campaigns.making import Running, running
from tests.office.campaigns.walks.test_access_by_phase import come
from tests.office.making import appoint, assign, make_agency, make_person
from tests.office.routes_samples import routes

# As the access table: rights are rows that both databases give back alike.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NOTE, COMMENT, TITLE, QUESTION, REPLY, PETITION = MARKERS = (
    "chuồnchuồn", "bươmbướm", "châuchấu", "đomđóm", "bọngựa", "cánhcam",
)  # fmt: skip
NODE = "6"


@pytest.fixture
def made() -> Running:
    """Ba Đình's criterion 6 with words of every kind beside it; another body appraises the other fields."""
    made = running("self_assessment")
    officer, other = made.people["officer"], make_agency("Sở Tư pháp", uid="so-tu-phap")
    of = {"campaign": made.campaign, "unit": made.ba_dinh, "node": NODE}
    with scopes_disabled():
        save_answer(actor=officer, given=Given(BEST[NODE], note=NOTE), expected_version=0, **of)
        add_comment(
            actor=officer, campaign=made.campaign, agency=made.ba_dinh, leaf=leaf_of(made, NODE),
            words=COMMENT,
        )  # fmt: skip
        put(made, document(made, TITLE), NODE)
        question = Question.objects.create(
            **of, agency=made.ba_dinh, asked_by=made.people["appraiser"], words=QUESTION,
            answer_until=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        Reply.objects.create(question=question, by=officer, words=REPLY)
        Petition.objects.create(**of, agency=made.ba_dinh, words=PETITION, by=made.people["head"])
    for unit in (made.ba_dinh, made.hoan_kiem):
        assign(made.campaign, unit, "1", unit, other)
        assign(made.campaign, unit, "2", unit, other)
    made.people["stranger"] = make_person("Cao Thị Mai")
    appoint(made.people["stranger"], Role.APPRAISER, other)
    return made


def addresses(made: Running) -> Iterator[str]:
    """Every page of campaigns with every key that could lead to the draft, and every page without a key."""
    with scopes_disabled():
        known = {
            "key": [made.campaign.key],
            "agency_key": [made.ba_dinh.key, made.hoan_kiem.key],
            "unit_key": [made.ba_dinh.key],
            "node": [NODE],
            "form": ["csv"],
            "question_key": [Question.objects.get().key],
            "petition_key": [Petition.objects.get().key],
        }
    for route in routes():
        if not route.arguments and not route.name.startswith(("api:", "health:")):
            yield reverse(route.name)
        elif route.name.startswith("campaigns:") and set(route.arguments) <= set(known):
            for values in product(*(known[name] for name in route.arguments)):
                yield reverse(route.name, kwargs=dict(zip(route.arguments, values, strict=True)))


def found_by(client: Client, paths: list[str]) -> set[tuple[str, str]]:
    """Which of the words a person is shown, and where."""
    found = set()
    for path in paths:
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        let_go(answer)
        assert answer.status_code < 500, path
        found |= {(word, path) for word in MARKERS if word.encode() in body}
    return found


def test_words_of_a_draft_are_on_no_page_of_anybody_else(made: Running) -> None:
    paths = sorted(addresses(made))
    assert len(paths) > 60
    with scopes_disabled():
        come(made.campaign, "K")
    # The words could be seen: their own head finds each of them.
    assert {word for word, _ in found_by(signed_in(made.people["head"]), paths)} == set(MARKERS)
    assert found_by(signed_in(made.people["head_2"]), paths) == set()
    for letter in "SA":
        with scopes_disabled():
            come(made.campaign, letter)
        for who in ("officer_2", "stranger"):
            assert (letter, who, found_by(signed_in(made.people[who]), paths)) == (letter, who, set())
    # Inside the agency means inside it: who appraises and who watches the whole read no comment.
    of_campaign = [path for path in paths if made.campaign.key in path]
    for who in ("appraiser", "coordinator"):
        assert COMMENT not in {word for word, _ in found_by(signed_in(made.people[who]), of_campaign)}, who
