//! From changes to statements: pure, the same for every engine.

use std::collections::BTreeMap;

use linli_app::{
    Add, Assign, Changes, Expect, Put,
    ports::{RollUp, Seal, StoreError},
};
use linli_kernel::{CaseId, Day, PlaceId};

use crate::{
    accounts, admissions, audit_log, boards, cases, dispatch, duty, figures, inbox, inside,
    notices, outbox, people, places, planner, playbooks, published, service_items, upkeep,
    value::{Parameter, Value, parameters},
};

/// What a statement must have done, or the whole commit is a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expectation {
    /// Changed exactly one row.
    One,
    /// Nothing: it may change any number of rows.
    Any,
    /// Reads rather than writes, and must find exactly one row.
    Found,
}

/// The tables in the order in which a commit touches them: what is referred to comes before what
/// refers to it, and every commit takes its locks in the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Table {
    Job,
    Idempotency,
    Place,
    Overlay,
    PlaceChange,
    Facility,
    Person,
    Household,
    Organisation,
    OrganisationPlace,
    DispatchEntry,
    Post,
    InsideSetting,
    Playbook,
    PlaybookChange,
    Binding,
    Calendar,
    Credential,
    Office,
    Session,
    Code,
    Consent,
    Case,
    Event,
    Queue,
    Scope,
    Word,
    Whistle,
    WhistleScope,
    InsideWork,
    Text,
    Photo,
    Notice,
    ServiceSheet,
    HungBoard,
    HungBoardSource,
    AdmissionItem,
    AdmissionRequest,
    AdmissionReply,
    AdmissionMessage,
    GridPlan,
    ServiceItem,
    DutyDay,
    Message,
    Look,
    FigureDue,
    CaseFigure,
    MonthFigure,
    CaseMonth,
    RunningCase,
    PublishedFigure,
    PublishedShare,
    Digest,
    Outbox,
    Delta,
    Audit,
    AuditTile,
    AuditCheckpoint,
}

impl Table {
    /// What a conflict is told to be about.
    const fn subject(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::Idempotency => "idempotency key",
            Self::Place => "place",
            Self::Overlay => "grid",
            Self::PlaceChange => "place",
            Self::Facility => "facility",
            Self::Person => "person",
            Self::Household => "household",
            Self::Organisation | Self::OrganisationPlace => "organisation",
            Self::DispatchEntry => "dispatch list",
            Self::Post => "post",
            Self::InsideSetting => "division of work",
            Self::InsideWork => "inside work",
            Self::Playbook => "playbook",
            Self::PlaybookChange => "playbook change",
            Self::Binding => "binding",
            Self::Calendar => "calendar",
            Self::Credential => "credential",
            Self::Office => "office",
            Self::Session => "session",
            Self::Code => "code",
            Self::Consent => "consent",
            Self::Case => "case",
            Self::Event => "event",
            Self::Queue | Self::Scope | Self::Word | Self::Whistle | Self::WhistleScope => "list",
            Self::Text => "text",
            Self::Photo => "photo",
            Self::Notice => "notice",
            Self::ServiceSheet => "service numbers",
            Self::HungBoard | Self::HungBoardSource => "board",
            Self::AdmissionItem => "admission item",
            Self::AdmissionRequest => "admission request",
            Self::AdmissionReply => "admission reply",
            Self::AdmissionMessage => "admission message",
            Self::GridPlan => "grid plan",
            Self::ServiceItem => "service item",
            Self::DutyDay => "duty roster",
            Self::Message => "message",
            Self::Look => "look",
            Self::FigureDue
            | Self::CaseFigure
            | Self::MonthFigure
            | Self::CaseMonth
            | Self::RunningCase => "figures",
            Self::PublishedFigure | Self::PublishedShare => "published figures",
            Self::Digest => "digest",
            Self::Outbox => "outbox",
            Self::Delta => "delta",
            Self::Audit => "audit",
            Self::AuditTile | Self::AuditCheckpoint => "audit log",
        }
    }
}

/// Rows that exist come before rows that are new, sorted by key, so that two commits that touch
/// the same rows wait for each other instead of dying together; new rows keep the order in which
/// the use-case gave them (a place before what it contains).
type Order = (Table, bool, i64);

/// One statement of a commit.
#[derive(Clone, Debug)]
pub(crate) struct Exec {
    pub(crate) sql: &'static str,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) expectation: Expectation,
    order: Order,
}

impl Exec {
    /// What a conflict on it is about.
    pub(crate) fn subject(&self) -> &'static str {
        self.order.0.subject()
    }
}

/// How much is written to learn whether there is room: 1 MiB.
const ROOM_TRIED: usize = 1 << 20;

/// A commit as statements, in the order in which they run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// Values to be given first; parameters refer to them by position.
    pub(crate) assigns: Vec<Assign>,
    /// The statements.
    pub(crate) execs: Vec<Exec>,
    cases: BTreeMap<CaseId, (PlaceId, bool)>,
}

