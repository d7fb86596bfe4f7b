// What a cell says when it is pointed at, line by line.

import { count, day, integer, known, money, named, page, percent, points, ranged, say, signed } from "./wording.js";

const chance = (range) => [
  say("hover_chance", { value: percent(range.value), range: ranged(range, percent) }),
  say("levels", {
    fifty: `${percent(range.low_50)} – ${percent(range.high_50)}`,
    most: `${percent(range.low_95)} – ${percent(range.high_95)}`,
  }),
];

const staffed = (standard, value) =>
  say("hover_staffed", { standard: percent(standard), staffed: percent(value) });

const extra = ({ leads, wins }) => say("hover_extra", { leads: count(leads), wins: count(wins.value), range: ranged(wins) });
const revenue = (range) => (range === null ? [] : [say("hover_revenue", { revenue: money(range.value), range: ranged(range, money) })]);

// `second`: the industry or the source.
export function ofCell(cell, second) {
  return [
    `${named(cell.region)} × ${named(second)}`,
    ...chance(cell.win_probability),
    say("hover_split", { base: percent(cell.base), mix: points(cell.mix), season: points(cell.season), load: points(cell.load) }),
    staffed(cell.standard, cell.win_probability.value),
    extra(cell),
    ...revenue(cell.revenue),
    say("hover_evidence", { evidence: integer(cell.evidence) }),
  ];
}

export function ofWeek(week) {
  return [
    say("hover_week", { region: named(week.region), day: day(week.start) }),
    ...chance(week.win_probability),
    say("hover_arriving", { leads: count(week.arriving) }),
    say("hover_all_wins", { wins: count(week.wins.value), range: ranged(week.wins) }),
    say("hover_without", { wins: count(week.wins_without), change: signed(week.wins.value - week.wins_without) }),
    ...revenue(week.revenue),
    ...(week.load === null ? [] : [say("hover_load", { load: count(week.load) })]),
  ];
}

export function ofRegion(region) {
  const load = { now: known(region.load_now), reached: known(region.load_reached), seen: known(region.load_seen) };
  return [
    named(region.region),
    ...chance(region.win_probability),
    staffed(region.standard, region.win_probability.value),
    say("hover_no_plan", { without: percent(region.probability_without) }),
    extra(region),
    say("hover_net", { net: signed(region.net_wins.value), range: ranged(region.net_wins, signed) }),
    ...(region.load_reached === null ? [] : [`${page.texts.load_per_rep} ${say("load_path", load)}`]),
  ];
}
