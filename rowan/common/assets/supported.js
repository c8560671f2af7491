// Before the first paint: follow-up questions open by themselves only where scripts run.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
