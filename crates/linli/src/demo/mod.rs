//! A locality's demo, Kenli's if no other is asked for: built at the first start, used again at every
//! other.

mod accounts;
mod build;
mod clock;
mod count;
mod crew;
mod data;
mod district;
mod history;
mod locality;
mod names;
mod people;
mod random;
mod services;
mod when;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use linli_app::{
    App,
    ports::{Clock as _, Sms, SmsError},
    setup,
};
use linli_channels::{ShownSms, SystemClock};
use linli_playbook::Playbook;
use linli_web::{server::Settings, texts::Lang};

use crate::{
    command::DATA,
    failure::{Failure, Outcome},
    installation::{self, Folder},
    serve, table,
    words::{complain, say, sentence, word},
};
use accounts::Account;
pub(crate) use district::Size;
use locality::Locality;

/// The options of `demo`.
#[derive(Debug)]
pub(crate) struct Options {
    /// A locality that ships with the program or a playbook's file; Kenli if nothing is said.
    pub(crate) playbook: Option<String>,
    pub(crate) listen: String,
    pub(crate) data: PathBuf,
    pub(crate) database: Option<String>,
    pub(crate) json: bool,
    /// How much of the district is built.
    pub(crate) size: Size,
}

/// Shows sign-in codes in the terminal, since nobody has the made-up telephones.
struct TerminalSms {
    lang: Lang,
    kept: ShownSms,
}

#[async_trait]
impl Sms for TerminalSms {
    async fn send_code(&self, phone: &str, code: &str) -> Result<(), SmsError> {
        complain(&sentence(self.lang, "cli-demo-code", &[("phone", &phone), ("code", &code)]));
        self.kept.send_code(phone, code).await
    }

    async fn tell_number_changed(&self, phone: &str, present: &str) -> Result<(), SmsError> {
        let key = "cli-demo-number-changed";
        complain(&sentence(self.lang, key, &[("phone", &phone), ("present", &present)]));
        self.kept.tell_number_changed(phone, present).await
    }

    fn shown_code(&self, phone: &str) -> Option<String> {
        self.kept.shown_code(phone)
    }
}

/// Kenli's demo has a history of its own; all others are made of their playbooks.
const KENLI: &str = "kenli";

/// The folder of a demo, if none is named: each locality has its own.
pub(crate) fn folder(playbook: Option<&str>) -> PathBuf {
    let name = playbook.filter(|name| *name != KENLI);
    let stem = name.and_then(|name| Path::new(name).file_stem()).and_then(|stem| stem.to_str());
    PathBuf::from(stem.map_or(DATA.to_owned(), |stem| format!("{DATA}-{stem}")))
}

/// Builds the demo if it is not there, and serves it until the process is asked to end.
pub(crate) async fn run(options: Options, lang: Lang) -> Outcome<()> {
    let listener = serve::listen(&options.listen).await?;
    let address = listener.local_addr();
    let address =
        address.map_err(|error| Failure::new("cli-failed-machine").with("said", error))?;
    // Its passwords are printed and its codes are shown to everybody.
    if !address.ip().is_loopback() {
        return Err(Failure::new("cli-failed-demo-listen").with("address", &options.listen));
    }
    let named = options.playbook.as_deref().filter(|name| *name != KENLI);
    let locality = named.map(|name| Locality::find(name, lang)).transpose()?;
    let locality = locality.as_ref();
    let folder = Folder::open(&options.data)?;
    let url = options.database.as_deref();
    let _taken = folder.take(url.map(|_| 1))?;
    build::discard_half_built(&folder, url).await?;
    if !is_built(&folder, url).await? {
        complain(&word(lang, "cli-demo-building"));
        let until = SystemClock.now();
        let size = options.size;
        let site = build::Site { folder: &folder, url, size, locality, until, lang };
        build::build(&site).await?;
    }
    let database = installation::open_database(&folder, url).await?;
    let sms = TerminalSms { lang, kept: ShownSms::default() };
    let app =
        installation::app(&folder, Arc::new(database), Arc::new(SystemClock), Arc::new(sms), 1)?;
    let public = format!("http://{address}");
    let public_url = public.parse();
    let public_url = public_url
        .map_err(|error| Failure::new("cli-failed-machine").with("said", format!("{error:?}")))?;
    let mut settings = Settings::new(public_url);
    settings.demo = true;
    // Whatever the address: the demo is served without TLS.
    settings.secure_cookies = false;
    let playbook = bound_playbook(&app).await?;
    let wanted = locality.map_or(KENLI, |locality| locality.playbook.key.as_str());
    if playbook.key != *wanted {
        let other = Failure::new("cli-failed-other-demo").with("key", &playbook.key);
        return Err(other.with("wanted", wanted));
    }
    if let Some(told) = locality.and_then(|locality| locality.told(lang)) {
        complain(told);
    }
    let accounts = accounts::show(&app).await?;
    if options.json {
        let line = serde_json::json!({ "url": public, "accounts": accounts });
        say(&line.to_string());
    } else {
        show(&public, &accounts, &playbook, lang);
    }
    serve::serve(app, listener, settings).await
}

