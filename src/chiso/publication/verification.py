"""What a verification found, and how it is told to people and to programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chiso.language import Language, Text, chosen_language, listing, text, text_by_count
from chiso.markup import html_sentences
from chiso.problems import Problem
from chiso.publication.chain import Chain
from chiso.publication.counts import Counts
from chiso.publication.decision import Decision
from chiso.publication.readme import STATUS_TITLES
from chiso.publication.recounting import Recount
from chiso.publication.seals import SealCheck, SealState
from chiso.publication.statement import Publication, Status

EXIT_SOUND = 0
EXIT_DIFFERS = 1
EXIT_NOT_TRUSTED = 3

_STATES: dict[SealState, Text] = {
    "trusted": text("trusted"),
    "untrusted": text("not trusted"),
    "revoked": text("revoked"),
    "expired": text("outside its validity"),
    "invalid": text("invalid"),
}


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of `verify`. `differences` stand in the order in which they were looked for.

    A file that is no bundle, or not a safe one, gives no verification but BadInput (exit 4).
    """

    name: str
    content: str
    publication: Publication | None
    decision: Decision | None
    has_pdf: bool
    differences: tuple[Problem, ...]
    seals: tuple[SealCheck, ...]
    counts: Counts
    chain: Chain | None
    opened: int
    remarks: tuple[Text, ...]
    # What became of each result on how sure ranks are.
    recounts: tuple[Recount, ...] = ()

    @property
    def status(self) -> Status | None:
        """What the bundle says of itself; None if it cannot be read."""
        return self.publication.status if self.publication else None

    @property
    def first_difference(self) -> Problem | None:
        """The difference that a person should look at first."""
        return self.differences[0] if self.differences else None

    @property
    def is_sealed_by_a_trusted_key(self) -> bool:
        """Whether one valid seal is by a trusted key that was not revoked and was valid then."""
        return any(seal.state == "trusted" for seal in self.seals)

    @property
    def ok(self) -> bool:
        """Whether everything agrees and a trusted key vouches for it."""
        return self.exit_code == EXIT_SOUND

    @property
    def exit_code(self) -> int:
        """0 all agrees; 1 differs; 3 agrees, but no trusted key sealed it."""
        if self.differences:
            return EXIT_DIFFERS
        return EXIT_SOUND if self.is_sealed_by_a_trusted_key else EXIT_NOT_TRUSTED

    def _repr_html_(self) -> str:
        first, *others = self.sentences()
        others += [problem.expected for problem in self.differences]
        return html_sentences(first, others, chosen_language())

    def sentences(self) -> Iterator[Text]:
        """The result in words, the verdict first."""
        yield self._verdict()
        yield text("Content: {content}", content=self.content)
        if self.publication is not None:
            yield from self._say_what_it_is(self.publication)
        if self.decision is not None:
            yield text("Decision {number} of {day}.", number=self.decision.number, day=self.decision.date)
        if self.has_pdf:
            yield text("It carries decision.pdf; a signature inside that file was not checked.")
        for seal in self.seals:
            yield from self._say_seal(seal)
        if not self.seals:
            yield text("It carries no seal.")
        yield text(
            "Figures: {recomputed} recomputed, {attested} attested, {carried_over} carried over.",
            recomputed=self.counts.recomputed,
            attested=self.counts.attested,
            carried_over=self.counts.carried_over,
        )
        for recount in self.recounts:
            yield from _say_recount(recount)
        if self.opened:
            yield text_by_count(
                "{count} opened value is the one that was attested.",
                "{count} opened values are the ones that were attested.",
                self.opened,
            )
        if self.chain is not None and self.chain.superseded_by is not None:
            later = self.chain.superseded_by
            yield text("{name} supersedes it: {reason}.", name=later.name, reason=later.reason)
        yield from self.remarks

    def as_record(self, language: Language) -> dict[str, object]:
        """The result for programs; texts are in `language`."""
        return {
            "bundle": self.name,
            "content": self.content,
            "ok": self.ok,
            "exit_code": self.exit_code,
            "status": self.status,
            "version": self.publication.version if self.publication else None,
            "decision": self.decision.model_dump(mode="json") if self.decision else None,
            "counts": {
                "recomputed": self.counts.recomputed,
                "attested": self.counts.attested,
                "carried_over": self.counts.carried_over,
            },
            "seals": [
                {
                    "key_id": seal.key_id,
                    "owner": seal.owner,
                    "state": seal.state,
                    "reason": seal.reason.in_language(language) if seal.reason else "",
                }
                for seal in self.seals
            ],
            "chain": [
                {"bundle": link.name, "content": link.content, "version": link.number, "status": link.status}
                for link in (self.chain.versions if self.chain else ())
            ],
            "superseded_by": self.chain.superseded_by.content
            if self.chain and self.chain.superseded_by
            else None,
            "withdrawn_by": self.chain.withdrawn_by.content
            if self.chain and self.chain.withdrawn_by
            else None,
            "histograms": [
                {"run": one.run, "name": one.name, "runs": one.runs, "state": one.state}
                for one in self.recounts
            ],
            "opened": self.opened,
            "differences": [problem.as_record(language) for problem in self.differences],
            "remarks": [remark.in_language(language) for remark in self.remarks],
        }

    def _verdict(self) -> Text:
        first = self.first_difference
        if first is not None:
            return text(
                "{name} DIFFERS. Differences: {count}; the first is {code} in {file}.",
                name=self.name,
                count=len(self.differences),
                code=first.code,
                file=first.where.file,
            )
        if self.is_sealed_by_a_trusted_key:
            return text(
                "{name} is sound: its figures recompute, and a trusted key sealed it.", name=self.name
            )
        return text("{name} recomputes, but NO TRUSTED KEY sealed it.", name=self.name)

    def _say_what_it_is(self, publication: Publication) -> Iterator[Text]:
        yield text(
            "Status: {status}; version {version}; made by chiso {software}.",
            status=STATUS_TITLES[publication.status],
            version=str(publication.version),
            software=publication.software.version,
        )
        if publication.status == "withdrawn":
            yield text("It WITHDRAWS the publication: the figures must not be used.")
        if publication.supersedes is not None:
            yield text(
                "It supersedes {content}: {reason}.",
                content=publication.supersedes.content,
                reason=publication.supersedes.reason,
            )
        for run in publication.runs:
            keys = [run.programme] if run.programme else [framework.key for framework in run.frameworks]
            if run.period:
                yield text(
                    "Run {name}: {keys}, period {period}.",
                    name=run.name,
                    keys=listing(keys),
                    period=run.period,
                )
            else:
                yield text("Run {name}: {keys}.", name=run.name, keys=listing(keys))

    def _say_seal(self, seal: SealCheck) -> Iterator[Text]:
        state = _STATES[seal.state]
        if seal.owner:
            yield text(
                "Seal of {owner} (key {key}): {state}.", owner=seal.owner, key=seal.key_id, state=state
            )
        else:
            yield text("Seal of key {key}: {state}.", key=seal.key_id, state=state)
        if seal.reason is not None:
            yield seal.reason


def _say_recount(recount: Recount) -> Iterator[Text]:
    if recount.state == "recomputed":
        yield text(
            "How sure ranks are, “{name}”: {runs} runs made again, every count is the published one.",
            name=recount.name,
            runs=recount.runs,
        )
    elif recount.state == "skipped":
        yield text(
            "How sure ranks are, “{name}”: NOT CHECKED: the {runs} runs were not made again, as you asked.",
            name=recount.name,
            runs=recount.runs,
        )
    elif recount.state == "no_libraries":
        yield text(
            "How sure ranks are, “{name}”: NOT CHECKED: to make the {runs} runs again takes the extra "
            "“statistics”.",
            name=recount.name,
            runs=recount.runs,
        )
