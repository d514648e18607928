use super::*;

fn cell(text: &str) -> Cell {
    text.split('\n')
        .filter(|line| !line.is_empty())
        .map(|line| Line { text: line.to_owned(), at: Position { line: 7, column: 3 } })
        .collect()
}

fn rows(written: &[&[&str]]) -> Vec<TableRow> {
    let at = |index: usize| Position { line: 10 + index as u32, column: 1 };
    written
        .iter()
        .enumerate()
        .map(|(index, cells)| TableRow {
            at: at(index),
            level: None,
            cells: cells.iter().map(|c| cell(c)).collect(),
        })
        .collect()
}

fn head(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn texts(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("|")
}

#[test]
fn every_word_of_the_lists_is_written_as_it_is_compared() {
    let heads = FIELD_HEADS.iter().flat_map(|(_, words)| *words);
    let codes = CODE_HEADS.iter().flat_map(|(_, words)| *words);
    for word in heads.chain(codes).chain(REQUIRED).chain(OPTIONAL) {
        assert_eq!(&label(word), word);
    }
}

#[test]
fn columns_are_found_by_their_heads_in_any_order_and_spelling() {
    for heads in [
        ["名称", "类型", "必填", "描述"],
        ["**参数**", "**参数类型**", "**必须**", "**说明**"],
        ["Name", "Data type", "Required", "Description"],
    ] {
        let mut doubts = Vec::new();
        let read = parameters(
            &head(&heads),
            &rows(&[&["depth", "int", "是", "how deep"]]),
            "query",
            &mut doubts,
        );
        let row = &read.unwrap_or_default()[0];
        assert_eq!(
            (row.name.as_str(), row.type_name.as_str(), row.required),
            ("depth", "int", Some(true)),
            "{heads:?}"
        );
        assert_eq!(texts(&row.description), "how deep");
        assert_eq!(doubts, []);
    }
}

#[test]
fn a_table_without_a_required_column_says_nothing_about_it() {
    let read = parameters(
        &head(&["参数", "说明"]),
        &rows(&[&["depth", "how deep"]]),
        "body",
        &mut Vec::new(),
    );
    let row = &read.unwrap_or_default()[0];
    assert_eq!((row.required, row.type_name.as_str()), (None, ""));
}

#[test]
fn a_cell_beyond_the_heads_joins_the_description() {
    let read = parameters(
        &head(&["名称", "类型", "描述"]),
        &rows(&[&["id", "string", "an id", "**示例值**：x1"]]),
        "path",
        &mut Vec::new(),
    );
    assert_eq!(texts(&read.unwrap_or_default()[0].description), "an id|**示例值**：x1");
}

#[test]
fn a_column_of_unknown_meaning_joins_the_description_under_its_head() {
    let read = parameters(
        &head(&["字段", "类型", "默认值", "说明"]),
        &rows(&[&["size", "int", "20", "a size"]]),
        "query",
        &mut Vec::new(),
    );
    assert_eq!(texts(&read.unwrap_or_default()[0].description), "**默认值**：20|a size");
}

#[test]
fn the_first_line_of_a_name_is_the_name() {
    let read = parameters(
        &head(&["名称", "描述"]),
        &rows(&[&["size\nold", "a size"]]),
        "query",
        &mut Vec::new(),
    );
    let row = &read.unwrap_or_default()[0];
    assert_eq!((row.name.as_str(), texts(&row.description).as_str()), ("size", "old|a size"));
}

#[test]
fn a_row_without_a_name_is_left_out_with_a_question_and_an_empty_one_without() {
    let mut doubts = Vec::new();
    let read = parameters(
        &head(&["名称", "描述"]),
        &rows(&[&["", "more"], &["", ""]]),
        "query",
        &mut doubts,
    );
    assert_eq!(read, Some(vec![]));
    assert_eq!(doubts.len(), 1);
    assert_eq!((doubts[0].at.line, doubts[0].place.as_str()), (10, "query"));
}

#[test]
fn only_yes_and_no_are_believed_without_a_question() {
    for (word, required, asked) in [
        ("是", true, false),
        ("**否**", false, false),
        ("Yes", true, false),
        ("可选", false, false),
        ("是（新建时）", true, true),
        ("条件必填", false, true),
        ("", false, true),
        ("-", false, true),
    ] {
        let mut doubts = Vec::new();
        let read =
            parameters(&head(&["名称", "必填"]), &rows(&[&["a", word]]), "body", &mut doubts);
        assert_eq!(read.unwrap_or_default()[0].required, Some(required), "{word}");
        assert_eq!(!doubts.is_empty(), asked, "{word}");
    }
}

#[test]
fn a_row_that_ends_before_the_required_column_is_asked_about() {
    let mut doubts = Vec::new();
    let read =
        parameters(&head(&["名称", "类型", "必填", "描述"]), &rows(&[&["a"]]), "body", &mut doubts);
    assert_eq!((read.unwrap_or_default()[0].required, doubts.len()), (Some(false), 1));
}

#[test]
fn a_table_of_another_kind_is_no_table_of_parameters() {
    for heads in [&["日期", "内容"][..], &["名称"], &[], &["错误码", "描述"]] {
        assert_eq!(parameters(&head(heads), &[], "body", &mut Vec::new()), None, "{heads:?}");
    }
}

#[test]
fn codes_are_read_with_and_without_a_status() {
    let with = head(&["HTTP 状态码", "错误码", "描述", "排查建议"]);
    let without = head(&["错误码", "说明", "描述"]);
    let with =
        codes(&with, &rows(&[&["400", "1001", "bad size", "make it small"]]), &mut Vec::new());
    let without =
        codes(&without, &rows(&[&["1001", "bad size", "make it small"]]), &mut Vec::new());
    for (read, http) in [(with, Some(400)), (without, None)] {
        let read = &read.unwrap_or_default().rows[0];
        assert_eq!((read.http, read.code), (http, 1001));
        assert_eq!(
            [read.message.as_str(), &texts(&read.advice)].concat().len(),
            "bad sizemake it small".len()
        );
    }
}

#[test]
fn a_code_that_is_no_number_is_asked_about_and_a_repeated_one_stays() {
    let mut doubts = Vec::new();
    let head = head(&["HTTP状态码", "错误码", "描述"]);
    let rows = rows(&[
        &["400", "10x", "odd"],
        &["400", "7", "one"],
        &["", "`-7`", "two"],
        &["4oo", "7", "three"],
    ]);
    let read = codes(&head, &rows, &mut doubts).unwrap_or_default();
    assert_eq!(read.rows.iter().map(|row| row.code).collect::<Vec<_>>(), [7, -7, 7]);
    assert_eq!(doubts.iter().map(|doubt| doubt.at.line).collect::<Vec<_>>(), [10, 7]);
}

#[test]
fn statuses_without_codes_are_told_apart_from_no_table_of_codes() {
    let by_status = codes(&head(&["HTTP 状态码", "描述"]), &[], &mut Vec::new());
    assert_eq!(by_status, Some(Codes { rows: vec![], by_status: true }));
    assert_eq!(codes(&head(&["名称", "描述"]), &[], &mut Vec::new()), None);
}

#[test]
fn a_fact_keeps_the_remarks_of_its_label() {
    let rows = rows(&[&["权限要求\n**开启任一**", "a(b:c)"], &["HTTP URL"]]);
    let facts = facts(&rows);
    assert_eq!(facts[0].label, "权限要求开启任一");
    assert_eq!((facts[1].label.as_str(), facts[1].value.len()), ("httpurl", 0));
}
