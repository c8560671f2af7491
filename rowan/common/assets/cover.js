// Hide: the content leaves the document at once, then typed text is sent and the session locked (PL-22).
// Also: a page that comes back from the browser's memory stays covered until the server agrees (PL-21).

import { ask, post } from "./page.js";
import { rescueAll } from "./keep.js";

const TWICE = 700;
const AT_MOST = 2000;

const channel = "BroadcastChannel" in window ? new BroadcastChannel("rowan") : null;
let covered = false;

/** Empties the page in front of whoever came in. */
function empty() {
  const cover = document.querySelector("template[data-cover]").content.cloneNode(true);
  document.title = "Rowan";
  document.body.className = "";
  document.body.replaceChildren(cover);
  scrollTo(0, 0);
}

function wait(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** Covers this page. `lock` also locks the session; without it another window has done so. */
async function hide({ lock }) {
  if (covered) return;
  covered = true;
  const where = location.pathname + location.search;
  const rescued = rescueAll();
  empty();
  if (!lock) return;
  channel?.postMessage("hide");
  await Promise.race([rescued, wait(AT_MOST)]);
  const data = new FormData();
  data.set("next", where);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    try {
      await post("/account/hide/", data, { keepalive: true });
      return;
    } catch {
      await wait(3000);
    }
  }
}

/** The idle time is over: empty the page and go where the password is asked. */
export async function lockNow() {
  if (covered) return;
  covered = true;
  const rescued = rescueAll();
  empty();
  await Promise.race([rescued, wait(AT_MOST)]);
  location.replace("/account/locked/");
}

/** Tells other windows of the same person that somebody is at work. */
export function tellOthers(message) {
  channel?.postMessage(message);
}

export function onOthers(listener) {
  channel?.addEventListener("message", ({ data }) => listener(data));
}

function comeBack() {
  addEventListener("pagehide", (event) => {
    if (event.persisted) document.documentElement.classList.add("rw-covered");
  });
  addEventListener("pageshow", async (event) => {
    if (!event.persisted) return;
    if (await ask().catch(() => false)) document.documentElement.classList.remove("rw-covered");
    else location.replace("/account/locked/");
  });
}

export function watchCover() {
  const form = document.querySelector("form[data-hide]");
  if (!form) return;
  let last = -Infinity;
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || event.repeat) return;
      const now = performance.now();
      if (now - last < TWICE) hide({ lock: true });
      last = now;
    },
    { capture: true },
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hide({ lock: true });
  });
  onOthers((message) => message === "hide" && hide({ lock: false }));
  comeBack();
}
