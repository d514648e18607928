//! The rules of numbered lists, case by case.

use super::*;
use crate::paging::position::Turn;
use crate::paging::position::tests::{STYLE, at, came, cut, halves};
use crate::paging::windows::Cut;

const AGAIN: Verdict = Verdict::Reread;

fn judged(position: &Position, cut: Option<&Cut>, came: Came<'_>) -> Verdict {
    position.judge(STYLE, cut, came)
}

#[test]
fn a_numbered_page_means_what_its_total_and_its_count_say() {
    let next = |number| Verdict::Page(Ok(Some(At::Number(number))));
    let end = || Verdict::Page(Ok(None));
    let (first, second) = (|| at(At::First, 0, None), || at(At::Number(2), 10, Some(30)));
    for (what, position, total, count, verdict) in [
        ("more follows", first(), 30, 10, next(2)),
        ("a short page", second(), 30, 3, next(3)),
        ("the total is reached", second(), 30, 20, end()),
        ("there is nothing", first(), 0, 0, end()),
        ("a total that is none", second(), -1, 0, end()),
        ("a total that grew", second(), 31, 10, next(3)),
        ("a total that fell", second(), 29, 10, AGAIN),
        ("empty before the total", second(), 30, 0, Verdict::AskAgain),
        ("as many as the cap", first(), 100, 10, next(2)),
        ("beyond the cap", first(), 101, 10, Verdict::Split(halves())),
        ("no higher number", at(At::Number(i64::MAX), 10, None), 30, 1, {
            Verdict::Page(Err("there is no higher page number"))
        }),
    ] {
        assert_eq!(judged(&position, Some(&cut()), came(total, count)), verdict, "{what}");
    }
}

#[test]
fn an_empty_page_behind_the_total_is_the_end_and_one_within_it_is_not() {
    const END: Verdict = Verdict::Page(Ok(None));
    const ASK: Verdict = Verdict::AskAgain;
    let begun = |page, largest| Position { largest, ..at(page, 7, Some(30)) };
    for (what, page, largest, size, verdict) in [
        ("the first", At::First, 0, Some(50), ASK),
        ("the last within", At::Number(3), 0, Some(10), ASK),
        ("the last within, cut", At::Number(3), 0, Some(14), ASK),
        ("the first behind", At::Number(4), 0, Some(10), END),
        ("far behind", At::Number(i64::MAX), 0, Some(i64::MAX), END),
        ("behind, larger than asked for", At::Number(3), 15, Some(10), END),
        ("behind, smaller than asked for", At::Number(3), 7, Some(15), END),
        ("behind by what came", At::Number(4), 10, None, END),
        ("within by what came", At::Number(4), 9, None, ASK),
        ("nothing is known", At::Number(99), 0, None, ASK),
        ("a size that is none", At::Number(99), 0, Some(-1), ASK),
        ("a number before the first", At::Number(i64::MIN), 9, Some(9), ASK),
    ] {
        let came = Came { size, ..came(30, 0) };
        assert_eq!(judged(&begun(page, largest), None, came), verdict, "{what}");
    }
    let shrunk = judged(&begun(At::Number(4), 10), None, came(29, 0));
    assert_eq!(shrunk, AGAIN, "a total that fell, wherever the page lies");
}

#[test]
fn how_large_pages_are_is_known_as_long_as_the_window_is_read() {
    let mut position = at(At::First, 0, None);
    for raw in [3, 9, 4] {
        position.leave(Turn::new(Ok(None), Came { count: raw, ..came(-1, 0) }));
    }
    position.restart();
    assert_eq!(position, Position { largest: 9, rereads: 1, ..at(At::First, 0, None) });
}

#[test]
fn a_page_that_comes_empty_twice_is_passed_over_where_more_is_counted() {
    let twice = |page, largest| Position { empty: true, largest, ..at(page, 7, Some(30)) };
    let next = |number| Verdict::Page(Ok(Some(At::Number(number))));
    for (what, page, largest, size, verdict) in [
        ("the first", At::First, 0, Some(10), next(2)),
        ("the last within", At::Number(3), 0, Some(10), next(4)),
        ("within by what came", At::Number(2), 7, None, next(3)),
    ] {
        let came = Came { size, ..came(30, 0) };
        assert_eq!(judged(&twice(page, largest), None, came), verdict, "{what}");
    }
    let unknown = judged(&twice(At::First, 0), None, came(30, 0));
    assert!(matches!(unknown, Verdict::Page(Err(why)) if why.contains("set the page size")));
}

#[test]
fn nothing_is_asked_for_behind_both_the_total_and_the_cap() {
    for (what, total, size, next) in [
        ("the total may be of smaller pages", 90, 49, Some(At::Number(3))),
        ("both", 90, 60, None),
        ("within the total", 100, 49, Some(At::Number(3))),
    ] {
        let came = Came { size: Some(size), ..came(total, 40) };
        let read = at(At::Number(2), 40, Some(90));
        assert_eq!(judged(&read, None, came), Verdict::Page(Ok(next)), "{what}");
    }
}

#[test]
fn more_repeats_than_new_items_mean_that_items_moved() {
    let next = || Verdict::Page(Ok(Some(At::Number(3))));
    for (before, total, repeated, verdict) in [
        (Some(30), 30, 0, next()),
        (Some(30), 30, 1, AGAIN),
        (Some(30), 31, 1, next()),
        (Some(30), 31, 2, AGAIN),
        (None, 30, 3, next()),
        (None, -1, 9, next()),
        (None, -1, 10, AGAIN),
    ] {
        let position = at(At::Number(2), 10, before);
        let came = Came { repeated, ..came(total, 10) };
        assert_eq!(judged(&position, None, came), verdict, "{before:?} {total} {repeated}");
    }
}
