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
      const words = { text: field.value, title: title?.value ?? "", token: token?.value ?? "" };
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
        const { said } = await answer.json().catch(() => ({}));
        line.textContent = (said || FINAL[answer.status]) + keepCopy();
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

  // Signing in happens beside, in a window of its own; back here, everything goes on as it stands.
  let out = false;
  function signedOut() {
    dirty = true;
    out = true;
    const link = document.createElement("a");
    link.href = form.dataset.signIn;
    link.target = "_blank";
    link.textContent = "Wieder anmelden (neues Fenster)";
    line.textContent = `Sie sind abgemeldet.${keepCopy()} `;
    line.append(link);
  }

  async function signedIn() {
    if (!out || document.hidden) return;
    const answer = await fetch(location.href, { redirect: "manual" }).catch(() => null);
    if (!out || !answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const same = page.querySelector("[data-composer]");
    out = false;
    if (same?.dataset.place !== form.dataset.place) {
      ended = true;
      line.textContent = `Nicht gespeichert: ${same ? "Angemeldet ist jetzt jemand anderes." : "Hier lässt sich nichts mehr schreiben."}${keepCopy()}`;
      return;
    }
    // The new session has a key of its own.
    const { value } = same.elements.csrfmiddlewaretoken;
    for (const one of document.querySelectorAll("[name=csrfmiddlewaretoken]")) one.value = value;
    line.textContent = "Sie sind wieder angemeldet.";
    form.dispatchEvent(new Event("signed-in"));
    save();
  }
  addEventListener("focus", signedIn);
  document.addEventListener("visibilitychange", signedIn);

  async function save() {
    if (!dirty || ended || saving || out) return;
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
  setInterval(() => (out ? signedIn() : save()), 30000);
  addEventListener("beforeunload", (event) => {
    if (!dirty) return;
    keepCopy();
    event.preventDefault();
  });

  // A draft that is on its way must not arrive after the words it was drawn from, a file not after
  // the words it belongs to.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    const waiting = saving ?? sending();
    if (waiting) {
      event.preventDefault();
      event.stopPropagation();
      const { submitter } = event;
      waiting.then(() => setTimeout(() => form.requestSubmit(submitter)));
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

  // What helps with writing comes when somebody is about to: who only reads loads none of it.
  let sending = () => null;
  let helpers = null;
  let ready = false;
  function callHelpers() {
    const { toolbar, attaching, mentions, pasting } = form.dataset;
    helpers ??= Promise.all([
      import(toolbar),
      import(attaching).then(({ attach }) => (sending = attach(form, { changed, signedOut }))),
      import(mentions).then(({ offerNames }) => offerNames(field, { address, typeIn })),
      import(pasting).then(({ cleanPaste }) => cleanPaste(field, { typeIn })),
    ]).then(() => (ready = true));
    return helpers;
  }
  // Of a new question the room is chosen in the form.
  const address = () => form.dataset.names.replace("/-/", `/${form.elements.room?.value}/`);
  // As if it were typed, so that it can be undone.
  function typeIn(area, words) {
    area.focus();
    if (!document.execCommand("insertText", false, words)) {
      area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  for (const sign of ["focusin", "pointerenter", "dragenter"]) form.addEventListener(sign, callHelpers);
  // Pressed before they came, a tool waits for them.
  form.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-md-button]");
    if (tool && !ready) callHelpers().then(() => tool.click());
  });

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
