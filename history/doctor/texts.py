"""What each check says, in English and Chinese: what is wrong, and what to do about it.

`{count}` and `{share}` stand in every finding, the other names in braces in those of that rule.
"""

TEXTS: dict[str, tuple[str, str]] = {
    "empty_history": (
        "The history is empty: none of its {count} tables has a row. Import an export, or look into the rejects "
        "file of the last import.",
        "历史为空：{count} 张表都没有数据。请先导入数据，或查看上次导入的拒绝文件。",
    ),
    "no_wins": (
        "No purchase in the whole history, so no model can be trained. [business] purchase asks for {asked} "
        "(besides: {others}). Import orders, or map the CRM's closing stage to 'won' in stage_changes.sql.",
        "整个历史中没有任何购买，无法训练模型。[business] purchase 要求 {asked}（此外还有：{others}）。请导入订单，"
        "或在 stage_changes.sql 中把 CRM 的成交阶段映射为 'won'。",
    ),
    "short_history": (
        "The history covers {weeks} weeks. Training wants 8 or more, to learn on the earlier ones and be tested "
        "on the later ones: import older data, or wait.",
        "历史只覆盖 {weeks} 周。训练至少需要 8 周：用较早的学习，用较晚的检验。请导入更早的数据，或再等一段时间。",
    ),
    "future_dates": (
        "Rows that happened after the moment of this check: {count} ({share}). Mend the dates in the export, or "
        "its time zone in [business] time_zone; no score uses them until then.",
        "{count} 行（{share}）的发生时间晚于检查时刻。请更正导出数据中的日期，或检查 [business] time_zone 时区；"
        "在此之前评分不会使用这些行。",
    ),
    "recorded_before": (
        "Events recorded before they happened, which show a model the future: {count} ({share}). Set recorded_at "
        "in the SQL to when the row was really entered, or leave it out.",
        "{count} 个事件（{share}）的记录时间早于发生时间，模型会因此看到未来。请在 SQL 中把 recorded_at 设为真实"
        "录入时间，或不提供该列。",
    ),
    "recorded_late": (
        "Events recorded more than 30 days after they happened: {count} ({share}); of all, half within {usual} "
        "days and 95 % within {most}. If recorded_at is the date of the export, leave it out and set [business] "
        "lags instead.",
        "{count} 个事件（{share}）在发生 30 天之后才被记录（一半在 {usual} 天内，95% 在 {most} 天内）。如果 "
        "recorded_at 只是导出日期，请不要提供该列，改用 [business] lags 设置。",
    ),
    "stage_before_creation": (
        "Stage changes from before their lead was created: {count} ({share}). Check which of the two dates is "
        "right; often created_at is the date of an import: map it to the true first contact.",
        "{count} 次阶段变更（{share}）早于线索创建时间。请核对两个日期：created_at 常被写成导入日期，应映射为真正"
        "的首次接触时间。",
    ),
    "published_after_observed": (
        "Signals observed before they were published: {count} ({share}). Check the source's time zone and its "
        "reading of the publication date.",
        "{count} 条信号（{share}）的采集时间早于发布时间。请检查该来源的时区以及发布日期的解析方式。",
    ),
    "orphans": (
        "References that point to nothing: {count} ({share}), in {where}. Check that both sides write the id "
        "alike (spaces, leading zeros, capitals), and that the export holds all accounts, leads and reps.",
        "{count} 处引用（{share}）找不到对象：{where}。请检查两侧编号的写法是否一致（空格、前导零、大小写），以及"
        "导出是否包含全部客户、线索和销售。",
    ),
    "unassigned": (
        "Open leads without a rep: {count} ({share} of those open). Assign them, or map the owner to rep_id in "
        "leads.sql: they count in nobody's workload.",
        "{count} 条未结束的线索（占未结束线索的 {share}）没有负责人。请分配负责人，或在 leads.sql 中把负责人映射"
        "为 rep_id：它们不计入任何人的工作量。",
    ),
    "owner_left": (
        "Open leads of reps who have left: {count} ({share} of those open). Hand them over in the CRM, or close "
        "them as lost.",
        "{count} 条未结束的线索（占未结束线索的 {share}）仍属于已离职的销售。请在 CRM 中移交，或标记为 lost。",
    ),
    "reps_overlapping": (
        "Reps who bear the name of another working at the same time: {count} ({share}). If they are one person, "
        "map both to one rep_id: the load of a region is divided by its reps.",
        "{count} 名销售（{share}）与另一名同时在职的销售同名。若为同一人，请映射为同一个 rep_id：区域负荷按销售人"
        "数分摊。",
    ),
    "unlisted_stages": (
        "Stages that the settings do not list, so that their place in the funnel is a guess: {count}. Put this "
        "in the right order: [business] stages = {stages}",
        "有 {count} 个阶段未在设置中列出，其在漏斗中的位置只能猜测。请调整为正确顺序后写入：[business] stages = "
        "{stages}",
    ),
    "unseen_stages": (
        "Stages of the settings that never occur in the data: {count}. Check their spelling in [business] "
        "stages, or take them out.",
        "设置中的 {count} 个阶段在数据中从未出现。请检查 [business] stages 的拼写，或将其删除。",
    ),
    "ended_twice": (
        "Leads that end more than once, of which only the first end counts: {count} ({share}). If a lead was "
        "reopened, give it a new id; if one end is a mistake, leave it out in stage_changes.sql.",
        "{count} 条线索（{share}）结束了不止一次，只有第一次有效。若是重新打开的线索，请使用新的编号；若是误录，"
        "请在 stage_changes.sql 中排除。",
    ),
    "after_end": (
        "Events after their lead's end: {count} ({share}), of them stage changes {changes} and activities more "
        "than a day later {activities}. They do not reopen it: give a lead that comes back a new id.",
        "{count} 个事件（{share}）发生在线索结束之后：{changes} 次阶段变更，{activities} 次一天之后的活动。它们不"
        "会使线索重新打开：重新激活的线索请使用新的编号。",
    ),
    "never_moved": (
        "Leads older than 30 days without any stage change: {count} ({share}). Check that stage_changes.sql "
        "gives the first stage too, and the leads that were lost without a word.",
        "{count} 条线索（{share}）创建已超过 30 天却没有任何阶段变更。请检查 stage_changes.sql 是否包含初始阶段，"
        "以及无疾而终的线索。",
    ),
    "open_too_long": (
        "Open leads created more than a year ago: {count} ({share} of those open). Close them as lost, on the "
        "day on which hope ended, so that they count neither as chances nor as work.",
        "{count} 条未结束的线索（占未结束线索的 {share}）创建已超过一年。请以放弃之日将其标记为 lost，以免被当作"
        "机会和工作量。",
    ),
    "no_losses": (
        "Leads without a win, none of which is marked as lost: {count}. If the CRM knows which were given up, "
        "add them to stage_changes.sql as 'lost'; until then they count as open for ever.",
        "{count} 条未成交的线索无一标记为 lost。如果 CRM 记录了放弃的线索，请在 stage_changes.sql 中以 'lost' 给"
        "出；否则它们永远算作未结束。",
    ),
    "overpaid": (
        "Orders paid with more than 110 % of their amount: {count} ({share}). Check currencies, payments booked "
        "twice, and contracts that were raised later: amount should be the contract's last one.",
        "{count} 笔订单（{share}）的付款超过合同金额的 110%。请检查币种、重复入账，以及后来追加的合同：amount 应"
        "为合同的最新金额。",
    ),
    "bad_amounts": (
        "Amounts that are zero or negative: {count} ({share}). Leave an unknown amount empty instead of 0, and "
        "do not import a refund as an order: each order counts as a purchase.",
        "{count} 个金额（{share}）为零或负数。未知金额请留空而不要填 0；退款不要作为订单导入：每笔订单都算一次购买。",
    ),
    "duplicate_accounts": (
        "Companies under several account ids, by name or website: {count}. Merge them in the CRM, or map them to "
        "one account_id in the SQL: what one of them did is unknown of the other.",
        "{count} 家公司以多个客户编号出现（名称或网站相同）。请在 CRM 中合并，或在 SQL 中映射为同一个 account_id："
        "否则彼此的历史互不可见。",
    ),
    "placeholder_names": (
        "Accounts that share a name with so many others that it names nobody: {count} ({share}). Map the "
        "company's name to `name` in accounts.sql; where there is none, use the id.",
        "{count} 个客户（{share}）的名称与过多其他客户相同，无法辨认。请在 accounts.sql 中把公司名称映射到 name；"
        "没有名称时请使用编号。",
    ),
    "silent_sources": (
        "Sources that used to report and are silent for more than four times their usual gap: {count}. Check "
        "their connection, or whether the export is complete; one that was closed on purpose needs nothing.",
        "{count} 个原本规律的来源已沉默超过其通常间隔的四倍。请检查其连接或导出是否完整；若是主动停用的来源，则无"
        "需处理。",
    ),
    "fields_stopped": (
        "Fields filled less than half as often in the last 28 days as before: {count}. Check whether the field "
        "was renamed in the CRM or is no longer asked for; a model trained on it meets the unknown.",
        "{count} 个字段最近 28 天的填写率不到以往的一半。请检查该字段是否在 CRM 中改名或不再填写；依赖它的模型将"
        "只看到未知值。",
    ),
    "no_region": (
        "Leads without region, which the sandbox shows as unknown: {count} ({share}). Asked: {sources}. Fill one "
        "of these, or name in [business] region what may stand for it, such as 'lead.source'.",
        "{count} 条线索（{share}）没有区域，沙盘中显示为未知。已查找：{sources}。请补全其中之一，或在 [business] "
        "region 中指定替代来源，例如 'lead.source'。",
    ),
    "no_industry": (
        "Leads without industry, which the sandbox shows as unknown: {count} ({share}). Asked: {sources}. Fill "
        "one of these, or name in [business] industry what may stand for it, such as 'lead.source'.",
        "{count} 条线索（{share}）没有行业，沙盘中显示为未知。已查找：{sources}。请补全其中之一，或在 [business] "
        "industry 中指定替代来源，例如 'lead.source'。",
    ),
}
