# Pages of residents
# Home
home-morning = Good morning
home-noon = Good day
home-afternoon = Good afternoon
home-evening = Good evening
home-greeting = { $words }, { $name }
home-grid = { $grid }: your { $role }
home-bind = Tell us where you live
home-report = Report something
home-report-note = A few words and a photo are enough
home-unconfirmed = Your address is not confirmed yet. You can report all the same.
home-unconfirmed-link = Confirm it
home-refused = The community did not confirm that you live at { $place }. If you do, add it again with the code of the door letter, or speak to the community. You can report all the same.
home-workbench = To the workbench
home-matters = My matters
home-all = All
home-no-matters = Nothing reported yet
home-no-matters-text = Write a few words about what is wrong and follow every step.
home-services = Services
home-chiefs = Whom to call
home-board = Board
home-chief = { $place }, { $count } households
home-notices = Published results
home-notice = { $address }, { $day }
tile-matters = My matters
tile-messages = Messages
tile-grid = My grid
tile-talk = Where to speak
tile-published = Results
tile-process = How it goes
tile-family = Family
tile-homes = My home

# Matters
matter-title = Matter { $number }
matter-tag-ended = Ended
matter-tag-late = Overdue
matter-text-removed = (The words were removed.)
matter-raised-on = Raised on { $day }
matter-promise = Promised by { $when }, { $left }
matter-promise-late = Promised by { $when }, { $left }; the level above is told
matter-state = In progress: { $stage }
matter-state-rate = There is a result: please rate it
matter-state-answer = A question for you
matter-state-paused = Waiting for an answer, clock stopped
matter-ended-on = Ended { $when }
matter-place = { $category }, { $address }
matter-handler-due = To be done by { $when }
matter-words = What was reported
matter-number = Number
matter-offers = What you can do
matter-handlers = Who has it now
matter-story = What happened
matter-process = How a matter goes
matter-publicity-private = The result is told to you alone
matter-publicity-compound = The result is published in the compound, without names
matter-publicity-public = The result is published to everybody, without names

# Actions
act-submit = Send
act-latest = This happened meanwhile
act-gone = This step is over
act-gone-text = The matter has moved on since you opened the page, and this can no longer be done. What you wrote stands below, so that you can use it elsewhere.
act-see = See how it stands
flash-acted = Sent.

# Reporting
report-title = Report something
report-note = What and where: that is all we need
report-text = What happened?
report-text-hint = For example: the door of unit 2, building 3 has not closed for two days. Your keyboard can take dictation.
report-photos = Photos (up to 9)
report-place = Where?
report-place-home = Your registered home; you can change it
report-place-chosen = The place you chose
report-place-scanned = Scanned: { $name }
report-place-change = Change the place
report-place-choose = Choose the place
report-opens = What kind is it?
report-category = What is it about?
report-category-none = Not sure, leave it open
report-person = For whom?
report-person-self = For myself
report-anonymous = Keep my name back
report-anonymous-hint = Name and phone are hidden from those who handle it. Only whoever handles it can look, with a written reason, and you see every look.
report-may-call = You may call me
report-may-call-hint = Whoever handles it sees your phone number.
report-private = Tell the result to me only
report-private-hint = For matters inside a home or between neighbours: nothing is published.
report-about = Is it about somebody who would handle it?
report-about-hint = Then the level above takes it, and they see neither the words nor who you are.
report-about-none = No
report-emergency = Call first
report-emergency-kept = What you wrote is kept below. You can send it when you are safe.
report-emergency-always = For fire, gas or danger to life call 119, 110 or 120 first.
report-similar = Somebody may have reported this already
report-similar-note = Is it the same? Then there is no need to send it again. If not, or to add something, send it all the same; staff will join them.
report-similar-line = { $address }, { $day }
report-similar-untitled = A similar matter
report-send = Send
report-send-anyway = I have looked: send it
flash-reported = Sent. We have it.

# Choosing a place
place-title = Choose the place
place-note = Go down step by step to the place that fits best
place-top = All districts
place-trail = Where you are
place-pick = Take { $name }
place-inside = Or go further down

