"""A simulated world as the export of a Chinese CRM, with the SQL that reads it back."""

import json
from pathlib import Path

import pandas as pd

from history.record import History
from history.settings import Business
from history.simulator.world import World
from history.tables import TABLES, Kind

FILES = {
    "accounts": "customers.csv",
    "reps": "sales_reps.csv",
    "leads": "leads.csv",
    "stage_changes": "lead_stages.csv",
    "activities": "activities.csv",
    "orders": "orders.csv",
    "signals": "web_signals.csv",
}
HEADERS = {
    "account_id": "客户编号",
    "name": "名称",
    "region": "大区",
    "industry": "行业",
    "employees": "员工人数",
    "website": "网址",
    "valid_from": "生效时间",
    "rep_id": "销售编号",
    "joined_at": "入职时间",
    "left_at": "离职时间",
    "lead_id": "线索编号",
    "created_at": "创建时间",
    "source": "来源",
    "product": "产品",
    "value": "预计金额",
    "stage": "阶段",
    "changed_at": "变更时间",
    "reason": "原因",
    "activity_id": "活动编号",
    "kind": "类型",
    "happened_at": "发生时间",
    "direction": "方向",
    "duration_s": "时长（秒）",
    "details": "详情",
    "order_id": "订单编号",
    "ordered_at": "下单时间",
    "amount": "金额",
    "paid": "已付金额",
    "signal_id": "动态编号",
    "url": "链接",
    "published_at": "发布时间",
    "observed_at": "采集时间",
    "title": "标题",
    "text": "正文",
    "recorded_at": "录入时间",
}
# What English-speaking readers and planners call the names of a usual world.
ENGLISH = {
    "华东": ["East", "East China"],
    "华南": ["South", "South China"],
    "华北": ["North", "North China"],
    "华中": ["Central", "Central China"],
    "西南": ["Southwest", "Southwest China"],
    "东北": ["Northeast", "Northeast China"],
    "西北": ["Northwest", "Northwest China"],
    "制造业": ["Manufacturing"],
    "信息技术": ["IT", "technology"],
    "零售": ["Retail"],
    "医疗健康": ["Healthcare"],
    "金融": ["Finance"],
    "物流": ["Logistics"],
    "教育": ["Education"],
    "能源": ["Energy"],
    "官网": ["Website"],
    "广告": ["Ads", "advertising"],
    "展会": ["Trade fairs", "events"],
    "电话": ["Phone"],
    "转介绍": ["Referrals"],
    "标准版": ["Standard"],
    "专业版": ["Professional"],
    "企业版": ["Enterprise"],
    "数据服务": ["Data services"],
    "实施服务": ["Implementation"],
}
ENDS = {"won": "赢单", "lost": "输单"}


def write_export(world: World, folder: Path) -> None:
    """Write the world below `folder`: CSV files in `export/`, one `<table>.sql` each in `sql/`, and `leadcast.toml`.

    Read back by `leadcast import folder/export --sql folder/sql`, it gives `world.history` row for row. Times are
    those of the business, with their offset from UTC; the stages that end a lead bear the CRM's own names.
    """
    exported, mapping = folder / "export", folder / "sql"
    for each in (exported, mapping):
        each.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        _localised(world.history, table).to_csv(exported / FILES[table], index=False)
        (mapping / f"{table}.sql").write_text(_sql(table), encoding="utf-8")
    (folder / "leadcast.toml").write_text(settings_text(world.history.business), encoding="utf-8")


def _localised(history: History, table: str) -> pd.DataFrame:
    rows = history[table].copy()
    for column in rows.select_dtypes("datetimetz"):
        local = rows[column].dt.tz_convert(history.business.time_zone)
        rows[column] = local.astype("str").where(local.notna())
    if table == "stage_changes":
        rows["stage"] = rows["stage"].replace(ENDS)
    return rows.rename(columns=HEADERS)


def _sql(table: str) -> str:
    kinds = {column.name: column.kind for column in TABLES[table].columns}
    columns = [f"    {_read(name, kinds.get(name, Kind.TIME))} AS {name}" for name in TABLES[table].names]
    fields = ",\n".join(columns)
    return f"SELECT\n{fields}\nFROM read_csv('{FILES[table]}', header = true, all_varchar = true)\n"


def _read(name: str, kind: Kind) -> str:
    field = f'"{HEADERS[name]}"'
    if name == "stage":
        ends = " ".join(f"WHEN '{theirs}' THEN '{ours}'" for ours, theirs in ENDS.items())
        return f"CASE {field} {ends} ELSE {field} END"
    return field + {Kind.NUMBER: "::DOUBLE", Kind.TIME: "::TIMESTAMPTZ"}.get(kind, "")


def settings_text(business: Business) -> str:
    """The `leadcast.toml` of a simulated business."""
    stages = ", ".join(json.dumps(stage, ensure_ascii=False) for stage in business.stages)
    return (
        "# A simulated world: no row of it is real.\n\n"
        "[business]\n"
        f"time_zone = {json.dumps(business.time_zone)}\n"
        f"country = {json.dumps(business.country)}\n"
        "# The open stages in their order. `won` and `lost` end a lead and are not listed.\n"
        f"stages = [{stages}]\n"
        "simulated = true\n\n"
        "# What the names are called in English: on the page, and in questions.\n"
        "[questions.also]\n"
        + "".join(
            f"{json.dumps(name, ensure_ascii=False)} = {json.dumps(called)}\n" for name, called in ENGLISH.items()
        )
    )
