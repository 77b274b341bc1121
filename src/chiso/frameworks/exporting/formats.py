"""One export by the ending of the file's name: .xlsx, .docx or .yaml; a comparison is a .docx."""

from __future__ import annotations

from pathlib import PurePath

from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.exporting.comparison import composite_differences_as_document, differences_as_document
from chiso.frameworks.exporting.word import write_document
from chiso.frameworks.exporting.workbook import write_workbook
from chiso.frameworks.exporting.yaml_text import write_yaml
from chiso.frameworks.model import Framework
from chiso.language import Language, listing, text
from chiso.problems import Place, Problem, WrongCall

SUFFIXES: tuple[str, ...] = (".xlsx", ".docx", ".yaml")


def write_export(framework: Framework, name: str, language: Language) -> bytes:
    """The bytes of an export of `framework` that will have the file name `name`.

    Raises WrongCall: CH-2700 for another ending, CH-5002 where the library that it needs is missing.
    """
    suffix = PurePath(name).suffix.lower()
    # Without an ending: the format that most offices open.
    if suffix in (".xlsx", ""):
        return write_workbook(framework, language)
    if suffix == ".docx":
        return write_document(framework, language)
    if suffix == ".yaml":
        return write_yaml(framework.tree).encode()
    raise other_ending(name, SUFFIXES)


def write_comparison(older: Framework, newer: Framework, name: str, language: Language) -> bytes:
    """The bytes of a comparison of two versions that will have the file name `name`.

    Raises WrongCall: CH-2700 for an ending that is not .docx, CH-5002 where python-docx is missing.
    """
    _need_document(name)
    return differences_as_document(older, newer, language)


def write_composite_comparison(
    older: CompositeFramework, newer: CompositeFramework, name: str, language: Language
) -> bytes:
    """The same of two composite frameworks."""
    _need_document(name)
    return composite_differences_as_document(older, newer, language)


def _need_document(name: str) -> None:
    if PurePath(name).suffix.lower() != ".docx":
        raise other_ending(name, (".docx",))


def other_ending(name: str, suffixes: tuple[str, ...]) -> WrongCall:
    """The refusal (CH-2700) of a file name with none of these endings."""
    expected = text("Expected a file name that ends in one of: {suffixes}.", suffixes=listing(suffixes))
    mend = text("The ending says what is written: a workbook, a Word document, or the framework's own file.")
    return WrongCall([Problem("CH-2700", Place(name), PurePath(name).suffix, expected, mend)])
