//! When people do things: staff by day and in time, residents when they have time.

use linli_kernel::Moment;

use super::random::Random;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The longest that anybody takes who has more time than that.
const LONGEST_MS: i64 = 20 * DAY_MS;

/// Staff act after a part of the time that they have, in working hours where that is in time.
pub(crate) fn staff(now: Moment, due: Moment, random: &mut Random) -> Moment {
    let left = due.ms_since(now);
    if left < 4 * MINUTE_MS {
        return now.plus_ms(MINUTE_MS.min(left.max(0) / 2));
    }
    let part = left * random.between(8, 70) / 100;
    let at = by_day(now.plus_ms(part.min(LONGEST_MS)), (8, 18), random);
    if at < due { at } else { now.plus_ms(left / 2) }
}

/// Within minutes, whatever the hour.
pub(crate) fn at_once(now: Moment, due: Moment, random: &mut Random) -> Moment {
    let left = due.ms_since(now).max(2);
    now.plus_ms((random.between(5, 18) * MINUTE_MS).min(left / 2))
}

/// Accepting a task, approving, replying: within hours.
pub(crate) fn soon(now: Moment, due: Moment, random: &mut Random) -> Moment {
    let left = due.ms_since(now);
    let part = (random.between(10, 240) * MINUTE_MS).min(left / 2).max(MINUTE_MS);
    let at = by_day(now.plus_ms(part), (8, 18), random);
    if at < due { at } else { now.plus_ms(left.max(2) / 2) }
}

/// Residents answer and rate within some days, not at night.
pub(crate) fn resident(now: Moment, due: Moment, random: &mut Random) -> Moment {
    let left = due.ms_since(now);
    let part = (random.between(30, 60 * 60) * MINUTE_MS).min(left * 8 / 10).max(MINUTE_MS);
    let at = by_day(now.plus_ms(part), (7, 22), random);
    if at < due { at } else { now.plus_ms(left.max(2) / 2) }
}

/// At a meeting: on the last day, before it closes.
pub(crate) fn meeting(now: Moment, due: Moment, random: &mut Random) -> Moment {
    let at = due.plus_ms(-random.between(10, 120) * MINUTE_MS);
    at.max(now.plus_ms(MINUTE_MS))
}

/// The same moment, or the next one that lies between these hours.
fn by_day(at: Moment, (from, to): (i64, i64), random: &mut Random) -> Moment {
    let local = at.local();
    let after = random.between(15, 170) * MINUTE_MS;
    let morning = from * HOUR_MS + after;
    if local.ms_of_day < from * HOUR_MS {
        at.plus_ms(morning - local.ms_of_day)
    } else if local.ms_of_day > to * HOUR_MS {
        at.plus_ms(DAY_MS - local.ms_of_day + morning)
    } else {
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_acts_acts_later_than_now_and_in_time() {
        let mut random = Random::new("when");
        let now = Moment::from_ms(1_750_000_000_000);
        for left in [MINUTE_MS, 2 * HOUR_MS, DAY_MS, 30 * DAY_MS] {
            for _ in 0..500 {
                let due = now.plus_ms(left);
                let all = [
                    staff(now, due, &mut random),
                    soon(now, due, &mut random),
                    resident(now, due, &mut random),
                    meeting(now, due, &mut random),
                ];
                for at in all.into_iter().take(if left > HOUR_MS { 4 } else { 3 }) {
                    assert!(now < at && at < due, "{left} {}", at.ms_since(now));
                }
            }
        }
    }
}
