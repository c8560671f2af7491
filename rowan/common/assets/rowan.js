// What scripts add to pages that work without them. Each part finds its own marks in the page.

import { createAll, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink, Tabs } from "./govuk-frontend.min.js";
import { watchCaseLine } from "./caseline.js";
import { watchCover } from "./cover.js";
import { watchDrawn } from "./draw.js";
import { watchFollowUps } from "./follow.js";
import { watchIdle } from "./idle.js";
import { watchForms } from "./keep.js";
import { watchKeys } from "./keys.js";
import { watchKnown } from "./known.js";
import { watchReveals } from "./reveal.js";

for (const part of [Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink, Tabs]) createAll(part);

watchCover();
watchForms();
watchIdle();
watchKeys();
watchReveals();
watchFollowUps();
watchCaseLine();
watchKnown();
watchDrawn();
