# Signing in
sign-in-title = Sign in
sign-in-intro = Sign in with your mobile number; the first time makes your account. Residents and whoever has a post come in here.
sign-in-phone = Mobile number
sign-in-phone-hint = A code is sent to this phone.
sign-in-send = Send me a code
sign-in-staff = Staff: sign in with a password
sign-in-no-codes = No codes can be sent from here yet. Residents go to their community's service hall, or call it.
sign-in-code-title = Enter the code
sign-in-code-intro = A six-digit code is on its way to { $phone }. It is good for five minutes.
sign-in-shown = The demonstration sends no messages. Your code is
sign-in-code = Code
sign-in-code-hint = Six digits
sign-in-proof = Your name as given before and the number of one of your matters
sign-in-proof-hint = For example: Zhang San 20260708-0001. This number was not used for long; this protects whoever had it before. The receipt shows the number; without it, come to the counter.
sign-in-new = I am new here; what was written before is not mine
sign-in-remember = This is my own phone, keep me signed in
sign-in-remember-hint = Leave this empty on a borrowed phone.
sign-in-enter = Sign in
sign-in-have-code = I have a code: type it in
sign-in-too-many = { $count ->
    [one] You asked for too many codes; wait for an hour at most. A code that you got can be typed in for five minutes.
   *[other] You asked for too many codes; wait for { $count } hours at most. A code that you got can be typed in for five minutes.
}
flash-code-sent-before = A code was sent just now; if you have not used it yet, it is good. If it did not come or was used, ask again in a minute.
sign-in-again = Nothing came? Another number or another code
sign-in-staff-title = Staff sign-in
sign-in-staff-intro = Use your own account, never somebody else's.
sign-in-username = Username
sign-in-password = Password
sign-in-factor = Second factor
sign-in-factor-hint = The six digits of your authenticator, or a recovery code.
sign-in-counter = This is a shared counter
sign-in-counter-hint = Locks after five minutes without use.
sign-in-resident = Residents: sign in with a phone
flash-signed-in = You are signed in.
flash-signed-out = You are signed out.

sign-in-carried = What you wrote is still here; go on with it after signing in.
sign-in-names = Accounts used on this computer just now:
resume-title = What you wrote is still here
resume-shown = It was not sent. Look at the form once more, then send it.
resume-send = It was not sent. Please send it once more.
resume-files = The photos were not kept; please choose them again.
resume-files-lost = The photos were not kept; it goes without them this time.
resume-back = Back to the form
resume-again = Send again
resume-drop = Leave it
