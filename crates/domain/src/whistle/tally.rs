//! Figures of whistles 吹哨报到: how often those below were right to call, and how those who were
//! called answered and worked.
//!
//! Each side is told beside the other and against its own past. What has no time limit yet, was
//! given to somebody else or was not needed any more stands in neither number of a rate.

use std::collections::BTreeMap;

use linli_kernel::{Moment, OrganisationId};
use linli_playbook::{
    Name,
    engine::{CloseReason, Holder},
    model::{Assessed, WhistlePart},
};

use super::{Part, Party, Whistle};
use crate::indicator::Rate;

/// Which field of which form an assessment was given in.
pub type Asked = (Name, Name);

/// What the whistles of a period come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhistleTally {
    /// Whistles that were blown.
    pub blown: i64,
    /// Of these, blown because somebody's time was over.
    pub by_clock: i64,
    /// Whistles by which the wrong body was called, an objection having been upheld; of all.
    pub wrong: Rate,
    /// How often a side was found best, by what was asked: of the whistle itself.
    pub of_whistle: BTreeMap<Asked, Rate>,
    /// Demands on parties that lead or help.
    pub asked: i64,
    /// Those answered by a word of their own in time; of those whose time is known to be kept or
    /// over. Silence is no answer, an objection is one.
    pub answered_on_time: Rate,
    /// Those done in time; of those that were done or whose time is over.
    pub done_on_time: Rate,
    /// Objections that were overruled; of those decided.
    pub overruled: Rate,
    /// How often the answer and the work were found best, by what was asked.
    pub of_response: BTreeMap<Asked, Rate>,
    /// Points of 100 that raisers gave, of all that they could have; "not solved" is none. Ratings
    /// that staff took down are not in it.
    pub residents: Rate,
}

fn count(rate: &mut Rate, counts: bool) {
    add(rate, i64::from(counts), 1);
}

fn add(rate: &mut Rate, numerator: i64, denominator: i64) {
    rate.numerator += numerator;
    rate.denominator += denominator;
    rate.n += 1;
}

/// Adds up whistles as they stand at a moment. With an organisation only what it was asked counts,
/// and of the response only what it led.
#[must_use]
pub fn tally<'w>(
    whistles: impl IntoIterator<Item = &'w Whistle>,
    organisation: Option<OrganisationId>,
    now: Moment,
) -> WhistleTally {
    let mut sum = WhistleTally::default();
    let only = organisation.map(Holder::Organisation);
    for whistle in whistles {
        let counts = |party: &&Party| only.as_ref().is_none_or(|only| party.holder == *only);
        let parties: Vec<&Party> = whistle.parties.iter().filter(counts).collect();
        if only.is_some() && parties.is_empty() {
            continue;
        }
        sum.blown += 1;
        sum.by_clock += i64::from(whistle.by_clock);
        let decided = parties.iter().flat_map(|party| &party.objections);
        let decided: Vec<bool> =
            decided.filter_map(|o| o.decided).map(|(_, upheld, _)| upheld).collect();
        count(&mut sum.wrong, decided.contains(&true));
        decided.iter().for_each(|upheld| count(&mut sum.overruled, !upheld));
        for party in parties.iter().filter(|party| party.part != Part::Supervise) {
            sum.party(party, now);
        }
        let leads = |party: &&Party| {
            let replaced = matches!(party.closed, Some((_, CloseReason::Replaced)));
            party.part == Part::Lead && !replaced
        };
        let led = only.is_none() || parties.iter().any(leads);
        sum.views(whistle, led);
    }
    sum
}

impl WhistleTally {
    fn party(&mut self, party: &Party, now: Moment) {
        self.asked += 1;
        let answer_by = match party.phase {
            WhistlePart::Answer => Some(party.answer_by.unwrap_or(party.due)),
            WhistlePart::Whole | WhistlePart::Work => party.answer_by,
        };
        let closed = party.closed.map(|(at, _)| at);
        if let Some(by) = answer_by {
            match party.answered {
                Some(at) => count(&mut self.answered_on_time, at <= by),
                None if party.silent || closed.unwrap_or(now) > by => {
                    count(&mut self.answered_on_time, false);
                }
                None => {}
            }
        }
        if party.phase == WhistlePart::Answer {
            return;
        }
        match party.closed {
            Some((at, CloseReason::Done)) => count(&mut self.done_on_time, at <= party.due),
            // Another has it, or it was not needed any more.
            Some((_, CloseReason::Replaced | CloseReason::Released)) => {}
            Some((at, _)) if at < party.due => {}
            None if now <= party.due => {}
            Some(_) | None => count(&mut self.done_on_time, false),
        }
    }

