//! One case as its reader sees it.

use linli_domain::{
    masking,
    matter::StepTime,
    policy::{self, Action, CaseClass},
};
use linli_kernel::{CaseId, Moment, PersonId, PhotoId, PlaceId};
use linli_playbook::{
    Name,
    engine::{self, Actor, TaskKind},
    model::{AsideKind, EndKind, Label, Publicity},
};

use super::{
    action::{ActionView, Forms},
    apart::Apart,
    desk::{self, DeskView},
    divided::divided,
    instructions::{InstructionView, instructions},
    joined,
    office_phone::office_phone,
    personal::holds_masked,
    readable::reach,
    story::{ActorView, ErasedView, EventView, FieldValueView, Lookup, Reach},
    whistles::{WhistleView, whistles},
};
use crate::{
    App, AppError, AppResult, Caller,
    account::{self, PublicHolder},
    audit,
    inside::InsideView,
    matter::{
        context::{Situation, reading, situation},
        listing::{INVITATION, kind_word},
        writing,
    },
    ports::Snapshot,
};

/// A place by name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlaceView {
    /// Its id.
    pub id: PlaceId,
    /// From the community down, without gaps.
    pub address: String,
}

/// One of the stages that a resident follows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct StageView {
    /// Its name.
    pub key: Name,
    /// What people see.
    pub label: Label,
    /// `done`, `skipped` (it went on without), `current` or `ahead`.
    pub state: &'static str,
}

/// The raiser, masked.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PersonView {
    /// Masked name, or `None` where the raiser stays anonymous.
    pub name: Option<String>,
    /// Masked telephone, for those who handle it; without any digit where the raiser stays anonymous,
    /// unless the raiser agreed to be called.
    pub phone: Option<String>,
    /// Whether the reader may see the values themselves for a reason that they write down.
    pub may_reveal: bool,
    /// Whether the raiser said "you may call me".
    pub may_call: bool,
    /// Whether the telephone comes with the reader's task, without a reason to be given.
    pub with_task: bool,
    /// Whether they took their matter back; it goes on for the others.
    pub left: bool,
}

/// Somebody with an open task.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PartView {
    /// Who.
    pub holder: ActorView,
    /// Whoever has the post and agreed to be named.
    pub named: Option<PublicHolder>,
    /// The telephone of who is named, or the public one of their office or the nearest above.
    pub phone: Option<String>,
    /// The task's kind as a word.
    pub kind: &'static str,
    /// Until when; `None` where that is after the promised time and the reader follows the matter.
    pub due: Option<Moment>,
    /// Whether that is after the promised time.
    pub beyond: bool,
    /// Computed without the year's holidays.
    pub provisional: bool,
    /// Whether it is late.
    pub late: bool,
}

impl PartView {
    /// Whether that is somebody at work on the matter: not its raiser, and not who only has to
    /// agree to what another wants to do.
    #[must_use]
    pub fn works(&self) -> bool {
        matches!(self.holder.kind, "post" | "organisation" | "neighbour")
            && !matches!(self.kind, "approve" | INVITATION)
    }
}

/// What the raiser asked for when they reported it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct WishesView {
    /// Name and telephone are kept from those who handle it.
    pub anonymous: bool,
    /// Those who handle it may call.
    pub may_call: bool,
}

