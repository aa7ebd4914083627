//! A verifier that knows the standards and nothing of this program: RFC 6962 for the tree, C2SP
//! tlog-tiles and signed-note for the files.

use std::collections::BTreeMap;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ed25519_dalek::{Signature, Verifier as _, VerifyingKey};
use linli_app::{
    account::Administrator,
    audit::{Archive, export, seal_due},
};
use linli_testkit::app::MINUTE_MS;
use sha2::{Digest, Sha256};

use super::{on_every_engine, read};
use crate::matter::world::World;

on_every_engine! {
    a_foreign_verifier_accepts_the_export,
}

#[derive(Default)]
struct Files(BTreeMap<String, Vec<u8>>);

impl Archive for Files {
    fn put(&mut self, path: &str, bytes: &[u8]) -> std::io::Result<()> {
        assert_eq!(self.0.insert(path.to_owned(), bytes.to_vec()), None, "{path} twice");
        Ok(())
    }
}

type Hash = [u8; 32];

fn leaf(row: &str) -> Hash {
    Sha256::new().chain_update([0]).chain_update(row).finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// RFC 6962 section 2.1: the tree hash of D[n].
fn tree(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => Sha256::digest([]).into(),
        [one] => *one,
        _ => {
            let (left, right) = hashes.split_at(hashes.len().next_power_of_two() / 2);
            node(&tree(left), &tree(right))
        }
    }
}

/// RFC 6962 section 2.1.1: PATH(m, D[n]).
fn path(position: usize, hashes: &[Hash]) -> Vec<Hash> {
    if hashes.len() <= 1 {
        return Vec::new();
    }
    let middle = hashes.len().next_power_of_two() / 2;
    let (left, right) = hashes.split_at(middle);
    let (mut path, other) = if position < middle {
        (path(position, left), tree(right))
    } else {
        (path(position - middle, right), tree(left))
    };
    path.push(other);
    path
}

/// RFC 9162 section 2.1.3.2: whether the path leads from the leaf to the root.
fn leads(position: usize, size: usize, row: Hash, path: &[Hash], root: Hash) -> bool {
    let (mut own, mut last, mut hash) = (position, size - 1, row);
    for other in path {
        if last == 0 {
            return false;
        }
        if own % 2 == 1 || own == last {
            hash = node(other, &hash);
            while own % 2 == 0 && own != 0 {
                own /= 2;
                last /= 2;
            }
        } else {
            hash = node(&hash, other);
        }
        own /= 2;
        last /= 2;
    }
    last == 0 && hash == root
}

/// The leaves' hashes from the tiles of level 0.
fn tiled(files: &Files, size: usize) -> Vec<Hash> {
    let mut hashes = Vec::new();
    for tile in 0..size.div_ceil(256) {
        let width = (size - tile * 256).min(256);
        let partial = if width < 256 { format!(".p/{width}") } else { String::new() };
        let bytes = &files.0[&format!("tile/0/{tile:03}{partial}")];
        assert_eq!(bytes.len(), width * 32);
        hashes.extend(bytes.chunks(32).map(|hash| Hash::try_from(hash).unwrap()));
    }
    hashes
}

/// Size and root of a checkpoint whose signature holds.
fn signed(files: &Files) -> (usize, Hash) {
    let text = |name: &str| String::from_utf8(files.0[name].clone()).unwrap();
    let (key, note) = (text("key"), text("checkpoint"));
    let (name, rest) = key.trim().split_once('+').unwrap();
    let (id, key) = rest.split_once('+').unwrap();
    let key = BASE64_STANDARD.decode(key).unwrap();
    assert_eq!(key[0], 1, "Ed25519");
    let print = Sha256::new().chain_update(name).chain_update("\n").chain_update(&key).finalize();
    let hex: String = print[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, id);
    let (body, signature) = note.split_once("\n\n").unwrap();
    let body = format!("{body}\n");
    let signature = signature.trim_end().strip_prefix(&format!("— {name} ")).unwrap();
    let signature = BASE64_STANDARD.decode(signature).unwrap();
    assert_eq!(signature[..4], print[..4]);
    let public = VerifyingKey::from_bytes(key[1..].try_into().unwrap()).unwrap();
    let signature = Signature::from_slice(&signature[4..]).unwrap();
    public.verify(body.as_bytes(), &signature).unwrap();
    let lines: Vec<&str> = body.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, name));
    let root = BASE64_STANDARD.decode(lines[2]).unwrap();
    (lines[1].parse().unwrap(), root.try_into().unwrap())
}

async fn a_foreign_verifier_accepts_the_export(world: &World) {
    let app = world.app();
    let mut files = Files::default();
    let empty = export(app, Administrator::Operator, &mut files).await.unwrap_err();
    assert_eq!(empty.code().as_str(), "audit-empty");
    for turn in 0..300 {
        // Nobody reports more than a hundred matters a day.
        world.test.clock.advance(15 * MINUTE_MS);
        world.report(&format!("第{turn}盏路灯不亮")).await;
        if turn % 70 == 0 {
            seal_due(app).await.unwrap();
        }
    }
    while seal_due(app).await.unwrap() > 0 {}
    world.report("还没有封存").await;
    let exported = export(app, Administrator::Operator, &mut files).await.unwrap();

    let (size, root) = signed(&files);
    assert!(size > 256 && i64::try_from(size) == Ok(exported.rows));
    let rows = String::from_utf8(files.0["rows/000000000000.txt"].clone()).unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    assert_eq!(rows.len(), size);
    let hashes: Vec<Hash> = rows.iter().map(|row| leaf(row)).collect();
    assert_eq!(tree(&hashes), root);
    let tiles = tiled(&files, size);
    assert_eq!(tiles, hashes);
    let above = &files.0[&format!("tile/1/000.p/{}", size / 256)];
    assert_eq!(above[..32], tree(&hashes[..256]));
    assert_eq!(i64::try_from(files.0.len()).unwrap(), exported.tiles + 3);

    // Whoever has the tiles proves a row to whoever has the checkpoint.
    for position in [0, 1, 255, 256, size / 2, size - 1] {
        let path = path(position, &tiles);
        assert!(leads(position, size, leaf(rows[position]), &path, root));
        let forged = rows[position].replace("done", "not-found").replace(" - ", " 7 ");
        assert_ne!(forged, rows[position]);
        assert!(!leads(position, size, leaf(&forged), &path, root));
        assert!(!leads((position + 1) % size, size, leaf(rows[position]), &path, root));
    }
    let reports = rows.iter().filter(|row| row.contains(" matter.report case:")).count();
    assert_eq!(reports, 300);
    let last = read(world, linli_app::audit::AuditRequest::default()).await;
    assert!(last.iter().any(|line| line.action == "audit.export" && line.leaf.is_none()));
}
