# 方案中除话术之外的文字。

for = { $n ->
    [0] 不到一天
   *[other] { $n }天
  }
ago = { $n ->
    [0] 今天
    [1] 昨天
   *[other] { $n }天前
  }
company = 贵公司
time-own = 与该客户成功联系过{ $n }次，多在{ $hour }前后{ $weekday }。
time-own-weekday = ，以{ $weekday }居多
time-all = 与全部客户成功联系过{ $n }次，多在{ $hour }前后；该客户自身的记录还太少。
time-urgent = 下一个工作时段：越快越好。
time-usual = 取常用时段；客户何时容易联系上，记录还太少。
monday = 周一
tuesday = 周二
wednesday = 周三
thursday = 周四
friday = 周五
saturday = 周六
sunday = 周日
worked-as-usual = 与各渠道合计相同，换渠道没有差别
worked-unlike-usual = 各渠道合计约{ $usual }
worked-stage = 在“{ $stage }”阶段以{ $channel }联系过{ $n }次，{ $days }天内有进展的约占{ $rate }，{ $compared }。这只是相关，不等于因果。
worked-no-lead = 没有在跟线索时以{ $channel }联系过{ $n }次，{ $days }天内有新线索或订单的约占{ $rate }，{ $compared }。这只是相关，不等于因果。
logged = 这套打法已记录使用{ $n }次，其中{ $good }次得到回复、见面或订单。
why-general = 适用于同类状态的任何客户，暂无更有针对性的信息。
why-signal = { $day }的公开动态“{ $signal_title }”
why-quote_days = { $day }的报价尚无回音
why-inbound = 对方{ $day }主动联系过
why-web_visit = { $day }访问过我们的网站
why-new_lead = { $day }的新线索
why-new_rep = 线索换了负责人
why-lost = { $day }丢过单
why-overdue = 按其采购节奏已该下单（上一单{ $day }）
why-untouched = 尚未联系过
why-untouched-false = 此前有过联系
why-stage = 处于“{ $stage }”阶段
why-stage_days = { $day }起停在该阶段
why-silence_days = { $day }之后没有联系
why-order_days = 上次购买在{ $day }
why-contacts = { $contacts ->
    [0] 这条线索还没联系过
   *[other] 这条线索已联系{ $contacts }次
  }
why-value = 商机金额{ NUMBER($value, maximumFractionDigits: 0) }
why-employees = 企业约{ $employees }人
why-industry = 属于{ $industry }行业
why-buyer = 买过，最近一次在{ $day }
why-buyer-false = 还没买过
why-open_lead = { $day }起有在跟线索
why-open_lead-false = 没有在跟线索
why-product = 已知所需产品
why-product-false = 尚不知所需产品
