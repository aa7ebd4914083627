//! What those of an organisation read on a case of its inside.

use std::collections::BTreeMap;

use linli_domain::inside::{Assignee, Draft, DraftState};
use linli_kernel::{CaseId, Moment, OrganisationId, PersonId, PhotoId};
use linli_playbook::{Name, engine::TaskNumber};

use super::office::{Insides, Office, TaskInside};
use crate::{
    App, AppResult, Caller,
    matter::{ActionView, RawFields, Situation, matter},
    ports::Snapshot,
};

/// To whom a task was given.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct GivenView {
    /// A person's name, or that of a section.
    pub to: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// An answer on its way, or the last one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DraftView {
    /// What is to be done.
    pub action: Name,
    /// Who wrote it.
    pub by: String,
    /// Whether that is the reader.
    pub own: bool,
    /// When.
    pub at: Moment,
    /// `waiting`, `returned` or `approved`.
    pub state: &'static str,
    /// Who reviewed it, and when.
    pub reviewed: Option<(String, Moment)>,
    /// The word with which it was given back.
    pub words: Option<String>,
    /// What was filled in, until it left the organisation.
    #[serde(skip)]
    pub fields: RawFields,
    /// The form that it fills in, while the case offers that.
    #[serde(skip)]
    pub form: Option<ActionView>,
    /// The photos that it names.
    pub photos: Vec<PhotoId>,
}

/// Somebody to whom a task can be given.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Receiver {
    /// What is sent: `person:ID` or `section:NAME`.
    pub word: String,
    /// A person's name, or that of a section.
    pub name: String,
    /// A person's section.
    pub section: Option<String>,
}

/// What those of an organisation read of one of its tasks.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct InsideView {
    /// The task.
    pub task: TaskNumber,
    /// Whose.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Whether the task is open outside.
    pub open: bool,
    /// Whether the organisation divides its work, or something was done with the task.
    pub divided: bool,
    /// Whether answers go through review.
    pub review: bool,
    /// To whom it was given.
    pub given: Option<GivenView>,
    /// The answer on its way.
    pub draft: Option<DraftView>,
    /// Whether it is the reader's to answer.
    pub yours: bool,
    /// To whom the reader may give it; nobody where that is not theirs to do.
    pub may_give: Vec<Receiver>,
    /// Whether the reader may approve the draft or give it back.
    pub may_review: bool,
    /// The version, to be sent back; 0 where nothing was done yet.
    pub version: i64,
}

/// The inside of a case's tasks, as far as they are tasks of the caller's organisations.
///
/// # Errors
/// [`crate::AppError::NotFound`] if the case does not exist or the caller may not know of it.
pub async fn inside_of(app: &App, caller: &Caller, id: CaseId) -> AppResult<Vec<InsideView>> {
    Ok(matter(app, caller, id).await?.inside)
}

impl Insides {
    /// As the reader reads them; only what there is to be read of.
    ///
    /// # Errors
    /// [`crate::AppError::Internal`] if the store fails.
    pub(crate) async fn views(
        &self,
        app: &App,
        rows: &mut dyn Snapshot,
        (at, reader): (&Situation, Option<PersonId>),
        offered: &[ActionView],
    ) -> AppResult<Vec<InsideView>> {
        let Some(reader) = reader.filter(|_| !self.tasks.is_empty()) else {
            return Ok(Vec::new());
        };
        let people = self.tasks.values().flat_map(|inside| {
            let given = inside.work.given.iter().flat_map(|(to, stamp)| match to {
                Assignee::Person(person) => vec![*person, stamp.by],
                Assignee::Section(_) => vec![stamp.by],
            });
            let drafted = inside.work.draft.iter().flat_map(people_of);
            let staff = inside.office.inside.staff().iter().copied();
            staff.chain(given).chain(drafted)
        });
        let names = Office::names(app, rows, people.collect::<Vec<_>>()).await?;
        let view = |inside: &TaskInside| {
            let open = at.row.state.tasks.contains_key(&inside.task);
            let mut view = shown(inside, open, reader, &names);
            if let Some(draft) = &mut view.draft {
                let own = |form: &&ActionView| {
                    form.task == Some(inside.task) && form.name == draft.action
                };
                draft.form = offered.iter().find(own).cloned();
            }
            view
        };
        Ok(self.tasks.values().map(view).collect())
    }
}

/// Whoever wrote or reviewed a draft.
fn people_of(draft: &Draft) -> Vec<PersonId> {
    let reviewer = match &draft.state {
        DraftState::Waiting => None,
        DraftState::Returned { stamp, .. } | DraftState::Approved(stamp) => Some(stamp.by),
    };
    [draft.drafted.by].into_iter().chain(reviewer).collect()
}

fn shown(
    inside: &TaskInside,
    open: bool,
    reader: PersonId,
    names: &BTreeMap<PersonId, String>,
) -> InsideView {
    let (rules, work) = (&inside.office.inside, &inside.work);
    let name = |person: &PersonId| names.get(person).cloned().unwrap_or_default();
    let given = work.given.as_ref().map(|(to, stamp)| GivenView {
        to: match to {
            Assignee::Person(person) => name(person),
            Assignee::Section(section) => section.clone(),
        },
        by: name(&stamp.by),
        at: stamp.at,
    });
    let receives = open && rules.receives(reader);
    InsideView {
        task: inside.task,
        organisation: inside.office.organisation.id,
        name: inside.office.organisation.name.clone(),
        open,
        divided: rules.is_divided() || work.version > 0,
        review: rules.reviews(),
        given,
        draft: work.draft.as_ref().map(|draft| drafted(draft, reader, &name)),
        yours: rules.may_answer(inside.known(), reader),
        may_give: if receives { receivers(inside, &name) } else { Vec::new() },
        may_review: open && rules.to_review(inside.known(), reader).is_ok(),
        version: work.version,
    }
}

/// To whom the task can be given: sections first, then people.
fn receivers(inside: &TaskInside, name: &dyn Fn(&PersonId) -> String) -> Vec<Receiver> {
    let rules = &inside.office.inside;
    let sections = rules.sections().iter().map(|section| Receiver {
        word: format!("section:{section}"),
        name: section.clone(),
        section: None,
    });
    let mut people: Vec<Receiver> = rules
        .handlers()
        .iter()
        .map(|person| Receiver {
            word: format!("person:{person}"),
            name: name(person),
            section: rules.section_of(*person).map(str::to_owned),
        })
        .collect();
    people.sort_by(|a, b| (&a.section, &a.name, &a.word).cmp(&(&b.section, &b.name, &b.word)));
    sections.chain(people).collect()
}

fn drafted(draft: &Draft, reader: PersonId, name: &dyn Fn(&PersonId) -> String) -> DraftView {
    let (state, reviewed, words) = match &draft.state {
        DraftState::Waiting => ("waiting", None, None),
        DraftState::Returned { stamp, words } => {
            ("returned", Some((name(&stamp.by), stamp.at)), Some(words.clone()))
        }
        DraftState::Approved(stamp) => ("approved", Some((name(&stamp.by), stamp.at)), None),
    };
    DraftView {
        action: draft.action.clone(),
        by: name(&draft.drafted.by),
        own: draft.drafted.by == reader,
        at: draft.drafted.at,
        state,
        reviewed,
        words,
        // What was stored reads, or it stands in the case.
        fields: serde_json::from_str(&draft.fields).unwrap_or_default(),
        form: None,
        photos: draft.photos.clone(),
    }
}
