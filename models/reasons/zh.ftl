# 各组的名称。
group-purchases = 购买节奏
group-order_value = 订单金额
group-signals = 公开动态总体
group-site_updates = 官网更新
group-job_postings = 招聘信息
group-patents = 专利
group-news = 新闻
group-touches = 跟进联系
group-inbound = 客户主动联系
group-account_touches = 与该客户的联系
group-response = 首次响应
group-pipeline = 在跟线索
group-leads = 新增线索
group-outcomes = 以往线索的结果
group-stage = 所处阶段
group-queue = 阶段内排队
group-level = 近期整体业务
group-load_region = 区域负荷
group-load_rep = 销售负荷
group-rep = 负责销售
group-region = 区域
group-industry = 行业
group-source = 线索来源
group-product = 产品
group-calendar = 未来工作日
group-size = 企业规模
group-known = 建档时长
group-lead_value = 商机金额
group-arrival = 线索到达时间
group-lead_age = 线索年龄
group-mix = 线索类型

# 句子成分。
ago = { $ago ->
    [0] 今天
    [1] 昨天
   *[other] { $ago }天前
}
lasting = { $ago ->
    [0] 今天
   *[other] 已{ $ago }天
}
minutes = { $n }分钟
hours = { $n }小时
days = { $n }天

# 活动类型：单次名称与计数。
kind-call = 电话
kind-email = 邮件
kind-meeting = 会议
kind-demo = 产品演示
kind-site_visit = 上门拜访
kind-quote = 报价
kind-web_visit = 访问我方网站
kind-note = 备注
kind-chat = 在线沟通
kind-sms = 短信
kinds-call = 电话{ $n }次
kinds-email = 邮件{ $n }封
kinds-meeting = 会议{ $n }次
kinds-demo = 产品演示{ $n }次
kinds-site_visit = 上门拜访{ $n }次
kinds-quote = 报价{ $n }次
kinds-web_visit = 访问我方网站{ $n }次
kinds-note = 备注{ $n }条
kinds-chat = 在线沟通{ $n }次
kinds-sms = 短信{ $n }条
kinds-unknown = “{ $kind }”{ $n }次
kinds-rest = 其他{ $n }次

# 阶段。
stage-new = 新建
stage-contacted = 已联系
stage-qualified = 需求确认
stage-proposal = 方案报价
stage-negotiation = 商务谈判
stage-prospecting = 寻找商机
stage-engaging = 接洽中
stage-won = 赢单
stage-lost = 输单

weekday-0 = 周一
weekday-1 = 周二
weekday-2 = 周三
weekday-3 = 周四
weekday-4 = 周五
weekday-5 = 周六
weekday-6 = 周日

# 线索所属客户。
no-account = 这条线索没有关联客户。

# 购买与订单。
purchases-none = 尚无购买记录。
purchases-once = 至今购买过一次，时间是{ $day }（{ ago }）。
purchases-recent = 近90天购买{ $n }次，{ $n ->
    [1] 时间是
   *[other] 最近一次是
}{ $day }（{ ago }）；平均每{ $gap }天购买一次。
purchases-early = { $day }（{ ago }）刚购买过；通常每隔{ $gap }天购买一次。
purchases-old = 上次购买是{ $day }（{ ago }）；平均每{ $gap }天购买一次。
purchases-overdue = 已{ $ago }天没有购买，上次是{ $day }；平时平均每{ $gap }天购买一次。
purchases-account-once = 该客户至今只购买过{ $n }次，在{ $since ->
    [0] 一天之内
   *[other] { $since }天前
}。
purchases-account = 该客户至今购买{ $n }次，平均每{ $gap }天一次，最近一次在{ $since ->
    [0] 一天之内
   *[other] { $since }天前
}。
orders-none = 尚无订单记录。
order-value-unknown = 最近一笔订单（{ $day }）的金额未知。
order-value-last = 最近一笔订单是{ $day }（{ ago }），金额{ $last }。
order-value-sum = 近90天有{ $n }笔订单，合计{ $sum }，最近一笔是{ $day }，金额{ $last }。

