//! The street has a community's grids planned, changes the plan by hand and puts it into force.

use linli_app::{account::Administrator, setup};
use linli_testkit::browser::Look;

use super::bench::Bench;

/// Two rows of buildings, 300 households in the first grid and 600 in the second.
fn rows() -> String {
    let mut table =
        "key,parent,kind,name,position,households,code,grid,made_up,crs,x,y\n".to_owned();
    for at in 0..12 {
        let (code, grid) = (if at < 3 { 8 + at } else { 40 + at }, if at < 4 { 5 } else { 6 });
        let (x, y, name) = (at % 6 * 60, at / 6 * 45, at + 1);
        let (x, y) = (x + at % 3 * 7, y + at % 2 * 9);
        table += &format!(
            "b{at},test:7,building,{name}号楼,{at},75,test:{code},test:{grid},1,local,{x},{y}\n"
        );
    }
    table
}

#[tokio::test(flavor = "multi_thread")]
async fn grids_are_planned_changed_by_hand_and_put_into_force() {
    for (look, name) in
        [(Look::DESKTOP, "desktop"), (Look::PHONE.without_scripts(), "phone-noscript")]
    {
        let bench = Bench::open().await;
        let table = rows();
        let by = Administrator::Operator;
        let done = setup::import_places(&bench.app.app, by, table.as_bytes(), None, false).await;
        assert_eq!(done.unwrap().problems, []);
        let seat = bench.window(look, bench.district.street_office).await;
        seat.go("/w/grids").await;
        seat.sees("南桥社区").await;
        seat.press("柳园社区").await;
        seat.sees("超过上限400户，多200户").await;
        seat.is_sound(&format!("grids-today-{name}")).await;
        seat.submit("提出方案").await;
        seat.sees("新网格1").await;
        seat.sees("225户换网格").await;
        seat.is_sound(&format!("grid-plan-{name}")).await;
        // Dropping it is asked once more; another one is begun as the first was.
        seat.press("放弃草案").await;
        seat.sees("放弃后不能再改").await;
        seat.is_sound(&format!("grid-plan-drop-{name}")).await;
        seat.submit("放弃草案").await;
        seat.sees("这份草案已放弃。").await;
        seat.is_sound(&format!("grid-plan-dropped-{name}")).await;
        seat.go("/w/grids").await;
        seat.press("柳园社区").await;
        seat.sees("已放弃").await;
        seat.submit("提出方案").await;
        seat.sees("新网格1").await;
        seat.without_the_browsers_checks().await;
        seat.choose("building", &bench.district.building.to_string()).await;
        seat.choose("grid", &bench.district.other_grid.to_string()).await;
        seat.submit("调整").await;
        seat.sees("已调整").await;
        seat.sees("超过上限400户，多50户").await;
        seat.without_the_browsers_checks().await;
        seat.set("from", "2026-07-20").await;
        seat.write("name-1", "柳园第三网格").await;
        seat.submit("启用").await;
        seat.sees("方案不符合规定").await;
        seat.is_sound(&format!("grid-plan-refused-{name}")).await;
        seat.choose("despite", "on").await;
        seat.submit("启用").await;
        seat.sees("方案已启用").await;
        seat.is_sound(&format!("grid-plan-applied-{name}")).await;
        seat.leave().await;
    }
}
