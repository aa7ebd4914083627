//! Imports places from a table: the list of divisions, or our own format with everything.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use linli_domain::{
    place::{Facility, GridMember, Place, PlaceCode, Position},
    place_change::may_stand,
    place_code::belongs_under,
    policy::Action,
};
use linli_kernel::{Day, PlaceId};
use linli_playbook::{Name, Playbook};

use super::{
    Import, Progress, Stage, audit,
    place_match::{Known, Matched, matched},
    place_sheet::{self, DIVISION, Key, Kind, PlaceRows},
    sheet::Problem,
};
use crate::{
    App, AppResult, Changes, JobPut, PlacePut, account::Administrator, job::REFILE, ports::Snapshot,
};

/// Imports places. `only` keeps the rows of a list of divisions whose code begins with it; with
/// `dry_run` nothing is changed, and the answer says what would be.
///
/// # Errors
/// [`AppError::Forbidden`](crate::AppError::Forbidden) for everybody but a system administrator;
/// what is wrong with the file is in the answer.
pub async fn import_places(
    app: &App,
    by: Administrator<'_>,
    bytes: &[u8],
    only: Option<&str>,
    dry_run: bool,
) -> AppResult<Import> {
    import_places_watched(app, by, bytes, only, dry_run, &Progress::default()).await
}

/// [`import_places`], saying how far it came.
///
/// # Errors
/// As [`import_places`].
pub async fn import_places_watched(
    app: &App,
    by: Administrator<'_>,
    bytes: &[u8],
    only: Option<&str>,
    dry_run: bool,
    progress: &Progress,
) -> AppResult<Import> {
    let permit = by.permit(app, Action::ManagePlaces).await?;
    let PlaceRows { lines, mut problems, mut unread } = match place_sheet::read(bytes, only) {
        Ok(rows) => rows,
        Err(problems) => return Ok(Import::refused(problems)),
    };
    progress.begin(Stage::Checking, lines.len());
    let mut rows = app.snapshot().await?;
    let today = app.now().day();
    let (known, playbooks) = load(app, rows.as_mut(), today).await?;
    let (matched, mut lost) = matched(&known, lines, &mut unread, &*app.entropy);
    problems.append(&mut lost);
    for playbook in &playbooks {
        problems.extend(misplaced(playbook, &known, &matched));
    }
    let mut plan = Plan::new(&known, &matched, &unread, today);
    for one in &matched {
        plan.add(one);
        progress.step();
    }
    problems.append(&mut plan.problems);
    problems.sort();
    problems.dedup();
    if !problems.is_empty() {
        return Ok(Import::refused(problems));
    }
    plan.touch_regrouped();
    let Plan { puts, mut done, moved, .. } = plan;
    let districts: BTreeSet<PlaceId> = matched.iter().map(|one| one.district).collect();
    done.districts = districts.into_iter().collect();
    if !dry_run && !puts.is_empty() {
        progress.begin(Stage::Writing, puts.len());
        let subject = format!("places:{}", done.new + done.changed);
        let mut changes = Changes::new(permit, audit(app, by, "places.import", subject));
        if moved {
            changes.put(JobPut::Begin { name: REFILE.to_owned(), run_at: app.now() });
        }
        puts.into_iter().for_each(|put| changes.put(put));
        app.store.commit(changes).await?;
    }
    Ok(done)
}

/// What is known, and the playbooks bound so far, whose kinds hold for new places too.
async fn load(
    app: &App,
    rows: &mut dyn Snapshot,
    today: Day,
) -> AppResult<(Known, Vec<Arc<Playbook>>)> {
    let mut gazetteers = Vec::new();
    let mut playbooks = Vec::new();
    for district in rows.districts().await? {
        gazetteers.push(rows.gazetteer(district.id).await?);
        playbooks.extend(app.playbook_of(rows, district.id).await?);
    }
    Ok((Known::new(gazetteers, today), playbooks))
}

/// Rows of a kind that the playbook does not know, or under a place that cannot contain it.
fn misplaced(playbook: &Playbook, known: &Known, matched: &[Matched]) -> Vec<Problem> {
    let rank = |kind: &Name| playbook.rung(kind);
    let kinds: BTreeMap<PlaceId, &Name> = matched
        .iter()
        .filter_map(|one| match &one.line.kind {
            Kind::Place(kind) => Some((one.id, kind)),
            Kind::Facility(_) => None,
        })
        .collect();
    let kind_of =
        |id: PlaceId| kinds.get(&id).copied().or_else(|| known.places.get(&id).map(|p| &p.kind));
    let mut problems = Vec::new();
    for one in matched {
        let above = one.parent.and_then(kind_of);
        let row = one.line.row;
        match &one.line.kind {
            Kind::Facility(kind) => {
                let channel = playbook.processes.values().any(|p| p.through.contains(kind));
                if !channel {
                    problems.push(Problem::new(row, "kind", "facility-unknown").with("kind", kind));
                }
            }
            Kind::Place(_) if is_grid(&one.line.kind) => {
                if playbook.grids_under.is_none() || above != playbook.grids_under.as_ref() {
                    problems.push(Problem::new(row, "parent", "grid-misplaced"));
                }
            }
            Kind::Place(kind) => match (rank(kind), above.map(rank)) {
                (None, _) => {
                    problems.push(Problem::new(row, "kind", "kind-unknown").with("kind", kind));
                }
                (Some(own), Some(Some(above))) if may_stand(playbook, above, own) => {}
                (Some(0), None) => {}
                _ => {
                    problems.push(Problem::new(row, "parent", "kind-misplaced").with("kind", kind))
                }
            },
        }
    }
    problems
}

