//! Every Rust name of the generated crate is made here, and nowhere else.
//!
//! A name on the page becomes the nearest Rust name: the words stay, the case follows Rust.
//! Whatever Rust cannot say (keywords, digits in front, two names that become one) is settled by
//! the rules below, always in the same way, so that a name never depends on the order of files.

use heck::{ToSnakeCase, ToUpperCamelCase};
use std::collections::BTreeSet;

/// Words that can be no raw identifier.
const UNSPEAKABLE: [&str; 4] = ["self", "super", "crate", "Self"];

/// Keywords of the 2024 edition that can be raw identifiers.
const KEYWORDS: [&str; 51] = [
    "abstract",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "ref",
    "return",
    "static",
    "struct",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "union",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
    "macro_rules",
    "raw",
];

/// Types that a generated name must not hide.
pub const PRELUDE: [&str; 25] = [
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Vec",
    "String",
    "Box",
    "Default",
    "Clone",
    "Copy",
    "Debug",
    "PartialEq",
    "Eq",
    "Send",
    "Sync",
    "Sized",
    "Fn",
    "Drop",
    "From",
    "Into",
    "Iterator",
    "IntoIterator",
    "ToString",
];

/// Names that each operation's module defines or imports.
pub const OPERATION_TYPES: [&str; 40] = [
    "Parameters",
    "Request",
    "Reply",
    "Code",
    "Error",
    "Timestamp",
    "FilePart",
    "Draft",
    "Cow",
    "PhantomData",
    "Set",
    "Unset",
    "Endpoint",
    "JsonEndpoint",
    "ErrorCode",
    "Operation",
    "Paged",
    "PageAt",
    "PageFacts",
    "PageStyle",
    "Window",
    "Violations",
    "Validate",
    "Choice",
    "Place",
    "CodeFact",
    "Retry",
    "Quota",
    "RequestParts",
    "Response",
    "Pages",
    "Items",
    "Fetch",
    "Serialize",
    "Serializer",
    "Deserialize",
    "Deserializer",
    "Value",
    "BTreeMap",
    "Duration",
];

/// Modules that each operation's module defines, imports or reaches by their bare name.
pub const OPERATION_MODULES: [&str; 8] =
    ["given", "platform", "runtime", "types", "wire", "std", "larkspur_runtime", "core"];

/// Methods of every request builder.
pub const REQUEST_METHODS: [&str; 16] = [
    "send",
    "pages",
    "items",
    "fetch",
    "with_user_token",
    "with_user",
    "with_retry",
    "with_quota",
    "on_event",
    "with_deadline",
    "with_header",
    "unchecked",
    "clone",
    "fmt",
    "into",
    "draft",
];

/// The name of a field, parameter, method or module.
pub fn snake(wire: &str) -> String {
    let name = wire.to_snake_case();
    let name = match name.chars().next() {
        None if wire.is_empty() => "empty".to_owned(),
        None => "underscore".to_owned(),
        Some(first) if !is_start(first) => format!("_{name}"),
        Some(_) => name,
    };
    let name: String = name.chars().filter(|c| *c == '_' || c.is_alphanumeric()).collect();
    speakable(name)
}

/// The name of the module that holds a type. Rust finds a file by its module's name only when
/// that is ASCII, so any other character is spelled out: `中` becomes `u4e2d`.
pub fn file_module(ty: &str) -> String {
    let mut name = String::new();
    for c in snake(ty).chars() {
        if c.is_ascii() {
            name.push(c);
        } else {
            let parting = if name.is_empty() || name.ends_with('_') { "" } else { "_" };
            name.push_str(&format!("{parting}u{:x}", u32::from(c)));
        }
    }
    name
}

/// The name of a type or variant.
pub fn camel(wire: &str) -> String {
    let name = wire.to_upper_camel_case();
    let name = match name.chars().next() {
        None if wire.is_empty() => "Empty".to_owned(),
        None => "Symbol".to_owned(),
        Some(first) if !is_start(first) => format!("N{name}"),
        Some(_) => name,
    };
    let name: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    speakable(name)
}

/// The name of a type that a record holds, after the record; a name that begins with the record's
/// says so already.
pub fn below(record: &str, name: &str) -> String {
    if name.starts_with(record) { name.to_owned() } else { format!("{record}{name}") }
}

/// The name of one item of a list: `items` becomes `Item`, `entries` `Entry`.
pub fn singular_camel(wire: &str) -> String {
    let name = camel(wire);
    for ending in ["List", "Infos"] {
        if let Some(stem) = name.strip_suffix(ending).filter(|stem| !stem.is_empty()) {
            return if ending == "Infos" { format!("{stem}Info") } else { stem.to_owned() };
        }
    }
    if let Some(stem) = name.strip_suffix("ies") {
        return format!("{stem}y");
    }
    match name.strip_suffix('s') {
        Some(stem) if !stem.is_empty() && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => name,
    }
}

