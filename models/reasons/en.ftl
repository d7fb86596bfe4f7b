# Groups: what a salesperson calls them.
group-purchases = buying rhythm
group-order_value = order value
group-signals = public signals as a whole
group-site_updates = website changes
group-job_postings = job postings
group-patents = patents
group-news = news
group-touches = contacts
group-inbound = initiative of the customer
group-account_touches = contacts with the account
group-response = first response
group-pipeline = leads under way
group-leads = new leads
group-outcomes = how earlier leads ended
group-stage = stage
group-queue = queue of the stage
group-level = business of late
group-load_region = workload in the region
group-load_rep = workload of the salesperson
group-rep = salesperson
group-region = region
group-industry = industry
group-source = source of the lead
group-product = product
group-calendar = working days ahead
group-size = company size
group-known = how long the account is known
group-lead_value = deal size
group-arrival = when the lead came in
group-lead_age = age of the lead
group-mix = kind of lead

# Parts of sentences.
ago = { $ago ->
    [0] today
    [1] yesterday
   *[other] { $ago } days ago
}
lasting = { $ago ->
    [0] today
    [one] { $ago } day
   *[other] { $ago } days
}
times = { $n ->
    [1] once
    [2] twice
   *[other] { $n } times
}
every = { $gap ->
    [one] every day
   *[other] every { $gap } days
}
gap = { $gap ->
    [one] { $gap } day
   *[other] { $gap } days
}
minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
contacts = { $n ->
    [one] { $n } contact
   *[other] { $n } contacts
}
new-leads = { $n ->
    [0] no new lead
    [one] { $n } new lead
   *[other] { $n } new leads
}
fresh-leads = { $fresh ->
    [0] no new lead
    [one] { $fresh } new lead
   *[other] { $fresh } new leads
}
open-leads = { $n ->
    [0] no open lead
    [one] { $n } open lead
   *[other] { $n } open leads
}
working-days = { $n ->
    [0] No working day
    [one] { $n } working day
   *[other] { $n } working days
}

# Kinds of activities: one of them, and several counted.
kind-call = call
kind-email = e-mail
kind-meeting = meeting
kind-demo = demonstration
kind-site_visit = visit
kind-quote = quote
kind-web_visit = visit to our website
kind-note = note
kind-chat = chat
kind-sms = text message
kinds-call = { $n ->
    [one] { $n } call
   *[other] { $n } calls
}
kinds-email = { $n ->
    [one] { $n } e-mail
   *[other] { $n } e-mails
}
kinds-meeting = { $n ->
    [one] { $n } meeting
   *[other] { $n } meetings
}
kinds-demo = { $n ->
    [one] { $n } demonstration
   *[other] { $n } demonstrations
}
kinds-site_visit = { $n ->
    [one] { $n } visit
   *[other] { $n } visits
}
kinds-quote = { $n ->
    [one] { $n } quote
   *[other] { $n } quotes
}
kinds-web_visit = { $n ->
    [one] { $n } visit to our website
   *[other] { $n } visits to our website
}
kinds-note = { $n ->
    [one] { $n } note
   *[other] { $n } notes
}
kinds-chat = { $n ->
    [one] { $n } chat
   *[other] { $n } chats
}
kinds-sms = { $n ->
    [one] { $n } text message
   *[other] { $n } text messages
}
kinds-unknown = { $n } × “{ $kind }”
kinds-rest = { $n } more

# Stages.
stage-new = new
stage-contacted = contacted
stage-qualified = needs confirmed
stage-proposal = proposal
stage-negotiation = negotiation
stage-prospecting = prospecting
stage-engaging = engaging
stage-won = won
stage-lost = lost

weekday-0 = Monday
weekday-1 = Tuesday
weekday-2 = Wednesday
weekday-3 = Thursday
weekday-4 = Friday
weekday-5 = Saturday
weekday-6 = Sunday

# The account behind a lead.
no-account = No account is named for this lead.

