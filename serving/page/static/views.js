// What the heatmap can show: region × industry, week or source, or a map; and of each a chance, wins or a change.

import * as hover from "./hover.js";
import { amounts, changes, endsAround, endsOf } from "./scale.js";
import { count, day, named, page, percent, points, say, signed } from "./wording.js";

const distinct = (values) => [...new Set(values)];
const wins = (row) => row.wins.value;
const chance = (row) => row.win_probability.value;
const byLoad = { change: (row) => chance(row) - row.standard, show: points, least: 0.005 };
const thin = (row) => row.evidence < page.thin;

// `second` names the columns, `change` what the third measure is and how its values are shown.
export const VIEWS = {
  industry: {
    rows: (forecast) => forecast.cells,
    second: (row) => row.industry,
    said: (name) => named(name),
    hover: (row) => hover.ofCell(row, row.industry),
    ...byLoad,
    thin,
  },
  source: {
    rows: (forecast) => forecast.sources,
    second: (row) => row.source,
    said: (name) => named(name),
    hover: (row) => hover.ofCell(row, row.source),
    ...byLoad,
    thin,
  },
  week: {
    rows: (forecast) => forecast.region_weeks,
    second: (row) => row.start,
    said: (start) => day(start, { year: false }),
    hover: hover.ofWeek,
    change: (row) => wins(row) - row.wins_without,
    show: signed,
    least: 0.2,
    thin: () => false,
  },
  map: {
    rows: (forecast) => forecast.regions,
    second: () => "",
    said: () => "",
    hover: hover.ofRegion,
    change: (row) => row.net_wins.value,
    show: signed,
    least: 0.2,
    thin: () => false,
  },
};

const heading = {
  industry: () => page.texts.heat_heading_industry,
  week: () => page.texts.heat_heading_week,
  source: () => page.texts.heat_heading_source,
  map: () => page.texts.heat_heading_map,
};

// What a measure is called in a view, in a few words and in a sentence.
function measureOf(view, measure, weeks) {
  const whole = view === "week" || view === "map";
  if (measure === "chance") {
    const says = view === "week" ? say("says_chance_week", { weeks }) : say("says_chance", { weeks });
    return { name: page.texts.measure_chance, says };
  }
  if (measure === "wins") {
    return { name: page.texts.measure_wins, says: view === "week" ? page.texts.says_wins_all : say("says_wins", { weeks }) };
  }
  return whole
    ? { name: page.texts.measure_change, says: page.texts.says_change }
    : { name: page.texts.measure_load, says: page.texts.says_load };
}

// One picture: rows × columns of cells, each {value, text, hover, thin}, with scale and titles.
export function picture(forecast, view, measure) {
  const spec = VIEWS[view];
  const rows = spec.rows(forecast);
  const value = { chance, wins, change: spec.change }[measure];
  const show = { chance: percent, wins: count, change: spec.show }[measure];
  const diverging = measure === "change";
  const values = rows.map(value);
  const least = { chance: 0.02, wins: 0.5, change: spec.least }[measure];
  return {
    view,
    heading: heading[view](),
    measure: measureOf(view, measure, forecast.scenario.horizon_weeks),
    regions: distinct(rows.map((row) => row.region)),
    columns: distinct(rows.map(spec.second)),
    said: spec.said,
    cells: rows.map((row) => cellOf(row, spec, value(row), show)),
    ends: diverging ? endsAround(values, least) : endsOf(values, least),
    colours: diverging ? changes() : amounts(),
    show,
  };
}

function cellOf(row, spec, value, show) {
  return { region: row.region, column: spec.second(row), value, text: show(value), hover: spec.hover(row), thin: spec.thin(row) };
}
