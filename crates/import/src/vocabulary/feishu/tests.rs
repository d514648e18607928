//! Whole pages: invented calls about owls, in the plain form that every rendering comes down to.

mod refusals;
mod same_page;

use super::*;
use crate::document::TableRow;
use crate::page::{ExampleKind, Row};
use larkspur_spec::model::{Media, Method};

const RENDERING: Rendering = Rendering { name: "plain", platform: PLATFORM, loses: &[] };

/// Builds a page; every block starts on a line of its own.
#[derive(Default)]
struct Builder(Document, u32);

impl Builder {
    fn at(&mut self) -> Position {
        self.1 += 1;
        Position { line: self.1, column: 1 }
    }

    fn line(&mut self, text: &str) -> Line {
        Line { text: text.into(), at: self.at() }
    }

    fn heading(mut self, depth: usize, text: &str) -> Self {
        let line = self.line(text);
        self.0.blocks.push(Block::Heading { depth, line });
        self
    }

    fn text(mut self, text: &str) -> Self {
        let lines = text.split('\n').map(|text| self.line(text)).collect();
        self.0.blocks.push(Block::Text(lines));
        self
    }

    fn code(mut self, text: &str) -> Self {
        let at = self.at();
        self.0.blocks.push(Block::Code { at, text: text.into() });
        self
    }

    /// A table from text: a row a line, `|` between cells, `/n` between the lines of a cell.
    fn table(mut self, text: &str) -> Self {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let head = lines
            .next()
            .unwrap_or_default()
            .split('|')
            .map(|head| head.trim().to_owned())
            .collect();
        let at = self.at();
        let rows = lines.map(|line| self.row(line)).collect();
        self.0.blocks.push(Block::Table { at, head, rows });
        self
    }

    fn row(&mut self, text: &str) -> TableRow {
        let at = self.at();
        let cell = |text: &str| {
            let texts =
                text.split("/n").map(str::trim).filter(|text| !text.is_empty() && *text != "·");
            texts.map(|text| Line { text: text.into(), at }).collect()
        };
        TableRow { at, level: None, cells: text.split('|').map(cell).collect() }
    }

    fn meta(mut self, key: &str, text: &str) -> Self {
        let line = self.line(text);
        self.0.meta.insert(key.into(), line);
        self
    }

    fn read(self) -> Result<Page, Refusal> {
        read(self.0, RENDERING)
    }

    fn refusal(self) -> Refusal {
        self.read().err().unwrap_or_else(|| panic!("the page is refused"))
    }

    /// Reads a page that ends as the template does.
    fn page(self) -> Page {
        self.heading(3, "错误码")
            .read()
            .unwrap_or_else(|refusal| panic!("the page is read: {refusal}"))
    }
}

/// A page up to its table of basic facts.
fn basics(method: &str, path: &str, more: &str) -> Builder {
    Builder::default().heading(1, "喂猫头鹰").heading(2, "请求").table(&format!(
        "基本 | ·\nHTTP URL | https://open.feishu.cn{path}\nHTTP Method | {method}\n{more}"
    ))
}

/// The reply that most fixtures do not look at.
fn reply(builder: Builder) -> Builder {
    builder.heading(2, "响应").heading(3, "响应体").table("名称 | 类型 | 描述\ncode | int | ·")
}

