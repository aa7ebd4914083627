//! What people fill in: the story's own words first, then words that fit its theme.

use std::collections::BTreeMap;

use linli_app::matter::{Raw, RawFields};
use linli_kernel::{Moment, OrganisationId};
use linli_playbook::{
    engine::{Case, Holder},
    model::{Field, FieldKind},
};

use super::{
    super::{
        data::{History, Item, Phrase, Story, Texts},
        random::Random,
    },
    world::{Spot, World},
};

/// Everything that forms are filled from.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'w, 'd> {
    pub(crate) world: &'w World<'d>,
    pub(crate) texts: &'static Texts,
    pub(crate) history: &'static History,
}

/// What is being filled in.
pub(crate) struct Filling<'a, 'd> {
    pub(crate) story: &'static Story,
    pub(crate) spot: &'a Spot<'d>,
    pub(crate) case: &'a Case,
    /// Who fills it in.
    pub(crate) holder: &'a Holder,
    pub(crate) step: &'a str,
    pub(crate) now: Moment,
}

fn text(words: impl Into<String>) -> Option<Raw> {
    Some(Raw::Text(words.into()))
}

/// A post as forms send it.
pub(crate) fn post_word(holder: &Holder) -> Option<String> {
    match holder {
        Holder::Post { role, place } => Some(format!("{role}@{place}")),
        Holder::Organisation(_) | Holder::Person(_) => None,
    }
}

