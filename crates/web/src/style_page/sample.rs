//! Sample values in both languages. Names, numbers and phones are made up.

#[cfg(test)]
pub(super) use values::*;

#[cfg(test)]
mod values {
    use linli_kernel::{Day, Moment};

    use crate::style_page::desk::*;
    use crate::texts::Lang;
    use crate::ui::view::*;
    use crate::ui::{
        Display, ElderSize, Flash, MenuEntry, MenuGroup, Mode, Shell, Theme, Tone, Ui,
    };

    pub(in super::super) const HOUR: i64 = 3_600_000;

    pub(in super::super) fn day(day: i8) -> Day {
        jiff::civil::date(2026, 7, day)
    }

    pub(in super::super) fn at(day_of_month: i8, hour: i64, minute: i64) -> Moment {
        Moment::from_local(day(day_of_month), hour * HOUR + minute * 60_000)
    }

    /// Names of looks and their settings.
    pub(in super::super) fn looks() -> Vec<(&'static str, Display)> {
        let zh = Display { theme: Theme::Light, ..Display::default() };
        let elder = Display { mode: Mode::Elder, ..zh };
        vec![
            ("zh", zh),
            ("en", Display { lang: Lang::En, ..zh }),
            ("dark", Display { theme: Theme::Dark, ..zh }),
            ("elder", elder),
            ("elder24", Display { size: ElderSize::Larger, ..elder }),
            ("elder30", Display { size: ElderSize::Largest, ..elder }),
            ("elderdark", Display { theme: Theme::Dark, lang: Lang::En, ..elder }),
        ]
    }

    pub(in super::super) fn say<'a>(ui: &Ui, chinese: &'a str, english: &'a str) -> &'a str {
        match ui.lang() {
            Lang::ZhCn => chinese,
            Lang::En => english,
        }
    }

    fn menu(shell: Shell) -> Vec<MenuGroup> {
        // Labels are borrowed from the catalogue of common texts: the sample has no menu of its own.
        let entry = MenuEntry::new;
        let entries = match shell {
            Shell::Portal => vec![
                entry("problem-home", "/", "home"),
                entry("messages", "/notices", "news").current_at("/notices?x=1"),
                entry("all-functions", "/all", "map"),
            ],
            Shell::Resident => vec![
                entry("back", "/m", "home").on_bar().current_at("/m"),
                entry("search", "/m/talk", "users").on_bar(),
                entry("more", "/m/report", "plus").raised(),
                entry("messages", "/m/messages", "news").on_bar().secondary().count(3),
                entry("sign-in", "/m/me", "user").on_bar(),
            ],
            Shell::Workbench => vec![
                entry("queue-list", "/w", "list-check").on_bar().count(28).current_at("/w"),
                entry("messages", "/w/whistles", "whistle").on_bar().count(3),
                entry("call", "/w/intake", "phone").on_bar(),
                entry("search", "/w/search", "map").on_bar(),
            ],
        };
        let label = if shell == Shell::Workbench { "all-functions" } else { "" };
        vec![MenuGroup::new(label, entries)]
    }

    /// A frame with everything in it.
    pub(in super::super) fn frame(shell: Shell, display: Display) -> Ui {
        let mut ui = Ui::new(shell, display, at(9, 12, 40));
        ui.menu = menu(shell);
        ui.title = say(&ui, "待办事项", "My tasks").to_owned();
        ui.site_note = say(&ui, "幸福街道·阳光社区", "Sunshine community").to_owned();
        ui.viewer = Some(say(&ui, "陈静", "Chen Jing").to_owned());
        ui.viewer_note = say(&ui, "社区工作者", "community worker").to_owned();
        ui.messages_href = Some("/w/messages".to_owned());
        ui.search_href = Some("/w/search".to_owned());
        ui.unread = 5;
        ui.csrf = "0123456789abcdef".to_owned();
        ui.url = "/w?tab=late".to_owned();
        ui.demo = shell == Shell::Portal;
        let text =
            say(&ui, "已提交，社区会在4小时内联系您。", "Sent. You hear from us within 4 hours.");
        ui.flash = Some(Flash { tone: Tone::Ok, text: text.to_owned() });
        ui
    }

    macro_rules! sample {
        ($($word:ident = $chinese:literal, $english:literal;)* | $($field:ident: $kind:ty = $value:expr,)*) => {
            /// Values for the templates in `templates/style/`.
            pub(in super::super) struct Sample {
                $(pub(in super::super) $word: String,)*
                $(pub(in super::super) $field: $kind,)*
            }

            impl Sample {
                pub(in super::super) fn new(ui: &Ui) -> Self {
                    Self {
                        $($word: say(ui, $chinese, $english).to_owned(),)*
                        $($field: $value(ui),)*
                    }
                }
            }
        };
    }

