"""No sequence of calls skips a phase, changes what is closed, publishes alone, or loses a layer of inputs.

Short here (repeatable), long in `make soak`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from chiso.office.campaigns.calendar.exceptions import grant_extension, reopen_leaf, withdraw_exception
from chiso.office.campaigns.calendar.reopening import reopen_year
from chiso.office.campaigns.models import Edition, Phase, PhaseException
from chiso.office.campaigns.publishing import making
from chiso.office.campaigns.publishing.deciding import take_decision
from chiso.office.campaigns.publishing.editions import approve_edition, discard_edition, prepare_edition
from chiso.office.campaigns.publishing.open_matters import open_matters
from chiso.office.campaigns.publishing.releasing import publish_edition
from chiso.office.campaigns.publishing.sealing import take_sealed
from chiso.office.campaigns.publishing.tasks import make_edition
from chiso.office.campaigns.services import save_phase
from tests.office.campaigns.calendar import machine
from tests.office.campaigns.calendar.bringing import WithFigures
from tests.office.campaigns.calendar.machine import ORDER, Opening
from tests.office.campaigns.calendar.playing import (
    COUNCIL,
    DECIDING,
    DELAYS,
    HOUR,
    NODES,
    SUBMITTING,
    WRITING,
)
from tests.office.campaigns.publishing import steps
from tests.office.files.honest import pdf

# Who may prepare and publish, who may approve, who holds both roles.
PUBLISHERS = st.sampled_from(("both", "both", "coordinator", "leader"))
REOPENED = ("self_assessment", "appraisal_1", "explanation", "council")


class Year(WithFigures):
    """The same with those who run the campaign: results, exceptions, the calendar itself."""

    @initialize(kind=st.sampled_from(ORDER))
    def come_so_far(self, kind: str) -> None:
        """A year in which everybody has done their work up to some phase."""
        self.begin()
        for one in ORDER[: ORDER.index(kind)]:
            self.wait_for(one, "opens", 1)
            self.work()
        self.wait_for(kind, "opens", 1)

    @rule()
    def work(self) -> None:
        """Everybody does what is to be done now."""
        if self.book.is_closed:
            self.open_the_year_again("coordinator", 47)
        if self.book.is_open({"completeness"}):
            self.send_back("coordinator", 0, 20)
        for place, (officer, head) in enumerate((("officer", "head"), ("officer_2", "head_2"))):
            self.work_on_a_district(place, officer, head)
        if self.book.is_open(COUNCIL):
            self.rule_on_a_leaf("secretary", 0, "1", 2)
            self.approve_the_minutes("member")
        if self.book.is_open({"decision", "correction"}):
            self.prepare("coordinator")
            self.approve_results("leader")
        if self.book.is_open({"publication", "correction"}):
            self.decide_and_seal("coordinator")
            self.publish("coordinator")

    def work_on_a_district(self, place: int, officer: str, head: str) -> None:
        """The same in one district: written, appraised, explained, appraised again, handed in."""
        agency = self.agencies[place]
        for node in machine.CHOICES:
            if self.book.is_open(WRITING, agency, node):
                self.write(officer, True, node, place, "self_assessed")
            if self.book.is_open({"explanation"}, agency, node):
                self.write(officer, True, node, 1, "explained")
            for kind, who in (("appraisal_1", "appraiser"), ("appraisal_2", "appraiser_2")):
                if self.book.is_open({kind}, agency, node):
                    self.appraise(who, place, node, 2, node == "6")
        if self.book.is_open(SUBMITTING, agency):
            self.submit_all(head)

    @rule(kind=st.sampled_from(ORDER[1:6]), seconds=st.integers(-1, 1), node=NODES)
    def try_at_the_end(self, kind: str, seconds: int, node: str) -> None:
        """At the last second of a phase, and at its very end, somebody still tries."""
        self.wait_for(kind, "closes", seconds)
        if kind.startswith("appraisal"):
            self.appraise("appraiser", 0, node, 2, False)
        else:
            self.write("officer", True, node, 2, machine.LAYER_OF.get(kind, "self_assessed"))

    @rule(place=st.integers(0, 1), node=NODES)
    def try_beside_a_part(self, place: int, node: str) -> None:
        """Who got one part opened again tries the others too."""
        self.open_a_part_again("coordinator", place, node, "self_assessment", 47)
        for other in machine.CHOICES:
            self.write(("officer", "officer_2")[place], True, other, 3, "self_assessed")

    @rule(preparing=PUBLISHERS, approving=PUBLISHERS, publishing=PUBLISHERS)
    def try_to_publish(self, preparing: str, approving: str, publishing: str) -> None:
        """Two or three people, or one alone, try the whole way to the publication."""
        if self.book.is_open(DECIDING):
            self.prepare(preparing)
            self.approve_results(approving)
            self.decide_and_seal("coordinator")
            self.publish(publishing)

    def try_each(self, people: Sequence[tuple[str, str, str]]) -> None:
        """The same, one after the other, each from the beginning."""
        for who in people:
            self.lay_aside()
            self.try_to_publish(*who)

    @rule()
    def work_and_go_on(self) -> None:
        """Everybody does what is to be done now; then the next phase opens."""
        self.work()
        ahead = [one.opens for one in self.book.phases.values() if one.opens > timezone.now()]
        if ahead:
            self.clock.move_to(min(ahead) + timedelta(seconds=1), tick=False)

    def edition(self) -> Edition | None:
        """The edition that is under way, or the last one."""
        found = Edition.objects.select_related("campaign", "prepared_by", "supersedes__campaign")
        return found.filter(campaign=self.made.campaign).order_by("-number").first()

    @rule(who=st.sampled_from(("coordinator", "coordinator", "both", "leader", "secretary")))
    def prepare(self, who: str) -> None:
        """An edition is begun and made; what is open is confirmed as it is."""
        campaign = self.made.campaign
        campaign.refresh_from_db()
        is_first = not Edition.objects.filter(campaign=campaign, state="published").exists()
        begun = self.attempt(
            lambda: prepare_edition(
                actor=self.made.people[who], campaign=campaign, letter=steps.LETTER,
                status="final" if is_first else "corrected", reason="" if is_first else "Sai số hồ sơ.",
                confirmed=[one.key for one in open_matters(self.made.participants)],
            ),
            may=who in ("coordinator", "both") and self.book.is_open(DECIDING),
        )  # fmt: skip
        if begun is not None:
            make_edition.func(begun.pk)

    @rule(who=st.sampled_from(("leader", "leader", "both", "coordinator")))
    def approve_results(self, who: str) -> None:
        """Somebody approves what was prepared."""
        edition = self.edition()
        if edition is not None:
            may = who in ("leader", "both") and edition.prepared_by != self.made.people[who]
            self.attempt(
                lambda: approve_edition(
                    actor=self.made.people[who], edition=edition, expected_version=edition.version
                ),
                may=may and self.book.is_open(DECIDING),
            )

    @rule(who=st.sampled_from(("coordinator", "both")))
    def decide_and_seal(self, who: str) -> None:
        """The signed decision comes in, then the bundle with its seal."""
        edition, may = self.edition(), self.book.is_open(DECIDING)
        if edition is None or edition.state not in ("approved", "decided"):
            return
        actor = self.made.people[who]
        done = self.attempt(
            lambda: take_decision(
                actor=actor, edition=edition, number=steps.NUMBER, day=timezone.localdate(), pdf=pdf(),
                name="quyet-dinh.pdf", expected_version=edition.version,
            ),
            may=may,
        )  # fmt: skip
        decided = self.edition()
        if done is not None and decided is not None:
            sealed = steps.sealed_elsewhere(decided, self.key, self.workshop)
            self.attempt(
                lambda: take_sealed(
                    actor=actor, edition=decided, sealed=sealed, name="b.zip",
                    expected_version=decided.version,
                ),
                may=self.book.is_open(DECIDING),
            )  # fmt: skip

    @rule(who=st.sampled_from(("coordinator", "coordinator", "both", "leader")))
    def publish(self, who: str) -> None:
        """Somebody publishes what is sealed: the campaign is locked."""
        edition = self.edition()
        if edition is None:
            return
        may = who in ("coordinator", "both") and edition.approved_by != self.made.people[who]
        done = self.attempt(
            lambda: publish_edition(
                actor=self.made.people[who], edition=edition, expected_version=edition.version
            ),
            may=may and edition.state == "sealed" and self.book.is_open({"publication", "correction"}),
        )
        self.book.is_closed = self.book.is_closed or done is not None

    @rule()
    def lay_aside(self) -> None:
        """The edition that is under way is discarded."""
        edition = self.edition()
        if edition is not None:
            self.attempt(
                lambda: discard_edition(
                    actor=self.made.people["coordinator"], edition=edition, reason="Làm lại.",
                    expected_version=edition.version,
                ),
                may=edition.state != "published" and self.book.is_open(DECIDING),
            )  # fmt: skip

    @rule(who=st.sampled_from(("coordinator", "coordinator", "both", "leader", "officer")), hours=DELAYS)
    def open_the_year_again(self, who: str, hours: int) -> None:
        """A published year is opened again, for the council and a correction."""
        until = timezone.now() + hours * HOUR
        self.made.campaign.refresh_from_db()
        opened = self.attempt(
            lambda: reopen_year(
                actor=self.made.people[who], campaign=self.made.campaign, reason="Sai số liệu.", until=until,
                expected_version=self.made.campaign.version,
            ),
            may=who in ("coordinator", "both") and self.book.is_closed,
        )  # fmt: skip
        if opened is not None:
            # A step of several calls may close it again.
            self.book.is_closed = self.was_closed = False
            for one in opened:
                self.book.exceptions[one.pk] = Opening(one.phase, one.opens_at, until)
                self.granted += 1

    @rule(who=st.sampled_from(("coordinator", "coordinator", "officer")), place=st.integers(0, 1),
          kind=st.sampled_from(("self_assessment", "explanation", "petition")), hours=DELAYS)  # fmt: skip
    def give_more_time(self, who: str, place: int, kind: str, hours: int) -> None:
        """One agency gets more time."""
        agency, until = self.agencies[place], timezone.now() + hours * HOUR
        opening = self.book.extension(kind, agency, until)
        done = self.attempt(
            lambda: grant_extension(
                actor=self.made.people[who], campaign=self.made.campaign, phase=kind, until=until,
                agency=(self.made.ba_dinh, self.made.hoan_kiem)[place], reason="Mất điện.",
            ),
            may=who == "coordinator" and not self.book.is_closed,
        )  # fmt: skip
        self.note_granted(opening if done else None)

    @rule(who=st.sampled_from(("coordinator", "coordinator", "head")), place=st.integers(0, 1), node=NODES,
          kind=st.sampled_from(REOPENED), hours=DELAYS)  # fmt: skip
    def open_a_part_again(self, who: str, place: int, node: str, kind: str, hours: int) -> None:
        """One part is opened again for one agency."""
        now, agency = timezone.now(), self.agencies[place]
        done = self.attempt(
            lambda: reopen_leaf(
                actor=self.made.people[who], campaign=self.made.campaign, node=node, phase=kind,
                agency=(self.made.ba_dinh, self.made.hoan_kiem)[place], until=now + hours * HOUR,
                reason="Số liệu của Cục thay đổi.",
            ),
            may=who == "coordinator" and not self.book.is_closed,
        )  # fmt: skip
        self.note_granted(Opening(kind, now, now + hours * HOUR, agency, node) if done else None)

    @rule()
    def take_an_exception_back(self) -> None:
        """The last exception is withdrawn."""
        exception = PhaseException.objects.filter(campaign=self.made.campaign).first()
        if exception is not None:
            done = self.attempt(
                lambda: withdraw_exception(
                    actor=self.made.people["coordinator"], exception=exception, reason="Nhầm."
                ),
                may=not self.book.is_closed,
            )
            if done is not None:
                del self.book.exceptions[exception.pk]

    @rule(kind=st.sampled_from(ORDER), hours=st.sampled_from((-30, -1, 1, 30)))
    def move_the_end(self, kind: str, hours: int) -> None:
        """A phase is made longer or shorter."""
        phase = Phase.objects.filter(campaign=self.made.campaign, kind=kind).first()
        if phase is not None:
            closes = phase.closes_at + hours * HOUR
            done = self.attempt(
                lambda: save_phase(
                    actor=self.made.people["coordinator"], campaign=self.made.campaign, kind=kind,
                    opens_at=phase.opens_at, closes_at=closes, phase=phase, expected_version=phase.version,
                ),
                may=not self.book.is_closed,
            )  # fmt: skip
            if done is not None:
                self.book.phases[phase.pk].closes = closes

    @rule(kind=st.sampled_from(ORDER), hours=DELAYS, length=DELAYS)
    def slip_a_phase_in(self, kind: str, hours: int, length: int) -> None:
        """Somebody tries a further phase, such as a council that meets early."""
        opens = timezone.now() + hours * HOUR
        done = self.attempt(
            lambda: save_phase(
                actor=self.made.people["coordinator"], campaign=self.made.campaign, kind=kind,
                opens_at=opens, closes_at=opens + length * HOUR,
            ),
            may=not self.book.is_closed,
        )  # fmt: skip
        if done is not None:
            self.book.phases[done.pk] = Opening(kind, opens, opens + length * HOUR)


@pytest.fixture
def campaigning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[Year]:
    """The machine, with an installation of its own; letters, which are tested elsewhere, are not set."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("CHISO_HOME", str(tmp_path / "home"))
    for name in ("write_docx", "write_pdf", "write_xlsx"):
        monkeypatch.setattr(making, name, lambda *_given, **_more: b"letter")
    monkeypatch.setattr(Year, "workshop", tmp_path, raising=False)
    return Year


