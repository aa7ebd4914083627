# What is said when something goes wrong: a sentence for each code that says what happened and what
# to do. Codes stay, programs decide by them; sentences may change.

# Names of statuses (the API's title)
error-title-400 = The request cannot be read
error-title-401 = Sign in first
error-title-403 = Not allowed
error-title-404 = Not found
error-title-408 = Too slow
error-title-405 = Not supported here
error-title-409 = Not possible now
error-title-412 = Changed meanwhile
error-title-413 = Too large
error-title-415 = Unsupported format
error-title-422 = Something is filled in wrong
error-title-428 = Version missing
error-title-429 = Too many tries
error-title-500 = Something broke
error-title-503 = Busy

# The request itself
error-request-malformed = The request is malformed. Check it against the API's description and send it again.
error-body-malformed = The body is not valid JSON in UTF-8. Check it and send it again.
error-not-utf8 = The text is not in UTF-8 and was not taken. Please fill in the form on this site again.
error-body-too-large = This is larger than allowed. A photo may have 20 MB; make it smaller and send it again.
error-body-too-slow = The connection is too slow and not everything arrived. Try again where the signal is better, or with fewer photos.
error-server-busy = Too many people are uploading right now. Try again in half a minute.
error-media-type-unsupported = This format is not supported. Set Content-Type as the API's description says.
error-method-not-allowed = This address does not support that method; the header Allow lists those that it does.
error-version-malformed = If-Match must be the task's version, such as "3". Take it from the matter's actions.
error-key-malformed = Idempotency-Key must be 1 to 100 visible ASCII characters. Send another one.
error-form-foreign = This form was not sent from a page of this site and was not taken. Go back, reload and send it again.
error-internal = Something broke, and what you did may not be finished. Try again later; if it still fails, ask your community.
error-disk-full = The system has no room left, and this was not saved. Tell its administrator; if it is urgent, call your community.

# Signing in
error-signed-out = You are not signed in, or your session is over. Please sign in again.
error-session-locked = You were away for a while, so the page is locked. Enter your password to go on.
error-sign-in-refused = The details are wrong or no longer good. Check them, or ask for a new code.
error-too-many-tries = Too many tries. Please wait a while.
error-limit-reached = You have done this as often as is allowed for now. Try again later; if it is urgent, call your community or go to its counter.
error-sms-unavailable = The code cannot be sent right now. Try again later, or go to your community's service hall.
error-sms-missing = No codes can be sent from here yet. Staff sign in with a password; residents go to their community's service hall.
error-number-asleep = This number has not been used for a long time. If you were here before, give the name you used then and the number of one of your matters, or come to the counter. If not, tick “I am new here”.
error-proof-wrong = This does not match our records. Check it, or tick “I am new here”.
error-code-wrong = The code is wrong or no longer good. Check it or ask for a new one.
error-letter-wrong = This code is wrong, too old or revoked. Compare it with your latest door letter; without one leave it empty and wait for family or staff to confirm.
error-service-phone-wrong = A telephone has three digits or more, with area code and hyphen if needed, at most { $max } characters, such as 0546-1234567.
error-service-number-twice = There are two numbers of this kind. Please keep one.
error-service-numbers-many = At most { $max } other numbers.
error-too-many-boards = At most { $max } boards at once, please.
error-phone-wrong = A mobile number has 11 digits. Please check it.
error-phone-in-use = Somebody else uses this number. Please use another one.
error-no-password = You signed in without a password. This session does not lock, so simply go on.
error-sign-in-anew = For your safety sign out first, sign in again with your present number, and change it within 5 minutes. If that number is gone, come to the counter.
error-phone-by-administrator = You have a post, so a security administrator changes your number.
error-username-wrong = A username has 3 to 40 lower-case letters, digits, dots or hyphens. Please choose another.
error-username-taken = This username is taken. Please choose another.
error-has-credential = This person has a password already and needs no invitation; a security administrator can reset it.
error-invited-already = This person was invited and has not set a password yet. If the link is lost or has run out, a security administrator resets it and gets a new one.
error-not-staff = This person has no post, so this cannot be done.
error-second-person-needed = Somebody else has to do this; nobody does it for themselves.
error-password-wrong = The password is wrong. Please try again.
error-password-too-short = The password is too short: at least 10 characters.
error-password-too-long = The password is too long: at most 128 characters.
error-password-holds-username = The password must not contain the username. Please choose another.
error-password-too-simple = The password is too simple: mix three of lower case, upper case, digits and signs, or take a phrase of 16 characters and more.

