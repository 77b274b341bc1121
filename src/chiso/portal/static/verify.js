/* The page "Verify": takes a bundle that the reader drops or chooses, checks it here, says what it found.

   Every sentence stands in the page, in its language, under <template id="verify-words">; this file only
   chooses among them. The file that is checked is read by the browser and goes nowhere. */
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const panel = byId("verify-here");
  if (!panel) return;
  const status = byId("verify-status");
  const words = new Map(
    Array.from(byId("verify-words").content.querySelectorAll("[data-key]"), (one) => [one.dataset.key, one.textContent.trim()]),
  );
  const SIGNS = { good: "✓", warn: "!", bad: "✕", info: "▸" };

  /* A sentence of the page with the names in braces filled; figures in the page's notation. */
  function say(key, values = {}) {
    return (words.get(key) || key).replace(/\{([a-z]+)\}/g, (whole, name) => {
      const value = name === "owner" && !values.owner ? words.get("no-owner") : values[name];
      return typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : (value ?? whole);
    });
  }

  /* What this site names: keys that it trusts or knows as revoked, and the contents that it shows. */
  function readSite() {
    const keys = Array.from(document.querySelectorAll("[data-public-key]"), (one) => one.dataset);
    const contents = {};
    for (const one of document.querySelectorAll("[data-content]"))
      contents[one.dataset.content] = { state: one.dataset.state, title: one.dataset.title };
    return {
      trusted: keys.filter((key) => key.state === "trusted").map((key) => key.publicKey),
      revoked: keys.filter((key) => key.state === "revoked").map((key) => key.publicKey),
      contents,
    };
  }

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  const tag = (state) => element("span", { class: `tag ${state}` }, `${SIGNS[state]} ${say(`state-${state}`)}`);

  function row(part, state, sentence) {
    return element(
      "tr",
      { role: "row" },
      element("th", { role: "rowheader", scope: "row" }, say(`part-${part}`)),
      element("td", { role: "cell", "data-label": say("label-result") }, tag(state)),
      element("td", { role: "cell", "data-label": say("label-found") }, sentence),
    );
  }

  function show(name, result) {
    const { findings, differences, content } = result;
    const seals = findings.filter((finding) => finding.part === "seals");
    const isTrusted = seals.some((finding) => finding.state === "good");
    const isBad = differences.length > 0 || findings.some((finding) => finding.state === "bad");
    const verdict = isBad ? "bad" : isTrusted ? "good" : "warn";
    byId("verify-verdict").className = `callout ${verdict}`;
    status.textContent = say(differences.length ? "verdict-differs" : `verdict-${verdict}`, { name, count: differences.length });
    byId("verify-content").textContent = content.replace(/(.{8})(?=.)/g, "$1 ");
    byId("verify-rows").replaceChildren(...findings.map(({ part, state, word, values }) => row(part, state, say(word, values))));
    byId("verify-differences").replaceChildren(
      ...differences.map(({ code, place, word }) => element("li", {}, element("code", { class: "anywhere" }, `${code} ${place}`), ` ${say(word)}`)),
    );
    byId("verify-differences-box").hidden = differences.length === 0;
    byId("verify-result").hidden = false;
  }

  function refuse(name, code, place, word) {
    byId("verify-verdict").className = "callout bad";
    byId("verify-result").hidden = true;
    status.textContent = `${say("verdict-refused", { name })} ${code} ${place ? `${place}: ` : ""}${say(word)}`;
  }

  async function verify(file) {
    byId("verify-verdict").hidden = false;
    byId("verify-verdict").className = "callout";
    byId("verify-result").hidden = true;
    status.textContent = say("working", { name: file.name });
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      show(file.name, await globalThis.chisoBundle.check(bytes, readSite()));
    } catch (fault) {
      if (fault instanceof globalThis.chisoBundle.Refused) refuse(file.name, fault.code, fault.place, fault.word);
      else refuse(file.name, "", "", "broken");
    }
  }

  panel.hidden = false;
  byId("verify-without-script").hidden = true;
  if (!globalThis.crypto || !crypto.subtle) {
    byId("verify-drop").hidden = true;
    byId("verify-verdict").hidden = false;
    byId("verify-verdict").className = "callout warn";
    status.textContent = say("no-webcrypto");
    return;
  }
  byId("verify-file").addEventListener("change", (event) => {
    if (event.target.files.length) verify(event.target.files[0]);
  });
  const drop = byId("verify-drop");
  // Without this a file that misses the field would replace the page.
  for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length) verify(event.dataTransfer.files[0]);
  });
})();
