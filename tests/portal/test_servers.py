"""The configurations of `deploy/` in the real servers: what a reader and a program get from each."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from chiso.portal.serving import EMBED_POLICY, HEADERS, POLICY
from tests.portal.servers import SERVERS, get, served_by

pytestmark = pytest.mark.xdist_group("portal in a browser")


@dataclass(frozen=True)
class Served:
    site: Path
    port: int


@pytest.fixture(
    scope="module", params=[pytest.param(name, marks=pytest.mark.needs(name)) for name in SERVERS]
)
def served(request: pytest.FixtureRequest, full_site: Path) -> Iterator[Served]:
    with served_by(request.param, full_site) as port:
        yield Served(full_site, port)


@pytest.mark.parametrize("path", ["/", "/en/", "/don-vi/ha-noi/", "/en/unit/ha-noi/", "/kiem-chung/"])
def test_a_page_comes_with_its_policy_and_is_asked_for_again(served: Served, path: str) -> None:
    response, content = get(served.port, path)
    assert response.status == 200
    assert content == (served.site / path.strip("/") / "index.html").read_bytes()
    assert (response.getheader("Content-Type") or "").lower() == "text/html; charset=utf-8"
    assert response.headers.get_all("Cache-Control") == ["no-cache"]
    for name, value in HEADERS.items():
        assert response.headers.get_all(name) == [value], name
    # A second visit costs an answer without content.
    tag = response.getheader("ETag") or ""
    assert get(served.port, path, **{"If-None-Match": tag})[0].status == 304


def test_a_chart_for_the_pages_of_others_may_be_framed_and_runs_no_script(served: Served) -> None:
    for folder in ("nhung", "en/embed"):
        page = sorted((served.site / folder).rglob("index.html"))[0].parent
        response, _ = get(served.port, f"/{page.relative_to(served.site).as_posix()}/")
        assert response.status == 200
        policies = response.headers.get_all("Content-Security-Policy")
        assert policies == [EMBED_POLICY]
        assert "frame-ancestors" not in EMBED_POLICY
        assert "script-src" not in EMBED_POLICY
        assert response.getheader("X-Frame-Options") is None
        assert response.getheader("X-Content-Type-Options") == "nosniff"
        assert response.headers.get_all("Cache-Control") == ["no-cache"]
        drawing = sorted(page.glob("*.svg"))[0].relative_to(served.site).as_posix()
        response, _ = get(served.port, f"/{drawing}")
        assert response.headers.get_all("Content-Security-Policy") == [EMBED_POLICY]
        assert (response.getheader("Content-Type") or "").partition(";")[0] == "image/svg+xml"


def test_static_files_and_bundles_are_kept_for_a_year(served: Served) -> None:
    style = next(served.site.glob("static/*/chiso.css"))
    bundle = next(served.site.glob("goi/*.zip"))
    for path in (style, bundle):
        response, content = get(served.port, f"/{path.relative_to(served.site).as_posix()}")
        assert content == path.read_bytes()
        kept = ", ".join(response.headers.get_all("Cache-Control") or [])
        assert "immutable" in kept
        assert "public" in kept
        (age,) = [part for part in kept.split(", ") if part.startswith("max-age=")]
        assert int(age.partition("=")[2]) >= 31536000
        assert "no-cache" not in kept
        assert response.headers.get_all("Content-Security-Policy") == [POLICY]


@pytest.mark.parametrize(
    ("ending", "types"),
    [
        ("csv", {"text/csv"}),
        ("json", {"application/json"}),
        ("jsonld", {"application/ld+json"}),
        ("xlsx", {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}),
        ("svg", {"image/svg+xml"}),
        ("css", {"text/css"}),
        ("js", {"text/javascript", "application/javascript"}),
        ("zip", {"application/zip"}),
        ("txt", {"text/plain"}),
    ],
)
def test_each_kind_of_file_says_what_it_is(served: Served, ending: str, types: set[str]) -> None:
    shown = (path for path in sorted(served.site.rglob(f"*.{ending}")) if "/." not in path.as_posix())
    path = next(shown).relative_to(served.site).as_posix()
    response, content = get(served.port, f"/{path}")
    assert response.status == 200
    assert content == (served.site / path).read_bytes()
    kind, _, charset = (response.getheader("Content-Type") or "").partition(";")
    assert kind in types
    if ending in ("csv", "txt", "css"):
        assert charset.strip().lower() == "charset=utf-8", "Vietnamese marks are read right"


@pytest.mark.parametrize("path", ["/atom.xml", "/en/atom.xml"])
def test_the_news_say_that_they_are_a_feed(served: Served, path: str) -> None:
    response, _ = get(served.port, path)
    assert response.status == 200
    assert (response.getheader("Content-Type") or "").partition(";")[0] == "application/atom+xml"


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/nowhere/", "vi"),
        ("/nowhere.csv", "vi"),
        ("/en/nowhere", "en"),
        ("/nhung/nowhere/", "vi"),
        ("/en/embed/nowhere/", "en"),
        ("/static/", "vi"),
        ("/goi/", "vi"),
        ("/en/data/papi-2019/", "en"),
        ("/static/nowhere.css", "vi"),
        ("/.chiso-site.json", "vi"),
        ("/%2echiso-site.json", "vi"),
        ("/.chiso-latest/nginx.conf", "vi"),
    ],
)
def test_what_is_not_there_gives_the_page_that_helps(served: Served, path: str, language: str) -> None:
    response, content = get(served.port, path)
    assert response.status == 404
    assert f'<html lang="{language}">'.encode() in content
    assert (response.getheader("Content-Type") or "").lower() == "text/html; charset=utf-8"
    assert response.getheader("Content-Security-Policy") is not None
    assert "immutable" not in (response.getheader("Cache-Control") or "")


def test_nothing_outside_the_site_is_given(served: Served) -> None:
    for path in ("/../../etc/passwd", "/en/..%2f..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd"):
        response, content = get(served.port, path)
        assert response.status in (400, 404), path
        assert b"root:" not in content


def test_the_latest_version_of_a_data_set_is_found_by_programs(served: Served) -> None:
    expected = {
        "/du-lieu/three-criteria-2020/moi-nhat/": "/du-lieu/three-criteria-2020/2/",
        "/en/data/three-criteria-2020/latest/": "/en/data/three-criteria-2020/2/",
        "/du-lieu/three-criteria-2020/moi-nhat/scores.csv": "/du-lieu/three-criteria-2020/2/scores.csv",
        "/en/data/three-criteria-2020/latest/scores.csv": "/du-lieu/three-criteria-2020/2/scores.csv",
    }
    for latest, target in expected.items():
        response, _ = get(served.port, latest)
        assert response.status == 302, latest
        location = response.getheader("Location") or ""
        assert location.removeprefix(f"http://127.0.0.1:{served.port}") == target
        assert get(served.port, target)[0].status == 200
    assert get(served.port, "/du-lieu/three-criteria-2020/moi-nhat/nothing.csv")[0].status == 302


def test_text_travels_compressed(served: Served) -> None:
    path = "/du-lieu/papi-2019/1/scores.json"
    response, content = get(served.port, path, **{"Accept-Encoding": "gzip"})
    assert response.getheader("Content-Encoding") == "gzip"
    assert "accept-encoding" in (response.getheader("Vary") or "").lower()
    assert json.loads(gzip.decompress(content))["rows"]


def test_a_folder_without_its_stroke_is_led_to_it(served: Served) -> None:
    response, _ = get(served.port, "/don-vi")
    assert response.status in (301, 302, 308)
    location = response.getheader("Location") or ""
    assert location.removeprefix(f"http://127.0.0.1:{served.port}") == "/don-vi/"
