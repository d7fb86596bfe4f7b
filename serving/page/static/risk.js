// The open leads whose chance to be won fell most, each with what goes along with the fall.

import { evidence } from "./evidence.js";
import { node, pageLink, pathOf } from "./nodes.js";
import { showRemarks } from "./remarks.js";
import { localDay, money, named, page, percent, points, say } from "./wording.js";

const at = (id) => document.getElementById(id);

export function showRisk(told) {
  at("risk-hint").textContent = page.texts.risk_hint;
  showRemarks(at("risk-hint"), told, "at_risk");
  at("risk").replaceChildren(...told.at_risk.map(card));
}

function card(lead) {
  const facts = [named(lead.region), lead.rep && (lead.rep.name ?? lead.rep.id), lead.value === null ? null : say("value_named", { value: money(lead.value) })];
  const where = lead.stage && say(lead.since ? "stage_held" : "stage_named", { stage: lead.stage_name[page.lang], date: lead.since && localDay(lead.since) });
  return node(
    "article",
    "card risk-card",
    node("h3", "", pageLink(pathOf("lead", lead.lead_id), page.lang, lead.name ?? lead.lead_id)),
    node("p", "hint", [lead.name ? lead.lead_id : null, ...facts].filter(Boolean).join(" · ")),
    where ? node("p", "hint", where) : null,
    fall(lead),
    node("ul", "talking", ...lead.causes.map((cause) => node("li", "", cause[page.lang], evidence(cause.evidence, cause.evidence.length)))),
  );
}

function fall({ before, now }) {
  const bar = (className, value) => {
    const found = node("i", className);
    found.style.width = `${(100 * value) / (before || 1)}%`;
    return found;
  };
  const track = node("div", "fall-bar", bar("before", before), bar("now", now));
  track.ariaHidden = "true";
  const numbers = node("p", "fall", node("span", "", percent(before)), " → ", node("b", "", percent(now)), node("span", "drop", `${points(now - before)} ${page.texts.points_unit}`));
  return node("div", "", node("p", "hint", page.texts.fall_label), numbers, track);
}
