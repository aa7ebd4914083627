//! What every decision on a case needs, loaded from one snapshot.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use linli_domain::{
    matter::CaseRow,
    organisation::Organisation,
    place::Chain,
    place_change::PlaceChange,
    policy::{self, Action, Asking, Standing},
};
use linli_kernel::{CaseId, Day, OrganisationId, PersonId, PlaceId};
use linli_playbook::{
    Name, Playbook,
    engine::{
        Event, EventBody, Facts, Holder, PartyFact, Relation, Relations, Scope, TaskKind,
        TaskNumber, is_offered_to_residents, was_offered_to_residents,
    },
    model::Publicity,
};

use super::view::merged_by;
use crate::{App, AppError, AppResult, Caller, Expect, account::may_act_for, ports::Snapshot};

/// The surroundings of a place on a day: who is over it and who serves it.
pub(crate) struct Surroundings {
    pub(crate) playbook: Arc<Playbook>,
    pub(crate) chain: Chain,
    /// What became of the places of the chain.
    pub(crate) changes: Vec<PlaceChange>,
    pub(crate) serving: Vec<(Organisation, bool)>,
    /// The posts that somebody can act for today, with whoever can.
    staffed: BTreeMap<(Name, PlaceId), BTreeSet<PersonId>>,
    day: Day,
}

/// What facts depend on beside the place: whom a case is about and who raised it.
pub(crate) struct Concerned<'c> {
    /// Posts, organisations and persons that it is about.
    pub(crate) recused: &'c BTreeSet<Holder>,
    /// Its raisers.
    pub(crate) raisers: &'c [PersonId],
    /// Who wrote it down for which of them.
    pub(crate) taken_in: Option<(PersonId, PersonId)>,
    /// Who handled it, and who acts on it now.
    pub(crate) handled_by: &'c BTreeSet<PersonId>,
}

impl Surroundings {
    /// Loads them.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the store fails.
    pub(crate) async fn load(
        rows: &mut dyn Snapshot,
        playbook: Arc<Playbook>,
        place: PlaceId,
        day: Day,
    ) -> AppResult<Self> {
        let chain = rows.chain(place, day).await?;
        let places: Vec<PlaceId> = chain.0.iter().map(|p| p.id).collect();
        let staffed = staffed(rows, &playbook, &places, day).await?;
        let serving = rows.serving(&places, day).await?;
        let changes = rows.place_changes(&places).await?;
        Ok(Self { playbook, chain, changes, serving, staffed, day })
    }

    /// Whether somebody has this post today and can sign in for it.
    pub(crate) fn is_staffed(&self, role: &Name, place: PlaceId) -> bool {
        self.staffed.contains_key(&(role.clone(), place))
    }

    /// The engine's facts, without the caller's relations.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the store fails.
    pub(crate) async fn facts(
        &self,
        app: &App,
        rows: &mut dyn Snapshot,
        playbook: &Playbook,
        concerned: &Concerned<'_>,
    ) -> AppResult<Facts> {
        let scope = |p: &linli_domain::place::Place| Scope { level: p.kind.clone(), place: p.id };
        let subjects = persons_of(rows, concerned.recused, self.day).await?;
        let of_subjects =
            |people: &BTreeSet<PersonId>| !subjects.is_empty() && people.is_subset(&subjects);
        let barred = self.staffed.iter().filter(|(_, people)| of_subjects(people));
        let worked = self.staffed.iter();
        let worked = worked.filter(|(_, people)| people.is_subset(concerned.handled_by));
        Ok(Facts {
            chain: self.chain.0.iter().map(scope).collect(),
            staffed: self.staffed.keys().cloned().collect(),
            barred: barred.map(|(post, _)| post.clone()).collect(),
            worked: worked.map(|(post, _)| post.clone()).collect(),
            reachable: askable(app, rows, concerned).await?,
            parties: self.parties(rows, &subjects).await?,
            category: None,
            relations: Relations::default(),
            calendar: app.calendar(rows).await?,
            legal_grounds: linli_domain::rules::legal_grounds().clone(),
            progress_grounds: linli_domain::rules::progress_grounds(),
            merging: None,
            rules: playbook.rules.clone(),
        })
    }

    /// The organisations that serve the place. One for which nobody but a subject of the case
    /// answers takes no part in it.
    async fn parties(
        &self,
        rows: &mut dyn Snapshot,
        subjects: &BTreeSet<PersonId>,
    ) -> AppResult<BTreeMap<OrganisationId, PartyFact>> {
        let mut parties = BTreeMap::new();
        for (organisation, staffed) in &self.serving {
            let mut staffed = *staffed;
            if staffed && !subjects.is_empty() {
                let holder = Holder::Organisation(organisation.id);
                let answering = rows.posts_answering(&holder, self.day).await?;
                staffed = answering.iter().any(|post| !subjects.contains(&post.person));
            }
            let kind = organisation.kind.clone();
            parties.insert(organisation.id, PartyFact { kind, staffed });
        }
        Ok(parties)
    }

