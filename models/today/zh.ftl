# 与赢单概率下降同时出现的事实，只是相关，不说“因为”。
quote-unanswered = { $sent }发出的报价已有{ $days }天没有回音。
quote-unopened = { $sent }发出的报价，{ $days }天来一直没有打开。
quote-opened = { $sent }发出的报价客户看过，但{ $days }天来没有答复。
waiting = 客户{ $last }主动联系后，已等了{ $days }个工作日还没有收到回复；{ $usual ->
    [0] 通常当天就会回复
   *[other] 通常{ $usual }个工作日内就会回复
}。
silent-lead = 已有{ $days }个工作日没有联系（上一次是{ $last }）；{ $usual ->
    [0] 这条线索平时几乎天天有联系
   *[other] 这条线索平时的间隔不超过{ $usual }个工作日
}。
silent-stage = 已有{ $days }个工作日没有联系（上一次是{ $last }）；{ $usual ->
    [0] 这一阶段的线索平时几乎天天有联系
   *[other] 这一阶段的线索平时间隔不超过{ $usual }个工作日
}。
unanswered-lead = 线索进来{ $days }个工作日了，还没有人联系；{ $usual ->
    [0] 通常当天就会联系
   *[other] 通常{ $usual }个工作日内就会联系
}。
answered-late = 线索进来{ $days }个工作日后才有第一次联系（{ $first }）；{ $usual ->
    [0] 通常当天就会联系
   *[other] 通常{ $usual }个工作日内就会联系
}。
quoted = “{ $what }”
stuck = 在“{ $stage }”阶段已停留{ $days }天；{ $share }的线索{ $usual }天内就会离开这一阶段。
skipped = { $moved }从“{ $before }”直接进入“{ $after }”，跳过了{ $past }。
back = { $moved }从“{ $before }”退回到“{ $after }”。
rep-left = 负责人{ $rep }已于{ $left }离开，线索还没有转交。
load = { $rep }手上的在跟线索一周内从{ $before }条增加到{ $now }条。
reading = “{ $label }”使概率下降{ $points }个百分点。现在：{ $what }一周前：{ $before }
reading-new = “{ $label }”使概率下降{ $points }个百分点：{ $what }
reading-same = “{ $label }”使概率下降{ $points }个百分点，情况与一周前相同：{ $what }
reading-aged = “{ $label }”使概率下降{ $points }个百分点：一周来没有新动静，最新的一条已过去{ $now }天（一周前是{ $then }天）。{ $what }
rest = 其余事实合计：{ $points }个百分点。
calendar = 接下来的工作日变少，使概率下降{ $points }个百分点：未来30天有{ $now }个，一周前看是{ $before }个。
unexplained = 没有哪一条记录特别突出，概率下降是许多小变化加在一起的结果。

# 区域。
region-below = { $first }至{ $last }，{ $region }了结的{ $ended }条线索中赢单{ $won }条（{ $rate }），低于按该区域自身历史算出的下限{ $lower }（平时为{ $usual }）。

# 某一部分为什么是空的，或者按什么排序。
no-win-model = 还没有在跟线索的赢单模型，无法判断哪些线索有风险：请用包含赢单记录的历史数据重新训练。
no-falls = 与一周前相比，没有哪条在跟线索的赢单概率下降。
amounts-unknown = 金额未知，因此按概率排序。
values-unknown = 金额未知，因此只按概率的降幅排序。
no-signals-kept = 历史数据中没有公开动态，可以用 `leadcast collect` 采集。
no-new-signals = { $since } { $time }之后没有新的公开动态。
no-regions = 历史数据中没有区域信息，无法判断。
no-region-below = 没有低于自身控制下限的区域。
regions-untold = { $regions }了结的线索太少，分不清是下滑还是偶然。
nobody-scored = 此刻没有可以评分的对象。

# 以文字显示清单时的标题和列名。
simulated = 模拟数据：以下内容来自模拟的销售历史，不是真实业务。
heading = { $day }晨间清单
heading-top = 优先联系：按预期金额排序（{ $total }个中的前{ $shown }个，{ $days }天内成交的概率）
heading-top-chance = 优先联系：按概率排序（{ $total }个中的前{ $shown }个，{ $days }天内成交的概率）
heading-at-risk = 风险最大：30天内赢单的概率一周来下降最多的在跟线索
heading-signals = { $since } { $time }以来的新动态
heading-regions = 转化低于自身控制下限的区域
heading-reasons = 各自最值得一提的加分原因：
column-rank = #
column-id = 编号
column-name = 名称
column-region = 区域
column-rep = 负责人
column-chance = 概率
column-value = 金额
column-stake = 预期金额
column-grade = 等级
column-account = 客户
column-signal = 动态
column-recorded = 收录时间
copies = （另有{ $copies }条相同）
