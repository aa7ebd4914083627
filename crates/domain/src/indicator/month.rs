//! Figures by month, which add up: what a case counts for is split over the months in which it
//! happened, so that a period of whole months is the sum of them.

use std::collections::{BTreeMap, BTreeSet};

use linli_kernel::{Moment, Month};
use linli_playbook::{
    Playbook,
    engine::{Case, Status},
};

use super::{Course, Figures, contribution};

/// What a case counts for, month by month; months without anything are left out. `now` decides
/// whether what is open is overdue.
#[must_use]
pub fn by_month(
    playbook: &Playbook,
    (case, course): (&Case, &Course),
    now: Moment,
) -> BTreeMap<Month, Figures> {
    let mut months = BTreeMap::new();
    for month in months_of(case, course) {
        let (from, to) = (month.begins(), month.plus(1).begins());
        let share = contribution(playbook, (case, course), from, to, now);
        let opened_inside = from <= case.opened_at && case.opened_at < to;
        let mut figures = Figures::default();
        let open = case.status == Status::Open;
        figures.add(&playbook.responsibility, (opened_inside, open), &share);
        if figures != Figures::default() {
            months.insert(month, figures);
        }
    }
    months
}

/// The months in which anything about a case is counted.
fn months_of(case: &Case, course: &Course) -> BTreeSet<Month> {
    let ended = match &case.status {
        Status::Ended { at, .. } => Some(*at),
        Status::Open => None,
    };
    let moments = [Some(case.opened_at), Some(case.due.at), case.answered_at, ended];
    let rated = case.ratings.iter().map(|rating| rating.at);
    let reviewed = case.reviews.iter().map(|review| review.at);
    let all = moments.into_iter().flatten().chain(rated).chain(reviewed).chain(course.moments());
    all.map(|at| Month::of(at.day())).collect()
}
