//! Wishes: who is invited reads little and owes nothing, who claims carries it, and the raiser reads
//! who it is.

use linli_app::{
    AppError, Caller,
    matter::{self, MatterView, QueueRequest, Raw, RawFields, ReportMatter, TakeAction},
    search,
};
use linli_kernel::CaseId;
use linli_playbook::engine::{EventBody, Holder, Status, TaskKind};
use linli_testkit::{
    app::{DAY_MS, TestApp},
    fixture::Member,
    wishes::WishTown,
};

struct Town {
    test: TestApp,
    town: WishTown,
}

fn fields(given: &[(&str, &str)]) -> RawFields {
    let text = |(key, value): &(&str, &str)| ((*key).to_owned(), Raw::Text((*value).to_owned()));
    given.iter().map(text).collect()
}

impl Town {
    async fn new() -> Self {
        let (test, town) = TestApp::with_wishes().await.unwrap();
        Self { test, town }
    }

    async fn caller(&self, member: Member) -> Caller {
        self.test.caller(member.person).await.unwrap()
    }

    /// A wish, written down by the grid worker and offered.
    async fn wish(&self, given: ReportMatter) -> CaseId {
        let raiser = self.caller(self.town.raiser).await;
        let input = ReportMatter {
            text: "想要一把轮椅，我的电话是13812345678".to_owned(),
            place: self.town.building.to_string(),
            opens: Some("wish/wish".to_owned()),
            ..given
        };
        let id = matter::report(&self.test.app, &raiser, &input, None).await.unwrap().id;
        let small = fields(&[("for-whom", "one")]);
        self.test.does(self.town.grid_worker.person, id, "small", small).await.unwrap();
        id
    }

    async fn open_wish(&self) -> CaseId {
        self.wish(ReportMatter { may_call: true, ..ReportMatter::default() }).await
    }

    async fn seen(&self, member: Member, id: CaseId) -> Result<MatterView, AppError> {
        matter::matter(&self.test.app, &self.caller(member).await, id).await
    }

    async fn published(&self, member: Member, id: CaseId) -> Result<MatterView, AppError> {
        let caller = self.caller(member).await;
        matter::published_matter(&self.test.app, Some(&caller), id).await
    }

    /// A resident claims.
    async fn claims(
        &self,
        member: Member,
        id: CaseId,
        given: &[(&str, &str)],
    ) -> Result<(), AppError> {
        let mut fields = fields(given);
        fields.entry("promise".to_owned()).or_insert(Raw::Text("我家有一把可以送".to_owned()));
        let input = TakeAction { action: "claim".to_owned(), fields, ..TakeAction::default() };
        let caller = self.caller(member).await;
        matter::act(&self.test.app, &caller, id, &input, None).await.map(drop)
    }

    async fn offered_to(&self, caller: Option<Member>) -> usize {
        let caller = match caller {
            Some(member) => Some(self.caller(member).await),
            None => None,
        };
        let place = matter::offer_place(&self.test.app, caller.as_ref()).await.unwrap().unwrap();
        let app = &self.test.app;
        matter::offers(app, caller.as_ref(), place, None, 20).await.unwrap().items.len()
    }

    async fn state(&self, id: CaseId) -> linli_playbook::engine::Case {
        self.test.app.snapshot().await.unwrap().case(id).await.unwrap().unwrap().state
    }

    async fn folds(&self, id: CaseId) {
        let events = self.test.app.snapshot().await.unwrap().events(id).await.unwrap();
        let folded = linli_playbook::engine::fold(&events);
        assert_eq!(folded.as_ref(), Some(&self.state(id).await), "row and history differ");
    }
}

fn offers(view: &MatterView, action: &str) -> bool {
    view.actions.iter().any(|offer| offer.name == *action)
}

