"""The page "Verify" in a real browser: what it accepts, what it finds, and that it sends nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chiso.publication.archive import write_archive
from tests.portal.browsing import BROWSERS, browser, serving
from tests.portal.certain_site import certain_bundle
from tests.portal.robust_site import robust_bundle
from tests.portal.small_site import build, foreign_key
from tests.publication.composite_run import composite_bundle
from tests.publication.publishing import (
    RUN,
    change_cell,
    change_record,
    members_of,
    seal_again,
    write_members,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs(*BROWSERS), pytest.mark.xdist_group("portal in a browser")]
RANKING, SCORES = f"{RUN}/ranking.csv", f"{RUN}/scores.csv"


@dataclass(frozen=True)
class Answer:
    """What the page says of a bundle: the class of the verdict, its sentence, tags and codes."""

    kind: str
    sentence: str
    tags: dict[str, list[str]]
    differences: list[str]


@dataclass(frozen=True)
class Verifier:
    """The page, opened, and the folder with the bundles of the site."""

    page: Page
    folder: Path
    requests: list[str]

    def check(self, bundle: Path) -> Answer:
        """Choose a file and read what the page found."""
        self.page.set_input_files("#verify-file", bundle)
        self.page.wait_for_function(
            "name => { const said = document.getElementById('verify-status').textContent;"
            " return said.includes(name) && !said.startsWith('Checking'); }",
            arg=bundle.name,
        )
        rows = self.page.locator("#verify-rows tr").all() if self.is_shown("#verify-result") else []
        tags: dict[str, list[str]] = {}
        for row in rows:
            tags.setdefault(row.locator("th").inner_text(), []).append(row.locator(".tag").inner_text())
        kinds = (self.page.get_attribute("#verify-verdict", "class") or "").split()
        return Answer(
            kinds[-1],
            self.page.inner_text("#verify-status"),
            tags,
            [one.inner_text() for one in self.page.locator("#verify-differences code").all()] if rows else [],
        )

    def is_shown(self, selector: str) -> bool:
        return self.page.locator(selector).is_visible()

    def changed(self, name: str, **members: bytes) -> Path:
        """A copy of the bundle to play with."""
        copy = self.folder / f"{name}.zip"
        shutil.copy(self.folder / "bundle.zip", copy)
        return copy


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verifier]:
    folder = tmp_path_factory.mktemp("verifier")
    site = build(folder, corrected=False)
    with serving(site) as address, browser() as started:
        page = started.new_page()
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"{address}/en/verify/")
        yield Verifier(page, folder, requests)


def wrong_total(members: dict[str, bytes]) -> dict[str, bytes]:
    """Hồng Hà gets 9.5 in the first criterion instead of 8.5; its total stays."""
    table = members[SCORES]
    changed = change_cell(table, row=3, column="points", value="9.5")
    assert changed != table
    return {**members, SCORES: changed}


def test_an_honest_bundle_agrees(verifier: Verifier) -> None:
    answer = verifier.check(verifier.folder / "bundle.zip")
    assert (answer.kind, answer.differences) == ("good", [])
    assert {tag for tags in answer.tags.values() for tag in tags} == {"✓ agrees"}
    assert set(answer.tags) == {"Archive", "Fingerprints", "Seal", "This site", "Ranks", "Sums"}


def test_a_changed_digit_is_found(verifier: Verifier) -> None:
    bundle = verifier.changed("digit")
    write_members(bundle, wrong_total(members_of(bundle)))
    answer = verifier.check(bundle)
    assert answer.kind == "bad"
    assert answer.differences == [f"CH-4020 {SCORES}", f"CH-4030 {SCORES} (001, total)"]
    assert answer.tags["Fingerprints"] == answer.tags["Sums"] == answer.tags["This site"] == ["✕ differs"]


def test_a_digit_changed_in_the_file_itself_is_found(verifier: Verifier) -> None:
    """As a reader with an editor would do it: the archive's own checksum does not fit either."""
    bundle = verifier.changed("raw")
    content = bundle.read_bytes()
    assert content.count(b"21.75") >= 1
    bundle.write_bytes(content.replace(b"21.75", b"22.75"))
    codes = {difference.split()[0] for difference in verifier.check(bundle).differences}
    assert {"CH-4020", "CH-4023"} <= codes


