// What a page does beside showing itself: where the focus goes. Everything works without this file.

// After a failed post the list of mistakes is read first.
function takeFocus(within) {
  const wanting = within.querySelector("[data-takes-focus]");
  if (wanting) wanting.focus();
  return Boolean(wanting);
}

document.addEventListener("DOMContentLoaded", () => takeFocus(document));

// Signing out, the browser forgets all it keeps. Where visits lie encrypted on this telephone (`phone/vault.js`),
// which were perhaps not sent, they stay, and the rest goes from here.
document.addEventListener("submit", ({ target }) => {
  const mark = "chiso-visits-here";
  if (!target.matches("[data-sign-out]") || !localStorage.getItem(mark)) return;
  const keep = document.createElement("input");
  Object.assign(keep, { type: "hidden", name: "keep", value: "visits" });
  target.append(keep);
  localStorage.clear();
  sessionStorage.clear();
  localStorage.setItem(mark, "1");
});

// After a part was replaced, the focus goes to its heading, or to what asks for it.
document.addEventListener("htmx:afterSettle", (event) => {
  const changed = document.getElementById(event.detail.target.id) || event.detail.elt;
  if (takeFocus(changed)) return;
  const head = changed.querySelector("h1, h2, h3, caption, [role=status]");
  if (!head) return;
  head.setAttribute("tabindex", "-1");
  head.focus();
});

// A part that cannot be fetched is loaded as a whole page instead: the answer is then in sight.
document.addEventListener("htmx:responseError", (event) => {
  const path = event.detail.pathInfo && event.detail.pathInfo.finalRequestPath;
  if (event.detail.requestConfig.verb === "get" && path) window.location.assign(path);
});
