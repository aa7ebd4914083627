//! The real places of a demo, from the list of divisions.

use super::{data::Real, places::Node};
use crate::demo::data::DIVISIONS;

/// One row of the list.
#[derive(Clone, Copy, Debug)]
struct Division<'a> {
    code: &'a str,
    level: &'a str,
    name: &'a str,
    parent: &'a str,
}

fn rows() -> impl Iterator<Item = Division<'static>> {
    DIVISIONS.lines().skip(1).filter_map(|line| {
        let mut cells = line.split(',').skip(1);
        let (code, level) = (cells.next()?, cells.next()?);
        Some(Division { code, level, name: cells.next()?, parent: cells.next()? })
    })
}

/// The real places of a locality, each after the one that it lies in. Of a part, the home and every
/// so many of the other committees are kept.
pub(super) fn real(real: &Real, part: usize) -> Vec<Node> {
    let listed = |list: &[String], code: &str| list.is_empty() || list.iter().any(|c| c == code);
    let county = |code: &str| real.counties.iter().any(|c| c == code);
    let named = |name: &str| {
        real.committees.is_empty() || real.committees.iter().any(|end| name.ends_with(end.as_str()))
    };
    let mut seen = 0;
    let mut kept = |division: &Division<'_>| match division.level {
        "county" => county(division.code),
        "street" => county(division.parent) && listed(&real.streets, division.code),
        _ => {
            let street = division.parent;
            let wanted = street.get(..6).is_some_and(county)
                && listed(&real.streets, street)
                && named(division.name);
            seen += usize::from(wanted);
            wanted && (division.code == real.home || seen % part == 0 || part == 1)
        }
    };
    let mut kept: Vec<Division<'_>> = rows().filter(|row| kept(row)).collect();
    if part > 1 {
        let parents: Vec<&str> =
            kept.iter().filter(|row| row.level == "committee").map(|row| row.parent).collect();
        kept.retain(|row| {
            let over = |code: &&str| code.starts_with(row.code);
            row.level == "committee" || parents.iter().any(over)
        });
    }
    let order = |level: &str| ["county", "street", "committee"].iter().position(|l| *l == level);
    kept.sort_by_key(|row| order(row.level));
    let mut nodes: Vec<Node> = real.top.iter().map(|top| top_node(real, top)).collect();
    for row in kept {
        let above = |node: &Node| node.code.as_deref() == Some(row.parent);
        let parent = nodes.iter().position(above).or((!nodes.is_empty()).then_some(0));
        let Some(kind) = real.kinds.get(row.level) else { continue };
        nodes.push(Node {
            kind: kind.clone(),
            name: spoken(real, &row).to_owned(),
            parent,
            code: Some(row.code.to_owned()),
            ..Node::default()
        });
    }
    nodes
}

fn top_node(real: &Real, top: &super::data::Top) -> Node {
    let kind = real.kinds.get("top").cloned().unwrap_or_default();
    Node { kind, name: top.name.clone(), code: Some(top.code.clone()), ..Node::default() }
}

/// What people call a committee's area, not the committee: the list calls both by the committee's name.
fn spoken<'n>(real: &Real, row: &Division<'n>) -> &'n str {
    let short = real.endings.iter().find_map(|ending| row.name.strip_suffix(ending.as_str()));
    short.filter(|_| row.level == "committee").unwrap_or(row.name)
}
