"""The files of an edition on the disk: whole or not at all, and proved before each step.

    files/editions/<key>-<random>/run/…            the run: inputs and results
                                 /prepared.zip     the bundle's content, without decision and seal
                                 /decision.docx  decision.pdf  annexes.xlsx
                                 /signed.pdf  decided.zip      once the decision is in
                                 /<name of the bundle>.zip     once it is sealed

A folder is laid out under a hidden name and renamed in one step; only then the edition names it. What a
worker that was killed left behind has no name in the database and is removed by the next one. It lies
below `files`, so backups hold it. Values that are withheld lie in run/withheld.csv with their salts, for an
auditor alone (`withheld.py`): no other page hands them out, no bundle holds them.

    hash of a run = SHA-256 over one line "<SHA-256>  <name>" for each file that is published, by name
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.publishing.problems import altered
from chiso.office.configuration import home
from chiso.office.running.places import FILES
from chiso.problems import BadInput
from chiso.publication import read_bundle
from chiso.publication.runs import read_run_files
from chiso.units import make_slug

RUN, PREPARED, DECIDED = "run", "prepared.zip", "decided.zip"
DECISION_WORD, DECISION_PDF, ANNEXES, SIGNED = "decision.docx", "decision.pdf", "annexes.xlsx", "signed.pdf"
_EDITIONS = "editions"


def editions_folder() -> Path:
    """Where the folders of all editions lie; it stands."""
    folder = home() / FILES / _EDITIONS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def folder_of(edition: Edition) -> Path:
    """The folder of an edition whose files were made."""
    return editions_folder() / edition.folder


def bundle_name(edition: Edition) -> str:
    """The name of the published bundle: readable, and no other edition's."""
    campaign = edition.campaign
    title = make_slug(campaign.title)[:60].strip("-") or "dot"
    return f"{title}-{campaign.key}-{edition.number}.zip"


@contextmanager
def new_folder(edition: Edition) -> Iterator[tuple[Path, str]]:
    """A folder to fill, and the name that it gets when the block ends well; else nothing is left."""
    root = editions_folder()
    for left in root.glob(f".{edition.key}-*"):
        shutil.rmtree(left, ignore_errors=True)
    name = f"{edition.key}-{secrets.token_hex(8)}"
    draft = root / f".{name}"
    draft.mkdir(mode=0o700)
    try:
        yield draft, name
        draft.rename(root / name)
        _sync(root)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def remove_others(edition: Edition) -> None:
    """Remove folders of this edition that it does not name: what a second worker made in vain."""
    for left in editions_folder().glob(f"{edition.key}-*"):
        if left.name != edition.folder:
            shutil.rmtree(left, ignore_errors=True)


def hash_of_files(files: Mapping[str, bytes]) -> str:
    """One hash over the files of a run by their names."""
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def hash_of_run(folder: Path) -> str:
    """The hash of the run in the folder of an edition; of no files where it has no run. Raises BadInput."""
    run = folder / RUN
    return hash_of_files(read_run_files(run) if run.is_dir() else {})


def check_whole(edition: Edition) -> None:
    """Whether run and bundle are what was prepared. Raises Incomplete (CH-7878)."""
    wrong = []
    folder = folder_of(edition)
    try:
        if hash_of_run(folder) != edition.run_hash:
            wrong.append(RUN)
    except BadInput:
        wrong.append(RUN)
    if not is_bundle(folder / PREPARED, edition.content):
        wrong.append(PREPARED)
    if wrong:
        raise altered(wrong)


def is_bundle(path: Path, content: str) -> bool:
    """Whether a whole bundle of this content lies there."""
    try:
        bundle = read_bundle(path)
    except BadInput:
        return False
    return bundle.content == content and not any(bundle.hash_faults())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
