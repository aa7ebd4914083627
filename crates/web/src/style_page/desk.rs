//! Sample values of the workbench and the portal.

#[cfg(test)]
pub(super) use values::*;

#[cfg(test)]
mod values {
    use crate::style_page::sample::{HOUR, at, choices, day, say, stage_words};
    use crate::ui::view::*;
    use crate::ui::{Tone, Ui};

    pub(in super::super) fn tabs(ui: &Ui) -> Vec<QueueTab> {
        [
            ("全部待办", "All", Some(28), Tone::Plain),
            ("待受理", "To accept", Some(6), Tone::Plain),
            ("办理中", "In progress", Some(14), Tone::Plain),
            ("即将超时", "Due soon", Some(4), Tone::Warn),
            ("已超时", "Overdue", Some(1), Tone::Bad),
            ("待回访", "To revisit", None, Tone::Plain),
        ]
        .into_iter()
        .enumerate()
        .map(|(place, (chinese, english, count, tone))| QueueTab {
            href: "/w?tab=x".to_owned(),
            label: say(ui, chinese, english).to_owned(),
            count: count.map(|count: u64| count.to_string()),
            current: place == 0,
            tone,
        })
        .collect()
    }

    pub(in super::super) fn queue(ui: &Ui) -> Vec<QueueRow> {
        [
            ("地下车库积水没过脚踝", "Water in the garage", 2, 50, -2, Some("李建国"), 10),
            ("小区北门路灯不亮", "Lamp out at the north gate", 3, 47, 1, Some("李建国"), 25),
            ("3号楼单元门关不上", "Door does not close", 3, 40, 8, Some("王秀兰"), 70),
            ("消防通道长期被占", "Fire lane blocked", 2, 20, 30, Some("赵敏"), 1500),
            ("健身器材螺丝松动", "Loose fitness device", 1, 2, 80, None, 0),
        ]
        .into_iter()
        .map(|(chinese, english, now, gone, left, holder, ago)| QueueRow {
            href: "/w/cases/1".to_owned(),
            pick: "7".to_owned(),
            title: say(ui, chinese, english).to_owned(),
            summary: say(
                ui,
                "LL-0708-0028·阳光花园B1车库·李*先生·12345转办",
                "LL-0708-0028 · garage B1 · Mr Li* · 12345",
            )
            .to_owned(),
            urgency: (left < 5).then(|| Tag::new(Tone::Bad, say(ui, "紧急", "Pressing"))),
            category: Some(Tag::new(Tone::Plain, say(ui, "公共设施", "Facilities"))),
            stages: Stages::at(stage_words(ui), now),
            sla: Some(SlaBadge::running(
                ui,
                ui.now.plus_ms(-gone * HOUR),
                ui.now.plus_ms(left * HOUR),
                left > 50,
            )),
            holder: holder.map(str::to_owned),
            updated: ui.now.plus_ms(-ago * 60_000),
            quick: quick(ui, now),
        })
        .collect()
    }

    fn quick(ui: &Ui, stage: usize) -> Vec<Quick> {
        let words = [
            ("即办件", "To be done at once"),
            ("待办件（提交议事）", "To be deliberated"),
            ("上报件", "To be passed up"),
        ];
        let quick = |(chinese, english)| Quick {
            value: "1.1.1.x".to_owned(),
            label: say(ui, chinese, english).to_owned(),
        };
        words.into_iter().filter(|_| stage < 2).map(quick).collect()
    }

    pub(in super::super) fn pager(ui: &Ui) -> Pager {
        Pager {
            first: Some("/w".to_owned()),
            next: Some("/w?after=1".to_owned()),
            words: say(ui, "共28件", "28 matters").to_owned(),
        }
    }

    pub(in super::super) fn note_fields(ui: &Ui) -> Vec<FieldView> {
        vec![
            FieldView::new(
                "note",
                say(ui, "添加记录", "Add a note"),
                FieldKind::TextArea { rows: 3, max: 500 },
            ),
            FieldView::new(
                "public",
                say(ui, "对居民公开", "The resident may read it"),
                FieldKind::Check,
            )
            .value("on"),
        ]
    }

