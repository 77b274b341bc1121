from __future__ import annotations

import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from chiso.portal.building import build_site
from chiso.portal.serving import HOST, make_server
from chiso.problems import WrongCall
from tests.portal.building_sites import pages, two_years


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    folder = tmp_path_factory.mktemp("served")
    build_site(two_years(folder).bundles, folder / "site", kinds=(pages,))
    server = make_server(folder / "site", 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder / "site", int(server.server_address[1])
    server.shutdown()
    thread.join()
    server.server_close()


def _get(port: int, path: str, method: str = "GET") -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(HOST, port)
    connection.request(method, path)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


def test_a_page_comes_with_the_headers_of_a_public_server(served: tuple[Path, int]) -> None:
    site, port = served
    response, content = _get(port, "/chi-so/three-criteria/2020/")
    assert response.status == 200
    assert content == (site / "chi-so" / "three-criteria" / "2020" / "index.html").read_bytes()
    assert response.getheader("Content-Type") == "text/html; charset=utf-8"
    assert "frame-ancestors 'none'" in (response.getheader("Content-Security-Policy") or "")
    assert response.getheader("X-Content-Type-Options") == "nosniff"
    assert response.getheader("Cache-Control") == "no-cache"


def test_static_files_may_be_kept_for_a_year(served: tuple[Path, int]) -> None:
    site, port = served
    (folder,) = (site / "static").iterdir()
    response, _ = _get(port, f"/static/{folder.name}/chiso.css")
    assert response.getheader("Content-Type") == "text/css; charset=utf-8"
    assert "immutable" in (response.getheader("Cache-Control") or "")


@pytest.mark.parametrize(
    ("path", "language"),
    [("/nowhere/", "vi"), ("/en/nowhere", "en"), ("/static/", "vi"), ("/.chiso-site.json", "vi"),
     ("/%2echiso-site.json", "vi"), ("/../../etc/passwd", "vi"), ("/en/..%2f..%2f..%2fetc/passwd", "en")],
)  # fmt: skip
def test_what_is_not_there_gives_the_page_that_helps(
    served: tuple[Path, int], path: str, language: str
) -> None:
    response, content = _get(served[1], path)
    assert response.status == 404
    assert f'<html lang="{language}">'.encode() in content


def test_head_gives_no_content(served: tuple[Path, int]) -> None:
    response, content = _get(served[1], "/nowhere", "HEAD")
    assert (response.status, content) == (404, b"")


def test_a_port_that_is_taken_is_told(served: tuple[Path, int]) -> None:
    site, port = served
    with pytest.raises(WrongCall) as refused:
        make_server(site, port)
    assert refused.value.problems[0].code == "CH-6009"
