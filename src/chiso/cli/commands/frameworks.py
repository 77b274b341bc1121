"""`chiso frameworks`: list, show, check, diff, test, export, import."""

from __future__ import annotations

from pathlib import Path

import click

from chiso.cli.commands.composite_frameworks import (
    compare_composites,
    export_composite,
    is_composite,
    show_composite,
)
from chiso.cli.output import (
    DIFFERS,
    answering,
    force_option,
    give_json,
    json_option,
    path_option,
    say,
    speech,
    table,
    words,
)
from chiso.language import Listing, listing, text
from chiso.writing import write_whole


@click.group("frameworks", help=words(text("Frameworks: what is measured, by which law and rules.")))
def group() -> None:
    """The group of commands about frameworks."""


@group.command("list", help=words(text("List the frameworks of the library.")))
@json_option
def list_frameworks(as_json: bool) -> None:
    """Every set of the library with what its source states."""
    from chiso.frameworks.composite.library import composite_keys, shipped_composite
    from chiso.frameworks.library import catalogue
    from chiso.frameworks.presentation import COMPLETENESS_IN_WORDS, STATUS_IN_WORDS

    with answering(as_json):
        entries = catalogue()
        composites = [shipped_composite(key) for key in composite_keys()]
        if as_json:
            give_json(
                [
                    {
                        "key": entry.key,
                        "title": words(entry.framework.title),
                        "status": entry.framework.status,
                        "completeness": entry.framework.completeness,
                        "leaves": len(entry.framework.leaves),
                        "hash": entry.framework.hash,
                    }
                    for entry in entries
                ]
                + [
                    {
                        "key": framework.key,
                        "title": words(framework.title),
                        "status": framework.status,
                        "completeness": "full",
                        "leaves": len(framework.indicators),
                        "hash": framework.content_hash,
                    }
                    for framework in composites
                ]
            )
            return
        head = [
            words(text("Framework")),
            words(text("Leaves")),
            words(text("Status")),
            words(text("Completeness")),
            words(text("Title")),
        ]
        rows = [
            [
                entry.key,
                str(len(entry.framework.leaves)),
                words(STATUS_IN_WORDS[entry.framework.status]),
                words(COMPLETENESS_IN_WORDS[entry.framework.completeness]),
                words(entry.framework.title),
            ]
            for entry in entries
        ] + [
            [
                framework.key,
                str(len(framework.indicators)),
                words(STATUS_IN_WORDS[framework.status]),
                words(text("composite index")),
                words(framework.title),
            ]
            for framework in composites
        ]
        table(head, rows, right=frozenset({1}))


@group.command("show", help=words(text("Show a framework as a table: points, rules in words, law.")))
@click.argument("name", metavar="ID@VERSION")
@json_option
def show(name: str, as_json: bool) -> None:
    """The framework's facts, then one block a node."""
    from chiso.frameworks.library import load_framework
    from chiso.frameworks.presentation import describe, rows_of

    with answering(as_json):
        if is_composite(name):
            show_composite(name, as_json)
            return
        framework = load_framework(name)
        if as_json:
            give_json(framework.tree)
            return
        for fact, value in describe(framework):
            say(f"{words(fact)}: {words(value)}")
        for row in rows_of(framework):
            indent = "  " * (row.depth - 1)
            say("")
            say(f"{indent}{row.code}  {words(row.title)}  [{words(row.points)}]")
            for sentence in row.rule:
                say(f"{indent}    {words(sentence)}")
            if row.law.items:
                law = text("Law: {law}", law=row.law)
                say(f"{indent}    {words(law)}")


@group.command("check", help=words(text("Check frameworks: form, references, maxima, proofs of rules.")))
@click.argument("names", nargs=-1, metavar="[ID@VERSION | FILE.yaml]…")
@json_option
def check(names: tuple[str, ...], as_json: bool) -> None:
    """Load each and report everything that is wrong in all of them; without a name, the library."""
    from chiso.frameworks.composite.library import composite_keys, load_composite
    from chiso.frameworks.library import keys, load_framework
    from chiso.problems import BadInput, Problem

    with answering(as_json):
        problems: list[Problem] = []
        sound: list[str] = []
        for name in names or (*keys(), *composite_keys()):
            load = load_composite if is_composite(name) else load_framework
            try:
                sound.append(load(name).key)
            except BadInput as refused:
                problems += refused.problems
        if problems:
            raise BadInput(problems)
        if as_json:
            give_json({"sound": sound})
        else:
            say(text("Sound: {keys}.", keys=listing(sound)))


