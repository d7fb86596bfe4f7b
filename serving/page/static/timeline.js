// The timeline: what happened and what was heard, the newest first, a page at a time.

import { keyOf, source } from "./evidence.js";
import { node, pageLink, pathOf } from "./nodes.js";
import { inWords, showProblem } from "./problems.js";
import { call } from "./service.js";
import { integer, localDay, localMonth, localTime, page, say } from "./wording.js";

const SHOWN = 25;
// A jump far back loads as much at a time as there may be.
const MOST = 200;

const at = (id) => document.getElementById(id);

let address = "";
let cursor = null;
let entries = new Map();
let turn = 0;

const chosen = () => document.querySelector("[name=kind]:checked").value;

export function openTimeline(kind, id) {
  address = `/v1/${kind}s/${encodeURIComponent(id)}/timeline`;
  at("kind-switch").addEventListener("change", restart);
  at("timeline-more").addEventListener("click", more);
  return restart();
}

function restart() {
  cursor = null;
  turn += 1;
  return load(SHOWN, true);
}

async function more() {
  const before = entries.size;
  await load(SHOWN, false);
  // The button may be gone: go on with what it brought.
  [...entries.values()][before]?.focus();
}

async function load(limit, anew) {
  const mine = turn;
  const query = new URLSearchParams({ limit });
  if (chosen() !== "all") query.set("kind", chosen());
  if (cursor && !anew) query.set("cursor", cursor);
  const { answer, problem } = await call("GET", `${address}?${query}`);
  if (mine !== turn) return false;
  showProblem(at("timeline-error"), problem && inWords(problem, page.texts.error_account));
  if (!answer) return false;
  if (anew) {
    entries = new Map();
    at("timeline").replaceChildren();
  }
  show(answer);
  return true;
}

function show({ items, total, next_cursor: next, counts }) {
  // What there is none of need not be looked for.
  for (const choice of document.getElementsByName("kind")) choice.disabled = choice.value !== "all" && !counts[choice.value];
  for (const item of items) {
    const entry = line(item);
    entries.set(keyOf(item), entry);
    const month = localMonth(item.at);
    if (at("timeline").lastElementChild?.dataset.month !== month) at("timeline").append(section(month));
    at("timeline").lastElementChild.lastElementChild.append(entry);
  }
  cursor = next;
  at("timeline-more").hidden = next === null;
  at("timeline-count").textContent = total ? say("timeline_count", { shown: integer(entries.size), total: integer(total) }) : page.texts.timeline_none;
}

function section(month) {
  const found = node("section", "", node("h3", "", month), node("ol", ""));
  found.dataset.month = month;
  return found;
}

function line(item) {
  const date = node("time", "", localDay(item.at, { year: false }), node("small", "", localTime(item.at)));
  date.dateTime = item.at;
  const about = node("span", "about");
  if (item.lead_id && page.kind === "account") about.append(pageLink(pathOf("lead", item.lead_id), page.lang, item.lead_id));
  for (const topic of item.topics) about.append(node("span", "topic", page.topics[topic] ?? topic));
  const found = node("li", `entry ${item.table}`, date, node("i", "mark"), node("div", "what", node("p", "", item[page.lang]), source(item)), about);
  found.tabIndex = -1;
  return found;
}

// Leads to the entry of a row, however far back it stands.
export async function jumpTo(row) {
  const key = keyOf(row);
  if (!entries.has(key) && chosen() !== "all") {
    document.querySelector("[name=kind][value=all]").checked = true;
    await restart();
  }
  while (!entries.has(key) && cursor) if (!(await load(MOST, false))) return;
  const entry = entries.get(key);
  if (!entry) return;
  entry.scrollIntoView({ block: "center", behavior: "smooth" });
  entry.focus({ preventScroll: true });
  entry.classList.add("found");
  setTimeout(() => entry.classList.remove("found"), 2_500);
}