fn names(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

fn places(page: &Page) -> Vec<&str> {
    page.doubts.iter().map(|doubt| doubt.place.as_str()).collect()
}

#[test]
fn a_whole_page_is_read_into_its_places() {
    let page = basics(
        "POST",
        "/open-apis/owl/v1/owls/{owl_id}/meals",
        "接口频率限制 | [100 次/分钟、5 次/秒](https://a.example)
         支持的应用类型 | Custom App、Store App
         权限要求/n**开启任一权限即可** | 看(owl:read)/n喂(owl:feed)
         字段权限要求 | **注意事项**：下列敏感字段/n名(owl:name:read)",
    )
    .meta("title", "喂一只猫头鹰")
    .meta("source_url", "https://a.example/document/owls/feed")
    .heading(3, "请求头")
    .table("名称 | 类型 | 必填 | 描述\nAuthorization | string | 是 | `tenant_access_token`/n或/n`user_access_token`\nContent-Type | string | 是 | \"application/json\"\nOwl-Trace | string | 否 | 猫头鹰")
    .heading(3, "路径参数")
    .table("名称 | 类型 | 描述\nowl_id | string | 编号 | **示例值**：o1")
    .heading(3, "查询参数")
    .table("名称 | 类型 | 必填 | 描述\nunit | string | 否 | 单位")
    .heading(3, "请求体")
    .table("参数 | 必填 | 说明\nmeal | 是 | 食物")
    .heading(3, "请求体示例")
    .code("{\"meal\": \"mouse\"}")
    .heading(2, "响应")
    .heading(3, "响应体")
    .table("名称 | 类型 | 描述\ncode | int | ·\ndata | - | -\neaten | boolean | 吃了")
    .heading(3, "响应体示例")
    .code("{\"code\": 0, \"data\": {\"eaten\": true}}")
    .heading(3, "错误码")
    .table("HTTP状态码 | 错误码 | 描述 | 排查建议\n400 | 4001 | owl asleep | 叫醒")
    .heading(3, "4001 子错误码")
    .table("错误码 | 描述\n17 | asleep for long")
    .page();

    assert_eq!(
        (page.method, page.path.text.as_str(), page.host),
        (Method::Post, "/open-apis/owl/v1/owls/:owl_id/meals", None)
    );
    assert_eq!(page.title.text, "喂一只猫头鹰");
    assert_eq!(
        page.quota.iter().map(|q| (q.calls, q.per.as_str())).collect::<Vec<_>>(),
        [(100, "1m"), (5, "1s")]
    );
    assert_eq!(
        (page.apps.join(" "), page.auth.unwrap_or_default().join(" ")),
        ("custom isv".into(), "tenant user".into())
    );
    assert_eq!(
        (page.scopes.any_of.join(" "), page.scopes.sensitive.join(" ")),
        ("owl:read owl:feed".into(), "owl:name:read".into())
    );
    assert_eq!((names(&page.header), page.body_media), (vec!["Owl-Trace"], Some(Media::Json)));
    assert_eq!(
        (names(&page.path_parameters), page.path_parameters[0].required),
        (vec!["owl_id"], Some(true))
    );
    assert_eq!((names(&page.query), names(&page.body)), (vec!["unit"], vec!["meal"]));
    assert_eq!(
        (names(&page.response), page.response_media),
        (vec!["code", "data", "eaten"], Media::Json)
    );
    assert_eq!(
        page.errors.iter().map(|row| (row.http, row.code)).collect::<Vec<_>>(),
        [(Some(400), 4001)]
    );
    assert_eq!(
        page.examples.iter().map(|e| e.kind).collect::<Vec<_>>(),
        [ExampleKind::Request, ExampleKind::Reply]
    );
    assert_eq!(
        (page.source.url.as_deref(), page.deprecated),
        (Some("https://a.example/document/owls/feed"), None)
    );
    assert_eq!(page.doubts, []);
}

#[test]
fn another_host_and_a_fixed_query_are_kept() {
    let page = reply(Builder::default().heading(2, "请求").table(
        "名称 | 值\nHTTP URL | https://www.owl.example/v2/up?kind=a&size={n}\nHTTP Method | `post`",
    ))
    .page();
    assert_eq!(
        (page.host.as_deref(), page.path.text.as_str()),
        (Some("https://www.owl.example"), "/v2/up")
    );
    assert_eq!(page.fixed_query, [("kind".to_owned(), "a".to_owned())]);
    assert_eq!(places(&page), ["http.query"]);
}

#[test]
fn the_method_says_where_parameters_without_a_place_go() {
    for (method, in_query) in
        [("GET", true), ("DELETE", true), ("POST", false), ("PUT", false), ("PATCH", false)]
    {
        let page = reply(
            basics(method, "/a", "")
                .heading(3, "请求参数")
                .table("参数 | 类型 | 必须 | 说明\nowl | string | 是 | ·"),
        )
        .page();
        assert_eq!(
            (names(&page.query), names(&page.body)),
            if in_query { (vec!["owl"], vec![]) } else { (vec![], vec!["owl"]) }
        );
        assert_eq!(places(&page), Vec::<&str>::new(), "{method}");
    }
}

#[test]
fn a_table_right_below_the_request_is_placed_by_the_method_with_a_question() {
    let page =
        reply(basics("GET", "/a", "").table("参数 | 类型 | 必须 | 说明\nowl | string | 是 | ·"))
            .page();
    assert_eq!((names(&page.query), places(&page)), (vec!["owl"], vec!["query"]));
}

#[test]
fn rows_under_an_unknown_heading_are_headers_when_they_say_so_and_a_question_otherwise() {
    let with = |text: &str| {
        let table = format!("名称 | 类型 | 必填 | 描述\nRange | string | 否 | {text}");
        reply(basics("GET", "/a", "").heading(3, "部分喂食").table(&table)).page()
    };
    assert_eq!(names(&with("在 HTTP 请求头中").header), ["Range"]);
    let other = with("范围");
    assert_eq!(
        (names(&other.header), names(&other.query), places(&other)),
        (vec![], vec![], vec!["query"])
    );
}

#[test]
fn a_second_table_of_one_place_is_appended_and_repeated_names_are_asked_about() {
    let body = |second: &str| {
        let first = basics("POST", "/a", "")
            .heading(3, "请求体")
            .table("名称 | 类型 | 必填 | 描述\nkind | string | 是 | ·");
        reply(
            first
                .text("另一种")
                .table(&format!("名称 | 类型 | 必填 | 描述\n{second} | string | 是 | ·")),
        )
        .page()
    };
    assert_eq!((names(&body("size").body), places(&body("size"))), (vec!["kind", "size"], vec![]));
    assert_eq!(
        (names(&body("kind").body), places(&body("kind"))),
        (vec!["kind", "kind"], vec!["body"])
    );
}

#[test]
fn a_table_that_explains_an_example_is_asked_about_and_not_read() {
    let page = reply(
        basics("POST", "/a", "")
            .heading(3, "请求体示例")
            .code("{}")
            .table("参数 | 必填 | 说明\ntype | 是 | ·"),
    )
    .page();
    assert_eq!((names(&page.body), places(&page)), (vec![], vec!["body"]));
}

#[test]
fn rows_that_came_loose_from_their_table_are_asked_about() {
    let page = |text: &str| reply(basics("GET", "/a", "")).text(text).page();
    assert_eq!(places(&page("size | int | 大小")), ["page"]);
    assert_eq!(places(&page("取值 `a | b | c` 之一")), Vec::<&str>::new());
}

#[test]
fn a_place_where_the_rendering_broke_is_asked_about_if_the_spec_is_read_from_it() {
    let broken =
        |line| Damage { at: Position { line, column: 1 }, what: "a table lost its head".into() };
    let mut page = reply(basics("GET", "/a", "")).heading(3, "4711 子错误码");
    page.0.breaks = vec![broken(1), broken(page.1 - 1), broken(page.1)];
    let page = page.page();
    assert_eq!(
        (places(&page), page.doubts[0].asks.starts_with("a table lost")),
        (vec!["page"], true)
    );
}

#[test]
fn the_address_decides_which_path_parameters_there_are() {
    let page = reply(
        basics("GET", "/a/:owl_id", "")
            .heading(3, "路径参数")
            .table("名称 | 类型 | 描述\nid | string | ·"),
    )
    .page();
    assert_eq!(names(&page.path_parameters), ["owl_id"]);
    assert_eq!(places(&page), ["path.owl_id", "path.id"]);
}

#[test]
fn the_reply_is_binary_where_no_table_but_the_text_says_so() {
    let page = |text: &str| {
        basics("GET", "/a", "")
            .heading(2, "响应")
            .text(text)
            .heading(3, "错误码")
            .text("无")
            .page()
            .response_media
    };
    assert_eq!(page("好的时候是 200\n给出二进制的猫头鹰"), Media::Binary);
    assert_eq!(page("只有状态码"), Media::None);
    let single = basics("GET", "/a", "")
        .heading(2, "响应")
        .table("名称 | 类型 | 描述\nowl | file | ·")
        .page();
    assert_eq!(single.response_media, Media::Binary);
    let example = basics("GET", "/a", "")
        .heading(2, "响应")
        .heading(3, "响应体示例")
        .code("{\"code\": 0}")
        .page();
    assert_eq!(example.response_media, Media::Json);
}

#[test]
fn response_headers_are_no_fields_of_the_reply() {
    let page = basics("GET", "/a", "")
        .heading(2, "响应")
        .heading(3, "响应头")
        .table("名称 | 类型 | 描述\netag | string | ·")
        .text("返回文件流")
        .page();
    assert_eq!((names(&page.response), page.response_media), (vec![], Media::Binary));
}

#[test]
fn a_body_that_carries_a_file_is_multipart() {
    let page = reply(
        basics("POST", "/a", "")
            .heading(3, "请求体")
            .table("名称 | 类型 | 必填 | 描述\nphoto | file | 是 | ·"),
    )
    .page();
    assert_eq!(page.body_media, Some(Media::Multipart));
}

#[test]
fn failures_told_by_status_alone_are_asked_about() {
    let page = reply(basics("GET", "/a", ""))
        .heading(2, "状态码")
        .table("HTTP 状态码 | 描述\n404 | 不存在")
        .page();
    assert_eq!((page.errors.len(), places(&page)), (0, vec!["errors"]));
}

#[test]
fn what_the_basic_facts_leave_open_is_asked_about() {
    for (row, place) in [
        ("接口频率限制 | 看情况", "quota"),
        ("接口频率限制 | 100 次/月、5 次/秒", "quota"),
        ("接口频率限制 | 0 次/秒", "quota"),
        ("支持的应用类型 | 猫头鹰应用", "apps"),
        ("权限要求/n根据对象申请可选权限 | 看(owl:read)", "scopes"),
        ("猫头鹰要求 | 是", "page"),
    ] {
        assert_eq!(places(&reply(basics("GET", "/a", row)).page()), [place], "{row}");
    }
    for row in
        ["接口频率限制 | [特殊频控](https://a.example)", "接口频率限制 | 无", "权限要求 | 无"]
    {
        assert_eq!(places(&reply(basics("GET", "/a", row)).page()), Vec::<&str>::new(), "{row}");
    }
}

#[test]
fn a_special_limit_with_numbers_in_the_text_is_asked_about() {
    let text = Builder::default().heading(1, "喂猫头鹰").text("上限为 5 QPS，10000 次/天。");
    let page = reply(text.heading(2, "请求").table(
        "基本 | ·\nHTTP URL | https://open.feishu.cn/a\nHTTP Method | GET\n接口频率限制 | 特殊频控",
    ))
    .page();
    assert_eq!((page.quota.len(), places(&page)), (0, vec!["quota"]));
    assert!(page.doubts[0].asks.contains("5 per 1s and 10000 per 1d"));
}

#[test]
fn doubts_come_in_the_order_of_the_page() {
    let page = reply(basics("GET", "/a/:x", "猫 | 是").heading(3, "请求头").text("还需 Header"))
        .heading(2, "错误码")
        .table("错误码 | 描述\nx | y")
        .page();
    let lines: Vec<u32> = page.doubts.iter().map(|doubt| doubt.at.line).collect();
    assert!(lines.len() == 4 && lines.is_sorted(), "{lines:?}");
}
