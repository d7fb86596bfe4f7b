// Why the score changed since last week: new facts, old ones ageing, another model; and which facts these are.

import { node } from "./nodes.js";
import { pointsOf, row, unit } from "./why.js";
import { localDay, page, percent, say } from "./wording.js";

const at = (id) => document.getElementById(id);

export function showChange({ change }, jump) {
  for (const card of ["change-card", "moved-card"]) at(card).hidden = !change;
  if (!change) return;
  const steps = [
    { label: page.texts.change_facts, points: change.new_facts },
    { label: page.texts.change_ageing, points: change.ageing },
    ...(change.model ? [{ label: page.texts.change_model, points: change.model }] : []),
  ];
  at("change").replaceChildren(
    node("p", "hint", say("change_since", { date: localDay(change.since) })),
    waterfall(100 * change.before, steps, 100 * change.now),
    ...(change.model_note ? [node("p", "change-model", change.model_note[page.lang])] : []),
  );
  at("moved").replaceChildren(moved(change.because, jump));
}

function moved(because, jump) {
  const most = Math.max(...because.map((reason) => Math.abs(reason.points)));
  return because.length
    ? node("ul", "reason-rows moved-rows", ...because.map((reason) => stepped(reason, most, jump)))
    : node("p", "hint", page.texts.change_nothing);
}

// What the facts read now, what they read then, and how much of the change is new and how much age.
function stepped(reason, most, jump) {
  const found = row(reason, most, jump);
  const steps = [
    [page.texts.change_facts, reason.new_facts],
    [page.texts.change_ageing, reason.ageing],
  ].filter(([, points]) => Math.abs(points) >= 0.05);
  const text = found.querySelector("p");
  text.before(node("p", "hint", steps.map(([label, points]) => `${label} ${pointsOf(points)}`).join(" · ")));
  const before = reason.before?.[page.lang];
  if (before && before !== reason[page.lang]) text.after(node("p", "hint", say("change_then", { text: before })));
  return found;
}

// From the score of last week to today's, each step from where the last one ended.
function waterfall(before, steps, now) {
  const rows = [{ label: page.texts.change_before, from: 0, to: before, text: percent(before / 100), className: "total" }];
  let reached = before;
  for (const { label, points } of steps) {
    rows.push({ label, from: reached, to: reached + points, text: pointsOf(points), className: points < 0 ? "lowers" : "raises" });
    reached += points;
  }
  rows.push({ label: page.texts.change_now, from: 0, to: now, text: percent(now / 100), className: "total" });
  const [least, most] = [Math.min(0, ...rows.map(({ to }) => to)), Math.max(...rows.flatMap(({ from, to }) => [from, to]), 0.1)];
  const place = (value) => (100 * (value - least)) / (most - least);
  return node("dl", "waterfall", ...rows.map((each) => step(each, place)));
}

function step({ label, from, to, text, className }, place) {
  const bar = node("i", className);
  bar.style.left = `${place(Math.min(from, to))}%`;
  bar.style.width = `${Math.max(0.6, Math.abs(place(to) - place(from)))}%`;
  const track = node("span", "waterfall-track", bar);
  track.ariaHidden = "true";
  return node("div", "", node("dt", "", label), node("dd", "", track, node("b", className, text), className === "total" ? null : unit()));
}
