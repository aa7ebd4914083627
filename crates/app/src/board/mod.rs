//! Notice boards 公示牌: what hangs at the doors of grids, buildings and units, the service numbers
//! on it, and which boards have to be changed.
//!
//! Owns making a board from the rows of today, keeping service numbers, printing, saying that a
//! board hangs and that it was taken down. Must never show a name or number whose holder did not agree, and never keep a
//! personal value of a printed board: only hashes of what it showed. Source: mission A2 2.6.

mod hang;
mod list;
mod make;
mod numbers;
mod sheets;
mod show;
mod take_down;

pub(crate) use make::sheets_of;

pub use hang::{BoardMark, Hung, hang_boards};
pub use list::{BoardLine, BoardList, ChangedPart, boards};
pub use numbers::{KeepNumbers, NumbersForm, TypedNumber, keep_numbers, numbers_form};
pub use sheets::{BoardSheet, Sheets, Which, boards_to_print};
pub use show::{BoardView, board};
pub use take_down::{board_to_take_down, take_down_board};

/// Kinds of service numbers by their words, in the order of a form; the last is for what a
/// locality names itself.
pub const NUMBER_KINDS: [&str; 11] = {
    let [a, b, c, d, e, f, g, h, i, j, k] = linli_domain::board::ServiceKind::ALL;
    [
        a.word(),
        b.word(),
        c.word(),
        d.word(),
        e.word(),
        f.word(),
        g.word(),
        h.word(),
        i.word(),
        j.word(),
        k.word(),
    ]
};
/// How many numbers of its own kinds a place may keep.
pub const MAX_OTHERS: usize = linli_domain::board::MAX_OTHERS;
