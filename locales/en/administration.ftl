# Administration: one-time links, setting up, staff, audit

# One-time links
link-first-title = Set up the first system administrator
link-first-intro = This installation is empty. Choose your name, username and password, and connect an authenticator app. The link works once.
link-title = Set your password and authenticator
link-intro = Your username is { $username }. From then on you sign in with it, your password and a code of the app.
link-name = Name
link-username-hint = 3 to 40 lower-case letters, digits, dots and hyphens.
link-password = New password
link-password-hint = At least 10 characters of three kinds (upper and lower case, digits, signs), or a phrase of 16 or more.
link-factor-title = Authenticator
link-factor-intro = Scan the code with an authenticator app on your phone. It shows six digits, new ones every 30 seconds.
link-qr = Code for the authenticator app
link-same-phone = The authenticator is on this phone: open it
link-secret = If you cannot scan, type this key into the app:
link-code-hint = The six digits that the app shows now.
link-accept = Finish
link-gone-title = This link no longer works
link-gone-text = It was used, is too old, or is not complete. On a first installation, starting the program again gives a new one; otherwise ask an administrator.
recovery-title = Recovery codes
recovery-intro = Done. Each of these codes replaces the authenticator's digits once. They are shown only now: print or copy them and keep them safe.
recovery-kept = I have kept them, go on

# Menu and setting up
admin-menu-start = Start
admin-menu-places = Import places
admin-menu-staff-table = Import staff
admin-menu-playbooks = Playbooks
admin-menu-calendars = Holidays
admin-menu-staff = Staff
admin-menu-audit = Audit
admin-start-system = After these steps the first matter can be taken in.
admin-start-security = You look after passwords, authenticators, sessions and changed phone numbers. A second person resets your own.
admin-start-audit = You may read the whole audit. No other administrator can touch your account.
admin-step-places = Import places
admin-step-playbook = Store a playbook and put it to use
admin-step-calendar = Import holidays
admin-step-staff = Import organisations, people and posts
admin-step-offices = Invite a security administrator and an auditor
admin-step-workers = Invite community workers, who set a password
admin-step-messages = Connect short messages
admin-no-workers = { $count ->
    [one] In one community nobody can sign in yet: { $names }
   *[other] In { $count } communities nobody can sign in yet: { $names }
}
admin-no-messages = Not connected: residents and grid workers cannot sign in with a code. Invite everybody on the staff to use a password meanwhile, and take residents' matters in at the counter.
admin-step-done = Done
admin-step-open = To do
admin-nothing-yet = Nothing yet
admin-there = Present
admin-proposed = { $count ->
    [one] One change of a playbook waits
   *[other] { $count } changes of playbooks wait
} for a second system administrator.
admin-refiling = Matters are being filed under their new places; { $count } so far.
admin-ready = Everything is ready. Residents who sign in can report, and staff work at the workbench.
admin-on = Go on
admin-sign-out = Sign out

# Imports
admin-import-places = Import places
admin-import-staff = Import organisations, people and posts
admin-import-intro = The file is checked first, row by row; with one mistake nothing is imported. Then you confirm.
admin-import-places-divisions = Either the list of divisions, whose columns are: { $columns }.
admin-import-places-own = Or our own table, whose columns are: { $columns }. linli export places writes one. The columns of the two do not mix.
admin-import-staff-columns = Columns: { $columns }. The same phone is the same person.
admin-import-file = CSV or Excel file (.xlsx)
admin-import-file-hint = CSV in UTF-8 or GB18030. Of an Excel file the first sheet is read, with the headings in its first row.
admin-import-no-file = Choose a file.
admin-import-only = Only divisions whose code begins with
admin-import-only-hint = Such as 370505; not needed for our own table.
admin-import-reading = Reading the file …
admin-import-checking = Checking: row { $done } of { $total }
admin-import-writing = Writing. Entries: { $total } …
admin-import-look = Look again
admin-import-ready = The file is good and nothing was changed yet. New: { $new }; changed: { $changed }; known already: { $unchanged }.
admin-import-done = Imported. New: { $new }; changed: { $changed }; known already: { $unchanged }.
admin-import-take = Import
admin-import-again = Another file
admin-import-forgotten = This file is no longer here (half an hour passed, or the program was started again). Send it once more.

# Playbooks
admin-playbooks = Playbooks
admin-playbook-intro = A playbook says who handles a matter, in which steps, and by when. Running matters keep the version that they began with.
admin-playbook-publish = Store a playbook
admin-playbook-shipped = One that ships with the program
admin-playbook-file = Playbook file
admin-playbook-file-hint = A file ending in .kdl, instead of the choice above.
admin-playbook-publish-button = Check and store
admin-playbook-findings = Findings of the checker: { $count }
admin-playbook-bind = Put a playbook to use
admin-playbook-bind-intro = For a district that has none yet: new matters go by it from then on.
admin-playbook-district = District
admin-playbook-stored = Stored playbook
admin-playbook-bind-button = Put to use
flash-playbook-stored = The playbook is stored.
flash-playbook-stored-notes = The playbook is stored. The checker has some notes, listed below; they do not stand in the way.
flash-playbook-bound = The playbook is in use.

