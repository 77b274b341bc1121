"""Writing an example: all its files or none, an existing file only when that is asked for.

The files are made in a temporary folder and moved when all are whole: the folder in one step if the
target is new, else each file in one step.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from string import Template

from chiso.examples import papi_errors
from chiso.examples.catalogue import EXAMPLES, Example
from chiso.examples.descriptions import table_descriptions
from chiso.language import Language, listing, text
from chiso.problems import Place, Problem, WrongCall, quote
from chiso.writing import already_there, cannot_write

READMES = Path(__file__).with_name("readme")


def write_example(
    name: str, directory: Path, *, same_village: Fraction | None = None, force: bool = False
) -> list[Path]:
    """Write the files of the example `name` into `directory`, which is made if it is not there.

    `same_village`: of the example `papi-errors`, how much people of one village are assumed to answer alike.
    Other files in `directory` stay. Returns the paths written, by name. Raises WrongCall (no example
    of that name; a file is there already and `force` is not given) and CannotWrite.
    """
    example = _find(name)
    built = example.build() if same_village is None else _with_assumption(name, same_village)
    files = {**built, "README.md": readme_text(example)}
    if not force:
        _refuse_existing(directory, files)
    try:
        return _write_whole(directory, files)
    except OSError as error:
        raise cannot_write(directory, error) from error


def _with_assumption(name: str, same_village: Fraction) -> Mapping[str, str]:
    if name != "papi-errors":
        expected = text(
            "Expected this option with the example “papi-errors” alone: the others assume nothing."
        )
        raise WrongCall(
            [Problem("CH-8220", Place(field="--same-village"), name, expected, text("Take it out."))]
        )
    return papi_errors.build_files(same_village)


def readme_text(example: Example) -> str:
    """The README of an example, Vietnamese first, with the sources and rights of its tables."""
    template = Template((READMES / f"{example.name}.md").read_text(encoding="utf-8"))
    return template.substitute(sources_vi=_sources(example, "vi"), sources_en=_sources(example, "en"))


def _sources(example: Example, language: Language) -> str:
    source, basis, rights = {
        "vi": ("Nguồn", "Cơ sở", "Quyền"),
        "en": ("Source", "Basis", "Rights"),
    }[language]
    lines = []
    for table in map(table_descriptions().__getitem__, example.tables):
        lines += [
            f"- **{table.title.in_language(language)}**",
            f"  - {source}: {table.source}",
            f"  - {basis}: {table.basis.in_language(language)}",
            f"  - {rights}: {table.rights.in_language(language)}",
        ]
    return "\n".join(lines)


def _find(name: str) -> Example:
    for example in EXAMPLES:
        if example.name == name:
            return example
    names = listing(example.name for example in EXAMPLES)
    raise WrongCall(
        [
            Problem(
                "CH-5020",
                Place(),
                quote(name),
                text("Expected the name of an example: {names}.", names=names),
                text("Give one of these names."),
            )
        ]
    )


def _refuse_existing(directory: Path, files: Mapping[str, str]) -> None:
    """An empty file may be replaced: it holds nothing that could be lost."""
    present = [path for path in (directory / file for file in sorted(files)) if _holds_something(path)]
    if present:
        raise WrongCall(already_there(path) for path in present)


def _holds_something(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        # Not there, or not to be seen: then writing itself says what is wrong.
        return False


def _write_whole(directory: Path, files: Mapping[str, str]) -> list[Path]:
    target = directory.resolve()
    is_there = target.exists()
    target.parent.mkdir(parents=True, exist_ok=True)
    # A folder that is there may be a mount: only inside it is a file moved in one step.
    workshop = (target if is_there else target.parent) / f".{target.name}-{secrets.token_hex(6)}"
    workshop.mkdir()
    try:
        for file, content in files.items():
            (workshop / file).write_text(content, encoding="utf-8", newline="\n")
        if is_there:
            for file in files:
                (workshop / file).replace(target / file)
        else:
            workshop.rename(target)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return [directory / file for file in sorted(files)]
