//! Headless Chromium for journeys through the pages: phone and desktop, with and without
//! JavaScript, screenshots and the accessibility check.
//!
//! Owns the processes it starts and ends them when dropped. Never fetches a driver: `chromium`
//! and `chromedriver` come from the machine (`cargo xtask test` installs them). Tests that use
//! this module have `browser` in their path, so that they run one at a time and can be left out.

mod chromedriver;

use chromedriver::Chromedriver;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel};

/// Chromium's flags: no window, no sandbox (tests may run as root), and no word to the outside.
const FLAGS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// The accessibility checker. It is run through the driver, since the pages' content security
/// policy rightly refuses a foreign script.
const AXE: &str = include_str!("../assets/vendor/axe.min.js");

const AXE_RUN: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        (results) => done({ violations: results.violations.map((violation) => ({
            rule: violation.id,
            help: violation.help,
            places: violation.nodes.map((node) => node.html),
        })) }),
        (error) => done({ failure: String(error) }),
    );";

const TOO_WIDE: &str = "
    const width = document.documentElement.clientWidth;
    const out = (element) => element.getBoundingClientRect().right > width + 1;
    const all = [...document.body.querySelectorAll('*')].filter(out);
    const innermost = all.filter((element) => ![...element.children].some(out));
    return innermost.slice(0, 4).map((element) => element.outerHTML.slice(0, 160));";

/// What stands on a page where a text was not found or a value was not filled in.
const UNSAID: [&str; 5] = ["{$", "{ $", "engine-", "event-", "error-"];

/// Names the folder for pictures.
const SCREENSHOTS: &str = "LINLI_SCREENSHOTS";

/// How long a script given to the driver may take, the accessibility check of a long page too.
const SCRIPT_PATIENCE: Duration = Duration::from_secs(30);

/// What went wrong between a test and its browser.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// The driver program did not start; it says why.
    #[error("chromedriver did not start ({0}); `cargo xtask test` installs it")]
    Start(String),
    /// A command that the driver refused, such as a click on an element that is not there.
    #[error(transparent)]
    Driver(#[from] WebDriverError),
    /// A screenshot that could not be stored.
    #[error("screenshot not stored: {0}")]
    Screenshot(String),
    /// The accessibility check itself failed, which is not a finding about the page.
    #[error("axe could not check the page: {0}")]
    Axe(String),
}

/// The size and kind of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// A phone, 390 by 844 points, with touch.
    Phone,
    /// An office screen, 1440 by 900 points.
    Desktop,
}

/// How a browser window is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The size and kind of the screen.
    pub screen: Screen,
    /// Whether the pages' scripts run.
    pub scripts: bool,
    /// The language that the browser asks for, such as `zh-CN`.
    pub language: &'static str,
}

impl Look {
    /// A phone with scripts, in Chinese.
    pub const PHONE: Self = Self { screen: Screen::Phone, scripts: true, language: "zh-CN" };
    /// A desktop with scripts, in Chinese.
    pub const DESKTOP: Self = Self { screen: Screen::Desktop, scripts: true, language: "zh-CN" };

    /// The same without JavaScript.
    #[must_use]
    pub const fn without_scripts(self) -> Self {
        Self { scripts: false, ..self }
    }

    fn capabilities(self, profile: &Path) -> Result<ChromeCapabilities, WebDriverError> {
        let mut capabilities = ChromeCapabilities::new();
        for flag in FLAGS {
            capabilities.add_arg(flag)?;
        }
        capabilities.add_arg(&format!("--user-data-dir={}", profile.display()))?;
        capabilities.add_arg(&format!("--lang={}", self.language))?;
        capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        // 1 allows scripts, 2 blocks them.
        let scripts = if self.scripts { 1 } else { 2 };
        capabilities.add_experimental_option(
            "prefs",
            serde_json::json!({
                "profile.managed_default_content_settings.javascript": scripts,
                "intl.accept_languages": self.language,
            }),
        )?;
        match self.screen {
            Screen::Desktop => capabilities.add_arg("--window-size=1440,900")?,
            Screen::Phone => capabilities.add_experimental_option(
                "mobileEmulation",
                serde_json::json!({ "deviceMetrics": {
                    "width": 390, "height": 844, "pixelRatio": 2.0, "mobile": true, "touch": true,
                } }),
            )?,
        }
        Ok(capabilities)
    }
}

