"""What a simulated world is made of, before chance has its say."""

import zoneinfo
from datetime import date
from typing import Annotated, Self

import holidays
from pydantic import BaseModel, ConfigDict, Field, model_validator

from history.settings import Business

Names = Annotated[tuple[str, ...], Field(min_length=1)]


class ExtraLeads(BaseModel):
    """`count` leads beyond the usual ones, spread evenly over the working days among `days` calendar days from `start`.

    What is left out (`region`, `industry`, `source`) falls as it does for the usual leads.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: date
    days: int = Field(7, ge=1)
    count: int = Field(ge=0)
    region: str | None = None
    industry: str | None = None
    source: str | None = None


class WorldConfig(BaseModel):
    """The size, the clock and the vocabulary of a simulated world.

    `days` are calendar days of `time_zone` from `start`. Names stand in falling order of their share.
    `reps_per_region` follows the order of `regions`; None hires one rep for about 33 accounts. `load_effect` is what
    the log-odds of a win lose per unit of log(load): the win hazard goes with (load / `reference_load`)^-load_effect.
    `surges` is the number of campaign weeks that flood one or two regions with leads; None means one in 45 days.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    accounts: int = Field(2_000, ge=1)
    start: date = date(2025, 1, 6)
    days: int = Field(540, ge=1, le=10_000)
    time_zone: str = "Asia/Shanghai"
    country: str = "CN"
    regions: Names = ("华东", "华南", "华北", "华中", "西南", "东北", "西北")
    industries: Names = ("制造业", "信息技术", "零售", "医疗健康", "金融", "物流", "教育", "能源")
    sources: Names = ("官网", "广告", "展会", "电话", "转介绍")
    products: Names = ("标准版", "专业版", "企业版", "数据服务", "实施服务")
    stages: Annotated[tuple[str, ...], Field(min_length=2, max_length=20)] = (
        "新建",
        "已联系",
        "需求确认",
        "方案报价",
        "商务谈判",
    )
    reps_per_region: tuple[Annotated[int, Field(ge=1)], ...] | None = None
    rep_capacity: float = Field(6.0, gt=0, description="outbound touches that a rep manages in a working day")
    load_effect: float = Field(0.6, ge=0)
    reference_load: float = Field(18.0, gt=0, description="open leads per active rep at which load changes nothing")
    surges: int | None = Field(None, ge=0)
    extra_leads: tuple[ExtraLeads, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.time_zone not in zoneinfo.available_timezones():
            raise ValueError(f"time_zone {self.time_zone!r} is not in the time zone database; try 'Asia/Shanghai'")
        if self.country not in holidays.list_supported_countries():
            raise ValueError(f"country {self.country!r} has no holiday calendar; give a code such as 'CN' or 'DE'")
        if self.reps_per_region is not None and len(self.reps_per_region) != len(self.regions):
            raise ValueError(f"reps_per_region has {len(self.reps_per_region)} numbers for {len(self.regions)} regions")
        for extra in self.extra_leads:
            self._check_extra(extra)
        return self

    def _check_extra(self, extra: ExtraLeads) -> None:
        if not 0 <= (extra.start - self.start).days <= self.days - extra.days:
            raise ValueError(
                f"extra leads from {extra.start} over {extra.days} days do not lie within the world's days"
            )
        asked = {"region": self.regions, "industry": self.industries, "source": self.sources}
        for field, names in asked.items():
            if (name := getattr(extra, field)) is not None and name not in names:
                raise ValueError(f"extra leads name the {field} {name!r}; this world has {', '.join(names)}")

    @property
    def business(self) -> Business:
        """What the simulated business says of itself."""
        return Business(time_zone=self.time_zone, country=self.country, stages=self.stages, simulated=True)
