// One visit on the phone: what is asked, drawn, heard, seen and signed. Each entry is a cell of the record; it is
// saved on the telephone at once. Once a side has signed, the rest stands until the signatures are taken back.

{
  const { log, digest, sample, hex, random } = chisoPhone;
  const { say, h, choices, typed, select, button, panel, callout, moment } = chisoPhone.parts;
  const { signing, show, photographing } = chisoPhone.drawing;
  const SIDES = ["inspector", "official"];
  const newName = () => hex(random(8));

  // `said`: what became of a recording, where that is to be told.
  async function render(root, visit, checklist, hooks, said = "") {
    const { language } = log.told();
    const title = (words) => words[language] || words.vi;
    const cells = () => current;
    let current = await log.cellsOf(visit.key);
    const valueOf = (kind, name) => (cells()[`${kind}/${name}`] || {}).value || null;
    const entries = (kind) => Object.entries(cells()).filter(([cell, { value }]) => cell.startsWith(`${kind}/`) && value).map(([cell, { value }]) => [cell.slice(kind.length + 1), value]);
    const signed = () => SIDES.some((side) => valueOf("part", `signature-${side}`));

    // True once the telephone has it. A refused write leaves the screen as it is, and says so.
    async function set(kind, name, value, more) {
      try {
        await log.set(visit.key, kind, name, value, more);
      } catch (error) {
        hooks.failed(error);
        return false;
      }
      current = await log.cellsOf(visit.key);
      hooks.saved();
      return true;
    }
    const change = (kind, name, blank, part) => set(kind, name, { ...blank, ...valueOf(kind, name), ...part });
    const refresh = (said = "") => render(root, visit, checklist, hooks, said);

    function section(one) {
      const count = h("span", { class: "count" });
      const tell = () => (count.textContent = `${one.items.filter(({ code }) => (valueOf("answer", code) || {}).answer).length}/${one.items.length}`);
      const blank = { answer: "", note: "" };
      const options = [["yes", say("yes")], ["no", say("no")], ["not_applicable", say("not_applicable")]];
      const item = ({ code, title: name, article, paper, levels }) => {
        const told = valueOf("answer", code) || blank;
        const more = [article, paper, levels.length && levels.map((level) => say(level)).join(", ")].filter(Boolean).join(" · ");
        return [
          choices(`${code}. ${title(name)}`, options, told.answer, async (answer) => (await change("answer", code, blank, { answer })) && tell(), more),
          typed(say("note_on", { code }), told.note, (note) => change("answer", code, blank, { note })),
        ];
      };
      const note = one.note && h("p", {}, title(one.note));
      const breach = one.breach === "yes" && h("p", { class: "hint" }, say("yes_is_breach"));
      tell();
      return h("details", { class: "panel", open: one === checklist.sections[0] }, h("summary", {}, `${one.code}. ${title(one.title)} `, count), h("div", { class: "form" }, note, breach, one.items.map(item)));
    }

    function dossiers() {
      const drawn = valueOf("part", "sample");
      const says = h("p", { role: "status" });
      let written = drawn ? drawn.dossiers : "";
      let count = drawn ? String(drawn.count) : "10";
      let reason = "";
      const draw = async () => {
        const labels = sample.labelsIn(written);
        const size = Number(count);
        if (!labels || !Number.isInteger(size) || size < 1 || size > labels.length || (drawn && !reason.trim())) {
          says.textContent = say("sample_wrong");
          return;
        }
        const seed = hex(random(16));
        const earlier = drawn ? [...drawn.earlier, { seed: drawn.seed, count: drawn.count, reason: reason.trim() }] : [];
        const value = { dossiers: written, seed, count: size, drawn: await sample.draw(seed, labels, size), earlier };
        if (await set("part", "sample", value)) refresh();
      };
      const form = [
        typed(say("dossiers"), written, (value) => (written = value), { hint: say("dossiers_hint"), long: true, most: 60000 }),
        typed(say("sample_size"), count, (value) => (count = value), { inputmode: "numeric", most: 4 }),
        drawn && typed(say("draw_again_why"), "", (value) => (reason = value)),
        says,
        button(say("draw"), draw),
      ];
      return panel(say("sample"), drawn && h("p", {}, say("seed", { seed: drawn.seed })), drawn && drawn.drawn.map(dossier), drawn ? h("details", {}, h("summary", {}, say("draw_again")), form) : form);
    }

    function dossier(label) {
      const known = entries("file").find(([, value]) => value.label === label);
      const name = known ? known[0] : newName();
      const blank = { label, outcome: "", codes: [], note: "" };
      const told = known ? known[1] : blank;
      const options = ["in_order", "faulty", "not_found"].map((outcome) => [outcome, say(outcome)]);
      const codes = new Set(checklist.sections.flatMap(({ items }) => items.map(({ code }) => code)));
      const parse = (value) => value.toUpperCase().split(/[^A-Z0-9]+/).filter((code) => codes.has(code));
      return [
        choices(say("dossier", { label }), options, told.outcome, (outcome) => change("file", name, blank, { outcome })),
        typed(say("breached_codes", { label }), told.codes.join(", "), (value) => change("file", name, blank, { codes: parse(value) }), { hint: say("breached_hint") }),
        typed(say("note_on", { code: label }), told.note, (note) => change("file", name, blank, { note })),
      ];
    }

    function voices() {
      const value = { attitude: "", guidance: "", demands: "", said: "" };
      const options = (names) => names.map((name) => [name, say(name)]);
      const add = async () => {
        if (value.attitude || value.guidance || value.demands || value.said) if (await set("voice", newName(), { ...value })) refresh();
      };
      return panel(
        say("voices"),
        h("p", {}, say("voices_how", { count: entries("voice").length })),
        choices(say("ask_attitude"), options(["good", "fair", "poor"]), "", (one) => (value.attitude = one)),
        choices(say("ask_guidance"), [["yes", say("yes")], ["partly", say("partly")], ["no", say("no")]], "", (one) => (value.guidance = one)),
        choices(say("ask_demands"), [["no", say("no")], ["yes", say("yes")]], "", (one) => (value.demands = one)),
        typed(say("said"), "", (one) => (value.said = one), { hint: say("said_hint") }),
        button(say("add_voice"), add),
      );
    }

    function talk() {
      const blank = { position: "", words: "" };
      const told = valueOf("part", "talk") || blank;
      return panel(
        say("talk"),
        typed(say("position"), told.position, (position) => change("part", "talk", blank, { position }), { hint: say("position_hint"), most: 200 }),
        typed(say("talk_words"), told.words, (words) => change("part", "talk", blank, { words }), { long: true, most: 4000 }),
      );
    }

    function findings() {
      const blank = { code: "", words: "", severity: "", recommendation: "" };
      const codes = [["", "–"], ...checklist.sections.flatMap(({ items }) => items.map(({ code, title: name }) => [code, `${code}. ${title(name)}`]))];
      const one = ([name, told], place) =>
        h(
          "div",
          { class: "form" },
          typed(say("finding", { number: place + 1 }), told.words, (words) => change("seen", name, blank, { words }), { hint: say("finding_hint"), long: true, most: 4000 }),
          select(say("finding_code"), codes, told.code, (code) => change("seen", name, blank, { code })),
          choices(say("severity"), ["reminder", "to_mend", "grave"].map((level) => [level, say(level)]), told.severity, (severity) => change("seen", name, blank, { severity })),
          typed(say("recommendation"), told.recommendation, (recommendation) => change("seen", name, blank, { recommendation })),
          button(say("take_back"), async () => (await set("seen", name, null)) && refresh(), "second small"),
        );
      return panel(say("findings"), entries("seen").map(one), button(say("add_finding"), async () => (await set("seen", newName(), blank)) && refresh()));
    }

    function photos() {
      const found = entries("seen").map(([name, { words }], place) => [name, `${place + 1}. ${words.slice(0, 60)}`]);
      const shows = (name, told) => found.length > 0 && select(say("photo_finding", { photo: told.words }), [["", "–"], ...found], told.finding, (finding) => set("photo", name, { ...valueOf("photo", name), finding }));
      const one = ([name, told]) =>
        h("li", {}, h("span", { class: "kind" }, say("photo_kind")), h("div", {}, h("b", {}, told.words), h("small", {}, [told.taken_at && moment(told.taken_at), told.place, hooks.isWaiting(`photo/${name}`) && say("waits")].filter(Boolean).join(" · ")), shows(name, told)), button(say("take_back"), () => removePhoto(name), "second small"));
      const removePhoto = async (name) => (await set("photo", name, null, { [`photo/${visit.key}/${name}`]: null })) && refresh();
      const add = async (value, bytes) => {
        const name = newName();
        const isKept = await set("photo", name, value, { [`photo/${visit.key}/${name}`]: bytes });
        if (isKept) refresh();
        return isKept;
      };
      return panel(say("photos"), h("ul", { class: "evidence" }, entries("photo").map(one)), photographing(add));
    }

    const dropNote = (name) => set("voice_note", name, null, { [`voice_note/${visit.key}/${name}`]: null });
    const noting = (said) => chisoPhone.notes.render({ ...visit, said }, entries("voice_note"), { keep: (name, value, boxes) => set("voice_note", name, value, boxes), drop: dropNote, refresh, failed: hooks.failed, isWaiting: (name) => hooks.isWaiting(`voice_note/${name}`) });

    async function end() {
      if (!SIDES.every((side) => valueOf("part", `signature-${side}`))) return hooks.tell(say("not_signed"));
      if (await set("part", "ended", {})) hooks.ended();
    }

    function side(who) {
      const name = `signature-${who}`;
      const told = valueOf("part", name);
      if (told) return h("div", {}, h("p", {}, h("b", {}, say(who)), ` ${told.name}, ${say(told.how)} ${told.reason}`), told.strokes.length ? show(told.strokes) : null);
      const value = { name: "", position: "", how: "drawn", reason: "" };
      const says = h("p", { role: "status" });
      const { canvas, strokes } = signing(say("sign_here"));
      const sign = async () => {
        if (!value.name.trim() || (value.how === "refused" && !value.reason.trim()) || (value.how === "drawn" && !strokes.length)) {
          says.textContent = say("sign_needs");
          return;
        }
        if (await chisoPhone.sound.found(visit.key)) {
          says.textContent = say("note_undecided");
          return;
        }
        const made = { ...value, strokes: value.how === "drawn" ? strokes : [], digest: await digest(cells()) };
        if (await set("part", name, made)) refresh();
      };
      return h(
        "div",
        { class: "form" },
        h("h3", {}, say(who)),
        typed(say(`${who}_name`), "", (one) => (value.name = one), { most: 120 }),
        typed(say(`${who}_position`), "", (one) => (value.position = one), { most: 200 }),
        choices(say("how"), (who === "official" ? ["drawn", "on_paper", "refused"] : ["drawn", "on_paper"]).map((how) => [how, say(how)]), "drawn", (how) => (value.how = how)),
        canvas,
        who === "official" && typed(say("refused_why"), "", (one) => (value.reason = one)),
        says,
        button(say("sign", { who: say(who) }), sign),
      );
    }

    async function unsign() {
      for (const who of SIDES) if (valueOf("part", `signature-${who}`)) await set("part", `signature-${who}`, null);
      refresh();
    }

    const hasBegun = valueOf("part", "begun");
    const stands = !visit.is_open || valueOf("part", "ended");
    const conflicts = hooks.conflicts().map(([cell, mine, theirs]) => {
      const shown = (value) => (value === null ? say("taken_back") : Object.values(value).flat(3).join(" · ").slice(0, 600));
      const pick = (whose) => async () => {
        await log.choose(visit.key, cell, whose);
        refresh();
        hooks.saved();
      };
      return callout("warn", say("conflict", { cell: cell.slice(cell.indexOf("/") + 1), who: theirs.by }), h("p", {}, h("b", {}, say("here")), ` ${shown(mine)}`), h("p", {}, h("b", {}, say("there")), ` ${shown(theirs.value)}`), h("div", { class: "button-row" }, button(say("keep_mine"), pick("mine")), button(say("keep_theirs"), pick("theirs"))));
    });
    const refused = hooks.refused().map((one) => callout("bad", say("refused_cell", { cell: one.name }), h("p", {}, one.problem || say("gone")), button(say("drop_change"), async () => (await log.withdraw(one), refresh()))));
    const open = h("fieldset", { class: "bare form", disabled: signed() || Boolean(stands) }, h("legend", { class: "hidden-text" }, say("record")), checklist.sections.map(section), dossiers(), voices(), talk(), photos(), visit.takes_voice_notes && (await noting(said)), findings());
    const signatures = panel(say("signatures"), h("p", {}, say("signatures_how")), SIDES.map(side), signed() && !stands && button(say("unsign"), unsign), !stands && button(say("end_visit"), end, ""));
    root.replaceChildren(
      ...conflicts,
      ...refused,
      ...(visit.warning ? [callout("warn", say("superseded"), h("p", {}, visit.warning), checklist.superseded && h("p", {}, title(checklist.superseded.note)))] : []),
      ...(stands ? [callout("good", say("stands"), h("p", {}, say("stands_why")))] : []),
      ...(hasBegun ? [open, signatures] : [panel(say("begin"), h("p", {}, say("begin_why")), button(say("begin"), async () => (await set("part", "begun", {})) && refresh(), ""))]),
    );
  }

  chisoPhone.visit = { render };
}
