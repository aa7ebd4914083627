//! The programs that the tests need beside Rust, installed from Debian where that is possible.

use crate::progress::{execute, succeeds};
use std::process::Command;

/// One Debian package and how to see that what it brings is already there.
struct Needed {
    package: &'static str,
    present: fn() -> bool,
}

const NEEDED: [Needed; 5] = [
    Needed { package: "chromium", present: || on_path("chromium") },
    Needed { package: "chromium-driver", present: || on_path("chromedriver") },
    Needed { package: "postgresql", present: || crate::postgres::programs().is_some() },
    Needed { package: "openssl", present: || on_path("openssl") },
    Needed { package: "fonts-noto-cjk", present: chinese_fonts },
];

/// Installs what is missing, or says exactly which packages to install.
pub(crate) fn ensure() -> Result<(), String> {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("installing {}", missing.join(" "));
    let installed = install(&missing);
    let still: Vec<&str> = self::missing();
    match installed {
        Ok(()) if still.is_empty() => Ok(()),
        outcome => Err(format!(
            "{}the tests need these Debian packages: sudo apt-get install {}\n\
             (or `cargo xtask test --fast`, which needs neither a browser nor PostgreSQL)",
            outcome.err().map(|message| format!("{message}\n")).unwrap_or_default(),
            still.join(" ")
        )),
    }
}

fn missing() -> Vec<&'static str> {
    NEEDED.iter().filter(|needed| !(needed.present)()).map(|needed| needed.package).collect()
}

fn install(packages: &[&str]) -> Result<(), String> {
    execute(apt_get()?.args(["update", "-qq"]))?;
    execute(
        apt_get()?
            .args(["install", "-y", "-qq", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

/// `apt-get` with the right to install, or the reason why there is none.
fn apt_get() -> Result<Command, String> {
    if !on_path("apt-get") {
        return Err("this machine has no apt-get".to_owned());
    }
    if crate::postgres::is_root() {
        return Ok(Command::new("apt-get"));
    }
    if succeeds(Command::new("sudo").args(["-n", "true"])) {
        let mut command = Command::new("sudo");
        command.args(["-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        return Ok(command);
    }
    Err("packages can be installed only by root or with sudo".to_owned())
}

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    })
}

/// Whether a font with Chinese characters is installed; without one, screenshots show boxes.
fn chinese_fonts() -> bool {
    Command::new("fc-list")
        .arg(":lang=zh-cn")
        .output()
        .is_ok_and(|output| output.status.success() && !output.stdout.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_looked_for_on_the_path() {
        assert!(on_path("cargo"));
        assert!(!on_path("no-such-program-anywhere"));
    }
}
