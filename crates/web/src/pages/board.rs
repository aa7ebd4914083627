//! A notice board in words and on paper: what the public page and the printed sheets share.

use linli_app::board::ChangedPart;
use linli_domain::board::{Board, Inherited, Line, ServiceKind};
use linli_kernel::Day;

use crate::{
    pages::form::{label, post_title},
    request::{Problem, Query},
    ui::{
        Ui,
        view::{Link, Paper, PaperChoice, Poster, PosterDuties, PosterNumber, PosterPerson, QrBox},
    },
};

/// A sheet as asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    paper: &'static str,
    turn: &'static str,
}

/// Every sheet with the key of its words.
const SHEETS: [(Sheet, &str); 4] = [
    (Sheet { paper: "a4", turn: "portrait" }, "board-a4-portrait"),
    (Sheet { paper: "a4", turn: "landscape" }, "board-a4-landscape"),
    (Sheet { paper: "a3", turn: "portrait" }, "board-a3-portrait"),
    (Sheet { paper: "a3", turn: "landscape" }, "board-a3-landscape"),
];

impl Sheet {
    /// From `?paper=a3&turn=landscape`; without them, A4 upright.
    ///
    /// # Errors
    /// A problem if there is no such sheet.
    pub(super) fn asked(query: &Query) -> Result<Self, Problem> {
        let paper = query.get("paper").unwrap_or("a4");
        let turn = query.get("turn").unwrap_or("portrait");
        let found = SHEETS.iter().find(|(sheet, _)| sheet.paper == paper && sheet.turn == turn);
        found.map(|(sheet, _)| *sheet).ok_or_else(|| Problem::field("paper", "field-choice"))
    }

    /// The choices; `base` ends where the parameters go.
    #[must_use]
    pub(super) fn choices(self, ui: &Ui, base: &str) -> Vec<PaperChoice> {
        let choice = |(sheet, key): &(Self, &'static str)| {
            let href = format!("{base}paper={}&turn={}", sheet.paper, sheet.turn);
            (Link { href, label: ui.t(key).to_owned() }, *sheet == self)
        };
        SHEETS.iter().map(choice).collect()
    }
}

/// The board of a place on a sheet. The code leads to the place's own page for reporting.
#[must_use]
pub(super) fn poster(ui: &Ui, board: &Board, sheet: Sheet, day: &Day, origin: &str) -> Poster {
    let title = ui.t1("board-title", "place", &board.name);
    let address = format!("{origin}/q/{}", board.place);
    let people = board.posts.iter().flat_map(|line| people(ui, line, board));
    let below = board.below.iter().flat_map(|line| people_below(ui, line, board));
    Poster {
        frame: Paper {
            title,
            place: board.address.clone(),
            notes: vec![ui.t("board-call").to_owned(), ui.t("board-names").to_owned()],
            day: ui.t1("board-day", "day", ui.full_day(day)),
            qr: QrBox::new(&address, ui.t("board-qr")),
        },
        paper: sheet.paper,
        turn: sheet.turn,
        type_size: 1,
        people: people.collect(),
        below: below.collect(),
        more_below: board.more_below,
        duties: board.duties.iter().map(|list| duties(ui, list)).collect(),
        numbers: board.numbers.iter().map(|found| number(ui, found)).collect(),
    }
    .fitted()
}

fn duties(ui: &Ui, list: &linli_domain::board::DutyList) -> PosterDuties {
    let roles: Vec<&str> = list.labels.iter().map(|role| label(ui, role)).collect();
    let roles = roles.join(ui.t("grid-roles-joint"));
    PosterDuties {
        title: ui.t1("board-duties", "role", roles),
        lines: list.lines.iter().map(|line| label(ui, line).to_owned()).collect(),
    }
}

/// Everybody of one line; one entry that says what to call where nobody is named.
pub(super) fn people(ui: &Ui, line: &Line, board: &Board) -> Vec<PosterPerson> {
    let role = label(ui, &line.label).to_owned();
    let place = if line.place == board.place { String::new() } else { line.place_name.clone() };
    let contact = board.contact.clone().unwrap_or_default();
    let one = |name: String, phone: String| PosterPerson {
        role: role.clone(),
        place: place.clone(),
        named: !line.named.is_empty(),
        name,
        phone,
    };
    let mut found: Vec<PosterPerson> = line
        .named
        .iter()
        .map(|named| {
            one(named.name.clone(), named.phone.clone().unwrap_or_else(|| contact.clone()))
        })
        .collect();
    if found.is_empty() {
        let said = match (&line.stand_in, line.unnamed) {
            (_, true) => ui.t("board-unnamed").to_owned(),
            (Some(role), _) => ui.t1("grid-vacant", "role", label(ui, role)),
            (None, _) => ui.t("grid-vacant-alone").to_owned(),
        };
        found.push(one(said, contact));
    }
    found
}

/// The same below the board's place, where the post's place stands before its name.
pub(super) fn people_below(ui: &Ui, line: &Line, board: &Board) -> Vec<PosterPerson> {
    let shown = people(ui, line, board).into_iter();
    let named = shown.map(|person| PosterPerson {
        role: post_title(ui, &line.place_name, &line.label),
        place: String::new(),
        ..person
    });
    named.collect()
}

/// A service number in words.
pub(super) fn number(ui: &Ui, found: &Inherited) -> PosterNumber {
    let number = &found.number;
    let other = number.kind == ServiceKind::Other;
    let who = if other { "" } else { number.name.as_str() };
    let words = [who, number.hours.as_str()].into_iter().filter(|words| !words.is_empty());
    PosterNumber {
        title: if other { number.name.clone() } else { kind(ui, number.kind).to_owned() },
        text: words.collect::<Vec<_>>().join(ui.t("grid-joint")),
        phone: number.phone.clone(),
    }
}

/// What a kind of number is called.
pub(super) fn kind(ui: &Ui, kind: ServiceKind) -> &str {
    match kind {
        ServiceKind::Community => ui.t("number-community"),
        ServiceKind::Supervision => ui.t("number-supervision"),
        ServiceKind::Property => ui.t("number-property"),
        ServiceKind::Water => ui.t("number-water"),
        ServiceKind::Power => ui.t("number-power"),
        ServiceKind::Gas => ui.t("number-gas"),
        ServiceKind::Heating => ui.t("number-heating"),
        ServiceKind::Lift => ui.t("number-lift"),
        ServiceKind::Medical => ui.t("number-medical"),
        ServiceKind::Police => ui.t("number-police"),
        ServiceKind::Other => ui.t("number-other"),
    }
}

/// Why a board has to be changed, in a few words.
pub(super) fn reason(ui: &Ui, part: &ChangedPart) -> String {
    match part {
        ChangedPart::Place => ui.t("board-changed-place").to_owned(),
        ChangedPart::MoreBelow => ui.t("board-changed-below").to_owned(),
        ChangedPart::Contact => ui.t("board-changed-contact").to_owned(),
        ChangedPart::Gone => ui.t("board-changed-gone").to_owned(),
        ChangedPart::Duties { role } => ui.t1("board-changed-duties", "role", label(ui, role)),
        ChangedPart::Post { role, place } => {
            ui.t1("board-changed-post", "post", post_title(ui, place, role))
        }
        ChangedPart::Number { kind: ServiceKind::Other, name } => {
            ui.t1("board-changed-number", "kind", name)
        }
        ChangedPart::Number { kind: found, .. } => {
            ui.t1("board-changed-number", "kind", kind(ui, *found))
        }
    }
}
