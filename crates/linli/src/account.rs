//! `linli account`: what only whoever runs the installation may do about its accounts. A letter or
//! a telephone that is lost closes no office for good: the operator is the second person where
//! there is no other.

use std::process::ExitCode;

use linli_app::{
    App, AppError,
    account::{self, Administrator, Invite, OneTimeLink, SignInWay},
};
use linli_domain::account::Administration;
use linli_web::texts::Lang;

use crate::{
    failure::{Failure, Outcome},
    serve::LINK_PATH,
    words::{say, sentence, word},
};

const BY: Administrator<'static> = Administrator::Operator;

/// An office, as it is typed.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum Office {
    System,
    Security,
    Audit,
}

impl From<Office> for Administration {
    fn from(office: Office) -> Self {
        match office {
            Office::System => Self::System,
            Office::Security => Self::Security,
            Office::Audit => Self::Audit,
        }
    }
}

/// Whom to invite.
#[derive(Debug)]
pub(crate) struct Invited {
    pub(crate) username: String,
    pub(crate) name: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) office: Option<Office>,
}

/// Everybody who signs in with a password.
pub(crate) async fn list(app: &App, lang: Lang) -> Outcome<ExitCode> {
    for held in account::credentials(app, BY).await? {
        let office = held.office.map_or("none", Administration::word);
        let state = match held.way {
            _ if held.suspended => "suspended",
            SignInWay::Invited => "invited",
            _ => "active",
        };
        let username = held.username;
        say(&sentence(
            lang,
            "cli-account-line",
            &[("username", &username), ("office", &office), ("state", &state)],
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// Gives somebody a username and a link; somebody who did not use theirs, another link.
pub(crate) async fn invite(
    app: &App,
    invited: Invited,
    origin: Option<&str>,
    lang: Lang,
) -> Outcome<ExitCode> {
    let Invited { username, name, phone, office } = invited;
    let person = match account::with_username(app, BY, &username).await {
        Ok(person) => Some(person),
        Err(AppError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let Some(name) = name.or_else(|| person.map(|_| String::new())) else {
        return Err(Failure::new("cli-failed-account-name").with("username", &username));
    };
    let administers = office.map(Administration::from);
    let input = Invite { person, name, phone, username, administers };
    let (_, link) = account::invite(app, BY, &input).await?;
    show(&link, &input.username, origin, lang);
    Ok(ExitCode::SUCCESS)
}

/// Makes a password and factor worthless, and gives their owner a link to set new ones.
pub(crate) async fn reset(
    app: &App,
    username: &str,
    origin: Option<&str>,
    lang: Lang,
) -> Outcome<ExitCode> {
    let person = account::with_username(app, BY, username).await.map_err(|error| match error {
        AppError::NotFound => Failure::new("cli-failed-account").with("username", username),
        error => error.into(),
    })?;
    let link = account::reset_credential(app, BY, person).await?;
    show(&link, username, origin, lang);
    Ok(ExitCode::SUCCESS)
}

/// The link goes to whoever asked for it, once, and is stored nowhere.
fn show(link: &OneTimeLink, username: &str, origin: Option<&str>, lang: Lang) {
    say(&sentence(lang, "cli-account-link", &[("username", &username)]));
    say(&format!("{}{LINK_PATH}{link}", origin.unwrap_or_default()));
    if origin.is_none() {
        say(&word(lang, "cli-account-path"));
    }
}