@group.command("diff", help=words(text("Say in words what differs between two frameworks.")))
@click.argument("older", metavar="A")
@click.argument("newer", metavar="B")
@path_option("--out", text("Write them as a Word document too, both versions side by side (.docx)."))
@force_option
@json_option
def diff(older: str, newer: str, out: Path | None, force: bool, as_json: bool) -> None:
    """The differences from the first to the second, one sentence each."""
    from chiso.frameworks.differences import find_differences
    from chiso.frameworks.exporting.formats import write_comparison
    from chiso.frameworks.library import load_framework

    with answering(as_json):
        name = None if out is None else out.name
        if is_composite(older) or is_composite(newer):
            differences, document = compare_composites(older, newer, name)
        else:
            before, after = load_framework(older), load_framework(newer)
            differences = find_differences(before, after)
            document = None if name is None else write_comparison(before, after, name, speech.language)
        if out is not None and document is not None:
            write_whole(out, document, force=force)
        if as_json:
            give_json([difference.as_record(speech.language) for difference in differences])
            return
        say(text("From {older} to {newer}:", older=older, newer=newer))
        for difference in differences:
            say(f"- {words(difference.sentence)}")
        if not differences:
            say(text("No difference of content."))


@group.command("test", help=words(text("Run the test cases of frameworks and say which edges they miss.")))
@click.argument("names", nargs=-1, metavar="[ID@VERSION]…")
@path_option("--cases", text("File of test cases for a framework that is a file of its own."))
@json_option
def run_test_cases(names: tuple[str, ...], cases: Path | None, as_json: bool) -> None:
    """Run test cases; a case that fails, or an edge that none reaches, is a difference (exit 1)."""
    from chiso.frameworks.library import entry, keys, load_framework
    from chiso.problems import Place, Problem, WrongCall
    from chiso.scoring.framework_tests import run_cases

    with answering(as_json) as answer:
        if cases is not None and len(names) != 1:
            expected = text("Expected exactly one framework with --cases.")
            raise WrongCall([Problem("CH-5003", Place(), str(cases), expected, text("Name the framework."))])
        if cases is not None:
            reports = [run_cases(load_framework(names[0]), cases)]
        else:
            wanted = [entry(name) for name in names or keys()]
            reports = [run_cases(one.framework, one.cases) for one in wanted if one.cases is not None]
        if any(report.failures or report.missed for report in reports):
            answer.code = DIFFERS
        if as_json:
            give_json([report.as_record(speech.language) for report in reports])
        else:
            for report in reports:
                _say_report(report)


def _say_report(report: object) -> None:
    from chiso.scoring.framework_tests import CasesReport

    assert isinstance(report, CasesReport)
    say(
        text(
            "{key}: {passed} of {all} cases hold; edges reached: {reached} of {edges}.",
            key=report.framework,
            passed=report.passed,
            all=report.total,
            reached=report.reached,
            edges=report.landmarks,
        )
    )
    for failure in report.failures:
        say(f"  ✕ {words(failure)}")
    if report.missed:
        say(text("  Not reached: {edges}", edges=_brief(report.missed)))


def _brief(names: tuple[str, ...]) -> Listing:
    return listing(names[:40] + (("…",) if len(names) > 40 else ()))


@group.command(
    "export",
    help=words(text("Write a framework in the shape of the law's annexes (.xlsx, .docx), or as YAML.")),
)
@click.argument("name", metavar="ID@VERSION|FILE.yaml")
@path_option("--out", text("The file to write: .xlsx, .docx or .yaml."), required=True)
@force_option
def export(name: str, out: Path, force: bool) -> None:
    """Write the file; its ending says which."""
    from chiso.frameworks.exporting.formats import write_export
    from chiso.frameworks.library import load_framework

    with answering():
        if is_composite(name):
            content = export_composite(name, out.name)
        else:
            content = write_export(load_framework(name), out.name, speech.language)
        write_whole(out, content, force=force)
        say(text("Written: {path}", path=str(out)))


@group.command("import", help=words(text("Read an annex (Word, Excel, PDF) into the draft of a framework.")))
@click.argument("annex", metavar="FILE.docx|FILE.xlsx|FILE.pdf", type=click.Path(path_type=Path))
@click.option("--as", "key", metavar="ID@VERSION", help=words(text("Name and version of the draft.")))
@path_option("--out", text("The draft to write (.yaml)."), required=True)
@path_option("--report", text("The report to write: what was read, sums, questions (.html)."), required=True)
@force_option
@json_option
def import_annex(annex: Path, key: str | None, out: Path, report: Path, force: bool, as_json: bool) -> None:
    """Write the draft and the report on how it was read."""
    from chiso.frameworks.exporting.yaml_text import write_yaml
    from chiso.frameworks.importers import read_annex
    from chiso.frameworks.importers.files import read_bytes
    from chiso.frameworks.importers.report import share_read, write_report
    from chiso.writing import write_together

    with answering(as_json):
        reading = read_annex(read_bytes(annex), annex.name, key=key)
        page = write_report(reading, annex.name, speech.language)
        draft = write_yaml(reading.document).encode("utf-8")
        write_together({out: (draft, 0o644), report: (page, 0o644)}, force=force)
        if as_json:
            give_json(reading.as_record(speech.language))
            return
        counts = reading.counts
        share = share_read(reading, speech.language)
        say(text("Criteria: {leaves}. Rules read: {share}.", leaves=counts.leaves, share=share))
        say(text("Questions: {count}. They stand in the report.", count=len(reading.questions)))
        say(text("Written: {path}", path=str(out)))
        say(text("Written: {path}", path=str(report)))
