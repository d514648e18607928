//! Cursors in files.

use crate::fake::*;
use larkspur_runtime::*;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

/// An empty folder of this test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn names(folder: &PathBuf) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn a_program_that_is_started_for_each_item_goes_on_from_its_file() {
    let folder = folder("each_item");
    let file = folder.join("harvest.cursor");
    let fake = Arc::new(Fake::with(&[1_000, 2_000, 12_000, 25_000], Edges::BothIn));
    let mut got = Vec::new();
    loop {
        let mut items = Items::new(draft(&fake), list::<false>((0, 30_000), 2));
        if let Some(cursor) = Cursor::load(&file).unwrap() {
            items = items.resume(cursor);
        }
        let Some(item) = items.try_next().await.unwrap() else { break };
        got.push(item);
        items.cursor().save(&file).unwrap();
        assert_eq!(names(&folder), ["harvest.cursor"], "nothing is left beside it");
    }
    assert_eq!(got, fake.within((0, 30_000)));
}

#[test]
fn what_is_no_cursor_is_told_from_what_is_not_there() {
    let folder = folder("garbage");
    assert!(Cursor::load(folder.join("none")).unwrap().is_none());
    let contents: [&[u8]; 6] = [b"", b"{", b"[]", b"{\"version\":\"x\"}", b"\xff\xfe", b"1"];
    for content in contents {
        fs::write(folder.join("it"), content).unwrap();
        let error = Cursor::load(folder.join("it")).unwrap_err();
        assert!(matches!(error, CursorError::Garbage(_)), "{error}");
        assert!(error.to_string().contains("it holds no cursor"), "{error}");
    }
    let error = Cursor::load(&folder).unwrap_err();
    assert!(matches!(error, CursorError::File { .. }), "{error}");
}

#[test]
fn where_nothing_can_be_written_the_old_file_stays_and_nothing_is_left() {
    let folder = folder("refused");
    let fake = Arc::new(Fake::with(&[], Edges::BothIn));
    let cursor = Items::new(draft(&fake), whole::<false>(1)).cursor();
    // A folder with something in it cannot be replaced by a file.
    fs::create_dir_all(folder.join("taken/full")).unwrap();
    for place in [folder.join("taken"), folder.join("missing/file"), PathBuf::from("/")] {
        let error = cursor.save(&place).unwrap_err();
        assert!(error.to_string().contains(place.to_str().unwrap()), "{error}");
    }
    assert_eq!(names(&folder), ["taken"]);
}