/// A case as its reader sees it.
#[derive(Clone, Debug, serde::Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that the page shows or not")]
pub struct MatterView {
    /// Its id.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// The raiser's words, to somebody whose own matter was merged into this one their own; `None`
    /// once erased or hidden from this reader.
    pub text: Option<String>,
    /// Why it was taken out of public view, as a code; for its raisers and those who handle it.
    pub hidden: Option<String>,
    /// Why and when the raiser's words were erased, if they were.
    pub erased: Option<ErasedView>,
    /// Photos that came with the report.
    pub photos: Vec<PhotoId>,
    /// What it is about.
    pub category: Option<Label>,
    /// Where.
    pub place: PlaceView,
    /// The step it is in.
    pub step: Name,
    /// The step's words.
    pub step_label: Label,
    /// The stage that a resident follows.
    pub stage: Name,
    /// All stages.
    pub stages: Vec<StageView>,
    /// The level that answers for it.
    pub level: Name,
    /// How urgent.
    pub urgency: Label,
    /// How widely it is told.
    pub publicity: Publicity,
    /// The promised time.
    pub due: Moment,
    /// Computed without the year's holidays.
    pub provisional: bool,
    /// The step's own time; `None` where it is after the promised one and the reader follows the
    /// matter.
    pub step_due: Option<Moment>,
    /// Whether that is after the promised time.
    pub step_beyond: bool,
    /// Whether the promised time is over.
    pub late: bool,
    /// Whether its clock stands still.
    pub paused: bool,
    /// Until when at most it does.
    pub paused_until: Option<Moment>,
    /// What the raiser was asked, while the answer is waited for.
    pub question: Vec<FieldValueView>,
    /// Whether it is open.
    pub open: bool,
    /// How it ended.
    pub end: Option<(Label, EndKind)>,
    /// Whether it was merged into another and goes on there.
    pub merged: bool,
    /// The case in which it goes on, if it was merged and the reader, or whoever the reader raised it
    /// for, is one of the raisers there.
    pub merged_into: Option<CaseId>,
    /// When it was opened.
    pub opened_at: Moment,
    /// When it ended.
    pub ended_at: Option<Moment>,
    /// Changes with everything.
    pub version: i64,
    /// Whether the reader raised it.
    pub own: bool,
    /// Whether the reader reads what is written for those who handle it.
    pub internal: bool,
    /// Whether personal facts are masked that the reader may ask for with a reason.
    pub masked: bool,
    /// What the reader asked for when they raised it; only for its raisers.
    pub wishes: Option<WishesView>,
    /// Whether it is about somebody who would handle it: told to nobody but its raiser.
    pub about: bool,
    /// Who raised it; only for those who handle it.
    pub raiser: Option<PersonView>,
    /// Through which channel it came.
    pub channel: Name,
    /// The other system's number.
    pub external_number: Option<String>,
    /// Who has it now.
    pub parts: Vec<PartView>,
    /// Its story.
    pub events: Vec<EventView>,
    /// What the reader may do.
    pub actions: Vec<ActionView>,
    /// The latest instruction from above, for whoever has to answer it.
    pub instruction: Option<EventView>,
    /// What those who handled it wrote last as its result, for whoever asks its raiser by voice.
    pub outcome: Option<EventView>,
    /// What only those who handle it see.
    pub desk: Option<DeskView>,
    /// What the reader's organisation does with its tasks inside; nobody else reads it.
    #[serde(skip)]
    pub inside: Vec<InsideView>,
    /// Every instruction from above that the reader reads.
    #[serde(skip)]
    pub instructions: Vec<InstructionView>,
    /// The whistles blown for it, the latest first, for those who handle it or were called.
    #[serde(skip)]
    pub whistles: Vec<WhistleView>,
}

/// A case for a signed-in reader.
///
/// # Errors
/// [`AppError::NotFound`] if it does not exist or the reader may not know of it.
pub async fn matter(app: &App, caller: &Caller, id: CaseId) -> AppResult<MatterView> {
    let answer = seen(app, caller, id).await;
    audit::told(app, &caller.actor(None), "matter.see", format!("case:{id}"), answer).await
}

async fn seen(app: &App, caller: &Caller, id: CaseId) -> AppResult<MatterView> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let at = situation(app, rows, Some(caller), id).await?;
    policy::decide(&caller.actor(None), Action::SeeCase, &at.standings, Some(at.row.class))?;
    let mut view = show(app, rows, Some(caller.person), &at).await?;
    if let Some(desk) = &mut view.desk {
        desk.joined = joined::joined_in(app, rows, caller, (&at, 0)).await?;
    }
    Ok(view)
}

/// A published case for a reader with or without an account.
///
/// # Errors
/// [`AppError::NotFound`] if nothing of it is published where the reader may read it.
pub async fn published_matter(
    app: &App,
    caller: Option<&Caller>,
    id: CaseId,
) -> AppResult<MatterView> {
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let at = reading(app, rows, caller, id).await?;
    let actor = caller.map_or(Actor::System, |caller| caller.actor(None));
    policy::decide(&actor, Action::SeeCase, &at.standings, Some(at.row.class))?;
    show(app, rows, caller.map(|caller| caller.person), &at).await
}

