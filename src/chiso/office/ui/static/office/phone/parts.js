// Parts of the page of the phone, as the office's stylesheet names them; texts are set as text, never as markup.

{
  const words = JSON.parse(document.querySelector("[data-words]").dataset.words);
  const say = (name, values = {}) =>
    Object.entries(values).reduce((said, [key, value]) => said.split(`{${key}}`).join(String(value)), words[name] || name);

  function h(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.flat(Infinity).filter((one) => one !== undefined && one !== null && one !== false));
    return made;
  }

  let ids = 0;
  const newId = () => `p${++ids}`;

  function choices(legend, options, chosen, onchoose, note) {
    const name = newId();
    const rows = options.map(([value, title]) =>
      h("label", { class: "choice" }, h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => onchoose(value) }), h("span", {}, title)),
    );
    return h("fieldset", { class: "field" }, h("legend", {}, legend), note && h("p", { class: "hint" }, note), h("div", { class: "choices inline three" }, rows));
  }

  // Of the field where something was typed last; leaving the page, it is saved at once.
  let saveLast = () => {};
  document.addEventListener("visibilitychange", () => saveLast());

  // What is typed is saved half a second after the last letter, and when one leaves the field.
  function typed(title, value, onsave, { hint = "", long = false, most = 400, ...more } = {}) {
    const id = newId();
    const shape = { id, maxlength: most, class: long ? "textarea" : "input", autocomplete: "off", "aria-describedby": hint ? `${id}h` : null, ...more };
    const control = h(long ? "textarea" : "input", shape);
    let timer = 0;
    let saved = value;
    const save = () => {
      window.clearTimeout(timer);
      if (control.value !== saved) onsave((saved = control.value));
    };
    control.value = value;
    control.addEventListener("input", () => {
      saveLast = save;
      window.clearTimeout(timer);
      timer = window.setTimeout(save, 500);
    });
    control.addEventListener("change", save);
    return h("div", { class: "field" }, h("label", { for: id }, title), hint && h("p", { class: "hint", id: `${id}h` }, hint), control);
  }

  const select = (title, options, chosen, onchoose) => {
    const id = newId();
    const control = h("select", { id, class: "select", onchange: () => onchoose(control.value) }, options.map(([value, said]) => h("option", { value }, said)));
    control.value = chosen;
    return h("div", { class: "field" }, h("label", { for: id }, title), control);
  };

  const tick = (title, checked = false) => {
    const input = h("input", { type: "checkbox", checked });
    return [input, h("label", { class: "choice" }, input, h("span", {}, title))];
  };

  const button = (title, onclick, kind = "second") => h("button", { type: "button", class: `button ${kind}`, onclick }, title);
  const panel = (title, ...children) => h("section", { class: "panel form" }, h("h2", {}, title), children);
  const callout = (kind, title, ...children) => h("div", { class: `callout ${kind}`, role: kind === "bad" ? "alert" : "status" }, h("h2", {}, title), children);

  const moment = (iso) => {
    const at = new Date(iso);
    const two = (number) => String(number).padStart(2, "0");
    return `${two(at.getHours())}:${two(at.getMinutes())}, ${two(at.getDate())}/${two(at.getMonth() + 1)}/${at.getFullYear()}`;
  };
  // What the office's clock says, as far as this telephone knows it.
  const now = () => new Date(Date.now() + (chisoPhone.log.clock().offset || 0)).toISOString();

  Object.assign(chisoPhone, { parts: { say, h, newId, choices, typed, select, tick, button, panel, callout, moment, now } });
}
