//! How far a list is read, told while it is read.

use crate::fake::*;
use larkspur_runtime::*;
use std::sync::{Arc, Mutex};

/// What was told, in short.
fn listening(fake: &Arc<Fake>) -> (Draft, Arc<Mutex<Vec<String>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&told);
    let draft = draft(fake).on_event(move |event| {
        let (name, at) = match event {
            Event::Page(at) => ("page", at),
            Event::Window(at) => ("window", at),
            Event::Split(at) => ("split", at),
            Event::Reread(at) => ("reread", at),
            _ => return,
        };
        let Progress { windows_done, windows, pages, items, .. } = at;
        sink.lock().unwrap().push(format!("{name} {windows_done}/{windows} {pages} {items}"));
    });
    (draft, told)
}

#[tokio::test]
async fn pages_and_windows_are_told_as_they_are_read() {
    let fake = Arc::new(Fake::with(&[1_000, 2_000, 3_000, 15_000], Edges::BothIn));
    let (draft, told) = listening(&fake);
    let mut items = Items::new(draft, list::<false>((0, 20_000), 2));
    assert_eq!(items.progress().windows, 2);
    while items.try_next().await.unwrap().is_some() {}
    let expected =
        ["page 0/2 1 2", "page 0/2 2 3", "window 1/2 2 3", "page 1/2 3 4", "window 2/2 3 4"];
    assert_eq!(*told.lock().unwrap(), expected);
    let at = items.progress();
    assert_eq!((at.windows_done, at.windows, at.pages, at.items), (2, 2, 3, 4));
}

#[tokio::test]
async fn cuts_are_told_and_counted() {
    let times: Vec<_> = (0..60).map(|n| n * 100).collect();
    let fake = Arc::new(Fake::with(&times, Edges::BothIn).capping());
    let (draft, told) = listening(&fake);
    let items = Items::new(draft, unlimited((0, 6_000), 100));
    rest(items).await;
    let expected =
        ["split 0/2 0 0", "page 0/2 1 31", "window 1/2 1 31", "page 1/2 2 60", "window 2/2 2 60"];
    assert_eq!(*told.lock().unwrap(), expected);
}

#[tokio::test]
async fn a_list_that_is_read_again_is_told() {
    let shrink = |n: usize, held: &mut Held| {
        if n == 1 {
            held.remove(0);
        }
    };
    let fake = Arc::new(Fake::with(&[0, 1, 2, 3], Edges::BothIn).changing(shrink));
    let (draft, told) = listening(&fake);
    rest(Items::new(draft, whole::<true>(2))).await;
    let expected =
        ["page 0/1 1 2", "reread 0/1 1 2", "page 0/1 2 3", "page 0/1 3 4", "window 1/1 3 4"];
    assert_eq!(*told.lock().unwrap(), expected);
}

/// A bar that writes to a closed pipe, say. The cursor must not be ahead of what was handed out.
#[tokio::test]
async fn a_listener_that_panics_loses_no_item() {
    let fake = Arc::new(Fake::with(&[1_000, 2_000, 3_000, 15_000], Edges::BothIn));
    let draft = draft(&fake).on_event(|event| {
        // Says nothing on the standard error.
        std::panic::resume_unwind(Box::new(format!("{event:?}")));
    });
    let expected = fake.within((0, 20_000));
    let items = Items::new(draft.clone(), list::<false>((0, 20_000), 2)).parallel(2);
    assert_eq!(sorted(rest(items).await), expected);
    let mut pages = Pages::new(draft, list::<false>((0, 20_000), 2)).prefetch();
    let mut count = 0;
    while pages.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!((count, pages.items()), (3, 4));
}
