//! Duty rosters: who keeps them, whose names everybody reads, weeks, swaps and tables.

use linli_app::{
    AppError, AppResult, StaffPut, account,
    board::{self, KeepNumbers, TypedNumber},
    duty::{self, Roster, Swap, TypedShift},
    setup::{PastedTable, TableImport},
};

use linli_domain::post::Post;
use linli_kernel::{Day, PersonId, PlaceId};

use crate::matter::world::World;

fn day(month: i8, day: i8) -> Day {
    Day::constant(2026, month, day)
}

fn shift(from: &str, to: &str, person: PersonId) -> TypedShift {
    TypedShift {
        from: from.to_owned(),
        to: to.to_owned(),
        person: person.to_string(),
        ..TypedShift::default()
    }
}

fn volunteer(consent: bool) -> TypedShift {
    TypedShift {
        from: "13:30".to_owned(),
        to: "17:30".to_owned(),
        name: "王志愿".to_owned(),
        phone: "13800000000".to_owned(),
        consent,
        ..TypedShift::default()
    }
}

async fn keep(
    world: &World,
    who: PersonId,
    on: Day,
    seen: Option<i64>,
    shifts: &[TypedShift],
) -> AppResult<i64> {
    let at = (world.district.community, on);
    duty::keep_duty_day(world.app(), &world.caller(who).await, at, seen, shifts).await
}

async fn week(world: &World, of: Day) -> Roster {
    let caller = world.caller(world.district.community_worker.person).await;
    let site = Some(world.district.community);
    duty::roster(world.app(), &caller, site, Some(of)).await.unwrap()
}

async fn import(world: &World, table: &str, dry_run: bool) -> TableImport {
    let caller = world.caller(world.district.community_worker.person).await;
    let (headings, words) = ([("日期", "date")], [("是", "yes")]);
    let new = PastedTable { table: table.as_bytes(), headings: &headings, words: &words, dry_run };
    duty::import_roster(world.app(), &caller, world.district.community, new).await.unwrap()
}

fn wrong<T: std::fmt::Debug>(answer: AppResult<T>) -> Vec<(String, &'static str)> {
    let Err(AppError::Fields(errors)) = answer else { panic!("{answer:?}") };
    errors.into_iter().map(|error| (error.field, error.code.0)).collect()
}

async fn today(world: &World, at: PlaceId) -> Vec<(Option<String>, Option<String>)> {
    let page = duty::on_duty(world.app(), at).await.unwrap();
    let shifts = page.sites.into_iter().flat_map(|site| site.shifts);
    shifts.map(|shift| (shift.who.name, shift.phone)).collect()
}

#[tokio::test]
async fn a_name_is_read_by_everybody_only_where_its_owner_agreed() {
    let world = World::new().await;
    let d = &world.district;
    let worker = d.community_worker.person;
    let caller = world.caller(worker).await;
    let number = TypedNumber {
        kind: "community".to_owned(),
        phone: "0546-7654321".to_owned(),
        ..TypedNumber::default()
    };
    let numbers = KeepNumbers { seen: Some(0), numbers: vec![number] };
    board::keep_numbers(world.app(), &caller, d.community, &numbers).await.unwrap();
    let shifts = [shift("8:30", "12:00", worker), volunteer(true)];
    assert_eq!(keep(&world, worker, day(7, 8), Some(0), &shifts).await.unwrap(), 1);
    let service = Some("0546-7654321".to_owned());
    let named = (Some("王志愿".to_owned()), Some("13800000000".to_owned()));
    // Whoever did not agree is a post and the service number.
    assert_eq!(today(&world, d.household).await, [(None, service.clone()), named.clone()]);
    let inside = week(&world, day(7, 8)).await;
    let own = &inside.days[2].shifts[0].who;
    assert!(own.name.is_some() && !own.public && own.phone.is_none());
    let post = caller.posts.first().unwrap().id;
    account::publish_post(world.app(), &caller, post, true).await.unwrap();
    let told = today(&world, d.household).await;
    assert_eq!(told[0], (own.name.clone(), Some(d.community_worker.phone.to_owned())));
    account::publish_post(world.app(), &caller, post, false).await.unwrap();
    assert_eq!(today(&world, d.community).await, [(None, service), named]);
    // Nowhere else, and on no other day.
    assert_eq!(today(&world, d.street).await, []);
    world.test.pass(linli_testkit::app::DAY_MS).await.unwrap();
    assert_eq!(today(&world, d.household).await, []);
    let page = duty::on_duty(world.app(), d.household).await;
    let page = page.unwrap();
    // A home has the number of the nearest place above.
    assert_eq!((page.sites.len(), page.contact.as_deref()), (0, Some("0546-7654321")));
}

