// Why the score is what it is: what speaks for a purchase and what against, each with what it rests on.

import { evidence } from "./evidence.js";
import { node } from "./nodes.js";
import { page, percent, say } from "./wording.js";

const at = (id) => document.getElementById(id);

export function showReasons({ reasons = [], score }, jump) {
  at("reasons-card").hidden = !score;
  if (!score) return;
  if (reasons.length === 0) {
    at("reasons").replaceChildren(node("p", "hint", page.texts.reasons_none));
    return;
  }
  const most = Math.max(...reasons.map((reason) => Math.abs(reason.points)));
  const side = (effect, title, none) => {
    const some = reasons.filter((reason) => reason.effect === effect);
    const list = some.length
      ? node("ul", "reason-rows", ...some.map((reason) => row(reason, most, jump)))
      : node("p", "hint", none);
    return node("div", effect, node("h3", "", title), list);
  };
  at("reasons").replaceChildren(
    side("raises", page.texts.reasons_for, page.texts.reasons_none_raises),
    side("lowers", page.texts.reasons_against, page.texts.reasons_none_lowers),
  );
}

// "+3.2": what it adds to the probability, in points.
export const pointsOf = (value) => {
  const text = percent(value / 100).replace("%", "");
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
};

export const unit = () => node("small", "", page.texts.points_unit);

export function row(reason, most, jump) {
  const bar = node("i", "");
  bar.style.width = `${(100 * Math.abs(reason.points)) / (most || 1)}%`;
  const track = node("div", "reason-bar", bar);
  track.ariaHidden = "true";
  const points = node("b", "points", pointsOf(reason.points));
  points.title = say("points_long", { points: pointsOf(reason.points) });
  const head = node("div", "reason-head", node("span", "reason-label", reason.label[page.lang]), points, unit());
  const found = node("li", `reason ${reason.effect}`, head, track, node("p", "", reason[page.lang]), evidence(reason.evidence, reason.evidence_count, jump));
  return found;
}
