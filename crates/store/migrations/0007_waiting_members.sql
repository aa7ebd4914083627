-- Who says that they live somewhere and waits to be confirmed: few, and looked for every day.

CREATE INDEX household_member_waiting ON household_member (household, person) WHERE confirmed = 0;
