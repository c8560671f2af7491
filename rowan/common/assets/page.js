// What the other scripts share: the words of the page, its status line, and the way to the server.

const words = document.querySelector("[data-words]")?.dataset ?? {};

/** A sentence of the page, with what goes in its braces. */
export function say(name, values = {}) {
  return (words[name] ?? "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** Tells screen readers something once, when they have finished speaking. */
export function announce(sentence) {
  const place = document.querySelector("[data-announce]");
  if (place) place.textContent = sentence;
}

/** The time of day as the pages write it. */
export function clock() {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" }).format();
}

let token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

/** Posts a form's fields, or a few of its own, without leaving the page. Redirects are not followed. */
export function post(url, body, options = {}) {
  const data = body ?? new FormData();
  data.set("csrfmiddlewaretoken", token);
  return fetch(url, {
    method: "POST",
    body: data,
    credentials: "same-origin",
    redirect: "manual",
    headers: { Accept: "application/json", "X-Requested-With": "fetch" },
    ...options,
  });
}

/**
 * Asks how the session stands, without counting as activity: {alive, left}, `left` in seconds until the lock.
 * Signing in again changes the forgery token; the answer brings the new one. Throws when nobody answers.
 */
export async function ask() {
  const response = await fetch("/account/alive/", { credentials: "same-origin", redirect: "manual", cache: "no-store" });
  if (!response.ok) return { alive: false };
  const { token: fresh, left } = await response.json();
  if (fresh) {
    token = fresh;
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = fresh;
  }
  return { alive: true, left };
}
