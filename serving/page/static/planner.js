// The page: a question or a form asks, the forecast is shown, the address remembers.

import { showNotes, showWeeks } from "./cells.js";
import { faults as faultsOf } from "./check.js";
import * as compare from "./compare.js";
import { examples, showExamples } from "./examples.js";
import { copyLink, saveCsv, savePng } from "./export.js";
import "./edges.js";
import "./finder.js";
import * as faults from "./faults.js";
import * as form from "./form.js";
import { showHeadlines } from "./headlines.js";
import * as panel from "./panel.js";
import * as plans from "./plan.js";
import { watched } from "./progress.js";
import { showRegions } from "./regions.js";
import { drawReport } from "./report.js";
import * as saved from "./saved.js";
import { call, keep } from "./service.js";
import { shares, showSplit } from "./split.js";
import { drawWeeks, hasRevenue } from "./weeks.js";
import { page, say } from "./wording.js";

const at = (id) => document.getElementById(id);
const SLOW = 300;
const PAUSE = 350;

let asking = null;
// The timer of a change in the form that is not asked yet.
let waiting = null;
// The question that was asked, or written for the form; what else stands in its box is being typed.
let told = "";
// What the page shows: {forecast, plan, question}.
let shown = null;

// `question` is what the body was asked as, "" for the form; `remember` is pushState, replaceState or nothing.
async function ask(body, question, remember) {
  settle();
  asking?.abort();
  const mine = (asking = new AbortController());
  faults.clear();
  const slow = setTimeout(() => busy(true), SLOW);
  const { answer, problem } = await call("POST", "/v1/sandbox", body, mine.signal);
  clearTimeout(slow);
  if (mine !== asking) return;
  busy(false);
  if (problem) faults.show(faults.fromProblem(problem));
  if (answer) await show(answer, question, remember);
}

function busy(on) {
  document.documentElement.classList.toggle("busy", on);
  at("results").ariaBusy = String(on);
  at("status").textContent = on ? page.texts.working : "";
}

async function show(forecast, question, remember) {
  const plan = plans.fromScenario(forecast.scenario);
  // What was typed while the service worked stays.
  if (!shown || waiting === null) form.fill(plan);
  shown = { forecast, plan, question };
  keep(plans.toScenario(plan), forecast);
  const sentence = forecast.understood[page.lang];
  if (at("question").value === told) tell(question || sentence);
  at("understood").textContent = say("understood", { sentence });
  for (const id of ["copy", "csv", "png", "print"]) at(id).disabled = false;
  showHeadlines(forecast);
  showRegions(forecast);
  showSplit(forecast);
  showWeeks(forecast);
  showNotes(forecast);
  compare.follow(plan, forecast);
  if (remember) writeAddress(remember);
  linkLanguages();
  at("results").ariaBusy = "false";
  at("status").textContent = page.texts.done;
  await drawCharts();
}

async function drawCharts() {
  if (!hasRevenue(shown.forecast)) document.querySelector("[name=money][value=wins]").checked = true;
  at("money-switch").hidden = !hasRevenue(shown.forecast);
  const money = document.querySelector("[name=money]:checked").value;
  try {
    await Promise.all([panel.showPanel(shown.forecast), drawWeeks(at("weeks-chart"), shown.forecast, money)]);
  } catch {
    faults.show({ question: page.texts.error_offline });
  }
}

function address() {
  const query = new URLSearchParams({ lang: page.lang });
  if (shown.question) query.set("q", shown.question);
  for (const [name, value] of plans.toQuery(shown.plan)) query.append(name, value);
  panel.remember(query);
  compare.remember(query);
  return query;
}

function writeAddress(remember) {
  history[remember](null, "", `?${address()}`);
  linkLanguages();
}

function linkLanguages() {
  for (const link of document.querySelectorAll("[data-lang]")) {
    const other = address();
    other.set("lang", link.dataset.lang);
    link.href = `?${other}`;
  }
}

function tell(text) {
  told = at("question").value = text;
}

function askInWords(text, remember = "pushState") {
  tell(text);
  if (shown && text === shown.forecast.understood[page.lang]) askInNumbers(form.read());
  else if (!text) faults.show({ question: page.texts.error_empty });
  else ask({ text }, text, remember);
}

function askInNumbers(plan, question = "", remember = "pushState") {
  const wrong = faultsOf(plan);
  faults.show(wrong);
  if (Object.keys(wrong).length === 0) ask(plans.toScenario(plan), question, remember);
}

function open(plan, question = "") {
  form.fill(plan);
  told = at("question").value;
  askInNumbers(plan, question);
}

function askAddress(remember) {
  const query = new URLSearchParams(location.search);
  const plan = plans.fromQuery(query);
  const question = query.get("q") ?? "";
  panel.choose(query);
  compare.fromAddress(query);
  told = at("question").value;
  if (plan) {
    form.fill(plan);
    // Shares of unknown names have no field; they are judged by what the address says.
    askInNumbers(plan, question, remember);
  } else {
    askInWords(question || examples()[0], remember);
  }
}

function later() {
  settle();
  waiting = setTimeout(() => {
    waiting = null;
    askInNumbers(form.read());
  }, PAUSE);
}

function settle() {
  clearTimeout(waiting);
  waiting = null;
}

function listenToForm() {
  at("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    askInWords(at("question").value.trim());
  });
  at("plan").addEventListener("submit", (event) => {
    event.preventDefault();
    askInNumbers(form.read());
  });
  at("plan").addEventListener("input", (event) => {
    form.showWeekly(event.target.name === "arrival");
    form.showTotals();
    later();
  });
  // A date field of the browser's own shows dates in the browser's language; here only its calendar is used.
  at("pick").addEventListener("click", () => {
    at("calendar").value = at("start").value;
    at("calendar").showPicker();
  });
  at("calendar").addEventListener("input", (event) => {
    event.stopPropagation();
    at("start").value = at("calendar").value;
    later();
  });
  for (const button of document.querySelectorAll("[data-clear]")) {
    button.addEventListener("click", () => {
      form.clearShares(button.dataset.clear);
      later();
    });
  }
}

function listenToTools() {
  at("copy").addEventListener("click", async () => {
    at("said").value = await copyLink();
  });
  at("csv").addEventListener("click", () => saveCsv(shown.forecast));
  at("png").addEventListener("click", () => watched(savePng(shown.forecast)));
  at("print").addEventListener("click", () => window.print());
  at("split-use").addEventListener("click", () => open({ ...shown.plan, regions: shares(shown.forecast.split) }));
  at("money-switch").addEventListener("change", drawCharts);
  window.addEventListener("beforeprint", () => shown && drawReport(shown.forecast));
  window.addEventListener("popstate", () => askAddress(null));
}

form.build();
listenToForm();
listenToTools();
panel.listen(() => {
  if (!shown) return;
  writeAddress("replaceState");
  compare.show();
  drawCharts();
});
compare.listen({ open, changed: () => shown && writeAddress("replaceState") });
saved.listen({ open, compare: compare.pin, current: () => shown });
showExamples(askInWords);
askAddress("replaceState");