/// What is written, row by row.
struct Plan<'k> {
    known: &'k Known,
    today: Day,
    /// What the keys of the file mean, and whether it is a grid.
    keys: BTreeMap<&'k Key, (PlaceId, bool)>,
    /// What keys mean is not known before their rows are put right.
    unread: &'k BTreeSet<Key>,
    /// The position that the next new place under a parent gets.
    siblings: BTreeMap<Option<PlaceId>, i64>,
    /// The codes that hold today, by place and scheme.
    codes: BTreeMap<(PlaceId, &'k str), &'k PlaceCode>,
    /// The division code of each place, as the file says or else as it holds today.
    divisions: BTreeMap<PlaceId, &'k str>,
    /// The rows that give a code that nothing had.
    given: BTreeMap<(&'k str, &'k str), u64>,
    puts: Vec<PlacePut>,
    /// Known places whose grid changes.
    regrouped: BTreeSet<PlaceId>,
    /// Whether a known place lies under another one from now on: what is listed by place is filed
    /// anew.
    moved: bool,
    done: Import,
    problems: Vec<Problem>,
}

fn is_grid(kind: &Kind) -> bool {
    matches!(kind, Kind::Place(kind) if *kind == *"grid")
}

impl<'k> Plan<'k> {
    fn new(
        known: &'k Known,
        matched: &'k [Matched],
        unread: &'k BTreeSet<Key>,
        today: Day,
    ) -> Self {
        let mut siblings = BTreeMap::new();
        for place in known.places.values() {
            let next = siblings.entry(place.parent).or_insert(0);
            *next = (*next).max(place.position + 1);
        }
        let keyed = matched.iter().filter_map(|one| Some((one.line.key.as_ref()?, one)));
        let codes = known.codes.values().map(|code| ((code.place, code.scheme.as_str()), code));
        let held = known.codes.values().filter(|code| code.scheme == DIVISION);
        let mut divisions: BTreeMap<PlaceId, &str> =
            held.map(|code| (code.place, code.code.as_str())).collect();
        for one in matched {
            let own = one.line.codes.iter().find(|(scheme, _)| scheme == DIVISION);
            divisions.extend(own.map(|(_, code)| (one.id, code.as_str())));
        }
        Self {
            known,
            today,
            divisions,
            given: BTreeMap::new(),
            keys: keyed.map(|(key, one)| (key, (one.id, is_grid(&one.line.kind)))).collect(),
            unread,
            siblings,
            codes: codes.collect(),
            puts: Vec::new(),
            regrouped: BTreeSet::new(),
            moved: false,
            done: Import::default(),
            problems: Vec::new(),
        }
    }

    fn add(&mut self, one: &'k Matched) {
        let before = self.puts.len();
        let new = match &one.line.kind {
            Kind::Place(kind) => self.place(one, kind),
            Kind::Facility(kind) => self.facility(one, kind),
        };
        self.codes(one);
        self.position(one);
        self.grid(one);
        if new {
            self.done.new += 1;
        } else if self.puts.len() > before {
            self.done.changed += 1;
        } else {
            self.done.unchanged += 1;
        }
    }

    fn place(&mut self, one: &Matched, kind: &Name) -> bool {
        let line = &one.line;
        let old = self.known.places.get(&one.id);
        if old.is_some_and(|old| old.district != one.district) {
            self.problems.push(Problem::new(line.row, "parent", "other-district"));
        }
        if let Some(old) = old.filter(|old| old.kind != *kind) {
            let changed = Problem::new(line.row, "kind", "kind-changed").with("kind", &old.kind);
            self.problems.push(changed);
        }
        let position = line.position.or(old.map(|old| old.position)).unwrap_or_else(|| {
            let next = self.siblings.entry(one.parent).or_insert(0);
            let position = *next;
            *next += 1;
            position
        });
        let version = old.map_or(1, |old| old.version);
        let place = Place {
            id: one.id,
            district: one.district,
            kind: kind.clone(),
            name: line.name.clone(),
            parent: one.parent,
            position,
            households: line.households.or(old.map(|old| old.households)).unwrap_or(0),
            made_up: line.made_up,
            closed_on: line.closed_on,
            version,
        };
        match old {
            None => {
                self.puts.push(PlacePut::Place(place));
                true
            }
            Some(old) => {
                if *old != place {
                    self.moved |= old.parent != place.parent;
                    let version = version + 1;
                    self.puts.push(PlacePut::Place(Place { version, ..place }));
                }
                false
            }
        }
    }

