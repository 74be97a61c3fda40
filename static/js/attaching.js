// Files and pictures of what is being written: chosen, dropped or pasted, each sent at once with its
// progress. The server answers with the list of files, which stands in the form. Without this file
// the form itself has a field for them.

const WAITS = "Sie sind abgemeldet. Die Datei wird hochgeladen, sobald Sie wieder angemeldet sind.";
const FAILED = "wurde nicht hochgeladen: keine Verbindung.";

/* Let a form take files; returns a function that says what is still on its way: a promise or null. */
export function attach(form, { changed, signedOut }) {
  const list = form.querySelector("[data-attached]");
  const choice = form.querySelector("[data-file-choice]");
  const input = choice.querySelector("[type=file]");
  const status = document.querySelector("[data-status]");
  const endings = input.accept.split(",");
  const megabytes = Number(choice.dataset.megabytes);
  const news = document.createElement("div");
  news.setAttribute("role", "alert");
  list.before(news);
  let running = null;

  form.querySelector('[data-md-button="file"]').addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = "";
  });

  function add(files) {
    news.replaceChildren();
    const room = Number(choice.dataset.most) - list.querySelectorAll("[name=file], [name=remove]:not(:checked)").length;
    files.forEach((file, place) => {
      const wrong = place < room ? refusal(file) : `Es gehen höchstens ${choice.dataset.most} Dateien.`;
      if (wrong) complain(`„${file.name}“: ${wrong}`);
      else queue(() => send(file));
    });
  }

  function refusal({ name, size }) {
    const ending = name.slice(name.lastIndexOf(".")).toLowerCase();
    if (!endings.includes(ending)) return `Möglich sind ${endings.map((it) => it.slice(1).toUpperCase()).join(", ")}.`;
    if (!size) return "Die Datei ist leer (0 Byte).";
    if (size > megabytes * 1024 * 1024) return `Die Datei ist größer als ${megabytes} MB.`;
    return "";
  }

  function complain(words, again = null) {
    const line = document.createElement("p");
    line.className = "field-error";
    line.textContent = words;
    if (again) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link-button";
      button.textContent = "Noch einmal versuchen";
      button.addEventListener("click", () => {
        line.remove();
        queue(again);
      });
      line.append(" ", button);
    }
    news.append(line);
  }

  // One after the other: the server counts them.
  function queue(act) {
    const mine = (running ?? Promise.resolve()).then(act);
    running = mine;
    mine.then(() => {
      if (running === mine) running = null;
    });
  }

  // What the server has to know to draw the list again.
  function said() {
    const data = new FormData();
    for (const [name, value] of new FormData(form)) {
      if (/^(csrfmiddlewaretoken|file|remove|version|(alt|decorative)_\d+)$/.test(name)) data.append(name, value);
    }
    return data;
  }

  function send(file) {
    const data = said();
    data.append("files", file, file.name);
    data.append("end", "1");
    const bar = document.createElement("p");
    const meter = document.createElement("progress");
    meter.max = file.size;
    meter.value = 0;
    meter.setAttribute("aria-label", `${file.name} wird hochgeladen`);
    bar.className = "row small";
    bar.append(meter, `${file.name} wird hochgeladen`);
    list.before(bar);
    return post(data, (loaded) => (meter.value = loaded)).then((answer) => {
      bar.remove();
      if (answer === "signed-out") {
        complain(WAITS);
        signedOut();
        form.addEventListener("signed-in", () => add([file]), { once: true });
      } else if (answer === null) {
        complain(`„${file.name}“ ${FAILED}`, () => send(file));
      } else {
        show(answer);
        if (!list.querySelector(".field-error")) status.textContent = `${file.name} ist angehängt.`;
      }
    });
  }

  // fetch() knows no progress of what is sent.
  function post(data, progress) {
    return new Promise((tell) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.dataset.files);
      request.upload.addEventListener("progress", ({ loaded }) => progress(loaded));
      request.addEventListener("error", () => tell(null));
      request.addEventListener("load", () => {
        const path = new URL(request.responseURL).pathname;
        if (path !== form.dataset.files) tell("signed-out");
        else tell([200, 409].includes(request.status) ? request.responseText : null);
      });
      request.send(data);
    });
  }

  // The new list, with what was typed in the old one meanwhile.
  function show(html) {
    const fields = [...list.querySelectorAll("textarea, [type=checkbox]")];
    const focused = document.activeElement?.id;
    list.innerHTML = html;
    for (const { name, value, checked } of fields) {
      const same = [...list.querySelectorAll(`[name="${name}"]`)];
      const field = same.find((it) => it.type !== "checkbox" || it.value === value);
      if (!field) continue;
      if (field.type === "checkbox") field.checked = checked;
      else field.value = value;
    }
    if (focused && list.querySelector(`#${focused}`)) list.querySelector(`#${focused}`).focus();
    changed();
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[name=entfernen]");
    if (!button) return;
    event.preventDefault();
    const data = said();
    data.append("entfernen", button.value);
    queue(() =>
      post(data, () => {}).then((answer) => {
        if (answer === "signed-out") signedOut();
        else if (answer === null) complain("Nicht entfernt: keine Verbindung.");
        else {
          show(answer);
          status.textContent = "Die Datei ist entfernt.";
          form.querySelector("[data-md-button]").focus();
        }
      }),
    );
  });

  // Dropped anywhere on the form; pasted where somebody writes, unless words come with it.
  form.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    add([...event.dataTransfer.files]);
  });
  form.elements.text.addEventListener("paste", (event) => {
    const { files } = event.clipboardData;
    if (!files.length || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    add([...files].map((it) => (it.name === "image.png" ? new File([it], "Eingefügtes Bild.png", { type: it.type }) : it)));
  });

  return () => running;
}
