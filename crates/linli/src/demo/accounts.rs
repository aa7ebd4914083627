//! The demo's accounts: one for each role around one home, two residents, the administrators.
//!
//! Passwords and second factors are derived from the installation's own key, so that they differ
//! from machine to machine, are the same at every start, and are stored nowhere but as hashes.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, Ipv4Addr},
};

use linli_app::{
    App, AppError,
    account::{self, AcceptLink, Administrator, Invite},
    ports::Snapshot,
    setup,
};
use linli_domain::{account::Administration, person::Person, place::Place};
use linli_kernel::PersonId;
use linli_playbook::{Name, engine::Holder};

use super::people::ANCHOR;
use crate::failure::{Failure, Outcome};

/// One account as it is shown.
#[derive(Clone, Debug, serde::Serialize)]
pub(crate) struct Account {
    pub(crate) role: String,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) password: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) totp_secret: Option<String>,
    pub(crate) token: String,
}

const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Administrators' roles, offices and usernames.
const OFFICES: [(&str, Administration, &str); 3] = [
    ("system-administrator", Administration::System, "system"),
    ("security-administrator", Administration::Security, "security"),
    ("auditor", Administration::Audit, "auditor"),
];

/// Everybody around the demo's home, by role; residents come twice.
struct Neighbourhood {
    /// Role and person, the lowest role first.
    people: Vec<(String, PersonId)>,
}

fn not_the_demo() -> Failure {
    Failure::new("cli-failed-not-demo")
}

/// The places over the first home of the anchor compound, lowest first.
async fn chain(app: &App, rows: &mut dyn Snapshot) -> Outcome<Vec<Place>> {
    let kind = |word: &str| Name::new(word).map_err(|_| not_the_demo());
    let district = rows.districts().await?.into_iter().next().ok_or_else(not_the_demo)?;
    let compounds = rows.places_of_kind(district.id, &kind("compound")?).await?;
    let anchor = compounds.into_iter().find(|place| place.name == ANCHOR && place.made_up);
    let mut place = anchor.ok_or_else(not_the_demo)?;
    for _ in ["building", "unit"] {
        let below = rows.children(place.id).await?.into_iter().next();
        place = below.ok_or_else(not_the_demo)?;
    }
    Ok(rows.chain(place.id, app.now().day()).await?.0)
}

impl Neighbourhood {
    async fn find(app: &App) -> Outcome<Self> {
        let mut rows = app.snapshot().await?;
        let rows = rows.as_mut();
        let chain = chain(app, rows).await?;
        let today = app.now().day();
        let places: Vec<_> = chain.iter().map(|place| place.id).collect();
        let mut people: Vec<(String, PersonId)> = Vec::new();
        let mut taken = BTreeSet::new();
        let posts = rows.posts_at(&places, today).await?;
        for place in &places {
            let mut first: BTreeMap<String, PersonId> = BTreeMap::new();
            for post in &posts {
                if let Holder::Post { role, place: at } = &post.holder
                    && at == place
                {
                    first.entry(role.to_string()).or_insert(post.person);
                }
            }
            taken.extend(first.values().copied());
            people.extend(first);
        }
        let mut kinds = BTreeSet::new();
        for (body, staffed) in rows.serving(&places, today).await? {
            if staffed && kinds.insert(body.kind.clone()) {
                let holder = Holder::Organisation(body.id);
                let answering = rows.posts_answering(&holder, today).await?;
                people.extend(answering.first().map(|post| (body.kind.to_string(), post.person)));
            }
        }
        let mut residents = Vec::new();
        if let Some(unit) = places.first() {
            for home in rows.children(*unit).await? {
                for member in rows.members_of(home.id).await? {
                    let person = rows.person(member.person).await?;
                    let free = person.filter(|p| p.has_account && !taken.contains(&p.id));
                    residents.extend(free.map(|person| ("resident".to_owned(), person.id)));
                }
            }
        }
        residents.truncate(2);
        residents.append(&mut people);
        Ok(Self { people: residents })
    }
}

