//! Tables of invented names, one for each kind of evidence and each kind of question.

mod real_tables;

use super::*;
use crate::document::Position;
use proptest::prelude::*;
use serde_json::{Value, json};

/// The rows of an outline: a line each, `name type`, two blanks for each level.
fn outline(text: &str) -> (Vec<Row>, Vec<usize>) {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let least = lines.clone().map(indent).min().unwrap_or_default();
    let mut rows = Vec::new();
    let mut levels = Vec::new();
    for line in lines {
        let (name, type_name) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        levels.push((indent(line) - least) / 2);
        rows.push(Row {
            at: Position { line: u32::try_from(rows.len()).unwrap_or(u32::MAX) + 1, column: 1 },
            name: name.to_owned(),
            type_name: type_name.to_owned(),
            ..Row::default()
        });
    }
    (rows, levels)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// A tree as levels, in the order of its rows; each row must come once and in order.
fn levels_of(nested: &Nested, rows: usize) -> Vec<usize> {
    fn walk(nodes: &[Node], level: usize, to: &mut Vec<(usize, usize)>) {
        for node in nodes {
            to.push((node.row, level));
            walk(&node.children, level + 1, to);
        }
    }
    let mut found = Vec::new();
    walk(&nested.roots, 0, &mut found);
    let order: Vec<usize> = found.iter().map(|(row, _)| *row).collect();
    assert_eq!(order, (0..rows).collect::<Vec<_>>(), "every row once, in order");
    found.into_iter().map(|(_, level)| level).collect()
}

/// Takes the levels off an outline, finds them again, and gives the questions that were asked.
#[track_caller]
fn finds_again(text: &str, place: &str, examples: &[Value]) -> Vec<Doubt> {
    let (rows, levels) = outline(text);
    let nested = resolve(&rows, place, examples);
    assert_eq!(levels_of(&nested, rows.len()), levels, "{:#?}", nested.doubts);
    nested.doubts
}

#[track_caller]
fn finds_again_surely(text: &str, place: &str, examples: &[Value]) {
    let doubts = finds_again(text, place, examples);
    assert_eq!(doubts, [], "nothing is open here");
}

#[test]
fn rows_of_plain_values_lie_side_by_side() {
    finds_again_surely("title string\ncount int\ntags string[]", "body.fields", &[]);
}

#[test]
fn an_example_tells_where_a_record_ends() {
    let example = json!({"title": "t", "place": {"city": "c", "street": "s"}, "note": "n"});
    finds_again_surely(
        "
        title string
        place address
          city string
          street string
        note string",
        "body.fields",
        &[example],
    );
}

#[test]
fn the_items_of_a_list_and_of_all_examples_add_up() {
    let one = json!({"shelves": [{"code": "a"}, {"width": 3}]});
    let other = json!({"shelves": [{"books": [{"isbn": "1"}]}], "owner": "o"});
    finds_again_surely(
        "
        shelves shelf[]
          code string
          width int
          books book[]
            isbn string
        owner string",
        "body.fields",
        &[one, other],
    );
}

#[test]
fn text_that_holds_json_is_looked_into() {
    let example = json!({"content": "{\"lines\": {\"head\": \"h\"}}", "kind": "k"});
    finds_again_surely(
        "
        content object
          lines object
            head string
        kind string",
        "body.fields",
        &[example],
    );
}

#[test]
fn a_map_by_identifiers_is_one_record() {
    let example = json!({"scores": {"u-1": {"points": 3}, "u-2": {"rank": 1}}, "season": "s"});
    finds_again_surely(
        "
        scores map<string, score>
          points int
          rank int
        season string",
        "body.fields",
        &[example],
    );
}

#[test]
fn a_table_below_an_envelope_that_it_does_not_list_is_found_in_the_example() {
    let example = json!({"ok": true, "result": {"garden": {"beds": 3}, "season": "s"}});
    finds_again_surely(
        "
        garden object
          beds int
        season string",
        "response.fields",
        &[example],
    );
}

#[test]
fn a_name_that_comes_twice_closes_a_record() {
    finds_again(
        "
        owner person
          id string
          role string
        id string",
        "body.fields",
        &[json!({"owner": {"id": "1"}})],
    );
}

#[test]
fn records_of_one_type_hold_the_same() {
    let example = json!({"boat": {"maker": {"id": "1", "seat": "s"}, "hull": "h"}});
    finds_again_surely(
        "
        boat vessel
          maker firm
            id string
            seat string
          seller firm
            id string
            seat string
          buyer firm
            id string
            seat string
          hull string",
        "body.fields",
        &[example],
    );
}

#[test]
fn children_may_have_children() {
    finds_again(
        "
        branch twig[]
          leaf string
          branch twig[]
        root string",
        "body.fields",
        &[json!({"branch": [{"leaf": "l"}], "root": "r"})],
    );
}

#[test]
fn a_dotted_type_lies_in_the_record_that_it_names() {
    let doubts = finds_again(
        "
        door house.door
          lock house.door.lock
            bolts int
          paint house.door.paint
            colour string",
        "body.fields",
        &[],
    );
    assert!(doubts.iter().all(|doubt| doubt.place != "body.fields.door.paint"), "{doubts:?}");
}

#[test]
fn a_reply_is_an_envelope_and_its_payload() {
    finds_again_surely(
        "
        code int
        msg string
        data -
          tree string
          height int",
        "response.fields",
        &[],
    );
    finds_again_surely(
        "
        traceId string
        errorCode Int
        parcels List
          parcelId String
          weight Long",
        "response.fields",
        &[],
    );
}

#[test]
fn an_envelope_behind_the_payload_is_at_the_top() {
    let doubts = finds_again(
        "
        parcels List
          parcelId string
          weight Long
        traceId string
        errorCode Int",
        "response.fields",
        &[],
    );
    assert!(doubts.iter().all(|doubt| doubt.at.line < 4), "the envelope is sure: {doubts:?}");
}

#[test]
fn paging_stands_beside_the_list() {
    let (rows, levels) = outline(
        "
        code int
        msg string
        data -
          items lamp[]
            lamp_id string
            watts int
          has_more boolean
          page_token string",
    );
    let nested = resolve(&rows, "response.fields", &[]);
    assert_eq!(levels_of(&nested, rows.len()), levels);
}

#[test]
fn an_example_outweighs_a_convention() {
    let example = json!({"data": {"items": [{"id": "1", "has_more": true}]}, "extra": 1});
    finds_again_surely(
        "
        code int
        data -
          items lamp[]
            id string
            has_more boolean
        extra int",
        "response.fields",
        &[example],
    );
}

#[test]
fn an_open_end_is_asked_once_where_it_may_be() {
    let (rows, _) = outline("start string\nroom room\nwidth int\nheight int\ndepth int");
    let doubts = resolve(&rows, "body.fields", &[]).doubts;
    assert_eq!(doubts.len(), 1, "{doubts:#?}");
    assert_eq!(doubts[0].at.line, 4);
    assert_eq!(doubts[0].place, "body.fields.room.height");
    assert!(doubts[0].asks.contains("`room` or to the top"), "{}", doubts[0].asks);
    assert_eq!(doubts[0].assumed.as_deref(), Some("`room`"));
}

#[test]
fn rows_under_a_plain_value_are_kept_and_asked_about() {
    let (mut rows, levels) = outline("engine string\n  power int\nwheels int");
    for (row, level) in rows.iter_mut().zip(&levels) {
        row.level = Some(*level);
    }
    let nested = resolve(&rows, "body.fields", &[]);
    assert_eq!(levels_of(&nested, 3), [0, 1, 0]);
    assert_eq!(nested.doubts.len(), 1);
    assert_eq!(nested.doubts[0].place, "body.fields.engine");
}

#[test]
fn levels_are_trusted_against_everything_else() {
    let cases: [(&[usize], &[usize], usize); 5] = [
        (&[0, 1, 2, 1, 0], &[0, 1, 2, 1, 0], 0),
        // A table may start within a record that it does not list.
        (&[1, 2, 2, 1, 2], &[0, 1, 1, 0, 1], 0),
        // A level that leaves out a step is asked about.
        (&[0, 2, 2, 1, 0], &[0, 1, 1, 1, 0], 1),
        (&[2, 1, 0, 1, 2], &[0, 0, 0, 1, 2], 2),
        (&[0, 0, 0, 0, 0], &[0, 0, 0, 0, 0], 0),
    ];
    for (told, expected, questions) in cases {
        let (mut rows, _) = outline("a thing\nb thing\nc thing\nd thing\ne thing");
        for (row, level) in rows.iter_mut().zip(told) {
            row.level = Some(*level);
        }
        let nested = resolve(&rows, "body.fields", &[]);
        assert_eq!(levels_of(&nested, 5), expected, "{told:?}");
        assert_eq!(nested.doubts.len(), questions, "{told:?}: {:?}", nested.doubts);
    }
}

#[test]
fn levels_that_are_all_the_same_are_lost_where_they_cannot_be() {
    let text = "
        code int
        data -
          boxes crate[]
            id string
          total int";
    let (mut rows, levels) = outline(text);
    rows.iter_mut().for_each(|row| row.level = Some(0));
    let example = json!({"code": 0, "data": {"boxes": [{"id": "1"}], "total": 1}});
    let nested = resolve(&rows, "response.fields", &[example]);
    assert_eq!(levels_of(&nested, rows.len()), levels);
}

#[test]
fn some_levels_bind_the_rows_that_have_them() {
    let (mut rows, levels) = outline("a thing\n  b string\n  c string\nd string\ne string");
    rows[3].level = Some(0);
    let nested = resolve(&rows, "body.fields", &[]);
    assert_eq!(levels_of(&nested, 5)[..4], levels[..4]);
}

#[test]
fn nothing_nests_deeper_than_the_bound() {
    let (mut rows, _) = outline(&"again thing\n".repeat(100));
    let deepest =
        |rows: &[Row]| levels_of(&resolve(rows, "body.fields", &[]), 100).into_iter().max();
    assert!(deepest(&rows) < Some(DEEPEST));
    rows.iter_mut().enumerate().for_each(|(level, row)| row.level = Some(level));
    assert!(deepest(&rows) < Some(DEEPEST));
    assert!(read_example(&"[".repeat(100_000)).is_some());
}

#[test]
fn a_hostile_table_ends_fast() {
    let types = ["thing", "object", "string", "list", "thing.part", ""];
    let rows: Vec<Row> = (0..5_000_usize)
        .map(|at| Row {
            name: format!("n{}", at * 7919 % 611),
            type_name: types[at * 31 % types.len()].to_owned(),
            ..Row::default()
        })
        .collect();
    let before = std::time::Instant::now();
    let nested = resolve(&rows, "body.fields", &[]);
    assert!(before.elapsed().as_secs() < 5, "{:?}", before.elapsed());
    levels_of(&nested, rows.len());
    assert!(nested.doubts.len() <= 50);
}

fn any_row() -> impl Strategy<Value = Row> {
    let name = prop_oneof!["[a-d]", "[a-z]{1,3}", Just("code".to_owned()), Just("data".to_owned())];
    let type_name =
        prop_oneof!["string|int|object|list|-|t|t\\.u|t\\[\\]|map<string, t>", "\\PC{0,6}"];
    let level = prop_oneof![Just(None), (0_usize..40).prop_map(Some)];
    (name, type_name, level).prop_map(|(name, type_name, level)| Row {
        name,
        type_name,
        level,
        ..Row::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_rows_make_a_tree_with_every_row_once(
        rows in prop::collection::vec(any_row(), 0..40),
        place in "body\\.fields|response\\.fields",
        example in "[{}\\[\\],:\"a-d0-9 ]{0,60}",
    ) {
        let examples: Vec<Value> = read_example(&example).into_iter().collect();
        let nested = resolve(&rows, &place, &examples);
        levels_of(&nested, rows.len());
        prop_assert_eq!(resolve(&rows, &place, &examples), nested, "the same each time");
    }
}
