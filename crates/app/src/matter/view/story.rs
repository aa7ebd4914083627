//! A case's story: its events as far as the caller may read them, with words and names.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{masking, matter::TextRow, place::Chain};
use linli_kernel::{Day, Moment, OrganisationId, PersonId, PhotoId, TextId};
use linli_playbook::{
    Name, Playbook,
    engine::{
        Actor, Event, EventBody, Fields, Holder, MERGED_END, Own, OwnField, TaskNumber, Value,
        Visibility, is_told, is_told_to_all, left_unanswered, outcome,
    },
    model::{Field, FieldKind, Label, Process, Sensitivity, StepKind},
};

use super::{
    readable::{claiming, declared, is_masked, known, position, readable, unmasked},
    references::{References, agreed, brought_by, ever_raised, neighbours},
};
use crate::{AppResult, ports::Snapshot};

/// Who did something, as shown: never a private name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ActorView {
    /// `raiser`, `family` (who brought it in for the raiser), `reader` (the caller, who is no
    /// raiser), `co-raiser`, `neighbour` (a resident who claimed it), `post`, `organisation`,
    /// `system`, `operator` or `person`.
    pub kind: &'static str,
    /// The role, for a post.
    pub role: Option<Label>,
    /// The place's or organisation's name.
    pub name: Option<String>,
}

/// A filled-in field.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FieldValueView {
    /// The field's name.
    pub key: String,
    /// Its label, if the form that it came from is known.
    pub label: Option<Label>,
    /// Its value in words; `None` for an erased text.
    pub value: Option<String>,
    /// The day, if the value is one.
    pub day: Option<Day>,
    /// Why and when the text was erased, if it was.
    pub erased: Option<ErasedView>,
    /// The value's label in the playbook (a choice).
    pub choice: Option<Label>,
    /// Rows, for items.
    pub rows: Vec<Vec<FieldValueView>>,
    /// Whether only those who handle the case read it, also where the event is told to everybody.
    pub internal: bool,
    /// Whether it is a personal fact that only whoever has a task of the case reads: there is no
    /// value until somebody asks for it with a reason.
    pub masked: bool,
}

/// What stands where words stood: that they were erased, why and when.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ErasedView {
    /// The reason's word (`linli_domain::audit::ErasureReason`, which knows its sentence).
    pub reason: String,
    /// When.
    pub at: Moment,
}

/// One event as shown.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct EventView {
    /// Its number in the case.
    pub number: u32,
    /// When it was written down.
    pub at: Moment,
    /// When it was due, for what a clock did.
    pub due_at: Option<Moment>,
    /// What happened, as a word: the key of the sentence.
    pub kind: String,
    /// The playbook's words for the action, step or end.
    pub label: Option<Label>,
    /// The step's name, action's name, level … by what the sentence needs.
    pub detail: Option<String>,
    /// Who.
    pub actor: ActorView,
    /// Who agreed, where it took effect only with a second person.
    pub agreed_by: Option<ActorView>,
    /// Words that came with it outside a form.
    pub words: Option<String>,
    /// What was filled in, as far as the caller may read it.
    pub fields: Vec<FieldValueView>,
    /// Photos.
    pub photos: Vec<PhotoId>,
    /// `internal`, `raiser` or `public`.
    pub visibility: Visibility,
}

/// How much of a story somebody reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// The public story.
    Public,
    /// The raiser's too.
    Raiser,
    /// Everything but personal facts, which are masked.
    Internal,
    /// Everything: whose task it is.
    Task,
}

/// Words and names that the story refers to, loaded at once.
pub(super) struct Lookup<'a> {
    playbook: &'a Playbook,
    process: Option<&'a Process>,
    chain: &'a Chain,
    /// Everybody who ever raised it, whoever left.
    raisers: BTreeSet<PersonId>,
    /// Who brought it in for a raiser.
    family: Option<PersonId>,
    texts: BTreeMap<TextId, TextRow>,
    organisations: BTreeMap<OrganisationId, String>,
    /// Residents who claimed what was offered.
    neighbours: BTreeSet<PersonId>,
    /// Who was asked with each task, closed ones too.
    asked: BTreeMap<TaskNumber, Holder>,
    /// With which of them an instruction was left unanswered.
    unanswered: BTreeSet<TaskNumber>,
    /// Whose doing it is what a second person agreed to.
    agreed: BTreeMap<u32, Actor>,
}

