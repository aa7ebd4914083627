//! What ships with the program, so that the first town need not look for files.

/// A file that ships with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// Its name, as a choice and as a file.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// Playbooks of towns whose practice is published.
pub const SHIPPED_PLAYBOOKS: [Shipped; 5] = [
    Shipped { name: "kenli", text: include_str!("../../../../playbooks/kenli/kenli.kdl") },
    Shipped { name: "dangtu", text: include_str!("../../../../playbooks/dangtu/dangtu.kdl") },
    Shipped {
        name: "changchun",
        text: include_str!("../../../../playbooks/changchun/changchun.kdl"),
    },
    Shipped { name: "leling", text: include_str!("../../../../playbooks/leling/leling.kdl") },
    Shipped { name: "shaanxi", text: include_str!("../../../../playbooks/shaanxi/shaanxi.kdl") },
];

/// Holiday notices of the State Council.
pub const SHIPPED_CALENDARS: [Shipped; 2] = [
    Shipped { name: "2025", text: include_str!("../../../../data/calendar/2025.toml") },
    Shipped { name: "2026", text: include_str!("../../../../data/calendar/2026.toml") },
];
