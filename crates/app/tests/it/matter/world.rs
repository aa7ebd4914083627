//! The small district, with what these stories do in it again and again.

use std::collections::BTreeSet;

use linli_app::{
    App, AuditRow, Caller, CasePut, Changes, account,
    matter::{self, ReportMatter, Reported},
};
use linli_domain::{
    matter::CaseRow,
    policy::{self, Action, Standing},
};
use linli_kernel::{CaseId, PersonId, PlaceId};
use linli_playbook::engine::Actor;
use linli_testkit::{app::TestApp, fixture::District};

pub(crate) struct World {
    pub(crate) test: TestApp,
    pub(crate) district: District,
}

impl World {
    pub(crate) async fn new() -> Self {
        let (test, district) = TestApp::with_district().await.unwrap();
        Self { test, district }
    }

    pub(crate) fn app(&self) -> &App {
        &self.test.app
    }

    /// Somebody, signed in as strongly as they can.
    pub(crate) async fn caller(&self, person: PersonId) -> Caller {
        let token = self.test.token(person).await.unwrap();
        account::caller(self.app(), &token).await.unwrap()
    }

    /// What the resident would type about their building.
    pub(crate) fn words(&self, text: &str) -> ReportMatter {
        let place = self.district.building.to_string();
        ReportMatter { text: text.to_owned(), place, ..ReportMatter::default() }
    }

    /// The resident reports something about their building.
    pub(crate) async fn report(&self, text: &str) -> Reported {
        let resident = self.caller(self.district.resident.person).await;
        matter::report(self.app(), &resident, &self.words(text), None).await.unwrap()
    }

    pub(crate) async fn case(&self, id: CaseId) -> CaseRow {
        self.app().snapshot().await.unwrap().case(id).await.unwrap().unwrap()
    }

    /// Nothing yet but an audit row, by the program itself.
    pub(crate) fn changes(&self) -> Changes {
        let standings = BTreeSet::from([Standing::System]);
        let permit = policy::decide(&Actor::System, Action::Tick, &standings, None).unwrap();
        let row = AuditRow {
            id: self.app().entropy.id(),
            at: self.app().now(),
            person: None,
            acting: None,
            action: "test.write",
            subject: "test:1".to_owned(),
            outcome: "done".to_owned(),
        };
        Changes::new(permit, row)
    }

    /// Writes a case as it is given, one revision on.
    pub(crate) async fn rewrite(&self, row: CaseRow) {
        let mut changes = self.changes();
        let revision = row.revision + 1;
        changes.put(CasePut::Case(Box::new(CaseRow { revision, ..row })));
        self.app().store.commit(changes).await.unwrap();
    }

    /// The places under which a case is listed for those who work there.
    pub(crate) async fn listed_at(&self, place: PlaceId) -> Vec<CaseId> {
        let sight = policy::visible(None, &[place], &[], None);
        let mut rows = self.app().snapshot().await.unwrap();
        let page = rows.list(&sight, None, None, 50).await.unwrap();
        page.cases.into_iter().map(|row| row.id).collect()
    }
}
