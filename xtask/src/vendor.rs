//! `cargo xtask vendor`: fetches the pinned browser files and writes them into the web crate.
//!
//! The result is committed, so that a build needs no network. Own drawings in `assets/icons/`
//! join the chosen ones of Tabler Icons in one sprite.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const HTMX: &str = "htmx.org@4.0.1";
const ICONS: &str = "@tabler/icons@3.51.0";

/// The outline icons that the pages use.
const CHOSEN: &[&str] = &[
    "adjustments",
    "alert-circle",
    "alert-triangle",
    "arrow-back-up",
    "arrow-down",
    "arrow-forward-up",
    "arrow-right",
    "arrow-up",
    "ban",
    "bell",
    "book-2",
    "building",
    "building-community",
    "bulb",
    "calendar-event",
    "camera",
    "car",
    "chart-bar",
    "check",
    "checkbox",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "circle-check",
    "clipboard-check",
    "clipboard-list",
    "clock",
    "clock-pause",
    "device-mobile",
    "dog",
    "dots",
    "download",
    "droplet",
    "edit",
    "external-link",
    "eye",
    "eye-off",
    "file-text",
    "filter",
    "flag",
    "flame",
    "gavel",
    "git-merge",
    "hand-stop",
    "heart",
    "heart-handshake",
    "help-circle",
    "history",
    "home",
    "home-heart",
    "hourglass",
    "id",
    "info-circle",
    "key",
    "keyboard",
    "language",
    "leaf",
    "list-check",
    "list-details",
    "lock",
    "login",
    "logout",
    "map",
    "map-pin",
    "menu-2",
    "message-2",
    "message-report",
    "microphone",
    "moon",
    "news",
    "notes",
    "old",
    "paperclip",
    "parking",
    "phone",
    "photo",
    "photo-plus",
    "plus",
    "printer",
    "qrcode",
    "receipt",
    "refresh",
    "route",
    "scale",
    "search",
    "send",
    "settings",
    "shield-lock",
    "speakerphone",
    "star",
    "sun",
    "text-size",
    "tool",
    "trash",
    "upload",
    "user",
    "user-check",
    "user-search",
    "users",
    "users-group",
    "users-plus",
    "volume",
    "walk",
    "x",
];

/// Writes `assets/vendor/`, its licences and `assets/icons.svg`.
///
/// # Errors
/// A sentence that says which package or file failed; nothing else is undone, run it again.
pub(crate) fn run() -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let assets = root.join("crates/web/assets");
    let work = root.join("target/vendor");
    let htmx = fetch(HTMX, &work.join("htmx"))?;
    let tabler = fetch(ICONS, &work.join("icons"))?;

    let vendor = assets.join("vendor");
    fs::create_dir_all(&vendor).map_err(|e| format!("{}: {e}", vendor.display()))?;
    copy(&htmx.join("dist/htmx.min.js"), &vendor.join("htmx.min.js"))?;
    copy(&htmx.join("LICENSE"), &vendor.join("htmx.LICENSE.txt"))?;
    copy(&tabler.join("LICENSE"), &vendor.join("tabler-icons.LICENSE.txt"))?;
    write(&vendor.join("README.md"), &origins())?;
    write(&assets.join("icons.svg"), &sprite(&tabler.join("icons/outline"), &assets.join("icons"))?)
}

fn origins() -> String {
    format!(
        "Written by `cargo xtask vendor`; do not edit.\n\n\
         | file | package | licence |\n|---|---|---|\n\
         | `htmx.min.js` | {HTMX} | 0BSD |\n\
         | `../icons.svg` | {} outline icons of {ICONS}, and our own from `../icons/` | MIT |\n\
         | `../favicon.ico` | our own `../logo.svg` at 16, 32 and 48 points | Apache-2.0 |\n",
        CHOSEN.len()
    )
}

/// Unpacks a package of the npm registry and says where.
fn fetch(package: &str, folder: &Path) -> Result<PathBuf, String> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let packed = command("npm", &["pack", "--silent", package], folder)?;
    let archive = packed.lines().last().unwrap_or_default().trim().to_owned();
    command("tar", &["-xzf", &archive], folder)?;
    Ok(folder.join("package"))
}

fn command(program: &str, arguments: &[&str], folder: &Path) -> Result<String, String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .map_err(|e| format!("{program}: {e}"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{program} {}: {complaint}", arguments.join(" ")));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// One file with a `<symbol>` per icon, to be drawn with `<use href="icons.svg#name">`.
fn sprite(outline: &Path, own: &Path) -> Result<String, String> {
    let mut symbols = Vec::new();
    for name in CHOSEN {
        symbols.push(((*name).to_owned(), read(&outline.join(format!("{name}.svg")))?));
    }
    let entries = fs::read_dir(own).map_err(|e| format!("{}: {e}", own.display()))?;
    for entry in entries {
        let path = entry.map_err(|e| e.to_string())?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        symbols.push((name, read(&path)?));
    }
    symbols.sort();
    let mut text = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\">\n");
    for (name, source) in symbols {
        let drawing = inner(&source).ok_or_else(|| format!("{name}.svg is not an SVG file"))?;
        writeln!(text, "<symbol id=\"{name}\" viewBox=\"0 0 24 24\">{drawing}</symbol>")
            .map_err(|e| e.to_string())?;
    }
    text.push_str("</svg>\n");
    Ok(text)
}

/// What stands between the outer tags, without line breaks and the empty backdrop.
fn inner(source: &str) -> Option<String> {
    let (_, body) = source.split_once("<svg")?;
    let (_, body) = body.split_once('>')?;
    let (body, _) = body.rsplit_once("</svg>")?;
    let mut drawing = String::new();
    for line in body.lines().map(str::trim) {
        if !line.contains("d=\"M0 0h24v24H0z\"") {
            drawing.push_str(&line.replace(" />", "/>"));
        }
    }
    Some(drawing)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to).map_err(|e| format!("{}: {e}", from.display()))?;
    Ok(())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}
