// The idle lock. Typing, keys and the pointer are activity; saving, asking and timers are not (PL-17).
// The server locks by its own clock; this page warns two minutes before and empties itself at the end.

import { ask, post } from "./page.js";
import { lockNow, onOthers, tellOthers } from "./cover.js";

const WARNING = 120_000;
const TELL_EVERY = 60_000;
const ASK_AGAIN = 15_000;
const ACTIVITY = ["keydown", "input", "pointerdown", "pointermove", "wheel", "touchstart"];

let limit = 0;
let deadline = 0;
let told = 0;
let pending = null;

function strip() {
  return document.querySelector("[data-idle-strip]");
}

async function tell() {
  pending = null;
  told = Date.now();
  try {
    const here = new FormData();
    here.set("active", "1");
    if ((await post("/account/alive/", here)).status === 401) lockNow();
  } catch {
    // No answer: the next activity tells again.
  }
}

function active() {
  deadline = Date.now() + limit;
  if (strip() && !strip().hidden) strip().hidden = true;
  if (pending) return;
  const wait = told + TELL_EVERY - Date.now();
  pending = setTimeout(tell, Math.max(wait, 0));
  if (wait <= 0) tellOthers("active");
}

async function check() {
  const left = deadline - Date.now();
  if (left > WARNING) return;
  if (left > 0) {
    if (strip()) strip().hidden = false;
    return;
  }
  // The server's clock may be a little behind, or somebody is at work in another browser: it decides.
  deadline = Date.now() + ASK_AGAIN;
  if (!(await ask().catch(() => false))) lockNow();
}

export function watchIdle() {
  limit = Number(document.body.dataset.idleSeconds) * 1000;
  if (!limit) return;
  deadline = Date.now() + limit;
  told = Date.now();
  for (const kind of ACTIVITY) addEventListener(kind, active, { passive: true, capture: true });
  onOthers((message) => {
    if (message !== "active") return;
    deadline = Date.now() + limit;
    if (strip()) strip().hidden = true;
  });
  document.querySelector("[data-stay]")?.addEventListener("click", active);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && check());
  setInterval(check, 1000);
}
