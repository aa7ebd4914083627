# The workbench: tasks, cases, intake, orders.
menu-daily = Daily
menu-look = Look up
menu-queue = My tasks
menu-found = Found on rounds
menu-intake = Take in
menu-orders = Orders
menu-cases = All matters
menu-work-messages = Messages
menu-indicators = Figures
desk-unnamed = No name yet

queue-title = My tasks
queue-all = All tasks
queue-late = Overdue
queue-all-steps = All steps
queue-step = Step
queue-only-late = Only overdue
queue-filter = Filter
queue-picked = Selected:
queue-empty = No tasks
queue-empty-text = New ones will appear here.
queue-open-total = { $count ->
    [one] One open task
   *[other] { $count } open tasks
}
queue-open-many = 1,000 open tasks and more
queue-many = 1,000 and more
queue-back = Back to my tasks
task-act = To handle
task-assign = To name parties
task-lead = Lead
task-assist = Assist
task-supervise = Supervise
task-review = Objections
task-rate = To rate
task-revisit = Revisits
task-answer = Questions
task-approve = To approve
task-reply = Instructions
task-review-refusal = Refusals to review
quick-title = Some were not done
quick-text = Done: { $done }; not done: { $failed }.
flash-nothing-picked = Nothing was ticked, so nothing was changed. Tick something first.
flash-not-offered = That is no longer possible. This is the latest state.

listing-title = All matters
listing-all = All
listing-open = Open
listing-ended = Ended
listing-late = Overdue
listing-empty = No matters

search-title = Search results
search-words = Search matters
search-empty = Nothing found
search-empty-text = Try other words: what it is about, a category, a compound or the number; names and telephones are not searched.
search-short-text = Type two characters or more.

case-title = { $about } · { $number }
case-uncategorised = A resident's matter
case-previous = Previous
case-next = Next
case-words = What the resident says
case-no-words = The words were removed, or are not yours to read.
case-story = What happened
case-note-hint = Only staff read it
case-note-add = Add note
case-clocks = Deadlines
case-facts = Facts
case-parts = Who is responsible
case-similar = Similar matters
case-similar-days = last 30 days
case-reply = Reply to the other system
case-reply-none = Once "Reply to the other system" is filled in at the end, it can be copied here.
case-merge = Merge
case-hide = Take out of public view
case-unhide = Put back into public view
case-hidden = Taken out of public view: { $reason }
case-raisers = Several people ({ $count }) raised this and do not know of each other; tell none of them about another.
case-recused = It is about somebody who might handle it; they cannot see it.
case-confidential = In a home, a dispute or about a person: answered to the raiser only.
case-anonymous = The raiser wishes to stay anonymous.
case-asked = { $by } asks { $of } to agree: { $what }
hiding-reason-personal = Personal data
hiding-reason-unlawful = Unlawful
hiding-reason-insulting = Insulting
hiding-reason-advertising = Advertising
hiding-reason-other = Another reason
clock-step = This step ({ $step })
clock-overall = Promised
clock-beyond = after the promised time
clock-due = due { $when }
case-printed = Printed { $when }
work-message-away = { $number } · { $when } · no longer yours
work-message-line = { $number } · { $place } · { $step } · { $when }
clock-opened = Opened
clock-ended = Ended
fact-raiser = Raiser
fact-raiser-anonymous = (anonymous)
fact-raiser-left = has taken it back; it goes on for the others
fact-phone = Telephone
fact-may-call = May be called
fact-may-call-no = The raiser did not agree to be called
fact-place = Place
fact-category = Category
fact-urgency = Urgency
fact-publicity = Publicity
fact-channel = Came in by
fact-level = Level
fact-joined = Another raiser
fact-joined-open = See their matter and how to call
fact-merged = Merged into
fact-merged-open = See it there
fact-external = External number
fact-opened = Opened
print = Print
action-page-title = { $action } · { $number }
act-instructed = Instructed by { $by }
act-outcome = What was done ({ $by })
act-raiser = To call the raiser
action-no-fields = Nothing to fill in; just confirm.
action-read-by-all = What you write here may be published: leave out names, plates and door numbers. Mobile and identity numbers, plates and doors are masked for the public; names cannot be.

