//! What offices do for people in a demo, and who is there: written around the demo's accounts by
//! those who speak for the places, through the use-cases of a real installation.

use linli_app::{
    App, Caller,
    board::{self, KeepNumbers, TypedNumber},
    duty::{self, TypedShift},
    ports::Snapshot,
    service_item::{self, NewItem, Target},
};
use linli_domain::{board::ServiceKind, duty::DayKind, notice, place::Place};
use linli_kernel::{Day, PersonId, PlaceId, later};
use linli_playbook::{Playbook, engine::Holder};
use serde::Deserialize;

use super::{accounts, crew};
use crate::failure::{Failed, Failure, Outcome};

/// The files by playbook; other localities have none.
const FILES: [(&str, &str, &str); 2] = [
    (
        "kenli",
        "data/demo/kenli-services.toml",
        include_str!("../../../../data/demo/kenli-services.toml"),
    ),
    (
        "dangtu",
        "data/demo/dangtu-services.toml",
        include_str!("../../../../data/demo/dangtu-services.toml"),
    ),
];

/// Days of a week.
const WEEK: i64 = 7;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Services {
    item: Vec<Item>,
    roster: Roster,
}

/// What is done for the people of a place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    /// The kind of the place over the demo's homes.
    at: String,
    title: String,
    basis: String,
    documents: Vec<String>,
    steps: Vec<String>,
    days: i64,
    #[serde(default)]
    fee: String,
    #[serde(default)]
    one_visit: bool,
    /// Whether it is done at the roster's facility.
    #[serde(default)]
    at_the_hall: bool,
    #[serde(default)]
    address: String,
    #[serde(default)]
    hours: String,
    #[serde(default)]
    phone: String,
    from: String,
}

impl Item {
    /// As somebody would type it.
    fn typed(&self, hall: PlaceId) -> NewItem {
        NewItem {
            title: self.title.clone(),
            basis: self.basis.clone(),
            documents: self.documents.join("\n"),
            steps: self.steps.join("\n"),
            days: self.days.to_string(),
            fee: self.fee.clone(),
            one_visit: if self.one_visit { "yes" } else { "no" }.to_owned(),
            facility: if self.at_the_hall { hall.to_string() } else { String::new() },
            address: self.address.clone(),
            hours: self.hours.clone(),
            phone: self.phone.clone(),
            from: self.from.clone(),
            to: String::new(),
        }
    }
}

/// Who is at the community's facility.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Roster {
    /// The kind of the facility.
    facility: String,
    /// The community's service number, called where nobody is named.
    phone: String,
    /// How many weeks are filled, this one first.
    weeks: i64,
    /// Shifts of a day that is worked.
    work: Vec<(String, String)>,
    /// Shifts of a day off.
    rest: Vec<(String, String)>,
    /// Days from today on that stay open.
    open: Vec<i64>,
    /// Who sits there on Sundays.
    volunteer: Volunteer,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Volunteer {
    name: String,
    phone: String,
}

/// Writes the items and the roster of a locality that has some.
pub(crate) async fn offer(app: &App, key: &str) -> Outcome<()> {
    let Some((_, file, text)) = FILES.iter().find(|(known, ..)| *known == key) else {
        return Ok(());
    };
    let broken = |said: String| Failure::from(Failed::BrokenData { file, said });
    let data: Services = toml::from_str(text).map_err(|error| broken(error.to_string()))?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let playbook = super::bound_playbook(app).await?;
    let chain = accounts::chain(app, rows).await?;
    let mut hall = None;
    for place in &chain {
        let facilities = rows.facilities_of(place.id).await?;
        let found = facilities.into_iter().find(|one| one.kind == *data.roster.facility);
        hall = hall.or(found.map(|facility| (facility, place.clone())));
    }
    let (hall, community) = hall.ok_or_else(|| broken(data.roster.facility.clone()))?;
    for item in &data.item {
        let place = chain.iter().find(|place| place.kind == *item.at);
        let place = place.ok_or_else(|| broken(item.at.clone()))?;
        let speakers = speakers(app, rows, &playbook, place).await?;
        let caller = speakers.first().ok_or_else(|| broken(item.at.clone()))?;
        let (target, typed) = (Target::New(place.id), item.typed(hall.id));
        let kept = service_item::keep_service_item(app, caller, target, &typed).await;
        kept.map_err(|error| broken(format!("{}: {error}", item.title)))?;
    }
    let speakers = speakers(app, rows, &playbook, &community).await?;
    if let Some(keeper) = speakers.first() {
        call(app, keeper, community.id, &data.roster.phone).await?;
    }
    fill(app, rows, &data.roster, hall.id, &speakers).await
}

