# The public portal
menu-home = Home
menu-published = Results
menu-wishes = Wishes
menu-grid = Who is in charge
menu-talk = Where to speak
menu-process = How it goes
menu-my-pages = My pages
menu-workbench = Workbench
menu-matters = Matters
menu-report = Report
menu-messages = Messages
menu-me = Me

# The front page
front-title = { $district }: where residents speak up
front-note = Somebody listens, somebody answers, and you rate it.
front-latest = Results published lately
front-report = Write a few words about what is wrong; see at any time where it stands and who has it.
front-follow = Sign in to follow
front-progress = Progress by number
front-grid = Who is in charge
front-grid-note = From your address to who is in charge and the phone of the office.

# Results
published-title = Published results
published-note = Without names; the place is never finer than the compound.
published-none = Nothing published here yet
published-none-text = Results appear here once they are published.
published-place = By place
published-ended = Ended
published-object = While it is published you can object to the result.

wishes-title = Wishes to be claimed
wishes-note = What neighbours wish for. Organisations and residents may claim it, and nobody has to.
wishes-none = No wish waits to be claimed here
wishes-none-text = New wishes will be shown here.
wishes-mine = What I claimed
wishes-line = { $address }, can be claimed until { $until }
wishes-claims = { $count ->
    [one] { $count } has claimed it
   *[other] { $count } have claimed it
}
wishes-claim = You live here: if you would like to help, claim it. The community then tells you what to do.
published-masked = The raiser is not shown; mobile and identity numbers, number plates and doors in the words are masked.
published-result = Result: { $words }
published-rating = How it ended
published-end-rated = Rating passed
published-end-unrated = Done, not rated
published-end-told = Told in writing
published-end-withdrawn = Withdrawn

# My grid
grid-title = Who is in charge
grid-note = Choose your address to see who answers for it
grid-level = { $kind }, households: { $count }
grid-vacant = Vacant; { $role } stands in
grid-vacant-alone = Vacant
grid-unnamed = Not named here
grid-unnamed-call = Not named here; please call the office
grid-roles-joint = {", "}
grid-joint = {", "}
grid-above = Call the office one level up:
grid-office = Address, hours and code
grid-parties = Organisations that serve it
grid-choose = Begin with the district and go down to your address.
grid-narrow = A closer place
grid-names = Only those who agreed are named here. For the others, see the board at your door or call the office.
grid-report = Report something here

# Where to speak
talk-title = Where to speak
talk-note = What is said at these places counts
talk-none = No such place at this level
talk-none-text = Go down to a community or compound.
talk-choose = Choose a district
talk-line = { $kind }, { $hours }, { $count } taken in
talk-serves = Serves
talk-address = Address
talk-hours = Hours
talk-host = Host
talk-count = Taken in
talk-count-value = { $count }
talk-qr = Scan to report
talk-report = Report here
scanned-title = You scanned
scanned-report = Report something here
scanned-who = Whom to call

# How it goes
process-title = How a matter goes
process-note = Who does each step, by when, and where it goes if they cannot
process-playbook = Playbook: { $name }, version { $version }
process-source = Source: { $source }
process-none = No playbook is in use here yet.

# Indicators
menu-figures = Figures
indicators-title = Figures
indicators-note = { $from } to { $to }, counted { $when }
indicators-period = Period
indicators-month = 30 days
indicators-quarter = 90 days
indicators-year = One year
indicators-last-year = Since last January
indicators-collected = Taken in
indicators-solved = Ended
indicators-solved-note = Rated, not rated and refused; not those taken back or merged
indicators-open = In progress
indicators-refused = Refused by law
indicators-refused-note = With those taken up again later; the share counts what ended so
indicators-overturned = Refusals taken back
indicators-rated = Solved and rated
indicators-unrated = Solved, not rated
indicators-told = Ended with a refusal
indicators-withdrawn = Taken back
indicators-missing = Why there is no data
indicators-unit = {""}
indicators-by-staff = Ratings taken down by staff
indicators-by-staff-note = Shown apart, in no rate
indicators-both = { $count ->
    [one] { $numerator } of { $denominator }, one case
   *[other] { $numerator } of { $denominator }, { $count } cases
}
indicators-hidden = Fewer than { $count }: not shown
indicators-definition = What it means
indicators-numerator = Numerator
indicators-denominator = Denominator
indicators-source = Source
indicators-rules = Matters without a rating count in neither number; ratings taken down by staff are shown apart; rates over few cases are hidden so that they point at nobody.
indicators-cases = The cases
indicators-counts = In the numerator
indicators-counts-not = In the denominator only
month-report-published = Published on { $day } by { $by }; matters behind the figures: { $count }.
publication-list = Published months
publication-title = Figures of { $place }, { $month }
publication-frozen = What was published is never changed.
