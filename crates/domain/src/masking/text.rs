//! Masking within free text: what names one person or one door goes before the public reads it.
//!
//! Numbers and doors are found by their shape. A name in a sentence has none, so the forms ask
//! whoever writes to leave names out. Landlines and short numbers stay: they are mostly those of
//! offices, which people are to call.

use std::sync::LazyLock;

use serde::Deserialize;

/// How such things are written, from `data/rules/masking.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shapes {
    provinces: String,
    messengers: Vec<String>,
    between: String,
    numerals: String,
    unit: String,
    storeys: String,
    lives: String,
    at: String,
    doors: String,
    counted: String,
}

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| toml::from_str(SHAPES_TEXT).unwrap_or_default());

const SHAPES_TEXT: &str = include_str!("../../../../data/rules/masking.toml");

/// A text as the public may read it.
///
/// Masked are mobile numbers, identity numbers of 15 and 18 places, bank cards, number plates,
/// accounts of messengers, and doors: after a unit, in `3-2-501`, and where somebody says to live.
/// Building and unit alone stay, since a lamp or a lift is found by them.
#[must_use]
pub fn text(words: &str) -> String {
    let chars: Vec<char> = words.chars().collect();
    let mut masked = String::with_capacity(words.len());
    let (mut rest, mut before) = (chars.as_slice(), None);
    while let Some((first, after)) = rest.split_first() {
        let found = [number, plate, messenger, unit_door, dashed_door, own_door]
            .iter()
            .find_map(|kind| kind(rest, before));
        if let Some(found) = found {
            masked.extend(found.shown);
            rest = rest.get(found.length..).unwrap_or_default();
            before = Some('*');
        } else {
            masked.push(*first);
            (rest, before) = (after, Some(*first));
        }
    }
    masked
}

/// What stands at the beginning of the rest.
struct Found {
    length: usize,
    shown: Vec<char>,
}

impl Found {
    /// The characters with those that `hide` names, by position, as stars. Separators stay.
    fn hiding(chars: &[char], hide: impl Fn(usize) -> bool) -> Self {
        let star = |(at, char): (usize, &char)| {
            if hide(at) && !is_separator(*char) { '*' } else { *char }
        };
        Self { length: chars.len(), shown: chars.iter().enumerate().map(star).collect() }
    }
}

const fn is_separator(char: char) -> bool {
    matches!(char, ' ' | '-' | FULL_DASH | '\u{b7}' | LONG_DASH)
}

/// The dash of a Chinese keyboard, and the one that word processors make of it.
const FULL_DASH: char = '\u{ff0d}';
const LONG_DASH: char = '\u{2014}';

/// A digit, half or full width.
fn digit(char: char) -> Option<u32> {
    match char {
        '\u{ff10}'..='\u{ff19}' => Some(u32::from(char) - 0xff10),
        _ => char.to_digit(10),
    }
}

/// A digit as it stands in the number of a building or door.
fn is_numeral(char: char) -> bool {
    digit(char).is_some() || SHAPES.numerals.contains(char)
}

/// How many at the beginning are so.
fn run(chars: &[char], is: impl Fn(char) -> bool) -> usize {
    chars.iter().take_while(|char| is(**char)).count()
}

/// A telephone, identity or card number, in one piece or in groups.
fn number(rest: &[char], before: Option<char>) -> Option<Found> {
    if before.is_some_and(|char| digit(char).is_some()) {
        return None;
    }
    let at = |place: usize| rest.get(place).copied();
    let (mut digits, mut length) = (Vec::new(), 0);
    loop {
        let from = rest.get(length..)?;
        let group = run(from, |char| digit(char).is_some());
        digits.extend(from.iter().take(group).filter_map(|char| digit(*char)));
        length += group;
        if digits.len() == 17 && matches!(at(length), Some('x' | 'X' | '\u{ff58}' | '\u{ff38}')) {
            digits.push(10);
            length += 1;
        }
        let kept = kept_of(&digits);
        if let Some(kept) = kept {
            return Some(Found::hiding(rest.get(..length)?, |place| place >= kept));
        }
        let goes_on =
            at(length).is_some_and(is_separator) && at(length + 1).and_then(digit).is_some();
        if group == 0 || digits.len() >= 20 || !goes_on {
            return None;
        }
        length += 1;
    }
}

/// How many places of a number stay readable; none if it is no such number.
fn kept_of(digits: &[u32]) -> Option<usize> {
    match digits {
        [1, 3..=9, ..] if digits.len() == 11 => Some(3),
        [8, 6, 1, 3..=9, ..] if digits.len() == 13 => Some(2),
        [0, 1, 3..=9, ..] if digits.len() == 12 => Some(1),
        [0, 0, 8, 6, 1, 3..=9, ..] if digits.len() == 15 => Some(4),
        // An identity number begins with a province, 11 to 82 (GB 11643); it holds a birthday.
        [1..=8, ..] if digits.len() == 15 || digits.len() == 18 => Some(3),
        [3..=6, ..] if (16..=19).contains(&digits.len()) => Some(0),
        _ => None,
    }
}

