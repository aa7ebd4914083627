//! What a change writes, decided from the tree as it is.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::{Day, Moment, PersonId, PlaceId};
use linli_playbook::{
    Name, Playbook,
    model::{GRID, ToBase},
};

use super::{PlaceAct, PlaceChange, fits_under};
use crate::place::{Facility, GridMember, Place, PlaceCode};

/// A district's places, as they are.
#[derive(Clone, Copy, Debug)]
pub struct Tree<'t> {
    /// Every place, closed ones included.
    pub places: &'t BTreeMap<PlaceId, Place>,
    /// Their codes.
    pub codes: &'t [PlaceCode],
    /// The grid overlay.
    pub members: &'t [GridMember],
    /// The facilities.
    pub facilities: &'t [Facility],
    /// What kinds there are, and how they stand under each other.
    pub playbook: &'t Playbook,
}

/// What somebody wants to do with a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeEdit {
    /// A new place under it.
    Add {
        /// Its kind.
        kind: Name,
        /// Its name.
        name: String,
        /// Its households.
        households: i64,
    },
    /// It is called otherwise.
    Rename {
        /// The new name.
        name: String,
    },
    /// It is closed, and everything below it.
    Close,
    /// It lies under another place.
    Move {
        /// Under which.
        to: PlaceId,
    },
    /// It goes into another of its kind, with all that lies below it or belongs to it.
    Merge {
        /// Which takes it in.
        into: PlaceId,
    },
    /// A part of it becomes a place of its own, beside it.
    Split {
        /// The name of the new one.
        name: String,
        /// What goes there: places directly below it; of a grid what belongs to it.
        taking: BTreeSet<PlaceId>,
    },
}

/// From when, by whom, and the id of what is new.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// From which day.
    pub day: Day,
    /// Now.
    pub at: Moment,
    /// Who.
    pub by: PersonId,
    /// The id of a new place.
    pub new: PlaceId,
}

/// What is wrong: the field, and the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field of the form.
    pub field: &'static str,
    /// The key of the sentence.
    pub code: &'static str,
}

const fn fault<T>(field: &'static str, code: &'static str) -> Result<T, Fault> {
    Err(Fault { field, code })
}

/// What is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreePlan {
    /// Places with their next version.
    pub places: BTreeMap<PlaceId, Place>,
    /// Codes that end.
    pub codes: Vec<PlaceCode>,
    /// Rows of the grid overlay that end or begin.
    pub members: Vec<GridMember>,
    /// Facilities that serve another place.
    pub facilities: Vec<Facility>,
    /// The changes, to be kept.
    pub changes: Vec<PlaceChange>,
    /// Places that are closed.
    pub closed: Vec<PlaceId>,
    /// Places that lie under another one or belong to another grid, without what lies below them.
    pub moved: Vec<PlaceId>,
    /// Places that belong to no grid any more.
    pub ungridded: Vec<PlaceId>,
}

/// What a change writes.
///
/// # Errors
/// A [`Fault`] where the tree would not be one, or a field says nothing that can be done.
pub fn planned(
    tree: Tree<'_>,
    here: &Place,
    edit: &TreeEdit,
    stamp: Stamp,
) -> Result<TreePlan, Fault> {
    let mut plan = Planning { tree, stamp, plan: TreePlan::default() };
    match edit {
        TreeEdit::Add { kind, name, households } => plan.add(here, kind, name, *households)?,
        TreeEdit::Rename { name } => plan.rename(here, name)?,
        TreeEdit::Close => plan.close(here)?,
        TreeEdit::Move { to } => plan.move_to(here, *to)?,
        TreeEdit::Merge { into } => plan.merge(here, *into)?,
        TreeEdit::Split { name, taking } => plan.split(here, name, taking)?,
    }
    plan.leave_grids();
    Ok(plan.plan)
}

struct Planning<'t> {
    tree: Tree<'t>,
    stamp: Stamp,
    plan: TreePlan,
}

fn is_grid(place: &Place) -> bool {
    place.kind == *GRID
}

impl<'t> Planning<'t> {
    /// The place as it will be.
    fn get(&self, id: PlaceId) -> Option<&Place> {
        self.plan.places.get(&id).or_else(|| self.tree.places.get(&id))
    }

    /// The place to write: its version rises once.
    fn touch(&mut self, place: &Place) -> &mut Place {
        let next = || Place { version: place.version + 1, ..place.clone() };
        self.plan.places.entry(place.id).or_insert_with(next)
    }

    fn note(&mut self, place: &Place, act: PlaceAct, other: Option<PlaceId>) {
        let Stamp { day, at, by, .. } = self.stamp;
        let version = self.get(place.id).map_or(place.version, |place| place.version);
        let (name, parent) = (place.name.clone(), place.parent);
        let place = place.id;
        let change = PlaceChange { place, version, day, at, by, act, name, parent, other };
        self.plan.changes.push(change);
    }

    /// Open places directly below one.
    fn children(&self, of: PlaceId) -> impl Iterator<Item = &'t Place> + use<'t> {
        let open = move |place: &&Place| place.parent == Some(of) && place.closed_on.is_none();
        self.tree.places.values().filter(open)
    }