    fn views(&mut self, whistle: &Whistle, led: bool) {
        for view in &whistle.assessments {
            let asked = (view.form.clone(), view.field.clone());
            match view.of {
                Assessed::Whistle => count(self.of_whistle.entry(asked).or_default(), view.best),
                Assessed::Response if led => {
                    count(self.of_response.entry(asked).or_default(), view.best);
                }
                Assessed::Response => {}
            }
        }
        let own = whistle.ratings.iter().filter(|r| led && !r.representative && !r.by_staff);
        for rating in own {
            add(&mut self.residents, i64::from(rating.points.unwrap_or(0)), 100);
        }
    }
}

#[cfg(test)]
mod tests {
    use linli_playbook::engine::{Rating, TaskNumber};
    use proptest::{collection::vec, option, prelude::*, sample::select};

    use super::*;
    use crate::whistle::{Assessment, Objection, ReportedAs};

    fn name(word: &str) -> Name {
        Name::new(word).unwrap()
    }

    fn at(hours: i64) -> Moment {
        Moment::from_ms(hours * 3_600_000)
    }

    fn organisation(number: i64) -> OrganisationId {
        OrganisationId::new(number).unwrap()
    }

    /// Asked at 0, to answer by 8 and to be done by 80.
    fn party(number: i64, part: Part) -> Party {
        Party {
            task: TaskNumber(u32::try_from(number).unwrap()),
            holder: Holder::Organisation(organisation(number)),
            part,
            step: name("whistle"),
            phase: WhistlePart::Whole,
            asked: at(0),
            answer_by: Some(at(8)),
            answered: None,
            silent: false,
            objections: Vec::new(),
            due: at(80),
            late: false,
            reported: None,
            closed: None,
        }
    }

    fn whistle(parties: Vec<Party>) -> Whistle {
        Whistle {
            event: 7,
            step: name("whistle"),
            level: name("district"),
            at: at(0),
            by: None,
            by_clock: false,
            slip: None,
            due: at(80),
            late: false,
            parties,
            fed_back: None,
            ended: None,
            assessments: Vec::new(),
            ratings: Vec::new(),
        }
    }

    fn done(mut party: Party, answered: i64, closed: i64) -> Party {
        party.answered = Some(at(answered));
        party.reported = Some(ReportedAs { action: name("done"), event: 9 });
        party.closed = Some((at(closed), CloseReason::Done));
        party
    }

    fn both(rate: Rate) -> (i64, i64) {
        assert_eq!(rate.denominator, rate.n);
        (rate.numerator, rate.denominator)
    }

    #[test]
    fn answers_and_work_count_when_their_time_is_known() {
        let open = party(1, Part::Lead);
        let table = [
            // Still in time: in neither number.
            (open.clone(), 5, (0, 0), (0, 0)),
            (open.clone(), 9, (0, 1), (0, 0)),
            (Party { silent: true, ..open.clone() }, 9, (0, 1), (0, 0)),
            (Party { answered: Some(at(8)), ..open.clone() }, 9, (1, 1), (0, 0)),
            (Party { answered: Some(at(9)), ..open.clone() }, 81, (0, 1), (0, 1)),
            (done(open.clone(), 2, 80), 99, (1, 1), (1, 1)),
            (done(open.clone(), 2, 81), 99, (1, 1), (0, 1)),
            // Released before it had to answer; replaced after its objection; left behind in time.
            (
                Party { closed: Some((at(4), CloseReason::Released)), ..open.clone() },
                99,
                (0, 0),
                (0, 0),
            ),
            (
                Party {
                    answered: Some(at(3)),
                    closed: Some((at(90), CloseReason::Replaced)),
                    ..open.clone()
                },
                99,
                (1, 1),
                (0, 0),
            ),
            (
                Party { closed: Some((at(70), CloseReason::Superseded)), ..open.clone() },
                99,
                (0, 1),
                (0, 0),
            ),
            (
                Party { closed: Some((at(90), CloseReason::Superseded)), ..open.clone() },
                99,
                (0, 1),
                (0, 1),
            ),
            // Where the step is the answer, its report is it and there is no work.
            (
                Party { phase: WhistlePart::Answer, answer_by: None, ..done(open.clone(), 70, 70) },
                99,
                (1, 1),
                (0, 0),
            ),
            (Party { part: Part::Supervise, ..open }, 99, (0, 0), (0, 0)),
        ];
        for (number, (party, now, answered, worked)) in table.into_iter().enumerate() {
            let found = tally([&whistle(vec![party])], None, at(now));
            assert_eq!(both(found.answered_on_time), answered, "answered, row {number}");
            assert_eq!(both(found.done_on_time), worked, "done, row {number}");
        }
    }