    pub(in super::super) fn clocks(ui: &Ui) -> Vec<(String, String, SlaBadge)> {
        let taken = SlaBadge {
            tone: Tone::Ok,
            words: say(ui, "按时", "On time").to_owned(),
            percent: 21,
            provisional: false,
        };
        let due = at(9, 18, 0);
        let running = SlaBadge::running(ui, at(8, 10, 3), due, true);
        vec![
            (say(ui, "响应（4小时）", "Answer (4 h)").to_owned(), ui.span(51 * 60_000), taken),
            (say(ui, "办结（48小时）", "Done (48 h)").to_owned(), ui.when(&due), running),
        ]
    }

    pub(in super::super) fn facts(ui: &Ui) -> Vec<Fact> {
        let mut raiser = Fact::new(say(ui, "反映人", "Raiser"), say(ui, "李*女士", "Mrs Li*"));
        raiser.link = Some(FactLink::Post {
            action: "/w/cases/1/reveal".to_owned(),
            label: say(ui, "查看（留痕）", "Show (recorded)").to_owned(),
        });
        let mut phone = Fact::new(say(ui, "电话", "Phone"), "138****5521");
        phone.link = Some(FactLink::Open(Link {
            href: "tel:13800005521".to_owned(),
            label: say(ui, "拨打", "Call").to_owned(),
        }));
        vec![
            raiser,
            phone,
            Fact::new(
                say(ui, "位置", "Place"),
                say(ui, "幸福里小区3号楼2单元", "Happiness Court 3-2"),
            ),
            Fact::new(
                say(ui, "类别", "Category"),
                say(ui, "公共设施 / 门禁", "Facilities / doors"),
            ),
        ]
    }

    pub(in super::super) fn notices(ui: &Ui) -> Vec<NoticeItem> {
        [
            (
                8,
                "电梯更新方案入户表决结果公示",
                "Result of the ballot on new lifts",
                "应表决1,800户，同意1,760户",
                "1,760 of 1,800 households agreed",
                Tone::Violet,
                "表决",
                "Ballot",
            ),
            (
                7,
                "停车位划线议事会纪要（第12期）",
                "Minutes: parking lines (12)",
                "4项决定",
                "4 decisions",
                Tone::Brand,
                "议事纪要",
                "Minutes",
            ),
            (
                5,
                "二季度物业服务企业考评结果",
                "Assessment of property companies",
                "5家企业",
                "5 companies",
                Tone::Party,
                "物业考评",
                "Assessment",
            ),
        ]
        .into_iter()
        .map(|(day_of_month, chinese, english, text, english_text, tone, kind, english_kind)| {
            NoticeItem {
                href: "/n/1".to_owned(),
                title: say(ui, chinese, english).to_owned(),
                text: say(ui, text, english_text).to_owned(),
                result: None,
                day: day(day_of_month),
                kind: Some(Tag::new(tone, say(ui, kind, english_kind))),
                state: (day_of_month == 8).then(|| Tag::new(Tone::Ok, say(ui, "公示中", "Open"))),
            }
        })
        .collect()
    }

    pub(in super::super) fn figures(ui: &Ui) -> Vec<Kpi> {
        let kpi = |chinese, english, value: Option<&str>, unit: &str, tone, values: &[i64]| Kpi {
            label: say(ui, chinese, english).to_owned(),
            value: value.map(str::to_owned),
            unit: unit.to_owned(),
            too_few: value.is_none(),
            note: if value.is_some() {
                "n=926".to_owned()
            } else {
                say(ui, "n=12，少于30不显示", "n=12, fewer than 30").to_owned()
            },
            trend: value.map(|_| Trend { up: tone == Tone::Ok, tone, words: "1.1".to_owned() }),
            spark: Spark::of(values),
            link: Some(Link {
                href: "/indicators/1".to_owned(),
                label: say(ui, "口径", "Definition").to_owned(),
            }),
        };
        vec![
            kpi(
                "受理量",
                "Taken in",
                Some("1,286"),
                say(ui, "件", ""),
                Tone::Plain,
                &[3, 5, 4, 8, 9],
            ),
            kpi("按时办结率", "Done on time", Some("96.8"), "%", Tone::Ok, &[90, 92, 91, 95, 97]),
            kpi("超期在办", "Overdue", Some("7"), say(ui, "件", ""), Tone::Bad, &[9, 4, 6, 5, 7]),
            kpi("满意率", "Satisfied", None, "%", Tone::Ok, &[]),
        ]
    }

