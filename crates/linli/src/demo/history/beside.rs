//! What happens beside the tasks: residents add, urge, withdraw, object and ask for review; those
//! who handle a matter ask, extend, suspend, note; those above them instruct.

use linli_app::matter::{self, Raw, RawFields, TakeAction};
use linli_domain::matter::CaseRow;
use linli_kernel::{Moment, PersonId};
use linli_playbook::engine::{Case, Status, Task};

use super::{History, Job, refused, script, work};
use crate::{demo::when, failure::Outcome};

/// Something beside the tasks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Beside {
    /// A word of the route.
    Aside(String),
    /// An objection to the published result.
    Objection,
    /// A request for review of a refusal.
    Review,
    /// A request for the mediation that a refusal left open.
    Mediation,
    /// The clock runs again before its time.
    Resume,
}

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

impl History<'_, '_> {
    /// Plans what comes next beside the tasks.
    pub(super) fn plan_beside(&mut self, at: usize, row: &CaseRow) {
        let case = &row.state;
        let now = self.app.now();
        let Some(running) = self.matters.get_mut(at) else { return };
        if running.waiting {
            return;
        }
        let planned =
            |task: &Task| work::is_main(task) && running.seen.contains(&work::key(case, task));
        let busy = case.tasks.values().any(planned);
        let script = &mut running.matter.script;
        let step = case.step.key.as_str();
        let open = case.status == Status::Open;
        let later = now.plus_ms(4 * DAY_MS);
        let next = if !open {
            after_the_end(script, case)
                .map(|beside| (beside, when::resident(now, later, running.random())))
        } else if case.paused.is_some() {
            let resumes = std::mem::take(&mut running.mood.resumes);
            let after = now.plus_ms(running.random().between(3, 9) * DAY_MS);
            resumes.then_some((Beside::Resume, after))
        } else if step == "answer" {
            match script::take(script, step).as_deref() {
                Some("objection") => {
                    Some((Beside::Objection, when::resident(now, later, running.random())))
                }
                _ => None,
            }
        } else if !busy && work::handler(case).is_some() {
            script::take_aside(script).map(|aside| {
                let moment = beside_moment(now, case, &aside, running.random());
                (Beside::Aside(aside), moment)
            })
        } else {
            None
        };
        if let Some((beside, moment)) = next {
            running.waiting = true;
            self.plan(moment, Job::Beside(at, beside));
        }
    }

    /// Does it.
    pub(super) async fn do_beside(&mut self, at: usize, beside: Beside) -> Outcome<()> {
        if let Some(running) = self.matters.get_mut(at) {
            running.waiting = false;
        }
        let Some(row) = self.row(at).await? else { return Ok(()) };
        let aside = match &beside {
            Beside::Aside(word) => word.as_str(),
            Beside::Objection => "objection",
            Beside::Review => "review",
            Beside::Mediation => "mediation",
            Beside::Resume => "resume",
        };
        if aside == "merge" {
            return self.merge(at, &row).await;
        }
        let Some((person, action, fields)) = self.beside(at, &row.state, aside) else {
            return Ok(());
        };
        let number = row.number.as_deref().unwrap_or_default();
        let story = self.matters.get(at).map_or("", |running| running.matter.story.id.as_str());
        let doing = format!("{aside} on {number} ({story}) at {}", row.state.step.key);
        let input = TakeAction { action, task: None, fields, seen_version: None };
        let caller = self.world.caller(person);
        let acted = matter::act(self.app, &caller, row.id, &input, None).await;
        acted.map(drop).map_err(refused(doing))
    }

