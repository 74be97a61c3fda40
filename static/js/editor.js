"use strict";
// The editor saves by itself: two seconds after the last key, and every half minute. It says so
// only after the server's answer; until then a copy stays in this browser.

const PREFIX = "forum-entwurf ";
const OWN = `${PREFIX}${document.currentScript.dataset.person} `;
// Fields that say what a form started from, and are no words of the person.
const BASE = new Set(["csrfmiddlewaretoken", "version", "seen"]);
const AGAIN = "Nicht gespeichert – wir versuchen es erneut. Eine Kopie liegt in diesem Browser.";
const CONFLICT = "Inzwischen hat jemand anderes gespeichert. Wählen Sie „Speichern“, dann sehen Sie beide Fassungen. Eine Kopie Ihres Textes liegt in diesem Browser.";
const CLOSED = "Das lässt sich nicht mehr speichern, weil sich der Bearbeitungsstand geändert hat. Wählen Sie „Speichern“, dann können Sie Ihren Text kopieren. Eine Kopie liegt auch in diesem Browser.";

// A copy is a person's own: on a shared computer the next one finds none.
for (const key of Object.keys(localStorage)) {
  if (key.startsWith(PREFIX) && !key.startsWith(OWN)) localStorage.removeItem(key);
}

// What „Speichern“ sent has arrived when the next page of the editor comes from that section.
const came = document.referrer && new URL(document.referrer).pathname;
if (came && came !== location.pathname) {
  const sent = readCopy(OWN + came);
  if (sent?.sent) localStorage.removeItem(OWN + came);
}

function readCopy(key) {
  try {
    const copy = JSON.parse(localStorage.getItem(key));
    return Array.isArray(copy?.values) ? copy : null;
  } catch {
    return null;
  }
}

