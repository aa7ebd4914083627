//! What people do: they report, they do what is offered on their tasks, they add a word beside them.

use linli_app::{
    AppError, Caller,
    matter::{self, ActionView, OnBehalf, Raw, RawFields, ReportMatter, TakeAction},
    notice::{self, PostNotice},
};
use linli_kernel::{Moment, PersonId};
use linli_playbook::{
    Name,
    engine::{Actor, Case, Holder, Status, Task, TaskKind, TaskNumber},
    model::{AsideKind, Process, StepKind},
};

use super::{
    History, Job, choose,
    fill::{Filling, PHOTOS, fill},
    refused,
};
use crate::{demo::when, failure::Outcome};

/// What every photo of a demo shows.
const PHOTO: &[u8] = include_bytes!("../../../../../../data/demo/photo.jpg");
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Deeds after which a matter is left to the clock.
const MOST_DEEDS: u32 = 80;
/// How many of what is offered are tried.
const TRIES: usize = 4;

impl History<'_> {
    /// Raises a matter.
    pub(super) async fn raise(&mut self, at: usize) -> Outcome<()> {
        let Some((caller, input)) = self.report(at) else { return Ok(()) };
        let doing = format!("report of {:?} as {:?}", input.text, input.opens);
        let reported = matter::report(self.app, &caller, &input, None).await;
        let reported = reported.map_err(refused(doing))?;
        if let Some(running) = self.matters.get_mut(at) {
            running.id = Some(reported.id);
        }
        Ok(())
    }

    /// Who writes it down, and what: a resident themselves, or staff for somebody without a telephone
    /// of their own, for somebody who came, or for what they found.
    fn report(&mut self, at: usize) -> Option<(Caller, ReportMatter)> {
        let playbook = &self.known.locality.playbook;
        let matter = &mut self.matters.get_mut(at)?.matter;
        let process = playbook.process(&matter.process)?;
        let word = matter.opens.clone().or_else(|| process.opens.first().map(Name::to_string));
        let opens = word.map(|word| format!("{}/{word}", process.key));
        let mut input = ReportMatter {
            text: matter.words.clone(),
            place: matter.place.to_string(),
            category: matter.story.category.clone(),
            opens,
            anonymous: matter.random.percent(6),
            may_call: matter.random.percent(70),
            ..ReportMatter::default()
        };
        let member = matter.raiser.and_then(|at| self.known.people.members.get(at));
        let person = matter.raiser.and_then(|at| self.persons.get(at)).copied().flatten();
        let taken_in = matter.target.is_none() && matter.random.percent(15);
        let own = playbook.is_for_residents(process) && !taken_in;
        if let Some(person) = person.filter(|_| own) {
            return Some((self.crew.caller(person), input));
        }
        let through: Vec<&Name> = process
            .through
            .iter()
            .filter(|c| playbook.own_channel() != Some(c) && !c.as_str().starts_with("hotline"))
            .collect();
        input.channel = matter.random.pick(&through).map(|channel| channel.to_string());
        let (spot, role, is_matter) =
            (matter.spot, matter.story.by.clone(), playbook.is_for_residents(process));
        let holder = self.staff_over(spot, role.as_deref())?;
        let Holder::Post { role, place } = &holder else { return None };
        input.acting = Some(format!("{role}@{place}"));
        if let Some(member) = member.filter(|_| is_matter) {
            let (name, phone) = (Some(member.name.clone()), member.phone.clone());
            input.on_behalf = Some(OnBehalf { name, phone, person: None });
        } else {
            // What staff found is theirs by name anyway.
            input.anonymous = false;
        }
        Some((self.crew.caller(self.crew.answers(&holder, None)?), input))
    }

    /// The post over a place that has this role, or the lowest one of office.
    fn staff_over(&self, spot: usize, role: Option<&str>) -> Option<Holder> {
        let playbook = &self.known.locality.playbook;
        let ground = self.known.ground;
        let fits = |name: &Name| match role {
            Some(role) => *name == *role,
            None => playbook.holds_office(name),
        };
        ground.chain(spot).into_iter().find_map(|at| {
            let (node, id) = (ground.nodes.get(at)?, ground.id(at)?);
            let here = playbook.roles.iter().filter(|(_, role)| role.at == *node.kind);
            let mut here = here.filter(|(name, _)| fits(name));
            here.find_map(|(name, _)| self.crew.has_post(name.as_str(), id))
        })
    }

    /// Plans what is done with the open tasks that were not looked at yet.
    pub(super) fn plan_work(&mut self, at: usize, case: &Case) {
        let locality = self.known.locality;
        let Some(process) = locality.playbook.process(&case.process) else { return };
        let Some(running) = self.matters.get_mut(at) else { return };
        if running.matter.target.as_ref() == Some(&case.step.key) {
            running.rests = true;
        }
        if running.rests || running.deeds > MOST_DEEDS {
            return;
        }
        let now = self.app.now();
        let led = running.matter.target.is_some();
        let mut planned = Vec::new();
        for task in case.tasks.values() {
            if !running.seen.insert((task.number, task.version)) {
                continue;
            }
            let random = &mut running.matter.random;
            let due = Some(case.step.due.at).filter(|due| *due > now).unwrap_or(task.due.at);
            let due = due.min(task.due.at);
            let moment = match &task.kind {
                TaskKind::Supervise | TaskKind::Invitation { claimed: true } => None,
                _ if led => Some(when::at_once(now, due, random)),
                TaskKind::Rate { .. } | TaskKind::Revisit { .. } | TaskKind::Answer => {
                    (!random.percent(18)).then(|| when::resident(now, due, random))
                }
                TaskKind::Act | TaskKind::Lead { accepted: true, .. } => {
                    (!random.percent(6)).then(|| when::staff(now, due, random))
                }
                // Nobody owes an answer, and some give none.
                TaskKind::Invitation { .. } => {
                    (!random.percent(25)).then(|| when::staff(now, due, random))
                }
                _ => {
                    let by = task.answer_by.map_or(due, |by| by.at.min(due));
                    Some(when::soon(now, by, random))
                }
            };
            planned.extend(moment.map(|moment| (moment, Job::Work(at, task.number))));
        }
        if let Some(moment) = beside_moment(running, case, process, now) {
            planned.push((moment, Job::Beside(at)));
        }
        for (moment, job) in planned {
            self.plan(moment, job);
        }
    }

    /// Whoever has the task does something of what is offered, if it is still there.
    pub(super) async fn work(&mut self, at: usize, number: TaskNumber) -> Outcome<()> {
        let Some(row) = self.row(at).await? else { return Ok(()) };
        let Some(task) = row.state.tasks.get(&number).cloned() else { return Ok(()) };
        let asked_by = match &task.kind {
            TaskKind::Approve { asked_by: Actor::Person { person, .. }, .. } => Some(*person),
            _ => row.state.told_by.last().and_then(person_of),
        };
        let Some(person) = self.crew.answers(&task.holder, asked_by) else { return Ok(()) };
        self.act(at, &row.state, person, Some(&task)).await
    }

    /// The raiser or whoever works on it does something beside the tasks.
    pub(super) async fn beside(&mut self, at: usize) -> Outcome<()> {
        let Some(row) = self.row(at).await? else { return Ok(()) };
        let case = &row.state;
        let raiser = case.raisers.first().copied();
        let works = |task: &&Task| matches!(task.kind, TaskKind::Act | TaskKind::Lead { .. });
        let handler = case.tasks.values().find(works).map(|task| task.holder.clone());
        let handler = handler.and_then(|holder| self.crew.answers(&holder, None));
        let Some(running) = self.matters.get_mut(at) else { return Ok(()) };
        let by_raiser = running.matter.random.percent(55);
        let person = if by_raiser { raiser.or(handler) } else { handler.or(raiser) };
        let Some(person) = person else { return Ok(()) };
        self.act(at, case, person, None).await
    }

    async fn act(
        &mut self,
        at: usize,
        case: &Case,
        person: PersonId,
        task: Option<&Task>,
    ) -> Outcome<()> {
        let Some(id) = self.matters.get(at).and_then(|running| running.id) else { return Ok(()) };
        let caller = self.crew.caller(person);
        let view = match matter::matter(self.app, &caller, id).await {
            Ok(view) => view,
            // An elder's raiser has no account to look with.
            Err(AppError::NotFound | AppError::Forbidden) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let own = task.map(|task| &task.holder);
        let works = case.tasks.values().map(|task| &task.holder);
        let works = works.filter(|holder| matches!(holder, Holder::Organisation(_)));
        let taken: Vec<String> = own.into_iter().chain(works).filter_map(word_of).collect();
        for offer in self.order(at, case, task, view.actions) {
            if self.take(at, case, &caller, (&offer, &taken)).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Fills in what is offered and does it; `false` if it was refused.
    pub(super) async fn take(
        &mut self,
        at: usize,
        case: &Case,
        caller: &Caller,
        (offer, taken): (&ActionView, &[String]),
    ) -> Outcome<bool> {
        let photos = self.photos(caller, offer).await?;
        let (locality, now) = (self.known.locality, self.app.now());
        let Some(running) = self.matters.get_mut(at) else { return Ok(false) };
        let Some(id) = running.id else { return Ok(false) };
        let matter = &mut running.matter;
        let (story, place) = (&matter.story, matter.place_name.as_str());
        let action = offer.name.as_str();
        let filling = Filling { locality, story, action, place, taken, now };
        let mut fields = fill(offer, &filling, &mut matter.random);
        fields.extend(photos);
        let input = TakeAction {
            action: offer.name.to_string(),
            task: offer.task.map(|task| task.0),
            fields,
            seen_version: offer.version,
        };
        let acted = matter::act(self.app, caller, id, &input, None).await;
        let step = &case.step.key;
        let Err(error) = acted else {
            running.deeds += 1;
            let way = (case.process.clone(), step.clone(), offer.name.clone());
            *self.happened.ways.entry(way).or_default() += 1;
            return Ok(true);
        };
        let said = format!("{}/{step}: {} {input:?}: {error:?}", case.process, offer.name);
        self.happened.refused.push(said);
        Ok(false)
    }

    /// What is tried of what is offered: on a task, or beside the tasks.
    fn order(
        &mut self,
        at: usize,
        case: &Case,
        task: Option<&Task>,
        mut offered: Vec<ActionView>,
    ) -> Vec<ActionView> {
        let process = self.known.locality.playbook.process(&case.process);
        let (Some(process), Some(running)) = (process, self.matters.get_mut(at)) else {
            return Vec::new();
        };
        let number = task.map(|task| task.number);
        offered.retain(|offer| offer.task == number);
        let matter = &mut running.matter;
        let random = &mut matter.random;
        let mut offered = match task {
            Some(task) => {
                let (target, ways) = (matter.target.as_ref(), &self.happened.ways);
                let mut offered = choose::order(offered, process, task, target, ways, random);
                if somebody_else_may(case, task) && random.percent(45) {
                    offered.sort_by_key(|offer| offer.name != *"decline-offer");
                }
                offered
            }
            None => {
                let step = &case.step.key;
                offered.retain(|offer| is_usual_beside(process, step, &offer.name, random));
                random.shuffle(&mut offered);
                offered
            }
        };
        offered.truncate(TRIES);
        offered
    }

    /// A made-up photo for each field that must have one.
    async fn photos(&self, caller: &Caller, offer: &ActionView) -> Outcome<RawFields> {
        let mut fields = RawFields::new();
        for field in offer.fields.iter().filter(|f| f.kind == PHOTOS && f.required) {
            let photo = matter::upload_photo(self.app, caller, PHOTO.to_vec()).await?;
            let list = Raw::List(vec![Raw::Text(photo.to_string())]);
            fields.insert(field.name.to_string(), list);
        }
        Ok(fields)
    }

    /// Plans the notices, each so many days before the history ends, in the morning.
    pub(super) fn plan_notices(&mut self) {
        for (at, told) in self.known.locality.data.notice.iter().enumerate() {
            let day = self.until.plus_ms(-told.days * DAY_MS).day();
            self.plan(Moment::from_local(day, 9 * HOUR_MS), Job::Tell(at));
        }
    }

    /// Publishes one.
    pub(super) async fn tell(&mut self, at: usize) -> Outcome<()> {
        let Some(told) = self.known.locality.data.notice.get(at) else { return Ok(()) };
        let ground = self.known.ground;
        let place = ground.over(ground.home, &told.at).and_then(|at| ground.id(at));
        let speaker = self.staff_over(ground.home, Some(&told.role));
        let speaker = speaker.and_then(|holder| self.crew.answers(&holder, None));
        let (Some(place), Some(speaker)) = (place, speaker) else { return Ok(()) };
        let input = PostNotice {
            place: place.to_string(),
            title: told.title.clone(),
            text: told.text.trim().to_owned(),
            until: self.app.now().plus_ms(told.hangs * DAY_MS).day().to_string(),
            photo: None,
        };
        let caller = self.crew.caller(speaker);
        let posted = notice::post_notice(self.app, &caller, &input, None).await;
        posted.map(drop).map_err(refused(format!("notice {}", told.title)))
    }
}

/// Whether somebody is invited beside others who claimed already or still can: no need to claim oneself.
fn somebody_else_may(case: &Case, task: &Task) -> bool {
    let others = case.tasks.values().filter(|other| other.number != task.number);
    let invited = |kind: &TaskKind| matches!(kind, TaskKind::Invitation { .. });
    invited(&task.kind) && others.into_iter().any(|other| invited(&other.kind))
}

fn person_of(holder: &Actor) -> Option<PersonId> {
    match holder {
        Actor::Person { person, .. } => Some(*person),
        Actor::System | Actor::Operator => None,
    }
}

fn word_of(holder: &Holder) -> Option<String> {
    match holder {
        Holder::Post { role, place } => Some(format!("{role}@{place}")),
        Holder::Organisation(id) => Some(id.to_string()),
        Holder::Person(_) => None,
    }
}

/// When something happens beside the tasks of this step, if anything does.
fn beside_moment(
    running: &mut super::Running,
    case: &Case,
    process: &Process,
    now: Moment,
) -> Option<Moment> {
    let entered = case.entered.get(&case.step.key).copied().unwrap_or(0);
    let looked = (case.step.key.clone(), entered, case.status == Status::Open);
    if running.matter.target.is_some() || running.looked.as_ref() == Some(&looked) {
        return None;
    }
    running.looked = Some(looked);
    let random = &mut running.matter.random;
    let later = now.plus_ms(3 * DAY_MS);
    if let Status::Ended { end, .. } = &case.status {
        let reviewed = process.ends.get(end).is_some_and(|end| end.review.is_some());
        let asks = reviewed && case.reviews.is_empty() && random.percent(45);
        return asks.then(|| when::resident(now, later, random));
    }
    let kind = process.steps.get(&case.step.key).map(|step| &step.kind);
    let often = if matches!(kind, Some(StepKind::Publish(_))) { 15 } else { 10 };
    random.percent(often).then(|| {
        let left = case.step.due.at.ms_since(now).clamp(4, 3 * DAY_MS);
        when::soon(now, now.plus_ms(left), random)
    })
}

/// Whether people do this beside the tasks of an ordinary matter.
fn is_usual_beside(
    process: &Process,
    step: &Name,
    action: &Name,
    random: &mut crate::demo::random::Random,
) -> bool {
    let outcomes = process.steps.get(step).map(|step| step.outcomes.as_slice());
    let of_step = outcomes.is_some_and(|all| all.iter().any(|outcome| outcome.key == *action));
    match process.asides.get(action).map(|aside| &aside.kind) {
        Some(AsideKind::Merge) => false,
        Some(AsideKind::Withdraw { .. } | AsideKind::Suspend { .. }) => random.percent(25),
        Some(_) => true,
        None => of_step || *action == *"review" || *action == *"resume",
    }
}
