// The page of the phone: the PIN, the list of visits, one visit, its paper; what is saved here and what is sent.

{
  const { vault, log, line } = chisoPhone;
  const { say, h, typed, button, panel, callout, moment } = chisoPhone.parts;
  const root = document.querySelector("[data-phone]");
  const heading = document.querySelector("[data-heading]");
  const states = document.querySelector("[data-states]");
  const bar = document.querySelector("[data-bar]");
  const addresses = { package: root.dataset.package, send: root.dataset.send, photo: root.dataset.photo, voice_note: root.dataset.voiceNote };
  const SHORTEST_PIN = 6;
  const WRONG_BY = 120000;
  const LEFT_ALONE = 600000;
  const AGAIN = 60000;
  let last = { state: "", refused: [] };
  let busy = false;
  let unsaved = "";
  let isLow = false;
  let bytesLeft = 0;
  let isStale = false;

  const opened = () => /^#luot\/([a-z0-9]+)(\/giay)?$/.exec(location.hash);
  const title = (words) => {
    heading.textContent = words;
    document.title = `${words} · chiso`;
  };

  function tell() {
    const left = log.changes().length + bytesLeft;
    const { offset, measured } = log.clock();
    const said = [];
    if (unsaved) said.push(callout("bad", say("unsaved"), h("p", {}, unsaved)));
    if (isLow && !unsaved) said.push(callout("warn", say("nearly_full"), h("p", {}, say("nearly_full_why"))));
    if (last.state === "offline") said.push(callout("warn", say("offline"), h("p", {}, say("offline_why", { count: left }))));
    if (last.state === "signed_out") said.push(callout("warn", say("signed_out"), h("p", {}, say("signed_out_why", { count: left })), h("p", {}, h("a", { href: root.dataset.signIn }, say("sign_in")))));
    if (last.state === "no_right") said.push(callout("warn", say("no_right"), h("p", {}, say("offline_why", { count: left }))));
    if (last.state === "other") said.push(callout("bad", say("other"), h("p", {}, say("other_why")), button(say("remove"), remove)));
    if (offset !== null && Math.abs(offset) > WRONG_BY) said.push(callout("warn", say("clock_wrong", { minutes: Math.round(Math.abs(offset) / 60000) }), h("p", {}, say("clock_why", { at: moment(new Date(measured + offset).toISOString()) }))));
    if (last.refused.length) said.push(callout("bad", say("bytes_refused"), h("p", {}, last.refused.map((one) => `${one.expected} ${one.mend} (${one.code})`).join(" "))));
    states.replaceChildren(...said);
    const place = bar.querySelector("[data-saved]");
    place.textContent = unsaved ? say("unsaved") : left ? say("waiting", { count: left }) : say("all_sent");
    bar.hidden = false;
  }

  const countBytes = async () => (bytesLeft = (await line.withBytes()).length);
  // A screen that is drawn anew takes the field away from under the fingers, and the button that stops a recording.
  const isTyping = () => chisoPhone.sound.isRunning() || (root.contains(document.activeElement) && document.activeElement.matches("textarea, input.input"));

  async function exchange() {
    if (busy) return;
    busy = true;
    try {
      const before = JSON.stringify(log.told() && log.told().visits);
      last = await line.exchange(addresses);
      await vault.reserve();
      isLow = !(await vault.hasReserve());
      await countBytes();
      isStale ||= log.takeNews() || (last.state === "sent" && !opened()) || before !== JSON.stringify(log.told() && log.told().visits);
      if (isStale && !isTyping()) await draw();
    } catch (error) {
      failed(error);
    } finally {
      busy = false;
    }
    tell();
  }

  function failed(error) {
    unsaved = error.name === "QuotaExceededError" ? say("full") : say("not_kept", { why: error.name });
    tell();
  }

  const hooks = (visit) => ({
    async saved() {
      unsaved = "";
      isLow = !(await vault.hasReserve());
      await countBytes();
      tell();
      bar.querySelector("[data-saved]").textContent = say("saved", { at: moment(new Date().toISOString()).slice(0, 5), count: log.changes().length + bytesLeft });
    },
    failed,
    tell: (words) => states.replaceChildren(callout("bad", words)),
    ended: () => exchange().then(draw),
    isWaiting: (cell) => log.changes().some((one) => one.visit === visit && `${one.kind}/${one.name}` === cell),
    conflicts() {
      const found = new Map();
      for (const one of log.changes()) if (one.visit === visit && one.stands) found.set(`${one.kind}/${one.name}`, one);
      return [...found].map(([cell, one]) => [cell, one.value, one.stands]);
    },
    refused: () => log.changes().filter((one) => one.visit === visit && ["refused", "locked", "gone"].includes(one.state)),
  });

  // What was written for a visit that is on the list no more is shown here, or nobody would know of it.
  const left = (told) =>
    log
      .changes()
      .filter((one) => one.state !== "waiting" && !told.visits.some(({ key }) => key === one.visit))
      .map((one) => callout("bad", say("refused_cell", { cell: one.name }), h("p", {}, one.problem || say("gone")), h("p", {}, one.value ? Object.values(one.value).flat(3).join(" · ").slice(0, 600) : say("taken_back")), button(say("drop_change"), () => log.withdraw(one).then(draw).then(tell))));

  function listed(visit) {
    const waiting = log.changes().filter((one) => one.visit === visit.key).length;
    const about = [visit.number, visit.planned_on || say("no_day"), visit.team, waiting ? say("waiting", { count: waiting }) : "", visit.is_open ? "" : say("stands")];
    return h("li", { class: "panel" }, h("h2", {}, h("a", { href: `#luot/${visit.key}` }, visit.place)), h("p", {}, visit.agency), h("p", { class: "soft" }, about.filter(Boolean).join(" · ")));
  }

  async function draw() {
    isStale = false;
    const told = log.told();
    if (!told) {
      title(say("visits"));
      root.replaceChildren(h("p", {}, say("nothing_yet")));
      return;
    }
    const found = opened();
    const visit = found && told.visits.find((one) => one.key === found[1]);
    if (!visit) {
      title(say("visits"));
      root.replaceChildren(...left(told), told.visits.length ? h("ul", { class: "stack" }, told.visits.map(listed)) : h("p", {}, say("no_visits")));
      return;
    }
    const checklist = told.checklists[visit.checklist];
    title(visit.place);
    const inner = h("div", { class: "form" });
    const links = [h("a", { href: "#" }, say("all_visits")), " · ", found[2] ? h("a", { href: `#luot/${visit.key}` }, say("back_to_visit")) : h("a", { href: `#luot/${visit.key}/giay` }, say("paper"))];
    root.replaceChildren(h("p", { class: "no-print" }, links), h("p", { class: "soft" }, `${visit.number} · ${visit.agency}${visit.is_made_up ? ` · ${say("made_up")}` : ""}`), inner);
    if (found[2]) {
      await chisoPhone.paper.render(inner, visit, checklist);
      root.append(h("p", { class: "no-print" }, button(say("print"), () => window.print(), "")));
    } else await chisoPhone.visit.render(inner, visit, checklist, hooks(visit.key));
  }

  // `first`: what was fetched when the PIN was set. Whoever leaves the network at once has the visits by then.
  async function begin(first = null) {
    await log.load();
    if (first) await log.learn(first.told, first.measured);
    await countBytes();
    await vault.reserve();
    window.addEventListener("hashchange", () => draw().then(() => heading.focus()));
    window.addEventListener("online", exchange);
    // Only while something waits: an open page that asks by itself would keep its session for ever.
    window.setInterval(() => log.changes().length + bytesLeft && exchange(), AGAIN);
    let hiddenAt = 0;
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") hiddenAt = Date.now();
      else if (Date.now() - hiddenAt > LEFT_ALONE) location.reload();
    });
    bar.querySelector("button").addEventListener("click", exchange);
    await draw();
    tell();
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    if (!first) await exchange();
  }

  const pinField = (name, hint, done) => typed(say(name), "", done, { hint, type: "password", most: 64 });

  function lockNew() {
    title(say("new_pin"));
    const says = h("p", { role: "status" });
    const pins = ["", ""];
    const make = async () => {
      if (pins[0].length < SHORTEST_PIN || pins[0] !== pins[1]) {
        says.textContent = say("pin_needs", { count: SHORTEST_PIN });
        return;
      }
      let first = null;
      try {
        first = await line.fetchPackage(addresses);
        await vault.make(pins[0], first.told.person);
      } catch (error) {
        says.textContent = error instanceof TypeError ? say("first_needs_network") : say("signed_out");
        return;
      }
      await begin(first);
    };
    const form = h("form", { class: "form", onsubmit: (event) => (event.preventDefault(), read(event.target, pins), make()) }, h("p", {}, say("new_pin_why")), pinField("pin", say("pin_hint", { count: SHORTEST_PIN }), () => {}), pinField("pin_again", "", () => {}), says, h("button", { class: "button", type: "submit" }, say("set_pin")));
    root.replaceChildren(panel(say("new_pin"), form));
  }

  const read = (form, pins) => form.querySelectorAll("input").forEach((one, place) => (pins[place] = one.value));

  function lock() {
    title(say("locked"));
    const says = h("p", { role: "status" });
    const pins = [""];
    const unlock = async () => {
      says.textContent = say("trying");
      const { state, seconds } = await vault.unlock(pins[0]);
      if (state === "open") return begin();
      says.textContent = say(state === "wait" ? "pin_wait" : seconds ? "pin_wrong_wait" : "pin_wrong", { seconds });
    };
    const form = h("form", { class: "form", onsubmit: (event) => (event.preventDefault(), read(event.target, pins), unlock()) }, h("p", {}, say("locked_why")), pinField("pin", "", () => {}), says, h("button", { class: "button", type: "submit" }, say("unlock")));
    root.replaceChildren(panel(say("locked"), form), h("details", { class: "panel form" }, h("summary", {}, say("forgotten")), h("p", {}, say("forgotten_why")), button(say("remove"), remove, "danger")));
  }

  async function remove() {
    if (!window.confirm(say("remove_sure"))) return;
    await vault.remove();
    location.reload();
  }

  async function start() {
    if ("serviceWorker" in navigator) navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope }).catch(() => {});
    await vault.open();
    if (vault.row()) lock();
    else lockNew();
  }

  // Two pages over one log would give two changes one number.
  if (!navigator.locks) start();
  else
    navigator.locks.request("chiso-phone", { ifAvailable: true }, (held) => {
      if (!held) {
        title(say("elsewhere"));
        root.replaceChildren(callout("warn", say("elsewhere"), h("p", {}, say("elsewhere_why"))));
        return undefined;
      }
      start();
      return new Promise(() => {});
    });
}
