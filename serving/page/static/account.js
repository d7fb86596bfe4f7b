// The page of one account or lead.

import { showApproaches } from "./approaches.js";
import { showChange } from "./change.js";
import "./finder.js";
import { inWords, showProblem } from "./problems.js";
import { showProfile } from "./profile.js";
import { showLeads } from "./leads.js";
import { drawScores } from "./scores.js";
import { call } from "./service.js";
import { jumpTo, openTimeline } from "./timeline.js";
import { showReasons } from "./why.js";
import { page } from "./wording.js";

const at = (id) => document.getElementById(id);

async function open() {
  const address = `/v1/${page.kind}s/${encodeURIComponent(page.id)}`;
  const { answer, problem } = await call("GET", address);
  at("account").ariaBusy = "false";
  showProblem(at("account-error"), problem && inWords(problem, page.kind === "lead" ? page.texts.error_lead : page.texts.error_account));
  if (answer) await show(answer);
}

async function show(told) {
  document.title = `${told.name ?? told.id} · Leadcast`;
  at("account-body").hidden = false;
  showProfile(at("profile"), told);
  showReasons(told, jumpTo);
  showChange(told, jumpTo);
  showApproaches(told, jumpTo);
  showLeads(told);
  await Promise.all([openTimeline(page.kind, page.id), charts(told)]);
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
