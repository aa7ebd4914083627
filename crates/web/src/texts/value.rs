//! What can stand in a text's placeholder.

use std::borrow::Cow;

use fluent_bundle::FluentValue;

/// A value for a placeholder of a text: words or a whole number. (Numbers choose plural forms;
/// print large ones with [`crate::ui::Ui::number`] first, which groups digits.)
pub trait TextValue {
    /// The value as the catalogue takes it.
    fn to_fluent(&self) -> FluentValue<'_>;
}

impl<T: TextValue + ?Sized> TextValue for &T {
    fn to_fluent(&self) -> FluentValue<'_> {
        (**self).to_fluent()
    }
}

impl TextValue for str {
    fn to_fluent(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}

impl TextValue for String {
    fn to_fluent(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl TextValue for Cow<'_, str> {
    fn to_fluent(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_ref())
    }
}

macro_rules! whole_numbers {
    ($($kind:ty),*) => {
        $(impl TextValue for $kind {
            fn to_fluent(&self) -> FluentValue<'_> {
                FluentValue::from(*self)
            }
        })*
    };
}

whole_numbers!(u8, u16, u32, u64, usize, i8, i16, i32, i64);
