//! What goes into a statement and what comes out of a row, the same for every engine.

use std::borrow::Cow;

use linli_app::ports::StoreError;
use linli_kernel::{
    AdmissionItemId, AdmissionReplyId, AdmissionRequestId, CaseId, Day, DispatchEntryId,
    GridPlanId, Moment, NoticeId, OrganisationId, PersonId, PhotoId, PlaceId, PlaybookChangeId,
    PostId, RawId, ServiceItemId, SessionId, TextId,
};
use linli_playbook::{
    Name,
    engine::{Holder, TaskNumber},
    model::Role,
};
use serde::de::DeserializeOwned;

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A number, a moment, a day, a truth.
    Integer(i64),
    /// Words.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
    /// Nothing.
    Null,
}

/// One parameter of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Parameter {
    /// A value.
    Value(Value),
    /// A list of numbers, for the tokens `among` and `outside`.
    Integers(Vec<i64>),
    /// The value that the store gives at commit for the plan's n-th assignment.
    Assigned(usize),
}

/// An id of a row.
pub(crate) trait Id: Copy {
    /// Its number.
    fn number(self) -> i64;
}

impl Parameter {
    /// The numbers of some ids.
    pub(crate) fn ids<'a, T: Id + 'a>(ids: impl IntoIterator<Item = &'a T>) -> Self {
        Self::Integers(ids.into_iter().map(|id| id.number()).collect())
    }
}

/// A list of parameters from anything that can be one.
macro_rules! parameters {
    ($($value:expr),* $(,)?) => {
        vec![$($crate::value::Parameter::from($value)),*]
    };
}
pub(crate) use parameters;

impl<T: Into<Value>> From<T> for Parameter {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Integer(flag.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&Name> for Value {
    fn from(name: &Name) -> Self {
        Self::Text(name.as_str().to_owned())
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Blob(bytes)
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Blob(bytes.to_vec())
    }
}

impl From<Moment> for Value {
    fn from(moment: Moment) -> Self {
        Self::Integer(moment.ms())
    }
}

/// Days are stored as numbers that read like dates: 20260708.
impl From<Day> for Value {
    fn from(day: Day) -> Self {
        let (year, month, day) = (i64::from(day.year()), day.month(), day.day());
        Self::Integer(year * 10_000 + i64::from(month) * 100 + i64::from(day))
    }
}

impl From<TaskNumber> for Value {
    fn from(task: TaskNumber) -> Self {
        task.0.into()
    }
}

macro_rules! ids {
    ($($id:ident),+) => {$(
        impl Id for $id {
            fn number(self) -> i64 {
                self.get()
            }
        }

        impl From<$id> for Value {
            fn from(id: $id) -> Self {
                Self::Integer(id.get())
            }
        }
    )+};
}

ids!(
    AdmissionItemId,
    AdmissionReplyId,
    AdmissionRequestId,
    CaseId,
    DispatchEntryId,
    ServiceItemId,
    NoticeId,
    GridPlanId,
    OrganisationId,
    PersonId,
    PhotoId,
    PlaceId,
    PlaybookChangeId,
    PostId,
    RawId,
    SessionId,
    TextId
);

/// A holder as two columns: what kind of queue, and whose.
pub(crate) fn holder_columns(holder: &Holder) -> Result<(String, i64), StoreError> {
    match holder {
        Holder::Post { role, .. } if Role::TAKEN.iter().any(|taken| *role == **taken) => {
            Err(StoreError(format!("a role may not be called `{role}`: the word is taken")))
        }
        Holder::Post { role, place } => Ok((role.as_str().to_owned(), place.get())),
        Holder::Organisation(id) => Ok((Role::ORGANISATION.to_owned(), id.get())),
        Holder::Person(id) => Ok((Role::PERSON.to_owned(), id.get())),
    }
}

type Read<T> = Result<T, StoreError>;

/// What one column of a row holds, where the engine keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell<'r> {
    /// A number, a moment, a day, a truth.
    Integer(i64),
    /// Words.
    Text(Cow<'r, str>),
    /// Bytes.
    Blob(Cow<'r, [u8]>),
    /// Nothing.
    Null,
}

impl Cell<'_> {
    /// The same as a value of its own.
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Integer(number) => Value::Integer(number),
            Self::Text(text) => Value::Text(text.into_owned()),
            Self::Blob(bytes) => Value::Blob(bytes.into_owned()),
            Self::Null => Value::Null,
        }
    }
}

impl<'r> From<&'r str> for Cell<'r> {
    fn from(text: &'r str) -> Self {
        Self::Text(text.into())
    }
}

impl<'r> From<&'r [u8]> for Cell<'r> {
    fn from(bytes: &'r [u8]) -> Self {
        Self::Blob(bytes.into())
    }
}

/// A row as an engine holds it.
pub(crate) trait Columns {
    /// How many columns it has.
    fn width(&self) -> usize;
    /// What one of them holds.
    ///
    /// # Errors
    /// [`StoreError`] if it is of a type that the tables do not use, or there is none.
    fn cell(&self, position: usize) -> Read<Cell<'_>>;
}

