# Notice boards: who answers for a grid, a building or a unit, what they do, whom to call.
board-kind = Notice board
board-title = Notice board: { $place }
board-people = Who is responsible
board-below = Of buildings and units
board-more-below = The others stand on the boards of their buildings and units.
board-numbers = Useful numbers
board-duties = Duties: { $role }
board-unnamed = not named here; call the service number
board-emergency = Police 110 · Fire 119 · Ambulance 120
board-call = Call, or scan the code to report something.
board-names = Names and numbers are shown with their holders' consent; otherwise call the service number.
board-day = As of { $day }
board-qr = Scan to report something here
board-report = Report something
board-print = Print the board
board-print-note = Choose the paper first; each board fills one sheet. Print on the same paper at 100 %, without headers and footers.
board-paper = Paper
board-a4-portrait = A4 upright
board-a4-landscape = A4 across
board-a3-portrait = A3 upright
board-a3-landscape = A3 across
board-changed-place = name of the place
board-changed-below = posts below
board-changed-contact = service number
board-changed-gone = the place is gone, or has no board any more
board-changed-duties = duties: { $role }
board-changed-post = { $post }
board-changed-number = number: { $kind }

# Kinds of service numbers
number-community = Community service
number-supervision = Supervision
number-property = Property company
number-water = Water
number-power = Power
number-gas = Gas
number-heating = Heating
number-lift = Lift rescue
number-medical = Community health
number-police = Community police
number-other = Another number

# Workbench
boards-title = Notice boards
boards-changed = To be changed
boards-none-changed = None has to be changed
boards-none-changed-text = What hangs shows what is true today.
boards-more-changed = There may be more; they are listed once these are changed.
boards-hung = Hanging
boards-none-hung = None is written down yet
boards-none-hung-text = Choose a place, print its board, and say when it hangs.
boards-choose = Choose a community to see its boards.
boards-print-changed = Print all that must be changed
boards-print-own = Print the board of this place
boards-print-below = Print this one and all below
boards-see = See the public page
boards-numbers = Service numbers
boards-print = Print notice boards
boards-none-to-print = There is nothing to print.
boards-sheets = { $count ->
    [one] { $count } sheet
   *[other] { $count } sheets
}
boards-more-sheets = At most 60 are printed at once. Print the others when these hang, or choose a smaller place.
boards-hang = Printed and hung
boards-hang-note = Press it when they hang. When a post or number changes, you are told which boards to change.
boards-printed = Hung { $when } by { $who }, { $post }
boards-true = True
boards-change = Change it
boards-gone = Take it down
boards-down = Was this board taken down?
boards-down-text = Press it when the board is down. It is listed no longer then.
boards-why = Why
boards-down-done = It is down
boards-because = Changed: { $reasons }. { $printed }
boards-reason-joint = {"; "}
numbers-note = What stands here holds for everything below; what is empty comes from above. Public service numbers only.
numbers-phone = Telephone
numbers-who = Who answers
numbers-what = What for
numbers-hours = When
numbers-inherited = While empty: { $phone }
numbers-keep = Save
flash-boards-hung = Written down.
flash-board-taken-down = Written down: it is down.
flash-boards-changed = Some boards changed after they were printed and are not written down. Please print them again.
flash-numbers-kept = The service numbers are saved.
