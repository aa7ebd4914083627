//! Stages, the timeline and the clock of a case. Components: `component/stage.html`,
//! `component/timeline.html`, `component/sla.html`.

use linli_kernel::Moment;

use crate::ui::{Tone, Ui};

/// Where a stage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageState {
    /// Behind us.
    Done,
    /// It went on without.
    Skipped,
    /// Where the case is.
    Now,
    /// Still to come.
    Todo,
}

impl StageState {
    /// Whether it is behind us.
    #[must_use]
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Done)
    }

    /// Whether the case went on without it.
    #[must_use]
    pub const fn is_skipped(self) -> bool {
        matches!(self, Self::Skipped)
    }

    /// Whether the case is there.
    #[must_use]
    pub const fn is_now(self) -> bool {
        matches!(self, Self::Now)
    }

    /// The style class; empty for what is still to come.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Done => "ll-is-done",
            Self::Skipped => "ll-is-skipped",
            Self::Now => "ll-is-now",
            Self::Todo => "",
        }
    }
}

/// One of the few words that a resident follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The word: 提出, 受理 …
    pub label: String,
    /// Where it stands.
    pub state: StageState,
}

/// The stages of a case, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stages(pub Vec<Stage>);

impl Stages {
    /// Stages with the one at `now` as the current one; at or past the end, all are done.
    #[must_use]
    pub fn at(labels: impl IntoIterator<Item = impl Into<String>>, now: usize) -> Self {
        let stages = labels.into_iter().enumerate().map(|(place, label)| Stage {
            label: label.into(),
            state: match place.cmp(&now) {
                std::cmp::Ordering::Less => StageState::Done,
                std::cmp::Ordering::Equal => StageState::Now,
                std::cmp::Ordering::Greater => StageState::Todo,
            },
        });
        Self(stages.collect())
    }

    /// Stages of what ended after this many of them: none is the current one, and what did not come
    /// does not come any more.
    #[must_use]
    pub fn ended(labels: impl IntoIterator<Item = impl Into<String>>, done: usize) -> Self {
        let stages = labels.into_iter().enumerate().map(|(place, label)| Stage {
            label: label.into(),
            state: if place < done { StageState::Done } else { StageState::Todo },
        });
        Self(stages.collect())
    }

    /// How many there are.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.0.len()
    }

    /// Where the case is, or where it ended.
    fn place(&self) -> Option<usize> {
        let at = |state| self.0.iter().rposition(|stage| stage.state == state);
        at(StageState::Now).or_else(|| at(StageState::Done))
    }

    /// The number of the current stage, from 1; of the last one that was done if there is none.
    #[must_use]
    pub fn number(&self) -> usize {
        self.place().map_or(0, |place| place + 1)
    }

    /// The word of the current stage, or of the last one that was done.
    #[must_use]
    pub fn label(&self) -> &str {
        self.place().and_then(|place| self.0.get(place)).map_or("", |stage| &stage.label)
    }

    /// Whether it is at none of them any more.
    fn is_over(&self) -> bool {
        self.0.iter().all(|stage| !stage.state.is_now())
    }

    /// Whether nothing is left to come.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.0.iter().all(|stage| stage.state == StageState::Done)
    }

    /// The sentence that stands for the drawing: `第4步（共6步）：办理`.
    #[must_use]
    pub fn words(&self, ui: &Ui) -> String {
        if self.finished() {
            ui.tn("stage-finished", self.total())
        } else if self.is_over() {
            ui.t("stage-ended").to_owned()
        } else {
            ui.tx(
                "stage-words",
                &[("number", &self.number()), ("total", &self.total()), ("label", &self.label())],
            )
        }
    }
}

/// Who can read a record. Drawn only on pages for staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// The raiser and the public page.
    Public,
    /// Staff who can see the case.
    Internal,
}

impl Visibility {
    /// Whether the raiser reads it.
    #[must_use]
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Public)
    }
}

/// How a timeline's item is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimelineState {
    /// The latest, with work still going on.
    Now,
    /// Happened.
    Done,
}

/// One record of the story, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineItem {
    /// What happened, with who did it where that may be said.
    pub title: String,
    /// Words that go with it; none if there are none.
    pub text: Option<String>,
    /// Stands instead of a text that was removed: that it was, when and why.
    pub removed: Option<String>,
    /// When.
    pub at: Moment,
    /// How it is drawn.
    pub state: TimelineState,
    /// Who can read it; none where the page does not say.
    pub visibility: Option<Visibility>,
    /// Pictures.
    pub photos: Vec<Photo>,
}

impl TimelineItem {
    /// A record without words and pictures.
    #[must_use]
    pub fn new(title: impl Into<String>, at: Moment) -> Self {
        Self {
            title: title.into(),
            text: None,
            removed: None,
            at,
            state: TimelineState::Done,
            visibility: None,
            photos: Vec::new(),
        }
    }

    /// The style class of the item.
    #[must_use]
    pub const fn class(&self) -> &'static str {
        match (self.state, self.visibility) {
            (TimelineState::Now, _) => "ll-is-now",
            (TimelineState::Done, Some(Visibility::Internal)) => "ll-is-internal",
            (TimelineState::Done, _) => "ll-is-done",
        }
    }
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// Address of the small version.
    pub thumbnail: String,
    /// Address of the full version; not a link if none.
    pub full: Option<String>,
    /// What a person who cannot see it is told.
    pub alt: String,
}