    fn facility(&mut self, one: &Matched, kind: &Name) -> bool {
        let line = &one.line;
        let Some(place) = one.parent else { return false };
        let old = self.known.facilities.get(&one.id);
        let version = old.map_or(1, |old| old.version);
        let facility = Facility {
            id: one.id,
            place,
            kind: kind.clone(),
            name: line.name.clone(),
            address: line.address.clone(),
            hours: line.hours.clone(),
            host: line.host.clone(),
            phone: line.phone.clone(),
            version,
        };
        match old {
            None => {
                self.puts.push(PlacePut::Facility(facility));
                true
            }
            Some(old) => {
                if *old != facility {
                    let version = version + 1;
                    self.puts.push(PlacePut::Facility(Facility { version, ..facility }));
                }
                false
            }
        }
    }

    /// What the file says nothing about stays where it is.
    fn position(&mut self, one: &Matched) {
        let Some((crs, x, y)) = one.line.at else { return };
        let position = Position { place: one.id, crs, x, y };
        if matches!(one.line.kind, Kind::Place(_))
            && self.known.positions.get(&one.id) != Some(&position)
        {
            self.puts.push(PlacePut::Position(position));
        }
    }

    /// A code that the place has already stays as it is; another one of its scheme begins today.
    fn codes(&mut self, one: &'k Matched) {
        let row = one.line.row;
        for (scheme, code) in &one.line.codes {
            let wrong = |word| Problem::new(row, "code", word).with("code", code);
            match self.known.codes.get(&(scheme.clone(), code.clone())) {
                Some(known) if known.place == one.id => continue,
                Some(_) => {
                    self.problems.push(wrong("code-taken"));
                    continue;
                }
                None => {}
            }
            if let Some(first) = self.given.insert((scheme.as_str(), code.as_str()), row) {
                self.problems.push(wrong("code-twice").with("first", first));
                continue;
            }
            let above = one.parent.and_then(|parent| self.divisions.get(&parent));
            if let Some(above) = above.filter(|above| !belongs_under(scheme, code, above)) {
                self.problems.push(wrong("code-elsewhere").with("above", above));
            }
            self.end_code(one.id, scheme);
            self.puts.push(PlacePut::Code(PlaceCode {
                place: one.id,
                scheme: scheme.clone(),
                code: code.clone(),
                valid_from: self.today,
                valid_to: None,
            }));
        }
    }

    fn end_code(&mut self, place: PlaceId, scheme: &str) {
        let old = self.codes.get(&(place, scheme)).copied();
        if let Some(old) = old.filter(|old| old.valid_from < self.today) {
            let valid_to = Some(yesterday(self.today));
            self.puts.push(PlacePut::Code(PlaceCode { valid_to, ..old.clone() }));
        }
    }

    /// The grid that a place belongs to from today on.
    fn grid(&mut self, one: &Matched) {
        let Some(key) = one.line.grid.as_ref().filter(|key| !self.unread.contains(key)) else {
            return;
        };
        let grid = match (self.keys.get(key), key) {
            (Some(found), _) => Some(*found),
            (None, Key::Id(id)) => self.known_grid(*id),
            (None, Key::Word(word)) => {
                let (scheme, code) = word.split_once(':').unwrap_or(("grid", word));
                let known = self.known.codes.get(&(scheme.to_owned(), code.to_owned()));
                known.and_then(|known| self.known_grid(known.place))
            }
        };
        let row = one.line.row;
        let Some((grid, is_grid)) = grid else {
            return self.problems.push(Problem::new(row, "grid", "grid-unknown"));
        };
        if !is_grid {
            return self.problems.push(Problem::new(row, "grid", "grid-wrong"));
        }
        let old = self.known.grids.get(&one.id);
        if old.is_some_and(|old| old.grid == grid) {
            return;
        }
        if let Some(old) = old {
            let valid_to = Some(yesterday(self.today));
            self.puts.push(PlacePut::GridMember(GridMember { valid_to, ..old.clone() }));
        }
        let valid_from = self.today;
        let member = GridMember { grid, place: one.id, valid_from, valid_to: None };
        self.puts.push(PlacePut::GridMember(member));
        if self.known.places.contains_key(&one.id) {
            self.moved = true;
            self.regrouped.insert(one.id);
        }
    }

    /// Raises the version of places whose grid changes: whoever decides meanwhile by the former
    /// grid relied on the place.
    fn touch_regrouped(&mut self) {
        for put in &self.puts {
            if let PlacePut::Place(place) = put {
                self.regrouped.remove(&place.id);
            }
        }
        for id in std::mem::take(&mut self.regrouped) {
            if let Some(place) = self.known.places.get(&id) {
                let version = place.version + 1;
                self.puts.push(PlacePut::Place(Place { version, ..place.clone() }));
            }
        }
    }

    fn known_grid(&self, id: PlaceId) -> Option<(PlaceId, bool)> {
        self.known.places.get(&id).map(|place| (id, place.kind == *"grid"))
    }
}

fn yesterday(day: Day) -> Day {
    day.yesterday().unwrap_or(day)
}