# 公开动态。
job-posting-recent = 近{ $window }天有{ $n }条招聘信息，{ $n ->
    [1] 发现于{ $day }
   *[other] 最新一条发现于{ $day }
}：“{ $title }”。
job-posting-untitled = 近{ $window }天有{ $n }条招聘信息，{ $n ->
    [1] 发现于{ $day }
   *[other] 最新一条发现于{ $day }
}。
job-posting-old = 近90天没有招聘信息，上一条发现于{ $day }（{ ago }）。
job-posting-never = 至今未发现招聘信息。
site-update-recent = 近{ $window }天官网更新{ $n }次，{ $n ->
    [1] 发现于{ $day }
   *[other] 最近一次发现于{ $day }
}：“{ $title }”。
site-update-untitled = 近{ $window }天官网更新{ $n }次，{ $n ->
    [1] 发现于{ $day }
   *[other] 最近一次发现于{ $day }
}。
site-update-old = 近90天官网没有更新，上一次发现于{ $day }（{ ago }）。
site-update-never = 至今未发现官网更新。
patent-recent = 近{ $window }天有{ $n }项专利，{ $n ->
    [1] 发现于{ $day }
   *[other] 最新一项发现于{ $day }
}：“{ $title }”。
patent-untitled = 近{ $window }天有{ $n }项专利，{ $n ->
    [1] 发现于{ $day }
   *[other] 最新一项发现于{ $day }
}。
patent-old = 近90天没有新专利，上一项发现于{ $day }（{ ago }）。
patent-never = 至今未发现专利。
news-recent = 近{ $window }天有{ $n }条新闻，{ $n ->
    [1] 发现于{ $day }
   *[other] 最新一条发现于{ $day }
}：“{ $title }”。
news-untitled = 近{ $window }天有{ $n }条新闻，{ $n ->
    [1] 发现于{ $day }
   *[other] 最新一条发现于{ $day }
}。
news-old = 近90天没有新闻，上一条发现于{ $day }（{ ago }）。
news-never = 至今未发现新闻。
signals-recent = 近30天没有公开动态；近{ $window }天有{ $n }条，{ $n ->
    [1] 发现于{ $day }
   *[other] 最新一条发现于{ $day }
}：“{ $title }”。
signals-untitled = 近30天没有公开动态；近{ $window }天有{ $n }条，{ $n ->
    [1] 发现于{ $day }
   *[other] 最新一条发现于{ $day }
}。
signals-usual = 近30天有{ $n }条公开动态，{ $n ->
    [1] 发现于{ $day }
   *[other] 最新一条发现于{ $day }
}；平时每月约{ $usual }条。
signals-old = 近90天没有公开动态，上一条发现于{ $day }（{ ago }）。
signals-never = 至今未发现公开动态。

# 联系。
touches-none = 尚无联系记录。
touches-recent = { $n ->
    [1] 近30天联系过1次，时间是{ $day }（{ ago }）：{ $kind }。
   *[other] 近30天联系{ $n }次（{ $kinds }），最近一次是{ $day }（{ ago }）：{ $kind }。
}
touches-silent = { $ago ->
    [0] 最近一次联系就在今天：{ $kind }。
   *[other] 已{ $ago }天没有往来，上次是{ $day }：{ $kind }。
}
touches-overdue = 已{ $ago }天没有往来，上次是{ $day }（{ $kind }）；平时{ $gap ->
    [1] 几乎天天有往来
   *[other] 平均每{ $gap }天一次
}。
inbound-none = 客户至今没有主动联系过。
inbound-recent = { $n ->
    [1] 近30天客户主动联系过1次，时间是{ $day }（{ ago }）：{ $kind }。
   *[other] 近30天客户主动联系{ $n }次（{ $kinds }），最近一次是{ $day }（{ ago }）。
}
inbound-old = 近30天客户没有主动联系，上次是{ $day }（{ ago }）：{ $kind }。
account-touches-none = 尚无与该客户的联系记录。
account-touches = { $n ->
    [0] 近30天与该客户及其线索没有联系，上次在{ $since }天前。
   *[other] 近30天与该客户及其线索联系{ $n }次，最近一次在{ $since ->
        [0] 一天之内
       *[other] { $since }天前
    }。
}
response = 线索到达{ $span }后首次联系：{ $day }，{ $kind }。
response-none = 线索于{ $day }（{ ago }）到达，至今没有联系。

# 客户的线索。
leads-none = 尚无线索。
leads-recent = 近90天新增{ $n }条线索，{ $n ->
    [1] 时间是
   *[other] 最近一条是
}{ $day }（{ ago }）。
leads-old = 近90天没有新增线索，上一条是{ $day }（{ ago }）。
account-leads = { $n ->
    [0] 该客户近90天没有新增线索。
   *[other] 该客户近90天新增{ $n }条线索。
}
pipeline = 有{ $n }条在跟线索，最近一次推进在{ $day }（{ ago }），进入“{ $stage }”阶段。
pipeline-unmoved = 有{ $n }条在跟线索，都还没有进入任何阶段。
pipeline-ended = 没有在跟线索，上一次推进在{ $day }（{ ago }），进入“{ $stage }”阶段。
pipeline-none = 没有在跟线索。
account-pipeline = { $n ->
    [0] 该客户没有在跟线索。
   *[other] 该客户有{ $n }条在跟线索。
}
outcomes-none = 该客户还没有已结束的线索。
outcomes = 该客户的线索中赢单{ $won }条、输单{ $lost }条，最近一条于{ $day }结束：{ $end }。
account-outcomes = 该客户的线索至今赢单{ $won }条、输单{ $lost }条。

