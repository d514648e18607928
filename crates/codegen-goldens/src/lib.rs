//! What the generator makes of small specs that hold every kind of thing the language can say.
//!
//! The specs under `specs/` are an obstacle course: names that Rust does not like, every wire
//! form, every body and reply. The code they make is kept here, so that a change of the generator
//! is reviewed as a diff and compiled. Written again by
//! `cargo xtask generate --specs crates/codegen-goldens/specs --out crates/codegen-goldens/src/generated --manifest crates/codegen-goldens/Cargo.toml`.

// Names such as `中文名` and the deprecated operation are there on purpose.
#[rustfmt::skip]
mod generated;

/// The platform of the course.
pub mod course {
    pub use crate::generated::course::*;

    /// Its client.
    #[derive(Debug, Clone)]
    pub struct Client {
        runtime: larkspur_runtime::Client,
    }

    impl Client {
        /// Wraps the client underneath.
        pub fn new(runtime: larkspur_runtime::Client) -> Self {
            Self { runtime }
        }

        pub(crate) fn runtime(&self) -> &larkspur_runtime::Client {
            &self.runtime
        }
    }
}
