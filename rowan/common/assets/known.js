// Do we know this person? Asked after a pause in typing; an answer that comes late is dropped (MT-7).

import { post } from "./page.js";

const PAUSE = 350;

class Known {
  constructor(form) {
    this.form = form;
    this.panel = document.querySelector("[data-known-panel]");
    this.fields = form.dataset.knownFields.split(" ");
    this.asked = 0;
    form.addEventListener("input", ({ target }) => this.fields.includes(target.name) && this.later());
    form.querySelector("[name=_check]")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.ask();
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    clearTimeout(this.timer);
    this.asked += 1;
    const mine = this.asked;
    const all = new FormData(this.form);
    const data = new FormData();
    for (const name of ["_form", ...this.fields]) data.set(name, all.get(name) ?? "");
    try {
      const response = await post(this.form.dataset.known, data, { headers: { Accept: "text/html", "X-Rowan-Timer": "1" } });
      const answer = await response.text();
      if (response.ok && mine === this.asked) this.panel.replaceChildren(...new DOMParser().parseFromString(answer, "text/html").body.childNodes);
    } catch {
      // Nobody answers: what stood there stays, and the button asks again.
    }
  }
}

export function watchKnown() {
  for (const form of document.querySelectorAll("form[data-known]")) new Known(form);
}
