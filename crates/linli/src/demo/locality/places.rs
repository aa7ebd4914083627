//! A demo's places: the real ones, and those that are made up below them.

use std::collections::{BTreeMap, BTreeSet};

use linli_app::ports::Entropy;
use linli_kernel::PlaceId;
use linli_playbook::{Name, Playbook};

use super::{
    Locality,
    data::{Data, Extent, MadeUp},
    divisions,
};
use crate::{demo::district::broken, failure::Outcome};

/// The kinds that the program itself knows.
const GRID: &str = "grid";
const HOUSEHOLD: &str = "household";
/// Names that stand together at most when people speak of a place.
const SPOKEN: usize = 3;
/// Under which the place is found again over whose homes the demo's accounts work: scheme and code.
pub(crate) const HOME: (&str, &str) = ("demo", "home");

/// One place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    pub(super) kind: String,
    pub(super) name: String,
    /// Which of the places before it contains it.
    pub(super) parent: Option<usize>,
    /// The official code of a real place.
    pub(super) code: Option<String>,
    pub(super) households: i64,
    /// Which grid it belongs to.
    pub(super) grid: Option<usize>,
    /// A grid without homes.
    pub(super) dedicated: bool,
    /// The narrowest extent that it lies in.
    pub(super) extent: Extent,
    pub(super) id: Option<PlaceId>,
}

/// A demo's places, each after the one that contains it.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(super) nodes: Vec<Node>,
    /// The place over whose homes the demo's accounts work.
    pub(super) home: usize,
}

impl Ground {
    /// Lays out everything; one part in so many of a whole.
    pub(crate) fn lay_out(locality: &Locality, part: usize, entropy: &dyn Entropy) -> Self {
        let mut laying =
            Laying { locality, part: part.max(1), nodes: Vec::new(), playbook: &locality.playbook };
        laying.begin();
        let rungs = &locality.playbook.containment;
        for (rung, kinds) in rungs.iter().enumerate() {
            for kind in kinds {
                let above = rung.checked_sub(1).and_then(|above| rungs.get(above));
                for rule in laying.rules(kind, kinds.len(), rung) {
                    laying.make(&rule, above.map(Vec::as_slice).unwrap_or_default());
                }
                if locality.playbook.grids_under.as_ref() == Some(kind) {
                    laying.make_grids();
                }
            }
            laying.mark_home(rung);
        }
        laying.group();
        let mut nodes = laying.nodes;
        for node in &mut nodes {
            node.id = Some(PlaceId::from_raw(entropy.id()));
        }
        let over_homes = nodes.iter().find(|node| node.kind == HOUSEHOLD);
        let home = over_homes.and_then(|node| node.parent).unwrap_or(0);
        Self { nodes, home }
    }

    /// From a place up to the top, its grid beside what belongs to it.
    pub(super) fn chain(&self, from: usize) -> Vec<usize> {
        let mut chain = Vec::new();
        let mut next = Some(from);
        while let Some((at, node)) = next.and_then(|at| Some((at, self.nodes.get(at)?))) {
            chain.push(at);
            chain.extend(node.grid);
            next = node.parent;
        }
        chain
    }

    /// The place of a kind over a place, or the place itself.
    pub(super) fn over(&self, from: usize, kind: &str) -> Option<usize> {
        let is_of = |at: &usize| self.nodes.get(*at).is_some_and(|node| node.kind == kind);
        self.chain(from).into_iter().find(is_of)
    }

    /// The homes, by number.
    pub(super) fn homes(&self) -> Vec<usize> {
        let all = self.nodes.iter().enumerate();
        all.filter(|(_, node)| node.kind == HOUSEHOLD).map(|(at, _)| at).collect()
    }

    /// A reference of the imports.
    pub(super) fn reference(&self, at: usize) -> String {
        let node = self.nodes.get(at);
        node.and_then(|node| node.id).map(|id| format!("#{id}")).unwrap_or_default()
    }

    /// The id of a place.
    pub(super) fn id(&self, at: usize) -> Option<PlaceId> {
        self.nodes.get(at).and_then(|node| node.id)
    }

    /// The places where history happens: over the homes, and what lies in the home community.
    pub(crate) fn around_homes(&self) -> Vec<PlaceId> {
        let over: BTreeSet<usize> =
            self.homes().into_iter().flat_map(|home| self.chain(home)).collect();
        let all = self.nodes.iter().enumerate().filter(|(_, node)| node.kind != HOUSEHOLD);
        let near = all.filter(|(at, node)| over.contains(at) || node.extent == Extent::Home);
        near.filter_map(|(_, node)| node.id).collect()
    }