#[tokio::test]
async fn a_neighbour_finds_a_wish_claims_it_grants_it_and_stays_a_neighbour() {
    let world = Town::new().await;
    let people = world.town.clone();
    let id = world.open_wish().await;
    assert_eq!(world.state(id).await.channel.as_str(), "online");
    // Told in the compound: to who lives there, and to nobody else.
    assert_eq!(world.offered_to(Some(people.neighbour)).await, 1);
    assert_eq!(world.offered_to(Some(people.stranger)).await, 0);
    assert_eq!(world.offered_to(None).await, 0);
    let unseen = world.published(people.stranger, id).await;
    assert!(matches!(unseen, Err(AppError::NotFound)), "{unseen:?}");
    let before = world.published(people.neighbour, id).await.unwrap();
    assert!(offers(&before, "claim") && before.raiser.is_none() && !before.internal);
    let words = before.text.clone().unwrap();
    assert!(words.contains("轮椅") && !words.contains("13812345678"), "{words}");
    assert!(!before.place.address.contains("1号楼"), "{}", before.place.address);
    let own = world.published(people.raiser, id).await.unwrap();
    assert!(!offers(&own, "claim"), "nobody claims the own wish");
    assert!(matches!(world.claims(people.raiser, id, &[]).await, Err(AppError::Forbidden)));
    let refused = world.claims(people.stranger, id, &[]).await;
    assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");

    world.claims(people.neighbour, id, &[("called", "二楼小马")]).await.unwrap();
    assert_eq!(world.offered_to(Some(people.neighbour)).await, 0, "it is taken");
    let told = world.seen(people.raiser, id).await.unwrap();
    let claim = told.events.iter().find(|event| event.kind == "claimed").unwrap();
    assert_eq!(claim.actor.kind, "neighbour");
    let said = claim.fields.iter().find(|field| field.key == "called").unwrap();
    assert_eq!(said.value.as_deref(), Some("二楼小马"));
    assert!(told.parts.iter().any(|part| part.holder.kind == "neighbour" && part.works()));
    // Who carries it has the telephone that the raiser allowed, and nothing that staff write.
    let carries = world.seen(people.neighbour, id).await.unwrap();
    let raiser = carries.raiser.clone().unwrap();
    assert!(
        raiser.with_task && raiser.name.is_none() && !carries.internal && carries.desk.is_none()
    );
    let neighbour = world.caller(people.neighbour).await;
    let claimed = matter::my_claims(&world.test.app, &neighbour, None, 9).await.unwrap();
    assert_eq!(claimed.items.len(), 1);

    let result = [("course", "送到家里"), ("result", "轮椅已送到")];
    world.test.does(people.neighbour.person, id, "done", fields(&result)).await.unwrap();
    let answer = fields(&[("answer", "fulfilled")]);
    world.test.does(people.raiser.person, id, "rate", answer).await.unwrap();
    let state = world.state(id).await;
    assert!(matches!(&state.status, Status::Ended { end, .. } if *end == *"rated"));
    world.folds(id).await;
    assert!(world.seen(people.neighbour, id).await.is_ok(), "who helped reads how it ended");
}