# Purchases and orders.
purchases-none = No purchase is known yet.
purchases-once = Bought once so far, on { $day } ({ ago }).
purchases-recent = Bought { times } in the last 90 days, { $n ->
    [one] on
   *[other] last on
} { $day } ({ ago }); usually { every }.
purchases-early = Already bought on { $day } ({ ago }); the next purchase usually comes { gap } later.
purchases-old = Last bought on { $day } ({ ago }); usually { every }.
purchases-overdue = No purchase for { $ago } days, since { $day }; the usual gap is { gap }.
purchases-account-once = The account bought { times } so far, { $since ->
    [0] less than a day ago
    [one] { $since } day ago
   *[other] { $since } days ago
}.
purchases-account = The account bought { times } so far, usually { every }, the last time { $since ->
    [0] less than a day ago
    [one] { $since } day ago
   *[other] { $since } days ago
}.
orders-none = No order is known yet.
order-value-unknown = The amount of the last order, on { $day }, is not known.
order-value-last = The last order, on { $day } ({ ago }), came to { $last }.
order-value-sum = { $n } orders of the last 90 days come to { $sum }, the last of them, on { $day }, to { $last }.

# Public signals.
job-posting-recent = { $n ->
    [one] { $n } job posting in the last { $window } days, seen on { $day }: “{ $title }”.
   *[other] { $n } job postings in the last { $window } days, the newest seen on { $day }: “{ $title }”.
}
job-posting-untitled = { $n ->
    [one] { $n } job posting in the last { $window } days, seen on { $day }.
   *[other] { $n } job postings in the last { $window } days, the newest seen on { $day }.
}
job-posting-old = No job posting in the last 90 days; the last was seen on { $day } ({ ago }).
job-posting-never = No job posting has been seen so far.
site-update-recent = { $n ->
    [one] { $n } change of their website in the last { $window } days, seen on { $day }: “{ $title }”.
   *[other] { $n } changes of their website in the last { $window } days, the newest seen on { $day }: “{ $title }”.
}
site-update-untitled = { $n ->
    [one] { $n } change of their website in the last { $window } days, seen on { $day }.
   *[other] { $n } changes of their website in the last { $window } days, the newest seen on { $day }.
}
site-update-old = No change of their website in the last 90 days; the last was seen on { $day } ({ ago }).
site-update-never = No change of their website has been seen so far.
patent-recent = { $n ->
    [one] { $n } patent in the last { $window } days, seen on { $day }: “{ $title }”.
   *[other] { $n } patents in the last { $window } days, the newest seen on { $day }: “{ $title }”.
}
patent-untitled = { $n ->
    [one] { $n } patent in the last { $window } days, seen on { $day }.
   *[other] { $n } patents in the last { $window } days, the newest seen on { $day }.
}
patent-old = No patent in the last 90 days; the last was seen on { $day } ({ ago }).
patent-never = No patent has been seen so far.
news-recent = { $n ->
    [one] { $n } news item in the last { $window } days, seen on { $day }: “{ $title }”.
   *[other] { $n } news items in the last { $window } days, the newest seen on { $day }: “{ $title }”.
}
news-untitled = { $n ->
    [one] { $n } news item in the last { $window } days, seen on { $day }.
   *[other] { $n } news items in the last { $window } days, the newest seen on { $day }.
}
news-old = No news in the last 90 days; the last was seen on { $day } ({ ago }).
news-never = No news has been seen so far.
signals-recent = { $n ->
    [one] No public signal in the last 30 days; { $n } in the last { $window } days, seen on { $day }: “{ $title }”.
   *[other] No public signal in the last 30 days; { $n } in the last { $window } days, the newest seen on { $day }: “{ $title }”.
}
signals-untitled = { $n ->
    [one] No public signal in the last 30 days; { $n } in the last { $window } days, seen on { $day }.
   *[other] No public signal in the last 30 days; { $n } in the last { $window } days, the newest seen on { $day }.
}
signals-usual = { $n ->
    [one] { $n } public signal in the last 30 days, seen on { $day }; usually { $usual } a month.
   *[other] { $n } public signals in the last 30 days, the newest seen on { $day }; usually { $usual } a month.
}
signals-old = No public signal in the last 90 days; the last was seen on { $day } ({ ago }).
signals-never = No public signal has been seen so far.

