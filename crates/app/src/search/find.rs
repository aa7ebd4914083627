//! Finding cases in somebody's sight by words, places or the number.

use linli_domain::policy::{self, Action};

use super::words::words_of;
use crate::{
    App, AppResult, Caller,
    matter::{
        Detail, Lines, MOST_LINES, cases_by_number, keep_below, list_key, listed, sees, sight_of,
        words_told,
    },
    ports::{ListPage, Snapshot},
};

/// Longest question, in characters; whatever is longer is cut off.
const LONGEST: usize = 100;
/// How many words of a question are looked for; the longest ones say most.
const MOST_WORDS: usize = 4;
/// How many pages of which nothing may be shown are passed over: that there is a next page would
/// tell that something was found.
const MOST_ROUNDS: usize = 8;

/// A page of the cases in the caller's sight that have all words of the question, newest first.
/// Each page looks through a bounded part of the list, so a page can be short, or empty, and
/// still have a next one: older cases.
///
/// # Errors
/// [`crate::AppError::Forbidden`] for whoever has neither post nor organisation;
/// [`crate::AppError::Fields`] on `after`.
pub async fn find_cases(
    app: &App,
    caller: &Caller,
    question: &str,
    after: Option<&str>,
    limit: i64,
) -> AppResult<Lines> {
    policy::decide(&caller.actor(None), Action::SeeQueue, &caller.standings(), None)?;
    let mut rows = app.snapshot().await?;
    let rows = rows.as_mut();
    let after = list_key(after)?;
    let question: String = question.trim().chars().take(LONGEST).collect();
    if let Some(page) = by_number(app, rows, caller, &question).await? {
        return listed(app, rows, &page, Detail::For(caller)).await;
    }
    let mut words: Vec<String> = words_of(&question).into_iter().collect();
    if words.is_empty() {
        return Ok(Lines::default());
    }
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.truncate(MOST_WORDS);
    let sight = sight_of(app, rows, caller).await?;
    let limit = limit.clamp(1, MOST_LINES);
    let mut page = ListPage { cases: Vec::new(), next: after };
    for round in 0..MOST_ROUNDS {
        if round > 0 && (page.next.is_none() || !page.cases.is_empty()) {
            break;
        }
        let mut found = rows.search(&sight, &words, page.next, limit).await?;
        keep_below(app, rows, &sight, &mut found.cases).await?;
        page.next = found.next;
        for row in found.cases {
            let told = words_told(app, rows, caller, &row).await?;
            if told.is_none_or(|told| words.iter().all(|word| told.contains(word))) {
                page.cases.push(row);
            }
        }
    }
    listed(app, rows, &page, Detail::For(caller)).await
}

/// The cases with this number, ours or another system's, as far as the caller may see them.
async fn by_number(
    app: &App,
    rows: &mut dyn Snapshot,
    caller: &Caller,
    question: &str,
) -> AppResult<Option<ListPage>> {
    let number = |c: char| c.is_ascii_digit();
    if !question.contains(number) || question.contains(char::is_whitespace) {
        return Ok(None);
    }
    let mut found = Vec::new();
    if question.starts_with(number) && question.contains('-') {
        found = cases_by_number(rows, question).await?;
    }
    for district in rows.districts().await? {
        found.extend(rows.cases_by_external(district.id, question).await?);
    }
    let mut cases = Vec::new();
    for row in found {
        if sees(app, rows, caller, &row).await? {
            cases.push(row);
        }
    }
    Ok((!cases.is_empty()).then_some(ListPage { cases, next: None }))
}