impl<'a> Lookup<'a> {
    /// Loads what these events refer to.
    pub(super) async fn load(
        rows: &mut dyn Snapshot,
        playbook: &'a Playbook,
        case: &'a linli_playbook::engine::Case,
        chain: &'a Chain,
        events: &[Event],
        more: &[TextId],
    ) -> AppResult<Self> {
        let mut refs = References::default();
        refs.texts.extend(more);
        events.iter().for_each(|event| refs.event(event));
        case.tasks.values().for_each(|task| refs.task(task));
        case.last_holder.iter().for_each(|holder| refs.holder(holder));
        let ids: Vec<TextId> = refs.texts.into_iter().collect();
        let texts = rows.texts(&ids).await?.into_iter().map(|row| (row.id, row)).collect();
        let mut organisations = BTreeMap::new();
        for id in refs.organisations {
            if let Some(organisation) = rows.organisation(id).await? {
                organisations.insert(id, organisation.name);
            }
        }
        let process = playbook.process(&case.process);
        let asked = events.iter().filter_map(|event| match &event.body {
            EventBody::TaskOpened { task } => Some((task.number, task.holder.clone())),
            _ => None,
        });
        Ok(Self {
            unanswered: left_unanswered(events),
            playbook,
            process,
            chain,
            raisers: ever_raised(case, events),
            family: brought_by(events),
            neighbours: neighbours(events),
            texts,
            organisations,
            asked: asked.collect(),
            agreed: agreed(events),
        })
    }

    /// The same with its words as this reader may read them: masked for the public.
    pub(super) fn for_reader(mut self, reach: Reach) -> Self {
        if reach == Reach::Public {
            for row in self.texts.values_mut() {
                row.words = row.words.as_deref().map(masking::text);
            }
        }
        self
    }

    pub(super) fn text(&self, id: TextId) -> Option<String> {
        self.texts.get(&id).and_then(|row| row.words.clone())
    }

    /// Why and when a text was erased, if it was.
    pub(super) fn erased(&self, id: TextId) -> Option<ErasedView> {
        let (reason, at) = self.texts.get(&id)?.erased.clone()?;
        Some(ErasedView { reason, at })
    }

    pub(super) fn holder(&self, holder: &Holder) -> ActorView {
        match holder {
            Holder::Post { role, place } => ActorView {
                kind: "post",
                role: self.playbook.role_label(role).cloned(),
                name: self.chain.0.iter().find(|p| p.id == *place).map(|p| p.name.clone()),
            },
            Holder::Organisation(id) => ActorView {
                kind: "organisation",
                role: None,
                name: self.organisations.get(id).cloned(),
            },
            Holder::Person(id) => ActorView {
                kind: match self.raisers.contains(id) {
                    true => "raiser",
                    false if self.family == Some(*id) => "family",
                    false if self.neighbours.contains(id) => "neighbour",
                    false => "person",
                },
                role: None,
                name: None,
            },
        }
    }

    pub(super) fn actor(&self, actor: &Actor) -> ActorView {
        match actor {
            Actor::Person { acting: Some(holder), .. } => self.holder(holder),
            Actor::Person { person, acting: None } => self.holder(&Holder::Person(*person)),
            Actor::System => ActorView { kind: "system", role: None, name: None },
            Actor::Operator => ActorView { kind: "operator", role: None, name: None },
        }
    }

    /// One event, or nothing if it lies beyond the reader's reach. `own`: the reader filled it in, or
    /// whoever the reader acts for, and reads all of it.
    pub(super) fn event(&self, event: &Event, reach: Reach, own: bool) -> Option<EventView> {
        let needed = match event.visibility {
            Visibility::Public => Reach::Public,
            Visibility::Raiser => Reach::Raiser,
            Visibility::Internal => Reach::Internal,
        };
        if needed > reach {
            return None;
        }
        let told = self.told_of_task(event).or_else(|| self.tell(&event.body))?;
        let within = if own { Reach::Task } else { reach };
        let (fields, photos) = (self.shown_fields(&told, within), self.shown_photos(&told, within));
        let words = told.text.and_then(|id| self.text(id));
        let asked_by = self.agreed.get(&event.number);
        Some(EventView {
            words,
            number: event.number,
            at: event.recorded_at,
            due_at: event.due_at,
            kind: told.kind.to_owned(),
            label: told.label,
            detail: told.detail,
            actor: self.actor(asked_by.unwrap_or(&event.actor)),
            agreed_by: asked_by.map(|_| self.actor(&event.actor)),
            fields,
            photos,
            visibility: event.visibility,
        })
    }

