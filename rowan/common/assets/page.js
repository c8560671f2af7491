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

/**
 * Posts a form's fields, or a few of its own, without leaving the page. Redirects are not followed, and the
 * server does not take it for somebody being there.
 */
export function post(url, body, options = {}) {
  const data = body ?? new FormData();
  data.set("csrfmiddlewaretoken", token);
  return fetch(url, {
    method: "POST",
    body: data,
    credentials: "same-origin",
    redirect: "manual",
    headers: { Accept: "application/json", "X-Rowan-Timer": "1" },
    ...options,
  });
}

/** After signing in again the forgery token is another one: a page of ours has it. */
async function renew() {
  const response = await fetch("/account/", {
    credentials: "same-origin",
    redirect: "manual",
    headers: { "X-Rowan-Timer": "1" },
  });
  if (!response.ok) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  if (!fresh) return false;
  token = fresh;
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = fresh;
  return true;
}

/** Whether the session lives and is not locked. Asking is no activity. Throws when nobody answers. */
export async function ask() {
  const response = await post("/account/alive/");
  if (response.ok) return true;
  return response.status !== 401 && (await renew()) && (await post("/account/alive/")).ok;
}