    sample! {
        place = "幸福里小区3号楼", "Building 3, Happiness Court";
        place_note = "第3网格·网格长王秀兰为您服务", "Grid 3 · grid chief Wang Xiulan";
        greeting = "李阿姨，上午好", "Good morning, Mrs Li";
        report = "我要反映", "Report a matter";
        report_note = "拍张照、说句话就行，4小时内受理", "A photo and a few words; taken up within 4 hours";
        my_matters = "我的事项", "My matters";
        all = "全部3件", "All 3";
        services = "常用服务", "Services";
        chiefs_title = "有事找三长", "Your three chiefs";
        notices_title = "社区公告", "Notices";
        state = "办理中", "In progress";
        promise = "预计今天18:00前修好，还剩5小时20分", "To be repaired by 18:00 today, 5 h 20 min left";
        title = "3号楼单元门关不上", "The door of building 3 does not close";
        words = "2单元的单元门两天关不上了，晚上不安全，电控锁一直响。", "The entrance door has not closed for two days. It is not safe at night and the lock keeps beeping.";
        story_title = "办理经过", "What happened";
        urge = "催一催", "Urge";
        supplement = "补充", "Add";
        withdraw = "撤回", "Withdraw";
        submit = "提交", "Submit";
        emergency = "遇到火情、燃气泄漏、人身危险，请先拨打119或110。", "Fire, gas or danger to life: call 119 or 110 first.";
        place_label = "在什么位置？", "Where is it?";
        export = "导出", "Export";
        intake = "代录来电", "Take a call";
        new_matter = "新建事项", "New matter";
        all_categories = "全部类别", "All categories";
        dispatch = "派单", "Dispatch";
        merge = "合并", "Merge";
        whistle = "吹哨", "Whistle";
        print = "打印", "Print";
        finish = "办结反馈", "Report done";
        request_title = "居民诉求", "The request";
        clock_title = "时限", "Clocks";
        facts_title = "基本信息", "Facts";
        similar_title = "相似事项", "Similar matters";
        similar_note = "近90天", "last 90 days";
        board_note = "居民的事，摆到桌面上。所有公示留存三年，可检索、可下载、可打印。", "Residents' matters on the table: kept for three years, to be searched and printed.";
        vote_title = "电梯更新方案", "New lifts";
        passed = "已通过", "Passed";
        |
        stages: Stages = stages,
        matters: Vec<MatterRow> = matters,
        tiles: Vec<Tile> = tiles,
        chiefs: Vec<CallRow> = chiefs,
        rows: Vec<Row> = rows,
        photos: Vec<Photo> = photos,
        story: Vec<TimelineItem> = story,
        public_story: Vec<TimelineItem> = public_story,
        stars: FieldView = stars,
        text: FieldView = text,
        photo_field: FieldView = photo_field,
        category: FieldView = category,
        place_view: PlaceView = place_view,
        anonymous: FieldView = anonymous,
        call_me: FieldView = call_me,
        tabs: Vec<QueueTab> = tabs,
        queue: Vec<QueueRow> = queue,
        pager: Pager = pager,
        note_fields: Vec<FieldView> = note_fields,
        clocks: Vec<(String, String, SlaBadge)> = clocks,
        facts: Vec<Fact> = facts,
        notices: Vec<NoticeItem> = notices,
        figures: Vec<Kpi> = figures,
        receipt: Receipt = receipt,
        badges: Vec<SlaBadge> = badges,
        tags: Vec<Tag> = tags,
        every_field: Vec<FieldView> = every_field,
        empty: Empty = empty,
    }

    impl Sample {
        pub(in super::super) fn errors(&self, ui: &Ui) -> Vec<FieldError> {
            FieldError::of(ui, std::slice::from_ref(&self.text))
        }
    }

    pub(in super::super) fn stage_words(ui: &Ui) -> [&'static str; 6] {
        match ui.lang() {
            Lang::ZhCn => ["提出", "受理", "派单", "办理", "反馈", "评价"],
            Lang::En => ["Raised", "Accepted", "Sent", "Handled", "Answered", "Rated"],
        }
    }

    fn stages(ui: &Ui) -> Stages {
        Stages::at(stage_words(ui), 3)
    }

