//! Parts that many pages draw, each compiled once: a template's macro or include is compiled again
//! into every page that names it, and those were a third of this crate.

use askama::Template;
use askama::filters::HtmlSafe;
use linli_kernel::Moment;

use super::Ui;
use super::view::FieldView;

/// A field of a form.
#[derive(Template)]
#[template(path = "part/field.html")]
pub struct FieldPart<'a> {
    ui: &'a Ui,
    field: &'a FieldView,
}

// What a template wrote is escaped already.
impl HtmlSafe for FieldPart<'_> {}

/// A moment: as people say it on a screen, with day and year on paper.
#[derive(Template)]
#[template(path = "part/time.html")]
pub struct TimePart<'a> {
    ui: &'a Ui,
    at: &'a Moment,
}

impl HtmlSafe for TimePart<'_> {}

/// A piece of the frame around every page.
#[derive(Template)]
pub enum FramePart<'a> {
    /// The row of main places at the foot of a phone.
    #[template(path = "frame/bar.html")]
    Bar {
        /// The frame.
        ui: &'a Ui,
    },
    /// What the last action came to.
    #[template(path = "frame/flash.html")]
    Flash {
        /// The frame.
        ui: &'a Ui,
    },
    /// The foot of public pages.
    #[template(path = "frame/portal_bottom.html")]
    PortalBottom {
        /// The frame.
        ui: &'a Ui,
    },
    /// The head of public pages.
    #[template(path = "frame/portal_top.html")]
    PortalTop {
        /// The frame.
        ui: &'a Ui,
    },
    /// The foot of a resident's pages.
    #[template(path = "frame/resident_bottom.html")]
    ResidentBottom {
        /// The frame.
        ui: &'a Ui,
    },
    /// The menu at the workbench's side.
    #[template(path = "frame/side.html")]
    Side {
        /// The frame.
        ui: &'a Ui,
    },
    /// The head of the workbench.
    #[template(path = "frame/workbench_top.html")]
    WorkbenchTop {
        /// The frame.
        ui: &'a Ui,
    },
}

impl HtmlSafe for FramePart<'_> {}

impl Ui {
    /// A field of a form, with label, hint and error.
    #[must_use]
    pub const fn field<'a>(&'a self, field: &'a FieldView) -> FieldPart<'a> {
        FieldPart { ui: self, field }
    }

    /// A moment: `今天 18:00` on a screen, `2026年7月8日 18:00` on paper.
    #[must_use]
    pub const fn time<'a>(&'a self, at: &'a Moment) -> TimePart<'a> {
        TimePart { ui: self, at }
    }

    /// The row of main places at the foot of a phone.
    #[must_use]
    pub const fn frame_bar(&self) -> FramePart<'_> {
        FramePart::Bar { ui: self }
    }

    /// What the last action came to.
    #[must_use]
    pub const fn frame_flash(&self) -> FramePart<'_> {
        FramePart::Flash { ui: self }
    }

    /// The foot of public pages.
    #[must_use]
    pub const fn frame_portal_bottom(&self) -> FramePart<'_> {
        FramePart::PortalBottom { ui: self }
    }

    /// The head of public pages.
    #[must_use]
    pub const fn frame_portal_top(&self) -> FramePart<'_> {
        FramePart::PortalTop { ui: self }
    }

    /// The foot of a resident's pages.
    #[must_use]
    pub const fn frame_resident_bottom(&self) -> FramePart<'_> {
        FramePart::ResidentBottom { ui: self }
    }

    /// The menu at the workbench's side.
    #[must_use]
    pub const fn frame_side(&self) -> FramePart<'_> {
        FramePart::Side { ui: self }
    }

    /// The head of the workbench.
    #[must_use]
    pub const fn frame_workbench_top(&self) -> FramePart<'_> {
        FramePart::WorkbenchTop { ui: self }
    }
}