    /// The rows that a decision made here relies on: the places, and with them their posts.
    pub(crate) fn expects(&self) -> Vec<Expect> {
        self.chain.0.iter().map(|place| Expect::Place(place.id, place.version)).collect()
    }
}

/// Everybody whom a case is about: who has one of these posts today or answers for one of these
/// organisations, and who is named.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub(crate) async fn persons_of(
    rows: &mut dyn Snapshot,
    recused: &BTreeSet<Holder>,
    day: Day,
) -> AppResult<BTreeSet<PersonId>> {
    let mut persons = BTreeSet::new();
    for holder in recused {
        match holder {
            Holder::Person(person) => drop(persons.insert(*person)),
            Holder::Post { .. } | Holder::Organisation(_) => {
                let posts = rows.posts_answering(holder, day).await?;
                persons.extend(posts.into_iter().map(|post| post.person));
            }
        }
    }
    Ok(persons)
}

/// The raisers who can be asked through the program now: by themselves, or through the family that
/// raised it for them, as long as they agree to that.
async fn askable(
    app: &App,
    rows: &mut dyn Snapshot,
    concerned: &Concerned<'_>,
) -> AppResult<BTreeSet<PersonId>> {
    let mut askable = reachable(rows, concerned.raisers).await?;
    let raised = |raiser: &PersonId| concerned.raisers.contains(raiser);
    if let Some((carer, raiser)) = concerned.taken_in.filter(|(_, raiser)| raised(raiser))
        && !askable.contains(&raiser)
        && may_act_for(rows, carer, raiser, app.now()).await?
        && !reachable(rows, &[carer]).await?.is_empty()
    {
        askable.insert(raiser);
    }
    Ok(askable)
}

/// Those of them who can be asked by themselves: they have an account that is not
/// suspended, and a way to sign in to it.
async fn reachable(rows: &mut dyn Snapshot, raisers: &[PersonId]) -> AppResult<BTreeSet<PersonId>> {
    let with_password = rows.with_credential(raisers).await?;
    let mut reachable = BTreeSet::new();
    for raiser in raisers {
        let Some(person) = rows.person(*raiser).await? else { continue };
        let opens = person.phone.is_some() || with_password.contains(raiser);
        if person.has_account && !person.suspended && opens {
            reachable.insert(*raiser);
        }
    }
    Ok(reachable)
}

/// The posts at these places whose holder can act: a matter that is given to a post that nobody can
/// open would lie there until it is late.
async fn staffed(
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    places: &[PlaceId],
    day: Day,
) -> AppResult<BTreeMap<(Name, PlaceId), BTreeSet<PersonId>>> {
    let posts = rows.posts_at(places, day).await?;
    let people: BTreeSet<PersonId> = posts.iter().map(|post| post.person).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let with_password = rows.with_credential(&people).await?;
    let mut staffed: BTreeMap<(Name, PlaceId), BTreeSet<PersonId>> = BTreeMap::new();
    for post in posts {
        if let Holder::Post { role, place } = post.holder
            && (with_password.contains(&post.person) || !policy::needs_password(playbook, &role))
        {
            staffed.entry((role, place)).or_default().insert(post.person);
        }
    }
    Ok(staffed)
}

/// A case with everything that a decision on it needs.
pub(crate) struct Situation {
    pub(crate) row: CaseRow,
    pub(crate) playbook: Arc<Playbook>,
    pub(crate) around: Surroundings,
    pub(crate) facts: Facts,
    pub(crate) standings: BTreeSet<Standing>,
    /// The organisations that the caller answers for.
    pub(crate) organisations: Vec<OrganisationId>,
    /// As whom the caller reads it beside as themselves: see [`Asking::joined_for`].
    pub(crate) reads_for: Option<PersonId>,
}

/// Loads a case as it stands to a reader, who may have no account.
///
/// # Errors
/// [`AppError::NotFound`] if there is no such case.
pub(crate) async fn reading(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: Option<&Caller>,
    id: CaseId,
) -> AppResult<Situation> {
    let mut at = situation(app, rows, caller, id).await?;
    if caller.is_none() {
        at.standings = BTreeSet::from([Standing::Nobody]);
    }
    if is_reader(app, rows, caller, &at).await? {
        at.standings.insert(Standing::Reader);
    }
    if let Some(caller) = caller
        && may_claim(app, rows, caller, &at).await?
    {
        at.facts.relations.set.insert(Relation::Neighbour);
    }
    Ok(at)
}

