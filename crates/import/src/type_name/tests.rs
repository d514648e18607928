use super::TypeName::{
    Any, Boolean, Enum, File, Integer, List, Map, Nothing, Number, Record, String, Unreadable,
};
use super::{TypeName, parse};

fn list(item: TypeName) -> TypeName {
    List(Box::new(item))
}

fn map(value: TypeName) -> TypeName {
    Map(Box::new(value))
}

fn record(name: &str) -> TypeName {
    Record(Some(name.to_owned()))
}

#[test]
fn an_element_that_a_rendering_left_standing_is_no_type() {
    assert_eq!(parse("<x-text kind=\"field-type\"></x-text>"), Nothing);
}

#[test]
fn every_spelling_of_a_scalar_is_known() {
    for (spellings, expected) in [
        ("string String str STRING", String),
        ("int int32 int64 Int Integer integer Long long", Integer),
        ("number number(float) float double Double", Number),
        ("bool boolean Boolean", Boolean),
        ("file File", File),
        ("any union", Any),
        ("enum", Enum),
        ("object Object json", Record(None)),
        ("- / -- —", Nothing),
    ] {
        for spelling in spellings.split(' ') {
            assert_eq!(parse(spelling), expected, "{spelling}");
        }
    }
    assert_eq!(parse("  "), Nothing);
}

#[test]
fn lists_and_maps_say_what_they_hold_or_nothing() {
    for (spelling, expected) in [
        ("string[]", list(String)),
        ("string[][]", list(list(String))),
        ("array<string>", list(String)),
        ("list<int64>", list(Integer)),
        ("array[int]", list(Integer)),
        ("list", list(Nothing)),
        ("Array", list(Nothing)),
        ("List<Map<String, Object>>", list(map(Record(None)))),
        ("list<object>", list(Record(None))),
        ("list<list<string>>", list(list(String))),
        ("map", map(Nothing)),
        ("Map", map(Nothing)),
        ("map<string, string>", map(String)),
        ("map<string,string>", map(String)),
        ("map<string, union>", map(Any)),
        ("map<string, map<string, int>>", map(map(Integer))),
    ] {
        assert_eq!(parse(spelling), expected, "{spelling}");
    }
}

#[test]
fn any_other_name_is_a_record() {
    assert_eq!(parse("i18n_text"), record("i18n_text"));
    assert_eq!(parse("shelf_row[]"), list(record("shelf_row")));
    assert_eq!(parse("app.shelf.row"), record("app.shelf.row"));
    assert_eq!(parse("app.shelf.row[]").record_name(), Some("app.shelf.row"));
}

#[test]
fn alternatives_are_of_unknown_form_unless_they_agree() {
    assert_eq!(parse("string|int"), Any);
    assert_eq!(parse("int/string"), Any);
    assert_eq!(parse("int/int64"), Integer);
    assert_eq!(parse("row|string"), Unreadable);
}

#[test]
fn what_is_no_type_can_be_told_from_no_type() {
    let deep = "list<".repeat(20) + "int" + &">".repeat(20);
    let long = "x".repeat(1000);
    for noise in ["see below", "是", "page<row>", "list<see below>", "map<", &deep, &long] {
        assert_eq!(parse(noise), Unreadable, "{noise}");
    }
}
