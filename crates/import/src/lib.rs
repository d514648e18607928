//! Pages in, specs out.
//!
//! A vendor publishes its reference as pages, and the same page reaches us in several renderings:
//! with the vendor's own tags, as Markdown of three kinds, as bare text. Each rendering writes the
//! same facts another way and loses other ones. This crate turns any of them into the operation's
//! spec, so that nobody types a table over by hand, and puts what it could not decide as a question
//! instead of guessing in silence.
//!
//! [`mod@run`] is what others call. The way of a page, one room each:
//!
//! 1. [`dialect`]: the text of one rendering -> [`document::Document`], headings, tables and code in
//!    one spelling. Adding a rendering means adding a reader there and nothing else.
//! 2. `vocabulary`: a document in the words of one platform -> [`page::Page`], rows and facts.
//! 3. `describe`, `type_name`, `nesting`, `fields`: the rows of a table -> fields.
//! 4. `draft`: a page -> the operation as the page alone would have it.
//! 5. `shelf` and `names`: which spec it belongs to. [`mod@merge`]: joined with what people made of
//!    it. `shared` and `setters`: shared types named, parameters of one name told apart.
//! 6. [`mod@run`]: many pages at once, into a tree that `platforms` may begin. [`report`]: what
//!    became of each.

mod day;
mod describe;
pub mod dialect;
pub mod document;
pub mod draft;
mod fields;
pub mod merge;
mod names;
mod nesting;
pub mod page;
mod platforms;
pub mod report;
pub mod run;
mod setters;
mod shared;
pub mod shelf;
mod type_name;
pub mod vocabulary;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
#[path = "../tests/support/pages.rs"]
mod real_pages;
