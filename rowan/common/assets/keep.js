// Keeps what is typed on the server: after a pause, on leaving a field, on choosing an answer (PL-110).
// Nothing is kept in the browser. "Saved" is said only when the server has said so.

import { announce, ask, clock, post, say } from "./page.js";

const PAUSE = 2000;
const RETRIES = [3000, 5000, 10000, 20000];

const kept = [];

class KeptForm {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-kept]") ?? document.querySelector("[data-kept]") ?? this.addLine();
    this.since = this.line.dataset.keptAt || "";
    this.dirty = false;
    this.failures = 0;
    this.told = false;
    form.addEventListener("input", () => this.touched(PAUSE));
    form.addEventListener("change", () => this.touched(0));
    form.addEventListener("focusout", () => this.dirty && this.save());
    form.addEventListener("submit", () => this.stop({ sent: true }));
  }

  addLine() {
    const line = document.createElement("p");
    line.className = "rw-kept";
    line.hidden = true;
    line.append(document.createElement("span"));
    line.firstChild.dataset.keptWords = "";
    this.form.append(line);
    return line;
  }

  touched(wait) {
    this.dirty = true;
    this.change = (this.change ?? 0) + 1;
    this.later(wait);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  /** The form's fields as they stand. Files wait for the button. */
  fields() {
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    data.set("_autosave", "1");
    return data;
  }

  get address() {
    return this.form.getAttribute("action") || location.pathname + location.search;
  }

  async save() {
    clearTimeout(this.timer);
    if (this.busy || !this.dirty || this.gone) return;
    this.busy = true;
    const change = this.change;
    let outcome = "unsaved";
    try {
      if (this.failures) await ask();
      outcome = await this.send();
    } catch {
      // The server is away: the text stays in the page, and the next try follows.
    }
    this.busy = false;
    if (this.gone) return;
    if (outcome === "saved") {
      this.failures = 0;
      this.dirty = this.change !== change;
      if (this.dirty) this.later(PAUSE);
    } else {
      this.failures += 1;
      this.later(RETRIES[Math.min(this.failures, RETRIES.length) - 1]);
    }
    this.show(outcome);
  }

  async send() {
    const response = await post(this.address, this.fields());
    if (response.ok) {
      const { saved } = await response.json();
      this.since = saved ?? clock();
      return "saved";
    }
    if (response.status === 401) return "signin";
    return response.status === 409 ? "changed" : "unsaved";
  }

  show(outcome) {
    const sentence = say(outcome === "unsaved" && !this.since ? "never" : outcome, { time: this.since || clock() });
    this.line.hidden = false;
    this.line.classList.toggle("rw-kept--not", outcome !== "saved");
    this.line.querySelector("[data-kept-words]").textContent = sentence;
    // The first save and a change for the worse or the better are told aloud, the rest only stands there.
    if (this.told !== outcome) announce(sentence);
    this.told = outcome;
  }

  stop({ sent }) {
    this.gone = true;
    this.sent = sent;
    clearTimeout(this.timer);
  }

  /** Sends what is not saved yet while the page is emptied. Small posts also survive the window's closing. */
  async rescue() {
    if (!this.dirty || this.gone) return;
    const data = this.fields();
    this.stop({ sent: false });
    const size = [...data.values()].reduce((sum, value) => sum + value.length, 0);
    for (let attempt = 0; attempt < RETRIES.length && this.dirty; attempt += 1) {
      try {
        await post(this.address, data, { keepalive: size < 15000 });
        this.dirty = false;
      } catch {
        await new Promise((wait) => setTimeout(wait, RETRIES[attempt]));
      }
    }
  }
}

/** Hands every unsaved form to the server; the promise ends when each is there. */
export function rescueAll() {
  return Promise.allSettled(kept.map((form) => form.rescue()));
}

export function watchForms() {
  for (const form of document.forms) {
    if (form.method === "post" && ("keep" in form.dataset || form.elements._form)) kept.push(new KeptForm(form));
  }
  addEventListener("beforeunload", (event) => {
    if (kept.some((form) => form.dirty && !form.sent)) event.preventDefault();
  });
}
