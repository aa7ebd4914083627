//! Made-up people's names and telephone numbers.

use super::{
    data::{Places, Pools},
    random::Random,
};

/// Numbers that no operator gives out, as far as we know, and the demo never sends to.
const PHONES: u64 = 19_900_000_000;

/// Invents people, no number twice.
pub(crate) struct Names<'d> {
    pools: &'d Pools,
    random: Random,
    next_phone: u64,
}

impl<'d> Names<'d> {
    pub(crate) fn new(places: &'d Places) -> Self {
        Self { pools: &places.people, random: Random::new("names"), next_phone: PHONES + 1 }
    }

    /// A name of somebody of any age.
    pub(crate) fn anybody(&mut self) -> String {
        let pools = [
            &self.pools.given_women_older,
            &self.pools.given_men_older,
            &self.pools.given_women_younger,
            &self.pools.given_men_younger,
        ];
        let given = if self.random.percent(40) {
            // Two characters of the pools for crowds, so that names seldom repeat.
            let first = self.random.pick(&self.pools.given_first_characters);
            let second = self.random.pick(&self.pools.given_second_characters);
            first.into_iter().chain(second).cloned().collect()
        } else {
            let pool = self.random.pick(&pools).copied();
            pool.and_then(|pool| self.random.pick(pool)).cloned().unwrap_or_default()
        };
        format!("{}{given}", self.surname())
    }

    /// A name of somebody old.
    pub(crate) fn elder(&mut self) -> String {
        let pools = [&self.pools.given_women_older, &self.pools.given_men_older];
        let pool = self.random.pick(&pools).copied();
        let given = pool.and_then(|pool| self.random.pick(pool)).cloned().unwrap_or_default();
        format!("{}{given}", self.surname())
    }

    fn surname(&mut self) -> &'d str {
        let total = self.pools.surnames.iter().map(|surname| surname.weight).sum();
        let mut drawn = self.random.below(total);
        for surname in &self.pools.surnames {
            match drawn.checked_sub(surname.weight) {
                Some(left) => drawn = left,
                None => return &surname.name,
            }
        }
        ""
    }

    /// A telephone number.
    pub(crate) fn phone(&mut self) -> String {
        let phone = self.next_phone;
        self.next_phone += 1;
        phone.to_string()
    }
}
