//! Whose matter it is: the caller's, an elder's whose household the caller belongs to, somebody's
//! at the counter, or nobody's (staff found it).

use linli_domain::person::{Person, Phone};
use linli_kernel::PersonId;

use super::{
    fields::typed_text,
    report::{OnBehalf, ReportMatter},
    writing,
};
use crate::{
    App, AppError, AppResult, Caller, Changes, Expect, FieldError, StaffPut,
    account::{may_act_for, proof::is_known_as},
    ports::Snapshot,
};

/// Longest name of a person, in characters.
const MAX_NAME: usize = 40;

/// Finds or makes the raiser; the flag says whether the program can ask them.
pub(super) async fn raiser(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    input: &ReportMatter,
    changes: &mut Changes,
) -> AppResult<(Option<PersonId>, bool)> {
    let found_or_ordered = input.acting.is_some() || input.external.is_some();
    match (&input.on_behalf, found_or_ordered) {
        (None, true) => Ok((None, false)),
        (None, false) => Ok((Some(caller.person), true)),
        (Some(OnBehalf { person: Some(word), .. }), _) => family(rows, caller, word, app).await,
        (Some(somebody), _) => at_the_counter(app, rows, somebody, changes).await,
    }
}

/// An elder of the caller's household who agreed that the caller acts for them.
async fn family(
    rows: &mut dyn Snapshot,
    caller: &Caller,
    word: &str,
    app: &App,
) -> AppResult<(Option<PersonId>, bool)> {
    let unknown = || AppError::field("on_behalf.person", "not-agreed");
    let person: PersonId = word.trim().parse().map_err(|_| unknown())?;
    if !may_act_for(rows, caller.person, person, app.now()).await? {
        return Err(unknown());
    }
    let row = rows.person(person).await?.ok_or_else(unknown)?;
    Ok((Some(person), row.has_account))
}

/// Their name and telephone number, or everything that is wrong with both.
fn typed(somebody: &OnBehalf) -> Result<(String, Option<Phone>), Vec<FieldError>> {
    let mut wrong = Vec::new();
    let raw = somebody.name.as_deref().unwrap_or_default();
    let name = typed_text(&mut wrong, "on_behalf.name", (raw, MAX_NAME));
    let raw = somebody.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty());
    let phone = raw.and_then(Phone::parse);
    if raw.is_some() && phone.is_none() {
        wrong.push(FieldError::new("on_behalf.phone", "phone-wrong"));
    }
    if wrong.is_empty() { Ok((name, phone)) } else { Err(wrong) }
}

/// Somebody present or on the telephone: found by telephone number and name, or written down anew.
/// A number that is somebody else's row goes into the new one without its hash: the matter can be
/// called back about, and the number opens it to nobody.
async fn at_the_counter(
    app: &App,
    rows: &mut dyn Snapshot,
    somebody: &OnBehalf,
    changes: &mut Changes,
) -> AppResult<(Option<PersonId>, bool)> {
    let (name, phone) = typed(somebody).map_err(AppError::Fields)?;
    let mut phone_hash = phone.as_ref().map(|phone| app.vault.hash("phone", phone.as_str()));
    if let Some(hash) = &phone_hash
        && let Some(known) = rows.person_by_phone(hash).await?
    {
        if is_known_as(app, rows, &known, &name).await? {
            // The number may be released meanwhile.
            changes.expects.push(Expect::Person(known.id, known.version));
            return Ok((Some(known.id), known.has_account));
        }
        phone_hash = None;
    }
    let seal = |key: &[u8], purpose, value: &str| {
        app.vault.seal(&*app.entropy, key, purpose, value).map_err(writing::internal)
    };
    let key = app.vault.new_person_key(&*app.entropy).map_err(writing::internal)?;
    let sealed_phone = match &phone {
        Some(phone) => Some(seal(&key, "phone", phone.as_str())?),
        None => None,
    };
    let person = Person {
        id: PersonId::from_raw(app.entropy.id()),
        name: seal(&key, "name", &name)?,
        phone: sealed_phone,
        phone_hash,
        has_account: false,
        suspended: false,
        created_at: app.now(),
        version: 1,
        key,
    };
    let id = person.id;
    changes.put(StaffPut::Person(person));
    Ok((Some(id), false))
}
