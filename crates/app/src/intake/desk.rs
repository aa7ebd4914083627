//! Who sits at a desk of the workbench: name, posts, and which doors are open to them.

use linli_domain::{
    admission, grid_plan, notice, place_change,
    policy::{self, Action},
};
use linli_kernel::PlaceId;
use linli_playbook::{engine::Holder, model::Label};

use crate::{
    App, AppResult, Caller, account::people, admission::may_ask, matter::holder_word,
    ports::Snapshot,
};

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
    /// May read the dispatch lists.
    pub may_see_dispatch_list: bool,
    /// One of the posts speaks to the people of its place.
    pub may_post_notices: bool,
    /// One of the posts keeps the notice boards of its place.
    pub may_keep_boards: bool,
    /// One of the posts keeps the service items of its place.
    pub may_keep_services: bool,
    /// One of the posts keeps the duty rosters of its place.
    pub may_keep_duty: bool,
    /// One of the posts plans the grids of communities.
    pub may_plan_grids: bool,
    /// Whether they keep the tree of places.
    pub may_keep_tree: bool,
    /// One of the posts or organisations has a part in departments' requests to communities.
    pub may_see_admissions: bool,
    /// One of the posts holds office over households.
    pub may_confirm_households: bool,
    /// May read figures with the cases behind them.
    pub may_see_figures: bool,
    /// One of the posts or organisations is in a district whose playbook has whistles, and it reads
    /// them with their figures.
    pub may_see_whistles: bool,
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
    let mut may = Doors::default();
    for holder in caller.working_holders() {
        if let Some((post, doors)) = desk_post(app, rows, &holder).await? {
            posts.push(post);
            may.notices |= doors.notices;
            may.admissions |= doors.admissions;
            may.grids |= doors.grids;
            may.tree |= doors.tree;
            may.whistles |= doors.whistles;
        }
    }
    let allowed = |action| policy::allows(action, &standings, None);
    Ok(Desk {
        name: person.and_then(|person| people::name_of(app, &person)),
        posts,
        may_take_in: allowed(Action::TakeIn),
        may_report_found: allowed(Action::ReportFound),
        may_take_orders: allowed(Action::TakeOrders),
        may_see_dispatch_list: allowed(Action::SeeDispatchList),
        may_post_notices: may.notices,
        may_keep_boards: may.notices,
        may_keep_services: may.notices,
        may_keep_duty: may.notices,
        may_see_admissions: may.admissions,
        may_plan_grids: may.grids,
        may_keep_tree: may.tree,
        may_confirm_households: caller.office,
        may_see_figures: allowed(Action::SeeIndicatorCases),
        may_see_whistles: may.whistles && allowed(Action::SeeDispatchList),
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

/// What one queue opens beside the work in it.
#[derive(Clone, Copy, Debug, Default)]
struct Doors {
    /// The post speaks to the people of its place.
    notices: bool,
    /// It has a part in departments' requests.
    admissions: bool,
    /// The post plans the grids of communities.
    grids: bool,
    /// The post keeps the tree of places below its own.
    tree: bool,
    /// The district's playbook has whistles.
    whistles: bool,
}

/// A queue with its words, and what it opens.
async fn desk_post(
    app: &App,
    rows: &mut dyn Snapshot,
    holder: &Holder,
) -> AppResult<Option<(DeskPost, Doors)>> {
    let word = holder_word(holder);
    Ok(match holder {
        Holder::Post { role, place } => {
            let Some(place) = rows.place(*place).await? else { return Ok(None) };
            let playbook = app.playbook_of(rows, place.district).await?;
            let doors = playbook.as_ref().map(|playbook| Doors {
                notices: notice::speaks(playbook, role),
                admissions: admission::keeps(playbook, role, &place)
                    || admission::answers(playbook, role),
                grids: grid_plan::plans(playbook, role),
                tree: place_change::keeps_tree(playbook, role),
                whistles: playbook.has_whistles(),
            });
            let role = playbook.and_then(|playbook| playbook.role_label(role).cloned());
            let post = DeskPost { word, role, name: place.name, place: Some(place.id) };
            Some((post, doors.unwrap_or_default()))
        }
        Holder::Organisation(id) => {
            let Some(found) = rows.organisation(*id).await? else { return Ok(None) };
            let admissions = may_ask(app, rows, &found).await?;
            let playbook = app.playbook_of(rows, found.district).await?;
            let whistles = playbook.is_some_and(|playbook| playbook.has_whistles());
            let post = DeskPost { word, role: None, name: found.name, place: None };
            Some((post, Doors { admissions, whistles, ..Doors::default() }))
        }
        Holder::Person(_) => None,
    })
}