    /// What people call a place: with what it lies in, up to what has an official name, which nobody
    /// needs to be told.
    pub(super) fn spoken(&self, at: usize) -> String {
        let mut names: Vec<&str> = Vec::new();
        let mut next = self.nodes.get(at);
        while let Some(node) = next.filter(|_| names.len() < SPOKEN) {
            if node.code.is_some() && !names.is_empty() {
                break;
            }
            names.push(&node.name);
            next = node.parent.and_then(|parent| self.nodes.get(parent));
        }
        names.reverse();
        names.concat()
    }

    /// The table that `import places` reads.
    pub(crate) fn table(&self, data: &Data) -> Outcome<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut write =
            |cells: [String; 11]| writer.write_record(cells).map_err(|error| broken(&error));
        let header = [
            "key",
            "parent",
            "kind",
            "name",
            "households",
            "code",
            "grid",
            "made_up",
            "address",
            "hours",
            "host",
        ];
        write(header.map(str::to_owned))?;
        for (at, node) in self.nodes.iter().enumerate() {
            let parent = node.parent.map(|parent| self.reference(parent)).unwrap_or_default();
            let grid = node.grid.map(|grid| self.reference(grid)).unwrap_or_default();
            let code = node.code.iter().cloned();
            let home = (at == self.home).then(|| format!("{}:{}", HOME.0, HOME.1));
            let codes: Vec<String> = code.chain(home).collect();
            let made_up = if node.code.is_some() { "" } else { "1" };
            let empty = String::new;
            let households = node.households.to_string();
            let (kind, name) = (node.kind.clone(), node.name.clone());
            let (key, codes, made_up) = (self.reference(at), codes.join(" "), made_up.to_owned());
            write([
                key,
                parent,
                kind,
                name,
                households,
                codes,
                grid,
                made_up,
                empty(),
                empty(),
                empty(),
            ])?;
        }
        for rule in &data.facility {
            for (at, node) in self.nodes.iter().enumerate() {
                if node.kind != rule.at || node.extent < rule.extent {
                    continue;
                }
                let own = |pattern: &str| pattern.replace("{place}", &node.name);
                let (kind, name) = (format!("facility:{}", rule.kind), own(&rule.pattern));
                let (address, hours) = (own(&rule.address), rule.hours.clone());
                let empty = String::new;
                let (parent, one) = (self.reference(at), "1".to_owned());
                let key = format!("facility-{}-{at}", rule.kind);
                let host = rule.host.clone();
                write([
                    key,
                    parent,
                    kind,
                    name,
                    empty(),
                    empty(),
                    empty(),
                    one,
                    address,
                    hours,
                    host,
                ])?;
            }
        }
        writer.into_inner().map_err(|error| broken(&error))
    }
}

/// Places while they are laid out.
struct Laying<'l> {
    locality: &'l Locality,
    playbook: &'l Playbook,
    part: usize,
    nodes: Vec<Node>,
}

