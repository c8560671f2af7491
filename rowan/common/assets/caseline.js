// When the header of the file has scrolled away, one line of it stays: name, risk, concerns, safe state.

export function watchCaseLine() {
  const header = document.querySelector("[data-case]");
  const line = document.querySelector("[data-case-line]");
  if (!header || !line) return;
  new IntersectionObserver(([entry]) => {
    line.hidden = entry.isIntersecting || entry.boundingClientRect.top > 0;
    document.documentElement.classList.toggle("rw-scrolled", !line.hidden);
  }).observe(header);
}