/// A running driver. Windows are opened from it and must not outlive it.
pub struct Browser {
    driver: Chromedriver,
    opened: AtomicU32,
}

impl Browser {
    /// Starts the driver on a free loopback port.
    ///
    /// # Errors
    /// When `chromedriver` is not installed or does not say its port.
    pub fn start() -> Result<Self, BrowserError> {
        Ok(Self { driver: Chromedriver::start()?, opened: AtomicU32::new(0) })
    }

    /// Opens a window with a profile of its own: no cookies, no storage, nothing remembered.
    ///
    /// # Errors
    /// When Chromium does not start.
    pub async fn open(&self, look: Look) -> Result<Window, BrowserError> {
        let number = self.opened.fetch_add(1, Ordering::Relaxed);
        let profile = self.driver.folder().join(format!("profile-{number}"));
        let web = WebDriver::new(self.driver.address(), look.capabilities(&profile)?).await?;
        if look.screen == Screen::Desktop {
            // The frame of a window takes some of its size; what counts is the page's.
            let inner = "return [window.outerWidth - window.innerWidth, \
                         window.outerHeight - window.innerHeight]";
            let (width, height): (u32, u32) = web.execute(inner, Vec::new()).await?.convert()?;
            web.set_window_rect(0, 0, 1440 + width, 900 + height).await?;
        }
        web.set_script_timeout(SCRIPT_PATIENCE).await?;
        Ok(Window { web, scripts: look.scripts })
    }
}

/// One browser window. All of the driver's commands are at hand through [`Window::web`].
pub struct Window {
    /// The session: `goto`, `find`, `query`, `execute` and so on.
    pub web: WebDriver,
    scripts: bool,
}

impl Window {
    /// A picture of the whole page, as PNG.
    ///
    /// # Errors
    /// When the picture cannot be taken.
    pub async fn picture(&self) -> Result<Vec<u8>, BrowserError> {
        use base64::Engine as _;
        let whole = serde_json::json!({ "format": "png", "captureBeyondViewport": true });
        let answer = self.web.cdp().send_raw("Page.captureScreenshot", whole).await?;
        let encoded = answer.get("data").and_then(serde_json::Value::as_str).unwrap_or_default();
        let decoded = base64::engine::general_purpose::STANDARD.decode(encoded);
        decoded.map_err(|error| BrowserError::Screenshot(error.to_string()))
    }

    /// The page as it is printed, as PDF, on the paper that its style asks for. Kept as `NAME.pdf`
    /// where [`Self::screenshot`] keeps pictures.
    ///
    /// # Errors
    /// When it cannot be printed or written.
    pub async fn pdf(&self, name: &str) -> Result<Vec<u8>, BrowserError> {
        use base64::Engine as _;
        let asked = serde_json::json!({ "preferCSSPageSize": true, "printBackground": false });
        let answer = self.web.cdp().send_raw("Page.printToPDF", asked).await?;
        let encoded = answer.get("data").and_then(serde_json::Value::as_str).unwrap_or_default();
        let decoded = base64::engine::general_purpose::STANDARD.decode(encoded);
        let printed = decoded.map_err(|error| BrowserError::Screenshot(error.to_string()))?;
        if let Some(folder) = std::env::var_os(SCREENSHOTS).map(PathBuf::from) {
            std::fs::create_dir_all(&folder)
                .and_then(|()| std::fs::write(folder.join(format!("{name}.pdf")), &printed))
                .map_err(|error| BrowserError::Screenshot(error.to_string()))?;
        }
        Ok(printed)
    }

