"use strict";
// What is being written saves itself: two seconds after the last key, and every half minute. The
// line says so only after the server's answer; until then a copy stays in this browser, and it
// goes when the server says that the words are published. Without this file everything works.

for (const form of document.querySelectorAll("[data-composer]")) {
  const line = form.parentElement.querySelector("[data-saved]");
  const discard = form.querySelector("[data-discard]");
  const { text: field, title, token } = form.elements;
  const key = `forum-beitrag ${form.dataset.place}`;
  const FINAL = {
    403: "Nicht gespeichert: Laden Sie die Seite neu, dann steht Ihr Text wieder da.",
    404: "Nicht gespeichert: Das Thema gibt es nicht mehr.",
    409: "Nicht gespeichert: Das Thema ist inzwischen geschlossen.",
  };
  const COPY = " Eine Kopie liegt in diesem Browser.";
  let dirty = false;
  let ended = false;
  let timer = 0;
  let saving = null;

  function keepCopy() {
    try {
      const words = { text: field.value, title: title?.value ?? "", token: token.value };
      localStorage.setItem(key, JSON.stringify(words));
      return COPY;
    } catch {
      return "";
    }
  }

  async function send() {
    dirty = false;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: new FormData(form),
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect") return signedOut();
      if (FINAL[answer.status]) {
        ended = true;
        line.textContent = FINAL[answer.status] + keepCopy();
        return;
      }
      if (answer.status === 400) {
        dirty = true;
        line.textContent = (await answer.json()).said + keepCopy();
        return;
      }
      if (!answer.ok) throw new Error(answer.status);
      const { said } = await answer.json();
      line.textContent = said;
      if (discard) discard.hidden = !said;
      if (!dirty) localStorage.removeItem(key);
    } catch {
      dirty = true;
      line.textContent = "Nicht gespeichert – wir versuchen es erneut." + keepCopy();
      timer = setTimeout(save, 10000);
    }
  }

  function signedOut() {
    dirty = true;
    const link = document.createElement("a");
    link.href = form.dataset.signIn;
    link.textContent = "Wieder anmelden";
    line.textContent = `Sie sind abgemeldet.${keepCopy()} `;
    line.append(link);
    link.addEventListener("click", () => (dirty = false));
  }

  async function save() {
    if (!dirty || ended || saving) return;
    clearTimeout(timer);
    saving = send();
    await saving;
    saving = null;
  }

  function changed() {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, 2000);
  }

  form.addEventListener("input", changed);
  setInterval(save, 30000);
  addEventListener("beforeunload", (event) => {
    if (!dirty) return;
    keepCopy();
    event.preventDefault();
  });

  // A draft that is on its way must not arrive after the words it was drawn from.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (saving) {
      event.preventDefault();
      event.stopPropagation();
      const { submitter } = event;
      saving.then(() => setTimeout(() => form.requestSubmit(submitter)));
      return;
    }
    dirty = false;
    if (event.submitter === discard && discard) localStorage.removeItem(key);
    else keepCopy();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector(".btn.primary"));
    }
  });

  // What an earlier visit could not send. Words that go on from those here are put in at once.
  function copyAt(place) {
    try {
      return JSON.parse(localStorage.getItem(place));
    } catch {
      return null;
    }
  }

  function restore() {
    const kept = copyAt(key);
    if (!kept) return;
    if (kept.text === field.value && kept.title === (title?.value ?? "")) {
      localStorage.removeItem(key);
      return;
    }
    if (kept.text.startsWith(field.value.trim()) && (!title || !title.value)) return putIn(kept);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = "Nicht gesendeten Text zurückholen";
    button.addEventListener("click", () => {
      putIn(kept);
      button.remove();
    });
    form.prepend(button);
  }

  function putIn(kept) {
    field.value = kept.text;
    if (title && kept.title) title.value = kept.title;
    line.textContent = "Ihr nicht gesendeter Text ist wieder da.";
    changed();
  }

  // The copy of what was published just now goes, whatever place it was written at; and the mark
  // of it goes from the address, which people copy.
  if (form.dataset.published) {
    const clean = new URL(location);
    clean.searchParams.delete("gesendet");
    history.replaceState(history.state, "", clean);
  }
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith("forum-beitrag ")) continue;
    if (copyAt(name)?.token === form.dataset.published) localStorage.removeItem(name);
  }
  restore();

  // Markdown for those who do not know it.
  function insert(before, after, placeholder) {
    const { selectionStart: start, selectionEnd: end } = field;
    const chosen = field.value.slice(start, end) || placeholder;
    field.setRangeText(before + chosen + after, start, end, "end");
    field.setSelectionRange(start + before.length, start + before.length + chosen.length);
    field.focus();
    changed();
  }

  function prefix(mark) {
    const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
    const lines = field.value.slice(start, field.selectionEnd).split("\n");
    field.setRangeText(lines.map((it) => mark + it).join("\n"), start, field.selectionEnd, "end");
    field.focus();
    changed();
  }

  const MARKS = {
    bold: () => insert("**", "**", "fett"),
    list: () => prefix("- "),
    quote: () => prefix("> "),
    link: () => insert("[", "](https://)", "Text des Links"),
  };
  const toolbar = form.querySelector("[data-toolbar]");
  field.before(toolbar);
  toolbar.hidden = false;
  for (const button of toolbar.children) button.addEventListener("click", MARKS[button.dataset.mark]);

  // Quoting without a new page: the words that are selected in the post, else all of them.
  for (const link of document.querySelectorAll("[data-quote]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const post = link.closest(".post");
      const name = post.querySelector("h2").textContent;
      const kreis = post.querySelector("header span").textContent;
      const selection = getSelection();
      const some = post.contains(selection.anchorNode) ? selection.toString().trim() : "";
      const words = some || post.querySelector(".prose").innerText.trim();
      const quote = [`**${name}, ${kreis}:**`, "", ...words.split("\n")];
      const written = field.value.trimEnd();
      field.value = `${written}${written ? "\n\n" : ""}${quote.map((it) => `> ${it}`.trimEnd()).join("\n")}\n\n`;
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length);
      field.scrollIntoView({ block: "center" });
      changed();
    });
  }
}
