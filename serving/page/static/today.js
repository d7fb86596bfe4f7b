// The morning list: whom to call first, which leads slip, what is new, where conversion fell.

import "./edges.js";
import "./finder.js";
import { showBelow } from "./below.js";
import { showNews } from "./news.js";
import { inWords, showProblem } from "./problems.js";
import { showRisk } from "./risk.js";
import { call } from "./service.js";
import { showTop } from "./top.js";
import { compared, page } from "./wording.js";

const at = (id) => document.getElementById(id);
const FIRST = 20;
const STEP = 30;
const MOST = 500;
const FILTERS = ["region", "rep"];

let asking = null;
let limit = FIRST;

const field = (name) => at(`${name}-filter`);

function query(more = {}) {
  const found = new URLSearchParams(more);
  for (const name of FILTERS) if (field(name).value) found.set(name, field(name).value);
  return found;
}

async function load() {
  asking?.abort();
  const mine = (asking = new AbortController());
  at("today").ariaBusy = "true";
  const { answer, problem } = await call("GET", `/v1/today?${query({ limit })}`, undefined, mine.signal);
  if (mine !== asking) return;
  at("today").ariaBusy = "false";
  showProblem(at("today-error"), problem && inWords(problem));
  if (answer) show(answer);
}

function show(told) {
  at("today-body").hidden = false;
  showTop(told);
  showRisk(told);
  showNews(told);
  showBelow(told);
  at("top-more").hidden = told.top.length >= Math.min(told.total, MOST);
}

function link() {
  const own = query({ lang: page.lang });
  history.replaceState(null, "", `?${own}`);
  at("today-csv").href = `/v1/today.csv?${query({ limit: MOST })}`;
  for (const other of document.querySelectorAll("[data-lang]")) other.href = `?${query({ lang: other.dataset.lang })}`;
}

// As a reader looks for them; the service has the order of the history's own names.
function sortChoices() {
  for (const name of FILTERS) {
    const [all, ...others] = field(name).options;
    field(name).append(all, ...others.sort((a, b) => compared(a.text, b.text)));
  }
}

// A filter that the address names, if the page knows it.
function choose() {
  const asked = new URLSearchParams(location.search);
  for (const name of FILTERS) {
    const known = [...field(name).options].some((option) => option.value === asked.get(name));
    field(name).value = known ? asked.get(name) : "";
  }
}

at("filters").addEventListener("change", () => {
  limit = FIRST;
  link();
  load();
});
at("filters").addEventListener("submit", (event) => event.preventDefault());
at("today-print").addEventListener("click", () => window.print());
at("top-more").addEventListener("click", async () => {
  const before = limit;
  limit = Math.min(limit + STEP, MOST);
  await load();
  at("top").tBodies[0]?.rows[before]?.querySelector("a")?.focus();
});

sortChoices();
choose();
link();
load();
