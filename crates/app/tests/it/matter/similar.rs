//! Before a report is sent: who reads what of a neighbour's like one.

use linli_app::matter::{self, BeforeReport, ReportMatter};

use super::world::World;

const WORDS: &str = "3号楼一楼楼道的灯坏了好几天，晚上看不见路，物业电话13812345678没人接";

async fn before(world: &World, person: linli_kernel::PersonId) -> BeforeReport {
    let caller = world.caller(person).await;
    matter::before_report(world.app(), &caller, &world.words(WORDS), None).await.unwrap()
}

#[tokio::test]
async fn who_lives_there_is_told_what_a_like_report_is_about_and_nobody_reads_it() {
    let world = World::new().await;
    let people = &world.district;
    let raiser = world.caller(people.resident.person).await;
    let lamp = ReportMatter { category: Some("street-lamp".to_owned()), ..world.words(WORDS) };
    matter::report(world.app(), &raiser, &lamp, None).await.unwrap();

    let seen = before(&world, people.neighbour.person).await;
    let [similar] = seen.similar.as_slice() else { panic!("{seen:?}") };
    assert!(similar.category.is_some() && similar.excerpt.is_none(), "{similar:?}");
    assert_eq!((similar.id, seen.withheld.len()), (None, 0), "no way into it");

    // Who lives elsewhere learns that there is one, and has seen it when that came back.
    let seen = before(&world, people.community_worker.person).await;
    assert_eq!((seen.similar.len(), seen.withheld.len()), (0, 1), "{seen:?}");
    assert!(!seen.is_empty() && !seen.is_seen("") && seen.is_seen(&seen.marks().join(" ")));
}

#[tokio::test]
async fn what_the_raiser_kept_to_themselves_is_not_read_before_reporting() {
    let world = World::new().await;
    let people = &world.district;
    let raiser = world.caller(people.resident.person).await;
    let private = ReportMatter { private: true, ..world.words(WORDS) };
    matter::report(world.app(), &raiser, &private, None).await.unwrap();
    let seen = before(&world, people.neighbour.person).await;
    assert!(seen.similar.is_empty() && seen.withheld.is_empty(), "{seen:?}");
}

/// Whoever tries words out is not told by the answer what others wrote.
#[tokio::test]
async fn trying_words_out_tells_nothing_of_others() {
    let world = World::new().await;
    let people = &world.district;
    let raiser = world.caller(people.resident.person).await;
    let lamp = ReportMatter { category: Some("street-lamp".to_owned()), ..world.words(WORDS) };
    matter::report(world.app(), &raiser, &lamp, None).await.unwrap();
    let elsewhere = world.caller(people.community_worker.person).await;
    // Nothing depends on the kind where the kind is not told.
    for category in [None, Some("street-lamp"), Some("fire-lane")] {
        let category = category.map(str::to_owned);
        let input = ReportMatter { category, ..world.words(WORDS) };
        let seen = matter::before_report(world.app(), &elsewhere, &input, None).await.unwrap();
        assert_eq!(seen.withheld.len(), 1);
    }
    // A telephone in it is like every other one.
    let other = WORDS.replace("13812345678", "13900000000");
    let both = [WORDS, other.as_str()].map(|words| world.words(words));
    let mut answers = Vec::new();
    for input in &both {
        answers.push(matter::before_report(world.app(), &elsewhere, input, None).await.unwrap());
    }
    assert_eq!(answers[0].marks(), answers[1].marks());
    // And not for ever.
    for _ in 0..60 {
        matter::before_report(world.app(), &elsewhere, &both[0], None).await.unwrap();
    }
    let seen = matter::before_report(world.app(), &elsewhere, &both[0], None).await.unwrap();
    assert!(seen.withheld.is_empty(), "{seen:?}");
    matter::report(world.app(), &elsewhere, &both[0], None).await.unwrap();
}

#[tokio::test]
async fn a_text_that_no_report_may_have_is_compared_with_nothing() {
    let world = World::new().await;
    let raiser = world.caller(world.district.resident.person).await;
    matter::report(world.app(), &raiser, &world.words(WORDS), None).await.unwrap();
    let input = world.words(&WORDS.repeat(60));
    let seen = matter::before_report(world.app(), &raiser, &input, None).await.unwrap();
    assert!(seen.is_empty(), "{seen:?}");
}
