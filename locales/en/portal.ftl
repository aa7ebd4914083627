# The public portal
menu-home = Home
menu-published = Results
menu-grid = My grid
menu-talk = Where to speak
menu-process = How it goes
menu-my-pages = My pages
menu-matters = Matters
menu-report = Report
menu-messages = Messages
menu-me = Me
