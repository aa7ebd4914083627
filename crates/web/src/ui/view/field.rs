//! Fields of forms. Component: `component/field.html`.

use crate::ui::Ui;

/// What a field takes and how it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of text of at most so many characters.
    Text {
        /// Limit in characters.
        max: u32,
    },
    /// Several lines.
    TextArea {
        /// Height in lines.
        rows: u8,
        /// Limit in characters.
        max: u32,
    },
    /// A mobile or landline number.
    Phone,
    /// A one-time code, or the last digits of a number.
    Code {
        /// How many digits it has.
        digits: u8,
    },
    /// A password; `new` where one is chosen.
    Password {
        /// Whether this sets a password rather than asks for one.
        new: bool,
    },
    /// A whole number.
    Number {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
    },
    /// A day, as `2026-07-08`.
    Date,
    /// A time of day, as `18:00`.
    Time,
    /// A day and time, as `2026-07-08T18:00`.
    DateTime,
    /// One of many, in a list that drops down.
    Select,
    /// One of few, as chips.
    Chips,
    /// Several of few, as chips.
    ManyChips,
    /// Yes or no, with the label beside it.
    Check,
    /// Yes or no that takes effect by itself, as a switch.
    Switch,
    /// Photos.
    Photos {
        /// At most so many.
        max: u8,
    },
    /// A file, such as a table.
    File {
        /// Value of `accept`.
        accept: String,
    },
    /// One to five stars, with words.
    Stars,
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub label: String,
    /// Name in the icon sprite.
    pub icon: Option<&'static str>,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Under which heading it stands, where there are many.
    pub group: Option<String>,
}

impl Choice {
    /// Something to choose, without icon and not chosen.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), icon: None, chosen: false, group: None }
    }
}

/// A field with what was entered and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldView {
    /// Name in the form; also makes the element's id.
    pub name: String,
    /// Label.
    pub label: String,
    /// Kind.
    pub kind: FieldKind,
    /// What was entered; for choices, `options` say it.
    pub value: String,
    /// What is wrong.
    pub error: Option<String>,
    /// Help.
    pub hint: Option<String>,
    /// Whether it must be filled. What need not be says so beside the label.
    pub required: bool,
    /// What can be chosen.
    pub options: Vec<Choice>,
}

impl FieldKind {
    /// A code that was sent, or that an authenticator shows.
    pub const ONE_TIME: Self = Self::Code { digits: 6 };

    /// One line of text, within a limit of the domain.
    #[must_use]
    pub fn line(max: usize) -> Self {
        Self::Text { max: limit(max) }
    }

    /// Several lines of text, within a limit of the domain.
    #[must_use]
    pub fn lines(rows: u8, max: usize) -> Self {
        Self::TextArea { rows, max: limit(max) }
    }
}

fn limit(max: usize) -> u32 {
    u32::try_from(max).unwrap_or(u32::MAX)
}

impl FieldView {
    /// An empty field that must be filled.
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            value: String::new(),
            error: None,
            hint: None,
            required: true,
            options: Vec::new(),
        }
    }

    /// Need not be filled.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// With help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With what was entered; chooses the options of that value.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self.choose();
        self
    }

    /// With all that was chosen, where that may be several.
    #[must_use]
    pub fn chosen<'v>(mut self, values: impl IntoIterator<Item = &'v str>) -> Self {
        let values: Vec<&str> = values.into_iter().collect();
        for option in &mut self.options {
            option.chosen = values.contains(&option.value.as_str());
        }
        self
    }

    /// With what can be chosen.
    #[must_use]
    pub fn options(mut self, options: Vec<Choice>) -> Self {
        self.options = options;
        if !self.value.is_empty() {
            self.choose();
        }
        self
    }

    /// With what is wrong.
    #[must_use]
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    fn choose(&mut self) {
        for option in &mut self.options {
            option.chosen = option.value == self.value;
        }
    }

    /// The element's id, to which labels and the error summary point.
    #[must_use]
    pub fn id(&self) -> String {
        format!("field-{}", self.name)
    }

    /// Whether a yes-or-no field says yes.
    #[must_use]
    pub fn checked(&self) -> bool {
        matches!(self.value.as_str(), "on" | "true" | "1" | "yes")
    }

    /// The options in their order, each run of them with its heading.
    #[must_use]
    pub fn grouped(&self) -> Vec<(Option<&str>, &[Choice])> {
        let runs = self.options.chunk_by(|one, next| one.group == next.group);
        runs.map(|run| (run.first().and_then(|one| one.group.as_deref()), run)).collect()
    }

    /// Whether there are so many options under headings that all but the first ones are folded away,
    /// and that one looks for a word in them.
    #[must_use]
    pub fn is_long(&self) -> bool {
        const MANY: usize = 12;
        self.options.len() > MANY && self.grouped().len() > 1
    }

    /// Whether a heading's options stand open: those of the first, and where any is chosen.
    #[must_use]
    pub fn shows(&self, options: &[Choice]) -> bool {
        let first = |option| self.begins_with(option);
        options.first().is_some_and(first) || options.iter().any(|option| option.chosen)
    }

    /// Whether this is the option to which the label and the error summary lead.
    #[must_use]
    pub fn begins_with(&self, option: &Choice) -> bool {
        self.options.first().is_some_and(|first| first.value == option.value)
    }

    /// The id of a star: the best one is where the label leads, since it stands first in the page.
    #[must_use]
    pub fn star_id(&self, option: &Choice) -> String {
        match self.options.last() {
            Some(best) if best.value == option.value => self.id(),
            _ => format!("{}-{}", self.id(), option.value),
        }
    }

    /// Whether the options stand best two by two.
    #[must_use]
    pub const fn in_twos(&self) -> bool {
        matches!(self.options.len(), 0..=2 | 4)
    }

    /// Whether more than one photo can be chosen.
    #[must_use]
    pub const fn takes_several(&self) -> bool {
        matches!(self.kind, FieldKind::Photos { max } if max > 1)
    }

    /// One mark for each digit that is to be typed.
    #[must_use]
    pub fn slots(&self, digits: &u8) -> String {
        "_".repeat(usize::from(*digits))
    }

    /// Whether any option has an icon.
    #[must_use]
    pub fn with_icons(&self) -> bool {
        self.options.iter().any(|option| option.icon.is_some())
    }

    /// Ids of what describes the field: its hint and its error.
    #[must_use]
    pub fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if self.hint.is_some() {
            ids.push(format!("{}-hint", self.id()));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.id()));
        }
        ids.join(" ")
    }
}

