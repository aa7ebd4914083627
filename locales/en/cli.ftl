# The command line: help, notices and errors.
cli-about = linli: residents raise, the community handles, those who asked judge.
cli-demo-about = Build a locality's demo (Kenli's if none is named) and serve it
cli-demo-arg-playbook = Locality: kenli, dangtu, changchun, leling, shaanxi, or the path of a playbook
cli-demo-arg-listen = Address to listen on, of this machine only (127.0.0.1:PORT)
cli-demo-arg-data = Data folder, used again at the next start (linli-data for Kenli, linli-data-NAME for others)
cli-demo-arg-database = postgres://…; without it, SQLite in the data folder
cli-demo-arg-one-of = Build one part in so many of the district (1 to 20), for tests and small machines
cli-demo-arg-json = Print one line of JSON on standard output once ready
cli-playbook-about = Check and draw playbooks
cli-playbook-check-about = Check a playbook: every mistake with its place, and how long each process takes
cli-playbook-check-arg-file = the playbook (KDL)
cli-playbook-check-arg-data = also say which posts nobody has: the installation's data folder
cli-playbook-check-arg-database = the same, postgres://…
cli-playbook-simulate-about = Run cases under two playbooks and say what differs: made-up ones, or with --data those that happened
cli-playbook-simulate-arg-before = the playbook as it is
cli-playbook-simulate-arg-after = the changed playbook
cli-playbook-simulate-arg-data = over the cases of an installation: its data folder
cli-playbook-simulate-arg-database = the same, postgres://…
cli-simulate-cases = { $process }: { $cases } made-up cases, { $same } go the same way, { $differ } differ.
cli-simulate-recorded = { $process }: { $cases } recorded cases, { $same } go the same way, { $differ } differ.
cli-simulate-not-taken = { $count } of them the playbook as it is does not take either; they are not compared.
cli-simulate-column-what = What
cli-simulate-column-where = Where
cli-simulate-column-before = Before
cli-simulate-column-after = After
cli-simulate-column-count = Cases
cli-simulate-not-opened = cannot be opened
cli-simulate-step-new = step added
cli-simulate-step-gone = step no longer entered
cli-simulate-deadline = deadline (first case)
cli-simulate-refused = no longer possible
cli-simulate-end = end
cli-simulate-not-ended = not ended
cli-posts-district = { $place } (bound: { $playbook })
cli-posts-role = { $role }: { $filled } of { $all } filled
cli-posts-vacant = ·   { $place }: vacant, stood in for by { $stand-in }
cli-posts-nobody = ·   { $place }: vacant, and nobody stands in
cli-posts-more = ·   … and { $count } more vacant; without anybody who stands in: { $nobody } in all
cli-playbook-new-about = Write a commented playbook to begin with, and scenarios that hold in it
cli-playbook-new-arg-name = the playbook's name: lower-case letters, digits and hyphens
cli-playbook-new-arg-out = the new file; NAME.kdl without it
cli-playbook-begun = The playbook is in { $file }, its scenarios are in { $folder }: change it by its comments, and check after every change.
cli-playbook-test-about = Run scenario files, compare the state after every step, and list the ways that no story takes
cli-playbook-test-arg-file = the playbook (KDL)
cli-playbook-test-arg-scenarios = scenario files, or folders of them
cli-playbook-test-arg-accept = keep the states of now as the snapshots
cli-playbook-test-arg-partial = ways that no story takes are no failure
cli-playbook-test-arg-json = print one line of JSON only
cli-playbook-test-arg-draft = draft scenarios for the ways not taken, into this new file
cli-scenario-ok = ·   ok  { $name }
cli-scenario-failed = ·   FAILED  { $name }
cli-scenario-summary = { $count } scenarios, { $failed } failed; { $taken } of { $all } ways taken ({ $percent } %).
cli-scenario-not-taken = not taken: { $process }: { $from } —{ $way }→ { $to } ({ $label })
cli-scenario-way-late = late
cli-scenario-way-up = late, one level up
cli-scenario-way-top = late at the top
cli-scenario-way-supervise = late and instructed
cli-scenario-way-exhausted = entered as often as may be
cli-scenario-way-silence = nobody rates
cli-scenario-way-grant = the review is granted
cli-scenario-way-mediation = mediation is asked for
cli-scenario-way-deny = the review is denied
cli-scenario-no-snapshot = There is no snapshot { $path } yet: look at the states, then keep them with --accept.
cli-scenario-other-snapshot = The states differ from the snapshot { $path } (- before, + now); if those of now are right, add --accept.
cli-scenario-drafted = { $count } drafts of scenarios are in { $path }: read them, and correct their names and sources.
cli-scenario-unreached = For { $count } more ways no story was found: write one, or see whether the playbook can ever go there.
cli-playbook-draw-about = Draw a process
cli-playbook-draw-arg-file = the playbook (KDL)
cli-playbook-draw-arg-format = svg or mermaid
cli-playbook-draw-arg-process = the name of the process

