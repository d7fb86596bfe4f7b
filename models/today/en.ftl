# What goes along with a fall. These are associations, so no sentence says "because".
quote-unanswered = The quote of { $sent } has had no answer for { $days ->
    [one] a day
   *[other] { $days } days
}.
quote-unopened = The quote of { $sent } has not been opened for { $days ->
    [one] a day
   *[other] { $days } days
}.
quote-opened = The quote of { $sent } has been opened, but not answered, for { $days ->
    [one] a day
   *[other] { $days } days
}.
waiting = The customer got in touch on { $last } and has waited { $days ->
    [one] a working day
   *[other] { $days } working days
} for a reply; usually it comes { $usual ->
    [0] the same day
    [one] within a working day
   *[other] within { $usual } working days
}.
silent-lead = No contact for { $days ->
    [one] a working day
   *[other] { $days } working days
} (the last on { $last }); with this lead the gap is usually { $usual ->
    [0] less than one
    [one] one at most
   *[other] { $usual } at most
}.
silent-stage = No contact for { $days ->
    [one] a working day
   *[other] { $days } working days
} (the last on { $last }); for leads in this stage the gap is usually { $usual ->
    [0] less than one
    [one] one at most
   *[other] { $usual } at most
}.
unanswered-lead = Nobody has contacted it since it came in { $days ->
    [one] a working day
   *[other] { $days } working days
} ago; usually that is done { $usual ->
    [0] the same day
    [one] within a working day
   *[other] within { $usual } working days
}.
answered-late = The first contact, on { $first }, came { $days ->
    [one] a working day
   *[other] { $days } working days
} after the lead; usually it comes { $usual ->
    [0] the same day
    [one] within a working day
   *[other] within { $usual } working days
}.
quoted = “{ $what }”
stuck = In “{ $stage }” for { $days ->
    [one] a day
   *[other] { $days } days
}; { $share } of leads have left this stage after { $usual ->
    [one] a day
   *[other] { $usual } days
}.
skipped = On { $moved } it went from “{ $before }” straight to “{ $after }”, past { $past }.
back = On { $moved } it went back from “{ $before }” to “{ $after }”.
rep-left = { $rep }, whom it is assigned to, left on { $left }.
load = { $rep } now has { $now } open leads, up from { $before } a week ago.
reading = “{ $label }” lowered the chance by { $points } percentage points. Now: { $what } A week ago: { $before }
reading-new = “{ $label }” lowered the chance by { $points } percentage points: { $what }
reading-same = “{ $label }” lowered the chance by { $points } percentage points. It reads as it did a week ago: { $what }
reading-aged = “{ $label }” lowered the chance by { $points } percentage points: nothing new within the week; the newest is { $now } days old, { $then } a week ago. { $what }
rest = All else together: { $points } percentage points.
calendar = Fewer working days lie ahead, which lowered the chance by { $points } percentage points: { $now } in the next 30 days, { $before } a week ago.
unexplained = Nothing on record stands out; the fall comes from many small changes together.

# Regions.
region-below = From { $first } to { $last }, { $won } of { $ended } leads that ended in { $region } were won ({ $rate }). That is below { $lower }, the lower limit that its own past sets (usual: { $usual }).

# Why a part is empty, or how it is ordered.
no-win-model = There is no model of open leads yet, so nobody can be said to be at risk: train on a history in which open leads were won later.
no-falls = No open lead has a lower chance than a week ago.
amounts-unknown = Amounts are unknown, so the list goes by probability.
values-unknown = Values are unknown, so leads go by the fall of their chance alone.
no-signals-kept = The history holds no public signals: collect some with `leadcast collect`.
no-new-signals = No new signal since { $time } on { $since }.
no-regions = The history names no regions, so none can be judged.
no-region-below = No region is below its own control limit.
regions-untold = Too few leads end in { $regions } to tell a fall from chance.
nobody-scored = The model scores nobody as of this moment.

# Headings and columns, where the list is shown as text.
simulated = Simulated data: these come from a simulated sales history, not from a real business.
heading = Morning list of { $day }
heading-top = To call first, by expected value at stake ({ $shown } of { $total }, purchases within { $days } days)
heading-top-chance = To call first, by chance ({ $shown } of { $total }, purchases within { $days } days)
heading-at-risk = Most at risk: open leads whose chance to be won within 30 days fell most in a week
heading-signals = New signals since { $time } on { $since }
heading-regions = Regions below their own limits
heading-reasons = What speaks most for each:
column-rank = #
column-id = Id
column-name = Name
column-region = Region
column-rep = Rep
column-chance = Chance
column-value = Value
column-stake = At stake
column-grade = Grade
column-account = Account
column-signal = Signal
column-recorded = Seen
copies = (and { $copies } more like it)