/// What is wrong with one field, for the summary above a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The element's id.
    pub id: String,
    /// The sentence.
    pub text: String,
}

impl FieldError {
    /// Everything that is wrong with these fields, in their order.
    #[must_use]
    pub fn of(ui: &Ui, fields: &[FieldView]) -> Vec<Self> {
        fields.iter().filter_map(|field| Self::named(ui, field)).collect()
    }

    /// What is wrong with a field, after its label: above the form the sentence alone would not say
    /// which field it means.
    #[must_use]
    pub fn named(ui: &Ui, field: &FieldView) -> Option<Self> {
        let text = field.error.as_ref()?;
        let text = match field.label.as_str() {
            "" => text.clone(),
            label => ui.tx("form-wrong", &[("label", &label), ("text", text)]),
        };
        Some(Self { id: field.id(), text })
    }
}

/// The place of a report, with a way to change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceView {
    /// What the form sends as `place`.
    pub value: String,
    /// The place in words.
    pub label: String,
    /// Where it came from: registered home, scanned code.
    pub note: String,
    /// Where it is changed; none if it cannot be.
    pub change_href: Option<String>,
}

impl Ui {
    /// The title of a form that has errors says so first, for screen readers and tabs.
    #[must_use]
    pub fn title_with_errors(&self, title: &str, errors: &[FieldError]) -> String {
        if errors.is_empty() {
            title.to_owned()
        } else {
            self.t1("form-error-title", "title", title)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(count: usize, groups: usize) -> FieldView {
        let option = |at: usize| Choice {
            group: Some(format!("{}", at * groups / count)),
            ..Choice::new(at.to_string(), at.to_string())
        };
        FieldView::new("f", "", FieldKind::ManyChips).options((0..count).map(option).collect())
    }

    #[test]
    fn of_many_options_the_first_and_the_chosen_stand_open() {
        let long = field(20, 4).chosen(["12"]);
        assert!(long.is_long() && !field(12, 4).is_long() && !field(20, 1).is_long());
        let open: Vec<bool> = long.grouped().iter().map(|(_, run)| long.shows(run)).collect();
        assert_eq!(open, [true, false, true, false]);
        let leads: Vec<&str> = long
            .options
            .iter()
            .filter(|option| long.begins_with(option))
            .map(|option| option.value.as_str())
            .collect();
        assert_eq!(leads, ["0"], "one element has the field's id");
    }

    #[test]
    fn chips_stand_in_twos_where_a_third_would_stand_alone() {
        let twos: Vec<usize> = (1..7).filter(|count| field(*count, 1).in_twos()).collect();
        assert_eq!(twos, [1, 2, 4]);
    }

    #[test]
    fn a_code_shows_how_many_digits_it_has() {
        let FieldKind::Code { digits } = FieldKind::ONE_TIME else { panic!("a code") };
        assert_eq!(field(1, 1).slots(&digits), "______");
    }
}
