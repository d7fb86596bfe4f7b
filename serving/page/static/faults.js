// Errors beside the field that they are about, in the page's language.

import { page, say } from "./wording.js";

const FIELDS = { text: "question", horizon_weeks: "weeks" };
const LIMITS = { leads: [0, page.limits.leads], days: [1, page.limits.days], weeks: [1, page.limits.weeks] };

const slot = (name) => document.getElementById(`${name}-error`);

export function clear() {
  for (const place of document.querySelectorAll(".error")) place.hidden = true;
  for (const input of document.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

export function show(faults) {
  clear();
  for (const [name, message] of Object.entries(faults)) {
    const place = slot(name) ?? slot("question");
    place.textContent = message;
    place.hidden = false;
    const group = place.closest("details");
    if (group) group.open = true;
    for (const input of document.querySelectorAll(`[aria-describedby="${place.id}"]`)) {
      input.setAttribute("aria-invalid", "true");
    }
  }
}

// A problem document as messages by field.
export function fromProblem(problem) {
  if (problem.status === 0) return { question: page.texts.error_offline };
  if (problem.status >= 500) return { question: page.texts.error_server };
  const errors = problem.errors?.length ? problem.errors : [{ code: "other", detail: problem.detail ?? "" }];
  return Object.fromEntries(errors.map((error) => [fieldOf(error), message(error, problem)]));
}

function fieldOf(error) {
  const name = (error.pointer ?? "").split("/")[1] ?? "question";
  return FIELDS[name] ?? (slot(name) ? name : "question");
}

function message(error, problem) {
  const field = fieldOf(error);
  const [least, most] = LIMITS[field] ?? [];
  if (error.code === "unknown_name") {
    return say("error_unknown_name", { known: error.params.known.slice(0, 12).join(page.texts.comma) });
  }
  if (LIMITS[field]) return say("error_range", { least, most });
  if (field === "start") return page.texts.error_date;
  if (error.code === "not_understood") return [error.detail, problem.hint].filter(Boolean).join(" ");
  return say("error_other", { detail: [error.detail, problem.hint].filter(Boolean).join(" ") });
}