impl Columns for Vec<Value> {
    fn width(&self) -> usize {
        self.len()
    }

    fn cell(&self, position: usize) -> Read<Cell<'_>> {
        Ok(match self.get(position).ok_or_else(too_short)? {
            Value::Integer(number) => Cell::Integer(*number),
            Value::Text(text) => Cell::from(text.as_str()),
            Value::Blob(bytes) => Cell::from(bytes.as_slice()),
            Value::Null => Cell::Null,
        })
    }
}

/// A row without the column that its reader wants.
pub(crate) fn too_short() -> StoreError {
    StoreError("a row is shorter than its reader".into())
}

/// One row, read column by column from the left, in place: what is not kept is not copied.
pub(crate) struct Row<'r> {
    columns: &'r dyn Columns,
    position: usize,
}

/// What takes rows: the position of the set of parameters, and a row for it.
pub(crate) type Take<'t> = dyn FnMut(usize, &mut Row<'_>) -> Result<(), StoreError> + Send + 't;

impl<'r> Row<'r> {
    pub(crate) fn new(columns: &'r dyn Columns) -> Self {
        Self { columns, position: 0 }
    }

    /// What is left of it.
    pub(crate) fn values(&mut self) -> Read<Vec<Value>> {
        let left = self.columns.width().saturating_sub(self.position);
        (0..left).map(|_| self.next().map(Cell::into_value)).collect()
    }

    fn next(&mut self) -> Read<Cell<'r>> {
        let cell = self.columns.cell(self.position)?;
        self.position += 1;
        Ok(cell)
    }

    /// A number.
    pub(crate) fn integer(&mut self) -> Read<i64> {
        self.optional_integer()?.ok_or_else(|| unexpected("a number", "nothing"))
    }

    /// A number or nothing.
    pub(crate) fn optional_integer(&mut self) -> Read<Option<i64>> {
        match self.next()? {
            Cell::Integer(number) => Ok(Some(number)),
            Cell::Null => Ok(None),
            Cell::Text(_) | Cell::Blob(_) => Err(unexpected("a number", "something else")),
        }
    }

    /// A number that fits.
    pub(crate) fn small<T: TryFrom<i64>>(&mut self) -> Read<T> {
        let number = self.integer()?;
        T::try_from(number).map_err(|_| unexpected("a smaller number", &number.to_string()))
    }

    /// A number that fits, or nothing.
    pub(crate) fn optional_small<T: TryFrom<i64>>(&mut self) -> Read<Option<T>> {
        let Some(number) = self.optional_integer()? else { return Ok(None) };
        T::try_from(number).map(Some).map_err(|_| unexpected("a smaller number", "a large one"))
    }

    /// A truth.
    pub(crate) fn flag(&mut self) -> Read<bool> {
        Ok(self.integer()? != 0)
    }

    /// Words.
    pub(crate) fn text(&mut self) -> Read<String> {
        self.words().map(Cow::into_owned)
    }

    /// Words or nothing.
    pub(crate) fn optional_text(&mut self) -> Read<Option<String>> {
        Ok(self.optional_words()?.map(Cow::into_owned))
    }

    /// Words where they lie.
    fn words(&mut self) -> Read<Cow<'r, str>> {
        self.optional_words()?.ok_or_else(|| unexpected("words", "nothing"))
    }

    /// Words where they lie, or nothing.
    fn optional_words(&mut self) -> Read<Option<Cow<'r, str>>> {
        match self.next()? {
            Cell::Text(text) => Ok(Some(text)),
            Cell::Null => Ok(None),
            Cell::Integer(_) | Cell::Blob(_) => Err(unexpected("words", "something else")),
        }
    }

    /// Bytes.
    pub(crate) fn blob(&mut self) -> Read<Vec<u8>> {
        self.optional_blob()?.ok_or_else(|| unexpected("bytes", "nothing"))
    }

    /// Bytes or nothing.
    pub(crate) fn optional_blob(&mut self) -> Read<Option<Vec<u8>>> {
        match self.next()? {
            Cell::Blob(bytes) => Ok(Some(bytes.into_owned())),
            Cell::Null => Ok(None),
            Cell::Integer(_) | Cell::Text(_) => Err(unexpected("bytes", "something else")),
        }
    }

    /// A moment.
    pub(crate) fn moment(&mut self) -> Read<Moment> {
        self.integer().map(Moment::from_ms)
    }

    /// A moment or nothing.
    pub(crate) fn optional_moment(&mut self) -> Read<Option<Moment>> {
        Ok(self.optional_integer()?.map(Moment::from_ms))
    }

    /// A day.
    pub(crate) fn day(&mut self) -> Read<Day> {
        self.integer().and_then(day)
    }

    /// A day or nothing.
    pub(crate) fn optional_day(&mut self) -> Read<Option<Day>> {
        self.optional_integer()?.map(day).transpose()
    }

    /// An id; `new` is the type's own constructor.
    pub(crate) fn id<T>(&mut self, new: fn(i64) -> Option<T>) -> Read<T> {
        let number = self.integer()?;
        new(number).ok_or_else(|| unexpected("an id", &number.to_string()))
    }

    /// An id or nothing.
    pub(crate) fn optional_id<T>(&mut self, new: fn(i64) -> Option<T>) -> Read<Option<T>> {
        let Some(number) = self.optional_integer()? else { return Ok(None) };
        new(number).map(Some).ok_or_else(|| unexpected("an id", &number.to_string()))
    }

    /// A declared name.
    pub(crate) fn name(&mut self) -> Read<Name> {
        name(&self.words()?)
    }

    /// A declared name or nothing.
    pub(crate) fn optional_name(&mut self) -> Read<Option<Name>> {
        self.optional_words()?.as_deref().map(name).transpose()
    }

    /// One of a closed set of words.
    pub(crate) fn word<T>(&mut self, from_word: fn(&str) -> Option<T>) -> Read<T> {
        let word = self.words()?;
        from_word(&word).ok_or_else(|| unexpected("a known word", &word))
    }

    /// One of a closed set of words, or nothing.
    pub(crate) fn optional_word<T>(&mut self, from_word: fn(&str) -> Option<T>) -> Read<Option<T>> {
        let Some(word) = self.optional_words()? else { return Ok(None) };
        from_word(&word).map(Some).ok_or_else(|| unexpected("a known word", &word))
    }

    /// A holder, from its two columns.
    pub(crate) fn holder(&mut self) -> Read<Holder> {
        self.optional_holder()?.ok_or_else(|| unexpected("a holder", "nothing"))
    }

    /// A holder from its two columns, or nothing where both are empty.
    pub(crate) fn optional_holder(&mut self) -> Read<Option<Holder>> {
        let Some(kind) = self.optional_words()? else {
            return match self.optional_integer()? {
                None => Ok(None),
                Some(_) => Err(unexpected("a holder", "half of one")),
            };
        };
        self.holder_of(&kind).map(Some)
    }

    fn holder_of(&mut self, kind: &str) -> Read<Holder> {
        match kind {
            Role::ORGANISATION => self.id(OrganisationId::new).map(Holder::Organisation),
            Role::PERSON => self.id(PersonId::new).map(Holder::Person),
            role => Ok(Holder::Post { role: name(role)?, place: self.id(PlaceId::new)? }),
        }
    }

    /// A structure kept as JSON, or nothing.
    pub(crate) fn optional_json<T: DeserializeOwned>(&mut self) -> Read<Option<T>> {
        self.optional_words()?.map(|text| structure(&text)).transpose()
    }

    /// A structure kept as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&mut self) -> Read<T> {
        let text = self.words()?;
        structure(&text)
    }
}

