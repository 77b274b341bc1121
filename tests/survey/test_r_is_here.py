"""The lane of R: its package `survey` answers where it is; elsewhere the tests hold to its kept answers."""

from __future__ import annotations

import pytest

from tests.lanes import go_without
from tests.survey.r import FOLDER, has_survey, reference


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_r_says_today_what_was_kept_of_it(name: str) -> None:
    if not has_survey():
        go_without("R with its package survey")
    assert reference(name)