/// Whether the case's page shows this photo to this reader: one rule for the page and the file.
pub(in crate::matter) async fn shows(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: Option<&Caller>,
    id: CaseId,
    photo: PhotoId,
) -> AppResult<bool> {
    let at = reading(app, rows, caller, id).await?;
    let actor = caller.map_or(Actor::System, |caller| caller.actor(None));
    policy::decide(&actor, Action::SeeCase, &at.standings, Some(at.row.class))?;
    let view = show(app, rows, caller.map(|caller| caller.person), &at).await?;
    let in_story = view.events.iter().any(|event| event.photos.contains(&photo));
    let drafts = view.inside.iter().filter_map(|inside| inside.draft.as_ref());
    let drafted = drafts.into_iter().any(|draft| draft.photos.contains(&photo));
    Ok(in_story || drafted || view.photos.contains(&photo))
}

/// The events that the reader may read; of merged raisers nobody reads the other.
fn story(
    lookup: &Lookup<'_>,
    apart: &Apart,
    events: &[engine::Event],
    (reach, reader, at): (Reach, Option<PersonId>, &Situation),
) -> Vec<EventView> {
    // Where the words are out of public view, so is what was done about them, but for one's own.
    let hidden = at.row.hidden.is_some() && reach == Reach::Public && reader.is_some();
    let shown = events.iter().filter_map(|event| {
        let own = wrote(at, reader, &event.actor);
        let mut view = lookup.event(event, reach, own).filter(|_| own || !hidden)?;
        view.actor.kind = match view.actor.kind {
            "family" | "person" | "neighbour" if is_reader(reader, &event.actor) => "reader",
            // The public story tells nothing of a family.
            "family" if reach == Reach::Public => "raiser",
            kind => kind,
        };
        Some(apart.told(event, view))
    });
    shown.collect()
}

fn is_reader(reader: Option<PersonId>, actor: &Actor) -> bool {
    matches!(actor, Actor::Person { person, acting: None } if Some(*person) == reader)
}

/// Whether the reader did it as a resident, or somebody of the raiser's side of which the reader is
/// one.
fn wrote(at: &Situation, reader: Option<PersonId>, actor: &Actor) -> bool {
    let Actor::Person { person, acting: None } = actor else { return false };
    let side = at.row.state.raisers.contains(person) || at.row.taken_by == Some(*person);
    is_reader(reader, actor) || side && policy::raised(&at.standings)
}

/// Whether something is masked that the caller may look at with a reason.
fn may_unmask(at: &Situation, story: &[EventView]) -> bool {
    story.iter().flat_map(|event| &event.fields).any(holds_masked)
        && policy::allows(Action::Reveal, &at.standings, Some(at.row.class))
}

/// What the raiser was asked last, while somebody waits for the answer.
fn question(at: &Situation, events: &[EventView]) -> Vec<FieldValueView> {
    let state = &at.row.state;
    let waits = state.tasks.values().any(|task| task.kind == TaskKind::Answer);
    let Some(process) = at.playbook.process(&state.process).filter(|_| waits) else {
        return Vec::new();
    };
    let asks = |event: &&EventView| {
        let aside = event.detail.as_deref().and_then(|action| process.asides.get(action));
        event.kind == "acted"
            && aside.is_some_and(|aside| matches!(aside.kind, AsideKind::AskRaiser { .. }))
    };
    events.iter().rev().find(asks).map(|event| event.fields.clone()).unwrap_or_default()
}