# Rights and versions
error-not-found = Not found. The address may be wrong, the content withdrawn, or you may not see it.
error-forbidden = You may read this, but acting on it needs a post. If in doubt, ask your community.
error-stale = It changed since you opened it. Reload, look at it and send again.
error-version-missing = It is not said which version you saw. Send the task's version (If-Match) with it.
error-conflict = Somebody else was faster, and nothing of yours was taken. Reload and try again.
error-key-reused = Something else was already taken in under this Idempotency-Key; look at that first. To send this as well, use another key, or on a page simply send it once more.
error-invalid-fields = Some fields are wrong. Correct them as shown and send again.

# Fields
error-empty = Please write something.
error-too-long = Too long: at most { $max } characters, this has { $found }. Please shorten it.
error-control-characters = It contains characters that cannot be shown. Please remove them.
error-field-required = This is required.
error-field-unknown = There is no such field. Please remove it.
error-given-twice = This is given twice and differs. Please keep one.
error-field-type = The format is wrong. Please check it.
error-field-range = It must be from { $min } to { $max }.
error-field-past = That day is past. Choose today or a later day.
error-field-date = Write a date as year-month-day, such as 2026-07-08.
error-field-choice = Please choose one of those listed.
error-list-place-unknown = This page of the list does not exist. Start from the first page.
error-field-many = At most { $max }. Please take fewer.
error-field-post = This post does not answer for this place, or its level is too low. Please choose another.
error-post-vacant = Nobody has this post at present. Please choose another.
error-party-unknown = There is no such organisation, or it does not serve this place. Please choose another.
error-party-kind = An organisation of this kind cannot do this step. Please choose another.
error-party-unstaffed = Nobody can sign in for this organisation yet. Choose another, or ask the district's coordinating office.
error-party-twice = The same organisation is named twice. Please remove one.
error-progress-required = A repeat is refused only with the progress of the first matter written down.
error-too-many-photos = More photos than allowed. Please take fewer.
error-too-many-items = Too many rows. Please take fewer.
error-photo-unknown = There is no such photo, or it belongs to another matter. Please send it again.
error-photo-too-large = The photo is too large: at most 20 MB. Make it smaller or take another.
error-not-a-photo = This is not a photo that can be read. Please send a JPEG, PNG or WebP.
error-photo-too-many-pixels = The photo has too many pixels (at most 40 million). Please scale it down.
error-place-unknown = There is no such place. Please choose again.
error-no-playbook = This district has no playbook yet, so nothing can be taken in. Please ask your community.
error-order-long-past = The order's last day is more than a year ago. Please check the year.
error-order-known = The order of this number was taken in already, as { $number }.
error-not-your-post = You do not have this post. Please choose one of your own.
error-not-agreed = This person has not agreed that you act for them. Ask for their consent, and confirm that you share a household.
error-staff-only = This is for staff to judge. Leave it empty.
error-period-backwards = The period ends before it begins. Please correct it.
error-person-unknown = There is no such person. Please check.
error-household-unknown = There is no such household. Please choose again.
error-place-too-large = That is too large. Please choose a building or a unit.
error-notice-too-long = A notice hangs for at most { $max } days. Give an earlier day.
error-admission-too-late = At most { $max } days from today: choose an earlier day.
error-admission-before = The new item must begin later than the one that it replaces.
error-admission-longer = An item can end earlier than planned, not later.
error-no-households = There is no household here. Please choose another place.
error-too-many-at-once = Too many at once. Please do it in several goes.

