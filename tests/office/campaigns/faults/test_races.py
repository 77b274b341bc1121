"""Two at once, on the databases that installations have: one wins, the other is told, and nothing is half."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.installation import ROOT
from tests.office.campaigns.faults.racing import ROUNDS
from tests.office.running.offices import copy_of_office

pytestmark = pytest.mark.xdist_group("offices")


def play(tmp_path: Path, scene: str) -> dict[str, Any]:
    """Play a scene of `racing` in an office of its own."""
    printed = copy_of_office(tmp_path / "office").python(
        f"import json, sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from django_scopes import scopes_disabled\n"
        "from tests.office.campaigns.faults.racing import *\n"
        f"with scopes_disabled():\n    print(json.dumps({scene}))\n"
    )
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return found


def test_of_two_appraisers_at_once_one_writes_and_the_other_sees_a_conflict(tmp_path: Path) -> None:
    found = play(tmp_path, "two_appraisers()")
    assert found["outcomes"] == {"Conflict CH-7003 | done": ROUNDS}
    # One version and one entry a round: nothing was overwritten unseen, and the agency's figure stands.
    assert (found["version"], found["told"], found["self_assessed"]) == (ROUNDS, ROUNDS, "80")
    assert found["whole"]


def test_two_who_appraise_blindly_at_once_both_get_a_seat(tmp_path: Path) -> None:
    found = play(tmp_path, "two_blind_appraisers()")
    assert found == {"told": ["done", "done"], "seats": [1, 2], "people": 2}


def test_a_submission_that_is_pressed_twice_gives_one_receipt(tmp_path: Path) -> None:
    found = play(tmp_path, "two_submissions()")
    assert found["outcomes"] == {"Conflict CH-7003 | done": ROUNDS}
    # Then two agencies at once: both are in, with numbers of their own and none left out.
    assert found["both"] == ["done", "done"]
    assert found["numbers"] == list(range(1, ROUNDS + 3))
    assert (found["told"], found["verified"], found["whole"]) == (ROUNDS + 2, [True, True], True)


def test_a_save_and_a_submission_at_once_leave_a_receipt_that_confirms_what_stands(tmp_path: Path) -> None:
    found = play(tmp_path, "a_save_against_a_submission()")
    assert sum(found["outcomes"].values()) == ROUNDS
    # The head was quicker, and the officer is told that it was handed in; or the officer was, and the head
    # that the approval fell.
    assert set(found["outcomes"]) <= {"NotNow CH-7004 | done", "Conflict CH-7003 | done"}
    assert (set(found["verified"]) <= {True}, found["whole"]) == (True, True)


def test_of_two_who_publish_at_once_one_publishes_and_the_other_is_told_that_it_is_done(
    tmp_path: Path,
) -> None:
    found = play(tmp_path, f"two_publications({str(tmp_path)!r})")
    assert found["begun"] == ["Incomplete CH-7874", "done"]
    assert found["published"] == ["WrongStep CH-7877", "done"]
    assert (found["editions"], found["told"], found["closed"], found["whole"]) == (1, 1, True, True)


def test_what_is_published_is_what_stands_whoever_writes_at_that_moment(tmp_path: Path) -> None:
    found = play(tmp_path, f"a_publication_against_appraisals({str(tmp_path)!r})")
    if found["is_published"]:
        # The appraiser was through, or met a campaign that was closed.
        assert found["told"] in (["done", "done"], ["Incomplete CH-7216", "done"])
        assert (found["late"], found["written_late"]) == ("Incomplete CH-7216", 0)
    else:
        assert found["told"] == ["done", "Incomplete CH-7893"]
    # The last that is written is what the edition was made of; cut short, it must be so too.
    assert (found["is_what_stands"], found["whole"]) == (True, True)