# 阶段。
stage-none = 还没有进入任何阶段。
stage = { $day }进入“{ $stage }”阶段（{ lasting }）。
stage-still = 仍停留在“{ $stage }”阶段，{ $day }进入（{ lasting }）。
stage-again = { $day }进入“{ $stage }”阶段（{ lasting }）；其间重复进入过阶段{ $n }次。
stage-skipped = { $day }进入“{ $stage }”阶段（{ lasting }）；途中跳过了{ $n }个阶段。
queue = “{ $stage }”阶段有{ $open }条线索，近14天有{ $left }条离开该阶段。
queue-place = “{ $stage }”阶段有{ $open }条线索，{ $ahead ->
    [0] 没有一条比这条等得更久
   *[other] 其中{ $ahead }条比这条等得更久
}；近14天有{ $left }条离开该阶段。

# 周边情况。
load-region = { $region }：人均在跟线索{ $each }条，近7天新增{ $fresh }条。
load-region-open = { $region }：在跟线索{ $held }条，近7天新增{ $fresh }条。
load-region-new = { $region }：近7天新增线索{ $fresh }条。
load-business = 整体业务：人均在跟线索{ $each }条，近7天新增{ $fresh }条。
load-business-open = 整体业务：在跟线索{ $held }条，近7天新增{ $fresh }条。
load-business-new = 整体业务：近7天新增线索{ $fresh }条。
load-unknown = 区域未知的线索：人均在跟{ $each }条，近7天新增{ $fresh }条。
load-unknown-open = 区域未知的线索：在跟{ $held }条，近7天新增{ $fresh }条。
load-unknown-new = 区域未知的线索：近7天新增{ $fresh }条。
load-rep = { $rep }手上有{ $held }条在跟线索，近7天{ $fresh ->
    [0] 没有新接线索
   *[other] 新接{ $fresh }条
}。
load-rep-new = { $rep }近7天{ $fresh ->
    [0] 没有新接线索
   *[other] 新接{ $fresh }条线索
}。
rep-nobody = 这条线索还没有负责人。
rep-new = 负责人是{ $rep }。
rep-rate = 负责人是{ $rep }；近90天在其手上结束的线索，约{ $rate }%赢单。
region-unknown = 区域未知。
region-name = 区域是{ $name }。
region-rate = { $name }已结束的线索中，约{ $rate }%赢单。
industry-unknown = 行业未知。
industry-name = 行业是{ $name }。
industry-rate = “{ $name }”行业已结束的线索中，约{ $rate }%赢单。
source-unknown = 线索来源未知。
source-name = 线索来自{ $name }。
source-rate = 来自“{ $name }”的已结束线索中，约{ $rate }%赢单。
product-unknown = 线索要的产品未知。
product-name = 线索要的产品是{ $name }。
product-rate = 同样要“{ $name }”的已结束线索中，约{ $rate }%赢单。
level-orders-wins = 整体业务近30天：每100个客户{ $orders }笔订单，每100条在跟线索{ $wins }条赢单。
level-orders = 整体业务近30天：每100个客户{ $orders }笔订单。
level-wins = 整体业务近30天：每100条在跟线索{ $wins }条赢单。
calendar = 未来7天有{ $n }个工作日；{ $ahead ->
    [0] 今天是节假日
    [1] 明天（{ $holiday }）是节假日
   *[other] 下一个节假日是{ $holiday }（{ $ahead }天后）
}。
calendar-plain = 未来7天有{ $n }个工作日。

# 刚进来的线索。
new-mix = 这类线索（{ $kinds }）比近期线索的平均水平{ $raises ->
    [yes] 更容易
   *[no] 更难
}赢单。
new-mix-unknown = 区域、行业、来源和产品都未知的线索，比近期线索的平均水平{ $raises ->
    [yes] 更容易
   *[no] 更难
}赢单。
new-season = 未来{ $days }天中有{ $n }个工作日；通常是{ $usual }个。
new-season-weak = 未来{ $days }天是赢单的淡季；其中有{ $n }个工作日，通常是{ $usual }个。
new-season-strong = 未来{ $days }天是赢单的旺季；其中有{ $n }个工作日，通常是{ $usual }个。
new-load = { $region }：人均在跟线索{ $each }条；通常是{ $usual }条。

# 自身情况。
size-unknown = 员工人数未知。
size = 这家企业有{ $n }名员工。
known = { $day }建档（{ lasting }）。
lead-value-unknown = 商机金额未知。
lead-value = 商机金额{ $n }。
lead-age = 线索于{ $day }（{ ago }）到达。
arrival = 线索于{ $day }（{ $weekday }）{ $hour }点多到达。

# 换了模型。
change-model = { $day }起由模型{ $now }接替模型{ $before }评分。同样是一周前的事实，新模型给出{ $new }，原模型给出{ $old }：其中{ $points }个百分点来自更换模型，而不是客户的变化。
