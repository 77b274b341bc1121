"""What settings alone tell: key, DEBUG, hosts, encryption, mail, demonstration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import SplitResult, parse_qs, urlsplit

from chiso.language import text
from chiso.office.configuration import configuration
from chiso.office.people.breached import faults_of_list, list_of_breached
from chiso.office.running.findings import Finding, Weight

SHORTEST_KEY = 50
_FEWEST_LETTERS = 5
_HERE = ("localhost", "127.0.0.1", "::1")
# Modes of PostgreSQL's library in which nothing goes unencrypted.
_ENCRYPTED = ("require", "verify-ca", "verify-full")


def key_is_weak() -> Iterator[Finding]:
    """A key that is short, of few letters, or one that Django makes for trials."""
    key = configuration().secret_key.get_secret_value()
    if len(key) < SHORTEST_KEY or len(set(key)) < _FEWEST_LETTERS or key.startswith("django-insecure-"):
        yield Finding(
            "CH-7541",
            Weight.ERROR,
            text("secret_key can be guessed; whoever guesses it signs in as anybody."),
            text("Make another with: chiso office keys rotate"),
        )


def shows_faults() -> Iterator[Finding]:
    """DEBUG shows settings and data to whoever meets a fault."""
    if configuration().debug:
        yield Finding(
            "CH-7542",
            Weight.ERROR,
            text("debug is on: a fault shows settings and data to whoever meets it."),
            text("Take debug out of the settings."),
        )


def answers_to_everybody() -> Iterator[Finding]:
    """A host "*" lets links in mails lead anywhere."""
    if any(host.startswith("*") or host == "." for host in configuration().hosts):
        yield Finding(
            "CH-7543",
            Weight.ERROR,
            text("The office answers under any host name; links in mails could lead elsewhere."),
            text("Write the names of this office into hosts."),
        )


def is_not_encrypted() -> Iterator[Finding]:
    """Without HTTPS everybody on the line reads passwords."""
    chosen = configuration()
    local = {"localhost", "127.0.0.1", "[::1]"}
    if not chosen.secure and set(chosen.hosts) - local:
        yield Finding(
            "CH-7544",
            Weight.ERROR,
            text("The office is served without HTTPS under a name that others reach."),
            text("Put a server with a certificate before it (deploy/nginx-office.conf); set secure = true."),
        )


def speaks_in_the_clear() -> Iterator[Finding]:
    """Rows or files go over the network unencrypted."""
    chosen = configuration()
    database = urlsplit(chosen.database_url)
    asked = parse_qs(database.query)
    modes = asked.get("sslmode", [""])
    if any(map(_is_elsewhere, _hosts_of(database, asked))) and modes[-1] not in _ENCRYPTED:
        yield Finding(
            "CH-8843",
            Weight.WARNING,
            text("The database is on another machine, and what is said to it is not encrypted for sure."),
            text("Add ?sslmode=verify-full to database_url; on one machine take its socket."),
        )
    kind, _, rest = chosen.scanner.partition(":")
    if kind == "tcp" and _is_elsewhere(rest.rpartition(":")[0]):
        yield Finding(
            "CH-8843",
            Weight.WARNING,
            text("Files go to the scanner on another machine, and not encrypted."),
            text("Let a scanner run on this machine, with a socket."),
        )


def _hosts_of(database: SplitResult, asked: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Where a database may be: in the address itself or, as the library of PostgreSQL takes it, as ?host= (of
    which the address itself takes precedence) and ?hostaddr=; several of them with commas between."""
    own = [database.hostname] if database.hostname else asked.get("host", ())
    for told in (*own, *asked.get("hostaddr", ())):
        yield from told.split(",")


def _is_elsewhere(host: str) -> bool:
    """Whether a host is another machine. A name without a dot is one of a compose file, on this machine."""
    name = host.strip("[]")
    is_socket = name.startswith(("/", "%2f", "%2F"))
    return name not in _HERE and not is_socket and ("." in name or ":" in name)


def sends_no_mail() -> Iterator[Finding]:
    """Invitations are then handed over by hand and nobody is reminded."""
    chosen = configuration()
    if not chosen.mail_url:
        yield Finding(
            "CH-7545",
            Weight.WARNING,
            text("No mail is sent: nobody is reminded of deadlines, invitations go by hand."),
            text("Set mail_url and mail_from."),
        )
    elif not chosen.mail_from:
        yield Finding(
            "CH-7545",
            Weight.WARNING,
            text("Mail has no sender."),
            text("Set mail_from to an address that may be answered."),
        )


def list_of_breached_is_none() -> Iterator[Finding]:
    """Without the list that the settings name, no password can be chosen."""
    path = list_of_breached()
    if path is None:
        return
    said = {
        "unreadable": text("The list of breached passwords cannot be read; nobody can choose a password."),
        "empty": text("The list of breached passwords is empty; it refuses none."),
        "shape": text("The list of breached passwords has lines that are no SHA-1 hashes."),
        "order": text("The list of breached passwords is not in order; what stands on it is not found."),
    }
    for fault in faults_of_list(path):
        yield Finding(
            "CH-8260",
            Weight.WARNING if fault == "empty" else Weight.ERROR,
            said[fault],
            text("Write the file again, sorted by hash, or take breached_passwords out of the settings."),
        )


def is_demonstration() -> Iterator[Finding]:
    """A demonstration names its passwords."""
    if configuration().demonstration:
        yield Finding(
            "CH-7546",
            Weight.NOTE,
            text("This is a demonstration: everybody may sign in with the accounts that it names."),
            text("Make an office of its own for real work: chiso office init FOLDER"),
        )
