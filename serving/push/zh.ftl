digest-title = Leadcast { $day }：{ $count ->
    [0] 今日名单
   *[other] { $count } 个 A 级客户
}
digest-title-leads = Leadcast { $day }：{ $count ->
    [0] 今日名单
   *[other] { $count } 条 A 级线索
}
alerts-title = Leadcast：{ $count } 条提醒
top = 今天先联系（{ $amounts ->
    [yes] 按预期金额排序
   *[no] 按概率排序
}）
account-chance = { $days } 天内购买概率 { $chance }
lead-chance = { $days } 天内赢单概率 { $chance }
graded = { $grade } 级
worth = 预期金额约 { $value }
rising = 上升
falling = 下降
at-risk = 正在滑落的线索
falls = 30 天赢单概率 { $before } → { $now }
signals = 新动态
more = 另有 { $count } 条
copies = 同类 { $count } 条
regions = 低于自身控制限的区域
stale = 注意：已有 { $days } 天没有新数据，请先检查数据导入。
nothing = 今天没有需要先联系的对象。
data-as-of = 数据截至 { $moment }
simulated = 模拟数据
open-list = 完整名单
became-a = 升为 A 级
rose = 概率上升
tender = 招标采购信号
newly-at-risk = 新出现滑落
region-below = 区域低于自身控制限
source = 原文
test-title = Leadcast：测试
test-body = 看到这条消息，说明发给“{ $target }”的每日名单和提醒可以送达。