# Contacts.
touches-none = No contact is known yet.
touches-recent = { $n ->
    [one] One contact in the last 30 days, on { $day } ({ ago }): { $kind }.
   *[other] { $n } contacts in the last 30 days ({ $kinds }), the last on { $day } ({ ago }): { $kind }.
}
touches-silent = { $ago ->
    [0] The last contact was today: { $kind }.
    [one] Nothing since yesterday, { $day }: { $kind }.
   *[other] Nothing for { $ago } days; the last was on { $day }: { $kind }.
}
touches-overdue = { $ago ->
    [one] Nothing since yesterday, { $day } ({ $kind }); the usual gap is { gap }.
   *[other] Nothing for { $ago } days, since { $day } ({ $kind }); the usual gap is { gap }.
}
inbound-none = The customer has not got in touch so far.
inbound-recent = { $n ->
    [one] The customer got in touch once in the last 30 days, on { $day } ({ ago }): { $kind }.
   *[other] The customer got in touch { times } in the last 30 days ({ $kinds }), last on { $day } ({ ago }).
}
inbound-old = Nothing from the customer in the last 30 days; the last was on { $day } ({ ago }): { $kind }.
account-touches-none = No contact with the account is known yet.
account-touches = { $n ->
    [0] No contact with the account and its leads in the last 30 days; the last was { $since } days ago.
   *[other] { contacts } with the account and its leads in the last 30 days, the last { $since ->
        [0] less than a day ago
        [one] { $since } day ago
       *[other] { $since } days ago
    }.
}
response = First contact { $span } after the lead came in, on { $day }: { $kind }.
response-none = No contact since the lead came in on { $day } ({ ago }).

# Leads of an account.
leads-none = No lead is known yet.
leads-recent = { $n ->
    [one] One new lead in the last 90 days, on { $day } ({ ago }).
   *[other] { $n } new leads in the last 90 days, the last on { $day } ({ ago }).
}
leads-old = No new lead in the last 90 days; the last came on { $day } ({ ago }).
account-leads = The account brought { new-leads } in the last 90 days.
pipeline = { open-leads }; the last move was into stage “{ $stage }” on { $day } ({ ago }).
pipeline-unmoved = { open-leads }, which have not entered a stage yet.
pipeline-ended = No open lead; the last move was into stage “{ $stage }” on { $day } ({ ago }).
pipeline-none = No open lead.
account-pipeline = The account has { open-leads }.
outcomes-none = No lead of the account has ended yet.
outcomes = Leads of the account so far: { $won } won, { $lost } lost; the last ended on { $day }: { $end }.
account-outcomes = Leads of the account so far: { $won } won, { $lost } lost.

# Stages.
stage-none = No stage has been entered yet.
stage = In stage “{ $stage }” since { $day } ({ lasting }).
stage-still = Still in stage “{ $stage }”, since { $day } ({ lasting }).
stage-again = In stage “{ $stage }” since { $day } ({ lasting }); stages were entered again { times }.
stage-skipped = In stage “{ $stage }” since { $day } ({ lasting }); { $n ->
    [one] { $n } stage on the way was skipped
   *[other] { $n } stages on the way were skipped
}.
queue = Leads in stage “{ $stage }”: { $open }; { $left } left it in the last 14 days.
queue-place = { $ahead ->
    [0] Not one of the { $open } leads in stage “{ $stage }” has waited longer
    [one] { $ahead } of the { $open } leads in stage “{ $stage }” has waited longer
   *[other] { $ahead } of the { $open } leads in stage “{ $stage }” have waited longer
}; { $left } left it in the last 14 days.