fn plate(rest: &[char], _: Option<char>) -> Option<Found> {
    let [province, office, ..] = rest else { return None };
    if !SHAPES.provinces.contains(*province) || !office.is_ascii_alphabetic() {
        return None;
    }
    let gap = run(rest.get(2..)?, is_separator);
    let own = run(rest.get(2 + gap..)?, |char| char.is_ascii_alphanumeric());
    let length = 2 + gap + own;
    matches!(own, 5 | 6).then(|| Found::hiding(rest.get(..length).unwrap_or_default(), |at| at > 1))
}

fn messenger(rest: &[char], _: Option<char>) -> Option<Found> {
    let begins = |word: &&String| word.chars().eq(rest.iter().copied().take(word.chars().count()));
    let word = SHAPES.messengers.iter().find(begins)?.chars().count();
    let gap = run(rest.get(word..)?, |char| SHAPES.between.contains(char));
    let account = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-');
    let own = run(rest.get(word + gap..)?, account);
    let chars = rest.get(..word + gap + own)?;
    (own >= 5).then(|| Found {
        length: chars.len(),
        shown: chars.iter().take(word + gap).copied().chain("***".chars()).collect(),
    })
}

/// A unit with a door behind it: the unit goes with its door.
fn unit_door(rest: &[char], _: Option<char>) -> Option<Found> {
    let unit = run(rest, is_numeral);
    let word = SHAPES.unit.chars().count();
    let after = rest.get(unit + word..)?;
    if !rest.iter().skip(unit).copied().take(word).eq(SHAPES.unit.chars()) {
        return None;
    }
    let storey = match after.get(run(after, is_numeral)) {
        Some(char) if SHAPES.storeys.contains(*char) => run(after, is_numeral) + 1,
        _ => 0,
    };
    let door = run(after.get(storey..)?, is_numeral);
    let words = unit..unit + word;
    let chars = rest.get(..unit + word + storey + door)?;
    (unit > 0 && door >= 2).then(|| Found::hiding(chars, |at| !words.contains(&at)))
}

/// `3-2-501`: building, unit, door.
fn dashed_door(rest: &[char], before: Option<char>) -> Option<Found> {
    if before.is_some_and(|char| digit(char).is_some() || is_separator(char)) {
        return None;
    }
    let dash =
        |at: usize| rest.get(at).is_some_and(|char| matches!(*char, '-' | FULL_DASH | LONG_DASH));
    let digits = |at: usize| rest.get(at..).map_or(0, |from| run(from, |c| digit(c).is_some()));
    let building = digits(0);
    let unit = digits(building + 1);
    let door = digits(building + unit + 2);
    let length = building + unit + door + 2;
    let shaped = (1..=2).contains(&building) && unit == 1 && (3..=4).contains(&door);
    let joined = dash(building) && dash(building + unit + 1);
    let chars = rest.get(..length)?;
    (shaped && joined && !dash(length)).then(|| Found::hiding(chars, |at| at > building))
}

/// The door of whoever says to live there.
fn own_door(rest: &[char], before: Option<char>) -> Option<Found> {
    let door = run(rest, is_numeral);
    let after = |set: &str| rest.get(door).is_some_and(|char| set.contains(*char));
    let said = |set: &str| before.is_some_and(|char| set.contains(char));
    let named = after(&SHAPES.doors);
    let lives = said(&SHAPES.lives) && (named || !after(&SHAPES.counted));
    let fits = (3..=4).contains(&door) && (lives || said(&SHAPES.at) && named);
    fits.then(|| Found::hiding(rest.get(..door).unwrap_or_default(), |_| true))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn what_names_a_person_or_a_door_is_masked() {
        for (written, read) in [
            ("车主13812345678没挪", "车主138********没挪"),
            ("打138 1234 5678或139-1234-5678", "打138 **** ****或139-****-****"),
            ("电话１３８１２３４５６７８。", "电话１３８********。"),
            ("Tel13812345678", "Tel138********"),
            ("013812345678", "0***********"),
            ("008613812345678", "0086***********"),
            ("+8613812345678", "+86***********"),
            ("13812345678 13912345678", "138******** 139********"),
            ("身份证370502198001011234，", "身份证370***************，"),
            ("37050219800101123X", "370***************"),
            ("老证370502800101123", "老证370************"),
            ("卡号6222 0212 3456 7890", "卡号**** **** **** ****"),
            ("卡号6222021234567890123", "卡号*******************"),
            ("鲁E12345挡道，鲁E·A1234也是，苏AD12345", "鲁E*****挡道，鲁E·*****也是，苏A******"),
            ("微信wx_zhang88", "微信***"),
            ("QQ：123456789", "QQ：***"),
            ("住3号楼2单元501", "住3号楼*单元***"),
            ("三号楼二单元五零一", "三号楼*单元***"),
            ("2单元5楼502", "*单元*****"),
            ("5-2-501漏水", "5-*-***漏水"),
            ("我家501室漏水", "我家***室漏水"),
            ("我住1203", "我住****"),
        ] {
            assert_eq!(text(written), read, "{written}");
        }
    }

    #[test]
    fn what_the_public_needs_stays() {
        for kept in [
            "3号楼2单元的路灯不亮",
            "2单元3个人反映",
            "请拨打0546-8221234或12345",
            "编号20261122-0023",
            "2026-11-22 10:30",
            "预算120000元，共1800户，1760户同意",
            "家里300元电费",
            "住户1200户",
            "云A级景区",
            "到社区201室办理",
            "微信群里说过",
            "",
        ] {
            assert_eq!(text(kept), kept);
        }
    }
}