impl Desk<'_, '_> {
    /// Words that fit a story; those made for its theme before those that fit all.
    pub(crate) fn phrase(
        &self,
        pool: &str,
        story: &Story,
        random: &mut Random,
        also: impl Fn(&Phrase) -> bool,
    ) -> Option<&'static Phrase> {
        let all = self.texts.pool.get(pool)?;
        let fitting: Vec<&'static Phrase> =
            all.iter().filter(|phrase| phrase.fits(story) && also(phrase)).collect();
        let own = |phrase: &&&'static Phrase| {
            !(phrase.themes.is_empty() && phrase.matters.is_empty() && phrase.grounds.is_empty())
        };
        let own: Vec<&'static Phrase> = fitting.iter().filter(own).copied().collect();
        let from = if own.is_empty() || random.percent(25) { &fitting } else { &own };
        random.pick(from).copied()
    }

    /// One text of words that fit.
    pub(crate) fn words(
        &self,
        pool: &str,
        field: &str,
        story: &Story,
        random: &mut Random,
    ) -> String {
        let phrase = self.phrase(pool, story, random, |_| true);
        phrase.and_then(|phrase| phrase.text(field)).unwrap_or(&story.result).to_owned()
    }

    /// Fills a form.
    pub(crate) fn fill(
        &self,
        form: &[Field],
        filling: &Filling<'_, '_>,
        random: &mut Random,
    ) -> RawFields {
        let mut fields = BTreeMap::new();
        for field in form {
            if let Some(value) = self.value(field, filling, random) {
                fields.insert(field.key.to_string(), value);
            }
        }
        fields
    }

    fn value(&self, field: &Field, filling: &Filling<'_, '_>, random: &mut Random) -> Option<Raw> {
        let story = filling.story;
        let refusal = story.refusal.as_ref();
        if let FieldKind::LegalGround = field.kind {
            return text(refusal.map_or("beyond-duty", |refusal| &refusal.ground));
        }
        match field.key.as_str() {
            "course" => text(&story.course),
            "basis" => text(&story.basis),
            "standard" => text(&story.standard),
            "result" if filling.step == "listen" && story.path == "at-once" => {
                text(self.on_spot(story, random))
            }
            "result" if filling.step == "mediate" => {
                text(story.agreed().map_or(&story.result, |agreed| &agreed.result))
            }
            "result" => text(&story.result),
            "external-reply" => filling.case.external.as_ref().and_then(|_| text(&story.result)),
            "conclusion" => text(&story.course),
            "attended" => text(random.pick(&self.history.phrases.attended)?),
            "items" => Some(Raw::Rows(self.items(filling))),
            "manner" => text(if random.percent(60) { "written" } else { "oral" }),
            "sides" => text(random.pick(&self.history.phrases.sides)?),
            "terms" => text(match (&story.mediation, story.agreed()) {
                (Some(mediation), _) => &mediation.agreement,
                (None, Some(agreed)) => &agreed.terms,
                (None, None) => &story.standard,
            }),
            "confirmation" => {
                story.mediation.as_ref().filter(|m| m.litigation).map(|_| Raw::Flag(true))
            }
            "channel" if refusal.is_some() => text(refusal.map(|r| r.channel.clone())?),
            "channel" => text(&story.basis),
            "progress" => refusal
                .filter(|r| r.ground == "repeat-without-new-facts")
                .and_then(|r| text(r.progress.clone().unwrap_or_else(|| r.reply.clone()))),
            "second" => text(self.second(filling)?),
            "reply" if filling.step == "objection" => text(match &story.objection {
                Some(objection) => objection.reply.clone(),
                None => self.words("objection", "reply", story, random),
            }),
            "reply" => text(match refusal {
                Some(refusal) => refusal.reply.clone(),
                None => self.words("department_reply", "text", story, random),
            }),
            "reason" => text(self.reason(filling, random)),
            "interim-plan" => text(self.words("cannot", "interim", story, random)),
            "lead" => self.lead(field, filling).map(|id| Raw::Text(id.to_string())),
            "assist" => Some(Raw::List(self.assists(field, filling))),
            _ => None,
        }
    }

    fn on_spot(&self, story: &'static Story, random: &mut Random) -> String {
        let made_for = self.phrase("on_spot", story, random, |phrase| !phrase.themes.is_empty());
        let words = made_for.and_then(|phrase| phrase.text("text"));
        words.unwrap_or(&story.result).to_owned()
    }

    fn reason(&self, filling: &Filling<'_, '_>, random: &mut Random) -> String {
        let pool = match filling.step {
            "parties" | "by-minutes" | "by-street-minutes" | "whistle" => ("cannot", "reason"),
            "mediate" => ("upward_reason", "text"),
            "deliberate" => ("cannot", "reason"),
            _ => ("upward_reason", "text"),
        };
        self.words(pool.0, pool.1, filling.story, random)
    }

    /// A second person at community level or above, in another post.
    fn second(&self, filling: &Filling<'_, '_>) -> Option<String> {
        let spot = filling.spot;
        let mut posts = [
            ("community-secretary", spot.community),
            ("community-worker", spot.community),
            ("street-office", spot.street),
            ("coordinator", spot.county),
        ];
        if matches!(filling.case.level.as_str(), "street" | "district") {
            // Those at the top look at what those at the top write.
            posts.reverse();
        }
        let all = posts.iter().filter_map(|(role, place)| self.world.has_post(role, *place));
        let fits =
            |holder: &Holder| holder != filling.holder && !filling.case.recused.contains(holder);
        all.filter(|holder| fits(holder)).find_map(|holder| post_word(&holder))
    }

    /// Rows of the minutes that an organisation can answer for.
    fn items(&self, filling: &Filling<'_, '_>) -> Vec<RawFields> {
        let story = filling.story;
        let rows = story.minutes.iter().filter_map(|item| {
            let id = self.world.body(&item.responsible, filling.spot, filling.case.place)?;
            Some(self.item(id, item, filling))
        });
        let rows: Vec<RawFields> = rows.collect();
        if !rows.is_empty() {
            return rows;
        }
        let body = self.party(filling);
        let standard = story.standard.clone();
        let item =
            Item { responsible: String::new(), standard, days: 10, supervisor: String::new() };
        body.map(|id| self.item(id, &item, filling)).into_iter().collect()
    }

    fn item(&self, id: OrganisationId, item: &Item, filling: &Filling<'_, '_>) -> RawFields {
        let spot = filling.spot;
        let due = filling.now.plus_ms(item.days * 86_400_000).day();
        let supervisors = [
            ("compound-secretary", spot.site.id),
            ("community-secretary", spot.community),
            ("street-office", spot.street),
        ];
        let named = supervisors.iter().find(|(role, _)| *role == item.supervisor);
        let supervisor = named
            .and_then(|(role, place)| self.world.has_post(role, *place))
            .or_else(|| self.world.has_post("community-secretary", spot.community));
        let mut row = RawFields::from([
            ("responsible".to_owned(), Raw::Text(id.to_string())),
            ("standard".to_owned(), Raw::Text(item.standard.clone())),
            ("due".to_owned(), Raw::Text(due.to_string())),
        ]);
        if let Some(word) = supervisor.as_ref().and_then(post_word) {
            row.insert("supervisor".to_owned(), Raw::Text(word));
        }
        row
    }

    /// The organisation that does what a story asks for.
    pub(crate) fn party(&self, filling: &Filling<'_, '_>) -> Option<OrganisationId> {
        let (story, spot, place) = (filling.story, filling.spot, filling.case.place);
        let led = story.lead.as_deref().and_then(|lead| self.world.body(lead, spot, place));
        let usual = ["property-company", "owners-committee", "utility.sanitation"];
        led.or_else(|| usual.iter().find_map(|key| self.world.body(key, spot, place)))
            .or_else(|| self.world.department_for(story, spot))
    }

    fn lead(&self, field: &Field, filling: &Filling<'_, '_>) -> Option<OrganisationId> {
        let only_departments = matches!(&field.kind, FieldKind::Party(kinds)
            if kinds.iter().all(|kind| *kind == *"department"));
        if only_departments {
            self.world.department_for(filling.story, filling.spot)
        } else {
            self.party(filling)
        }
    }

    fn assists(&self, field: &Field, filling: &Filling<'_, '_>) -> Vec<Raw> {
        if !matches!(field.kind, FieldKind::Parties(_)) {
            return Vec::new();
        }
        let (story, spot, place) = (filling.story, filling.spot, filling.case.place);
        let lead = self.world.department_for(story, spot);
        let named = story.whistle_departments.iter();
        let mut all: Vec<OrganisationId> = named
            .filter_map(|key| self.world.body(&format!("department.{key}"), spot, place))
            .collect();
        if story.further_units.is_some() {
            all.extend(self.world.bodies("department.", spot, place));
            all.extend(self.world.bodies("former-works", spot, place));
        }
        all.sort();
        all.dedup();
        all.retain(|id| Some(*id) != lead && Some(*id) != self.party(filling));
        all.into_iter().map(|id| Raw::Text(id.to_string())).collect()
    }

    /// Another organisation than the one that objected.
    pub(crate) fn replacement(
        &self,
        step: &str,
        filling: &Filling<'_, '_>,
        objector: &Holder,
    ) -> Option<OrganisationId> {
        let keys: &[&str] = if step == "whistle" {
            &[
                "department.enforcement",
                "department.housing",
                "department.justice",
                "department.emergency",
                "department.finance",
            ]
        } else {
            &["owners-committee", "utility.sanitation", "department.enforcement"]
        };
        let mut all =
            keys.iter().filter_map(|key| self.world.body(key, filling.spot, filling.case.place));
        all.find(|id| {
            let other = Holder::Organisation(*id);
            let works = filling.case.tasks.values().any(|task| task.holder == other);
            other != *objector && !works
        })
    }
}
