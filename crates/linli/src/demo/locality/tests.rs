//! Each locality's demo, small: everybody is there, every process was gone through, nothing is amiss.
//! By hand: `LINLI_DEMO_PART=1` for all of it.

use std::{collections::BTreeSet, sync::Arc};

use linli_app::{
    App, AppError,
    matter::{self, ReportMatter},
    ports::Store as _,
};
use linli_channels::ShownSms;
use linli_kernel::{Day, Moment};
use linli_playbook::{
    Name,
    model::{Outcome, StepKind},
};
use linli_store::{Database, SqliteLocation, SqliteOptions, Synchronous};
use linli_testkit::needs;
use linli_web::texts::Lang;

use super::{
    Locality, build,
    history::{self, Happened, Known},
};
use crate::{
    backup::carry,
    demo::{
        accounts::{self, Account},
        clock::SetClock,
    },
    installation::{self, Folder},
    postgres::FreshPostgres,
};

fn part() -> usize {
    std::env::var("LINLI_DEMO_PART").map_or(6, |part| part.parse().unwrap())
}

fn until() -> Moment {
    Moment::from_local(Day::new(2026, 7, 8).unwrap(), 18 * 3_600_000)
}

/// A demo that was built.
pub(super) struct Built {
    pub(super) app: App,
    pub(super) database: Arc<Database>,
    pub(super) folder: Folder,
    pub(super) accounts: Vec<Account>,
    pub(super) locality: Locality,
    happened: Happened,
    _path: tempfile::TempDir,
}

/// Builds one part of a locality's demo.
pub(super) async fn built(name: &str, part: usize) -> Built {
    let locality = Locality::find(name, Lang::En).unwrap();
    let path = tempfile::tempdir().unwrap();
    let folder = Folder::open(path.path()).unwrap();
    let options = SqliteOptions { synchronous: Synchronous::Off, ..SqliteOptions::default() };
    let database = Arc::new(Database::open_sqlite(SqliteLocation::Temporary, options).unwrap());
    database.migrate().await.unwrap();
    let clock = Arc::new(SetClock::at(crate::demo::build::beginning(until())));
    let sms = Arc::new(ShownSms::default());
    let store = Arc::clone(&database);
    let app = installation::app(&folder, store, clock.clone(), sms, 0).unwrap();
    let (ground, people) = build::set_up(&app, &locality, part, &|_, _| {}).await.unwrap();
    let known = Known { locality: &locality, ground: &ground, people: &people };
    let happened = history::happen(&app, &clock, &known, part, until()).await.unwrap();
    clock.advance(until());
    accounts::open(&app).await.unwrap();
    let accounts = accounts::show(&app).await.unwrap();
    Built { app, database, folder, accounts, locality, happened, _path: path }
}

/// Processes that were gone through, and how many steps hold open matters.
async fn occurred(built: &Built) -> (BTreeSet<Name>, usize) {
    let mut rows = built.database.snapshot().await.unwrap();
    let (mut open, mut raised) = (BTreeSet::new(), BTreeSet::new());
    for id in &built.happened.ids {
        let row = rows.case(*id).await.unwrap().unwrap();
        raised.insert(row.state.process.clone());
        if row.is_open() {
            open.insert((row.state.process.clone(), row.state.step.key.clone()));
        }
    }
    (raised, open.len())
}

/// The same rows on a server, where there is one.
async fn carried(built: &Built, name: &str) {
    if !needs::has_postgres("carrying the rows over") {
        return;
    }
    let server = FreshPostgres::make(&format!("demo_{name}")).await;
    let to = (server.url.as_str(), installation::SCHEMA);
    carry(&built.database, &built.folder, to, None).await.unwrap();
    let database = installation::open_postgres(&server.url, installation::SCHEMA).await.unwrap();
    let integrity = database.check_integrity().await.unwrap();
    assert_eq!(integrity.problems, Vec::new());
    assert_eq!(integrity.cases, built.happened.counted.raised);
    drop(database);
    server.remove().await;
}

