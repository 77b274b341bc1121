"""A small run, and the ways in which somebody might change a bundle.

The run: three communes, three criteria whose points are entered. The sums are made by hand:

    001 Hồng Hà   8.5 + 7.25 + 6    = 21.75   rank 1
    002 Phúc Xá   9   + 5.5  + 6.25 = 20.75   rank 2
    003 Đồng Tâm  4   + 3.75 + 10   = 17.75   rank 3
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from chiso.frameworks.document import canonical_json
from chiso.frameworks.loader import framework_from_tree
from chiso.periods import parse_period
from chiso.publication import build_bundle
from chiso.publication.archive import read_archive, write_archive
from chiso.publication.descriptor import make_descriptor
from chiso.publication.keys import key_paths, new_key, read_private_key
from chiso.publication.manifest import make_manifest, sha256_of
from chiso.publication.members import MANIFEST, is_content, is_known
from chiso.publication.readme import write_readme
from chiso.publication.records import read_record
from chiso.publication.seals import hashes_beside, make_seal
from chiso.publication.statement import Publication
from chiso.scoring.answers import ANSWER_COLUMNS
from chiso.scoring.reading import read_answers
from chiso.scoring.run import score_all, write_run
from chiso.units import read_units

FRAMEWORK = {
    "format": "chiso-framework/1",
    "id": "three-criteria",
    "version": "1",
    "title": {"vi": "Ba tiêu chí (hư cấu)", "en": "Three criteria (fictitious)"},
    "status": "fictitious",
    "completeness": "full",
    "periods": {"from": "2000"},
    "rights": {"vi": "Bộ tiêu chí hư cấu để kiểm thử", "en": "Made up for tests"},
    "index": {"max_points": "30", "ranked": "exact", "published": {"places": "2", "mode": "half_up"}},
    "nodes": [
        {
            "code": code,
            "title": {"vi": f"Tiêu chí {code}", "en": f"Criterion {code}"},
            "max_points": "10",
            "inputs": {"points": {"type": "number"}},
            "rule": {"kind": "entered@1"},
        }
        for code in ("1", "2", "3")
    ],
}
UNITS = """\
uid,code,name,level,kind,parent,group,aliases,valid_from,valid_to
u1,001,Hồng Hà,commune,phường,,,,,
u2,002,Phúc Xá,commune,phường,,,,,
u3,003,Đồng Tâm,commune,phường,,,,,
"""
RUN = "runs/three-criteria-1-2020"
POINTS = {
    "001": ("8.5", "7.25", "6"),
    "002": ("9", "5.5", "6.25"),
    "003": ("4", "3.75", "10"),
}


def write_small_run(directory: Path, *, period: str = "2020", answers: Sequence[str] = ()) -> Path:
    """Score the communes and write the run into `directory`; `answers` are rows in place of its own."""
    rows = answers or answer_rows(period)
    table = "\n".join([",".join(ANSWER_COLUMNS), *rows, ""]).encode()
    framework = framework_from_tree(FRAMEWORK, name="three-criteria")
    registry, units_report = read_units(UNITS.encode(), name="units.csv")
    units_report.stop_if_any()
    answered, answers_report = read_answers(
        table, framework, registry, parse_period(period), name="answers.csv", sign="."
    )
    answers_report.stop_if_any()
    write_run(score_all(framework, answered, registry, parse_period(period)), directory)
    return directory


def answer_rows(period: str = "2020", *, status: str = "given", origin: str = "agency") -> list[str]:
    """The nine answers as rows; `status` and `origin` are those of the first one (001, criterion 1)."""
    rows = [
        f"{period},{unit},{code},points,,{points},,,,given,self_assessed,agency,"
        for unit, given in POINTS.items()
        for code, points in zip("123", given, strict=True)
    ]
    first = rows[0].replace("given", status).replace("agency", origin)
    return [first, *rows[1:]]


def make_key(folder: Path, name: str = "city") -> tuple[Path, Path]:
    """A new pair of keys: the private and the public file."""
    new_key(out=folder / name, owner=f"Owner of {name}")
    return key_paths(folder / name)


def publish(folder: Path, *, sealed: bool = True) -> tuple[Path, Path]:
    """A bundle with a decision and its PDF, and the public key of the city that sealed it."""
    private, public = make_key(folder)
    (folder / "decision.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n%%EOF\n")
    build_bundle(
        runs=[write_small_run(folder / "run")],
        out=folder / "bundle.zip",
        status="final",
        decision_number="12/QĐ-UBND",
        decision_date=date(2026, 11, 24),
        pdf=folder / "decision.pdf",
        key=private if sealed else None,
    )
    return folder / "bundle.zip", public


def seal_again(bundle: Path, private: Path) -> None:
    """Seal whatever is in the bundle, be it right or wrong, with an honest key."""
    members = members_of(bundle)
    key = read_private_key(private)
    seal = make_seal(key, sha256_of(members["manifest.json"]), hashes_beside(members))
    write_members(bundle, {**members, f"seals/{key.key_id}.json": seal.to_bytes()})


def members_of(bundle: Path) -> dict[str, bytes]:
    """The members of a bundle by name."""
    return dict(read_archive(bundle.read_bytes(), name=bundle.name, is_known=is_known).members)


def write_members(bundle: Path, members: Mapping[str, bytes], *, mend: bool = False) -> Path:
    """Write a bundle of these members; `mend` makes its manifest agree with them again."""
    changed = dict(members)
    if mend:
        content = {name: held for name, held in changed.items() if is_content(name)}
        changed[MANIFEST] = make_manifest(content).to_bytes()
    bundle.write_bytes(write_archive(changed))
    return bundle


def describe_again(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members with a README and a description that agree with what the publication says."""
    publication = read_record(Publication, members["publication.json"])
    changed = {**members, "README.txt": write_readme(publication, members)}
    content = {name: held for name, held in changed.items() if is_content(name)}
    return {**changed, "datapackage.json": make_descriptor(publication, content).to_bytes()}


def change_a_digit(content: bytes) -> bytes:
    """The content with its first digit replaced by another one."""
    for position, byte in enumerate(content):
        if chr(byte).isdigit():
            return content[:position] + (b"7" if byte != ord("7") else b"8") + content[position + 1 :]
    raise AssertionError("there is no digit in it")


def change_cell(table: bytes, *, row: int, column: str, value: str) -> bytes:
    """The table with one cell replaced; the first row below the header is row 2."""
    rows = list(csv.reader(io.StringIO(table.decode(), newline="")))
    rows[row - 1][rows[0].index(column)] = value
    return ("\n".join(",".join(cells) for cells in rows) + "\n").encode()


def change_record(record: bytes, **values: object) -> bytes:
    """The JSON document with some of its entries replaced."""
    return canonical_json({**json.loads(record), **values})