for (const form of document.querySelectorAll("[data-autosave]")) {
  const line = form.querySelector("[data-saved]");
  const key = OWN + location.pathname;
  line.classList.add("saved");
  if (line.dataset.running) line.textContent = line.dataset.running;
  // After an error on the page, what stands there is not saved yet.
  let dirty = form.querySelector(".has-error") !== null;
  let busy = false;
  let over = false;
  let timer = 0;

  const values = () =>
    [...new FormData(form)].filter(
      ([name, value]) => !BASE.has(name) && typeof value === "string",
    );
  // Empty rows of a table come and go with the page.
  const plain = (pairs) =>
    JSON.stringify(pairs.map(([name, value]) => [name, value.replace(/\r\n?/g, "\n").trim()]).filter(([, value]) => value));

  function keep(sent = false) {
    try {
      const { version, seen } = form.elements;
      const copy = { version: version.value, seen: seen?.value, values: values(), sent };
      localStorage.setItem(key, JSON.stringify(copy));
    } catch {
      // Storage that is full or switched off.
    }
  }

  async function save() {
    if (!dirty || busy || over) return;
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
      if ([403, 404, 409].includes(answer.status)) {
        // Trying again would not help; what is typed stays here and in the copy.
        const { conflict } = await answer.json().catch(() => ({}));
        over = true;
        line.textContent = conflict ? CONFLICT : CLOSED;
      } else {
        if (!answer.ok) throw new Error(answer.status);
        const { saved_at: time, wrong, ...base } = await answer.json();
        startFrom(base);
        line.textContent = wrong.length
          ? `Entwurf gespeichert, ${time} Uhr. Noch nicht gespeichert: ${wrong.join(", ")}.`
          : `Entwurf gespeichert, ${time} Uhr`;
        if (wrong.length || dirty) keep();
        else localStorage.removeItem(key);
      }
    } catch {
      dirty = true;
      line.textContent = AGAIN;
    }
    busy = false;
    if (over) dirty = true;
    if (dirty) keep();
    if (dirty && !over) timer = setTimeout(save, 10000);
  }

  function startFrom({ version, seen }) {
    form.elements.version.value = version;
    if (form.elements.seen) form.elements.seen.value = seen ?? "";
  }

  form.addEventListener("input", (event) => {
    dirty = true;
    if (over) keep();
    clearTimeout(timer);
    timer = setTimeout(save, 2000);
    count(event.target);
  });
  setInterval(save, 30000);
  form.addEventListener("submit", () => {
    dirty = false;
    clearTimeout(timer);
    keep(true);
  });
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  // Back again without the next page: what was sent may not have arrived.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    dirty = true;
    keep();
  });

  // What an earlier visit could not save.
  const kept = readCopy(key);
  if (kept && plain(kept.values) === plain(values())) {
    if (!dirty) localStorage.removeItem(key);
  } else if (kept) {
    localStorage.setItem(key, JSON.stringify({ ...kept, sent: false }));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = "Nicht gespeicherten Text zurückholen";
    button.addEventListener("click", () => {
      restore(kept.values);
      // Saved on what it was written on: a newer version of others meets a conflict.
      startFrom(kept);
      button.remove();
      dirty = true;
      save();
    });
    line.before(button);
  }

  function restore(pairs) {
    const texts = new Map();
    for (const [name, value] of pairs) texts.set(name, [...(texts.get(name) ?? []), value]);
    for (const rows of form.querySelectorAll("[data-rows]")) {
      while (texts.has(following(rows.lastElementChild.querySelector("input").name)) && grow(rows));
    }
    for (const field of form.elements) {
      const stored = texts.get(field.name);
      if (["checkbox", "radio"].includes(field.type)) {
        field.checked = stored?.includes(field.value) ?? false;
      } else if (field.type === "select-multiple") {
        for (const option of field.options) option.selected = stored?.includes(option.value) ?? false;
      } else if (stored && "value" in field) {
        [field.value] = stored;
      }
    }
    form.querySelectorAll("[data-words], [data-most]").forEach(count);
  }

  // Whoever writes into the last row of a table gets another one.
  form.addEventListener("input", ({ target }) => {
    const row = target.closest("[data-rows] > :last-child");
    if (row && target.value) grow(row.parentElement);
  });

  function following(name) {
    return name.replace(/_(\d+)_(\d+)$/, (_, row, column) => `_${Number(row) + 1}_${column}`);
  }

  function grow(rows) {
    const count = rows.childElementCount;
    if (count >= Number(rows.dataset.rows)) return false;
    const row = rows.lastElementChild.cloneNode(true);
    for (const field of row.querySelectorAll("input")) {
      field.name = following(field.name);
      field.id = `id_${field.name}`;
      field.value = "";
      field.setAttribute("value", "");
      field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/\d+$/, count + 1));
    }
    rows.append(row);
    return true;
  }

  // Word targets, and how much is too much to be saved.
  function count(field) {
    const { words: target, most: limit } = field.dataset ?? {};
    const excess = limit ? field.value.length - limit : 0;
    if (!target && excess <= 0 && !field.nextElementSibling?.matches("[data-count]")) return;
    const [least, most] = (target ?? "0 0").split(" ").map(Number);
    const words = field.value.trim().split(/\s+/).filter(Boolean).length;
    let note = field.nextElementSibling;
    if (!note?.matches("[data-count]")) {
      note = document.createElement("p");
      note.dataset.count = "";
      field.after(note);
    }
    note.className = excess > 0 ? "small danger" : "small soft";
    const said = words === 1 ? "1 Wort" : words ? `${words} Wörter` : "Noch nichts geschrieben";
    const usual = words < least ? `, üblich sind mindestens ${least}` : words > most && most ? `, üblich sind höchstens ${most}` : "";
    note.textContent =
      excess > 0
        ? `${excess.toLocaleString("de")} Zeichen zu viel: Gespeichert werden höchstens ${Number(limit).toLocaleString("de")}.`
        : said + usual;
  }
  form.querySelectorAll("[data-words], [data-most]").forEach(count);
}