    fn matters(ui: &Ui) -> Vec<MatterRow> {
        let row = |title: &str, tag: Tag, now: usize, text: &str| MatterRow {
            href: "/m/1".to_owned(),
            title: title.to_owned(),
            tag,
            stages: Stages::at(stage_words(ui), now),
            text: text.to_owned(),
        };
        let working = Tag {
            tone: Tone::Brand,
            label: say(ui, "办理中", "In progress").to_owned(),
            icon: Some("clock"),
        };
        let rated = Tag {
            tone: Tone::Ok,
            label: say(ui, "待评价", "To be rated").to_owned(),
            icon: Some("star"),
        };
        vec![
            row(
                say(ui, "3号楼单元门关不上", "The door of building 3 does not close"),
                working,
                3,
                say(
                    ui,
                    "维修师傅已上门，预计今天18:00前修好",
                    "A mechanic is there; done by 18:00",
                ),
            ),
            row(say(ui, "北门路灯不亮", "The lamp at the north gate is out"), rated, 5, ""),
        ]
    }

    fn tiles(ui: &Ui) -> Vec<Tile> {
        [
            ("志愿服务", "Volunteer", "hand-stop", Tone::Ok, false),
            ("微心愿", "Wishes", "heart", Tone::Party, false),
            ("议事协商", "Talks", "users", Tone::Brand, false),
            ("表决投票", "Ballots", "checkbox", Tone::Violet, true),
            ("便民维修", "Repairs", "tool", Tone::Warn, false),
            ("办事指南", "Guides", "book-2", Tone::Teal, true),
            ("矛盾调解", "Mediation", "scale", Tone::Violet, true),
            ("物业评价", "Property", "building", Tone::Brand, false),
        ]
        .into_iter()
        .map(|(chinese, english, icon, tone, secondary)| Tile {
            href: "/m/tile".to_owned(),
            label: say(ui, chinese, english).to_owned(),
            icon,
            tone,
            secondary,
        })
        .collect()
    }

    fn chiefs(ui: &Ui) -> Vec<CallRow> {
        [
            (
                "网格长 王秀兰",
                "Grid chief Wang Xiulan",
                "第3网格·562户",
                "Grid 3 · 562 households",
                "王",
            ),
            ("楼长 周建军", "Building chief Zhou Jianjun", "3号楼·党员志愿者", "Building 3", "周"),
            ("单元长 孙玉梅", "Stairway chief Sun Yumei", "3号楼2单元24户", "Stairway 2", "孙"),
        ]
        .into_iter()
        .map(|(chinese, english, text, english_text, initial)| CallRow {
            title: say(ui, chinese, english).to_owned(),
            initial: initial.to_owned(),
            text: say(ui, text, english_text).to_owned(),
            phone: Some("13800000001".to_owned()),
            show_number: false,
        })
        .collect()
    }

    fn rows(ui: &Ui) -> Vec<Row> {
        vec![
            Row {
                href: Some("/n/1".to_owned()),
                title: say(ui, "电梯更新方案入户表决结果公示", "Result of the ballot on new lifts")
                    .to_owned(),
                text: say(ui, "7月8日·幸福里社区居委会", "8 Jul · residents' committee").to_owned(),
                icon: None,
                tag: Some(Tag::new(Tone::Violet, say(ui, "表决", "Ballot"))),
            },
            Row {
                href: Some("/n/2".to_owned()),
                title: say(
                    ui,
                    "7月10日19:00议事会：停车位怎么划",
                    "Talk on 10 Jul, 19:00: parking",
                )
                .to_owned(),
                text: say(ui, "已有26位邻居报名", "26 neighbours signed up").to_owned(),
                icon: Some("calendar-event"),
                tag: Some(Tag::new(Tone::Ok, say(ui, "报名中", "Open"))),
            },
        ]
    }

    fn photos(ui: &Ui) -> Vec<Photo> {
        (1..=2)
            .map(|number| Photo {
                thumbnail: crate::assets::asset("logo.svg").unwrap().path.to_owned(),
                full: Some("/p/1".to_owned()).filter(|_| number == 1),
                alt: ui.t("photo-preview").to_owned(),
            })
            .collect()
    }

