// Rows of the history that a sentence rests on, each with its date, to be opened.

import { node, unfolding, webLink } from "./nodes.js";
import { localDay, page, say } from "./wording.js";

export const keyOf = ({ table, key }) => JSON.stringify([table, ...key]);

// What the source itself says: words, page before and after, where to read it.
export function source(row) {
  const parts = [];
  if (row.quote && row.quote !== row.title) parts.push(node("blockquote", "", row.quote));
  if (row.before || row.after) parts.push(changes(row));
  const link = webLink(row.url, page.texts.open_source);
  if (link) parts.push(node("p", "", link));
  return parts.length ? node("div", "source", ...parts) : null;
}

function changes({ before, after }) {
  const line = (className, title, text) => node("p", className, node("b", "", title), " ", text ?? page.texts.nothing_there);
  return node("div", "changes", line("before", page.texts.page_before, before), line("after", page.texts.page_after, after));
}

// What a row is, where the service has not put it in words.
function named({ table, kind, title }) {
  const names = {
    call: page.texts.kind_call,
    email: page.texts.kind_email,
    meeting: page.texts.kind_meeting,
    demo: page.texts.kind_demo,
    quote: page.texts.kind_quote,
    site_visit: page.texts.kind_site_visit,
    web_visit: page.texts.kind_web_visit,
    site_update: page.texts.kind_site_update,
    job_posting: page.texts.kind_job_posting,
    patent: page.texts.kind_patent,
    news: page.texts.kind_news,
    lead: page.texts.kind_lead,
    order: page.texts.kind_order,
    account: page.texts.kind_account,
    won: page.texts.kind_won,
    lost: page.texts.kind_lost,
  };
  const stage = table === "stage_changes" && !names[kind];
  const what = stage ? say("stage_named", { stage: kind }) : (names[kind] ?? kind);
  return title ? `${what}${page.texts.colon}${title}` : what;
}

// The rows that the service has put in words, by key.
let told = new Map();

export function learn(items) {
  told = new Map(items.map((item) => [keyOf(item), item]));
}

export const wordsOf = (row) => (row[page.lang] ?? told.get(keyOf(row))?.[page.lang]) || named(row);

function line(row, jump) {
  const text = wordsOf(row);
  const date = node("time", "", localDay(row.at));
  date.dateTime = row.at;
  const item = node("li", "", date, node("span", "told", text), source(row));
  if (jump) {
    const link = node("a", "jump", page.texts.show_in_timeline);
    link.href = "#timeline";
    link.setAttribute("aria-label", say("show_named", { name: text }));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      jump(row);
    });
    item.append(link);
  }
  return item;
}

// A list that unfolds; `count` is how many rows there are, of which `rows` are the newest.
export function evidence(rows, count, jump) {
  if (rows.length === 0) return null;
  const summary = count > rows.length ? say("evidence_some", { shown: rows.length, count }) : say("evidence_all", { count });
  const found = unfolding(summary, () => node("ul", "evidence-rows", ...rows.map((each) => line(each, jump))));
  found.classList.add("evidence");
  return found;
}
