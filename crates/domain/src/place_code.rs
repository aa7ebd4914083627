//! Official codes of places: what they look like, and what a code says about where it belongs.
//!
//! Divisions have the statistics office's codes: 6 digits for a county, 9 for a street or town, 12 for
//! a community, each beginning with the one above. A grid's code is its community's and three digits
//! more (Jinan practice, domain notes 4.7). Other schemes are the locality's own and not judged.

/// The scheme of the statistical divisions.
pub const DIVISION: &str = "division";
/// The scheme of grid codes.
pub const GRID_CODE: &str = "grid";

/// Digits of a county's, a street's and a community's code.
const DIVISION_DIGITS: [usize; 3] = [6, 9, 12];
/// Digits of a county's code, and of what stands above it.
const COUNTY_DIGITS: usize = 6;
/// Digits of a grid's code.
const GRID_DIGITS: usize = 15;
/// Digits of the code that a grid's begins with.
const COMMUNITY_DIGITS: usize = 12;

fn digits(code: &str) -> Option<usize> {
    (!code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code.len())
}

/// Whether a code looks as its scheme wants it.
#[must_use]
pub fn is_well_formed(scheme: &str, code: &str) -> bool {
    match scheme {
        DIVISION => digits(code).is_some_and(|count| DIVISION_DIGITS.contains(&count)),
        GRID_CODE => digits(code) == Some(GRID_DIGITS),
        _ => true,
    }
}

/// Whether a code may stand under a place with this division code: it begins with that one, without
/// the zeros that fill a city's or a province's up to six digits, and is another. Where the place
/// above has no code that says so, nothing is wrong.
#[must_use]
pub fn belongs_under(scheme: &str, code: &str, above: &str) -> bool {
    match scheme {
        DIVISION => {
            let stem =
                if above.len() == COUNTY_DIGITS { above.trim_end_matches("00") } else { above };
            code != above && code.len() >= above.len() && code.starts_with(stem)
        }
        GRID_CODE if above.len() == COMMUNITY_DIGITS => code.starts_with(above),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_digits_of_their_scheme() {
        for (scheme, code, wanted) in [
            (DIVISION, "370505", true),
            (DIVISION, "370505001", true),
            (DIVISION, "370505001007", true),
            (DIVISION, "37050500100", false),
            (DIVISION, "37050500100a", false),
            (DIVISION, "", false),
            (GRID_CODE, "370505001007003", true),
            (GRID_CODE, "370505001007", false),
            (GRID_CODE, "３70505001007003", false),
            ("test", "8", true),
        ] {
            assert_eq!(is_well_formed(scheme, code), wanted, "{scheme}:{code}");
        }
    }

    #[test]
    fn a_code_begins_with_the_one_above() {
        for (scheme, code, above, wanted) in [
            (DIVISION, "370505001", "370505", true),
            (DIVISION, "370505001007", "370505001", true),
            (DIVISION, "370505001007", "370505002", false),
            (DIVISION, "370505001", "370505001", false),
            (DIVISION, "220102", "220100", true),
            (DIVISION, "220100", "220000", true),
            (DIVISION, "220202", "220100", false),
            (GRID_CODE, "370505001007003", "370505001007", true),
            (GRID_CODE, "370505001008003", "370505001007", false),
            // Above stands something that no grid's code is made of.
            (GRID_CODE, "370505001008003", "370505", true),
            ("test", "8", "370505", true),
        ] {
            assert_eq!(belongs_under(scheme, code, above), wanted, "{scheme}:{code} under {above}");
        }
    }
}
