//! Forms and their fields: `form NAME { FIELD TYPE zh="…" … }`.

use std::collections::BTreeMap;

use kdl::KdlNode;

use super::{
    code::FindingCode,
    finding::Problem,
    reader::{Reader, Shape, Wanted, children, property, word_stretch},
    source::Stretch,
};
use crate::model::{
    Assessed, Field, FieldKind, Form, LONGEST_TEXT, Label, MOST_PHOTOS, Name, Sensitivity,
};

/// Types of fields, as they are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Text,
    Number,
    Date,
    Flag,
    Choice,
    LegalGround,
    Party,
    Parties,
    Post,
    SecondPerson,
    Photos,
    Items,
}

const TYPES: &[(&str, Type)] = &[
    ("text", Type::Text),
    ("number", Type::Number),
    ("date", Type::Date),
    ("flag", Type::Flag),
    ("choice", Type::Choice),
    ("legal-ground", Type::LegalGround),
    ("party", Type::Party),
    ("parties", Type::Parties),
    ("post", Type::Post),
    ("second-person", Type::SecondPerson),
    ("photos", Type::Photos),
    ("items", Type::Items),
];

const SENSITIVITIES: &[(&str, Sensitivity)] = &[
    ("public", Sensitivity::Public),
    ("internal", Sensitivity::Internal),
    ("personal", Sensitivity::Personal),
];

const SIDES: &[(&str, Assessed)] =
    &[("whistle", Assessed::Whistle), ("response", Assessed::Response)];

/// Longest text of a field that does not say `max`.
const TEXT_MAX: u32 = 500;
/// Most rows of an items field that does not say `max`.
const ITEMS_MAX: u32 = 20;

