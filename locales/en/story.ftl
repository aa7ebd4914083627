# The story of a case: one sentence for each record, used everywhere.
story-actor-you = You
story-actor-raiser = The raiser
story-actor-co-raiser = another raiser
story-actor-system = The system
story-actor-staff = Staff
story-next = Next: { $step }
story-photo = Photo { $count }
story-field = { $name }: { $value }
story-cell-joint = {"; "}
story-text-removed = (This text was removed by law.)

event-opened = { $who } raised it
event-entered = Next: { $what }
event-acted = { $who }: { $what }
event-escalated = Late: passed to the level above
event-rated = { $who } rated: { $what }
event-rated-by-staff = Rating taken down by staff: { $what }
event-published = The result was published
event-supplemented = { $who } added something
event-ended = Ended: { $what }
event-accepted = { $who } took it on
event-accepted-by-silence = { $detail } did not answer in time; this counts as taking it on
event-overruled = Objection overruled, work goes on
event-late = Past its time
event-overall-late = Past the promised time
event-instructed = Instructed by the level above
event-paused = The clock was stopped
event-resumed = The clock is running again
event-redated = More time was granted
event-redated-calendar = Deadline corrected by the holiday notice
event-merged = A similar matter was merged into this one
event-hidden = Taken out of public view
event-shown = Back in public view
event-urged = { $who } asked to speed it up
event-reopened = Review granted: taken up again
event-exhausted = No rounds left: moved on to the next step

# Forms of playbooks
form-choose = Please choose
form-photos-kept = Photos already uploaded
form-photo-drop = Leave this one out
form-row = Item { $count }
form-row-more = One more item
story-holder-named = { $post }, { $name }
