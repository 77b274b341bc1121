// The table of a draft by keyboard: Alt and an arrow move the chosen criterion, Enter opens it, Insert adds
// one after it. Everything works without this file: the same buttons stand under the table.

const BY_KEY = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };

function press(form, what) {
  const button = form.querySelector(`[data-draft-actions] button[value="${what}"]`);
  if (button) form.requestSubmit(button);
}

function mark(form) {
  for (const row of form.querySelectorAll("tbody tr")) {
    const choice = row.querySelector("input[type=radio]");
    row.classList.toggle("own", Boolean(choice && choice.checked));
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const actions = document.querySelector("[data-draft-actions]");
  if (!actions) return;
  const form = actions.closest("form");
  form.addEventListener("change", () => mark(form));
  form.addEventListener("keydown", (event) => {
    if (!event.target.matches("input[type=radio][name=node]")) return;
    const what = event.altKey ? BY_KEY[event.key] : { Enter: "edit", Insert: "add" }[event.key];
    if (!what || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    press(form, what);
  });
});