/// The badge of a clock: icon, words and an elapsed bar, so that colour never stands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlaBadge {
    /// Ok, Warn, Bad or Solid.
    pub tone: Tone,
    /// `还剩5小时`, `已超期2天`, `已暂停`.
    pub words: String,
    /// Elapsed share in whole percent, 0 to 100.
    pub percent: u8,
    /// Whether the deadline rests on an unpublished holiday calendar.
    pub provisional: bool,
}

impl SlaBadge {
    /// The badge of a running clock. It turns to a warning when two thirds of the time are gone
    /// and to red at nine tenths.
    #[must_use]
    pub fn running(ui: &Ui, opened: Moment, due: Moment, provisional: bool) -> Self {
        let whole = due.ms_since(opened).max(1);
        let gone = ui.now.ms_since(opened).clamp(0, whole);
        let percent = u8::try_from(gone.saturating_mul(100) / whole).unwrap_or(100);
        let tone = if ui.now > due {
            Tone::Solid
        } else if percent >= 90 {
            Tone::Bad
        } else if percent >= 66 {
            Tone::Warn
        } else {
            Tone::Ok
        };
        Self { tone, words: ui.remaining(&due), percent, provisional }
    }

    /// Of a task that is late for its answer, or was late before it got more time: the words say
    /// both that and what is left.
    #[must_use]
    pub fn once_late(self, ui: &Ui, late: bool) -> Self {
        if !late || self.tone == Tone::Solid {
            return self;
        }
        Self { tone: Tone::Bad, words: ui.t1("date-late-before", "left", self.words), ..self }
    }

    /// The badge of a stopped clock.
    #[must_use]
    pub fn paused(ui: &Ui, percent: u8) -> Self {
        Self {
            tone: Tone::Plain,
            words: ui.t("clock-paused").to_owned(),
            percent,
            provisional: false,
        }
    }

    /// The icon that says the same as the colour.
    #[must_use]
    pub const fn icon(&self) -> &'static str {
        match self.tone {
            Tone::Solid => "alert-triangle",
            Tone::Plain => "clock-pause",
            _ => "clock",
        }
    }

    /// The style class of the bar.
    #[must_use]
    pub const fn bar_class(&self) -> &'static str {
        match self.tone {
            Tone::Ok => "ll-bar--ok",
            Tone::Warn => "ll-bar--warn",
            Tone::Bad | Tone::Solid => "ll-bar--bad",
            _ => "ll-bar--plain",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ui::{Display, Shell};

    use super::*;

    #[test]
    fn a_clock_turns_from_green_to_red() {
        let ui = Ui::new(Shell::Workbench, Display::default(), Moment::from_ms(0));
        let hour = 3_600_000;
        for (gone_hours, left_hours, tone, percent) in [
            (0, 48, Tone::Ok, 0),
            (31, 17, Tone::Ok, 64),
            (32, 16, Tone::Warn, 66),
            (43, 5, Tone::Warn, 89),
            (44, 4, Tone::Bad, 91),
            (48, 0, Tone::Bad, 100),
            (50, -2, Tone::Solid, 100),
            (0, 0, Tone::Ok, 0),
        ] {
            let (opened, due) =
                (ui.now.plus_ms(-gone_hours * hour), ui.now.plus_ms(left_hours * hour));
            let badge = SlaBadge::running(&ui, opened, due, false);
            assert_eq!((badge.tone, badge.percent), (tone, percent), "{gone_hours}");
        }
    }

    #[test]
    fn a_task_that_was_late_and_has_time_left_says_both() {
        let ui = Ui::new(Shell::Workbench, Display::default(), Moment::from_ms(0));
        let badge = |left_ms| {
            SlaBadge::running(&ui, ui.now.plus_ms(-1_000), ui.now.plus_ms(left_ms), false)
        };
        let left = badge(86_400_000);
        let once = left.clone().once_late(&ui, true);
        assert_eq!((once.tone, once.words.contains(&left.words)), (Tone::Bad, true));
        assert_ne!(once.words, left.words);
        assert_eq!(left.clone().once_late(&ui, false).words, left.words);
        assert_eq!(badge(-86_400_000).once_late(&ui, true).words, badge(-86_400_000).words);
    }

    #[test]
    fn stages_know_where_they_are() {
        let labels = ["提出", "受理", "派单"];
        for (now, number, label, finished) in
            [(0, 1, "提出", false), (2, 3, "派单", false), (3, 3, "派单", true)]
        {
            let stages = Stages::at(labels, now);
            assert_eq!(
                (stages.number(), stages.label(), stages.finished()),
                (number, label, finished)
            );
        }
        assert_eq!(Stages::default().label(), "");
    }

    #[test]
    fn what_ended_early_or_went_on_without_a_stage_says_so() {
        let ui = Ui::new(Shell::Resident, Display::default(), Moment::from_ms(0));
        let labels = ["提出", "受理", "派单"];
        let told = Stages::ended(labels, 1);
        assert_eq!(
            (told.label(), told.finished(), told.words(&ui)),
            ("提出", false, "已结束".into())
        );
        let mut stages = Stages::at(labels, 2);
        stages.0[1].state = StageState::Skipped;
        assert_eq!((stages.number(), stages.label()), (3, "派单"));
        stages.0[2].state = StageState::Done;
        assert_eq!((stages.finished(), stages.words(&ui)), (false, "已结束".into()));
    }
}