/// Whether the role signs in with a password: those that see more than their own ground.
async fn is_office(app: &App, role: &str) -> Outcome<bool> {
    let mut rows = app.snapshot().await?;
    let district = rows.districts().await?.into_iter().next().ok_or_else(not_the_demo)?;
    let bound = rows.binding(district.id).await?.ok_or_else(not_the_demo)?;
    let playbook = app.playbook(rows.as_mut(), &bound.0, bound.1).await?;
    let at = playbook.roles.get(role).map(|role| &role.at);
    Ok(at.is_some_and(|level| playbook.rank(level).is_some_and(|rank| rank > 0)))
}

fn letters(app: &App, purpose: &str, username: &str, digits: &[u8; 32], count: usize) -> String {
    let hash = app.vault.hash(purpose, username);
    let letter = |byte: &u8| digits.get(usize::from(byte & 31)).map_or('a', |d| char::from(*d));
    hash.iter().take(count).map(letter).collect()
}

/// Easy to type: no letter that looks like a digit.
fn password(app: &App, username: &str) -> String {
    let word = letters(app, "demo-password", username, b"23456789abcdefghjkmnpqrstvwxyz23", 16);
    let (first, second) = word.split_at(word.len() / 2);
    format!("Demo-{first}-{second}")
}

fn totp_secret(app: &App, username: &str) -> String {
    letters(app, "demo-totp", username, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32)
}

/// Gives everybody who needs one a password and a second factor, by the way that real staff go:
/// an invitation and its link.
pub(crate) async fn open(app: &App) -> Outcome<()> {
    let neighbourhood = Neighbourhood::find(app).await?;
    for (role, person) in &neighbourhood.people {
        if is_office(app, role).await? {
            let invite =
                Invite { person: Some(*person), username: role.clone(), ..Invite::default() };
            accept(app, invite).await?;
        }
    }
    for ((_, office, username), name) in OFFICES.into_iter().zip(["管理员", "安全员", "审计员"])
    {
        let invite = Invite {
            name: name.to_owned(),
            username: username.to_owned(),
            administers: Some(office),
            ..Invite::default()
        };
        accept(app, invite).await?;
    }
    Ok(())
}

async fn accept(app: &App, invite: Invite) -> Outcome<()> {
    let (_, link) = account::invite(app, Administrator::Operator, &invite).await?;
    let secret = totp_secret(app, &invite.username);
    let code = account::totp_code(&secret, app.now()).unwrap_or_default();
    let input = AcceptLink {
        link: link.to_string(),
        password: password(app, &invite.username),
        totp_secret: secret,
        totp_code: code,
        ..AcceptLink::default()
    };
    account::accept_link(app, &input, LOCALHOST).await?;
    Ok(())
}

/// The accounts with fresh tokens.
pub(crate) async fn show(app: &App) -> Outcome<Vec<Account>> {
    let neighbourhood = Neighbourhood::find(app).await?;
    let mut people = neighbourhood.people;
    let administrators = app.snapshot().await?.administrators().await?;
    for (role, office, _) in OFFICES {
        let found = administrators.iter().find(|(_, held)| *held == office);
        people.extend(found.map(|(person, _)| (role.to_owned(), *person)));
    }
    let mut accounts = Vec::new();
    for (role, person) in people {
        let mut rows = app.snapshot().await?;
        let row = rows.person(person).await?.ok_or(AppError::NotFound)?;
        let username = rows.credential_of(person).await?.map(|c| c.username);
        drop(rows);
        let token = setup::operator_session(app, person).await?.token;
        accounts.push(Account {
            role,
            name: opened(app, &row, "name", Some(&row.name))?.unwrap_or_default(),
            phone: opened(app, &row, "phone", row.phone.as_deref())?,
            password: username.as_deref().map(|username| password(app, username)),
            totp_secret: username.as_deref().map(|username| totp_secret(app, username)),
            username,
            token,
        });
    }
    Ok(accounts)
}

fn opened(
    app: &App,
    person: &Person,
    purpose: &'static str,
    sealed: Option<&[u8]>,
) -> Outcome<Option<String>> {
    let Some(sealed) = sealed else { return Ok(None) };
    let opened = app.vault.open(&person.key, purpose, sealed);
    opened.map(Some).map_err(|_| Failure::new("cli-failed-other-key"))
}
