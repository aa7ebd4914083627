# Pages of residents
# Home
home-morning = Good morning
home-noon = Good day
home-afternoon = Good afternoon
home-evening = Good evening
home-night = Hello
home-greeting = { $words }, { $name }
home-grid = { $grid }: your { $role }
home-bind = Tell us where you live
home-report = Report something
home-report-note = A few words and a photo are enough
home-unconfirmed = Your address is not confirmed yet. You can still report things.
home-unconfirmed-link = Confirm it
home-refused = The community did not confirm that you live at { $place }. If you do, add it again with the code of the door letter, or speak to the community. You can report all the same.
home-mate = { $name } says that they live with you and waits for you to confirm it.
home-mate-unnamed = Somebody says that they live with you and waits for you to confirm it.
home-unnamed = You have not given your name yet; the community and your family need it to check homes.
home-unnamed-link = Give it
home-workbench = To the workbench
home-office = To administration
home-matters = My matters
home-all = All
home-no-matters = Nothing reported yet
home-no-matters-text = Write a few words about what is wrong and follow every step.
home-services = Services
home-chiefs = Whom to call
home-board = Board
home-chief = { $place }, { $count ->
    [one] one household
   *[other] { $count } households
}
home-notices = Published results
home-notice = { $address }, { $day }
tile-matters = My matters
tile-messages = Messages
tile-grid = Who is in charge
tile-talk = Where to speak
tile-published = Results
tile-process = How it goes
tile-family = Family
tile-homes = My home

# Matters
matter-title = Matter { $number }
matter-tag-ended = Ended
matter-tag-rate = Please rate it
matter-tag-answer = Please answer
matter-tag-merged = Merged
matter-merged = Your matter is handled together with a similar one.
matter-merged-open = See how it goes on
matter-tag-late = Overdue
matter-tag-told = Told
matter-tag-withdrawn = Withdrawn
matter-text-removed = (The words were removed.)
matter-raised-on = Raised on { $day }
matter-promise = Promised by { $when }, { $left }
matter-promise-late = Promised by { $when }, { $left }; the level above is told
matter-state = In progress: { $stage }
matter-state-rate = There is a result: please rate it
matter-state-answer = A question for you
matter-state-paused = Work has paused
matter-state-waiting = Waiting for an answer
matter-state-review = Under review
matter-review-due = You should have an answer by { $when }
matter-paused-note = The clock is stopped, until { $when } at the latest. The promised time moves with it.
matter-ended-on = Ended { $when }
matter-place = { $category }, { $address }
matter-handler-due = To be done by { $when }
matter-handler-later = Working on it; this step was given longer than the promised time
matter-handler-paused = Paused
matter-handler-assists = Helps
matter-handler-supervises = Watches over it
matter-words = What was reported
matter-number = Number
matter-offers = What you can do
matter-handlers = Who is handling it
matter-story = What has happened so far
matter-process = How a matter goes
matter-publicity-private = The result is told to you alone
matter-publicity-compound = The result is published in the compound, without names
matter-publicity-public = The result is published to everybody, without names
matter-publicity-about = Not published; the people concerned do not see it
matter-wish-anonymous = Anonymous: your name and phone are kept from those who handle it
matter-wish-call = You allowed those who handle it to call you

# Actions
act-submit = Send
act-latest = This happened meanwhile
act-gone = This step is over
act-gone-text = The matter has moved on since you opened the page, and this can no longer be done. What you wrote is kept below so that you can use it elsewhere.
act-see = See how it stands
flash-acted = Sent.
flash-left = You took it back; the matter goes on for the others who raised it.

# Reporting
report-title = Report something
report-note = What and where: that is all we need
report-text = What happened?
report-text-hint = For example: the door of unit 2, building 3 has not closed for two days. Your keyboard can take dictation. Results are published: please leave out other people's names.
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
report-anonymous = Report anonymously
report-anonymous-hint = Your name and phone are hidden, and of your own home only the building and unit are noted. Only the person handling the matter can look them up, with a written reason, and you can see every time they do.
report-may-call = You may call me
report-may-call-hint = Whoever handles it sees your phone number.
report-private = Tell only me the result
report-private-hint = For matters inside a home or between neighbours: nothing is published.
report-about = Is it about somebody who would handle it?
report-about-hint = The level above then handles it; the people concerned see neither your words nor who you are.
report-about-none = No
report-emergency = Call first
report-emergency-kept = What you wrote is kept below. You can send it when you are safe.
report-emergency-always = For fire, gas or danger to life call 119, 110 or 120 first.
report-similar = Somebody may have reported this already
report-similar-note = Is it the same? Then you need not send it again. If it is not, or you want to add something, send it anyway; staff will join the two.
report-similar-line = { $address }, raised { $when }
report-same = It is the same: do not send it
report-similar-withheld = { $count ->
    [one] There is one more like report nearby that is not for others to read. You may send yours all the same.
   *[other] There are { $count } more like reports nearby that are not for others to read. You may send yours all the same.
}
report-similar-untitled = A similar matter
report-draft = What you had begun to write is back. Photos were not kept; please add them again.
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
sent-handler = Handled by
sent-phone = Office phone
sent-note = You can ask about it with this number at any time, and you get a message whenever something happens.
sent-qr = Scan to follow it
sent-what-next = What happens next
sent-next = It is now at “{ $step }”; you should hear something by { $when }.
sent-follow = Follow it
sent-home = To the front page
sent-print = Print

