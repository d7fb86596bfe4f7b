// Up to four scenarios side by side: which ones, what they are called, and how they differ from the first.

import { faults } from "./check.js";
import { showAt, inWords } from "./faults.js";
import * as plans from "./plan.js";
import { forecastOf } from "./service.js";
import { drawComparison } from "./sidebyside.js";
import { page, say } from "./wording.js";

const at = (id) => document.getElementById(id);
const MOST = 4;

// {name, plan, forecast}; the forecast is null until it has come.
let pins = [];
let present = null;
let actions = {};

// `open(plan)` shows a plan; `changed()` is told when the address has to follow.
export function listen(given) {
  actions = given;
  at("pin").addEventListener("click", () => present && pin(present.plan, nextName()));
}

const isPinned = (plan) => pins.some((each) => plans.same(each.plan, plan));

function nextName() {
  const names = pins.map((each) => each.name);
  const letters = [..."ABCDEFGH"].slice(pins.length);
  return letters.map((letter) => say("scenario_name", { letter })).find((name) => !names.includes(name));
}

export async function pin(plan, name) {
  if (isPinned(plan) || pins.length >= MOST) return;
  pins.push({ name, plan, forecast: null });
  actions.changed();
  await load();
  at("compare").scrollIntoView({ block: "nearest" });
}

export function remember(query) {
  for (const { name, plan } of pins) {
    const each = plans.toQuery(plan);
    each.set("name", name);
    query.append("pin", each);
  }
}

export async function fromAddress(query) {
  const wanted = query.getAll("pin").slice(0, MOST).map((text) => new URLSearchParams(text));
  const named = wanted.map((each) => ({ name: each.get("name") ?? "", plan: plans.fromQuery(each), forecast: null }));
  pins = named.filter((each) => each.plan);
  if (pins.length) await load();
  else show();
}

async function load() {
  const mine = pins;
  show();
  const said = await Promise.all(mine.filter((each) => !each.forecast).map(fetchOne));
  if (mine !== pins) return;
  showAt(at("compare-error"), said.filter(Boolean).join(" "));
  show();
}

// What went wrong, in words, or nothing.
async function fetchOne(one) {
  const wrong = Object.values(faults(one.plan));
  const { answer, problem } = wrong.length ? {} : await forecastOf(plans.toScenario(one.plan));
  one.forecast = answer ?? null;
  const fault = wrong[0] ?? (problem && inWords(problem));
  return fault ? say("compare_failed", { name: one.name, fault }) : null;
}

// The forecast that the page shows stands beside the pinned ones as long as it is not one of them.
export function follow(plan, forecast) {
  present = { plan, forecast };
  show();
}

export function show() {
  const pinned = present !== null && isPinned(present.plan);
  at("pin").disabled = !present || pinned || pins.length >= MOST;
  at("pin").title = pins.length >= MOST ? say("pin_full", { most: MOST }) : "";
  at("pin").firstChild.data = pinned ? page.texts.pinned : page.texts.pin;
  at("compare").hidden = pins.length === 0;
  if (!pins.length) return;
  const beside = present && !pinned && pins.length < MOST ? [{ ...present, name: page.texts.present, passing: true }] : [];
  const ready = [...pins.filter((each) => each.forecast), ...beside];
  if (ready.length) drawComparison(at("compare-table"), ready, { rename, remove, open: actions.open });
}

function rename(one, name) {
  one.name = name.trim() || one.name;
  actions.changed();
}

function remove(one) {
  pins = pins.filter((each) => each !== one);
  showAt(at("compare-error"), null);
  actions.changed();
  show();
  at("pin").focus();
}
