// Signals that came in since the last working day ended, by account.

import { source, wordsOf } from "./evidence.js";
import { node, pageLink, pathOf, unfolding } from "./nodes.js";
import { showRemarks } from "./remarks.js";
import { localDay, localTime, named, page, percent, say } from "./wording.js";

const at = (id) => document.getElementById(id);
const FIRST = 9;

export function showNews(told) {
  at("news-hint").textContent = say("news_since", { date: localDay(told.signals_since), time: localTime(told.signals_since) });
  showRemarks(at("news-hint"), told, "signals");
  const accounts = Map.groupBy(told.signals, (signal) => signal.account_id);
  const all = [...accounts.values()].map(account);
  const more = all.slice(FIRST);
  for (const each of more) each.hidden = true;
  at("news").replaceChildren(...all);
  at("news-more").hidden = more.length === 0;
  at("news-more").onclick = () => {
    for (const each of more) each.hidden = false;
    at("news-more").hidden = true;
    more[0].querySelector("a").focus();
  };
}

function account(signals) {
  const { account_id: id, name, region, rep, probability } = signals[0];
  const facts = [named(region), rep && (rep.name ?? rep.id), probability === null ? null : say("chance_named", { chance: percent(probability) })];
  return node(
    "section",
    "news-account",
    node("h3", "", pageLink(pathOf("account", id), page.lang, name ?? id)),
    node("p", "hint", facts.filter(Boolean).join(" · ")),
    node("ul", "evidence-rows", ...signals.map(line)),
  );
}

function line(signal) {
  const about = node("span", "about", ...signal.topics.map((topic) => node("span", "topic", page.topics[topic] ?? topic)));
  if (signal.copies) about.append(node("span", "", say("copies", { count: signal.copies })));
  const seen = node("time", "", `${localDay(signal.recorded_at, { year: false })} ${localTime(signal.recorded_at)}`);
  seen.dateTime = signal.recorded_at;
  const said = source(signal);
  return node("li", "", seen, node("span", "told", wordsOf(signal)), about, said && unfolding(page.texts.more_of_it, () => said));
}
