//! Which size of type fills a sheet with a notice board and no more.
//!
//! The height of a poster is reckoned from its words, in hundredths of its type's size, as the style
//! sheet lays it out (`.ll-poster`); the largest size that fits is taken. A board that fits none is
//! set in the smallest and goes on over a second sheet rather than losing words.

use super::board::{Poster, PosterNumber, PosterPerson};

/// Sizes of type for A4, from large to small, in hundredths of a millimetre: `ll-poster--type-1`
/// and so on. On A3 they are 1.4 times as large, for 1.45 times the length.
const SIZES: [i64; 7] = [640, 560, 490, 430, 380, 340, 300];

/// Words of the poster that are the same on every one, and those of its frame.
pub(super) struct Around<'p> {
    /// The title.
    pub(super) title: &'p str,
    /// The address above it.
    pub(super) place: &'p str,
    /// The lines at the foot, the day among them.
    pub(super) notes: Vec<&'p str>,
}

/// The number of the size, from 1.
pub(super) fn type_size(poster: &Poster) -> usize {
    let mut notes: Vec<&str> = poster.frame.notes.iter().map(String::as_str).collect();
    notes.push(&poster.frame.day);
    let around = Around { title: &poster.frame.title, place: &poster.frame.place, notes };
    let upright = poster.turn == "portrait";
    // A sheet less its margins, in hundredths of a millimetre; then what the reckoning misses:
    // lines that break earlier upright, and later in two columns.
    let (width, height, spare) = if upright { (18_200, 26_700, 103) } else { (26_900, 18_000, 97) };
    let fits = |size: &&i64| {
        let room = height * 100 / **size;
        reckoned(poster, &around, width * 100 / **size, upright) * spare / 100 <= room
    };
    SIZES.iter().find(fits).map_or(SIZES.len(), |found| {
        SIZES.iter().position(|size| size == found).map_or(SIZES.len(), |at| at + 1)
    })
}

/// How wide words are in hundredths of their size: Latin letters and digits narrower.
fn width(words: &str) -> i64 {
    words.chars().map(|c| if c < '\u{2000}' { 60 } else { 100 }).sum()
}

/// How many lines words of this size take in so much room; none for no words.
fn lines(words: &str, size: i64, room: i64) -> i64 {
    if words.is_empty() {
        return 0;
    }
    let (needed, room) = (width(words) * size / 100, room.max(size).max(1));
    ((needed + room - 1) / room).max(1)
}

/// The height of all of it in a sheet so wide.
fn reckoned(poster: &Poster, around: &Around<'_>, wide: i64, upright: bool) -> i64 {
    let column = if upright { wide } else { (wide - 120) / 2 };
    let head = lines(around.place, 110, wide) * 149 + lines(around.title, 210, wide) * 252 + 120;
    let notes: i64 = around.notes.iter().map(|note| lines(note, 100, wide - 1_000) * 135).sum();
    let foot = notes.max(820) + 150;
    let people: i64 = poster.people.iter().map(|person| tall(person, column)).sum();
    let duties: i64 = poster
        .duties
        .iter()
        .map(|list| {
            let each = list.lines.iter().map(|line| lines(line, 100, column - 170) * 135);
            250 + each.sum::<i64>()
        })
        .sum();
    let left = people + duties + below(&poster.below, column);
    let right = 190 + numbers(&poster.numbers, column);
    head + foot + if upright { left + right } else { left.max(right) }
}

fn tall(person: &PosterPerson, column: i64) -> i64 {
    let (phone, role) = (width(&person.phone) * 145 / 100, column * 36 / 100);
    let name = lines(&person.name, 150, (column - role - phone - 30).max(300)) * 203;
    let role = lines(&person.role, 110, role) * 149 + lines(&person.place, 80, role) * 107;
    name.max(role) + 80
}

fn below(people: &[PosterPerson], column: i64) -> i64 {
    let one = |person: &PosterPerson| {
        let words = format!("{} {} {}", person.role, person.name, person.phone);
        lines(&words, 100, column / 2 - 70) * 135
    };
    let rows = people.chunks(2).map(|two| two.iter().map(one).max().unwrap_or(0) + 24);
    if people.is_empty() { 0 } else { rows.sum::<i64>() + 180 }
}

fn numbers(numbers: &[PosterNumber], column: i64) -> i64 {
    let one = |number: &PosterNumber| {
        let room = column * 485 / 1_000 - width(&number.phone) * 115 / 100 - 50;
        lines(&number.title, 100, room) * 135 + lines(&number.text, 72, room) * 98
    };
    let rows = numbers.chunks(2).map(|two| two.iter().map(one).max().unwrap_or(0) + 50);
    if numbers.is_empty() { 0 } else { rows.sum::<i64>() + 250 }
}

#[cfg(test)]
mod tests {
    use super::super::board::Paper;
    use super::*;

    fn poster(turn: &'static str, people: usize, count: usize) -> Poster {
        let person = PosterPerson {
            named: true,
            role: "楼长".into(),
            place: String::new(),
            name: "吕红".into(),
            phone: "19900000022".into(),
        };
        let number = PosterNumber {
            title: "供水".into(),
            text: "柳园自来水公司".into(),
            phone: "0546-7654321".into(),
        };
        Poster {
            frame: Paper {
                title: "1号楼公示牌".into(),
                place: "柳园社区".into(),
                ..Paper::default()
            },
            paper: "a4",
            turn,
            type_size: 0,
            people: vec![person; people],
            below: Vec::new(),
            more_below: false,
            duties: Vec::new(),
            numbers: vec![number; count],
        }
    }

    #[test]
    fn more_words_are_never_set_in_larger_type() {
        for turn in ["portrait", "landscape"] {
            let mut last = 0;
            for count in 0..60 {
                let size = type_size(&poster(turn, 2 + count / 10, count));
                assert!(size >= last && (1..=7).contains(&size), "{turn} {count}: {size}");
                last = size;
            }
            assert_eq!(type_size(&poster(turn, 1, 0)), 1, "{turn}");
            assert_eq!(last, 7, "{turn}");
        }
    }

    #[test]
    fn words_break_where_their_room_ends() {
        for (words, size, room, wanted) in [
            ("", 100, 500, 0),
            ("楼长", 100, 500, 1),
            ("楼长楼长楼长", 100, 500, 2),
            ("1234567890", 100, 500, 2),
            ("楼", 300, 0, 1),
        ] {
            assert_eq!(lines(words, size, room), wanted, "{words} {size} {room}");
        }
    }
}