    /// A place and everything open below it.
    fn with_below(&self, place: &'t Place) -> Vec<&'t Place> {
        let mut by_parent: BTreeMap<PlaceId, Vec<&Place>> = BTreeMap::new();
        for one in self.tree.places.values().filter(|one| one.closed_on.is_none()) {
            if let Some(parent) = one.parent {
                by_parent.entry(parent).or_default().push(one);
            }
        }
        let (mut found, mut at) = (vec![place], 0);
        while let Some(next) = found.get(at) {
            found.extend(by_parent.remove(&next.id).unwrap_or_default());
            at += 1;
        }
        found
    }

    fn known(&self, id: PlaceId, field: &'static str) -> Result<&'t Place, Fault> {
        let open = self.tree.places.get(&id).filter(|place| place.closed_on.is_none());
        open.ok_or(Fault { field, code: "place-not-open" })
    }

    fn free_name(&self, parent: Option<PlaceId>, kind: &Name, name: &str) -> Result<(), Fault> {
        let taken = self.tree.places.values().any(|one| {
            one.parent == parent && one.closed_on.is_none() && one.kind == *kind && one.name == name
        });
        if taken { fault("name", "place-name-taken") } else { Ok(()) }
    }

    fn fits(&self, kind: &Name, above: &Place, field: &'static str) -> Result<(), Fault> {
        let fits = fits_under(self.tree.playbook, kind, &above.kind);
        if fits { Ok(()) } else { fault(field, "place-not-there") }
    }

    fn next_position(&self, parent: Option<PlaceId>) -> i64 {
        let siblings = self.tree.places.values().filter(|one| one.parent == parent);
        siblings.map(|one| one.position + 1).max().unwrap_or(0)
    }

    fn add(&mut self, here: &Place, kind: &Name, name: &str, households: i64) -> Result<(), Fault> {
        self.fits(kind, here, "kind")?;
        self.free_name(Some(here.id), kind, name)?;
        let new = Place {
            id: self.stamp.new,
            district: here.district,
            kind: kind.clone(),
            name: name.to_owned(),
            parent: Some(here.id),
            position: self.next_position(Some(here.id)),
            households,
            made_up: here.made_up,
            closed_on: None,
            version: 1,
        };
        self.plan.places.insert(new.id, new.clone());
        self.note(&new, PlaceAct::Added, None);
        Ok(())
    }

    fn rename(&mut self, here: &Place, name: &str) -> Result<(), Fault> {
        if here.name == name {
            return fault("name", "place-name-same");
        }
        self.free_name(here.parent, &here.kind, name)?;
        name.clone_into(&mut self.touch(here).name);
        self.note(here, PlaceAct::Renamed, None);
        Ok(())
    }

    fn close(&mut self, here: &Place) -> Result<(), Fault> {
        let here = self.known(here.id, "act")?;
        if here.parent.is_none() {
            return fault("act", "place-top");
        }
        for place in self.with_below(here) {
            self.touch(place).closed_on = Some(self.stamp.day);
            self.plan.closed.push(place.id);
        }
        self.note(here, PlaceAct::Closed, None);
        self.end_codes();
        Ok(())
    }

    fn move_to(&mut self, here: &Place, to: PlaceId) -> Result<(), Fault> {
        let (here, to) = (self.known(here.id, "act")?, self.known(to, "to")?);
        if here.parent.is_none() {
            return fault("act", "place-top");
        }
        if is_grid(here) {
            return fault("act", "place-grid-stays");
        }
        if here.parent == Some(to.id) {
            return fault("to", "place-there-already");
        }
        if self.with_below(here).iter().any(|place| place.id == to.id) {
            return fault("to", "place-ring");
        }
        self.fits(&here.kind, to, "to")?;
        self.put_under(here, to.id);
        Ok(())
    }

    fn put_under(&mut self, place: &Place, parent: PlaceId) {
        let position = self.next_position(Some(parent));
        let moved = self.touch(place);
        (moved.parent, moved.position) = (Some(parent), position);
        self.note(place, PlaceAct::Moved, None);
        self.plan.moved.push(place.id);
    }

    fn merge(&mut self, here: &Place, into: PlaceId) -> Result<(), Fault> {
        let (here, into) = (self.known(here.id, "act")?, self.known(into, "to")?);
        if here.kind != into.kind || here.parent.is_none() {
            return fault("to", "place-kind-differs");
        }
        if here.id == into.id {
            return fault("to", "place-itself");
        }
        if is_grid(here) && here.parent != into.parent {
            return fault("to", "place-grid-stays");
        }
        for child in self.children(here.id) {
            self.put_under(child, into.id);
        }
        self.regroup(here.id, None, into.id);
        for facility in self.tree.facilities.iter().filter(|one| one.place == here.id) {
            let (place, version) = (into.id, facility.version + 1);
            self.plan.facilities.push(Facility { place, version, ..facility.clone() });
        }
        self.touch(here).closed_on = Some(self.stamp.day);
        self.plan.closed.push(here.id);
        self.touch(into).households += here.households;
        self.note(here, PlaceAct::Merged, Some(into.id));
        self.note(into, PlaceAct::TookIn, Some(here.id));
        self.end_codes();
        Ok(())
    }

    fn split(&mut self, here: &Place, name: &str, taking: &BTreeSet<PlaceId>) -> Result<(), Fault> {
        let here = self.known(here.id, "act")?;
        if here.parent.is_none() {
            return fault("act", "place-top");
        }
        self.free_name(here.parent, &here.kind, name)?;
        let all: BTreeSet<PlaceId> = if is_grid(here) {
            self.holding().filter(|row| row.grid == here.id).map(|row| row.place).collect()
        } else {
            self.children(here.id).map(|child| child.id).collect()
        };
        if taking.is_empty() || !taking.is_subset(&all) {
            return fault("taking", "place-takes-nothing");
        }
        if taking.len() == all.len() {
            return fault("taking", "place-takes-all");
        }
        let taken: Vec<&Place> = taking.iter().filter_map(|id| self.tree.places.get(id)).collect();
        let households: i64 = taken.iter().map(|place| place.households).sum();
        let new = Place {
            id: self.stamp.new,
            name: name.to_owned(),
            position: self.next_position(here.parent),
            households,
            closed_on: None,
            version: 1,
            ..here.clone()
        };
        self.plan.places.insert(new.id, new.clone());
        if is_grid(here) {
            self.regroup(here.id, Some(taking), new.id);
        } else {
            for place in taken {
                self.put_under(place, new.id);
            }
        }
        let rest = self.touch(here);
        rest.households = rest.households.saturating_sub(households).max(0);
        self.note(here, PlaceAct::Divided, Some(new.id));
        self.note(&new, PlaceAct::CameFrom, Some(here.id));
        Ok(())
    }

    /// Rows of the overlay that hold on the day or begin after it.
    fn holding(&self) -> impl Iterator<Item = &'t GridMember> + use<'t> {
        let day = self.stamp.day;
        self.tree.members.iter().filter(move |row| row.valid_to.is_none_or(|to| day <= to))
    }

    fn ended(&self, row: &GridMember) -> GridMember {
        let valid_to = Some(self.stamp.day.yesterday().unwrap_or(self.stamp.day));
        GridMember { valid_to, ..row.clone() }
    }

    /// What belongs to a grid belongs to another from the day on.
    fn regroup(&mut self, from: PlaceId, only: Option<&BTreeSet<PlaceId>>, to: PlaceId) {
        let belongs = |row: &&GridMember| {
            row.grid == from && only.is_none_or(|only| only.contains(&row.place))
        };
        for row in self.holding().filter(belongs) {
            let valid_from = row.valid_from.max(self.stamp.day);
            self.plan.members.push(self.ended(row));
            self.plan.members.push(GridMember { grid: to, valid_from, ..row.clone() });
            if let Some(place) = self.tree.places.get(&row.place) {
                self.touch(place);
                self.plan.moved.push(place.id);
            }
        }
    }

    /// The place at the base over a place, as it will be.
    fn base(&self, mut id: PlaceId) -> Option<PlaceId> {
        for _ in 0..64 {
            let place = self.get(id)?;
            if self.tree.playbook.to_base(&place.kind) == Some(ToBase::At) {
                return Some(id);
            }
            id = place.parent?;
        }
        None
    }

    /// A grid lies in one community: what is closed, or lies in another community now, leaves it.
    fn leave_grids(&mut self) {
        let touched: BTreeSet<PlaceId> = self
            .plan
            .moved
            .iter()
            .filter_map(|id| self.tree.places.get(id))
            .flat_map(|place| self.with_below(place))
            .map(|place| place.id)
            .chain(self.plan.closed.iter().copied())
            .collect();
        let dealt: BTreeSet<(PlaceId, PlaceId)> =
            self.plan.members.iter().map(|row| (row.grid, row.place)).collect();
        for row in self.holding() {
            let about = touched.contains(&row.place) || touched.contains(&row.grid);
            if !about || dealt.contains(&(row.grid, row.place)) {
                continue;
            }
            let open = |id| self.get(id).is_some_and(|place| place.closed_on.is_none());
            let stays = open(row.place);
            let over = self.get(row.grid).and_then(|grid| grid.parent);
            if open(row.grid) && stays && over == self.base(row.place) {
                continue;
            }
            self.plan.members.push(self.ended(row));
            if stays {
                self.plan.ungridded.push(row.place);
            }
            if let Some(place) = self.tree.places.get(&row.place) {
                self.touch(place);
            }
        }
    }

    fn end_codes(&mut self) {
        let day = self.stamp.day;
        let closed: BTreeSet<PlaceId> = self.plan.closed.iter().copied().collect();
        let holds = |code: &&PlaceCode| {
            closed.contains(&code.place) && code.valid_to.is_none_or(|to| day <= to)
        };
        let valid_to = Some(day.yesterday().unwrap_or(day));
        let ended = self.tree.codes.iter().filter(holds);
        self.plan.codes.extend(ended.map(|code| PlaceCode { valid_to, ..code.clone() }));
    }
}
