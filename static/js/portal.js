"use strict";
// Small comforts. Every page works without this file.

// After a failed form the summary speaks first.
document.querySelector("[data-focus]")?.focus();

// Keys of one sign work outside of fields, for whoever did not switch them off (WCAG 2.1.4).
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
  const elsewhere = event.target.closest("input, textarea, select, [contenteditable], dialog[open]");
  if (elsewhere || event.ctrlKey || event.metaKey || event.altKey || keysAreOff()) return;
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector("[data-search]")?.focus();
  }
  if (event.key === "?") showShortcuts();
});

function keysAreOff() {
  try {
    return localStorage.getItem("forum-tasten") === "aus";
  } catch {
    return false;
  }
}

function bindSwitch(within) {
  const field = within.querySelector("[data-keys-switch]");
  if (!field) return;
  field.hidden = false;
  const box = field.querySelector("input");
  box.checked = !keysAreOff();
  box.addEventListener("change", () => localStorage.setItem("forum-tasten", box.checked ? "an" : "aus"));
}
bindSwitch(document);

// "?" shows what the page of the shortcuts says. Where that cannot be had, it leads there.
let sheet;
async function showShortcuts() {
  const page = document.querySelector("[data-shortcuts-page]");
  if (!page) return;
  sheet ??= readShortcuts(page.href);
  const found = await sheet;
  if (!found) location.assign(page.href);
  else if (!found.open) found.showModal();
}

async function readShortcuts(address) {
  const answer = await fetch(address).catch(() => null);
  const read = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const said = read && read.querySelector("[data-shortcuts]");
  if (!said) return null;
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "tastenkuerzel");
  dialog.setAttribute("closedby", "any");
  dialog.innerHTML =
    '<header class="row between"><h2 id="tastenkuerzel">Tastenkürzel</h2>' +
    '<button class="btn" type="button">Schließen</button></header>';
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  dialog.append(said);
  document.body.append(dialog);
  bindSwitch(dialog);
  return dialog;
}

// The account menu closes when attention goes elsewhere.
function closeMenus(kept) {
  for (const menu of document.querySelectorAll(".account[open]")) {
    if (menu.contains(kept)) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target));

// A form is sent once. It can be sent again when the page returns from the browser's memory, or
// after ten seconds: an export leaves the page standing.
function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(release, 10000, form);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

// <button data-copy="text or empty for this address" data-copied="Link kopiert" hidden>
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy || location.href.split("#")[0]);
    document.querySelector("[data-status]").textContent = button.dataset.copied;
    button.querySelector("[data-label]").textContent = button.dataset.copied;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
