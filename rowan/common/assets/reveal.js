// Shows one covered value in its place, and covers it again after a minute (PL-75). Without scripts the button
// loads the page with that one value open.

import { announce, post, say } from "./page.js";

const OPEN_FOR = 60_000;

function cover(form, shown, words) {
  if (!shown.isConnected) return;
  const focused = shown.contains(document.activeElement);
  shown.replaceWith(form);
  if (focused) form.querySelector("button").focus();
  announce(words);
}

function open(form, value, href) {
  const shown = document.createElement("span");
  const text = document.createElement(href?.startsWith("tel:") ? "a" : "span");
  text.className = text.localName === "a" ? "rw-revealed govuk-link" : "rw-revealed";
  if (text.localName === "a") text.href = href;
  text.translate = false;
  text.textContent = value;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "rw-linkbutton";
  again.textContent = say("again");
  again.addEventListener("click", () => cover(form, shown, say("covered")));
  shown.append(text, " ", again);
  form.replaceWith(shown);
  again.focus();
  announce(value);
  setTimeout(() => cover(form, shown, say("covered")), OPEN_FOR);
}

export function watchReveals() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!("reveal" in form.dataset)) return;
    event.preventDefault();
    try {
      const response = await post(form.action, new FormData(form));
      if (response.ok) {
        const { value, href } = await response.json();
        open(form, value, href);
        return;
      }
    } catch {
      // Said below.
    }
    announce(say("failed"));
    // The page itself says why, with everything it has.
    form.submit();
  });
}