    #[test]
    fn an_upheld_objection_is_a_wrong_whistle_and_an_organisation_sees_its_own() {
        let objected = |number, upheld| Party {
            objections: vec![Objection { at: at(2), event: 8, decided: Some((at(3), upheld, 9)) }],
            ..party(number, Part::Lead)
        };
        let view = |of, best| Assessment {
            of,
            form: name("view"),
            field: name("prompt"),
            choice: name("yes"),
            best,
            by: None,
            at: at(9),
            event: 12,
        };
        let mut one = whistle(vec![objected(1, true), party(2, Part::Assist)]);
        one.assessments = vec![view(Assessed::Response, true), view(Assessed::Whistle, false)];
        one.ratings = vec![
            Rating {
                entry: 1,
                representative: false,
                points: Some(90),
                by_staff: false,
                at: at(9),
            },
            Rating { entry: 1, representative: false, points: None, by_staff: true, at: at(9) },
        ];
        let two = whistle(vec![objected(2, false)]);
        let all = tally([&one, &two], None, at(1));
        assert_eq!((all.blown, both(all.wrong), both(all.overruled)), (2, (1, 2), (1, 2)));
        assert_eq!(all.of_response.values().map(|r| both(*r)).collect::<Vec<_>>(), [(1, 1)]);
        assert_eq!(all.of_whistle.values().map(|r| both(*r)).collect::<Vec<_>>(), [(0, 1)]);
        assert_eq!((all.residents.numerator, all.residents.denominator), (90, 100));
        let helping = tally([&one, &two], Some(organisation(2)), at(1));
        assert_eq!((helping.blown, both(helping.wrong)), (2, (0, 2)), "not its objection");
        assert!(helping.of_response.is_empty(), "it helped, others led");
        let nobody = tally([&one], Some(organisation(9)), at(1));
        assert_eq!(nobody, WhistleTally::default());
    }

    fn any_party() -> impl Strategy<Value = Party> {
        let reasons = vec![
            CloseReason::Done,
            CloseReason::Released,
            CloseReason::Replaced,
            CloseReason::Superseded,
            CloseReason::Expired,
        ];
        let parts = vec![Part::Lead, Part::Assist, Part::Supervise];
        let phases = vec![WhistlePart::Whole, WhistlePart::Answer, WhistlePart::Work];
        (
            (1_i64..4, select(parts), select(phases), option::of(0_i64..20)),
            (option::of(0_i64..30), any::<bool>(), option::of((0_i64..120, select(reasons)))),
        )
            .prop_map(|((number, part, phase, by), (answered, silent, closed))| Party {
                phase,
                answer_by: by.map(at),
                answered: answered.map(at),
                silent,
                closed: closed.map(|(hours, reason)| (at(hours), reason)),
                ..party(number, part)
            })
    }

    proptest! {
        #[test]
        fn no_rate_is_over_one_and_organisations_add_up(
            parties in vec(any_party(), 0..6),
            now in 0_i64..200,
        ) {
            let one = whistle(parties);
            let all = tally([&one], None, at(now));
            for rate in [all.wrong, all.answered_on_time, all.done_on_time, all.overruled] {
                prop_assert!((0..=rate.denominator).contains(&rate.numerator));
            }
            let each: Vec<WhistleTally> =
                (1..4).map(|number| tally([&one], Some(organisation(number)), at(now))).collect();
            let sum = |of: fn(&WhistleTally) -> i64| each.iter().map(of).sum::<i64>();
            prop_assert_eq!(sum(|t| t.asked), all.asked);
            prop_assert_eq!(sum(|t| t.answered_on_time.numerator), all.answered_on_time.numerator);
            prop_assert_eq!(sum(|t| t.done_on_time.denominator), all.done_on_time.denominator);
        }
    }
}