/// Whether the demo is there whole. Data without its mark are somebody's own: they are not touched.
async fn is_built(folder: &Folder, url: Option<&str>) -> Outcome<bool> {
    let database = match url {
        Some(url) => installation::open_postgres(url, installation::SCHEMA).await?,
        None if !folder.database().exists() => return Ok(false),
        None => installation::open_file(folder)?,
    };
    if !database.has_tables().await? {
        return Ok(false);
    }
    if !setup::is_demonstration(&database).await? {
        return Err(Failure::new("cli-failed-not-demo"));
    }
    Ok(true)
}

/// The accounts as a table, for people.
fn show(url: &str, accounts: &[Account], playbook: &Playbook, lang: Lang) {
    let title = |key: &str| word(lang, &format!("cli-demo-column-{key}"));
    let header = ["role", "name", "sign-in", "password", "totp"].map(title);
    let rows = accounts.iter().map(|account| {
        let sign_in = account.username.as_ref().or(account.phone.as_ref());
        [
            role_word(&account.role, playbook, lang),
            account.name.clone(),
            sign_in.cloned().unwrap_or_default(),
            account.password.clone().unwrap_or_else(|| word(lang, "cli-demo-by-code")),
            account.totp_secret.clone().unwrap_or_default(),
        ]
    });
    let rows: Vec<[String; 5]> = std::iter::once(header).chain(rows).collect();
    table::print(&rows);
    say("");
    say(&sentence(lang, "cli-demo-ready", &[("url", &url)]));
}

/// The playbook by which the demo's district works.
pub(crate) async fn bound_playbook(app: &App) -> Outcome<Arc<Playbook>> {
    let missing = || Failure::new("cli-failed-not-demo");
    let mut rows = app.snapshot().await?;
    let district = rows.districts().await?.into_iter().next().ok_or_else(missing)?;
    let (key, version, _) = rows.binding(district.id).await?.ok_or_else(missing)?;
    Ok(app.playbook(rows.as_mut(), &key, version).await?)
}

/// A role as the playbook calls it; administrators are the program's own.
fn role_word(role: &str, playbook: &Playbook, lang: Lang) -> String {
    let english = lang == Lang::En;
    let role_label = playbook.roles.get(role).map(|role| &role.label);
    match role_label.or_else(|| playbook.parties.get(role)) {
        Some(label) => label.text(english).to_owned(),
        None => word(lang, &format!("cli-role-{role}")),
    }
}

#[cfg(test)]
mod tests {
    use linli_app::account::Administrator;

    use super::*;
    use crate::{doctor, postgres::FreshPostgres};

    #[tokio::test]
    async fn the_sign_in_page_of_the_demo_finds_the_code_that_the_terminal_shows() {
        let sms = TerminalSms { lang: Lang::En, kept: ShownSms::default() };
        sms.send_code("13800000001", "123456").await.unwrap();
        assert_eq!(sms.shown_code("13800000001").as_deref(), Some("123456"));
    }

    #[tokio::test]
    async fn the_demo_is_for_this_machine_only() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("demo");
        let listen = "0.0.0.0:0".to_owned();
        let (data_folder, size) = (data.clone(), Size::FULL);
        let options =
            Options { playbook: None, listen, data: data_folder, database: None, json: true, size };
        let refused = run(options, Lang::En).await.unwrap_err().sentence(Lang::En);
        assert!(refused.contains("0.0.0.0:0"), "{refused}");
        assert!(!data.exists(), "nothing was built");
    }

    #[tokio::test]
    async fn the_data_of_somebody_else_are_not_the_demo() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Folder::open(folder.path()).unwrap();
        assert!(!is_built(&folder, None).await.unwrap());
        let database = Arc::new(installation::open_database(&folder, None).await.unwrap());
        let refused = is_built(&folder, None).await.unwrap_err().sentence(Lang::En);
        assert!(refused.contains("not the demo"), "{refused}");
        let (clock, sms) = (Arc::new(SystemClock), Arc::new(ShownSms::default()));
        let app = installation::app(&folder, database, clock, sms, 0).unwrap();
        setup::mark_demonstration(&app, Administrator::Operator).await.unwrap();
        assert!(is_built(&folder, None).await.unwrap());
    }

    #[tokio::test]
    async fn a_fresh_server_holds_no_demo_yet_postgres() {
        let server = FreshPostgres::make("demo").await;
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::open(data.path()).unwrap();
        folder.vault().unwrap();
        build::discard_half_built(&folder, Some(&server.url)).await.unwrap();
        assert!(!is_built(&folder, Some(&server.url)).await.unwrap());
        for refused in [
            installation::open_as_it_is(&folder, Some(&server.url)).await.err(),
            doctor::examine(data.path(), Some(&server.url), None, Lang::En).await.err(),
        ] {
            let sentence = refused.unwrap().sentence(Lang::En);
            assert!(sentence.contains("empty"), "{sentence}");
        }
        server.remove().await;
    }
}