/// Those who speak for a place, by person.
async fn speakers(
    app: &App,
    rows: &mut dyn Snapshot,
    playbook: &Playbook,
    place: &Place,
) -> Outcome<Vec<Caller>> {
    let speaks = |holder: &Holder| matches!(holder, Holder::Post { role, .. } if notice::speaks(playbook, role));
    let posts = rows.posts_at(&[place.id], app.now().day()).await?;
    let people: std::collections::BTreeSet<PersonId> =
        posts.into_iter().filter(|post| speaks(&post.holder)).map(|post| post.person).collect();
    let mut callers = Vec::new();
    for person in people {
        let posts = rows.posts_of(person).await?;
        callers.push(Caller { office: true, ..crew::caller(person, posts) });
    }
    Ok(callers)
}

/// Gives the community a service number, unless it keeps some already.
async fn call(app: &App, keeper: &Caller, community: PlaceId, phone: &str) -> Outcome<()> {
    let known = board::numbers_form(app, keeper, community).await?;
    if known.version == 0 {
        let kind = ServiceKind::Community.word().to_owned();
        let number = TypedNumber { kind, phone: phone.to_owned(), ..TypedNumber::default() };
        let numbers = KeepNumbers { seen: Some(0), numbers: vec![number] };
        board::keep_numbers(app, keeper, community, &numbers).await?;
    }
    Ok(())
}

/// Fills the coming weeks, everybody in turn.
async fn fill(
    app: &App,
    rows: &mut dyn Snapshot,
    data: &Roster,
    site: PlaceId,
    people: &[Caller],
) -> Outcome<()> {
    let Some(keeper) = people.first() else { return Ok(()) };
    let calendar = app.calendar(rows).await?;
    let today = app.now().day();
    let mut turn = people.iter().cycle();
    for ahead in (0..data.weeks * WEEK).filter(|ahead| !data.open.contains(ahead)) {
        let Some(day) = later(today, ahead) else { continue };
        let worked = DayKind::of(&calendar, day).is_worked();
        let times = if worked { &data.work } else { &data.rest };
        let shift = |(from, to): &(String, String)| TypedShift {
            from: from.clone(),
            to: to.clone(),
            ..TypedShift::default()
        };
        let mut shifts: Vec<TypedShift> = times.iter().map(shift).collect();
        for shift in &mut shifts {
            if is_last_of_week(day) {
                shift.name.clone_from(&data.volunteer.name);
                shift.phone.clone_from(&data.volunteer.phone);
                shift.consent = true;
            } else if let Some(next) = turn.next() {
                shift.person = next.person.to_string();
            }
        }
        duty::keep_duty_day(app, keeper, (site, day), Some(0), &shifts).await?;
    }
    Ok(())
}

fn is_last_of_week(day: Day) -> bool {
    linli_domain::duty::monday(day) == later(day, 1 - WEEK).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use linli_channels::ShownSms;
    use linli_kernel::Moment;
    use linli_store::{Database, SqliteLocation, SqliteOptions, Synchronous};
    use linli_web::texts::Lang;

    use super::{
        super::{
            build,
            clock::SetClock,
            district::Size,
            locality::{self, Locality},
        },
        *,
    };
    use crate::installation::{self, Folder};

    /// How many of a locality's homes and people are made.
    const PART: usize = 20;

    async fn offered(name: &str) -> App {
        let path = tempfile::tempdir().unwrap();
        let folder = Folder::open(path.path()).unwrap();
        let options = SqliteOptions { synchronous: Synchronous::Off, ..SqliteOptions::default() };
        let database = Database::open_sqlite(SqliteLocation::Temporary, options).unwrap();
        database.migrate().await.unwrap();
        let until = Moment::from_local(Day::constant(2026, 9, 28), 9 * 3_600_000);
        let clock = Arc::new(SetClock::at(until));
        let sms = Arc::new(ShownSms::default());
        let app = installation::app(&folder, Arc::new(database), clock, sms, 0).unwrap();
        match name {
            "kenli" => {
                let size = Size { part: i64::try_from(PART).unwrap() };
                build::set_up(&app, size, &|_, _| {}).await.unwrap();
            }
            other => {
                let locality = Locality::find(other, Lang::En).unwrap();
                locality::build::set_up(&app, &locality, PART, &|_, _| {}).await.unwrap();
            }
        }
        offer(&app, name).await.unwrap();
        app
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_demos_homes_find_guides_and_somebody_on_duty() {
        for (name, _, _) in FILES {
            let app = offered(name).await;
            let mut rows = app.snapshot().await.unwrap();
            let chain = accounts::chain(&app, rows.as_mut()).await.unwrap();
            drop(rows);
            let home = chain.first().unwrap().id;
            let found = service_item::services(&app, home, "").await.unwrap().items;
            assert!(found.len() >= 7, "{name}: {found:?}");
            let card = service_item::services(&app, home, "老人优待证").await.unwrap().items;
            assert_eq!(card.first().map(|item| item.title.as_str()), Some("老年人优待证"));
            assert!(card.iter().any(|item| item.one_visit));
            let page = duty::on_duty(&app, home).await.unwrap();
            assert_eq!(page.sites.len(), 1, "{name}");
            assert!(page.sites.iter().all(|site| site.shifts.len() == 2 && site.contact.is_some()));
        }
    }
}
