// The leads that are open, each with its chance to be won within a month.

import { node, pageLink, pathOf } from "./nodes.js";
import { draw, number } from "./table.js";
import { known, localDay, money, named, page, percent } from "./wording.js";

export function showLeads({ entity, open_leads: leads }) {
  const card = document.getElementById("leads-card");
  card.hidden = entity === "lead" && leads.length === 0;
  const table = document.getElementById("leads");
  if (leads.length === 0) {
    table.replaceWith(node("p", "hint", page.texts.leads_none));
    return;
  }
  draw(table, columns(entity), leads);
}

function columns(entity) {
  const title = (lead) => (entity === "account" ? pageLink(pathOf("lead", lead.lead_id), page.lang, lead.lead_id) : lead.lead_id);
  return [
    { label: page.texts.lead_column, show: title, head: true },
    { label: page.texts.stage, show: (lead) => lead.stage_name?.[page.lang] ?? page.texts.none },
    { label: page.texts.stage_since, show: (lead) => localDay(lead.since) },
    { label: page.texts.rep, show: (lead) => lead.rep?.name ?? lead.rep?.id ?? page.texts.none },
    { label: page.texts.product, show: (lead) => named(lead.product) ?? page.texts.none },
    number(page.texts.value, (lead) => lead.value, (value) => known(value, money)),
    number(page.texts.win_30d, (lead) => lead.win_30d, (value) => known(value, percent)),
  ];
}
