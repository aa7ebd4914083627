//! A queue narrowed by what its cases are, about what, where, through which channel they came, and
//! by how an organisation divided its tasks.
//!
//! A queue's rows know none of that. So the earliest tasks are looked through in the order of their
//! index, joined with their cases, and no further than so many: a page may be short and still have
//! a next one.

use std::collections::BTreeSet;

use linli_app::ports::{InsideFilter, QueueFilter, StoreError};
use linli_kernel::PlaceId;
use linli_playbook::{
    Name,
    engine::{Holder, TaskNumber},
};

use crate::{
    lists::{Line, QueueKey, cut, read_key, read_line},
    statements::statements,
    value::{Parameter, holder_columns, parameters},
    view::View,
};

statements! {
    NARROWED = "SELECT due, earliest.case_id, earliest.task, kind, late FROM (\
            SELECT due, case_id, task, kind, late FROM task_queue \
            WHERE holder_kind = ?1 AND holder = ?2 AND (due, case_id, task) > (?3, ?4, ?5) \
            AND late >= ?6 AND (?7 = '' OR kind = ?7) AND (?8 = '' OR step = ?8) \
            ORDER BY due, case_id, task LIMIT ?9) AS earliest \
        JOIN cases ON cases.id = earliest.case_id \
        LEFT JOIN inside_work ON inside_work.case_id = earliest.case_id \
            AND inside_work.task = earliest.task \
        WHERE (?11 = '' OR cases.category = ?11) \
        AND (?12 = '' OR (cases.state{document} ->> 'channel') = ?12) \
        AND (CAST(?13 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM case_scope \
            WHERE case_scope.case_id = earliest.case_id AND scope_kind = 'place' AND scope = ?13)) \
        AND (?14 = '' OR (?14 = 'person' AND inside_work.person = ?15) \
            OR (?14 = 'section' AND inside_work.section = ?16) \
            OR (?14 = 'nobody' AND inside_work.person IS NULL AND inside_work.section IS NULL) \
            OR (?14 = 'waiting' AND inside_work.waits = 1)) \
        ORDER BY due, earliest.case_id, earliest.task LIMIT ?10";
    /// The last of so many earliest ones, if there are as many.
    LOOKED_AT = "SELECT due, case_id, task FROM task_queue \
        WHERE holder_kind = ?1 AND holder = ?2 AND (due, case_id, task) > (?3, ?4, ?5) \
        AND late >= ?6 AND (?7 = '' OR kind = ?7) AND (?8 = '' OR step = ?8) \
        ORDER BY due, case_id, task LIMIT 1 OFFSET ?9";
}

/// How many of a holder's tasks one page looks through.
const LOOKED_THROUGH: i64 = 5_000;

/// How an organisation divided its tasks: a word, the person and the section that it is about.
fn inside_columns(filter: Option<&InsideFilter>) -> Vec<Parameter> {
    let Some(filter) = filter else { return parameters!["", 0_i64, ""] };
    match filter {
        InsideFilter::Person(person) => parameters!["person", *person, ""],
        InsideFilter::Section(section) => parameters!["section", 0_i64, section.as_str()],
        InsideFilter::Nobody => parameters!["nobody", 0_i64, ""],
        InsideFilter::Waiting => parameters!["waiting", 0_i64, ""],
    }
}

impl View {
    /// The lines of a page, and where the next one begins. Where a holder has more tasks than are
    /// looked through, the page ends at the last of them, so that nothing earlier can follow.
    pub(crate) async fn narrowed_queue(
        &mut self,
        holders: &BTreeSet<&Holder>,
        filter: &QueueFilter,
        (due, case, task): (i64, i64, TaskNumber),
        limit: i64,
    ) -> Result<(Vec<(QueueKey, Line)>, Option<QueueKey>), StoreError> {
        let word = |name: &Option<Name>| name.as_ref().map_or("", |name| name.as_str()).to_owned();
        let kind = filter.kind.as_deref().unwrap_or("");
        let (step, category) = (word(&filter.step), word(&filter.category));
        let (channel, late) = (word(&filter.channel), filter.late);
        let place = filter.place.map_or(0, PlaceId::get);
        let (mut sets, mut ends) = (Vec::new(), Vec::new());
        for holder in holders {
            let (of, holder) = holder_columns(holder)?;
            let step = step.as_str();
            let within = parameters![of, holder, due, case, task, late, kind, step];
            let mut end = within.clone();
            end.extend(parameters![LOOKED_THROUGH - 1]);
            ends.push(end);
            let mut set = within;
            set.extend(parameters![LOOKED_THROUGH, limit + 1]);
            set.extend(parameters![category.as_str(), channel.as_str(), place]);
            set.extend(inside_columns(filter.inside.as_ref()));
            sets.push(set);
        }
        let bound = self.each(LOOKED_AT, ends, read_key).await?.into_iter().flatten().min();
        let found = self.each(NARROWED, sets, read_line).await?.into_iter().flatten();
        let within = |(key, _): &(QueueKey, Line)| bound.is_none_or(|bound| *key <= bound);
        let mut lines: Vec<_> = found.filter(within).collect();
        lines.sort_by_key(|(key, _)| *key);
        let next = cut(&mut lines, limit, |(key, _)| *key).or(bound);
        Ok((lines, next))
    }
}
