//! The importer over the vendors' real pages, which are not ours to keep in the repository: the
//! tests find them through `LARKSPUR_SHARED` and say so when they are left out.

mod answer_key;
mod renderings;
mod repository;
mod support;
