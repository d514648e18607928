mod limits;

use super::{About, Described, Limit, describe};
use crate::document::{Line, Position};
use crate::type_name;
use larkspur_spec::model::{Unit, Wire};
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(type_name: &str, text: &str) -> Described {
    let lines: Vec<Line> = text
        .lines()
        .zip(1..)
        .map(|(text, line)| Line { text: text.trim().to_owned(), at: Position { line, column: 1 } })
        .filter(|line| !line.text.is_empty())
        .collect();
    describe(&lines, &type_name::parse(type_name))
}

fn values(described: &Described) -> Vec<&str> {
    described.values.keys().map(String::as_str).collect()
}

fn limits(described: &Described) -> Vec<(Limit, String)> {
    described.limits.iter().map(|(limit, value)| (*limit, value.to_string())).collect()
}

#[test]
fn a_labelled_default_has_the_type_of_its_field() {
    for (type_name, text, expected) in [
        ("int", "**默认值**：`20`", json!(20)),
        ("int", "默认值：\"20\"", json!(20)),
        ("int64", "**Default**: 20", json!(20)),
        ("number(float)", "**默认值**：0.5", json!(0.5)),
        ("number", "**默认值**：2", json!(2)),
        ("boolean", "**默认值：** true", json!(true)),
        ("bool", "**默认值**：false，即不上架", json!(false)),
        ("string", "**默认值**：`shelf_id`", json!("shelf_id")),
        ("string", "**默认值**：\"a b\"", json!("a b")),
        ("string", "**默认值**：`\"quoted\"`", json!("quoted")),
        ("string", "**默认值**：`书架`", json!("书架")),
        ("string", "**默认值**：plain", json!("plain")),
        ("int[]", "**默认值**：`[1]`", json!([1])),
    ] {
        let described = read(type_name, text);
        assert_eq!(described.default, Some(expected), "{text}");
        assert_eq!(described.remarks, [], "{text}");
    }
}

#[test]
fn a_labelled_default_of_nothing_is_none_and_no_question() {
    for text in ["**默认值**：空", "**默认值**：无", "**默认值**：`null`", "**默认值**："]
    {
        let described = read("string[]", text);
        assert_eq!((described.default, described.remarks.len()), (None, 0), "{text}");
    }
}

#[test]
fn a_labelled_default_in_prose_is_a_question() {
    for (type_name, text) in [
        ("int", "**默认值**：上次的数"),
        ("string", "**默认值**：由书架的主人来定。"),
        ("int[]", "**默认值**：`[\"a\"]`"),
    ] {
        let described = read(type_name, text);
        assert_eq!(described.default, None, "{text}");
        assert_eq!(described.remarks[0].about, About::Default, "{text}");
        assert_eq!(described.remarks[0].at, Position { line: 1, column: 1 });
    }
}

#[test]
fn a_default_in_a_sentence_is_taken_where_it_is_plain() {
    for (type_name, text, expected) in [
        ("int64", "页码，默认为1。", Some(json!(1))),
        ("int", "是否可借，默认为 1 表示可借。", Some(json!(1))),
        ("boolean", "是否可借。默认为 false。", Some(json!(false))),
        ("string", "样式，默认为 \"wide\"。", Some(json!("wide"))),
        ("Boolean", "Whether to lend (default is true if nobody says so).", Some(json!(true))),
        ("Boolean", "true: all shelves; false(default): only this one", Some(json!(false))),
        ("int", "默认的书架", None),
        ("string", "书架名，默认按时间排列", None),
        ("boolean", "是否为默认书架。默认书架不能删除。", None),
    ] {
        assert_eq!(read(type_name, text).default, expected, "{text}");
    }
    let in_days = read("int", "可借多久，默认 9 天。");
    assert_eq!((in_days.default, in_days.remarks.len()), (None, 1));
}

#[test]
fn a_fixed_value_is_a_constant() {
    for (text, expected) in [
        ("**固定值**：\"shelf\"", Some(json!("shelf"))),
        ("**固定值：**`shelf`", Some(json!("shelf"))),
        ("书架的种类，固定取值为 `shelf`。", Some(json!("shelf"))),
        ("书架的种类", None),
    ] {
        assert_eq!(read("string", text).fixed, expected, "{text}");
    }
}

#[test]
fn values_stand_under_a_label_or_after_an_announcement() {
    let expected = ["open", "closed"];
    for text in [
        "状态\n**可选值有**：\n- open：开\n- closed：关",
        "状态\n**可能值有：**\n- `open`：开\n- `closed`：关",
        "状态。枚举值如下所示：\n- \"open\"：开\n- \"closed\"：关",
        "状态。可选值：\n- open: 开\n- closed: 关",
        "状态。支持的状态有：\nopen：开\nclosed：关",
        "状态\n- open：开\n- closed：关",
        "可选值:open/closed。",
        "**可选值有**：`open`、`closed`",
        "状态 **可选值有**： - `open`: 开 - `closed`: 关",
        "Shelf status: open (for all), closed (for nobody)",
        "Shelf status: open, closed",
        "Shelf type: open for all, closed for nobody",
        "书架的状态:开:open ;关:closed",
    ] {
        assert_eq!(values(&read("string", text)), expected, "{text}");
    }
}

