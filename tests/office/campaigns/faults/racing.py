"""Inside an office on a real database: people who press at the same moment, and what each was told.

The tests' own SQLite lies in memory and does not wait for a lock; an installed office does. Each scene makes
a campaign and returns what its tests ask for.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connections
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.given import Given
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.appraising.services import appraise_leaf
from chiso.office.campaigns.models import Answer, Edition, Phase, Receipt, Submission
from chiso.office.campaigns.publishing.making import run_hash_now
from chiso.office.campaigns.publishing.releasing import publish_edition
from chiso.office.campaigns.submitting.receipts import check_receipt
from chiso.office.campaigns.submitting.steps import approve, submit, take_back
from chiso.office.errors import OfficeRefused
from chiso.office.ledger.models import Entry
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.organisation.models import Agency
from tests.office.campaigns.appraising.stage import NODE, say, share
from tests.office.campaigns.council.answered import BEST, ON_THE_DAY, answered, write
from tests.office.campaigns.making import Running, published, running
from tests.office.campaigns.publishing import steps

ROUNDS = 6


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Do all at the same moment, each in a thread; "done", or the name of the refusal with its codes."""
    told, start = [""] * len(calls), threading.Barrier(len(calls))

    def run(place: int) -> None:
        with scopes_disabled():
            start.wait()
            try:
                calls[place]()
                told[place] = "done"
            except OfficeRefused as refused:
                codes = sorted({problem.code for problem in refused.problems})
                told[place] = " ".join([type(refused).__name__, *codes])
            finally:
                connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def in_words(outcomes: list[list[str]]) -> dict[str, int]:
    """How often each outcome was met; who of them came first does not matter."""
    return dict(Counter(" | ".join(sorted(one)) for one in outcomes))


def two_appraisers() -> dict[str, Any]:
    """Two appraisers correct the same leaf to different figures, again and again."""
    made = _running("appraisal_1")
    say(made, made.ba_dinh, share(80, 100))
    outcomes = []
    for number in range(ROUNDS):
        calls = [_appraise(made, who, number) for who in ("appraiser", "appraiser_2")]
        outcomes.append(at_once(*calls))
    stands = Answer.objects.get(layer="appraised_1")
    return {
        "outcomes": in_words(outcomes),
        "version": stands.version,
        "told": Entry.objects.filter(verb="answer_saved", facts__layer="appraised_1").count(),
        "self_assessed": Answer.objects.get(layer="self_assessed").rows[0][3],
        "whole": verify_ledger().is_whole,
    }


def two_blind_appraisers() -> dict[str, Any]:
    """A leaf that two people appraise without seeing each other, both at the same moment."""
    made = _running("appraisal_1")
    made.campaign.twice = 100
    made.campaign.save()
    say(made, made.ba_dinh, share(80, 100))
    told = at_once(_appraise(made, "appraiser", 0), _appraise(made, "appraiser_2", 0))
    seats = Answer.objects.filter(layer="appraised_1").order_by("seat").values_list("seat", "by")
    return {
        "told": sorted(told),
        "seats": [seat for seat, _ in seats],
        "people": len({by for _, by in seats}),
    }


def _appraise(made: Running, who: str, version: int) -> Callable[[], Any]:
    figure = 40 + version * 2 + (who == "appraiser_2")

    def call() -> None:
        appraise_leaf(
            actor=made.people[who], campaign=made.campaign, unit=made.ba_dinh, node=NODE, agrees=False,
            given=Given(share(figure, 100).rows, reason="figure_differs", words="Sổ ghi khác"),
            expected_version=version, seen_version=1, sign=".",
        )  # fmt: skip

    return call


def two_submissions() -> dict[str, Any]:
    """The head presses twice, again and again; then two agencies submit at the same moment."""
    made = _running("self_assessment")
    outcomes = []
    for _ in range(ROUNDS):
        _approved(made, made.ba_dinh, "head")
        call = _submit(made, made.ba_dinh, "head")
        outcomes.append(at_once(call, call))
        version = Submission.objects.get(agency=made.ba_dinh).version
        take_back(
            actor=made.people["head"], campaign=made.campaign, agency=made.ba_dinh, reason="Sửa",
            expected_version=version,
        )  # fmt: skip
    _approved(made, made.ba_dinh, "head")
    _approved(made, made.hoan_kiem, "head_2")
    both = at_once(_submit(made, made.ba_dinh, "head"), _submit(made, made.hoan_kiem, "head_2"))
    receipts = Receipt.objects.select_related("campaign", "agency").order_by("number")
    return {
        "outcomes": in_words(outcomes),
        "both": both,
        "numbers": [one.number for one in receipts],
        "told": Entry.objects.filter(verb="self_assessment_submitted").count(),
        "verified": [check_receipt(one).is_same for one in list(receipts)[-2:]],
        "whole": verify_ledger().is_whole,
    }