COMMON: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.mark.django_db
def test_no_sequence_skips_changes_what_is_closed_publishes_alone_or_loses_a_layer(
    campaigning: type[Year],
) -> None:
    run_machine(campaigning, settings=settings(max_examples=8, stateful_step_count=25, **COMMON))


ALONE = (("both", "both", "coordinator"), ("coordinator", "both", "both"), ("both", "leader", "both"))
CHEATS: dict[str, tuple[str, Callable[[Year], None]]] = {
    "write beside the part that was opened again": (
        "appraisal_1", lambda year: year.try_beside_a_part(0, "1"),
    ),
    "write at the very end": (
        "self_assessment", lambda year: year.try_at_the_end("self_assessment", 0, "1"),
    ),
    "appraise at the very end": (
        "appraisal_1", lambda year: year.try_at_the_end("appraisal_1", 0, "1"),
    ),
    "let the council meet early": (
        "self_assessment", lambda year: year.slip_a_phase_in("council", 1, 20),
    ),
    "lose what was brought": ("self_assessment", lambda year: year.bring_and_withdraw()),
    "bring figures when appraisal is over": (
        "council", lambda year: year.bring_figures("statistician", 1, 1, True),
    ),
    "publish alone": ("publication", lambda year: year.try_each(ALONE)),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", CHEATS)
def test_what_somebody_would_try_first_is_refused(campaigning: type[Year], name: str) -> None:
    kind, cheat = CHEATS[name]
    year = campaigning()
    try:
        year.come_so_far(kind)
        year.nothing_is_lost_and_nothing_closed_moves()
        cheat(year)
        year.nothing_is_lost_and_nothing_closed_moves()
    finally:
        year.teardown()


@pytest.mark.soak
@pytest.mark.django_db
def test_no_long_sequence_does_either(campaigning: type[Year]) -> None:
    run_machine(campaigning, settings=settings(max_examples=400, stateful_step_count=60, **COMMON))
