//! Which matters there are: story, place, raiser, day and route of each.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use linli_kernel::{Day, Moment, PlaceId};
use linli_playbook::{Playbook, model::Publicity};

use super::{
    super::{
        data::{History, Route, Story},
        district::Size,
        random::Random,
    },
    script::{self, Script},
    world::{Spot, World},
};

/// One matter of the history.
pub(crate) struct Matter {
    pub(crate) story: &'static Story,
    pub(crate) script: Script,
    pub(crate) at: Moment,
    /// Which spot of the world.
    pub(crate) spot: usize,
    /// The member of the list who raises it; `None` for what staff found or was handed down.
    pub(crate) raiser: Option<usize>,
    pub(crate) channel: Option<String>,
    /// The place that it is about.
    pub(crate) place: PlaceId,
    pub(crate) building: PlaceId,
    pub(crate) random: Random,
    /// The matter that is merged into this one.
    pub(crate) partner: Option<usize>,
    /// It is still open when the history ends: whoever acts on it acts soon.
    pub(crate) open: bool,
    /// Nobody acts on it; it is merged.
    pub(crate) left_alone: bool,
}

const HOUR_MS: i64 = 3_600_000;

impl Matter {
    /// Whether it is about a building or less, so that one grid answers for it.
    pub(crate) fn place_is_low(&self) -> bool {
        matches!(self.story.place_level.as_str(), "building" | "unit")
    }
}

/// The tags by which routes choose stories.
fn tags(story: &Story, themes: &BTreeMap<String, Theme>) -> Vec<String> {
    let own = story.class == "home-or-dispute";
    let theme = themes.get(&story.theme);
    let told = theme.map(|theme| theme.publicity).filter(|_| !own).unwrap_or(Publicity::Private);
    let mut tags = vec![story.path.clone(), told.word().to_owned()];
    if story.urgency == "ordinary" && theme.is_none_or(|theme| theme.ordinary) {
        tags.push("ordinary".to_owned());
    }
    let lead = story.lead.as_deref().unwrap_or("nobody");
    tags.push(format!("lead.{}", lead.split('.').next().unwrap_or_default()));
    let marks = [
        (story.mediation.is_some(), "mediation"),
        (!story.whistle_departments.is_empty(), "whistle"),
        (story.found_by.is_some(), "found"),
        (story.recused.is_some(), "recused"),
        (story.agreed().is_some(), "agreed"),
    ];
    let marked = marks.iter().filter(|(has, _)| *has).map(|(_, tag)| (*tag).to_owned());
    tags.extend(marked);
    if marks.iter().all(|(has, _)| !has) {
        tags.push("plain".to_owned());
    }
    tags
}

/// What the category of a theme implies.
#[derive(Clone, Copy, Debug)]
struct Theme {
    publicity: Publicity,
    ordinary: bool,
}

fn themes(playbook: &Playbook, history: &History, stories: &[Story]) -> BTreeMap<String, Theme> {
    let usual = playbook.processes.values().next().map(|process| &process.class);
    let implied = |theme: &String| {
        let category = history.categories.get(theme).unwrap_or(theme);
        let category = playbook.categories.iter().find(|(key, _)| *key == *category.as_str());
        let category = category.map(|(_, category)| category);
        let class = category.and_then(|category| category.class.as_ref()).or(usual)?;
        let publicity = playbook.classes.get(class)?.publicity;
        let ordinary = category.is_none_or(|category| category.urgency.is_none());
        Some((theme.clone(), Theme { publicity, ordinary }))
    };
    stories.iter().filter_map(|story| implied(&story.theme)).collect()
}

fn fits(route: &Route, story: &Story, themes: &BTreeMap<String, Theme>) -> bool {
    let tags = tags(story, themes);
    let all =
        |pattern: &String| pattern.split('&').all(|tag| tags.iter().any(|own| own == tag.trim()));
    route.stories.iter().any(all)
}

/// Whether its matters are tasks from above, which nobody here raised.
fn is_handed_down(route: &Route) -> bool {
    route.channel.as_deref() == Some("handed-down")
}

/// Makes the list, in the order of the days.
pub(crate) fn plan(
    world: &World<'_>,
    playbook: &Playbook,
    (history, stories): (&'static History, &'static [Story]),
    size: Size,
    (from, until): (Moment, Moment),
) -> Vec<Matter> {
    let mut planning = Planning {
        world,
        history,
        random: Random::new("history"),
        uses: BTreeMap::new(),
        themes: themes(playbook, history, stories),
        from,
        until,
        matters: Vec::new(),
        home: 0,
    };
    let special: Vec<&'static Route> = history.route.iter().filter(|r| r.count > 0).collect();
    for route in special {
        let count = if size == Size::FULL { route.count } else { 1 };
        for _ in 0..count {
            planning.add_special(route, stories);
        }
    }
    let total = usize::try_from(size.of(i64::try_from(history.total).unwrap_or(0))).unwrap_or(0);
    let mut order: Vec<&'static Story> = stories.iter().collect();
    let mut turn = 0;
    while planning.matters.len() < total && turn < total * 4 {
        if turn % order.len().max(1) == 0 {
            planning.random.shuffle(&mut order);
        }
        if let Some(story) = order.get(turn % order.len().max(1)).copied() {
            planning.add_usual(story, turn);
        }
        turn += 1;
    }
    planning.matters
}