impl Laying<'_> {
    /// The real places, or one made-up place at the top.
    fn begin(&mut self) {
        if let Some(real) = &self.locality.data.real {
            self.nodes = divisions::real(real, self.part);
            let whole =
                |code: &str| real.whole.iter().any(|start| code.starts_with(start.as_str()));
            for node in &mut self.nodes {
                let code = node.code.as_deref().unwrap_or_default();
                node.extent = match code {
                    _ if code == real.home => Extent::Home,
                    _ if real.whole.is_empty() || whole(code) => Extent::Whole,
                    _ => Extent::All,
                };
            }
            return;
        }
        let top = self.playbook.containment.first().and_then(|kinds| kinds.first());
        if let Some(kind) = top {
            let rule = MadeUp { kind: kind.to_string(), ..MadeUp::default() };
            let pattern = self.pattern("top");
            let name = self.name(&MadeUp { pattern, ..rule }, None, 1);
            self.nodes.push(Node { kind: kind.to_string(), name, ..Node::default() });
        }
    }

    fn pattern(&self, word: &str) -> Option<String> {
        let Locality { data, usual, .. } = self.locality;
        data.patterns.get(word).or(usual.patterns.get(word)).cloned()
    }

    /// How many places of a kind are made: what the file says, or what the playbook's levels suggest.
    fn rules(&self, kind: &Name, alternatives: usize, rung: usize) -> Vec<MadeUp> {
        let said: Vec<MadeUp> =
            self.locality.data.place.iter().filter(|rule| *kind == *rule.kind).cloned().collect();
        let is_real = self.nodes.iter().any(|node| *kind == *node.kind);
        if !said.is_empty() || is_real || rung == 0 {
            return said;
        }
        let each = match kind.as_str() {
            HOUSEHOLD => 8,
            _ if alternatives > 1 => 1,
            _ => 2,
        };
        vec![MadeUp { kind: kind.to_string(), each: Some(each), ..MadeUp::default() }]
    }

    /// Makes the places of a rule.
    fn make(&mut self, rule: &MadeUp, above: &[Name]) {
        let fits = |node: &Node| {
            let over = match &rule.under {
                Some(kind) => node.kind == *kind,
                None => above.iter().any(|kind| *kind == *node.kind),
            };
            over && node.extent >= rule.extent
        };
        let all = self.nodes.iter().enumerate();
        let parents: Vec<usize> = all.filter(|(_, node)| fits(node)).map(|(at, _)| at).collect();
        let total = rule.total.map(|total| total.div_ceil(self.part).max(parents.len()));
        let (count, mut named) = (parents.len(), rule.names.iter());
        for (turn, parent) in parents.into_iter().enumerate() {
            let own = match total {
                Some(total) => total * (turn + 1) / count - total * turn / count,
                None => rule.each.unwrap_or(1),
            };
            // A part of a locality has fewer of what there are many.
            let own = if rule.total.is_none() { own.min((own / self.part).max(2)) } else { own };
            for number in 1..=own {
                let name = match named.next() {
                    Some(name) => name.clone(),
                    None => self.name(rule, Some(parent), number),
                };
                let over = self.nodes.get(parent);
                let (kind, households) = (rule.kind.clone(), rule.households);
                let extent = over.map(|node| node.extent).unwrap_or_default();
                let parent = Some(parent);
                let dedicated = rule.dedicated;
                let node = Node { kind, name, parent, households, extent, ..Node::default() };
                self.nodes.push(Node { dedicated, ..node });
            }
        }
    }

    fn make_grids(&mut self) {
        let Some(under) = &self.playbook.grids_under else { return };
        let said: Vec<MadeUp> =
            self.locality.data.place.iter().filter(|rule| rule.kind == GRID).cloned().collect();
        let usual = MadeUp { kind: GRID.to_owned(), each: Some(2), ..MadeUp::default() };
        let rules = if said.is_empty() { vec![usual] } else { said };
        for rule in rules {
            self.make(&rule, std::slice::from_ref(under));
        }
    }

    /// Without real places, whatever comes first is the home.
    fn mark_home(&mut self, rung: usize) {
        if self.locality.data.real.is_some() || rung == 0 {
            return;
        }
        let kinds = self.playbook.containment.get(rung).map(Vec::as_slice).unwrap_or_default();
        let of = |node: &&mut Node| kinds.iter().any(|kind| *kind == *node.kind);
        if self.playbook.grids_under.as_ref().is_none_or(|kind| kinds.contains(kind))
            && let Some(node) = self.nodes.iter_mut().find(of)
        {
            node.extent = Extent::Home;
        }
    }

    /// Puts what lies under a place with grids into its grids, in turn: what lies directly under it
    /// where there is enough of that, else what lies under this.
    fn group(&mut self) {
        let Some(under) = self.playbook.grids_under.clone() else { return };
        let mut below: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            if let Some(parent) = node.parent {
                below.entry(parent).or_default().push(at);
            }
        }
        let of = |at: &usize| below.get(at).cloned().unwrap_or_default();
        let mut members: Vec<(usize, usize)> = Vec::new();
        for (at, _) in self.nodes.iter().enumerate().filter(|(_, node)| under == *node.kind) {
            let is_grid = |at: &usize| self.nodes.get(*at).is_some_and(|node| node.kind == GRID);
            let (mut grids, direct): (Vec<usize>, Vec<usize>) =
                of(&at).into_iter().partition(is_grid);
            grids.retain(|at| self.nodes.get(*at).is_some_and(|node| !node.dedicated));
            let lower: Vec<usize> = direct.iter().flat_map(of).collect();
            let grouped = if direct.len() >= grids.len() { direct } else { lower };
            let count = grouped.len().max(1);
            for (turn, member) in grouped.into_iter().enumerate() {
                members.extend(grids.get(turn * grids.len() / count).map(|grid| (member, *grid)));
            }
        }
        for (member, grid) in members {
            if let Some(node) = self.nodes.get_mut(member) {
                node.grid = Some(grid);
            }
        }
    }

    /// What a made-up place is called.
    fn name(&self, rule: &MadeUp, parent: Option<usize>, number: usize) -> String {
        let pattern = rule.pattern.clone().or_else(|| self.pattern("place")).unwrap_or_default();
        let kind = Name::new(&rule.kind).ok();
        let word = kind.map(|kind| self.playbook.word_or_name(&kind).zh).unwrap_or_default();
        let above = parent.and_then(|at| self.nodes.get(at)).map(|node| node.name.as_str());
        let figures = number.to_string();
        let ordinals = crate::demo::data::places().map(|places| places.words.ordinals.as_slice());
        let ordinal = ordinals.ok().and_then(|all| all.get(number.saturating_sub(1)));
        pattern
            .replace("{parent}", above.unwrap_or_default())
            .replace("{number}", &figures)
            .replace("{ordinal}", ordinal.unwrap_or(&figures))
            .replace("{word}", &word)
    }
}
