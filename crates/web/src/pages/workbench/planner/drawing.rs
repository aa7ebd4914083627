//! A community's buildings as a plan without a map: a numbered and coloured spot each.

use linli_app::planner::{BuildingView, DivisionView};

/// Width of the drawing in its own units.
const WIDTH: i64 = 720;
/// The lowest and greatest height.
const HEIGHT: (i64, i64) = (120, 560);
const MARGIN: i64 = 24;
/// Buildings in a row where there are no positions.
const IN_A_ROW: i64 = 12;
/// Between them.
const STEP: i64 = 56;
/// Colours, of which numbers use one after the other.
const COLOURS: usize = 6;

/// A building.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) x: i64,
    pub(super) y: i64,
    /// The baseline of the number.
    pub(super) below: i64,
    pub(super) number: String,
    pub(super) colour: usize,
    pub(super) moved: bool,
    pub(super) name: String,
}

/// The drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Drawing {
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) spots: Vec<Spot>,
}

impl Drawing {
    /// Where all have a position, as they stand, north above; otherwise in their order.
    pub(super) fn of(division: &DivisionView) -> Self {
        let placed: Option<Vec<(i64, i64)>> =
            division.buildings.iter().map(|building| building.at).collect();
        let (height, points) = match placed.filter(|placed| placed.len() > 1) {
            Some(placed) => as_they_stand(&placed),
            None => in_order(division.buildings.len()),
        };
        let spots = division.buildings.iter().zip(points);
        Self { width: WIDTH, height, spots: spots.map(spot).collect() }
    }
}

fn spot((building, (x, y)): (&BuildingView, (i64, i64))) -> Spot {
    Spot {
        x,
        y,
        below: y + 5,
        number: building.number.map(|number| number.to_string()).unwrap_or_default(),
        colour: building.number.map_or(0, |number| (number - 1) % COLOURS + 1),
        moved: building.moved,
        name: building.name.clone(),
    }
}

fn as_they_stand(placed: &[(i64, i64)]) -> (i64, Vec<(i64, i64)>) {
    let reach = |values: &mut dyn Iterator<Item = i64>| {
        values.fold((i64::MAX, i64::MIN), |(low, high), value| (low.min(value), high.max(value)))
    };
    let (west, east) = reach(&mut placed.iter().map(|(east, _)| *east));
    let (south, north) = reach(&mut placed.iter().map(|(_, north)| *north));
    let (across, up) = ((east - west).max(1), (north - south).max(1));
    let wide = WIDTH - 2 * MARGIN;
    let high = (wide * up / across).clamp(HEIGHT.0 - 2 * MARGIN, HEIGHT.1 - 2 * MARGIN);
    // Both directions by one measure: the one that fills the drawing first.
    let by_width = wide * up <= high * across;
    let scaled = |metres: i64| {
        if by_width { metres * wide / across } else { metres * high / up }
    };
    let point = |(at_east, at_north): &(i64, i64)| {
        (MARGIN + scaled(at_east - west), MARGIN + scaled(north - at_north))
    };
    (scaled(up) + 2 * MARGIN, placed.iter().map(point).collect())
}

fn in_order(count: usize) -> (i64, Vec<(i64, i64)>) {
    let count = i64::try_from(count).unwrap_or(0);
    let rows = (count + IN_A_ROW - 1) / IN_A_ROW;
    let point = |at: i64| (MARGIN + 16 + at % IN_A_ROW * STEP, MARGIN + at / IN_A_ROW * (STEP - 8));
    (rows.max(1) * (STEP - 8) + MARGIN, (0..count).map(point).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn north_is_above_and_everything_is_inside() {
        let (height, points) = as_they_stand(&[(0, 0), (100, 0), (0, 50)]);
        assert_eq!(points, [(24, 360), (696, 360), (24, 24)]);
        assert_eq!(height, 384);
        let (height, points) = as_they_stand(&[(0, 0), (10, 900)]);
        assert_eq!((height, points[1]), (560, (29, 24)));
        let (height, points) = as_they_stand(&[(0, 7), (50, 7)]);
        assert!(height >= 48 && points.iter().all(|(x, _)| (24..=696).contains(x)));
    }

    #[test]
    fn without_positions_they_stand_in_their_order() {
        let (height, points) = in_order(13);
        assert_eq!((points[0], points[11], points[12]), ((40, 24), (656, 24), (40, 72)));
        assert_eq!(height, 120);
    }
}