impl Plan {
    /// The statements of these changes.
    ///
    /// # Errors
    /// [`StoreError`] if a row cannot be written as it is: a programming error above.
    pub(crate) fn new(changes: Changes) -> Result<Self, StoreError> {
        let mut plan = Self { assigns: changes.assigns, ..Self::default() };
        for put in &changes.puts {
            if let Put::Case(linli_app::CasePut::Case(row)) = put {
                plan.cases.insert(row.id, (row.district, row.revision <= 1));
            }
        }
        for expect in changes.expects {
            plan.expect(expect);
        }
        for put in changes.puts {
            plan.put(put)?;
        }
        for Add { counter, amount, at } in changes.adds {
            plan.insert(Table::Delta, outbox::ADD, parameters![counter, amount, at]);
        }
        plan.execs.sort_by_key(|exec| exec.order);
        Ok(plan)
    }

    /// The statements of one sealing of the audit.
    pub(crate) fn sealing(seal: Seal) -> Self {
        let mut plan = Self::default();
        audit_log::write_seal(&mut plan, seal);
        plan.execs.sort_by_key(|exec| exec.order);
        plan
    }

    /// The statements of one piece of counting.
    ///
    /// # Errors
    /// [`StoreError`] if figures cannot be written as they are: a programming error above.
    pub(crate) fn counting(roll_up: RollUp) -> Result<Self, StoreError> {
        let mut plan = Self::default();
        figures::write_roll_up(&mut plan, roll_up)?;
        plan.execs.sort_by_key(|exec| exec.order);
        Ok(plan)
    }

    /// Takes as much room as the largest commits of people do.
    pub(crate) fn taking_room() -> Self {
        let mut plan = Self::default();
        plan.any(
            (Table::Idempotency, true),
            upkeep::TAKE_ROOM,
            parameters![vec![0_u8; ROOM_TRIED]],
        );
        plan
    }

    /// Leaves it again, in a commit of its own: what is gone before its commit is never written.
    pub(crate) fn leaving_room() -> Self {
        let mut plan = Self::default();
        plan.any((Table::Idempotency, true), upkeep::LEAVE_ROOM, parameters![]);
        plan
    }

    fn put(&mut self, put: Put) -> Result<(), StoreError> {
        match put {
            Put::Place(put) => places::write(self, put),
            Put::Staff(put) => people::write(self, put)?,
            Put::Playbook(put) => playbooks::write(self, put),
            Put::Case(put) => cases::write(self, put)?,
            Put::Account(put) => accounts::write(self, put)?,
            Put::Dispatch(put) => dispatch::write(self, put),
            Put::Notice(notice) => notices::write(self, *notice)?,
            Put::Board(put) => boards::write(self, put)?,
            Put::Admission(put) => admissions::write(self, *put)?,
            Put::Inside(put) => inside::write(self, *put)?,
            Put::Duty(day) => duty::write(self, *day)?,
            Put::ServiceItem(item) => service_items::write(self, *item)?,
            Put::PublishedFigures(figures, alike) => published::write(self, *figures, alike)?,
            Put::GridPlan(row) => planner::write(self, *row)?,
            Put::GridPlanGone(id, version) => planner::drop(self, id, version),
            Put::Audit(row) => outbox::write_audit(self, row)?,
            Put::Outbox(row) => outbox::write_outbox(self, row)?,
            Put::Idempotency(row) => inbox::write_answer(self, row),
            Put::Job(put) => upkeep::write_job(self, put),
            Put::Prune(prune) => upkeep::write_prune(self, *prune),
            Put::Digest(digest) => inbox::write_digest(self, digest),
        }
        Ok(())
    }

    fn expect(&mut self, expect: Expect) {
        let (table, sql, id, version) = match expect {
            Expect::Place(id, version) => (Table::Place, places::HOLD, id.get(), version),
            Expect::Organisation(id, version) => {
                (Table::Organisation, people::HOLD_ORGANISATION, id.get(), version)
            }
            Expect::Person(id, version) => (Table::Person, people::HOLD_PERSON, id.get(), version),
            Expect::Binding(id, version) => (Table::Binding, playbooks::HOLD, id.get(), version),
            Expect::Case(id, version) => (Table::Case, cases::HOLD, id.get(), version),
        };
        let parameters = parameters![id, version];
        let order = (table, false, id);
        self.execs.push(Exec { sql, parameters, expectation: Expectation::Found, order });
    }

    /// The district of a case whose row is part of this commit, and whether the case is new.
    ///
    /// # Errors
    /// [`StoreError`] if the row is not part of it: whatever hangs on a case changes with it.
    pub(crate) fn case(&self, id: CaseId) -> Result<(PlaceId, bool), StoreError> {
        let missing = || StoreError(format!("rows of case {id} without the case itself"));
        self.cases.get(&id).copied().ok_or_else(missing)
    }

    /// A new row.
    pub(crate) fn insert(&mut self, table: Table, sql: &'static str, parameters: Vec<Parameter>) {
        let order = (table, true, 0);
        self.execs.push(Exec { sql, parameters, expectation: Expectation::One, order });
    }

