//! The small district, with what these stories do in it again and again.

use std::collections::BTreeSet;

use linli_app::{
    App, AppResult, AuditRow, Caller, CasePut, Changes, StaffPut,
    account::Administrator,
    matter::{self, Acted, RawFields, ReportMatter, Reported},
    setup,
};
use linli_domain::{
    matter::CaseRow,
    policy::{self, Action, Standing},
    post::{Filled, Post},
};
use linli_kernel::{CaseId, PersonId, PlaceId, PostId};
use linli_playbook::{
    Name,
    engine::{Actor, Holder},
};
use linli_testkit::{
    app::TestApp,
    fixture::{District, give_credential},
};

pub(crate) struct World {
    pub(crate) test: TestApp,
    pub(crate) district: District,
}

impl World {
    pub(crate) async fn new() -> Self {
        let (test, district) = TestApp::with_district().await.unwrap();
        Self { test, district }
    }

    /// The district goes by another text of its playbook from now on.
    pub(crate) async fn bind(&self, text: &str) {
        let operator = Administrator::Operator;
        let text = text.replacen("version=1", "version=2", 1);
        let published =
            setup::publish_playbook(self.app(), operator, "own.kdl", &text, false).await;
        let Ok(setup::Published::Stored { key, version, .. }) = published else {
            panic!("{published:?}")
        };
        let district = self.district.district;
        setup::bind_playbook(self.app(), operator, district, &key, version).await.unwrap();
    }

    pub(crate) fn app(&self) -> &App {
        &self.test.app
    }

    /// Somebody, signed in as strongly as they can.
    pub(crate) async fn caller(&self, person: PersonId) -> Caller {
        self.test.caller(person).await.unwrap()
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

    /// The resident reports something that only they shall be told about.
    pub(crate) async fn report_private(&self, text: &str) -> CaseId {
        let resident = self.caller(self.district.resident.person).await;
        let input = ReportMatter { private: true, ..self.words(text) };
        matter::report(self.app(), &resident, &input, None).await.unwrap().id
    }

    /// Somebody does what one of their tasks offers.
    pub(crate) async fn does(
        &self,
        person: PersonId,
        id: CaseId,
        action: &str,
        fields: RawFields,
    ) -> AppResult<Acted> {
        self.test.does(person, id, action, fields).await
    }

    /// Somebody has a post from today on.
    pub(crate) async fn appoint(&self, person: PersonId, role: &str, place: PlaceId) {
        let mut changes = self.changes();
        changes.put(StaffPut::Post(Post {
            id: PostId::from_raw(self.app().entropy.id()),
            person,
            holder: Holder::Post { role: Name::new(role).unwrap(), place },
            valid_from: self.app().now().day(),
            valid_to: None,
            filled: Filled::Appointed,
            published: false,
            version: 1,
        }));
        self.app().store.commit(changes).await.unwrap();
    }

    /// Somebody can sign in with two factors.
    pub(crate) async fn give_password(&self, person: PersonId, username: &str) {
        give_credential(self.app(), person, username, None).await.unwrap();
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
