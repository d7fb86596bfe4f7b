// What the service could not do, in the reader's language.

import { page, say } from "./wording.js";

// `unknown` is what is said where there is no such thing.
export function inWords(problem, unknown = page.texts.error_unknown) {
  if (problem.status === 0) return page.texts.error_offline;
  if (problem.status === 404) return unknown;
  if (problem.status === 401 || problem.status === 403) return say("error_key", { scope: /`(\w+)`/.exec(problem.detail)?.[1] ?? "score" });
  if (problem.status >= 500) return page.texts.error_server;
  return say("error_refused", { detail: [problem.detail, problem.hint].filter(Boolean).join(" ") });
}

export function showProblem(place, message) {
  place.textContent = message ?? "";
  place.hidden = !message;
}