#[tokio::test]
async fn who_is_invited_reads_what_it_is_about_and_may_decline() {
    let world = Town::new().await;
    let people = world.town.clone();
    let id = world.open_wish().await;
    for unit in [people.power_clerk, people.school_clerk] {
        let caller = world.caller(unit).await;
        let request = QueueRequest { limit: 20, ..QueueRequest::default() };
        let queue = matter::queue(&world.test.app, &caller, &request).await.unwrap();
        let [line] = queue.items.as_slice() else { panic!("{:?}", queue.items) };
        assert_eq!((line.kind.as_str(), line.task_late), ("invitation", false));
        let words = line.line.excerpt.clone().unwrap();
        assert!(!words.contains("13812345678") && !line.line.address.contains("1号楼"), "{line:?}");
        assert_eq!(matter::my_digest(&world.test.app, &caller).await.unwrap(), None);
        let view = world.seen(unit, id).await.unwrap();
        assert!(offers(&view, "claim") && offers(&view, "decline-offer"));
        assert!(
            view.raiser.is_none() && !view.internal && view.parts.is_empty(),
            "{:?}",
            view.parts
        );
        assert!(!view.place.address.contains("1号楼"));
    }
    // What they are not told they do not find out by searching for it.
    let caller = world.caller(people.school_clerk).await;
    for (question, found) in [("轮椅", 1), ("1号楼", 0), ("1号楼 轮椅", 0)] {
        let page = search::find_cases(&world.test.app, &caller, question, None, 1).await.unwrap();
        assert_eq!((page.items.len(), page.next), (found, None), "{question}");
    }
    let declined = world.test.does(people.school_clerk.person, id, "decline-offer", fields(&[]));
    declined.await.unwrap();
    let gone = world.seen(people.school_clerk, id).await;
    assert!(matches!(gone, Err(AppError::NotFound)), "who declined has no part in it: {gone:?}");
    let told = world.seen(people.raiser, id).await.unwrap();
    assert!(told.parts.is_empty() && told.events.iter().all(|e| e.kind != "offer-declined"));
    let staff = world.seen(people.grid_secretary, id).await.unwrap();
    assert!(staff.events.iter().any(|event| event.kind == "offer-declined"));

    world.test.does(people.power_clerk.person, id, "claim", fields(&[])).await.unwrap();
    let state = world.state(id).await;
    let task = state.tasks.values().next().unwrap();
    assert_eq!(task.holder, Holder::Organisation(people.power_company));
    assert_eq!(task.kind, TaskKind::Lead { accepted: true, item: None });
    let told = world.seen(people.raiser, id).await.unwrap();
    let claim = told.events.iter().find(|event| event.kind == "claimed").unwrap();
    assert_eq!(claim.actor.name.as_deref(), Some("渭滨供电公司"));
    let late = world.claims(people.neighbour, id, &[]).await;
    assert!(is_over(&late), "somebody was first: {late:?}");
    world.folds(id).await;
}

fn is_over<T>(answer: &Result<T, AppError>) -> bool {
    matches!(answer, Err(AppError::Refused(code, _)) if code.as_str() == "offer-over")
}

#[tokio::test]
async fn of_several_who_claim_at_once_all_but_the_first_are_told_that_the_offer_is_over() {
    let world = Town::new().await;
    let people = world.town.clone();
    let id = world.open_wish().await;
    let school = world.caller(people.school_clerk).await;
    let state = world.state(id).await;
    let invited = state.tasks.values().find(|task| school.holders().contains(&task.holder));
    let task = invited.unwrap().number.0;
    world.test.does(people.power_clerk.person, id, "claim", fields(&[])).await.unwrap();
    let on_invitation = |action: &str| TakeAction {
        action: action.to_owned(),
        task: Some(task),
        fields: fields(&[("promise", "我们来办")]),
        seen_version: Some(1),
    };
    let app = &world.test.app;
    for action in ["claim", "decline-offer", "withdraw-claim"] {
        let late = matter::act(app, &school, id, &on_invitation(action), None).await;
        assert!(is_over(&late), "{action}: {late:?}");
    }
    let late = world.claims(people.neighbour, id, &[]).await;
    assert!(is_over(&late), "{late:?}");
    // It is no way in: nothing else is theirs, and who was never asked learns nothing.
    let other = matter::act(app, &school, id, &on_invitation("done"), None).await;
    assert!(matches!(other, Err(AppError::NotFound)), "{other:?}");
    assert!(matches!(world.seen(people.school_clerk, id).await, Err(AppError::NotFound)));
    assert!(matches!(world.published(people.neighbour, id).await, Err(AppError::NotFound)));
    let stranger = world.caller(people.stranger).await;
    let unasked = matter::act(app, &stranger, id, &on_invitation("claim"), None).await;
    assert!(matches!(unasked, Err(AppError::NotFound)), "{unasked:?}");
    let unasked = world.claims(people.stranger, id, &[]).await;
    assert!(matches!(unasked, Err(AppError::NotFound)), "{unasked:?}");
    assert!(matches!(world.claims(people.raiser, id, &[]).await, Err(AppError::Forbidden)));
}

