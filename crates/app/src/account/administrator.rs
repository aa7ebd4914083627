//! Who administers: a signed-in administrator, or the operator at the command line.

use std::collections::BTreeSet;

use linli_domain::{
    account::Administration,
    policy::{self, Action, Permit, Standing},
};
use linli_kernel::PersonId;
use linli_playbook::engine::Actor;

use crate::{App, AppError, AppResult, Caller, audit};

/// Who asks for something to be administered.
#[derive(Clone, Copy, Debug)]
pub enum Administrator<'a> {
    /// Somebody signed in; whether they administer anything is decided from their session.
    Caller(&'a Caller),
    /// Whoever runs the installation, from its command line.
    Operator,
}

impl Administrator<'_> {
    /// The one access decision of an administrative use-case; a refusal is audited.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] for everybody who does not administer this.
    pub(crate) async fn permit(self, app: &App, action: Action) -> AppResult<Permit> {
        let standings = match self {
            Self::Caller(caller) => caller.standings(),
            Self::Operator => BTreeSet::from([Standing::Operator]),
        };
        let actor = self.actor();
        let decided = policy::decide(&actor, action, &standings, None).map_err(AppError::from);
        audit::told(app, &actor, word(action), "installation", decided).await
    }

    pub(crate) fn actor(self) -> Actor {
        match self {
            Self::Caller(caller) => caller.actor(None),
            Self::Operator => Actor::Operator,
        }
    }

    /// The office; `None` is the operator.
    pub(super) fn office(self) -> Option<Administration> {
        match self {
            Self::Caller(caller) => caller.administers,
            Self::Operator => None,
        }
    }

    /// Refuses to touch oneself or somebody whose office is out of reach.
    ///
    /// # Errors
    /// [`AppError::Refused`] with `second-person-needed` for oneself; [`AppError::Forbidden`] for
    /// the auditor and, for a system administrator, a security administrator.
    pub(super) fn touch(self, person: PersonId, held: Option<Administration>) -> AppResult<()> {
        if matches!(self, Self::Caller(caller) if caller.person == person) {
            return Err(AppError::Refused(linli_kernel::Code("second-person-needed"), Vec::new()));
        }
        if Administration::may_touch(self.office(), held) {
            Ok(())
        } else {
            Err(AppError::Forbidden)
        }
    }
}

/// What a refusal is audited as.
const fn word(action: Action) -> &'static str {
    match action {
        Action::ManagePlaces => "manage.places",
        Action::ManageStaff => "manage.staff",
        Action::ManagePlaybook => "manage.playbook",
        Action::ManageSecurity => "manage.security",
        Action::ReadAudit => "audit.read",
        _ => "manage.other",
    }
}
