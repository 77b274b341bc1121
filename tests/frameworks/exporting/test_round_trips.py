"""What must hold of every set: an export that nobody has edited is read back as the same set."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

pytest.importorskip("docx")
pytest.importorskip("python_calamine")

from hypothesis import given, settings, strategies

from chiso.frameworks.document import content_hash, read_document
from chiso.frameworks.exporting.word import write_document
from chiso.frameworks.exporting.workbook import write_workbook
from chiso.frameworks.exporting.yaml_text import write_yaml
from chiso.frameworks.importers.exported import read_exported
from chiso.frameworks.importers.parts import Grid, Reading
from chiso.frameworks.importers.sheets import read_sheets
from chiso.frameworks.importers.word import read_word
from chiso.frameworks.library import keys, load_framework
from chiso.frameworks.loader import read_framework
from chiso.frameworks.model import Framework
from chiso.language import LANGUAGES, Language
from chiso.problems import Report
from tests.frameworks.exporting.generated import bilingual, frameworks, words
from tests.frameworks.importers.exports_edited import TITLE, Rows, reading_of

Write = Callable[[Framework, Language], bytes]
Read = Callable[[bytes, str], tuple[Grid, ...]]
FORMATS = [
    pytest.param(write_workbook, read_sheets, id="xlsx"),
    pytest.param(write_document, read_word, id="docx"),
]


def back(write: Write, read: Read, framework: Framework, language: Language) -> Reading:
    """The export of a framework, read again."""
    content = write(framework, language)
    reading = read_exported(content, "export", read(content, "export"))
    assert reading is not None
    return reading


@given(framework=frameworks())
def test_a_set_written_as_yaml_is_the_same_set(framework: Framework) -> None:
    again = read_framework(write_yaml(framework.tree).encode())
    assert (again.tree, again.hash) == (framework.tree, framework.hash)


@given(
    tree=strategies.dictionaries(words(), strategies.one_of(words(), bilingual(), strategies.lists(words())))
)
def test_any_words_written_as_yaml_are_read_back(tree: dict[str, object]) -> None:
    report = Report()
    document = read_document(write_yaml(tree).encode(), "x.yaml", report)
    assert (document.tree, report.problems) == (tree, [])


@pytest.mark.parametrize(("write", "read"), FORMATS)
@settings(max_examples=settings.default.max_examples // 4)
@given(framework=frameworks(), language=strategies.sampled_from(LANGUAGES))
def test_an_export_that_nobody_edited_is_the_same_set_without_a_question(
    write: Write, read: Read, framework: Framework, language: Language
) -> None:
    reading = back(write, read, framework, language)
    assert reading.questions == ()
    assert content_hash(reading.document) == framework.hash


@pytest.mark.parametrize(("write", "read"), FORMATS)
@pytest.mark.parametrize("key", keys())
def test_every_set_of_the_library_comes_back_from_its_export(write: Write, read: Read, key: str) -> None:
    framework = load_framework(key)
    reading = back(write, read, framework, LANGUAGES[len(key) % 2])
    assert reading.questions == ()
    assert content_hash(reading.document) == framework.hash


@pytest.mark.parametrize("key", keys())
def test_every_set_of_the_library_comes_back_from_yaml(key: str) -> None:
    framework = load_framework(key)
    assert read_framework(write_yaml(framework.tree).encode()).hash == framework.hash


@settings(max_examples=settings.default.max_examples // 4)
@given(framework=frameworks(), language=strategies.sampled_from(LANGUAGES), data=strategies.data())
def test_an_edited_title_changes_this_title_and_nothing_else(
    framework: Framework, language: Language, data: strategies.DataObject
) -> None:
    position = data.draw(strategies.integers(0, len(framework.nodes_by_code) - 1))
    code = list(framework.nodes_by_code)[position]

    def edit(rows: Rows) -> None:
        rows[1 + position][TITLE] = "Tên khác"

    reading = reading_of("xlsx", framework, edit, language)
    expected = copy.deepcopy(framework.tree)
    waiting = [expected]
    while waiting:
        part = waiting.pop()
        waiting += part.get("nodes", [])
        if part.get("code") == code:
            part["title"][language] = "Tên khác"
    is_official = expected["status"] == "official"
    expected["status"] = "draft" if is_official else expected["status"]
    assert reading.document == expected
    asked = [question.code for question in reading.questions]
    assert asked == ["CH-2702", *(["CH-2713"] if is_official else [])]
