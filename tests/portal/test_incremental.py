"""A build that keeps pages gives the bytes of one that makes every page, whatever was changed.

Made-up communes in three years, one of them by another framework, so that pages read a year before, a
break, medians, means of groups, neighbours in rank. The expected site is always a full build of the same
input into an empty folder: nothing here knows what a page depends on.
"""

from __future__ import annotations

import copy
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from chiso.frameworks.loader import framework_from_tree
from chiso.language import Bilingual
from chiso.periods import parse_period
from chiso.portal import datasets, reads, rendering, slices
from chiso.portal.building import Built, build_site
from chiso.portal.pages import ALL, embed
from chiso.portal.record import NAME
from chiso.portal.theme import Theme
from chiso.publication import build_bundle, seal_bundle
from chiso.scoring.answers import ANSWER_COLUMNS
from chiso.scoring.reading import read_answers
from chiso.scoring.result import Result
from chiso.scoring.run import score_all, write_run
from chiso.units import read_units
from tests.portal.building_sites import contents_of
from tests.publication.publishing import make_key

COMMUNES = {"u1": "Hồng Hà", "u2": "Phúc Xá", "u3": "Đồng Tâm", "u4": "An Bình", "u5": "Vĩnh Lộc"}
CODES = ("1.1", "1.2", "2.1", "2.2")
PERIODS = ("2020", "2021", "2022")
THEME = Theme(focus="u2")


@dataclass
class City:
    """What is published of a made-up city; a change of it is what somebody did between two builds."""

    folder: Path
    periods: list[str] = field(default_factory=lambda: list(PERIODS))
    names: dict[str, str] = field(default_factory=lambda: dict(COMMUNES))
    # "2021/u3/1.2" → points that differ from those of the beginning.
    points: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    theme: Theme = THEME
    base_url: str = ""
    corrected: bool = False
    trusted: bool = True
    # Seals every bundle once more, by somebody else.
    second_key: Path | None = None
    # Drawings that stand alone take most of the time of a build.
    has_drawings: bool = False

    @cached_property
    def key(self) -> tuple[Path, Path]:
        return make_key(self.folder)

    def build(self, out: Path) -> Built:
        bundles = [self._publish(period, self.points, f"{period}.zip") for period in self.periods]
        if self.corrected:
            changed = {**self.points, "2022/u4/2.2": "9.5"}
            bundles.append(self._publish("2022", changed, "2022-2.zip", supersedes=bundles[-1]))
        trusted = [self.key[1]] if self.trusted else []
        kinds = [kind for kind in ALL if self.has_drawings or kind is not embed.groups]
        return build_site(
            bundles, out, theme=self.theme, base_url=self.base_url, trusted=trusted, kinds=kinds
        )

    def _publish(
        self, period: str, points: dict[str, str], name: str, supersedes: Path | None = None
    ) -> Path:
        framework = framework_from_tree(self._framework(period), name="made-up")
        lines = ["uid,code,name,level,kind,parent,group,aliases,valid_from,valid_to"]
        for place, (uid, commune) in enumerate(self.names.items()):
            lines.append(f"{uid},00{place},{commune},commune,{'xa' if place > 2 else 'phuong'},,,,,")
        registry, _ = read_units("\n".join([*lines, ""]).encode(), name="units.csv")
        rows = [",".join(ANSWER_COLUMNS)]
        for place, uid in enumerate(self.names):
            for at, code in enumerate(CODES):
                first = str((place * 7 + at * 3 + int(period) * 5) % 11 / 2 + 3)
                given = points.get(f"{period}/{uid}/{code}", first)
                rows.append(f"{period},00{place},{code},points,,{given},,,,given,self_assessed,agency,")
        answers, _ = read_answers(
            "\n".join([*rows, ""]).encode(), framework, registry, parse_period(period), sign="."
        )
        run, out = self.folder / f"run-{name}", self.folder / name
        shutil.rmtree(run, ignore_errors=True)
        out.unlink(missing_ok=True)
        write_run(score_all(framework, answers, registry, parse_period(period)), run)
        build_bundle(
            runs=[run],
            out=out,
            status="corrected" if supersedes else "final",
            supersedes=supersedes,
            reason="made up" if supersedes else "",
            key=self.key[0],
        )
        if self.second_key is not None:
            seal_bundle(out, key=self.second_key, out=out, force=True)
        return out

    def _framework(self, period: str) -> dict[str, Any]:
        """Two fields of two criteria; from 2022 the last criterion has another maximum."""
        version = "2" if period == "2022" else "1"

        def leaf(code: str) -> dict[str, Any]:
            most = "20" if code == "2.2" and version == "2" else "10"
            title = {"vi": f"Tiêu chí {code}", "en": self.titles.get(code, f"Criterion {code}")}
            inputs = {"points": {"type": "number"}}
            rule = {"kind": "entered@1"}
            return {"code": code, "title": title, "max_points": most, "inputs": inputs, "rule": rule}

        def group(code: str) -> dict[str, Any]:
            parts = [leaf(one) for one in CODES if one.startswith(code)]
            most = str(sum(int(part["max_points"]) for part in parts))
            title = {"vi": f"Lĩnh vực {code}", "en": f"Field {code}"}
            return {"code": code, "title": title, "max_points": most, "nodes": parts}

        nodes = [group("1"), group("2")]
        return {
            "format": "chiso-framework/1",
            "id": "made-up",
            "version": version,
            "title": {"vi": "Bộ hư cấu", "en": "Made-up set"},
            "status": "fictitious",
            "completeness": "full",
            "periods": {"from": "2000"},
            "rights": {"vi": "hư cấu", "en": "made up"},
            "index": {
                "max_points": str(sum(int(node["max_points"]) for node in nodes)),
                "published": {"places": "2", "mode": "half_up"},
            },
            "nodes": nodes,
        }


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> tuple[City, Path]:
    """The site before the change; tests work on copies."""
    folder = tmp_path_factory.mktemp("city")
    city = City(folder)
    city.build(folder / "site")
    return city, folder / "site"