reveal = Show (recorded)
reveal-call = Show and call (recorded)
reveal-name = Show the raiser's name
reveal-phone = Show the raiser's telephone
reveal-text = This look is recorded. The raiser can see who looked, when and why.
reveal-reason = Why
reveal-reason-hint = For example: to arrange a visit
revealed-title = Shown
revealed-text = This look was recorded. Do not copy or forward it.

receipt-title = Receipt
engine-message-text-hidden = What you wrote was taken out of public view; the matter’s page says why. Your matter goes on.
engine-message-text-shown = What you wrote is in public view again.
receipt-opened = Taken in
receipt-due = Promised by
receipt-holder = Handled by
receipt-note = To see how it stands, scan the code and enter the number and the last four digits of the phone you left, or call the number above.
receipt-note-ask = To ask how it stands, bring this receipt to the counter or call the number above.
receipt-qr = Scan to see how it stands
receipt-case = See the matter
receipt-another = Take in another

sheet-text = What was reported
sheet-photos = Photos
sheet-phone = Mobile number
sheet-phone-hint = Leave empty if there is none; staff will ask in person how it went
sheet-name = Name
sheet-number = External number
sheet-due = Their deadline
sheet-due-hint = Holds if it is earlier than ours
sheet-may-call = May be called
sheet-may-call-hint = Only with their consent
sheet-anonymous = Anonymous
sheet-anonymous-hint = Only whoever handles it sees the name
sheet-private = Tell the result to the raiser only
sheet-private-hint = In a home, a dispute or about a person
sheet-about = It is about somebody who might handle it
sheet-about-none = No
sheet-opens = Kind
sheet-category-none = No category yet
sheet-urgency-none = By its category
sheet-acting = For which post
sheet-place-choose = Choose the place
sheet-look = Open matters
sheet-look-none = No open matters that you may see.
sheet-look-found = Open matters of this number; is it one of them?
sheet-send = Send and print the receipt
found-solved = Solved on the spot
found-solved-hint = If it is solved already, write down the result and be done.
found-solve = Solved on the spot
found-report = Not solved: pass it on
flash-taken-in = Taken in. Print the receipt for the raiser.
flash-found-reported = Reported to whoever handles it.
flash-solved = Solved on the spot; somebody else will inspect it.
error-case-unknown = No such number, or not yours to see.
error-merge-not-yours = That matter is not yours to handle, so you cannot merge it. Ask whoever handles it now.
error-not-solved-here = Somebody else handles what is found there; pass it on instead.
error-place-ambiguous = Several places have this name; write what contains it too.
error-order-twice = The same number as in row { $first }.
error-progress-unknown = The number and the digits do not match. Please check both.

orders-table-link = Many at once (paste a table or send a file)
orders-table-title = Many orders at once
orders-table = Paste a table
orders-table-hint = Copy it from a spreadsheet with its headings
orders-file = Or send a CSV file
orders-file-hint = In UTF-8 or GB18030
orders-columns = Headings: Number, Due, Channel, Place, Text, Kind, Category, Urgency, Name, Phone. Number, channel, place and text are needed; days are written like 2026-07-08.
orders-number = Number
orders-due = Due
orders-channel = Channel
orders-place = Place
orders-text = Text
orders-category = Category
orders-urgency = Urgency
orders-name = Name
orders-phone = Phone
orders-row = Row
orders-column = Column
orders-mistake = Problem
orders-problems = { $count ->
    [one] One problem; nothing was taken in
   *[other] { $count } problems; nothing was taken in
}
orders-problems-list = Problems
orders-ready = { $count ->
    [one] All right: one row can be taken in.
   *[other] All right: { $count } rows can be taken in.
}
orders-check = Check
orders-take = Take all in
orders-taken = { $count } taken in
orders-finished-title = Take out finished orders
orders-finished-hint = A table (CSV) with number, end, outcome and reply for the other system. At most 31 days; no names and no telephones.
orders-finished-get = Take out
orders-from = From
orders-to = To
orders-own-number = Number here
orders-finished = Finished
orders-outcome = Outcome
orders-reply = Reply