    /// Who does it, as what, with which words.
    fn beside(
        &mut self,
        at: usize,
        case: &Case,
        aside: &str,
    ) -> Option<(PersonId, String, RawFields)> {
        let desk = self.desk;
        let running = self.matters.get_mut(at)?;
        let spot = self.world.spots.get(running.matter.spot)?;
        let story = running.matter.story;
        let random = &mut running.matter.random;
        let raiser = case.raisers.first().copied();
        let handler = work::handler(case).map(|(holder, _)| holder.clone());
        let handler = handler.and_then(|holder| self.world.answers(&holder, None));
        let one =
            |name: &str, words: String| RawFields::from([(name.to_owned(), Raw::Text(words))]);
        let mut words = |pool, field| desk.words(pool, field, story, random);
        let (who, action, fields) = match aside {
            "supplement" => (raiser, aside, one("text", words("supplement", "text"))),
            "urge" => (raiser, aside, RawFields::new()),
            "withdraw" => (raiser, aside, one("reason", words("withdraw_reason", "text"))),
            "lower" => (raiser, "set-publicity", one("publicity", "private".to_owned())),
            "review" => (raiser, aside, one("reason", words("review", "request"))),
            "mediation" => (raiser, "ask-mediation", RawFields::new()),
            "objection" => {
                let own = story.objection.as_ref().map(|objection| objection.text.clone());
                let reason = own.unwrap_or_else(|| words("objection", "text"));
                (raiser, aside, one("reason", reason))
            }
            "progress" => (handler, aside, one("text", words("progress", "text"))),
            "note" => (handler, aside, one("text", words("internal_note", "text"))),
            "resume" => (handler, aside, RawFields::new()),
            "ask-raiser" | "ask-silent" => {
                running.mood.silent = aside == "ask-silent";
                (handler, "ask-raiser", one("question", words("pause", "question")))
            }
            "extend" | "extend-declined" => {
                running.mood.declines = aside == "extend-declined";
                let mut fields = one("reason", words("extension_reason", "text"));
                fields.insert("more".to_owned(), Raw::Number(3));
                (handler, "extend", fields)
            }
            "suspend" | "suspend-resume" => {
                running.mood.resumes = aside == "suspend-resume";
                (handler, "suspend", one("reason", words("suspend_reason", "text")))
            }
            "supervise" => {
                let above = self.world.has_post("street-office", spot.street);
                let above = above.and_then(|holder| self.world.answers(&holder, None));
                (above, aside, one("instruction", words("supervision", "order")))
            }
            _ => return None,
        };
        Some((who?, action.to_owned(), fields))
    }

    /// Somebody else has the second one by now: it stays a matter of its own.
    async fn goes_alone(&mut self, partner: Option<usize>) -> Outcome<()> {
        let Some(at) = partner else { return Ok(()) };
        if let Some(running) = self.matters.get_mut(at) {
            running.matter.left_alone = false;
            running.matter.script.clear();
        }
        self.look(at).await
    }

    /// The holder makes one matter of two.
    async fn merge(&mut self, at: usize, row: &CaseRow) -> Outcome<()> {
        let partner = self.matters.get(at).and_then(|running| running.matter.partner);
        let other = match partner {
            Some(partner) => self.row(partner).await?,
            None => None,
        };
        let handler = |row: &CaseRow| work::handler(&row.state).map(|(holder, _)| holder.clone());
        let holder = handler(row);
        let person = holder.as_ref().and_then(|holder| self.world.answers(holder, None));
        let (Some(other), Some(person)) = (other, person) else { return Ok(()) };
        if handler(&other) != holder {
            return self.goes_alone(partner).await;
        }
        let caller = self.world.caller(person);
        let number = other.number.unwrap_or_default();
        let merged = matter::merge(self.app, &caller, row.id, &number, None).await;
        merged.map(drop).map_err(refused(format!("merge of {number}")))
    }
}

/// What the raiser asks for who was told.
fn after_the_end(script: &mut script::Script, case: &Case) -> Option<Beside> {
    if !case.tasks.is_empty() {
        return None;
    }
    if script::peek(script, "review").is_some() {
        return Some(Beside::Review);
    }
    script::take(script, "mediation").map(|_| Beside::Mediation)
}

/// When something beside the tasks happens: while there is time for it.
fn beside_moment(
    now: Moment,
    case: &Case,
    aside: &str,
    random: &mut super::super::random::Random,
) -> Moment {
    let left = case.step.due.at.ms_since(now).max(4);
    let soon = now.plus_ms(left / 3);
    match aside {
        // The two are found to be the same while both still wait to be heard.
        "merge" => now.plus_ms((25 * 60_000).min(left / 2)),
        _ => when::soon(now, soon.max(now.plus_ms(4)), random),
    }
}