def test_a_mended_manifest_breaks_the_seal(verifier: Verifier) -> None:
    bundle = verifier.changed("mended")
    write_members(bundle, wrong_total(members_of(bundle)), mend=True)
    answer = verifier.check(bundle)
    assert answer.kind == "bad"
    assert [difference.split()[0] for difference in answer.differences] == ["CH-4112", "CH-4030"]
    assert answer.tags["Fingerprints"] == ["✓ agrees"]


def test_a_mended_manifest_sealed_by_a_foreign_key_is_not_taken_for_the_publisher_s(
    verifier: Verifier,
) -> None:
    bundle = verifier.changed("foreign")
    members = {name: held for name, held in members_of(bundle).items() if not name.startswith("seals/")}
    members = {**members, RANKING: change_cell(members[RANKING], row=2, column="name", value="Hồng Hà 2")}
    write_members(bundle, members, mend=True)
    seal_again(bundle, foreign_key(verifier.folder))
    answer = verifier.check(bundle)
    assert (answer.kind, answer.differences) == ("warn", [])
    assert answer.tags["Seal"] == ["! take care"]
    assert answer.tags["This site"] == ["! take care"]
    assert "Owner of stranger" in verifier.page.inner_text("#verify-rows")


def test_a_total_that_does_not_follow_is_found_though_the_publisher_sealed_it(verifier: Verifier) -> None:
    bundle = verifier.changed("resealed")
    write_members(bundle, wrong_total(members_of(bundle)), mend=True)
    seal_again(bundle, verifier.folder / "city.key")
    answer = verifier.check(bundle)
    assert answer.kind == "bad"
    assert answer.differences == [f"CH-4030 {SCORES} (001, total)"]


@pytest.mark.parametrize(("column", "value"), [("rank", "3"), ("score", "99.75"), ("of", "4")])
def test_a_ranking_that_does_not_follow_from_the_scores_is_found(
    verifier: Verifier, column: str, value: str
) -> None:
    bundle = verifier.changed(f"ranking-{column}")
    members = members_of(bundle)
    members[RANKING] = change_cell(members[RANKING], row=2, column=column, value=value)
    write_members(bundle, members, mend=True)
    answer = verifier.check(bundle)
    assert f"CH-4030 {RANKING} (001)" in answer.differences


def test_a_seal_under_another_name_and_another_decision_are_found(verifier: Verifier) -> None:
    bundle = verifier.changed("renamed")
    members = members_of(bundle)
    seal = next(name for name in members if name.startswith("seals/"))
    members["seals/0123456789abcdef.json"] = members.pop(seal)
    write_members(bundle, members)
    assert verifier.check(bundle).differences == ["CH-4110 seals/0123456789abcdef.json"]
    other = verifier.changed("decision")
    members = members_of(other)
    members["decision.json"] = change_record(members["decision.json"], number="13/QĐ-UBND")
    write_members(other, members)
    assert verifier.check(other).differences == [f"CH-4113 {seal}"]


def test_a_signature_with_one_other_digit_is_found(verifier: Verifier) -> None:
    bundle = verifier.changed("signature")
    members = members_of(bundle)
    seal = next(name for name in members if name.startswith("seals/"))
    start = members[seal].index(b'"signature":"') + len(b'"signature":"')
    digit = b"0" if members[seal][start : start + 1] != b"0" else b"1"
    members[seal] = members[seal][:start] + digit + members[seal][start + 1 :]
    write_members(bundle, members)
    assert verifier.check(bundle).differences == [f"CH-4111 {seal}"]


def test_without_a_seal_nobody_vouches(verifier: Verifier) -> None:
    bundle = verifier.changed("unsealed")
    members = {name: held for name, held in members_of(bundle).items() if not name.startswith("seals/")}
    write_members(bundle, members)
    answer = verifier.check(bundle)
    assert (answer.kind, answer.tags["Seal"]) == ("warn", ["! take care"])


def test_a_record_in_another_notation_is_found(verifier: Verifier) -> None:
    """A key that stands twice would be read differently by two programs."""
    bundle = verifier.changed("notation")
    members = members_of(bundle)
    members["publication.json"] = members["publication.json"].replace(
        b'"status":"final"', b'"status":"final","status":"final"'
    )
    write_members(bundle, members, mend=True)
    assert "CH-4024 publication.json" in verifier.check(bundle).differences


