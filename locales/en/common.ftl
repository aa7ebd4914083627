# Texts of all pages: frame, dates, common buttons and notes.
product-name = linli
skip-to-content = Skip to content
main-menu = Main menu
bottom-menu = Bottom menu
all-functions = All functions
more = More
back = Back
optional = optional
search = Search
search-hint = Number, words, place
sign-in = Sign in
demo-note = Demo: all names, phone numbers and matters are made up.
unread-messages = Messages, { $count } unread
messages = Messages
title-joined = { $title } · { $site }
menu-entry-count = { $count } waiting

# Dates and times
date-day = { $day } { $month }
date-day-year = { $day } { $month } { $year }
date-month-year = { $month } { $year }
date-weekday = { $weekday } { $day }
date-when = { $day } { $clock }
date-today = today
date-tomorrow = tomorrow
date-yesterday = yesterday
date-just-now = just now
date-ago = { $span } ago
date-remaining = { $span } left
date-overdue = { $span } overdue
date-late-before = Was late; { $left }
date-minutes = { $count } min
date-hours = { $count } h
date-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
date-span-joined = { $first } { $second }
date-monday = Mon
date-tuesday = Tue
date-wednesday = Wed
date-thursday = Thu
date-friday = Fri
date-saturday = Sat
date-sunday = Sun
date-month-1 = Jan
date-month-2 = Feb
date-month-3 = Mar
date-month-4 = Apr
date-month-5 = May
date-month-6 = Jun
date-month-7 = Jul
date-month-8 = Aug
date-month-9 = Sep
date-month-10 = Oct
date-month-11 = Nov
date-month-12 = Dec
date-month-alone = { $month }

# Stages, clocks, who can read
stage-list = Stages
stage-done = (done)
stage-skipped = (not needed)
stage-words = Step { $number } of { $total }: { $label }
stage-finished = Finished, all { $count }
stage-ended = Ended
clock-paused = Clock stopped
clock-elapsed = { $count }% of the time used
deadline-provisional = provisional
deadline-provisional-hint = The holidays of that year are not published yet; it will be corrected then.
visible-public = Public
visible-internal = Staff only

# Forms
form-errors = Please correct this first
form-wrong = “{ $label }”: { $text }
form-error = Error:
form-error-title = Error: { $title }
form-limit = { $count ->
    [one] Up to one character
   *[other] Up to { $count } characters
}
form-find = Type part of a name
form-find-in = Find in “{ $field }”
form-fold = { $count }
form-steps = Steps of the form
photo-add = Add photos
file-choose = Choose a file
file-none = No file chosen
photo-remove = Remove this photo
photo-preview = Photo to be sent
photo-too-many = { $count ->
    [one] One photo only; the others were not added.
   *[other] Up to { $count } photos; the others were not added.
}
place-change = Change

# Lists
call = Call
call-whom = { $name }
pager = Pages
pager-first = First page
pager-next = Next page
no-data = No data
too-few = Too few
trend-against = Against the last period
queue-tabs = By state
queue-list = Matters
queue-pick-all = Select all on this page
queue-pick = Select: { $title }
queue-matter = Matter
queue-category = Category
queue-stage = Progress
queue-due = Due
queue-holder = Holder
queue-updated = Received
queue-open = Open
queue-nobody = Unassigned
keys-title = Keys
keys-move = move
keys-pick = select
keys-open = open
keys-search = search
keys-off = Turn shortcuts off

# Display settings
display-title = Display settings
display-intro = These settings stay on this device. No account is needed.
display-elder = Easy view
display-standard = Standard view
display-language = Language
display-theme = Light or dark
display-theme-auto = As the system
display-theme-light = Light
display-theme-dark = Dark
display-mode = View
display-size = Text size of the easy view
display-size-21 = Large
display-size-24 = Larger
display-size-30 = Largest
display-shortcuts = Keyboard shortcuts
display-shortcuts-on = On
display-shortcuts-off = Off
display-shortcuts-hint = Single letters act in the queue. Turn them off if you dictate by voice.
display-save = Save settings
language-zh-cn = 中文
language-en = English
flash-display-saved = Display settings saved.

# Error pages
problem-code = Error { $count }
problem-home = To the front page
problem-400-title = The request cannot be handled
problem-400-text = Something is missing or has the wrong form. Go back, check it and try again.
problem-403-title = You may not do this
problem-403-text = This needs a post or an office that you do not have. Ask your community if in doubt.
problem-404-title = Page not found
problem-404-text = The address may be wrong, the page may have been taken down, or it is not for you to see.
problem-408-title = The connection is too slow
problem-408-text = Not everything arrived. Go back and send it again where the signal is better, or with fewer photos.
problem-409-title = Somebody else acted first
problem-409-text = Your entry was not taken. Refresh the page and look at the latest state before you act.
problem-412-title = The page has changed
problem-412-text = The matter moved on after you opened the page. Refresh, check, and submit again.
problem-413-title = The file is too large
problem-413-text = A photo may have up to 20 MB. Shrink it or choose another.
problem-429-title = Too many tries
problem-429-text = Please wait a few minutes. In an emergency call 119 or 110.
problem-500-title = Something went wrong
problem-500-text = Your action may not have been completed. Try again later, or call the community's service number.
problem-503-title = The system is busy
problem-503-text = Too many people are uploading right now and yours was not taken. Go back and send it again in half a minute; if it is urgent, call the community.
problem-507-title = The system has no room left
problem-507-text = Yours was not saved. Tell the administrator; if it is urgent, call the community's service number.
table-check = Check the table
table-ready = The table has no mistakes: { $new } new, { $changed } changed, { $unchanged } unchanged. Please confirm.
table-done = Saved: { $new } new, { $changed } changed, { $unchanged } unchanged.
yes = Yes
no = No
save = Save
