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
use linli_kernel::{PersonId, PlaceId};
use linli_playbook::{Name, engine::Holder};

use super::{data, locality::HOME};
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

/// The places over the homes around which the accounts are, lowest first: those that the demo marked,
/// or the first ones of Kenli's anchor compound.
pub(super) async fn chain(app: &App, rows: &mut dyn Snapshot) -> Outcome<Vec<Place>> {
    let today = app.now().day();
    if let Some(home) = rows.place_by_code(HOME.0, HOME.1, today).await? {
        return Ok(rows.chain(home.id, today).await?.0);
    }
    let kind = |word: &str| Name::new(word).map_err(|_| not_the_demo());
    let district = rows.districts().await?.into_iter().next().ok_or_else(not_the_demo)?;
    let names = data::places()?.compound.iter().filter(|compound| compound.anchor);
    let names: Vec<&String> = names.map(|compound| &compound.name).collect();
    let compounds = rows.places_of_kind(district.id, &kind("compound")?).await?;
    let anchor = compounds.into_iter().find(|place| names.contains(&&place.name) && place.made_up);
    let mut place = anchor.ok_or_else(not_the_demo)?;
    for _ in ["building", "unit"] {
        let below = rows.children(place.id).await?.into_iter().next();
        place = below.ok_or_else(not_the_demo)?;
    }
    Ok(rows.chain(place.id, today).await?.0)
}

/// Whoever has the roles and parties of the playbook that nobody has around the home: everybody can
/// be seen at work. The first of each, in the order of the places.
async fn elsewhere(
    app: &App,
    rows: &mut dyn Snapshot,
    found: &[(String, PersonId)],
) -> Outcome<Vec<(String, PersonId)>> {
    let today = app.now().day();
    let district = rows.districts().await?.into_iter().next().ok_or_else(not_the_demo)?;
    let playbook = super::bound_playbook(app).await?;
    let missing = |key: &Name| found.iter().all(|(known, _)| *key != **known);
    let mut people = Vec::new();
    for (key, role) in playbook.roles.iter().filter(|(key, _)| missing(key)) {
        let places = rows.places_of_kind(district.id, &role.at).await?;
        let places: Vec<_> = places.iter().map(|place| place.id).take(LOOKED_AT).collect();
        let posts = rows.posts_at(&places, today).await?;
        let of_role = |holder: &Holder| matches!(holder, Holder::Post { role, .. } if role == key);
        let post = posts.iter().find(|post| of_role(&post.holder));
        people.extend(post.map(|post| (key.to_string(), post.person)));
    }
    let bodies = rows.organisations(district.id).await?;
    for kind in playbook.parties.keys().filter(|key| missing(key)) {
        let Some(body) = bodies.iter().find(|body| body.kind == *kind) else { continue };
        let answering = rows.posts_answering(&Holder::Organisation(body.id), today).await?;
        people.extend(answering.first().map(|post| (kind.to_string(), post.person)));
    }
    Ok(people)
}

/// How many places of a kind are looked at for somebody with a role there.
const LOOKED_AT: usize = 200;

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
        people.extend(elsewhere(app, rows, &people).await?);
        residents.append(&mut people);
        Ok(Self { people: residents })
    }
}

/// Everybody whose post opens to a password only, the neighbourhood first: those that see more than
/// their own ground, at these places or everywhere. Somebody with two posts comes once.
async fn offices(app: &App, at: Option<&[PlaceId]>) -> Outcome<Vec<(String, PersonId)>> {
    let neighbourhood = Neighbourhood::find(app).await?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let district = rows.districts().await?.into_iter().next().ok_or_else(not_the_demo)?;
    let bound = rows.binding(district.id).await?.ok_or_else(not_the_demo)?;
    let playbook = app.playbook(rows, &bound.0, bound.1).await?;
    let above = playbook.responsibility.iter().skip(1);
    let mut places = Vec::new();
    for level in above {
        if at.is_none() {
            let found = rows.places_of_kind(district.id, level).await?;
            places.extend(found.into_iter().map(|place| place.id));
        }
    }
    places.extend(at.into_iter().flatten());
    let opens = |role: &str| {
        let at = playbook.roles.get(role).map(|role| &role.at);
        at.is_some_and(|level| playbook.rank(level).is_some_and(|rank| rank > 0))
    };
    let near = neighbourhood.people.into_iter().filter(|(role, _)| opens(role));
    let posts = rows.posts_at(&places, app.now().day()).await?;
    let far = posts.into_iter().filter_map(|post| match post.holder {
        Holder::Post { role, .. } => Some((role.to_string(), post.person)),
        Holder::Organisation(_) | Holder::Person(_) => None,
    });
    let far = far.filter(|(role, _)| at.is_none() || opens(role));
    let mut seen = BTreeSet::new();
    Ok(near.chain(far).filter(|(_, person)| seen.insert(*person)).collect())
}

/// Invites everybody whose post needs a password, as a rollout does: matters are given only to
/// whom the program can let in. The neighbourhood's names are their roles.
///
/// `at`: only at these places, and around the home.
pub(crate) async fn invite_offices(app: &App, at: Option<&[PlaceId]>) -> Outcome<()> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for (role, person) in offices(app, at).await? {
        let count = taken.entry(role.clone()).or_default();
        *count += 1;
        let username = if *count == 1 { role } else { format!("{role}-{count}") };
        let invite = Invite { person: Some(person), username, ..Invite::default() };
        account::invite(app, Administrator::Operator, &invite).await?;
    }
    Ok(())
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
    for (_, person) in &neighbourhood.people {
        let credential = app.snapshot().await?.credential_of(*person).await?;
        if let Some(credential) = credential {
            // The invitation is as old as the demo's history: it is given once more.
            let link = account::reset_credential(app, Administrator::Operator, *person).await?;
            accept(app, &link.to_string(), &credential.username).await?;
        }
    }
    let names = &data::places()?.words.administrators;
    for ((_, office, username), name) in OFFICES.into_iter().zip(names) {
        let invite = Invite {
            name: name.clone(),
            username: username.to_owned(),
            administers: Some(office),
            ..Invite::default()
        };
        let (_, link) = account::invite(app, Administrator::Operator, &invite).await?;
        accept(app, &link.to_string(), username).await?;
    }
    Ok(())
}

async fn accept(app: &App, link: &str, username: &str) -> Outcome<()> {
    let secret = totp_secret(app, username);
    let code = account::totp_code(&secret, app.now()).unwrap_or_default();
    let input = AcceptLink {
        link: link.to_owned(),
        password: password(app, username),
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
        if username.is_none() && row.phone.is_some() {
            // Older than a number is trusted without a code, like everybody of the demo's history.
            account::vouch_for_number(app, Administrator::Operator, person).await?;
        }
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
