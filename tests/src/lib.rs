//! What the acceptance tests share.
//!
//! The tests hold the client against goldens that were transcribed from the vendors' pages by
//! another hand than the specs. So nothing here uses the client's own encoders or decoders:
//! queries, multipart forms and HTTP are read by small readers of their own.

pub mod capture;
pub mod clients;
pub mod golden;
pub mod in_process;
pub mod keyed;
pub mod loopback;
pub mod mocked;
pub mod raw_http;
pub mod wire_format;
pub mod workspace;

/// The programs of the documents, so that they are compiled.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../README.md")]
    struct Readme;
    #[doc = include_str!("../../README.zh-CN.md")]
    struct ReadmeInChinese;
    #[doc = include_str!("../../docs/harvesting.md")]
    struct Harvesting;
}