pub(super) async fn show(
    app: &App,
    rows: &mut dyn Snapshot,
    reader: Option<PersonId>,
    at: &Situation,
) -> AppResult<MatterView> {
    let (row, state) = (&at.row, &at.row.state);
    let reach = reach(at);
    let events = rows.events(row.id).await?;
    let apart = Apart::of(at, &events, reader, reach);
    let (words, photos) = joined::opened_with(rows, at, &apart, reader).await?;
    let (playbook, chain) = (&at.playbook, &at.around.chain);
    let lookup = Lookup::load(rows, playbook, state, chain, &events, words.as_slice()).await?;
    let lookup = lookup.for_reader(reach);
    let story = story(&lookup, &apart, &events, (reach, reader, at));
    let forms = Forms { playbook, chain, serving: &at.around.serving };
    let (actions, inside, merging) = divided(app, rows, (at, reader), &forms).await?;
    let missing = || AppError::Internal(format!("case {}: step {}", row.id, state.step.key));
    let step = state.step_in(&at.playbook).ok_or_else(missing)?;
    let urgency = at.playbook.urgencies.get(&state.urgency).ok_or_else(missing)?;
    let (instruction, outcome) = asked_about(at, &lookup, &events, reach);
    let step_time = StepTime::of(state.due.at, state.step.due.at, handles(at));
    let hidden = row.hidden.is_some() && reach == Reach::Public;
    Ok(MatterView {
        id: row.id,
        number: row.number.clone().unwrap_or_default(),
        text: words.and_then(|text| lookup.text(text)).filter(|_| !hidden),
        hidden: row.hidden.clone().filter(|_| reach != Reach::Public && !apart.from_first),
        erased: words.and_then(|text| lookup.erased(text)),
        photos: if hidden { Vec::new() } else { photos },
        category: category_label(at),
        place: place(at, if apart.from_first { Reach::Public } else { reach }),
        step: step.key.clone(),
        step_label: step.label.clone(),
        stage: step.stage.clone(),
        stages: stages(at, &step.stage),
        level: state.level.clone(),
        urgency: urgency.label.clone(),
        publicity: state.publicity,
        due: state.due.at,
        provisional: state.due.provisional,
        step_due: step_time.told(),
        step_beyond: step_time.is_beyond(),
        late: state.late,
        paused: state.paused.is_some(),
        paused_until: state.paused.map(|pause| pause.until.at),
        question: question(at, &story),
        open: row.is_open(),
        end: state.end_in(&at.playbook).map(|end| (end.label.clone(), end.kind)),
        merged: row.merged_into.is_some(),
        merged_into: joined::goes_on_in(rows, at, reader).await?,
        opened_at: state.opened_at,
        ended_at: row.ended_at(),
        version: row.revision,
        own: policy::raised(&at.standings),
        internal: reach >= Reach::Internal,
        masked: may_unmask(at, &story),
        wishes: wishes(at, &apart),
        about: row.class == CaseClass::Recused,
        raiser: raiser(app, rows, at, reach).await?,
        channel: state.channel.clone(),
        external_number: row.external_number.clone().filter(|_| reach >= Reach::Internal),
        parts: parts(app, rows, at, &lookup).await?,
        actions,
        instructions: instructions(&lookup, &events, story.iter().chain(&instruction)),
        inside,
        events: story,
        instruction,
        outcome,
        desk: desk::desk(rows, at, &lookup, merging).await?,
        whistles: whistles(at, (&lookup, &apart), &events, (reach, app.now())),
    })
}

/// What the reader's own tasks are about: the instruction to be answered, and the result that a
/// raiser is asked about.
fn asked_about(
    at: &Situation,
    lookup: &Lookup<'_>,
    events: &[engine::Event],
    reach: Reach,
) -> (Option<EventView>, Option<EventView>) {
    let own = |kind: &dyn Fn(&TaskKind) -> bool| {
        let tasks = at.facts.relations.tasks.iter();
        let mut open = tasks.filter_map(|task| at.row.state.tasks.get(task));
        open.any(|task| kind(&task.kind))
    };
    let instructed = own(&|kind| *kind == TaskKind::Reply);
    let asks = own(&|kind| matches!(kind, TaskKind::Revisit { .. }));
    let instruction = if instructed { lookup.instruction(events) } else { None };
    (instruction, if asks { lookup.outcome(events, reach) } else { None })
}

/// Where; never finer than the compound for those who only read the public story. Id and address
/// come from one chain: places are public, and an id finer than the words would tell the household.
fn place(at: &Situation, reach: Reach) -> PlaceView {
    let chain = &at.around.chain;
    let public = (reach == Reach::Public).then(|| chain.public_part(&at.playbook));
    let chain = public.as_ref().unwrap_or(chain);
    // A matter reads the names that its places had when it was raised.
    let chain = &chain.as_named_on(&at.around.changes, at.row.state.opened_at.day());
    let id = chain.0.first().or(at.around.chain.0.last()).map_or(at.row.district, |p| p.id);
    PlaceView { id, address: chain.address("community") }
}

pub(super) fn category_label(at: &Situation) -> Option<Label> {
    at.playbook.category(at.row.category.as_ref()?).cloned()
}

/// What was wished when it was raised: the first raiser's word, and nobody else's who joined.
fn wishes(at: &Situation, apart: &Apart) -> Option<WishesView> {
    let row = &at.row;
    let wishes = WishesView { anonymous: row.anonymous, may_call: row.may_call };
    (policy::raised(&at.standings) && !apart.from_first).then_some(wishes)
}

