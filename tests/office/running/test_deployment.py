"""What lies in `deploy/` for the office is understood by the programs that it is for, where they are here."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from chiso.cli.commands import build_program
from chiso.office.configuration import Configuration
from tests.installation import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("chiso-office*"))


def _variables(text: str) -> set[str]:
    return set(re.findall(r"\b(CHISO_[A-Z_]+|DATABASE_URL)=", text))


KNOWN = {f"CHISO_{name.upper()}" for name in Configuration.model_fields} | {
    "DATABASE_URL", "CHISO_HOME", "CHISO_LANGUAGE",
}  # fmt: skip


def _calls(text: str) -> list[list[str]]:
    """The calls of chiso in a unit or an image."""
    found = re.findall(r"^ExecStart=\S*/chiso (.+)$", text, re.MULTILINE)
    return [shlex.split(call) for call in found]


def _is_a_call(words: list[str]) -> bool:
    """Whether the program knows this command and its options."""
    command = build_program()
    while hasattr(command, "commands") and words and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    options = {option for parameter in command.params for option in parameter.opts}
    return not hasattr(command, "commands") and all(
        word in options for word in words if word.startswith("--")
    )


@pytest.mark.needs("systemd-analyze")
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    """The program and the account of an installation are replaced by ones that this machine has."""
    for unit in UNITS:
        content = unit.read_text("utf-8").replace("/opt/chiso/bin/chiso", str(shutil.which("true")))
        (tmp_path / unit.name).write_text(re.sub("(User|Group|SocketUser)=.*", r"\1=root", content), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", "--man=no",
         *(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.needs("systemd-analyze")
def test_a_mistake_in_a_unit_would_be_noticed(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.service"
    wrong.write_text("[Service]\nExecStart=/bin/true\nRestrt=always\n", encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(wrong)], capture_output=True, text=True, check=False
    )
    assert "Restrt" in done.stderr


def test_units_call_what_there_is() -> None:
    calls = [call for unit in UNITS for call in _calls(unit.read_text("utf-8"))]
    assert sorted(call[1] for call in calls) == ["backup", "drill", "serve", "work"]
    assert [call for call in calls if not _is_a_call(call)] == []


def test_every_service_is_locked_in_the_same_way() -> None:
    """The four services differ in what they do, not in what they may do."""
    locks = []
    for unit in DEPLOY.glob("systemd/*.service"):
        content = unit.read_text("utf-8")
        begin = content.index("NoNewPrivileges")
        locks.append(content[begin:].partition("\n\n")[0].strip())
    assert len(locks) == 4
    assert len(set(locks)) == 1


@pytest.mark.needs("nginx")
@pytest.mark.needs("openssl")
def test_nginx_understands_the_example(tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=office.example.vn",
         "-keyout", tmp_path / "office.key", "-out", tmp_path / "office.pem"],
        capture_output=True, check=True,
    )  # fmt: skip
    block = (DEPLOY / "nginx-office.conf").read_text("utf-8")
    block = block.replace("/etc/ssl/chiso/", f"{tmp_path}/").replace("/var/log/nginx/", f"{tmp_path}/")
    whole = f"pid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\nevents {{}}\nhttp {{\n{block}\n}}\n"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    done = subprocess.run(
        ["nginx", "-t", "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_nginx_replaces_what_a_client_claims_of_itself() -> None:
    block = (DEPLOY / "nginx-office.conf").read_text("utf-8")
    headers = dict(re.findall(r"proxy_set_header (\S+) (\S+);", block))
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["X-Forwarded-Proto"] == "$scheme"
    assert headers["Host"] == "$host"


def test_compose_names_settings_that_there_are_and_calls_what_there_is() -> None:
    tree = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    assert set(tree["services"]) == {"database", "office", "work"}
    for name in ("office", "work"):
        command = tree["services"][name]["command"]
        assert command[0] == "chiso"
        assert _is_a_call(command[1:])
    written = _variables((DEPLOY / "compose.env").read_text("utf-8"))
    written |= _variables((DEPLOY / "Dockerfile").read_text("utf-8"))
    assert sorted(written - KNOWN) == []


def test_units_name_settings_that_there_are() -> None:
    written = {name for unit in UNITS for name in _variables(unit.read_text("utf-8"))}
    assert written == {"CHISO_HOME", "CHISO_LANGUAGE"}
