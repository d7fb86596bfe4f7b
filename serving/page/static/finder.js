// The box at the top that finds an account or a lead by a part of its name or id.

import { node, pageLink, pathOf } from "./nodes.js";
import { inWords } from "./problems.js";
import { call } from "./service.js";
import { named, page, percent } from "./wording.js";

const PAUSE = 180;
const MOST = 8;

const [form, box, list, said] = ["finder", "finder-text", "finder-list", "finder-said"].map((id) => document.getElementById(id));

let waiting = null;
let asking = null;
let active = -1;

// Those that the model scores come first.
const kinds = page.entity === "lead" ? ["lead", "account"] : ["account", "lead"];

async function find() {
  asking?.abort();
  const mine = (asking = new AbortController());
  const name = box.value.trim();
  if (!name) return close();
  const query = new URLSearchParams({ name, limit: MOST });
  const answers = await Promise.all(kinds.map((kind) => call("GET", `/v1/${kind}s?${query}`, undefined, mine.signal)));
  if (mine !== asking) return;
  const problem = answers.find((each) => each.problem)?.problem;
  const results = answers.flatMap(({ answer }) => answer?.results.map((each) => ({ ...each, kind: answer.entity })) ?? []);
  show(results.slice(0, MOST), problem);
}

function show(results, problem) {
  active = -1;
  list.replaceChildren(...results.map(option));
  list.hidden = results.length === 0;
  box.ariaExpanded = String(results.length > 0);
  box.removeAttribute("aria-activedescendant");
  const message = problem ? inWords(problem) : results.length ? "" : page.texts.find_nothing;
  said.textContent = message;
  said.hidden = !message;
}

function option(found, place) {
  const title = node("b", "", found.name ?? found.id);
  const about = [found.name === null ? null : found.id, named(found.region), found.kind === "lead" ? page.texts.lead : null].filter(Boolean);
  const link = pageLink(pathOf(found.kind, found.id), page.lang, title, node("small", "", about.join(" · ")));
  if (found.probability !== null) link.append(node("span", "chance", percent(found.probability)));
  link.tabIndex = -1;
  const item = node("li", "", link);
  item.id = `finder-${place}`;
  item.role = "option";
  return item;
}

function close() {
  show([], null);
  said.hidden = true;
}

function move(step) {
  const items = [...list.children];
  if (items.length === 0) return;
  active = (active + step + items.length) % items.length;
  items.forEach((item, place) => (item.ariaSelected = String(place === active)));
  box.setAttribute("aria-activedescendant", items[active].id);
  items[active].scrollIntoView({ block: "nearest" });
}

async function open() {
  clearTimeout(waiting);
  if (list.hidden) await find();
  (list.children[Math.max(active, 0)]?.querySelector("a"))?.click();
}

box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(find, PAUSE);
});
box.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) move(step);
  if (event.key === "Escape") close();
  if (step) event.preventDefault();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  open();
});
form.addEventListener("focusout", (event) => {
  if (!form.contains(event.relatedTarget)) close();
});
// A press on a link must not close the list before the click arrives.
list.addEventListener("mousedown", (event) => event.preventDefault());
