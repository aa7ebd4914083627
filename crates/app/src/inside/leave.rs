//! How an action on an organisation's task leaves it: at once, through review, or as the draft that
//! was reviewed.

use std::borrow::Cow;

use linli_domain::{
    inside::{Draft, DraftState, InsideWork, Stamp, Way},
    matter::PhotoRow,
};
use linli_kernel::{Code, Moment, PersonId};
use linli_playbook::{Name, engine::TaskNumber};

use super::office::TaskInside;
use crate::{
    AppError, AppResult, CasePut, Changes, Expect,
    matter::{RawFields, Situation, TakeAction, internal},
};

/// What is to be done with a case: an action as somebody filled it in, or a draft as it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Named<'a> {
    /// An action.
    Action(&'a TakeAction),
    /// The draft of a task, in the version of the work that was read.
    Draft {
        /// The task.
        task: TaskNumber,
        /// The version.
        version: i64,
    },
}

impl Named<'_> {
    /// The task, unless it is an aside.
    pub(crate) const fn task(&self) -> Option<u32> {
        match self {
            Self::Action(input) => input.task,
            Self::Draft { task, .. } => Some(task.0),
        }
    }
}

/// How it leaves the organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// At once.
    Straight,
    /// It waits for review.
    Review,
    /// It was reviewed, by whoever calls.
    Approved,
}

/// What is to be done, and how it leaves the organisation whose task it is about, if it is one's.
///
/// # Errors
/// [`AppError::Refused`] where it is not the caller's to do or to approve; [`AppError::Stale`] if the
/// draft is another by now, or its task is closed.
pub(crate) fn leaving<'a>(
    named: Named<'a>,
    inside: Option<&TaskInside>,
    (person, at): (PersonId, &Situation),
) -> AppResult<(Cow<'a, TakeAction>, Leaving)> {
    match (named, inside) {
        (Named::Action(input), None) => Ok((Cow::Borrowed(input), Leaving::Straight)),
        (Named::Action(input), Some(inside)) => {
            let leaving = match inside.way(person, &input.action)? {
                Way::Straight => Leaving::Straight,
                Way::Review => Leaving::Review,
            };
            Ok((Cow::Borrowed(input), leaving))
        }
        (Named::Draft { task, .. }, None) if at.row.state.tasks.contains_key(&task) => {
            Err(AppError::Forbidden)
        }
        (Named::Draft { .. }, None) => Err(AppError::Stale),
        (Named::Draft { task, version }, Some(inside)) => {
            if inside.work.version != version {
                return Err(AppError::Stale);
            }
            let draft = inside.office.inside.to_review(inside.known(), person).map_err(refused)?;
            let seen = at.row.state.tasks.get(&task).map(|task| task.version);
            let fields: RawFields = serde_json::from_str(&draft.fields).map_err(internal)?;
            let action = draft.action.to_string();
            let input = TakeAction { action, task: Some(task.0), fields, seen_version: seen };
            Ok((Cow::Owned(input), Leaving::Approved))
        }
    }
}

/// A refusal of the rules inside, as an answer.
pub(super) fn refused(code: Code) -> AppError {
    match code {
        linli_domain::inside::NOT_YOUR_PART => AppError::Forbidden,
        code => AppError::Refused(code, Vec::new()),
    }
}

/// Keeps an answer as a draft: the case stays as it is, and with it its clock.
///
/// # Errors
/// [`AppError::Internal`] if what was filled in cannot be kept.
pub(crate) fn keep_draft(
    changes: &mut Changes,
    inside: &TaskInside,
    at: &Situation,
    (input, photos): (&TakeAction, Vec<PhotoRow>),
    drafted: Stamp,
) -> AppResult<()> {
    let named = photos.iter().map(|photo| photo.id).collect();
    // They belong to the case from now on, or they would go after a day; to no event of it, so that
    // nobody sees them but whoever reads the draft.
    for photo in photos.into_iter().filter(|photo| photo.case.is_none()) {
        let version = photo.version + 1;
        let filed = PhotoRow { case: Some(at.row.id), version, ..photo };
        changes.put(CasePut::Photo(filed));
    }
    let draft = Draft {
        action: Name::new(&input.action).map_err(internal)?,
        drafted,
        fields: serde_json::to_string(&input.fields).map_err(internal)?,
        photos: named,
        state: DraftState::Waiting,
    };
    changes.expects.push(Expect::Case(at.row.id, at.row.revision));
    changes.put(TaskInside::put(InsideWork { draft: Some(draft), ..inside.work.clone() }));
    Ok(())
}

impl TaskInside {
    /// Writes that its draft left the organisation: what was typed stands in the case now.
    pub(crate) fn put_approved(&self, changes: &mut Changes, by: PersonId, at: Moment) {
        let Some(draft) = &self.work.draft else { return };
        let state = DraftState::Approved(Stamp { by, at });
        let draft = Draft { fields: String::new(), photos: Vec::new(), state, ..draft.clone() };
        changes.put(Self::put(InsideWork { draft: Some(draft), ..self.work.clone() }));
    }
}
