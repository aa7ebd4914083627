//! A small district, a clock set by hand, and shortcuts that every account test takes.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use linli_app::{
    App, AppResult, AuditRow, Caller, CasePut, Changes, Installation, PlacePut, PlaybookPut,
    PlaybookRow, Put, StaffPut, Vault,
    account::{
        self, AcceptLink, Accepted, Administrator, Invite, SignInByCode, SignInByPassword, SignedIn,
    },
    ports::Clock,
};
use linli_channels::{FolderBlobs, JpegDarkroom, ShownSms, SystemEntropy};
use linli_domain::{
    account::Administration,
    person::Person,
    place::Place,
    policy::{self, Action, Standing},
    post::{Filled, Post},
};
use linli_kernel::{Moment, PersonId, PlaceId, PostId, RawId};
use linli_playbook::{
    Name,
    engine::{Actor, Holder},
};
use linli_store::{Database, SqliteLocation, SqliteOptions, Synchronous};

pub(crate) const MINUTE_MS: i64 = 60_000;
pub(crate) const HOUR_MS: i64 = 60 * MINUTE_MS;
pub(crate) const DAY_MS: i64 = 24 * HOUR_MS;
pub(crate) const PHONE: &str = "13800000001";
pub(crate) const PASSWORD: &str = "Kenli-2026-Stelle";

const PLAYBOOK: &str = include_str!("../../../../../playbooks/kenli/kenli.kdl");

struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Moment {
        Moment::from_ms(self.0.load(Ordering::SeqCst))
    }
}

/// Everything under test, and the knobs.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) sms: Arc<ShownSms>,
    clock: Arc<HandClock>,
    _folder: tempfile::TempDir,
}

/// The places of the district, from the top down.
#[derive(Clone, Copy)]
pub(crate) enum Spot {
    District = 1,
    Community,
    OtherCommunity,
    Compound,
    Unit,
    Household,
    NextDoor,
    Grid,
}

pub(crate) fn place(spot: Spot) -> PlaceId {
    PlaceId::new(spot as i64).unwrap()
}

/// An address of its own for each number.
pub(crate) fn address(number: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(10, 0, 0, number))
}

pub(crate) fn name(word: &str) -> Name {
    Name::new(word).unwrap()
}

impl World {
    /// An installation with a district and its playbook.
    pub(crate) async fn new() -> Self {
        Self::with(SqliteOptions::default()).await
    }

