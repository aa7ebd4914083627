//! Setting a locality's demo up, by the imports that a real installation uses.

use linli_app::{App, account::Administrator, setup};
use linli_kernel::Moment;

use super::{
    Locality,
    history::{self, Known},
    people,
    places::Ground,
};
use crate::{
    demo::{accounts, build, clock::SetClock, count::Counted, data, people::People},
    failure::Outcome,
};

/// Everything; how many matters were raised, and how they ended.
pub(crate) async fn fill(
    app: &App,
    clock: &SetClock,
    locality: &Locality,
    part: usize,
    until: Moment,
    tell: &dyn Fn(&str, usize),
) -> Outcome<Counted> {
    let (ground, people) = set_up(app, locality, part, tell).await?;
    let known = Known { locality, ground: &ground, people: &people };
    Ok(history::happen(app, clock, &known, part, until).await?.counted)
}

/// Places, playbook, calendars, people.
pub(crate) async fn set_up(
    app: &App,
    locality: &Locality,
    part: usize,
    tell: &dyn Fn(&str, usize),
) -> Outcome<(Ground, People)> {
    let by = Administrator::Operator;
    let ground = Ground::lay_out(locality, part, &*app.entropy);
    let table = ground.table(&locality.data)?;
    let import = setup::import_places(app, by, &table, None, false).await?;
    tell("cli-demo-built-places", import.new);
    let district = build::accepted("places", import)?;
    build::bind(app, district, &locality.file, &locality.text).await?;
    for notice in data::CALENDARS {
        setup::import_calendar(app, by, notice).await?;
    }
    let people = people::invent(locality, data::places()?, &ground, part);
    let table = people::table(locality, &people)?;
    let import = setup::import_staff(app, by, &table, false).await?;
    tell("cli-demo-built-people", people.members.len());
    build::accepted("staff", import)?;
    accounts::invite_offices(app, Some(&ground.around_homes())).await?;
    Ok((ground, people))
}
