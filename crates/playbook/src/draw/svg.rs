//! SVG, for pages: one column of cards under their stages, which a phone can show; each way out is
//! a line of words with an arrow in a lane beside the cards, down on the right, up on the left.
//!
//! No script and no inline style: presentation attributes give a plain drawing, and a page's
//! stylesheet may override them by the classes `flow-…`.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    escaped,
    lanes::{Link, lanes},
    redrawn::{Mark, Marks},
    story::{Card, LINE_COLUMNS, story, wrapped},
};
use crate::{
    language::{Speech, columns, fill},
    model::{Name, Playbook, Process},
};

const STAGE: i32 = 40;
/// Height of the title and the legend above the first stage.
const TITLE: i32 = 84;
const HEAD: i32 = 36;
const WHO: i32 = 18;
const LINE: i32 = 20;
const ROW_GAP: i32 = 4;
const GAP: i32 = 14;
const LANE: i32 = 8;
const EDGE: i32 = 8;
const FONT: i32 = 15;
/// The lines of the legend, with their heights and classes: what stands for a line goes where the
/// page leaves the lines out.
const LEGEND: [(&str, i32, &str); 3] = [
    ("draw-legend-usual", 50, "flow-who"),
    ("draw-legend-chosen", 69, "flow-who flow-key"),
    ("draw-legend-clock", 87, "flow-who flow-key"),
];

/// A card with its place.
struct Placed<'p> {
    card: Card<'p>,
    /// Lines of each row, with the height of the row's first line below the card's top.
    rows: Vec<(Vec<String>, i32)>,
    top: i32,
    height: i32,
    /// The stage's label above it, where a new stage begins.
    begins: Option<&'p str>,
}

struct Layout<'p> {
    cards: Vec<Placed<'p>>,
    left: i32,
    width: i32,
    total_width: i32,
    total_height: i32,
    down: Vec<Link>,
    up: Vec<Link>,
}

/// The process as SVG, the cards of `marks` framed and with the mark's word.
#[must_use]
pub fn svg(playbook: &Playbook, process: &Process, speech: Speech, marks: &Marks) -> String {
    let title = process.label.text(speech == Speech::English);
    let layout = layout(story(playbook, process, speech), speech, title, marks);
    let said = [("process", title.to_owned())];
    let key = &process.key;
    let (width, height) = (layout.total_width, layout.total_height);
    let mut text = String::new();
    let _ = writeln!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"flow\" role=\"img\" \
         width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         aria-labelledby=\"flow-{key}-title flow-{key}-desc\" font-family=\"sans-serif\" \
         font-size=\"{FONT}\">"
    );
    let _ = writeln!(text, "<title id=\"flow-{key}-title\">{}</title>", escaped(title));
    let described = described(&layout, &fill(speech, "draw-description", &said), speech);
    let _ = writeln!(text, "<desc id=\"flow-{key}-desc\">{}</desc>", escaped(&described));
    let _ = writeln!(
        text,
        "<rect class=\"flow-page\" width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>"
    );
    heading(&mut text, &layout, title, speech);
    arrows(&mut text, &layout);
    for placed in &layout.cards {
        let mark = marks.get(placed.card.key).map(|mark| mark.word(speech));
        card(&mut text, placed, &layout, mark.as_deref());
    }
    text.push_str("</svg>\n");
    text
}

/// The title, and what the two kinds of lines and the bar mean.
fn heading(text: &mut String, layout: &Layout<'_>, title: &str, speech: Speech) {
    let x = layout.left;
    let _ = writeln!(
        text,
        "<text class=\"flow-name\" x=\"{x}\" y=\"28\" font-size=\"{size}\" font-weight=\"600\" \
         fill=\"#19212f\">{title}</text>\
         <rect class=\"flow-bar\" x=\"{x}\" y=\"38\" width=\"4\" height=\"14\" fill=\"#1a5fd0\"/>\
         <path class=\"flow-line\" d=\"M{x} 65h24\" fill=\"none\" stroke=\"#5c677a\"/>\
         <path class=\"flow-line flow-late\" d=\"M{x} 83h24\" fill=\"none\" stroke=\"#5c677a\" \
         stroke-dasharray=\"4 3\"/>",
        title = escaped(title),
        size = FONT + 3,
    );
    for (key, y, class) in LEGEND {
        let _ = writeln!(
            text,
            "<text class=\"{class}\" x=\"{}\" y=\"{y}\" font-size=\"{}\" fill=\"#19212f\">{}</text>",
            x + 32,
            FONT - 2,
            escaped(&fill(speech, key, &[])),
        );
    }
}