    /// Keeps a picture of the whole page as `NAME.png` in the folder that the environment
    /// variable `LINLI_SCREENSHOTS` names; without it, does nothing.
    ///
    /// # Errors
    /// When the picture cannot be taken or written.
    pub async fn screenshot(&self, name: &str) -> Result<(), BrowserError> {
        let Some(folder) = std::env::var_os(SCREENSHOTS).map(PathBuf::from) else {
            return Ok(());
        };
        let picture = self.picture().await?;
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(folder.join(format!("{name}.png")), picture))
            .map_err(|error| BrowserError::Screenshot(error.to_string()))
    }

    /// Checks the page for accessibility faults; one line for each rule that is broken, with
    /// the elements that break it. An empty list is a page without findings.
    ///
    /// # Errors
    /// When the check could not run; that is never the same as no findings. It cannot run in a
    /// window without scripts, since it waits for its own.
    pub async fn axe(&self) -> Result<Vec<String>, BrowserError> {
        if !self.scripts {
            return Err(BrowserError::Axe("the window runs no scripts".to_owned()));
        }
        self.web.execute(AXE, Vec::new()).await?;
        let answer: Answer = self.web.execute_async(AXE_RUN, Vec::new()).await?.convert()?;
        match answer {
            Answer { violations: Some(violations), .. } => {
                Ok(violations.iter().map(Violation::line).collect())
            }
            Answer { failure, .. } => Err(BrowserError::Axe(failure.unwrap_or_default())),
        }
    }

    /// What the browser complained about since the last call: script errors, files that are
    /// missing, anything that the content security policy refused.
    ///
    /// # Errors
    /// When the driver does not give its log.
    pub async fn complaints(&self) -> Result<Vec<String>, BrowserError> {
        let entries = self.web.browser_log().await?;
        let severe = entries.into_iter().filter(|entry| entry.level == "SEVERE");
        Ok(severe.map(|entry| entry.message).collect())
    }

    /// What is wrong with the page, in words: what the browser complained about, what sticks out to
    /// the right, texts that are missing, and, where scripts run, what axe finds.
    ///
    /// # Errors
    /// When one of the checks could not run; that is never the same as no findings.
    pub async fn faults(&self) -> Result<Vec<String>, BrowserError> {
        let mut faults = self.complaints().await?;
        if self.overflows().await? {
            faults.push(format!("wider than the screen: {:?}", self.too_wide().await?));
        }
        let text = self.web.find(By::Tag("body")).await?.text().await?;
        let slips = UNSAID.iter().filter(|slip| text.contains(**slip));
        faults.extend(slips.map(|slip| format!("a text is missing: {slip}")));
        if text.trim().is_empty() {
            faults.push("nothing to read".to_owned());
        }
        if self.scripts {
            faults.extend(self.axe().await?);
        }
        Ok(faults)
    }

    /// Whether the page is wider than the screen, so that it would have to be moved sideways.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn overflows(&self) -> Result<bool, BrowserError> {
        // Not the window's inner width: a phone zooms out until a page that is too wide fits.
        let script = "const page = document.documentElement; \
                      return page.scrollWidth > page.clientWidth";
        Ok(self.web.execute(script, Vec::new()).await?.convert()?)
    }

    /// The innermost elements that stick out to the right, as they stand in the page: for whoever
    /// has to find out why it is too wide.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn too_wide(&self) -> Result<Vec<String>, BrowserError> {
        Ok(self.web.execute(TOO_WIDE, Vec::new()).await?.convert()?)
    }

    /// Closes the window. A window that is only dropped is closed too, but blocks its thread.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn close(self) -> Result<(), BrowserError> {
        Ok(self.web.quit().await?)
    }
}

#[derive(serde::Deserialize)]
struct Answer {
    violations: Option<Vec<Violation>>,
    failure: Option<String>,
}

#[derive(serde::Deserialize)]
struct Violation {
    rule: String,
    help: String,
    places: Vec<String>,
}

impl Violation {
    fn line(&self) -> String {
        format!("{}: {}: {}", self.rule, self.help, self.places.join(" | "))
    }
}

#[cfg(test)]
mod tests;
