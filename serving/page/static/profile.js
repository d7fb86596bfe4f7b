// Who it is, and how likely to buy.

import { node, pageLink, pathOf, webLink } from "./nodes.js";
import { integer, named, page, percent, say } from "./wording.js";

// A sign, a word, and a few more where there is room.
const TRENDS = {
  improving: ["↗", page.texts.improving, page.texts.trend_improving],
  steady: ["→", page.texts.steady, page.texts.trend_steady],
  declining: ["↘", page.texts.declining, page.texts.trend_declining],
};

export function showProfile(place, told) {
  place.replaceChildren(names(told), ...(told.score ? [score(told)] : [node("p", "hint", page.texts.no_score)]));
}

function names(told) {
  const facts = [
    named(told.region),
    named(told.industry),
    told.employees === null ? null : say("employees", { count: integer(told.employees) }),
    told.rep && say("rep_named", { name: told.rep.name ?? told.rep.id }),
  ].filter(Boolean);
  const title = told.entity === "lead" ? say("lead_named", { id: told.id }) : (told.name ?? told.id);
  const links = [
    told.account && pageLink(pathOf("account", told.account.id), page.lang, told.account.name ?? told.account.id),
    webLink(told.website, page.texts.website),
    told.entity === "account" ? node("span", "id", told.id) : null,
  ];
  return node("div", "names", node("h1", "", title), node("p", "facts", facts.join(" · ")), node("p", "links", ...links));
}

function score({ score: found, horizon_days: days }) {
  const { low, high } = found.interval;
  return node(
    "div",
    "standing",
    gradeOf(found.grade, true),
    node(
      "div",
      "",
      node("p", "chance-label", say("chance_of", { days: integer(days) })),
      node("p", "figure", percent(found.probability)),
      range(low, high),
      node("p", "more", say("higher_than", { share: percent(found.percentile / 100) })),
    ),
    trendOf(found.trend, true),
  );
}

function range(low, high) {
  const found = node("p", "range", say("chance_range", { low: percent(low), high: percent(high) }));
  found.title = page.texts.chance_range_long;
  return found;
}

export function gradeOf(grade, large = false) {
  const found = node("span", `grade grade-${grade}${large ? " large" : ""}`, grade);
  found.title = say("grade_named", { grade });
  return found;
}

export function trendOf(trend, long = false) {
  if (!trend) return node("span", "trend", page.texts.none);
  const [sign, short, whole] = TRENDS[trend];
  const arrow = node("i", "", sign);
  arrow.ariaHidden = "true";
  return node("span", `trend ${trend}`, arrow, ` ${long ? whole : short}`);
}