/// The stages, with what each of them is: a matter that is solved on the spot skips some.
fn stages(at: &Situation, current: &Name) -> Vec<StageView> {
    let all = at.playbook.stages_of(&at.row.state.process);
    let position = all.iter().position(|(key, _)| key == current).unwrap_or(0);
    let (open, case) = (at.row.is_open(), &at.row.state);
    let process = at.playbook.process(&case.process);
    let been = |stage: &Name| {
        let mut steps = case.entered.keys().filter_map(|step| process?.steps.get(step));
        steps.any(|step| step.stage == *stage)
    };
    let state = |index: usize, key: &Name| match index.cmp(&position) {
        // It was raised, whichever step came first.
        std::cmp::Ordering::Less if index == 0 || been(key) => "done",
        std::cmp::Ordering::Less => "skipped",
        std::cmp::Ordering::Equal if open => "current",
        std::cmp::Ordering::Equal => "done",
        std::cmp::Ordering::Greater => "ahead",
    };
    let view = |(index, (key, label)): (usize, &(Name, Label))| StageView {
        key: key.clone(),
        label: label.clone(),
        state: state(index, key),
    };
    all.into_iter().enumerate().map(view).collect()
}

/// Whether the reader works on the matter or oversees it, parties and bodies that watch included.
fn handles(at: &Situation) -> bool {
    policy::works_outside(&at.standings)
        || policy::allows(Action::SeeInternal, &at.standings, Some(at.row.class))
}

pub(super) async fn parts(
    app: &App,
    rows: &mut dyn Snapshot,
    at: &Situation,
    lookup: &Lookup<'_>,
) -> AppResult<Vec<PartView>> {
    let mut views = Vec::new();
    let today = app.now().day();
    let inside = reach(at) >= Reach::Internal;
    for task in at.row.state.tasks.values() {
        // Who is invited, and so who declined, is no affair of those who read the story.
        if matches!(task.kind, TaskKind::Invitation { .. }) && !inside {
            continue;
        }
        let named = account::public_holders(app, rows, &task.holder, today).await?;
        let named = named.into_iter().next();
        let phone = match named.as_ref().and_then(|named| named.phone.clone()) {
            Some(phone) => Some(phone),
            None => office_phone(rows, at, &task.holder).await?,
        };
        let time = StepTime::of(at.row.state.due.at, task.due.at, handles(at));
        views.push(PartView {
            holder: lookup.holder(&task.holder),
            named,
            phone,
            kind: kind_word(&task.kind),
            due: time.told(),
            beyond: time.is_beyond(),
            provisional: task.due.provisional,
            late: task.late,
        });
    }
    Ok(views)
}

async fn raiser(
    app: &App,
    rows: &mut dyn Snapshot,
    at: &Situation,
    reach: Reach,
) -> AppResult<Option<PersonView>> {
    let class = Some(at.row.class);
    let with_task = policy::allows(Action::SeePhone, &at.standings, class) && at.row.may_call;
    let inside = reach >= Reach::Internal;
    let state = &at.row.state;
    let Some(id) = state.first_raiser().filter(|_| inside || with_task) else {
        return Ok(None);
    };
    if !state.is_first_raiser(id) {
        // Whether they may be named and called was said by who left, not by the others.
        let (may_reveal, may_call, with_task) = (false, false, false);
        let left = true;
        return Ok(Some(PersonView {
            name: None,
            phone: None,
            may_reveal,
            may_call,
            with_task,
            left,
        }));
    }
    let Some(person) = rows.person(id).await? else {
        return Ok(None);
    };
    let may_reveal = policy::allows(Action::Reveal, &at.standings, class);
    let named = inside && !at.row.anonymous;
    let name = app.vault.open(&person.key, "name", &person.name).ok().filter(|_| named);
    let phone = match &person.phone {
        Some(sealed) if with_task || may_reveal => {
            app.vault.open(&person.key, "phone", sealed).ok()
        }
        _ => None,
    };
    Ok(Some(PersonView {
        name: name.map(|name| masking::name(&name)),
        phone: phone.map(|phone| {
            let secret = at.row.anonymous && !with_task;
            if secret { masking::no_digits().to_owned() } else { masking::phone(&phone) }
        }),
        may_reveal,
        may_call: at.row.may_call,
        with_task,
        left: false,
    }))
}

/// The stage of a row, for lists.
pub(in crate::matter) fn stage_label(
    playbook: &linli_playbook::Playbook,
    state: &engine::Case,
) -> (Name, Option<Label>) {
    let stage = writing::stage_of(playbook, state);
    let label = playbook.stage(&stage).cloned();
    (stage, label)
}