# What surrounds it.
load-region = { $region }: { $each } open leads per salesperson, { fresh-leads } in the last 7 days.
load-region-open = { $region }: { $held } open leads, { fresh-leads } in the last 7 days.
load-region-new = { $region }: { fresh-leads } in the last 7 days.
load-business = Whole business: { $each } open leads per salesperson, { fresh-leads } in the last 7 days.
load-business-open = Whole business: { $held } open leads, { fresh-leads } in the last 7 days.
load-business-new = Whole business: { fresh-leads } in the last 7 days.
load-unknown = Leads without a known region: { $each } open per salesperson, { $fresh } new in the last 7 days.
load-unknown-open = Leads without a known region: { $held } open, { $fresh } new in the last 7 days.
load-unknown-new = Leads without a known region: { $fresh } new in the last 7 days.
load-rep = { $rep } has { $held ->
    [0] no open lead
    [one] { $held } open lead
   *[other] { $held } open leads
} and got { fresh-leads } in the last 7 days.
load-rep-new = { $rep } got { fresh-leads } in the last 7 days.
rep-nobody = Nobody is in charge of the lead yet.
rep-new = { $rep } is in charge of the lead.
rep-rate = { $rep } is in charge, and won about { $rate }% of the leads that ended in the last 90 days.
region-unknown = The region is not known.
region-name = The region is { $name }.
region-rate = About { $rate }% of the ended leads in { $name } were won.
industry-unknown = The industry is not known.
industry-name = The industry is { $name }.
industry-rate = About { $rate }% of the ended leads in the industry “{ $name }” were won.
source-unknown = The source of the lead is not known.
source-name = The lead came by way of { $name }.
source-rate = About { $rate }% of the ended leads that came by way of “{ $name }” were won.
product-unknown = The product that the lead asks for is not known.
product-name = The lead asks for { $name }.
product-rate = About { $rate }% of the ended leads that asked for “{ $name }” were won.
level-orders-wins = Whole business, last 30 days: { $orders } orders per 100 accounts, { $wins } wins per 100 open leads.
level-orders = Whole business, last 30 days: { $orders } orders per 100 accounts.
level-wins = Whole business, last 30 days: { $wins } wins per 100 open leads.
calendar = { working-days } in the next 7 days; { $ahead ->
    [0] today is a public holiday
    [one] tomorrow, { $holiday }, is a public holiday
   *[other] the next public holiday is on { $holiday }, in { $ahead } days
}.
calendar-plain = { working-days } in the next 7 days.

# A lead that comes in now.
new-mix = Leads of this kind ({ $kinds }) are won { $raises ->
    [yes] more often
   *[no] less often
} than the recent mix of leads.
new-mix-unknown = Leads of which neither region, industry, source nor product is known are won { $raises ->
    [yes] more often
   *[no] less often
} than the recent mix of leads.
new-season = { $n } of the coming { $days } days are worked; { $usual } are usual.
new-season-weak = The coming { $days } days are a weak time for winning; { $n } of them are worked, { $usual } are usual.
new-season-strong = The coming { $days } days are a strong time for winning; { $n } of them are worked, { $usual } are usual.
new-load = { $region }: { $each } open leads per salesperson now; { $usual } are usual.

# What it is.
size-unknown = The number of employees is not known.
size = { $n ->
    [one] The company has { $n } employee.
   *[other] The company has { $n } employees.
}
known = Known since { $day } ({ lasting }).
lead-value-unknown = The size of the deal is not known.
lead-value = The deal is worth { $n }.
lead-age = Came in on { $day } ({ ago }).
arrival = Came in on { $weekday }, { $day }, between { $hour }:00 and { $hour }:59.

# Another model.
change-model = Since { $day } model { $now } has scored in place of model { $before }. Of the same facts, those of a week ago, it says { $new } where the former one said { $old }: { $points } percentage points of the change come from the model, not from the customer.