    pub(in super::super) fn receipt(ui: &Ui) -> Receipt {
        let mut list = facts(ui);
        for fact in &mut list {
            fact.link = None;
        }
        list.push(Fact::new(say(ui, "承诺时限", "Promised by"), ui.full_when(&at(10, 18, 0))));
        let note = say(
            ui,
            "扫码或报编号和手机尾号，可随时查询进度。",
            "Scan the code, or call with the number, to learn how it goes.",
        );
        Receipt {
            paper: Paper {
                title: say(ui, "受理回执", "Receipt").to_owned(),
                notes: vec![note.to_owned()],
                qr: QrBox::new(
                    "https://example.org/q/7F3K",
                    say(ui, "扫码查进度", "Scan for progress"),
                ),
                ..Paper::default()
            },
            number: "LL-20260708-0031".to_owned(),
            facts: list,
        }
    }

    pub(in super::super) fn badges(ui: &Ui) -> Vec<SlaBadge> {
        [(1, 40), (30, 10), (47, 1), (50, -2)]
            .into_iter()
            .map(|(gone, left)| {
                SlaBadge::running(
                    ui,
                    ui.now.plus_ms(-gone * HOUR),
                    ui.now.plus_ms(left * HOUR),
                    false,
                )
            })
            .chain([SlaBadge::paused(ui, 30)])
            .collect()
    }

    pub(in super::super) fn tags(_: &Ui) -> Vec<Tag> {
        [
            Tone::Plain,
            Tone::Brand,
            Tone::Ok,
            Tone::Warn,
            Tone::Bad,
            Tone::Solid,
            Tone::Party,
            Tone::Violet,
            Tone::Teal,
        ]
        .into_iter()
        .map(|tone| Tag { tone, label: tone.class().to_owned(), icon: Some(tone.icon()) })
        .collect()
    }

    pub(in super::super) fn every_field(ui: &Ui) -> Vec<FieldView> {
        let few = [("当面", "In person"), ("电话", "By phone")];
        let kinds = [
            ("name", FieldKind::Text { max: 40 }),
            ("phone", FieldKind::Phone),
            ("code", FieldKind::ONE_TIME),
            ("password", FieldKind::Password { new: true }),
            ("count", FieldKind::Number { min: 1, max: 99 }),
            ("day", FieldKind::Date),
            ("moment", FieldKind::DateTime),
            ("pick", FieldKind::Select),
            ("few", FieldKind::Chips),
            ("several", FieldKind::ManyChips),
            ("table", FieldKind::File { accept: ".csv,.xlsx".to_owned() }),
            ("agree", FieldKind::Check),
            ("quiet", FieldKind::Switch),
        ];
        kinds
            .into_iter()
            .map(|(name, kind)| {
                let field = FieldView::new(name, say(ui, "登记内容", "Label"), kind.clone());
                let wrong = name == "phone" || name == "few";
                let field = if name == "name" { field.optional() } else { field };
                field
                    .hint(say(ui, "按身份证填写。", "As on the identity card."))
                    .error(
                        wrong.then(|| say(ui, "请检查这一项。", "Please check this.").to_owned()),
                    )
                    .options(choices(ui, &few))
            })
            .collect()
    }

    pub(in super::super) fn empty(ui: &Ui) -> Empty {
        Empty {
            icon: "clipboard-check",
            title: say(ui, "没有待办事项", "No open tasks").to_owned(),
            text: say(ui, "新事项到来时会出现在这里。", "New ones appear here.").to_owned(),
            link: Some(Link {
                href: "/w".to_owned(),
                label: say(ui, "查看已办", "Closed ones").to_owned(),
            }),
        }
    }
}