cli-demo-building = First start: building the demo district …
cli-demo-built-places = Places built: { $count }
cli-demo-built-people = People registered: { $count }
cli-demo-built-history = Matters raised: { $count }; done with: { $done } ({ $ends }); still open: { $open }
cli-demo-built-end = { $end }: { $count }
cli-demo-built-between = {", "}
cli-demo-merged = Merged into another
cli-demo-carrying = Carrying the district over to PostgreSQL …
cli-demo-column-role = Role
cli-demo-column-name = Name
cli-demo-column-sign-in = Username or phone
cli-demo-column-password = Password
cli-demo-column-totp = TOTP secret
cli-demo-by-code = code by phone
cli-demo-ready = The demo is ready at { $url } (people, numbers and matters are made up; keep it off public networks; Ctrl+C stops it)
cli-demo-code = Code sent to { $phone }: { $code }
cli-demo-number-changed = Short message to { $phone }: your number is { $present } now. If that was not you, speak to your community.
cli-role-resident = Resident
cli-role-system-administrator = System administrator
cli-role-security-administrator = Security administrator
cli-role-auditor = Auditor
cli-sms-code = Your code is { $code }, good for five minutes. Tell it to nobody.
cli-sms-number-changed = Your number with the community is { $present } now. If that was not you, speak to your community.

cli-failed-data = The program's own file { $file } is broken ({ $said }): install it again.
cli-failed-refused = Not done { $doing }: { $said }.
cli-failed-disk-full = The disk is full: make room and start again; nothing acknowledged was lost.
cli-failed-disk-full-at = The disk of { $path } is full: make room there and try again; nothing acknowledged was lost.
cli-failed-damaged = The database file is damaged, or is not this program's: stop the server and restore the last backup to a new data folder.
cli-failed-in-use = Another server uses the data folder { $path }: stop it, or choose another folder.
cli-failed-sms-missing = The program that sends messages, { $path }, is not there: correct command under [sms] in the configuration.
cli-failed-sms-not-executable = The program that sends messages, { $path }, cannot be run: chmod +x it.
cli-failed-store = The database failed: { $said }.
cli-failed-machine = The system failed: { $said }.
cli-failed-no-scenarios = There is no scenario file (.kdl) there.
cli-failed-name = “{ $name }” is no name: take 1 to 48 lower-case letters, digits and hyphens, a letter first.
cli-failed-process = The playbook has no process “{ $process }”: name one of its processes with --process.
cli-failed-listen = Cannot listen on { $address } ({ $said }): choose another address, or stop the program that uses it.
cli-failed-demo-listen = The passwords and codes of the demo are shown to everybody, so it is not served on { $address }: use 127.0.0.1, or run linli serve for real use.
cli-failed-demo-data = This database holds the demo, whose accounts and passwords are public: choose an empty data folder or database.
cli-failed-folder = Cannot read or write { $path } ({ $said }): check the path and its permissions.
cli-failed-key = The key file { $path } cannot be used ({ $said }): put the original back; names and phones do not open without it.
cli-failed-key-missing = The database holds data, but the key file { $path } is gone: put the original back; names and phones do not open without it.
cli-failed-log-left = { $path } still holds rows that are not in the database; nothing was put to use. Run this command again.
cli-failed-other-key = The data were written with another key: put the original key file back into the data folder.
cli-failed-postgres = PostgreSQL: { $cause ->
    [address] its address cannot be used; correct database in the configuration
    [refused] nothing listens there; start it, or correct the port
    [unreachable] the machine is not found or does not answer; check the address and the network
    [password] it does not take this user or password; correct database in the configuration
    [database] it has no database of this name; make one, or correct the address
    [certificate-name] its certificate is for another name; write the host as it stands there
    [certificate-expired] its certificate has run out; renew it there
    [certificate-root] its certificate is not of the root that sslrootcert names; name the one that it was signed with
    [unencrypted] it does not encrypt; switch ssl on there, or write sslmode=disable into the address if the network is your own
    [busy] its connections are all taken, or it is starting or stopping; try again soon
   *[other] it refused; look into its log
} ({ $said }).
cli-failed-not-demo = The data here are not the demo district, so nothing was touched: choose another --data or --database.
cli-failed-other-demo = The data here are the demo of { $key }, not of { $wanted }: choose another --data or --database.
cli-failed-demo-playbook = There is no playbook { $name }: { $said }. The demos that ship are { $known }; any other is named by the path of its playbook.
cli-failed-demo-file = { $file } has a mistake: { $said }
cli-failed-demo-faulty = { $file } has mistakes, so no demo was built: put right what stands above (linli playbook check).