/// The drawing in words, for who cannot see it.
fn described(layout: &Layout<'_>, opening: &str, speech: Speech) -> String {
    let mut said = vec![opening.to_owned()];
    for placed in &layout.cards {
        let rows: Vec<&str> = placed.card.rows.iter().map(|row| row.text.as_str()).collect();
        let rows = rows.join(&format!("{} ", fill(speech, "draw-between", &[])));
        let card = [("title", placed.card.title.clone()), ("rows", rows)];
        let key = if placed.card.rows.is_empty() { "draw-end" } else { "draw-card" };
        said.push(fill(speech, key, &card));
    }
    said.join(" ")
}

fn layout<'p>(story: Vec<Card<'p>>, speech: Speech, title: &str, marks: &Marks) -> Layout<'p> {
    let marked = marks.values().chain([&Mark::Current]);
    let mark = marked.map(|mark| room(&mark.word(speech), FONT)).max().unwrap_or_default();
    let mut top = EDGE + TITLE;
    let legend = LEGEND.iter().map(|(key, ..)| room(&fill(speech, key, &[]), FONT - 2) + 32).max();
    let mut width = 230.max(room(title, FONT + 3)).max(legend.unwrap_or_default());
    let mut stage = Some("");
    let mut cards = Vec::new();
    for card in story {
        let begins = (card.stage != stage).then_some(card.stage).flatten();
        if card.stage != stage {
            top += if begins.is_some() { STAGE } else { GAP };
            stage = card.stage;
        }
        let head = head(&card);
        let mut height = head;
        let mut rows = Vec::new();
        for row in &card.rows {
            let lines = broken(&row.text);
            let widest = lines.iter().map(|line| room(line, FONT - 1)).max();
            width = width.max(widest.unwrap_or_default() + 40);
            let count = i32::try_from(lines.len()).unwrap_or(1);
            rows.push((lines, height));
            height += count * LINE + ROW_GAP;
        }
        width = width.max(room(&card.title, FONT + 1) + mark + 32);
        let who = card.subtitle.iter().map(|line| room(line, FONT - 2)).max();
        width = width.max(who.unwrap_or_default() + 32);
        height += if rows.is_empty() { 0 } else { 4 };
        cards.push(Placed { card, rows, top, height, begins });
        top += height + GAP;
    }
    let (down, up) = links(&cards);
    let left = EDGE + wide(&up);
    let total_width = left + width + wide(&down) + EDGE;
    Layout { cards, left, width, total_width, total_height: top + EDGE - GAP, down, up }
}

/// How wide a text is, about: a Chinese character is as wide as the font is high.
fn room(text: &str, font: i32) -> i32 {
    let columns = i32::try_from(columns(text)).unwrap_or(i32::MAX / 64);
    columns * font * 21 / 40
}

/// A row's text, on several lines if it is long: its arrow stays with where it leads.
fn broken(text: &str) -> Vec<String> {
    match text.split_once(" → ") {
        Some((why, to)) if columns(text) > LINE_COLUMNS => {
            let mut lines = wrapped(why);
            let to = format!("→ {to}");
            match lines.last_mut() {
                Some(last) if columns(last) + columns(&to) < LINE_COLUMNS => {
                    last.push(' ');
                    last.push_str(&to);
                }
                _ => lines.push(to),
            }
            lines
        }
        _ => wrapped(text),
    }
}

fn head(card: &Card<'_>) -> i32 {
    HEAD + i32::try_from(card.subtitle.len()).unwrap_or_default() * WHO
}

fn wide(links: &[Link]) -> i32 {
    let (_, count) = lanes(links);
    i32::try_from(count).unwrap_or_default() * LANE + if count > 0 { 14 } else { 0 }
}

impl Placed<'_> {
    /// The middle of a row's first line.
    fn row_middle(&self, index: usize) -> i32 {
        let row = self.rows.get(index).map_or(0, |(_, below)| *below);
        self.top + row + LINE / 2
    }
}

