//! The tree of places is changed from a day on: what would change is shown first.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    place::Place,
    place_change::{Fault, PlaceChange, Stamp, Tree, TreeEdit, TreePlan, planned},
    policy,
};
use linli_kernel::{Day, PlaceId};
use linli_playbook::Name;

use super::{PlaceLine, access::Keeping, line};
use crate::{
    App, AppError, AppResult, Caller, Changes, FieldError, JobPut, PlacePut, audit,
    job::REFILE,
    matter::{bounded, needed_day, text_error},
    ports::{Gazetteer, Snapshot},
};

/// Longest name of a place, in characters.
const MAX_NAME: usize = 100;
/// A change is entered so many days after the day from which it holds at most.
const MAX_DAYS: i32 = 366;
/// Open matters are counted up to so many.
const COUNTED: i64 = 500;

/// What somebody wants to do with a place.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePlace {
    /// The place's version as the caller saw it.
    pub version: i64,
    /// `add`, `rename`, `close`, `move`, `merge` or `split`.
    pub act: String,
    /// From which day, as `2026-07-31`: today or within the year before.
    pub day: String,
    /// The name: of a new place (`add`, `split`), or the new one (`rename`).
    #[serde(default)]
    pub name: String,
    /// The kind of a new place (`add`).
    #[serde(default)]
    pub kind: String,
    /// Its households (`add`).
    #[serde(default)]
    pub households: i64,
    /// Under which place (`move`), or which one takes it in (`merge`).
    #[serde(default)]
    pub to: String,
    /// What goes to the new place (`split`).
    #[serde(default)]
    pub taking: Vec<String>,
}

/// What a change does, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreePreview {
    /// The place.
    pub place: PlaceLine,
    /// From which day.
    pub day: Day,
    /// The place that it goes under or into.
    pub to: Option<PlaceLine>,
    /// The new place, if there is one.
    pub new: Option<PlaceLine>,
    /// How many places are closed.
    pub closed: usize,
    /// How many lie under another place or in another grid, without what lies below them.
    pub moved: usize,
    /// How many belong to no grid any more.
    pub ungridded: usize,
    /// Codes that end, as scheme and code.
    pub codes: Vec<(String, String)>,
    /// Households of the place.
    pub households: i64,
    /// Open matters of the place and below; they stay with whoever has them.
    pub open_cases: usize,
    /// Whether there are more than were counted.
    pub more_cases: bool,
    /// Posts at places that are closed; they stay until somebody ends them.
    pub posts: usize,
    /// Names that two places below the same one will have.
    pub alike: Vec<String>,
}

/// Changes the tree of places; with `dry_run` nothing is changed, and the answer says what would be.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Forbidden`] unless an office of the caller's stands above the
/// place and above the base; [`AppError::Fields`]; [`AppError::Stale`] if the place was changed since
/// the caller saw it.
pub async fn change_place(
    app: &App,
    caller: &Caller,
    id: PlaceId,
    input: &ChangePlace,
    dry_run: bool,
) -> AppResult<TreePreview> {
    let action = match input.act.as_str() {
        "add" => "place.add",
        "rename" => "place.rename",
        "close" => "place.close",
        "move" => "place.move",
        "merge" => "place.merge",
        "split" => "place.split",
        _ => return Err(AppError::field("act", "field-choice")),
    };
    let answer = try_change(app, caller, id, input, (action, dry_run)).await;
    audit::told(app, &caller.actor(None), action, format!("place:{id}"), answer).await
}

