//! Staff who left or are under suspicion are suspended, and reinstated.

use std::collections::BTreeSet;

use linli_domain::{organisation::Organisation, person::Person, place::Place, policy::Action};
use linli_kernel::{Code, PersonId};
use linli_playbook::engine::Holder;

use super::{
    administrator::Administrator,
    audit::{DONE, audit},
    people, session,
};
use crate::{App, AppError, AppResult, Changes, PlacePut, StaffPut, ports::Snapshot};

/// Suspends somebody on the staff and ends all their sessions. Residents are never shut out: a
/// matter can always be raised.
///
/// # Errors
/// [`AppError::Refused`] with `not-staff` for residents and `second-person-needed` for oneself;
/// [`AppError::Forbidden`] if the person's office is out of reach; [`AppError::NotFound`].
pub async fn suspend(app: &App, by: Administrator<'_>, person: PersonId) -> AppResult<()> {
    set_suspended(app, by, person, true).await
}

/// Reinstates somebody who was suspended.
///
/// # Errors
/// As for [`suspend`].
pub async fn reinstate(app: &App, by: Administrator<'_>, person: PersonId) -> AppResult<()> {
    set_suspended(app, by, person, false).await
}

async fn set_suspended(
    app: &App,
    by: Administrator<'_>,
    id: PersonId,
    suspended: bool,
) -> AppResult<()> {
    let mut rows = app.snapshot().await?;
    let rows = &mut *rows;
    let permit = by.permit(app, Action::ManageStaff).await?;
    let person = rows.person(id).await?.ok_or(AppError::NotFound)?;
    let credential = rows.credential_of(id).await?;
    by.touch(id, credential.as_ref().and_then(|credential| credential.administers))?;
    if credential.is_none() && rows.posts_of(id).await?.is_empty() {
        return Err(AppError::Refused(Code("not-staff"), Vec::new()));
    }
    let action = if suspended { "account.suspend" } else { "account.reinstate" };
    let row = audit(app, &by.actor(), action, format!("person:{id}"), DONE);
    let mut changes = Changes::new(permit, row);
    changes.put(StaffPut::Person(people::next(Person { suspended, ..person })));
    touch_posts(app, rows, &mut changes, id).await?;
    if suspended {
        session::end_all(app, rows, &mut changes, id, None).await?;
    }
    app.store.commit(changes).await?;
    Ok(())
}

/// Raises the versions of the places and organisations of somebody's posts: decisions rely on who
/// fills them, and that changes with the person.
async fn touch_posts(
    app: &App,
    rows: &mut dyn Snapshot,
    changes: &mut Changes,
    person: PersonId,
) -> AppResult<()> {
    let today = app.now().day();
    let posts = rows.posts_of(person).await?;
    let held: BTreeSet<Holder> =
        posts.into_iter().filter(|post| post.holds_on(today)).map(|post| post.holder).collect();
    let mut places = BTreeSet::new();
    for holder in held {
        match holder {
            Holder::Post { place, .. } => {
                places.insert(place);
            }
            Holder::Organisation(id) => {
                if let Some(row) = rows.organisation(id).await? {
                    let version = row.version + 1;
                    changes.put(StaffPut::Organisation(Organisation { version, ..row }));
                }
            }
            Holder::Person(_) => {}
        }
    }
    for id in places {
        if let Some(row) = rows.place(id).await? {
            changes.put(PlacePut::Place(Place { version: row.version + 1, ..row }));
        }
    }
    Ok(())
}