# Holidays
admin-calendars = Holidays
admin-calendar-intro = Deadlines in work days follow the State Council's yearly notice. Years without one go by weekends only and are computed again after the import.
admin-calendar-years = Imported: { $years }
admin-calendar-shipped = A year that ships with the program
admin-calendar-file = File with a year's notice
admin-calendar-file-hint = A file ending in .toml, instead of the choice above.
admin-calendar-import = Import
admin-calendar-done = Imported { $year }. Days off: { $holidays }; made-up workdays: { $workdays }; matters whose deadline was computed again: { $redated }.
admin-calendar-failed = { $count ->
    [one] The deadline of one matter
   *[other] The deadlines of { $count } matters
} could not be computed; the log has the names. Importing the same file again tries once more; if that does not help, tell whoever runs the server.

# Staff
admin-staff-place = Place of their post
admin-staff-place-hint = Name or code; where several have a name, write street/community.
admin-staff-none = Nobody matches.
admin-staff-more = Next page
admin-way-phone = Code by phone
admin-way-invited = Invited, not set up
admin-way-not-invited = Not invited yet
admin-way-password = Password and app
admin-way-none = Cannot sign in
admin-way-suspended = Suspended
admin-member-posts = Posts
admin-member-way = Signs in with
admin-member-invite = Invite to sign in with a password
admin-member-letter = Print how to sign in
admin-member-suspend = Suspend
admin-member-suspend-text = They are signed out at once and cannot sign in; whoever stands in handles their tasks.
admin-member-reinstate = Reinstate
admin-member-reinstate-text = They are suspended. Reinstated, they can sign in again.
admin-member-sessions = End all sessions
admin-member-sessions-text = They are signed out on every device at once.
admin-member-reset = Reset password and authenticator
admin-member-reset-text = Password, authenticator and recovery codes stop working at once; a new link is handed over in person.
admin-member-phone = Release the phone number
admin-member-phone-text = For a number that has another owner by now. Its next sign-in is somebody new.
admin-member-out-of-reach = This account is not yours to change: another administrator looks after your own, and the auditor’s is changed on the server only.
flash-suspended = Suspended.
flash-reinstated = Reinstated.
flash-sessions-ended = All sessions are over.
flash-phone-released = The number is released.
flash-phone-set = The number is changed.
admin-member-number = New number
admin-member-number-text = Whoever has a post gets another number here. Make sure who asks, face to face or by the old number: it is told by short message, and all sessions end.
admin-member-number-set = Change the number
admin-invite = Invite
admin-invite-intro = Posts at community level and above and administrators sign in with password and authenticator. Grid workers, chiefs and people of organisations use a code by phone and need no invitation.
admin-invite-office = Office
admin-invite-office-hint = One account has one office. A system administrator fills the security and the audit office once; after that only the server's operator does.
admin-invite-no-office = None, posts only
admin-invite-button = Make a link
admin-letter = Your account
admin-letter-invited = Open the link below or scan the code within 72 hours. The link works once.
admin-letter-reset = Your former password and authenticator no longer work. Open the link below within 72 hours; it works once.
admin-letter-username = Your username is { $username }.
admin-letter-set = Set a password and scan the page's code with an authenticator app.
admin-letter-keep = Copy the recovery codes and keep them safe; they let you in without your phone.
admin-letter-open = Open the address below or scan the code.
admin-letter-phone = Type your phone number ({ $phone }) and ask for a code.
admin-letter-code = Type the six digits that you get. On your own phone, tick “This is my own phone”.
admin-letter-qr = Where to sign in
admin-letter-note = Hand this over in person; do not forward or photograph it. Nobody will ever ask you for a code.

# Audit
admin-audit-intro = Who did what and when, or was refused. Nobody is named here, and reading is recorded too.
admin-audit-who = Username or id
admin-audit-action = Action
admin-audit-any = All actions
admin-audit-subject = Subject
admin-audit-subject-hint = Written as kind:id, for example case:4x7k2
admin-audit-until = Until
admin-audit-refused = Refusals only
admin-audit-at = When
admin-audit-outcome = Outcome
admin-audit-done = Done
admin-audit-forbidden = Refused: not allowed
admin-audit-not-found = Refused: may not know of it
admin-audit-leaf = Position
admin-audit-program = The program, or nobody signed in
admin-audit-resident = A resident (not shown)