    /// What became of a task without its holder saying so: taken on by silence, or an instruction
    /// that was left unanswered. The actor is whoever moved the case on.
    fn told_of_task(&self, event: &Event) -> Option<Told<'_>> {
        let (kind, task) = match (&event.body, &event.actor) {
            (EventBody::Accepted { task }, Actor::System) => ("accepted-by-silence", task),
            (EventBody::TaskClosed { task, .. }, _) if self.unanswered.contains(task) => {
                ("unanswered", task)
            }
            _ => return None,
        };
        let party = self.asked.get(task).map(|holder| self.holder(holder));
        let label = party.as_ref().and_then(|party| party.role.clone());
        Some(Told { label, detail: party.and_then(|party| party.name), ..Told::of(kind) })
    }

    /// The latest instruction from above, whole: whoever has to answer it must read it.
    pub(super) fn instruction(&self, events: &[Event]) -> Option<EventView> {
        let key = OwnField::Instruction.as_str();
        let instructs = |event: &&Event| match &event.body {
            EventBody::Acted { fields, .. } => fields.keys().any(|field| *field == *key),
            _ => false,
        };
        self.event(events.iter().rfind(instructs)?, Reach::Internal, false)
    }

    /// What was written with the action that led to the latest request for a rating.
    pub(super) fn outcome(&self, events: &[Event], reach: Reach) -> Option<EventView> {
        let rates = |step: &Name| {
            let step = self.process.and_then(|process| process.steps.get(step));
            step.is_some_and(|step| matches!(step.kind, StepKind::Rate(_)))
        };
        let entered =
            |event: &Event| matches!(&event.body, EventBody::Entered { step, .. } if rates(step));
        let before = events.get(..events.iter().rposition(entered)?)?;
        let acted = |event: &&Event| match &event.body {
            EventBody::Acted { fields, .. } => !fields.is_empty(),
            _ => false,
        };
        self.event(before.iter().rfind(acted)?, reach, false)
    }

    pub(super) fn step_label(&self, step: &Name) -> Option<Label> {
        self.process?.steps.get(step).map(|step| step.label.clone())
    }

    pub(super) fn action_label(&self, step: &Name, action: &Name) -> Option<Label> {
        let process = self.process?;
        let outcomes = process.steps.get(step).map(|step| step.outcomes.as_slice());
        let outcome = outcomes.unwrap_or_default().iter().find(|o| o.key == *action);
        outcome
            .map(|outcome| outcome.label.clone())
            .or_else(|| process.asides.get(action).map(|aside| aside.label.clone()))
            .or_else(|| known(Own::ALL.iter().map(|own| own.as_str()), "action", action))
    }

    fn tell<'e>(&self, body: &'e EventBody) -> Option<Told<'e>> {
        Some(match body {
            EventBody::Opened { opening, .. } => {
                Told { photos: opening.photos.clone(), ..Told::of("opened") }
            }
            EventBody::Entered { step, .. } => {
                Told { label: self.step_label(step), ..Told::of("entered") }
            }
            EventBody::Acted { step, action, fields, .. } => Told {
                label: self.action_label(step, action),
                detail: Some(action.to_string()),
                action: Some(action),
                fields: Some(fields),
                form: self.form_of(step, action),
                ..Told::of("acted")
            },
            EventBody::Escalated { to, .. } => {
                Told { detail: Some(to.to_string()), ..Told::of("escalated") }
            }
            EventBody::Rated { answer, by_staff, .. } => Told {
                label: self.rating_label(answer),
                detail: Some(answer.to_string()),
                ..Told::of(if *by_staff { "rated-by-staff" } else { "rated" })
            },
            EventBody::Published { parts, .. } => {
                let form = Some(self.public_parts(parts));
                Told { fields: Some(parts), form, ..Told::of("published") }
            }
            EventBody::Supplemented { text, photos } => Told {
                text: text.as_ref().map(|text| text.id),
                photos: photos.clone(),
                ..Told::of("supplemented")
            },
            EventBody::Ended { end } => Told {
                label: self
                    .process
                    .and_then(|p| p.ends.get(end))
                    .map(|end| end.label.clone())
                    .or_else(|| known([MERGED_END], "end", end)),
                ..Told::of("ended")
            },
            EventBody::Accepted { .. } => Told::of("accepted"),
            EventBody::Claimed { step, fields, .. } => self.tell_claim(step, fields),
            EventBody::OfferDeclined { fields, .. } => {
                Told { fields: Some(fields), ..Told::of("offer-declined") }
            }
            EventBody::ClaimWithdrawn { .. } => Told::of("claim-withdrawn"),
            EventBody::Overruled { .. } => Told::of("overruled"),
            EventBody::Late { .. } => Told::of("late"),
            EventBody::OverallLate => Told::of("overall-late"),
            EventBody::Instructed { .. } => Told::of("instructed"),
            EventBody::Paused { .. } => Told::of("paused"),
            EventBody::Resumed { .. } => Told::of("resumed"),
            EventBody::Redated { reason, .. } => {
                Told { detail: Some(reason.to_string()), ..Told::of("redated") }
            }
            EventBody::Merged { .. } => Told::of("merged"),
            EventBody::Hidden { reason } => {
                Told { detail: Some(reason.to_string()), ..Told::of("hidden") }
            }
            EventBody::Shown => Told::of("shown"),
            EventBody::Urged => Told::of("urged"),
            EventBody::Reopened => Told::of("reopened"),
            EventBody::Exhausted { .. } => Told::of("exhausted"),
            // Bookkeeping: the story is told by the events beside them.
            _ => return None,
        })
    }

    fn tell_claim<'e>(&self, step: &Name, fields: &'e Fields) -> Told<'e> {
        let claimed = self.claimed_outcome(step);
        Told {
            label: claimed.and_then(|key| self.action_label(step, key)),
            action: Some(claiming()),
            fields: Some(fields),
            form: claimed.and_then(|key| self.form_of(step, key)),
            ..Told::of("claimed")
        }
    }

    /// The outcome of an offer that a claim stands for.
    fn claimed_outcome(&self, step: &Name) -> Option<&Name> {
        let outcomes = &self.process?.steps.get(step)?.outcomes;
        outcomes.iter().map(|outcome| &outcome.key).find(|key| **key == *outcome::CLAIMED)
    }

    fn rating_label(&self, answer: &Name) -> Option<Label> {
        self.playbook.words.get(answer).cloned()
    }

    /// The fields that the reader may read, in the order of their form.
    fn shown_fields(&self, told: &Told<'_>, reach: Reach) -> Vec<FieldValueView> {
        let Some(fields) = told.fields else {
            return Vec::new();
        };
        let form = told.form.as_deref();
        let mut shown: Vec<(&Name, &Value)> =
            fields.iter().filter(|(key, _)| self.readable(told, key, reach)).collect();
        shown.sort_by_key(|(key, _)| position(form, key));
        let view = |(key, value): (&Name, &Value)| FieldValueView {
            internal: !readable(form, key, Reach::Public),
            ..self.value(key, value, declared(form, key), reach)
        };
        shown.into_iter().map(view).collect()
    }

    /// The photos in fields that the reader may read, and those that came with the event itself.
    fn shown_photos(&self, told: &Told<'_>, reach: Reach) -> Vec<PhotoId> {
        let form = told.form.as_deref();
        let fields = told.fields.into_iter().flatten().filter(|(key, _)| {
            self.readable(told, key, reach) && !is_masked(declared(form, key), reach)
        });
        let lists = fields.filter_map(|(_, value)| match value {
            Value::Photos(photos) => Some(photos.as_slice()),
            _ => None,
        });
        lists.flatten().chain(&told.photos).copied().collect()
    }

    /// Whether the reader may read a field. What a form does not declare is the engine's own: its
    /// form says which words go to the raiser.
    fn readable(&self, told: &Told<'_>, key: &Name, reach: Reach) -> bool {
        let form = told.form.as_deref();
        readable(form, key, reach)
            || declared(form, key).is_none()
                && told.action.zip(self.process).is_some_and(|(action, process)| match reach {
                    Reach::Public => is_told_to_all(process, action, key),
                    Reach::Raiser => is_told(process, action, key),
                    Reach::Internal | Reach::Task => true,
                })
    }

    /// The personal facts that were filled in, which [`Reach::Internal`] reads masked.
    pub(in crate::matter) fn personal(&self, events: &[Event]) -> Vec<FieldValueView> {
        let read = |reach| {
            let events = events.iter().filter_map(move |event| self.event(event, reach, false));
            events.flat_map(|event| event.fields)
        };
        let opened = read(Reach::Internal).zip(read(Reach::Task));
        opened.filter_map(|(masked, open)| unmasked(&masked, open)).collect()
    }

    /// Fields as those who handle the case read them: in the form's order, under its labels.
    pub(super) fn fields(&self, form: &[Field], fields: &Fields) -> Vec<FieldValueView> {
        let place = |key: &Name| form.iter().position(|field| field.key == *key);
        let mut given: Vec<_> = fields.iter().collect();
        given.sort_by_key(|(key, _)| place(key).unwrap_or(form.len()));
        let shown = given.into_iter();
        shown.map(|(k, v)| self.value(k, v, declared(Some(form), k), Reach::Task)).collect()
    }

    /// The form of the playbook that an action filled in.
    pub(super) fn form_of(&self, step: &Name, action: &Name) -> Option<Vec<Field>> {
        let process = self.process?;
        let outcomes = process.steps.get(step).map(|step| step.outcomes.as_slice());
        let outcome = outcomes.unwrap_or_default().iter().find(|o| o.key == *action);
        let form = match outcome {
            Some(outcome) => outcome.form.as_ref(),
            None => process.asides.get(action).and_then(|aside| aside.form.as_ref()),
        };
        Some(self.playbook.forms.get(form?)?.fields.clone())
    }

    /// The parts of a publication: fields that some form declares as public, under the labels of
    /// the smallest form that has all of them.
    fn public_parts(&self, parts: &Fields) -> Vec<Field> {
        let forms = self.playbook.forms.values();
        let whole = forms.clone().filter(|form| {
            parts.keys().all(|key| form.fields.iter().any(|field| field.key == *key))
        });
        let whole = whole.min_by_key(|form| form.fields.len());
        let all = whole.into_iter().chain(forms).flat_map(|form| &form.fields);
        all.filter(|f| f.sensitivity == Sensitivity::Public && parts.contains_key(&f.key))
            .cloned()
            .collect()
    }

    fn value(
        &self,
        key: &Name,
        value: &Value,
        field: Option<&Field>,
        reach: Reach,
    ) -> FieldValueView {
        let mut view = FieldValueView {
            key: key.to_string(),
            label: field
                .map(|field| field.label.clone())
                .or_else(|| known(OwnField::ALL.iter().map(|own| own.as_str()), "field", key)),
            value: None,
            day: None,
            erased: None,
            choice: None,
            rows: Vec::new(),
            internal: false,
            masked: is_masked(field, reach),
        };
        if view.masked {
            return view;
        }
        match value {
            Value::Text(text) => {
                view.value = self.text(text.id);
                view.erased = self.erased(text.id);
            }
            Value::Number(number) => view.value = Some(number.to_string()),
            Value::Date(day) => {
                view.value = Some(day.to_string());
                view.day = Some(*day);
            }
            Value::Flag(flag) => view.value = Some(if *flag { "✓" } else { "—" }.to_owned()),
            Value::Choice(name) => {
                view.choice = self.choice_label(name, field);
                view.value = Some(name.to_string());
            }
            Value::Party(id) => view.value = self.organisations.get(id).cloned(),
            Value::Parties(ids) => {
                let names = ids.iter().filter_map(|id| self.organisations.get(id).cloned());
                view.value = Some(names.collect::<Vec<_>>().join(" / "));
            }
            Value::Post(holder) => {
                let actor = self.holder(holder);
                view.choice = actor.role;
                view.value = actor.name;
            }
            Value::Photos(photos) => view.value = Some(photos.len().to_string()),
            Value::Items(items) => {
                let inner = match field.map(|field| &field.kind) {
                    Some(FieldKind::Items { fields, .. }) => fields.as_slice(),
                    _ => &[],
                };
                let row = |fields: &Fields| {
                    let shown = fields.iter().filter(|(k, _)| readable(Some(inner), k, reach));
                    let mut shown: Vec<(&Name, &Value)> = shown.collect();
                    shown.sort_by_key(|(key, _)| position(Some(inner), key));
                    let cell =
                        |(k, v): (&Name, &Value)| self.value(k, v, declared(Some(inner), k), reach);
                    shown.into_iter().map(cell).collect()
                };
                view.rows = items.iter().map(row).collect();
            }
        }
        view
    }

    fn choice_label(&self, name: &Name, field: Option<&Field>) -> Option<Label> {
        if let Some(FieldKind::Choice(choices)) = field.map(|f| &f.kind) {
            return choices.iter().find(|(key, _)| key == name).map(|(_, label)| label.clone());
        }
        let grounds = linli_domain::rules::legal_ground_list();
        let ground = grounds.iter().find(|ground| ground.key == *name);
        let ground =
            ground.map(|ground| Label { zh: ground.zh.clone(), en: Some(ground.en.clone()) });
        ground
            .or_else(|| self.playbook.words.get(name).cloned())
            .or_else(|| known(["private", "compound", "public"], "word", name))
    }
}

/// What an event says, before names are put in.
struct Told<'e> {
    kind: &'static str,
    label: Option<Label>,
    detail: Option<String>,
    action: Option<&'e Name>,
    fields: Option<&'e Fields>,
    form: Option<Vec<Field>>,
    text: Option<TextId>,
    photos: Vec<PhotoId>,
}

impl Told<'_> {
    const fn of(kind: &'static str) -> Self {
        Self {
            kind,
            label: None,
            detail: None,
            action: None,
            fields: None,
            form: None,
            text: None,
            photos: Vec::new(),
        }
    }
}