fn everybody_has_an_account(built: &Built) {
    let playbook = &built.locality.playbook;
    let roles: Vec<&str> = built.accounts.iter().map(|account| account.role.as_str()).collect();
    let wanted = playbook.roles.keys().chain(playbook.parties.keys());
    let missing: Vec<_> = wanted.filter(|key| !roles.contains(&key.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?} of {roles:?}");
    assert_eq!(roles.iter().filter(|role| **role == "resident").count(), 2, "{roles:?}");
}

/// Builds a part, and looks at all of it.
async fn goes_through_its_processes(name: &str, file: &str) {
    let built = built(file, part()).await;
    let integrity = built.database.check_integrity().await.unwrap();
    assert_eq!(integrity.problems, Vec::new());
    assert_eq!(integrity.cases, built.happened.counted.raised);
    everybody_has_an_account(&built);
    let (raised, open) = occurred(&built).await;
    let processes = &built.locality.playbook.processes;
    assert_eq!(raised, processes.keys().cloned().collect(), "processes that occur");
    assert!(open >= processes.len() * 2, "open in {open} steps");
    let counted = &built.happened.counted;
    assert!(counted.done() >= processes.len(), "{counted:?}");
    assert_eq!(counted.raised, built.happened.ids.len());
    assert_eq!(built.happened.refused, Vec::<String>::new(), "forms that were not taken");
    let outcomes = processes.values().flat_map(|process| {
        let steps = process.steps.values();
        let chosen = steps.filter(|step| {
            !matches!(
                step.kind,
                StepKind::Publish(_) | StepKind::Rate(_) | StepKind::Wait(_) | StepKind::Offer(_)
            )
        });
        chosen.flat_map(|step| {
            let way = |o: &Outcome| (process.key.clone(), step.key.clone(), o.key.clone());
            step.outcomes.iter().map(way)
        })
    });
    let all: Vec<_> = outcomes.collect();
    let never = all.iter().filter(|way| !built.happened.ways.contains_key(way)).count();
    println!(
        "{name}: {} cases, {} ended, open in {open} steps, {never} of {} outcomes never",
        built.happened.counted.raised,
        counted.done(),
        all.len()
    );
    what_is_offered_is_claimed_and_declined(&built).await;
    what_is_for_staff_is_not_opened_by_residents(&built).await;
    carried(&built, name).await;
}

/// Where a playbook has offers, some are claimed and some declined, by nobody who is late; residents
/// claim where they are invited, and find what waits for them.
async fn what_is_offered_is_claimed_and_declined(built: &Built) {
    let playbook = &built.locality.playbook;
    let offers = || {
        let steps = playbook.processes.values().flat_map(|process| process.steps.values());
        steps.filter_map(|step| match &step.kind {
            StepKind::Offer(offering) => Some(offering),
            _ => None,
        })
    };
    let count = |action: &str| {
        let ways = built.happened.ways.iter().filter(|((_, _, name), _)| *name == *action);
        ways.map(|(_, times)| times).sum::<usize>()
    };
    let (claimed, declined) = (count("claim"), count("decline-offer"));
    let neighbours = built.happened.neighbours;
    println!("{claimed} claims, {neighbours} by residents, {declined} declined");
    if offers().any(|offering| !offering.residents || !offering.parties.is_empty()) {
        assert!(claimed > neighbours && declined > 0, "{claimed} {neighbours} {declined}");
    }
    if !offers().any(|offering| offering.residents) {
        return;
    }
    assert!(neighbours > 0, "no resident claimed anything");
    let resident = built.accounts.iter().find(|account| account.role == "resident").unwrap();
    let caller = linli_app::account::caller(&built.app, &resident.token).await.unwrap();
    let place = matter::offer_place(&built.app, Some(&caller)).await.unwrap().unwrap();
    let open = matter::offers(&built.app, Some(&caller), place, None, 50).await.unwrap();
    assert!(!open.items.is_empty(), "nothing waits to be claimed");
}

async fn what_is_for_staff_is_not_opened_by_residents(built: &Built) {
    let playbook = &built.locality.playbook;
    let resident = built.accounts.iter().find(|account| account.role == "resident").unwrap();
    let caller = linli_app::account::caller(&built.app, &resident.token).await.unwrap();
    let home = matter::report_form(&built.app, &caller, None).await.unwrap();
    let place = home.place.unwrap().id.to_string();
    for process in playbook.processes.values() {
        let opens = format!("{}/{}", process.key, process.opens[0]);
        let offered = home.opens.iter().any(|choice| {
            choice.value == opens || (process.key == *"matter" && choice.group.is_none())
        });
        assert_eq!(offered, playbook.is_for_residents(process), "{opens}");
        let text = "请看看。".to_owned();
        let place = place.clone();
        let input = ReportMatter { text, place, opens: Some(opens), ..ReportMatter::default() };
        let refused = matter::check_report(&built.app, &caller, &input).await.err();
        let wrong = refused.map(|error| match error {
            AppError::Fields(wrong) => wrong.into_iter().map(|w| w.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        });
        let wanted = (!offered).then(|| vec!["opens".to_owned()]);
        assert_eq!(wrong, wanted, "{}", process.key);
    }
}

macro_rules! localities {
    ($($test:ident $name:literal),+ $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $test() {
            goes_through_its_processes($name, $name).await;
        }
    )+};
}

localities!(
    dangtu_goes_through_its_processes "dangtu",
    changchun_goes_through_its_processes "changchun",
    leling_goes_through_its_processes "leling",
    shaanxi_goes_through_its_processes "shaanxi",
);

#[tokio::test(flavor = "multi_thread")]
async fn a_playbook_without_a_file_of_its_own_makes_a_demo() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../playbooks/examples/heping-town.kdl");
    goes_through_its_processes("heping", path).await;
}