#[tokio::test]
async fn offices_keep_rosters_and_are_told_what_is_wrong_shift_by_shift() {
    let world = World::new().await;
    let d = &world.district;
    let worker = d.community_worker.person;
    let one = [shift("8:30", "12:00", worker)];
    for who in [d.grid_worker, d.department_clerk, d.resident, d.compound_secretary] {
        let refused = keep(&world, who.person, day(7, 9), Some(0), &one).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{} {refused:?}", who.phone);
    }
    let unseen = keep(&world, worker, day(7, 9), None, &one).await;
    assert!(matches!(unseen, Err(AppError::VersionMissing)), "{unseen:?}");
    keep(&world, d.street_office.person, day(7, 9), Some(0), &one).await.unwrap();
    let stale = keep(&world, worker, day(7, 9), Some(0), &[]).await;
    assert!(matches!(stale, Err(AppError::Stale)), "{stale:?}");
    assert_eq!(keep(&world, worker, day(7, 9), Some(1), &one).await.unwrap(), 1);
    let blank = TypedShift::default();
    let bad = [
        blank.clone(),
        TypedShift { from: "8点".to_owned(), ..shift("", "25:00", worker) },
        shift("9:00", "10:00", d.resident.person),
        volunteer(false),
        TypedShift { name: String::new(), ..volunteer(true) },
        TypedShift { phone: "无".to_owned(), ..volunteer(true) },
    ];
    let told = wrong(keep(&world, worker, day(7, 9), Some(1), &bad).await);
    let told: Vec<(&str, &str)> =
        told.iter().map(|(field, code)| (field.as_str(), *code)).collect();
    let wanted = [
        ("shifts.1.from", "duty-time"),
        ("shifts.1.to", "duty-time"),
        ("shifts.2.person", "duty-person-unknown"),
        ("shifts.3.consent", "duty-consent"),
        ("shifts.4.person", "field-required"),
        ("shifts.5.phone", "service-phone-wrong"),
    ];
    assert_eq!(told, wanted);
    let twice = [blank, shift("8:00", "12:00", worker), shift("11:00", "14:00", worker)];
    let told = wrong(keep(&world, worker, day(7, 9), Some(1), &twice).await);
    assert_eq!(told, [("shifts.2.to".to_owned(), "duty-shift-twice")]);
    for (on, code) in [(day(7, 7), "field-past"), (Day::constant(2027, 7, 10), "duty-too-far")] {
        assert_eq!(
            wrong(keep(&world, worker, on, Some(0), &one).await),
            [("day".to_owned(), code)]
        );
    }
    // A day is cleared, and stands open again.
    assert_eq!(keep(&world, worker, day(7, 9), Some(1), &[]).await.unwrap(), 2);
    let empty: Vec<Day> = week(&world, day(7, 9)).await.empty.iter().map(|one| one.0).collect();
    assert_eq!((empty.len(), empty[1]), (14, day(7, 9)));
    let sites = duty::duty_sites(world.app(), &world.caller(worker).await).await.unwrap();
    assert!(sites.iter().any(|site| site.id == d.community && !site.kept));
    let grid = duty::duty_sites(world.app(), &world.caller(d.grid_worker.person).await).await;
    assert!(matches!(grid, Err(AppError::Forbidden)), "{grid:?}");
}