/// Whether the caller may claim what is offered to residents now: a neighbour who did not yet.
async fn may_claim(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    at: &Situation,
) -> AppResult<bool> {
    let state = &at.row.state;
    let own = Holder::Person(caller.person);
    let mut claims = state.claims.get(&state.step.key).into_iter().flatten();
    Ok(is_offered_to_residents(&at.playbook, state)
        && claims.all(|claim| claim.by != own)
        && is_neighbour(app, rows, caller, at).await?)
}

/// A claim, or its opposite, that comes too late is told so to whoever might have made it: the
/// neighbours to whom it was offered, and who was invited by name. Nothing else of the case is
/// theirs to see any more.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub(super) async fn was_offered(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    at: &mut Situation,
    task: Option<TaskNumber>,
) -> AppResult<()> {
    let state = &at.row.state;
    let standing = match task {
        Some(number) if state.tasks.contains_key(&number) => None,
        Some(number) => {
            let own = caller.working_holders();
            let invited = |event: &Event| {
                matches!(&event.body, EventBody::TaskOpened { task }
                    if task.number == number
                        && matches!(task.kind, TaskKind::Invitation { .. })
                        && own.contains(&task.holder))
            };
            let invited = rows.events(at.row.id).await?.iter().any(invited);
            invited.then_some(Standing::Case(Relation::Invited))
        }
        None => {
            let offered = was_offered_to_residents(&at.playbook, state);
            let neighbour = offered && is_neighbour(app, rows, caller, at).await?;
            neighbour.then_some(Standing::Reader)
        }
    };
    if standing == Some(Standing::Reader) {
        at.facts.relations.set.insert(Relation::Neighbour);
    }
    at.standings.extend(standing);
    Ok(())
}

/// Whether the caller is one of those to whom a case may be told: their home is confirmed and lies
/// where it is told, and they did not raise it.
async fn is_neighbour(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    at: &Situation,
) -> AppResult<bool> {
    if policy::raised(&at.standings) {
        return Ok(false);
    }
    let around = match at.row.state.publicity {
        Publicity::Public => Some(at.row.district),
        Publicity::Compound => at.around.chain.told_in(&at.playbook),
        Publicity::Private => None,
    };
    let homes = homes_over(app, rows, caller).await?;
    Ok(around.is_some_and(|around| homes.contains(&around)))
}

/// Loads a case as it stands to a caller (`None`: the clock).
///
/// # Errors
/// [`AppError::NotFound`] if there is no such case.
pub(crate) async fn situation(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: Option<&Caller>,
    id: CaseId,
) -> AppResult<Situation> {
    let row = rows.case(id).await?.ok_or(AppError::NotFound)?;
    let (key, version) = row.state.playbook.clone();
    let playbook = app.playbook(rows, &key, version).await?;
    let today = app.now().day();
    let around = Surroundings::load(rows, Arc::clone(&playbook), row.state.place, today).await?;
    let (recused, raisers) = (&row.state.recused, row.state.raisers.as_slice());
    let taken_in = row.taken_by.zip(row.state.first_raiser());
    let acting = caller.map(|caller| caller.person);
    let handled_by = row.state.handled_by.iter().copied().chain(acting).collect();
    let concerned = Concerned { recused, raisers, taken_in, handled_by: &handled_by };
    let mut facts = around.facts(app, rows, &playbook, &concerned).await?;
    facts.category.clone_from(&row.category);
    let (standings, reads_for) = match caller {
        Some(caller) => {
            let asking = asking(app, rows, caller, &row).await?;
            let ties = policy::ties(&row, &playbook, &around.chain, &asking);
            facts.relations = ties.relations;
            let standings = caller.standings().into_iter().chain(ties.standings).collect();
            (standings, asking.joined_for)
        }
        None => (BTreeSet::from([Standing::System]), None),
    };
    let organisations = caller.map(Caller::organisations).unwrap_or_default();
    Ok(Situation { row, playbook, around, facts, standings, organisations, reads_for })
}

/// Who acts for a raiser of the case and is told what the raiser is told: whoever raised it for them,
/// as long as they agree to that.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub(crate) async fn carer_of(
    app: &App,
    rows: &mut dyn Snapshot,
    row: &CaseRow,
    raiser: PersonId,
) -> AppResult<Option<PersonId>> {
    let Some(carer) = row.taken_by.filter(|carer| *carer != raiser) else { return Ok(None) };
    let acts =
        row.state.is_first_raiser(raiser) && may_act_for(rows, carer, raiser, app.now()).await?;
    Ok(acts.then_some(carer))
}

/// Who the caller is to this case: whether they act for its raiser depends on a consent that
/// holds today, not on who wrote it down.
pub(crate) async fn asking(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    row: &CaseRow,
) -> AppResult<Asking> {
    let on_behalf = match row.state.first_raiser() {
        Some(raiser) if row.taken_by == Some(caller.person) => {
            carer_of(app, rows, row, raiser).await?.is_some()
        }
        _ => false,
    };
    let holders = caller.holders().into_iter().collect();
    let joined_for = joined_for(app, rows, caller.person, row).await?;
    Ok(Asking { person: caller.person, holders, on_behalf, joined_for })
}