cli-serve-about = Serve an installation by its configuration
cli-serve-arg-config = The configuration file
cli-import-about = Import
cli-import-places-about = Import places: the list of divisions, or what this program exports
cli-import-places-arg-only = Only divisions whose code begins with this, such as 370505
cli-import-staff-about = Import organisations, people, posts and households
cli-export-about = Export
cli-export-places-about = Export places so that they can be imported again; to standard output without a file
cli-playbook-publish-about = Store a playbook, and bind a district to it
cli-playbook-publish-arg-district = The district's division code, such as 370505
cli-calendar-about = Holiday notices
cli-calendar-import-about = Import a year's notice and compute provisional deadlines again
cli-migrate-about = Bring the database to this program's version
cli-doctor-about = Examine an installation: folder, key, database, whether the rows fit together
cli-arg-file = The file
cli-arg-dry-run = Check only, change nothing
cli-arg-config = The configuration file
cli-arg-data = The data folder
cli-arg-database = postgres://…; without it, SQLite in the data folder
cli-import-done = Imported. New: { $new }; changed: { $changed }; as before: { $unchanged }.
cli-import-would = Nothing was changed. The import would bring new: { $new }; changed: { $changed }; as before: { $unchanged }.
cli-import-refused = Problems: { $count }. Nothing was imported: correct them and import again.
cli-playbook-published = Playbook { $key } version { $version } is stored.
cli-playbook-bound = New matters of { $place } go by { $key } from now on.
cli-calendar-done = The notice for { $year } is imported. Days off: { $holidays }; days worked: { $workdays }; matters with a new deadline: { $redated }.
cli-migrate-done = The database is up to date.
cli-serve-first-run = This installation is empty. Open this link within 24 hours to set up its first system administrator (it works once): { $url }
cli-doctor-key = Key file: { $path } (keep it apart from backups; without it names and phones are lost)
cli-doctor-open = Beware: other accounts of this machine can read { $path }: take that back with chmod (600 for files, 700 for folders)
cli-doctor-sms = Messages are sent by { $path }
cli-doctor-sms-none = Nothing sends messages: residents, grid workers and chiefs cannot sign in with a code; write [sms] into the configuration
cli-doctor-schema = Version of the database's tables: { $version }
cli-doctor-district = { $place }: playbook { $playbook }
cli-doctor-calendars = Holiday notices imported: { $years }
cli-doctor-calendars-none = No holiday notice is imported yet: deadlines count weekends only
cli-doctor-words = Matters that searching does not find yet: { $count }. After an upgrade the running server writes their search words
cli-doctor-checked = Compared: matters { $cases }, events { $events }
cli-failed-error = { $said }
cli-failed-config = The configuration { $path } cannot be opened ({ $said }): check the path and its permissions.
cli-failed-config-near = The configuration { $path }, line { $line }: there is no key “{ $key }”; did you mean “{ $known }”?
cli-failed-config-key = The configuration { $path }, line { $line }: there is no key “{ $key }”; there are { $known }.
cli-failed-config-value = The configuration { $path }, line { $line }: “{ $key }” is { $key ->
    [public_url] an address such as https://linli.example.cn
    [data] a folder's path in quotes
    [listen] an address with a port, such as 127.0.0.1:8080
    [database] a postgres:// address in quotes
    [trusted_proxies] a list of addresses, such as ["127.0.0.1"]
    [node] a whole number from 0 to 254 (255 is kept for commands beside the server)
    [sms] a part of its own: [sms], with command on the next line
   *[other] a list of a program and its arguments, such as ["/etc/linli/send-sms"]
}.
cli-failed-config-missing = In the configuration { $path } “{ $key }” is missing: it has to be there.
cli-failed-config-syntax = In the configuration { $path } line { $line } is not written rightly: check quotes, equals signs and brackets, and whether a key stands there twice.
cli-failed-file = Cannot read or write { $path } ({ $said }): check the path, its permissions and its encoding.
cli-failed-district = There is no district with the code { $code }: import its places first.
cli-doctor-photos = Photos whose files were looked for: { $count }
cli-doctor-photo-gone = Photo { $photo }: its files are gone
cli-doctor-photos-more = Further photos whose files are gone: { $count }
cli-doctor-audit = Rows of the audit log compared with what was sealed: { $rows }; not sealed yet: { $unsealed }
cli-doctor-no-number = case { $case } has no number
cli-doctor-unknown-number = case { $case } has a number that was never given
cli-doctor-history = case { $case } is not what its history says
cli-doctor-queue = case { $case } has other tasks than the queue
cli-doctor-scopes = case { $case } is listed wrongly
cli-doctor-no-audit = case { $case } has no audit row
cli-doctor-stray = rows of case { $case }, which does not exist
cli-doctor-missing = { $path } is not there: nothing is installed here, or the path is wrong.
cli-doctor-empty = The database is empty: run migrate first.
cli-doctor-problems = Rows that do not fit together: { $count }. Stop using it and restore a backup.
# What is wrong in an imported file
cli-problem-encoding = Neither UTF-8 nor GB18030: save the file as UTF-8.
cli-problem-workbook-old = An old .xls file, or one with a password. Take the password off and save it as .xlsx or CSV.
cli-problem-workbook-broken = This Excel file cannot be opened. Save it as .xlsx again, with at least one sheet that is shown.
cli-problem-workbook-large = This Excel file unpacks to too much. Divide it into several files.
cli-problem-workbook-wide = There is something far to the right of the table. Delete what does not belong to it.
cli-problem-cell-merged = Cells merged across columns: nobody can tell what belongs to which. Unmerge them. The headings stand in the first row, without a title above.
cli-problem-cell-rounded = This number has more than 15 digits, and the spreadsheet has changed the last ones. Make the column text and type it again.
cli-problem-cell-error = A faulty formula or a duration: there is nothing to read.
cli-problem-sheet-empty = The file is empty.
cli-problem-column-unknown = No such column; there are: { $known }.
cli-problem-column-twice = This column comes twice.
cli-problem-column-missing = This column is missing.
cli-problem-row-length = Cells found: { $found }; wanted: { $wanted }. Quote cells with commas in them.
cli-problem-row-broken = This row cannot be read: check its quotes.
cli-problem-too-many-rows = More than { $max } rows: split the file.
cli-problem-cell-required = Must be filled in.
cli-problem-level-unknown = The level is county, street or committee.
cli-problem-code-wrong = Not a code; a division's has 6, 9 or 12 digits, a grid's 15.
cli-problem-code-twice = Row { $first } gives the code { $code } too.
cli-problem-code-elsewhere = The code { $code } does not begin with { $above }, the code of what it lies under.
cli-problem-code-taken = The code { $code } belongs to another place.
cli-problem-kind-unknown = The playbook has no such kind.
cli-problem-kind-misplaced = A { $kind } cannot stand under this parent.
cli-problem-grid-misplaced = Grids stand under the kind that the playbook names.
cli-problem-grid-unknown = There is no such grid.
cli-problem-grid-wrong = This is not a grid.
cli-problem-facility-unknown = The playbook has no channel { $kind }.
cli-problem-id-wrong = After # comes an id from an exported file.
cli-problem-number-wrong = A whole number from 0 up.
cli-problem-date-wrong = A date is written year-month-day, such as 2026-07-08; 2026年7月8日 is read too.
cli-problem-crs-unknown = The system is cgcs2000, wgs84, gcj02, bd09 or local.
cli-problem-coordinate-wrong = A coordinate is a decimal number such as 118.5512345; local ones are metres. Fill crs, x and y together.
cli-problem-flag-wrong = 0 or 1.
cli-problem-key-twice = The same key as in row { $first }.
cli-problem-place-twice = Another row is about the same place.
cli-problem-parent-unknown = Neither the file nor the installation has this parent.
cli-problem-parent-ring = The parents form a ring.
cli-problem-other-district = A place cannot move to another district.
cli-problem-place-unknown = There is no place { $place }.
cli-problem-place-ambiguous = Several places are called { $place }: write "street/community", or a code.
cli-problem-phone-wrong = A mobile number has 11 digits.
cli-problem-role-unknown = The playbook has no such role.
cli-problem-role-elsewhere = { $role } is no post of this kind of place.
cli-problem-word-unknown = Not a word known here.
cli-problem-ends-before-start = The last day is before the first.
cli-problem-row-says-nothing = No organisation, post or household in this row.
cli-problem-post-twice = A post is at a place or in an organisation: use two rows.
cli-problem-district-unclear = It is not clear which district this belongs to: fill in serves.
cli-problem-organisation-unknown = There is no such organisation above this row.
cli-problem-kind-changed = Its code or key is that of a { $kind }, whose kind cannot change.

