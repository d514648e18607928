use super::{Built, Direction, fields};
use crate::document::{Line, Position};
use crate::page::Row;
use larkspur_spec::model::{Field, Map, Media, Origin, Type};
use larkspur_spec::{Severity, check, load_texts};
use serde_json::{Value, json};

/// A row per line: level, name, type, `!` where it must be given, and its description with `/` for
/// line breaks.
fn rows(table: &str) -> Vec<Row> {
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty()).zip(1..);
    lines
        .map(|(text, line)| {
            let mut cells = text.split('|').map(str::trim);
            let mut cell = || cells.next().unwrap_or_default();
            let at = Position { line, column: 1 };
            let level = cell().parse().ok();
            let (name, type_name) = (cell().to_owned(), cell().to_owned());
            let required = Some(cell() == "!");
            let text = |text: &str| Line { text: text.trim().to_owned(), at };
            let description = cell().split(" / ").filter(|part| !part.is_empty()).map(text);
            Row { at, level, name, type_name, required, description: description.collect() }
        })
        .collect()
}

const BODY: Direction = Direction::Body(Media::Json);

fn body(table: &str, example: Value) -> Built {
    fields(&rows(table), "body.fields", BODY, &[example])
}

fn list(item: Type) -> Type {
    Type::List(Box::new(item))
}

fn map(value: Type) -> Type {
    Type::Map(Box::new(value))
}

fn types(fields: &Map<Field>) -> Vec<(&str, Type)> {
    fields.iter().map(|(name, field)| (name.as_str(), field.ty.clone())).collect()
}

fn asked(built: &Built) -> Vec<(&str, u32)> {
    built.doubts.iter().map(|doubt| (doubt.place.as_str(), doubt.at.line)).collect()
}

#[test]
fn a_row_becomes_a_field_with_its_facts() {
    let built = body(
        "0 | size | int | ! | **默认值**：`20` / **数据校验规则**： / - 取值范围：`1` ～ `100`
         0 | kind | string | | **可选值有**： / - a：一 / - b：二 / **字段权限要求**： / 看(row:kind:read)
         0 | old | string | | 已废弃",
        Value::Null,
    );
    let size = &built.fields["size"];
    assert!(size.required);
    assert_eq!(size.default, Some(json!(20)));
    assert_eq!((size.minimum.clone(), size.maximum.clone()), (Some(1.into()), Some(100.into())));
    let kind = &built.fields["kind"];
    assert!(!kind.required);
    assert_eq!(Vec::from_iter(kind.values.keys()), ["a", "b"]);
    assert_eq!(kind.scopes, ["row:kind:read"]);
    assert!(built.fields["old"].deprecated.is_some());
    assert_eq!(built.doubts, []);
}

#[test]
fn every_type_word_is_a_type_of_the_spec() {
    let built = body(
        "0 | a | string | |
         0 | b | Long | |
         0 | c | number(float) | |
         0 | d | bool | |
         0 | e | list<int64> | |
         0 | f | map<string, string> | |
         0 | g | map<string, union> | |
         0 | h | object | |
         0 | i | enum | |",
        Value::Null,
    );
    let expected = [
        ("a", Type::String),
        ("b", Type::Integer),
        ("c", Type::Number),
        ("d", Type::Boolean),
        ("e", list(Type::Integer)),
        ("f", map(Type::String)),
        ("g", map(Type::Any)),
        ("h", Type::Any),
        ("i", Type::String),
    ];
    assert_eq!(types(&built.fields), expected);
}

#[test]
fn a_record_has_the_name_of_the_page_where_that_says_more() {
    let built = body(
        "0 | items | shelf_row[] | |
         1 | id | string | |
         0 | owner | app.shelf.owner | |
         1 | id | string | |
         0 | cover | cover | |
         1 | id | string | |
         0 | plain | object | |
         1 | id | string | |",
        Value::Null,
    );
    let names: Vec<_> = built.fields.values().map(|field| field.record.as_deref()).collect();
    assert_eq!(names, [Some("ShelfRow"), Some("AppShelfOwner"), None, None]);
    assert_eq!(built.fields["items"].ty, list(Type::Object));
    assert_eq!(types(&built.fields["owner"].fields), [("id", Type::String)]);
}

