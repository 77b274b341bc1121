"""The last hour of a campaign for the harness that kills: officers who save answers, heads who hand in.

`Assessor` is who works in some agencies: answers two criteria of one, approves, submits, goes on to the next,
and takes back what was submitted when the turn comes round. Each answer bears words of its own, so that it
can be told whether it stands, and once. After a cut the page is read anew, as a person would: what stands is
not written again.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.installation import ROOT
from tests.office.running.offices import Office
from tests.office.running.writing import CUT_OFF, Load, Told, ask, signed_in

AGENCIES = 6
# Criteria of the set of one-stop shops: three times yes or no; two shares.
NODES = ("6", "5")
_VERSION = re.compile(rb'name="expected_version" value="(\d+)"')

_MAKE = f"""
import json, sys
sys.path.insert(0, {str(ROOT)!r})
from tests.office.running.last_hour_city import make_city
print(json.dumps(make_city({AGENCIES})))
"""
_STANDS = f"""
import json, sys
sys.path.insert(0, {str(ROOT)!r})
from tests.office.running.last_hour_city import what_stands
print(json.dumps(what_stands({{campaign!r}})))
"""


def let_in_agencies(office: Office) -> dict[str, Any]:
    """A campaign in self-assessment: its key, and its agencies with the sessions of officer and head."""
    found: dict[str, Any] = json.loads(office.python(_MAKE))
    return found


def what_stands(office: Office, campaign: str) -> dict[str, Any]:
    """Answers, receipts, and what the record tells of both."""
    found: dict[str, Any] = json.loads(office.python(_STANDS.format(campaign=campaign)))
    return found


@dataclass
class Assessor(Load):
    """Officer and head of some agencies. `secret`: the campaign's key.

    `told` and `tried` hold the words of answers by agency and criterion, in order; `receipts` the keys of
    those that were acknowledged.
    """

    agencies: list[dict[str, str]] = field(default_factory=list)
    told: dict[str, list[str]] = field(default_factory=dict)
    tried: dict[str, list[str]] = field(default_factory=dict)
    receipts: list[str] = field(default_factory=list)
    turn: int = 0
    __hash__ = Load.__hash__

    def write_one(self) -> None:
        """One agency: what was submitted is taken back, two answers, the approval, the submission."""
        agency = self.agencies[self.turn % len(self.agencies)]
        self.turn += 1
        self._do_what_is_offered(agency, "rut-lai")
        for node in NODES:
            self._answer(agency, node)
        self._do_what_is_offered(agency, "gui-di", "duyet")

    def _answer(self, agency: dict[str, str], node: str) -> None:
        path = f"/dot-danh-gia/{self.secret}/tu-danh-gia/{agency['key']}/{agency['key']}/{node}/"
        place = f"{agency['key']} {node}"
        words = f"Lần {len(self.tried.get(place, []))} của {place}"
        is_tried = False
        while not self.ended.is_set():
            page = self._page(path, agency["officer"])
            if page is None or (is_tried and words.encode() in page):
                return
            if not is_tried:
                self.tried.setdefault(place, []).append(words)
                is_tried = True
            form = {"note": words, "status": "given", "expected_version": _version_in(page)} | _inputs(node)
            told = self._post(path, agency["officer"], form)
            if told is not None and told.status == 303:
                self.told.setdefault(place, []).append(words)
                self.acknowledged += 1
                return

    def _do_what_is_offered(self, agency: dict[str, str], *steps: str) -> None:
        """Do what the page of the submission offers of these steps, until it offers none of them."""
        path = f"/dot-danh-gia/{self.secret}/nop/{agency['key']}/"
        while not self.ended.is_set():
            page = self._page(path, agency["head"])
            offered = [step for step in steps if page is not None and f"/{step}/".encode() in page]
            if page is None or not offered:
                return
            if offered[0] != "duyet":
                # A page of its own says once more what is done.
                page = self._page(f"{path}{offered[0]}/", agency["head"])
                if page is None:
                    return
            form = {"expected_version": _version_in(page), "accepts_gaps": "on", "reason": "Sửa số liệu"}
            told = self._post(f"{path}{offered[0]}/", agency["head"], form)
            if told is not None and told.status == 303:
                self.acknowledged += 1
                if offered[0] == "gui-di":
                    self.receipts.append(str(told.headers["Location"]).rstrip("/").rpartition("/")[2])

    def _page(self, path: str, session: str) -> bytes | None:
        """A page, asked for until the office is there; None when the load ends, or it is none."""
        told = self.insist("GET", path, "", signed_in(session))
        if told is not None and told.status != 200:
            self.other.append((told.status, told.content[:2000]))
            self.ended.wait(1)
            return None
        return told.content if told is not None else None

    def _post(self, path: str, session: str, form: dict[str, str]) -> Told | None:
        """One write, once; None where it was cut off or the office was not there."""
        try:
            told = ask(self.host, "POST", path, urlencode(form), signed_in(session))
        except CUT_OFF:
            self.cut_off += 1
            time.sleep(0.02)
            return None
        if told.status == 503:
            return None
        if told.status != 303:
            self.other.append((told.status, told.content[-2000:]))
            self.ended.wait(1)
        return told


def compare(assessors: list[Assessor], stands: dict[str, Any]) -> None:
    """Every acknowledged answer stands or was followed by a later one, and is told once; so the receipts."""
    told = {place: notes for one in assessors for place, notes in one.told.items()}
    tried = {place: notes for one in assessors for place, notes in one.tried.items()}
    recorded: dict[str, list[str]] = stands["recorded"]
    for place, notes in told.items():
        assert len(set(recorded[place])) == len(recorded[place]), "an answer was written twice"
        assert set(notes) <= set(recorded[place]) <= set(tried[place])
        # The last of the record is what stands, and it is not older than what was acknowledged last.
        assert stands["answers"][place] == recorded[place][-1]
        assert tried[place].index(recorded[place][-1]) >= tried[place].index(notes[-1])
    receipts = {key for one in assessors for key in one.receipts}
    assert receipts <= set(stands["receipts"])
    assert sorted(stands["receipts"].values()) == list(range(1, len(stands["receipts"]) + 1))
    assert stands["submitted"] == len(stands["receipts"])
    # Of those that stand submitted the last receipt confirms what stands, to the letter.
    assert set(stands["verified"].values()) <= {True}


def _version_in(page: bytes) -> str:
    found = _VERSION.search(page)
    return found[1].decode() if found else "0"


def _inputs(node: str) -> dict[str, str]:
    if node == "6":
        return {"i-correct": "true", "i-posted": "true", "i-electronic": "false"}
    ratio = {"numerator": "120", "denominator": "240", "value": ""}
    shares = ("whole_share", "reception_share")
    return {f"i-{name}-{cell}": value for name in shares for cell, value in ratio.items()}
