"use strict";
// What the audit asks of a page from inside. Put into it by audit.py, past its CSP.

window.audit = (() => {
  const name = (element) =>
    element.tagName.toLowerCase() +
    (element.id ? "#" + element.id : [...element.classList].map((one) => "." + one).join("")) +
    (element.getAttribute("name") ? `[name=${element.getAttribute("name")}]` : "") +
    (element.getAttribute("href") ? `[href="${element.getAttribute("href")}"]` : "");

  const all = (selector) => [...document.querySelectorAll(selector)];

  // Where a focus ring may be drawn: on the element, inside it, or on what stands for it.
  const ringBearers = (element) => [
    element,
    ...(element.labels || []),
    element.nextElementSibling,
    element.closest("label, li, form, details, .card"),
    ...[...element.children].slice(0, 3),
  ].filter(Boolean);

  const ring = (element) => ringBearers(element).flatMap((bearer) =>
    [null, "::before", "::after"].map((part) => {
      const style = getComputedStyle(bearer, part);
      const outline = style.outlineStyle === "none" ? "" : `${style.outlineWidth} ${style.outlineColor}`;
      const drawn = bearer instanceof SVGElement ? `${style.stroke} ${style.strokeWidth}` : "";
      return [outline, style.boxShadow, drawn].join();
    })
  ).join(";");

  // Whether some of the element, or of the label that stands for it, can be seen where it is
  // (WCAG 2.4.11). Shapes of a map do not fill their box, hence the grid.
  const GRID = [0.5, 0.25, 0.75, 0.1, 0.9];
  const uncovered = (element) => [element, ...(element.labels || [])].some((one) =>
    [...one.getClientRects()].some((box) => GRID.some((x) => GRID.some((y) =>
      one.contains(document.elementFromPoint(box.x + box.width * x, box.y + box.height * y))))));

  const scrolls = (element) => {
    for (let outer = element.parentElement; outer; outer = outer.parentElement)
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(outer).overflowX)) return true;
    return false;
  };

  let previous = null;
  const seen = new Set();

  return {
    begin() {
      document.activeElement?.blur();
      getSelection().removeAllRanges();
      previous = null;
      seen.clear();
    },

    // After a press of Tab: what is wrong with the stop left and the one reached; null at the end.
    stop() {
      const problems = [];
      const element = document.activeElement;
      if (previous && previous.element !== element && ring(previous.element) === previous.ring)
        problems.push(`focus is not visible on ${name(previous.element)}`);
      const left = previous;
      previous = null;
      if (!element || element === document.body) return { problems, end: true };
      // The parts of a date are stops of one element.
      if (element === left?.element && /^(date|time|month|week)/.test(element.type)) {
        previous = left;
        return { problems, end: false };
      }
      // After the last stop comes the first.
      if (seen.size > 1 && element === [...seen][0]) return { problems, end: true };
      if (seen.has(element)) {
        problems.push(`the keyboard is trapped at ${name(element)}`);
        return { problems, end: true };
      }
      seen.add(element);
      if (!uncovered(element)) problems.push(`the focused ${name(element)} is covered`);
      previous = { element, ring: ring(element) };
      return { problems, end: false };
    },

    headings: () => all("h1, h2, h3, h4, h5, h6")
      .filter((heading) => heading.checkVisibility())
      .map((heading) => ({ level: Number(heading.tagName[1]), text: heading.textContent.trim() })),

    doubleIds: () => {
      const ids = all("[id]").map((element) => element.id);
      return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
    },

    // Elements that make the page wider than the window.
    overflowing: () => {
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= width) return [];
      const wide = all("body *").filter((element) =>
        element.getBoundingClientRect().right > width + 0.5 && !scrolls(element));
      const innermost = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)));
      return innermost.length ? innermost.slice(0, 4).map(name) : ["(nothing to be named)"];
    },

    // WCAG 1.4.12
    spaceText: () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}" +
        "p{margin-bottom:2em!important}"
      );
      document.adoptedStyleSheets.push(sheet);
    },

    openAll: () => all("details").forEach((details) => { details.open = true; }),

    settled: () => Promise.all(document.getAnimations().map((animation) => animation.finished)).then(() => null),

    broken: async (options) => {
      const { violations } = await axe.run(document, options);
      return violations
        .filter(({ impact }) => impact === "critical" || impact === "serious")
        .flatMap(({ id, impact, nodes }) => nodes.slice(0, 3).map((node) =>
          `axe ${id} (${impact}) at ${node.target.join(" ")}: ` +
          [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ")));
    },
  };
})();
