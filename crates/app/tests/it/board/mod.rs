//! Notice boards over the small district: what they show by consent, inherited numbers, which hang
//! and which have to be changed, and who may say so.

use linli_app::{
    AppError, PlacePut, Put, StaffPut,
    account::{Administrator, publish_post},
    board::{
        BoardMark, ChangedPart, KeepNumbers, NumbersForm, TypedNumber, Which, board,
        board_to_take_down, boards, boards_to_print, hang_boards, keep_numbers, numbers_form,
        take_down_board,
    },
    setup,
};
use linli_domain::{board::ServiceKind, place::Place, post::Post};
use linli_kernel::{PersonId, PlaceId};
use linli_testkit::fixture::Member;

use crate::matter::world::World;

fn number(kind: &str, name: &str, phone: &str) -> TypedNumber {
    TypedNumber { kind: kind.into(), name: name.into(), phone: phone.into(), hours: String::new() }
}

/// Somebody keeps these numbers of a place, having seen what it keeps now.
async fn keep(
    world: &World,
    who: Member,
    place: PlaceId,
    numbers: Vec<TypedNumber>,
) -> Result<i64, AppError> {
    let caller = world.caller(who.person).await;
    let mut rows = world.app().snapshot().await.unwrap();
    let kept = rows.service_sheets(&[place]).await.unwrap();
    let seen = kept.first().map_or(0, |sheet| sheet.version);
    let input = KeepNumbers { seen: Some(seen), numbers };
    keep_numbers(world.app(), &caller, place, &input).await
}

/// The post that somebody has.
async fn post_of(world: &World, person: PersonId) -> Post {
    let mut rows = world.app().snapshot().await.unwrap();
    rows.posts_of(person).await.unwrap().remove(0)
}

async fn agrees(world: &World, who: Member, published: bool) {
    let caller = world.caller(who.person).await;
    let post = post_of(world, who.person).await.id;
    publish_post(world.app(), &caller, post, published).await.unwrap();
}

/// Prints boards and says that they hang.
async fn hang(world: &World, at: PlaceId, which: Which) -> (usize, usize) {
    let caller = world.caller(world.district.community_worker.person).await;
    let printed = boards_to_print(world.app(), &caller, at, which).await.unwrap();
    let marks: Vec<BoardMark> = printed
        .sheets
        .iter()
        .map(|sheet| BoardMark { place: sheet.board.place, mark: sheet.mark.clone() })
        .collect();
    let hung = hang_boards(world.app(), &caller, &marks).await.unwrap();
    (hung.hung, hung.changed)
}

