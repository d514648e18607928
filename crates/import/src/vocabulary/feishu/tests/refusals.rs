//! Pages that describe no endpoint, or not the whole of it.

use super::*;

#[test]
fn what_describes_no_endpoint_is_refused_with_the_reason() {
    let event = Builder::default()
        .heading(2, "事件")
        .table("基本 | ·\n事件类型 | owl.fed_v1")
        .heading(3, "事件体")
        .table("名称 | 类型 | 描述\nowl | string | ·");
    let bare_event = Builder::default().heading(2, "事件").text("x");
    let guide = Builder::default().heading(1, "常见问题").text("为什么？");
    let no_method = Builder::default()
        .heading(2, "请求")
        .table("基本 | ·\nHTTP URL | https://open.feishu.cn/a");
    let two = basics("GET", "/a", "")
        .table("基本 | ·\nHTTP URL | https://open.feishu.cn/b\nHTTP Method | GET");
    let no_address = basics("GET", "", "");
    let odd_method = basics("FLY", "/a", "");
    for (page, kind, word) in [
        (event, "no-endpoint", "event"),
        (bare_event, "no-endpoint", "event"),
        (guide, "no-endpoint", "overview"),
        (no_method, "no-endpoint", "HTTP Method"),
        (two, "no-endpoint", "second"),
        (no_address, "bad-address", "https://host/path"),
        (odd_method, "bad-method", "fly"),
        (Builder::default(), "no-endpoint", "HTTP URL"),
    ] {
        let refusal = page.refusal();
        assert_eq!(refusal.kind, kind, "{refusal}");
        assert!(refusal.why.contains(word), "{refusal}");
    }
}

#[test]
fn a_page_that_is_not_whole_is_refused_where_it_stops() {
    let request_only = basics("GET", "/a", "");
    let empty_reply = basics("GET", "/a", "").heading(2, "响应").heading(3, "响应体");
    let mut damaged = reply(basics("GET", "/a", ""));
    damaged.0.damage.push(Damage {
        at: Position { line: 99, column: 1 },
        what: "a block of code has no end".into(),
    });
    let reply_last = reply(basics("GET", "/a", ""));
    let no_example = reply(basics("GET", "/a", "")).heading(3, "响应体示例");
    let torn = ["HTTP状态码 |", "4", "``"].map(|text| {
        reply(basics("GET", "/a", "")).heading(3, "错误码").table("错误码 | 描述\n7 | x").text(text)
    });
    let pages = [request_only, empty_reply, reply_last, no_example, damaged];
    for page in pages.into_iter().chain(torn) {
        let refusal = page.refusal();
        assert!(refusal.kind == "cut-off" && refusal.at.is_some(), "{refusal}");
    }
}
