//! The Merkle tree over the sealed rows (RFC 6962), held as tiles of 256 hashes (C2SP tlog-tiles).
//!
//! Only the right edge is ever needed to go on: the last tile of each level that is not full.

use std::collections::{BTreeMap, BTreeSet};

use tlog_tiles::{HASH_SIZE, Hash, HashReader, Tile, tree_hash};

use crate::ports::{TilePlace, TileRow};

/// A tile is this many levels of the tree high.
const HEIGHT: u8 = 8;
/// Most hashes in a tile.
pub(super) const WIDTH: i64 = 1 << HEIGHT;
/// No log of 2⁵⁶ rows exists.
const LEVELS: i64 = 7;

/// Tiles that do not hold what a tree of this size has to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("tile {0:?} of the audit log is not as it has to be")]
pub(super) struct BadTile(pub(super) TilePlace);

/// A tree that grows at its right edge.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    size: i64,
    tiles: BTreeMap<TilePlace, Vec<u8>>,
    touched: BTreeSet<TilePlace>,
}

/// The tiles of a tree's right edge, with how many hashes each of them holds.
fn edge(size: i64) -> impl Iterator<Item = (TilePlace, i64)> {
    let level = move |level| {
        let count = size >> (i64::from(HEIGHT) * level);
        ((level, count / WIDTH), count % WIDTH)
    };
    (0..LEVELS).map(level).filter(|(_, width)| *width > 0)
}

impl Tree {
    /// The places of the tiles from which a tree of this size goes on.
    pub(super) fn edge_places(size: i64) -> Vec<TilePlace> {
        edge(size).map(|(place, _)| place).collect()
    }

    /// A tree of this size from the tiles of its edge.
    ///
    /// # Errors
    /// [`BadTile`] if one is missing or has another width.
    pub(super) fn at_edge(size: i64, tiles: Vec<TileRow>) -> Result<Self, BadTile> {
        let tiles: BTreeMap<_, _> = tiles.into_iter().map(|row| (row.place, row.hashes)).collect();
        for (place, width) in edge(size) {
            let found = tiles.get(&place).map_or(0, Vec::len);
            if usize::try_from(width).ok() != found.checked_div(HASH_SIZE)
                || !found.is_multiple_of(HASH_SIZE)
            {
                return Err(BadTile(place));
            }
        }
        Ok(Self { size, tiles, touched: BTreeSet::new() })
    }

    /// How many rows it holds.
    pub(super) fn size(&self) -> i64 {
        self.size
    }

    /// Appends the hash of a row.
    pub(super) fn push(&mut self, hash: Hash) {
        let (mut level, mut index, mut hash) = (0, self.size, hash);
        loop {
            let place = (level, index / WIDTH);
            let tile = self.tiles.entry(place).or_default();
            tile.extend(hash.0);
            self.touched.insert(place);
            if index % WIDTH != WIDTH - 1 {
                break;
            }
            hash = Tile::subtree_hash(tile);
            (level, index) = (level + 1, index / WIDTH);
        }
        self.size += 1;
    }

    /// The root hash.
    ///
    /// # Errors
    /// [`BadTile`] if the edge is not whole; a tree that was only pushed to is.
    pub(super) fn root(&self) -> Result<Hash, BadTile> {
        let bad = BadTile((LEVELS, 0));
        let size = u64::try_from(self.size).map_err(|_| bad)?;
        tree_hash(size, self).map_err(|_| bad)
    }

    /// Takes out the tiles that are full: the tree goes on without them.
    pub(super) fn take_full(&mut self) -> Vec<TileRow> {
        let full = |hashes: &Vec<u8>| i64::try_from(hashes.len() / HASH_SIZE) == Ok(WIDTH);
        let places = self.tiles.iter().filter(|(_, hashes)| full(hashes)).map(|(place, _)| *place);
        let places: Vec<_> = places.collect();
        let mut rows = Vec::with_capacity(places.len());
        for place in places {
            self.touched.remove(&place);
            rows.extend(self.tiles.remove(&place).map(|hashes| TileRow { place, hashes }));
        }
        rows
    }

    /// The tiles that are not full and grew.
    pub(super) fn grown(&self) -> Vec<TileRow> {
        let grown = self.tiles.iter().filter(|(place, _)| self.touched.contains(place));
        grown.map(|(place, hashes)| TileRow { place: *place, hashes: hashes.clone() }).collect()
    }
}