    /// A change to the one row with this key.
    pub(crate) fn update(
        &mut self,
        (table, key): (Table, i64),
        sql: &'static str,
        parameters: Vec<Parameter>,
    ) {
        let order = (table, false, key);
        self.execs.push(Exec { sql, parameters, expectation: Expectation::One, order });
    }

    /// Whatever it changes is right; `fresh` runs with the new rows, in the order given.
    pub(crate) fn any(
        &mut self,
        (table, fresh): (Table, bool),
        sql: &'static str,
        parameters: Vec<Parameter>,
    ) {
        let order = (table, fresh, 0);
        self.execs.push(Exec { sql, parameters, expectation: Expectation::Any, order });
    }

    /// A row with a version: the first is inserted, any other replaces the one before it. Both
    /// statements take the same parameters; the second takes the replaced version after them.
    pub(crate) fn versioned(
        &mut self,
        (table, key): (Table, i64),
        version: i64,
        [insert, update]: [&'static str; 2],
        mut parameters: Vec<Parameter>,
    ) {
        if version <= 1 {
            return self.insert(table, insert, parameters);
        }
        parameters.push(Parameter::from(version - 1));
        self.update((table, key), update, parameters);
    }

    /// What gives the n-th assignment its number: the district and the day.
    pub(crate) fn sequences(&self) -> impl Iterator<Item = Vec<Parameter>> {
        self.assigns.iter().map(|assign| {
            let Assign::CaseNumber { district, day, .. } = assign;
            parameters![*district, *day]
        })
    }

    /// Puts the numbers that the sequences gave where the statements refer to them.
    pub(crate) fn assign(&mut self, latest: &[i64]) -> BTreeMap<CaseId, String> {
        let numbers: Vec<(CaseId, String)> = self
            .assigns
            .iter()
            .zip(latest)
            .map(|(Assign::CaseNumber { case, day, .. }, latest)| {
                (*case, case_number(*day, *latest))
            })
            .collect();
        for parameter in self.execs.iter_mut().flat_map(|exec| &mut exec.parameters) {
            if let Parameter::Assigned(position) = parameter {
                let number = numbers.get(*position).map(|(_, number)| number.as_str());
                *parameter = Parameter::from(number);
            }
        }
        numbers.into_iter().collect()
    }

    /// The position of a case's number among the assignments.
    pub(crate) fn assigned(&self, wanted: CaseId) -> Option<usize> {
        self.assigns.iter().position(|assign| {
            let Assign::CaseNumber { case, .. } = assign;
            *case == wanted
        })
    }
}

/// A case's number as people read it out: the day, then the count of that day.
fn case_number(day: Day, latest: i64) -> String {
    format!("{:04}{:02}{:02}-{latest:04}", day.year(), day.month(), day.day())
}

/// What a writer is asked to do, all of it or nothing.
pub(crate) enum Work {
    /// A commit.
    Commit(Plan),
    /// One statement; its rows come back.
    Statement(&'static str, Vec<Parameter>),
    /// A migration, already in the engine's dialect.
    Script(String),
}

/// What a writer answers.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// Numbers given to cases.
    pub(crate) numbers: BTreeMap<CaseId, String>,
    /// Rows of a single statement.
    pub(crate) rows: Vec<Vec<Value>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(plan: &mut Plan) -> Vec<(Table, bool, i64)> {
        plan.execs.sort_by_key(|exec| exec.order);
        plan.execs.iter().map(|exec| exec.order).collect()
    }

    #[test]
    fn rows_that_exist_come_by_key_and_new_ones_as_given() {
        let mut plan = Plan::default();
        plan.update((Table::Person, 9), "", parameters![]);
        plan.insert(Table::Place, "first", parameters![]);
        plan.versioned((Table::Person, 4), 2, ["insert", "update"], parameters![]);
        plan.versioned((Table::Place, 7), 1, ["second", "update"], parameters![]);
        plan.expect(Expect::Person(linli_kernel::PersonId::new(5).unwrap(), 1));
        let wanted = [
            (Table::Place, true, 0),
            (Table::Place, true, 0),
            (Table::Person, false, 4),
            (Table::Person, false, 5),
            (Table::Person, false, 9),
        ];
        assert_eq!(keys(&mut plan), wanted);
        let places: Vec<_> = plan.execs.iter().take(2).map(|exec| exec.sql).collect();
        assert_eq!(places, ["first", "second"]);
    }

    #[test]
    fn a_later_version_names_the_one_that_it_replaces() {
        let mut plan = Plan::default();
        plan.versioned((Table::Place, 7), 5, ["insert", "update"], parameters!["a", 5_i64]);
        let exec = plan.execs.first().unwrap();
        assert_eq!((exec.sql, exec.expectation), ("update", Expectation::One));
        assert_eq!(exec.parameters, parameters!["a", 5_i64, 4_i64]);
    }

    #[test]
    fn a_number_is_the_day_and_a_count_of_at_least_four_digits() {
        let day = Day::constant(2026, 7, 8);
        for (latest, wanted) in [(1, "20260708-0001"), (12_345, "20260708-12345")] {
            assert_eq!(case_number(day, latest), wanted);
        }
    }
}
