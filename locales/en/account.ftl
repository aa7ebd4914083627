# Accounts: signing in, sessions, households, consent, administrators.

# Ties to a household
tie-owner = Owner
tie-tenant = Tenant
tie-family = Family
tie-carer = Carer

# Administrators
role-resident = Resident
role-system-administrator = System administrator
role-security-administrator = Security administrator
role-auditor = Auditor

# Ways of signing in
strength-code = Code by telephone
strength-two-factors = Password and second factor
strength-counter = Password and second factor, at a shared counter

# Consent: when these words change, the version in the program changes too, and every consent is asked for anew.
consent-words = I agree that this member of my family raises matters for me, follows them, adds to them and rates them. Whoever handles them sees my name and address. I can withdraw this here or at the community at any time; what was done before stays valid.
consent-online = Agreed by themselves, online
consent-spoken = Agreed by word of mouth
consent-paper = Agreed on paper
consent-staff = Agreed at the community