impl Reader<'_> {
    /// A form.
    pub(crate) fn form(&mut self, node: &KdlNode, forms: &mut BTreeMap<Name, Form>) {
        self.expect(node, Shape { arguments: (1, 1), properties: &[], children: None });
        let Some((key, stands)) = self.first_name(node) else { return };
        let declared = self.declare(format!("form/{key}"), key.as_str(), &stands);
        let fields = self.fields(node, &format!("field/{key}"), true);
        if fields.is_empty() {
            let problem = Problem::new(FindingCode::MissingNode, &stands);
            self.report(problem.with("name", "FIELD text zh=\"…\"").with("word", "form"));
        }
        self.few_photos(node, &fields);
        if declared {
            forms.insert(key.clone(), Form { key, fields });
        }
    }

    /// All fields of photos together ask for no more than a form takes. Rows of items may come to
    /// more, depending on how many there are.
    fn few_photos(&mut self, node: &KdlNode, fields: &[Field]) {
        let mut photos = 0;
        for child in children(node) {
            let field = fields.iter().find(|field| field.key == *child.name().value());
            let Some(FieldKind::Photos { max }) = field.map(|field| &field.kind) else { continue };
            photos += max;
            if photos > MOST_PHOTOS {
                let problem = Problem::new(FindingCode::ManyPhotos, &word_stretch(child));
                self.report(problem.with("given", photos).with("max", MOST_PHOTOS));
            }
        }
    }

    fn fields(&mut self, node: &KdlNode, path: &str, items_allowed: bool) -> Vec<Field> {
        let mut fields = Vec::new();
        for child in children(node) {
            let at = word_stretch(child);
            let Some(key) = self.name(child.name().value(), &at) else { continue };
            let declared = self.declare(format!("{path}/{key}"), key.as_str(), &at);
            let Some(field) = self.field(child, key, path, items_allowed) else { continue };
            if declared {
                fields.push(field);
            }
        }
        fields
    }

    fn field(
        &mut self,
        node: &KdlNode,
        key: Name,
        path: &str,
        items_allowed: bool,
    ) -> Option<Field> {
        let stands = word_stretch(node);
        let Some((text, at)) = super::reader::arguments(node).next().and_then(|e| self.text_of(e))
        else {
            let problem = Problem::new(FindingCode::MissingArgument, &stands);
            self.report(problem.with("word", &key));
            return None;
        };
        let wanted = self.choice(text, &at, TYPES)?;
        self.expect(node, shape(wanted));
        let nested = wanted == Type::Items || wanted == Type::SecondPerson;
        if nested && !items_allowed {
            self.report(Problem::new(FindingCode::NestedItems, &at).with("given", text));
            return None;
        }
        let label = self.label(node);
        let hint = self.text(node, "hint-zh").map(|(zh, _)| zh.to_owned());
        let hint_en = self.text(node, "hint-en").map(|(en, _)| en.to_owned());
        let hint = hint.map(|zh| Label { zh, en: hint_en });
        let required = self.flag(node, "required", true);
        let visible = self.text(node, "visible");
        let sensitivity = visible
            .and_then(|(text, at)| self.choice(text, &at, SENSITIVITIES))
            .unwrap_or(Sensitivity::Internal);
        let path = format!("{path}/{key}");
        let side = self.text(node, "assesses");
        if let Some((_, at)) = &side {
            self.stands.insert(format!("assesses/{path}"), at.clone());
        }
        let assesses = side.and_then(|(text, at)| self.choice(text, &at, SIDES));
        let kind = self.field_kind(node, wanted, &path, &at)?;
        Some(Field { key, label, hint, kind, required, sensitivity, assesses })
    }

    fn field_kind(
        &mut self,
        node: &KdlNode,
        wanted: Type,
        path: &str,
        at: &Stretch,
    ) -> Option<FieldKind> {
        Some(match wanted {
            Type::Text => FieldKind::Text {
                max: self.size(node, u32::try_from(LONGEST_TEXT).unwrap_or(u32::MAX), TEXT_MAX),
                lines: self.flag(node, "lines", false),
            },
            Type::Number => self.number_field(node, at),
            Type::Date => FieldKind::Date,
            Type::Flag => FieldKind::Flag,
            Type::Choice => FieldKind::Choice(self.choices(node, path)?),
            Type::LegalGround => FieldKind::LegalGround,
            Type::Party => FieldKind::Party(self.kinds(node)),
            Type::Parties => FieldKind::Parties(self.kinds(node)),
            Type::Post => FieldKind::Post(self.reference(node, "level", Wanted::Level)),
            Type::SecondPerson => {
                if property(node, "level").is_none() {
                    self.missing_property(node, "level");
                }
                FieldKind::SecondPerson(self.reference(node, "level", Wanted::Level)?)
            }
            Type::Photos => FieldKind::Photos { max: self.size(node, MOST_PHOTOS, MOST_PHOTOS) },
            Type::Items => FieldKind::Items {
                max: self.size(node, 200, ITEMS_MAX),
                fields: self.fields(node, path, false),
            },
        })
    }

    /// More than there can be is told, and read as the most that there can be.
    fn size(&mut self, node: &KdlNode, limit: u32, default: u32) -> u32 {
        let Some(entry) = property(node, "max") else { return default };
        let size = self.number(entry, 1, i64::from(limit));
        size.and_then(|size| u32::try_from(size).ok()).unwrap_or(limit)
    }

    fn number_field(&mut self, node: &KdlNode, at: &Stretch) -> FieldKind {
        const END: i64 = 1_000_000_000_000;
        let min = self.number_at(node, "min", (-END, END)).unwrap_or(0);
        let max = self.number_at(node, "max", (-END, END)).unwrap_or(END);
        if min > max {
            let problem = Problem::new(FindingCode::BadNumber, at);
            self.report(problem.with("given", min).with("min", -END).with("max", max));
        }
        FieldKind::Number { min, max }
    }

    fn choices(&mut self, node: &KdlNode, path: &str) -> Option<Vec<(Name, Label)>> {
        let choices = self.labelled(node, path);
        if choices.is_empty() {
            let problem = Problem::new(FindingCode::MissingNode, &word_stretch(node));
            self.report(problem.with("name", "choice").with("word", node.name().value()));
            return None;
        }
        Some(choices)
    }

    fn kinds(&mut self, node: &KdlNode) -> Vec<Name> {
        let kinds = self.list_at(node, "kinds");
        for (kind, at) in &kinds {
            self.refer(Wanted::Party, kind, at);
        }
        kinds.into_iter().map(|(kind, _)| kind).collect()
    }
}

const fn shape(wanted: Type) -> Shape {
    let properties: &[&str] = match wanted {
        Type::Text => &["zh", "en", "hint-zh", "hint-en", "required", "visible", "max", "lines"],
        Type::Number => &["zh", "en", "hint-zh", "hint-en", "required", "visible", "min", "max"],
        Type::Photos | Type::Items => {
            &["zh", "en", "hint-zh", "hint-en", "required", "visible", "max"]
        }
        Type::Party | Type::Parties => {
            &["zh", "en", "hint-zh", "hint-en", "required", "visible", "kinds"]
        }
        Type::Post | Type::SecondPerson => {
            &["zh", "en", "hint-zh", "hint-en", "required", "visible", "level"]
        }
        Type::Choice => &["zh", "en", "hint-zh", "hint-en", "required", "visible", "assesses"],
        Type::Date | Type::Flag | Type::LegalGround => {
            &["zh", "en", "hint-zh", "hint-en", "required", "visible"]
        }
    };
    let children: Option<&[&str]> = match wanted {
        Type::Choice | Type::Items => None,
        _ => Some(&[]),
    };
    Shape { arguments: (1, 1), properties, children }
}
