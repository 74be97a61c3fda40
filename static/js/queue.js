"use strict";
// The keyboard of the queues. Every page works without this file; one switch turns the letters off
// (WCAG 2.1.4), and they never act while something is being typed.

// The same switch as on the pages of the portal.
const KEPT = "forum-tasten";
const isOn = () => localStorage.getItem(KEPT) !== "aus";
const typing = (target) => target.closest("input:not([type=hidden]), textarea, select, [contenteditable]");

function showKeys() {
  for (const part of document.querySelectorAll("[data-keys]")) {
    part.hidden = part.matches("kbd") && !isOn();
  }
  const button = document.querySelector("[data-keys-switch]");
  if (button) button.textContent = isOn() ? "Tastenkürzel ausschalten" : "Tastenkürzel einschalten";
}

function moveTo(step) {
  const lines = [...document.querySelectorAll("[data-line]")];
  const at = lines.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : lines.length - 1) : at + step;
  lines[Math.max(0, Math.min(next, lines.length - 1))]?.focus();
}

// A step that asks for something opens and waits in its first field; any other waits at its button.
function reach(step) {
  if (step.matches("details")) step.open = true;
  const first = step.querySelector(":is(input:not([type=hidden]), select, textarea)");
  (first ?? step.querySelector("button[type=submit]")).focus();
}

function follow(selector) {
  const link = document.querySelector(selector);
  link?.click();
  return Boolean(link);
}

function act(key) {
  const step = [...document.querySelectorAll("[data-step]")].find((one) => one.dataset.step === key);
  if (step) return reach(step), true;
  if (key === "j") return follow("[data-next]") || (moveTo(1), true);
  if (key === "k") return moveTo(-1), true;
  if (key === "?") return follow("[data-shortcuts-page]");
  if (key === "u") return follow("[data-up]") || follow(".breadcrumbs a");
  return false;
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form?.closest("[data-step]")) {
    event.preventDefault();
    return form.requestSubmit();
  }
  if (!isOn() || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (act(event.key)) event.preventDefault();
});

document.querySelector("[data-keys-switch]")?.addEventListener("click", () => {
  localStorage.setItem(KEPT, isOn() ? "aus" : "an");
  showKeys();
});

for (const group of document.querySelectorAll("[data-into]")) {
  group.hidden = false;
  const field = group.closest("form").elements[group.dataset.into];
  group.addEventListener("click", (event) => {
    const { text } = event.target.dataset;
    if (text === undefined) return;
    field.value = text;
    field.focus();
  });
}

// A decision is sent once.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.querySelector("[data-focus]")?.focus();
showKeys();
