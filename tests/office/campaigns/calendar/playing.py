"""What agencies, appraisers and the council may try in a campaign, in any order: one rule a call.

`Book` says what is open; what a rule tries beyond it must be refused. See `machine` for what holds always.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.db import transaction
from django.utils import timezone
from django_scopes import scopes_disabled
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chiso.office.campaigns.answering.given import Given
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.appraising.rounds import base_of
from chiso.office.campaigns.appraising.services import appraise_leaf
from chiso.office.campaigns.calendar.setting import Times, set_calendar
from chiso.office.campaigns.council.rulings import RulingWords, save_ruling
from chiso.office.campaigns.council.sessions import SessionWords, approve_minutes, hold_session
from chiso.office.campaigns.models import Answer, Phase, PhaseException, Ruling, Session, Submission
from chiso.office.campaigns.submitting.returning import return_for_supplement
from chiso.office.campaigns.submitting.steps import approve, hand_up, submit, take_back
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.people.roles import Role
from chiso.problems import Refused
from chiso.scoring.layers import Layer
from tests.office.campaigns.calendar import machine
from tests.office.campaigns.calendar.machine import ORDER, Book, Kept, Opening, given, unit_of
from tests.office.campaigns.making import Running, running
from tests.office.campaigns.publishing import steps
from tests.office.making import appoint, make_person

BEGIN = datetime(2026, 11, 2, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DAYS = 2
HOUR = timedelta(hours=1)
IN_AGENCIES = ("officer", "colleague", "head", "officer_2", "head_2")
OTHERS = ("appraiser", "appraiser_2", "coordinator", "secretary", "member", "leader", "both")
AGENCY_PEOPLE = st.sampled_from(IN_AGENCIES)
ANYBODY = st.sampled_from((*IN_AGENCIES, *OTHERS))
NODES = st.sampled_from(sorted(machine.CHOICES))
CHOICE = st.integers(0, 3)
DELAYS = st.sampled_from((1, 20, 47, 49, 200))
SETTLED = ("submitted", "complete")
WRITING = {"self_assessment"}
SUBMITTING = {"self_assessment", "completeness"}
DECIDING = {"decision", "publication", "correction"}
COUNCIL = {"council", "petition", "correction"}
HELD = SessionWords(date(2026, 12, 1), time(8, 30), "Phòng họp số 2", "Nguyễn Văn Chủ, Phó Chủ tịch")


class Campaigning(RuleBasedStateMachine):
    """Two districts, their appraisers, a council, a coordinator, a leader, somebody who is both of these."""

    workshop: Path
    made: Running

    def __init__(self) -> None:
        super().__init__()
        self._clock = time_machine.travel(BEGIN, tick=False)
        self.clock = self._clock.start()
        self._scope = scopes_disabled()
        self._scope.__enter__()
        self._rolled_back = transaction.atomic()
        self._rolled_back.__enter__()
        self.book, self.before, self.was_closed = Book(), Kept(), False
        self.written: set[tuple[int, str, str]] = set()
        self.granted = 0

    def begin(self) -> None:
        """The campaign, its people, its year."""
        self.made = running()
        both = self.made.people["both"] = make_person("Kiêm Nhiệm")
        appoint(both, Role.COORDINATOR)
        appoint(both, Role.CITY_LEADER)
        self.key = steps.city_key(self.workshop, f"khoa-{self.made.campaign.key}")
        times = machine.calendar_from(timezone.now() + timedelta(hours=1), DAYS)
        set_calendar(
            actor=self.made.people["coordinator"], campaign=self.made.campaign, expected_version=1,
            times={kind: Times(opens, closes) for kind, (opens, closes) in times.items()},
        )  # fmt: skip
        for phase in Phase.objects.filter(campaign=self.made.campaign):
            self.book.phases[phase.pk] = Opening(phase.kind, *times[phase.kind])

    def teardown(self) -> None:
        """The record is whole; then everything is as if it had never been."""
        try:
            if hasattr(self, "made"):
                assert verify_ledger().problems == ()
        finally:
            transaction.set_rollback(True)
            self._rolled_back.__exit__(None, None, None)
            self._scope.__exit__(None, None, None)
            self._clock.stop()

    def attempt(self, do: Callable[[], Any], *, may: bool, must: bool = False) -> Any:
        """Call a service: what may not be done is refused, what must be possible is not."""
        # Each request reads the campaign anew.
        self.made.campaign.refresh_from_db()
        try:
            done = do()
        except Refused:
            assert not must
            done = None
        else:
            assert may
        self.clock.shift(1)
        return done

    @property
    def agencies(self) -> list[int]:
        """Both districts."""
        return [self.made.ba_dinh.pk, self.made.hoan_kiem.pk]

    def answers(self, unit: int, node: str) -> dict[str, Answer]:
        """The layers of a leaf, of the first seat."""
        rows = Answer.objects.filter(campaign=self.made.campaign, unit=unit, node=node, seat=1)
        return {one.layer: one for one in rows}

    def submission(self, agency: int) -> Submission | None:
        """How far a district is."""
        return Submission.objects.filter(campaign=self.made.campaign, agency=agency).first()

    def note_granted(self, opening: Opening | None) -> None:
        """Write the last exception into the book."""
        if opening is not None:
            last = PhaseException.objects.order_by("-pk").first()
            assert last is not None
            self.book.exceptions[last.pk] = opening
            self.granted += 1

    @rule(hours=DELAYS)
    def wait(self, hours: int) -> None:
        """The clock runs on."""
        self.clock.shift(timedelta(hours=hours))

    @rule(kind=st.sampled_from(ORDER), end=st.sampled_from(("opens", "closes")), seconds=st.integers(-1, 1))
    def wait_for(self, kind: str, end: str, seconds: int) -> None:
        """The clock runs on to the very end or beginning of a phase."""
        for phase in self.book.phases.values():
            there = getattr(phase, end) + timedelta(seconds=seconds)
            if phase.kind == kind and there > timezone.now():
                self.clock.move_to(there, tick=False)

    @rule(who=ANYBODY, own=st.booleans(), node=NODES, choice=CHOICE, layer=st.sampled_from(machine.WRITTEN))
    def write(self, who: str, own: bool, node: str, choice: int, layer: Layer) -> None:
        """Somebody writes a layer of an agency: of their own, or of another."""
        unit = unit_of(self.made, who)
        if not own:
            unit = self.made.ba_dinh if unit == self.made.hoan_kiem else self.made.hoan_kiem
        current = self.answers(unit.pk, node).get(layer)
        kinds = WRITING if layer == "self_assessed" else {"explanation"}
        is_theirs = own and who in IN_AGENCIES
        may = is_theirs and self.book.is_open(kinds, unit.pk, node)
        found = self.submission(unit.pk)
        is_in = layer == "self_assessed" and found is not None and found.state in SETTLED
        may = may and (not is_in or self.book.is_open_again(unit.pk, node))
        self.written |= {(unit.pk, node, layer)}
        self.attempt(
            lambda: save_answer(
                actor=self.made.people[who], campaign=self.made.campaign, unit=unit, node=node, layer=layer,
                given=given(node, choice), expected_version=current.version if current else 0,
            ),
            may=may, must=may and not is_in,
        )  # fmt: skip

    @rule(who=AGENCY_PEOPLE, step=st.sampled_from((hand_up, approve, submit, take_back)))
    def go_on_with_submission(self, who: str, step: Any) -> None:
        """An agency hands up, approves, submits, takes back."""
        unit = unit_of(self.made, who)
        current = self.submission(unit.pk)
        named: dict[Any, dict[str, Any]] = {
            submit: {"accepts_gaps": True}, take_back: {"reason": "Còn thiếu."}
        }  # fmt: skip
        more = named.get(step, {})
        is_theirs = who.startswith("head") != (step is hand_up)
        self.attempt(
            lambda: step(
                actor=self.made.people[who], campaign=self.made.campaign, agency=unit,
                expected_version=current.version if current else 0, **more,
            ),
            may=is_theirs and self.book.is_open(SUBMITTING, unit.pk),
        )  # fmt: skip

    @rule(who=AGENCY_PEOPLE)
    def submit_all(self, who: str) -> None:
        """An agency approves and submits at once, as far as it may."""
        head = "head_2" if who.endswith("_2") else "head"
        self.go_on_with_submission(head, approve)
        self.go_on_with_submission(head, submit)

    @rule(who=st.sampled_from(("coordinator", "coordinator", "both", "head", "appraiser")),
          place=st.integers(0, 1), hours=DELAYS)  # fmt: skip
    def send_back(self, who: str, place: int, hours: int) -> None:
        """A submission is returned for supplement: more time, for that agency alone."""
        agency, until = self.agencies[place], timezone.now() + hours * HOUR
        unit = (self.made.ba_dinh, self.made.hoan_kiem)[place]
        current = self.submission(agency)
        opening = self.book.extension("self_assessment", agency, until)
        done = self.attempt(
            lambda: return_for_supplement(
                actor=self.made.people[who], campaign=self.made.campaign, agency=unit, reason="Thiếu bảng 3.",
                until=until, expected_version=current.version if current else 0,
            ),
            may=who in ("coordinator", "both") and self.book.is_open({"completeness"}),
        )  # fmt: skip
        self.note_granted(opening if done else None)

    @rule(who=ANYBODY, place=st.integers(0, 1), node=NODES, choice=CHOICE, agrees=st.booleans())
    def appraise(self, who: str, place: int, node: str, choice: int, agrees: bool) -> None:
        """Somebody appraises a leaf."""
        unit = (self.made.ba_dinh, self.made.hoan_kiem)[place]
        rounds = {kind for kind in ("appraisal_1", "appraisal_2") if self.book.is_open({kind}, unit.pk, node)}
        layer = machine.LAYER_OF["appraisal_2" if "appraisal_2" in rounds else "appraisal_1"]
        answers = self.answers(unit.pk, node)
        base, own = base_of(layer, answers), answers.get(layer)  # type: ignore[arg-type]
        correction = given(node, choice)
        said = Given(correction.rows, reason="figure_differs", words="Sổ ghi khác.")
        self.written |= {(unit.pk, node, layer)}
        self.attempt(
            lambda: appraise_leaf(
                actor=self.made.people[who], campaign=self.made.campaign, unit=unit, node=node, agrees=agrees,
                given=said, expected_version=own.version if own else 0,
                seen_version=base.version if base else 0,
            ),
            may=who.startswith("appraiser") and bool(rounds), must=False,
        )  # fmt: skip

    @rule(who=ANYBODY, place=st.integers(0, 1), node=NODES, choice=CHOICE)
    def rule_on_a_leaf(self, who: str, place: int, node: str, choice: int) -> None:
        """The council decides on a leaf; it counts with the minutes, not yet."""
        unit = (self.made.ba_dinh, self.made.hoan_kiem)[place]
        actor, campaign = self.made.people[who], self.made.campaign
        may = who == "secretary" and self.book.is_open(COUNCIL, unit.pk, node)
        session = Session.objects.filter(campaign=campaign, approved_at=None).first()
        if session is None:
            session = self.attempt(lambda: hold_session(actor=actor, campaign=campaign, said=HELD), may=may)
        if session is None:
            return
        stands = Ruling.objects.filter(session=session, unit=unit, node=node).first()
        votes = RulingWords(given(node, choice), "council_evidence_shows", "Tài liệu cho thấy.", 5)
        self.attempt(
            lambda: save_ruling(
                actor=actor, session=session, unit=unit, node=node, said=votes,
                expected_version=stands.version if stands else 0,
            ),
            may=may,
        )  # fmt: skip

    @rule(who=st.sampled_from(("member", "member", "secretary", "head", "coordinator")))
    def approve_the_minutes(self, who: str) -> None:
        """Somebody approves the minutes: what was ruled becomes the council's layer."""
        session = Session.objects.filter(campaign=self.made.campaign, approved_at=None).first()
        if session is None:
            return
        self.written |= {(one.unit_id, one.node, "council") for one in session.rulings.all()}
        self.attempt(
            lambda: approve_minutes(
                actor=self.made.people[who], session=session, expected_version=session.version
            ),
            may=who == "member" and any(self.book.is_open(COUNCIL, one) for one in self.agencies),
        )

    @invariant()
    def nothing_is_lost_and_nothing_closed_moves(self) -> None:
        """After each step."""
        campaign = self.made.campaign
        now = machine.seen(campaign)
        machine.check_nothing_else_moved(self.before, now, self.written)
        if self.was_closed and self.book.is_closed:
            assert now == self.before
        machine.check_no_layer_is_lost(campaign, self.before)
        machine.check_no_phase_is_skipped(campaign)
        machine.check_two_people_publish(campaign)
        machine.check_exceptions_stay(campaign, self.granted)
        self.before, self.was_closed, self.written = now, self.book.is_closed, set()
