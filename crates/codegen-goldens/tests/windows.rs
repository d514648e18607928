//! Which range of time of a list is cut: the first that the caller has set.

use larkspur_codegen_goldens::course::shapes::v1::paging::numbered::{Made, Parameters};
use larkspur_runtime::{PageCap, PageStyle, Paged, Timestamp, Window};
use std::time::Duration;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

/// The parameters with both ranges, each with the ends that are given.
fn parameters(made: [Option<i64>; 2], changed: [Option<i64>; 2]) -> Parameters {
    let mut parameters = Parameters::default();
    if made != [None, None] {
        let mut range = Made::default();
        [range.from, range.to] = made.map(|end| end.map(at));
        parameters.made = Some(range);
    }
    [parameters.changed_from, parameters.changed_to] = changed.map(|end| end.map(at));
    parameters
}

const NONE: [Option<i64>; 2] = [None, None];
const MADE: [Option<i64>; 2] = [Some(1), Some(9)];
const CHANGED: [Option<i64>; 2] = [Some(2), Some(8)];

#[test]
fn the_first_range_with_both_ends_is_cut_and_those_with_a_longest_span_come_first() {
    let window = |[start, end]: [Option<i64>; 2], longest: Option<u64>| {
        let longest = longest.map(Duration::from_secs);
        let (start, end) = (start.map(at)?, end.map(at)?);
        Some(Window { start, end, longest, overlap: Duration::ZERO })
    };
    const DAY: Option<u64> = Some(86_400);
    for (made, changed, expected) in [
        (NONE, NONE, None),
        ([Some(1), None], NONE, None),
        ([Some(1), None], [None, Some(8)], None),
        (MADE, NONE, window(MADE, None)),
        (NONE, CHANGED, window(CHANGED, DAY)),
        (MADE, CHANGED, window(CHANGED, DAY)),
        (MADE, [Some(2), None], window(MADE, None)),
    ] {
        assert_eq!(parameters(made, changed).window(), expected, "{made:?} {changed:?}");
    }
}

#[test]
fn a_part_takes_the_place_of_the_range_that_it_was_cut_from_and_of_no_other() {
    const PART: [Option<i64>; 2] = [Some(4), Some(5)];
    for (made, changed, after) in [
        (MADE, NONE, (PART, NONE)),
        (NONE, CHANGED, (NONE, PART)),
        (MADE, CHANGED, (MADE, PART)),
        (MADE, [Some(2), None], (PART, [Some(2), None])),
        (NONE, NONE, (NONE, NONE)),
    ] {
        let mut found = parameters(made, changed);
        found.set_window(at(4), at(5));
        assert_eq!(found, parameters(after.0, after.1), "{made:?} {changed:?}");
    }
}

#[test]
fn the_cap_comes_with_the_code_of_the_refusal() {
    let cap = Some(PageCap { hits: 1000, code: Some(9) });
    assert_eq!(Parameters::STYLE, PageStyle::Number { first: 0, cap });
}
