// A signature drawn with a finger, a pen or the mouse. It is kept as lines of whole numbers; nothing of it stays here.

const WIDTH = 600;
const HEIGHT = 200;
const MOST = 6000;

class Drawn {
  constructor(element) {
    this.field = element.querySelector("svg");
    this.path = element.querySelector("path");
    this.input = element.querySelector("input");
    this.lines = this.read();
    this.field.addEventListener("pointerdown", (event) => this.begin(event));
    this.field.addEventListener("pointermove", (event) => this.go(event));
    for (const name of ["pointerup", "pointercancel"]) this.field.addEventListener(name, () => this.end());
    element.querySelector("button").addEventListener("click", () => this.clear());
    element.hidden = false;
  }

  read() {
    try {
      return JSON.parse(this.input.value) || [];
    } catch {
      return [];
    }
  }

  at(event) {
    const box = this.field.getBoundingClientRect();
    const x = Math.round(((event.clientX - box.left) / box.width) * WIDTH);
    const y = Math.round(((event.clientY - box.top) / box.height) * HEIGHT);
    return [Math.min(Math.max(x, 0), WIDTH), Math.min(Math.max(y, 0), HEIGHT)];
  }

  begin(event) {
    event.preventDefault();
    this.field.setPointerCapture(event.pointerId);
    this.drawing = true;
    this.lines.push([this.at(event)]);
    this.show();
  }

  go(event) {
    if (!this.drawing || this.lines.flat().length >= MOST) return;
    this.lines.at(-1).push(this.at(event));
    this.show();
  }

  end() {
    if (!this.drawing) return;
    this.drawing = false;
    this.keep();
  }

  clear() {
    this.lines = [];
    this.show();
    this.keep();
  }

  show() {
    this.path.setAttribute("d", this.lines.map((line) => `M${line.map((point) => point.join(" ")).join(" L")}`).join(" "));
  }

  keep() {
    this.input.value = this.lines.length ? JSON.stringify(this.lines) : "";
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

export function watchDrawn() {
  for (const element of document.querySelectorAll("[data-draw]")) new Drawn(element);
}