def a_save_against_a_submission() -> dict[str, Any]:
    """An officer saves while the head submits: the receipt and what stands are the same, whoever is first."""
    made = _running("self_assessment")
    outcomes, verified = [], []
    for number in range(ROUNDS):
        _approved(made, made.ba_dinh, "head")
        version = Answer.objects.get(agency=made.ba_dinh).version

        def save(number: int = number, version: int = version) -> None:
            save_answer(
                actor=made.people["officer"], campaign=made.campaign, unit=made.ba_dinh, node="6",
                given=published(note=f"Giờ chót {number}"), expected_version=version,
            )  # fmt: skip

        told = at_once(save, _submit(made, made.ba_dinh, "head"))
        outcomes.append(told)
        stands = Submission.objects.get(agency=made.ba_dinh)
        if told[1] == "done":
            last = Receipt.objects.select_related("campaign", "agency").order_by("number").last()
            verified.append(last is not None and check_receipt(last).is_same)
            take_back(
                actor=made.people["head"], campaign=made.campaign, agency=made.ba_dinh, reason="Sửa",
                expected_version=stands.version,
            )  # fmt: skip
    return {"outcomes": in_words(outcomes), "verified": verified, "whole": verify_ledger().is_whole}


def _approved(made: Running, agency: Agency, head: str) -> None:
    """One answer more, and the head's approval."""
    officer = "officer" if head == "head" else "officer_2"
    stands = Answer.objects.filter(agency=agency).first()
    save_answer(
        actor=made.people[officer], campaign=made.campaign, unit=agency, node="6",
        given=published(note=f"Lần {timezone.now()}"), expected_version=stands.version if stands else 0,
    )  # fmt: skip
    version = Submission.objects.get(agency=agency).version
    approve(actor=made.people[head], campaign=made.campaign, agency=agency, expected_version=version)


def _submit(made: Running, agency: Agency, head: str) -> Callable[[], Any]:
    version = Submission.objects.get(agency=agency).version
    return lambda: submit(
        actor=made.people[head], campaign=made.campaign, agency=agency, expected_version=version,
        accepts_gaps=True,
    )  # fmt: skip


def two_publications(folder: str) -> dict[str, Any]:
    """Two prepare an edition at the same moment; once it is sealed, two publish it."""
    made = answered(_running("decision", "publication"))
    begun = at_once(lambda: steps.begun(made), lambda: steps.begun(made))
    edition = _sealed(made, folder)
    told = at_once(_publish(made, edition), _publish(made, edition))
    return {
        "begun": sorted(begun),
        "published": sorted(told),
        "editions": Edition.objects.count(),
        "told": Entry.objects.filter(verb="edition_published").count(),
        "closed": Edition.objects.get().campaign.closed_at is not None,
        "whole": verify_ledger().is_whole,
    }


def a_publication_against_appraisals(folder: str) -> dict[str, Any]:
    """An edition is published while an appraiser writes other figures, and then the first ones again."""
    made = answered(_running("decision", "publication"))
    steps.begun(made)
    edition = _sealed(made, folder)

    def appraise() -> None:
        for number in range(2 * ROUNDS):
            rows = (BEST["1"], ON_THE_DAY)[number % 2]
            write(made, made.ba_dinh, "1", "appraised_1", rows, by=made.people["appraiser"], note=str(number))

    told = at_once(appraise, _publish(made, edition))
    is_published = steps.again(edition).state == "published"
    written = Answer.objects.get(unit=made.ba_dinh, node="1", layer="appraised_1").version
    late = "" if not is_published else at_once(appraise)[0]
    return {
        "told": told,
        "is_published": is_published,
        "is_what_stands": run_hash_now(made.campaign) == edition.run_hash,
        "late": late,
        "written_late": Answer.objects.get(unit=made.ba_dinh, node="1", layer="appraised_1").version
        - written,
        "whole": verify_ledger().is_whole,
    }


def _sealed(made: Running, folder: str) -> Edition:
    """The edition that was begun, brought to its seal."""
    steps.make_edition.func(Edition.objects.get().pk)
    edition = steps.again(Edition.objects.get())
    steps.approve_edition(actor=made.people["leader"], edition=edition, expected_version=edition.version)
    edition = steps.again(edition)
    steps.decide(made, edition)
    edition = steps.again(edition)
    sealed = steps.sealed_elsewhere(edition, steps.city_key(Path(folder)), Path(folder))
    steps.take_sealed(
        actor=made.people["coordinator"], edition=edition, sealed=sealed, name="sealed.zip",
        expected_version=edition.version,
    )  # fmt: skip
    return steps.again(edition)


def _publish(made: Running, edition: Edition) -> Callable[[], Any]:
    """Each from a page of their own."""
    return lambda: publish_edition(
        actor=made.people["coordinator"], edition=steps.again(edition), expected_version=edition.version
    )


def _running(*phases: str) -> Running:
    made = running(*phases)
    Phase.objects.update(closes_at=timezone.now() + timedelta(days=1))
    return made
