// The record as it is printed on the spot, before the office has it: what was found, the digest, both sides.

{
  const { log, digest } = chisoPhone;
  const { say, h, moment } = chisoPhone.parts;

  async function render(root, visit, checklist) {
    const { language, by } = log.told();
    const cells = await log.cellsOf(visit.key);
    const valueOf = (kind, name) => (cells[`${kind}/${name}`] || {}).value;
    const all = (kind) => Object.entries(cells).filter(([cell, { value }]) => cell.startsWith(`${kind}/`) && value).map(([, { value }]) => value);
    const rows = checklist.sections.flatMap(({ items }) => items.map(({ code, title }) => [code, title[language], valueOf("answer", code)])).filter(([, , told]) => told && told.answer);
    const table = h("table", { class: "table" }, h("thead", {}, h("tr", {}, ["paper_code", "paper_duty", "paper_answer", "paper_note"].map((name) => h("th", { scope: "col" }, say(name))))), h("tbody", {}, rows.map(([code, title, told]) => h("tr", {}, h("th", { scope: "row" }, code), h("td", {}, title), h("td", {}, say(told.answer)), h("td", {}, told.note)))));
    const seen = Object.keys(cells).filter((cell) => cell.startsWith("seen/") && cells[cell].value);
    const numberOf = (finding) => (seen.includes(`seen/${finding}`) ? `, ${say("paper_finding", { number: seen.indexOf(`seen/${finding}`) + 1 })}` : "");
    const sampled = valueOf("part", "sample");
    const talk = valueOf("part", "talk");
    const lines = (title, found) => (found.length ? [h("h2", {}, title), h("ul", {}, found.map((line) => h("li", {}, line)))] : []);
    const voices = all("voice");
    const signed = ["inspector", "official"].map((who) => {
      const told = valueOf("part", `signature-${who}`);
      return h("div", {}, h("p", {}, h("b", {}, say(who))), told && told.strokes.length ? chisoPhone.drawing.show(told.strokes) : h("p", { class: "room" }, "\u00a0"), h("p", {}, told ? `${told.name}${told.how === "refused" ? ` – ${say("refused")}: ${told.reason}` : ""}` : ""));
    });
    root.replaceChildren(
      h(
        "article",
        { class: "sheet" },
        h("p", {}, say("paper_for", { number: visit.number })),
        h("h2", {}, say("paper_title")),
        h("p", {}, `${visit.place} · ${visit.agency}`),
        h("p", {}, say("paper_day", { day: moment(new Date().toISOString()), by })),
        h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("paper_duty") }, table),
        lines(say("sample"), sampled ? [say("seed", { seed: sampled.seed }), ...all("file").map((one) => `${one.label}: ${one.outcome ? say(one.outcome) : "–"} ${one.codes.join(", ")} ${one.note}`)] : []),
        lines(say("voices"), voices.length ? [say("voices_count", { count: voices.length })] : []),
        lines(say("talk"), talk ? [`${talk.position}: ${talk.words}`] : []),
        lines(say("findings"), all("seen").map((one, place) => `${place + 1}. ${one.code} ${one.words} ${one.recommendation}`)),
        lines(say("photos"), all("photo").map((one) => `${one.words}${numberOf(one.finding)} (${one.sha256.slice(0, 12)})`)),
        lines(say("voice_notes"), all("voice_note").map((one) => `${one.words} (${say(`consent_${one.consent || "own"}`)}; ${one.sha256.slice(0, 12)})`)),
        h("p", { class: "anywhere" }, say("paper_digest", { digest: await digest(cells) })),
        h("div", { class: "grid two" }, signed),
      ),
    );
  }

  chisoPhone.paper = { render };
}