#[tokio::test]
async fn a_week_is_copied_over_a_holiday_and_what_differs_stays_open() {
    let world = World::new().await;
    let d = &world.district;
    let (worker, caller) =
        (d.community_worker.person, world.caller(d.community_worker.person).await);
    let one = [shift("8:30", "17:30", worker)];
    // The week before the national holiday, from Monday to Friday.
    for n in 21..=25 {
        keep(&world, worker, day(9, n), Some(0), &one).await.unwrap();
    }
    let copy = |to| duty::copy_week(world.app(), &caller, d.community, (day(9, 23), to));
    let holiday = copy(day(10, 7)).await.unwrap();
    let worked: Vec<Day> = week(&world, day(10, 7))
        .await
        .days
        .iter()
        .filter(|day| !day.shifts.is_empty())
        .map(|day| day.day)
        .collect();
    assert_eq!(holiday.days, worked);
    assert!(holiday.left.contains(&day(10, 5)) && holiday.left.contains(&day(10, 7)));
    assert!(holiday.days.contains(&day(10, 8)), "{holiday:?}");
    // Once more: what stands stays.
    let again = copy(day(10, 9)).await.unwrap();
    assert_eq!((again.days, again.left), (Vec::new(), holiday.left));
    for to in [day(9, 21), day(7, 6), Day::constant(2027, 7, 20)] {
        assert_eq!(wrong(copy(to).await), [("to".to_owned(), "duty-week")]);
    }
    let stranger = world.caller(d.grid_worker.person).await;
    let refused =
        duty::copy_week(world.app(), &stranger, d.community, (day(9, 23), day(10, 7))).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
}

#[tokio::test]
async fn two_shifts_are_swapped_and_the_roster_says_so() {
    let world = World::new().await;
    let d = &world.district;
    let (worker, secretary) = (d.community_worker.person, d.community_secretary.person);
    keep(&world, worker, day(7, 9), Some(0), &[shift("8:30", "17:30", worker)]).await.unwrap();
    let both = [shift("8:30", "17:30", secretary), volunteer(true)];
    keep(&world, worker, day(7, 10), Some(0), &both).await.unwrap();
    let caller = world.caller(worker).await;
    let swap =
        |one: Swap, other: Swap| duty::swap_shifts(world.app(), &caller, d.community, (one, other));
    let at = |n, shift, seen| Swap { day: day(7, n), shift, seen };
    swap(at(9, 0, 1), at(10, 0, 1)).await.unwrap();
    let found = week(&world, day(7, 9)).await;
    let (first, second) = (&found.days[3].shifts[0], &found.days[4].shifts[0]);
    assert_eq!(first.who.person, Some(secretary));
    assert_eq!(first.instead_of.as_ref().unwrap().person, Some(worker));
    assert_eq!(second.instead_of.as_ref().unwrap().person, Some(secretary));
    let stale = swap(at(9, 0, 1), at(10, 1, 1)).await;
    assert!(matches!(stale, Err(AppError::Stale)), "{stale:?}");
    let told = wrong(swap(at(9, 0, 2), at(10, 7, 2)).await);
    assert_eq!(told, [("other".to_owned(), "field-choice")]);
    let told = wrong(swap(at(9, 0, 2), at(9, 0, 2)).await);
    assert_eq!(told, [("other".to_owned(), "duty-same-person")]);
    // Within one day, which is written once.
    swap(at(10, 0, 2), at(10, 1, 2)).await.unwrap();
    assert_eq!(week(&world, day(7, 10)).await.days[4].version, 3);
}

