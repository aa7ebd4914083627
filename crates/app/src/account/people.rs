//! Person rows: sealing, opening, releasing a telephone.

use linli_domain::person::{Person, Phone};
use linli_kernel::{PersonId, Text};

use crate::{App, AppError, AppResult, FieldError};

/// Longest name, in characters: long enough for names of minorities and foreigners.
const MAX_NAME: usize = 40;

/// Under which purpose a name is sealed.
const NAME: &str = "name";
/// Under which purpose a telephone number is sealed and hashed.
const PHONE: &str = "phone";

/// The keyed hash by which a number is found.
pub(crate) fn phone_hash(app: &App, phone: &Phone) -> Vec<u8> {
    app.vault.hash(PHONE, phone.as_str())
}

/// Reads a telephone number as typed.
///
/// # Errors
/// [`AppError::Fields`] on `phone`.
pub(super) fn parse_phone(raw: &str) -> AppResult<Phone> {
    Phone::parse(raw).ok_or_else(|| AppError::field("phone", "phone-wrong"))
}

/// Reads a name as typed.
///
/// # Errors
/// [`AppError::Fields`] on `name`.
pub(super) fn parse_name(raw: &str) -> AppResult<String> {
    let name = Text::<MAX_NAME>::new(raw);
    let name = name.map_err(|error| {
        let wrong = FieldError::new("name", error.code().as_str()).with("max", MAX_NAME);
        AppError::Fields(vec![wrong.with("found", raw.trim().chars().count())])
    })?;
    if name.as_str().contains(['\n', '\t']) {
        return Err(AppError::Fields(vec![FieldError::new("name", "control-characters")]));
    }
    Ok(name.into_string())
}

/// A new person with an account; an empty name is one not yet told.
pub(crate) fn new_person(app: &App, name: &str, phone: Option<&Phone>) -> AppResult<Person> {
    let key = app.vault.new_person_key(&*app.entropy).map_err(internal)?;
    let person = Person {
        id: PersonId::from_raw(app.entropy.id()),
        name: app.vault.seal(&*app.entropy, &key, NAME, name).map_err(internal)?,
        key,
        phone: None,
        phone_hash: None,
        has_account: true,
        suspended: false,
        created_at: app.now(),
        version: 1,
    };
    match phone {
        Some(phone) => with_phone(app, person, phone),
        None => Ok(person),
    }
}

/// The row with this telephone, at the same version.
pub(super) fn with_phone(app: &App, person: Person, phone: &Phone) -> AppResult<Person> {
    let sealed = app.vault.seal(&*app.entropy, &person.key, PHONE, phone.as_str());
    Ok(Person {
        phone: Some(sealed.map_err(internal)?),
        phone_hash: Some(phone_hash(app, phone)),
        ..person
    })
}

/// The row with this name, at the same version.
pub(super) fn with_name(app: &App, person: Person, name: &str) -> AppResult<Person> {
    let sealed = app.vault.seal(&*app.entropy, &person.key, NAME, name).map_err(internal)?;
    Ok(Person { name: sealed, ..person })
}

/// The row at its next version.
pub(super) fn next(person: Person) -> Person {
    Person { version: person.version + 1, ..person }
}

/// The row without its telephone, at its next version: the number opens it no more, and whoever
/// has it next begins anew.
pub(super) fn without_phone(person: Person) -> Person {
    next(Person { phone: None, phone_hash: None, has_account: false, ..person })
}

/// The name, if it was told and not erased.
pub(crate) fn name_of(app: &App, person: &Person) -> Option<String> {
    let name = app.vault.open(&person.key, NAME, &person.name).ok()?;
    (!name.is_empty()).then_some(name)
}

/// The telephone number, if there is one and it was not erased.
pub(crate) fn phone_of(app: &App, person: &Person) -> Option<String> {
    app.vault.open(&person.key, PHONE, person.phone.as_deref()?).ok()
}

/// An error of the vault.
pub(super) fn internal(error: crate::VaultError) -> AppError {
    AppError::Internal(error.to_string())
}