# Backup, restore and move
cli-backup-about = Back up, also while the server runs; without the key file
cli-backup-arg-to = The folder to write (not there yet, or empty)
cli-restore-about = Restore a backup into an empty installation; put the former key file there first
cli-restore-arg-from = The backup's folder
cli-move-about = Move from SQLite to PostgreSQL and compare both, table by table; stop the server first
cli-move-arg-to = postgres://…, the database to move to
cli-backup-table = { $table }: { $rows }
cli-backup-done = Backed up to { $path } and verified. Rows: { $rows }; photo files: { $photos }.
cli-restore-done = Restored the backup of { $when } and verified it. Rows: { $rows }; matters: { $cases }.
cli-move-done = Moved and compared table by table, the same on both sides. Rows: { $rows }.
cli-move-next = Write database = "postgres://…" into the configuration and start again; photos and key stay in their folder, and the SQLite file is unchanged.
cli-failed-not-empty = { $path } holds something already; stopped so as not to write over it. Choose an empty place.
cli-failed-backup-damaged = { $path } of the backup is missing or damaged; nothing was restored. Use another backup.
cli-failed-backup-unfinished = { $path } is no finished backup (manifest.json is not there): it may have stopped half-way, or the path is wrong. Use another backup.
cli-failed-backup-newer = The backup's schema version is { $found } and this program knows up to { $known }; restore it with the program that wrote it, or a newer one.
cli-failed-backup-audit = The audit log differs from what was sealed (places: { $count }); stopped. Run linli audit verify to see them.
cli-failed-restore-key = There is no key file { $path }; a backup never holds it. Put the former key file there first.
cli-failed-compare = The table { $table } is not the same on both sides; nothing was put to use. Stop all servers and try again.
cli-failed-move-changed = Something was written to SQLite during the move; nothing was put to use. Stop the server and try again.
cli-failed-move-from = This installation uses PostgreSQL already; a move goes from SQLite to PostgreSQL only.
cli-failed-newer-database = The database has schema version { $found } and this program knows up to { $known }; run the program that wrote it, or a newer one.
cli-failed-older-database = The database has schema version { $found } and this program has { $known }; back up with the former program, or run linli migrate first.

