"use strict";
// The editor saves by itself: two seconds after the last key, and every half minute. It says so
// only after the server's answer; until then a copy stays in this browser.

for (const form of document.querySelectorAll("[data-autosave]")) {
  const line = form.querySelector("[data-saved]");
  const copy = `forum-entwurf ${location.pathname}`;
  let dirty = false;
  let busy = false;
  let timer = 0;

  const values = () => {
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    return [...data].filter(([name]) => name !== "version");
  };

  async function save() {
    if (!dirty || busy) return;
    busy = true;
    dirty = false;
    line.textContent = "Wird gespeichert …";
    try {
      const answer = await fetch(form.action || location.href, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "1" },
        redirect: "error",
      });
      if (answer.status === 409) {
        line.textContent = "Inzwischen hat jemand anderes gespeichert. Wählen Sie „Speichern“, dann sehen Sie beide Fassungen.";
        busy = false;
        return;
      }
      if (!answer.ok) throw new Error(answer.status);
      const { saved_at: time, version, wrong } = await answer.json();
      form.elements.version.value = version;
      line.textContent = wrong.length
        ? `Entwurf gespeichert, ${time} Uhr. Noch nicht gespeichert: ${wrong.join(", ")}.`
        : `Entwurf gespeichert, ${time} Uhr`;
      if (!wrong.length) localStorage.removeItem(copy);
    } catch {
      dirty = true;
      localStorage.setItem(copy, JSON.stringify(values()));
      line.textContent = "Nicht gespeichert – wir versuchen es erneut. Eine Kopie liegt in diesem Browser.";
    }
    busy = false;
    if (dirty) timer = setTimeout(save, 10000);
  }

  form.addEventListener("input", (event) => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, 2000);
    count(event.target);
  });
  setInterval(save, 30000);
  form.addEventListener("submit", () => {
    dirty = false;
    localStorage.removeItem(copy);
  });
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });

  // What an earlier visit could not save.
  const kept = localStorage.getItem(copy);
  if (kept) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = "Nicht gespeicherten Text zurückholen";
    button.addEventListener("click", () => {
      for (const [name, value] of JSON.parse(kept)) {
        const field = form.elements[name];
        if (field && "value" in field && field.type !== "checkbox") field.value = value;
      }
      button.remove();
      dirty = true;
      save();
    });
    line.before(button);
  }

  // Word targets.
  function count(field) {
    if (!field.dataset?.words) return;
    const [least, most] = field.dataset.words.split(" ").map(Number);
    const words = field.value.trim().split(/\s+/).filter(Boolean).length;
    let note = field.nextElementSibling;
    if (!note?.matches("[data-count]")) {
      note = document.createElement("p");
      note.dataset.count = "";
      note.className = "small soft";
      field.after(note);
    }
    const rest = words < least ? `, üblich sind mindestens ${least}` : words > most ? `, üblich sind höchstens ${most}` : "";
    note.textContent = `${words} Wörter${rest}`;
  }
  form.querySelectorAll("[data-words]").forEach(count);
}