#[test]
fn an_open_type_is_what_the_examples_show() {
    let table = "0 | ids | list | |
         0 | sizes | array | | 尺寸 / **示例值**：[1, 2]
         0 | texts | map | |
         0 | mixed | list | |
         0 | rows | list | |
         0 | unsaid | - | |
         0 | none | list | |";
    let example = json!({
        "ids": ["a"], "texts": {"x": "y"}, "mixed": [1, "a"], "rows": [[true]], "unsaid": 5
    });
    let built = body(table, example);
    let expected = [
        ("ids", list(Type::String)),
        ("sizes", list(Type::Integer)),
        ("texts", map(Type::String)),
        ("mixed", list(Type::Any)),
        ("rows", list(list(Type::Boolean))),
        ("unsaid", Type::Integer),
        ("none", list(Type::Any)),
    ];
    assert_eq!(types(&built.fields), expected);
    assert_eq!(built.fields["ids"].from.get("type"), Some(&Origin::Example));
    assert!(built.fields["mixed"].from.is_empty());
}

#[test]
fn rows_under_a_map_are_its_keys_unless_the_example_has_them_one_deeper() {
    let table = "0 | text | Map | |
         1 | content | String | |";
    assert_eq!(body(table, Value::Null).fields["text"].ty, Type::Object);
    let deeper = json!({"text": {"k1": {"content": "a"}}});
    assert_eq!(body(table, deeper).fields["text"].ty, map(Type::Object));
    let typed = "0 | text | map<string, row> | |
         1 | content | string | |";
    assert_eq!(body(typed, Value::Null).fields["text"].ty, map(Type::Object));
}

#[test]
fn rows_under_an_unsaid_type_make_a_record_or_a_list_of_them() {
    let table = "0 | rows | - | |
         1 | id | string | |";
    assert_eq!(body(table, Value::Null).fields["rows"].ty, Type::Object);
    let shown = json!({"rows": [{"id": "a"}]});
    assert_eq!(body(table, shown).fields["rows"].ty, list(Type::Object));
}

#[test]
fn a_name_that_comes_twice_is_kept_once_and_asked_about() {
    let built = body(
        "0 | id | string | |
         0 | id | int | |",
        Value::Null,
    );
    assert_eq!(types(&built.fields), [("id", Type::String)]);
    assert!(asked(&built).contains(&("body.fields.id", 2)));
}

#[test]
fn what_a_table_does_not_tell_is_asked() {
    let built = body(
        "0 | a | 见下文 | |
         0 | b | shelf_row | |
         0 | c | file | |",
        Value::Null,
    );
    let expected = [("a", Type::Any), ("b", Type::Any), ("c", Type::Any)];
    assert_eq!(types(&built.fields), expected);
    assert_eq!(asked(&built), [("body.fields.a", 1), ("body.fields.b", 2), ("body.fields.c", 3)]);
}

#[test]
fn a_structure_of_another_page_is_told_by_name() {
    let built = body(
        "0 | row | list<object> | | 遵循 [RowInfo](https://example.com/a#b) 结构规范",
        Value::Null,
    );
    assert_eq!(built.fields["row"].ty, list(Type::Any));
    assert_eq!(built.structures[0].name, "RowInfo");
    assert_eq!(built.structures[0].place, "body.fields.row");
}

#[test]
fn a_file_is_a_part_of_a_multipart_body() {
    let table = rows("0 | file | file | ! |");
    let built = fields(&table, "body.fields", Direction::Body(Media::Multipart), &[]);
    assert_eq!(built.fields["file"].ty, Type::File);
}

#[test]
fn a_path_parameter_cannot_be_left_out() {
    let mut table = rows("0 | id | string | |");
    table[0].required = None;
    assert!(fields(&table, "path", Direction::Path, &[]).fields["id"].required);
    assert!(!fields(&table, "query", Direction::Parameter, &[]).fields["id"].required);
}