def _copy(standing: tuple[City, Path], folder: Path) -> tuple[City, Path]:
    city, site = standing
    shutil.copytree(site, folder / "site")
    return copy.deepcopy(city), folder / "site"


def _set(name: str, **values: Any) -> Any:
    def change(city: City) -> None:
        for attribute, value in values.items():
            held = getattr(city, attribute)
            setattr(city, attribute, held | value if isinstance(held, dict) else value)

    return pytest.param(change, id=name)


CHANGES = [
    _set("nothing"),
    _set("a digit of the unit that the site is about", points={"2022/u2/1.1": "7.25"}),
    _set("a digit of another unit", points={"2021/u5/2.1": "0.25"}),
    _set("a digit that nobody sees", points={"2020/u1/1.2": "3.0000001"}),
    _set("a digit in the first year", points={"2020/u4/2.2": "9.75"}),
    _set("the best of a criterion", points={"2022/u1/2.2": "19.5"}),
    _set("the name of a unit", names={"u3": "Đồng Tâm Mới"}),
    _set("a text of the framework", titles={"2.1": "Another criterion"}),
    _set("a colour", theme=replace(THEME, colours={"brand": "#5a2a4d", "action": "#5a2a4d"})),
    _set("the name of the site", theme=replace(THEME, name=Bilingual(vi="Tên khác", en="Another name"))),
    _set("one language", theme=replace(THEME, languages=("vi",))),
    _set("the unit that the site is about", theme=replace(THEME, focus="u4")),
    _set("the address of the site", base_url="https://chiso.example.vn"),
    _set("a year less", periods=["2020", "2021"]),
    _set("a year in the middle is gone", periods=["2020", "2022"]),
    _set("a correction", corrected=True),
    _set("no key is trusted any more", trusted=False),
    _set("drawings that stand alone", has_drawings=True),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_build_after_a_change_gives_the_bytes_of_a_full_one(
    change: Callable[[City], None], standing: tuple[City, Path], tmp_path: Path
) -> None:
    city, site = _copy(standing, tmp_path)
    change(city)
    city.build(site)
    city.build(tmp_path / "full")
    assert contents_of(site) == contents_of(tmp_path / "full")


def test_drawings_are_made_again_where_their_figures_changed(tmp_path: Path) -> None:
    city, site = City(tmp_path, has_drawings=True), tmp_path / "site"
    city.build(site)
    city.points["2022/u1/2.2"] = "19.5"
    city.build(site)
    city.build(tmp_path / "full")
    assert contents_of(site) == contents_of(tmp_path / "full")


def _walk(standing: tuple[City, Path], folder: Path, steps: int, seed: int) -> None:
    """Changes one after another, each built on the site that the one before has left."""
    chance = random.Random(seed)
    city, site = _copy(standing, folder)
    for step in range(steps):
        place = f"{chance.choice(PERIODS)}/{chance.choice(list(COMMUNES))}/{chance.choice(CODES)}"
        city.points[place] = f"{chance.randint(0, 9)}.{chance.randint(0, 99):02d}"
        city.corrected = chance.random() < 0.3
        city.build(site)
        city.build(folder / f"full-{step}")
        assert contents_of(site) == contents_of(folder / f"full-{step}"), place


def test_a_chain_of_changes_leaves_nothing_stale(standing: tuple[City, Path], tmp_path: Path) -> None:
    _walk(standing, tmp_path, steps=3, seed=20)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_long_chains_of_changes_leave_nothing_stale(
    seed: int, standing: tuple[City, Path], tmp_path: Path
) -> None:
    _walk(standing, tmp_path, steps=15, seed=seed)


def test_a_changed_template_is_seen(
    standing: tuple[City, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city, site = _copy(standing, tmp_path)
    templates = tmp_path / "program" / "portal" / "templates"
    shutil.copytree(rendering.TEMPLATES, templates)
    page = templates / "base.html.j2"
    page.write_text(page.read_text("utf-8").replace("<html", "<html id=changed", 1), "utf-8")
    monkeypatch.setattr(rendering, "TEMPLATES", templates)
    monkeypatch.setattr(slices, "PROGRAM", tmp_path / "program")
    rendering.template_hashes.cache_clear()
    try:
        city.build(site)
    finally:
        rendering.template_hashes.cache_clear()
    assert b"id=changed" in (site / "don-vi" / "u2" / "made-up" / "2021" / "index.html").read_bytes()


def test_a_changed_program_makes_every_page_anew(
    standing: tuple[City, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city, site = _copy(standing, tmp_path)
    for version in ("1", "2"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "words.py").write_text(f"WORDS = {version}\n")
    made = _count_groups_made(monkeypatch)
    monkeypatch.setattr(slices, "PROGRAM", tmp_path / "1")
    city.build(site)
    first = len(made)
    city.build(site)
    assert (first > 20, len(made) - first) == (True, 0), "all of them, then none"
    monkeypatch.setattr(slices, "PROGRAM", tmp_path / "2")
    city.build(site)
    assert len(made) == 2 * first


def _count_groups_made(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    made: list[None] = []
    noting = reads.noting

    def counted() -> Any:
        made.append(None)
        return noting()

    monkeypatch.setattr("chiso.portal.writing.noting", counted)
    return made


def test_nothing_is_made_where_nothing_changed(
    standing: tuple[City, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city, site = _copy(standing, tmp_path)
    made = _count_groups_made(monkeypatch)
    built = city.build(site)
    assert (made, built.drawn) == ([], 0)


def test_figures_of_years_that_stand_are_not_looked_at_again(
    standing: tuple[City, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city, site = _copy(standing, tmp_path)
    asked: set[str] = set()
    of = slices.Slices.of

    def noted(self: slices.Slices, one: reads.Slice) -> str:
        asked.add(one[0])
        return of(self, one)

    monkeypatch.setattr(slices.Slices, "of", noted)
    city.build(site)
    assert asked <= {"title", "publication", "publications", "told"}
    city.points["2020/u4/2.2"] = "9.75"
    made: list[str] = []
    files_of = datasets.files_of

    def counted(dataset: Any, *given: Any) -> Any:
        made.append(dataset.key)
        return files_of(dataset, *given)

    monkeypatch.setattr("chiso.portal.pages.data.files_of", counted)
    city.build(site)
    # The other years are listed from what was told of them.
    assert made == ["made-up-2020"]


def test_a_seal_that_was_added_beside_the_content_is_offered(
    standing: tuple[City, Path], tmp_path: Path
) -> None:
    city, site = _copy(standing, tmp_path)
    folder = tmp_path / "second"
    folder.mkdir()
    city.second_key = make_key(folder)[0]
    city.build(site)
    city.build(tmp_path / "full")
    assert len([*site.glob("du-lieu/*.seal.json")]) == 2 * len(PERIODS)
    assert contents_of(site) == contents_of(tmp_path / "full")


def test_a_correction_stamps_pages_that_show_the_same(standing: tuple[City, Path], tmp_path: Path) -> None:
    city, site = _copy(standing, tmp_path)
    before = contents_of(site)
    city.corrected = True
    city.build(site)
    # Hồng Hà is no neighbour of An Bình, whose criterion was corrected: its page of 2022 shows the same
    # figures and links to another bundle.
    name = "don-vi/u1/made-up/2021/index.html"
    assert (site / name).read_bytes() == before[name]
    old, new = (set(re.findall(rb"goi/[\w.-]+\.zip", page)) for page in _pages_of_2022(before, site))
    assert (len(old), len(new), old & new) == (1, 1, set())
    assert (site / new.pop().decode()).exists()


def _pages_of_2022(before: dict[str, bytes], site: Path) -> tuple[bytes, bytes]:
    name = "don-vi/u1/made-up/2022/index.html"
    return before[name], (site / name).read_bytes()


def test_no_mark_of_a_stamp_is_left_on_any_page(standing: tuple[City, Path]) -> None:
    _, site = standing
    for name, content in contents_of(site).items():
        if not name.endswith((".zip", ".xlsx")) and name != NAME:
            assert not re.search("[\ue000-\uf8ff]", content.decode()), name


def test_a_page_that_somebody_changed_is_mended_with_its_group(
    standing: tuple[City, Path], tmp_path: Path
) -> None:
    city, site = _copy(standing, tmp_path)
    before = contents_of(site)
    (site / "en" / "unit" / "u3" / "made-up" / "2021" / "index.html").write_bytes(b"defaced")
    (site / "don-vi" / "u5" / "index.html").unlink()
    city.build(site)
    assert contents_of(site) == before


def test_everything_that_a_result_keeps_is_noted_when_it_is_read() -> None:
    # What `Result` works out once and keeps would else be noted by its first reader only.
    kept = {name for name, held in vars(Result).items() if isinstance(held, cached_property)}
    noted = {name for name, held in vars(reads.NotedResult).items() if isinstance(held, property)}
    # The units and the framework of an edition stand in the digest that all pages share.
    assert kept - noted == {"units_by_uid", "codes_by_identity"}


def test_only_who_notes_reads_past_the_notes() -> None:
    folder = Path(reads.__file__).parent
    readers = {
        path.name for path in folder.rglob("*.py") if re.search(r"_unnoted|\.unnoted\(", path.read_text())
    }
    assert readers == {
        "building.py",
        "editions.py",
        "model.py",
        "reads.py",
        "slices.py",
        "standing.py",
        "writing.py",
    }