#[tokio::test]
async fn a_table_of_shifts_is_taken_whole_or_not_at_all() {
    let world = World::new().await;
    let worker = world.district.community_worker.person;
    let name = week(&world, day(7, 8))
        .await
        .people
        .into_iter()
        .find(|one| one.person == worker)
        .unwrap()
        .name;
    let head = "日期,from,to,name,phone,consent\n";
    let bad = format!(
        "{head}2026/7/9,8:30,12:00,{name},,\n2026/7/7,8:30,12:00,{name},,\n\
         2026/7/9,8点,12:00,王志愿,,否\n2026-7-10,8:00,9:00,,,\n2026-7-11,9:00,8:00,{name},,\n"
    );
    let told: Vec<(u64, String, &str)> = import(&world, &bad, false)
        .await
        .problems
        .into_iter()
        .map(|problem| (problem.row, problem.column, problem.code.0))
        .collect();
    let told: Vec<(u64, &str, &str)> = told.iter().map(|(r, c, w)| (*r, c.as_str(), *w)).collect();
    let wanted = [
        (3, "date", "field-past"),
        (4, "consent", "duty-consent"),
        (4, "from", "duty-time"),
        (5, "name", "cell-required"),
        (6, "to", "duty-shift-ends"),
    ];
    assert_eq!(told, wanted);
    assert!(week(&world, day(7, 9)).await.days[3].shifts.is_empty());
    let good = format!(
        "{head}2026/7/9,8:30,12:00,{name},,\n2026/7/9,13:30,17:30,王志愿,13800000000,是\n\
         2026/7/10,8:30,12:00,{name},,\n"
    );
    let tried = import(&world, &good, true).await;
    assert_eq!((tried.new, tried.problems.len()), (2, 0));
    assert!(week(&world, day(7, 9)).await.days[3].shifts.is_empty());
    import(&world, &good, false).await;
    let found = week(&world, day(7, 9)).await;
    assert_eq!(found.days[3].shifts.len(), 2);
    assert_eq!(found.days[3].shifts[0].who.person, Some(worker));
    let changed = format!("{head}2026/7/10,9:00,12:00,{name},,\n2026/7/9,8:30,12:00,{name},,\n");
    let told = import(&world, &changed, false).await;
    assert_eq!((told.new, told.changed, told.unchanged), (0, 2, 0));
    let caller = world.caller(worker).await;
    let at = (world.district.community, day(7, 8));
    let out = duty::export_roster(world.app(), &caller, at, &[], &[]).await.unwrap();
    let out = String::from_utf8(out).unwrap();
    assert_eq!(out.lines().count(), 3, "{out}");
    let told = import(&world, &out, false).await;
    assert_eq!((told.problems, told.new, told.changed, told.unchanged), (vec![], 0, 0, 2));
}

fn told(found: &TableImport) -> Vec<(u64, &str, &str)> {
    let told = found.problems.iter();
    told.map(|problem| (problem.row, problem.column.as_str(), problem.code.0)).collect()
}

#[tokio::test]
async fn a_row_of_another_length_is_told_and_nothing_is_imported() {
    let world = World::new().await;
    let head = "日期,from,to,name,phone,consent\n";
    let table = format!(
        "{head}2026/7/9,8:30,12:00,王志愿,13800000000,是\n2026/7/9,13:30,17:30,王志愿,13800000000\n\
         2026/7/10,8:30,12:00,王,志愿,13800000000,是\n,,,,,\n"
    );
    for dry_run in [true, false] {
        let found = import(&world, &table, dry_run).await;
        assert_eq!(told(&found), [(3, "", "row-length"), (4, "", "row-length")]);
        assert_eq!(found.new, 0);
    }
    assert!(week(&world, day(7, 9)).await.days.iter().all(|day| day.shifts.is_empty()));
}

#[tokio::test]
async fn a_row_is_told_everything_that_is_wrong_with_a_person() {
    let world = World::new().await;
    let long = "王".repeat(21);
    let table = format!("日期,from,to,name,phone,consent\n2026/7/9,8点,12:00,{long},无,否\n");
    let found = import(&world, &table, true).await;
    let wanted = [
        (2, "consent", "duty-consent"),
        (2, "from", "duty-time"),
        (2, "name", "too-long"),
        (2, "phone", "service-phone-wrong"),
    ];
    assert_eq!(told(&found), wanted);
    let typed = TypedShift { name: long, phone: "无".to_owned(), ..volunteer(false) };
    let worker = world.district.community_worker.person;
    let told = wrong(keep(&world, worker, day(7, 9), Some(0), &[typed]).await);
    let told: Vec<&str> = told.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(told, ["shifts.0.name", "shifts.0.phone", "shifts.0.consent"]);
}

/// What is taken out today.
async fn export(world: &World) -> String {
    let caller = world.caller(world.district.community_worker.person).await;
    let at = (world.district.community, day(7, 8));
    let out = duty::export_roster(world.app(), &caller, at, &[], &[]).await.unwrap();
    String::from_utf8(out).unwrap()
}