async fn try_change(
    app: &App,
    caller: &Caller,
    id: PlaceId,
    input: &ChangePlace,
    (action, dry_run): (&'static str, bool),
) -> AppResult<TreePreview> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let by = Keeping::load(app, rows, caller, id, input.act == "add").await?;
    if by.place.closed_on.is_some() {
        return Err(AppError::field("act", "place-not-open"));
    }
    if by.place.version != input.version {
        return Err(AppError::Stale);
    }
    let gazetteer = rows.gazetteer(by.place.district).await?;
    let places: BTreeMap<PlaceId, Place> =
        gazetteer.places.iter().map(|place| (place.id, place.clone())).collect();
    let entered = rows.place_changes(&[by.place.id]).await?;
    let day = day(&entered, input, app.now().day());
    let edit = edit(input);
    let (day, edit) = match (day, edit) {
        (Ok(day), Ok(edit)) => (day, edit),
        (day, edit) => {
            let errors = edit.err().unwrap_or_default().into_iter();
            return Err(AppError::Fields(errors.chain(day.err()).collect()));
        }
    };
    if let TreeEdit::Move { to } | TreeEdit::Merge { into: to } = &edit
        && !lies_below(&places, *to, by.at, matches!(edit, TreeEdit::Move { .. }))
    {
        return Err(AppError::field("to", "place-not-yours"));
    }
    let new = PlaceId::from_raw(app.entropy.id());
    let stamp = Stamp { day, at: app.now(), by: caller.person, new };
    let Gazetteer { codes, grid_members: members, facilities, .. } = &gazetteer;
    let tree = Tree { places: &places, codes, members, facilities, playbook: &by.playbook };
    let plan = planned(tree, &by.place, &edit, stamp)
        .map_err(|Fault { field, code }| AppError::field(field, code))?;
    let preview = preview(app, rows, &places, (&by.place, &edit, &plan), stamp).await?;
    if !dry_run {
        let subject = format!("place:{id}");
        let row = audit::row(app, by.permit.actor(), action, subject, audit::DONE);
        let mut changes = Changes::new(by.permit, row);
        changes.expects.push(by.relied_on);
        // Nobody closes the place meanwhile under which this one comes to lie, or names another alike.
        let above = match &edit {
            TreeEdit::Add { .. } => Some(by.place.id),
            TreeEdit::Move { to } => Some(*to),
            _ => None,
        };
        let above =
            above.and_then(|id| places.get(&id)).filter(|at| !plan.places.contains_key(&at.id));
        if let Some(above) = above.cloned() {
            changes.put(PlacePut::Place(Place { version: above.version + 1, ..above }));
        }
        write(app, &mut changes, plan);
        app.store.commit(changes).await.map_err(AppError::from).map_err(AppError::or_stale)?;
    }
    Ok(preview)
}

/// Whether a place lies below that of the caller's post, or is it where that is enough.
fn lies_below(places: &BTreeMap<PlaceId, Place>, id: PlaceId, top: PlaceId, or_at: bool) -> bool {
    let mut at = if or_at { Some(id) } else { places.get(&id).and_then(|place| place.parent) };
    for _ in 0..64 {
        match at {
            Some(found) if found == top => return true,
            Some(found) => at = places.get(&found).and_then(|place| place.parent),
            None => return false,
        }
    }
    false
}

/// The day: not to come, for a place is closed or called otherwise at once, and not before what was
/// entered last.
fn day(entered: &[PlaceChange], input: &ChangePlace, today: Day) -> Result<Day, FieldError> {
    let day = needed_day("day", &input.day)?;
    let wrong = |code| Err(FieldError::new("day", code));
    if day > today {
        return wrong("place-day-future");
    }
    if day.until(today).map_or(i32::MAX, |span| span.get_days()) > MAX_DAYS {
        return wrong("place-day-early");
    }
    if entered.iter().any(|change| change.day > day) { wrong("place-day-early") } else { Ok(day) }
}

