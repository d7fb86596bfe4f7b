# One line for each row of an account's or a lead's timeline. Dates stand beside the line.

stage-first = { $stage ->
    [won] Won
    [lost] Lost{ $reason }
   *[other] Stage: { $name }{ $reason }
}
stage-moved = { $stage ->
    [won] Won, from the stage { $before }
    [lost] Lost, from the stage { $before }{ $reason }
   *[other] Stage: { $before } → { $name }{ $reason }
}
reason = { ": " }{ $reason }

touch-call-out = Call to the customer{ $by }{ $minutes }
touch-call-in = Call from the customer{ $by }{ $minutes }
touch-email-out = Email to the customer{ $by }
touch-email-in = Email from the customer{ $by }
touch-meeting = Meeting{ $by }{ $minutes }
touch-demo = Demo{ $by }{ $minutes }
touch-quote = Quote sent{ $by }
touch-site-visit = Visit to the customer{ $by }{ $minutes }
touch-web-visit = Visit to our website
touch-other = { $direction ->
    [in] { $kind } (from the customer){ $by }{ $minutes }
    [out] { $kind } (to the customer){ $by }{ $minutes }
   *[unknown] { $kind }{ $by }{ $minutes }
}
by = { ", " }{ $rep }
minutes = { ", " }{ $minutes } min

order = Order of { $amount }
order-paid = Order of { $amount }, { $paid } paid
order-unknown = Order, amount not recorded

lead-new = New lead{ $details }
lead-changed = Lead changed: { $changes }
lead-unchanged = Lead recorded again, without a change
account-new = Entered as an account{ $details }
account-changed = Account changed: { $changes }
account-unchanged = Account recorded again, without a change
details = { ": " }{ $details }
change = { $column } { $before } → { $after }
detail = { $column } { $value }
separator = { ", " }
nothing = none

column-account_id = account
column-source = source
column-region = region
column-industry = industry
column-product = product
column-rep_id = rep
column-value = value
column-name = name
column-employees = employees
column-website = website
column-created_at = created
column-valid_from = valid from

signal-site_update = Website: { $title }
signal-job_posting = Job posting: { $title }
signal-patent = Patent: { $title }
signal-news = News: { $title }
signal-untitled = (no title)