# Receipt
matter-receipt = Receipt
sent-raised = Raised
sent-due = Promised by
sent-place = Place
sent-handler = Now with
sent-phone = Office phone
sent-note = Ask about it with this number at any time. You get a message when something happens.
sent-qr = Scan to follow it
sent-what-next = What happens next
sent-next = It is now at “{ $step }”; you should hear something by { $when }.
sent-follow = Follow it
sent-home = To the front page
sent-print = Print

# Messages
inbox-none = No messages
inbox-none-text = When something happens to your matters, you read it here.
inbox-line = Number { $number }, { $when }

# Me
me-title = Me
me-sign-out = Sign out
me-name = Name
me-phone = Phone
me-home = Home
me-none = Not told
me-two-factors = You also have a post here. It opens when you sign in with password and second factor.
me-homes-note = Bind, confirm, move out
me-family-note = Report and follow for an elder
me-looks-note = Every look is recorded
me-sessions-note = End a sign-in elsewhere
me-name-note = Correct your name
me-phone-note = The old number opens nothing any more
me-display-note = Elder mode, dark, language
flash-saved = Saved.
name-title = Change my name
name-intro = Your name is stored encrypted; staff usually see only the surname.
name-hint = Your real name, for the community to compare.
phone-title = Change my phone number
phone-intro = A code goes to the new number first. Afterwards the old number is told by a short message, and other devices have to sign in again.
phone-new = New number
phone-change = Change to this number
looks-title = Who looked at my data
looks-intro = Name and phone are masked. Whoever saw them in full stands here.
looks-none = Nobody looked
looks-somebody = Somebody on the staff
looks-by = { $name } ({ $post })
looks-line = { $who } looked at: { $what }
looks-detail = { $when }, number { $number }, reason: { $reason }
looks-reason-task = handling it, and you allowed calls
looks-reason-erased = the reason was erased
sessions-title = Where I am signed in
sessions-intro = If you do not know one of these, end it at once and tell your community.
sessions-line = Since { $from }, until { $until } at the latest
sessions-current = This device
sessions-end = End this sign-in
flash-session-ended = That sign-in has ended.

# Homes
homes-title = My home
homes-intro = Once confirmed, you read what is published in your compound and can act for family. Reporting never waits for it.
homes-confirmed = Confirmed
homes-waiting = Waiting
homes-leave = I no longer live here
homes-new = Add a home
homes-new-note = Go down to your household
homes-mates = Who else lives there
homes-mate = { $tie }, { $place }
homes-unnamed = No name told
homes-confirm = Yes, they live with us
homes-tie = You are here as
homes-code = Code of the door letter
homes-code-hint = With the code it is confirmed at once; without it family or staff confirm it.
homes-bind = This is my household
flash-home-confirmed = Your home is confirmed.
flash-home-waiting = Noted; it waits to be confirmed. You can report all the same.
flash-home-left = You are no longer bound to it.
flash-member-confirmed = Confirmed.

# Family
family-title = Acting for family
family-intro = Report, follow and rate for an elder you live with, or let family do it for you.
family-matters = Matters I raised for family
family-i-act = I act for { $name }
family-they-act = { $name } acts for me
family-since = Since { $day }
family-report = Report for them
family-withdraw = Withdraw the consent
family-add = Add an elder without a phone
family-add-note = Read the words below to them first, and add them once they agree.
family-name = The elder's name
family-home = Lives at
family-channel = How they agreed
family-add-button = They agree: add them
family-needs-home = Your home must be confirmed first.
family-let = Let family act for me
family-let-whom = Let { $name } act for me
flash-elder-added = Added.
flash-consent-given = Consent given.
flash-consent-withdrawn = Consent withdrawn.

# My posts: whether name and phone are shown
home-chief-named = { $role } { $name }
posts-title = My posts
posts-note = If you agree, “My grid”, residents' home pages and the pages of matters show your name and mobile number; otherwise only the post and the office's phone. You can take it back at any time.
post-published = Shown
post-unpublished = Not shown
post-publish = Show my name and phone
post-unpublish = Show them no longer
flash-post-published = Residents now see your name and phone.
flash-post-unpublished = Your name and phone are no longer shown.
inbox-new = New
inbox-read = Mark all as read
