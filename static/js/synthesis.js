"use strict";
// Tying sources with one key: where an answer has the focus, B presses its button, J and K go to
// the next and the one before, unless portal.js says that such keys are not wanted. Nothing happens
// here that the buttons do not do without this file.

const answers = document.querySelector("[data-answers]");

if (answers) {
  for (const help of document.querySelectorAll("[data-keys]")) help.hidden = false;

  answers.addEventListener("keydown", (event) => {
    const answer = event.target.closest("[data-answer]");
    const typing = event.target.closest("input, textarea, select");
    if (!answer || typing || keysAreOff() || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "b") answer.querySelector("[data-tie]")?.click();
    else if (key === "j") step(answer, 1);
    else if (key === "k") step(answer, -1);
    else return;
    event.preventDefault();
  });

  // The answer that was just tied has the focus again.
  const target = document.getElementById(location.hash.slice(1));
  if (target?.matches("[data-answer]")) target.focus();
}

function step(answer, by) {
  const all = [...answers.querySelectorAll("[data-answer]")];
  const next = all[all.indexOf(answer) + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}
