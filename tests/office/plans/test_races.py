"""What happens between the look at rights and the lock."""

from __future__ import annotations

from typing import Any

import pytest

from chiso.office.errors import Incomplete
from chiso.office.plans.models import PlanVersion
from chiso.office.plans.services import deciding
from chiso.office.plans.services.changing import note_preparer
from chiso.office.plans.services.deciding import approve
from tests.office.plans.making import Staff, again, filled, handed_in, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Staff:
    return staff()


def test_who_took_a_hand_between_the_look_at_rights_and_the_lock_does_not_approve(
    made: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = again(handed_in(made, filled(made)))
    leader, locked = made.people["leader"], deciding._locked

    def after_a_change(*given: Any) -> PlanVersion:
        note_preparer(version, leader)
        return locked(*given)

    monkeypatch.setattr(deciding, "_locked", after_a_change)
    with pytest.raises(Incomplete) as refused:
        approve(actor=leader, version=version, expected_version=version.version)
    assert [one.code for one in refused.value.problems] == ["CH-8411"]
    assert again(version).state == "submitted"