#[test]
fn a_reply_has_no_limits_and_no_questions_about_them() {
    let table = rows(
        "0 | size | int | ! | **默认值**：很多 / 最大 100
         0 | made | string | | 毫秒时间戳
         0 | kind | string | | **可能值有**： / - a：一 / - b：二",
    );
    let built = fields(&table, "response.fields", Direction::Reply, &[]);
    let plain = Field { ty: Type::Integer, ..Field::default() };
    assert_eq!(built.fields["size"], plain);
    assert_eq!(built.fields["made"].ty, Type::Timestamp);
    assert_eq!(built.fields["kind"].values.len(), 2);
    assert_eq!(built.doubts, []);
}

#[test]
fn rows_under_a_single_value_are_left_out_with_a_question() {
    let table = "0 | row | string | |
         1 | id | string | |";
    let built = body(table, json!({"row": "{\"id\": \"a\"}"}));
    assert_eq!(types(&built.fields), [("row", Type::String)]);
    assert!(asked(&built).contains(&("body.fields.row", 1)));
}

#[test]
fn the_lints_take_what_comes_out() {
    let text = "可选值： / - 1：一 / - 2：二 / **默认值**：`1` / 长度 1 ~ 9 字符，最多 5 个，最大值 7 / 毫秒时间戳";
    let words =
        "string int number boolean file any enum object list map string[] int[] row row[] - ?";
    let table: String = words
        .split(' ')
        .enumerate()
        .map(|(n, word)| format!("0 | a{n} | {word} | ! | {text}\n0 | b{n} | {word} | | \n1 | c | {word} | | {text}\n"))
        .collect();
    for direction in [BODY, Direction::Reply] {
        let built = fields(&rows(&table), "body.fields", direction, &[]);
        assert_eq!(errors(&built.fields, direction), Vec::<String>::new(), "{direction:?}");
    }
}

/// What the lints refuse of an operation with these fields.
fn errors(fields: &Map<Field>, direction: Direction) -> Vec<String> {
    let holder = json!({ "fields": fields });
    let (body, reply) = match direction {
        Direction::Reply => (json!({}), holder),
        _ => (holder, json!({})),
    };
    let operation = json!({
        "title": "t", "source": {"note": "n"}, "http": {"method": "POST", "path": "/x"},
        "auth": [], "body": body, "response": reply
    });
    let platform = "language: 1\ntitle: Demo\nhosts: {}\nenvelopes: {}\nauth: {}\n";
    let loaded = load_texts(vec![
        ("demo/platform.yaml".to_owned(), platform.to_owned()),
        ("demo/ping.yaml".to_owned(), operation.to_string()),
    ]);
    assert_eq!(loaded.tree.operations().count(), 1);
    let found = check(&loaded).into_iter().filter(|found| found.severity == Severity::Error);
    found.filter(|found| found.file == "demo/ping.yaml").map(|found| found.message).collect()
}

#[test]
fn a_record_that_was_listed_before_is_the_same_when_only_named() {
    let built = body(
        "0 | jar | glass_jar | |
         1 | lid | string | |
         0 | spare | glass_jar[] | |
         0 | shelf | shelf_row | |
         1 | jars | glass_jar[][] | |
         0 | other | wooden_box | |",
        json!({}),
    );
    let lid = ["lid"];
    for field in [&built.fields["spare"], &built.fields["shelf"].fields["jars"]] {
        assert!(field.fields.keys().eq(lid.iter()), "{field:?}");
    }
    assert_eq!(built.fields["other"].ty, Type::Any);
    assert_eq!(asked(&built).len(), 1, "only the record that was never listed is asked about");
}

#[test]
fn records_that_name_each_other_end() {
    let mut table = String::from("0 | r0 | x_r0 | |\n1 | leaf | string | |\n");
    for n in 1..30 {
        let before = n - 1;
        table.push_str(&format!(
            "0 | r{n} | x_r{n} | |\n1 | one | x_r{before} | |\n1 | two | x_r{before} | |\n"
        ));
    }
    let built = body(&table, json!({}));
    assert_eq!(built.fields.len(), 30);
}