fn is_start(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn speakable(name: String) -> String {
    if UNSPEAKABLE.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// The identifier token of a name: raw where the name is a keyword.
pub fn ident(name: &str) -> proc_macro2::Ident {
    let span = proc_macro2::Span::call_site();
    if KEYWORDS.contains(&name) {
        proc_macro2::Ident::new_raw(name, span)
    } else {
        proc_macro2::Ident::new(name, span)
    }
}

/// Hands out each name once. The first one asking gets it bare; a later one gets a number.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    /// A scope in which these names are taken.
    pub fn with<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Self {
        Self { taken: reserved.into_iter().map(str::to_owned).collect() }
    }

    /// A value-level name (field, method, module) that nobody else has.
    pub fn value(&mut self, wanted: &str) -> String {
        self.claim(wanted, |attempt| match attempt {
            1 => format!("{wanted}_"),
            n => format!("{wanted}_{n}"),
        })
    }

    /// A type-level name that nobody else has; `longer` is tried before a number.
    pub fn ty(&mut self, wanted: &str, longer: &str) -> String {
        self.claim(wanted, |attempt| match attempt {
            1 if longer != wanted => longer.to_owned(),
            n => format!("{wanted}{}", n + 1),
        })
    }

    /// The first of some type-level names that nobody else has, else the first with a number.
    pub fn first(&mut self, wanted: &str, others: impl IntoIterator<Item = String>) -> String {
        let free = |name: &String| !self.taken.contains(name);
        let name = std::iter::once(wanted.to_owned()).chain(others).find(free);
        let name = name.unwrap_or_else(|| wanted.to_owned());
        self.claim(&name, |attempt| format!("{wanted}{}", attempt + 1))
    }

    fn claim(&mut self, wanted: &str, other: impl Fn(usize) -> String) -> String {
        let mut name = wanted.to_owned();
        let mut attempt = 0;
        while !self.taken.insert(name.clone()) {
            attempt += 1;
            name = other(attempt);
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_the_obstacle_course() {
        for (wire, value, ty) in [
            ("page_size", "page_size", "PageSize"),
            ("pageSize", "page_size", "PageSize"),
            ("type", "type", "Type"),
            ("self", "self_", "Self_"),
            ("Self", "self_", "Self_"),
            ("super", "super_", "Super"),
            ("crate", "crate_", "Crate"),
            ("_", "underscore", "Symbol"),
            ("", "empty", "Empty"),
            ("2fa", "_2fa", "N2fa"),
            ("a-b", "a_b", "AB"),
            ("a_b", "a_b", "AB"),
            ("中文名", "中文名", "中文名"),
            ("zh-CN", "zh_cn", "ZhCn"),
            ("@i18n", "i18n", "I18n"),
            ("i18n_value", "i18n_value", "I18nValue"),
            ("X-USER-KEY", "x_user_key", "XUserKey"),
            ("async", "async", "Async"),
            ("Option", "option", "Option"),
            ("👍", "underscore", "Symbol"),
        ] {
            assert_eq!(snake(wire), value, "{wire}");
            assert_eq!(camel(wire), ty, "{wire}");
            let both = format!("struct {} {{ {}: u8 }}", ident(ty), ident(value));
            syn::parse_str::<syn::Item>(&both).expect(&both);
        }
    }

    #[test]
    fn every_keyword_becomes_an_identifier() {
        for word in KEYWORDS {
            let text = format!("fn {}() {{}}", ident(&snake(word)));
            syn::parse_str::<syn::Item>(&text).expect(word);
        }
    }

    #[test]
    fn two_wire_names_with_one_rust_name_are_told_apart() {
        let mut scope = Scope::with(REQUEST_METHODS);
        assert_eq!(scope.value(&snake("a-b")), "a_b");
        assert_eq!(scope.value(&snake("a_b")), "a_b_");
        assert_eq!(scope.value(&snake("aB")), "a_b_2");
        assert_eq!(scope.value("send"), "send_");
        let mut types = Scope::with(PRELUDE);
        assert_eq!(types.ty("Option", "PollOption"), "PollOption");
        assert_eq!(types.ty("Option", "Option"), "Option2");
        for name in ["Item", "ReplyItem", "PageItem", "Item2"] {
            let others = ["ReplyItem".to_owned(), below("Page", "Item")];
            assert_eq!(types.first("Item", others), name);
        }
        assert_eq!(below("Table", "TableField"), "TableField");
    }

    #[test]
    fn modules_with_files_have_ascii_names() {
        for (ty, module) in [
            ("AppTable", "app_table"),
            ("中文", "u4e2d_u6587"),
            ("A中", "a_u4e2d"),
            ("Self_", "self_"),
        ] {
            assert_eq!(file_module(ty), module);
        }
    }

    #[test]
    fn items_of_lists_are_singular() {
        for (list, item) in [
            ("items", "Item"),
            ("instance_code_list", "InstanceCode"),
            ("entries", "Entry"),
            ("status", "Status"),
            ("address", "Address"),
            ("texts", "Text"),
            ("list", "List"),
        ] {
            assert_eq!(singular_camel(list), item);
        }
    }
}
