//! Limits under labels and in prose.

use super::*;

#[test]
fn rules_limit_by_the_type() {
    use Limit::{MaxItems, MaxLength, Maximum, MinItems, MinLength, Minimum};
    for (type_name, rule, expected) in [
        ("int", "取值范围：`1` ～ `100`", vec![(Minimum, "1"), (Maximum, "100")]),
        ("int", "最大值：`50`", vec![(Maximum, "50")]),
        ("int", "最小值：`-5`", vec![(Minimum, "-5")]),
        ("number(float)", "取值范围：`0` ～ `1.5`", vec![(Minimum, "0"), (Maximum, "1.5")]),
        ("string", "长度范围：`1` ～ `64` 字符", vec![(MinLength, "1"), (MaxLength, "64")]),
        ("string", "长度范围：`0` ～ `64` 字符", vec![(MaxLength, "64")]),
        ("string", "最大长度：`64` 字符", vec![(MaxLength, "64")]),
        ("string", "最小长度：`9` 字符", vec![(MinLength, "9")]),
        ("string", "固定长度：10 个字符", vec![(MinLength, "10"), (MaxLength, "10")]),
        ("string[]", "长度范围：`1` ～ `10`", vec![(MinItems, "1"), (MaxItems, "10")]),
        ("row[]", "最大长度：`10`", vec![(MaxItems, "10")]),
    ] {
        let expected: Vec<_> =
            expected.iter().map(|(limit, n)| (*limit, (*n).to_owned())).collect();
        for text in
            [format!("书架\n**数据校验规则**：\n- {rule}"), format!("**示例值**：x\n{rule}")]
        {
            let described = read(type_name, &text);
            assert_eq!(limits(&described), expected, "{text}");
            assert_eq!(described.remarks, [], "{text}");
        }
    }
}

#[test]
fn prose_limits_where_the_wording_leaves_no_choice() {
    use Limit::{MaxItems, MaxLength, Maximum, MinLength, Minimum};
    for (type_name, text, expected) in [
        ("int", "每页的条数，最大值为 200。", vec![(Maximum, "200")]),
        ("int", "层数，最小是0条，最大80条", vec![(Minimum, "0"), (Maximum, "80")]),
        ("int", "页码，从 1 开始", vec![(Minimum, "1")]),
        ("int", "书页，最大允许40页", vec![(Maximum, "40")]),
        ("int", "页数，取值范围 1~50", vec![(Minimum, "1"), (Maximum, "50")]),
        ("Int", "Page size, maximum of 1,000.", vec![(Maximum, "1000")]),
        ("Int", "Page size (max 100)", vec![(Maximum, "100")]),
        ("string", "书名。长度不能超过 77 字符。", vec![(MaxLength, "77")]),
        ("string", "名字，不超过 100 个字符", vec![(MaxLength, "100")]),
        ("string", "书名，最多可输入 33 字", vec![(MaxLength, "33")]),
        ("string", "书名字符数要在2到7范围内。", vec![(MinLength, "2"), (MaxLength, "7")]),
        (
            "string",
            "**长度：** 最短 3 字符，最长 28 字符",
            vec![(MinLength, "3"), (MaxLength, "28")],
        ),
        ("string", "名字，20 个字符以内", vec![(MaxLength, "20")]),
        ("string[]", "**注意**：列表最大长度为 200。", vec![(MaxItems, "200")]),
        ("list", "- 书架长度不能超过 30。", vec![(MaxItems, "30")]),
        ("string[]", "书架，最多可传入 12 条。", vec![(MaxItems, "12")]),
        ("list<int64>", "书架，限制10个，", vec![(MaxItems, "10")]),
        ("List", "Shelves (supports up to 70 users)", vec![(MaxItems, "70")]),
        ("array", "- 书的个数不可超过 3,000 个", vec![(MaxItems, "3000")]),
    ] {
        let expected: Vec<_> =
            expected.iter().map(|(limit, n)| (*limit, (*n).to_owned())).collect();
        assert_eq!(limits(&read(type_name, text)), expected, "{text}");
    }
}

#[test]
fn a_number_that_limits_something_else_is_no_limit_but_a_question() {
    for (type_name, text) in [
        ("string", "一次借书不要超过6小时"),
        ("string", "封面最大不能超过 70 KB。"),
        ("list", "单个书架不可超过 100 行"),
        ("string", "书架数量上限为 8,000。"),
        ("list", "- 每个书架最多有1个。"),
        ("string", "书名字符数要在2到7范围内。\n- 1中文=2英文"),
    ] {
        let described = read(type_name, text);
        assert_eq!(limits(&described), [], "{text}");
        assert_eq!(described.remarks[0].about, About::Limit, "{text}");
    }
}

#[test]
fn numbers_without_a_word_for_a_limit_are_nothing() {
    for (type_name, text) in [
        ("int", "书号，0 代表没有书"),
        ("string", "参考[限制](https://example.com/max-100/limit200)"),
        ("int", "从 0 到 24 号"),
        ("string", "- 若种类为 a，范围在 20 个字符以内"),
        ("int", "**示例值**：最大 10"),
    ] {
        let described = read(type_name, text);
        assert_eq!((limits(&described), described.remarks.len()), (vec![], 0), "{text}");
    }
}

#[test]
fn limits_that_contradict_each_other_are_a_question() {
    let two = read("int", "条数，最大 50。最大 100。");
    assert_eq!((limits(&two), two.remarks.len()), (vec![], 1));
    let upside_down = read("int", "**数据校验规则**：\n- 取值范围：`9` ～ `1`");
    assert_eq!((limits(&upside_down), upside_down.remarks.len()), (vec![], 1));
    let labelled = read("int", "条数，最大 50\n**数据校验规则**：\n- 最大值：`100`");
    assert_eq!(limits(&labelled), [(Limit::Maximum, "100".to_owned())]);
    assert_eq!(labelled.remarks.len(), 1);
    let outside = read("int", "**默认值**：500\n**数据校验规则**：\n- 最大值：`100`");
    assert_eq!((outside.default, outside.remarks.len()), (None, 1));
}
