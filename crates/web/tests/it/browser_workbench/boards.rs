//! Notice boards: a number is kept, boards are printed and hung, a chief changes, and the list says
//! which boards to change. Each board fills one sheet of paper, whatever stands on it.

use linli_app::{
    account::{self, Administrator},
    board::{self, KeepNumbers, NUMBER_KINDS, TypedNumber},
    setup,
};
use linli_kernel::{PersonId, PlaceId};
use linli_testkit::browser::Look;

use super::bench::{Bench, Seat};

const STAFF: &str = "\
organisation,kind,parent,organisation_phone,serves,made_up,name,phone,role,place,household,tie,filled,from,to,published
,,,,,,何伟,19900000021,unit-chief,test:11,,,elected,2025-01-01,,1
,,,,,,吕红,19900000022,building-chief,test:8,,,elected,2025-01-01,,
";

/// The small district with a chief in the first building and one in its unit.
async fn bench_with_chiefs() -> (Bench, PersonId) {
    let bench = Bench::open().await;
    let app = &bench.app.app;
    let staff = setup::import_staff(app, Administrator::Operator, STAFF.as_bytes(), false).await;
    assert_eq!(staff.unwrap().problems, Vec::new());
    let hash = app.vault.hash("phone", "19900000022");
    let chief = app.snapshot().await.unwrap().person_by_phone(&hash).await.unwrap().unwrap().id;
    (bench, chief)
}

