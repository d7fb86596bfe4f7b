// Errors beside the field that they are about, in the page's language.

import { LIMITS, rangeFault } from "./check.js";
import { GAP, named, page, say, spoken } from "./wording.js";

const FIELDS = { text: "question", horizon_weeks: "weeks", response_hours: "response" };

const slot = (name) => document.getElementById(`${name}-error`);

export function clear() {
  for (const place of document.querySelectorAll("#ask .error, #plan .error")) place.hidden = true;
  for (const input of document.querySelectorAll("#ask [aria-invalid], #plan [aria-invalid]")) {
    input.removeAttribute("aria-invalid");
  }
}

export function show(faults) {
  clear();
  for (const [name, message] of Object.entries(faults)) showAt(slot(name) ?? slot("question"), message);
}

// `message` in the element of class "error" given, null to take it away.
export function showAt(place, message) {
  place.textContent = message ?? "";
  place.hidden = !message;
  for (const input of document.querySelectorAll(`[aria-describedby="${place.id}"]`)) {
    if (message) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
  for (let group = place.closest("details"); message && group; group = group.parentElement.closest("details")) {
    group.open = true;
  }
}

// A problem document as messages by field.
export function fromProblem(problem) {
  if (problem.status === 0) return { question: page.texts.error_offline };
  if (problem.status >= 500) return { question: page.texts.error_server };
  const errors = problem.errors?.length ? problem.errors : [{ code: "other", detail: problem.detail ?? "" }];
  return Object.fromEntries(errors.map((error) => [fieldOf(error), message(error, problem)]));
}

// The same in one sentence, for what has no field of its own.
export const inWords = (problem) => Object.values(fromProblem(problem)).join(" ");

function fieldOf(error) {
  const name = (error.pointer ?? "").split("/")[1] ?? "question";
  return FIELDS[name] ?? (slot(name) ? name : "question");
}

function message(error, problem) {
  const field = fieldOf(error);
  if (error.code === "unknown_name") {
    return say("error_unknown_name", { known: error.params.known.slice(0, 12).map(named).join(page.texts.comma) });
  }
  if (LIMITS[field]) return rangeFault(field);
  if (field === "start") return page.texts.error_date;
  const detail = [error.detail, problem.hint].filter(Boolean).map(spoken).join(GAP);
  return error.code === "not_understood" ? detail : say("error_other", { detail });
}