#[test]
fn a_demo_is_found_by_name_or_by_path_and_each_has_its_own_folder() {
    for shipped in ["dangtu", "changchun", "leling", "shaanxi"] {
        let locality = Locality::find(shipped, Lang::ZhCn).unwrap();
        assert_eq!(locality.playbook.key, *shipped);
        assert!(locality.told(Lang::ZhCn).is_some() && locality.told(Lang::En).is_some());
        assert!(!locality.data.story.is_empty(), "{shipped}");
    }
    let nowhere = Locality::find("nowhere", Lang::En).unwrap_err().sentence(Lang::En);
    assert!(nowhere.contains("nowhere") && nowhere.contains("changchun"), "{nowhere}");
    let folder = |playbook| crate::demo::folder(playbook).display().to_string();
    assert_eq!(folder(None), "linli-data");
    assert_eq!(folder(Some("kenli")), "linli-data");
    assert_eq!(folder(Some("dangtu")), "linli-data-dangtu");
    assert_eq!(folder(Some("towns/my-town.kdl")), "linli-data-my-town");
}

#[test]
fn what_stands_in_the_files_is_known_to_the_playbooks() {
    for shipped in ["dangtu", "changchun", "leling", "shaanxi"] {
        let Locality { playbook, data, .. } = Locality::find(shipped, Lang::En).unwrap();
        for story in &data.story {
            let process = story.process.as_deref().unwrap_or("matter");
            let process = playbook.processes.get(process).expect(process);
            let opens = story.opens.as_ref();
            assert!(opens.is_none_or(|o| process.opens.iter().any(|k| *k == **o)), "{story:?}");
            let known = |about: &String| playbook.categories.iter().any(|(key, _)| *key == **about);
            assert!(story.category.as_ref().is_none_or(known), "{story:?}");
            assert!(story.by.as_ref().is_none_or(|by| playbook.roles.contains_key(by.as_str())));
            let step = |step: &String| process.steps.contains_key(step.as_str());
            assert!(story.rests.iter().all(step), "{story:?}");
        }
        let kinds = playbook.place_kinds();
        let is_kind = |word: &str| kinds.iter().any(|kind| **kind == *word) || word == "grid";
        assert!(data.place.iter().all(|place| is_kind(&place.kind)), "{shipped}");
        let party = |kind: &str| playbook.parties.contains_key(kind);
        assert!(data.organisation.iter().all(|body| party(&body.kind)), "{shipped}");
        let texts: BTreeSet<&str> = data.story.iter().map(|story| story.text.as_str()).collect();
        assert_eq!(texts.len(), data.story.len(), "{shipped}: a text stands twice");
    }
}
