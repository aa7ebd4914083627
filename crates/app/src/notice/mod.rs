//! Notices 公告: what a community, a street or the district tells the people of a place.
//!
//! Owns publishing, taking down and reading them. Must never let anybody speak for a place in which
//! they have no post, and never change what was published: a notice is taken down with a reason
//! that stays readable. Source: mission A5 (公示公告), regulations on open government information
//! (State Council Decree 711, article 15: no personal privacy) [C].

mod choices;
mod post;
mod read;
mod take_down;

pub use choices::notice_places;
pub use post::{PostNotice, Posted, post_notice};
pub use read::{NoticeLine, NoticePage, NoticeView, notice, notices, notices_at_home, own_notices};
pub use take_down::{may_take_down_notice, take_down_notice};

/// Why a notice may be taken down, in the order of a form. The sentences stand in the catalogue as
/// `notice-down-…`.
pub const TAKING_DOWN: [&str; 4] = {
    let [a, b, c, d] = linli_domain::notice::TakingDown::ALL;
    [a.word(), b.word(), c.word(), d.word()]
};

pub(crate) use read::hangs_with;