    /// The same in a database with these options.
    pub(crate) async fn with(options: SqliteOptions) -> Self {
        let options = SqliteOptions { synchronous: Synchronous::Off, ..options };
        let database = Database::open_sqlite(SqliteLocation::Temporary, options).unwrap();
        database.migrate().await.unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(1_783_504_800_000)));
        let sms = Arc::new(ShownSms::default());
        let folder = tempfile::tempdir().unwrap();
        let app = App::new(Installation {
            store: Arc::new(database),
            blobs: Arc::new(FolderBlobs::open(folder.path()).unwrap()),
            entropy: Arc::new(SystemEntropy::new(Arc::clone(&clock) as Arc<dyn Clock>, 1)),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            sms: Arc::clone(&sms) as Arc<_>,
            darkroom: Arc::new(JpegDarkroom::default()),
            vault: Vault::new(&[7; 32]),
        });
        let world = Self { app, sms, clock, _folder: folder };
        world.build_places().await;
        world
    }

    async fn build_places(&self) {
        use Spot::*;
        let rows = [
            (District, "district", "垦利区", None, 0),
            (Community, "community", "胜兴社区", Some(District), 0),
            (OtherCommunity, "community", "汇丰社区", Some(District), 1),
            (Compound, "compound", "新东方小区", Some(Community), 0),
            (Unit, "unit", "1单元", Some(Compound), 0),
            (Household, "household", "101", Some(Unit), 0),
            (NextDoor, "household", "102", Some(Unit), 1),
            (Grid, "grid", "第一网格", Some(Community), 0),
        ];
        let mut puts: Vec<Put> = Vec::new();
        for (spot, kind, label, parent, position) in rows {
            puts.push(Put::from(PlacePut::Place(Place {
                id: place(spot),
                district: place(District),
                kind: name(kind),
                name: label.to_owned(),
                parent: parent.map(place),
                position,
                households: 0,
                made_up: true,
                closed_on: None,
                version: 1,
            })));
        }
        let row = PlaybookRow { key: name("kenli"), version: 1, text: PLAYBOOK.to_owned() };
        puts.push(PlaybookPut::Playbook(row).into());
        puts.push(Put::from(PlaybookPut::Binding {
            district: place(District),
            key: name("kenli"),
            playbook_version: 1,
            version: 1,
        }));
        self.put(puts).await;
    }

    /// Writes rows past the use-cases.
    pub(crate) async fn put(&self, puts: Vec<Put>) {
        let mut changes = self.changes();
        changes.puts.extend(puts);
        self.app.store.commit(changes).await.unwrap();
    }

    /// Nothing yet but an audit row.
    pub(crate) fn changes(&self) -> Changes {
        let operator = BTreeSet::from([Standing::Operator]);
        let permit =
            policy::decide(&Actor::Operator, Action::ManagePlaces, &operator, None).unwrap();
        Changes::new(
            permit,
            AuditRow {
                id: self.raw_id(),
                at: self.app.now(),
                person: None,
                acting: None,
                action: "test.put",
                subject: "test".to_owned(),
                outcome: "done".to_owned(),
            },
        )
    }

    pub(crate) fn raw_id(&self) -> RawId {
        self.app.entropy.id()
    }

    /// Time passes.
    pub(crate) fn pass_ms(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// Asks for a code and reads it from the telephone.
    pub(crate) async fn code(&self, phone: &str) -> String {
        self.pass_ms(MINUTE_MS + 1);
        account::request_code(&self.app, phone, address(1)).await.unwrap();
        self.sms.last_code(phone).unwrap()
    }

    /// What is typed to sign in with a code just sent, on a remembered device.
    pub(crate) async fn with_code(&self, phone: &str) -> SignInByCode {
        let code = self.code(phone).await;
        SignInByCode { phone: phone.to_owned(), code, remember: true, ..SignInByCode::default() }
    }

    /// Signs in with a code.
    pub(crate) async fn sign_in(&self, phone: &str) -> SignedIn {
        let input = self.with_code(phone).await;
        account::sign_in_code(&self.app, &input, address(1)).await.unwrap()
    }

    /// The caller behind a session.
    pub(crate) async fn caller(&self, signed_in: &SignedIn) -> Caller {
        account::caller(&self.app, &signed_in.token).await.unwrap()
    }

    /// Somebody with a telephone, signed in.
    pub(crate) async fn resident(&self, phone: &str, name: &str) -> Caller {
        let signed_in = self.sign_in(phone).await;
        let caller = self.caller(&signed_in).await;
        account::rename(&self.app, &caller, name).await.unwrap();
        caller
    }

    /// Fills a post.
    pub(crate) async fn fill(&self, person: PersonId, role: &str, spot: Spot) {
        let holder = Holder::Post { role: name(role), place: place(spot) };
        self.put(vec![Put::from(StaffPut::Post(Post {
            id: PostId::from_raw(self.raw_id()),
            person,
            holder,
            valid_from: self.app.now().day(),
            valid_to: None,
            filled: Filled::Appointed,
            published: false,
            version: 1,
        }))])
        .await;
    }

    /// Opens the link that somebody was given and sets password and second factor.
    pub(crate) async fn accept(&self, link: &str, username: &str) -> AppResult<(Accepted, String)> {
        let opened = account::open_link(&self.app, link, address(1)).await?;
        let secret = opened.totp_secret;
        let input = AcceptLink {
            link: link.to_owned(),
            name: "李敏".to_owned(),
            username: username.to_owned(),
            password: PASSWORD.to_owned(),
            totp_code: account::totp_code(&secret, self.app.now()).unwrap(),
            totp_secret: secret.clone(),
        };
        Ok((account::accept_link(&self.app, &input, address(1)).await?, secret))
    }

    /// The first administrator, signed in, with their authenticator's secret.
    pub(crate) async fn first_administrator(&self) -> (Caller, String) {
        let link = account::first_run_link(&self.app).await.unwrap().unwrap();
        let (accepted, secret) = self.accept(&link.to_string(), "first.admin").await.unwrap();
        (self.caller(&accepted.signed_in).await, secret)
    }

    /// Somebody invited by the operator, with their authenticator's secret.
    pub(crate) async fn invited(
        &self,
        username: &str,
        administers: Option<Administration>,
    ) -> (Caller, String) {
        let input = Invite {
            name: "王芳".to_owned(),
            username: username.to_owned(),
            administers,
            ..Invite::default()
        };
        let (_, link) = account::invite(&self.app, Administrator::Operator, &input).await.unwrap();
        let (accepted, secret) = self.accept(&link.to_string(), "").await.unwrap();
        (self.caller(&accepted.signed_in).await, secret)
    }

    /// What is typed to sign in with a password and a code that was not used before.
    pub(crate) fn with_password(&self, username: &str, secret: &str) -> SignInByPassword {
        self.pass_ms(MINUTE_MS);
        SignInByPassword {
            username: username.to_owned(),
            password: PASSWORD.to_owned(),
            factor: account::totp_code(secret, self.app.now()).unwrap(),
            counter: false,
        }
    }

    pub(crate) async fn person(&self, id: PersonId) -> Person {
        self.app.snapshot().await.unwrap().person(id).await.unwrap().unwrap()
    }

    /// Somebody looks at a value.
    pub(crate) async fn look(&self, owner: PersonId, by: PersonId, case: linli_kernel::CaseId) {
        self.put(vec![Put::from(CasePut::Look {
            id: self.raw_id(),
            owner,
            by,
            case,
            what: "phone",
            reason: "task".to_owned(),
            text: None,
            at: self.app.now(),
        })])
        .await;
    }
}