#[tokio::test]
async fn swaps_stay_when_a_day_is_kept_or_imported_again() {
    let world = World::new().await;
    let d = &world.district;
    let (worker, secretary) = (d.community_worker.person, d.community_secretary.person);
    keep(&world, worker, day(7, 9), Some(0), &[shift("8:30", "17:30", worker)]).await.unwrap();
    keep(&world, worker, day(7, 10), Some(0), &[shift("8:30", "17:30", secretary)]).await.unwrap();
    let caller = world.caller(worker).await;
    let at = |n| Swap { day: day(7, n), shift: 0, seen: 1 };
    duty::swap_shifts(world.app(), &caller, d.community, (at(9), at(10))).await.unwrap();
    let swapped = |found: &Roster| {
        let shift = found.days[3].shifts.first().unwrap();
        (shift.from.clone(), shift.instead_of.as_ref().and_then(|who| who.person))
    };
    // Another time, by hand.
    let later = [shift("9:00", "17:30", secretary)];
    keep(&world, worker, day(7, 9), Some(2), &later).await.unwrap();
    let found = week(&world, day(7, 9)).await;
    assert_eq!(swapped(&found), ("09:00".to_owned(), Some(worker)));
    // Taken out and in again it is the same, and with another time the swap stays.
    let out = export(&world).await;
    let same = import(&world, &out, false).await;
    assert_eq!((same.problems, same.changed, same.unchanged), (vec![], 0, 2));
    let moved = import(&world, &out.replace("09:00", "10:00"), false).await;
    assert_eq!((moved.problems, moved.changed, moved.unchanged), (vec![], 1, 1));
    let found = week(&world, day(7, 9)).await;
    assert_eq!(swapped(&found), ("10:00".to_owned(), Some(worker)));
    // Who was to be there is there again: nobody swapped.
    let back = [shift("10:00", "17:30", worker)];
    keep(&world, worker, day(7, 9), Some(4), &back).await.unwrap();
    assert_eq!(swapped(&week(&world, day(7, 9)).await), ("10:00".to_owned(), None));
}

#[tokio::test]
async fn a_roster_with_somebody_who_left_is_taken_in_as_it_was_taken_out() {
    let world = World::new().await;
    let d = &world.district;
    let (worker, secretary) = (d.community_worker.person, d.community_secretary.person);
    for (n, who) in [(9, secretary), (10, worker)] {
        keep(&world, worker, day(7, n), Some(0), &[shift("8:30", "17:30", who)]).await.unwrap();
    }
    let mut rows = world.app().snapshot().await.unwrap();
    let posts = rows.posts_of(secretary).await.unwrap();
    drop(rows);
    let mut changes = world.changes();
    for post in posts {
        let (valid_to, version) = (Some(day(7, 8)), post.version + 1);
        changes.put(StaffPut::Post(Post { valid_to, version, ..post }));
    }
    world.app().store.commit(changes).await.unwrap();
    let out = export(&world).await;
    assert!(out.contains(&format!("17:30,#{secretary},,")), "{out}");
    let found = import(&world, &out, false).await;
    assert_eq!((found.problems, found.changed, found.unchanged), (vec![], 0, 2));
    // They are put nowhere else, and nobody is by a number that is nobody's.
    let elsewhere = format!("date,from,to,name\n2026-07-11,8:30,9:00,#{secretary}\n");
    for table in [elsewhere, "date,from,to,name\n2026-07-09,8:30,9:00,#0\n".to_owned()] {
        let found = import(&world, &table, false).await;
        assert_eq!(told(&found), [(2, "name", "duty-person-unknown")]);
    }
    // Who can be put on duty is asked as of the day.
    let on = |n| week(&world, day(7, n));
    let known = |found: &Roster| found.people.iter().any(|one| one.person == secretary);
    assert!(known(&on(8).await) && !known(&on(9).await));
}

#[tokio::test]
async fn a_facility_has_a_roster_of_its_own() {
    let world = World::new().await;
    let d = &world.district;
    let caller = world.caller(d.community_worker.person).await;
    let sites = duty::duty_sites(world.app(), &caller).await.unwrap();
    let hall = sites.iter().find(|site| site.id != d.community).unwrap();
    let shifts = [shift("0:00", "24:00", d.community_worker.person)];
    duty::keep_duty_day(world.app(), &caller, (hall.id, day(7, 8)), Some(0), &shifts)
        .await
        .unwrap();
    let page = duty::on_duty(world.app(), d.household).await.unwrap();
    assert_eq!((page.sites.len(), page.sites[0].name.as_str()), (1, hall.name.as_str()));
    assert!(page.sites[0].shifts[0].now);
    assert_eq!(page.sites[0].shifts[0].from, "00:00");
    assert!(duty::duty_sites(world.app(), &caller).await.unwrap().iter().any(|site| site.kept));
}
