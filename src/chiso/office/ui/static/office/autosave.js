// Saves the form of a criterion by itself while somebody types, and never loses a word on a bad line: what is
// typed is kept in this window until the server has it. Everything works without this file: there are buttons.

const AFTER_CHANGE = 1200;
const AFTER_TYPING = 5000;
const LONGEST_PAUSE = 30000;

function start(form) {
  const says = form.querySelector("[data-saved]");
  const version = form.querySelector("[name=expected_version]");
  const key = `chiso-draft ${location.pathname} ${form.dataset.draft}`;
  let timer = 0;
  let running = false;
  let dirty = false;
  let stopped = false;
  let waiting = null;
  let pause = 2000;

  const say = (words) => {
    says.textContent = words;
  };

  const values = () => {
    const found = [];
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "expected_version") {
        found.push([name, value]);
      }
    }
    return found;
  };

  function keepDraft(sent) {
    const draft = { version: version.value, values: values(), sent: Boolean(sent) };
    try {
      sessionStorage.setItem(key, JSON.stringify(draft));
    } catch {
      // No room: the words still stand in the form.
    }
  }

  const dropDraft = () => sessionStorage.removeItem(key);

  function readDraft() {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  }

  // What was typed and never reached the server stands again, under the version that it was typed upon.
  function restore() {
    const draft = readDraft();
    // A form that came back with mistakes holds what was typed already.
    if (!draft || document.querySelector(".error-summary")) return;
    const arrived = draft.sent && draft.version !== version.value && form.dataset.savedBy === "me";
    if (arrived || JSON.stringify(draft.values) === JSON.stringify(values())) {
      dropDraft();
      return;
    }
    const typed = new Map();
    for (const [name, value] of draft.values) typed.set(name, [...(typed.get(name) || []), value]);
    for (const control of form.elements) {
      if (!control.name || control.type === "hidden" || control.type === "submit") continue;
      const those = typed.get(control.name) || [];
      if (control.type === "radio" || control.type === "checkbox") control.checked = those.includes(control.value);
      else control.value = those[0] || "";
    }
    version.value = draft.version;
    say(form.dataset.saysRestored);
    plan(AFTER_CHANGE);
  }

  function plan(wait) {
    dirty = true;
    if (stopped) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, wait);
  }

  async function save() {
    window.clearTimeout(timer);
    if (running || stopped || !dirty) return;
    running = true;
    dirty = false;
    const body = new FormData(form);
    // What is said to colleagues is sent by its own button.
    body.delete("comment");
    body.set("autosave", "1");
    say(form.dataset.saysSaving);
    try {
      // What outlives its page must be small (64 kB); as long as the page is there nothing need be.
      const keepalive = document.visibilityState === "hidden";
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "manual", keepalive });
      if (answer.type === "opaqueredirect") return signedOut();
      const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
      if (!told) throw new Error(String(answer.status));
      show(told);
    } catch {
      // No line, or a server that is just restarting: the words stay, and it is tried again.
      dirty = true;
      say(form.dataset.saysOffline);
      window.clearTimeout(timer);
      timer = window.setTimeout(save, pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    } finally {
      running = false;
    }
    if (waiting) {
      form.requestSubmit(waiting);
      return;
    }
    if (dirty && !stopped && pause === 2000) plan(AFTER_CHANGE);
  }

  function signedOut() {
    dirty = true;
    say(form.dataset.saysSignedOut);
    timer = window.setTimeout(save, LONGEST_PAUSE);
  }

  function show(told) {
    pause = 2000;
    say(told.said);
    if (told.state === "conflict" || told.state === "refused") {
      // The button leads to the page that shows both versions, or says why not.
      stopped = true;
      return;
    }
    version.value = String(told.version);
    form.dataset.savedBy = "me";
    if (told.state === "saved" && !dirty && !form.querySelector("[name=comment]")?.value) dropDraft();
    else keepDraft(false);
    mark(told.mistakes);
    showPoints(told.points);
  }

  function mark(mistakes) {
    for (const old of form.querySelectorAll(".error")) old.remove();
    for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
    for (const box of form.querySelectorAll(".has-error")) box.classList.remove("has-error");
    for (const one of mistakes) {
      const control = document.getElementById(one.id);
      if (!control) continue;
      const words = document.createElement("p");
      words.className = "error";
      words.id = `${one.id}-error`;
      words.textContent = one.said;
      const box = control.closest("fieldset.field, .field, td") || control.parentElement;
      const choices = box.querySelector(".choices");
      (choices || control).before(words);
      if (box.classList.contains("field")) box.classList.add("has-error");
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", words.id);
    }
  }

  function showPoints(points) {
    const figure = form.querySelector("[data-points-figure]");
    const lines = form.querySelector("[data-points-lines]");
    if (figure) figure.textContent = points.points;
    if (lines) lines.textContent = points.lines.join(" ");
    for (const sentence of document.querySelectorAll("[data-rule] > li")) {
      const before = sentence.querySelector(".tag");
      if (before) before.remove();
      if (points.held === "" || sentence.firstElementChild.textContent !== points.held) continue;
      const tag = document.createElement("span");
      tag.className = "tag good";
      tag.textContent = `✓ ${form.dataset.saysHolds}`;
      sentence.append(" ", tag);
    }
  }

  form.addEventListener("input", () => {
    keepDraft(false);
    if (!stopped) say(form.dataset.saysTyping);
    plan(AFTER_TYPING);
  });
  form.addEventListener("change", () => plan(AFTER_CHANGE));
  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    if (running && event.submitter) {
      // What is on its way makes the next version: the press follows it, lest one collides with oneself.
      event.preventDefault();
      waiting = event.submitter;
      return;
    }
    stopped = true;
    keepDraft(true);
  });
  // A submit that the line did not carry leaves the page as it was: go on.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) stopped = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  window.addEventListener("online", save);
  restore();
}

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-autosave]");
  if (form && window.fetch && window.sessionStorage) start(form);
});
