// The panel beside the Dash counts along while answers are chosen. Without it the next page tells the count.

const NAMES = ["yes", "no", "dont-know", "not-asked"];
const LOOKS = { yes: "yes", no: "no", "dont-know": "unknown", "not-asked": "none" };
const LOOK_NAMES = Object.fromEntries(Object.entries(LOOKS).map(([name, look]) => [`rw-boxes__${look}`, name]));
const panels = [...document.querySelectorAll("[data-so-far]")];

/** How each of the items stands in one panel, in their order. */
function states(panel) {
  return [...panel.children].map((box) => LOOK_NAMES[[...box.classList].find((name) => name in LOOK_NAMES)]);
}

function mark(panel, number, state) {
  const box = panel.children[number - 1];
  box.classList.remove(...Object.values(LOOKS).map((look) => `rw-boxes__${look}`));
  box.classList.add(`rw-boxes__${LOOKS[state]}`);
  box.textContent = state === "dont-know" ? "?" : number;
}

function kind(total, gaps, threshold) {
  if (total >= threshold) return "high";
  return total + gaps >= threshold ? "could" : "left";
}

/** Puts numbers in the place of those that a sentence has, in order. */
function recount(element, numbers) {
  const left = [...numbers];
  if (element) element.textContent = element.textContent.replace(/\d+/g, (old) => left.shift() ?? old);
}

function tell(panel) {
  const standing = states(panel);
  const counts = NAMES.map((name) => standing.filter((state) => state === name).length);
  const [total, , unknown, blank] = counts;
  const around = panel.parentElement;
  const gaps = unknown + blank;
  const said = kind(total, gaps, Number(panel.dataset.soFar)) + (gaps === 1 ? "-one" : "");
  const words = (attribute) => panel.getAttribute(attribute).replace("{total}", total).replace("{n}", gaps);

  around.querySelectorAll(".rw-tally dt").forEach((figure, n) => (figure.textContent = counts[n]));
  const sentence = around.querySelector(".rw-strong");
  sentence.textContent = words(`data-${said}-heading`);
  sentence.nextSibling.textContent = ` ${words(`data-${said}`)}`;
  const label = around.querySelector(".govuk-visually-hidden");
  label.textContent = [...around.querySelectorAll(".rw-tally dd")]
    .map((name, n) => [name.textContent, standing.flatMap((state, i) => (state === NAMES[n] ? [i + 1] : []))])
    .filter(([, numbers]) => numbers.length)
    .map(([name, numbers]) => `${name[0].toUpperCase()}${name.slice(1)}: ${numbers.join(", ")}`)
    .join(". ");
  recount(around.closest("details")?.querySelector("summary"), counts);
  recount(around.closest("section")?.querySelector(".rw-panel__end"), [standing.length - blank]);
}

document.addEventListener("change", ({ target }) => {
  const number = /^dash\.q(\d+)$/.exec(target.name ?? "")?.[1];
  if (!number || !target.checked) return;
  for (const panel of panels) {
    mark(panel, number, target.value);
    tell(panel);
  }
});
