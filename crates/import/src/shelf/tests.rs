use super::*;
use crate::document::Line;
use crate::page::PageSource;
use larkspur_spec::model::{Http, Map, Media, Method, Reply, Type};

const TREE: &str = "https://example.com/document/uAbCdEfG";
const PUBLIC: &str = "https://example.com/document/server-docs";

fn page(path: &str, title: &str, url: Option<String>, id: Option<&str>) -> Page {
    let line = |text: &str| Line { text: text.to_owned(), ..Line::default() };
    let source = PageSource { url, id: id.map(str::to_owned), ..PageSource::default() };
    Page { source, ..crate::page::fixture::page("feishu", Method::Post, line(path), line(title)) }
}

fn operation(page: &Page) -> Operation {
    let source = Source {
        url: page.source.url.clone(),
        id: page.source.id.clone(),
        title: Some(page.title.text.clone()),
        ..Source::default()
    };
    let http =
        Http { method: page.method, path: page.path.text.clone(), host: None, query: Map::new() };
    let response = Reply {
        media: Media::Json,
        envelope: None,
        under: None,
        ty: Type::Object,
        doc: None,
        note: None,
        fields: Map::new(),
    };
    Operation { title: String::new(), source, http, response, ..crate::page::fixture::operation() }
}

/// A shelf with the spec of a page at a path.
fn shelf(pages: &[(&str, &Page)]) -> Shelf {
    let mut shelf = Shelf::default();
    for (name, page) in pages {
        shelf.put(Known {
            segments: name.split('/').map(str::to_owned).collect(),
            file: format!("feishu/{name}.yaml"),
            operation: operation(page),
        });
    }
    shelf
}

fn placed(shelf: &Shelf, page: &Page) -> Place {
    shelf.place(page, &operation(page))
}

fn update(name: &str) -> Place {
    Place::Update(format!("feishu/{name}.yaml"))
}

fn new(name: &str) -> Place {
    Place::New(name.split('/').map(str::to_owned).collect())
}

const JARS: &str = "/open-apis/pantry/v1/jars";

#[test]
fn a_page_finds_its_spec_by_identifier_or_address_whatever_the_file_is_called() {
    let by_address = page(JARS, "Jars", Some(format!("{PUBLIC}/pantry-v1/jar/create")), Some("7"));
    let shelf = shelf(&[("pantry/v1/renamed/thing", &by_address)]);
    for (url, id) in [(by_address.source.url.clone(), None), (None, Some("7"))] {
        let again = page("/open-apis/pantry/v2/moved", "Other title", url, id);
        assert_eq!(placed(&shelf, &again), update("pantry/v1/renamed/thing"));
    }
}

#[test]
fn another_rendering_of_the_page_finds_it_by_method_and_path() {
    let first = page(JARS, "Jars", Some(format!("{PUBLIC}/pantry-v1/jar/create")), Some("7"));
    let shelf = shelf(&[("pantry/v1/jar/create", &first)]);
    let in_tree = page(JARS, "Jars", Some(format!("{TREE}/pantry-v1/jar/create")), None);
    let bare = page(JARS, "Jars", None, None);
    for other in [in_tree, bare] {
        assert_eq!(placed(&shelf, &other), update("pantry/v1/jar/create"));
    }
}

#[test]
fn the_historic_page_of_an_endpoint_gets_a_file_of_its_own_in_either_order() {
    let current = page(JARS, "Jars", Some(format!("{PUBLIC}/pantry-v1/jar/create")), None);
    let historic = page(JARS, "Jars", Some(format!("{TREE}/historic-version/jar/create")), None);
    let names = ["pantry/v1/jar/create", "pantry/v1/jar/create_historic"];
    assert_eq!(placed(&Shelf::default(), &current), new(names[0]));
    assert_eq!(placed(&Shelf::default(), &historic), new(names[1]));
    assert_eq!(placed(&shelf(&[(names[0], &current)]), &historic), new(names[1]));
    assert_eq!(placed(&shelf(&[(names[1], &historic)]), &current), new(names[0]));
}

#[test]
fn each_grant_of_a_token_endpoint_is_called_like_its_page() {
    let path = "/open-apis/authen/v2/oauth/token";
    let get = page(path, "Get", Some(format!("{PUBLIC}/access/get-token")), None);
    let refresh = page(path, "Refresh", Some(format!("{TREE}/access/refresh-token")), None);
    let shelf = shelf(&[("authen/v2/oauth/get_token", &get)]);
    assert_eq!(placed(&shelf, &refresh), new("authen/v2/oauth/refresh_token"));
    assert_eq!(placed(&shelf, &get), update("authen/v2/oauth/get_token"));
    let unknown = page(path, "Get", None, None);
    assert!(matches!(placed(&Shelf::default(), &unknown), Place::Ask(_)));
}

#[test]
fn a_page_that_cannot_be_told_from_another_is_asked_about() {
    let first = page(JARS, "Create a jar", None, None);
    let shelf_of_one = shelf(&[("pantry/v1/jar/create", &first)]);
    assert_eq!(
        placed(&shelf_of_one, &page(JARS, "Create a jar", None, None)),
        update("pantry/v1/jar/create")
    );
    assert!(matches!(
        placed(&shelf_of_one, &page(JARS, "Create a lid", None, None)),
        Place::Ask(_)
    ));
    let one = page(JARS, "A", Some(format!("{PUBLIC}/a")), None);
    let two = page(JARS, "B", Some(format!("{PUBLIC}/b")), None);
    let shelf_of_two = shelf(&[("pantry/v1/jar/create", &one), ("pantry/v1/jar/create_b", &two)]);
    assert!(matches!(placed(&shelf_of_two, &page(JARS, "A", None, None)), Place::Ask(_)));
}

#[test]
fn two_pages_of_one_endpoint_with_addresses_get_two_files() {
    let one = page(JARS, "A", Some(format!("{PUBLIC}/jar/create")), None);
    let two = page(JARS, "B", Some(format!("{PUBLIC}/jar/create-many")), None);
    let shelf = shelf(&[("pantry/v1/jar/create", &one)]);
    assert_eq!(placed(&shelf, &two), new("pantry/v1/jar/create_create_many"));
}
