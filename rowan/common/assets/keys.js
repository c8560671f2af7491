// F2 goes to Find; Ctrl and Enter sends the form that has the focus. Both have a control that can be seen.

export function watchKeys() {
  addEventListener("keydown", (event) => {
    if (event.key === "F2") {
      const find = document.querySelector("#find");
      if (!find) return;
      event.preventDefault();
      find.focus();
      find.select();
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = document.activeElement?.form;
      if (!form) return;
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