struct Planning<'w, 'd> {
    world: &'w World<'d>,
    history: &'static History,
    random: Random,
    uses: BTreeMap<&'static str, usize>,
    themes: BTreeMap<String, Theme>,
    from: Moment,
    until: Moment,
    matters: Vec<Matter>,
    /// Which of the demo's own residents raises the next open matter.
    home: usize,
}

impl Planning<'_, '_> {
    fn used(&self, story: &Story) -> usize {
        self.uses.get(story.id.as_str()).copied().unwrap_or(0)
    }

    /// A matter of a route with a number of its own: the story that was told least so far.
    fn add_special(&mut self, route: &'static Route, stories: &'static [Story]) {
        let mut fitting: Vec<&'static Story> =
            stories.iter().filter(|story| fits(route, story, &self.themes)).collect();
        self.random.shuffle(&mut fitting);
        fitting.sort_by_key(|story| self.used(story));
        for story in fitting {
            if self.used(story) < self.history.most_uses && self.add(route, story) {
                return;
            }
        }
    }

    fn add_usual(&mut self, story: &'static Story, turn: usize) {
        // Refusals have routes of their own; more of them would be another district.
        let most = if story.path == "refer" { 1 } else { self.history.most_uses };
        if self.used(story) >= most {
            return;
        }
        let usual: Vec<&'static Route> = self
            .history
            .route
            .iter()
            .filter(|route| route.count == 0 && fits(route, story, &self.themes))
            .collect();
        // The first two usual ways take turns: on the spot or after a while.
        let first = usual.first().copied();
        let on_spot = first.is_some_and(|route| route.steps.ends_with("on-spot"));
        let route = match usual.get(1).copied() {
            Some(second) if on_spot && turn % 2 == 1 => Some(second),
            _ => first,
        };
        if let Some(route) = route {
            self.add(route, story);
        }
    }

    fn add(&mut self, route: &'static Route, story: &'static Story) -> bool {
        let merges = route.steps.contains("+merge");
        // What concerns a whole community is nobody's two matters: another grid may hear the second.
        if merges && story.place_level == "community" {
            return false;
        }
        let Some(at) = self.moment(route, story) else { return false };
        let Some(spot) = self.spot(route, story) else { return false };
        let raiser = self.raiser(route, story, spot);
        let by_staff = story.found_by.is_some() || is_handed_down(route);
        if raiser.is_none() && !by_staff {
            return false;
        }
        *self.uses.entry(story.id.as_str()).or_default() += 1;
        let matter = self.matter((route, story), at, spot, raiser);
        let place = matter.place;
        self.matters.push(matter);
        if merges && self.used(story) < self.history.most_uses {
            self.add_partner((route, story), at, spot, place);
        }
        true
    }

    fn matter(
        &mut self,
        (route, story): (&'static Route, &'static Story),
        at: Moment,
        spot: usize,
        raiser: Option<usize>,
    ) -> Matter {
        let random = Random::new(&format!("matter {}", self.matters.len()));
        let (place, building) = self.place(story, spot, raiser);
        Matter {
            story,
            script: script::read(&route.steps),
            at,
            spot,
            raiser,
            channel: route.channel.clone(),
            place,
            building,
            random,
            partner: None,
            open: route.open,
            left_alone: false,
        }
    }

    /// Another resident reports the same a little later; the two become one.
    fn add_partner(
        &mut self,
        (route, story): (&'static Route, &'static Story),
        at: Moment,
        spot: usize,
        place: PlaceId,
    ) {
        let first = self.matters.len() - 1;
        let Some(told) = self.matters.get(first) else { return };
        let (own, grid) = (told.raiser, self.world.grid_of(told.building));
        // Of the same grid: whose worker merges may do so with both.
        let beside = |at: &usize| {
            let lives = self.world.people.members.get(*at).and_then(|member| member.lives);
            lives.is_some_and(|(building, _)| self.world.grid_of(building) == grid)
        };
        let here = self.world.spots.get(spot).map(|spot| spot.residents.clone());
        let other = here.unwrap_or_default().into_iter().find(|at| {
            let has_account = self.world.persons.get(*at).is_some_and(Option::is_some);
            Some(*at) != own && has_account && beside(at)
        });
        let Some(other) = other else { return };
        *self.uses.entry(story.id.as_str()).or_default() += 1;
        let at = at.plus_ms(self.random.between(5, 20) * 60_000);
        let mut partner = self.matter((route, story), at, spot, Some(other));
        partner.left_alone = true;
        partner.place = place;
        let number = self.matters.len();
        self.matters.push(partner);
        if let Some(first) = self.matters.get_mut(first) {
            first.partner = Some(number);
        }
    }

