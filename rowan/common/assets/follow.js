// Follow-up questions of an instrument: they stand below the answer that opens them and wait until it is given.

function moreOf(input) {
  const group = input.closest(".govuk-form-group");
  return group?.querySelector(":scope > .rw-more") ?? (group?.nextElementSibling?.matches(".rw-more") ? group.nextElementSibling : null);
}

export function watchFollowUps() {
  document.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !["radio", "checkbox"].includes(target.type)) return;
    const more = moreOf(target);
    if (!more?.dataset.opens || more.contains(target)) return;
    const answer = document.querySelector(`input[name="${CSS.escape(target.name)}"]:checked`)?.value;
    more.classList.toggle("rw-more--waiting", answer !== more.dataset.opens);
  });
}