# Accounts
cli-account-about = Accounts: list, invite, reset (only for whoever runs the machine; all of it is audited)
cli-account-list-about = List everybody who signs in with a password
cli-account-invite-about = Invite somebody by a one-time link; who did not use theirs gets another
cli-account-invite-arg-username = the username
cli-account-invite-arg-name = the name; needed for somebody new
cli-account-invite-arg-phone = the telephone number, if you like
cli-account-invite-arg-office = the office: system, security or audit; none is staff
cli-account-reset-about = Make a password and factor worthless and give a one-time link to set new ones
cli-account-reset-arg-username = the username
cli-account-line = { $username }  { $office ->
    [system] system administrator
    [security] security administrator
    [audit] auditor
   *[none] staff
}  { $state ->
    [suspended] suspended
    [invited] invited, link not used yet
   *[active] active
}
cli-account-link = The one-time link of { $username }, good for 72 hours and once; hand it over in person:
cli-account-path = Without a configuration its address is not known: open this behind the address of the installation.
cli-failed-account = There is no username { $username }: linli account list says which there are.
cli-failed-account-name = The username { $username } is new: give a name with --name.
cli-failed-server-runs = A server uses the data folder { $path }: stop it first, then run this command again.
cli-failed-backup-format = The backup has format { $found } and this program knows format { $known }: restore it with the program that wrote it, or a newer one.