/// The raiser whom a merger brought into a case with a matter that the carer had raised for them,
/// as long as they agree to that.
async fn joined_for(
    app: &App,
    rows: &mut dyn Snapshot,
    carer: PersonId,
    row: &CaseRow,
) -> AppResult<Option<PersonId>> {
    let state = &row.state;
    let joined = |raiser: &&PersonId| **raiser != carer && !state.is_first_raiser(**raiser);
    let joined: BTreeSet<PersonId> = state.raisers.iter().filter(joined).copied().collect();
    if joined.is_empty() || state.raisers.contains(&carer) {
        return Ok(None);
    }
    let consents = rows.consents_of(carer).await?;
    let givers: BTreeSet<PersonId> = consents.iter().map(|consent| consent.giver).collect();
    for raiser in givers.intersection(&joined) {
        if may_act_for(rows, carer, *raiser, app.now()).await?
            && merged_by(rows, *raiser, Some(carer)).await?.contains_key(&row.id)
        {
            return Ok(Some(*raiser));
        }
    }
    Ok(None)
}

/// The rows of the organisations that a form names, and with them their staff: whoever leaves one
/// of them meanwhile makes the write a conflict. Whether they may be named is the engine's to say.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub(crate) async fn expects_of(
    rows: &mut dyn Snapshot,
    named: &BTreeSet<OrganisationId>,
) -> AppResult<Vec<Expect>> {
    let mut relied_on = Vec::new();
    for id in named {
        let found = rows.organisation(*id).await?;
        relied_on.extend(found.map(|found| Expect::Organisation(*id, found.version)));
    }
    Ok(relied_on)
}

/// Whether a result is published, or something offered, to this reader: to everyone, or to the
/// compound in which the reader has a confirmed home.
async fn is_reader(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: Option<&Caller>,
    at: &Situation,
) -> AppResult<bool> {
    let told =
        at.row.published_at.is_some() || is_offered_to_residents(&at.playbook, &at.row.state);
    if !told || at.row.hidden.is_some() {
        return Ok(false);
    }
    match (at.row.state.publicity, caller) {
        (Publicity::Public, _) => Ok(true),
        (Publicity::Compound, Some(caller)) => {
            let homes = homes_over(app, rows, caller).await?;
            Ok(at.around.chain.told_in(&at.playbook).is_some_and(|around| homes.contains(&around)))
        }
        (Publicity::Compound | Publicity::Private, _) => Ok(false),
    }
}

/// Every place over the caller's confirmed homes.
pub(crate) async fn homes_over(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
) -> AppResult<BTreeSet<PlaceId>> {
    let today = app.now().day();
    let mut over = BTreeSet::new();
    for home in rows.households_of(caller.person).await? {
        let valid = home.holds_on(today);
        if home.confirmed && valid {
            let chain = rows.chain(home.household, today).await?;
            over.extend(chain.0.iter().map(|place| place.id));
        }
    }
    Ok(over)
}

/// How a caller stands to a case, for what only counts or links.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub(crate) async fn standings_at(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    row: &CaseRow,
) -> AppResult<BTreeSet<Standing>> {
    let (key, version) = row.state.playbook.clone();
    let playbook = app.playbook(rows, &key, version).await?;
    let chain = rows.chain(row.state.place, app.now().day()).await?;
    let asking = asking(app, rows, caller, row).await?;
    let ties = policy::ties(row, &playbook, &chain, &asking);
    Ok(caller.standings().into_iter().chain(ties.standings).collect())
}

/// Whether the caller may see a case.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub(crate) async fn sees(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    row: &CaseRow,
) -> AppResult<bool> {
    let standings = standings_at(app, rows, caller, row).await?;
    Ok(policy::allows(Action::SeeCase, &standings, Some(row.class)))
}

/// Whether the caller may open a case: before an address of it is given to them.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub async fn may_see(app: &App, caller: &Caller, id: CaseId) -> AppResult<bool> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    match rows.case(id).await? {
        Some(row) => sees(app, rows, caller, &row).await,
        None => Ok(false),
    }
}

/// The cases with this number: each district counts for itself.
///
/// # Errors
/// [`AppError::Internal`] if the store fails.
pub(crate) async fn cases_by_number(
    rows: &mut dyn Snapshot,
    number: &str,
) -> AppResult<Vec<CaseRow>> {
    let mut found = Vec::new();
    for district in rows.districts().await? {
        found.extend(rows.case_by_number(district.id, number).await?);
    }
    Ok(found)
}
