// The page of one account or lead.

import { showApproaches } from "./approaches.js";
import { showChange } from "./change.js";
import "./edges.js";
import { learn } from "./evidence.js";
import "./finder.js";
import { showDone } from "./outcome.js";
import { inWords, showProblem } from "./problems.js";
import { showProfile } from "./profile.js";
import { showLeads } from "./leads.js";
import { drawScores } from "./scores.js";
import { call } from "./service.js";
import { jumpTo, openTimeline } from "./timeline.js";
import { showReasons } from "./why.js";
import { page } from "./wording.js";

const at = (id) => document.getElementById(id);

const address = `/v1/${page.kind}s/${encodeURIComponent(page.id)}`;
const nobody = page.kind === "lead" ? page.texts.error_lead : page.texts.error_account;

async function open() {
  const { answer, problem } = await call("GET", `${address}?plans=false&change=false`);
  at("account").ariaBusy = "false";
  showProblem(at("account-error"), problem && inWords(problem, nobody));
  if (answer) await show(answer);
}

// What takes longer comes after all else; where a language model rewords plans, they take seconds.
async function rest() {
  const { answer, problem } = await call("GET", address);
  showProblem(at("plans-error"), problem && inWords(problem, nobody));
  if (!answer) return;
  learn(answer.cited);
  showChange(answer, jumpTo);
  showApproaches(answer, jumpTo);
  await showDone(answer);
}

async function show(told) {
  document.title = `${told.name ?? told.id} · Leadcast`;
  at("account-body").hidden = false;
  learn(told.cited);
  showProfile(at("profile"), told);
  showReasons(told, jumpTo);
  showLeads(told);
  // Whether there will be a change to tell is known by now: so that nothing moves later.
  for (const card of ["change-card", "moved-card"]) at(card).hidden = told.scores.length < 2;
  await Promise.all([rest(), openTimeline(page.kind, page.id), charts(told)]);
}

async function charts(told) {
  at("scores-card").hidden = told.scores.length === 0;
  if (told.scores.length === 0) return;
  try {
    await drawScores(told, jumpTo);
  } catch {
    at("scores").textContent = page.texts.error_offline;
  }
}

open();
