"""Officers and heads of one agency on the last day, each in a browser of their own, and what they were told.

    desk = Desk(address, campaign, leaves, agency)
    desk.work(8)            reads the tree, answers eight leaves, puts evidence beside, approves, submits
    desk.asked              kind of request and answer, in order
    desk.acknowledged       leaf → every form that was acknowledged, last one last

A press of "Save" is acknowledged by 303, what the page saves by itself by "saved" in its answer.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.office_driver import Asked, Browser, File

# What a page shows as its version; a step that it offers names it.
_VERSION = re.compile(rb'name="expected_version" value="(\d+)"')
_CODE = re.compile(rb"CH-\d{4}")
_SAID = "chiso_said"
WRITES = ("save", "autosave", "evidence by reference", "evidence with a file", "approve", "submit")
READS = ("tree", "leaf", "evidence page", "submission", "before submitting", "receipt")
BARE, EMPTY = "bare", "empty"
# After so many requests of an officer the bare views are asked.
_AMID = 5
_EXPECTED = {"autosave": 200, BARE: 204, EMPTY: 200, **dict.fromkeys(READS, 200)}


@dataclass
class Desk:
    """One agency: its officer, its head, and what both were told."""

    address: str
    campaign: str
    leaves: list[dict[str, Any]]
    agency: dict[str, Any]
    chance: random.Random
    asked: list[tuple[str, Asked]] = field(default_factory=list)
    acknowledged: dict[str, list[list[str]]] = field(default_factory=dict)
    evidence: dict[str, int] = field(default_factory=dict)
    receipts: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.officer = _browser(self.address, self.agency["officer"])
        self.head = _browser(self.address, self.agency["head"])

    @property
    def _home(self) -> str:
        return f"/dot-danh-gia/{self.campaign}/tu-danh-gia/{self.agency['key']}/"

    @property
    def _submitting(self) -> str:
        return f"/dot-danh-gia/{self.campaign}/nop/{self.agency['key']}/"

    def work(self, each: int) -> list[Asked]:
        """Answer so many leaves, put evidence beside two, then approve and submit; all answers."""
        before = len(self.asked)
        leaves = self.leaves[:each]
        self._ask("tree", self.officer, "GET", self._home)
        for number, leaf in enumerate(leaves):
            self._answer(leaf, by_itself=number % 2 == 1)
        self._prove(leaves[0]["code"], {"document": self.agency["shelf"][0], "what": "cả văn bản"})
        self._prove(leaves[-1]["code"], {"document": self.agency["shelf"][1], "page": "2"})
        self._prove_with_file(leaves[1]["code"])
        self._ask("tree", self.officer, "GET", self._home)
        self._hand_in()
        return [asked for _, asked in self.asked[before:]]

    def _answer(self, leaf: dict[str, Any], *, by_itself: bool) -> None:
        """Read a leaf, save it: by the button, or as the page does it by itself and then by the button."""
        address = f"{self._home}{self.agency['key']}/{leaf['code']}/"
        _, page = self._ask("leaf", self.officer, "GET", address)
        version = _version_in(page)
        if by_itself:
            form, row = _form_of(leaf, self.chance)
            form |= {"expected_version": str(version), "autosave": "1", "note": "Đang nhập"}
            _, answer = self._ask("autosave", self.officer, "POST", address, form)
            said = json.loads(answer) if answer.startswith(b"{") else {}
            if said.get("state") != "saved":
                self.refused.append(f"autosave {leaf['code']}: {said or answer[:200]!r}")
                return
            version = int(said["version"])
            self.acknowledged.setdefault(leaf["code"], []).append(row)
        form, row = _form_of(leaf, self.chance)
        form |= {"expected_version": str(version), "note": "Theo sổ theo dõi của cơ quan"}
        asked, _ = self._ask("save", self.officer, "POST", address, form)
        if asked.status == 303:
            self.acknowledged.setdefault(leaf["code"], []).append(row)

    def _prove(self, code: str, form: dict[str, str]) -> None:
        address = f"{self._home}{self.agency['key']}/{code}/tai-lieu/"
        self._ask("evidence page", self.officer, "GET", address)
        asked, _ = self._ask("evidence by reference", self.officer, "POST", address, form)
        self.evidence[code] = self.evidence.get(code, 0) + (asked.status == 303)

    def _prove_with_file(self, code: str) -> None:
        address = f"{self._home}{self.agency['key']}/{code}/tai-lieu/"
        lines = "\n".join(f"{self.agency['key']} {code}, dòng {number}" for number in range(400))
        form = {"title": f"Danh sách kèm tiêu chí {code}", "number": "7/DS"}
        file = File("file", "danh-sach.txt", lines.encode())
        asked, _ = self._ask("evidence with a file", self.officer, "POST", address, form, file)
        self.evidence[code] = self.evidence.get(code, 0) + (asked.status == 303)

    def _hand_in(self) -> None:
        """The head reads, approves and submits."""
        _, page = self._ask("submission", self.head, "GET", self._submitting)
        form = {"expected_version": str(_version_in(page))}
        self._ask("approve", self.head, "POST", f"{self._submitting}duyet/", form)
        _, page = self._ask("before submitting", self.head, "GET", f"{self._submitting}gui-di/")
        form = {"expected_version": str(_version_in(page)), "accepts_gaps": "on"}
        asked, _ = self._ask("submit", self.head, "POST", f"{self._submitting}gui-di/", form)
        if asked.status == 303:
            self._ask("receipt", self.head, "GET", asked.leads_to)
            self.receipts.append(asked.leads_to.rstrip("/").rpartition("/")[2])

    def _ask(
        self,
        kind: str,
        browser: Browser,
        method: str,
        path: str,
        form: dict[str, str] | None = None,
        file: File | None = None,
    ) -> tuple[Asked, bytes]:
        asked, content = browser.read(method, path, form, file)
        # As after the page that says so; those that are read here were asked for by themselves.
        browser.cookies.pop(_SAID, None)
        self.asked.append((kind, asked))
        if kind not in (BARE, EMPTY) and len(self.asked) % _AMID == 0:
            self._ask(BARE, self.officer, "POST", "/bare/", {"title": f"Dòng {len(self.asked)}"})
            self._ask(EMPTY, self.officer, "GET", "/bare/empty/")
        if asked.status != _EXPECTED.get(kind, 303):
            codes = " ".join(sorted({one.decode() for one in _CODE.findall(content)}))
            words = re.sub(rb"<[^>]+>|\s+", b" ", content).decode("utf-8", "replace")
            self.refused.append(f"{kind} {path}: {asked.status} {codes} {words[-400:]}")
        return asked, content


def _browser(address: str, session: str) -> Browser:
    browser = Browser(address)
    browser.cookies["chiso_session"] = session
    return browser


def _version_in(page: bytes) -> int:
    found = _VERSION.search(page)
    return int(found[1]) if found else 0


def _form_of(leaf: dict[str, Any], chance: random.Random) -> tuple[dict[str, str], list[str]]:
    """An answer as it is typed into the page in Vietnamese, and as it is to be kept."""
    name, kind = leaf["input"], leaf["type"]
    row, form = [name, "", "", "", "", ""], {"status": "given"}
    if kind == "ratio":
        whole = chance.randint(20, 900)
        part = chance.randint(1, whole)
        row[3:5] = [str(part), str(whole)]
        form |= {f"i-{name}-numerator": row[3], f"i-{name}-denominator": row[4], f"i-{name}-value": ""}
    elif kind == "label":
        row[5] = form[f"i-{name}"] = chance.choice(leaf["labels"])
    elif kind == "boolean":
        row[2] = form[f"i-{name}"] = chance.choice(("true", "false"))
    elif kind == "share":
        tenths = chance.randint(501, 999)
        row[2] = f"0.{tenths}".rstrip("0")
        form[f"i-{name}"] = row[2].replace(".", ",")
    else:
        row[2] = form[f"i-{name}"] = str(chance.randint(0, 5))
    return form, row


def desks_of(address: str, let: dict[str, Any]) -> Iterator[Desk]:
    """A desk for every agency; what was answered before comes last."""
    leaves = let["leaves"][let["answered"] :] + let["leaves"][: let["answered"]]
    for number, agency in enumerate(let["agencies"]):
        yield Desk(address, let["campaign"], leaves, agency, random.Random(number))
