// „@“ offers those who read the room: below the field, by arrow keys or pointer. Typed out in full,
// a name calls without this file.

const MENTION = /(?:^|[^\p{L}\p{N}.@])@([\p{L}\p{N}][\p{L}\p{N} .'’()-]{0,60})$/u;
const PAUSE = 150;

/* Let a field offer names; `address` says where to ask, for the room that is chosen now. */
export function offerNames(field, { address, typeIn }) {
  const status = document.querySelector("[data-status]");
  const list = document.createElement("ul");
  list.id = `${field.id}_names`;
  list.className = "names";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Wer hier mitliest");
  field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  let timer = 0;
  let asked = "";
  let chosen = -1;
  // What nobody is called does not become a name by more letters.
  let vain = null;

  function typed() {
    if (field.selectionStart !== field.selectionEnd) return "";
    return MENTION.exec(field.value.slice(0, field.selectionStart))?.[1] ?? "";
  }

  function close() {
    clearTimeout(timer);
    asked = "";
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute("aria-activedescendant");
    field.removeAttribute("aria-controls");
  }

  async function ask() {
    const words = typed();
    if (!words || (vain !== null && words.startsWith(vain))) return close();
    asked = words;
    try {
      const answer = await fetch(`${address()}?${new URLSearchParams({ q: words })}`, { redirect: "error" });
      if (!answer.ok) return close();
      const { found } = await answer.json();
      // Meanwhile something else may stand there.
      if (asked !== words || typed() !== words) return;
      if (!found.length) vain = words;
      const whole = found.length === 1 && found[0].name.toLowerCase() === words.trim().toLowerCase();
      if (found.length && !whole) show(found);
      else close();
    } catch {
      close();
    }
  }

  function show(found) {
    list.replaceChildren(...found.map(option));
    list.hidden = false;
    field.setAttribute("aria-controls", list.id);
    choose(0);
    status.textContent = `${found.length} ${found.length === 1 ? "Vorschlag" : "Vorschläge"}`;
  }

  function option({ name, detail }, place) {
    const item = document.createElement("li");
    item.id = `${list.id}_${place}`;
    item.setAttribute("role", "option");
    item.dataset.name = name;
    const more = document.createElement("span");
    more.className = "small soft";
    more.textContent = detail;
    item.append(name, " ", more);
    // The field keeps the focus.
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(item);
    });
    return item;
  }

  function choose(place) {
    const items = [...list.children];
    chosen = (place + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", at === chosen));
    field.setAttribute("aria-activedescendant", items[chosen].id);
    items[chosen].scrollIntoView({ block: "nearest" });
  }

  function take(item) {
    const at = field.selectionStart - typed().length;
    field.setSelectionRange(at, field.selectionStart);
    close();
    typeIn(field, `${item.dataset.name} `);
    close();
  }

  field.addEventListener("input", () => {
    const words = typed();
    if (vain !== null && !words.startsWith(vain)) vain = null;
    clearTimeout(timer);
    if (words) timer = setTimeout(ask, PAUSE);
    else close();
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.ctrlKey || event.metaKey || event.isComposing) return;
    const act = {
      ArrowDown: () => choose(chosen + 1),
      ArrowUp: () => choose(chosen - 1),
      Enter: () => take(list.children[chosen]),
      Tab: () => take(list.children[chosen]),
      Escape: close,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  field.addEventListener("blur", close);
}
