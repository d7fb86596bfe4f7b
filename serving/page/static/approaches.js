// Three ways to approach the customer, as cards.

import { evidence } from "./evidence.js";
import { button, node } from "./nodes.js";
import { outcomeForm } from "./outcome.js";
import { localDay, localTime, page } from "./wording.js";

const at = (id) => document.getElementById(id);
const said = (text) => text[page.lang];

export function showApproaches(told, jump) {
  const { plans, held_out: heldOut } = told;
  if (plans.length !== 3) at("plans-heading").textContent = page.texts.plans_heading_some;
  const none = node("p", "hint", heldOut ? page.texts.plans_held_out : page.texts.plans_none);
  at("plans").replaceChildren(...(plans.length ? plans.map((plan, place) => card(plan, place, jump, told)) : [none]));
}

function card(plan, place, jump, told) {
  const heading = node("h3", "", said(plan.title));
  heading.id = `plan-${place}`;
  const copied = node("output", "");
  const copy = button("secondary", page.texts.plan_copy, async () => {
    copied.value = (await copyText(asText(plan))) ? page.texts.plan_copied : page.texts.plan_not_copied;
  });
  copy.setAttribute("aria-describedby", heading.id);
  const found = node(
    "article",
    "card plan-card",
    node("p", "plan-kind", node("b", "", said(plan.role.name)), node("span", "", said(plan.channel.name))),
    heading,
    node("p", "why", said(plan.why)),
    node("dl", "plan-facts", ...fact(page.texts.plan_time, timeOf(plan.best_time), said(plan.best_time.because))),
    evidence(plan.best_time.evidence, plan.best_time.evidence.length, jump),
    node("blockquote", "opening", said(plan.opening)),
    node("h4", "", page.texts.plan_points),
    node("ul", "talking", ...plan.points.map((point) => node("li", "", said(point.text), evidence(point.evidence, point.evidence.length, jump)))),
    node("dl", "plan-facts", ...fact(page.texts.plan_next, said(plan.next_step))),
    node("p", "worked", plan.worked ? said(plan.worked.text) : page.texts.plan_unknown),
    node("div", "plan-tools", copy, copied),
    outcomeForm(plan, told),
  );
  found.setAttribute("aria-labelledby", heading.id);
  return found;
}

const fact = (title, text, more) => [node("div", "", node("dt", "", title), node("dd", "", text, more ? node("small", "aside", more) : null))];

const timeOf = ({ start, end }) => `${localDay(start, { year: false })} ${localTime(start)}–${localTime(end)}`;

function asText(plan) {
  const points = plan.points.map((point) => `- ${said(point.text)}`);
  return [said(plan.opening), "", ...points, "", said(plan.next_step)].join("\n");
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
