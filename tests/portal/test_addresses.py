from __future__ import annotations

import pytest

from chiso.portal import addresses


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        ("/", "/en/"),
        ("/chi-so/papi/2019/", "/en/index/papi/2019/"),
        ("/chi-so/papi/2019/theo-ten/", "/en/index/papi/2019/by-name/"),
        ("/chi-so/papi/muc/5.1/", "/en/index/papi/component/5.1/"),
        ("/don-vi/ha-noi/", "/en/unit/ha-noi/"),
        ("/so-sanh/papi/2019/ha-noi/hai-phong/", "/en/compare/papi/2019/ha-noi/hai-phong/"),
        ("/phuong-phap/papi@2019/", "/en/method/papi@2019/"),
        ("/atom.xml", "/en/atom.xml"),
        ("/404.html", "/en/404.html"),
    ],
)
def test_a_page_has_one_address_in_each_language(vietnamese: str, english: str) -> None:
    assert addresses.in_language(vietnamese, "en") == english
    assert addresses.in_language(english, "vi") == vietnamese
    assert addresses.in_language(english, "en") == english


def test_the_functions_give_the_addresses_that_were_promised() -> None:
    assert addresses.ranking("vi", "papi", "2019") == "/chi-so/papi/2019/"
    assert addresses.ranking("en", "papi", "2019", "change") == "/en/index/papi/2019/by-change/"
    assert addresses.component("vi", "papi", "5.1") == "/chi-so/papi/muc/5.1/"
    assert addresses.compare("vi", "papi", "2019", "ha-noi", "hue") == "/so-sanh/papi/2019/ha-noi/hue/"
    assert addresses.method("en", "papi@2019") == "/en/method/papi@2019/"


@pytest.mark.parametrize(
    ("here", "there", "link"),
    [
        ("/", "/kiem-chung/", "kiem-chung/"),
        ("/chi-so/papi/2019/", "/", "../../../"),
        ("/chi-so/papi/2019/", "/chi-so/papi/2018/", "../2018/"),
        ("/chi-so/papi/2019/", "/chi-so/papi/2019/", "./"),
        ("/chi-so/papi/2019/", "/chi-so/papi/2019/#bang", "#bang"),
        ("/chi-so/papi/2019/", "/chi-so/papi/2019/bang.csv", "bang.csv"),
        ("/en/", "/", "../"),
        ("/a/", "/b/#c", "../b/#c"),
        ("/a/", "#c", "#c"),
    ],
)
def test_links_are_relative(here: str, there: str, link: str) -> None:
    assert addresses.relative(here, there) == link


def test_a_code_with_a_slash_or_a_blank_stays_one_step_of_the_address() -> None:
    address = addresses.component("vi", "papi", "1/2 a")
    assert address == "/chi-so/papi/muc/1%2F2%20a/"


def test_folders_have_an_index_and_files_their_name() -> None:
    assert addresses.file_of("/") == "index.html"
    assert addresses.file_of("/chi-so/papi/") == "chi-so/papi/index.html"
    assert addresses.file_of("/atom.xml") == "atom.xml"
