// Why a part of the list is empty, or how it is ordered.

import { node } from "./nodes.js";
import { GAP, page } from "./wording.js";

export function showRemarks(place, { remarks }, part) {
  for (const remark of remarks.filter((each) => each.part === part)) place.append(node("span", "remark", `${GAP}${remark[page.lang]}`));
}
