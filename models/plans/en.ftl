# What plans say in English, beside the plays' own words.

for = { $n ->
    [0] less than a day
    [one] one day
   *[other] { $n } days
  }
ago = { $n ->
    [0] today
    [one] yesterday
   *[other] { $n } days ago
  }
company = your company
time-own = This customer has been reached { $n } times, most often around { $hour }{ $weekday }.
time-own-weekday = , on { $weekday } above all
time-all = Customers have been reached { $n } times in all, most often around { $hour }; too little is known of this one's own hours.
time-urgent = The next working hour: the sooner the better.
time-usual = A usual hour; too little is known yet of when customers are reached.
monday = Mondays
tuesday = Tuesdays
wednesday = Wednesdays
thursday = Thursdays
friday = Fridays
saturday = Saturdays
sunday = Sundays
worked-as-usual = as many as by all channels together: the channel makes no difference here
worked-unlike-usual = by all channels together { $usual }
worked-stage = Of { $n } such contacts by { $channel } at stage “{ $stage }”, { $rate } were followed by progress within { $days } days, { $compared }. An association, not proof of a cause.
worked-no-lead = Of { $n } such contacts by { $channel } without an open lead, { $rate } were followed by a new lead or an order within { $days } days, { $compared }. An association, not proof of a cause.
logged = Of { $n } logged uses of this play, { $good } led to a reply, a meeting or an order.
why-general = Fits every customer in this state; nothing more special is known.
why-signal = “{ $signal_title }”, a public signal of { $day }
why-quote_days = a quote without an answer since { $day }
why-inbound = they got in touch on { $day }
why-web_visit = a visit to our pages on { $day }
why-new_lead = a new lead of { $day }
why-new_rep = the lead has a new rep
why-lost = a lead lost on { $day }
why-overdue = the next order is overdue by their own rhythm (last one { $day })
why-untouched = no contact so far
why-untouched-false = there was contact before
why-stage = stage “{ $stage }”
why-stage_days = at this stage since { $day }
why-silence_days = no contact since { $day }
why-order_days = the last purchase on { $day }
why-contacts = { $contacts ->
    [0] no contact on this lead so far
    [one] one contact on this lead so far
   *[other] { $contacts } contacts on this lead so far
  }
why-value = a deal of { NUMBER($value, maximumFractionDigits: 0) }
why-employees = a company of { $employees } people
why-industry = the industry: { $industry }
why-buyer = has bought before, last on { $day }
why-buyer-false = has not bought yet
why-open_lead = a lead open since { $day }
why-open_lead-false = no open lead
why-product = the product is known
why-product-false = the product is not known
