//! Moments and spans in words, in the viewer's language and against an explicit `now`.

use linli_kernel::{Day, Moment};

use super::Ui;

const MS_PER_MINUTE: i64 = 60_000;
const MS_PER_HOUR: i64 = 60 * MS_PER_MINUTE;
const MS_PER_DAY: i64 = 24 * MS_PER_HOUR;

impl Ui {
    /// The hour and minute: `18:00`.
    #[must_use]
    pub fn clock(&self, moment: &Moment) -> String {
        let local = moment.local();
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// The day, with the year only if it is another one: `7月8日`, `2025年7月8日`.
    #[must_use]
    pub fn day(&self, day: &Day) -> String {
        let key = if day.year() == self.now.day().year() { "date-day" } else { "date-day-year" };
        self.day_text(key, *day)
    }

    /// The day with its year always, for print and records: `2026年7月8日`.
    #[must_use]
    pub fn full_day(&self, day: &Day) -> String {
        self.day_text("date-day-year", *day)
    }

    /// The day with its weekday: `7月10日（星期五）`.
    #[must_use]
    pub fn weekday(&self, day: &Day) -> String {
        let weekday = self.weekday_alone(day);
        self.t2("date-weekday", ("day", &self.day(day)), ("weekday", &weekday))
    }

    /// The day of the week alone: `星期五`.
    #[must_use]
    pub fn weekday_alone(&self, day: &Day) -> &str {
        let key = match day.weekday().to_monday_one_offset() {
            1 => "date-monday",
            2 => "date-tuesday",
            3 => "date-wednesday",
            4 => "date-thursday",
            5 => "date-friday",
            6 => "date-saturday",
            _ => "date-sunday",
        };
        self.t(key)
    }

    /// Day and time as people say them: `今天 18:00`, `7月8日 10:03`.
    #[must_use]
    pub fn when(&self, moment: &Moment) -> String {
        let day = moment.day();
        let today = self.now.day();
        let words = if day == today {
            self.t("date-today").to_owned()
        } else if today.tomorrow().is_ok_and(|tomorrow| day == tomorrow) {
            self.t("date-tomorrow").to_owned()
        } else if today.yesterday().is_ok_and(|yesterday| day == yesterday) {
            self.t("date-yesterday").to_owned()
        } else {
            self.day(&day)
        };
        self.t2("date-when", ("day", &words), ("clock", &self.clock(moment)))
    }

    /// Day and time with the year always, for print and records: `2026年7月8日 10:03`.
    #[must_use]
    pub fn full_when(&self, moment: &Moment) -> String {
        self.t2("date-when", ("day", &self.full_day(&moment.day())), ("clock", &self.clock(moment)))
    }

    /// How long until a deadline, or how long past it: `还剩5小时`, `已超期2天`.
    #[must_use]
    pub fn remaining(&self, due: &Moment) -> String {
        let left_ms = due.ms_since(self.now);
        if left_ms >= 0 {
            self.t1("date-remaining", "span", self.span(left_ms))
        } else {
            self.t1("date-overdue", "span", self.span(left_ms.saturating_neg()))
        }
    }

    /// How long ago: `刚刚`, `10分钟前`, `2小时前`, then the day.
    #[must_use]
    pub fn ago(&self, moment: &Moment) -> String {
        let past_ms = self.now.ms_since(*moment);
        if !(0..MS_PER_DAY).contains(&past_ms) {
            self.when(moment)
        } else if past_ms < MS_PER_MINUTE {
            self.t("date-just-now").to_owned()
        } else {
            self.t1("date-ago", "span", self.leading_span(past_ms))
        }
    }

    /// A span in its one or two leading units: `2天6小时`, `5小时`, `40分钟`. Under ten hours the
    /// minutes are said too, because somebody may be waiting.
    #[must_use]
    pub fn span(&self, ms: i64) -> String {
        let (days, hours, minutes) = units(ms);
        match (days, hours, minutes) {
            (0, 0, minutes) => self.tn("date-minutes", minutes),
            (0, hours, 0) | (0, hours @ 10.., _) => self.tn("date-hours", hours),
            (0, hours, minutes) => self.joined("date-hours", hours, "date-minutes", minutes),
            (days, 0, _) | (days @ 3.., _, _) => self.tn("date-days", days),
            (days, hours, _) => self.joined("date-days", days, "date-hours", hours),
        }
    }

    fn leading_span(&self, ms: i64) -> String {
        match units(ms) {
            (0, 0, minutes) => self.tn("date-minutes", minutes),
            (0, hours, _) => self.tn("date-hours", hours),
            (days, _, _) => self.tn("date-days", days),
        }
    }

    fn joined(&self, first_key: &str, first: i64, second_key: &str, second: i64) -> String {
        self.t2(
            "date-span-joined",
            ("first", &self.tn(first_key, first)),
            ("second", &self.tn(second_key, second)),
        )
    }

    /// The month alone, for a date block: `7月`, `Jul`.
    #[must_use]
    pub fn month(&self, day: &Day) -> String {
        self.t1("date-month-alone", "month", self.t(month_key(*day)))
    }

    /// A month of a year: `2026年7月`, `Jul 2026`.
    #[must_use]
    pub fn full_month(&self, day: &Day) -> String {
        self.day_text("date-month-year", *day)
    }

    fn day_text(&self, key: &str, day: Day) -> String {
        // As words, because a year is not a quantity.
        let year = day.year().to_string();
        let month = self.t(month_key(day));
        self.tx(key, &[("year", &year), ("month", &month), ("day", &day.day())])
    }
}

fn month_key(day: Day) -> &'static str {
    match day.month() {
        1 => "date-month-1",
        2 => "date-month-2",
        3 => "date-month-3",
        4 => "date-month-4",
        5 => "date-month-5",
        6 => "date-month-6",
        7 => "date-month-7",
        8 => "date-month-8",
        9 => "date-month-9",
        10 => "date-month-10",
        11 => "date-month-11",
        _ => "date-month-12",
    }
}