/// Arrows down and arrows up.
fn links(cards: &[Placed<'_>]) -> (Vec<Link>, Vec<Link>) {
    let places: BTreeMap<&Name, usize> =
        cards.iter().enumerate().map(|(at, placed)| (placed.card.key, at)).collect();
    let (mut down, mut up) = (Vec::new(), Vec::new());
    for (at, placed) in cards.iter().enumerate() {
        for (index, row) in placed.card.rows.iter().enumerate() {
            let Some(card) = row.to.and_then(|to| places.get(to)).copied() else { continue };
            let Some(target) = cards.get(card) else { continue };
            let middle = target.top + head(&target.card) / 2;
            let to = if row.dashed { middle + 7 } else { middle - 7 };
            let link = Link { from: placed.row_middle(index), card, to, dashed: row.dashed };
            if card > at { down.push(link) } else { up.push(link) }
        }
    }
    (down, up)
}

fn arrows(text: &mut String, layout: &Layout<'_>) {
    let right = layout.left + layout.width;
    for (links, edge, outward) in [(&layout.down, right, 1), (&layout.up, layout.left, -1)] {
        let (columns, _) = lanes(links);
        for (key, column) in columns {
            let column = i32::try_from(column).unwrap_or_default();
            let lane = edge + outward * (14 + column * LANE);
            let mut sharing: Vec<&Link> =
                links.iter().filter(|link| (link.card, link.dashed) == key).collect();
            // The farthest draws the lane, the others only reach it.
            sharing.sort_by_key(|link| (link.to - link.from).abs());
            if let Some(farthest) = sharing.pop() {
                trunk(text, farthest, (edge, lane, outward));
            }
            for link in sharing {
                let (class, dashes) = line(link.dashed);
                let from = link.from;
                let _ = writeln!(
                    text,
                    "<path class=\"{class}\" d=\"M{edge} {from}H{lane}\" fill=\"none\" \
                     stroke=\"#5c677a\"{dashes}/>"
                );
            }
        }
    }
}

const fn line(dashed: bool) -> (&'static str, &'static str) {
    if dashed { ("flow-line flow-late", " stroke-dasharray=\"4 3\"") } else { ("flow-line", "") }
}

/// From a row out to its lane, along it, and into the card.
fn trunk(text: &mut String, link: &Link, (edge, lane, outward): (i32, i32, i32)) {
    let turn = if link.to > link.from { 5 } else { -5 };
    let (class, dashes) = line(link.dashed);
    let _ = writeln!(
        text,
        "<path class=\"{class}\" d=\"M{edge} {from}H{a}Q{lane} {from} {lane} {b}V{c}Q{lane} {to} \
         {a} {to}H{end}\" fill=\"none\" stroke=\"#5c677a\"{dashes}/>\
         <path class=\"flow-head\" d=\"M{edge} {to}l{back} -4v8z\" fill=\"#5c677a\"/>",
        from = link.from,
        to = link.to,
        a = lane - outward * 5,
        b = link.from + turn,
        c = link.to - turn,
        end = edge + outward * 6,
        back = outward * 8,
    );
}

fn card(text: &mut String, placed: &Placed<'_>, layout: &Layout<'_>, marked: Option<&str>) {
    let (x, y, width, height) = (layout.left, placed.top, layout.width, placed.height);
    if let Some(stage) = placed.begins {
        let _ = writeln!(
            text,
            "<text class=\"flow-stage\" x=\"{x}\" y=\"{}\" font-weight=\"600\" fill=\"#144ba8\">{}\
             </text>",
            y - 12,
            escaped(stage)
        );
    }
    let end = placed.card.stage.is_none();
    let (class, fill_colour) = if end { ("flow-end", "#e2f4ea") } else { ("flow-step", "#f3f5f9") };
    let (mark, line, line_width) = match marked {
        Some(_) => (" flow-current", "#1a5fd0", 3),
        None => ("", "#c9d1de", 1),
    };
    let round = if end { 18 } else { 10 };
    let _ = writeln!(
        text,
        "<rect class=\"{class}{mark}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
         rx=\"{round}\" fill=\"{fill_colour}\" stroke=\"{line}\" stroke-width=\"{line_width}\"/>"
    );
    if placed.card.usual {
        let _ = writeln!(
            text,
            "<rect class=\"flow-bar\" x=\"{}\" y=\"{}\" width=\"4\" height=\"{}\" fill=\"#1a5fd0\"/>",
            x + 1,
            y + round,
            height - 2 * round,
        );
    }
    let gap = if marked.is_some() { " " } else { "" };
    let title = format!("{}{gap}{}", placed.card.title, marked.unwrap_or_default());
    let mut words = |class: &str, at: (i32, i32), size: i32, weight: &str, said: &str| {
        let _ = writeln!(
            text,
            "<text class=\"{class}\" x=\"{}\" y=\"{}\" font-size=\"{size}\" \
             font-weight=\"{weight}\" fill=\"#19212f\">{}</text>",
            at.0,
            at.1,
            escaped(said)
        );
    };
    words("flow-title", (x + 16, y + 24), FONT + 1, "600", &title);
    for (number, line) in (0_i32..).zip(&placed.card.subtitle) {
        words("flow-who", (x + 16, y + 43 + number * WHO), FONT - 2, "400", line);
    }
    for (row, (lines, below)) in placed.card.rows.iter().zip(&placed.rows) {
        let class = if row.dashed { "flow-row flow-late" } else { "flow-row" };
        for (number, line) in (0_i32..).zip(lines) {
            let at = (x + 24, y + below + number * LINE + LINE / 2 + 5);
            words(class, at, FONT - 1, if row.usual { "600" } else { "400" }, line);
        }
    }
}