@pytest.mark.parametrize(
    ("name", "code"),
    [("text", "CH-4003"), ("behind", "CH-4003"), ("unknown", "CH-4007"), ("path", "CH-4006")],
)
def test_what_is_no_safe_bundle_is_not_opened(verifier: Verifier, name: str, code: str) -> None:
    bundle = verifier.changed(f"unsafe-{name}")
    honest = bundle.read_bytes()
    members = members_of(bundle)
    bundle.write_bytes(
        {
            "text": b"no archive at all",
            "behind": honest + b"behind",
            "unknown": write_archive({**members, "notes.txt": b"x"}),
            "path": write_archive({**members, "runs/../../etc": b"x"}),
        }[name]
    )
    answer = verifier.check(bundle)
    assert answer.kind == "bad"
    assert code in answer.sentence
    assert not verifier.is_shown("#verify-result")


def test_nothing_is_sent_anywhere(verifier: Verifier) -> None:
    before = list(verifier.requests)
    verifier.check(verifier.folder / "bundle.zip")
    verifier.check(verifier.folder / "sipas.zip")
    assert verifier.requests == before


def test_a_reader_without_scripts_gets_the_command_and_no_dead_field(verifier: Verifier) -> None:
    started = verifier.page.context.browser
    assert started is not None
    page = started.new_context(java_script_enabled=False).new_page()
    page.goto(verifier.page.url)
    assert not page.locator("#verify-file").is_visible()
    assert page.get_by_text("Without scripts this page cannot check a file").is_visible()
    assert "chiso verify" in page.locator("pre").inner_text()
    page.context.close()


def test_a_browser_that_knows_no_ed25519_says_so(verifier: Verifier) -> None:
    started = verifier.page.context.browser
    assert started is not None
    page = started.new_context().new_page()
    page.add_init_script(
        "const known = crypto.subtle.importKey.bind(crypto.subtle);"
        "crypto.subtle.importKey = (form, key, algorithm, ...rest) => algorithm.name === 'Ed25519'"
        " ? Promise.reject(new DOMException('unknown', 'NotSupportedError'))"
        " : known(form, key, algorithm, ...rest);"
    )
    page.goto(verifier.page.url)
    answer = Verifier(page, verifier.folder, []).check(verifier.folder / "bundle.zip")
    assert (answer.kind, answer.tags["Seal"]) == ("warn", ["! take care"])
    assert "cannot check signatures" in page.inner_text("#verify-rows")
    page.context.close()


def test_it_reads_a_bundle_with_estimates(verifier: Verifier, tmp_path: Path) -> None:
    """Format 2: its members are known and its sums agree; only the key is one that the site does not name."""
    bundle, _ = certain_bundle(tmp_path)
    answer = verifier.check(bundle)
    assert (answer.differences, bool(answer.tags)) == ([], True)


def test_a_bundle_with_estimates_that_calls_itself_one_without_is_told(
    verifier: Verifier, tmp_path: Path
) -> None:
    bundle, _ = certain_bundle(tmp_path)
    members = members_of(bundle)
    members["publication.json"] = change_record(members["publication.json"], format="chiso-bundle/1")
    write_members(bundle, members, mend=True)
    assert "CH-4027 publication.json" in verifier.check(bundle).differences


def test_it_reads_a_bundle_with_results_on_how_sure_ranks_are(verifier: Verifier, tmp_path: Path) -> None:
    """Format 3: its members are known, its hashes and sums agree."""
    bundle, _ = robust_bundle(tmp_path)
    answer = verifier.check(bundle)
    assert (answer.differences, bool(answer.tags)) == ([], True)
    members = members_of(bundle)
    members["publication.json"] = change_record(members["publication.json"], format="chiso-bundle/1")
    changed = write_members(tmp_path / "changed.zip", members, mend=True)
    assert "CH-4027 publication.json" in verifier.check(changed).differences


def test_it_reads_a_bundle_with_a_composite_index_and_says_what_it_leaves_to_the_command(
    verifier: Verifier, tmp_path: Path
) -> None:
    """Format 4: its members are known, its hashes agree; only the command computes the index."""
    answer = verifier.check(composite_bundle(tmp_path, sure=False))
    assert answer.differences == []
    said = verifier.page.locator("#verify-rows").inner_text()
    assert "five-wards-1: a composite index; the command computes it again, this page does not" in said
