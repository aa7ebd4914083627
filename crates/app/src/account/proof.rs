//! Whether a number is still in the hand that wrote what it would open.

use linli_domain::{
    account::{NumberKnown, NumberTrust, PROOF_FRESH_MS, number_trust},
    person::Person,
};

use super::{limits::Counter, people, session};
use crate::{App, AppResult, digest, matter::cases_by_number, ports::Snapshot};

/// How far the number alone is trusted. `device_token` is a session token that the browser still
/// has, over or not: whoever holds telephone and device is the one who signed in on both.
pub(super) async fn trust(
    app: &App,
    rows: &mut dyn Snapshot,
    person: &Person,
    device_token: Option<&str>,
) -> AppResult<NumberTrust> {
    let now = app.now();
    let since = now.plus_ms(1 - PROOF_FRESH_MS);
    let (mut proven_lately, mut given_lately) = (false, false);
    if let Some(hash) = &person.phone_hash {
        proven_lately = Counter::number_proven(person.id, hash).since(rows, since).await? > 0;
        given_lately = Counter::number_given(person.id, hash).since(rows, since).await? > 0;
    }
    let session = match device_token {
        Some(token) => rows.session(&digest(token.as_bytes())).await?,
        None => None,
    };
    // An ended session may be one that was ended because the device was lost.
    let known_device = session.is_some_and(|s| s.person == person.id && !s.ended);
    Ok(number_trust(person, now, NumberKnown { proven_lately, given_lately, known_device }))
}

/// Whether somebody who gives this name and this number at a counter, or over the telephone, is the
/// one whom the number is written down for. A number may be misheard or another's by now, so it is
/// never enough alone; a row without an account was written at a counter under just these two.
pub(crate) async fn is_known_as(
    app: &App,
    rows: &mut dyn Snapshot,
    person: &Person,
    name: &str,
) -> AppResult<bool> {
    let same_name = people::name_of(app, person).as_deref() == Some(name);
    let same_hand =
        !person.has_account || trust(app, rows, person, None).await? == NumberTrust::Fresh;
    Ok(same_name && same_hand)
}

/// What stands between a name and a number that are typed into one line: comma and semicolon, and
/// the full-width comma, enumeration comma and semicolon of a Chinese keyboard.
const BETWEEN: [char; 5] = [',', ';', '\u{ff0c}', '\u{3001}', '\u{ff1b}'];

/// Whether somebody knows what the former holder knew: the name as it was given, and the number of
/// a matter that they raised, as printed on its receipt, in one line. A name alone proves nothing:
/// couriers and callers tell it to whoever has the number now, and boards at the doors print both.
///
/// Whoever has a post is never opened so: an administrator helps.
pub(super) async fn knows(
    app: &App,
    rows: &mut dyn Snapshot,
    person: &Person,
    said: &str,
) -> AppResult<bool> {
    let said = said.trim();
    let Some(name) = people::name_of(app, person) else { return Ok(false) };
    if session::is_staff(rows, person.id, app.now().day()).await? {
        return Ok(false);
    }
    let separates = |c: char| c.is_whitespace() || BETWEEN.contains(&c);
    let Some(number) = (match said.strip_prefix(name.as_str()) {
        Some(rest) if rest.starts_with(separates) => Some(rest.trim_matches(separates)),
        _ => said.strip_suffix(name.as_str()).map(|rest| rest.trim_matches(separates)),
    }) else {
        return Ok(false);
    };
    let cases = cases_by_number(rows, number).await?;
    Ok(cases.iter().any(|case| case.state.raisers.contains(&person.id)))
}
