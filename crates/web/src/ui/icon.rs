//! Drawings from the icon sprite.

use std::fmt;

use askama::filters::HtmlSafe;

use crate::assets;

/// A drawing from the icon sprite.
#[derive(Clone, Copy, Debug)]
pub struct Icon<'a> {
    pub(super) name: &'a str,
    pub(super) class: &'a str,
}

impl fmt::Display for Icon<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sprite = assets::asset("icons.svg").map_or("", |asset| asset.path);
        write!(f, r#"<svg class="{}" aria-hidden="true"><use href="{sprite}#"#, self.class)?;
        // Names come from code, but one that does not must not break out of the attribute.
        f.write_str(if is_name(self.name) { self.name } else { "dots" })?;
        f.write_str(r#""/></svg>"#)
    }
}

impl HtmlSafe for Icon<'_> {}

fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_icon_name_cannot_leave_its_attribute() {
        let icon = Icon { name: "x\"><script>", class: "ll-icon" };
        assert!(!icon.to_string().contains("script"));
    }
}
