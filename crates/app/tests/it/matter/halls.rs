//! At which talk hall, talk point or chat group a matter counts as taken in.

use linli_app::{
    AppError, PlacePut,
    intake::{self, Taking},
    matter::{self, OnBehalf, ReportMatter},
    portal,
};
use linli_domain::place::Facility;
use linli_kernel::PlaceId;
use linli_playbook::Name;

use super::world::World;

/// Another facility of the district.
async fn open(world: &World, place: PlaceId, kind: &str, name: &str) -> PlaceId {
    let id = PlaceId::from_raw(world.app().entropy.id());
    let mut changes = world.changes();
    changes.put(PlacePut::Facility(Facility {
        id,
        place,
        kind: Name::new(kind).unwrap(),
        name: name.to_owned(),
        address: String::new(),
        hours: String::new(),
        host: String::new(),
        phone: None,
        version: 1,
    }));
    world.app().store.commit(changes).await.unwrap();
    id
}

/// What staff take in about the building.
fn said(world: &World, channel: Option<&str>, facility: Option<String>) -> ReportMatter {
    ReportMatter {
        channel: channel.map(str::to_owned),
        facility,
        on_behalf: Some(OnBehalf { name: Some("郭大爷".to_owned()), ..OnBehalf::default() }),
        ..world.words("楼道灯不亮")
    }
}

#[tokio::test]
async fn what_staff_take_in_counts_at_the_nearest_hall_of_its_channel() {
    let world = World::new().await;
    let people = &world.district;
    let clerk = world.caller(people.community_worker.person).await;
    let hall = {
        let mut rows = world.app().snapshot().await.unwrap();
        rows.facilities_of(people.community).await.unwrap().remove(0).id
    };
    let form = intake::intake_form(world.app(), &clerk, Taking::Matter, Some(people.building));
    assert_eq!(form.await.unwrap().facilities, [], "the only one needs no choice");
    let near = open(&world, people.compound, "talk-point", "柳园凉亭").await;
    let far = open(&world, people.community, "talk-point", "广场说事点").await;
    let beside = open(&world, people.other_grid, "chat-group", "二网格群").await;
    let elsewhere = open(&world, people.other_community, "hall", "南桥说事厅").await;
    let form = intake::intake_form(world.app(), &clerk, Taking::Matter, Some(people.building));
    let offered: Vec<String> =
        form.await.unwrap().facilities.into_iter().map(|choice| choice.value).collect();
    assert_eq!(offered, [near, hall.min(far), hall.max(far), beside].map(|id| id.to_string()));

    let word = |id: PlaceId| Some(id.to_string());
    for (channel, facility, wanted) in [
        (Some("hall"), None, Ok(Some(hall))),
        (Some("talk-point"), None, Ok(Some(near))),
        (Some("talk-point"), word(far), Ok(Some(far))),
        (None, word(far), Ok(Some(far))),
        (Some("chat-group"), word(beside), Ok(Some(beside))),
        (Some("chat-group"), None, Ok(None)),
        (Some("phone"), None, Ok(None)),
        (Some("phone"), word(hall), Err("facility-channel")),
        (Some("hall"), word(near), Err("facility-channel")),
        (Some("hall"), word(elsewhere), Err("field-choice")),
        (None, Some("nowhere".to_owned()), Err("field-choice")),
    ] {
        let input = said(&world, channel, facility.clone());
        let answer = matter::report(world.app(), &clerk, &input, None).await;
        let found = match answer {
            Ok(reported) => Ok(world.case(reported.id).await.facility),
            Err(AppError::Fields(errors)) => {
                assert_eq!(errors[0].field, "facility");
                Err(errors[0].code.0)
            }
            Err(error) => panic!("{channel:?} {facility:?}: {error}"),
        };
        assert_eq!(found, wanted, "{channel:?} {facility:?}");
    }
    for (facility, taken_in) in [(hall, 1), (near, 1), (far, 2), (beside, 1), (elsewhere, 0)] {
        let page = portal::talk_place(world.app(), facility).await.unwrap();
        assert_eq!(page.taken_in, taken_in, "{}", page.name);
    }
    // Which hall it was is for staff to say.
    let resident = world.caller(people.resident.person).await;
    let input = ReportMatter { facility: word(hall), ..world.words("路灯不亮") };
    let refused = matter::report(world.app(), &resident, &input, None).await.unwrap_err();
    let AppError::Fields(errors) = refused else { panic!("{refused}") };
    assert_eq!((errors[0].field.as_str(), errors[0].code.0), ("facility", "staff-only"));
}