fn structure<T: DeserializeOwned>(text: &str) -> Read<T> {
    serde_json::from_str(text)
        .map_err(|error| StoreError(format!("a stored structure does not read: {error}")))
}

/// A structure as JSON text.
pub(crate) fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|error| StoreError(format!("a structure cannot be stored: {error}")))
}

fn unexpected(wanted: &str, found: &str) -> StoreError {
    StoreError(format!("a row should hold {wanted} and holds {found}"))
}

fn name(text: &str) -> Read<Name> {
    Name::new(text).map_err(|_| unexpected("a name", text))
}

fn day(number: i64) -> Read<Day> {
    let parts = (
        i16::try_from(number.div_euclid(10_000)),
        i8::try_from(number.rem_euclid(10_000) / 100),
        i8::try_from(number.rem_euclid(100)),
    );
    let (Ok(year), Ok(month), Ok(date)) = parts else {
        return Err(unexpected("a day", &number.to_string()));
    };
    Day::new(year, month, date).map_err(|_| unexpected("a day", &number.to_string()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn days_read_back_and_keep_their_order(a in -9999_i16..=9999, b in -9999_i16..=9999,
                month in 1_i8..=12, date in 1_i8..=28) {
            let (first, second) = (Day::new(a, month, date).unwrap(), Day::new(b, 13 - month, date).unwrap());
            let number = |day: Day| match Value::from(day) {
                Value::Integer(number) => number,
                other => panic!("{other:?}"),
            };
            prop_assert_eq!(Row::new(&vec![first.into()]).day().unwrap(), first);
            prop_assert_eq!(first.cmp(&second), number(first).cmp(&number(second)));
        }
    }

    #[test]
    fn a_role_may_not_take_the_words_for_other_holders() {
        let place = PlaceId::new(1).unwrap();
        for word in ["person", "organisation"] {
            let holder = Holder::Post { role: Name::new(word).unwrap(), place };
            assert!(holder_columns(&holder).is_err(), "{word}");
        }
    }

    #[test]
    fn a_row_of_another_shape_is_an_error() {
        assert!(Row::new(&vec![]).integer().is_err());
        assert!(Row::new(&vec![Value::Null]).integer().is_err());
        assert!(Row::new(&vec![Value::Text("x".into())]).optional_integer().is_err());
        assert!(Row::new(&vec![Value::Integer(0)]).id(PlaceId::new).is_err());
        assert!(Row::new(&vec![Value::Integer(20_261_301)]).day().is_err());
    }
}
