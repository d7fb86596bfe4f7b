// The page: a question or a form asks, the forecast is shown, the address remembers.

import { drawHeat, drawWeeks, scaleOf } from "./charts.js";
import * as faults from "./faults.js";
import * as plans from "./plan.js";
import { showCells, showHeadlines, showLegend, showNotes, showRegions, showWeeks } from "./results.js";
import { page, say } from "./wording.js";

const at = (id) => document.getElementById(id);
const SLOW = 300;
const PAUSE = 350;

let asking = null;
let waiting = null;
// What the question box says of a plan that came from the form.
let restated = null;

async function request(body, signal) {
  try {
    const response = await fetch("/v1/sandbox", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });
    const answer = await response.json();
    return response.ok ? { forecast: answer } : { problem: answer };
  } catch (error) {
    if (error.name === "AbortError") return {};
    return { problem: { status: 0 } };
  }
}

// `question` is what the body was asked as, "" for the form; `remember` is pushState, replaceState or nothing.
async function ask(body, question, remember) {
  clearTimeout(waiting);
  asking?.abort();
  const mine = (asking = new AbortController());
  faults.clear();
  const slow = setTimeout(() => busy(true), SLOW);
  const { forecast, problem } = await request(body, mine.signal);
  clearTimeout(slow);
  if (mine !== asking) return;
  busy(false);
  if (problem) faults.show(faults.fromProblem(problem));
  if (forecast) await show(forecast, question, remember);
}

function busy(on) {
  document.documentElement.classList.toggle("busy", on);
  at("results").ariaBusy = String(on);
  if (on) at("status").textContent = page.texts.working;
}

async function show(forecast, question, remember) {
  const plan = plans.fromScenario(forecast.scenario);
  plans.fill(plan);
  restated = forecast.understood[page.lang];
  at("question").value = question || restated;
  const query = plans.toQuery(plan, question);
  if (remember) history[remember](null, "", `?${query}`);
  linkLanguages(query);
  at("understood").textContent = say("understood", { sentence: forecast.understood[page.lang] });
  showHeadlines(forecast);
  showLegend(forecast, scaleOf(forecast.cells));
  showCells(forecast);
  showRegions(forecast);
  showWeeks(forecast);
  showNotes(forecast);
  at("results").ariaBusy = "false";
  at("status").textContent = page.texts.done;
  await Promise.all([drawHeat(at("heat"), forecast), drawWeeks(at("weeks-chart"), forecast)]);
}

function linkLanguages(query) {
  for (const link of document.querySelectorAll("[data-lang]")) {
    const other = new URLSearchParams(query);
    other.set("lang", link.dataset.lang);
    link.href = `?${other}`;
  }
}

function askInWords(text, remember = "pushState") {
  at("question").value = text;
  if (text === restated) askInNumbers(plans.read());
  else if (!text) faults.show({ question: page.texts.error_empty });
  else ask({ text }, text, remember);
}

function askInNumbers(plan, question = "", remember = "pushState") {
  const wrong = plans.faults(plan);
  faults.show(wrong);
  if (Object.keys(wrong).length === 0) ask(plans.toScenario(plan), question, remember);
}

function askAddress(remember) {
  const query = new URLSearchParams(location.search);
  const plan = plans.fromQuery(query);
  const question = query.get("q") ?? "";
  if (plan) {
    plans.fill(plan);
    // Shares of unknown names have no field; they are judged by what the address says.
    askInNumbers(plan, question, remember);
  } else {
    askInWords(question || examples()[0], remember);
  }
}

function examples() {
  const [first] = page.names.regions;
  // Chinese sets Latin words apart by spaces.
  const name = page.lang === "zh" && /^[\w ]+$/.test(first) ? ` ${first} ` : first;
  return page.texts.example_questions
    .filter((text) => first !== undefined || !text.includes("{region}"))
    .map((text) => text.replace("{region}", name));
}

function showExamples() {
  const chips = examples().map((text) => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.className = "chip";
    chip.textContent = text;
    chip.addEventListener("click", () => askInWords(text));
    return chip;
  });
  at("examples").replaceChildren(...chips);
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(() => askInNumbers(plans.read()), PAUSE);
}

at("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  askInWords(at("question").value.trim());
});
at("plan").addEventListener("submit", (event) => {
  event.preventDefault();
  askInNumbers(plans.read());
});
at("plan").addEventListener("input", () => {
  plans.showTotals();
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
    plans.clearShares(button.dataset.clear);
    later();
  });
}
window.addEventListener("popstate", () => askAddress(null));

plans.buildShares();
showExamples();
askAddress("replaceState");