# Refusals while a matter runs
error-process-unknown = The playbook has no such process. Please ask the system administrator.
error-opens-unknown = This process does not take that kind. Please choose another.
error-channel-unknown = This process takes nothing in through that channel. Please choose another.
error-class-unknown = The playbook has no such class of publicity. Please ask the system administrator.
error-urgency-unknown = The playbook has no such urgency. Please choose another.
error-publicity-too-wide = It can only be told less widely; telling it more widely needs the raiser's consent.
error-raiser-missing = Say whose matter it is, or which post found it.
error-recusal-not-offered = This process has no way around those it is about. Please go to the level above in person.
error-recused = It is about somebody who would handle it. The level above has to do this.
error-not-office = Only somebody who holds office can decide this. Choose such a post.
error-no-route = This is about the highest office here, and nobody above it can handle it in this program. Go to the discipline inspection office, or call 12345.
error-playbook-mismatch = This matter runs on another version of the playbook. Reload and try again.
error-not-movable = The new version does not know the step that it is in, so it cannot be moved.
error-ended = This matter has ended; nothing more can be done with it.
error-paused = The clock stands still while an answer is awaited. Wait for it first.
error-stale-task = The task changed since you opened it. Reload, look at it and send again.
error-not-offered = This cannot be done now. Reload to see what can.
error-not-entitled = Somebody else does this step; you do not have that post.
error-approval-pending = Somebody else's consent is awaited. Wait for it first.
error-second-person-same = The second person must be somebody else. Please choose another.
error-condition = The playbook allows this only on a condition that does not hold here: { $condition }
error-assists-open = Assisting parties have not finished, and this step waits for all of them.
error-too-soon = It was done a short while ago; it may be done again from { $until }.
error-extended-before = This step was extended once and cannot be extended again.
error-not-mergeable = These two matters cannot be merged. Handle them apart.

# Setting up and importing
error-calendar-unreadable = This file is not a holiday notice that can be read: { $said }
error-day-other-year = { $day } is not in this year. Please correct it.
error-day-not-made-up = { $day } is no weekend day and cannot be a make-up work day.
error-district-kind = A “{ $kind }” is not the kind that stands at the playbook's top. Choose a district.
error-playbook-version-taken = Playbook { $key } version { $version } holds another text already. Raise the version.

# Tables: what is wrong in which row and column
error-encoding = This file is not text. Save it as CSV in UTF-8 or GB18030.
error-sheet-empty = The table is empty. It needs its headings and at least one row.
error-file-missing = Choose a file, or one of those that ship with the program.
error-file-encoding = The file is not UTF-8. Save it again as UTF-8 and send it once more.
error-row-broken = This row cannot be read. Check quotes and separators.
error-row-length = Cells in this row: { $found }, unlike the headings.
error-too-many-rows = Too many rows: at most { $max }. Send them in several goes.
error-column-unknown = There is no such column. Known ones: { $known }.
error-column-twice = This column is there twice. Remove one.
error-column-missing = This column is missing. Please add it.

# Audit and erasure
error-audit-empty = Nothing of the audit is sealed yet. Try again later.
error-grid-plan-outdated = Buildings, households or grids have changed: this draft can no longer be used. Draw a new one.
error-grid-plan-closed = This plan is in force or was dropped and cannot be changed.
error-grid-plan-breaks-rules = The plan breaks rules. Change it, or tick that it is to be all the same. Every building needs a grid.
error-grid-plan-later = Another plan of this community is set for a later day. Put a new one into force after that day.
error-grid-name-taken = Another grid has this name. Choose another one.
error-text-erased-already = This text was erased already.
error-period-too-long = The period is too long. Please take a shorter one.
error-month-to-come = That month is still to come: choose this month or an earlier one.
error-period-unknown = There is no such period: choose one, three or twelve months.
error-place-too-small = Figures of so small a place could point at a household. Take a community or above.
error-dispatch-no-list = There is no list at this level: choose a street or the district.
error-dispatch-clash = In this list another organisation leads this kind of matter at the time, or this one is named already.
error-dispatch-list-full = A list has at most { $max } entries.
error-ends-before-start = It ends before it begins.
error-dispatch-not-kept = You do not keep this list.
error-dispatch-organisation-unknown = There is no such organisation.
error-organisation-ambiguous = Several organisations are called so.
error-dispatch-twice = Another row says the same entry.
