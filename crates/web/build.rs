//! Lists the text catalogues and the static files at build time, so that adding one needs no
//! Rust change. Static files are named by the hash of their content and compressed once, here.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let crate_folder = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let locales = crate_folder.join("../../locales").canonicalize()?;
    let assets = crate_folder.join("assets");
    println!("cargo::rerun-if-changed=build.rs");
    fs::write(out.join("catalogues.rs"), catalogues(&locales)?)?;
    fs::write(out.join("assets.rs"), asset_table(&assets, &out)?)?;
    Ok(())
}

/// Files below `folder`, sorted, each reported to Cargo.
fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut entries = fs::read_dir(folder)?
        .map(|entry| entry.map(|found| found.path()))
        .collect::<Result<Vec<_>, _>>()?;
    entries.sort();
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            println!("cargo::rerun-if-changed={}", path.display());
            found.push(path);
        }
    }
    Ok(found)
}

fn catalogues(locales: &Path) -> Outcome<String> {
    let mut table = String::from("pub(super) static CATALOGUES: &[(&str, &str, &str)] = &[\n");
    for path in files(locales)? {
        let language = path.parent().and_then(Path::file_name).ok_or("language folder")?;
        let (Some(feature), Some("ftl")) =
            (path.file_stem(), path.extension().and_then(|end| end.to_str()))
        else {
            continue;
        };
        writeln!(
            table,
            "    ({:?}, {:?}, include_str!({:?})),",
            language.to_str().ok_or("language name")?,
            feature.to_str().ok_or("feature name")?,
            path.to_str().ok_or("catalogue path")?
        )?;
    }
    table.push_str("];\n");
    Ok(table)
}

fn asset_table(assets: &Path, out: &Path) -> Outcome<String> {
    let mut table = String::from("pub(super) static ASSETS: &[Asset] = &[\n");
    for path in files(assets)? {
        let name = path.strip_prefix(assets)?.to_str().ok_or("asset name")?;
        let Some(content_type) = content_type(name) else { continue };
        let bytes = fs::read(&path)?;
        let mut hash = String::new();
        for byte in Sha256::digest(&bytes).iter().take(6) {
            write!(hash, "{byte:02x}")?;
        }
        let packed = out.join(format!("{hash}.gz"));
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&bytes)?;
        fs::write(&packed, encoder.finish()?)?;
        writeln!(
            table,
            "    Asset {{ name: {name:?}, path: {:?}, etag: \"\\\"{hash}\\\"\", \
             content_type: {content_type:?}, plain: include_bytes!({:?}), \
             gzip: include_bytes!({:?}) }},",
            format!("/static/{hash}/{name}"),
            path.to_str().ok_or("asset path")?,
            packed.to_str().ok_or("packed path")?
        )?;
    }
    table.push_str("];\n");
    Ok(table)
}

/// The kinds of files that are served; anything else in the folder (licences, sources of the
/// icon sprite) is not.
fn content_type(name: &str) -> Option<&'static str> {
    if name.starts_with("icons/") {
        return None;
    }
    match name.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "ico" => Some("image/x-icon"),
        _ => None,
    }
}
