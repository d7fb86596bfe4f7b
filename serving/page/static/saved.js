// Scenarios that are kept on the server, with who kept them and when.

import { inWords, showAt } from "./faults.js";
import { fromScenario, toScenario } from "./plan.js";
import { call } from "./service.js";
import { moment, page, say } from "./wording.js";

const at = (id) => document.getElementById(id);
const PATH = "/v1/scenarios";
const AUTHOR = "leadcast.author";

let actions = {};

// `current()` is the plan to save with the question it was asked as; `open` and `compare` take what was saved.
export function listen(given) {
  actions = given;
  at("save-author").value = localStorage.getItem(AUTHOR) ?? "";
  at("save").addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  refresh();
}

async function refresh() {
  const { answer, problem } = await call("GET", PATH);
  showAt(at("saved-error"), problem ? inWords(problem) : null);
  if (answer) show(answer.scenarios);
}

async function save() {
  const [name, author] = ["save-name", "save-author"].map((id) => at(id).value.trim());
  showAt(at("save-name-error"), name ? null : page.texts.error_name);
  showAt(at("save-author-error"), author ? null : page.texts.error_author);
  const current = actions.current();
  if (!name || !author || !current) return;
  localStorage.setItem(AUTHOR, author);
  const body = { name, author, plan: toScenario(current.plan), ...(current.question ? { question: current.question } : {}) };
  const { problem } = await call("POST", PATH, body);
  showAt(at("saved-error"), problem ? inWords(problem) : null);
  if (problem) return;
  at("save-name").value = "";
  await refresh();
}

function show(scenarios) {
  at("saved-total").value = scenarios.length ? String(scenarios.length) : "";
  at("saved-none").hidden = scenarios.length > 0;
  at("saved-list").replaceChildren(...scenarios.map(item));
}

function button(text, label, onClick) {
  const found = document.createElement("button");
  found.type = "button";
  found.className = "link";
  found.textContent = text;
  found.setAttribute("aria-label", label);
  found.addEventListener("click", onClick);
  return found;
}

function item(scenario) {
  const { name, author } = scenario;
  const found = document.createElement("li");
  const [title, by, buttons] = ["b", "small", "span"].map((each) => document.createElement(each));
  title.textContent = name;
  by.textContent = say("saved_by", { author, moment: moment(scenario.saved_at) });
  by.className = "aside";
  buttons.className = "title-buttons";
  const plan = () => fromScenario(scenario.plan);
  buttons.append(
    button(page.texts.open, say("open_named", { name }), () => actions.open(plan(), scenario.question ?? "")),
    button(page.texts.compare, say("compare_named", { name }), () => actions.compare(plan(), name)),
    deletion(scenario),
  );
  found.append(title, by, buttons);
  return found;
}

// The first press asks, the second deletes.
function deletion({ id, name }) {
  let sure = false;
  const found = button(page.texts.delete, say("delete_named", { name }), async () => {
    if (!sure) {
      sure = true;
      found.textContent = page.texts.delete_sure;
      found.setAttribute("aria-label", say("delete_sure_named", { name }));
      return;
    }
    const { problem } = await call("DELETE", `${PATH}/${encodeURIComponent(id)}`);
    await refresh();
    if (problem) showAt(at("saved-error"), inWords(problem));
    at("save-name").focus();
  });
  return found;
}
