// What comes from Word, a mail or a page with its looks is pasted as plain Markdown: bold, lists,
// links, headings, tables. Strg+Umschalt+V pastes the bare words.

const MARKUP = "b, strong, i, em, a[href], li, h1, h2, h3, h4, h5, h6, td, blockquote, [style*='mso-list:']";
const DROPPED = new Set(["STYLE", "SCRIPT", "META", "LINK", "TITLE", "TEMPLATE", "OBJECT", "XML"]);
const BLOCKS = new Set([
  ...["ADDRESS", "ARTICLE", "ASIDE", "BLOCKQUOTE", "BODY", "CENTER", "DD", "DIV", "DL", "DT", "FIGURE", "FOOTER"],
  ...["FORM", "H1", "H2", "H3", "H4", "H5", "H6", "HEADER", "HR", "LI", "MAIN", "NAV", "OL", "P", "PRE", "SECTION"],
  ...["TABLE", "UL"],
]);
const LINK = /^(https?:|mailto:)/i;

/* Let a field take what is pasted as Markdown. */
export function cleanPaste(field, { typeIn }) {
  field.addEventListener("paste", (event) => {
    const text = toMarkdown(event.clipboardData.getData("text/html"));
    if (!text) return;
    event.preventDefault();
    typeIn(field, text);
  });
}

/* Return the Markdown of a page's HTML; nothing where bare words say the same. */
export function toMarkdown(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  if (!body.querySelector(MARKUP)) return "";
  return joined(blocksOf(body)).trim();
}

// ---- Lines -----------------------------------------------------------------------------------

const style = (node) => (node.getAttribute("style") ?? "").replace(/\s/g, "").toLowerCase();
const isGlyph = (node) => style(node).includes("mso-list:ignore");

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\u00ad/g, "").replace(/\s+/g, " ");
  if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName) || isGlyph(node)) return "";
  if (node.tagName === "BR") return "\n";
  const words = [...node.childNodes].map(inline).join("");
  // „<b style="font-weight: normal">“ is how some programs wrap everything.
  const bold = ["B", "STRONG"].includes(node.tagName) && !style(node).includes("font-weight:normal");
  if (bold) return wrapped(words, "**");
  if (["I", "EM"].includes(node.tagName)) return wrapped(words, "*");
  if (node.tagName === "A") return linked(words, node.getAttribute("href") ?? "");
  return words;
}

function wrapped(words, mark) {
  const inner = words.trim();
  if (!inner || inner.includes("\n")) return words;
  return words.replace(inner, () => mark + inner + mark);
}

function linked(words, href) {
  const inner = words.trim();
  if (!inner || !LINK.test(href) || /[\s()<>]/.test(href)) return words;
  return inner === href ? href : words.replace(inner, () => `[${inner.replace(/\n/g, " ")}](${href})`);
}

const line = (node) => tidy([...node.childNodes].map(inline).join(""));
const tidy = (words) => words.replace(/ *\n */g, "\n").replace(/ {2,}/g, " ").trim();

// ---- Blocks: words, and whether they are an entry of a list ---------------------------------------

function blocksOf(node) {
  const found = [];
  let loose = "";
  const settle = () => {
    if (tidy(loose)) found.push({ words: tidy(loose) });
    loose = "";
  };
  for (const child of node.childNodes) {
    if (child.nodeType === Node.ELEMENT_NODE && (BLOCKS.has(child.tagName) || holdsBlocks(child))) {
      settle();
      found.push(...block(child));
    } else {
      loose += inline(child);
    }
  }
  settle();
  return found;
}

const holdsBlocks = (node) => !DROPPED.has(node.tagName) && [...node.children].some((it) => BLOCKS.has(it.tagName));

function block(node) {
  const name = node.tagName;
  if (style(node).includes("mso-list:") && !isGlyph(node)) return fromWord(node);
  if (name === "UL" || name === "OL") return entries(node, 0);
  if (/^H[1-6]$/.test(name)) return line(node) ? [{ words: `${name <= "H2" ? "##" : "###"} ${line(node).replace(/\n/g, " ")}` }] : [];
  if (name === "TABLE") return table(node);
  if (name === "HR") return [{ words: "---" }];
  if (name === "BLOCKQUOTE") return [{ words: joined(blocksOf(node)).replace(/^/gm, "> ").replace(/ +$/gm, "") }];
  return blocksOf(node);
}

function entries(list, depth) {
  const found = [];
  let number = 0;
  for (const item of list.children) {
    // Some programs put a list into a list instead of into its entry.
    if (["UL", "OL"].includes(item.tagName)) found.push(...entries(item, depth + 1));
    if (item.tagName !== "LI") continue;
    number += 1;
    const own = item.cloneNode(true);
    for (const inner of own.querySelectorAll("ul, ol")) inner.remove();
    const words = tidy([...own.childNodes].map(inline).join("")).replace(/\n+/g, " ");
    const mark = list.tagName === "OL" ? `${number}.` : "-";
    if (words) found.push({ words: `${"   ".repeat(depth)}${mark} ${words}`, entry: true });
    for (const inner of item.children) {
      if (["UL", "OL"].includes(inner.tagName)) found.push(...entries(inner, depth + 1));
    }
  }
  return found;
}

// Word writes entries as paragraphs with a glyph before them.
function fromWord(paragraph) {
  const level = Number(/level(\d)/.exec(style(paragraph))?.[1] ?? 1);
  const glyph = [...paragraph.querySelectorAll("span")].find(isGlyph)?.textContent ?? "";
  const number = /^\s*(\d+)[.)]/.exec(glyph)?.[1];
  const words = line(paragraph).replace(/\n/g, " ");
  return words ? [{ words: `${"   ".repeat(level - 1)}${number ? `${number}.` : "-"} ${words}`, entry: true }] : [];
}

function table(node) {
  const rows = [...node.rows].map((row) => [...row.cells].map((cell) => line(cell).replace(/\n/g, " ").replace(/\|/g, "\\|")));
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width < 2) return [...node.rows].flatMap((row) => [...row.cells].flatMap(blocksOf));
  const full = rows.map((row) => `| ${[...row, ...Array(width - row.length).fill("")].join(" | ")} |`);
  return [{ words: [full[0], `|${" --- |".repeat(width)}`, ...full.slice(1)].join("\n") }];
}

function joined(blocks) {
  return blocks.reduce((text, { words, entry }, at) => {
    if (!at) return words;
    return `${text}${entry && blocks[at - 1].entry ? "\n" : "\n\n"}${words}`;
  }, "");
}