#[test]
fn one_value_at_the_end_of_a_line_is_a_value() {
    assert_eq!(values(&read("String", "Shelf type, value: open")), ["open"]);
    assert_eq!(values(&read("String", "Shelf type, value: see below")), Vec::<&str>::new());
}

#[test]
fn whole_numbers_as_values_need_no_announcement() {
    let described = read("int", "书架\n0: 空\n1: 半满\n2: 满");
    assert_eq!(values(&described), ["0", "1", "2"]);
    assert_eq!(values(&read("int[]", "**可选值有**：\n- 1：有\n- 0：无")), ["1", "0"]);
}

#[test]
fn a_list_of_steps_or_cases_is_no_list_of_values() {
    for (type_name, text) in [
        ("string", "书架 ID。获取方式：\n- 调用接口：取一个\n- 打开页面：看一个"),
        ("string", "书架 ID。\n- type 为 A 时：必填\n- type 为 B 时：不填"),
        ("string", "书架，查询参数如下：\n- shelf_name: row\n- row_name：shelf"),
        ("string", "书架的状态\n- open：开\n- 其他：关"),
        ("string", "Shelf status: open, as everybody sees it"),
        ("boolean", "是否可借。可选值：\n- true：可\n- false：不可"),
        ("map", "书架的类型\n- row：行\n- cell：格"),
    ] {
        assert_eq!(values(&read(type_name, text)), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn a_line_among_the_values_that_is_none_is_a_question() {
    let described =
        read("string", "**可选值有**：\n- open：开\n- 看情况来定：不知道，或者\n- open：又开");
    assert_eq!(values(&described), ["open", "看情况来定"]);
    assert!(described.remarks[0].asks.contains("twice"));
    let described = read("int", "**可选值有**：\n- 1：开\n- 两个：关");
    assert_eq!(values(&described), ["1"]);
    assert_eq!(described.remarks[0].at.line, 3);
}

#[test]
fn a_list_below_a_value_or_below_prose_is_about_it() {
    let text = "**可选值有**：\n- open：开\n- closed：关\n关的方式：\n- 走过去，把门关上";
    let described = read("string", text);
    assert_eq!(values(&described), ["open", "closed"]);
    assert_eq!(described.remarks, []);
}

#[test]
fn values_tell_what_is_out_of_use_and_what_is_the_default() {
    let described =
        read("string", "**可选值有**：\n- old：旧的，已不推荐使用\n- new：新的（默认值）");
    assert!(described.values["old"].deprecated && !described.values["new"].deprecated);
    assert_eq!(described.default, Some(json!("new")));
    let fixed = read("string", "**可选值有**：\n- a：一\n- b：二\n**固定值**：`c`");
    assert_eq!((fixed.fixed, fixed.remarks.len()), (None, 1));
    let both = read("string", "**可选值有**：\n- a：一（默认值）\n- b：二（默认值）");
    assert_eq!(both.default, None);
}

#[test]
fn a_default_that_is_no_value_is_a_question() {
    let described = read("string", "**可选值有**：\n- a：一\n- b：二\n**默认值**：`c`");
    assert_eq!(described.default, None);
    assert_eq!(described.remarks[0].about, About::Default);
}

#[test]
fn a_regular_expression_is_taken_as_it_stands() {
    let described = read("string", "**数据校验规则**：\n- 正则校验：`row_[0-9a-h]{1,24}`");
    assert_eq!(described.pattern.as_deref(), Some("row_[0-9a-h]{1,24}"));
    let described = read("string", "书名，以 `@row@` 开头，长度不得少于 6 个字符。");
    assert_eq!(described.pattern.as_deref(), Some("^@row@"));
    assert_eq!(limits(&described), [(Limit::MinLength, "6".to_owned())]);
}

#[test]
fn scopes_belong_to_the_field_or_to_one_value() {
    let text =
        "**字段权限要求（满足任一）**：\n看书架(shelf:row:read)\n看全部(shelf:row)\n其他的话";
    assert_eq!(Vec::from_iter(read("string", text).scopes), ["shelf:row:read", "shelf:row"]);
    let text =
        "**可选值有**：\n- a：一\n- b：二\n**当值为 `b`，字段权限要求**：\n看 b(shelf:b.id:read)";
    let described = read("string", text);
    assert!(described.scopes.is_empty());
    assert_eq!(described.values["b"].scopes, ["shelf:b.id:read"]);
    let text = "**当值为 `b`，字段权限要求**：\n看 b(shelf:b.id:read)";
    assert_eq!(read("string", text).remarks.len(), 1);
}

#[test]
fn an_instant_says_that_it_is_one_and_what_it_counts() {
    use Unit::{Milliseconds, Seconds};
    for (type_name, text, expected) in [
        ("string", "上架的时间，毫秒时间戳。", Some((Milliseconds, Wire::String, false))),
        ("string", "上架时间戳(ms)", Some((Milliseconds, Wire::String, false))),
        ("string", "上架的时间戳。单位：毫秒", Some((Milliseconds, Wire::String, false))),
        ("string", "上架的时间，Unix 时间戳，单位为秒", Some((Seconds, Wire::String, false))),
        ("int", "上架的时间。秒级时间戳。", Some((Seconds, Wire::Number, false))),
        ("string", "上架的时间戳，自 1970 年起的毫秒数", Some((Milliseconds, Wire::String, false))),
        ("Long", "Unix timestamp in milliseconds", Some((Milliseconds, Wire::Number, false))),
        ("int", "上架的时间戳\n**示例值**：1600000000", Some((Seconds, Wire::Number, true))),
        (
            "string",
            "上架的时间戳\n**示例值**：\"1600000000000\"",
            Some((Milliseconds, Wire::String, true)),
        ),
        ("string", "上架的时间，精确到毫秒", None),
        ("boolean", "是否为毫秒时间戳", None),
    ] {
        let moment = read(type_name, text).moment;
        let found = moment.map(|moment| (moment.unit, moment.wire, moment.unit_is_shown));
        assert_eq!(found, expected, "{text}");
    }
    assert_eq!(read("string", "上架的时间戳").remarks.len(), 1);
    assert_eq!(read("string", "时区，用来看上架的时间戳").remarks.len(), 0);
}

#[test]
fn what_is_out_of_use_says_what_to_use_instead_where_it_can() {
    for (text, expected) in [
        ("旧的，**已合并到 row_status** **建议使用 row_status**。", Some("Use row_status.")),
        ("这一格已废弃", Some("The page says not to use it any more.")),
        ("Deprecated, use `row_id` instead.", Some("Use row_id.")),
        ("例如 `已废弃`", None),
        ("书架的行", None),
    ] {
        assert_eq!(read("string", text).deprecated.as_deref(), expected, "{text}");
    }
}

#[test]
fn a_form_of_text_needs_words_that_leave_no_choice() {
    for (text, expected) in [
        ("日期，格式 yyyy-MM-dd\n**示例值**：\"2024-01-31\"", Some("date")),
        ("日期，格式 yyyy-MM-dd HH:mm", None),
        ("日期，格式 yyyy-MM-dd\n**示例值**：\"20240131\"", None),
        ("书架的 JSON，要转义为 String", Some("json")),
        ("书架的 JSON 值", None),
        ("书架的链接\n**示例值**：\"https://example.com/row\"", Some("uri")),
        ("书架的链接", None),
    ] {
        assert_eq!(read("string", text).format, expected, "{text}");
    }
}

#[test]
fn structures_and_marks_of_need_are_read_from_prose() {
    let described = read("list<object>", "遵循 [RowInfo](https://example.com/x#y) 结构规范");
    assert_eq!(described.structure.as_deref(), Some("RowInfo"));
    for (text, expected) in [
        ("书架 ID（必填）", Some(true)),
        ("选填，书架 ID", Some(false)),
        ("Required. The shelf.", Some(true)),
        ("满了的时候，该参数必填", None),
    ] {
        assert_eq!(read("string", text).required, expected, "{text}");
    }
}

#[test]
fn an_example_is_read_as_evidence() {
    for (text, expected) in [
        ("**示例值**：[\"a\", \"b\"]", json!(["a", "b"])),
        ("**示例值**：\n```\n{\"a\":\n1}\n```", json!({"a": 1})),
        ("**示例值**：plain", json!("plain")),
    ] {
        assert_eq!(read("string", text).example, Some(expected), "{text}");
    }
    assert_eq!(read("string", "没有").example, None::<Value>);
}

#[test]
fn a_remark_tells_where_on_a_flat_line_it_stands() {
    let described = read("int", "页数 **默认值**：很多");
    assert_eq!(described.remarks[0].at, Position { line: 1, column: 4 });
}

#[test]
fn noise_ends_fast() {
    let started = std::time::Instant::now();
    for piece in ["**", "- a：b ", "最大 1", "](", "(a:b1) ", "`", "默认", "1~", "，", "** - "]
    {
        let noise = piece.repeat(400_000 / piece.len());
        for type_name in ["string", "int", "string[]"] {
            let _ = read(type_name, &noise);
            let _ = read(type_name, &format!("**可选值有**：{noise}"));
        }
    }
    let limit = std::time::Duration::from_secs(20);
    assert!(started.elapsed() < limit, "{:?}", started.elapsed());
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[-*`：:，。（）()a-z0-9 ~～最大长度默认值可选有为\n]{0,200}") {
        for type_name in ["string", "int", "boolean", "list", "row[]"] {
            let _ = read(type_name, &text);
        }
    }
}