/// Days, hours and minutes; less than a minute counts as one, so that nothing reads "0 minutes".
fn units(ms: i64) -> (i64, i64, i64) {
    let minutes = (ms / MS_PER_MINUTE).max(1);
    (minutes / 1440, minutes / 60 % 24, minutes % 60)
}

#[cfg(test)]
mod tests {
    use crate::texts::Lang;
    use crate::ui::{Display, Shell};

    use super::*;

    fn at(day: Day, hour: i64, minute: i64) -> Moment {
        Moment::from_local(day, hour * MS_PER_HOUR + minute * MS_PER_MINUTE)
    }

    fn ui(lang: Lang) -> Ui {
        let now = at(jiff::civil::date(2026, 7, 9), 12, 40);
        Ui::new(Shell::Resident, Display { lang, ..Display::default() }, now)
    }

    #[test]
    fn moments_in_words() {
        let (chinese, english) = (ui(Lang::ZhCn), ui(Lang::En));
        for (year, month, day, hour, minute, zh, en) in [
            (2026, 7, 9, 18, 0, "今天 18:00", "today 18:00"),
            (2026, 7, 10, 0, 0, "明天 00:00", "tomorrow 00:00"),
            (2026, 7, 8, 23, 59, "昨天 23:59", "yesterday 23:59"),
            (2026, 7, 7, 10, 3, "7月7日 10:03", "7 Jul 10:03"),
            (2025, 12, 31, 9, 5, "2025年12月31日 09:05", "31 Dec 2025 09:05"),
        ] {
            let moment = at(jiff::civil::date(year, month, day), hour, minute);
            assert_eq!(chinese.when(&moment), zh);
            assert_eq!(english.when(&moment), en);
        }
        let day = jiff::civil::date(2026, 7, 10);
        assert_eq!(chinese.weekday(&day), "7月10日（星期五）");
        assert_eq!(english.weekday(&day), "Fri 10 Jul");
    }

    #[test]
    fn spans_in_words() {
        let (chinese, english) = (ui(Lang::ZhCn), ui(Lang::En));
        for (left_minutes, zh, en) in [
            (0, "还剩1分钟", "1 min left"),
            (40, "还剩40分钟", "40 min left"),
            (300, "还剩5小时", "5 h left"),
            (320, "还剩5小时20分钟", "5 h 20 min left"),
            (11 * 60 + 5, "还剩11小时", "11 h left"),
            (27 * 60, "还剩1天3小时", "1 day 3 h left"),
            (2 * 1440, "还剩2天", "2 days left"),
            (5 * 1440 + 61, "还剩5天", "5 days left"),
            (-120, "已超期2小时", "2 h overdue"),
            (-2880, "已超期2天", "2 days overdue"),
        ] {
            let due = chinese.now.plus_ms(left_minutes * MS_PER_MINUTE);
            assert_eq!(chinese.remaining(&due), zh);
            assert_eq!(english.remaining(&due), en);
        }
        for (past_minutes, zh, en) in [
            (0, "刚刚", "just now"),
            (10, "10分钟前", "10 min ago"),
            (130, "2小时前", "2 h ago"),
            (1500, "昨天 11:40", "yesterday 11:40"),
        ] {
            let moment = chinese.now.plus_ms(-past_minutes * MS_PER_MINUTE);
            assert_eq!(chinese.ago(&moment), zh);
            assert_eq!(english.ago(&moment), en);
        }
    }
}
