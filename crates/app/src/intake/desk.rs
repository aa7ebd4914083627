//! Who sits at a desk of the workbench: name, posts, and which doors are open to them.

use linli_domain::{
    grid_plan, notice,
    policy::{self, Action},
};
use linli_kernel::PlaceId;
use linli_playbook::{engine::Holder, model::Label};

use crate::{App, AppResult, Caller, account::people, matter::holder_word, ports::Snapshot};

/// Somebody at the workbench.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Desk {
    /// Their name, once told.
    pub name: Option<String>,
    /// The posts and organisations that they answer for.
    pub posts: Vec<DeskPost>,
    /// May write down other people's matters.
    pub may_take_in: bool,
    /// May write down what they found themselves.
    pub may_report_found: bool,
    /// May take in orders of other systems.
    pub may_take_orders: bool,
    /// One of the posts speaks to the people of its place.
    pub may_post_notices: bool,
    /// One of the posts plans the grids of communities.
    pub may_plan_grids: bool,
    /// One of the posts holds office over households.
    pub may_confirm_households: bool,
}

/// One of their queues.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DeskPost {
    /// What is sent as `acting`: `role@place` or `organisation@id`.
    pub word: String,
    /// The role, or nothing for an organisation.
    pub role: Option<Label>,
    /// The name of the place or organisation.
    pub name: String,
    /// The place of a post.
    pub place: Option<PlaceId>,
}

/// The caller's desk.
///
/// # Errors
/// [`crate::AppError::Forbidden`] for whoever has neither post nor organisation.
pub async fn desk(app: &App, caller: &Caller) -> AppResult<Desk> {
    let standings = caller.standings();
    policy::decide(&caller.actor(None), Action::SeeQueue, &standings, None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let person = rows.person(caller.person).await?;
    let mut posts = Vec::new();
    let (mut may_post_notices, mut may_plan_grids) = (false, false);
    for holder in caller.working_holders() {
        if let Some((post, may)) = desk_post(app, rows, &holder).await? {
            posts.push(post);
            may_post_notices |= may.speak;
            may_plan_grids |= may.plan;
        }
    }
    let may = |action| policy::allows(action, &standings, None);
    Ok(Desk {
        name: person.and_then(|person| people::name_of(app, &person)),
        posts,
        may_take_in: may(Action::TakeIn),
        may_report_found: may(Action::ReportFound),
        may_take_orders: may(Action::TakeOrders),
        may_post_notices,
        may_plan_grids,
        may_confirm_households: caller.office,
    })
}

/// One queue of somebody, with its words.
pub(crate) async fn desk_line(
    app: &App,
    rows: &mut dyn Snapshot,
    holder: &Holder,
) -> AppResult<Option<DeskPost>> {
    Ok(desk_post(app, rows, holder).await?.map(|(post, _)| post))
}

/// What a post may do below its place.
#[derive(Clone, Copy, Debug, Default)]
struct May {
    /// Speak to its people.
    speak: bool,
    /// Plan its grids.
    plan: bool,
}

/// A queue with its words, and what the post may do below its place.
async fn desk_post(
    app: &App,
    rows: &mut dyn Snapshot,
    holder: &Holder,
) -> AppResult<Option<(DeskPost, May)>> {
    let word = holder_word(holder);
    Ok(match holder {
        Holder::Post { role, place } => {
            let Some(place) = rows.place(*place).await? else { return Ok(None) };
            let playbook = app.playbook_of(rows, place.district).await?;
            let may = playbook.as_ref().map(|playbook| May {
                speak: notice::speaks(playbook, role),
                plan: grid_plan::plans(playbook, role),
            });
            let may = may.unwrap_or_default();
            let role = playbook.and_then(|playbook| playbook.role_label(role).cloned());
            Some((DeskPost { word, role, name: place.name, place: Some(place.id) }, may))
        }
        Holder::Organisation(id) => {
            let found = rows.organisation(*id).await?;
            let post = |name| DeskPost { word, role: None, name, place: None };
            found.map(|found| (post(found.name), May::default()))
        }
        Holder::Person(_) => None,
    })
}
