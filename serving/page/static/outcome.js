// What was done about a plan and what came of it, noted for those who learn from it.

import { node } from "./nodes.js";
import { inWords } from "./problems.js";
import { call } from "./service.js";
import { localDay, page } from "./wording.js";

const OUTCOMES = [
  ["reached", page.texts.outcome_reached],
  ["no_answer", page.texts.outcome_no_answer],
  ["replied", page.texts.outcome_replied],
  ["meeting", page.texts.outcome_meeting],
  ["refused", page.texts.outcome_refused],
  ["won", page.texts.outcome_won],
];

// What was noted so far, the newest first. A key that may not see it sees nothing of it.
export async function showDone({ entity, id }) {
  const query = new URLSearchParams({ [`${entity}_id`]: id });
  const { answer } = await call("GET", `/v1/outreach?${query}`);
  const done = answer?.outreach ?? [];
  const names = new Map(OUTCOMES);
  const lines = done.map(({ done_at: at, outcome, note }) =>
    node("li", "", [localDay(at), names.get(outcome) ?? outcome, note].filter(Boolean).join(" · ")),
  );
  const place = document.getElementById("done");
  place.hidden = lines.length === 0;
  place.replaceChildren(node("h3", "", page.texts.done_heading), node("ul", "", ...lines));
}

export function outcomeForm(plan, told) {
  const { entity, id, rep } = told;
  const outcome = node("select", "", option("", page.texts.outcome_choose), ...OUTCOMES.map(([value, text]) => option(value, text)));
  outcome.name = "outcome";
  outcome.required = true;
  outcome.setAttribute("aria-label", page.texts.outcome);
  const note = node("input", "");
  Object.assign(note, { name: "note", type: "text", maxLength: 500, placeholder: page.texts.outcome_note, autocomplete: "off" });
  note.setAttribute("aria-label", page.texts.outcome_note);
  const send = node("button", "secondary", page.texts.outcome_save);
  const said = node("output", "");
  const form = node("form", "outcome-form", outcome, note, send, said);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    const body = {
      [`${entity}_id`]: id,
      play: plan.play,
      role: plan.role.key,
      channel: plan.channel.key,
      done_at: new Date().toISOString(),
      outcome: outcome.value,
      ...(rep ? { rep_id: rep.id } : {}),
      ...(note.value.trim() ? { note: note.value.trim() } : {}),
    };
    const { problem } = await call("POST", "/v1/outreach", body);
    send.disabled = false;
    // Resetting a form empties its output as well.
    if (!problem) form.reset();
    said.value = problem ? inWords(problem) : page.texts.outcome_saved;
    said.classList.toggle("failed", Boolean(problem));
    if (!problem) await showDone(told);
  });
  const found = node("details", "outcome", node("summary", "", page.texts.outcome), form);
  return found;
}

function option(value, text) {
  const found = node("option", "", text);
  found.value = value;
  return found;
}