    fn story(ui: &Ui) -> Vec<TimelineItem> {
        let mut working = TimelineItem::new(
            say(ui, "安居物业·赵师傅上门检查", "Zhao of Anju Property looked at it"),
            at(9, 11, 30),
        );
        working.text = Some(
            say(
                ui,
                "电控锁主板烧坏，现场更换，需等配件3小时。",
                "The lock's board is burnt; the part takes 3 hours.",
            )
            .to_owned(),
        );
        working.state = TimelineState::Now;
        working.visibility = Some(Visibility::Public);
        working.photos = photos(ui);
        let mut note =
            TimelineItem::new(say(ui, "王秀兰内部备注", "Note by Wang Xiulan"), at(8, 16, 5));
        note.text = Some(
            say(ui, "该单元本月第2次报修，建议纳入物业考评。", "Second repair this month.")
                .to_owned(),
        );
        note.visibility = Some(Visibility::Internal);
        let mut sent = TimelineItem::new(
            say(ui, "陈静派单至安居物业服务中心", "Sent to Anju Property"),
            at(8, 10, 20),
        );
        sent.removed = Some(
            say(
                ui,
                "这段文字因含个人信息已于7月9日移除。",
                "This text was removed on 9 Jul: personal data.",
            )
            .to_owned(),
        );
        sent.visibility = Some(Visibility::Public);
        let raised =
            TimelineItem::new(say(ui, "居民提出（公众号）", "Raised by a resident"), at(8, 9, 12));
        vec![working, note, sent, raised]
    }

    fn public_story(ui: &Ui) -> Vec<TimelineItem> {
        let mut items = story(ui);
        items.retain(|item| item.visibility != Some(Visibility::Internal));
        for item in &mut items {
            item.visibility = None;
        }
        items
    }

    pub(in super::super) fn choices(ui: &Ui, words: &[(&str, &str)]) -> Vec<Choice> {
        (1..)
            .zip(words)
            .map(|(number, (chinese, english))| {
                Choice::new(number.to_string(), say(ui, chinese, english))
            })
            .collect()
    }

    fn stars(ui: &Ui) -> FieldView {
        let words = [
            ("很差", "Bad"),
            ("较差", "Poor"),
            ("一般", "Fair"),
            ("满意", "Good"),
            ("很好", "Great"),
        ];
        FieldView::new("score", say(ui, "请您评价", "Please rate"), FieldKind::Stars)
            .hint(say(
                ui,
                "不满意会退回重新办理，直到您认可。",
                "If you are not satisfied it goes back.",
            ))
            .options(choices(ui, &words))
            .value("4")
    }

    fn text(ui: &Ui) -> FieldView {
        FieldView::new(
            "text",
            say(ui, "发生了什么事？", "What happened?"),
            FieldKind::TextArea { rows: 4, max: 500 },
        )
        .hint(say(
            ui,
            "例如：3号楼2单元门关不上，已经两天了。",
            "Say what and where, in your own words.",
        ))
        .error(Some(
            say(ui, "请写几个字说明发生了什么。", "Say in a few words what happened.").to_owned(),
        ))
    }

    fn photo_field(ui: &Ui) -> FieldView {
        FieldView::new("photo", say(ui, "拍照片", "Photos"), FieldKind::Photos { max: 9 })
            .optional()
    }

    fn category(ui: &Ui) -> FieldView {
        let words = [
            ("环境卫生", "Cleanliness"),
            ("物业管理", "Property"),
            ("公共设施", "Facilities"),
            ("停车出行", "Parking"),
            ("邻里矛盾", "Disputes"),
            ("其他", "Other"),
        ];
        let mut options = choices(ui, &words);
        let icons = ["leaf", "building", "bulb", "car", "scale", "dots"];
        for (option, icon) in options.iter_mut().zip(icons) {
            option.icon = Some(icon);
        }
        FieldView::new("category", say(ui, "属于哪一类？", "What is it about?"), FieldKind::Chips)
            .optional()
            .options(options)
            .value("3")
    }

    fn place_view(ui: &Ui) -> PlaceView {
        PlaceView {
            value: "7".to_owned(),
            label: say(ui, "幸福里小区3号楼2单元", "Happiness Court, building 3, stairway 2")
                .to_owned(),
            note: say(ui, "按您登记的住址，可以修改", "Your registered home; you can change it")
                .to_owned(),
            change_href: Some("/m/report/place".to_owned()),
        }
    }

    fn anonymous(ui: &Ui) -> FieldView {
        FieldView::new("anonymous", say(ui, "匿名反映", "Without my name"), FieldKind::Switch)
            .optional()
            .hint(say(
                ui,
                "姓名、电话只有社区受理员能看到",
                "Only the community's desk sees name and phone",
            ))
    }

    fn call_me(ui: &Ui) -> FieldView {
        FieldView::new("call", say(ui, "可以打电话联系我", "You may call me"), FieldKind::Switch)
            .optional()
            .value("on")
    }
}
