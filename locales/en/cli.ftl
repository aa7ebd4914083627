# The command line: help, notices and errors.
cli-about = linli: residents raise, the community handles, those who asked judge.
cli-demo-about = Build Kenli's demo district and serve it
cli-demo-arg-listen = Address to listen on
cli-demo-arg-data = Data folder, used again at the next start
cli-demo-arg-database = postgres://…; without it, SQLite in the data folder
cli-demo-arg-json = Print one line of JSON on standard output once ready
cli-serve-about = Serve an installation by its configuration
cli-serve-arg-config = The configuration file

cli-demo-building = First start: building the demo district …
cli-demo-built-places = { $count } places built
cli-demo-built-people = { $count } people registered
cli-demo-built-history = { $count } matters handled
cli-demo-column-role = Role
cli-demo-column-name = Name
cli-demo-column-sign-in = Username or phone
cli-demo-column-password = Password
cli-demo-column-totp = TOTP secret
cli-demo-by-code = code by phone
cli-demo-ready = The demo is ready at { $url } (people, numbers and matters are made up; keep it off public networks; Ctrl+C stops it)
cli-demo-code = Code sent to { $phone }: { $code }
cli-role-resident = Resident
cli-role-system-administrator = System administrator
cli-role-security-administrator = Security administrator
cli-role-auditor = Auditor

cli-failed-data = The program's own file { $file } is broken ({ $said }): install it again.
cli-failed-refused = Not done { $doing }: { $said }.
cli-failed-disk-full = The disk is full: make room and start again; nothing acknowledged was lost.
cli-failed-store = The database failed: { $said }.
cli-failed-machine = The system failed: { $said }.
cli-failed-listen = Cannot listen on { $address } ({ $said }): choose another address, or stop the program that uses it.
cli-failed-folder = Cannot read or write { $path } ({ $said }): check the path and its permissions.
cli-failed-key = The key file { $path } cannot be used ({ $said }): put the original back; names and phones do not open without it.
cli-failed-other-key = The data were written with another key: put the original key file back into the data folder.
cli-failed-postgres = The database cannot be reached: { $said }.
cli-failed-not-demo = The data here are not the demo district, so nothing was touched: choose another --data or --database.