# Messages
inbox-none = No messages
inbox-none-text = News about your matters appears here.
inbox-line = Number { $number }, { $when }
inbox-line-own = { $words } – { $when }
inbox-stage = Your matter is now at: { $stage }

# Me
me-title = Me
me-sign-out = Sign out
me-name = Name
me-phone = Phone
me-home = Home
me-none = Not given
me-two-factors = You also have a post here. Sign in with your password and second factor to open it.
me-homes-note = Bind, confirm, move out
me-messages-note = How your matters are going
me-unread = { $count } unread
me-family-note = Report and follow for an elder
me-looks-note = Every look is recorded
me-sessions-note = End a sign-in elsewhere
me-name-note = Correct your name
me-phone-note = The old number no longer signs you in
me-display-note = Elder mode, dark, language
flash-saved = Saved.
me-password-note = Change the password, draw new recovery codes
password-title = Password and recovery codes
password-current = Password so far
password-change = Change the password
password-change-note = You will be signed out on other devices.
recovery-left = Recovery codes left
recovery-left-value = { $count }
recovery-draw = Draw new recovery codes
recovery-draw-note = The former codes are worth nothing then. The new ones are shown this once: print them or write them down, and keep them safe.
flash-password-changed = The password is changed. You are signed out on other devices.
name-title = Change my name
name-save = Save the name
name-intro = Your name is stored encrypted; staff usually see only the surname.
name-hint = Your real name, for the community to compare.
phone-title = Change my phone number
phone-intro = A code goes to the new number first. Afterwards the old number is told by a short message, and other devices have to sign in again.
phone-new = New number
phone-change = Change to this number
looks-title = Who looked at my data
looks-intro = Your name and phone are normally masked. Anybody who saw them in full is listed here.
looks-story = personal facts in what was filled in
looks-none = Nobody has looked
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
homes-intro = Once it is confirmed you can read what is published in your compound and act for family. You can report things either way.
homes-confirmed = Confirmed
homes-waiting = Waiting
homes-leave = I no longer live here
homes-leave-ask = Do you really no longer live here?
homes-leave-text = You will no longer read what is published here, nor act for an elder who lives here. If you come back, your home has to be confirmed anew. What you reported goes on.
homes-new = Add a home
homes-new-note = Go down to your household
homes-mates = Who else lives there
homes-mate = { $tie }, { $place }
homes-unnamed = No name given
homes-confirm = Yes, they live with us
homes-tie = You live here as
homes-code = Code on the door letter
homes-code-hint = With the code it is confirmed at once; without it, family or staff confirm it.
homes-bind = This is my household
flash-home-confirmed = Your home is confirmed.
flash-home-waiting = Noted. It still has to be confirmed, but you can report right away.
flash-home-left = This is no longer your home here.
flash-member-confirmed = Confirmed.

# Family
family-title = Acting for family
family-intro = Report, follow and rate for an elder you live with, or let family do it for you.
family-matters = Matters I raised for family
family-matters-of = Raised for { $name }
family-i-act = I act for { $name }
family-they-act = { $name } acts for me
family-since = Since { $day }
family-report = Report for them
family-withdraw = Withdraw the consent
family-withdraw-ask = Really take back the consent?
family-withdraw-text = Then nobody acts for them any more or reads what was reported for them. To act again a new consent is needed; an elder without a telephone has to be added anew.
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
posts-note = If you agree, “Who is in charge”, residents' home pages and the pages of matters show your name and mobile number; otherwise only the post and the office's phone. You can take it back at any time.
post-published = Shown
post-unpublished = Not shown
post-publish = Show my name and phone
post-unpublish = Show them no longer
flash-post-published = Residents now see your name and phone.
flash-post-unpublished = Your name and phone are no longer shown.
inbox-new = New
inbox-read = Mark all as read
