//! Text as the words that are searched by: the same for what is written down and what is asked.

use std::{collections::BTreeSet, sync::LazyLock};

use jieba_rs::Jieba;
use linli_domain::{matter::CaseRow, place::Chain};
use linli_kernel::PlaceId;
use linli_playbook::{Playbook, model::Label};

use crate::{AppResult, ports::Snapshot};

/// Words of the trade that a general dictionary cuts apart.
const OWN_WORDS: &str = include_str!("../../../../data/rules/search-words.txt");
/// The most words that are kept of one text: those that come first. A report of 2,000 characters
/// has fewer unless somebody made it to have more.
const MOST: usize = 1_000;
/// The longest word, in characters.
const LONGEST: usize = 16;
/// Numbers from this length up are telephones, documents or plates, and belong to somebody.
const LONG_NUMBER: usize = 5;

static JIEBA: LazyLock<Jieba> = LazyLock::new(|| {
    let mut jieba = Jieba::new();
    for word in OWN_WORDS.lines().map(str::trim).filter(|word| !word.is_empty()) {
        jieba.add_word(word, None, Some("n"));
    }
    jieba
});

/// Reads the dictionary now rather than at the first report; takes about a second.
pub fn warm() {
    LazyLock::force(&JIEBA);
}

/// The words of a text. People's names, as far as they are recognised, and long numbers are none.
pub(super) fn words_of(text: &str) -> BTreeSet<String> {
    first_words_of(text, usize::MAX)
}

/// The first words of a text, so many and a few more: a long one comes with its parts.
fn first_words_of(text: &str, most: usize) -> BTreeSet<String> {
    let text = text.to_lowercase();
    let mut found = BTreeSet::new();
    for tagged in JIEBA.tag(&text, true) {
        if found.len() >= most {
            break;
        }
        if tagged.tag.starts_with("nr") || !is_word(tagged.word) {
            continue;
        }
        // Long words are found by their parts too.
        let parts = JIEBA.cut_for_search(tagged.word, false);
        found.extend(
            parts.into_iter().map(|part| part.word).filter(|part| is_word(part)).map(str::to_owned),
        );
        found.insert(tagged.word.to_owned());
    }
    found
}

/// The words of a question about what is not a case: the whole question where it has none.
pub(crate) fn question_words(question: &str) -> BTreeSet<String> {
    let words = words_of(question);
    let whole = question.trim().to_lowercase();
    if words.is_empty() && !whole.is_empty() { BTreeSet::from([whole]) } else { words }
}

fn is_word(word: &str) -> bool {
    let length = word.chars().count();
    let number = word.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.'));
    (1..=LONGEST).contains(&length)
        && word.chars().all(char::is_alphanumeric)
        && !(number && length >= LONG_NUMBER)
}

/// The words under which a case is found: its text as far as words are kept, and all of what it is
/// about and of the places over it.
pub(crate) fn words_of_case(text: &str, about: Option<&Label>, chain: &Chain) -> Vec<String> {
    let mut found = first_words_of(text, MOST);
    if let Some(about) = about {
        found.extend(words_of(&about.zh));
    }
    for place in &chain.0 {
        found.extend(words_of(&place.name));
        found.insert(place.name.to_lowercase());
    }
    found.into_iter().collect()
}

/// The words of a case as it is stored, with the names that its places had when it was raised, as its
/// lines show them; none once its text was erased.
///
/// # Errors
/// [`crate::AppError::Internal`] if the store fails.
pub(crate) async fn words_of_row(
    rows: &mut dyn Snapshot,
    row: &CaseRow,
    playbook: &Playbook,
    chain: &Chain,
) -> AppResult<Vec<String>> {
    let text = rows.texts(&[row.text.id]).await?.into_iter().find_map(|text| text.words);
    let about = row.category.as_ref().and_then(|category| playbook.category(category));
    let over: Vec<PlaceId> = chain.0.iter().map(|place| place.id).collect();
    let changes = rows.place_changes(&over).await?;
    let chain = chain.as_named_on(&changes, row.state.opened_at.day());
    Ok(text.map(|text| words_of_case(&text, about, &chain)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use linli_domain::place::Place;
    use linli_kernel::PlaceId;
    use linli_playbook::Name;

    use super::*;

    #[test]
    fn reports_are_found_by_their_words() {
        let words = words_of("3号楼东侧的路灯坏了三天，晚上看不见路，LED灯头也掉了。");
        for wanted in ["路灯", "晚上", "led", "灯头"] {
            assert!(words.contains(wanted), "{wanted} in {words:?}");
        }
        for question in ["路灯", "路灯坏了"] {
            assert!(words_of(question).is_subset(&words), "{:?}", words_of(question));
        }
    }

    #[test]
    fn a_long_text_keeps_its_first_words_and_all_of_its_places() {
        // Code points run the other way than the text: the first words of it come last in order.
        let text: String = (0..3_000_u32)
            .filter_map(|number| char::from_u32(0x9fa5 - number))
            .map(|letter| format!("{letter}。"))
            .collect();
        let place = Place {
            id: PlaceId::new(1).unwrap(),
            district: PlaceId::new(1).unwrap(),
            kind: Name::new("compound").unwrap(),
            name: "龥园小区".to_owned(),
            parent: None,
            position: 0,
            households: 0,
            made_up: true,
            closed_on: None,
            version: 1,
        };
        let about = Label { zh: "路灯".to_owned(), en: None };
        let words = words_of_case(&text, Some(&about), &Chain(vec![place]));
        for wanted in ["龥园小区", "路灯"] {
            assert!(words.iter().any(|word| word == wanted), "{wanted}");
        }
        let first = first_words_of(&text, MOST);
        assert!(first.len() >= MOST && first.iter().all(|word| words.contains(word)));
        assert!(words.len() < MOST + 20, "{}", words.len());
    }

    #[test]
    fn telephones_and_marks_are_no_words() {
        let words = words_of("请打13812345678，或者0546-8881234。");
        assert!(words.iter().all(|word| word.chars().count() < LONG_NUMBER || !word.contains('8')));
        assert!(!words.contains("，"));
    }

    #[test]
    fn names_that_are_recognised_are_left_out() {
        assert!(!words_of("张建国家里漏水").contains("张建国"));
        assert!(words_of("张建国家里漏水").contains("漏水"));
    }
}