/// Somebody agrees to be named with their post, or no longer.
async fn agrees(bench: &Bench, person: PersonId, published: bool) {
    let caller = bench.app.caller(person).await.unwrap();
    let mut rows = bench.app.app.snapshot().await.unwrap();
    let post = rows.posts_of(person).await.unwrap().remove(0).id;
    drop(rows);
    account::publish_post(&bench.app.app, &caller, post, published).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_keeps_a_number_prints_boards_and_is_told_which_to_change() {
    let (bench, chief) = bench_with_chiefs().await;
    for (look, name) in
        [(Look::DESKTOP, "desktop"), (Look::PHONE.without_scripts(), "phone-noscript")]
    {
        agrees(&bench, chief, false).await;
        let seat = bench.window(look, bench.district.community_worker).await;
        seat.go("/w/boards").await;
        seat.sees("需要更换").await;
        seat.is_sound(&format!("boards-{name}")).await;
        // A number of the community.
        seat.press("常用电话").await;
        seat.is_sound(&format!("board-numbers-{name}")).await;
        seat.without_the_browsers_checks().await;
        seat.write("numbers.3.phone", "自来水").await;
        seat.submit("保存").await;
        seat.sees("电话应为3位以上的数字").await;
        seat.is_sound(&format!("board-numbers-wrong-{name}")).await;
        seat.write("numbers.3.phone", "0546-7654321").await;
        seat.write("numbers.3.name", "柳园自来水公司").await;
        seat.submit("保存").await;
        // The building's board and that of its unit.
        seat.go(&format!("/w/boards?place={}", bench.district.building)).await;
        seat.press("打印这里和下面的全部").await;
        seat.sees("0546-7654321").await;
        seat.sees("请打服务电话").await;
        seat.sees_not("吕红").await;
        seat.is_sound(&format!("board-sheets-{name}")).await;
        seat.submit("已打印并挂出").await;
        seat.sees("内容一致").await;
        seat.sees("孙丽").await;
        seat.sees("没有要更换的").await;

        // The chief agrees to be named: both boards have to be changed.
        agrees(&bench, chief, true).await;
        seat.go(&format!("/w/boards?place={}", bench.district.community)).await;
        seat.sees("1号楼楼长有变").await;
        seat.sees_not("没有要更换的").await;
        seat.is_sound(&format!("boards-changed-{name}")).await;
        seat.press("打印全部要更换的").await;
        seat.sees("共2张").await;
        seat.sees("吕红").await;
        seat.submit("已打印并挂出").await;
        seat.sees("没有要更换的").await;

        let visitor = bench.visitor(look).await;
        for (mode, cookies) in [
            ("light", &[][..]),
            ("dark", &[("theme", "dark")][..]),
            ("elder", &[("theme", "light"), ("mode", "elder")][..]),
        ] {
            visitor.go("/process").await;
            visitor.wears(cookies).await;
            visitor.go(&format!("/board/{}", bench.district.building)).await;
            visitor.sees("吕红").await;
            visitor.sees("何伟").await;
            visitor.sees("0546-7654321").await;
            visitor.sees_not("赵敏").await;
            visitor.is_sound(&format!("board-{mode}-{name}")).await;
        }
        visitor.go(&format!("/grid?place={}", bench.district.building)).await;
        visitor.press("公示牌").await;
        assert!(visitor.path().await.starts_with("/board/"));
        visitor.leave().await;
        seat.leave().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_whose_building_is_gone_is_taken_down_browser() {
    let (bench, _) = bench_with_chiefs().await;
    let gone = bench.district.far_building;
    let seat = bench.window(Look::DESKTOP, bench.district.community_worker).await;
    seat.go(&format!("/w/boards/print?place={gone}")).await;
    seat.submit("已打印并挂出").await;
    let table = format!(
        "key,parent,kind,name,position,households,code,grid,closed_on,made_up\n\
         b3,test:7,building,3号楼,2,0,test:10,,{},1\n",
        bench.app.app.now().day()
    );
    let by = Administrator::Operator;
    let done = setup::import_places(&bench.app.app, by, table.as_bytes(), None, false).await;
    assert_eq!(done.unwrap().problems, Vec::new());
    seat.leave().await;
    for (look, name) in
        [(Look::DESKTOP, "desktop"), (Look::PHONE.without_scripts(), "phone-noscript")]
    {
        let seat = bench.window(look, bench.district.community_worker).await;
        seat.go("/w/boards").await;
        seat.sees("这里已经撤销，或者不再设公示牌").await;
        seat.sees_not("打印全部要更换的").await;
        seat.is_sound(&format!("boards-gone-{name}")).await;
        seat.press("3号楼").await;
        seat.sees("公示牌取下了吗").await;
        seat.is_sound(&format!("board-down-{name}")).await;
        if name == "phone-noscript" {
            seat.submit("已取下").await;
            seat.sees("已登记取下").await;
            seat.sees("没有要更换的").await;
        }
        seat.leave().await;
    }
}

/// How many pages a printed document has, and how large they are in points.
pub(super) fn pages(printed: &[u8]) -> (usize, Vec<(i32, i32)>) {
    let text = String::from_utf8_lossy(printed);
    let count = text.matches("/Type /Page\n").count() + text.matches("/Type /Page ").count();
    let boxes = text.split("/MediaBox [").skip(1).filter_map(|rest| {
        let numbers: Vec<f32> =
            rest.split(']').next()?.split_whitespace().filter_map(|n| n.parse().ok()).collect();
        #[expect(clippy::cast_possible_truncation, reason = "points of a page are few")]
        let side = |at: usize| numbers.get(at).map(|n| n.round() as i32);
        Some((side(2)?, side(3)?))
    });
    (count, boxes.collect())
}

async fn keep(bench: &Bench, place: PlaceId, count: usize) {
    let caller = bench.caller(bench.district.community_worker).await;
    let kinds = NUMBER_KINDS.iter().chain(["other", "other"].iter()).take(count);
    let numbers = kinds.enumerate().map(|(at, kind)| TypedNumber {
        kind: (*kind).to_owned(),
        name: format!("柳园街道第{at}便民服务有限责任公司"),
        phone: format!("0546-88812{at:02}"),
        hours: "每天8:00—20:00，夜间值班".to_owned(),
    });
    let mut rows = bench.app.app.snapshot().await.unwrap();
    let kept = rows.service_sheets(&[place]).await.unwrap();
    drop(rows);
    let seen = Some(kept.first().map_or(0, |sheet| sheet.version));
    let input = KeepNumbers { seen, numbers: numbers.collect() };
    board::keep_numbers(&bench.app.app, &caller, place, &input).await.unwrap();
}

async fn fills_one_sheet(seat: &Seat<'_>, place: PlaceId, name: &str) {
    for (paper, turn, size) in [
        ("a4", "portrait", (595, 842)),
        ("a4", "landscape", (842, 595)),
        ("a3", "portrait", (842, 1191)),
        ("a3", "landscape", (1191, 842)),
    ] {
        seat.go(&format!("/board/{place}?paper={paper}&turn={turn}")).await;
        let printed = seat.window.pdf(&format!("board-{name}-{paper}-{turn}")).await.unwrap();
        let (count, sizes) = pages(&printed);
        assert_eq!(count, 1, "{name} on {paper} {turn}");
        for found in sizes {
            let near = |a: i32, b: i32| (a - b).abs() <= 1;
            assert!(
                near(found.0, size.0) && near(found.1, size.1),
                "{name} {paper} {turn} {found:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_fills_one_sheet_of_every_paper_browser() {
    let (bench, chief) = bench_with_chiefs().await;
    let seat = bench.visitor(Look::DESKTOP).await;
    let unit = {
        let mut rows = bench.app.app.snapshot().await.unwrap();
        rows.children(bench.district.building).await.unwrap().remove(0).id
    };
    fills_one_sheet(&seat, bench.district.far_building, "bare").await;
    agrees(&bench, chief, true).await;
    agrees(&bench, bench.district.grid_worker.person, true).await;
    for count in [0, 4, 7, 10, 13] {
        keep(&bench, bench.district.community, count).await;
        fills_one_sheet(&seat, unit, &format!("unit-{count}")).await;
        fills_one_sheet(&seat, bench.district.building, &format!("building-{count}")).await;
    }
    // A grid with twenty buildings, each with its chief.
    many_buildings(&bench).await;
    fills_one_sheet(&seat, bench.district.grid, "grid-many").await;
    // A batch is as many sheets as boards.
    let worker = bench.window(Look::DESKTOP, bench.district.community_worker).await;
    let compound = bench.district.compound;
    worker.go(&format!("/w/boards/print?place={compound}&which=below&paper=a3")).await;
    let boards = worker.window.web.find_all(thirtyfour::By::Css(".ll-poster")).await.unwrap().len();
    let printed = worker.window.pdf("board-batch").await.unwrap();
    assert_eq!(pages(&printed).0, boards);
    assert!(boards > 20, "{boards}");
    worker.leave().await;
    seat.leave().await;
}

async fn many_buildings(bench: &Bench) {
    let app = &bench.app.app;
    let mut places = String::from(
        "key,parent,kind,name,position,households,code,grid,made_up,address,hours,host,phone\n",
    );
    let mut staff = String::from(STAFF.lines().next().unwrap_or_default());
    staff.push('\n');
    for number in 11..35 {
        let code = 100 + number;
        places.push_str(&format!(
            "n{number},test:7,building,{number}号楼,{number},0,test:{code},test:5,1,,,,\n"
        ));
        staff.push_str(&format!(
            ",,,,,,楼长{number},199000001{number},building-chief,test:{code},,,elected,2025-01-01,,1\n"
        ));
    }
    let operator = Administrator::Operator;
    let done = setup::import_places(app, operator, places.as_bytes(), None, false).await.unwrap();
    assert_eq!(done.problems, Vec::new());
    let done = setup::import_staff(app, operator, staff.as_bytes(), false).await.unwrap();
    assert_eq!(done.problems, Vec::new());
}
