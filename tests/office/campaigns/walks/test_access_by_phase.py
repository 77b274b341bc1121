"""Role × agency × field × phase: who reads and who writes answers, appraisals, questions, rulings, editions.

The table below is written by hand from what a campaign is to be: an agency has what is its own, in its
phases; who appraises has the fields that are theirs, while something is appraised; the council decides from
its phase on; what is published goes through two people; who watches sees all of it and writes none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from chiso.office.campaigns.answering.given import Given
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.appraising.questions import ask_question, close_question, reply_as_agency
from chiso.office.campaigns.appraising.services import appraise_leaf
from chiso.office.campaigns.council.rulings import RulingWords, save_ruling
from chiso.office.campaigns.models import Answer, Campaign, Edition, Phase, Question, Session, Submission
from chiso.office.campaigns.publishing.editions import approve_edition, prepare_edition
from chiso.office.campaigns.publishing.releasing import publish_edition
from chiso.office.errors import Incomplete, NoRight, NotFound, NotNow
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.scoping import reach_of
from tests.office.campaigns.appraising.stage import signed_in
from tests.office.campaigns.council.answered import BEST, ON_THE_DAY, answered
from tests.office.campaigns.making import Running, running
from tests.office.campaigns.publishing.steps import LETTER
from tests.office.campaigns.walks.walking import KINDS, base_of, come_to
from tests.office.making import appoint, assign, make_agency, make_person

# As the access table: rights are rows that both databases give back alike.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# Preparation, Self-assessment, Completeness, Appraisal 1, Explanation, appraisal 2 (B), couNcil, Results,
# petition (K), Decision, publication (U), correction (X), closed after publication (Z).
PHASES = {
    "P": "preparation", "S": "self_assessment", "C": "completeness", "A": "appraisal_1", "E": "explanation",
    "B": "appraisal_2", "N": "council", "R": "results", "K": "petition", "D": "decision", "U": "publication",
    "X": "correction", "Z": "",
}  # fmt: skip
ALWAYS = "".join(PHASES)
# "own" is Ba Đình's criterion 1, which Sở Nội vụ appraises; "field" its criterion 6, which Sở Tư pháp
# appraises; "other" Hoàn Kiếm's criterion 1. Who is not in the table may do nothing anywhere.
TABLE = f"""
reads    officer     own   {ALWAYS}
reads    officer     field {ALWAYS}
reads    head        own   {ALWAYS}
reads    head        field {ALWAYS}
reads    coordinator own   {ALWAYS}
reads    coordinator field {ALWAYS}
reads    coordinator other {ALWAYS}
reads    leader      own   {ALWAYS}
reads    leader      field {ALWAYS}
reads    leader      other {ALWAYS}
reads    auditor     own   {ALWAYS}
reads    auditor     field {ALWAYS}
reads    auditor     other {ALWAYS}
looks    appraiser   own   CAEB
looks    appraiser   other CAEB
looks    coordinator own   {ALWAYS}
looks    coordinator field {ALWAYS}
looks    coordinator other {ALWAYS}
looks    leader      own   {ALWAYS}
looks    leader      field {ALWAYS}
looks    leader      other {ALWAYS}
looks    auditor     own   {ALWAYS}
looks    auditor     field {ALWAYS}
looks    auditor     other {ALWAYS}
result   officer     own   RKDUXZ
result   officer     field RKDUXZ
result   head        own   RKDUXZ
result   head        field RKDUXZ
agenda   secretary   own   NRKDUXZ
agenda   member      own   NRKDUXZ
agenda   coordinator own   {ALWAYS}
agenda   leader      own   {ALWAYS}
agenda   auditor     own   {ALWAYS}
answers  officer     own   S
answers  officer     field S
answers  head        own   S
answers  head        field S
explains officer     own   E
explains officer     field E
explains head        own   E
explains head        field E
appraises appraiser  own   AB
appraises appraiser  other AB
asks     appraiser   own   AE
asks     appraiser   other AE
hears    appraiser   own   AEB
replies  officer     own   E
replies  head        own   E
rules    secretary   own   NKX
rules    secretary   field NKX
rules    secretary   other NKX
prepares coordinator own   DUX
approves leader      own   DUX
publishes coordinator own  UX
"""
WHO = (
    "officer", "head", "appraiser", "coordinator", "secretary", "member", "leader", "auditor", "statistician",
)  # fmt: skip
EXPECTED = {
    (act, who, place): phases
    for act, who, place, phases in (line.split() for line in TABLE.strip().splitlines())
}
# Acts on the whole of a campaign, or on the one question that there is, are tried in one place.
PLACES = ("own", "field", "other")
_ONCE = ("agenda", "hears", "replies", "prepares", "approves", "publishes")
Place = tuple[str, str, str]
Act = Callable[[Person, Agency, str], bool]
REFUSED = (NoRight, NotNow, NotFound)


def come(campaign: Campaign, letter: str) -> None:
    """Let a phase be open; Z: everything is over, and the campaign is closed."""
    kind = PHASES[letter]
    with scopes_disabled():
        now = timezone.now()
        Phase.objects.filter(campaign=campaign).delete()
        for number, name in enumerate(KINDS):
            opens = now + timedelta(days=10 + number)
            Phase.objects.create(
                campaign=campaign, kind=name, opens_at=opens, closes_at=opens + timedelta(hours=20)
            )
        come_to(campaign, kind or "correction")
        # A question needs a working day to be answered in, whatever day it is.
        explanation = Phase.objects.filter(campaign=campaign, kind="explanation", closes_at__gt=now)
        explanation.update(closes_at=now + timedelta(days=40))
        campaign.closed_at = None if kind else now
        campaign.save()


@pytest.fixture
def made() -> Running:
    """Everything is answered; two bodies appraise, each its own fields of both districts."""
    made = answered(running())
    justice = make_agency("Sở Tư pháp", uid="so-tu-phap")
    for unit in (made.ba_dinh, made.hoan_kiem):
        assign(made.campaign, unit, "6", unit, justice)
    made.people["justice"] = make_person("Cao Thị Mai")
    appoint(made.people["justice"], Role.APPRAISER, justice)
    # What is agreed with is judged anew below; a submission would shut its agency out in its own phase.
    with scopes_disabled():
        Answer.objects.filter(campaign=made.campaign).exclude(layer="self_assessed").delete()
        Submission.objects.filter(campaign=made.campaign).delete()
    return made


def place_of(made: Running, place: str) -> tuple[Agency, str]:
    return {"own": (made.ba_dinh, "1"), "field": (made.ba_dinh, "6"), "other": (made.hoan_kiem, "1")}[place]


def table_of(made: Running, name: str, act: Act, places: tuple[str, ...]) -> dict[Place, str]:
    """Who may where, with the letters of the phases; what an act writes is taken back."""
    found: dict[Place, str] = {}
    for letter in PHASES:
        come(made.campaign, letter)
        for who, place in product(WHO, places):
            with transaction.atomic():
                if act(made.people[who], *place_of(made, place)):
                    found[name, who, place] = found.get((name, who, place), "") + letter
                transaction.set_rollback(True)
    return found


def pages(made: Running, name: str) -> Act:
    clients = {who.pk: signed_in(who) for who in made.people.values()}

    def opens(person: Person, unit: Agency, node: str) -> bool:
        address = {
            "reads": f"tu-danh-gia/{unit.key}/{unit.key}/{node}/", "looks": f"tham-dinh/{unit.key}/{node}/",
            "result": f"ket-qua/{unit.key}/", "agenda": "hoi-dong/",
        }[name]  # fmt: skip
        status = clients[person.pk].get(f"{base_of(made.campaign)}{address}").status_code
        assert status in (200, 403, 404), (name, status)
        return bool(status == 200)

    return opens


def writes(made: Running, name: str) -> Act:
    def does(person: Person, unit: Agency, node: str) -> bool:
        with scope(agency=reach_of(person)):
            try:
                _ACTS[name](made, person, unit, node)
            except (*REFUSED, Incomplete):
                return False
        return True

    return does


def _change(node: str) -> Given:
    return Given(ON_THE_DAY if node == "1" else BEST["6"], note="Theo sổ")


def _say(made: Running, person: Person, unit: Agency, node: str, layer: Any) -> None:
    with scopes_disabled():
        stands = Answer.objects.filter(campaign=made.campaign, unit=unit, node=node, layer=layer).first()
    save_answer(
        actor=person, campaign=made.campaign, unit=unit, node=node, given=_change(node), layer=layer,
        expected_version=stands.version if stands else 0,
    )  # fmt: skip


def _appraise(made: Running, person: Person, unit: Agency, node: str) -> None:
    with scopes_disabled():
        seen = Answer.objects.get(campaign=made.campaign, unit=unit, node=node, layer="self_assessed")
    appraise_leaf(
        actor=person, campaign=made.campaign, unit=unit, node=node, agrees=True, given=Given(),
        expected_version=0, seen_version=seen.version,
    )  # fmt: skip


def _ask(made: Running, person: Person, unit: Agency, node: str) -> None:
    with scopes_disabled():
        phase = Phase.objects.get(campaign=made.campaign, kind="explanation")
    ask_question(
        actor=person, campaign=made.campaign, unit=unit, node=node, words="Vì sao?",
        answer_until=phase.closes_at - timedelta(minutes=1),
    )  # fmt: skip


def _question(made: Running) -> Question:
    with scopes_disabled():
        return Question.objects.create(
            campaign=made.campaign, unit=made.ba_dinh, node="1", agency=made.ba_dinh, words="Vì sao?",
            asked_by=made.people["appraiser"], answer_until=timezone.now() + timedelta(days=1),
        )  # fmt: skip


def _rule(made: Running, person: Person, unit: Agency, node: str) -> None:
    with scopes_disabled():
        session = Session.objects.create(
            campaign=made.campaign, number=1, held_on=timezone.localdate(), place="Phòng họp", chair="A",
            written_by=made.people["secretary"],
        )  # fmt: skip
    said = RulingWords(_change(node), "council_evidence_shows", "Đã xem sổ gốc", 5, 0, 0)
    save_ruling(actor=person, session=session, unit=unit, node=node, said=said, expected_version=0)


def _edition(made: Running, state: str) -> Edition:
    people = made.people
    return Edition.objects.create(
        campaign=made.campaign, number=1, state=state, status="final", run_hash="0" * 64, folder="x",
        prepared_by=people["statistician"], approved_by=people["leader"] if state == "sealed" else None,
    )  # fmt: skip


def _past_the_right(act: Callable[[], Any]) -> None:
    """An edition without files: that the files are missed shows that the right held."""
    try:
        act()
    except Incomplete:
        return


_ACTS: dict[str, Callable[[Running, Person, Agency, str], Any]] = {
    "answers": lambda made, who, unit, node: _say(made, who, unit, node, "self_assessed"),
    "explains": lambda made, who, unit, node: _say(made, who, unit, node, "explained"),
    "appraises": _appraise,
    "asks": _ask,
    "replies": lambda made, who, *_: reply_as_agency(actor=who, question=_question(made), words="Vì thế."),
    "hears": lambda made, who, *_: close_question(
        actor=who, question=_question(made), accepted=True, expected_version=1
    ),
    "rules": _rule,
    "prepares": lambda made, who, *_: _past_the_right(
        lambda: prepare_edition(
            actor=who, campaign=made.campaign, status="final", reason="", letter=LETTER, confirmed=()
        )
    ),
    "approves": lambda made, who, *_: _past_the_right(
        lambda: approve_edition(actor=who, edition=_edition(made, "prepared"), expected_version=1)
    ),
    "publishes": lambda made, who, *_: _past_the_right(
        lambda: publish_edition(actor=who, edition=_edition(made, "sealed"), expected_version=1)
    ),
}


def expected(name: str) -> dict[Place, str]:
    return {key: phases for key, phases in EXPECTED.items() if key[0] == name}


@pytest.mark.parametrize("name", ["reads", "looks", "result", "agenda"])
def test_pages_open_for_whom_and_when_the_table_says(made: Running, name: str) -> None:
    places = ("own",) if name in _ONCE else PLACES
    assert table_of(made, name, pages(made, name), places) == expected(name)


@pytest.mark.parametrize("name", list(_ACTS))
def test_acts_are_done_by_whom_and_when_the_table_says(made: Running, name: str) -> None:
    places = ("own",) if name in _ONCE else PLACES
    assert table_of(made, name, writes(made, name), places) == expected(name)
