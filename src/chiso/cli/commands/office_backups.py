"""`chiso office backup`, `restore`, `drill`, `move`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chiso.cli.output import answering, give_json, json_option, path_option, say, words
from chiso.language import text

if TYPE_CHECKING:
    from chiso.office.running.backups.proving import Proof
    from chiso.office.running.backups.restoring import Restored

HOME = text("Folder of the installation; else CHISO_HOME, else this folder.")


@click.command("backup", help=words(text("Back up database, files, roots of the record and settings.")))
@path_option("--home", HOME)
@path_option("--out", text("Folder of the backups; without: the one that is set."))
@json_option
def backup(home: Path | None, out: Path | None, as_json: bool) -> None:
    """People may write meanwhile; backups that need not be kept are removed."""
    with answering(as_json):
        from chiso.office.starting import start

        os.umask(0o077)
        start(home)
        from chiso.office.running.backups.making import make_backup

        made = make_backup(out)
        if as_json:
            give_json(
                {
                    "path": str(made.path),
                    "bytes": made.size,
                    "files": len(made.manifest.members),
                    "vanished": made.manifest.facts["vanished"],
                    "root": made.manifest.facts["root"],
                    "removed": [str(path) for path in made.removed],
                }
            )
            return
        say(text("Backed up: {path}", path=str(made.path)))
        say(
            text(
                "Size: {size} MB; members: {members}; root of the record: {root}",
                size=made.size // 1_000_000,
                members=len(made.manifest.members),
                root=str(made.manifest.facts["root"]),
            )
        )
        for path in made.removed:
            say(text("No longer kept: {path}", path=str(path)))


@click.command("restore", help=words(text("Restore a backup; verified and proved before it says done.")))
@click.argument("backup", type=click.Path(path_type=Path))
@path_option("--home", text("Folder to restore into; empty unless --replace is given."), required=True)
@path_option("--settings", text("An office.toml that was kept apart from the backup."))
@click.option("--replace", is_flag=True, help=words(text("Replace what stands there; it is kept aside.")))
@json_option
def restore(backup: Path, home: Path, settings: Path | None, replace: bool, as_json: bool) -> None:
    """Whatever fails leaves the place as it was."""
    with answering(as_json):
        from chiso.office.starting import need_libraries

        need_libraries()
        os.umask(0o077)
        from chiso.office.running.backups.restoring import restore_backup

        restored = restore_backup(backup, home, replace=replace, settings=settings)
        if as_json:
            give_json(_record(restored))
            return
        _say_proof(restored)
        if restored.kept_aside:
            say(text("What stood there before is kept in: {place}", place=restored.kept_aside))
        if restored.secrets_to_set:
            names = ", ".join(restored.secrets_to_set)
            say(text("Not in a backup, to be set in office.toml by hand: {names}", names=names))
            if "secret_key" in restored.secrets_to_set:
                say(
                    text(
                        "A new secret_key was made. If the old one is lost, everybody sets up the telephone "
                        "anew: chiso office users reset USERNAME"
                    )
                )
        say(text("Restored and proved. Everybody signs in again."))


@click.command("drill", help=words(text("Prove a backup: restore it elsewhere, verify, throw it away.")))
@click.argument("backup", type=click.Path(path_type=Path), required=False)
@path_option("--home", HOME)
@click.option(
    "--into", default="", help=words(text("postgresql://… of an empty database; without, one is made."))
)
@json_option
def drill(backup: Path | None, home: Path | None, into: str, as_json: bool) -> None:
    """Take the latest backup unless one is named."""
    with answering(as_json):
        from chiso.office.starting import start

        os.umask(0o077)
        start(home)
        from chiso.office.running.backups.drilling import drill as prove

        restored = prove(backup, database_url=into)
        if as_json:
            give_json(_record(restored))
            return
        _say_proof(restored)
        say(text("The backup can be restored."))


@click.command("move", help=words(text("Move the office from SQLite to an empty PostgreSQL database.")))
@path_option("--home", HOME)
@click.option(
    "--to", "url", required=True, help=words(text("postgresql://user:password@host:port/name, empty."))
)
@json_option
def move(home: Path | None, url: str, as_json: bool) -> None:
    """Whatever fails leaves the office on SQLite, and the database empty."""
    with answering(as_json):
        from chiso.office.starting import start

        os.umask(0o077)
        folder = start(home)
        from chiso.office.running.moving import move_office

        moved = move_office(folder, url)
        if as_json:
            give_json(
                {
                    "tables": moved.tables,
                    "rows": moved.rows,
                    "entries": moved.proof.entries,
                    "chains": moved.proof.chains,
                    "files": moved.proof.files,
                    "kept_aside": moved.kept_aside,
                }
            )
            return
        say(text("Moved: {rows} rows of {tables} tables.", rows=moved.rows, tables=moved.tables))
        _say_verified(moved.proof)
        say(
            text(
                "office.toml names the new database; the earlier files lie in: {place}",
                place=moved.kept_aside,
            )
        )
        say(text("Delete them once the office runs. Everybody signs in again."))


def _say_proof(restored: Restored) -> None:
    say(text("Backup of {time}, version {version}.", time=restored.made_at, version=restored.version))
    _say_verified(restored.proof)


def _say_verified(proof: Proof) -> None:
    say(
        text(
            "Verified: {entries} entries of {chains} chains; {files} files of evidence. "
            "Migrations done: {done}.",
            entries=proof.entries,
            chains=proof.chains,
            files=proof.files,
            done=proof.migrated,
        )
    )


def _record(restored: Restored) -> dict[str, object]:
    return {
        "made_at": restored.made_at,
        "version": restored.version,
        "entries": restored.proof.entries,
        "chains": restored.proof.chains,
        "files": restored.proof.files,
        "migrated": restored.proof.migrated,
        "kept_aside": restored.kept_aside,
        "secrets_to_set": list(restored.secrets_to_set),
    }


COMMANDS = (backup, restore, drill, move)