    /// A time of day at which people write, in a month that fits the story.
    fn moment(&mut self, route: &Route, story: &Story) -> Option<Moment> {
        let hour = |random: &mut Random| random.between(7 * 60, 21 * 60) * 60_000;
        if route.open {
            let back = route.days * 24 * HOUR_MS + HOUR_MS;
            return Some(self.until.plus_ms(-back));
        }
        let last = self.until.plus_ms(-route.days * 24 * HOUR_MS);
        let days = last.ms_since(self.from) / (24 * HOUR_MS);
        if days <= 0 {
            return None;
        }
        for _ in 0..400 {
            let day: Day = self.from.plus_ms(self.random.between(0, days) * 24 * HOUR_MS).day();
            if story.months.is_empty() || story.months.contains(&day.month()) {
                let at = Moment::from_local(day, hour(&mut self.random));
                return Some(at.max(self.from));
            }
        }
        None
    }

    /// Somewhere where the story can happen.
    fn spot(&mut self, route: &Route, story: &Story) -> Option<usize> {
        let can = |spot: &Spot<'_>| {
            let need = |need: &String| match need.as_str() {
                "property-company" => spot.data.company.is_some(),
                "owners-committee" => spot.data.owners_committee,
                "lift" => spot.data.lift,
                "old" => spot.data.built < 2006,
                "yard" => spot.site.is_yard,
                _ => true,
            };
            let led = match story.lead.as_deref() {
                Some("property-company") => spot.data.company.is_some(),
                Some("owners-committee") => spot.data.owners_committee,
                _ => true,
            };
            // Deliberation is a compound's; what the minutes say needs somebody to do it.
            let deliberates = story.path != "pending" || !spot.site.is_yard;
            let parties = !route.steps.contains("parties") || spot.data.company.is_some();
            let without = !route.steps.contains("no-company") || spot.data.company.is_none();
            let here = story.compound.as_ref().is_none_or(|name| *name == spot.data.name);
            let crowd = story.further_units.is_none() || spot.data.anchor;
            let open = !route.open || spot.data.anchor;
            led && deliberates
                && parties
                && without
                && here
                && crowd
                && open
                && story.needs.iter().all(need)
        };
        let spots = self.world.spots.iter().enumerate();
        let fitting: Vec<usize> = spots.filter(|(_, spot)| can(spot)).map(|(at, _)| at).collect();
        self.random.pick(&fitting).copied()
    }

    fn raiser(&mut self, route: &Route, story: &Story, spot: usize) -> Option<usize> {
        if story.found_by.is_some() || is_handed_down(route) {
            return None;
        }
        let here = &self.world.spots.get(spot)?.residents;
        let has_account = |at: &usize| self.world.persons.get(*at).is_some_and(Option::is_some);
        if route.open {
            // The demo's own residents, in turn.
            self.home += 1;
            return here.get(self.home % 2).copied().filter(has_account);
        }
        let wanted: Vec<usize> = match route.raiser.as_deref() {
            Some("account") => here.iter().copied().filter(has_account).collect(),
            // Nobody tells a worker about that worker.
            _ if story.recused.is_some() => here.iter().copied().filter(has_account).collect(),
            Some("elder") => here.iter().copied().filter(|at| !has_account(at)).collect(),
            _ => here.clone(),
        };
        self.random.pick(&wanted).copied()
    }

    /// The place that a story is about, seen from the raiser's home.
    fn place(&mut self, story: &Story, spot: usize, raiser: Option<usize>) -> (PlaceId, PlaceId) {
        let members = &self.world.people.members;
        let lives = raiser.and_then(|at| members.get(at)).and_then(|member| member.lives);
        let Some(spot) = self.world.spots.get(spot) else {
            return lives.unwrap_or_else(|| unreachable!("a matter has a spot"));
        };
        let somewhere = || {
            let building = self.random.pick(&spot.site.buildings)?;
            let unit = self.random.pick(&building.units)?;
            Some((building.id, unit.0))
        };
        let (building, unit) = lives.or_else(somewhere).unwrap_or((spot.site.id, spot.site.id));
        let place = match story.place_level.as_str() {
            "unit" => unit,
            "building" => building,
            "community" if story.recused.is_none() => spot.community,
            _ => spot.site.id,
        };
        // Who is complained about, or finds something on rounds, stands in the chain over a building.
        let low = story.recused.is_some() || story.found_by.is_some();
        (if low && place != unit { building } else { place }, building)
    }
}