merge-title = Merge another into { $number }
merge-other = Number of the other matter
merge-other-hint = It ends; its raiser joins this one, and neither sees the other
merge-text = This cannot be undone. Both must be open, of one kind and told equally widely.
flash-merged = Merged.
hide-reason = Why
hide-text = Its words, photos and result leave the public pages; the raiser and those who handle it see them as before. The raiser is told.
unhide-text = Public pages show it again as widely as before.
flash-hidden = Taken out of public view.
flash-shown = Put back into public view.

digest-numbers = { $open } open, { $today } due today, { $late } late
digest-of = Daily digest, counted { $when }
messages-none = No messages

progress-title = How a matter stands
progress-of = How it stands
progress-who = Who is handling it
progress-another = Another one
progress-text = No account needed. The number is on the receipt; the digits are the last four of the phone you left.
progress-number = Number
progress-number-hint = Such as 20260708-0031
progress-digits = Last four digits
progress-look = Look it up

lock-title = Locked
lock-text = { $name } was away for more than 5 minutes. Type the password to go on, or let somebody else sign in.
lock-password = Password
lock-open = Go on
lock-wrong = The password is not right. Type it again. After several wrong tries it rests for a while.
lock-switch = Sign in as somebody else

# Households: claims and door letters
households-title = Households
households-note = Residents say that they live here and wait to be confirmed. Names are shown in part; check, tick, and decide on many at once.
households-none = Nobody waits to be confirmed
households-none-text = Residents appear here after they tell where they live; whoever has a door letter's code needs no confirmation.
households-line = { $place }, { $tie }, since { $day }
households-confirm = Confirm selected
households-refuse = Selected do not live here: refuse
flash-members-confirmed = The selected residents are confirmed.
flash-members-refused = The selected claims are refused.
letters-title = Door letters
letters-note = One letter for each household, with a code. Whoever has the code binds the home without waiting. It is good for 30 days and for that household only.
letters-choose = Go down to a building, a unit or a household.
letters-make = Make and print
letters-revoke = Revoke letters sent out
letters-revoke-text = Letters that were already handed out but not used yet will no longer work. Homes that are bound stay bound.
letters-households = Households
letters-households-count = { $count }
letters-warn = { $count ->
    [one] A new letter is made for one household. Earlier letters to it stop working, including those not delivered yet.
   *[other] A new letter is made for each of { $count } households. Earlier letters to them stop working, including those not delivered yet.
}
letters-once = The codes are shown only this once and are stored nowhere. Print them now; earlier letters to these households no longer work.
letters-count = { $count ->
    [one] One letter, on a page of its own.
   *[other] { $count } letters, one on each page.
}
letters-hello = Hello! This is the code of your home. Once it is bound you need not write your address again, and you can read the results and notices of your compound.
letters-step-scan = Scan the code on the right with your phone and sign in with your number.
letters-step-tie = Say whether you own or rent, belong to the family or care for somebody.
letters-step-code = Check the code above and press “This is my household”.
letters-qr = Scan to bind
letters-until = Good until { $day }. Do not give it to another household; tear it up if you do not need it, or ask the community to revoke it.
flash-letters-revoked = Revoked. Earlier letters no longer work.

# Dashboard
dashboard-title = Dashboard
dashboard-months = Other months
dashboard-note = { $from } to { $to }, as of { $when }
dashboard-counting = { $from } to { $to }; at { $when } some matters are still being counted: look again shortly
dashboard-span-1 = One month
dashboard-span-3 = Three months
dashboard-span-12 = Twelve months
dashboard-trend = Matters received and ended, last 12 months
dashboard-lines = Solid: received; dashed: those of them that ended. Unit: matters.
dashboard-table = Show the numbers
dashboard-month = Month
dashboard-ended = Ended of these
dashboard-beside = Beside the ratings
dashboard-places = Places below
dashboard-place = Place
dashboard-order = In the order of the districts, not of results.
dashboard-late = Late and open
dashboard-late-now = Late and open now
dashboard-late-note = Whenever they were raised
dashboard-took = Average time taken
dashboard-took-unit = h
dashboard-took-note = From raising to the result; matters: { $count }
dashboard-silent = Not rated
dashboard-silent-note = Asked and not answered: neither satisfied nor dissatisfied
dashboard-rate-note = { $both }; { $band }
dashboard-band = Between { $low } and { $high } in the last 12 months
dashboard-figure-note = { $place }, { $from } to { $to }
dashboard-no-cases = No matters that you may see stand behind it in this period.
