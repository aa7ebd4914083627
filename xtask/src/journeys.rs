//! Which forms of pages the browser journeys sent, beside all that there are: a form that no journey
//! sends is one that nobody saw work. The table of `docs/api.md` names all of them, as a test says
//! that compares it with the router.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::notes::Notes;

/// The environment variable that names to the tests the file in which they note each form, a line
/// such as `POST /m/report` for every time that it was taken.
pub(crate) const VARIABLE: &str = "LINLI_TEST_JOURNEYS";
/// That file's name.
pub(crate) const FILE: &str = "journeys.txt";
const TABLE: &str = "docs/api.md";

/// Fails with a list if there is a form that no journey sent. Prints nothing otherwise: what the
/// test runner said stays the last thing on the screen.
pub(crate) fn check(root: &Path, noted: &Notes) -> Result<(), String> {
    let path = root.join(TABLE);
    let document = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    match never_sent(&document, &noted.text()?)?.as_slice() {
        [] => Ok(()),
        forms => Err(format!(
            "{} of the forms in {TABLE} were sent by no browser journey; let one send each:\n  {}",
            forms.len(),
            forms.join("\n  ")
        )),
    }
}

/// The forms of the table that are not among the noted lines, in the table's order.
fn never_sent<'a>(document: &'a str, noted: &str) -> Result<Vec<&'a str>, String> {
    let sent: BTreeSet<&str> = noted.lines().collect();
    let forms: Vec<&str> = document.lines().filter_map(form).collect();
    if forms.is_empty() {
        return Err(format!("{TABLE}: there is no table with the forms of pages"));
    }
    Ok(forms.into_iter().filter(|form| !sent.contains(form)).collect())
}

/// The form that a row of the table is about.
fn form(row: &str) -> Option<&str> {
    let cells = row.strip_prefix("| ").filter(|cells| cells.starts_with("POST /"))?;
    cells.split_once(" |").map(|(form, _)| form)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "`POST /matters` takes a report.\n\n| page | API | |\n|---|---|---|\n\
        | POST /sign-in | POST /codes | |\n\
        | POST /m/matters/{id}/act/{action} | POST /matters/{id}/actions | |\n\
        | POST /w/here | – | every request of a session keeps it open |\n";

    #[test]
    fn forms_that_no_journey_sent_are_listed_as_the_table_has_them() {
        let noted = "POST /sign-in\nPOST /settings/display\nPOST /sign-in\nPOST /w/here/x\n";
        let lacking = vec!["POST /m/matters/{id}/act/{action}", "POST /w/here"];
        assert_eq!(never_sent(DOCUMENT, noted), Ok(lacking));
        let noted = "POST /w/here\nPOST /m/matters/{id}/act/{action}\nPOST /sign-in\n";
        assert_eq!(never_sent(DOCUMENT, noted), Ok(Vec::new()));
    }

    #[test]
    fn a_document_without_the_table_is_no_silence() {
        let message = never_sent("| page | API | |\n", "POST /sign-in\n").unwrap_err();
        assert!(message.contains(TABLE), "{message}");
    }

    #[test]
    fn the_forms_are_read_from_the_document_that_is_there() {
        let root = crate::workspace_root().unwrap();
        let target = std::env::temp_dir().join(format!("linli-journeys-{}", std::process::id()));
        let noted = Notes::begin(&target, FILE).unwrap();
        let message = check(&root, &noted).unwrap_err();
        for form in ["POST /sign-out", "POST /m/report", "POST /w/grid-plans/{id}/drop"] {
            assert!(message.contains(&format!("\n  {form}")), "{message}");
        }
        let (_, all) = message.split_once('\n').unwrap();
        fs::write(&noted.path, all.replace("  ", "")).unwrap();
        assert_eq!(check(&root, &noted), Ok(()));
        fs::remove_dir_all(&target).unwrap();
        assert!(check(&root, &noted).is_err(), "a lost file is no silence");
    }
}
