digest-title = Leadcast, { $day }: { $count ->
    [0] today's list
    [one] 1 account graded A
   *[other] { $count } accounts graded A
}
digest-title-leads = Leadcast, { $day }: { $count ->
    [0] today's list
    [one] 1 lead graded A
   *[other] { $count } leads graded A
}
alerts-title = Leadcast: { $count ->
    [one] 1 alert
   *[other] { $count } alerts
}
top = Call first ({ $amounts ->
    [yes] by value at stake
   *[no] by chance
})
account-chance = { $chance } to buy within { $days } days
lead-chance = { $chance } to be won within { $days } days
graded = grade { $grade }
worth = about { $value } at stake
rising = rising
falling = falling
at-risk = Slipping
falls = { $before } → { $now } to be won within 30 days
signals = New overnight
more = and { $count } more
copies = { $count } alike
regions = Regions below their own limit
stale = Nothing new was recorded for { $days } days: look after the import first.
nothing = Nothing new to call today.
data-as-of = Data as of { $moment }
simulated = simulated data
open-list = the whole list
became-a = Now graded A
rose = Chance has risen
tender = Tender or procurement signal
newly-at-risk = Newly slipping
region-below = Region below its own limit
source = source
test-title = Leadcast: test
test-body = If you can read this, digests and alerts for { $target } arrive here.
