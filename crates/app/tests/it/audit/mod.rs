//! The audit over a real store: erased texts, refusals, the auditor's page, and an export that a
//! verifier written from the standards alone accepts.

mod erase;
mod page;
mod proof;

use linli_app::{
    Caller,
    account::Administrator,
    audit::{AuditLine, AuditRequest, Finding, audit_page, seal_due, verify},
};
use linli_domain::account::{Administration, Strength};
use linli_kernel::{PersonId, SessionId};
use linli_store::Database;
use linli_testkit::{app::TestApp, fixture, needs};

use crate::matter::world::World;

/// Runs each story on SQLite and on PostgreSQL.
macro_rules! on_every_engine {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                super::$story(&crate::matter::world::World::new().await).await;
            }
        )+}

        mod postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                let schema = concat!("story_", stringify!($story));
                let world = crate::audit::on_postgres(schema).await;
                super::$story(&world).await;
            }
        )+}
    };
}
pub(crate) use on_every_engine;

/// The small district on PostgreSQL, in a schema of its own that goes with the test server.
pub(crate) async fn on_postgres(story: &str) -> World {
    let address = needs::postgres();
    let short: String = story.chars().take(40).collect();
    let schema = format!("{short}_{}", std::process::id());
    let database = Database::open_postgres(&address, Some(&schema), 8).await.unwrap();
    let test = TestApp::over(database).await.unwrap();
    let district = fixture::build(&test.app).await.unwrap();
    World { test, district }
}

/// Somebody who administers and has no post.
pub(crate) fn administrator(administers: Administration) -> Caller {
    Caller {
        person: PersonId::new(77).unwrap(),
        session: SessionId::new(78).unwrap(),
        strength: Strength::TwoFactors,
        posts: Vec::new(),
        office: false,
        administers: Some(administers),
    }
}

async fn read(world: &World, request: AuditRequest) -> Vec<AuditLine> {
    let auditor = administrator(Administration::Audit);
    audit_page(world.app(), &auditor, &request).await.unwrap().lines
}

/// Seals everything and verifies it.
async fn findings(world: &World) -> Vec<Finding> {
    while seal_due(world.app()).await.unwrap() > 0 {}
    let verified = verify(world.app(), Administrator::Operator, None).await.unwrap();
    assert!(verified.rows > 0);
    assert_eq!(verified.unsealed, 0);
    verified.findings
}