/// The boards that have to be changed, as place names with reasons.
async fn changed(world: &World) -> Vec<(String, Vec<ChangedPart>)> {
    let caller = world.caller(world.district.community_worker.person).await;
    let list = boards(world.app(), &caller, None, None, 50).await.unwrap();
    list.changed.into_iter().map(|line| (line.place.name, line.changed)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_names_whoever_agreed_and_gives_the_service_number_otherwise() {
    let world = World::new().await;
    let d = &world.district;
    world.appoint(d.neighbour.person, "building-chief", d.building).await;
    let shown = async || board(world.app(), d.building).await.unwrap();
    let first = shown().await;
    assert_eq!(first.board.address, "柳园社区柳园小区1号楼");
    let lines: Vec<(String, String, usize, bool)> = first
        .board
        .posts
        .iter()
        .map(|l| (l.label.zh.clone(), l.place_name.clone(), l.named.len(), l.unnamed))
        .collect();
    assert_eq!(
        lines,
        [
            ("楼长".into(), "1号楼".into(), 0, true),
            ("专职网格员".into(), "柳园第一网格".into(), 0, true)
        ]
    );
    // The office's telephone until the community keeps a number.
    assert_eq!(first.board.contact.as_deref(), Some("0546-0000001"));
    agrees(&world, d.neighbour, true).await;
    keep(&world, d.community_worker, d.community, vec![number("community", "", "0546-111")])
        .await
        .unwrap();
    let second = shown().await;
    let chief = &second.board.posts[0].named[0];
    assert_eq!((chief.name.as_str(), chief.phone.as_deref()), ("王建国", Some("19900000002")));
    assert!(second.board.posts[1].unnamed && second.board.posts[1].named.is_empty());
    assert_eq!(second.board.contact.as_deref(), Some("0546-111"));
    assert_eq!(second.board.duties.len(), 2, "those of the chief and of the grid worker");
    // Consent is taken back: the name is gone at once.
    agrees(&world, d.neighbour, false).await;
    assert!(!format!("{:?}", shown().await).contains("王建国"));
    // A grid's board names the chiefs of its buildings, not of the other grid's.
    agrees(&world, d.neighbour, true).await;
    let grid = board(world.app(), d.grid).await.unwrap().board;
    assert_eq!(grid.address, "柳园社区柳园第一网格");
    let below: Vec<&str> = grid.below.iter().map(|line| line.place_name.as_str()).collect();
    assert_eq!(below, ["1号楼"]);
    assert!(board(world.app(), d.other_grid).await.unwrap().board.below.is_empty());
    // Boards hang at grids, buildings and units only.
    for place in [d.household, d.compound, d.community, d.district] {
        let none = board(world.app(), place).await;
        assert!(matches!(none, Err(AppError::NotFound)), "{none:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_come_down_to_what_keeps_none_of_its_own() {
    let world = World::new().await;
    let d = &world.district;
    let water = |phone: &str| number("water", "自来水公司", phone);
    keep(&world, d.coordinator, d.district, vec![water("0546-101"), number("gas", "", "0546-102")])
        .await
        .unwrap();
    keep(&world, d.street_office, d.street, vec![number("other", "供电所夜班", "0546-103")])
        .await
        .unwrap();
    keep(&world, d.community_worker, d.compound, vec![water("0546-104")]).await.unwrap();
    let shown = board(world.app(), d.building).await.unwrap().board.numbers;
    let shown: Vec<(&str, &str, PlaceId)> =
        shown.iter().map(|n| (n.number.kind.word(), n.number.phone.as_str(), n.from)).collect();
    let wanted = [
        ("water", "0546-104", d.compound),
        ("gas", "0546-102", d.district),
        ("other", "0546-103", d.street),
    ];
    assert_eq!(shown, wanted);
    let caller = world.caller(d.community_worker.person).await;
    let form: NumbersForm = numbers_form(world.app(), &caller, d.compound).await.unwrap();
    assert_eq!((form.own.len(), form.version), (1, 1));
    assert_eq!(form.inherited.len(), 3, "what would hold without its own");
    // Emptied, the district's holds again.
    keep(&world, d.community_worker, d.compound, vec![number("water", "", " ")]).await.unwrap();
    let shown = board(world.app(), d.building).await.unwrap().board.numbers;
    assert_eq!(shown[0].number.phone, "0546-101");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_numbers_is_said_field_by_field_and_a_stale_form_is_not_taken() {
    let world = World::new().await;
    let d = &world.district;
    let long = "很".repeat(21);
    let typed = vec![
        number("water", "", "打电话"),
        number("power", &long, "95598"),
        number("other", "", "0546-1234"),
        number("gas", "", ""),
        number("gas", "燃气公司", ""),
        number("luck", "", "110"),
        number("police", "", "110"),
        number("police", "", "0546-1"),
    ];
    let wrong = keep(&world, d.community_worker, d.community, typed).await.unwrap_err();
    let AppError::Fields(errors) = wrong else { panic!("{wrong:?}") };
    let errors: Vec<(&str, &str)> =
        errors.iter().map(|error| (error.field.as_str(), error.code.as_str())).collect();
    let wanted = [
        ("numbers.0.phone", "service-phone-wrong"),
        ("numbers.1.name", "too-long"),
        ("numbers.2.name", "field-required"),
        ("numbers.4.phone", "field-required"),
        ("numbers.5.kind", "field-choice"),
        ("numbers.7.phone", "service-number-twice"),
    ];
    assert_eq!(errors, wanted);
    let many = (0..4).map(|n| number("other", &format!("第{n}个"), "0546-1234")).collect();
    let many = keep(&world, d.community_worker, d.community, many).await.unwrap_err();
    assert!(format!("{many:?}").contains("service-numbers-many"), "{many:?}");

    let caller = world.caller(d.community_worker.person).await;
    let put = async |seen, phone: &str| {
        let input = KeepNumbers { seen, numbers: vec![number("water", "", phone)] };
        keep_numbers(world.app(), &caller, d.community, &input).await
    };
    assert!(matches!(put(None, "95598").await, Err(AppError::VersionMissing)));
    assert!(matches!(put(Some(1), "95598").await, Err(AppError::Stale)));
    assert_eq!(put(Some(0), "95598").await.unwrap(), 1);
    assert_eq!(put(Some(0), "95598").await.unwrap(), 1, "the same once more changes nothing");
    assert!(matches!(put(Some(0), "95599").await, Err(AppError::Stale)));
    assert_eq!(put(Some(1), "95599").await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn offices_of_the_community_and_above_keep_their_own_places_boards() {
    let world = World::new().await;
    let d = &world.district;
    let numbers = || vec![number("water", "", "0546-1234")];
    for who in [d.resident, d.grid_worker, d.compound_secretary, d.representative, d.company_clerk]
    {
        let refused = keep(&world, who, d.community, numbers()).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{who:?} {refused:?}");
        let caller = world.caller(who.person).await;
        let app = world.app();
        assert!(matches!(boards(app, &caller, None, None, 9).await, Err(AppError::Forbidden)));
        let at = boards(app, &caller, Some(d.community), None, 9).await;
        assert!(matches!(at, Err(AppError::Forbidden)));
        let printed = boards_to_print(app, &caller, d.building, Which::Own).await;
        assert!(matches!(printed, Err(AppError::Forbidden)));
        let mark = BoardMark { place: d.building, mark: String::new() };
        assert!(matches!(hang_boards(app, &caller, &[mark]).await, Err(AppError::Forbidden)));
        assert!(matches!(hang_boards(app, &caller, &[]).await, Err(AppError::Forbidden)));
    }
    // A community's office keeps neither another community's nor the street's.
    for place in [d.other_community, d.street, d.district] {
        let refused = keep(&world, d.community_worker, place, numbers()).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    }
    for (who, place) in [
        (d.community_worker, d.community),
        (d.community_secretary, d.building),
        (d.street_office, d.other_community),
        (d.coordinator, d.district),
    ] {
        keep(&world, who, place, numbers()).await.unwrap();
    }
    let household = keep(&world, d.community_worker, d.household, numbers()).await;
    assert!(matches!(household, Err(AppError::NotFound)));
    // Whoever speaks for one of two places hangs neither.
    let street = world.caller(d.street_office.person).await;
    let printed = boards_to_print(world.app(), &street, d.building, Which::Own).await.unwrap();
    let mark = BoardMark { place: d.building, mark: printed.sheets[0].mark.clone() };
    let beyond = BoardMark { place: d.district, mark: String::new() };
    let both = hang_boards(world.app(), &street, &[mark.clone(), beyond]).await;
    assert!(matches!(both, Err(AppError::Forbidden)), "{both:?}");
    assert_eq!(hang_boards(world.app(), &street, &[mark]).await.unwrap().hung, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_holder_or_number_says_which_boards_must_be_changed_and_why() {
    let world = World::new().await;
    let d = &world.district;
    world.appoint(d.neighbour.person, "building-chief", d.building).await;
    agrees(&world, d.neighbour, true).await;
    agrees(&world, d.grid_worker, true).await;
    // The compound's three buildings and two units, and one grid.
    assert_eq!(hang(&world, d.compound, Which::Below).await, (5, 0));
    assert_eq!(hang(&world, d.grid, Which::Own).await, (1, 0));
    assert_eq!(changed(&world).await, []);
    let caller = world.caller(d.community_worker.person).await;
    let list = boards(world.app(), &caller, None, None, 4).await.unwrap();
    assert_eq!((list.hung.len(), list.next.is_some()), (4, true));
    let rest = boards(world.app(), &caller, None, list.next, 4).await.unwrap();
    assert_eq!((rest.hung.len(), rest.next), (2, None));
    assert_eq!(list.hung[0].hung_by.as_deref(), Some("孙丽"));

    // The chief of the first building takes the consent back: the building, its unit and the grid.
    agrees(&world, d.neighbour, false).await;
    let found = changed(&world).await;
    let mut names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["1单元", "1号楼", "柳园第一网格"]);
    for (_, parts) in &found {
        let [ChangedPart::Post { role, place }] = &parts[..] else { panic!("{parts:?}") };
        assert_eq!((role.zh.as_str(), place.as_str()), ("楼长", "1号楼"));
    }
    assert_eq!(hang(&world, d.community, Which::Changed).await, (3, 0));
    assert_eq!(changed(&world).await, []);

    // A number of the community: every board under it; one of the other community: none.
    let water = || vec![number("water", "", "0546-1234")];
    keep(&world, d.coordinator, d.other_community, water()).await.unwrap();
    assert_eq!(changed(&world).await, []);
    keep(&world, d.community_worker, d.community, water()).await.unwrap();
    let found = changed(&world).await;
    assert_eq!(found.len(), 6);
    let water = ChangedPart::Number { kind: ServiceKind::Water, name: String::new() };
    assert!(found.iter().all(|(_, parts)| *parts == [water.clone()]), "{found:?}");
    assert_eq!(hang(&world, d.community, Which::Changed).await, (6, 0));

    // A post ends by its day: nobody writes anything, and the board has to be changed.
    let post = post_of(&world, d.grid_worker.person).await;
    let mut ending = world.changes();
    let today = world.app().now().day();
    let version = post.version + 1;
    ending.put(Put::Staff(StaffPut::Post(Post { valid_to: Some(today), version, ..post })));
    world.app().store.commit(ending).await.unwrap();
    assert_eq!(changed(&world).await, [], "still in office today");
    assert_eq!(hang(&world, d.grid, Which::Own).await, (1, 0));
    world.test.clock.advance(linli_testkit::app::DAY_MS);
    let found = changed(&world).await;
    assert!(found.iter().any(|(name, _)| name == "柳园第一网格"), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_that_changed_between_printer_and_door_does_not_count_as_hung() {
    let world = World::new().await;
    let d = &world.district;
    let caller = world.caller(d.community_worker.person).await;
    let printed = boards_to_print(world.app(), &caller, d.compound, Which::Below).await.unwrap();
    assert_eq!((printed.sheets.len(), printed.more), (5, false));
    keep(&world, d.community_worker, d.building, vec![number("lift", "", "96333")]).await.unwrap();
    let marks: Vec<BoardMark> = printed
        .sheets
        .iter()
        .map(|sheet| BoardMark { place: sheet.board.place, mark: sheet.mark.clone() })
        .collect();
    let hung = hang_boards(world.app(), &caller, &marks).await.unwrap();
    assert_eq!((hung.hung, hung.changed), (3, 2), "the building and its unit changed");
    let none = hang_boards(world.app(), &caller, &[]).await;
    assert!(matches!(none, Err(AppError::Fields(_))), "{none:?}");
    let many: Vec<BoardMark> = marks.iter().cycle().take(101).cloned().collect();
    let many = hang_boards(world.app(), &caller, &many).await;
    assert!(matches!(many, Err(AppError::Fields(_))), "{many:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_of_a_board_holds_no_name_and_no_number() {
    let world = World::new().await;
    let d = &world.district;
    world.appoint(d.neighbour.person, "building-chief", d.building).await;
    agrees(&world, d.neighbour, true).await;
    hang(&world, d.building, Which::Own).await;
    let mut rows = world.app().snapshot().await.unwrap();
    let kept = rows.hung_boards(&[d.building]).await.unwrap().remove(0);
    let words = format!("{:?}", kept.parts);
    assert!(!words.contains("王建国") && !words.contains("19900000002"), "{words}");
    // Equal parts of two boards do not look alike.
    drop(rows);
    hang(&world, d.compound, Which::Below).await;
    let mut rows = world.app().snapshot().await.unwrap();
    let two = rows.hung_boards(&[d.building, d.far_building]).await.unwrap();
    assert_ne!(two[0].parts.get("contact"), two[1].parts.get("contact"));
}

/// Fifty-six more units of the first building, more than are read at once.
async fn many_units(world: &World) {
    let mut table = "key,parent,kind,name,position,households,code,made_up\n".to_owned();
    for number in 100..156 {
        table.push_str(&format!("u{number},test:8,unit,{number}单元,{number},4,test:{number},1\n"));
    }
    let operator = Administrator::Operator;
    let done = setup::import_places(world.app(), operator, table.as_bytes(), None, false).await;
    assert_eq!(done.unwrap().problems, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn boards_that_still_show_what_is_so_hide_no_later_one() {
    let world = World::new().await;
    let d = &world.district;
    many_units(&world).await;
    let (hung, changed_meanwhile) = hang(&world, d.building, Which::Below).await;
    assert!(hung > 50 && changed_meanwhile == 0, "{hung}");
    // The grid worker agreed and took it back: every board was made from that post, none changes.
    agrees(&world, d.grid_worker, true).await;
    agrees(&world, d.grid_worker, false).await;
    assert_eq!(changed(&world).await, []);
    let mut rows = world.app().snapshot().await.unwrap();
    let all = rows.hung_boards_under(d.community, None, 100).await.unwrap();
    let last = all.last().unwrap().place;
    let name = rows.place(last).await.unwrap().unwrap().name;
    drop(rows);
    keep(&world, d.community_worker, last, vec![number("lift", "", "96333")]).await.unwrap();
    let lift = ChangedPart::Number { kind: ServiceKind::Lift, name: String::new() };
    assert_eq!(changed(&world).await, [(name, vec![lift])]);
    assert_eq!(hang(&world, d.community, Which::Changed).await, (1, 0));
    assert_eq!(changed(&world).await, []);
}

/// Closes a place, as an import does.
async fn close(world: &World, id: PlaceId) {
    let mut rows = world.app().snapshot().await.unwrap();
    let place = rows.place(id).await.unwrap().unwrap();
    drop(rows);
    let closed_on = Some(world.app().now().day());
    let mut closing = world.changes();
    let version = place.version + 1;
    closing.put(Put::Place(PlacePut::Place(Place { closed_on, version, ..place })));
    world.app().store.commit(closing).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_whose_place_is_gone_is_taken_down_and_listed_no_longer() {
    let world = World::new().await;
    let d = &world.district;
    assert_eq!(hang(&world, d.far_building, Which::Own).await, (1, 0));
    close(&world, d.far_building).await;
    let found = changed(&world).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1, [ChangedPart::Gone]);
    let caller = world.caller(d.community_worker.person).await;
    let none = boards_to_print(world.app(), &caller, d.far_building, Which::Own).await;
    assert!(matches!(none, Err(AppError::NotFound)), "nothing to print: {none:?}");
    let line = board_to_take_down(world.app(), &caller, d.far_building).await.unwrap();
    assert!(line.is_gone());

    let gone = async |who: Member, seen| {
        let caller = world.caller(who.person).await;
        take_down_board(world.app(), &caller, (d.far_building, seen)).await
    };
    let refused = gone(d.grid_worker, Some(line.version)).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    assert!(matches!(gone(d.community_worker, None).await, Err(AppError::VersionMissing)));
    assert!(matches!(gone(d.community_worker, Some(9)).await, Err(AppError::Stale)));
    gone(d.community_worker, Some(line.version)).await.unwrap();
    assert_eq!(changed(&world).await, []);
    let list = boards(world.app(), &caller, None, None, 50).await.unwrap();
    assert_eq!(list.hung, []);
    let again = gone(d.community_worker, Some(line.version)).await;
    assert!(matches!(again, Err(AppError::NotFound)), "{again:?}");
}