impl HashReader for Tree {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        let read = |index: &u64| {
            let tile = Tile::from_index(HEIGHT, *index);
            let number = i64::try_from(tile.level_index()).ok();
            let place = number.map(|number| (i64::from(tile.level()), number));
            let hashes = place.and_then(|place| self.tiles.get(&place));
            let hashes = hashes.ok_or(tlog_tiles::Error::InvalidTile)?;
            tile.hash_at_index(hashes, *index)
        };
        indexes.iter().map(read).collect()
    }
}

/// The path of a tile in a published log (C2SP tlog-tiles).
pub(super) fn tile_path((level, number): TilePlace, width: i64) -> String {
    let mut path = format!("{:03}", number % 1_000);
    let mut rest = number / 1_000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1_000);
        rest /= 1_000;
    }
    let partial = if width < WIDTH { format!(".p/{width}") } else { String::new() };
    format!("tile/{level}/{path}{partial}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tlog_tiles::record_hash;

    use super::*;

    /// RFC 6962 section 2.1, word by word.
    fn by_definition(rows: &[Hash]) -> Hash {
        match rows {
            [one] => *one,
            rows => {
                let mut half = 1;
                while half * 2 < rows.len() {
                    half *= 2;
                }
                let (left, right) = rows.split_at(half);
                tlog_tiles::node_hash(by_definition(left), by_definition(right))
            }
        }
    }

    fn rows(count: usize) -> Vec<Hash> {
        (0..count).map(|row| record_hash(row.to_string().as_bytes())).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn the_root_is_the_standards_however_the_rows_come(
            cuts in proptest::collection::vec(1..400_usize, 1..6),
        ) {
            let all = rows(cuts.iter().sum());
            let mut stored: BTreeMap<TilePlace, Vec<u8>> = BTreeMap::new();
            let mut size = 0;
            for cut in cuts {
                let places = Tree::edge_places(i64::try_from(size).unwrap());
                let tiles = places.into_iter().map(|place| TileRow { place, hashes: stored[&place].clone() });
                let mut tree = Tree::at_edge(i64::try_from(size).unwrap(), tiles.collect()).unwrap();
                all[size..size + cut].iter().for_each(|hash| tree.push(*hash));
                size += cut;
                prop_assert_eq!(tree.root().unwrap(), by_definition(&all[..size]));
                let changed = [tree.grown(), tree.take_full()].concat();
                stored.extend(changed.into_iter().map(|row| (row.place, row.hashes)));
                // Without its full tiles it is still the same tree.
                prop_assert_eq!(tree.root().unwrap(), by_definition(&all[..size]));
            }
            let leaves = stored.iter().filter(|((level, _), _)| *level == 0);
            let leaves: Vec<u8> = leaves.flat_map(|(_, hashes)| hashes.clone()).collect();
            prop_assert_eq!(leaves, all.iter().flat_map(|hash| hash.0).collect::<Vec<u8>>());
        }
    }

    #[test]
    fn three_levels_of_tiles_give_the_standards_root() {
        let all = rows(256 * 256 + 300);
        let mut tree = Tree::default();
        all.iter().for_each(|hash| tree.push(*hash));
        assert_eq!(tree.root().unwrap(), by_definition(&all));
        assert_eq!(Tree::edge_places(tree.size()), [(0, 257), (1, 1), (2, 0)]);
    }

    #[test]
    fn an_edge_that_is_not_whole_is_refused() {
        let tile = |place, count: usize| TileRow { place, hashes: vec![0; count * HASH_SIZE] };
        assert!(Tree::at_edge(300, vec![tile((0, 1), 44), tile((1, 0), 1)]).is_ok());
        for tiles in [
            vec![tile((0, 1), 44)],
            vec![tile((0, 1), 43), tile((1, 0), 1)],
            vec![TileRow { place: (0, 1), hashes: vec![0; 44 * HASH_SIZE + 1] }, tile((1, 0), 1)],
        ] {
            assert!(Tree::at_edge(300, tiles).is_err());
        }
    }

    #[test]
    fn paths_are_the_standards() {
        assert_eq!(tile_path((0, 0), 256), "tile/0/000");
        assert_eq!(tile_path((0, 1_234_067), 256), "tile/0/x001/x234/067");
        assert_eq!(tile_path((1, 67), 5), "tile/1/067.p/5");
    }
}