#[tokio::test]
async fn silence_makes_nobody_late_and_the_wish_goes_on() {
    let world = Town::new().await;
    let id = world.open_wish().await;
    world.test.pass(9 * DAY_MS).await.unwrap();
    let state = world.state(id).await;
    assert_eq!(state.step.key.as_str(), "community-carries");
    let events = world.test.app.snapshot().await.unwrap().events(id).await.unwrap();
    let late = events.iter().filter(|event| matches!(event.body, EventBody::Late { .. })).count();
    assert_eq!(late, 0);
    assert_eq!(world.offered_to(Some(world.town.neighbour)).await, 0);
    let caller = world.caller(world.town.power_clerk).await;
    let request = QueueRequest { limit: 20, ..QueueRequest::default() };
    let queue = matter::queue(&world.test.app, &caller, &request).await.unwrap();
    assert!(queue.items.is_empty() && queue.counts.is_empty(), "{queue:?}");
    world.folds(id).await;
}

#[tokio::test]
async fn a_wish_for_the_raisers_eyes_is_offered_to_units_and_to_no_resident() {
    let world = Town::new().await;
    let people = world.town.clone();
    let id = world.wish(ReportMatter { private: true, ..ReportMatter::default() }).await;
    assert_eq!(world.offered_to(Some(people.neighbour)).await, 0);
    let unseen = world.published(people.neighbour, id).await;
    assert!(matches!(unseen, Err(AppError::NotFound)), "{unseen:?}");
    let view = world.seen(people.power_clerk, id).await.unwrap();
    assert!(offers(&view, "claim") && view.raiser.is_none());
    assert!(!view.text.unwrap().contains("13812345678"));
}

#[tokio::test]
async fn words_that_were_hidden_are_offered_to_nobody_until_they_are_shown_again() {
    let world = Town::new().await;
    let people = world.town.clone();
    let id = world.open_wish().await;
    let secretary = world.caller(people.community_secretary).await;
    assert!(!world.seen(people.power_clerk, id).await.unwrap().events.is_empty());
    let hidden = matter::hide(&world.test.app, &secretary, id, Some("personal")).await;
    hidden.unwrap();
    // Who is invited reads neither the words nor what was done about them.
    let unit = world.seen(people.power_clerk, id).await.unwrap();
    assert!(unit.text.is_none() && unit.events.is_empty(), "{:?}", unit.events);
    assert_eq!(world.offered_to(Some(people.neighbour)).await, 0);
    let refused = world.claims(people.neighbour, id, &[]).await;
    assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
    matter::hide(&world.test.app, &secretary, id, None).await.unwrap();
    assert!(!world.seen(people.power_clerk, id).await.unwrap().events.is_empty());
    assert_eq!(world.offered_to(Some(people.neighbour)).await, 1);
}

#[tokio::test]
async fn residents_open_what_takes_them_in_directly_and_staff_everything() {
    let world = Town::new().await;
    let people = world.town.clone();
    let app = &world.test.app;
    let form = |caller: Caller| async move {
        let place = people.building.to_string();
        let form = matter::report_form(app, &caller, Some(&place)).await.unwrap();
        form.opens.into_iter().map(|choice| choice.value).collect::<Vec<_>>()
    };
    let opens = form(world.caller(people.raiser).await).await;
    assert_eq!(opens[0], "problem", "matters come first");
    for process in ["wish/wish", "repair-order/repair"] {
        assert!(opens.contains(&process.to_owned()), "{process}: {opens:?}");
    }
    assert!(!opens.contains(&"cleanup/compound-plight".to_owned()), "{opens:?}");
    let raiser = world.caller(people.raiser).await;
    let input = ReportMatter {
        text: "我们小区没有物业".to_owned(),
        place: people.building.to_string(),
        opens: Some("cleanup/compound-plight".to_owned()),
        ..ReportMatter::default()
    };
    let refused = matter::report(app, &raiser, &input, None).await;
    let Err(AppError::Fields(errors)) = refused else { panic!("{refused:?}") };
    assert_eq!((errors[0].field.as_str(), errors[0].code.as_str()), ("opens", "field-choice"));
}
