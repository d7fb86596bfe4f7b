# 客户或线索时间线上每一行的一句话。日期写在旁边。

stage-first = { $stage ->
    [won] 赢单
    [lost] 输单{ $reason }
   *[other] 进入阶段：{ $name }{ $reason }
}
stage-moved = { $stage ->
    [won] 赢单（此前阶段：{ $before }）
    [lost] 输单（此前阶段：{ $before }）{ $reason }
   *[other] 阶段：{ $before } → { $name }{ $reason }
}
reason = ，原因：{ $reason }

touch-call-out = 致电客户{ $by }{ $minutes }
touch-call-in = 客户来电{ $by }{ $minutes }
touch-email-out = 发邮件给客户{ $by }
touch-email-in = 客户来邮{ $by }
touch-meeting = 与客户会面{ $by }{ $minutes }
touch-demo = 产品演示{ $by }{ $minutes }
touch-quote = 发出报价{ $by }
touch-site-visit = 上门拜访{ $by }{ $minutes }
touch-web-visit = 客户访问我方网站
touch-other = { $direction ->
    [in] { $kind }（客户发起）{ $by }{ $minutes }
    [out] { $kind }（我方发起）{ $by }{ $minutes }
   *[unknown] { $kind }{ $by }{ $minutes }
}
by = ，{ $rep }
minutes = ，{ $minutes } 分钟

order = 下单，金额 { $amount }
order-paid = 下单，金额 { $amount }，已付 { $paid }
order-unknown = 下单，金额未记录

lead-new = 新线索{ $details }
lead-changed = 线索变更：{ $changes }
lead-unchanged = 线索重新登记，内容未变
account-new = 客户建档{ $details }
account-changed = 客户资料变更：{ $changes }
account-unchanged = 客户资料重新登记，内容未变
details = ：{ $details }
change = { $column } { $before } → { $after }
detail = { $column } { $value }
separator = ，
nothing = 无

column-account_id = 客户
column-source = 来源
column-region = 区域
column-industry = 行业
column-product = 产品
column-rep_id = 负责人
column-value = 金额
column-name = 名称
column-employees = 员工数
column-website = 网站
column-created_at = 创建时间
column-valid_from = 生效时间

signal-site_update = 网站更新：{ $title }
signal-job_posting = 招聘：{ $title }
signal-patent = 专利：{ $title }
signal-news = 新闻：{ $title }
signal-untitled = （无标题）
