//! Building the demo district: into a file that nobody sees before it is whole.

use std::sync::Arc;

use linli_app::{
    App,
    account::Administrator,
    ports::Clock,
    setup::{self, Import, Published},
};
use linli_channels::ShownSms;
use linli_kernel::{Day, Moment, PlaceId};
use linli_store::{Database, SqliteOptions, Synchronous};
use linli_web::texts::Lang;

use super::{
    accounts,
    clock::SetClock,
    data::{self, CALENDARS, PLAYBOOK},
    district::{self, District, Size},
    history,
    locality::{self, Locality},
    people::{self, CALLED_FIRST, OFFICE_PHONES, People},
    services,
};
use crate::{
    backup::{carry, discard_carried},
    failure::{Failed, Failure, Outcome},
    files::{put_in_place, remove_database},
    installation::{self, Folder, SCHEMA},
    words::{complain, sentence, word},
};

/// What a half-built SQLite file is called.
const BUILDING: &str = "linli.db.building";
/// What a half-built schema is called.
const BUILDING_SCHEMA: &str = "linli_building";

/// Where the demo is built.
pub(crate) struct Site<'a> {
    pub(crate) folder: &'a Folder,
    /// A PostgreSQL server, or the SQLite file in the folder.
    pub(crate) url: Option<&'a str>,
    pub(crate) size: Size,
    /// Another locality than Kenli.
    pub(crate) locality: Option<&'a Locality>,
    /// Until when history goes.
    pub(crate) until: Moment,
    pub(crate) lang: Lang,
}

/// Removes what an earlier build left half done.
pub(crate) async fn discard_half_built(folder: &Folder, url: Option<&str>) -> Outcome<()> {
    remove_database(&folder.join(BUILDING))?;
    match url {
        Some(url) => {
            discard_carried(folder)?;
            Ok(Database::drop_postgres_schema(url, BUILDING_SCHEMA).await?)
        }
        None => Ok(()),
    }
}

/// Builds the whole demo and puts it in its place. The district's life is a hundred thousand small
/// writes, each on what the last one left: they are made in a file, also for a server, to which
/// a round trip each would take five times as long, and the rows are then carried over together.
pub(crate) async fn build(site: &Site<'_>) -> Outcome<()> {
    let path = site.folder.join(BUILDING);
    let synchronous = Synchronous::Off;
    let options = SqliteOptions { synchronous, ..SqliteOptions::default() };
    let database = Arc::new(installation::open_sqlite(&path, options)?);
    database.migrate().await?;
    let clock = Arc::new(SetClock::at(beginning(site.until)));
    let app = installation::app(
        site.folder,
        Arc::clone(&database),
        Arc::clone(&clock) as Arc<dyn Clock>,
        Arc::new(ShownSms::default()),
        0,
    )?;
    fill(&app, &clock, site).await?;
    setup::mark_demonstration(&app, Administrator::Operator).await?;
    let integrity = database.check_integrity().await?;
    if !integrity.problems.is_empty() {
        let said = format!("{:?}", integrity.problems.first());
        return Err(Failed::BrokenData { file: "linli.db", said }.into());
    }
    drop(app);
    let Some(url) = site.url else {
        drop(database);
        return put_in_place(&path, &site.folder.database());
    };
    complain(&word(site.lang, "cli-demo-carrying"));
    carry(&database, site.folder, (url, BUILDING_SCHEMA), None).await?;
    drop(database);
    Database::rename_postgres_schema(url, BUILDING_SCHEMA, SCHEMA).await?;
    remove_database(&path)
}

/// The first of January of last year, in the morning.
pub(super) fn beginning(until: Moment) -> Moment {
    let year = until.day().year() - 1;
    let day = Day::new(year, 1, 1).unwrap_or_else(|_| until.day());
    Moment::from_local(day, 8 * 3_600_000)
}

async fn fill(app: &App, clock: &SetClock, site: &Site<'_>) -> Outcome<()> {
    let tell = |key: &str, count: usize| {
        complain(&sentence(site.lang, key, &[("count", &count)]));
    };
    let counted = match site.locality {
        None => {
            let (district, people) = set_up(app, site.size, &tell).await?;
            history::happen(app, clock, &district, &people, site).await?.counted
        }
        Some(locality) => {
            let part = usize::try_from(site.size.part).unwrap_or(1);
            locality::build::fill(app, clock, locality, part, site.until, &tell).await?
        }
    };
    let playbook = super::bound_playbook(app).await?;
    complain(&counted.told(&playbook, site.lang));
    clock.advance(site.until);
    services::offer(app, playbook.key.as_str()).await?;
    while linli_app::indicator::roll_up_due(app).await? > 0 {}
    accounts::open(app).await?;
    Ok(())
}

/// Places, playbook, calendars, people.
pub(crate) async fn set_up(
    app: &App,
    size: Size,
    tell: &dyn Fn(&str, usize),
) -> Outcome<(District<'static>, People)> {
    let by = Administrator::Operator;
    let places = data::places()?;
    let divisions = district::divisions(places, size);
    let only = Some(district::COUNTY);
    let import = setup::import_places(app, by, divisions.as_bytes(), only, false).await?;
    let county = accepted("divisions.csv", import)?;
    let laid_out = district::lay_out(places, size, &*app.entropy);
    let table = district::table(places, &laid_out)?;
    let import = setup::import_places(app, by, &table, None, false).await?;
    tell("cli-demo-built-places", import.new);
    accepted("places", import)?;
    bind(app, county, "kenli.kdl", PLAYBOOK).await?;
    for notice in CALENDARS {
        setup::import_calendar(app, by, notice).await?;
    }
    let people = people::invent(places, &laid_out, size);
    let table = people::table(&people, &CALLED_FIRST, OFFICE_PHONES)?;
    let import = setup::import_staff(app, by, &table, false).await?;
    tell("cli-demo-built-people", people.members.len());
    accepted("staff", import)?;
    accounts::invite_offices(app, None).await?;
    Ok((laid_out, people))
}

/// The district of an import that had no problem.
pub(super) fn accepted(file: &'static str, import: Import) -> Outcome<Option<PlaceId>> {
    match import.problems.first() {
        None => Ok(import.districts.first().copied()),
        Some(problem) => Err(Failed::BrokenData { file, said: format!("{problem:?}") }.into()),
    }
}

/// Publishes a playbook and binds the district to it.
pub(super) async fn bind(
    app: &App,
    district: Option<PlaceId>,
    file: &str,
    text: &str,
) -> Outcome<()> {
    let by = Administrator::Operator;
    let broken =
        |said: String| Failure::new("cli-failed-data").with("file", file).with("said", said);
    match setup::publish_playbook(app, by, file, text, false).await? {
        Published::Stored { key, version, .. } => {
            let district = district.ok_or_else(|| broken(String::new()))?;
            Ok(setup::bind_playbook(app, by, district, &key, version).await?)
        }
        Published::Faulty(findings) => {
            Err(broken(findings.first().map(ToString::to_string).unwrap_or_default()))
        }
    }
}
