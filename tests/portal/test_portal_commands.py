from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.portal.building_sites import Given, two_years


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    return two_years(tmp_path_factory.mktemp("commands"))


def test_build_check_and_build_again(given: Given, tmp_path: Path) -> None:
    site = tmp_path / "site"
    first = call("portal", "build", *given.bundles, "--out", site, "--trusted", given.public)
    assert (first.exit, first.codes) == (0, [])
    assert f"Written: {site}" in first.out
    checked = call("portal", "check", site, "--json")
    assert (checked.exit, json.loads(checked.out)["problems"]) == (0, [])
    again = call("portal", "build", *given.bundles, "--out", site, "--trusted", given.public, "--json")
    record = json.loads(again.out)
    assert record["drawn"] == 0
    assert record["publications"] == 2


def test_a_check_that_finds_something_ends_with_one(given: Given, tmp_path: Path) -> None:
    site = tmp_path / "site"
    call("portal", "build", given.bundles[0], "--out", site)
    (site / "robots.txt").unlink()
    checked = call("portal", "check", site)
    assert checked.exit == 1
    assert "CH-6026 robots.txt" in checked.out


@pytest.mark.parametrize(
    ("arguments", "exit", "code"),
    [
        (["portal", "build", "--out", "site"], 2, "CH-6002"),
        (["portal", "build", "BUNDLE", "--out", "BUNDLE"], 2, "CH-6006"),
        (["portal", "build", "BUNDLE", "--out", "site", "--base-url", "chiso.vn"], 2, "CH-6008"),
        (["portal", "build", "gone.zip", "--out", "site"], 4, "CH-4001"),
        (["portal", "check", "gone"], 2, "CH-6006"),
        (["portal", "serve", "gone"], 2, "CH-6006"),
    ],
)
def test_a_wrong_call_is_told(
    given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], exit: int, code: str
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [str(given.bundles[0]) if word == "BUNDLE" else word for word in arguments]
    answered = call(*words)
    assert (answered.exit, answered.codes) == (exit, [code])
    assert not (tmp_path / "site").exists()


def test_a_title_names_the_site(given: Given, tmp_path: Path) -> None:
    call("portal", "build", given.bundles[0], "--out", tmp_path / "site", "--title", "Chỉ số của tôi")
    assert "Chỉ số của tôi</title>" in (tmp_path / "site" / "404.html").read_text("utf-8")