fn edit(input: &ChangePlace) -> Result<TreeEdit, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut name = || match bounded(&input.name, MAX_NAME) {
        Ok(name) => name,
        Err(error) => {
            errors.push(text_error("name", error));
            String::new()
        }
    };
    let edit = match input.act.as_str() {
        "add" => {
            let name = name();
            let kind = Name::new(&input.kind).ok();
            if kind.is_none() {
                errors.push(FieldError::new("kind", "field-choice"));
            }
            if !(0..=10_000_000).contains(&input.households) {
                let range = FieldError::new("households", "field-range");
                errors.push(range.with("min", 0).with("max", 10_000_000));
            }
            kind.map(|kind| TreeEdit::Add { kind, name, households: input.households })
        }
        "rename" => Some(TreeEdit::Rename { name: name() }),
        "close" => Some(TreeEdit::Close),
        "split" => {
            let taking: BTreeSet<PlaceId> =
                input.taking.iter().filter_map(|word| word.parse().ok()).collect();
            Some(TreeEdit::Split { name: name(), taking })
        }
        act => {
            let to = input.to.trim().parse().ok();
            if to.is_none() {
                errors.push(FieldError::new("to", "field-choice"));
            }
            let edit = |to| match act {
                "merge" => TreeEdit::Merge { into: to },
                _ => TreeEdit::Move { to },
            };
            to.map(edit)
        }
    };
    edit.filter(|_| errors.is_empty()).ok_or(errors)
}

async fn preview(
    app: &App,
    rows: &mut dyn Snapshot,
    places: &BTreeMap<PlaceId, Place>,
    (here, edit, plan): (&Place, &TreeEdit, &TreePlan),
    stamp: Stamp,
) -> AppResult<TreePreview> {
    let sight = policy::countable(here.id);
    let page = rows.list(&sight, Some(true), None, COUNTED).await?;
    let posts = rows.posts_at(&plan.closed, app.now().day()).await?;
    let to = match edit {
        TreeEdit::Move { to } | TreeEdit::Merge { into: to } => places.get(to).map(line),
        _ => None,
    };
    let mut names: BTreeMap<(Option<PlaceId>, &str), usize> = BTreeMap::new();
    let mut under: BTreeSet<Option<PlaceId>> = BTreeSet::new();
    for id in &plan.moved {
        under.extend(plan.places.get(id).map(|place| place.parent));
    }
    let will_be = |place| plan.places.get(&place).or_else(|| places.get(&place));
    let open = places.keys().filter_map(|id| will_be(*id)).filter(|one| one.is_choice());
    for place in open.filter(|place| under.contains(&place.parent)) {
        *names.entry((place.parent, place.name.as_str())).or_default() += 1;
    }
    let twice = names.into_iter().filter(|(_, count)| *count > 1);
    Ok(TreePreview {
        place: line(here),
        day: stamp.day,
        to,
        new: plan.places.get(&stamp.new).map(line),
        closed: plan.closed.len(),
        moved: plan.moved.len(),
        ungridded: plan.ungridded.len(),
        codes: plan.codes.iter().map(|one| (one.scheme.clone(), one.code.clone())).collect(),
        households: here.households,
        open_cases: page.cases.len(),
        more_cases: page.next.is_some(),
        posts: posts.len(),
        alike: twice.map(|((_, name), _)| name.to_owned()).collect(),
    })
}

/// New places first: the others refer to them.
fn write(app: &App, changes: &mut Changes, plan: TreePlan) {
    let (new, known): (Vec<Place>, Vec<Place>) =
        plan.places.into_values().partition(|place| place.version == 1);
    // What is listed by place is filed anew; its names stay those of the day when it was raised.
    if !known.is_empty() {
        changes.put(JobPut::Begin { name: REFILE.to_owned(), run_at: app.now() });
    }
    new.into_iter().chain(known).for_each(|place| changes.put(PlacePut::Place(place)));
    plan.codes.into_iter().for_each(|code| changes.put(PlacePut::Code(code)));
    plan.members.into_iter().for_each(|row| changes.put(PlacePut::GridMember(row)));
    plan.facilities.into_iter().for_each(|one| changes.put(PlacePut::Facility(one)));
    plan.changes.into_iter().for_each(|change| changes.put(PlacePut::Change(change)));
}
